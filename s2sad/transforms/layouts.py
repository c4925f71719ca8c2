"""Identities of shapes and memory: broadcasts, transposes, new axes and copies that need not be.

    (broadcast_like %g, %y) * %y    →   %g * %y             (a.T @ b).T     →   b.T @ a

They register themselves in the table of ``algebra``.
"""
from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from ..analysis.memory import makes_array
from ..ir import primitives
from ..ir.core import Const, Value
from ..ir.kinds import Array, dims, dtype, rank, same_shape
from ..runtime import broadcast_like, copied, zeros_like
from .algebra import ZERO, absorbs, identity, number

NO_AXES = Const(None)


# -- broadcasts --------------------------------------------------------------------------


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


@identity(np.where)
def masked_broadcast(b: Any, c: Value, x: Value, y: Value, **_: Any) -> Value | None:
    """where(c, broadcast(g), h) = where(c, g, h), where c has the shape already"""
    for first, value in ((True, x), (False, y)):
        op = b.made_by(value, broadcast_like)
        if op is not None and same_shape(c.kind, value.kind) and (
                dtype(op.operands[0].kind) == dtype(value.kind) or isinstance(op.operands[0], Const)):
            return b.call(np.where, c, *((op.operands[0], y) if first else (x, op.operands[0])))
    return None


# -- axes and copies ---------------------------------------------------------------------


@identity(np.transpose)
def transposed_twice(b: Any, x: Value, axes: Value = NO_AXES, **_: Any) -> Value | None:
    """x.T.T = x;  (a.T @ c).T = c.T @ a, for matrices"""
    inner = untransposed(b, x) if is_nothing(axes) else None
    if inner is not None:
        return inner
    product = b.made.get(x)
    if product is None or product.callee not in (operator.matmul, np.dot) or not is_nothing(axes) or not b.once(
            x) or product.keywords:
        return None
    p, q = product.operands
    if rank(p.kind) != 2 or rank(q.kind) != 2 or untransposed(b, p) is None and untransposed(b, q) is None:
        return None
    return b.call(np.dot, b.call(np.transpose, q), b.call(np.transpose, p))


def untransposed(b: Any, value: Value) -> Value | None:
    """``x`` where the value is ``x.T``."""
    op = b.made_by(value, np.transpose)
    return op.operands[0] if op is not None and not op.keywords and all(map(is_nothing, op.operands[1:])) else None


def is_nothing(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None


def leading_axis(callee: Any, b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """np.expand_dims(x, 0) · y = x · y, where y has as many axes: a leading one comes by itself"""
    for value, other in ((x, y), (y, x)):
        op = b.made_by(value, np.expand_dims)
        if op is None or not b.once(value):
            continue
        axes = rank(value.kind)
        if axes is not None and number(op.operands[1]) in (0, -axes) and axes <= (rank(other.kind) or 0):
            return b.call(callee, op.operands[0], y) if value is x else b.call(callee, x, op.operands[0])
    return None


for _callee in (operator.add, operator.sub, operator.mul, operator.truediv):
    identity(_callee)(functools.partial(leading_axis, _callee))


@identity(copied)
def copied_anew(b: Any, x: Value, **_: Any) -> Value | None:
    """A copy of an array that was made for it is that array."""
    return x if b.once(x) and makes_array(b.made.get(x)) else None


@identity(np.swapaxes)
def swapped_back(b: Any, x: Value, *axes: Value, **_: Any) -> Value | None:
    """Axes that are exchanged twice are where they were."""
    inner = b.made_by(x, np.swapaxes)
    if inner is None or not isinstance(inner.operands[0].kind, Array) or not all(isinstance(v, Const) for v in (
            *axes, *inner.operands[1:])):
        return None
    same = {v.value for v in axes} == {v.value for v in inner.operands[1:]}  # type: ignore[attr-defined]
    return inner.operands[0] if same else None


def of_new_array(callee: Any, b: Any, x: Value, *rest: Value, **_: Any) -> Value | None:
    """np.zeros_like(np.zeros_like(x)) = np.zeros_like(x): the first array is asked, not one made like it"""
    op = b.made.get(x)
    if op is None or op.callee not in LIKE_FIRST or op.keywords or rest or op.operands[0].kind != x.kind or rank(
            x.kind) is None:
        return None
    return b.call(callee, op.operands[0])


LIKE_FIRST = (np.zeros_like, np.ones_like, np.empty_like, np.full_like)
for _callee in (np.zeros_like, np.ones_like):
    identity(_callee)(functools.partial(of_new_array, _callee))


@identity(zeros_like)
def no_items(b: Any, x: Value, **_: Any) -> Value | None:
    """Of an empty list, an empty list."""
    op = b.made_by(x, primitives.make_list)
    return b.call(primitives.make_list, kind=x.kind) if op is not None and not op.operands else None
