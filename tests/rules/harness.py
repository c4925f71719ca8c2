"""A case is an expression and its arguments; a check compares both modes with differences of the plain function.

    case("np.sum(x, axis=0)", x=normal(2, 3))

Every floating argument is differentiated.  The result is weighted with fixed random numbers, so that an
entry that is wrong, or in the wrong place, shows.
"""

from __future__ import annotations

import cmath
import functools
import itertools
import linecache
import math
import operator
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import s2sad

product_with_sine = np.vectorize(lambda a, b: a * np.sin(b))


def written(write: Any, a: Any, *arguments: Any, **named: Any) -> Any:
    """A copy of an array, after a function has written into it."""
    a = 1.0 * a
    write(a, *arguments, **named)
    return a


STEPS = (4e-3, 3e-2, 5e-4)  # of differences: each is extrapolated from


@dataclass(frozen=True)
class Case:
    """An expression in some arguments."""

    expression: str
    arguments: dict[str, Any] = field(hash=False)
    tolerance: float = 1e-9
    fixed: tuple[str, ...] = ()  # arguments that are not differentiated
    single: bool = True  # whether the function itself is right in single precision
    order: int = 2  # 1 where what the differential calls has none itself

    def __str__(self) -> str:
        kinds = ", ".join(f"{k}={describe(v)}" for k, v in self.arguments.items())
        return f"{self.expression} for {kinds}"

    @property
    def active(self) -> list[str]:
        """The arguments that are differentiated."""
        return [k for k, v in self.arguments.items() if np.asarray(v).dtype.kind in "fc" and k not in self.fixed]


def case(
    expression: str, tolerance: float = 1e-9, fixed: tuple[str, ...] = (), single: bool = True, order: int = 2,
    **arguments: Any,
) -> Case:
    """A case; ``tolerance`` is that of the comparison with differences."""
    return Case(expression, arguments, tolerance, fixed, single, order)


def describe(value: Any) -> str:
    """A value's type and shape, in short."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)}"
    return f"{type(value).__name__} {value!r}"


def stream(key: str) -> np.random.Generator:
    """Random numbers that are the same in every run."""
    return np.random.default_rng(zlib.crc32(key.encode()))


_file = ""
_calls: dict[str, Any] = {}


def drawing_for(file: str) -> None:
    """From here on draw numbers that no other file's cases change; an empty name ends it."""
    global _file
    _file = file


def _drawn(what: str) -> np.random.Generator:
    return stream(f"{what}{next(_calls.setdefault(_file, itertools.count()))}{_file}")


def normal(*shape: int) -> Any:
    """Standard normal numbers; an array, or a float without a shape."""
    x = _drawn("normal").normal(size=shape)
    return x if shape else float(x)


def positive(*shape: int) -> Any:
    """Numbers between 0.5 and 2."""
    x = _drawn("positive").uniform(0.5, 2.0, size=shape)
    return x if shape else float(x)


def inside(*shape: int) -> Any:
    """Numbers between -0.9 and 0.9."""
    x = _drawn("inside").uniform(-0.9, 0.9, size=shape)
    return x if shape else float(x)


def apart(*shape: int) -> Any:
    """Numbers no two of which are near each other, or near 0, in random order."""
    rng = _drawn("apart")
    n = math.prod(shape)
    x = rng.permutation(np.arange(n) - (n - 1) // 2 + rng.uniform(0.3, 0.7, n)).reshape(shape) * 0.3
    return x if shape else float(x)


def complex_normal(*shape: int) -> Any:
    """Complex numbers, both parts standard normal; an array, or a Python complex without a shape."""
    x = normal(*shape) + 1j * normal(*shape)
    return x if shape else complex(x)


def spd(n: int, *batch: int) -> np.ndarray:
    """Symmetric positive definite matrices."""
    a = normal(*batch, n, n)
    return a @ np.swapaxes(a, -1, -2) + n * np.eye(n)


def function(source: str, name: str = "f") -> Callable[..., Any]:
    """A function from its source, which s2sad can find."""
    filename = f"<rule case {zlib.crc32(source.encode()):08x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    scope: dict[str, Any] = {
        "np": np,
        "math": math,
        "cmath": cmath,
        "functools": functools,
        "itertools": itertools,
        "operator": operator,
        "s2sad": s2sad,
        "product_with_sine": product_with_sine,
        "written": written,
    }
    if "scipy" in sys.modules:
        scope["scipy"] = sys.modules["scipy"]
    exec(compile(source, filename, "exec"), scope)
    return scope[name]  # type: ignore[no-any-return]


