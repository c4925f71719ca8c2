"""Helpers in the part of Python that Numba compiles; the backend and exported modules decorate them.

They know no more than what generated code asks of them: the ranks that are met are known when it is written.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import degrees_of_freedom as degrees_of_freedom
from .arrays import one_or_more as one_or_more


def unbroadcast(g: Any, like: Any) -> Any:
    """Sum ``g`` over the axes along which ``like``, of the same rank, was broadcast."""
    if g.shape == like.shape:
        return g
    shape, sizes = np.array(g.shape), np.array(like.shape)
    result = np.zeros(like.shape, g.dtype)
    items = result.reshape(-1)
    for n, x in enumerate(g.copy().reshape(-1)):
        rest, place, stride = n, 0, 1
        for axis in range(len(shape) - 1, -1, -1):
            if sizes[axis] != 1:
                place += rest % shape[axis] * stride
            rest //= shape[axis]
            stride *= sizes[axis]
        items[place] += x
    return result


def largest(x: Any) -> Any:
    """The largest items along the first axis."""
    result = x[0].copy()
    for i in range(1, len(x)):
        result = np.maximum(result, x[i])
    return result


def smallest(x: Any) -> Any:
    """The smallest items along the first axis."""
    result = x[0].copy()
    for i in range(1, len(x)):
        result = np.minimum(result, x[i])
    return result


def add_items(x: Any, index: Any, values: Any) -> None:
    """Add to the items, or rows, of ``x``; one whose index occurs twice receives twice."""
    for k in range(len(index)):
        x[index[k]] += values[k]


def add_item(x: Any, index: Any, value: Any) -> None:
    """Add one value to items, or rows, of ``x``; one whose index occurs twice receives twice."""
    for k in range(len(index)):
        x[index[k]] += value


def add_at_mask(x: Any, mask: Any, values: Any) -> None:
    """Add to the items, or rows, of ``x`` that a mask selects."""
    n = 0
    for k in range(len(mask)):
        if mask[k]:
            x[k] += values[n]
            n += 1


def last_items(g: Any, index: Any) -> Any:
    """``g[index]``, zero where an index occurs again later: storing there, the last value wins."""
    winner = np.empty(len(g), np.int64)
    for k in range(len(index)):
        winner[index[k]] = k
    result = g[index]
    for k in range(len(index)):
        if winner[index[k]] != k:
            result[k] = 0.0
    return result


def reciprocal(x: Any) -> Any:
    """``1 / x``, and infinite at 0: the one-sided derivative of a root."""
    return 1.0 / x if x != 0 else np.inf


def number_log_times(x: Any, y: Any) -> Any:
    """``y · log(x)`` of numbers, for ``y = x ** n``: 0 where ``y`` is 0, NaN where ``x`` is negative."""
    return 0.0 if y == 0 else y * np.log(x)


def safe_log_times(x: Any, y: Any) -> Any:
    """``y · log(x)`` for ``y = x ** n``: 0 where ``y`` is 0, NaN where ``x`` is negative."""
    return np.where(y == 0, 0.0, y * np.log(x))
