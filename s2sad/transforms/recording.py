"""Values of the forward sweep, recorded: by an ``if``, as one more result; by a loop, on a tape.

    y_tape = []
    for i in range(n):
        y_tape.append(y)
        y = y * x
"""
from __future__ import annotations

from ..errors import UnsupportedError
from ..ir import primitives
from ..ir.core import UNREACHABLE, Block, Call, Const, For, If, Op, Try, Unbound, Value, While, With, next_carried
from ..ir.kinds import NEVER, Array, List, Scalar


class Recording:
    """The forward sweep as a tree, and what is recorded of it."""

    def __init__(self, top: Block, plain_locals: bool = True):
        self.top = top
        self.plain_locals = plain_locals        # a value from a branch may stay unbound where the branch is not taken
        self.home: dict[Value, Block] = {}
        self.parent: dict[Block, tuple[Op, Block]] = {}
        self.producer: dict[Value, Op] = {}
        self.saved: dict[tuple[Value, Block], Value] = {}       # (value, its block) -> what it is outside
        self.index(top)

    def index(self, block: Block) -> None:
        self.home.update((p, block) for p in block.params)
        for op in block.ops:
            self.home.update((r, block) for r in op.results)
            self.producer.update((r, op) for r in op.results)
            for inner in op.blocks:
                self.parent[inner] = (op, block)
                self.index(inner)

    def is_local(self, v: Value, op: If) -> bool:
        """Whether the If is outside loops, so that its values are plain locals afterwards."""
        block = self.parent[op.then][1]
        return self.plain_locals and block is self.top

    def carried_out(self, v: Value, op: If, forward: Block) -> Value:
        """``v`` as one more result of its ``if``."""
        key = (v, forward)
        if key not in self.saved:
            result = Value(v.name, v.kind)
            number = isinstance(v.kind, (Scalar, Array))    # which a cotangent can be added to, at the next order
            filler = UNREACHABLE if self.is_local(v, op) else Const(0.0 if number else None)    # an item for every trip
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
            late = self.late(v, op)
            earlier = self.tape_of(v, op, forward) if late is None else None
            if earlier is not None:
                return self.saved.setdefault(key, earlier)
            name = tape_name(v)
            kind = List(v.kind)
            param, new, result = Value(name, kind), Value(name, kind), Value(name, kind)
            home = self.parent[forward][1]
            make = Call(operands=[] if late is None else [Const(0.0 if isinstance(v.kind, (Scalar, Array)) else None)],
                        results=[Value(name, List(NEVER if late is None else v.kind))], callee=primitives.make_list,
                        site=op.site)
            home.ops.insert(home.ops.index(op), make)
            self.define(make.result, make, home)
            pushed = v if late is None else late
            push = Call(operands=[param, pushed], results=[new], callee=primitives.appended,
                        site=(self.producer[pushed].site if pushed in self.producer else None))
            at = self.after(pushed, forward.ops) if pushed in self.producer else self.pushes_at_start(forward)
            forward.ops.insert(at, push)
            op.operands.append(make.result)
            op.results.insert(len(op.results) - (1 if op.trips is not None else 0), result)
            forward.params.append(param)
            forward.yields.insert(len(forward.yields) - (1 if op.stops else 0), new)
            if isinstance(op, While):
                op.condition.params.append(Value(name, kind))
            self.define(result, op)
            self.home.update({param: forward, new: forward})
            if late is not None:                # what the last trip leaves, no trip begins with
                drop = Call(operands=[result], results=[Value(name, kind)], callee=primitives.without_last,
                            site=op.site)
                home.ops.insert(home.ops.index(op) + 1, drop)
                self.define(drop.result, drop, home)
                result = drop.result
            self.saved[key] = result
        return self.saved[key]

    def late(self, v: Value, op: For | While) -> Value | None:
        """Of a variable that the first trip begins without: what a trip leaves, which is taped in its place."""
        init = op.inits[op.carried.index(v)] if v in op.carried else None
        if init is None or self.has_value(init):
            return None
        left = next_carried(op)[op.carried.index(v)]
        if not isinstance(init, Unbound) or not self.has_value(left):
            raise UnsupportedError(f"`{v.name}` may have no value yet when a trip of this loop begins, and the "
                                   "derivative needs the one that each trip begins with", op.site.location if op.site
                                   else None, "give it a value before the loop", code="S2SAD207")
        return left

    def has_value(self, v: Value) -> bool:
        """Whether a value is one, if loops make trips: no variable that may not have been assigned yet."""
        maker = self.producer.get(v)
        if isinstance(maker, If):
            at = maker.results.index(v)
            return all(b.yields[at] is UNREACHABLE or self.has_value(b.yields[at]) for b in maker.blocks)
        if isinstance(maker, (For, While)) and v in maker.finals:
            return self.has_value(next_carried(maker)[maker.finals.index(v)])
        loop = self.parent.get(self.home[v], (None,))[0] if v in self.home else None
        if maker is None and isinstance(loop, (For, While)) and v in loop.carried:
            return self.has_value(loop.inits[loop.carried.index(v)])
        return not isinstance(v, Unbound)

    def tape_of(self, v: Value, op: For | While, forward: Block) -> Value | None:
        """The tape of ``v`` that the loop carries already, since a derivative inside the program recorded it."""
        for p, i, y, f in zip(op.carried, op.inits, next_carried(op), op.finals):
            maker, push = self.producer.get(i), self.producer.get(y)
            if isinstance(maker, Call) and maker.callee is primitives.make_list and not maker.operands and isinstance(
                    push, Call) and push.callee is primitives.appended and push.operands == [p, v]:
                return f
        return None

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


def tape_name(v: Value) -> str:
    """``x_tape``; of the values that stores overwrite, ``x_tape`` too; of tapes, ``x_tapes``."""
    if v.name is None:
        return "tape"
    if isinstance(v.kind, List) and v.name.endswith("tape"):
        return f"{v.name}s"
    return f"{v.name.removesuffix('_old')}_tape"
