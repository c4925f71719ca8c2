"""Helpers on arrays and numbers."""
from __future__ import annotations

from typing import Any

import numpy as np


def unbroadcast(g: Any, like: Any) -> Any:
    """Sum ``g`` over the axes along which ``like`` was broadcast, so that it has the shape of ``like``."""
    shape = np.shape(like)
    if np.shape(g) == shape:
        return g
    g = np.sum(g, axis=tuple(range(np.ndim(g) - len(shape))))
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    return np.sum(g, axis=axes, keepdims=True) if axes else g


def conform(g: Any, x: Any) -> Any:
    """A contribution to the cotangent of ``x``: with its shape, its dtype, and real if it is."""
    if isinstance(g, (tuple, list, dict)):
        return g
    g = unbroadcast(g, x)
    if isinstance(x, (np.ndarray, np.generic)) and g.dtype != x.dtype and x.dtype.kind in "fc":
        return (g.real if g.dtype.kind == "c" and x.dtype.kind == "f" else g).astype(x.dtype)
    return g


def broadcast_like(g: Any, like: Any) -> Any:
    """``g`` broadcast to the shape of ``like``, without copying."""
    shape = np.shape(like)
    return g if shape == () or np.shape(g) == shape else np.broadcast_to(g, shape)


def copied(x: Any) -> Any:
    """A copy that shares no memory with ``x``."""
    return x.copy() if isinstance(x, np.ndarray) else x


def add_at(x: Any, index: Any, value: Any) -> Any:
    """Add ``value`` to ``x[index]`` in place; an index that occurs twice receives twice."""
    if isinstance(x, list):
        x[index] = x[index] + value if isinstance(x[index], (float, np.generic, np.ndarray)) else _add(x[index], value)
    elif _repeats(index):
        np.add.at(x, index, value)
    else:
        x[index] += value
    return x


def _add(a: Any, b: Any) -> Any:
    if isinstance(a, dict):
        return {k: _add(v, b[k]) for k, v in a.items()}
    if isinstance(a, (tuple, list)):
        items = [_add(v, w) for v, w in zip(a, b)]
        return type(a)(*items) if hasattr(a, "_fields") else type(a)(items)
    return a + b


def _repeats(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(p, (list, np.ndarray)) and np.asarray(p).dtype.kind != "b" for p in parts)


def matmul_lhs(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of ``a`` in ``a @ b``, for every rank that NumPy accepts."""
    g = np.asarray(g)
    if np.ndim(b) == 1:
        g, b = g[..., None], b[:, None]
    if np.ndim(a) == 1:
        return unbroadcast((g[..., None, :] @ np.swapaxes(b, -1, -2))[..., 0, :], a)
    return unbroadcast(g @ np.swapaxes(b, -1, -2), a)


def matmul_rhs(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of ``b`` in ``a @ b``, for every rank that NumPy accepts."""
    g = np.asarray(g)
    if np.ndim(a) == 1:
        g, a = g[..., None, :] if np.ndim(b) > 1 else g[..., None], a[None, :]
    if np.ndim(b) == 1:
        return unbroadcast((np.swapaxes(a, -1, -2) @ g[..., None])[..., 0], b)
    return unbroadcast(np.swapaxes(a, -1, -2) @ g, b)


def reciprocal(x: Any) -> Any:
    """``1 / x``, and infinite at 0 without an exception: the one-sided derivative of a root."""
    return 1.0 / x if x != 0 else np.inf


def safe_log_times(x: Any, y: Any) -> Any:
    """``y · log(x)`` for ``y = x ** n``: 0 where ``y`` is 0, NaN where ``x`` is negative."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.equal(y, 0), 0.0, y * np.log(x))[()]


def split_like(g: Any, arrays: Any, axis: int | None = 0) -> list[Any]:
    """The parts of ``g`` that belong to arrays that were concatenated along ``axis``."""
    if axis is None:
        parts = np.split(np.ravel(g), np.cumsum([np.size(a) for a in arrays])[:-1])
        return [p.reshape(np.shape(a)) for p, a in zip(parts, arrays)]
    return np.split(g, np.cumsum([np.shape(a)[axis] for a in arrays])[:-1], axis=axis)