def numbers_like(value: Any, rng: np.random.Generator) -> Any:
    """Standard normal numbers of the shape of ``value``, complex where it is."""
    drawn = np.asarray(rng.normal(size=np.shape(value)))
    return drawn + 1j * rng.normal(size=np.shape(value)) if np.iscomplexobj(value) else drawn


def narrowed(value: Any) -> Any:
    """A number or array in single precision."""
    return np.complex64(value) if np.iscomplexobj(value) else np.float32(value)


class Checked:
    """A case's function, weighted so that it returns a number, and what is needed to check it."""

    def __init__(self, c: Case, arguments: dict[str, Any] | None = None):
        self.case, self.arguments = c, dict(arguments or c.arguments)
        names = list(self.arguments)
        plain = function(f"def f({', '.join(names)}):\n    return {c.expression}\n")
        self.result = plain(*self.arguments.values())
        leaves = self.result if isinstance(self.result, (tuple, list)) else (self.result,)
        rng = stream(c.expression)
        self.weights = [w if np.ndim(v) else w.item() for v in leaves for w in [numbers_like(v, rng)]]
        self.real = not any(np.iscomplexobj(v) for v in [*leaves, *self.arguments.values()])
        if not self.real:
            each = ["y"] if leaves is not self.result else [f"y[{i}]" for i in range(len(leaves))]
            terms = [f"np.sum(np.real({y} * w{i}))" for i, y in enumerate(each)]
        elif isinstance(self.result, (tuple, list)):
            terms = [f"np.sum(y[{i}] * w{i})" for i in range(len(leaves))]
        else:
            terms = [
                "y * w0" if np.ndim(self.result) == 0 and isinstance(self.result, (float, int)) else "np.sum(y * w0)"
            ]
        ws = [f"w{i}" for i in range(len(leaves))]
        body = f"    y = {c.expression}\n    return {' + '.join(terms)}\n"
        self.f = function(f"def f({', '.join([*names, *ws])}):\n{body}")
        self.grad: Any = None
        self.wrt = [names.index(n) for n in c.active]
        self.inputs = [*self.arguments.values(), *self.weights]

    def at(self, step: float, directions: list[Any]) -> float:
        inputs = list(self.inputs)
        for i, d in zip(self.wrt, directions):
            inputs[i] = inputs[i] + step * d
        return float(np.real(self.f(*inputs)))

    def directions(self, key: str) -> list[Any]:
        """Directions of unit size for the differentiated arguments."""
        rng = stream(self.case.expression + key)
        drawn = [numbers_like(self.inputs[i], rng) for i in self.wrt]
        size = math.sqrt(sum(float(np.sum(np.abs(d) ** 2)) for d in drawn)) or 1.0
        return [d / size if np.ndim(d) else (d / size).item() for d in drawn]

    def gradient(self, layout: Callable[[Any], Any] = lambda x: x) -> list[Any]:
        """Reverse mode; ``layout`` says how the arrays lie in memory."""
        if self.grad is None:
            self.grad = s2sad.grad(self.f, tuple(self.wrt))
        return list(self.grad(*[layout(x) if isinstance(x, np.ndarray) else x for x in self.inputs]))

    def tangent(self, directions: list[Any]) -> float:
        """Forward mode, whose value must be the function's own: some functions are stated anew."""
        value, dot = s2sad.jvp(self.f, tuple(self.wrt))(*self.inputs, *directions)
        np.testing.assert_allclose(value, self.f(*self.inputs), 1e-9, 1e-9, err_msg=f"{self.case}: the value")
        return float(dot)


def extrapolated(f: Callable[[float], float], h: float) -> float:
    """The derivative of a function at 0: central differences with steps down to h / 8, extrapolated three times."""
    table = [(f(h / 2**k) - f(-h / 2**k)) / (2 * h / 2**k) for k in range(4)]
    for order in (4, 16, 64):
        table = [(order * b - a) / (order - 1) for a, b in zip(table, table[1:])]
    return table[0]


def agrees_with_differences(found: float, f: Callable[[float], float], tolerance: float, where: str) -> None:
    """A derivative of ``f`` at 0 is that of differences, with one of a few steps: large ones leave the function's
    domain or cross its kinks, and small ones have rounding errors."""
    tried = []
    for h in STEPS:
        tried.append(extrapolated(f, h))
        if abs(found - tried[-1]) <= tolerance * (1 + abs(found)):
            return
    raise AssertionError(f"{where}: {found!r}, but by differences {tried}")


def dot(gradient: list[Any], directions: list[Any]) -> float:
    """The derivative along directions that a gradient says."""
    return float(sum(float(np.sum(np.real(np.conj(g) * d))) for g, d in zip(gradient, directions)))


