"""The methods of ufuncs: ``np.add.reduce``, ``np.multiply.outer``, … (``at`` writes in place).

Those that have a function of their own are that function; for any other ufunc they are stated by the ufunc itself.
"""
from __future__ import annotations

import numpy as np

from ...runtime import reduceat_back
from ..registry import composition, differential, transpose
from ..static import is_display, is_python_number, known_number, known_rank, ndim, refuse
from .reductions import chosen, restored, summed

# -- sums, products, extrema -------------------------------------------------------------


@composition(np.add.reduce)
def add_reduce(array, axis=0, dtype=None, out=None, keepdims=False, initial=0, where=True):
    return np.sum(array, axis=axis, dtype=dtype, keepdims=keepdims, initial=initial, where=where)


@composition(np.multiply.reduce)
def multiply_reduce(array, axis=0, dtype=None, out=None, keepdims=False, initial=1, where=True):
    return np.prod(array, axis=axis, dtype=dtype, keepdims=keepdims, initial=initial, where=where)


@composition(np.maximum.reduce)
def maximum_reduce(array, axis=0, dtype=None, out=None, keepdims=False, **initial_where):
    return np.max(array, axis=axis, keepdims=keepdims, **initial_where)


@composition(np.minimum.reduce)
def minimum_reduce(array, axis=0, dtype=None, out=None, keepdims=False, **initial_where):
    return np.min(array, axis=axis, keepdims=keepdims, **initial_where)


@composition(np.add.accumulate)
def add_accumulate(array, axis=0, dtype=None, out=None):
    return np.cumsum(array, axis, dtype)


@composition(np.multiply.accumulate)
def multiply_accumulate(array, axis=0, dtype=None, out=None):
    return np.cumprod(array, axis, dtype)


@differential(np.logaddexp.reduce, kind="reduction_first_axis")
def logaddexp_reduce(array, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True, *, darray,
                     dinitial, y):
    top = restored(np.where(np.isfinite(y), y, 0.0), axis, keepdims)
    dy = summed(chosen(np.exp(array - top) * darray, where), axis, keepdims)
    return dy if initial is None else dy + np.exp(initial - y) * dinitial


# -- parts -------------------------------------------------------------------------------


@differential(np.add.reduceat)
def add_reduceat(array, indices, axis=0, dtype=None, out=None, *, darray):
    return np.add.reduceat(darray, indices, axis)


@transpose(np.add.reduceat, wrt="array")
def add_reduceat_T(g, array, indices, axis=0):
    return reduceat_back(g, array, indices, axis)


@differential(reduceat_back, kind="as_second", passive=("x",))
def reducing_back(g, x, indices, axis, dg):
    return reduceat_back(dg, x, indices, axis)


@transpose(reduceat_back, wrt="g")
def reducing_back_T(c, g, x, indices, axis):
    return np.add.reduceat(c, indices, axis)


# -- any ufunc ---------------------------------------------------------------------------


@composition(np.ufunc.outer)
def outer(f, A, B, **keywords):
    A, B = np.array(A) if is_display(A) else A, np.array(B) if is_display(B) else B
    if known_rank(A) == 1 and known_rank(B) == 1:
        return f(A[:, None], B[None, :], **keywords)
    return f(np.reshape(A, np.shape(A) + (1,) * ndim(B)), B, **keywords)


@composition(np.ufunc.reduce)
def reduce(f, array, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True):
    if known_number(where) != 1:
        return reduce_some(f, array, axis, keepdims, initial, np.broadcast_to(where, np.shape(array)))
    rows = rows_along(array, axis)
    total = rows[0] if initial is None else f(initial, rows[0])
    for k in range(1, np.shape(rows)[0]):
        total = f(total, rows[k])
    return kept_axes(total, array, axis) if keepdims else total


def reduce_some(f, array, axis, keepdims, initial, where):
    """The same of what a mask chooses."""
    if initial is None:
        refuse("`where` of this ufunc's reduce needs `initial`, the result of nothing")
    rows, masks = rows_along(array, axis), rows_along(where, axis)
    total = np.where(masks[0], f(initial, rows[0]), initial)
    for k in range(1, np.shape(rows)[0]):
        total = np.where(masks[k], f(total, rows[k]), total)
    return kept_axes(total, array, axis) if keepdims else total


def rows_along(array, axis):
    """An array as the sequence of what is reduced: along an axis, several, or all."""
    if axis is None:
        return np.ravel(array)
    if is_python_number(axis):
        return np.array(array) if axis == 0 else np.moveaxis(array, axis, 0)
    first = np.moveaxis(array, axis, range(len(axis)))
    return np.reshape(first, (-1, *np.shape(first)[len(axis):]))


def kept_axes(total, array, axis):
    """A result with the axes that were reduced, of length 1."""
    return np.reshape(total, (1,) * ndim(array)) if axis is None else np.expand_dims(total, axis)


@composition(np.ufunc.accumulate)
def accumulate(f, array, axis=0, dtype=None, out=None):
    rows = np.array(array) if axis == 0 else np.moveaxis(array, axis, 0)
    total = rows[0]
    totals = [total]
    for k in range(1, np.shape(rows)[0]):
        total = f(total, rows[k])
        totals.append(total)
    return np.stack(totals, axis)


@composition(np.ufunc.reduceat)
def reduceat(f, array, indices, axis=0, dtype=None, out=None):
    rows = np.array(array) if axis == 0 else np.moveaxis(array, axis, 0)
    parts = []
    for k, start in enumerate(indices):
        total = rows[start]
        for i in range(start + 1, indices[k + 1] if k + 1 < len(indices) else np.shape(rows)[0]):
            total = f(total, rows[i])
        parts.append(total)
    return np.stack(parts, axis)
