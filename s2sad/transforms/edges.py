"""Zeros are made only where no store follows: where all but one end of a vector is stored into, of the end.

    %x_bar = np.zeros_like %x                       %e = np.empty_like %x
    %x_bar.1 = add_at %x_bar, :-1, %g       →       %x_bar = replaced %e, -1:, 0.0
                                                    %x_bar.1 = replaced %x_bar, :-1, %g

A short vector whose items are stored one by one is a display of them: ``np.array([a, b])``.
"""
from __future__ import annotations

import sys

import numpy as np

from ..ir import primitives
from ..ir.core import Block, Call, Const, Function, Op, Value, count_uses
from ..ir.kinds import Kind, List, Scalar, dims, rank
from ..runtime import add_at

MOST_ITEMS = 4
OTHER_END = {(None, -1, None): slice(-1, None), (1, None, None): slice(None, 1)}


def clear(function: Function) -> Function:
    """Make zero only what stays zero, in place."""
    _clear(function.body, count_uses(function.body))
    return function


def _clear(block: Block, uses: dict[Value, int]) -> None:
    _display(block, uses)
    zeros: dict[Value, Call] = {}
    ends: dict[Op, Call] = {}           # what makes the zeros -> the store into the end
    for op in block.ops:
        for inner in op.blocks:
            _clear(inner, uses)
        if not isinstance(op, Call):
            continue
        if op.callee is np.zeros_like and op.sweep == "adjoint" and rank(op.result.kind) == 1:
            zeros[op.result] = op
        elif op.callee is add_at and op.operands[0] in zeros and uses[op.operands[0]] == 1:
            end = other_end(op.operands[1])
            if end is not None:
                maker = zeros[op.operands[0]]
                empty = Value(maker.result.name, maker.result.kind)
                ends[maker] = Call(operands=[empty, Const(end), Const(0.0)], results=[maker.result],
                                   callee=primitives.replaced, site=maker.site, sweep=maker.sweep)
                maker.callee, maker.results, op.callee = np.empty_like, [empty], primitives.replaced
    if ends:
        block.ops[:] = [o for op in block.ops for o in ([op, ends[op]] if op in ends else [op])]


def _display(block: Block, uses: dict[Value, int]) -> None:
    """Write a short vector that is stored into item by item as a display, in place."""
    made = {op.result: op for op in block.ops if isinstance(op, Call) and op.results}
    gone: set[Op] = set()
    displays: dict[Op, Call] = {}
    for op in block.ops:
        chain = _stores(op, uses, made)
        if not chain or len(chain) != size(op.results[0].kind):
            continue
        items = {c.operands[1].value % len(chain): c.operands[2] for c in chain}  # type: ignore[attr-defined]
        if len(items) == len(chain):
            shown = Value(None, List(Scalar("float64", None)))
            displays[op] = Call(operands=[items[i] for i in range(len(chain))], results=[shown],
                                callee=primitives.make_list, site=op.site, sweep=op.sweep)
            assert isinstance(op, Call)
            gone.update([*chain[1:], made[chain[-1].operands[0]]])
            op.callee, op.operands = np.array, [shown]
    if displays:
        kept = [op for op in block.ops if op not in gone]
        block.ops[:] = [o for op in kept for o in ([displays[op], op] if op in displays else [op])]


def _stores(op: Op, uses: dict[Value, int], made: dict[Value, Call]) -> list[Call]:
    """The additions of numbers to certain items of zeros that nobody else reads, of which ``op`` is the last."""
    chain: list[Call] = []
    step: Op | None = op
    while isinstance(step, Call) and step.callee is add_at and size(step.result.kind) <= MOST_ITEMS and isinstance(
            step.operands[1], Const) and type(step.operands[1].value) is int and isinstance(
            step.operands[2].kind, Scalar) and uses[step.operands[0]] == 1:
        chain.append(step)
        step = made.get(step.operands[0])
    return chain if isinstance(step, Call) and step.callee in (np.zeros, np.zeros_like) and step.sweep else []


def size(kind: Kind) -> int:
    """The length of a vector, where that is known."""
    found = dims(kind)
    return found[0] if found and len(found) == 1 and isinstance(found[0], int) else sys.maxsize


def other_end(index: Value) -> slice | None:
    """The rest of a vector, where an index is all but the first or the last item."""
    if not isinstance(index, Const) or not isinstance(index.value, slice):
        return None
    return OTHER_END.get((index.value.start, index.value.stop, index.value.step))
