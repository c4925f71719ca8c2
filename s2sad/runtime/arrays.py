"""Helpers on arrays and numbers."""
from __future__ import annotations

import math
from typing import Any

import numpy as np

from .trees import accumulate, is_number, parts_of, zeros_like


def unbroadcast(g: Any, like: Any) -> Any:
    """Sum ``g`` over the axes along which ``like`` was broadcast, so that it has the shape of ``like``."""
    if type(g) is not np.ndarray and parts_of(g) is not None:
        return g
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
    if type(x) in (list, tuple):
        return structured_like(g, x)
    if np.iscomplexobj(g) and not np.iscomplexobj(x):
        g = g.real
    if not isinstance(x, (np.ndarray, np.generic)) or x.dtype.kind not in "fc":
        return g
    if not isinstance(g, (np.ndarray, np.generic)):
        return x.dtype.type(g)
    if g.dtype == x.dtype:
        return g
    return g.astype(x.dtype)


def broadcast_like(g: Any, like: Any) -> Any:
    """``g`` broadcast to the shape of ``like``, without copying; a number stands for zeros of a structure."""
    if type(like) is not np.ndarray and parts_of(like) is not None:
        return zeros_like(like) if is_number(g) else g
    shape = np.shape(like)
    return g if shape == () or np.shape(g) == shape else np.broadcast_to(g, shape)


def add_at(x: Any, index: Any, value: Any) -> Any:
    """Add ``value`` to ``x[index]`` in place; an index that occurs twice receives twice."""
    if isinstance(x, list) and isinstance(index, slice):
        for i, part in zip(range(*index.indices(len(x))), value):
            add_at(x, i, part)
    elif isinstance(x, tuple):
        return tuple(add_at(list(x), index, value))
    elif isinstance(x, list):
        x[index] = accumulate(x[index], value)
    else:
        if np.iscomplexobj(value) and not np.iscomplexobj(x):
            value = np.real(value)
        if _repeats(index):
            np.add.at(x, index, value)
        else:
            x[index] += value
    return x


def last_stored(g: Any, index: Any) -> Any:
    """``g[index]``, zero where an index occurs again later: storing there, the last value wins."""
    parts = g[index]
    winner = np.empty(np.shape(g), dtype=int)
    order = np.arange(parts.size).reshape(parts.shape)
    winner[index] = order
    return np.where(winner[index] == order, parts, 0.0).astype(parts.dtype, copy=False)


def _repeats(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(p, (list, np.ndarray)) and np.asarray(p).dtype.kind != "b" for p in parts)


def reciprocal(x: Any) -> Any:
    """``1 / x``, and infinite at 0 without an exception: the one-sided derivative of a root."""
    return 1.0 / x if x != 0 else np.inf


