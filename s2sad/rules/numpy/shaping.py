"""Shapes: reshaping, moving axes, repeating, padding."""
from __future__ import annotations

import numpy as np

from ...runtime import repeat_back, tile_back, unbroadcast, unpad
from ..registry import composition, differential, nondifferentiable, transpose

# -- reshaping ---------------------------------------------------------------------------


@differential(np.reshape, kind="reshaped")
def reshape(a, shape, order="C", *, da):
    if order == "C":
        return np.reshape(da, shape)
    return np.reshape(da, shape, order=order)


@transpose(np.reshape, wrt="a")
def reshape_T(g, a, shape, order="C"):
    if order == "C":
        return np.reshape(g, np.shape(a))
    return np.reshape(g, np.shape(a), order=order)


@differential(np.ravel, np.ndarray.flatten, kind="raveled")
def ravel(a, order="C", *, da):
    if order == "C":
        return np.ravel(da)
    return np.ravel(da, order=order)


@transpose(np.ravel, wrt="a")
def ravel_T(g, a, order="C"):
    if order == "C":
        return np.reshape(g, np.shape(a))
    return np.reshape(g, np.shape(a), order=order)


@differential(np.expand_dims, kind="expanded")
def expand_dims(a, axis, da):
    return np.expand_dims(da, axis)


@transpose(np.expand_dims, wrt="a")
def expand_dims_T(g, a, axis):
    return np.reshape(g, np.shape(a))


@differential(np.squeeze, kind="squeezed")
def squeeze(a, axis=None, *, da):
    return np.reshape(da, np.shape(np.squeeze(a, axis)))


@transpose(np.squeeze, wrt="a")
def squeeze_T(g, a, axis=None):
    return np.reshape(g, np.shape(a))


@differential(np.atleast_1d, kind="at_least")
def atleast_1d(ary, dary):
    return np.reshape(dary, np.shape(np.atleast_1d(ary)))


@differential(np.atleast_2d, kind="at_least")
def atleast_2d(ary, dary):
    return np.reshape(dary, np.shape(np.atleast_2d(ary)))


@differential(np.atleast_3d, kind="at_least")
def atleast_3d(ary, dary):
    return np.reshape(dary, np.shape(np.atleast_3d(ary)))


# -- moving axes -------------------------------------------------------------------------


@differential(np.transpose, kind="transposition")
def transpose_(a, axes=None, *, da):
    return np.transpose(da, axes)


@transpose(np.transpose, wrt="a")
def transpose_T(g, a, axes=None):
    if axes is None:
        return np.transpose(g)
    return np.transpose(g, np.argsort(axes))


@differential(np.swapaxes, kind="swapping")
def swapaxes(a, axis1, axis2, da):
    return np.swapaxes(da, axis1, axis2)


@transpose(np.swapaxes, wrt="a")
def swapaxes_T(g, a, axis1, axis2):
    return np.swapaxes(g, axis1, axis2)


@differential(np.matrix_transpose, np.linalg.matrix_transpose, kind="swapping")
def matrix_transpose(x, dx):
    return np.swapaxes(dx, -1, -2)


@differential(np.moveaxis, kind="moved")
def moveaxis(a, source, destination, da):
    return np.moveaxis(da, source, destination)


@transpose(np.moveaxis, wrt="a")
def moveaxis_T(g, a, source, destination):
    return np.moveaxis(g, destination, source)


@composition(np.rollaxis)
def rollaxis_source(a, axis, start=0):
    n = np.ndim(a)
    axis, start = axis % n, start + n if start < 0 else start
    return np.moveaxis(a, axis, start - 1 if axis < start else start)


# -- turning round -----------------------------------------------------------------------


@differential(np.flip, kind="first_array")
def flip(m, axis=None, *, dm):
    return np.flip(dm, axis)


@transpose(np.flip, wrt="m")
def flip_T(g, m, axis=None):
    return np.flip(g, axis)


@composition(np.fliplr)
def fliplr_source(m):
    return np.flip(m, 1)


@composition(np.flipud)
def flipud_source(m):
    return np.flip(m, 0)


@differential(np.roll, kind="first_array")
def roll(a, shift, axis=None, *, da):
    return np.roll(da, shift, axis)


@transpose(np.roll, wrt="a")
def roll_T(g, a, shift, axis=None):
    if isinstance(shift, tuple):
        return np.roll(g, [-n for n in shift], axis)
    return np.roll(g, -shift, axis)


@differential(np.rot90)
def rot90(m, k=1, axes=(0, 1), *, dm):
    return np.rot90(dm, k, axes)


@transpose(np.rot90, wrt="m")
def rot90_T(g, m, k=1, axes=(0, 1)):
    return np.rot90(g, -k, axes)


# -- broadcasting and repeating ------------------------------------------------------------


@differential(np.broadcast_to, kind="broadcasted")
def broadcast_to(array, shape, darray):
    return np.broadcast_to(darray, shape)


@transpose(np.broadcast_to, wrt="array")
def broadcast_to_T(g, array, shape):
    return unbroadcast(g, array)


@composition(np.broadcast_arrays)
def broadcast_arrays_source(*args):
    shape = np.broadcast_shapes(*[np.shape(a) for a in args])
    return tuple([np.broadcast_to(a, shape) for a in args])


@differential(np.tile)
def tile(A, reps, dA):
    return np.tile(dA, reps)


@transpose(np.tile, wrt="A")
def tile_T(g, A, reps):
    return tile_back(g, A, reps)


@differential(tile_back, kind="as_second", passive=("x",))
def tiling_back(g, x, reps, dg):
    return tile_back(dg, x, reps)


@transpose(tile_back, wrt="g")
def tiling_back_T(c, g, x, reps):
    return np.tile(c, reps)


@differential(np.repeat)
def repeat(a, repeats, axis=None, *, da):
    return np.repeat(da, repeats, axis)


@transpose(np.repeat, wrt="a")
def repeat_T(g, a, repeats, axis=None):
    return repeat_back(g, a, repeats, axis)


@differential(repeat_back, kind="as_second", passive=("x",))
def repeating_back(g, x, repeats, axis, dg):
    return repeat_back(dg, x, repeats, axis)


@transpose(repeat_back, wrt="g")
def repeating_back_T(c, g, x, repeats, axis):
    return np.repeat(c, repeats, axis)


# -- padding -----------------------------------------------------------------------------


@differential(np.pad, kind="padded")
def pad(array, pad_width, mode="constant", *, constant_values=0, darray):
    if mode == "constant":
        return np.pad(darray, pad_width)
    sources = np.pad(np.reshape(np.arange(np.size(array)), np.shape(array)), pad_width, mode)
    return np.take(darray, sources)


@transpose(np.pad, wrt="array")
def pad_T(g, array, pad_width):
    return unpad(g, array, pad_width)


@differential(unpad, kind="as_second", passive=("x",))
def unpadding(g, x, pad_width, dg):
    return unpad(dg, x, pad_width)


@transpose(unpad, wrt="g")
def unpadding_T(c, g, x, pad_width):
    return np.pad(c, pad_width)


nondifferentiable(np.shape, kind="shape_tuple")
nondifferentiable(np.size, np.ndim, kind="python_int")
nondifferentiable(np.broadcast_shapes)
