"""Helpers on spectra: what the transposes of Fourier transforms need besides Fourier transforms."""
from __future__ import annotations

from typing import Any

import numpy as np


def resized(x: Any, like: Any) -> Any:
    """``x`` cut off, or filled up with zeros, to the shape of ``like``."""
    shape = np.shape(like)
    if x.shape == shape:
        return x
    kept = tuple(slice(min(m, n)) for m, n in zip(x.shape, shape))
    result = np.zeros(shape, x.dtype)
    result[kept] = x[kept]
    return result


def weighted_pairs(x: Any, n: int, axis: int, weight: float) -> Any:
    """Half the spectrum of ``n`` real numbers, times ``weight`` where a frequency stands for its negative too.

    These are all but the frequency 0, and the highest one if ``n`` is even.
    """
    weights = np.full(n // 2 + 1, weight, x.real.dtype)
    weights[0] = 1
    if n % 2 == 0:
        weights[-1] = 1
    return x * weights.reshape((-1,) + (1,) * (x.ndim - 1 - axis % x.ndim))


def ends_scaled(x: Any, axis: int, first: float, last: float) -> Any:
    """``x`` with its first and last items along an axis times a factor."""
    result = np.moveaxis(np.array(x), axis, 0)
    result[0] *= first
    result[-1] *= last
    return np.moveaxis(result, 0, axis)
