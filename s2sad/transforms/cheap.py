"""Which operations are cheap: to compute one again costs no more than to read a tape.

    i + 1       x[i]        x.T         -2.0 * k
"""
from __future__ import annotations

import operator
from typing import Any

from ..analysis.indexing import gathers, index_parts
from ..analysis.infer import infer
from ..ir import primitives
from ..ir.core import Call, Const, Value
from ..ir.kinds import Array, Object, Scalar, same_shape
from ..rules import registry

CHEAP_ON_NUMBERS = {operator.add, operator.sub, operator.mul, operator.neg, operator.truediv, operator.floordiv,
                    operator.mod, operator.pow, operator.lt, operator.le, operator.gt, operator.ge,
                    operator.eq, operator.ne}
VIEWS: set[Any] = {operator.getitem, slice, primitives.make_tuple, len, primitives.same}


def cheap(op: Call) -> bool:
    """Whether an operation costs no more than reading a tape: arithmetic on numbers, views, items."""
    if op.callee in VIEWS:
        if op.callee is operator.getitem and isinstance(op.operands[0].kind, Array):
            return _basic(op.operands[1])
        return True
    if op.callee in CHEAP_ON_NUMBERS:
        return all(isinstance(v.kind, Scalar) for v in op.operands) or op.callee in (
            operator.mul, operator.neg) and all(
            isinstance(v, Const) or len(op.operands) == 1 or any(isinstance(w, Const) for w in op.operands)
            for v in op.operands)
    kind = registry.properties_of(op.callee).kind
    return kind in ("transposition", "shape_tuple", "swapping", "expanded")


def _basic(index: Value) -> bool:
    """Whether an index is of ints and slices only, so that it yields a number or a view."""
    parts = index_parts(index) or []
    return all(p is None or p is ... or isinstance(p, (int, slice, Scalar)) or p == Object(slice) for p in parts)


def same_shape_and_dtype(value: Value, store: Call) -> bool:
    """Whether reading the item gives what was stored there, bit for bit."""
    item = infer(operator.getitem, [store.operands[0], store.operands[1]], {})
    if isinstance(item, Scalar) and isinstance(value.kind, Scalar):
        return item.dtype == value.kind.dtype
    return isinstance(item, Array) and isinstance(value.kind, Array) and item.dtype == value.kind.dtype and same_shape(
        item, value.kind) and not gathers(store.operands[1])
