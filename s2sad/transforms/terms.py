"""Identities of sums and products of several terms: like terms are collected, numbers leave inner products.

    g * (x * x) + 2.0 * (g * x * x)         →       3.0 * (g * x * x)

These reassociate, which only derivatives may: they differ in the last bits.
"""
from __future__ import annotations

import functools
import operator
from collections import Counter
from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import Array, Scalar, dims, same_shape
from .algebra import identity, is_number, negated, number, vectors

MOST_TERMS = 6


def monomial(b: Any, v: Value) -> tuple[float, Counter[Value]]:
    """A value as a number of the program times a product of factors."""
    if number(v) is not None:
        return number(v), Counter()
    for callee in (operator.mul, operator.neg):
        op = b.made_by(v, callee)
        if op is None or not all(isinstance(w.kind, (Scalar, Array)) for w in op.operands):
            continue
        parts = [monomial(b, w) for w in op.operands]
        if callee is operator.neg:
            return -parts[0][0], parts[0][1]
        return parts[0][0] * parts[1][0], parts[0][1] + parts[1][1]
    return 1.0, Counter([v])


def unscaled(b: Any, v: Value) -> tuple[float, Value]:
    """A value as a number of the program times a value that is there already."""
    factors: list[float] = []
    while True:
        op = b.made_by(v, operator.neg)
        if op is not None:
            factors.append(-1.0)
            v = op.operands[0]
            continue
        op = b.made_by(v, operator.mul)
        known = None if op is None else next((i for i, c in enumerate(op.operands) if number(c) is not None), None)
        if op is None or known is None:
            return functools.reduce(lambda product, c: c * product, reversed(factors), 1.0), v
        factors.append(number(op.operands[known]))
        v = op.operands[1 - known]


def terms(b: Any, v: Value, sign: int = 1) -> list[tuple[int, Value]]:
    """The terms of a sum that a derivative made, first to last."""
    found: list[tuple[int, Value]] = []
    while len(found) < MOST_TERMS:
        op = b.made_by(v, operator.add) or b.made_by(v, operator.sub)
        if op is None or op.sweep != "adjoint" or v.name is not None:
            break
        found.insert(0, (1 if op.callee is operator.add else -1, op.operands[1]))
        v = op.operands[0]
    return [(1, v), *found]


def collected(b: Any, x: Value, y: Value, sign: int) -> Value | None:
    """``x + sign · y`` with ``y`` added to a like term of ``x``, if there is one."""
    if not all(isinstance(v.kind, (Scalar, Array)) and v.kind.dtype.startswith("float") for v in (x, y)):
        return None
    c, added = unscaled(b, y)
    p, factors = monomial(b, added)
    if sum(factors.values()) < 2:
        return None
    parts = terms(b, x)
    for i, (s, term) in enumerate(parts):
        d, base = unscaled(b, term)
        q, others = monomial(b, base)
        if factors != others or q == 0:
            continue
        total = s * d + sign * c * p / q
        if total == 0:
            return None
        rest = parts[:i] + parts[i + 1:]
        scaled = base if abs(total) == 1 else b.call(operator.mul, Const(abs(total)), base)
        rest.append((1 if total > 0 else -1, scaled))
        rest.sort(key=lambda part: -part[0])        # what is added comes first
        s, result = rest[0]
        result = result if s > 0 else b.call(operator.neg, result)
        for s, term in rest[1:]:
            result = b.call(operator.add if s > 0 else operator.sub, result, term)
        return result
    return None


