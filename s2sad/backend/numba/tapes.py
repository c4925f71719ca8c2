"""Tapes as preallocated arrays, where the number of trips and the shape of the items are known before the loop.

    %t = make_list                              %t = np.empty %n
    for %i in range(0, %n, 1) with %t:    →     for %i in range(0, %n, 1) with %t:
        %t.1 = appended %t, %y                      %t.1 = replaced %t, %i, %y

The tape of a loop inside a loop becomes a row of the outer loop's, ``y_tapes[i, j]``, if each of its trips is as long;
otherwise the outer tape stays a list, of arrays.
"""
from __future__ import annotations

import operator
from collections.abc import Iterable

import numpy as np

from ...errors import InternalError
from ...ir import primitives
from ...ir.core import Block, Call, Const, For, Function, If, Op, Value, While, count_uses, defined_in, next_carried
from ...ir.kinds import Array, Dim, Kind, List, Scalar
from ...transforms.build import Builder

COUNTS = {len, np.size, np.ndim}        # never negative


class Tapes:
    """Turns the lists that a function's loops fill into arrays."""

    def __init__(self, function: Function):
        self.function = function
        self.uses = count_uses(function.body)
        self.stores: dict[Value, tuple[For, Call, list[Value]]] = {}    # final -> loop, store, lengths of its axes
        self.home: dict[Value, Block] = {}
        self.makers: dict[Value, Op] = {}
        self.index(function.body)
        self.visit(function.body, [p for p in function.params if isinstance(p.kind, Array)])
        self.whole = {f for f, (_, _, sizes) in self.stores.items() if len(sizes) > 1}      # tapes of many dimensions
        self.retype(function.body)

    def index(self, block: Block) -> None:
        self.home.update(dict.fromkeys(block.params, block))
        for op in block.ops:
            self.home.update(dict.fromkeys(op.results, block))
            self.makers.update(dict.fromkeys(op.results, op))
            for inner in op.blocks:
                self.index(inner)

    def visit(self, block: Block, arrays: list[Value]) -> None:
        """Inner loops first; ``arrays`` are those at hand, of which shapes can be asked."""
        for op in list(block.ops):
            for inner in op.blocks:
                self.visit(inner, [*arrays, *(p for p in inner.params if isinstance(p.kind, Array))])
            if isinstance(op, For) and not op.stops:
                for j in range(len(op.inits)):
                    self.tape(op, j, block, arrays)
            arrays += [r for r in op.results if isinstance(r.kind, Array)]

    # -- one tape ------------------------------------------------------------------------

    def tape(self, loop: For, j: int, block: Block, arrays: list[Value]) -> None:
        """Let a loop's list be an array, if it is a tape whose size is known."""
        make, push = self.makers.get(loop.inits[j]), self.makers.get(next_carried(loop)[j])
        param, final = loop.carried[j], loop.finals[j]
        if not (isinstance(make, Call) and make.callee is primitives.make_list and not make.operands
                and make in block.ops and self.uses.get(make.result) == 1):
            return
        if not (isinstance(push, Call) and push.callee is primitives.appended and push.operands[0] is param
                and push in loop.body.ops and self.uses.get(param) == 1 and self.uses.get(push.result) == 1):
            return
        if not self.only_read(final, block):
            return
        item = push.operands[1]
        builder = Builder(Block(), make.sweep)
        builder.site = make.site
        rows = self.row_of(item, loop)
        sizes = [self.trips(loop, builder)]
        if rows is not None:
            sizes += rows[2]
        else:
            found = self.sizes(item.kind, arrays, builder)
            if found is None:
                return
            sizes += found
        kind = self.kind_of(item, final)
        dtype = [] if kind.dtype == "float64" else [Const(getattr(np, kind.dtype if kind.dtype != "bool" else "bool_"))]
        shape = sizes[0] if len(sizes) == 1 else builder.call(primitives.make_tuple, *sizes)
        tape = builder.call(np.empty, shape, *dtype, name=make.result.name, kind=kind)
        at = block.ops.index(loop)
        block.ops[at:at] = builder.block.ops
        block.ops.remove(make)
        loop.operands[3 + j] = tape
        number = self.number_of_trip(loop, push)
        push.result.kind = param.kind = final.kind = kind
        for op in builder.block.ops:
            self.makers[op.result], self.home[op.result] = op, block
        if rows is not None:
            self.thread(loop, push, param, number, rows)
            self.stores[final] = (loop, rows[1], sizes)
            return
        push.callee, push.operands = primitives.replaced, [param, number, item]
        self.stores[final] = (loop, self.into_branches(push, loop.body), sizes)

    def only_read(self, v: Value, block: Block) -> bool:
        """Whether nothing is asked of a list but its items, or that another tape or a branch's result keep it."""
        for op in self.readers(v):
            if isinstance(op, Call) and (op.callee is operator.getitem and op.operands[0] is v
                                         or op.callee is primitives.appended and op.operands[1] is v):
                continue
            return False
        return True

    def readers(self, v: Value) -> Iterable[Op | None]:
        """The operations that read a value; None for each block that yields it."""
        def search(block: Block) -> Iterable[Op | None]:
            for op in block.ops:
                if v in op.operands:
                    yield op
                for inner in op.blocks:
                    yield from search(inner)
            if v in block.yields:
                yield None
        return list(search(self.function.body))

    def kind_of(self, item: Value, final: Value) -> Array:
        inner = item.kind
        dims = inner.dims if isinstance(inner, Array) and inner.dims is not None else ()
        assert isinstance(inner, (Array, Scalar))
        return Array(inner.dtype, (Dim(("tape", final)), *dims))

    # -- sizes ---------------------------------------------------------------------------

    def trips(self, loop: For, builder: Builder) -> Value:
        """How many trips a loop makes."""
        start, stop, step = loop.operands[:3]
        if not (isinstance(step, Const) and step.value == 1):
            return builder.call(len, builder.call(range, start, stop, step))
        if isinstance(start, Const) and start.value == 0:
            return stop if self.never_negative(stop) else builder.call(max, stop, Const(0))
        return builder.call(max, builder.call(operator.sub, stop, start), Const(0))

    def never_negative(self, v: Value) -> bool:
        if isinstance(v, Const):
            return v.value >= 0
        op = self.makers.get(v)
        if any(loop_index_from_zero(v, loop) for loop in self.makers.values() if isinstance(loop, For)):
            return True
        if not isinstance(op, Call):
            return False
        shape = self.makers.get(op.operands[0]) if op.callee is operator.getitem else None
        return op.callee in COUNTS or isinstance(shape, Call) and shape.callee is np.shape

    def sizes(self, kind: Kind, arrays: list[Value], builder: Builder) -> list[Value] | None:
        """The sizes of what is recorded on each trip, asked of arrays that are there before the loop."""
        if isinstance(kind, Scalar):
            return [] if kind.dtype in ("float64", "float32", "int64", "bool", "complex128", "complex64") else None
        if not isinstance(kind, Array) or kind.dims is None:
            return None
        found: list[Value] = []
        for dim in kind.dims:
            if isinstance(dim, int):
                found.append(Const(dim))
                continue
            for v in arrays:
                dims = v.kind.dims  # type: ignore[attr-defined]
                if dims is not None and dim in dims:
                    axis = dims.index(dim)
                    found.append(builder.call(len, v) if axis == 0 else builder.call(
                        operator.getitem, builder.call(np.shape, v, spelling="attribute"), Const(axis)))
                    break
            else:
                return None
        return found

    # -- stores --------------------------------------------------------------------------

    def number_of_trip(self, loop: For, before: Call) -> Value:
        """The number of a loop's trip, counted from 0, computed in front of an operation of its body."""
        start, _, step = loop.operands[:3]
        builder = Builder(Block(), before.sweep)
        k: Value = loop.index
        if not (isinstance(start, Const) and start.value == 0):
            k = builder.call(operator.sub, k, start)
        if not (isinstance(step, Const) and step.value == 1):
            k = builder.call(operator.floordiv, k, step)
        if loop.backwards:
            last = builder.call(operator.sub, self.trips(loop, builder), Const(1))
            k = builder.call(operator.sub, last, k)
        loop.body.ops[:0] = builder.block.ops
        self.makers.update((op.result, op) for op in builder.block.ops)
        return k

    def row_of(self, item: Value, loop: For) -> tuple[For, Call, list[Value]] | None:
        """The inner loop that fills a tape of its own on each trip, as long as on any other."""
        found = self.stores.get(item)
        if found is None or found[0] not in loop.body.ops:
            return None
        return found if all(self.hoisted(size, loop) for size in found[2]) else None

    def hoisted(self, size: Value, loop: For) -> bool:
        """Whether a size is known before a loop; what computes it in the loop of nothing else moves in front of it."""
        inside = defined_in(loop.body)
        if size not in inside:
            return True
        maker = self.makers.get(size)
        if maker not in loop.body.ops or not isinstance(maker, Call) or maker.callee not in (
                len, max, range, np.shape, operator.getitem, operator.sub) or not all(
                    self.hoisted(v, loop) for v in maker.operands):
            return False
        home = self.home[loop.results[0]]
        loop.body.ops.remove(maker)
        home.ops.insert(home.ops.index(loop), maker)
        self.home[size] = home
        return True

    def thread(self, loop: For, push: Call, param: Value, number: Value, rows: tuple[For, Call, list[Value]]) -> None:
        """Let the inner loops fill the outer loop's tape, instead of one of their own that is copied into it."""
        inner, store, _ = rows
        item = push.operands[1]
        body, after = loop.body, push.result
        j = inner.finals.index(item)
        body.ops.remove(push)
        body.yields = [item if v is after else v for v in body.yields]
        body.ops.remove(self.makers[inner.inits[j]])
        inner.operands[3 + j] = param
        old = store.operands[1]
        made = self.makers.get(old)
        parts = made.operands if isinstance(made, Call) and made.callee is primitives.make_tuple else [old]
        index = Call(operands=[number, *parts], results=[Value()], callee=primitives.make_tuple, site=store.site,
                     sweep=store.sweep)
        index.result.kind = Builder(Block()).call(primitives.make_tuple, *index.operands).kind
        self.makers[index.result] = index
        place = self.block_of(store, inner.body)
        place.ops.insert(place.ops.index(store), index)
        store.operands[1] = index.result
        self.retype_tape(inner, item, param.kind)

    def retype_tape(self, loop: For, final: Value, kind: Kind) -> None:
        """Give a tape another kind, wherever it is carried in a loop."""
        j = loop.finals.index(final)
        same = {loop.carried[j], final}

        def visit(block: Block) -> None:
            for op in block.ops:
                if isinstance(op, (For, While)):
                    same.update(v for i, p, f in zip(op.inits, op.carried, op.finals) if i in same for v in (p, f))
                for b in op.blocks:
                    visit(b)
                if isinstance(op, Call) and op.callee is primitives.replaced and op.operands[0] in same:
                    same.add(op.result)
                if isinstance(op, If):
                    same.update(r for k, r in enumerate(op.results) if any(b.yields[k] in same for b in op.blocks))
        visit(loop.body)
        for v in same:
            v.kind = kind

    def block_of(self, op: Op, block: Block) -> Block:
        """The block inside another one that holds an operation."""
        stack = [block]
        while stack:
            b = stack.pop()
            if op in b.ops:
                return b
            stack += [inner for o in b.ops for inner in o.blocks]
        raise InternalError("a tape is filled outside of its loop")

    def into_branches(self, store: Call, block: Block) -> Call:
        """Record a value that only one branch of an ``if`` has in that branch; the store, wherever it is now."""
        tape, number, item = store.operands
        branch = self.makers.get(item)
        if not (type(branch) is If and branch in block.ops and self.uses.get(item) == 1):
            return store
        k = branch.results.index(item)
        given = [b for b in branch.blocks if not isinstance(b.yields[k], Const)]
        at = self.makers.get(number)
        if len(given) != 1 or at in block.ops and block.ops.index(at) > block.ops.index(branch):
            return store
        after = store.result
        inner = given[0]
        kept, value = inner.yields[k], Value(tape.name, tape.kind)
        for b in branch.blocks:
            b.yields[k] = tape
        moved = Call(operands=[tape, number, kept], results=[value],
                     callee=primitives.replaced, site=store.site, sweep=store.sweep)
        inner.ops.append(moved)
        inner.yields[k] = value
        branch.results[k] = after
        block.ops.remove(store)
        self.makers[after], self.makers[value] = branch, moved
        return self.into_branches(moved, inner)

    def at_once(self, op: Call, block: Block) -> None:
        """``tape[i, j]`` for ``tape[i][j]``."""
        row = self.makers.get(op.operands[0])
        if not (isinstance(row, Call) and row.callee is operator.getitem and row.operands[0] in self.whole):
            return
        indices = [row.operands[1], op.operands[1]]
        if not all(isinstance(v.kind, Scalar) for v in indices[1:]):
            return
        made = self.makers.get(indices[0])
        first = made.operands if isinstance(made, Call) and made.callee is primitives.make_tuple else indices[:1]
        builder = Builder(Block(), op.sweep)
        index = builder.call(primitives.make_tuple, *first, indices[1])
        block.ops[block.ops.index(op):block.ops.index(op)] = builder.block.ops
        self.makers.update((o.result, o) for o in builder.block.ops)
        op.operands = [row.operands[0], index]

    # -- kinds ---------------------------------------------------------------------------

    def retype(self, block: Block) -> None:
        """Items of tapes that are arrays now: what is read of a tape, what keeps it."""
        for op in list(block.ops):
            if isinstance(op, Call) and op.results and op.callee is operator.getitem and isinstance(
                    op.operands[0].kind, Array) and isinstance(op.result.kind, List):
                op.result.kind = Builder(Block()).call(operator.getitem, *op.operands).kind
            if isinstance(op, Call) and op.callee is operator.getitem and isinstance(op.operands[0].kind, List):
                op.result.kind = op.operands[0].kind.item
            if isinstance(op, Call) and op.callee is operator.getitem:
                self.at_once(op, block)
            if isinstance(op, Call) and op.callee is primitives.appended:
                op.result.kind = List(op.operands[1].kind)
            if isinstance(op, (For, While)):
                for y, p, f in zip(next_carried(op), op.carried, op.finals):
                    pushed = self.makers.get(y)
                    if isinstance(p.kind, List) and isinstance(pushed, Call) and pushed.callee is primitives.appended:
                        p.kind = f.kind = List(pushed.operands[1].kind)
            for inner in op.blocks:
                self.retype(inner)
            if isinstance(op, If):
                for n, r in enumerate(op.results):
                    for inner in op.blocks:
                        if isinstance(r.kind, List) and isinstance(inner.yields[n].kind, (Array, List)):
                            r.kind = inner.yields[n].kind


def loop_index_from_zero(v: Value, loop: For) -> bool:
    """Whether a value is the index of a loop that begins at a number that is not negative, and counts up."""
    start, _, step = loop.operands[:3]
    return v is loop.index and isinstance(start, Const) and start.value >= 0 and isinstance(
        step, Const) and step.value > 0


def preallocate(function: Function) -> Function:
    """Turn tapes into arrays, in place."""
    Tapes(function)
    return function
