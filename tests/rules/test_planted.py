"""Wrong rules are planted, and the checker must catch each: a test of the test."""

from __future__ import annotations

import dataclasses
import inspect
import itertools
import linecache
import operator
import re
import textwrap
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from s2sad.errors import S2SADError
from s2sad.rules import registry

from .harness import Case, case, check, complex_normal, normal, positive
from .test_rules import CASES, EVERY

registry.load()


@contextmanager
def planted(primitive: Any, source: str) -> Iterator[None]:
    """The rule of ``primitive`` replaced by another one."""
    from .harness import function

    old = registry.differentials[primitive], registry.properties[primitive]
    registry.differential(primitive, kind=old[1].kind)(function(source, "rule"))
    try:
        yield
    finally:
        registry.differentials[primitive], registry.properties[primitive] = old


_fresh = itertools.count()


def caught(expression: str, **arguments: Any) -> bool:
    """Whether the checker objects; a comment makes each expression new, so that nothing is cached."""
    try:
        check(case(f"{expression} + {next(_fresh)} * 0.0", **arguments))
    except (AssertionError, S2SADError, ValueError):
        return True
    return False


WRONG = {
    "the wrong sign": (np.cos, "def rule(x, dx):\n    return np.sin(x) * dx\n", "np.cos(x)", {"x": 3}),
    "a lost factor": (np.square, "def rule(x, dx):\n    return x * dx\n", "np.square(x)", {"x": 3}),
    "swapped operands": (
        operator.matmul,
        "def rule(a, b, da, db):\n    return da @ b + b @ da\n",
        "x @ z",
        {"x": (2, 2), "z": (2, 2)},
    ),
    "a lost operand": (operator.mul, "def rule(a, b, da, db):\n    return da * b\n", "x * z", {"x": 3, "z": 3}),
    "a swapped condition": (
        np.where,
        "def rule(condition, a, b, da, db):\n    return np.where(condition, db, da)\n",
        "np.where(x > 0, x * x, z)",
        {"x": 3, "z": 3},
    ),
    "the wrong axis": (
        np.cumsum,
        "def rule(a, da, axis=None):\n    return np.cumsum(da, axis=0)\n",
        "np.cumsum(x, axis=1)",
        {"x": (3, 3)},
    ),
    "a mean that is a sum": (
        np.mean,
        "def rule(a, da, axis=None):\n    return np.sum(da, axis=axis)\n",
        "np.mean(x, axis=0)",
        {"x": (3, 2)},
    ),
    "the inverse of a power": (np.sqrt, "def rule(x, dx, y):\n    return 0.5 * y * dx\n", "np.sqrt(x)", {"x": 3}),
    "a missing transpose": (
        np.linalg.inv,
        "def rule(a, da, y):\n    return -(y @ da @ y.T)\n",
        "np.linalg.inv(x)",
        {"x": (3, 3)},
    ),
    "a constant": (np.exp, "def rule(x, dx):\n    return 0.0 * dx\n", "np.exp(x)", {"x": 3}),
    "a differential of the value": (np.tanh, "def rule(x, dx, y):\n    return (1 - y) * dx\n", "np.tanh(x)", {"x": 3}),
}


def drawn(shapes: dict[str, Any], make: Callable[..., Any] = positive) -> dict[str, Any]:
    return {k: make(*(s if isinstance(s, tuple) else (s,))) for k, s in shapes.items()}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_differential_is_caught(name: str) -> None:
    primitive, source, expression, shapes = WRONG[name]
    arguments = drawn(shapes)
    assert not caught(expression, **arguments), "the rule is right as it is"
    with planted(primitive, source):
        assert caught(expression, **arguments), f"{name} is not caught"


EVERY_RULE = sorted(
    (f for f, rule in registry.differentials.items()
     if rule.function.__module__.startswith("s2sad.rules.numpy.") and f in CASES and f not in registry.adjoints),
    key=lambda f: zlib.crc32(f"{type(f).__name__} {getattr(f, '__qualname__', None) or f.__name__}".encode()),
)
# The compiler answers for these itself; of pad the last line refuses.
UNUSED = {np.copy, np.asanyarray, operator.getitem, np.pad}


