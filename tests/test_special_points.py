"""At zeros, ties, infinities and masked items: the derivative itself, and no warning that the function does not give.

A case is an expression, its arguments, and the gradient with respect to each (None where nothing is said of it).
Reverse and forward mode must agree, with all of NumPy's warnings but underflow as errors.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

import s2sad

from .rules.harness import function

inf, nan = math.inf, math.nan
TINY = np.finfo(float).tiny      # the logistic function stops there
E = math.e


def x(*values: Any) -> np.ndarray:
    return np.array(values)


POWERS: list[Any] = [
    ("x ** 0", {"x": x(0.0, 2.0, -1.0)}, x(0.0, 0, 0)),
    ("x ** 0.0", {"x": x(0.0, 2.0)}, x(0.0, 0)),
    ("x ** 1", {"x": x(0.0, 2.0)}, x(1.0, 1)),
    ("x ** n", {"x": x(0.0, 2.0, -1.0), "n": 0}, x(0.0, 0, 0)),
    ("x ** n", {"x": x(0.0, 2.0, -1.0), "n": np.array([0, 1, 2])}, x(0.0, 1, -2)),
    ("x ** n", {"x": x(0.0, 0.0, 0.0, -2.0), "n": np.array([0, 1, 2, 3])}, x(0.0, 1, 0, 12)),
    ("np.power(x, n)", {"x": x(0.0, 0.0, 0.0, -2.0), "n": x(0.0, 1.0, 2.0, 3.0)}, x(0.0, 1, 0, 12), None),
    ("np.float_power(x, n)", {"x": x(0.0, -2.0), "n": np.array([2, 3])}, x(0.0, 12)),
    ("0.0 ** n", {"n": x(1.0, 2.0)}, x(0.0, 0)),
    ("x ** n", {"x": 0.0, "n": 2.0}, 0.0, 0.0),
    ("math.pow(x, n)", {"x": 0.0, "n": 2.0}, 0.0, 0.0),
    ("math.pow(x, 0)", {"x": 0.0}, 0.0),
    ("np.real(z ** n)", {"z": x(0j, 1 + 0j), "n": np.array([2, 2])}, x(0j, 2)),
]
LOGARITHMS: list[Any] = [
    ("np.logaddexp(x, y)", {"x": x(-inf, -inf, 0.0, 1.0), "y": x(0.0, -inf, -inf, 1.0)},
     x(0, 0, 1, 0.5), x(1, 0, 0, 0.5)),
    ("np.logaddexp2(x, y)", {"x": x(-inf, 0.0, 1.0), "y": x(0.0, -inf, 1.0)}, x(0.0, 1, 0.5), x(1.0, 0, 0.5)),
    ("np.logaddexp(x, 0.0)", {"x": x(-inf, inf, 0.0, -50.0, 800.0, -800.0)}, x(0, 1, 0.5, math.exp(-50.0), 1, 0)),
    ("np.logaddexp2(0.0, x)", {"x": x(-80.0, 2000.0, -2000.0, -inf, inf)}, x(2.0**-80, 1, 0, 0, 1)),
    ("np.logaddexp.reduce(x)", {"x": x(-inf, 0.0, 0.0)}, x(0.0, 0.5, 0.5)),
    ("np.log(np.sum(np.exp(x - np.max(x)))) + np.max(x)", {"x": x(1000.0, 1000.0)}, x(0.5, 0.5)),
    ("np.log(np.where(x > 0, x, 1.0)) * (x > 0)", {"x": x(0.0, 0.5)}, x(0.0, 2)),
    ("np.where(x > -1, np.log1p(np.where(x > -1, x, 0)), 0)", {"x": x(-1.0, 1.0)}, x(0.0, 0.5)),
    ("np.exp(np.where(x < 10, x, 0.0))", {"x": x(1000.0, 1.0)}, x(0.0, E)),
    ("np.log(np.abs(z))", {"z": x(1e200 + 1e200j)}, x(5e-201 + 5e-201j)),
]
MASKED: list[Any] = [
    ("np.divide(1.0, x, out=np.zeros_like(x), where=x != 0)", {"x": x(0.0, 2.0)}, x(0.0, -0.25)),
    ("np.divide(x, y, out=np.zeros_like(x), where=y != 0)", {"x": x(1.0, 2.0), "y": x(0.0, 2.0)},
     x(0, 0.5), x(0, -0.5)),
    ("np.log(x, out=np.zeros_like(x), where=x > 0)", {"x": x(0.0, 2.0)}, x(0.0, 0.5)),
    ("np.sqrt(x, out=np.zeros_like(x), where=x > 0)", {"x": x(-1.0, 4.0)}, x(0.0, 0.25)),
    ("np.arccosh(x, out=np.zeros_like(x), where=x > 1)", {"x": x(0.0, 2.0)}, x(0.0, 3**-0.5)),
    ("np.power(x, 0.5, out=np.zeros_like(x), where=x > 0)", {"x": x(0.0, 4.0)}, x(0.0, 0.25)),
    ("np.where(x != 0, 1 / np.where(x != 0, x, 1.0), 0.0)", {"x": x(0.0, 2.0)}, x(0.0, -0.25)),
    ("np.sum(np.sqrt(x[x > 0]))", {"x": x(0.0, 4.0)}, x(0.0, 0.25)),
    ("np.piecewise(x, [x > 0], [lambda t: np.sqrt(t), 0.0])", {"x": x(0.0, 4.0)}, x(0.0, 0.25)),
    *[(f"np.{name}(x, where=np.isfinite(x))", {"x": x(nan, 4.0, 2.0)}, expected) for name, expected in {
        "sum": x(0.0, 1, 1), "mean": x(0.0, 0.5, 0.5), "var": x(0.0, 1, -1), "std": x(0.0, 0.5, -0.5),
        "prod": x(0.0, 2, 4)}.items()],
    *[(f"np.{name}(x)", {"x": x(nan, 1.0, 3.0)}, expected) for name, expected in {
        "nansum": x(0.0, 1, 1), "nanmean": x(0.0, 0.5, 0.5), "nanvar": x(0.0, -1, 1), "nanstd": x(0.0, -0.5, 0.5),
        "nancumsum": x(0.0, 2, 1), "nancumprod": x(0.0, 4, 1), "nanmedian": x(0.0, 0.5, 0.5), "nanmax": x(0.0, 0, 1),
        "nanmin": x(0.0, 1, 0), "nanprod": x(0.0, 3, 1)}.items()],
    ("np.nan_to_num(x)", {"x": x(nan, 1.0, inf)}, x(0.0, 1, 0)),
]
ZEROS: list[Any] = [
    ("np.sinc(x)", {"x": x(0.0, 1.0, -2.0)}, x(0.0, -1, -0.5)),
    ("np.real(np.sinc(z))", {"z": x(0j)}, x(0j)),
    ("np.linalg.norm(x)", {"x": x(0.0, 0.0)}, x(0.0, 0)),
    ("np.linalg.norm(x, axis=1)", {"x": x([0.0, 0.0], [3.0, 4.0])}, x([0, 0], [0.6, 0.8])),
    ("np.linalg.norm(x, 3)", {"x": x(0.0, 0.0)}, x(0.0, 0)),
    ("np.linalg.norm(z)", {"z": x(0j, 0j)}, x(0j, 0)),
    ("np.hypot(x, y)", {"x": x(0.0, 3.0), "y": x(0.0, 4.0)}, x(0.0, 0.6), x(0.0, 0.8)),
    ("math.hypot(x, y)", {"x": 0.0, "y": 0.0}, 0.0, 0.0),
    ("np.arctan2(x, y)", {"x": x(0.0, 1.0), "y": x(0.0, 1.0)}, x(0.0, 0.5), x(0.0, -0.5)),
    ("np.abs(z)", {"z": x(0j, 3 + 4j)}, x(0, 0.6 + 0.8j)),
    ("abs(z)", {"z": 0j}, 0j),
    ("np.angle(z)", {"z": x(0j, 1 + 0j)}, x(0, 1j)),
    ("np.prod(x)", {"x": x(0.0, 2.0, 3.0)}, x(6.0, 0, 0)),
    ("np.prod(x)", {"x": x(0.0, 0.0, 3.0)}, x(0.0, 0, 0)),
    ("np.real(np.prod(z))", {"z": x(0j, 1 + 1j)}, x(1 - 1j, 0)),
    ("np.cumprod(x)", {"x": x(2.0, 0.0, 3.0)}, x(1.0, 8, 0)),
    ("np.std(x)", {"x": x(1.0, 1.0)}, x(0.0, 0)),
    ("np.std(z)", {"z": x(1j, 1j)}, x(0j, 0)),
    ("np.var(x)", {"x": x(1.0, 1.0)}, x(0.0, 0)),
    ("np.linalg.det(x)", {"x": np.ones((2, 2))}, x([1.0, -1], [-1, 1])),
    ("np.average(x, weights=w)", {"x": x(1.0, 2.0), "w": x(0.0, 1.0)}, x(0.0, 1), x(-1.0, 0)),
    ("x / (np.abs(x) + 1)", {"x": x(0.0, 2.0)}, x(1.0, 1 / 9)),
]
TIES: list[Any] = [
    ("np.maximum(x, y)", {"x": x(1.0, 1.0), "y": x(1.0, 0.0)}, x(0.5, 1), x(0.5, 0)),
    ("np.fmax(x, y)", {"x": x(nan, 1.0, 2.0), "y": x(1.0, nan, 2.0)}, x(0.0, 1, 0.5), x(1.0, 0, 0.5)),
    ("np.fmin(x, y)", {"x": x(nan, 1.0, 2.0), "y": x(1.0, nan, 2.0)}, x(0.0, 1, 0.5), x(1.0, 0, 0.5)),
    ("np.fmax(x, y)", {"x": nan, "y": 2.0}, 0.0, 1.0),
    ("np.max(x)", {"x": x(-inf, -inf)}, x(0.5, 0.5)),
    ("np.clip(x, y, 1.0)", {"x": x(0.0, 0.5, 1.0, 2.0), "y": 0.0}, x(0.5, 1, 0.5, 0), 0.5),
    ("np.heaviside(x, y)", {"x": x(0.0, -1.0), "y": x(0.5, 0.5)}, x(0.0, 0), x(1.0, 0)),
    ("np.sign(x) * x", {"x": x(0.0, -1.0)}, x(0.0, -1)),
    ("np.sort(x) * np.arange(3)", {"x": x(1.0, 1.0, 2.0)}, None),
    ("np.ptp(x)", {"x": x(1.0, 1.0)}, x(0.0, 0)),
]
EXTREMES: list[Any] = [
    ("np.tanh(x)", {"x": x(1000.0, -1000.0, 0.0)}, x(0.0, 0, 1)),
    ("np.arcsinh(x)", {"x": x(1e200, -1e200)}, x(1e-200, 1e-200)),
    ("np.arccosh(x)", {"x": x(1e200, 2.0)}, x(1e-200, 3**-0.5)),
    ("math.asinh(x)", {"x": 1e200}, 1e-200),
    ("math.acosh(x)", {"x": 1e200}, 1e-200),
    ("np.arctan2(x, y)", {"x": x(1e-200, 1e200), "y": x(1e-200, 1e200)}, x(5e199, 5e-201), x(-5e199, -5e-201)),
    ("np.hypot(x, y)", {"x": 1e200, "y": 1e200}, 0.5**0.5, 0.5**0.5),
    ("y / x", {"x": x(1e200, 2.0), "y": x(1e200, 1.0)}, x(-1e-200, -0.25), x(1e-200, 0.5)),
    ("np.cumsum(x)", {"x": x(1e307, -1e307, 1e307)}, x(3.0, 2, 1)),
    ("np.mod(x, y)", {"x": x(3.0), "y": x(inf)}, x(1.0), x(0.0)),
]
SPECIAL: list[Any] = [
    ("scipy.special.xlogy(x, y)", {"x": x(0.0, 1.0), "y": x(1.0, 2.0)}, x(0.0, math.log(2)), x(0.0, 0.5)),
    ("scipy.special.softmax(x)[0]", {"x": x(-inf, 0.0, 1.0)}, x(0.0, 0, 0)),
    ("scipy.special.log_softmax(x)[1]", {"x": x(-inf, 0.0, 0.0)}, x(0.0, 0.5, -0.5)),
    ("scipy.special.logsumexp(x)", {"x": x(-inf, 0.0, 0.0)}, x(0.0, 0.5, 0.5)),
    ("scipy.special.expit(x)", {"x": x(-1000.0, 1000.0, 0.0, -50.0)}, x(0.0, 0, 0.25, math.exp(-50.0))),
    ("scipy.special.log_expit(x)", {"x": x(-1000.0, 1000.0, 0.0)}, x(1.0, 0, 0.5)),
    ("scipy.special.jv(n, x)", {"n": 1, "x": x(0.0)}, x(0.5)),
]


@pytest.mark.parametrize(
    "expression, arguments, expected",
    [pytest.param(e, a, g, id=f"{i}-{e}") for i, (e, a, *g) in enumerate(
        [*POWERS, *LOGARITHMS, *MASKED, *ZEROS, *TIES, *EXTREMES, *SPECIAL])])
def test_the_derivative_and_no_warning(expression: str, arguments: dict[str, Any], expected: list[Any]) -> None:
    if "scipy" in expression:
        pytest.importorskip("scipy.special")
    scalar = expression.startswith(("math", "abs"))
    f = function(f"def f({', '.join(arguments)}):\n"
                 f"    return {expression if scalar else f'np.sum({expression})'}\n")
    values = list(arguments.values())
    wrt = tuple(i for i, v in enumerate(values) if np.asarray(v).dtype.kind in "fc")
    with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("error")
        value = f(*values)
        gradient = s2sad.grad(f, wrt)(*values)
        for i, found, true in zip(wrt, gradient, expected):
            if true is not None:
                np.testing.assert_allclose(found, true, rtol=1e-12, atol=TINY)
            direction = np.ones_like(values[i])[()]
            again, along = s2sad.jvp(f, i)(*values, direction)
            np.testing.assert_allclose(again, value)
            np.testing.assert_allclose(along, np.sum(np.real(found)), rtol=1e-12, atol=1e-300)
