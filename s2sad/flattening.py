"""Structures as vectors, for libraries that know vectors only: optimisers, solvers, samplers.

    ravel({"w": np.zeros((2, 3)), "b": 1.0})      →      array([0., 0., 0., 0., 0., 0., 1.]), unravel

    def unravel(vector):
        if np.shape(vector) != (7,):
            raise ArgumentError(…)
        return {'w': vector[0:6].reshape(2, 3).copy(), 'b': float(vector[6])}

``unravel`` is written as source for the structure at hand, so that derivatives go through it as through any
function.  Equal structures have the same ``unravel``: what is compiled with it is compiled once.
"""
from __future__ import annotations

import functools
import itertools
import linecache
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from keyword import iskeyword
from types import FunctionType
from typing import Any

import numpy as np

from .errors import ArgumentError
from .runtime.records import Layout, instance, record_of, takes_parts, unflatten_of

WIDTH = 100
_serial = itertools.count(1)


def ravel(tree: Any) -> tuple[np.ndarray, Callable[[Any], Any]]:
    """The numbers of a structure as one vector, and the function that makes such a structure of a vector.

    The structure is made of tuples, lists, dicts, dataclasses and other objects, nested; its leaves are floats,
    complex numbers, NumPy's scalars and arrays of them.  Strings, functions and ``None`` are kept as they are;
    integers and booleans are refused, since no derivative is taken with respect to them.  The vector has the
    dtype that all leaves fit in, and shares no memory with them.

    ``unravel(vector)`` gives each leaf its shape and type again, in memory of its own; arrays of float64 and
    complex128 take the vector's dtype.  It may be used in a function that is differentiated:

        vector, unravel = s2sad.ravel(params)
        fit = scipy.optimize.minimize(s2sad.value_and_grad(lambda v: loss(unravel(v))), vector, jac=True)
    """
    plan = _Plan()
    expression = plan.expression(tree, "tree")
    if not plan.leaves:
        raise ArgumentError("there is no number to ravel in this structure", code="S2SAD509")
    vector = np.concatenate([np.asarray(leaf).reshape(-1) for leaf in plan.leaves])
    return vector, _unravel(_laid_out(expression, 4, len("return ")), vector.size, tuple(plan.bound))


def _inside(specialiser: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """``ravel`` in a function that is differentiated."""
    raise specialiser.refuse("`ravel` inside a differentiated function is not supported",
                             "ravel outside; the unravel that it gives may be used inside", code="S2SAD213")


ravel.__s2sad_request__ = _inside  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class _Group:
    """An expression that may be broken into lines: what opens it, its parts, what closes it."""

    opening: str
    parts: list[str | _Group]
    closing: str
    prefix: str = ""            # a dict's key, or a keyword

    def __str__(self) -> str:
        return f"{self.prefix}{self.opening}{', '.join(map(str, self.parts))}{self.closing}"


@dataclass(frozen=True, slots=True)
class _Bound:
    """A name of the source, and the object that it stands for; equal where the object is the same one."""

    name: str
    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bound) and other.name == self.name and other.value is self.value

    def __hash__(self) -> int:
        return hash((self.name, id(self.value)))


