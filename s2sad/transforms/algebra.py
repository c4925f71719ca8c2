"""Identities of algebra, as a table: what a call in a derivative equals, if it equals something simpler.

Each entry takes the builder and the operands and returns the simpler value, or None.  They hold exactly
in floating point (signs of zeros aside), and keep dtype and shape, which is checked here with kinds.
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from ..ir.core import Const, Value
from ..ir.kinds import Array, Kind, Scalar, dims, dtype, same_shape
from ..rules import registry
from ..runtime import broadcast_like

Identity = Callable[..., "Value | None"]
TABLE: dict[Any, list[Identity]] = {}


class Zero(Const):
    """The differential of what does not vary: it vanishes from whatever is linear in it."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(0.0)

    def __repr__(self) -> str:
        return "<zero>"


ZERO = Zero()


def identity(*callees: Any) -> Callable[[Identity], Identity]:
    """Register an identity for the calls of some functions."""
    def register(f: Identity) -> Identity:
        for c in callees:
            TABLE.setdefault(c, []).append(f)
        return f
    return register


def identities(builder: Any, callee: Any, operands: tuple[Value, ...], keywords: tuple[str, ...]) -> Value | None:
    """The simpler value that a call equals, if a table entry knows one."""
    try:
        entries = TABLE.get(callee, ())
    except TypeError:
        return None
    if any(v is ZERO for v in operands) and vanishes(callee, operands, keywords):
        return ZERO
    for entry in entries:
        found = entry(builder, *operands, **({"keywords": keywords} if keywords else {}))
        if found is not None:
            return found
    return None


def vanishes(callee: Any, operands: tuple[Value, ...], keywords: tuple[str, ...]) -> bool:
    """Whether a call is zero because what it is linear in is."""
    names = registry.linear.get(callee)
    if names is None:
        return callee is operator.getitem and operands[0] is ZERO
    bound = dict(zip(names, operands[:len(operands) - len(keywords)])) | dict(zip(keywords, operands[len(operands) - len(keywords):]))
    zeros = [v is ZERO for name, v in bound.items() if (callee, name) in registry.transposes]
    return all(zeros) if callee in registry.jointly_linear else any(zeros)


def is_number(value: Value, number: float) -> bool:
    """Whether a value is a certain Python number."""
    return isinstance(value, Const) and type(value.value) in (int, float) and value.value == number and value is not ZERO


def absorbs(kind: Kind, other: Kind) -> bool:
    """Whether arithmetic with ``other`` (a Python number) leaves a value of ``kind`` as it is."""
    return isinstance(kind, (Scalar, Array)) and kind.dtype.startswith(("float", "complex")) and isinstance(
        other, Scalar) and bool(other.python)


