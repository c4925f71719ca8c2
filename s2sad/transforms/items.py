"""The items that a loop's trip reads of its sequences are read first, so that the loop can iterate over them.

    for %i in range(len(xs)):           for %i in range(len(xs)):
        %y = np.sin(%z)         →           %x = getitem xs, %i             for x in xs:
        %x = getitem xs, %i                 %y = np.sin(%z)

``elements`` says which reads these are; emission writes them as the loop's targets.
"""
from __future__ import annotations

import operator

import numpy as np

from ..ir import primitives
from ..ir.core import Call, Const, For, Function, Op, Value, While, defined_in, next_carried, walk


def hoist(function: Function) -> Function:
    """Move the reading of items to the start of loops' bodies, in place."""
    makers = {r: op for op in walk(function.body) for r in op.results}
    for loop in walk(function.body):
        if isinstance(loop, For):
            inside = defined_in(loop.body)
            reads = [op for op in loop.body.ops if _reads_item(op, loop) and op.operands[0] not in inside
                     and _is_length(loop.operands[1], op.operands[0], makers)]
            loop.body.ops[:] = [*reads, *(op for op in loop.body.ops if op not in reads)]
    return function


def elements(loop: For, makers: dict[Value, Op], uses: dict[Value, int]) -> list[Call]:
    """The reads that iterating over their sequences replaces: one each of sequences as long as the loop."""
    start, stop, step = loop.operands[:3]
    if not (_is(start, 0) and _is(step, 1)):
        return []
    found: dict[Value, Call] = {}
    for op in loop.body.ops:
        if not (_reads_item(op, loop) and isinstance(op, Call)):
            break
        if op.operands[0] not in found and _is_length(stop, op.operands[0], makers):
            found[op.operands[0]] = op
    reads = list(found.values())
    if loop.backwards:                  # Python has no way to count down beside the items
        return reads if uses.get(loop.index, 0) == len(reads) else []
    counts = uses.get(loop.index, 0) > 1
    return [op for op in reads[:1] if not counts or op.result.name is not None or uses.get(op.result, 0) > 1]


def _reads_item(op: Op, loop: For) -> bool:
    return isinstance(op, Call) and op.callee is operator.getitem and op.operands[1] is loop.index


def _is(v: Value, number: int) -> bool:
    return isinstance(v, Const) and type(v.value) is int and v.value == number


def _is_length(stop: Value, items: Value, makers: dict[Value, Op]) -> bool:
    """Whether a loop's trips are as many as a sequence's items."""
    if isinstance(items, Const):
        return isinstance(stop, Const) and stop.value == len(items.value)
    made = makers.get(items)
    if isinstance(made, (For, While)):
        return _is_tape(items, made, stop, makers)
    if isinstance(made, Call) and made.callee is np.ndarray.tolist:
        items = made.operands[0]
    length = makers.get(stop)
    return isinstance(length, Call) and length.callee is len and length.operands[0] is items


def _is_tape(items: Value, loop: For | While, stop: Value, makers: dict[Value, Op]) -> bool:
    """Whether a list received one item on each trip of a loop that made ``stop`` trips."""
    if items not in loop.finals:
        return False
    j = loop.finals.index(items)
    made, pushed = makers.get(loop.inits[j]), makers.get(next_carried(loop)[j])
    if not (isinstance(made, Call) and made.callee is primitives.make_list and not made.operands):
        return False
    if not (pushed in loop.body.ops and isinstance(pushed, Call) and pushed.callee is primitives.appended
            and pushed.operands[0] is loop.carried[j]):
        return False
    if loop.trips is not None:
        return stop is loop.trips
    return isinstance(loop, For) and not loop.backwards and _is(loop.operands[0], 0) and _is(
        loop.operands[2], 1) and (loop.operands[1] is stop or isinstance(stop, Const) and _is(
            loop.operands[1], stop.value))
