"""Kinds: what is known of a value before the program runs.

A kind says what sort of thing a value is, never how large it is.  The one exception is broadcasting:
whether a dimension is 1 decides what an operation means, so an array's kind tells dimensions that are
1 from dimensions that are not.  Dimensions have identities: two values whose kinds carry the same
``Dim`` have the same size there, whatever it is, which is how "these shapes are equal" is known.
"""
from __future__ import annotations

import threading
import types
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import ArgumentError
from ..runtime.records import Layout, record_of


@dataclass(frozen=True, slots=True)
class Kind:
    """The root of all kinds; on its own it says nothing."""

    def __str__(self) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class Never(Kind):
    """No value at all: the kind of a variable on a path where it is unbound."""

    def __str__(self) -> str:
        return "never"


UNKNOWN = Kind()
NEVER = Never()


@dataclass(frozen=True, slots=True)
class Dim:
    """One dimension of unknown size; ``many`` says that it is certainly not 1."""

    key: Any
    many: bool = False

    def __str__(self) -> str:
        return "n" if self.many else "?"


@dataclass(frozen=True, slots=True)
class Each:
    """The key of a dimension that may differ from item to item of a list."""

    of: Any


@dataclass(frozen=True, slots=True)
class Scalar(Kind):
    """A number; ``python`` tells Python's own (True), NumPy's (False), or either (None)."""

    dtype: str
    python: bool | None

    def __str__(self) -> str:
        return {True: {"float64": "float", "int64": "int", "complex128": "complex"}.get(self.dtype, self.dtype),
                False: f"np.{self.dtype}", None: f"{self.dtype}~"}[self.python]


@dataclass(frozen=True, slots=True)
class Array(Kind):
    """An ndarray; ``dims`` is None where not even the rank is known."""

    dtype: str
    dims: tuple[Dim | int, ...] | None

    def __str__(self) -> str:
        return f"{self.dtype}[{'…' if self.dims is None else ', '.join(map(str, self.dims))}]"


@dataclass(frozen=True, slots=True)
class Tuple(Kind):
    """A tuple whose items are known one by one; ``type`` is a named tuple's class, or tuple.

    An object is a tuple of its attributes; its ``type`` is the ``Layout`` that names them.
    """

    items: tuple[Kind, ...]
    type: Any = tuple

    def __str__(self) -> str:
        if isinstance(self.type, Layout):
            return f"{self.type.__name__}({', '.join(f'{n}: {k}' for n, k in zip(self.type.names, self.items))})"
        return f"({', '.join(map(str, self.items))})"


@dataclass(frozen=True, slots=True)
class List(Kind):
    """A list of any length, of items of one kind."""

    item: Kind

    def __str__(self) -> str:
        return f"list[{self.item}]"


@dataclass(frozen=True, slots=True)
class Dict(Kind):
    """A dict whose keys are known."""

    keys: tuple[Any, ...]
    items: tuple[Kind, ...]

    def __str__(self) -> str:
        return "{" + ", ".join(f"{k!r}: {v}" for k, v in zip(self.keys, self.items)) + "}"


@dataclass(frozen=True, slots=True)
class Object(Kind):
    """Any other Python object, of which only the type is known: never differentiated.

    Of a slice, ``bounds`` tells start, stop and step, so that equal slices give equal sizes.
    """

    type: type
    bounds: Any = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.type.__name__


