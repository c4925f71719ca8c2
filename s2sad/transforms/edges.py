"""Zeros are made only where no store follows: where all but one end of a vector is stored into, of the end.

    %x_bar = np.zeros_like %x                       %e = np.empty_like %x
    %x_bar.1 = add_at %x_bar, :-1, %g       →       %x_bar = replaced %e, -1:, 0.0
                                                    %x_bar.1 = replaced %x_bar, :-1, %g

A short vector whose items are stored one by one is a display of them: ``np.array([a, b])``.  A list of structures
to each of which a loop adds once begins as ``[None] * n``, and its items are stored.
"""
from __future__ import annotations

import operator
import sys
from collections.abc import Iterator

import numpy as np

from ..analysis.memory import makes_array
from ..ir import primitives
from ..ir.core import Block, Call, Const, For, Function, Op, Value, count_uses, next_carried, walk
from ..ir.kinds import UNKNOWN, Kind, List, Scalar, Tuple, dims, dtype, rank
from ..runtime import add_at, zeros_like
from .algebra import is_number

MOST_ITEMS = 4
OTHER_END = {(None, -1, None): slice(-1, None), (1, None, None): slice(None, 1)}


def clear(function: Function, lists: bool = True) -> Function:
    """Make zero only what stays zero, in place; ``lists``: a list may begin with None for each item."""
    if lists:
        _store(function)
    _clear(function.body, count_uses(function.body))
    return function


def _store(function: Function) -> None:
    """Store the items of a list of structures that a loop adds to zeros one by one, in place."""
    uses = count_uses(function.body)
    makers: dict[Value, Op] = {r: op for op in walk(function.body) for r in op.results}
    homes = {op: b for b in blocks(function.body) for op in b.ops}
    for loop in walk(function.body):
        if not isinstance(loop, For) or loop.stops or not loop.sweep:
            continue
        start, stop, step = loop.operands[:3]
        length = makers.get(stop)
        if not (isinstance(length, Call) and length.callee is len and is_number(start, 0) and is_number(step, 1)):
            continue
        for i, p, y in zip(loop.inits, loop.carried, next_carried(loop)):
            zeros, added = makers.get(i), makers.get(y)
            if isinstance(zeros, Call) and zeros.callee is zeros_like and isinstance(p.kind, List) and isinstance(
                    p.kind.item, Tuple) and zeros.operands[0] is length.operands[0] and isinstance(
                    added, Call) and added.callee is add_at and added in loop.body.ops and added.operands[:2] == [
                    p, loop.index] and uses[i] == uses[p] == uses[y] == 1 and made_for(
                    added.operands[2], makers, uses):
                nothing = Call(operands=[Const(None)], results=[Value(None, List(UNKNOWN))], site=zeros.site,
                               callee=primitives.make_list, sweep=zeros.sweep)
                home = homes[zeros].ops
                home.insert(home.index(zeros), nothing)
                zeros.callee, zeros.operands = operator.mul, [nothing.result, stop]
                added.callee = primitives.replaced


def made_for(v: Value, makers: dict[Value, Op], uses: dict[Value, int]) -> bool:
    """Whether a structure is one of arrays that were made for it."""
    op = makers.get(v)
    if uses.get(v) != 1 or not isinstance(op, Call):
        return False
    if op.callee in (primitives.make_tuple, primitives.make_named, primitives.make_dict):
        return all(isinstance(w, Const) or isinstance(w.kind, Scalar) or made_for(w, makers, uses)
                   for w in op.operands)
    return makes_array(op)


def blocks(block: Block) -> Iterator[Block]:
    yield block
    for op in block.ops:
        for inner in op.blocks:
            yield from blocks(inner)


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
        name = dtype(op.results[0].kind) or ""
        if len(items) == len(chain) and all(
                isinstance(v.kind, Scalar) and v.kind.dtype == name for v in items.values()):
            shown = Value(None, List(Scalar(name, None)))
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
