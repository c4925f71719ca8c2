"""Residuals: primal values that the adjoint sweep reads, brought to where it reads them.

    for i in range(n):              y_tape = []
        y = y * x                   for i in range(n):
    …                                   y_tape.append(y)
    for i reversed:                     y = y * x
        x_bar += y_bar * y    →     …
                                    for i reversed:
                                        x_bar += y_bar * y_tape[i]

A value outside loops is a plain local.  A value from a branch leaves the ``if`` as one more result.
A value from a loop's body is recomputed where that is cheap (index arithmetic, views, items of what is
at hand), and is otherwise recorded on a tape: a list that the loop carries, one item a trip.
"""
from __future__ import annotations

import operator
from typing import Any

from ..analysis.activity import producers
from ..ir import primitives
from ..ir.core import UNREACHABLE, Block, Call, Const, For, If, Op, Try, Value, While, With, walk
from ..ir.kinds import NEVER, Array, List, Object, Scalar
from ..rules import registry
from .adjoint import Mirror
from .build import Builder
from .dce import has_effect
from .shapes import relax

CHEAP_ON_NUMBERS = {operator.add, operator.sub, operator.mul, operator.neg, operator.truediv, operator.floordiv,
                    operator.mod, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne}
VIEWS: set[Any] = {operator.getitem, slice, primitives.make_tuple, len}
MOST_RECOMPUTED = 5
LOADS = {primitives.load_global, primitives.load_cell}
HARMLESS = {print, primitives.raise_exception, primitives.check_bound}


