"""Where Python's arithmetic raises or leaves the reals and NumPy's does not."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import s2sad


@pytest.mark.parametrize("f", [
    lambda x: np.mean(x), lambda x: np.var(x), lambda x: np.var(x, ddof=1), lambda x: np.std(x),
    lambda x: np.average(x), lambda x: x.mean() ** 2, lambda x: np.sum(x.mean(axis=0)),
    lambda x: np.sum(np.var(x, axis=(0, 1))),
])
@pytest.mark.parametrize("shape", [(0, 3), (2, 0)])
def test_the_gradient_of_nothing_is_empty(f: Callable[[Any], Any], shape: tuple[int, ...]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = s2sad.grad(f)(np.zeros(shape))
        s2sad.jvp(f)(np.zeros(shape), np.zeros(shape))
    assert found.shape == shape


def test_a_gradient_of_a_mean_of_nothing_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert s2sad.grad(lambda x: np.mean(x))(np.zeros(0)).shape == (0,)


def test_a_variance_of_too_few_has_no_slope() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isnan(s2sad.grad(lambda x: np.var(x, ddof=1))(np.ones(1))).all()


def root(x: float) -> float:
    return 3 * x**0.5


def power(x: float, n: float) -> float:
    return x**n


@pytest.mark.parametrize("derivative", [s2sad.grad(root), s2sad.value_and_grad(root), lambda x: s2sad.jvp(root)(x, 1.0),
                                        lambda x: s2sad.grad(power)(x, 1.5)])
def test_a_root_of_a_negative_number_is_refused(derivative: Callable[[float], Any]) -> None:
    with pytest.raises(s2sad.ArgumentError, match="a negative number to a fractional power is complex"):
        derivative(-2.0)
    derivative(2.0)
    with pytest.raises(s2sad.ArgumentError, match="fractional power"):
        derivative(-2.0)


def test_roots_that_are_real_or_meant_to_be_complex() -> None:
    assert s2sad.grad(power)(-2.0, 3.0) == 12.0
    assert s2sad.grad(lambda x: (x * x) ** 0.5)(-2.0) == -1.0
    with np.errstate(invalid="ignore"):
        assert math.isnan(s2sad.grad(root)(np.float64(-2.0)))
    value, slope = s2sad.jvp(lambda x: (x + 0j) ** 0.5)(-2.0, 1.0)
    assert abs(value - 2.0**0.5 * 1j) < 1e-15 and abs(slope + 0.5j / 2.0**0.5) < 1e-15
