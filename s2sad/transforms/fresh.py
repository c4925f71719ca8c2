"""Gradients that are returned own their memory: no alias of an argument, a seed, or each other.

    %x_bar = broadcast_like 1.0, %x         →       %x_bar = np.ones_like %x
    return %y_bar, %y_bar                   →       return %y_bar, %y_bar.copy()
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..analysis.activity import producers
from ..analysis.memory import COPYING, FRESH
from ..ir import primitives
from ..ir.core import Call, Const, For, Function, If, Value, While, next_carried
from ..ir.kinds import Array, Scalar
from ..rules import registry
from ..runtime import add_at, broadcast_like, copied
from .build import Builder

ALLOCATING = FRESH | {"casted", "as_second_matrix", "as_third_matrix", "tiled", "repeated", "inner_products",
                      "vector_products", "convolved", "counted_items"}


def owned(builder: Builder, g: Value, makers: dict[Value, Any], others: list[Value]) -> Value:
    """``g``, copied if it may share memory with anything else."""
    if isinstance(g.kind, Scalar) or isinstance(g, Const):
        return g
    op = makers.get(g)
    if isinstance(op, Call) and op.callee is broadcast_like:
        value, like = op.operands
        if isinstance(like.kind, Array):
            with builder.at(op.site):
                if isinstance(value, Const) and value.value == 1.0:
                    return builder.call(np.ones_like, like, name=g.name)
                return builder.call(np.full_like, like, value, name=g.name, kind=like.kind)
    if g not in others and is_fresh(g, makers, set()):
        return g
    cotangent = g.name if g.name is not None and g.name.endswith("_bar") else None
    return builder.call(copied, g, name=cotangent, kind=g.kind)


def is_fresh(v: Value, makers: dict[Value, Any], seen: set[Value]) -> bool:
    """Whether a value was made by an operation that allocates, on every path."""
    if v in seen:
        return True
    seen.add(v)
    op = makers.get(v)
    if op is None:
        return False
    if isinstance(op, If):
        i = op.results.index(v)
        return all(is_fresh(b.yields[i], makers, seen) or isinstance(b.yields[i].kind, Scalar) for b in op.blocks)
    if isinstance(op, (For, While)):
        j = op.results.index(v)
        out = next_carried(op)[j]
        if out in op.carried:           # passed round: what begins as ours stays ours
            seen.add(v)
            k = op.carried.index(out)
            return is_fresh(op.inits[j], makers, seen) and is_fresh(op.finals[k], makers, seen)
        return is_fresh(op.inits[j], makers, seen) and is_fresh_in(out, op.carried[j], makers, seen)
    if not isinstance(op, Call):
        return False
    if op.callee in (primitives.make_tuple, primitives.make_list, primitives.make_dict, primitives.make_named):
        return all(isinstance(w.kind, Scalar) or is_fresh(w, makers, seen) for w in op.operands
                   if not isinstance(w, Const))
    if op.callee in (add_at, primitives.replaced):
        return is_fresh(op.operands[0], makers, seen)
    if op.callee is operator.getitem:           # an item of what a function of the program returns
        call = makers.get(op.operands[0])
        return isinstance(call, Call) and isinstance(call.callee, Function) and isinstance(
            op.operands[1], Const) and returns_fresh(call.callee, op.operands[1].value, seen)
    if op.callee is np.einsum:          # of a single operand it may be a view
        return len(op.operands) - len(op.keywords) > 2
    return op.callee in COPYING or registry.properties_of(op.callee).kind in ALLOCATING


def returns_fresh(function: Function, item: int, seen: set[Value]) -> bool:
    """Whether an item of the tuple that a function returns is made by it."""
    makers = producers(function.body)
    whole = makers.get(function.result)
    return isinstance(whole, Call) and whole.callee is primitives.make_tuple and is_fresh(
        whole.operands[item], makers, seen)


def is_fresh_in(out: Value, param: Value, makers: dict[Value, Any], seen: set[Value]) -> bool:
    """Whether a trip leaves a carried value fresh, given that it was."""
    seen.add(param)
    return is_fresh(out, makers, seen)
