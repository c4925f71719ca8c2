"""Identities of algebra, as a table: what a call in a derivative equals, if it equals something simpler.

Each entry takes the builder and the operands and returns the simpler value, or None.  They hold exactly
in floating point (signs of zeros aside), and keep dtype and shape, which is checked here with kinds.
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..analysis.indexing import same_index
from ..analysis.infer import infer
from ..ir import primitives
from ..ir.core import Const, Value
from ..ir.kinds import Array, Kind, Scalar, dims, dtype, is_many, same_shape
from ..rules import registry
from ..runtime import zeros_like

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
    bound = dict(zip(names, operands[:len(operands) - len(keywords)])) | dict(
        zip(keywords, operands[len(operands) - len(keywords):]))
    zeros = [v is ZERO for name, v in bound.items() if (callee, name) in registry.transposes]
    return all(zeros) if callee in registry.jointly_linear else any(zeros)


def is_number(value: Value, number: float) -> bool:
    """Whether a value is a certain Python number."""
    return isinstance(value, Const) and type(value.value) in (
        int, float) and value.value == number and value is not ZERO


def absorbs(kind: Kind, other: Kind) -> bool:
    """Whether arithmetic with ``other`` (a Python number) leaves a value of ``kind`` as it is."""
    return isinstance(kind, (Scalar, Array)) and kind.dtype.startswith(("float", "complex")) and isinstance(
        other, Scalar) and bool(other.python)


@identity(zeros_like)
def zero_of_number(b: Any, x: Value, **_: Any) -> Value | None:
    """The zero of a number is 0.0."""
    return Const(0.0) if isinstance(x.kind, Scalar) and x.kind.dtype == "float64" else None


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


@identity(operator.sub)
def once_less(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(x - y) - y = x - 2 · y"""
    inner = b.made_by(x, operator.sub)
    if inner is not None and inner.operands[1] is y:
        return b.call(operator.sub, inner.operands[0], b.call(operator.mul, Const(2), y))
    return None