class Residuals:
    """Makes an adjoint sweep read only what is in scope."""

    def __init__(self, top: Block, adjoint_ops: list[Op], mirrors: dict[Block, Mirror]):
        self.top, self.adjoint_ops, self.mirrors = top, adjoint_ops, mirrors
        self.home: dict[Value, Block] = {}
        self.parent: dict[Block, tuple[Op, Block]] = {}
        self.producer: dict[Value, Op] = {}
        self.index(top)
        self.saved: dict[tuple[Value, Block], Value] = {}       # taped or carried out: (value, its block) -> outer
        self.local: dict[tuple[Value, Block], Value] = {}       # (value, adjoint block) -> where it can be read
        self.prologue: dict[Block, list[Op]] = {}
        self.builder = Builder(Block(), "adjoint", simplifying=False)
        self.chains: dict[Block, list[Block]] = {}
        self.read: set[Value] = set()   # what the adjoint sweep reads of forward blocks
        self.undisturbed = not any(isinstance(op, Call) and has_effect(op) and op.callee not in HARMLESS
                                   for b in [top] for op in walk(b))
        self.plain_locals = True        # a value from a branch may stay unbound where the branch is not taken

    def index(self, block: Block) -> None:
        self.home.update((p, block) for p in block.params)
        for op in block.ops:
            self.home.update((r, block) for r in op.results)
            self.producer.update((r, op) for r in op.results)
            for inner in op.blocks:
                self.parent[inner] = (op, block)
                self.index(inner)

    def run(self) -> None:
        """Rewrite the adjoint sweep's operands."""
        self.collect(self.adjoint_ops)
        self.visit(self.adjoint_ops, None)
        for block, ops in self.prologue.items():
            block.ops[:0] = ops

    def collect(self, ops: list[Op]) -> None:
        """Note what the adjoint sweep reads."""
        for op in ops:
            self.read.update(v for v in op.operands if v in self.home)
            for inner in op.blocks:
                self.collect(inner.ops)
                self.read.update(v for v in inner.yields if v in self.home)

    def recorded_anyway(self, v: Value) -> bool:
        """Whether a value has to be recorded whatever else is."""
        if v not in self.read:
            return False
        op = self.producer.get(v)
        return not (isinstance(op, Call) and cheap(op))

    def visit(self, ops: list[Op], block: Block | None) -> None:
        for op in ops:
            for inner in op.blocks:
                self.visit(inner.ops, inner)
            op.operands = [self.replace(v, block) for v in op.operands]
            for inner in op.blocks:
                inner.yields = [self.replace(v, inner) for v in inner.yields]

    def chain(self, block: Block | None) -> list[Block]:
        """The mirrored adjoint blocks around an adjoint block, outermost first."""
        return self.chains.get(block, []) if block is not None else []

    def replace(self, v: Value, block: Block | None) -> Value:
        """What to read instead of ``v`` in an adjoint block."""
        home = self.home.get(v)
        if home is None or home is self.top or block is None:
            return v
        return self.available(v, self.chain(block))

    def available(self, v: Value, chain: list[Block]) -> Value:
        """A value readable in the innermost adjoint block of a chain."""
        home = self.home.get(v)
        if home is None or home is self.top or isinstance(v, Const):
            return v
        mirrors = [self.mirrors[b] for b in chain if b in self.mirrors]
        depth = next((i for i, m in enumerate(mirrors) if m.forward is home), None)
        if depth is None:
            raise AssertionError(f"{v!r} is read where its block is not mirrored")
        mirror = mirrors[depth]
        key = (v, mirror.adjoint)
        if key in self.local:
            return self.local[key]
        found = self.materialised(v, mirror, chain[:chain.index(mirror.adjoint) + 1])
        self.local[key] = found
        return found

    def materialised(self, v: Value, mirror: Mirror, chain: list[Block]) -> Value:
        """Bring ``v``, defined in the mirror's forward block, into its adjoint block."""
        op = mirror.op
        if isinstance(op, If):
            again = self.recomputed(v, mirror, chain)
            return again if again is not None and not self.is_local(v, op) else self.available(
                self.carried_out(v, op, mirror.forward), chain[:-1])
        if isinstance(op, For) and v is op.index:
            return self.loop_index(op, mirror, chain)
        again = self.recomputed(v, mirror, chain)
        if again is not None:
            return again
        tape = self.available(self.taped(v, op, mirror.forward), chain[:-1])  # type: ignore[arg-type]
        return self.emit(mirror.adjoint, operator.getitem, tape, self.trip(op, mirror, chain), name=v.name, kind=v.kind)

    def is_local(self, v: Value, op: If) -> bool:
        """Whether the If is outside loops, so that its values are plain locals afterwards."""
        block = self.parent[op.then][1]
        return self.plain_locals and block is self.top

    def emit(self, block: Block, callee: Any, *operands: Value, name: str | None = None, kind: Any = None) -> Value:
        ops = self.prologue.setdefault(block, [])
        with self.builder.into(Block()) as scratch:
            value = self.builder.call(callee, *operands, name=name, kind=kind)
        ops.extend(scratch.ops)
        return value

    def bounds(self, op: For, mirror: Mirror, chain: list[Block]) -> list[Value]:
        """The loop's start, stop and step, where the adjoint loop can read them."""
        return [self.available(v, chain[:-1]) if not isinstance(v, Const) else v for v in op.operands[:3]]

    def trip(self, op: Op, mirror: Mirror, chain: list[Block]) -> Value:
        """The number of the trip, counted from 0, in the adjoint loop."""
        assert mirror.index is not None
        key = (mirror.index, mirror.adjoint)
        if mirror.counts_trips or not isinstance(op, For):
            return mirror.index
        if key not in self.local:
            start, stop, step = self.bounds(op, mirror, chain)
            k = self.offset(mirror.adjoint, mirror.index, start, step)
            if op.backwards:
                k = self.from_the_end(mirror.adjoint, k, start, stop, step)
            self.local[key] = k
        return self.local[key]

    def offset(self, block: Block, k: Value, start: Value, step: Value) -> Value:
        if not (isinstance(start, Const) and start.value == 0):
            k = self.emit(block, operator.sub, k, start)
        if not (isinstance(step, Const) and step.value == 1):
            k = self.emit(block, operator.floordiv, k, step)
        return k

    def from_the_end(self, block: Block, k: Value, start: Value, stop: Value, step: Value) -> Value:
        """The number of a trip of a loop that counts backwards."""
        plain = isinstance(start, Const) and start.value == 0 and isinstance(step, Const) and step.value == 1
        n = stop if plain else self.emit(block, len, self.emit(block, range, start, stop, step))
        return self.emit(block, operator.sub, self.emit(block, operator.sub, n, Const(1)), k)

    def loop_index(self, op: For, mirror: Mirror, chain: list[Block]) -> Value:
        """The forward loop's index in the adjoint loop."""
        assert mirror.index is not None
        if not mirror.counts_trips:
            return mirror.index
        start, stop, step = self.bounds(op, mirror, chain)
        k = mirror.index
        if op.backwards:
            k = self.from_the_end(mirror.adjoint, k, start, stop, step)
        if not (isinstance(step, Const) and step.value == 1):
            k = self.emit(mirror.adjoint, operator.mul, k, step)
        if not (isinstance(start, Const) and start.value == 0):
            k = self.emit(mirror.adjoint, operator.add, start, k)
        return k

    # -- recording -----------------------------------------------------------------------

    def carried_out(self, v: Value, op: If, forward: Block) -> Value:
        """``v`` as one more result of its ``if``."""
        key = (v, forward)
        if key not in self.saved:
            result = Value(v.name, v.kind)
            filler = UNREACHABLE if self.is_local(v, op) else Const(None)     # a tape has an item for every trip
            op.results.append(result)
            for block in op.blocks:
                block.yields.append(v if block is forward else filler)
            self.define(result, op)
            self.saved[key] = result
        return self.saved[key]

    def taped(self, v: Value, op: For | While, forward: Block) -> Value:
        """The tape of ``v``: a list with its value on each trip, as one more value that the loop carries."""
        key = (v, forward)
        if key not in self.saved:
            name = f"{v.name}_tape" if v.name else "tape"
            kind = List(v.kind)
            param, new, result = Value(name, kind), Value(name, kind), Value(name, kind)
            home = self.parent[forward][1]
            make = Call(operands=[], results=[Value(name, List(NEVER))], callee=primitives.make_list, site=op.site)
            home.ops.insert(home.ops.index(op), make)
            self.define(make.result, make, home)
            push = Call(operands=[param, v], results=[new], callee=primitives.appended,
                        site=(self.producer[v].site if v in self.producer else None))
            at = self.after(v, forward.ops) if v in self.producer else self.pushes_at_start(forward)
            forward.ops.insert(at, push)
            op.operands.append(make.result)
            op.results.insert(len(op.results) - (1 if op.trips is not None else 0), result)
            forward.params.append(param)
            forward.yields.insert(len(forward.yields) - (1 if op.stops else 0), new)
            if isinstance(op, While):
                op.condition.params.append(Value(name, kind))
            self.define(result, op)
            self.home.update({param: forward, new: forward})
            self.saved[key] = result
        return self.saved[key]

    def after(self, v: Value, ops: list[Op]) -> int:
        """Where a value is settled: after its operation; a flag of a ``try``, after that."""
        maker = self.producer[v]
        if isinstance(maker, Call) and maker.callee is primitives.attempted:
            maker = next((o for o in ops if isinstance(o, (Try, With)) and o.operands[0] is v), maker)
        return ops.index(maker) + 1

    def pushes_at_start(self, forward: Block) -> int:
        n = 0
        for op in forward.ops:
            if not (isinstance(op, Call) and op.callee is primitives.appended and op.operands[1] in forward.params):
                break
            n += 1
        return n

    def define(self, result: Value, op: Op, home: Block | None = None) -> None:
        if home is None:
            home = self.parent[op.blocks[0]][1]
        self.home[result] = home
        self.producer[result] = op

    # -- recomputing ---------------------------------------------------------------------

    def recomputed(self, v: Value, mirror: Mirror, chain: list[Block]) -> Value | None:
        """``v`` computed once more in the adjoint block, if that is cheap and nothing new is recorded for it."""
        plan: dict[Value, Op] = {}
        if not self.can_recompute(v, mirror, chain, plan):
            return None
        return self.again(v, mirror, chain, plan)

    def can_recompute(self, v: Value, mirror: Mirror, chain: list[Block], plan: dict[Value, Op]) -> bool:
        if isinstance(v, Const) or v in plan:
            return True
        home = self.home.get(v)
        if home is None or home is self.top or (v, mirror.adjoint) in self.local:
            return True
        if home is not mirror.forward:
            return any(self.mirrors[b].forward is home for b in chain if b in self.mirrors) and self.at_hand(v, chain)
        if isinstance(mirror.op, For) and v is mirror.op.index:
            return True
        if plan and self.recorded_anyway(v):
            return True
        op = self.producer.get(v)
        if self.undisturbed and isinstance(op, Call) and op.callee in LOADS:
            plan[v] = op
            return True
        if not isinstance(op, Call) or len(plan) >= MOST_RECOMPUTED or not cheap(op):
            return False
        plan[v] = op
        return all(self.can_recompute(w, mirror, chain, plan) for w in op.operands)

    def at_hand(self, v: Value, chain: list[Block]) -> bool:
        """Whether a value of an enclosing forward block can be read without recording anything new."""
        home = self.home[v]
        for b in chain:
            m = self.mirrors.get(b)
            if m is not None and m.forward is home:
                return (v, b) in self.local or isinstance(m.op, For) and v is m.op.index
        return False

    def again(self, v: Value, mirror: Mirror, chain: list[Block], plan: dict[Value, Op]) -> Value:
        if v not in plan:
            return self.available(v, chain)
        key = (v, mirror.adjoint)
        if key not in self.local:
            op = plan[v]
            assert isinstance(op, Call)
            operands = [self.again(w, mirror, chain, plan) for w in op.operands]
            copy = Call(operands=operands, results=[Value(v.name, v.kind)], callee=op.callee, keywords=op.keywords,
                        spelling=op.spelling, site=op.site, sweep="adjoint")
            self.prologue.setdefault(mirror.adjoint, []).append(copy)
            self.local[key] = copy.result
        return self.local[key]


