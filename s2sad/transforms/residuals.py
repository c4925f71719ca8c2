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
from ..errors import InternalError
from ..ir import primitives
from ..ir.core import (
    Block,
    Call,
    Const,
    For,
    If,
    Op,
    Value,
    While,
    count_uses,
    next_carried,
    walk,
)
from ..ir.kinds import Array, List, Scalar
from .adjoint import Mirror, Reversed
from .build import Builder
from .cheap import cheap, same_shape_and_dtype
from .dce import eliminate_in, rebinds_nothing, trim
from .factored import factor
from .list_items import read_where_lists_are
from .recording import Recording
from .rollback import Rollback, is_store
from .shapes import relax, shapes_of_last
from .surgery import appends

MOST_RECOMPUTED = 5
INDICES = {slice, primitives.make_tuple}    # which come with what they are the indices of
LOADS = {primitives.load_global, primitives.load_cell}


class Residuals:
    """Makes an adjoint sweep read only what is in scope."""

    def __init__(self, top: Block, adjoint_ops: list[Op], mirrors: dict[Block, Mirror],
                 stands_for: dict[Value, list[Value]], plain_locals: bool = True):
        self.top, self.adjoint_ops, self.mirrors, self.stands_for = top, adjoint_ops, mirrors, stands_for
        self.now: dict[Value, Value] = {}       # version of an array -> the handle that shows it at this point
        self.here: dict[Block | None, list[Op]] = {}    # what goes in front of the operation that is visited
        self.visiting: Block | None = None              # the innermost block that is being rewritten
        self.handle_home: dict[Value, Block | None] = {}
        self.pinned: set[Value] = set()                 # values that have their place between other operations
        self.of_handles: dict[tuple[Value, Block], tuple[Value, ...]] = {}  # recomputed value -> handles it reads
        self.recording = Recording(top, plain_locals)
        self.home, self.producer = self.recording.home, self.recording.producer
        self.local: dict[tuple[Value, Block], Value] = {}       # (value, adjoint block) -> where it can be read
        self.prologue: dict[Block, list[Op]] = {}
        self.builder = Builder(Block(), "adjoint", simplifying=False)
        self.chains: dict[Block, list[Block]] = {}
        self.chosen: set[Value] = set() # numbers that are recorded since others are computed of them
        self.read: set[Value] = set()   # what the adjoint sweep reads of forward blocks
        self.loops = {op.blocks[0]: op for op in walk(Block(ops=adjoint_ops)) if isinstance(op, For)}
        self.undisturbed = rebinds_nothing(top)
        self.logs = appends(Block(ops=adjoint_ops))     # lists from outside are not what they were
        self.original: dict[Value, Value] = {}          # recomputed value -> the forward value
        self.last: Any = None
        self.asking: dict[Op, int] = {}                 # operations that ask an operand for its shape only
        self.versions: set[Value] = set()               # versions of arrays that come after a store
        self.undone: dict[Value, Call] = {}             # handle -> the store that it undoes

    def run(self) -> None:
        """Rewrite the adjoint sweep's operands."""
        self.collect(self.adjoint_ops)
        self.choose()
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

    def choose(self) -> None:
        """Record the number from which several others are computed cheaply, instead of each of them."""
        from_one: dict[Value, int] = {}
        bodies = {m.forward for m in self.mirrors.values() if isinstance(m.op, (For, While))}
        indices = {m.op.index for m in self.mirrors.values() if isinstance(m.op, For)}
        for v in self.read:
            op = self.producer.get(v)
            if isinstance(op, Call) and self.cheap(op) and self.home[v] in bodies:
                base = self.base(v, indices)
                if base is not None:
                    from_one[base] = from_one.get(base, 0) + 1
        self.chosen = {base for base, n in from_one.items() if n > 1}

    def base(self, v: Value, indices: set[Value]) -> Value | None:
        """The one number of a trip that is not recorded anyway from which a value is computed cheaply."""
        home, stack, found, steps = self.home[v], [v], set(), 0
        while stack:
            w = stack.pop()
            op = self.producer.get(w)
            if self.home.get(w) is not home or w in indices or w in found:
                continue
            if isinstance(op, Call) and self.cheap(op) and not self.is_item(op, home):
                steps += 1
                stack.extend(op.operands)
            elif w not in self.read or isinstance(op, Call) and self.cheap(op):
                found.add(w)
        single = found.pop() if len(found) == 1 and steps <= MOST_RECOMPUTED else None
        return single if single is not None and isinstance(single.kind, Scalar) else None

    def is_item(self, op: Call, home: Block) -> bool:
        """Whether an operation reads a number of an array that a trip makes and nobody records."""
        array = op.operands[0]
        maker = self.producer.get(array)
        return op.callee is operator.getitem and isinstance(op.result.kind, Scalar) and isinstance(
            array.kind, Array) and self.home.get(array) is home and array not in self.read and not (
            isinstance(maker, Call) and self.cheap(maker))

    def recorded_anyway(self, v: Value) -> bool:
        """Whether a value has to be recorded whatever else is."""
        if v in self.chosen or v not in self.read:
            return v in self.chosen
        op = self.producer.get(v)
        return not (isinstance(op, Call) and self.cheap(op))

    def cheap(self, op: Call) -> bool:
        """Whether to compute a value again costs little, and gives the same."""
        return cheap(op) and not (self.logs and any(isinstance(v.kind, List) for v in op.operands))

    def visit(self, ops: list[Op], block: Block | None) -> None:
        rewritten: list[Op] = []
        for op in ops:
            self.here[block] = []
            before = self.now
            lost: set[Value] = set()
            for inner in op.blocks:
                self.now = self.entering(op, inner, before)
                started = set(self.now.values())
                self.visit(inner.ops, inner)
                self.here[inner], self.visiting = [], inner
                inner.yields = [self.replace(v, inner) for v in inner.yields]
                inner.ops.extend(self.here[inner])
                lost |= started - set(self.now.values())
            self.now, self.visiting = before, block
            if is_store(op):
                self.read_back(op, block)
            op.operands = [self.of_that_shape(v, block) if self.asking.get(op) == i else self.replace(v, block)
                           for i, v in enumerate(op.operands)]
            rewritten += [*self.here[block], op]
            self.pass_on(op, lost)
            self.handle_home.update((r, block) for r in op.results if r in self.stands_for)
        ops[:] = rewritten

    def of_that_shape(self, v: Value, block: Block | None) -> Value:
        """What to ask for the shape of ``v``: of an array that is undone already, in part, what it is now."""
        if v in self.versions and v not in self.now and self.home.get(v) is self.top:
            return next((h for w, h in self.now.items() if self.last(w) is v), v)
        return self.replace(v, block)

    # -- versions of arrays --------------------------------------------------------------

    def entering(self, op: Op, inner: Block, outside: dict[Value, Value]) -> dict[Value, Value]:
        """The handles at the start of an inner block: a loop's own stand for what its trips leave."""
        if not isinstance(op, For):
            inside = dict(outside)
            mirror = self.mirrors.get(inner)
            if mirror is not None and isinstance(mirror.op, If):        # what the branch yielded is what the `if` gave
                for r, y in zip(mirror.op.results, mirror.forward.yields):
                    if r in self.versions and (r in outside or self.home.get(r) is self.top):
                        inside[y] = outside.get(r, r)
            return inside
        inside = {v: h for v, h in outside.items() if h not in op.inits}
        inside.update((v, p) for p in inner.params for v in self.stands_for.get(p, ()))
        self.handle_home.update((p, inner) for p in inner.params if p in self.stands_for)
        return inside

    def pass_on(self, op: Op, lost: set[Value]) -> None:
        """After an operation: the handles that it took are gone, and those that it gives are there."""
        if not any(r in self.stands_for for r in op.results):
            return
        taken = {*lost, *(op.inits if isinstance(op, For) else op.operands[:1] if isinstance(op, Call) else ())}
        self.now = {v: h for v, h in self.now.items() if h not in taken}
        for r in op.results:
            for v in self.stands_for.get(r, ()):
                self.now[v] = r

    def read_back(self, op: Op, block: Block | None) -> None:
        """What was stored is read back from the array, before the store is undone, if the adjoint wants it."""
        undone = self.undone.get(op.result)
        if undone is None or block not in self.mirrors:
            return
        value, index = undone.operands[2], undone.operands[1]
        if value not in self.read or (value, block) in self.local or self.home.get(value) is not self.mirrors[
                block].forward or not same_shape_and_dtype(value, undone):
            return
        producer = self.producer.get(value)
        if isinstance(producer, Call) and cheap(producer):
            return
        read = Call(operands=[self.replace(op.operands[0], block), self.replace(index, block)],
                    results=[Value(value.name, value.kind)], callee=operator.getitem, site=undone.site, sweep="adjoint")
        self.here[block].append(read)
        self.pinned.add(read.result)
        self.local[value, block] = read.result

    def chain(self, block: Block | None) -> list[Block]:
        """The mirrored adjoint blocks around an adjoint block, outermost first."""
        return self.chains.get(block, []) if block is not None else []

    def replace(self, v: Value, block: Block | None) -> Value:
        """What to read instead of ``v`` in an adjoint block."""
        if v in self.now:
            return self.now[v]
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
            raise InternalError(f"{v!r} is read where its block is not mirrored")
        mirror = mirrors[depth]
        key = (v, mirror.adjoint)
        if v in self.now:
            return self.now[v]
        if key in self.local and self.still_shown(key):
            return self.local[key]
        found = self.materialised(v, mirror, chain[:chain.index(mirror.adjoint) + 1])
        self.local[key] = found
        return found

    def materialised(self, v: Value, mirror: Mirror, chain: list[Block]) -> Value:
        """Bring ``v``, defined in the mirror's forward block, into its adjoint block."""
        op = mirror.op
        if isinstance(op, If):
            again = self.recomputed(v, mirror, chain)
            return again if again is not None and not self.recording.is_local(v, op) else self.available(
                self.recording.carried_out(v, op, mirror.forward), chain[:-1])
        if isinstance(op, For) and v is op.index:
            return self.loop_index(op, mirror, chain)
        again = self.recomputed(v, mirror, chain)
        if again is not None:
            return again
        before = self.before(v, op, mirror)  # type: ignore[arg-type]
        if before is not None:
            return self.passed_back(v, op, before, mirror, chain)  # type: ignore[arg-type]
        tape = self.available(self.recording.taped(v, op, mirror.forward), chain[:-1])  # type: ignore[arg-type]
        return self.emit(mirror.adjoint, operator.getitem, tape, self.trip(op, mirror, chain), name=v.name, kind=v.kind)

    def before(self, v: Value, op: For | While, mirror: Mirror) -> Value | None:
        """The carried value of which ``v`` is the next one, if it is recorded anyway, and the same variable."""
        return next((p for p, y in zip(op.carried, next_carried(op)) if y is v and p in self.read and p is not v
                     and p.name == v.name), None)

    def passed_back(self, v: Value, op: For | While, before: Value, mirror: Mirror, chain: list[Block]) -> Value:
        """``v`` at the end of a trip is the carried value at the start of the next, which has just been read."""
        adjoint = self.loops[mirror.adjoint]
        after = Value(v.name, v.kind)
        self.local[v, mirror.adjoint] = after
        adjoint.operands.append(self.available(op.finals[op.carried.index(before)], chain[:-1]))
        adjoint.results.append(Value(v.name, v.kind))
        adjoint.body.params.append(after)
        adjoint.body.yields.append(self.available(before, chain))
        return after

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

    # -- recomputing ---------------------------------------------------------------------

    def still_shown(self, key: tuple[Value, Block]) -> bool:
        """Whether the arrays that a recomputed value was read from are still what they were."""
        handles = self.of_handles.get(key)
        return handles is None or all(h in self.now.values() for h in handles)

    def recomputed(self, v: Value, mirror: Mirror, chain: list[Block]) -> Value | None:
        """``v`` computed once more in the adjoint block, if that is cheap and nothing new is recorded for it."""
        plan: dict[Value, Call] = {}
        if not self.can_recompute(v, mirror, chain, plan):
            return None
        return self.again(v, mirror, chain, plan)

    def can_recompute(self, v: Value, mirror: Mirror, chain: list[Block], plan: dict[Value, Call]) -> bool:
        if isinstance(v, Const) or v in plan:
            return True
        home = self.home.get(v)
        if v in self.now or home is None or home is self.top:
            return True
        if (v, mirror.adjoint) in self.local and self.still_shown((v, mirror.adjoint)):
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
        if not isinstance(op, Call) or not self.cheap(op) or sum(
                planned.callee not in INDICES for planned in plan.values()) >= MOST_RECOMPUTED:
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

    def again(self, v: Value, mirror: Mirror, chain: list[Block], plan: dict[Value, Call]) -> Value:
        if v not in plan:
            return self.available(v, chain)
        key = (v, mirror.adjoint)
        if key not in self.local or not self.still_shown(key):
            op = plan[v]
            operands = [self.again(w, mirror, chain, plan) for w in op.operands]
            handles = [h for w in operands for h in ([w] if w in self.stands_for else self.of_handles.get(
                (self.original.get(w, w), mirror.adjoint), ()))]
            copy = Call(operands=operands, results=[Value(v.name, v.kind)], callee=op.callee, keywords=op.keywords,
                        spelling=op.spelling, site=op.site, sweep="adjoint")
            self.original[copy.result] = v
            inside = [h for h in handles if self.handle_home.get(h) not in (None, *self.chain(mirror.adjoint))]
            if inside:                          # a handle of an inner block: it is read there
                self.here[self.visiting].append(copy)
                return copy.result
            if handles or any(w in self.pinned for w in operands):
                self.here[mirror.adjoint].append(copy)
                self.of_handles[key] = tuple(handles)
                self.pinned.add(copy.result)
            else:
                self.prologue.setdefault(mirror.adjoint, []).append(copy)
            self.local[key] = copy.result
        return self.local[key]

