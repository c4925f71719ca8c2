"""Shapes: reshaping, transposing, joining, splitting."""
from __future__ import annotations

import numpy as np

from ..registry import differential, nondifferentiable, transpose


@differential(np.reshape, kind="reshaped")
def reshape(x, shape, dx):
    return np.reshape(dx, shape)


@transpose(np.reshape, wrt="x")
def reshape_T(g, x, shape):
    return np.reshape(g, np.shape(x))


@differential(np.transpose, kind="transposition")
def transpose_(x, axes=None, *, dx):
    return np.transpose(dx, axes)


@transpose(np.transpose, wrt="x")
def transpose_T(g, x, axes=None):
    if axes is None:
        return np.transpose(g)
    return np.transpose(g, np.argsort(axes))


@differential(np.swapaxes, kind="swapping")
def swapaxes(x, axis1, axis2, dx):
    return np.swapaxes(dx, axis1, axis2)


@transpose(np.swapaxes, wrt="x")
def swapaxes_T(g, x, axis1, axis2):
    return np.swapaxes(g, axis1, axis2)


@differential(np.expand_dims, kind="expanded")
def expand_dims(x, axis, dx):
    return np.expand_dims(dx, axis)


@transpose(np.expand_dims, wrt="x")
def expand_dims_T(g, x, axis):
    return np.reshape(g, np.shape(x))


@differential(np.ravel, kind="raveled")
def ravel(x, dx):
    return np.ravel(dx)


@transpose(np.ravel, wrt="x")
def ravel_T(g, x):
    return np.reshape(g, np.shape(x))


nondifferentiable(np.shape, kind="shape_tuple")
nondifferentiable(np.size, np.ndim, kind="python_int")
