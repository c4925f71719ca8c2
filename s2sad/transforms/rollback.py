"""The adjoint sweep undoes what the forward sweep wrote, so that it reads arrays as they were.

    forward                                     adjoint
    %old = getitem %A, %i                       %A.r = replaced %A.1.r, %i, %old
    %A.1 = replaced %A, %i, %e                  … reads of %A.1.r until here, of %A.r from here on

Each version of an array that is written has a *handle* in the adjoint sweep: the last one is the array
itself, and each store undone gives the handle of the version before.  Handles go through branches and
loops as cotangents do, in the other direction.  What nobody reads is removed afterwards as dead code,
with the tapes of old values: a loop whose adjoint reads no version keeps none.
"""
from __future__ import annotations

import operator

from ..ir import primitives
from ..ir.core import Block, Call, For, Function, If, Op, Value, While, defined_in, next_carried, walk
from ..ir.kinds import Array, dims
from ..runtime import add_at, copied
from .build import Builder

STORES = {primitives.replaced, add_at}


def is_store(op: Op) -> bool:
    """Whether an operation makes another version of an array by writing into it."""
    return isinstance(op, Call) and op.callee in STORES and isinstance(op.result.kind, Array)


def is_change(op: Op) -> bool:
    """Whether an operation's result is its first operand, under a change of its adjoint."""
    return isinstance(op, Call) and op.callee in (primitives.with_adjoint, primitives.same)


def written_versions(block: Block) -> set[Value]:
    """The versions of arrays that come after a store, in loops and branches too."""
    found: set[Value] = set()
    ops = [op for op in walk(block) if op.blocks or is_store(op) or is_change(op)]
    size = -1
    while size != len(found):
        size = len(found)
        for op in ops:
            if is_store(op) or is_change(op) and op.operands[0] in found:
                found.add(op.results[0])
            elif isinstance(op, If):
                found.update(r for r, a, b in zip(op.results, op.then.yields, op.orelse.yields)
                             if isinstance(r.kind, Array) and (a in found or b in found))
            elif isinstance(op, (For, While)):
                for p, y, r in zip(op.carried, next_carried(op), op.finals):
                    if isinstance(r.kind, Array) and y in found:
                        found.update((p, r))
    return found


def only_written(loop: For | While, k: int, makers: dict[Value, Op]) -> bool:
    """Whether a loop carries one array, into which it stores; what it makes anew may be of another size."""
    v = next_carried(loop)[k]
    while v is not loop.carried[k]:
        op = makers.get(v)
        if op is not None and (is_store(op) or is_change(op)):
            v = op.operands[0]
        elif isinstance(op, (For, While)) and v in op.finals and only_written(op, op.finals.index(v), makers):
            v = op.inits[op.finals.index(v)]
        elif isinstance(op, If) and len(sources := {written_from(y, makers) for b in op.blocks
                                                    for y in [b.yields[op.results.index(v)]]}) == 1:
            v = sources.pop()
        else:
            return False
    return True


def written_from(v: Value, makers: dict[Value, Op]) -> Value:
    """The version of an array before the stores that lead to another one."""
    while (op := makers.get(v)) is not None and (is_store(op) or is_change(op)):
        v = op.operands[0]
    return v