def safe_log_times(x: Any, y: Any) -> Any:
    """``y · log(x)`` for ``y = x ** n``: 0 where ``y`` is 0, NaN where ``x`` is negative."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.equal(y, 0), 0.0, y * np.log(x, dtype=np.result_type(x, y, 0.0)))[()]


def split_like(g: Any, arrays: Any, axis: int | None = 0) -> list[Any]:
    """The parts of ``g`` that belong to arrays that were concatenated along ``axis``."""
    if axis is None:
        parts = np.split(np.ravel(g), np.cumsum([np.size(a) for a in arrays])[:-1])
        return [p.reshape(np.shape(a)) for p, a in zip(parts, arrays)]
    return np.split(g, np.cumsum([np.shape(a)[axis] for a in arrays])[:-1], axis=axis)



def scatter(g: Any, x: Any, indices: Any, axis: int | None) -> Any:
    """Zeros like ``x``, with ``g`` added at what ``np.take(x, indices, axis)`` reads."""
    result = np.zeros(np.shape(x), np.asarray(g).dtype)
    if axis is None:
        np.add.at(result.reshape(-1), np.asarray(indices), g)
    else:
        where: Any = (slice(None),) * (axis % result.ndim) + (np.asarray(indices),)
        np.add.at(result, where, g)
    return result


def scatter_along(g: Any, x: Any, indices: Any, axis: int | None) -> Any:
    """Zeros like ``x``, with ``g`` added at what ``np.take_along_axis(x, indices, axis)`` reads."""
    result = np.zeros(np.shape(x), np.asarray(g).dtype)
    if axis is None:
        np.add.at(result.reshape(-1), indices, g)
        return result
    where = list(np.indices(np.shape(indices), sparse=True))
    where[axis] = indices
    np.add.at(result, tuple(where), np.broadcast_to(g, np.broadcast_shapes(*map(np.shape, where))))
    return result


def einsum_scatter(g: Any, subscripts: str, like: Any) -> Any:
    """Zeros like ``like``, with ``g`` at what ``np.einsum(subscripts, like)`` reads: diagonals."""
    result = np.zeros(np.shape(like), np.asarray(g).dtype)
    np.einsum(subscripts, result)[...] = g
    return result


def products_before(a: Any, axis: int) -> Any:
    """The product of the items before each item along an axis: 1, a[0], a[0] a[1], …"""
    a = np.asarray(a)
    ones = np.ones_like(a.take([0], axis)) if a.shape[axis] else a
    return np.cumprod(np.concatenate([ones, np.delete(a, -1, axis)], axis), axis) if a.shape[axis] else a


def product_of_others(a: Any, axis: Any = None) -> Any:
    """The product of all other items along the axes, for each item; zeros are no trouble."""
    a = np.asarray(a)
    zero = a == 0
    safe = np.where(zero, 1, a)
    n = np.sum(zero, axis=axis, keepdims=True)
    product = np.prod(safe, axis=axis, keepdims=True)
    return np.where(zero, np.where(n == 1, product, 0), np.where(n == 0, product / safe, 0))


def linear_recurrence(a: Any, b: Any, axis: int) -> Any:
    """``z[i] = a[i] z[i - 1] + b[i]`` along an axis, from ``z[-1] = 0``."""
    a, b = np.moveaxis(np.asarray(a), axis, 0), np.moveaxis(np.asarray(b), axis, 0)
    z = np.zeros(np.broadcast_shapes(a.shape, b.shape), np.result_type(a, b))
    for i in range(len(z)):
        z[i] = a[i] * z[i - 1] + b[i] if i else b[i]
    return np.moveaxis(z, 0, axis)


def shifted(x: Any, by: int, axis: int) -> Any:
    """``x`` one place later (``by`` 1) or earlier (-1) along an axis; a zero comes in."""
    x = np.moveaxis(np.asarray(x), axis, 0)
    result = np.zeros_like(x)
    if by > 0:
        result[1:] = x[:-1]
    else:
        result[:-1] = x[1:]
    return np.moveaxis(result, 0, axis)


def sinc_derivative(x: Any, n: int) -> Any:
    """The ``n``-th derivative of ``np.sinc``, by its series near 0 and by recurrence elsewhere."""
    is_far = np.abs(x) > 1
    far = np.where(is_far, x, 1.0)
    y = np.sinc(far)
    for k in range(1, n + 1):
        y = (np.pi ** (k - 1) * np.sin(np.pi * far + k * np.pi / 2) - k * y) / far
    near = np.where(is_far, 0.0, x)
    series = sum((-1) ** k * np.pi ** (2 * k) / (2 * k + 1) / math.factorial(2 * k - n) * near ** (2 * k - n)
                 for k in range((n + 1) // 2, 16 + n))
    return np.where(is_far, y, series)[()]


def repeat_back(g: Any, x: Any, repeats: Any, axis: int | None) -> Any:
    """The sums of what ``np.repeat(x, repeats, axis)`` made of each item."""
    shape, x = np.shape(x), np.asarray(x)
    if axis is None:
        x, axis = x.reshape(-1), 0
    g = np.moveaxis(np.asarray(g), axis, 0)
    if np.ndim(repeats) == 0:
        return np.moveaxis(np.sum(g.reshape(x.shape[axis], repeats, *g.shape[1:]), axis=1), 0, axis).reshape(shape)
    result = np.zeros((x.shape[axis], *g.shape[1:]), g.dtype)
    np.add.at(result, np.repeat(np.arange(len(result)), repeats), g)
    return np.moveaxis(result, 0, axis).reshape(shape)


def diagonal_back(g: Any, x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Zeros like ``x``, with ``g`` on its diagonal."""
    result = np.zeros(np.shape(x), np.asarray(g).dtype)
    diagonal = np.diagonal(result, offset, axis1, axis2)
    diagonal.flags.writeable = True
    diagonal[...] = g
    return result