@identity(operator.sub)
def both_negative(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """-x - y = -(x + y)"""
    inner = negated(b, x)
    return b.call(operator.neg, b.call(operator.add, inner, y)) if inner is not None else None


@identity(operator.sub)
def sub_nothing(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x - 0.0 = x,  0.0 - x = -x"""
    if is_number(y, 0) and absorbs(x.kind, y.kind):
        return x
    return b.call(operator.neg, y) if is_number(x, 0) and absorbs(y.kind, x.kind) else None


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
def counted_once(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(1.0 · n) · y = n · y, for an integer n and a float y"""
    for value, other in ((x, y), (y, x)):
        inner = b.made_by(value, operator.mul)
        if inner is not None and is_number(inner.operands[0], 1) and isinstance(value.kind, Scalar) and absorbs(
                other.kind, Scalar("float64", True)) and dtype(inner.operands[1].kind) == "int64":
            return b.call(operator.mul, inner.operands[1], other)
    return None


@identity(operator.mul)
def mul_negative(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(-x) · y = -(x · y)"""
    inner = negated(b, x)
    if inner is not None:
        return b.call(operator.neg, b.call(operator.mul, inner, y))
    inner = negated(b, y)
    return b.call(operator.neg, b.call(operator.mul, x, inner)) if inner is not None else None


def number(value: Value) -> Any:
    """A Python number of the program, or None."""
    return value.value if isinstance(value, Const) and type(value.value) in (int, float) and value is not ZERO else None


@identity(operator.mul)
def merged_constants(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c · (d · x) = (c · d) · x, for numbers c and d of the program"""
    for c, other in ((x, y), (y, x)):
        inner = b.made_by(other, operator.mul)
        if number(c) is None or inner is None or dims(other.kind) != () and not b.once(other):
            continue
        for d, rest in (inner.operands, inner.operands[::-1]):
            if number(d) is not None and isinstance(rest.kind, (Scalar, Array)):
                return b.call(operator.mul, Const(number(c) * number(d)), rest)
    return None


@identity(operator.mul)
def numbers_first(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(A · s) · t = A · (s · t), for an array A and numbers s and t: one pass over the array, not two"""
    for t, other in ((x, y), (y, x)):
        inner = b.made_by(other, operator.mul)
        if inner is None or dims(t.kind) != () or not dims(other.kind):
            continue
        for s, array in (inner.operands, inner.operands[::-1]):
            if dims(s.kind) == () and dims(array.kind) and (b.once(other) or number(s) is not None is not number(t)):
                return b.call(operator.mul, b.call(operator.mul, s, t), array)
    return None


@identity(operator.truediv)
def quotient_first(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(A · s) / t = A · (s / t), for an array A and numbers s and t"""
    inner = b.made_by(x, operator.mul)
    if inner is None or dims(y.kind) != () or not dims(x.kind):
        return None
    for s, array in (inner.operands, inner.operands[::-1]):
        if dims(s.kind) == () and dims(array.kind):
            return b.call(operator.mul, b.call(operator.truediv, s, y), array)
    return None


@identity(operator.neg)
def negative_constant(b: Any, x: Value, **_: Any) -> Value | None:
    """-(c · x) = (-c) · x,  -(a - b) = b - a"""
    inner = b.made_by(x, operator.mul)
    if inner is not None and b.once(x):
        for c, rest in (inner.operands, inner.operands[::-1]):
            if number(c) is not None:
                return b.call(operator.mul, Const(-number(c)), rest)
    inner = b.made_by(x, operator.sub)
    return b.call(operator.sub, *inner.operands[::-1]) if inner is not None and b.once(x) else None


@identity(operator.add)
def once_more(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(x + y) + y = x + 2 · y"""
    inner = b.made_by(x, operator.add)
    if inner is not None and inner.operands[1] is y:
        return b.call(operator.add, inner.operands[0], b.call(operator.mul, Const(2), y))
    return None


@identity(np.sum)
def sum_of_product(b: Any, x: Value, *rest: Value, keywords: tuple[str, ...] = (), **_: Any) -> Value | None:
    """Σ a · b = a . b, for vectors;  Σ s · a = s · Σ a"""
    if rest or dims(x.kind) is None:
        return None
    op = b.made_by(x, operator.mul)
    if op is None:
        return None
    p, q = op.operands
    for s, array in ((p, q), (q, p)):
        if dims(s.kind) == () and dims(array.kind):
            return b.call(operator.mul, s, b.call(np.sum, array))
    if vectors(p.kind, q.kind):
        return b.call(np.dot, p, q)
    return None


@identity(np.sum)
def sum_of_negative(b: Any, x: Value, *rest: Value, keywords: tuple[str, ...] = (), **_: Any) -> Value | None:
    """Σ (-x) = -Σ x"""
    inner = negated(b, x)
    return b.call(operator.neg, b.call(np.sum, inner, *rest, keywords=keywords)) if inner is not None else None


def vectors(a: Kind, b: Kind) -> bool:
    """Whether two kinds that are broadcast together are vectors of one length."""
    left, right = dims(a), dims(b)
    if left is None or right is None or len(left) != 1 or len(right) != 1:
        return False
    return left == right or is_many(left[0]) and is_many(right[0])


@identity(operator.mul)
def product_of_scaled(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(c · x) · (d · y) = (c · d) · (x · y), for numbers c and d of the program"""
    left, right = b.made_by(x, operator.mul), b.made_by(y, operator.mul)
    if left is None or right is None or dims(x.kind) != () and not (b.once(x) and b.once(y)):
        return None
    for c, p in (left.operands, left.operands[::-1]):
        for d, q in (right.operands, right.operands[::-1]):
            if number(c) is not None and number(d) is not None:
                return b.call(operator.mul, Const(number(c) * number(d)), b.call(operator.mul, p, q))
    return None


@identity(operator.add)
def add_negative_multiple(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x + (-c) · y = x - c · y, for a positive number c of the program"""
    inner = b.made_by(y, operator.mul)
    if inner is not None:
        for c, rest in (inner.operands, inner.operands[::-1]):
            if number(c) is not None and number(c) < 0:
                return b.call(operator.sub, x, b.call(operator.mul, Const(-number(c)), rest))
    return None


def masked(b: Any, value: Value) -> tuple[Value, Value, bool] | None:
    """(condition, g, kept) where the value is ``where(condition, g, 0)``, or with g in the other branch."""
    op = b.made_by(value, np.where)
    if op is None or len(op.operands) != 3:
        return None
    c, p, q = op.operands
    if is_number(q, 0) or q is ZERO:
        return c, p, True
    return (c, q, False) if is_number(p, 0) or p is ZERO else None


def remasked(b: Any, c: Value, g: Value, kept: bool) -> Value:
    return b.call(np.where, c, g, Const(0.0)) if kept else b.call(np.where, c, Const(0.0), g)


@identity(operator.mul)
def masked_factor(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """where(c, g, 0) · p = where(c, g · p, 0): what was not selected stays 0, even where p is infinite"""
    for value, other, swap in ((x, y, False), (y, x, True)):
        found = masked(b, value)
        if found is not None:
            c, g, kept = found
            return remasked(b, c, b.call(operator.mul, other, g) if swap else b.call(operator.mul, g, other), kept)
    return None


@identity(operator.truediv)
def masked_numerator(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """where(c, g, 0) / p = where(c, g / p, 0)"""
    found = masked(b, x)
    if found is None:
        return None
    c, g, kept = found
    return remasked(b, c, b.call(operator.truediv, g, y), kept)


@identity(operator.neg)
def masked_negation(b: Any, x: Value, **_: Any) -> Value | None:
    """-where(c, g, 0) = where(c, -g, 0)"""
    found = masked(b, x)
    return None if found is None else remasked(b, found[0], b.call(operator.neg, found[1]), found[2])


@identity(operator.mul)
def quotient_undone(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(x / y) · y = x"""
    for value, other in ((x, y), (y, x)):
        inner = b.made_by(value, operator.truediv)
        if inner is not None and inner.operands[1] is other and (inner.operands[0].kind == value.kind or dims(
                value.kind) == () == dims(inner.operands[0].kind)):
            return inner.operands[0]
    return None


@identity(operator.sub)
def cancelled(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c - c = 0, for numbers of the program: a cotangent that vanishes takes with it what it would be passed to"""
    real = isinstance(number(x), float) and isinstance(number(y), float)       # indices are integers
    return ZERO if real and number(x) == number(y) else None


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


@identity(operator.getitem)
def stored_item(b: Any, a: Value, index: Value, **_: Any) -> Value | None:
    """a[i] = v; a[i]  is v, for a number v"""
    op = b.made_by(a, primitives.replaced)
    if op is None or not isinstance(a.kind, Array) or not same_index(op.operands[1], index):
        return None
    v = op.operands[2]
    is_item = isinstance(infer(operator.getitem, (a, index), {}), Scalar)
    return v if is_item and isinstance(v.kind, Scalar) and v.kind.dtype == a.kind.dtype else None


@identity(operator.add)
def masked_sum(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """where(c, g, 0) + where(c, h, 0) = where(c, g + h, 0);  where(c, g, 0) + where(c, 0, h) = where(c, g, h)"""
    m, n = masked(b, x), masked(b, y)
    if m is None or n is None or m[0] is not n[0]:
        return None
    if m[2] == n[2]:
        return remasked(b, m[0], b.call(operator.add, m[1], n[1]), m[2])
    return b.call(np.where, m[0], *((m[1], n[1]) if m[2] else (n[1], m[1])))


@identity(np.where)
def masked_twice(b: Any, c: Value, x: Value, y: Value, **_: Any) -> Value | None:
    """where(c, where(c, x, z), y) = where(c, x, y), where all have the shape already"""
    op = b.made_by(x, np.where)
    if op is None or len(op.operands) != 3 or op.operands[0] is not c:
        return None
    inner = op.operands[1]
    same = same_shape(inner.kind, x.kind) and same_shape(c.kind, x.kind) and dtype(inner.kind) == dtype(x.kind)
    return b.call(np.where, c, inner, y) if same else None
