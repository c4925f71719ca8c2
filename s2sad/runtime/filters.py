"""Helpers on convolutions and filters.  What needs SciPy imports it, as the functions do that it is for."""
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


def valid_correlate(x: Any, w: Any) -> Any:
    """The sums of ``w`` times each part of ``x`` that has its shape; of the dtype of ``x``, or complex if ``w`` is."""
    shape = tuple(m - n + 1 for m, n in zip(x.shape, w.shape))
    result = np.zeros(shape, np.result_type(x, w))
    if w.size <= result.size:
        for k in np.ndindex(*w.shape):
            result += w[k] * x[tuple(slice(i, i + n) for i, n in zip(k, shape))]
    else:
        for k in np.ndindex(*shape):
            result[k] = np.sum(w * x[tuple(slice(i, i + n) for i, n in zip(k, w.shape))])
    return result if np.iscomplexobj(w) else result.astype(x.dtype, copy=False)


def segments(x: Any, n: int, step: int) -> Any:
    """The segments of ``n`` samples, ``step`` apart, of the last axis."""
    starts = np.arange(0, np.shape(x)[-1] - n + 1, step)
    return x[..., starts[:, None] + np.arange(n)]


def overlapped(parts: Any, step: int) -> Any:
    """A signal whose segments, ``step`` apart, are added up."""
    count, n = np.shape(parts)[-2:]
    x = np.zeros((*np.shape(parts)[:-2], max(n + (count - 1) * step, 0)), np.asarray(parts).dtype)
    for i in range(count):
        x[..., i * step:i * step + n] += parts[..., i, :]
    return x
