"""Integers that grow in a loop otherwise than by counting: Python's have no end, and Numba's have 64 bits.

    for i in range(n):
        k = 3 * k + 1           refused: whether it fits depends on n

Numba wraps around without a word, so such a loop is refused unless a division or a remainder holds it back.
"""
from __future__ import annotations

import operator
from typing import Any

from ...errors import UnsupportedError
from ...ir.core import Call, Const, For, Function, If, Op, Value, While, next_carried, walk
from ...ir.kinds import Scalar
from .compile import WAY_OUT

HOLDS = {operator.floordiv, operator.mod, operator.rshift, operator.and_, len}      # results no larger than an operand
GROWS: dict[Any, str] = {operator.mul: "product", operator.pow: "power", operator.lshift: "shift"}


class Growth:
    """Looks for integers that may exceed 64 bits."""

    def __init__(self, function: Function):
        self.makers: dict[Value, Op] = {r: op for op in walk(function.body) for r in op.results}

    def loop(self, loop: For | While) -> None:
        """Refuse a loop that carries an integer that may grow too large."""
        pairs = [(p, y) for p, y in zip(loop.carried, next_carried(loop)) if is_whole(p)]
        counted = {p for p, y in pairs if self.counts(p, y)}
        for p, y in pairs:
            if p not in counted:
                self.depends(y, {q for q, _ in pairs} - counted, loop)

    def counts(self, p: Value, y: Value) -> bool:
        """Whether a trip adds to an integer what does not grow itself, or sets it anew."""
        if y is p or isinstance(y, Const):
            return True
        op = self.makers.get(y)
        if isinstance(op, If):
            k = op.results.index(y)
            return all(self.counts(p, b.yields[k]) for b in op.blocks)
        if isinstance(op, (For, While)):        # a loop inside that counts on
            j = op.finals.index(y) if y in op.finals else None
            return j is None or op.inits[j] is p and self.counts(op.carried[j], next_carried(op)[j])
        if not isinstance(op, Call) or op.callee not in (operator.add, operator.sub):
            return False
        a, b = op.operands
        return a is p and self.is_size(b) or b is p and op.callee is operator.add and self.is_size(a)

    def is_size(self, v: Value) -> bool:
        """Whether an integer is a constant, an index, a size, an argument: nothing that a loop computes."""
        op = self.makers.get(v)
        return isinstance(v, Const) or op is None and not self.is_carried(v) or isinstance(op, Call) and (
            op.callee in (operator.getitem, len) or op.callee in (operator.add, operator.sub) and all(
                self.is_size(w) for w in op.operands))

    def is_carried(self, v: Value) -> bool:
        return any(v in op.carried for op in self.makers.values() if isinstance(op, (For, While)))

    def depends(self, v: Value, grown: set[Value], loop: For | While, held: bool = False) -> bool:
        """Whether an integer depends on ones that grow; refused if it is made larger without bound."""
        if v in grown:
            return True
        op = self.makers.get(v)
        if isinstance(op, If):
            k = op.results.index(v)
            return True in [self.depends(b.yields[k], grown, loop, held) for b in op.blocks]
        if not isinstance(op, Call) or not is_whole(v):
            return False
        if op.callee in HOLDS:
            less = isinstance(op.operands[-1], Const) and op.operands[-1].value > 1
            return True in [self.depends(w, grown, loop, held or less and op.callee is operator.floordiv)
                            for w in op.operands if is_whole(w)]
        found = [self.depends(w, grown, loop, held) for w in op.operands if is_whole(w)]
        small = any(isinstance(w, Const) and w.value in (-1, 0, 1) for w in op.operands)
        if op.callee in GROWS and any(found) and not small or op.callee is operator.add and all(found) and not held:
            raise UnsupportedError(f"the {GROWS.get(op.callee, 'sum')} grows from trip to trip, and may exceed the 64 "
                                   "bits of Numba's integers", op.site.location if op.site is not None else None,
                                   f"make a float of it, or {WAY_OUT}", code="S2SAD405")
        return any(found)


def is_whole(v: Value) -> bool:
    """Whether a value is one of Python's integers."""
    return isinstance(v.kind, Scalar) and v.kind.dtype in ("int64", "number") and v.kind.python is not False


def check(function: Function) -> Function:
    """Refuse a function of which an integer may exceed 64 bits."""
    growth = Growth(function)
    for op in walk(function.body):
        if isinstance(op, (For, While)):
            growth.loop(op)
    return function
