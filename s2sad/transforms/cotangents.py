"""Cotangents: how contributions are added up, and made to fit the value that they belong to.

    b = x + a       a of shape (1, n)       a_bar += np.sum(b_bar, axis=0, keepdims=True)
    y = x[i]                                x_bar[i] += y_bar
    p, q = pair     q is not read           pair_bar = (p_bar, 0.0)
"""
from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from ..analysis.indexing import gathers, same_index
from ..ir import primitives
from ..ir.core import Const, Value
from ..ir.kinds import (
    UNKNOWN,
    Array,
    Dict,
    Fixed,
    Kind,
    List,
    Object,
    Scalar,
    Tuple,
    differentiable,
    dims,
    is_complex,
    join,
    rank,
    same_shape,
)
from ..runtime import accumulate, add_at, conform, unbroadcast, zeros_like
from .abstract import TupleOf
from .algebra import ZERO, fits
from .build import Builder


class At:
    """A contribution to the item at an index of an operand's cotangent."""

    __slots__ = ("index", "value")

    def __init__(self, index: Value, value: Any):
        self.index, self.value = index, value


def summed(builder: Builder, a: Any, b: Any) -> Any:
    """The sum of two contributions; either may be missing."""
    if a is None or a is ZERO:
        return b
    if b is None or b is ZERO:
        return a
    if all(isinstance(v.kind, (Scalar, Array)) for v in (a, b)):
        return builder.call(operator.add, a, b)
    return builder.call(accumulate, a, b)


def zeros_of(builder: Builder, value: Value) -> Value:
    """Zeros of the kind of a value."""
    match value.kind:
        case Scalar(dtype) if dtype in ("float64", "int64", "bool"):
            return Const(0.0)
        case Fixed() | Object():
            return value                # a name, a function: what it is, in the gradient too
        case Array(dtype, shape) if dtype.startswith(("float", "complex")) and shape != ():
            return builder.call(np.zeros_like, value)
    return builder.call(zeros_like, value)


def without_new_axes(builder: Builder, contribution: At) -> At | Value:
    """What is added to ``x[:, None]`` is added to ``x``, without the new axis."""
    index, g = contribution.index, contribution.value
    parts = index.value if isinstance(index, Const) else ()
    parts = parts if isinstance(parts, tuple) else (parts,)
    if None not in parts or any(p not in (None, slice(None), ...) for p in parts) or not isinstance(
            g, Value) or rank(g.kind) is None:
        return contribution
    whole = (slice(None),) * (rank(g.kind) - sum(p is not ... for p in parts))  # type: ignore[operator]
    at = parts.index(...) if ... in parts else len(parts)
    parts = (*parts[:at], *whole, *parts[at + 1:])
    return squeezed(builder, g, tuple(i for i, p in enumerate(parts) if p is None))


def squeezed(builder: Builder, g: Value, axes: tuple[int, ...]) -> Value:
    """``g`` without some of its axes, which have one item."""
    negative, total = builder.made_by(g, operator.neg), builder.made_by(g, np.sum)
    if negative is not None:
        return builder.call(operator.neg, squeezed(builder, negative.operands[0], axes))
    kept = tuple(0 if i in axes else slice(None) for i in range(rank(g.kind) or 0))
    if total is not None and total.keywords == ("axis", "keepdims"):
        axis = total.operands[1].value  # type: ignore[attr-defined]
        if axes == (axis if isinstance(axis, tuple) else (axis,)):
            return builder.call(np.sum, total.operands[0], Const(axis), keywords=("axis",))
    while kept[-1] == slice(None):
        kept = kept[:-1]
    return builder.call(operator.getitem, g, Const(kept if len(kept) > 1 else kept[0]))


def tangent_kind(value: Value) -> Any:
    """The kind of a value's tangent or cotangent: the value's own, NumPy's scalars included."""
    kind = value.kind
    if isinstance(kind, Scalar):
        return Scalar(kind.dtype if kind.dtype.startswith(("float", "complex")) else "float64", None)
    return kind


