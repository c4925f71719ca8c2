"""Helpers on convolutions and filters.  They import SciPy, which the functions that they are for need as well."""
from __future__ import annotations

from typing import Any

import numpy as np


def convolution_back(g: Any, x: Any, other: Any, method: str = "auto") -> Any:
    """The cotangent of ``x`` in ``scipy.signal.convolve(x, other)``, whatever part of the whole ``g`` belongs to."""
    import scipy.signal
    full = np.zeros([m + n - 1 for m, n in zip(x.shape, other.shape)], g.dtype)
    full[tuple(slice((m - n) // 2, (m - n) // 2 + n) for m, n in zip(full.shape, g.shape))] = g
    return scipy.signal.convolve(full, np.flip(other), "valid", method)


def taps(x: Any, like: Any, axis: int, g: Any) -> Any:
    """The cotangent ``g`` of ``lfilter(b, [1.0], x, axis)``, as one of its coefficients ``b``, shaped ``like``."""
    x, g = np.moveaxis(x, axis, 0), np.moveaxis(g, axis, 0)
    return np.array([np.sum(g[k:] * x[:len(x) - k]) for k in range(len(like))])
