"""Derivatives by differences, for tests to compare with."""

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from s2sad.vectors import basis, is_inexact, leaves, rebuilt

STENCIL = {-2: 1 / 12, -1: -8 / 12, 1: 8 / 12, 2: -1 / 12}


def moved(x: Any, v: Any, h: float) -> Any:
    """``x + h v``, for structures."""
    pairs = zip(leaves(x), leaves(v), strict=True)
    return rebuilt(x, iter([a + h * b if is_inexact(a) else a for a, b in pairs]))


def along(f: Callable[..., Any], args: Sequence[Any], i: int, v: Any, h: float = 1e-3) -> Any:
    """The derivative of `f` by its argument `i` along `v`, to about 1e-10."""
    total: Any = 0.0
    for k, weight in STENCIL.items():
        value = f(*copy.deepcopy(args[:i]), moved(args[i], v, k * h), *copy.deepcopy(args[i + 1 :]))
        parts = [np.asarray(y, float) for y in leaves(value)]
        total = [t + weight / h * y for t, y in zip(total or [0.0] * len(parts), parts)]
    return rebuilt(value, iter(total))


def gradient(f: Callable[..., Any], args: Sequence[Any], i: int) -> Any:
    """The gradient of a number by the argument `i`, with its structure."""

    def parts() -> Iterator[Any]:
        for position, leaf in enumerate(leaves(args[i])):
            slopes = [along(f, args, i, v) for v in basis(args[i], position)]
            yield np.reshape(slopes, np.shape(leaf)) if is_inexact(leaf) else np.zeros(np.shape(leaf))

    return rebuilt(args[i], parts())


def assert_close(found: Any, expected: Any, rtol: float = 1e-7) -> None:
    """Compare two structures of numbers."""
    for a, b in zip(leaves(found), leaves(expected), strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-8)
