"""Identities of sums and products of several terms: like terms are collected, numbers leave inner products.

    g * (x * x) + 2.0 * (g * x * x)         →       3.0 * (g * x * x)

These reassociate, which only derivatives may: they differ in the last bits.
"""
from __future__ import annotations

import operator
from collections import Counter
from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import Array, Scalar, dims
from .algebra import identity, negated, number

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
    op = b.made_by(v, operator.neg)
    if op is not None:
        c, rest = unscaled(b, op.operands[0])
        return -c, rest
    op = b.made_by(v, operator.mul)
    if op is not None:
        for c, rest in (op.operands, op.operands[::-1]):
            if number(c) is not None:
                d, inner = unscaled(b, rest)
                return number(c) * d, inner
    return 1.0, v


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


@identity(operator.mul)
def number_times_quotient(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """c · (d / x) = (c · d) / x, for numbers c and d of the program"""
    for c, other in ((x, y), (y, x)):
        inner = b.made_by(other, operator.truediv)
        if number(c) is not None and inner is not None and number(inner.operands[0]) is not None:
            return b.call(operator.truediv, Const(number(c) * number(inner.operands[0])), inner.operands[1])
    return None


@identity(operator.mul)
def number_of_scaled(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(c · s) · y = c · (s · y), for a number c of the program and a product that nothing else reads"""
    for scaled, other in ((x, y), (y, x)):
        if b.once(scaled) and dims(scaled.kind) == () == dims(other.kind) and number(other) is None:
            c, rest = unscaled(b, scaled)
            if c != 1 and rest is not scaled and number(rest) is None:
                product = b.call(operator.mul, *((rest, other) if scaled is x else (other, rest)))
                return b.call(operator.mul, Const(c), product)
    return None


@identity(operator.matmul)
def negative_product(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """(-A) · B = -(A · B): where it is added, it is subtracted"""
    for value, other in ((x, y), (y, x)):
        inner = negated(b, value)
        if inner is not None and dims(other.kind):
            product = b.call(operator.matmul, *((inner, other) if value is x else (other, inner)))
            return b.call(operator.neg, product)
    return None