@dataclass(frozen=True, slots=True, eq=False)
class Fixed(Kind):
    """A value that the program is specialised on, by identity: a function, None."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixed) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)

    def __str__(self) -> str:
        return getattr(self.value, "__name__", repr(self.value))


FLOAT = Scalar("float64", True)
INT = Scalar("int64", True)
BOOL = Scalar("bool", True)
COMPLEX = Scalar("complex128", True)
STR = Object(str)
NONE = Object(type(None))
PYTHON_SCALARS: dict[type, Kind] = {float: FLOAT, int: INT, bool: BOOL, complex: COMPLEX}


def differentiable(kind: Kind) -> bool:
    """Whether a value of this kind can have a derivative (unknown kinds can)."""
    match kind:
        case Scalar(dtype) | Array(dtype):
            return dtype.startswith(("float", "complex")) or dtype == "number"
        case Tuple(items) | Dict(_, items):
            return any(map(differentiable, items))
        case List(item):
            return differentiable(item)
        case Object() | Never() | Fixed():
            return False
    return True


def is_complex(kind: Kind) -> bool:
    """Whether a number or an array is complex."""
    return isinstance(kind, (Scalar, Array)) and kind.dtype.startswith("complex")


def all_complex(kind: Kind) -> bool:
    """Whether all that a structure holds is complex."""
    match kind:
        case Tuple(items) | Dict(_, items):
            return all(map(all_complex, items))
        case List(item):
            return all_complex(item)
    return is_complex(kind)


def may_hold_complex(kind: Kind) -> bool:
    """Whether something in a structure may be complex."""
    match kind:
        case Tuple(items) | Dict(_, items):
            return any(map(may_hold_complex, items))
        case List(item):
            return may_hold_complex(item)
    return is_complex(kind) or kind == UNKNOWN


def is_number(kind: Kind) -> bool:
    """A scalar: Python's or NumPy's, or an array of rank 0."""
    return isinstance(kind, Scalar) or isinstance(kind, Array) and kind.dims == ()


def rank(kind: Kind) -> int | None:
    """The number of dimensions, where known."""
    if isinstance(kind, Scalar):
        return 0
    return len(kind.dims) if isinstance(kind, Array) and kind.dims is not None else None


def dims(kind: Kind) -> tuple[Dim | int, ...] | None:
    """The dimensions, where known; a scalar has none."""
    return () if isinstance(kind, Scalar) else kind.dims if isinstance(kind, Array) else None


def dtype(kind: Kind) -> str | None:
    """The name of the dtype, where known."""
    return kind.dtype if isinstance(kind, (Scalar, Array)) else None


def same_shape(a: Kind, b: Kind) -> bool:
    """Whether the shapes are certainly equal."""
    left, right = dims(a), dims(b)
    return left is not None and left == right


def is_many(dim: Dim | int) -> bool:
    """Whether a dimension is certainly not 1."""
    return dim != 1 if isinstance(dim, int) else dim.many


def argument_kind(value: Any, key: Any = None) -> Kind:
    """The kind of an argument: functions, modules and None are fixed, so that the program can see into them."""
    fixed = value is None or isinstance(value, types.ModuleType) or callable(value) and record_of(value) is None
    return Fixed(value) if fixed else kind_of(value, key)


def alike(a: Kind, b: Kind) -> bool:
    """Whether two kinds are the same, the names of dimensions aside."""
    match a, b:
        case Tuple(xs, t), Tuple(ys, u):
            return t == u and len(xs) == len(ys) and all(map(alike, xs, ys))
        case Dict(ks, xs), Dict(ls, ys):
            return ks == ls and all(map(alike, xs, ys))
        case List(x), List(y):
            return alike(x, y)
        case (Fixed(), _) | (_, Fixed()) | (Object(), _) | (_, Object()):
            return a == b
    return str(a) == str(b)


def kind_of(value: Any, key: Any = None) -> Kind:
    """The kind of a Python value; ``key`` names the dimensions of the arrays in it.

    Without a key the value is a constant, and the dimensions are named by their sizes.
    """
    t = type(value)
    if t in PYTHON_SCALARS:
        return PYTHON_SCALARS[t]
    if t is np.ndarray or isinstance(value, np.ndarray) and computes_alike(t):
        return Array(value.dtype.name, tuple(1 if n == 1 else Dim(("size", n) if key is None else (key, i), True)
                                             for i, n in enumerate(value.shape)))
    if isinstance(value, np.generic):
        return Scalar(value.dtype.name, False) if value.dtype.kind in "biufc" else Object(t)
    if isinstance(value, tuple):
        return Tuple(tuple(kind_of(v, within(key, i)) for i, v in enumerate(value)), t)
    if t is list:
        item: Kind = NEVER
        each = Each(object() if key is None else key)
        for v in value:
            item = join(item, kind_of(v, (each, "item")), (each, "item"))
        return List(item)
    if t is dict:
        return Dict(tuple(value), tuple(kind_of(v, within(key, k)) for k, v in value.items()))
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            which = f"`{key}` is a {t.__name__}" if isinstance(key, str) else f"there is a {t.__name__}"
            raise ArgumentError(f"{which}, an array whose operations mean something else than NumPy's",
                                note=f"pass a plain array: np.asarray({key if isinstance(key, str) else 'x'})",
                                code="S2SAD509")
        return Object(t)
    if t is slice:
        return Object(t, (value.start, value.stop, value.step))
    found = record_of(value) if id(value) not in _open.ids else None
    if found is None:
        return Object(t)
    layout, parts = found
    _open.ids.add(id(value))
    try:        # an object that holds itself is opaque there
        return Tuple(tuple(argument_kind(v, within(key, n)) for n, v in zip(layout.names, parts)), layout)
    finally:
        _open.ids.discard(id(value))


def within(key: Any, part: Any) -> Any:
    """The key of a part of what ``key`` names."""
    return None if key is None else (key, part)


# What a subclass of ndarray may define and still compute as ndarray does: how it is made, shown and stored.
_HARMLESS = {"__new__", "__init__", "__array_finalize__", "__array_wrap__", "__array_priority__", "__repr__", "__str__",
             "__format__", "__reduce__", "__setstate__", "__doc__", "__dir__", "__setattr__", "__delattr__",
             "__init_subclass__", "__class_getitem__", "__del__"}


def computes_alike(t: type) -> bool:
    """Whether a subclass of ndarray changes nothing of its arithmetic, indexing and methods."""
    own = {n for c in t.__mro__ if c not in np.ndarray.__mro__ for n in vars(c)}
    return t is np.memmap or not own & (set(dir(np.ndarray)) - _HARMLESS)


class _Open(threading.local):
    """The objects whose kinds are being found."""

    def __init__(self) -> None:
        self.ids: set[int] = set()


_open = _Open()


def one_of(kind: Kind, key: Any) -> Kind:
    """The kind of one item of a list, whose dimensions are named by ``key`` where they may differ from item to item."""
    match kind:
        case Array(name, shape) if shape is not None:
            return Array(name, tuple(Dim((key, i), n.many) if isinstance(n, Dim) and _varies(n.key) else n
                                     for i, n in enumerate(shape)))
        case Tuple(items, t):
            return Tuple(tuple(one_of(k, (key, i)) for i, k in enumerate(items)), t)
        case Dict(keys, items):
            return Dict(keys, tuple(one_of(k, (key, i)) for i, k in zip(keys, items)))
    return kind


def _varies(key: Any) -> bool:
    while isinstance(key, tuple) and key:
        key = key[0]
    return isinstance(key, Each)


_TOWER = {"bool", "int64", "float64", "number"}


def is_list(kind: Kind) -> bool:
    """Whether a kind is that of lists, of known length or not."""
    return isinstance(kind, List) or isinstance(kind, Tuple) and kind.type is list


def items_of(kind: Kind) -> tuple[Kind, ...]:
    """The kinds of a list's items."""
    return (kind.item,) if isinstance(kind, List) else kind.items  # type: ignore[attr-defined]


