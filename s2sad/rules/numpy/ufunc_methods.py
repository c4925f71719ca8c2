"""The methods of ufuncs: ``np.add.reduce``, ``np.multiply.outer``, … (``at`` writes in place).

Those that have a function of their own are that function; for any other ufunc they are stated by the ufunc itself.
"""
from __future__ import annotations

import numpy as np

from ...runtime import reduceat_back
from ..registry import composition, differential, transpose
from ..static import known_rank, ndim
from .reductions import restored, summed

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
def logaddexp_reduce(array, axis=0, dtype=None, out=None, keepdims=False, *, darray, y):
    top = restored(np.where(np.isfinite(y), y, 0.0), axis, keepdims)
    return summed(np.exp(array - top) * darray, axis, keepdims)


# -- parts -------------------------------------------------------------------------------


@differential(np.add.reduceat)
def add_reduceat(array, indices, axis=0, *, darray):
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
def outer(f, A, B):
    if known_rank(A) == 1 and known_rank(B) == 1:
        return f(A[:, None], B[None, :])
    return f(np.reshape(A, np.shape(A) + (1,) * ndim(B)), B)


@composition(np.ufunc.reduce)
def reduce(f, array, axis=0, dtype=None, out=None, keepdims=False):
    rows = np.array(array) if axis == 0 else np.moveaxis(array, axis, 0)
    total = rows[0]
    for k in range(1, np.shape(rows)[0]):
        total = f(total, rows[k])
    return np.expand_dims(total, axis) if keepdims else total


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
