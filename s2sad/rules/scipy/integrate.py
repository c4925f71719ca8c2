"""``scipy.integrate``: the rules for sampled functions."""
from __future__ import annotations

import numpy as np
import scipy.integrate as integrate

from ..registry import composition
from ..static import known_rank


@composition(integrate.trapezoid)
def trapezoid_source(y, x=None, dx=1.0, axis=-1):
    return np.trapezoid(y, x, dx, axis)


@composition(integrate.cumulative_trapezoid)
def cumulative_trapezoid_source(y, x=None, dx=1.0, axis=-1, *, initial=None):
    if x is not None and known_rank(x) != 1 or not (initial is None or initial == 0):
        return NotImplemented
    y = np.moveaxis(y, axis, -1)
    step = dx if x is None else np.diff(x)
    sums = np.cumsum(step * (y[..., 1:] + y[..., :-1]) / 2.0, axis=-1)
    if initial is not None:
        sums = np.concatenate([np.zeros_like(y[..., :1]), sums], axis=-1)
    return np.moveaxis(sums, -1, axis)
