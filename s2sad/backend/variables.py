"""Variables for values: values that may share a variable do, so that loops and branches need no copies.

    %y.2 = for … with %y = %y.0 { %y.1 = mul %y, %x; yield %y.1 }         y, in all four places

Two values interfere where one is defined while the other is still to be read.  Values that a loop or a
branch passes to each other are given one variable wherever they do not interfere; then each variable
gets the name that its values have in the user's program, or one made from it.
"""
from __future__ import annotations

import builtins
import keyword
import operator
from collections.abc import Iterator
from typing import Any

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
    next_carried,
    walk,
)
from ..ir.kinds import BOOL, Array, Kind, is_many
from .fold import STORES, Folding

# operations that may leave their result in the memory of one of their first operands
OVERWRITING = {operator.mul: 2, operator.add: 2, operator.sub: 1, operator.truediv: 1}
RESERVED = {*keyword.kwlist, *dir(builtins)}


class Variables:
    """Gives each value that is not folded into an expression its variable's name."""

    def __init__(self, function: Function, folding: Folding, taken: set[str]):
        self.function, self.folding = function, folding
        self.interferes: dict[Value, set[Value]] = {}
        self.web: dict[Value, Value] = {}
        self.members: dict[Value, list[Value]] = {}
        self.order: list[Value] = []
        self.live_after: dict[Op, set[Value]] = {}      # store -> what is still to be read after it
        self.dies: set[tuple[Op, Value]] = set()        # (operation, operand): its last reading
        for v in in_order(function):            # names are given in this order, whatever the hashes
            self.note(v)
        live = self.backwards(function.body, set())
        for p in function.params:
            self.defines(p, live | set(function.params))
        for op in walk(function.body):          # after its handler, Python deletes the exception's name
            if isinstance(op, Call) and op.callee is primitives.caught:
                self.defines(op.result, set(self.order))
        for op in walk(function.body):
            if isinstance(op, (For, While)):        # these must share, so they come first
                for p, f in zip(op.carried, op.finals):
                    self.join(p, f, force=True)
            if isinstance(op, While):
                for a, b in zip(op.condition.params, op.body.params):
                    self.join(a, b, force=True)
        for op in walk(function.body):
            if isinstance(op, Call) and op.results and op.callee in STORES:
                self.join(op.result, op.operands[0])
        self.coalesce(function.body)
        for op in walk(function.body):
            self.overwrite(op)
        self.names = self.assign(taken)

    # -- liveness and interference -----------------------------------------------------

    def note(self, v: Value) -> None:
        if v not in self.interferes:
            self.interferes[v] = set()
            self.web[v] = v
            self.members[v] = [v]
            self.order.append(v)

    def reads(self, v: Value) -> set[Value]:
        """The variables read where ``v`` is."""
        if isinstance(v, Const):
            return set()
        op = self.folding.folded.get(v)
        return self.folding.leaves(v, op) if op is not None else {v}

    def defines(self, v: Value, live: set[Value]) -> None:
        self.note(v)
        for w in live:
            if w is not v:
                self.note(w)
                self.interferes[v].add(w)
                self.interferes[w].add(v)

    def backwards(self, block: Block, after: set[Value]) -> set[Value]:
        """The values live at the start of a block, given those live after it."""
        live = set(after)
        for v in block.yields:
            live |= self.reads(v)
        for op in reversed(block.ops):
            if op.results and op.results[0] in self.folding.folded:
                continue
            live = self.before(op, live)
        return live

    def before(self, op: Op, live: set[Value]) -> set[Value]:
        for r in op.results:
            self.defines(r, live)
        live = live - set(op.results)
        match op:
            case Call():
                for v in op.operands:
                    self.die(op, v, live)
                if op.callee in STORES and op.results:
                    self.live_after[op] = set(live)
                if op.callee in STORES and op.results:      # the store is made before the others are read
                    for v in op.operands[1:]:           # (the array itself may be: its copy reads the same)
                        self.defines(op.result, self.reads(v) - {op.operands[0]})
                for v in op.operands:
                    live |= self.reads(v)
            case If():
                for r in op.results:
                    for s in op.results:
                        if r is not s:
                            self.defines(r, {s})
                orelse = self.backwards(op.orelse, live)
                half_way = live | orelse if isinstance(op, (Try, With)) else live   # the body may be left anywhere
                live = self.backwards(op.then, half_way) | orelse
                for v in op.operands:
                    live |= self.reads(v)
            case Define():
                free: set[Value] = set()
                for v in free_values(op.body):
                    free |= self.reads(v)
                start = self.backwards(op.body, free | live)
                self.parameters(op.body.params, start | free)
                for v in defined_in(op.body):           # what an inner function assigns is its own
                    self.defines(v, free | live) if v not in self.folding.folded else None
                live |= free
            case For() | While():
                outside: set[Value] = set()
                for b in op.blocks:
                    for v in free_values(b):
                        outside |= self.reads(v) if v in self.folding.folded else {v}
                through = live | outside
                if op.trips is not None:
                    through = through | {op.trips}
                    self.defines(op.trips, live | set(op.finals))
                    if isinstance(op, For) and self.folding.uses.get(op.trips, 0):
                        through = through.union({op.index}, *map(self.reads, op.operands[:3]))   # read at each `break`
                start = self.backwards(op.body, through)
                if isinstance(op, While):
                    condition = self.backwards(op.condition, through | (start - set(op.body.params)))
                    self.parameters(op.condition.params, condition)
                bounds: set[Value] = set()              # the range is made after the carried values are set
                for v in op.operands[:3] if isinstance(op, For) else ():
                    bounds |= self.reads(v)
                self.parameters(op.body.params, start | through | bounds)
                for f in op.finals:
                    for g in op.finals:
                        if f is not g:
                            self.defines(f, {g})
                live = (through | start) - set(op.body.params) - set(op.results)
                if isinstance(op, While):
                    live -= set(op.condition.params)
                for v in op.operands:
                    self.die(op, v, live)
                for v in op.operands:
                    live |= self.reads(v)
        return live

    def parameters(self, params: list[Value], live: set[Value]) -> None:
        for p in params:
            self.defines(p, live | set(params))

    def die(self, op: Op, v: Value, live: set[Value]) -> None:
        for w in self.reads(v):
            if w not in live:
                self.dies.add((op, w))

    # -- sharing -----------------------------------------------------------------------

    def coalesce(self, block: Block) -> None:
        """Join the webs of values that pass into each other, where they do not interfere."""
        for op in block.ops:
            match op:
                case For() | While():
                    for b in op.blocks:
                        self.coalesce(b)
                    for p, y, i in zip(op.carried, next_carried(op), op.inits):
                        self.join(p, y)
                        self.join(p, i)
                case If():
                    for b in op.blocks:
                        for r, y in zip(op.results, b.yields):
                            self.join(r, y)
                    for b in op.blocks:
                        self.coalesce(b)
                case Define():
                    self.coalesce(op.body)

    def overwrite(self, op: Op) -> None:
        """Give an array of the adjoint sweep the variable of an operand that nobody reads later: ``g *= h``."""
        if not (isinstance(op, Call) and op.sweep in ("adjoint", "surgery") and op.callee in OVERWRITING):
            return
        for v in op.operands[:OVERWRITING[op.callee]]:
            cotangent = v.name is None or v.name.endswith("_bar")
            if (op, v) in self.dies and cotangent and v not in self.function.params and same_size(
                    v.kind, op.result.kind) and op.result.name in (None, v.name) and self.join(op.result, v):
                return

    def join(self, a: Value, b: Value, force: bool = False) -> bool:
        if isinstance(a, Const) or isinstance(b, Const) or a in self.folding.folded or b in self.folding.folded:
            return False
        self.note(a)
        self.note(b)
        x, y = self.web[a], self.web[b]
        if x is y:
            return True
        if not force and (self.clash(x, y) or self.foreign(a, b)):
            return False
        for v in self.members[y]:
            self.web[v] = x
        self.members[x] += self.members.pop(y)
        return True

    def foreign(self, a: Value, b: Value) -> bool:
        """Whether sharing would give one variable two of the user's names, or rebind a parameter."""
        params = set(self.function.params)
        x, y = self.members[self.web[a]], self.members[self.web[b]]
        if _is_cotangent(x) is not None and _is_cotangent(y) is not None and _is_cotangent(x) != _is_cotangent(y):
            return True
        if any(v in params for v in x) or any(v in params for v in y):
            return not _names(x) & _names(y)
        return False

    def clash(self, x: Value, y: Value) -> bool:
        small, large = sorted((self.members[x], self.members[y]), key=len)
        others = set(large)
        return any(self.interferes[v] & others for v in small)

    # -- names -------------------------------------------------------------------------

    def assign(self, taken: set[str]) -> dict[Value, str]:
        """A name for each web: the user's, with a number where two that interfere want the same."""
        used: dict[str, list[Value]] = {}
        names: dict[Value, str] = {}
        forbidden = taken | RESERVED
        params = set(self.function.params)
        webs = list(dict.fromkeys(self.web[v] for v in self.order))
        webs.sort(key=lambda w: not any(v in params for v in self.members[w]))
        for w in webs:
            members = self.members[w]
            if all(v in self.folding.folded for v in members):
                continue
            base = next((v.name for v in members if v in params), None) or self.preferred(members)
            candidate, n = base, 0
            while (candidate in forbidden and not any(v in params for v in members)) or any(
                    self.clash(w, other) for other in used.get(candidate, ())):
                n += 1
                candidate = f"{base}_{n}"
            used.setdefault(candidate, []).append(w)
            for v in members:
                names[v] = candidate
        return names

    def preferred(self, members: list[Value]) -> str:
        named = [v.name for v in members if v.name and v.name.isidentifier() and v.name != "_"]
        return named[0] if named else self.descriptive(members[0])

    def descriptive(self, v: Value) -> str:
        for block_op in _producers(self.function.body):
            if v in block_op.results and v.kind == BOOL:
                return "condition"
            if v in block_op.results and isinstance(block_op, Call) and block_op.callee is float and \
                    block_op.operands[0] in self.folding.folded:
                return self.descriptive(block_op.operands[0])
            if v in self.folding.targets and v in block_op.results:
                sequence = block_op.operands[0].name or "items"
                return "t" if sequence == "tape" else f"{sequence.removesuffix('_items')}_item"
            if v in block_op.results and isinstance(block_op, Call) and block_op.sweep not in (
                    "adjoint", "surgery"):
                callee = getattr(block_op.callee, "__name__", "t")
                read = [w.name for w in block_op.operands if w.name]
                if callee.isidentifier() and len(read) == 1 and len(
                    callee) < 9 and block_op.callee is not primitives.make_list:
                    return f"{callee}_{read[0]}" if callee not in ("getitem",) else f"{read[0]}_item"
                return "t"
        return "g"


def same_size(operand: Kind, result: Kind) -> bool:
    """Whether an elementwise result certainly fits in its operand's memory; what is not 1 is not broadcast."""
    if not (isinstance(operand, Array) and isinstance(result, Array) and operand.dtype == result.dtype):
        return False
    if operand.dims is None or result.dims is None or len(operand.dims) != len(result.dims):
        return operand == result
    return all(m == n or is_many(m) for m, n in zip(operand.dims, result.dims))


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


def _is_cotangent(members: list[Value]) -> bool | None:
    """Whether values are named as cotangents are; None where they have no names."""
    names = _names(members)
    return any(n.endswith("_bar") for n in names) if names else None


def _names(members: list[Value]) -> set[str]:
    return {v.name for v in members if v.name}


def _producers(block: Block) -> Any:
    for op in block.ops:
        yield op
        for b in op.blocks:
            yield from _producers(b)
