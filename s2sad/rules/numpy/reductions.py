"""Sums, means, products, extrema and other reductions along axes, and running ones."""
from __future__ import annotations

import math

import numpy as np

from ...runtime import (
    accumulate,
    broadcast_like,
    conform,
    linear_recurrence,
    product_of_others,
    products_before,
    shifted,
    unbroadcast,
)
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, is_python_number, known_number, known_rank, ndim

# -- sums and means ----------------------------------------------------------------------


@differential(np.sum, kind="reduction_sum")
def sum(a, da, axis=None, *, keepdims=False):
    return summed(da, axis, keepdims)


def summed(x, axis, keepdims):
    """``np.sum`` without the arguments that need not be said."""
    if axis is None:
        return np.sum(x, keepdims=True) if keepdims else np.sum(x)
    return np.sum(x, axis=axis, keepdims=True) if keepdims else np.sum(x, axis=axis)


@transpose(np.sum, wrt="a")
def sum_T(g, a, axis=None, keepdims=False):
    return broadcast_like(restored(g, axis, keepdims), a)


@differential(np.mean, kind="reduction_float")
def mean(a, da, y, axis=None, *, keepdims=False):
    return summed(da, axis, keepdims) / count(a, y, axis)


@differential(np.nansum, kind="reduction_sum")
def nansum(a, da, axis=None, *, keepdims=False):
    return summed(np.where(np.isnan(a), 0.0, da), axis, keepdims)


@differential(np.nanmean, kind="reduction_float")
def nanmean(a, da, axis=None, *, keepdims=False):
    bad = np.isnan(a)
    return (summed(np.where(bad, 0.0, da), axis, keepdims)
            / summed(~bad, axis, keepdims))


@differential(np.average)
def average(a, axis=None, weights=None, *, keepdims=False, da, dweights, y):
    if weights is None:
        return summed(da, axis, keepdims) / count(a, y, axis)
    w, dw = spread(weights, a, axis), spread(dweights, a, axis)
    total = summed(broadcast_like(w, a), axis, keepdims)
    centred = a - restored(y, axis, keepdims)
    return summed(w * da + centred * dw, axis, keepdims) / total


def spread(weights, a, axis):
    """Weights of one axis, shaped so that they broadcast against ``a``."""
    if axis is None or known_rank(weights) != 1 or known_rank(a) == 1:
        return weights
    return np.reshape(weights, (-1,) + (1,) * (ndim(a) - 1 - axis % ndim(a)))


def count(a, y, axis):
    """How many items of ``a`` went into each item of the result ``y``."""
    if axis is None:
        return np.size(a)
    if is_python_number(axis):
        return np.shape(a)[axis]
    return np.size(a) / np.size(y)


def divisor(a, y, axis, ddof):
    """What a sum of squares is divided by."""
    if known_number(ddof) == 0:
        return count(a, y, axis)
    return count(a, y, axis) - ddof


def mean_of(a, axis):
    """The mean, shaped so that it broadcasts against what it is of."""
    if axis is None:
        return np.mean(a)
    return np.mean(a, axis=axis, keepdims=True)


def restored(y, axis, keepdims):
    """A result of a reduction, shaped so that it broadcasts against what was reduced."""
    if axis is None or keepdims:
        return y
    return np.expand_dims(y, axis)


def nonzero(y):
    """``y`` with its zeros replaced: what is divided by it is zero there too."""
    if known_rank(y) == 0:
        return y if y != 0 else 1.0
    return np.where(y == 0, 1.0, y)


def aligned(a, da):
    """Half the change of ``a * a``, or of ``|a|**2`` where ``a`` is complex."""
    if is_complex(a):
        return np.real(np.conj(a) * da)
    return a * da


# -- spread ------------------------------------------------------------------------------


@differential(np.var, kind="reduction_float")
def var(a, da, y, axis=None, *, ddof=0, keepdims=False):
    centred = a - mean_of(a, axis)
    return 2 * summed(aligned(centred, da), axis, keepdims) / divisor(a, y, axis, ddof)


@differential(np.std, kind="reduction_float")
def std(a, da, y, axis=None, *, ddof=0, keepdims=False):
    centred = a - mean_of(a, axis)
    scale = divisor(a, y, axis, ddof) * nonzero(y)
    return summed(aligned(centred, da), axis, keepdims) / scale