def join(a: Kind, b: Kind, key: Any) -> Kind:
    """The least kind that both are; dimensions that differ become new ones, named by ``key``."""
    if a == b:
        return a if not isinstance(a, Object) or a.bounds == b.bounds else Object(a.type)  # type: ignore[attr-defined]
    match a, b:
        case Never(), _:
            return b
        case _, Never():
            return a
        case Scalar(s, p), Scalar(t, q) if s == t:
            return Scalar(s, p if p == q else None)
        case Scalar(s, _), Scalar(t, _) if s in _TOWER and t in _TOWER:
            return Scalar("number", None)           # an int or a float: which, is known when it runs
        case (Scalar(s, _), Array(t, ())) | (Array(s, ()), Scalar(t, _)) if s == t:
            return Array(s, ())
        case Array(s, d), Array(t, e) if s == t:
            if d is None or e is None or len(d) != len(e):
                return Array(s, None)
            return Array(s, tuple(m if m == n else Dim((key, i), is_many(m) and is_many(n))
                                  for i, (m, n) in enumerate(zip(d, e))))
        case Tuple(xs, t), Tuple(ys, u) if len(xs) == len(ys) and t == u:
            return Tuple(tuple(join(x, y, (key, i)) for i, (x, y) in enumerate(zip(xs, ys))), t)
        case List(x), List(y):
            return List(join(x, y, (Each(key), "item")))
        case (List() | Tuple(), List() | Tuple()) if is_list(a) and is_list(b):
            item: Kind = NEVER
            for k in [*items_of(a), *items_of(b)]:
                item = join(item, k, (Each(key), "item"))
            return List(item)
        case Dict(ks, xs), Dict(ls, ys) if ks == ls:
            return Dict(ks, tuple(join(x, y, (key, k)) for k, x, y in zip(ks, xs, ys)))
    return UNKNOWN


def after_trips(state: Kind, out: Kind) -> Kind:
    """The kind of what a loop leaves, of a variable that is of one kind at the start of a trip and another at its end.

    Sizes that a trip may change are not those that it began with.
    """
    match state, out:
        case Array(name, shape), _ if shape is not None:
            ends = dims(out) or ()
            return Array(name, tuple(d if d in ends[i:i + 1] or not isinstance(d, Dim) else Dim(("after", d), d.many)
                                     for i, d in enumerate(shape)))
        case (Tuple(xs, t), Tuple(ys, _)) if len(xs) == len(ys):
            return Tuple(tuple(map(after_trips, xs, ys)), t)
        case (Dict(keys, xs), Dict(_, ys)) if len(xs) == len(ys):
            return Dict(keys, tuple(map(after_trips, xs, ys)))
    return state


def keeps_shape(before: Kind, after: Kind) -> bool:
    """Whether a carried value has the same shape after each trip."""
    match before, after:
        case (Scalar(), Scalar()):
            return True
        case (Array(_, d), Array(_, e)):
            return d is not None and d == e
        case (Tuple(xs), Tuple(ys)) | (Dict(_, xs), Dict(_, ys)):
            return len(xs) == len(ys) and all(map(keeps_shape, xs, ys))
        case (List(), List()):
            return False            # lists of one kind may have any length
    return before == after != UNKNOWN


def loose(kind: Kind) -> Kind:
    """The kind of a cotangent that is 0.0 on some trips."""
    match kind:
        case Tuple(items, t):
            return Tuple(tuple(map(loose, items)), t)
        case Dict(keys, items):
            return Dict(keys, tuple(map(loose, items)))
    return UNKNOWN