@identity(operator.add)
def add_zero(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x + 0 = x"""
    return y if x is ZERO else x if y is ZERO else None


@identity(operator.add)
def add_negative(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x + (-y) = x - y"""
    inner = negated(b, y)
    if inner is not None:
        return b.call(operator.sub, x, inner)
    inner = negated(b, x)
    return b.call(operator.sub, y, inner) if inner is not None else None


@identity(operator.sub)
def sub_zero(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x - 0 = x, 0 - y = -y, x - (-y) = x + y"""
    if y is ZERO:
        return x
    if x is ZERO:
        return b.call(operator.neg, y)
    inner = negated(b, y)
    return b.call(operator.add, x, inner) if inner is not None else None


@identity(operator.neg)
def double_negation(b: Any, x: Value, **_: Any) -> Value | None:
    """-0 = 0, -(-x) = x, -(a - b) = b - a"""
    if x is ZERO:
        return ZERO
    inner = negated(b, x)
    if inner is not None:
        return inner
    return None


@identity(operator.mul)
def mul_one(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """0 · x = 0, 1 · x = x, -1 · x = -x"""
    if x is ZERO or y is ZERO:
        return ZERO
    for one, other in ((x, y), (y, x)):
        if is_number(one, 1) and absorbs(other.kind, one.kind):
            return other
        if is_number(one, -1) and absorbs(other.kind, one.kind):
            return b.call(operator.neg, other)
    return None


@identity(operator.mul)
def mul_negative(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(-x) · y = -(x · y)"""
    inner = negated(b, x)
    if inner is not None:
        return b.call(operator.neg, b.call(operator.mul, inner, y))
    inner = negated(b, y)
    return b.call(operator.neg, b.call(operator.mul, x, inner)) if inner is not None else None


@identity(operator.truediv)
def div_one(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """0 / x = 0, x / 1 = x, (-x) / y = -(x / y)"""
    if x is ZERO:
        return ZERO
    if is_number(y, 1) and absorbs(x.kind, y.kind):
        return x
    inner = negated(b, x)
    return b.call(operator.neg, b.call(operator.truediv, inner, y)) if inner is not None else None


@identity(operator.pow)
def power_one(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x ** 1 = x"""
    return x if is_number(y, 1) and absorbs(x.kind, y.kind) else None


def negated(builder: Any, value: Value) -> Value | None:
    """``x`` where the value was built as ``-x``."""
    op = builder.made_by(value, operator.neg)
    return op.operands[0] if op is not None else None


def fits(value: Value, other: Value) -> bool:
    """Whether broadcasting ``value`` against ``other`` gives ``other``'s shape."""
    return same_shape(value.kind, other.kind) or dims(value.kind) == ()


@identity(operator.add)
def twice(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x + x = 2 · x"""
    return b.call(operator.mul, Const(2), x) if x is y and isinstance(x.kind, (Scalar, Array)) else None


def unspread(b: Any, value: Value, other: Value) -> Value | None:
    """``g`` where the value is ``g`` broadcast to a shape that ``other`` has anyway."""
    op = b.made_by(value, broadcast_like)
    if op is None or not same_shape(value.kind, other.kind):
        return None
    g = op.operands[0]
    return g if dtype(g.kind) == dtype(value.kind) or isinstance(g, Const) else None


@identity(operator.mul)
def broadcast_factor(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """broadcast(g) · y = g · y, where y has the shape already"""
    g = unspread(b, x, y)
    if g is not None:
        return b.call(operator.mul, g, y)
    g = unspread(b, y, x)
    return b.call(operator.mul, x, g) if g is not None else None


@identity(operator.truediv)
def broadcast_numerator(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """broadcast(g) / y = g / y, where y has the shape already"""
    g = unspread(b, x, y)
    return b.call(operator.truediv, g, y) if g is not None else None


@identity(operator.add)
def broadcast_term(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """broadcast(g) + y = g + y, where y has the shape already"""
    g = unspread(b, x, y)
    if g is not None:
        return b.call(operator.add, g, y)
    g = unspread(b, y, x)
    return b.call(operator.add, x, g) if g is not None else None


@identity(operator.neg)
def broadcast_negation(b: Any, x: Value, **_: Any) -> Value | None:
    """-broadcast(g) = broadcast(-g)"""
    op = b.made_by(x, broadcast_like)
    return b.call(broadcast_like, b.call(operator.neg, op.operands[0]), op.operands[1]) if op is not None else None


@identity(operator.mul)
def broadcast_scaled(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """broadcast(g) · c = broadcast(g · c) for a number c"""
    for value, other in ((x, y), (y, x)):
        op = b.made_by(value, broadcast_like)
        if op is not None and dims(other.kind) == () and absorbs(op.operands[0].kind, other.kind):
            return b.call(broadcast_like, b.call(operator.mul, op.operands[0], other), op.operands[1])
    return None


@identity(broadcast_like)
def broadcast_nothing(b: Any, g: Value, like: Value, **_: Any) -> Value | None:
    """broadcast(0) = 0; broadcasting to the shape that it has changes nothing"""
    if g is ZERO:
        return ZERO
    return g if same_shape(g.kind, like.kind) and not isinstance(g, Const) else None