def tile_back(g: Any, x: Any, reps: Any) -> Any:
    """The sums of the copies that ``np.tile(x, reps)`` made of each item."""
    reps = tuple(np.atleast_1d(reps))
    rank = max(len(reps), np.ndim(x))
    shape = (1,) * (rank - np.ndim(x)) + np.shape(x)
    reps = (1,) * (rank - len(reps)) + reps
    parts = np.reshape(g, [n for pair in zip(reps, shape) for n in pair])
    return np.sum(parts, axis=tuple(range(0, 2 * rank, 2))).reshape(np.shape(x))


def windows_back(g: Any, x: Any, window_shape: Any, axis: Any) -> Any:
    """The sums of what ``sliding_window_view(x, window_shape, axis)`` shows of each item."""
    result = np.zeros(np.shape(x), np.asarray(g).dtype)
    windows = np.lib.stride_tricks.sliding_window_view(result, window_shape, axis, writeable=True)
    for place in np.ndindex(tuple(np.atleast_1d(window_shape))):     # of one place, the windows do not overlap
        windows[(..., *place)] += g[(..., *place)]
    return result


def unpad(g: Any, x: Any, pad_width: Any) -> Any:
    """The part of ``g`` that is ``x`` in ``np.pad(x, pad_width)``."""
    widths = np.broadcast_to(pad_width, (np.ndim(x), 2))
    return g[tuple(slice(before, before + n) for (before, _), n in zip(widths.tolist(), np.shape(x)))]


def structured_like(g: Any, like: Any) -> Any:
    """An array as the list or tuple, nested, that it was made of."""
    if isinstance(like, (list, tuple)):
        return type(like)(structured_like(a, b) for a, b in zip(g, like))
    return g


def diff_back(g: Any, x: Any, n: int, axis: int) -> Any:
    """The cotangent of ``x`` in ``np.diff(x, n, axis)``."""
    if np.size(g) == 0:                     # no more than n items
        return np.zeros(np.shape(x), np.asarray(g).dtype)
    widths = [(n, n) if i == axis % np.ndim(x) else (0, 0) for i in range(np.ndim(x))]
    return (-1) ** n * np.diff(np.pad(g, widths), n, axis)


def interp_back(g: Any, x: Any, xp: Any, fp: Any) -> Any:
    """The cotangent of ``fp`` in ``np.interp(x, xp, fp)``."""
    right = np.clip(np.searchsorted(xp, x, side="right"), 1, len(xp) - 1)
    t = np.clip((x - xp[right - 1]) / (xp[right] - xp[right - 1]), 0.0, 1.0)
    result = np.zeros(np.shape(fp), np.asarray(g).dtype)
    np.add.at(result, right - 1, (1 - t) * g)
    np.add.at(result, right, t * g)
    return result