def fortran(x: np.ndarray) -> np.ndarray:
    """The same array, with its columns one after the other."""
    return x.copy(order="F")


def strided(x: np.ndarray) -> np.ndarray:
    """The same array, as every other item, backwards, of one twice as long."""
    return np.repeat(x, 2, axis=-1)[..., ::-2][..., ::-1] if x.ndim else x


LAYOUTS = (fortran, strided)


def forms(c: Case) -> int:
    """In how many forms a case is checked: as it is, in each layout that its arrays can have, in single precision."""
    arrays = [np.asarray(c.arguments[k]) for k in c.active]
    many = [x for x in arrays if x.size > 1]
    single = c.single and any(x.ndim for x in arrays)
    return 1 + any(x.ndim > 1 for x in many) + bool(many) + single


def check(c: Case, checked: Checked | None = None) -> None:
    """Shapes, dtypes, memory layouts, reverse against forward, and both against differences."""
    checked = checked or Checked(c)
    gradient = checked.gradient()
    for i, g in zip(checked.wrt, gradient):
        x = checked.inputs[i]
        assert np.shape(g) == np.shape(x), f"{c}: the gradient's shape is {np.shape(g)}, not {np.shape(x)}"
        assert np.asarray(g).dtype == np.asarray(x).dtype, f"{c}: the gradient's dtype is {np.asarray(g).dtype}"
    for layout in LAYOUTS:
        for g, other in zip(gradient, checked.gradient(layout)):
            np.testing.assert_allclose(other, g, rtol=1e-9, atol=1e-9, err_msg=f"{c}: {layout.__name__}")
    for key in ("first", "second"):
        v = checked.directions(key)
        backward, forward = dot(gradient, v), checked.tangent(v)
        scale = 1.0 + abs(forward)
        assert abs(backward - forward) <= 1e-9 * scale, f"{c}: reverse {backward!r}, forward {forward!r}"
        agrees_with_differences(backward, lambda h, v=v: checked.at(h, v), c.tolerance, str(c))


def check_single(c: Case, checked: Checked | None = None) -> None:
    """With float32 arguments the gradient is float32, and near the one in float64."""
    if not c.single:
        return
    wide = (checked or Checked(c)).gradient()
    narrow = {k: narrowed(v) if k in c.active and np.ndim(v) else v for k, v in c.arguments.items()}
    checked = Checked(c, narrow)
    for i, g, w in zip(checked.wrt, checked.gradient(), wide):
        if np.ndim(checked.inputs[i]):
            given = checked.inputs[i].dtype
            assert g.dtype == given, f"{c}: the gradient of {given} is {g.dtype}"
            np.testing.assert_allclose(
                g, w, rtol=2e-2, atol=2e-2 * (1 + np.max(np.abs(w), initial=0.0)), err_msg=str(c)
            )


def check_second(c: Case, checked: Checked | None = None) -> None:
    """The derivative of the gradient along a direction, in reverse over reverse and forward over reverse."""
    if c.order < 2 or not c.active:
        return
    checked = checked or Checked(c)
    names = list(checked.f.__code__.co_varnames[: checked.f.__code__.co_argcount])
    v, u = checked.directions("first"), checked.directions("second")
    active = [names[i] for i in checked.wrt]
    us = [f"u_{n}" for n in active]
    each = "np.sum(g[{}] * {})" if checked.real else "np.sum(np.real(np.conj(g[{}]) * {}))"
    terms = " + ".join(each.format(k, n) for k, n in enumerate(us))
    outer = function(
        f"def outer({', '.join([*names, *us])}):\n"
        f"    g = s2sad.grad(inner, {tuple(checked.wrt)!r})({', '.join(names)})\n"
        f"    return {terms}\n",
        "outer",
    )
    outer.__globals__["inner"] = checked.f
    inputs = [*checked.inputs, *u]
    g = s2sad.grad(outer, tuple(checked.wrt))(*inputs)
    backward = dot(list(g), v)

    forward = s2sad.hvp(checked.f, tuple(checked.wrt))(*checked.inputs, *v)
    assert abs(backward - dot(list(forward), u)) <= 1e-9 * (1 + abs(backward)), (
        f"{c}: second order {backward!r}, but forward over reverse {dot(list(forward), u)!r}"
    )

    def along(step: float) -> float:
        moved = list(checked.inputs)
        for i, d in zip(checked.wrt, v):
            moved[i] = moved[i] + step * d
        return dot(list(checked.grad(*moved)), u)

    checked.gradient()
    agrees_with_differences(backward, along, c.tolerance, f"{c}: second order")
