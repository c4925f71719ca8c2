"""Sums, means, products, extrema and other reductions along axes, and running ones."""
from __future__ import annotations

import builtins

import numpy as np

from ...runtime import (
    accumulate,
    broadcast_like,
    conform,
    degrees_of_freedom,
    linear_recurrence,
    one_or_more,
    product_of_others,
    products_before,
    shifted,
    unbroadcast,
)
from ..registry import Spelling, composition, differential, nondifferentiable, spellings, transpose
from ..static import drops_derivatives, is_complex, is_python_number, known_number, known_rank, ndim

# -- sums and means ----------------------------------------------------------------------


@differential(np.sum, kind="reduction_sum")
def sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=0, where=True, *, da, dinitial):
    if drops_derivatives(dtype):
        return 0.0 * summed(da, axis, keepdims)
    return after(summed(chosen(da, where), axis, keepdims, dtype), initial, dinitial)


def summed(x, axis, keepdims, dtype=None):
    """``np.sum`` without the arguments that need not be said."""
    if dtype is not None:
        return np.sum(x, axis=axis, dtype=dtype, keepdims=keepdims)
    if axis is None:
        return np.sum(x, keepdims=True) if keepdims else np.sum(x)
    return np.sum(x, axis=axis, keepdims=True) if keepdims else np.sum(x, axis=axis)


def chosen(x, where):
    """``x``, and zeros where a mask leaves it out."""
    return x if known_number(where) == 1 else np.where(where, x, 0.0)


def after(dy, initial, dinitial):
    """The differential of a sum that starts from an initial value."""
    return dy if known_number(initial) is not None else dy + dinitial


@transpose(np.sum, wrt="a")
def sum_T(g, a, axis=None, dtype=None, keepdims=False):
    return broadcast_like(restored(g, axis, keepdims), a)


@differential(np.mean, kind="reduction_float")
def mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True, da):
    return summed(chosen(da, where), axis, keepdims, dtype) / count(a, axis, keepdims, where)


@differential(np.nansum, kind="reduction_sum")
def nansum(a, axis=None, dtype=None, out=None, keepdims=False, initial=0, where=True, *, da, dinitial):
    kept = np.where(np.isnan(a), 0.0, chosen(da, where))
    return after(summed(kept, axis, keepdims, dtype), initial, dinitial)


@differential(np.nanmean, kind="reduction_float")
def nanmean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True, da):
    good = valid(a, where)
    return summed(np.where(good, da, 0.0), axis, keepdims, dtype) / at_least_one(summed(good, axis, keepdims))


def valid(a, where):
    """What is neither NaN nor left out by a mask."""
    return ~np.isnan(a) if known_number(where) == 1 else ~np.isnan(a) & where


def at_least_one(n):
    """A count to divide by: where it is 0, what is divided by it is as well."""
    return np.maximum(n, 1)


def count(a, axis, keepdims, where):
    """How many items of ``a`` go into each item of a result; of none, the mean is NaN and its gradient empty."""
    if known_number(where) != 1:
        return summed(broadcast_like(where, a), axis, keepdims)
    return one_or_more(length(a, axis))


def length(a, axis):
    """How many items of ``a`` there are along axes."""
    if axis is None:
        return np.size(a)
    if is_python_number(axis):
        return np.shape(a)[axis]
    n = None
    for _, i in enumerate(axis):        # unrolled, which a loop over numbers alone is not
        n = np.shape(a)[i] if n is None else n * np.shape(a)[i]
    return 1 if n is None else n


def divisor(a, axis, keepdims, where, ddof):
    """What a sum of squares is divided by."""
    if known_number(ddof) == 0:
        return count(a, axis, keepdims, where)
    if known_number(where) != 1:
        return count(a, axis, keepdims, where) - ddof
    return degrees_of_freedom(length(a, axis), ddof)


def mean_of(a, axis, where):
    """The mean, shaped so that it broadcasts against what it is of."""
    if known_number(where) != 1:
        return np.mean(a, axis=axis, keepdims=True, where=where)
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
def var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None,
        da, dmean):
    centred = deviation(a, axis, where, mean)
    n = divisor(a, axis, keepdims, where, ddof if correction is None else correction)
    return 2 * summed(aligned(centred, moved(da, dmean, mean)), axis, keepdims, dtype) / n


@differential(np.std, kind="reduction_float")
def std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None,
        da, dmean, y):
    centred = deviation(a, axis, where, mean)
    n = divisor(a, axis, keepdims, where, ddof if correction is None else correction)
    return summed(aligned(centred, moved(da, dmean, mean)), axis, keepdims, dtype) / (n * nonzero(y))


def deviation(a, axis, where, mean):
    """What is squared: the distances from the mean, 0 for what is left out."""
    return chosen(a - (mean_of(a, axis, where) if mean is None else mean), where)


def moved(da, dmean, mean):
    """How distances from the mean change; their sum is 0, so that a mean that is computed counts for nothing."""
    return da if mean is None else da - dmean


@differential(np.nanvar, kind="reduction_float")
def nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None,
           da, dmean):
    centred = nandeviation(a, axis, where, mean)
    n = summed(valid(a, where), axis, keepdims) - (ddof if correction is None else correction)
    return 2 * summed(aligned(centred, moved(da, dmean, mean)), axis, keepdims, dtype) / np.where(n > 0, n, np.nan)


