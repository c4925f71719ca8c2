"""Averages, order statistics, covariances, counts."""
from __future__ import annotations

import math

import numpy as np

from ...runtime import broadcast_like, moving, quantile_items
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, is_none, is_python_number, known_number, known_rank, ndim
from .reductions import count, restored, summed

# -- averages ----------------------------------------------------------------------------


@differential(np.average, kind="averaged")
def average(a, axis=None, weights=None, returned=False, *, keepdims=False, da, dweights, y):
    mean = y[0] if returned else y
    if weights is None:
        dmean, dtotal = summed(da, axis, keepdims) / count(a, axis, keepdims, True), np.zeros_like(mean)
    else:
        w, dw = spread(weights, a, axis), spread(dweights, a, axis)
        centred = a - restored(mean, axis, keepdims)
        total = summed(broadcast_like(w, a), axis, keepdims)
        dmean, dtotal = summed(w * da + centred * dw, axis, keepdims) / total, summed(
            broadcast_like(dw, a), axis, keepdims)
    return (dmean, dtotal) if returned else dmean


def spread(weights, a, axis):
    """Weights of some axes, shaped so that they broadcast against ``a``."""
    if axis is None or known_rank(weights) == known_rank(a):
        return weights
    if is_python_number(axis):
        return np.reshape(weights, (-1,) + (1,) * (ndim(a) - 1 - axis % ndim(a)))
    axes = [i % ndim(a) for _, i in enumerate(axis)]
    weights = np.transpose(weights, np.argsort(axes).tolist())
    return np.expand_dims(weights, tuple([i for i in range(ndim(a)) if i not in axes]))


# -- order statistics: the one or two items that a quantile lies between ---------------------


@differential(np.median, kind="reduction_float")
def median(a, axis=None, out=None, overwrite_input=False, keepdims=False, *, da):
    return order_statistic(a, da, 0.5, axis, "linear", keepdims)


@differential(np.quantile, kind="quantiles", passive=("weights",))
def quantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None,
             da, dq, y):
    if weights is not None:
        return of_equals(a, da, y, axis, keepdims)
    return order_statistic(a, da, q, axis, method, keepdims) + risen(a, q, dq, axis, method, keepdims, False)


@differential(np.percentile, kind="quantiles", passive=("weights",))
def percentile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None,
               da, dq, y):
    if weights is not None:
        return of_equals(a, da, y, axis, keepdims)
    q = q / 100 if known_rank(q) == 0 else np.divide(q, 100)
    return order_statistic(a, da, q, axis, method, keepdims) + risen(a, q, dq / 100, axis, method, keepdims, False)


@differential(np.nanmedian, kind="reduction_float")
def nanmedian(a, axis=None, out=None, overwrite_input=False, keepdims=False, *, da):
    return mixed(a, da, 0.5, axis, "linear", keepdims, True)


@differential(np.nanquantile, kind="quantiles", passive=("weights",))
def nanquantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, weights=None,
                da, dq, y):
    if weights is not None:
        return of_equals(a, da, y, axis, keepdims)
    return mixed(a, da, q, axis, method, keepdims, True) + risen(
        a, q, dq, axis, method, keepdims, True)


@differential(np.nanpercentile, kind="quantiles", passive=("weights",))
def nanpercentile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *,
                  weights=None, da, dq, y):
    if weights is not None:
        return of_equals(a, da, y, axis, keepdims)
    q = np.divide(q, 100)
    return mixed(a, da, q, axis, method, keepdims, True) + risen(
        a, q, dq / 100, axis, method, keepdims, True)


