"""What families of functions share: their registry, promotion, broadcasting, and how an argument is read."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import (
    UNKNOWN,
    Array,
    Dim,
    Kind,
    Object,
    Scalar,
    Tuple,
    dims,
    is_many,
)

Args = Sequence[Value]
Kwargs = dict[str, Value]
Family = Callable[[Any, Args, Kwargs], Kind]
families: dict[str, Family] = {}


def family(f: Family) -> Family:
    """Register a family under its name."""
    families[f.__name__] = f
    return f


# -- numbers and broadcasting ------------------------------------------------------------


def broadcast(shapes: Sequence[tuple[Dim | int, ...] | None], key: Any) -> tuple[Dim | int, ...] | None:
    """The dimensions of operands broadcast together."""
    if any(s is None for s in shapes):
        return None
    length = max((len(s) for s in shapes if s is not None), default=0)
    result: list[Dim | int] = []
    for axis in range(-length, 0):
        sizes = [s[axis] for s in shapes if s is not None and -axis <= len(s)]
        distinct = list(dict.fromkeys(d for d in sizes if d != 1))
        if len(distinct) <= 1:
            result.append(distinct[0] if distinct else 1)
            continue
        sure: list[Dim | int] = [d for d in distinct if isinstance(d, int)]
        known = sure or [d for d in distinct if is_many(d)]
        result.append(known[0] if known else Dim(("broadcast", tuple(distinct)), False))
    return tuple(result)


_WEAK: dict[str, Any] = {"float64": 1.0, "int64": 1, "bool": True, "complex128": 1j}
_promotions: dict[tuple[Any, ...], str | None] = {}


def promote(kinds: Sequence[Kind]) -> str | None:
    """NumPy's result dtype; Python's own scalars are weak (NEP 50)."""
    unsettled = [k for k in kinds if isinstance(k, (Scalar, Array)) and k.dtype == "number"]
    if unsettled:                                   # ints or floats: with floats, floats
        rest = promote([k for k in kinds if k not in unsettled])
        return rest if rest is not None and rest.startswith(("float", "complex")) else "number"
    key = tuple((k.dtype, isinstance(k, Scalar) and k.python) for k in kinds if isinstance(k, (Scalar, Array)))
    if key not in _promotions:
        strong = _promoted([(d, bool(python)) for d, python in key])
        weak = _promoted([(d, python is not False) for d, python in key])
        _promotions[key] = strong if strong == weak else None
    return _promotions[key]


def _promoted(operands: list[tuple[str, bool]]) -> str | None:
    try:
        return np.result_type(*[_WEAK[d] if weak else np.dtype(d) for d, weak in operands]).name if operands else None
    except (TypeError, KeyError):
        return None


def promote_strongly(kinds: Sequence[Kind]) -> str | None:
    """The result dtype of functions that make arrays of their arguments first: Python's scalars count too."""
    return promote([Scalar(k.dtype, False) if isinstance(k, Scalar) else k for k in kinds])


def broadcast_result(args: Args, name: str | None) -> Kind:
    """An array or a NumPy scalar of the operands' common shape."""
    kinds = [v.kind for v in args]
    if name is None or not all(isinstance(k, (Scalar, Array)) for k in kinds):
        return UNKNOWN
    shape = broadcast([dims(k) for k in kinds], None)
    return Scalar(name, False) if shape == () else Array(name, shape)


def floating(name: str | None) -> str | None:
    if name is None or name.startswith(("float", "complex")):
        return name
    return {"bool": "float16", "int8": "float16", "uint8": "float16", "int16": "float32", "uint16": "float32"}.get(
        name, "float64")


def factorable(name: str | None) -> str | None:
    """The dtype of the factors of a matrix, where LAPACK has one of its own for it."""
    found = floating(name)
    return found if found in ("float32", "float64", "complex64", "complex128") else None


def real_of(name: str | None) -> Any:
    """The dtype of the parts of a complex one; another is its own."""
    return np.zeros(0, name).real.dtype.name if name is not None and name.startswith("complex") else name


# -- arguments ---------------------------------------------------------------------------


def argument(args: Args, kwargs: Kwargs, position: int, name: str, default: Any = None) -> Any:
    """An argument's compile-time value; ``...`` (Ellipsis) where it is not known."""
    value = kwargs.get(name, args[position] if position < len(args) else None)
    if value is None:
        return default
    if isinstance(value, Const):
        return value.value
    return ...


def axis_set(axis: Any, rank: int) -> set[int] | None:
    if axis is None:
        return set(range(rank))
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not all(isinstance(a, int) for a in axes):
        return None
    return {a % rank for a in axes} if rank else set()


def first_dtype(args: Args) -> str | None:
    kind = args[0].kind
    return kind.dtype if isinstance(kind, (Array, Scalar)) else None


def all_numeric(args: Args) -> bool:
    return all(isinstance(v.kind, (Scalar, Array)) for v in args)


def shape_of_argument(value: Value) -> tuple[Dim | int, ...] | None:
    """The dimensions that a shape argument asks for."""
    if isinstance(value, Const):
        shape = value.value if isinstance(value.value, (tuple, list)) else (value.value,)
        return tuple(shape) if all(isinstance(n, int) for n in shape) else None
    if isinstance(value.kind, Tuple):
        return tuple(Dim(("shape", value, i)) for i in range(len(value.kind.items)))
    if isinstance(value.kind, Scalar):
        return (Dim(("shape", value)),)
    return None


def dtype_argument(kwargs: Kwargs, default: str | None) -> str | None:
    value = kwargs.get("dtype")
    if value is None or isinstance(value, Const) and value.value is None:
        return default
    if isinstance(value.kind, Object) and value.kind.type is np.dtype and value.kind.bounds is not None:
        return value.kind.bounds[0]             # the dtype of an array
    try:
        return np.dtype(value.value).name if isinstance(value, Const) else None
    except TypeError:
        return None


def stacked(items: list[Kind], n: Dim | int) -> Kind:
    if not items:
        return UNKNOWN
    items = [stacked(list(k.items), len(k.items)) if isinstance(k, Tuple) else k for k in items]
    name = promote_strongly(items)
    if name is None or not all(isinstance(k, (Scalar, Array)) for k in items):
        return UNKNOWN
    shapes = [dims(k) for k in items]
    shape = shapes[0]                   # that of all, or NumPy raises an error
    if shape is None or any(s is None or len(s) != len(shape) for s in shapes):
        return Array(name, None)
    return Array(name, (n, *shape))