@differential(np.nanstd, kind="reduction_float")
def nanstd(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None,
           da, dmean, y):
    centred = nandeviation(a, axis, where, mean)
    n = summed(valid(a, where), axis, keepdims) - (ddof if correction is None else correction)
    change = summed(aligned(centred, moved(da, dmean, mean)), axis, keepdims, dtype)
    return change / (np.where(n > 0, n, np.nan) * nonzero(y))


def nandeviation(a, axis, where, mean):
    """The distances from the mean, 0 for what is NaN or left out."""
    return np.where(valid(a, where), a - (nanmean_of(a, axis, where) if mean is None else mean), 0.0)


def nanmean_of(a, axis, where):
    good = valid(a, where)
    return summed(np.where(good, a, 0.0), axis, True) / at_least_one(summed(good, axis, True))


# -- extrema: ties are split evenly --------------------------------------------------------


@differential(np.max, np.amax, np.min, np.amin, kind="reduction")
def max(a, axis=None, out=None, keepdims=False, initial=None, where=True, *, da, dinitial, y):
    return extremum(a == restored(y, axis, keepdims), da, axis, keepdims, initial, dinitial, where, y)


@differential(np.nanmax, np.nanmin, kind="reduction")
def nanmax(a, axis=None, out=None, keepdims=False, initial=None, where=True, *, da, dinitial, y):
    return extremum(a == restored(y, axis, keepdims), da, axis, keepdims, initial, dinitial, where, y)


def extremum(best, da, axis, keepdims, initial, dinitial, where, y):
    """The mean differential of the best, the initial value among them."""
    best = best if known_number(where) == 1 else best & where
    if initial is None:
        return summed(best * da, axis, keepdims) / summed(best, axis, keepdims)
    start = initial == y
    return (summed(best * da, axis, keepdims) + start * dinitial) / (summed(best, axis, keepdims) + start)


@composition(np.ptp)
def ptp_source(a, axis=None, out=None, keepdims=False):
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


# -- products ------------------------------------------------------------------------------


@differential(np.prod, kind="reduction_sum")
def prod(a, axis=None, dtype=None, out=None, keepdims=False, initial=1, where=True, *, da, dinitial):
    if drops_derivatives(dtype):
        return 0.0 * summed(da, axis, keepdims)
    if dtype is not None and is_complex(a):     # which may leave out the imaginary parts
        a, da = a.astype(dtype), da.astype(dtype)
    if known_number(where) != 1:
        a, da = np.where(where, a, 1.0), np.where(where, da, 0.0)
    dy = summed(product_of_others(a, axis) * da, axis, keepdims, dtype)
    if known_number(initial) == 1:
        return dy
    return initial * dy + np.prod(a, axis=axis, keepdims=keepdims) * dinitial


@composition(np.nanprod)
def nanprod_source(a, axis=None, dtype=None, out=None, keepdims=False, initial=1, where=True):
    kept = np.where(np.isnan(a), 1.0, a)
    if known_number(initial) == 1 and known_number(where) == 1 and dtype is None:
        return np.prod(kept, axis=axis, keepdims=keepdims)
    return np.prod(kept, axis, dtype, None, keepdims, initial, where)


@differential(np.cumprod, kind="running")
def cumprod(a, axis=None, dtype=None, out=None, *, da):
    if drops_derivatives(dtype):
        return 0.0 * np.cumsum(da, axis=axis)
    if dtype is not None and is_complex(a):
        a, da = a.astype(dtype), da.astype(dtype)
    if axis is None and known_rank(a) != 1:
        return linear_recurrence(np.ravel(a), products_before(np.ravel(a), 0) * np.ravel(da), 0)
    along = 0 if axis is None else axis
    return linear_recurrence(a, products_before(a, along) * da, along)


@composition(np.cumulative_prod)
def cumulative_prod_source(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    y = np.cumprod(x, axis) if dtype is None else np.cumprod(x, axis, dtype)
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
def cumsum(a, axis=None, dtype=None, out=None, *, da):
    if drops_derivatives(dtype):
        return 0.0 * np.cumsum(da, axis=axis)
    return np.cumsum(da, axis=axis)


@transpose(np.cumsum, wrt="a")
def cumsum_T(g, a, axis=None):
    if axis is None and known_rank(a) != 1:
        return np.reshape(np.cumsum(g[::-1])[::-1], np.shape(a))
    if axis is None or known_rank(a) == 1:
        return np.cumsum(g[::-1])[::-1]
    return np.flip(np.cumsum(np.flip(g, axis), axis=axis), axis)


@composition(np.cumulative_sum)
def cumulative_sum_source(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    y = np.cumsum(x, axis) if dtype is None else np.cumsum(x, axis, dtype)
    if include_initial:
        along = 0 if axis is None else axis
        return np.concatenate([np.zeros_like(np.take(y, [0], axis=along)), y], axis=along)
    return y


@composition(np.nancumsum)
def nancumsum_source(a, axis=None, dtype=None, out=None):
    return np.cumsum(np.where(np.isnan(a), 0.0, a), axis, dtype)


@composition(np.nancumprod)
def nancumprod_source(a, axis=None, dtype=None, out=None):
    return np.cumprod(np.where(np.isnan(a), 1.0, a), axis, dtype)


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


nondifferentiable(one_or_more, kind="python_int")
nondifferentiable(degrees_of_freedom, kind="python_float")
spellings[one_or_more] = Spelling(builtins.max, (0,), (1,))
nondifferentiable(np.argmax, np.argmin, np.nanargmax, np.nanargmin, kind="reduction_index")
nondifferentiable(np.count_nonzero, kind="reduction_index")
nondifferentiable(np.any, np.all, kind="reduction_bool")
