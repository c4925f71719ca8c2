"""Shapes: reshaping, moving axes, repeating, padding."""
from __future__ import annotations

import numpy as np

from ...runtime import (
    box,
    inverse_permutation,
    memory_order,
    pad_matrix,
    pad_widths,
    repeat_back,
    stat_items,
    tile_back,
    unbroadcast,
    unpad,
    windows_back,
)
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import known_number, known_rank, refuse
from .statistics import order_statistic

# -- reshaping ---------------------------------------------------------------------------


@differential(np.reshape, kind="reshaped")
def reshape(a, shape, order="C", *, copy=None, da):
    if order == "C":
        return np.reshape(da, shape)
    return np.reshape(da, shape, order=certain(order, a))


def certain(order, a):
    """An order that does not depend on how an array lies in memory."""
    if known_rank(a) == 1 and order != "F":
        return "C"
    if order != "C" and order != "F":
        refuse("the orders 'A' and 'K' depend on how the array lies in memory, which is known of arguments alone: "
               "use 'C' or 'F'")
    return order


nondifferentiable(memory_order, kind="index_vector")


@transpose(np.reshape, wrt="a")
def reshape_T(g, a, shape, order="C"):
    if order == "C":
        return np.reshape(g, np.shape(a))
    return np.reshape(g, np.shape(a), order=order)


@differential(np.ravel, np.ndarray.flatten, kind="raveled")
def ravel(a, order="C", *, da):
    if order == "C":
        return np.ravel(da)
    return np.ravel(da, order=certain(order, a))


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
def atleast_1d(*arys, darys):
    parts = tuple([np.reshape(d, np.shape(np.atleast_1d(a))) for a, d in zip(arys, darys)])
    return parts[0] if len(arys) == 1 else parts


@differential(np.atleast_2d, kind="at_least")
def atleast_2d(*arys, darys):
    parts = tuple([np.reshape(d, np.shape(np.atleast_2d(a))) for a, d in zip(arys, darys)])
    return parts[0] if len(arys) == 1 else parts


@differential(np.atleast_3d, kind="at_least")
def atleast_3d(*arys, darys):
    parts = tuple([np.reshape(d, np.shape(np.atleast_3d(a))) for a, d in zip(arys, darys)])
    return parts[0] if len(arys) == 1 else parts


# -- moving axes -------------------------------------------------------------------------


@differential(np.transpose, kind="transposition")
def transpose_(a, axes=None, *, da):
    return np.transpose(da, axes)


@transpose(np.transpose, wrt="a")
def transpose_T(g, a, axes=None):
    if axes is None:
        return np.transpose(g)
    return np.transpose(g, inverse_permutation(axes))


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
    if isinstance(shift, (tuple, list)):
        return np.roll(g, [-n for n in shift], axis)
    return np.roll(g, -shift, axis)


@differential(np.rot90, kind="turned")
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


@differential(np.tile, kind="tiled")
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


@differential(np.repeat, kind="repeated")
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


# -- windows and sizes -------------------------------------------------------------------


@differential(np.lib.stride_tricks.sliding_window_view, kind="windowed")
def sliding_window_view(x, window_shape, axis=None, *, dx):
    return np.lib.stride_tricks.sliding_window_view(dx, window_shape, axis)


@transpose(np.lib.stride_tricks.sliding_window_view, wrt="x")
def sliding_window_view_T(g, x, window_shape, axis=None):
    return windows_back(g, x, window_shape, axis)


@differential(windows_back, kind="as_second", passive=("x",))
def windowing_back(g, x, window_shape, axis, dg):
    return windows_back(dg, x, window_shape, axis)


@transpose(windows_back, wrt="g")
def windowing_back_T(c, g, x, window_shape, axis):
    return np.lib.stride_tricks.sliding_window_view(c, window_shape, axis)


def places(x):
    """The place of each item, flat."""
    return np.reshape(np.arange(np.size(x)), np.shape(x))


@differential(np.resize, kind="resized")
def resize(a, new_shape, da):
    return np.take(da, np.resize(np.arange(np.size(a)), new_shape))


@differential(np.trim_zeros)
def trim_zeros(filt, trim="fb", axis=None, *, dfilt, y):
    if known_rank(filt) != 1:
        return dfilt[box(filt, np.shape(y), trim, axis)]
    start = np.argmax(filt != 0) if "f" in trim or "F" in trim else 0
    return dfilt[start:start + np.size(y)]


# -- padding -----------------------------------------------------------------------------


@differential(np.pad, kind="padded")
def pad(array, pad_width, mode="constant", *, constant_values=0, end_values=0, stat_length=None, reflect_type="even",
        darray, dconstant_values):
    if mode == "constant":
        inside = np.pad(darray, pad_width)
        if known_number(dconstant_values) == 0:
            return inside
        return inside + np.pad(np.zeros_like(array), pad_width, constant_values=1.0) * dconstant_values
    if mode == "maximum" or mode == "minimum" or mode == "median":
        return pad_by_choice(array, darray, pad_width, mode, stat_length)
    if mode == "mean" or mode == "linear_ramp" or reflect_type == "odd":
        for axis, _ in enumerate(np.shape(array)):
            matrix = pad_matrix(array, pad_width, axis, mode, stat_length, reflect_type)
            darray = np.moveaxis(np.tensordot(matrix, darray, (1, axis)), 0, axis)
        return darray
    if mode == "edge" or mode == "reflect" or mode == "symmetric" or mode == "wrap":
        return np.take(darray, np.pad(places(array), pad_width, mode))
    return refuse("np.pad in this mode has no differential")


def pad_by_choice(array, darray, pad_width, mode, stat_length):
    """Each axis in turn is padded with items chosen from it."""
    for axis, _ in enumerate(np.shape(array)):
        before, after = pad_widths(array, pad_width, axis)
        parts, dparts = [array], [darray]
        for width, first in ((before, True), (after, False)):
            where = stat_items(array, stat_length, axis, first)
            part, dpart = np.take(array, where, axis=axis), np.take(darray, where, axis=axis)
            if mode == "median":
                edge, dedge = np.median(part, axis=axis, keepdims=True), order_statistic(
                    part, dpart, 0.5, axis, "linear", True)
            else:
                edge = np.max(part, axis=axis, keepdims=True) if mode == "maximum" else np.min(
                    part, axis=axis, keepdims=True)
                dedge = np.sum((part == edge) * dpart, axis=axis, keepdims=True) / np.sum(
                    part == edge, axis=axis, keepdims=True)
            block, dblock = np.repeat(edge, width, axis), np.repeat(dedge, width, axis)
            parts, dparts = ([block, *parts], [dblock, *dparts]) if first else ([*parts, block], [*dparts, dblock])
        array, darray = np.concatenate(parts, axis=axis), np.concatenate(dparts, axis=axis)
    return darray


@transpose(np.pad, wrt="array")
def pad_T(g, array, pad_width):
    return unpad(g, array, pad_width)


@differential(unpad, kind="as_second", passive=("x",))
def unpadding(g, x, pad_width, dg):
    return unpad(dg, x, pad_width)


@transpose(unpad, wrt="g")
def unpadding_T(c, g, x, pad_width):
    return np.pad(c, pad_width)


nondifferentiable(box, pad_matrix, pad_widths, stat_items)
nondifferentiable(np.shape, kind="shape_tuple")
nondifferentiable(np.size, np.ndim, kind="python_int")
nondifferentiable(np.broadcast_shapes)
nondifferentiable(inverse_permutation)