def wanted_handles(ops: list[Op], makers: dict[Value, Op], rollback: Rollback) -> list[Value]:
    """The handles of the versions from which the adjoint sweep can read again what it wants of the forward sweep."""
    stack = [v for op in walk(Block(ops=ops)) for v in op.operands
             if not (isinstance(op, Call) and op.results and op.result in rollback.undone)]
    versions: set[Value] = set()
    seen: set[Value] = set()
    while stack:
        v = stack.pop()
        if v in seen:
            continue
        seen.add(v)
        op = makers.get(v)
        if v in rollback.versions or is_store(op):  # type: ignore[arg-type]
            versions.add(v)
        elif isinstance(op, Call) and cheap(op):
            stack += op.operands
            versions.update(w for w in op.operands if isinstance(w.kind, Array))
    return [h for h, stood_for in rollback.stands_for.items() if not versions.isdisjoint(stood_for)]


def resolve(top: Block, swept: Reversed, roots: list[Value], plain_locals: bool = True) -> None:
    """Make the adjoint sweep, of which ``roots`` are wanted, read what is in scope; the rest is recorded."""
    adjoint_ops = swept.sweep.ops
    makers = producers(top)
    relax(Block(ops=adjoint_ops), makers)
    asking: dict[Op, int] = {}
    if swept.rollback.versions:
        asking = shapes_of_last(Block(ops=adjoint_ops), makers, swept.rollback)
        eliminate_in(adjoint_ops, [*roots, *wanted_handles(adjoint_ops, makers, swept.rollback)])
    for op in adjoint_ops:
        for inner in op.blocks:
            trim(inner)
    read_where_lists_are(top, adjoint_ops, {m.adjoint: m.forward for m in swept.mirrors.values()})
    reads = count_uses(Block(ops=adjoint_ops))
    free = {v for op in top.ops for v in op.results}
    for loop in walk(top):
        if isinstance(loop, (For, While)):
            free.update(y for p, y in zip(loop.carried, next_carried(loop)) if p in reads)
    factor(adjoint_ops, makers, reads, free)
    residuals = Residuals(top, adjoint_ops, swept.mirrors, swept.rollback.stands_for, plain_locals)
    residuals.undone, residuals.versions = swept.rollback.undone, swept.rollback.versions
    residuals.last, residuals.asking = swept.rollback.last, asking

    def chains(ops: list[Op], outer: list[Block]) -> None:
        for op in ops:
            for inner in op.blocks:
                residuals.chains[inner] = [*outer, inner]
                chains(inner.ops, residuals.chains[inner])
    chains(adjoint_ops, [])
    residuals.run()