class Rollback:
    """The handles of versions while an adjoint sweep is built."""

    def __init__(self, builder: Builder, function: Function):
        self.builder = builder
        self.versions = written_versions(function.body)
        self.maker: dict[Value, Op] = {r: op for op in walk(function.body) for r in op.results}
        self.body = function.body
        self.following: dict[Value, Value] = {}         # version -> the next one
        self.around: dict[Value, tuple[Block, ...]] = {}    # value -> the blocks that it is defined in
        self.closed: dict[Op, list[int]] = {}           # loop -> positions of the arrays that it takes over
        self.handles: dict[Value, Value] = {}           # version -> its handle at this point of the sweep
        self.stands_for: dict[Value, list[Value]] = {}  # handle -> versions
        self.undone: dict[Value, Call] = {}             # handle -> the store that gives it by being undone
        self.saves: dict[Op, list[Op]] = {}             # store -> operations that save what it overwrites

    def last(self, version: Value) -> Value:
        """The last version that an array has where this one is defined: what it is after the forward sweep."""
        if not self.following:
            self.survey(self.body, ())
            for op in walk(self.body):
                if is_store(op) or is_change(op):
                    self.following[op.operands[0]] = op.results[0]
                elif isinstance(op, If):
                    for r, *ys in zip(op.results, op.then.yields, op.orelse.yields):
                        if r in self.versions:
                            self.following.update((y, r) for y in ys)
                elif isinstance(op, (For, While)):
                    for k, (i, p, y, r) in enumerate(zip(op.inits, op.carried, next_carried(op), op.finals)):
                        keeps_size = dims(i.kind) is not None and i.kind == y.kind
                        if r in self.versions and (keeps_size or only_written(op, k, self.maker)):
                            self.following[i] = self.following[y] = r
                            self.following.setdefault(p, r)
        seen: set[Value] = set()
        last, around = version, self.around.get(version, ())
        while version in self.following and version not in seen and self.following[version].kind == version.kind:
            seen.add(version)
            version = self.following[version]
            if self.around.get(version, ()) == around[:len(self.around.get(version, ()))]:
                last = version
        return last

    def survey(self, block: Block, around: tuple[Block, ...]) -> None:
        """Note around each value the blocks that it is defined in, outermost first."""
        self.around.update(dict.fromkeys(block.params, around))
        for op in block.ops:
            self.around.update(dict.fromkeys(op.results, around))
            for inner in op.blocks:
                self.survey(inner, (*around, inner))

    def handle(self, version: Value) -> Value:
        return self.handles.get(version, version)

    def show(self, version: Value, handle: Value) -> None:
        self.handles[version] = handle
        self.stands_for.setdefault(handle, []).append(version)

    def undo(self, op: Call) -> None:
        """The version before a store, of the one after it."""
        base, index = op.operands[:2]
        scratch = Builder(Block())
        scratch.site = op.site
        saved = scratch.call(operator.getitem, base, index)
        if isinstance(saved.kind, Array):
            saved = scratch.call(copied, saved, kind=saved.kind)
        saved.name = f"{base.name}_old" if base.name else "old"
        self.saves[op] = list(scratch.block.ops)
        before = Value(base.name, base.kind)
        self.builder.block.ops.append(Call(
            operands=[self.handle(op.result), index, saved], results=[before], callee=primitives.replaced,
            site=op.site, sweep="adjoint"))
        self.show(base, before)
        self.undone[before] = op

    def pass_by(self, op: Call) -> None:
        """The version before a change of an adjoint is the one after it."""
        if op.result in self.versions:
            self.show(op.operands[0], self.handle(op.result))

    # -- branches ------------------------------------------------------------------------

    def enter_branch(self, op: If, branch: Block, before: dict[Value, Value]) -> None:
        self.handles = dict(before)
        inside = defined_in(branch)
        for r, y in zip(op.results, branch.yields):
            if r in self.versions and (y in inside or r in before and y not in before):
                self.handles[y] = before.get(r, r)      # else `y` is as it was, or is shown by a handle of its own

    def leave_branches(self, op: If, new: If, before: dict[Value, Value], after: list[dict[Value, Value]],
                       inner: set[Value]) -> None:
        """Merge the handles that two branches leave for the versions before them."""
        then, orelse = after
        self.handles = dict(before)
        for v in then:
            if v in inner or v not in orelse and v not in before:
                continue
            a, b = then[v], orelse.get(v, before.get(v, v))
            if a is b:
                self.handles[v] = a
                continue
            result = Value(v.name, v.kind)
            new.then.yields.append(a)
            new.orelse.yields.append(b)
            new.results.append(result)
            self.show(v, result)

    # -- loops ---------------------------------------------------------------------------

    def carried(self, op: For | While) -> list[int]:
        """The positions whose arrays each trip takes over, written, from the trip before; they may change places."""
        if op not in self.closed:
            params = {p: j for j, p in enumerate(op.carried)}
            origins = [self.origin(y) for y in next_carried(op)]
            of = {j: None if v is None else params.get(v) for j, (v, r) in enumerate(zip(origins, op.finals))
                  if r in self.versions}
            while True:
                whole: dict[int, int | None] = {j: k for j, k in of.items() if k in of and j in of.values()}
                if len(set(whole.values())) < len(whole):
                    whole = {}
                if len(whole) == len(of):
                    break
                of = whole
            self.closed[op] = list(of)
        return self.closed[op]

    def origin(self, v: Value) -> Value | None:
        """The version that a trip, or a branch, began with, which is restored when its stores are undone."""
        op = self.maker.get(v)
        if op is None or v not in self.versions:
            return v
        if isinstance(op, If):
            i = op.results.index(v)
            a, b = self.origin(op.then.yields[i]), self.origin(op.orelse.yields[i])
            return a if a is b else None
        if isinstance(op, (For, While)):
            j = op.results.index(v)
            return self.origin(op.inits[j]) if j in self.carried(op) else None
        return self.origin(op.operands[0])

    def enter_loop(self, op: For | While, before: dict[Value, Value]) -> list[Value]:
        """Parameters for the handles that the adjoint loop carries."""
        self.handles = dict(before)
        params = []
        for j in self.carried(op):
            p = Value(op.finals[j].name, op.finals[j].kind)
            params.append(p)
            self.show(next_carried(op)[j], p)
        return params

    def leave_loop(self, op: For | While, params: list[Value], results: list[Value],
                   before: dict[Value, Value]) -> list[Value]:
        """What a trip of the adjoint loop leaves: the handles of what its forward trip began with."""
        outs = [self.handle(op.carried[j]) for j in self.carried(op)]
        self.handles = dict(before)
        for j, r in zip(self.carried(op), results):
            self.show(op.inits[j], r)
        return outs

    def insert_saves(self, block: Block) -> None:
        """Put the saving of old values in front of the stores, in place."""
        ops = []
        for op in block.ops:
            for inner in op.blocks:
                self.insert_saves(inner)
            ops += [*self.saves.get(op, ()), op]
        block.ops[:] = ops