@differential(np.nanvar, kind="reduction_float")
def nanvar(a, da, axis=None, *, ddof=0, keepdims=False):
    good = ~np.isnan(a)
    centred = np.where(good, a - np.nanmean(a, axis=axis, keepdims=True), 0.0)
    return 2 * summed(aligned(centred, da), axis, keepdims) / (summed(good, axis, keepdims) - ddof)


@differential(np.nanstd, kind="reduction_float")
def nanstd(a, da, y, axis=None, *, ddof=0, keepdims=False):
    good = ~np.isnan(a)
    centred = np.where(good, a - np.nanmean(a, axis=axis, keepdims=True), 0.0)
    n = summed(good, axis, keepdims) - ddof
    return summed(aligned(centred, da), axis, keepdims) / (n * nonzero(y))


# -- extrema: ties are split evenly --------------------------------------------------------


@differential(np.max, np.amax, np.min, np.amin, kind="reduction")
def max(a, da, y, axis=None, *, keepdims=False):
    best = a == restored(y, axis, keepdims)
    return summed(best * da, axis, keepdims) / summed(best, axis, keepdims)


@differential(np.nanmax, np.nanmin, kind="reduction")
def nanmax(a, da, y, axis=None, *, keepdims=False):
    best = a == restored(y, axis, keepdims)
    return summed(np.where(best, da, 0.0), axis, keepdims) / summed(best, axis, keepdims)


@composition(np.ptp)
def ptp_source(a, axis=None, *, keepdims=False):
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


# -- order statistics ----------------------------------------------------------------------


@differential(np.median, kind="reduction_float")
def median(a, da, axis=None, *, keepdims=False):
    return order_statistic(a, da, 0.5, axis, keepdims)


@differential(np.quantile)
def quantile(a, q, axis=None, *, keepdims=False, da):
    return order_statistic(a, da, q, axis, keepdims)


@differential(np.percentile)
def percentile(a, q, axis=None, *, keepdims=False, da):
    return order_statistic(a, da, q / 100, axis, keepdims)


def order_statistic(a, da, q, axis, keepdims):
    """The differential of the quantile ``q``, a number: of the one or two items that it lies between."""
    if axis is None or known_rank(a) == 1:
        flat, d = (a, da) if known_rank(a) == 1 else (np.ravel(a), np.ravel(da))
        place = q * (np.size(a) - 1)
        low, high = math.floor(place), math.ceil(place)
        order = np.argsort(flat)
        mixed = (1 - (place - low)) * d[order[low]] + (place - low) * d[order[high]]
        return np.reshape(mixed, (1,) * ndim(a)) if keepdims else mixed
    mixed = between(a, da, q, axis)
    return mixed if keepdims else np.squeeze(mixed, axis)


def between(a, da, q, axis):
    place = q * (np.shape(a)[axis] - 1)
    low, high = math.floor(place), math.ceil(place)
    order = np.argsort(a, axis=axis)
    below = np.take_along_axis(da, np.take(order, [low], axis=axis), axis)
    above = np.take_along_axis(da, np.take(order, [high], axis=axis), axis)
    return (1 - (place - low)) * below + (place - low) * above


# -- products ------------------------------------------------------------------------------


@differential(np.prod, kind="reduction_sum")
def prod(a, da, axis=None, *, keepdims=False):
    return summed(product_of_others(a, axis) * da, axis, keepdims)


@composition(np.nanprod)
def nanprod_source(a, axis=None, *, keepdims=False):
    return np.prod(np.where(np.isnan(a), 1.0, a), axis=axis, keepdims=keepdims)


@differential(np.cumprod, kind="running")
def cumprod(a, da, axis=None):
    if axis is None and known_rank(a) != 1:
        return linear_recurrence(np.ravel(a), products_before(np.ravel(a), 0) * np.ravel(da), 0)
    along = 0 if axis is None else axis
    return linear_recurrence(a, products_before(a, along) * da, along)


@composition(np.cumulative_prod)
def cumulative_prod_source(x, /, *, axis=None, include_initial=False):
    y = np.cumprod(x, axis=axis)
    if include_initial:
        along = 0 if axis is None else axis
        return np.concatenate([np.ones_like(np.take(y, [0], axis=along)), y], axis=along)
    return y


