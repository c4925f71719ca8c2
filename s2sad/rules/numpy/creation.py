"""Making arrays, copying and casting them."""
from __future__ import annotations

import numpy as np

from ...runtime import broadcast_like, structured_like, zeros_like
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import drops_derivatives, is_display, known_number, known_rank, ndim, refuse


@differential(np.array, np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, kind="array_of")
def array(object, dtype=None, *, copy=None, order="K", subok=False, ndmin=0, dobject):
    if ndmin != 0:
        return np.array(dobject, dtype=dtype, ndmin=ndmin)
    return np.array(dobject, dtype=dtype) if dtype is not None else np.array(dobject)


@transpose(np.array, wrt="object")
def array_T(g, object, dtype=None, ndmin=0):
    if is_display(object) or known_rank(object) is not None:
        return g
    return structured_like(g, object)


@differential(structured_like, kind="structured_as_second", passive=("like",))
def structuring(g, like, dg):
    return structured_like(dg, like)


@transpose(structured_like, wrt="g")
def structuring_T(c, g, like):
    return np.array(c)


@differential(np.copy, np.ndarray.copy, kind="first_array")
def copy(a, order="K", subok=False, *, da):
    return +da


@differential(np.asarray_chkfinite, kind="first_array", raises=True)
def asarray_chkfinite(a, da):
    return +da


@differential(np.from_dlpack, kind="first_array")
def from_dlpack(x, /, *, device=None, copy=None, dx):
    return +dx


@differential(np.require)
def require(a, dtype=None, requirements=None, *, da):
    return +da


@composition(np.fromiter)
def fromiter_source(iter, dtype, count=-1):
    return np.array(list(iter), dtype=dtype)


@composition(np.fromfunction)
def fromfunction_source(function, shape, *, dtype=float, like=None, **kwargs):
    grid = np.indices(shape, dtype)
    return function(*[grid[k] for k, _ in enumerate(shape)], **kwargs)


@differential(np.ndarray.astype, np.astype, kind="casted")
def astype(x, dtype, order="K", casting="unsafe", subok=True, copy=True, *, dx):
    if drops_derivatives(dtype):
        return 0.0 * dx
    return dx.astype(dtype)


@transpose(np.ndarray.astype, wrt="x")
def astype_T(g, x, dtype):
    return g


@differential(np.float64, np.float32, np.float16, np.longdouble, np.complex128, np.complex64, kind="numpy_float")
def number(x, dx):
    return +dx


@differential(np.ndarray.item, kind="item_of")
def item(x, *args, dx):
    if len(args) == 0:
        return np.sum(dx)
    if len(args) == 1 and not is_display(args[0]):
        return np.ravel(dx)[args[0]]
    return dx[args[0] if len(args) == 1 else args]


@differential(np.ndarray.tolist, kind="listed")
def tolist(x, dx):
    if known_rank(x) != 1:
        refuse("tolist of an array that is not a vector has no differential")
    return list(dx)


@differential(np.full, kind="created")
def full(shape, fill_value, dtype=None, order="C", *, dfill_value):
    return np.broadcast_to(dfill_value, shape)


@differential(np.full_like, kind="like_first", passive=("a",))
def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None, *, dfill_value):
    if shape is not None:
        return np.broadcast_to(dfill_value, shape)
    return broadcast_like(dfill_value, a)


@differential(np.linspace, kind="spaced")
def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, dstart, dstop):
    d = along_line(dstart, dstop, start, stop, num, endpoint, axis)
    d = 0.0 * d if drops_derivatives(dtype) else d
    return (d, (dstop - dstart) / (num - 1 if endpoint else num)) if retstep else d


def along_line(a, b, start, stop, num, endpoint, axis):
    """Numbers from ``a`` to ``b``, by their coefficients."""
    t = np.linspace(0.0, 1.0, num, endpoint)
    if known_rank(start) == 0 and known_rank(stop) == 0:
        return (1 - t) * a + t * b
    rank = ndim(start) if ndim(start) > ndim(stop) else ndim(stop)
    spread = np.reshape(t, (-1,) + (1,) * rank)
    d = (1 - spread) * a + spread * b
    return d if axis == 0 else np.moveaxis(d, 0, axis)


@differential(np.geomspace, kind="spaced")
def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0, *, dstart, dstop, y):
    d = y * along_line(dstart / start, dstop / stop, start, stop, num, endpoint, axis)
    return 0.0 * d if drops_derivatives(dtype) else d


@differential(np.logspace, kind="spaced")
def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0, *, dstart, dstop, dbase, y):
    d = y * (np.log(base) * along_line(dstart, dstop, start, stop, num, endpoint, axis))
    if drops_derivatives(dtype):
        return 0.0 * d
    if known_number(dbase) == 0:
        return d
    return d + y * along_line(start, stop, start, stop, num, endpoint, axis) / base * dbase


@differential(np.arange, kind="counted", passive=("stop",))
def arange(start, stop=None, step=1, *, dstart, dstep, y):
    if stop is None:
        return 0.0 * np.arange(start) * dstart
    return np.ones_like(y) * dstart + np.arange(np.size(y)) * dstep


@composition(np.vander)
def vander_source(x, N=None, increasing=False):
    x = np.array(x) if is_display(x) else x
    n = np.size(x) if N is None else N
    powers = np.arange(n) if increasing else np.arange(n - 1, -1, -1)
    return x[:, None] ** powers


@composition(np.kaiser)
def kaiser_source(M, beta):
    if M == 1:
        return np.ones(1)
    alpha = (M - 1) / 2.0
    return np.i0(beta * np.sqrt(1 - ((np.arange(0, M) - alpha) / alpha) ** 2.0)) / np.i0(beta)


nondifferentiable(np.zeros, np.ones, np.empty, kind="created")
nondifferentiable(np.zeros_like, np.ones_like, np.empty_like, kind="like_first")
nondifferentiable(zeros_like, kind="first")
nondifferentiable(np.eye, np.identity, kind="identity_matrix")
nondifferentiable(np.finfo, np.iinfo, kind="machine_limits")
nondifferentiable(np.bartlett, np.blackman, np.hamming, np.hanning, kind="window_function")
nondifferentiable(np.tri, kind="triangle_of_ones")
nondifferentiable(np.indices, kind="grid_of_indices")
nondifferentiable(np.int64, np.int32, np.bool_, np.result_type, np.dtype, np.isscalar)
