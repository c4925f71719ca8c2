"""Helpers on paddings, permutations and Bessel functions."""
from __future__ import annotations

import math
from typing import Any

import numpy as np


def inverse_permutation(axes: Any) -> tuple[int, ...]:
    """The axes of the transposition that undoes one, whose axes may be negative."""
    return tuple(int(i) for i in np.argsort(np.mod(axes, len(axes))))


def pad_widths(x: Any, pad_width: Any, axis: int) -> tuple[int, int]:
    """How much ``np.pad`` adds before and after an axis."""
    before, after = np.broadcast_to(pad_width, (np.ndim(x), 2))[axis]
    return int(before), int(after)


def pad_matrix(x: Any, pad_width: Any, axis: int, mode: Any, stat_length: Any, reflect_type: Any) -> Any:
    """What ``np.pad`` does along an axis, as a matrix, in the modes in which it is linear."""
    options: dict[str, Any] = {"reflect_type": reflect_type} if mode in ("reflect", "symmetric") else {}
    if stat_length is not None:
        options["stat_length"] = [np.broadcast_to(stat_length, (np.ndim(x), 2))[axis]] * 2
    rows = np.eye(np.shape(x)[axis], dtype=np.result_type(x, np.float32))
    return np.pad(rows, [pad_widths(x, pad_width, axis), (0, 0)], mode, **options)


def box(x: Any, shape: Any, trim: str, axis: Any) -> Any:
    """The index of what ``np.trim_zeros`` keeps, which has the given shape."""
    starts = np.argwhere(x).min(axis=0, initial=max(np.shape(x))) if "f" in trim.lower() and np.any(x) else np.zeros(
        np.ndim(x), int)
    chosen = range(np.ndim(x)) if axis is None else [k % np.ndim(x) for k in np.atleast_1d(axis)]
    return tuple(slice(starts[k], starts[k] + n) if k in chosen else slice(None) for k, n in enumerate(shape))


def stat_items(x: Any, stat_length: Any, axis: int, first: bool) -> Any:
    """The places along an axis that ``np.pad`` looks at before it (``first``) or after it."""
    n = np.shape(x)[axis]
    length = n if stat_length is None else min(n, int(np.broadcast_to(stat_length, (np.ndim(x), 2))[axis][1 - first]))
    return np.arange(length) if first else np.arange(n - length, n)


def bessel_i(n: int, x: Any) -> Any:
    """The modified Bessel function of order ``n``: by its series, and by the asymptotic one for large ``x``."""
    t = np.abs(np.asarray(x, dtype=float))
    near, far = np.minimum(t, 30.0), np.maximum(t, 30.0)
    with np.errstate(under="ignore"):
        term = (near / 2) ** n / math.factorial(n)
        total = term
        for k in range(1, 90):
            term = term * (near / 2) ** 2 / (k * (k + n))
            total = total + term
    term = np.exp(far) / np.sqrt(2 * np.pi * far)
    tail = term
    for k in range(1, 25):
        term = -term * (4 * n * n - (2 * k - 1) ** 2) / (8 * k * far)
        tail = tail + term
    return (np.where(t <= 30.0, total, tail) * (np.sign(x) if n % 2 else 1.0))[()]
