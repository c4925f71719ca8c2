"""Items of a list that grows and shrinks are read where the list is at hand, so that no list need be kept.

    forward:  %g.1 = without_last %g                forward:  %v = getitem %g, -1
                                            →                 %g.1 = without_last %g
    adjoint:  %w = getitem %g, -1                   adjoint:  %v is read

What is recorded is then one item for each trip.  A list that is kept has to be copied before each change.
"""
from __future__ import annotations

import operator

from ..analysis.indexing import same_index
from ..ir import primitives
from ..ir.core import Block, Call, Const, Op, Value, substitute
from ..ir.kinds import List
from .rollback import STORES

CHANGES = {*STORES, primitives.appended, primitives.without_last}


class ListItems:
    """Moves readings of lists' items from an adjoint sweep into the blocks that it mirrors."""

    def __init__(self, top: Block, mirrored: dict[Block, Block]):
        self.top, self.mirrored = top, mirrored
        self.home: dict[Value, Block] = {}
        self.outer: dict[Block, Block] = {}
        self.producer: dict[Value, Op] = {}
        self.moved: dict[Value, Value] = {}         # result of a reading in the sweep -> the forward value
        self.index(top)

    def index(self, block: Block) -> None:
        self.home.update((p, block) for p in block.params)
        for op in block.ops:
            self.home.update((r, block) for r in op.results)
            self.producer.update((r, op) for r in op.results)
            for inner in op.blocks:
                self.outer[inner] = block
                self.index(inner)

    def sweep(self, ops: list[Op], forward: Block | None) -> None:
        """Take the readings out of operations that mirror a forward block, in place."""
        for op in list(ops):
            if forward is not None and isinstance(op, Call) and op.callee is operator.getitem and all(
                    isinstance(v, Const) or self.reaches(v, forward) for v in op.operands) and self.changes(
                    op.operands[0]):
                self.moved[op.result] = self.read(op, forward)
                ops.remove(op)
            for inner in op.blocks:
                self.sweep(inner.ops, self.mirrored.get(inner, forward))

    def reaches(self, v: Value, block: Block | None) -> bool:
        """Whether a value can be read in a forward block."""
        while block is not None and self.home.get(v) is not block:
            block = self.outer.get(block)
        return block is not None

    def changes(self, v: Value) -> bool:
        """Whether a value is a list as it is at some time, inside a loop or branch."""
        maker = self.producer.get(v)
        return isinstance(v.kind, List) and self.home[v] is not self.top and (
            not isinstance(maker, Call) or maker.callee in CHANGES)

    def read(self, op: Call, forward: Block) -> Value:
        for o in forward.ops:
            if isinstance(o, Call) and o.callee is op.callee and o.operands[0] is op.operands[0] and same_index(
                    o.operands[1], op.operands[1]):
                return o.result
        new = Call(operands=list(op.operands), results=[Value(op.result.name, op.result.kind)], callee=op.callee,
                   site=op.site)
        places = [forward.ops.index(self.producer[v]) + 1 for v in op.operands
                  if v in self.producer and self.home[v] is forward]
        forward.ops.insert(max(places, default=0), new)
        self.home[new.result], self.producer[new.result] = forward, new
        return new.result


def read_where_lists_are(top: Block, sweep: list[Op], mirrored: dict[Block, Block]) -> None:
    """Move the readings of lists that change from an adjoint sweep into the forward sweep, in place."""
    items = ListItems(top, mirrored)
    items.sweep(sweep, None)
    if items.moved:
        substitute(Block(ops=sweep), items.moved)
