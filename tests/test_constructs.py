"""Each construct of ``tests/constructs``: value and derivatives in each mode, against the primal and differences."""

import copy
import importlib
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.vectors import is_inexact, leaves, rebuilt

from .constructs import CASES, Case
from .golden.differences import along, assert_close, gradient

for topic in ("containers", "objects", "functions", "control", "later", "sizes"):
    importlib.import_module(f"{__package__}.constructs.{topic}")
ALL = [pytest.param(c, id=f"{topic}-{c.function.__name__}") for topic, cases in CASES.items() for c in cases]


def same(a: Any, b: Any) -> None:
    for u, v in zip(leaves(a), leaves(b), strict=True):
        np.testing.assert_array_equal(u, v)


def slopes(c: Case, args: Any) -> Any:
    """The gradient by differences.  (Parameters of ``*rest`` are constants here.)"""
    each = [gradient(c.function, args, i) for i in (c.wrt if isinstance(c.wrt, tuple) else (c.wrt,))]
    return tuple(each) if isinstance(c.wrt, tuple) else each[0]


@pytest.mark.parametrize("c", ALL)
def test_gradient(c: Case) -> None:
    args = copy.deepcopy(c.args)
    value, expected = c.function(*copy.deepcopy(args)), slopes(c, args)
    assert_close(s2sad.grad(c.function, c.wrt)(*args), expected)
    found, slope = s2sad.value_and_grad(c.function, c.wrt)(*args)
    same(found, value)
    assert_close(slope, expected)
    same(args, c.args)


@pytest.mark.parametrize("c", ALL)
def test_pullback(c: Case) -> None:
    args = copy.deepcopy(c.args)
    value, pullback = s2sad.vjp(c.function, c.wrt)(*args)
    same(value, c.function(*copy.deepcopy(args)))
    expected = slopes(c, args)
    assert_close(pullback(1.0), expected)
    assert_close(pullback(1.0), expected)


@pytest.mark.parametrize("c", ALL)
def test_tangent(c: Case) -> None:
    args = copy.deepcopy(c.args)
    rng = np.random.default_rng(3)
    wrt = c.wrt if isinstance(c.wrt, tuple) else (c.wrt,)

    def random(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray):
            return rng.normal(size=leaf.shape)
        return float(rng.normal()) if is_inexact(leaf) else 0.0

    dots = [rebuilt(args[i], map(random, leaves(args[i]))) for i in wrt]
    names = s2sad.jvp(c.function, c.wrt).parameters[-len(dots) :]
    value, dot = s2sad.jvp(c.function, c.wrt)(*args, **dict(zip(names, dots)))
    same(value, c.function(*copy.deepcopy(args)))
    assert_close(dot, sum(along(c.function, args, i, v) for i, v in zip(wrt, dots)))


@pytest.mark.parametrize("c", ALL)
def test_second_derivatives(c: Case) -> None:
    """Each mode over each mode, against differences of the first derivatives."""
    if c.function.__name__ == "variadic_none":
        pytest.skip("its tangents are given by name, since *rest takes what comes by position")
    args = copy.deepcopy(c.args)
    s2sad.check_grads(c.function, tuple(args), wrt=c.wrt)
    same(args, c.args)
