"""Copies, where writing in place needs them: an array that is not ours, a view that must outlive a store.

    %u.1 = replaced %u, …           %u.0 = copied %u            (%u is an argument)
                              →     %u.1 = replaced %u.0, …
    %g = getitem %a, 1:             %v = getitem %a, 1:
    %a.1 = replaced %a, …     →     %g = copied %v              (%g is read after the store)

Values never change, so a program without this pass is right too; but then the backend has to copy the
whole array at each store of which it cannot see that nobody reads the old one.
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..analysis.indexing import gathers
from ..analysis.memory import makes_array, only_reads, reads_shape, shows_first
from ..ir.core import (
    Block,
    Call,
    Const,
    Define,
    For,
    Function,
    If,
    Op,
    Value,
    While,
    count_uses,
    next_carried,
    substitute,
    walk,
)
from ..ir.kinds import Array, rank
from ..runtime import broadcast_like, copied
from ..runtime.outputs import check_view
from .build import Builder
from .rollback import is_store, written_versions


class Copies:
    """Inserts copies into one function."""

    def __init__(self, function: Function):
        self.function = function
        self.versions = written_versions(function.body)
        self.maker: dict[Value, Op] = {r: op for op in walk(function.body) for r in op.results}
        self.home: dict[Value, Block] = {}
        self.taken: dict[Op, set[Value]] = {}       # operation -> arrays that stores in it write over
        self.read: dict[Op, set[Value]] = {}        # operation -> everything that it reads, inside too

    def run(self) -> None:
        if not self.versions:
            return
        self.drop_copies(self.function.body)
        self.survey(self.function.body)
        self.home.update(dict.fromkeys(self.function.params, self.function.body))
        self.block(self.function.body)

    def drop_copies(self, block: Block) -> None:
        """An array that the program has written is its own: what nobody else reads need not be copied."""
        uses = count_uses(self.function.body)
        replace: dict[Value, Value] = {}

        def visit(b: Block) -> None:
            own = {r for op in b.ops for r in op.results}       # others are read on the next trip
            for op in list(b.ops):
                for inner in op.blocks:
                    visit(inner)
                if isinstance(op, Call) and op.callee is copied and op.operands[0] in self.versions and uses[
                        op.operands[0]] == 1 and op.operands[0] in own:
                    replace[op.result] = op.operands[0]
                    b.ops.remove(op)
        if not any(isinstance(op, Define) for op in walk(block)):
            visit(block)
        while replace.keys() & {*replace.values()}:             # a copy of a copy
            replace = {a: replace.get(b, b) for a, b in replace.items()}
        if replace:
            substitute(block, replace)

    # -- what is where -------------------------------------------------------------------

    def survey(self, block: Block) -> None:
        self.home.update(dict.fromkeys(block.params, block))
        for op in block.ops:
            self.home.update(dict.fromkeys(op.results, block))
            taken = set(op.operands[:1]) if is_store(op) else set()
            read = set(op.operands)
            if isinstance(op, (For, While)):
                taken |= {i for i, r in zip(op.inits, op.finals) if r in self.versions}
            for inner in op.blocks:
                self.survey(inner)
                for o in inner.ops:
                    taken |= self.taken[o]
                    read |= self.read[o]
                read.update(inner.yields)
            self.taken[op] = {v for v in taken if not isinstance(v, Const)}
            self.read[op] = read

    def block(self, block: Block) -> None:
        self.views(block)
        self.entries(block)
        for op in list(block.ops):
            for inner in op.blocks:
                self.block(inner)

    # -- views ---------------------------------------------------------------------------

    def views(self, block: Block) -> None:
        """Copy the views that are read after their base has been written, or that something keeps."""
        ops: list[Op] = []
        for n, op in enumerate(block.ops):
            ops.append(op)
            if isinstance(op, Call) and shows_first(op) and self.must_copy(op, n, block):
                shown = op.result
                kept = Value(shown.name, shown.kind)
                op.results = [kept]
                self.read_view(op, shown, kept, block.ops[n + 1:])
                ops.append(Call(operands=[kept], results=[shown], callee=copier(kept, op.sweep), site=op.site,
                                sweep=op.sweep))
                self.maker[shown], self.maker[kept] = ops[-1], op
                self.home[kept] = block
                self.taken[ops[-1]], self.read[ops[-1]] = set(), {kept}
        block.ops[:] = ops

    def read_view(self, op: Call, shown: Value, kept: Value, later: list[Op]) -> None:
        """Let those read the view itself that may: a copy lies otherwise in memory, so sums round otherwise."""
        base = self.base_of(op)
        checked: set[Value] = set()                 # what a check must see as a view, and what that is a view of
        for o in reversed(later):
            if isinstance(o, Call) and (o.callee is check_view or shows_first(o) and o.result in checked):
                checked.add(o.operands[0])
        for o in later:
            if isinstance(o, Call) and shown in o.operands and shows_first(o) and o.result in checked:
                o.operands = [kept if v is shown else v for v in o.operands]
                self.read[o] = {kept if v is shown else v for v in self.read[o]}
            plain = op.sweep == "" and isinstance(o, Call) and not self.keeps(o, [shown]) and not shows_first(o)
            if isinstance(o, Call) and shown in o.operands and (o.callee is check_view or plain):
                o.operands = [kept if v is shown else v for v in o.operands]
                self.read[o] = {kept if v is shown else v for v in self.read[o]}
            if base in self.taken[o]:
                return

    def base_of(self, op: Call) -> Value:
        base = op.operands[0]
        while isinstance(self.maker.get(base), Call) and shows_first(self.maker[base]):
            base = self.maker[base].operands[0]
        return base

    def must_copy(self, op: Call, n: int, block: Block) -> bool:
        base = self.base_of(op)
        if op.callee is operator.getitem and gathers(op.operands[1]):
            return False
        shown = [op.result]                         # the view, and views of it
        written = base in self.versions or any(base in taken for taken in self.taken.values())
        stale = False
        for later in block.ops[n + 1:]:
            reads = [v for v in shown if v in self.read[later]]
            if reads and stale:
                return True
            if base in self.taken[later]:
                stale = True
                if reads and not is_store(later):
                    return True
            if not reads:
                continue
            if isinstance(later, Call) and shows_first(later) and later.operands[0] in shown:
                shown.append(later.result)
            elif written and self.keeps(later, reads):
                return True
        return written and any(v in block.yields for v in shown)

    def keeps(self, op: Op, values: list[Value]) -> bool:
        """Whether an operation may hold some values for longer than it takes to read them."""
        if not isinstance(op, Call):
            return isinstance(op, (Define, For, While)) or any(v in b.yields for b in op.blocks for v in values)
        return bool(op.results) and not only_reads(op) and not is_store(op) and any(
            v in values and not reads_shape(op, i) for i, v in enumerate(op.operands))

    # -- entries -------------------------------------------------------------------------

    def entries(self, block: Block) -> None:
        """Copy what begins to be written and is not ours, or is still read."""
        for op in list(block.ops):
            if isinstance(op, Call) and is_store(op):
                base = op.operands[0]
                if base not in self.versions and not self.ours(base, block):
                    op.operands[0] = self.copy(base, block, op, op.result.name)
            elif isinstance(op, (For, While)):
                first = 3 if isinstance(op, For) else 0
                for j, (i, y, r) in enumerate(zip(op.inits, next_carried(op), op.finals)):
                    if r not in self.versions or isinstance(i, Const):
                        continue
                    if not self.ours(i, block) or self.read_later(i, op, block) or i in op.inits[:j]:
                        op.operands[first + j] = self.copy(i, block, op, op.carried[j].name)
                    if y is not op.carried[j] and y not in self.versions and not self.ours(y, op.body):
                        op.body.yields[j] = self.copy(y, op.body, None, r.name)
            elif isinstance(op, If):
                for k, r in enumerate(op.results):
                    for inner in op.blocks:
                        y = inner.yields[k]
                        if r in self.versions and y not in self.versions and not self.ours(y, inner) and not isinstance(
                                y, Const):
                            inner.yields[k] = self.copy(y, inner, None, r.name)

    def ours(self, v: Value, block: Block) -> bool:
        """Whether the program made an array, in the function that writes it."""
        if v in self.versions:
            return True
        return not isinstance(v.kind, Array) or makes_array(self.maker.get(v)) and self.scope(self.home.get(
            v)) is self.scope(block)

    def scope(self, block: Block | None) -> Block | None:
        """The body of the function that a block is in."""
        if not hasattr(self, "scopes"):
            self.scopes: dict[Block, Block] = {}

            def visit(b: Block, top: Block) -> None:
                self.scopes[b] = top
                for op in b.ops:
                    for inner in op.blocks:
                        visit(inner, inner if isinstance(op, Define) else top)
            visit(self.function.body, self.function.body)
        return self.scopes.get(block) if block is not None else None

    def read_later(self, v: Value, op: Op, block: Block) -> bool:
        """Whether an array, or a view of it, is read inside a loop or after it."""
        at = block.ops.index(op)
        if any(v in self.read[o] for inner in op.blocks for o in inner.ops) or v in block.yields:
            return True
        if self.home.get(v) is not block:       # from further out: it may be read on the next trip
            return True
        return any(v in self.read[o] for o in block.ops[at + 1:])

    def copy(self, v: Value, block: Block, before: Op | None, name: str | None) -> Value:
        """A copy of an array, made in front of an operation, or at the end of a block."""
        maker = self.maker.get(v)
        if isinstance(maker, Call) and maker.callee is broadcast_like and isinstance(maker.operands[1].kind, Array):
            value, like = maker.operands                # what is broadcast becomes an array of its own where it is made
            ones = isinstance(value, Const) and value.value == 1.0
            maker.callee, maker.operands = (np.ones_like, [like]) if ones else (np.full_like, [like, value])
            return v
        builder = Builder(Block(), before.sweep if before is not None else "")
        builder.site = before.site if before is not None else None
        new = builder.call(copier(v, builder.sweep), v, name=name or v.name, kind=v.kind)
        at = block.ops.index(before) if before is not None else len(block.ops)
        block.ops[at:at] = builder.block.ops
        for op in builder.block.ops:
            self.maker[op.result], self.home[op.result] = op, block
            self.taken[op], self.read[op] = set(), set(op.operands)
        return new


def copier(v: Value, sweep: str) -> Any:
    """What copies an array: a primal's keeps its layout, since sums of rows and sums of columns round otherwise."""
    return copied if sweep != "" or rank(v.kind) in (0, 1) else np.copy


def insert(function: Function) -> Function:
    """Insert the copies that writing in place needs, in place."""
    Copies(function).run()
    return function

