"""Sums, means, extrema and other reductions along axes."""
from __future__ import annotations

import numpy as np

from ...runtime import broadcast_like, unbroadcast
from ..registry import differential, nondifferentiable, transpose


@differential(np.sum, kind="reduction_sum")
def sum(x, dx, axis=None, keepdims=False):
    return np.sum(dx, axis=axis, keepdims=keepdims)


@transpose(np.sum, wrt="x")
def sum_T(g, x, axis=None, keepdims=False):
    if axis is None or keepdims:
        return broadcast_like(g, x)
    return broadcast_like(np.expand_dims(g, axis), x)


@differential(np.mean, kind="reduction_float")
def mean(x, dx, y, axis=None, keepdims=False):
    return np.sum(dx, axis=axis, keepdims=keepdims) / (np.size(x) / np.size(y))


@differential(broadcast_like, kind="as_second")
def broadcasting(g, like, dg):
    return broadcast_like(dg, like)


@transpose(broadcast_like, wrt="g")
def broadcasting_T(cotangent, g, like):
    return unbroadcast(cotangent, g)


@differential(unbroadcast, kind="as_second")
def unbroadcasting(g, like, dg):
    return unbroadcast(dg, like)


@transpose(unbroadcast, wrt="g")
def unbroadcasting_T(cotangent, g, like):
    return broadcast_like(cotangent, g)


nondifferentiable(np.argmax, np.argmin, kind="reduction_index")
nondifferentiable(np.any, np.all, kind="reduction_bool")