def convolve_back(g: Any, x: Any, other: Any, mode: str) -> Any:
    """The cotangent of ``x`` in ``np.convolve(x, other, mode)``."""
    n, m = len(x), len(other)
    start = {"full": 0, "same": (min(n, m) - 1) // 2, "valid": min(n, m) - 1}[mode]
    full = np.zeros(n + m - 1, np.asarray(g).dtype)
    full[start:start + len(g)] = g
    return np.convolve(full, other[::-1])[m - 1:m - 1 + n]


# How fast a quantile's place among n items moves with q; by the other methods it jumps.
QUANTILE_SPEEDS = {"linear": -1.0, "interpolated_inverted_cdf": 0.0, "hazen": 0.0, "weibull": 1.0,
                   "median_unbiased": 1 / 3, "normal_unbiased": 1 / 4}


def quantile_items(a: Any, q: Any, axis: Any, method: Any, keepdims: bool, skip_nan: bool) -> tuple[Any, ...]:
    """The places in ``a``, flat, of the two items that quantiles lie between (one at an item lies before the next),
    how far it is from the first to the second, and how fast that changes with ``q``."""
    a = np.asarray(a)
    axes = range(a.ndim) if axis is None else [i % a.ndim for i in np.atleast_1d(axis)]
    rest = [n for i, n in enumerate(a.shape) if i not in axes]
    many = math.prod(a.shape[i] for i in axes)
    rows, places = (np.moveaxis(x, list(axes), range(len(axes))).reshape(many, *rest)
                    for x in (a, np.arange(a.size).reshape(a.shape)))
    order = np.take_along_axis(places, np.argsort(rows, axis=0), 0)
    counts = np.sum(~np.isnan(rows), axis=0) if skip_nan else np.full(rest, len(rows))
    at = np.zeros(np.shape(q) + counts.shape)
    for n in np.unique(counts):             # the quantiles of 0, 1, …, n - 1 are their places
        at[..., counts == n] = np.expand_dims(np.quantile(np.arange(max(n, 1)), q, method=method), -1)
    shape = np.shape(q) + (tuple(1 if i in axes else n for i, n in enumerate(a.shape)) if keepdims else tuple(rest))
    last = np.maximum(counts - 1, 0)
    start = np.minimum(np.floor(at), np.maximum(last - 1, 0))
    inside = (at > 0) & (at < last) | (method == "linear")
    speed = np.where(inside, counts + QUANTILE_SPEEDS[method], 0.0) if method in QUANTILE_SPEEDS else np.zeros_like(at)
    low, high = (np.take_along_axis(order, i.astype(np.intp).reshape(np.size(q), *rest), 0).reshape(shape)
                 for i in (start, np.minimum(start + 1, last)))
    return low, high, (at - start).reshape(shape), speed.reshape(shape)


def memory_order(x: Any, order: str, shape: Any = -1) -> Any:
    """The places of the items of ``np.reshape(x, shape, order)``, where ``order`` says that memory decides."""
    places = np.arange(np.size(x)).reshape(np.shape(x))
    if order == "A":
        turned = x.flags.f_contiguous and not x.flags.c_contiguous
        return places.reshape(shape, order="F" if turned else "C").ravel()
    laid = np.empty_like(x, dtype=int)      # as ``x`` lies
    laid[...] = places
    return laid.ravel("K")


def one_or_more(n: int) -> int:
    """A number of items that is divided by: of an empty array the quotient is empty too, and is no error."""
    return max(n, 1)


def degrees_of_freedom(n: int, ddof: float) -> float:
    """``n - ddof``, NaN where nothing is left, as the variance is."""
    return float(n - ddof) if n > ddof else math.nan


def moving(fraction: Any, speed: Any, q: Any) -> Any:
    """``fraction`` itself: what ``quantile_items`` says of a quantile ``q``, with which it changes."""
    return fraction


def vanishing(c: Any) -> int:
    """How many of the first coefficients a division leaves no more than rounding errors of, the last one apart."""
    left = np.flatnonzero(~np.isclose(c[:-1], 0, rtol=1e-14))
    return int(left[0]) if len(left) else len(c) - 1


def reduceat_back(g: Any, x: Any, indices: Any, axis: int) -> Any:
    """The cotangent of ``x`` in ``np.add.reduceat(x, indices, axis)``."""
    result = np.zeros(np.shape(x), np.asarray(g).dtype)
    rows, parts = np.moveaxis(result, axis, 0), np.moveaxis(np.asarray(g), axis, 0)
    for k, (start, stop) in enumerate(zip(indices, [*indices[1:], len(rows)])):
        rows[start:max(stop, start + 1)] += parts[k]
    return result
