"""Liveness: which values are still to be read where another is defined, or after an operation.

    %a = …
    %b = …              %a is live here, so the two interfere: they need a variable each
    %c = add %a, %b

A long program has hundreds of values that live long, so a set of values is an integer, one bit for each.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..ir import primitives
from ..ir.core import (
    Block,
    Call,
    Const,
    Define,
    For,
    Function,
    If,
    Op,
    Try,
    Value,
    While,
    With,
    defined_in,
    free_values,
    walk,
)
from .fold import STORES, Folding


class Liveness:
    """Answers for the values of a function that are not folded into expressions."""

    def __init__(self, function: Function, folding: Folding):
        self.folding = folding
        self.bits: dict[Value, int] = {}                # value -> the set of it alone
        self.conflicts: dict[Value, int] = {}           # value -> what is live where it is defined
        self.read: dict[Value, int] = {}                # operand -> the variables that are read for it
        self.live_after: dict[Op, int] = {}             # store -> what is still to be read after it
        self.dies: set[tuple[Op, Value]] = set()        # (operation, operand): its last reading
        for v in in_order(function):
            self.bit(v)
        live = self.backwards(function.body, 0)
        for p in function.params:
            self.defines(p, live | self.set_of(function.params))
        for op in walk(function.body):          # after its handler, Python deletes the exception's name
            if isinstance(op, Call) and op.callee is primitives.caught:
                self.defines(op.result, self.set_of(self.bits))

    # -- answers -----------------------------------------------------------------------

    def interfere(self, a: Value, b: Value) -> bool:
        """Whether one of two values is defined while the other is still to be read."""
        return bool(self.conflicts.get(a, 0) & self.bits.get(b, 0) or self.conflicts.get(b, 0) & self.bits.get(a, 0))

    def interfering(self, values: Iterable[Value]) -> list[Value]:
        """Those of some values that interfere with another one of them."""
        values = list(values)
        together, found = self.set_of(values), 0
        for v in values:
            others = self.conflicts.get(v, 0) & together
            if others:
                found |= others | self.bit(v)
        return [v for v in values if self.bit(v) & found]

    def reads(self, v: Value) -> set[Value]:
        """The variables read where ``v`` is."""
        if isinstance(v, Const):
            return set()
        op = self.folding.folded.get(v)
        return self.folding.leaves(v, op) if op is not None else {v}

    # -- sets --------------------------------------------------------------------------

    def bit(self, v: Value) -> int:
        found = self.bits.get(v)
        if found is None:
            found = self.bits[v] = 1 << len(self.bits)
            self.conflicts[v] = 0
        return found

    def set_of(self, values: Iterable[Value]) -> int:
        found = 0
        for v in values:
            found |= self.bit(v)
        return found

    def read_for(self, operands: Iterable[Value]) -> int:
        """The set of variables read where some operands are."""
        found = 0
        for v in operands:
            if v not in self.read:
                self.read[v] = self.set_of(self.reads(v))
            found |= self.read[v]
        return found

    # -- the walk ----------------------------------------------------------------------

    def defines(self, v: Value, live: int) -> None:
        self.conflicts[v] = (self.conflicts.get(v, 0) | live) & ~self.bit(v)

    def define_together(self, values: list[Value], live: int = 0) -> None:
        """Values that are defined at once."""
        live |= self.set_of(values)
        for v in values:
            self.defines(v, live)

    def backwards(self, block: Block, after: int) -> int:
        """The values live at the start of a block, given those live after it."""
        live = after | self.read_for(block.yields)
        for op in reversed(block.ops):
            if not (op.results and op.results[0] in self.folding.folded):
                live = self.before(op, live)
        return live

    def before(self, op: Op, live: int) -> int:
        """The values live before an operation, given those live after it."""
        for r in op.results:
            self.defines(r, live)
        live &= ~self.set_of(op.results)
        match op:
            case Call():
                self.die(op, live)
                if op.callee in STORES and op.results:
                    self.live_after[op] = live          # the store is made before the others are read
                    array = op.operands[0]              # (the array itself may be: its copy reads the same)
                    self.defines(op.result, self.read_for(op.operands[1:]) & ~self.set_of(
                        [] if isinstance(array, Const) else [array]))
            case If():
                self.define_together(op.results)
                orelse = self.backwards(op.orelse, live)
                half_way = live | orelse if isinstance(op, (Try, With)) else live   # the body may be left anywhere
                live = self.backwards(op.then, half_way) | orelse
            case Define():
                free = self.read_for(free_values(op.body))
                start = self.backwards(op.body, free | live)
                self.define_together(op.body.params, start | free)
                for v in defined_in(op.body):           # what an inner function assigns is its own
                    if v not in self.folding.folded:
                        self.defines(v, free | live)
                return live | free
            case For() | While():
                live = self.before_loop(op, live)
                self.die(op, live)
        return live | self.read_for(op.operands)

    def before_loop(self, op: For | While, live: int) -> int:
        """What a loop reads from outside is live throughout it: the next trip reads it again."""
        through = live
        for b in op.blocks:
            through |= self.read_for(free_values(b))
        bounds = op.operands[:3] if isinstance(op, For) else []
        if op.trips is not None:
            through |= self.bit(op.trips)
            self.defines(op.trips, live | self.set_of(op.finals))
            if isinstance(op, For) and self.folding.uses.get(op.trips, 0):
                through |= self.bit(op.index) | self.read_for(bounds)       # read at each `break`
        start = self.backwards(op.body, through)
        if isinstance(op, While):
            condition = self.backwards(op.condition, through | start & ~self.set_of(op.body.params))
            self.define_together(op.condition.params, condition)
        # the range is made after the carried values are set
        self.define_together(op.body.params, start | through | self.read_for(bounds))
        self.define_together(op.finals)
        gone = self.set_of([*op.body.params, *op.results, *(op.condition.params if isinstance(op, While) else ())])
        return (through | start) & ~gone

    def die(self, op: Op, live: int) -> None:
        for v in op.operands:
            if self.read_for([v]) & ~live:
                self.dies.update((op, w) for w in self.reads(v) if not self.bit(w) & live)


def in_order(function: Function) -> Iterator[Value]:
    """Every value that a function defines, in the order of the text."""
    def visit(block: Block) -> Iterator[Value]:
        yield from block.params
        for op in block.ops:
            for inner in op.blocks:
                yield from visit(inner)
            yield from op.results
    yield from function.params
    yield from visit(function.body)
