"""Making arrays, copying and casting them."""
from __future__ import annotations

import numpy as np

from ...runtime import broadcast_like, structured_like, zeros_like
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import drops_derivatives, is_display, known_rank, ndim


@differential(np.array, np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, kind="array_of")
def array(object, dtype=None, *, copy=None, dobject):
    return np.array(dobject, dtype=dtype) if dtype is not None else np.array(dobject)


@transpose(np.array, wrt="object")
def array_T(g, object, dtype=None):
    if is_display(object) or known_rank(object) is not None:
        return g
    return structured_like(g, object)


@differential(structured_like, passive=("like",))
def structuring(g, like, dg):
    return structured_like(dg, like)


@transpose(structured_like, wrt="g")
def structuring_T(c, g, like):
    return np.array(c)


@differential(np.copy, np.ndarray.copy, kind="first_array")
def copy(a, da):
    return +da


@differential(np.ndarray.astype, np.astype, kind="casted")
def astype(x, dtype, dx, *, copy=True):
    if drops_derivatives(dtype):
        return 0.0 * dx
    return dx.astype(dtype)


@transpose(np.ndarray.astype, wrt="x")
def astype_T(g, x, dtype):
    return g


@differential(np.float64, np.float32, kind="numpy_float")
def number(x, dx):
    return +dx


@differential(np.ndarray.item, kind="item_of")
def item(x, dx):
    return np.sum(dx)


@differential(np.full, kind="created")
def full(shape, fill_value, dtype=None, *, dfill_value):
    return np.broadcast_to(dfill_value, shape)


@differential(np.full_like, kind="like_first", passive=("a",))
def full_like(a, fill_value, dtype=None, *, dfill_value):
    return broadcast_like(dfill_value, a)


@differential(np.linspace, kind="spaced")
def linspace(start, stop, num=50, endpoint=True, *, dstart, dstop):
    t = np.linspace(0.0, 1.0, num, endpoint)
    if known_rank(start) == 0 and known_rank(stop) == 0:
        return (1 - t) * dstart + t * dstop
    rank = ndim(start) if ndim(start) > ndim(stop) else ndim(stop)
    spread = np.reshape(t, (-1,) + (1,) * rank)
    return (1 - spread) * dstart + spread * dstop


@composition(np.geomspace)
def geomspace_source(start, stop, num=50, endpoint=True):
    return np.exp(np.linspace(np.log(start), np.log(stop), num, endpoint))


@composition(np.logspace)
def logspace_source(start, stop, num=50, endpoint=True, base=10.0):
    return np.power(base, np.linspace(start, stop, num, endpoint))


@differential(np.arange, kind="counted")
def arange(start, stop=None, step=1, *, dstart, dstep, y):
    if stop is None:
        return 0.0 * np.arange(start) * dstart
    return np.ones_like(y) * dstart + np.arange(np.size(y)) * dstep


@composition(np.vander)
def vander_source(x, N=None, increasing=False):
    n = np.size(x) if N is None else N
    powers = np.arange(n) if increasing else np.arange(n - 1, -1, -1)
    return x[:, None] ** powers


nondifferentiable(np.zeros, np.ones, np.empty, kind="created")
nondifferentiable(np.zeros_like, np.ones_like, np.empty_like, kind="like_first")
nondifferentiable(zeros_like, kind="first")
nondifferentiable(np.eye, np.identity, kind="identity_matrix")
nondifferentiable(np.tri, np.indices, np.int64, np.int32, np.bool_, np.result_type, np.dtype, np.isscalar)