def cheap(op: Call) -> bool:
    """Whether an operation costs no more than reading a tape: arithmetic on numbers, views, items."""
    if op.callee in VIEWS:
        if op.callee is operator.getitem and isinstance(op.operands[0].kind, Array):
            return _basic(op.operands[1])
        return True
    if op.callee in CHEAP_ON_NUMBERS:
        return all(isinstance(v.kind, Scalar) for v in op.operands) or op.callee in (
            operator.mul, operator.neg) and all(
            isinstance(v, Const) or len(op.operands) == 1 or any(isinstance(w, Const) for w in op.operands)
            for v in op.operands)
    kind = registry.properties_of(op.callee).kind
    return kind in ("transposition", "shape_tuple", "swapping", "expanded")


def _basic(index: Value) -> bool:
    """Whether an index is of ints and slices only, so that it yields a number or a view."""
    from ..analysis.infer import index_parts
    parts = index_parts(index) or []
    return all(p is None or p is ... or isinstance(p, (int, slice, Scalar)) or p == Object(slice) for p in parts)


def resolve(top: Block, adjoint_ops: list[Op], mirrors: dict[Block, Mirror], plain_locals: bool = True) -> None:
    """Make the adjoint sweep read only what is in scope; the forward sweep records the rest."""
    relax(Block(ops=adjoint_ops), producers(top))
    residuals = Residuals(top, adjoint_ops, mirrors)
    residuals.plain_locals = plain_locals

    def chains(ops: list[Op], outer: list[Block]) -> None:
        for op in ops:
            for inner in op.blocks:
                residuals.chains[inner] = [*outer, inner]
                chains(inner.ops, residuals.chains[inner])
    chains(adjoint_ops, [])
    residuals.run()


__all__ = ["Residuals", "cheap", "resolve", "walk"]