def with_last_line(rule: registry.Rule, form: str) -> Any:
    """A rule whose last result is changed: ``form`` says how, with the result for ``{}``."""
    source = textwrap.dedent(inspect.getsource(rule.function))
    lines = source[source.index("def "):].rstrip().split("\n")
    k = max(i for i, line in enumerate(lines) if line.strip().startswith("return "))
    result = "\n".join([re.sub(r"\s+#.*", "", line) for line in lines[k:]]).strip().removeprefix("return ")
    indent = lines[k][: len(lines[k]) - len(lines[k].lstrip())]
    text = "\n".join([*lines[:k], f"{indent}return {form.format(f'({result})')}"]) + "\n"
    filename = f"<planted {next(_fresh)}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    scope = {**rule.function.__globals__, **inspect.getclosurevars(rule.function).nonlocals}
    exec(compile(text, filename, "exec"), scope)
    return scope[rule.function.__name__]


@pytest.mark.parametrize("form", ["-{}", "2.0 * {}"])
@pytest.mark.parametrize("f", [f for f in EVERY_RULE if f not in UNUSED][:: 1 if EVERY else 5],
                         ids=lambda f: getattr(f, "__qualname__", None) or getattr(f, "__name__", "rule"))
def test_a_wrong_sign_or_factor_in_any_rule_is_caught(f: Any, form: str) -> None:
    rule = registry.differentials[f]
    registry.differentials[f] = dataclasses.replace(rule, function=with_last_line(rule, form))
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            assert any(not_right(c) for c in CASES[f] if c.active), f"{form} is not caught"
    finally:
        registry.differentials[f] = rule


def not_right(c: Case) -> bool:
    """Whether the checker objects to a case."""
    try:
        check(dataclasses.replace(c, expression=f"{c.expression} + {next(_fresh)} * 0.0"))
    except (AssertionError, S2SADError, ValueError, TypeError):
        return True
    return False


TRANSPOSES = {
    "the wrong sign": (operator.sub, "b", "def rule(g, a, b):\n    return g\n", "x - z", {"x": 3, "z": 3}),
    "the wrong operand": (
        operator.mul,
        "a",
        "def rule(g, a, b):\n    return g * a\n",
        "x * np.sin(z)",
        {"x": 3, "z": 3},
    ),
    "a lost transposition": (
        operator.matmul,
        "a",
        "def rule(g, a, b):\n    return g @ b\n",
        "x @ z",
        {"x": (2, 2), "z": (2, 2)},
    ),
    "a lost permutation": (
        np.transpose,
        "a",
        "def rule(g, a, axes=None):\n    return np.transpose(g, axes)\n",
        "np.transpose(x, (1, 2, 0))",
        {"x": (2, 2, 2)},
    ),
    "a direction lost": (
        np.cumsum,
        "a",
        "def rule(g, a, axis=None):\n    return np.cumsum(g)\n",
        "np.cumsum(x)",
        {"x": 4},
    ),
    "a lost shape": (np.ravel, "a", "def rule(g, a, order='C'):\n    return g\n", "np.ravel(x)", {"x": (2, 3)}),
    "a wrong branch": (
        np.where,
        "b",
        "def rule(g, condition, a, b):\n    return g\n",
        "np.where(x > 1, x * x, z * z)",
        {"x": 5, "z": 5},
    ),
}


@pytest.mark.parametrize("name", TRANSPOSES)
def test_a_wrong_transpose_is_caught(name: str) -> None:
    from .harness import function

    primitive, wrt, source, expression, shapes = TRANSPOSES[name]
    arguments = drawn(shapes)
    assert not caught(expression, **arguments), "the transpose is right as it is"
    old = registry.transposes[primitive, wrt]
    registry.transposes[primitive, wrt] = function(source, "rule")
    try:
        assert caught(expression, **arguments), f"{name} is not caught"
    finally:
        registry.transposes[primitive, wrt] = old