def order_statistic(a, da, q, axis, method, keepdims):
    """The differential of the quantile ``q``."""
    if known_rank(q) != 0 or method != "linear" or not is_none(axis) and not is_python_number(axis):
        return mixed(a, da, q, axis, method, keepdims, False)
    if axis is None or known_rank(a) == 1:
        flat, d = (a, da) if known_rank(a) == 1 else (np.ravel(a), np.ravel(da))
        place = q * (np.size(a) - 1)
        low, high = math.floor(place), math.ceil(place)
        order = np.argsort(flat)
        d = (1 - (place - low)) * d[order[low]] + (place - low) * d[order[high]]
        return np.reshape(d, (1,) * ndim(a)) if keepdims else d
    place = q * (np.shape(a)[axis] - 1)
    low, high = math.floor(place), math.ceil(place)
    order = np.argsort(a, axis=axis)
    below = np.take_along_axis(da, np.take(order, [low], axis=axis), axis)
    above = np.take_along_axis(da, np.take(order, [high], axis=axis), axis)
    d = (1 - (place - low)) * below + (place - low) * above
    return d if keepdims else np.squeeze(d, axis)


def mixed(a, da, q, axis, method, keepdims, skip_nan):
    """The differential of a mixture of two items of ``a``."""
    low, high, fraction, speed = quantile_items(a, q, axis, method, keepdims, skip_nan)
    if known_number(q) is None:
        fraction = moving(fraction, speed, q)
    return (1 - fraction) * np.take(da, low) + fraction * np.take(da, high)


def risen(a, q, dq, axis, method, keepdims, skip_nan):
    """The differential of a quantile in ``q``; where it is an item, that towards the next one."""
    low, high, _, speed = quantile_items(a, q, axis, method, keepdims, skip_nan)
    return with_quantiles(speed * (np.take(a, high) - np.take(a, low)), q, dq)


def with_quantiles(slope, q, dq):
    """The product of the slopes of quantiles, whose first axes are those of ``q``, and a differential of ``q``."""
    return slope * dq if known_rank(q) == 0 else np.transpose(np.transpose(slope) * np.transpose(dq))


@differential(moving, kind="first", passive=("fraction", "speed"))
def moving_(fraction, speed, q, dq):
    return with_quantiles(speed, q, dq)


def of_equals(a, da, y, axis, keepdims):
    """The differential of an item that was chosen: the mean over those that equal it."""
    best = a == restored(y, axis, keepdims)
    return summed(best * da, axis, keepdims) / summed(best, axis, keepdims)


# -- covariances -------------------------------------------------------------------------


@composition(np.cov)
def cov_source(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    rows = variables(m, rowvar)
    if y is not None:
        rows = np.concatenate([rows, variables(y, rowvar)], axis=0)
    ddof = ddof if ddof is not None else 0 if bias else 1
    n = np.shape(rows)[1]
    if fweights is None and aweights is None:
        centred = rows - np.mean(rows, axis=1, keepdims=True)
        return np.squeeze(centred @ conjugate(centred.T) * np.true_divide(1, n - ddof if n > ddof else 0.0))
    w = fweights if aweights is None else aweights if fweights is None else fweights * aweights
    total = np.sum(w)
    centred = rows - np.expand_dims(np.sum(rows * w, axis=1) / total, 1)
    lost = 0.0 if known_number(ddof) == 0 else ddof if aweights is None else ddof * np.sum(w * aweights) / total
    return np.squeeze(centred @ conjugate((centred * w).T) * np.true_divide(1, total - lost))


def conjugate(x):
    return np.conj(x) if is_complex(x) else x


def variables(m, rowvar):
    """Observations as a matrix with a row for each variable."""
    if known_rank(m) == 1:
        return np.expand_dims(m, 0)
    return m if rowvar else m.T


@composition(np.corrcoef)
def corrcoef_source(x, y=None, rowvar=True, *, dtype=None):
    c = np.cov(x, y, rowvar)
    if y is None and known_rank(x) == 1:
        return c / c
    d = np.sqrt(np.real(np.diag(c)) if is_complex(c) else np.diag(c))
    scaled = c / d[:, None] / d[None, :]
    return scaled if is_complex(c) else np.clip(scaled, -1, 1)


# -- counts ------------------------------------------------------------------------------


@differential(np.bincount, kind="counted_items")
def bincount(x, weights=None, minlength=0, *, dweights):
    return np.bincount(x, dweights, minlength)


@transpose(np.bincount, wrt="weights")
def bincount_T(g, x, weights=None, minlength=0):
    return np.take(g, x)


nondifferentiable(quantile_items, kind="quantile_parts")
