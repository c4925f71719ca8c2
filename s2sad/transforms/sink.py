"""In a loop's body, the next value of a carried variable is computed after the last reading of the old one.

    %y.1 = mul %y, %x               %s.1 = add %s, %y
    %s.1 = add %s, %y        →      %y.1 = mul %y, %x

Then both values can live in one variable, and the loop reads ``s += y`` and ``y *= x``.
"""
from __future__ import annotations

from ..ir.core import Block, Call, For, Function, Op, Value, While, next_carried, walk
from .dce import has_effect


def sink(function: Function) -> Function:
    """Move the definitions of next values down, in place."""
    for op in walk(function.body):
        if isinstance(op, (For, While)):
            _body(op.body, dict(zip(next_carried(op), op.carried)))
    return function


def _body(body: Block, old_of: dict[Value, Value]) -> None:
    readers: dict[Value, int] = {}
    for op in body.ops:
        for v in set(_reads(op)):
            readers[v] = readers.get(v, 0) + 1
    late = [op for op in body.ops if isinstance(op, Call) and op.sweep and len(op.results) == 1 and not has_effect(op)
            and op.result in old_of and op.result not in readers and any(readers.get(v, 0) > 1 for v in op.operands)]
    for op in late:
        body.ops.remove(op)
        body.ops.append(op)


def _reads(op: Op) -> list[Value]:
    found = list(op.operands)
    for b in op.blocks:
        found.extend(b.yields)
        for inner in b.ops:
            found.extend(_reads(inner))
    return found