@pytest.mark.parametrize("shapes", [((2, 3), (3,)), ((3,), ()), ((2, 1), (1, 3))])
def test_a_lost_unbroadcast_is_caught(shapes: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from s2sad.transforms import cotangents

    arguments = {"x": normal(*shapes[0]), "z": normal(*shapes[1])}
    assert not caught("x * z", **arguments)
    monkeypatch.setattr(cotangents, "reduced", lambda builder, g, x: g)
    assert caught("x * z", **arguments)


def lost(builder: Any, old: Any, new: Any) -> Any:
    """The last contribution to a cotangent, in place of their sum: `=` for `+=`."""
    return new


@pytest.mark.parametrize("expression", ["x * x + np.sin(x)", "np.exp(x) * x", "np.sum(x) * x[0]"])
def test_an_assignment_in_place_of_a_sum_is_caught(expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from s2sad.transforms import adjoint, cotangents

    x = normal(3)
    assert not caught(expression, x=x)
    monkeypatch.setattr(adjoint, "summed", lost)
    monkeypatch.setattr(cotangents, "summed", lost)
    assert caught(expression, x=x)


CONJUGATES = {
    "in the transpose of conj": ((np.conj, "x"), "def rule(g, x):\n    return g\n", "np.conj(z) * z * z"),
    "in the transpose of imag": (
        (np.imag, "val"), "def rule(g, val):\n    return 1j * g\n", "np.imag(z * z) * 1.5"),
    "in a product": (
        (operator.mul, "a"), "def rule(g, a, b):\n    return g * np.conj(b)\n", "z * np.exp(z)"),
    "in a matrix product": (
        (operator.matmul, "a"), "def rule(g, a, b):\n    return g @ np.conj(b).T\n", "w @ w"),
}


@pytest.mark.parametrize("name", CONJUGATES)
def test_a_wrong_conjugate_in_a_transpose_is_caught(name: str) -> None:
    from .harness import function

    key, source, expression = CONJUGATES[name]
    arguments = {"w": complex_normal(2, 2)} if "w" in expression else {"z": complex_normal(3)}
    assert not caught(expression, **arguments), "the transpose is right as it is"
    old = registry.transposes[key]
    registry.transposes[key] = function(source, "rule")
    try:
        assert caught(expression, **arguments), f"{name} is not caught"
    finally:
        registry.transposes[key] = old


@pytest.mark.parametrize("primitive, source, expression", [
    (np.abs, "def rule(x, dx, y):\n    return np.real(x * dx) / y\n", "np.abs(z)"),
    (np.real, "def rule(val, dval):\n    return np.real(np.conj(dval) * 1j)\n", "np.real(z * z)"),
    (np.vdot, "def rule(a, b, da, db):\n    return np.sum(da * b) + np.sum(np.conj(a) * db)\n", "np.vdot(z, z[::-1])"),
])
def test_a_lost_conjugate_in_a_differential_is_caught(primitive: Any, source: str, expression: str) -> None:
    z = complex_normal(3)
    assert not caught(expression, z=z)
    with planted(primitive, source):
        assert caught(expression, z=z)


def test_a_lost_conjugate_at_the_door_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from s2sad import pipeline

    z = complex_normal(3)
    assert not caught("z * z", z=z)
    monkeypatch.setattr(pipeline, "conjugated", lambda builder, g, like: g)
    assert caught("z * z", z=z)


AXES = {
    np.sum: ("def rule(a, da, axis=None):\n    return np.sum(da, axis=0)\n", "np.sum(x * x, axis=1)"),
    np.sort: ("def rule(a, axis=-1, *, da):\n    return np.take_along_axis(da, np.argsort(a, axis=0), 0)\n",
              "np.sort(x)"),
    np.flip: ("def rule(m, axis=None, *, dm):\n    return np.flip(dm, 0)\n", "np.flip(x, 1)"),
    np.concatenate: ("def rule(arrays, axis=0, *, darrays):\n    return np.concatenate(darrays[::-1], axis=axis)\n",
                     "np.concatenate([x, x * x], axis=1)"),
    np.roll: ("def rule(a, shift, axis=None, *, da):\n    return np.roll(da, shift, 0)\n", "np.roll(x, 1, 1)"),
    np.max: ("def rule(a, axis=None, *, da, y):\n    return np.sum(da, axis=axis) / 3\n", "np.max(x, axis=1)"),
}


@pytest.mark.parametrize("primitive", AXES, ids=lambda f: f.__name__)
def test_a_wrong_axis_or_order_is_caught(primitive: Any) -> None:
    source, expression = AXES[primitive]
    x = normal(3, 3)
    assert not caught(expression, x=x)
    with planted(primitive, source):
        assert caught(expression, x=x)