@differential(product_of_others, kind="first_array")
def product_of_others_(a, axis, da):
    if isinstance(axis, tuple):
        last = (-1, -2, -3, -4, -5, -6)[:len(axis)]
        moved = np.moveaxis(a, axis, last)
        shape = (*np.shape(moved)[:ndim(a) - len(axis)], -1)
        d = differential_of_others(np.reshape(moved, shape), np.reshape(np.moveaxis(da, axis, last), shape), -1)
        return np.moveaxis(np.reshape(d, np.shape(moved)), last, axis)
    if axis is None:
        return np.reshape(differential_of_others(np.ravel(a), np.ravel(da), 0), np.shape(a))
    return differential_of_others(a, da, axis)


def differential_of_others(flat, d, along):
    before = products_before(flat, along)
    after = np.flip(products_before(np.flip(flat, along), along), along)
    d_before = products_before_differential(flat, d, along)
    d_after = np.flip(products_before_differential(np.flip(flat, along), np.flip(d, along), along), along)
    return d_before * after + before * d_after


@differential(products_before, kind="first_array")
def products_before_(a, axis, da):
    return products_before_differential(a, da, axis)


def products_before_differential(a, da, axis):
    """``p[i + 1] = p[i] a[i]``, differentiated: the recurrence of ``cumprod``, one place later."""
    return shifted(linear_recurrence(a, products_before(a, axis) * da, axis), 1, axis)


@differential(shifted, kind="first_array")
def shifting(x, by, axis, dx):
    return shifted(dx, by, axis)


@transpose(shifted, wrt="x")
def shifting_T(g, x, by, axis):
    return shifted(g, -by, axis)


@differential(linear_recurrence, kind="as_second")
def linear_recurrence_(a, b, axis, da, db, y):
    return linear_recurrence(a, db + da * shifted(y, 1, axis), axis)


@transpose(linear_recurrence, wrt="b")
def linear_recurrence_T(g, a, b, axis):
    turned = np.flip(a, axis)
    return np.flip(linear_recurrence(shifted(turned, 1, axis), np.flip(g, axis), axis), axis)


# -- running sums --------------------------------------------------------------------------


@differential(np.cumsum, kind="running")
def cumsum(a, da, axis=None):
    return np.cumsum(da, axis=axis)


@transpose(np.cumsum, wrt="a")
def cumsum_T(g, a, axis=None):
    if axis is None and known_rank(a) != 1:
        return np.reshape(np.cumsum(g[::-1])[::-1], np.shape(a))
    if axis is None or known_rank(a) == 1:
        return np.cumsum(g[::-1])[::-1]
    return np.flip(np.cumsum(np.flip(g, axis), axis=axis), axis)


@composition(np.cumulative_sum)
def cumulative_sum_source(x, /, *, axis=None, include_initial=False):
    y = np.cumsum(x, axis=axis)
    if include_initial:
        along = 0 if axis is None else axis
        return np.concatenate([np.zeros_like(np.take(y, [0], axis=along)), y], axis=along)
    return y


@composition(np.nancumsum)
def nancumsum_source(a, axis=None):
    return np.cumsum(np.where(np.isnan(a), 0.0, a), axis=axis)


@composition(np.nancumprod)
def nancumprod_source(a, axis=None):
    return np.cumprod(np.where(np.isnan(a), 1.0, a), axis=axis)


# -- what the engine itself uses -------------------------------------------------------------


@differential(broadcast_like, kind="as_second", passive=("like",))
def broadcasting(g, like, dg):
    return broadcast_like(dg, like)


@transpose(broadcast_like, wrt="g")
def broadcasting_T(cotangent, g, like):
    return unbroadcast(cotangent, g)


@differential(unbroadcast, kind="as_second", passive=("like",))
def unbroadcasting(g, like, dg):
    return unbroadcast(dg, like)


@transpose(unbroadcast, wrt="g")
def unbroadcasting_T(cotangent, g, like):
    return broadcast_like(cotangent, g)


@differential(accumulate, kind="sum_of_two")
def accumulating(a, b, da, db):
    return accumulate(da, db)


@transpose(accumulate, wrt="a", jointly=True)
def accumulating_T_a(g, a, b):
    return g


@transpose(accumulate, wrt="b", jointly=True)
def accumulating_T_b(g, a, b):
    return g


@differential(conform, passive=("x",))
def conforming(g, x, dg):
    return conform(dg, x)


@transpose(conform, wrt="g")
def conforming_T(cotangent, g, x):
    return broadcast_like(cotangent, g)


nondifferentiable(np.argmax, np.argmin, np.nanargmax, np.nanargmin, kind="reduction_index")
nondifferentiable(np.count_nonzero, kind="reduction_index")
nondifferentiable(np.any, np.all, kind="reduction_bool")