@identity(operator.add)
def like_terms(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """P + c·m + d·m = P + (c + d)·m"""
    return collected(b, x, y, 1) or collected(b, y, x, 1)


@identity(operator.sub)
def unlike_terms(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """P + c·m - d·m = P + (c - d)·m"""
    return collected(b, x, y, -1)


def times(b: Any, c: float, v: Value) -> Value | None:
    """``c · v`` where ``v`` is a product or a quotient with a number of the program in it, which nothing else reads."""
    op = b.made_by(v, operator.truediv)
    if op is not None and number(op.operands[0]) is not None:
        return b.call(operator.truediv, Const(c * number(op.operands[0])), op.operands[1])
    op = b.made_by(v, operator.mul)
    if op is None or not b.once(v) or dims(v.kind) != ():
        return None
    for i, (part, other) in enumerate((op.operands, op.operands[::-1])):
        if number(part) is not None:
            return b.call(operator.mul, Const(c * number(part)), other)
        scaled = times(b, c, part)
        reciprocal = b.made_by(scaled, operator.truediv) if scaled is not None else None
        if reciprocal is not None and is_number(reciprocal.operands[0], 1) and dims(other.kind) == ():
            return b.call(operator.truediv, other, reciprocal.operands[1])
        if scaled is not None:
            return b.call(operator.mul, *((other, scaled) if i else (scaled, other)))
    return None


@identity(operator.mul)
def number_into_product(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c · (s · (d / x)) = s · (c·d / x), for numbers c and d of the program"""
    for c, other in ((x, y), (y, x)):
        if number(c) is not None:
            return times(b, number(c), other)
    return None


@identity(operator.mul)
def number_of_scaled(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(c · A) · B = c · (A · B), for a number c of the program and a product that nothing else reads"""
    if number(x) is not None or number(y) is not None:
        return None
    for scaled, other in ((x, y), (y, x)):
        c, rest = unscaled(b, scaled)
        as_large = dims(other.kind) in ((), dims(scaled.kind))
        if rest is not scaled and abs(c) != 1 and number(rest) is None and as_large and b.once(scaled):
            product = b.call(operator.mul, *((rest, other) if scaled is x else (other, rest)))
            return b.call(operator.mul, Const(c), product)
    return None


@identity(operator.mul)
def scaled_quotient(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c · (A / s) = (c / s) · A, for an array A and numbers c and s: one pass over the array, not two"""
    for c, other in ((x, y), (y, x)):
        inner = b.made_by(other, operator.truediv)
        if inner is not None and dims(c.kind) == () == dims(inner.operands[1].kind) and dims(inner.operands[0].kind) \
                and not b.may_raise(c, inner.operands[1]):
            return b.call(operator.mul, b.call(operator.truediv, c, inner.operands[1]), inner.operands[0])
    return None


@identity(operator.mul)
def reciprocal_factor(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """x · (1 / y) = x / y, for numbers, and for arrays of one shape"""
    for value, other in ((x, y), (y, x)):
        inner = b.made_by(value, operator.truediv)
        if inner is not None and is_number(inner.operands[0], 1) and b.once(value) and same_shape(
                other.kind, value.kind) and same_shape(inner.operands[1].kind, value.kind):
            return b.call(operator.truediv, other, inner.operands[1])
    return None


@identity(operator.mul)
def number_of_negative(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c · ((-A) · B) = (-c) · (A · B), for a number c of the program and a product that nothing else reads"""
    for c, product in ((x, y), (y, x)):
        inner = b.made_by(product, operator.mul)
        if number(c) is None or inner is None or not b.once(product):
            continue
        first, second = inner.operands
        if negated(b, first) is not None:
            return b.call(operator.mul, Const(-number(c)), b.call(operator.mul, negated(b, first), second))
        if negated(b, second) is not None:
            return b.call(operator.mul, Const(-number(c)), b.call(operator.mul, first, negated(b, second)))
    return None


@identity(np.dot)
def scaled_vectors(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(s · A) . B = s · (A . B),  (A / s) . B = (A . B) / s, for a number s"""
    if not vectors(x.kind, y.kind) or x is y:
        return None
    for value, other in ((x, y), (y, x)):
        for callee in (operator.mul, operator.truediv):
            inner = b.made_by(value, callee)
            if inner is None or inner.sweep != "adjoint":
                continue
            array, s = inner.operands
            if callee is operator.mul and dims(array.kind) == ():
                array, s = s, array
            if dims(s.kind) == () and dims(array.kind) and (callee is operator.mul or not b.may_raise(
                    Const(1.0), s)):
                product = b.call(np.dot, *((array, other) if value is x else (other, array)))
                return b.call(callee, product, s)
    return None


def common_number(b: Any, x: Value, y: Value, sign: int) -> Value | None:
    """``c · A ± c · B = c · (A ± B)``, for a number c of the program and arrays that nothing else reads"""
    if not (dims(x.kind) and dims(y.kind) and b.once(x) and b.once(y)):
        return None
    (c, first), (d, second) = unscaled(b, x), unscaled(b, y)
    if abs(c) == 1 or abs(c) != abs(d) or not (dims(first.kind) and dims(second.kind)):
        return None
    together = operator.add if (d > 0) == (sign * c > 0) else operator.sub
    return b.call(operator.mul, Const(c), b.call(together, first, second))


@identity(operator.add)
def common_number_of_sum(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c · A + c · B = c · (A + B)"""
    return common_number(b, x, y, 1)


@identity(operator.sub)
def common_number_of_difference(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c · A - c · B = c · (A - B)"""
    return common_number(b, x, y, -1)


@identity(operator.matmul)
def negative_product(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(-A) · B = -(A · B): where it is added, it is subtracted"""
    for value, other in ((x, y), (y, x)):
        inner = negated(b, value)
        if inner is not None and dims(other.kind):
            product = b.call(operator.matmul, *((inner, other) if value is x else (other, inner)))
            return b.call(operator.neg, product)
    return None
