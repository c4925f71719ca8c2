"""Checks derivatives against finite differences, and forward mode against reverse mode.

Every check is along a direction: the tangent ``J v`` against extrapolated central differences of the
function along ``v``, and ``<u, J v>`` against ``<Jᵀ u, v>``, which finds what only one mode gets wrong.
The second order is the first order of the derivatives themselves.
"""
from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .api import Derivative, Wrt
from .errors import ArgumentError, S2SADError
from .runtime.records import record_of
from .runtime.trees import is_number
from .transforms.inlining import as_called
from .vectors import leaves, rebuilt

STEPS = 7       # of halving, in the extrapolation of differences


class CheckError(S2SADError, AssertionError):
    """A derivative does not agree with finite differences, or one mode not with the other."""

    code = "S2SAD701"


def check_grads(function: Callable[..., Any], args: Sequence[Any], *, wrt: Wrt | None = None, order: int = 2,
                modes: Sequence[str] = ("forward", "reverse"), rtol: float | None = None, atol: float | None = None,
                step: float | None = None, seed: int = 0) -> None:
    """Check the derivatives of ``function`` at ``args``, in both modes, to an order.

    ``wrt``: the arguments to vary; by default all whose numbers are floats.  ``step`` is the first (and
    largest) step of the differences, relative to the argument's size; tolerances default to what the
    arguments' precision allows.  ``seed`` chooses the directions.  Returns None, or raises ``CheckError``,
    an ``AssertionError`` that says which mode, order and argument is wrong, and by how much.
    """
    if not isinstance(args, (tuple, list)):
        raise ArgumentError("check_grads takes the arguments as a tuple: check_grads(f, (x, y))", code="S2SAD508")
    unknown = set(modes) - {"forward", "reverse"}
    if unknown or not modes:
        raise ArgumentError(f"modes are 'forward' and 'reverse', not {', '.join(map(repr, modes)) or 'none'}",
                            code="S2SAD508")
    if order < 1:
        raise ArgumentError(f"order must be at least 1, not {order}", code="S2SAD508")
    if wrt is None:
        where: tuple[int, ...] = tuple(i for i, a in enumerate(args) if _all_float(a))
        if not where:
            raise ArgumentError("there is no argument of floats to differentiate with respect to", code="S2SAD502")
    else:
        derivative: Derivative[Any] = Derivative(function, "vjp", wrt)
        where = derivative._request.wrt
    numbers = [np.asarray(v) for i in where for v in leaves(args[i])]
    single = any(v.dtype.itemsize // (2 if v.dtype.kind == "c" else 1) < 8 for v in numbers)
    checker = _Checker(tuple(modes), rtol or (2e-2 if single else 1e-6), atol or (2e-3 if single else 1e-8),
                       step or (2e-1 if single else 5e-2), np.random.default_rng(seed))
    checker.check(function, tuple(args), where, order, getattr(function, "__name__", "the function"))


def _all_float(x: Any) -> bool:
    parts = list(leaves(x))
    return bool(parts) and all(isinstance(v, (float, complex, np.ndarray, np.generic)) for v in parts) and all(
        np.asarray(v).dtype.kind in "fc" for v in parts)


class _Checker:
    def __init__(self, modes: tuple[str, ...], rtol: float, atol: float, step: float, rng: np.random.Generator):
        self.modes, self.rtol, self.atol, self.step, self.rng = modes, rtol, atol, step, rng

    def check(self, f: Any, args: tuple[Any, ...], where: tuple[int, ...], order: int, name: str) -> None:
        """Check first derivatives with respect to each argument, then the derivatives' own."""
        directions = [self.direction(args[i], relative=True) for i in where]
        u = None
        for i, v in zip(where, directions):
            label = f"{name}, with respect to argument {i}"
            pull = None
            if "reverse" in self.modes:
                value, pull = Derivative(f, "vjp", i)(*args)
            else:
                value, _ = Derivative(f, "jvp", i)(*args, v)
            if not all(isinstance(y, (int, float, complex, np.ndarray, np.generic)) for y in leaves(value)):
                raise ArgumentError(f"{name} returns something that is not made of numbers",
                                    note="is a `return` missing?" if value is None else None, code="S2SAD504")
            u = self.direction(value)
            expected, error = self.difference(f, args, i, v)
            if "forward" in self.modes:
                tangent = Derivative(f, "jvp", i)(*args, v)[1]
                self.compare(f"{label}: forward mode disagrees with finite differences", tangent, expected, value,
                             error)
                expected, error = tangent, 0.0      # more precise than the differences, now that it agrees
            if pull is not None:
                bar = pull(u)
                what = "forward mode: <u, J v> is not <Jᵀ u, v>" if "forward" in self.modes else "finite differences"
                self.compare(f"{label}: reverse mode disagrees with {what}", inner(bar, v), inner(u, expected),
                             inner(_absolute(u), _absolute(expected)), error)
        if order > 1:
            for g, what in self.derivatives(f, u, where, directions):
                self.check(g, args, where, order - 1, f"the {what} of {name}")

    def derivatives(self, f: Any, u: Any, where: tuple[int, ...], directions: list[Any]) -> list[tuple[Any, str]]:
        """The tangent along directions, and the gradient of <u, f>, as functions of the arguments of ``f``."""
        found: list[tuple[Any, str]] = []
        if "forward" in self.modes:
            found.append((_Tangent(f, where, directions), "tangent"))
        if "reverse" in self.modes:
            found.append((Derivative(_Weighted(f, where, u), "grad", where), "gradient"))
        return found

    def direction(self, x: Any, relative: bool = False) -> Any:
        """Random numbers in the structure of ``x``; zeros where it has no floats.

        ``relative``: smaller where ``x`` is small, so that a step does not leave the domain of a function.
        """
        def like(v: Any) -> Any:
            a = np.asarray(v)
            if a.dtype.kind not in "fc":
                return 0.0 if not isinstance(v, np.ndarray) else np.zeros(v.shape)
            r = self.rng.uniform(0.5, 1.5, a.shape) * self.rng.choice([-1.0, 1.0], a.shape)
            if a.dtype.kind == "c":
                r = r + 1j * self.rng.uniform(-1, 1, a.shape)
            if relative:
                r = r * np.where(a == 0, 1.0, np.minimum(np.abs(a), 1.0))
            return r.astype(a.dtype) if isinstance(v, np.ndarray) else type(v)(r[()])
        return rebuilt(x, map(like, leaves(x)))

    def difference(self, f: Any, args: tuple[Any, ...], i: int, v: Any) -> tuple[Any, float]:
        """The derivative along ``v`` by Ridders' extrapolation of central differences, and its own error."""
        size = max([float(np.max(np.abs(x), initial=0.0)) for x in leaves(args[i])], default=0.0)
        step = self.step * max(1.0, 1e-6 * size)

        def along(h: float) -> list[Any]:
            pairs = list(zip(leaves(args[i]), leaves(v)))
            moved = [rebuilt(args[i], iter([_moved(x, d, s) for x, d in pairs])) for s in (h, -h)]
            with np.errstate(all="ignore"):     # a step may leave the function's domain; a smaller one will not
                ends = [[np.asarray(y) for y in leaves(_call(f, [*args[:i], m, *args[i + 1:]]))] for m in moved]
            return [(a - b) / (2 * h) for a, b in zip(*ends)]
        best: Any = None
        error = np.inf
        row: list[Any] = []
        for k in range(STEPS):
            new = [along(step / 2**k)]
            for j in range(k):
                factor = 4.0 ** (j + 1)
                new.append([(factor * b - a) / (factor - 1) for a, b in zip(row[j], new[j])])
                spread = max(_distance(new[j + 1], new[j]), _distance(new[j + 1], row[j]))
                if spread < error:
                    best, error = new[j + 1], spread
            row = new
        return rebuilt(_call(f, args), iter(best if best is not None else row[-1])), error

    def compare(self, what: str, found: Any, expected: Any, value: Any, error: float) -> None:
        for a, b, y in zip(leaves(found), leaves(expected), leaves(value), strict=True):
            a, b = np.asarray(a), np.asarray(b)
            if a.shape != b.shape:
                raise CheckError(f"{what}: shape {a.shape}, and not {b.shape}")
            scale = max(float(np.max(np.abs(b), initial=0.0)), float(np.max(np.abs(a), initial=0.0)))
            allowed = self.rtol * scale + self.atol * (1 + float(np.max(np.abs(y), initial=0.0)))
            off = np.abs(a - b)
            if np.all(off <= allowed) or np.array_equal(a, b, equal_nan=True):
                continue
            at = np.unravel_index(int(np.argmax(np.where(np.isnan(off), np.inf, off))), off.shape)
            place = f" at {tuple(int(k) for k in at)}" if at else ""
            raise CheckError(f"{what}{place}\n  {'derivative':12}{a[at]}\n  {'expected':12}{b[at]}\n"
                             f"  {'difference':12}{off[at]:.3g}, and {allowed:.3g} is allowed",
                             note=f"the differences themselves are off by about {error:.1g}: is there a kink or a "
                             "jump here?" if error > allowed else None)


def _moved(x: Any, v: Any, h: float) -> Any:
    if not _all_float(x):
        return x
    return (x + h * v).astype(x.dtype) if isinstance(x, np.ndarray) else type(x)(x + h * v)


def _call(f: Any, args: Sequence[Any]) -> Any:
    """The value of a function, which may write to what it is given."""
    own = [rebuilt(a, (v.copy() if isinstance(v, np.ndarray) else v for v in leaves(a))) for a in args]
    plain, named = as_called(f, own)
    return f(*plain, **named)


def _distance(a: list[Any], b: list[Any]) -> float:
    return max((float(np.max(np.abs(x - y), initial=0.0)) for x, y in zip(a, b)), default=0.0)


def _absolute(x: Any) -> Any:
    return rebuilt(x, (np.abs(v) for v in leaves(x)))


def inner(a: Any, b: Any) -> Any:
    """The sum of products of two structures of numbers; of complex ones, the real part with the first conjugated."""
    return sum((np.real(np.sum(np.conj(x) * np.asarray(y))) for x, y in zip(leaves(a), leaves(b), strict=True)), 0.0)


# -- functions for the second order ------------------------------------------------------------


class _Tangent(Derivative[Any]):
    """The tangent of a function along fixed directions, as a function of its arguments."""

    def __init__(self, f: Any, where: tuple[int, ...], directions: list[Any]):
        super().__init__(f, "vjp", where)
        self._push: Derivative[Any] = Derivative(f, "hvp", where)
        self._directions = directions

    def __call__(self, *args: Any) -> Any:
        return self._push(*args, *self._directions)

    def __s2sad_request__(self, specialiser: Any, args: list[Any], kwargs: dict[str, Any], packed: bool = False) -> Any:
        from .ir.core import Const
        if packed and self._variadic:
            args, kwargs = self._unpacked(specialiser, args)
        return specialiser.apply(Const(self._push), [*args, *map(specialiser.constant, self._directions)], kwargs)


class _Weighted(Derivative[Any]):
    """<u, f> as a function of the arguments of ``f``."""

    def __init__(self, f: Any, where: tuple[int, ...], u: Any):
        super().__init__(f, "vjp", where)
        self._function, self._weights = f, u

    def __call__(self, *args: Any) -> Any:
        plain, named = as_called(self._function, args)
        return inner(self._weights, self._function(*plain, **named))

    def __s2sad_request__(self, specialiser: Any, args: list[Any], kwargs: dict[str, Any], packed: bool = False) -> Any:
        from .ir.core import Const
        if packed and self._variadic:
            args, kwargs = self._unpacked(specialiser, args)
        elif not kwargs:
            args, kwargs = as_called(self._function, args)
        y = specialiser.apply(Const(self._function), args, kwargs)
        total: Any = Const(0.0)
        for path, u in zip(_paths(self._weights), leaves(self._weights), strict=True):
            leaf = y
            for get, key in path:
                leaf = specialiser.apply(Const(get), [leaf, Const(key)], {})
            total = specialiser.apply(Const(_plus), [total, specialiser.constant(u), leaf], {})
        return total


def _paths(structure: Any, path: tuple[tuple[Any, Any], ...] = ()) -> Iterator[tuple[tuple[Any, Any], ...]]:
    """How to get to each leaf of a structure: by items, and by attributes of objects."""
    steps: list[tuple[Any, Any, Any]]
    if isinstance(structure, dict):
        steps = [(operator.getitem, k, v) for k, v in structure.items()]
    elif isinstance(structure, (tuple, list)):
        steps = [(operator.getitem, k, v) for k, v in enumerate(structure)]
    elif is_number(structure) or (found := record_of(structure)) is None:
        steps = []
        if is_number(structure):
            yield path
    else:
        steps = [(getattr, str(name), getattr(structure, name)) for name in found[0].names]
    for get, key, part in steps:
        yield from _paths(part, (*path, (get, key)))


def _plus(total, u, y):  # type: ignore[no-untyped-def]
    return total + np.sum(np.real(np.conj(u) * y))