class _Plan:
    """What a walk over a structure finds: its leaves, in order, and what the source cannot spell."""

    def __init__(self) -> None:
        self.leaves: list[Any] = []
        self.bound: list[_Bound] = []
        self._at = 0

    def expression(self, x: Any, path: str, prefix: str = "") -> str | _Group:
        """The source that makes this part of the structure from ``vector``."""
        if isinstance(x, (np.ndarray, np.generic, int, float, complex)):
            return prefix + self._leaf(x, path)
        if isinstance(x, dict):
            items = [self.expression(v, f"{path}[{k!r}]", f"{self._constant(k)}: ") for k, v in x.items()]
            return _Group("{", items, "}", prefix)
        if isinstance(x, (tuple, list)):
            names = [f".{name}" for name in getattr(x, "_fields", ())] or [f"[{i}]" for i in range(len(x))]
            return self._sequence(type(x), [self.expression(v, path + n) for v, n in zip(x, names)], prefix)
        found = record_of(x)
        if found is None:
            return prefix + self._constant(x)
        layout, values = found
        if layout.registered:
            parts = [self.expression(v, f"{path}[{n}]") for v, n in zip(values, layout.names)]
            unflatten = self._bind(unflatten_of(layout.cls), "unflatten")
            return _Group(f"{unflatten}(", [self._constant(layout.aux), self._sequence(tuple, parts)], ")", prefix)
        return self._object(layout, values, path, prefix)

    def _leaf(self, x: Any, path: str) -> str:
        dtype = x.dtype if isinstance(x, (np.ndarray, np.generic)) else np.dtype(type(x))
        if dtype.kind in "biu":
            raise ArgumentError(f"`{path}` is {_described(x)}, and no derivative is taken with respect to it",
                                note="make it floating point if it is to vary, or leave it out of the structure",
                                code="S2SAD509")
        if dtype.kind not in "fc" or isinstance(x, np.ndarray) and type(x) is not np.ndarray:
            raise ArgumentError(f"`{path}` cannot be raveled: it is {_described(x)}", code="S2SAD509")
        self.leaves.append(x)
        start, self._at = self._at, self._at + np.size(x)
        if not isinstance(x, np.ndarray):
            name = type(x).__name__ if type(x) in (float, complex) else f"np.{dtype.name}"
            return f"{name}(vector[{start}])"
        shape = ", ".join(map(str, x.shape)) or "()"
        items = f"vector[{start}:{self._at}]{f'.reshape({shape})' if x.ndim != 1 else ''}"
        return f"{items}.copy()" if dtype.char in "dD" else f"{items}.astype(np.{dtype.name})"

    def _sequence(self, cls: type, parts: list[str | _Group], prefix: str = "") -> _Group:
        if cls is list:
            return _Group("[", parts, "]", prefix)
        if cls is tuple:
            return _Group("(", parts, ",)" if len(parts) == 1 else ")", prefix)
        name = self._bind(cls, cls.__name__)
        return _Group(f"{name}(", parts if hasattr(cls, "_fields") else [_Group("[", parts, "]")], ")", prefix)

    def _object(self, layout: Layout, values: tuple[Any, ...], path: str, prefix: str) -> _Group:
        strange = [n for n in layout.names if not n.isidentifier() or iskeyword(n)]
        if strange:
            raise ArgumentError(f"`{path}` cannot be raveled: {strange[0]!r} is no name for an attribute",
                                code="S2SAD509")
        name = self._bind(layout.cls, layout.cls.__name__)
        keywords = not takes_parts(layout)
        parts = [self.expression(v, f"{path}.{n}", f"{n}=" if keywords else "") for v, n in zip(values, layout.names)]
        return _Group(f"{self._bind(instance, 'instance')}(", [name, *parts], ")", prefix) if keywords else (
            _Group(f"{name}(", parts, ")", prefix))

    def _constant(self, x: Any) -> str:
        return repr(x) if _is_literal(x) else self._bind(x, getattr(x, "__name__", "constant"))

    def _bind(self, x: Any, name: str) -> str:
        """The name under which the source reads an object."""
        for known in self.bound:
            if known.value is x:
                return known.name
        taken = {known.name for known in self.bound} | {"np", "vector", "float", "complex", "ArgumentError"}
        name = name if name.isidentifier() and not iskeyword(name) else "constant"
        names = itertools.chain([name], (f"{name}_{i}" for i in itertools.count(1)))
        free = next(n for n in names if n not in taken)
        self.bound.append(_Bound(free, x))
        return free


def _laid_out(x: str | _Group, indent: int, used: int) -> str:
    """An expression in lines: on one where it fits, else each part on lines of its own."""
    line = str(x)
    if isinstance(x, str) or indent + used + len(line) <= WIDTH:
        return line
    inner = " " * (indent + 4)
    parts = "".join(f"{inner}{_laid_out(part, indent + 4, 1)},\n" for part in x.parts)
    return f"{x.prefix}{x.opening}\n{parts}{' ' * indent}{x.closing.lstrip(',')}"


@functools.lru_cache(maxsize=128)
def _unravel(expression: str, size: int, bound: tuple[_Bound, ...]) -> Callable[[Any], Any]:
    """The function of this source: compiled, and readable by debuggers, `inspect` and our own frontend."""
    text = f"""\
def unravel(vector):
    if np.shape(vector) != ({size},):
        raise ArgumentError(f"expected a vector of {size} numbers, not shape {{np.shape(vector)}}")
    return {expression}
"""
    filename = f"<s2sad unravel {next(_serial)}>"
    scope = {"np": np, "ArgumentError": ArgumentError, "__name__": __name__, **{b.name: b.value for b in bound}}
    exec(compile(text, filename, "exec", dont_inherit=True), scope)
    made = scope["unravel"]
    assert isinstance(made, FunctionType)
    made.__doc__ = f"The structure that `ravel` was given, made of a vector of {size} numbers."
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    weakref.finalize(made, linecache.cache.pop, filename, None)
    return made


def _is_literal(x: Any) -> bool:
    """Whether the repr of a key, or of what is kept as it is, makes it again."""
    return x is None or type(x) in (str, bytes, int, bool) or type(x) is tuple and all(map(_is_literal, x))


def _described(x: Any) -> str:
    if isinstance(x, np.ndarray):
        what = "an array" if type(x) is np.ndarray else f"a {type(x).__name__}"
        return f"{what} of {x.dtype.name}"
    return f"of type {type(x).__name__}"