def conformed(builder: Builder, g: Any, x: Value) -> Any:
    """A contribution with the shape and dtype of ``x``, by as little code as their kinds allow."""
    if isinstance(g, (TupleOf, At)):
        return g
    if g is ZERO or isinstance(x.kind, (Tuple, List, Dict)):
        return g
    k, wanted = g.kind, x.kind
    known = isinstance(k, (Scalar, Array)) and isinstance(wanted, (Scalar, Array))
    if not known or dims(k) is None or dims(wanted) is None:
        return builder.call(conform, g, x, kind=tangent_kind(x))
    if not same_shape(k, wanted):
        g = reduced(builder, g, x)
    if isinstance(wanted, Scalar) and isinstance(g.kind, Array) and g.kind.dims == ():
        scalar = getattr(np, g.kind.dtype, None)        # an array of rank 0, or a number already
        g = builder.call(scalar, g, kind=Scalar(g.kind.dtype, False)) if scalar is not None else g
    return cast(builder, g, wanted)


def cast(builder: Builder, g: Value, wanted: Any) -> Value:
    """``g`` with the dtype of a floating kind."""
    have = g.kind
    if isinstance(have, (Scalar, Array)) and have.dtype.startswith("complex") and isinstance(
            wanted, Scalar) and wanted.python is not False and wanted.dtype == "float64":
        return builder.call(np.real, g)
    if not isinstance(have, (Scalar, Array)):
        return g
    if isinstance(wanted, Scalar) and wanted.python is not False:
        other = isinstance(have, Scalar) and have.dtype.startswith("float") and have.dtype != "float64"
        return builder.call(float, g) if other and wanted.dtype == "float64" else g
    if wanted.dtype in (have.dtype, "number") or not differentiable(wanted):
        return g
    if have.dtype.startswith("complex") and not wanted.dtype.startswith("complex"):
        return cast(builder, builder.call(np.real, g), wanted)
    if isinstance(have, Scalar) and have.python is not False:
        return g if isinstance(g, Const) else builder.call(getattr(np, wanted.dtype), g)
    return builder.call(np.ndarray.astype, g, Const(getattr(np, wanted.dtype)), spelling="method")


def real_for(builder: Builder, g: Any, x: Value) -> Any:
    """What is added to items of the cotangent of ``x``: real, where ``x`` is."""
    if not isinstance(g, Value) or not isinstance(x.kind, (Scalar, Array)) or is_complex(x.kind):
        return g
    return builder.call(np.real, g) if is_complex(g.kind) or g.kind == UNKNOWN and builder.complex else g


def reduced(builder: Builder, g: Value, x: Value) -> Value:
    """``g`` summed over the axes along which ``x`` was broadcast."""
    have, wanted = dims(g.kind), dims(x.kind)
    if have is None or wanted is None or fits(g, x) and have == ():
        return builder.call(unbroadcast, g, x) if have is None or wanted is None else g
    lead = len(have) - len(wanted)
    if lead < 0:
        return builder.call(unbroadcast, g, x)
    if wanted == ():
        return builder.call(np.sum, g)
    axes = []
    for i, d in enumerate(wanted):
        if have[lead + i] == d or d != 1 and (isinstance(d, int) or d.many):
            continue
        if d != 1:
            return builder.call(unbroadcast, g, x)
        axes.append(lead + i)
    if lead:
        axis = tuple(range(lead)) if lead > 1 else 0
        g = builder.call(np.sum, g, Const(axis), keywords=("axis",))
    if axes:
        kept = tuple(a - lead for a in axes)
        g = builder.call(np.sum, g, Const(kept if len(kept) > 1 else kept[0]), Const(True),
                         keywords=("axis", "keepdims"))
    return g


def is_zero(v: Value) -> bool:
    return isinstance(v, Const) and type(v.value) is float and v.value == 0.0


class Cotangents:
    """Cotangents of structures: a ``TupleOf`` the parts, of which missing ones (None) are zero."""

    def __init__(self, builder: Builder):
        self.builder = builder

    def add_at(self, v: Value, old: Any, index: Value, value: Any) -> Any:
        """The cotangent of ``v`` with ``value`` added to its item at ``index``."""
        kind = v.kind
        if isinstance(kind, (Tuple, Dict)) and isinstance(index, Const):
            keys = list(range(len(kind.items))) if isinstance(kind, Tuple) else list(kind.keys)
            where = index.value % len(keys) if isinstance(kind, Tuple) and isinstance(index.value, int) else index.value
            if where in keys:
                items = list(self.parts(v, old))
                i = keys.index(where)
                items[i] = self.sum(items[i], value, kind.items[i])
                return TupleOf(tuple(items))
        if isinstance(kind, Tuple):         # an index that is not known: a list, which can be added to
            parts = [self.whole(self.part_like(v, i), b) for i, b in enumerate(self.parts(v, old))]
            old = self.builder.call(primitives.make_list, *parts)
            old.kind = List(functools.reduce(lambda a, b: join(a, b, v), [p.kind for p in parts]))
        base = self.builder.call(zeros_like, v) if old is None and not isinstance(kind, Array) else \
            zeros_of(self.builder, v) if old is None else self.whole(v, old)
        base = self.whole(v, base)
        cleared = self.builder.made_by(base, primitives.replaced)
        if cleared is not None and is_zero(cleared.operands[2]) and same_index(cleared.operands[1], index) and not (
                gathers(index)):
            return self.builder.call(primitives.replaced, cleared.operands[0], index, self.whole(None, value),
                                     kind=base.kind)
        return self.builder.call(add_at, base, index, self.whole(None, value),
                                 kind=base.kind if base.kind != Kind() else None)

    def parts(self, v: Value, old: Any) -> tuple[Any, ...]:
        """The parts of a cotangent of ``v``, a tuple or dict."""
        if isinstance(old, TupleOf):
            return old.items
        n = len(v.kind.items)  # type: ignore[attr-defined]
        if old is None:
            return (None,) * n
        keys = v.kind.keys if isinstance(v.kind, Dict) else range(n)
        return tuple(self.builder.call(operator.getitem, old, Const(k)) for k in keys)

    def sum(self, a: Any, b: Any, kind: Kind) -> Any:
        """The sum of two cotangents of a value of some kind; either may be a structure of parts, or missing."""
        if isinstance(a, TupleOf) or isinstance(b, TupleOf):
            if a is None or b is None:
                return b if a is None else a
            count = len((a if isinstance(a, TupleOf) else b).items)
            kinds = kind.items if isinstance(kind, (Tuple, Dict)) else (UNKNOWN,) * count
            return TupleOf(tuple(self.sum(x, y, k) for x, y, k in zip(
                self.as_parts(a, kind, count), self.as_parts(b, kind, count), kinds)))
        return summed(self.builder, a, b)

    def as_parts(self, a: Any, kind: Kind, count: int) -> tuple[Any, ...]:
        """The items of a cotangent of a value of some kind, which has so many."""
        if isinstance(a, TupleOf):
            return a.items
        keys = kind.keys if isinstance(kind, Dict) else range(count)
        return tuple(self.builder.call(operator.getitem, a, Const(k)) for k in keys)

    def whole(self, v: Value | None, bar: Any) -> Value:
        """A cotangent as one value; missing parts are zeros."""
        if isinstance(bar, Value):
            return bar
        if v is None:
            return self.builder.call(primitives.make_tuple, *[self.whole(None, b) for b in bar.items])
        if bar is None:
            return zeros_of(self.builder, v)
        kind = v.kind
        keys = list(kind.keys) if isinstance(kind, Dict) else list(range(len(bar.items)))
        items = []
        for k, b in zip(keys, bar.items):
            if b is None or isinstance(b, TupleOf):
                part = self.builder.call(operator.getitem, v, Const(k))
                items.append(self.whole(part, b))
            else:
                items.append(b)
        if isinstance(kind, Dict):
            return self.builder.call(primitives.make_dict, Const(kind.keys), *items)
        t = kind.type if isinstance(kind, Tuple) else tuple
        if t is list:
            return self.builder.call(primitives.make_list, *items)
        if t is not tuple:
            return self.builder.call(primitives.make_named, Const(t), *items)
        return self.builder.call(primitives.make_tuple, *items)

    def part_like(self, v: Value, i: int) -> Value:
        """A value that stands for a part of ``v``, of which only the shape may be read."""
        keys = v.kind.keys if isinstance(v.kind, Dict) else range(len(v.kind.items))  # type: ignore[attr-defined]
        return self.builder.call(operator.getitem, v, Const(list(keys)[i]))
