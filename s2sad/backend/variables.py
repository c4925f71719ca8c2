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
from dataclasses import dataclass

import numpy as np

from ..analysis.infer import index_parts
from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, For, Function, If, Op, Value, While, next_carried, walk
from ..ir.kinds import BOOL, Array, Kind, Object, is_many
from . import syntax
from .fold import STORES, Folding
from .liveness import Liveness

# operations that may leave their result in the memory of one of their first operands
OVERWRITING = {operator.mul: 2, operator.add: 2, operator.sub: 1, operator.truediv: 1}
RESERVED = {*keyword.kwlist, *dir(builtins)}


@dataclass(slots=True, eq=False)
class Web:
    """Values that share a variable, as a list and as a set; what is live where they are defined; their names."""

    members: list[Value]
    values: int
    live: int
    names: set[str]

    def clashes(self, other: Web) -> bool:
        return bool(self.live & other.values or other.live & self.values)

    def absorb(self, other: Web, first: bool) -> None:
        self.members = [*self.members, *other.members] if first else [*other.members, *self.members]
        self.values |= other.values
        self.live |= other.live
        self.names |= other.names


class Variables:
    """Gives each value that is not folded into an expression its variable's name."""

    def __init__(self, function: Function, folding: Folding, taken: set[str]):
        self.function, self.folding = function, folding
        self.live = Liveness(function, folding)
        self.parameters = self.live.set_of(function.params)
        self.web = {v: Web([v], bit, self.live.conflicts[v], {v.name} if v.name else set())
                    for v, bit in self.live.bits.items()}
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
            if (op, v) in self.live.dies and cotangent and v not in self.function.params and same_size(
                    v.kind, op.result.kind) and op.result.name in (None, v.name) and self.join(op.result, v):
                return

    def join(self, a: Value, b: Value, force: bool = False) -> bool:
        if isinstance(a, Const) or isinstance(b, Const) or a in self.folding.folded or b in self.folding.folded:
            return False
        x, y = self.web[a], self.web[b]
        if x is y:
            return True
        if not force and (x.clashes(y) or self.foreign(x, y)):
            return False
        kept, gone = (x, y) if len(x.members) >= len(y.members) else (y, x)
        for v in gone.members:
            self.web[v] = kept
        kept.absorb(gone, first=kept is x)
        return True

    def foreign(self, x: Web, y: Web) -> bool:
        """Whether sharing would give one variable two of the user's names, or rebind a parameter."""
        if x.names and y.names and _is_cotangent(x) != _is_cotangent(y):
            return True
        return bool((x.values | y.values) & self.parameters) and not x.names & y.names

    # -- names -------------------------------------------------------------------------

    def assign(self, taken: set[str]) -> dict[Value, str]:
        """A name for each web: the user's, with a number where two that interfere want the same."""
        used: dict[str, Web] = {}           # name -> all the webs that have it
        names: dict[Value, str] = {}
        forbidden = taken | RESERVED
        webs = list(dict.fromkeys(self.web[v] for v in self.live.bits))
        webs.sort(key=lambda w: not w.values & self.parameters)
        for w in webs:
            if all(v in self.folding.folded for v in w.members):
                continue
            is_parameter = bool(w.values & self.parameters)
            base = next(v.name for v in w.members if v in self.function.params) if is_parameter else None
            base = candidate = base or self.preferred(w.members)
            n = 0
            while candidate in forbidden and not is_parameter or candidate in used and not self.may_share(
                    w, used[candidate]):
                n += 1
                candidate = self.numbered(base, n)
            together = used.setdefault(candidate, Web([], 0, 0, set()))
            together.members += w.members
            together.values |= w.values
            together.live |= w.live
            for v in w.members:
                names[v] = candidate
        return names

    def may_share(self, web: Web, others: Web) -> bool:
        """Whether a web may have the name that others have."""
        return not web.clashes(others)

    def numbered(self, base: str, n: int) -> str:
        """The name of a further variable that wants the same."""
        return f"{base}_{n}"

    def preferred(self, members: list[Value]) -> str:
        named = [v.name for v in members if v.name and v.name.isidentifier() and v.name != "_"]
        return named[0] if named else self.descriptive(members[0])

    def descriptive(self, v: Value) -> str:
        """A name for a value that the user has not named, from what computes it."""
        op = self.folding.makers.get(v)
        if op is None:
            return "g"
        if v.kind == BOOL:
            return "condition"
        if isinstance(op, Call) and op.callee is float and op.operands[0] in self.folding.folded:
            return self.descriptive(op.operands[0])
        if v in self.folding.targets:
            sequence = op.operands[0].name or "items"
            return "t" if sequence == "tape" else f"{sequence.removesuffix('_items')}_item"
        if isinstance(op, Call) and self.is_size(op):
            return "n"
        if isinstance(op, Call) and op.sweep not in ("adjoint", "surgery"):
            return self.of_call(op)
        return "g"

    def is_size(self, op: Call) -> bool:
        """Whether a call gives the length of something, or of one of its dimensions."""
        if op.callee is operator.getitem:
            shape = self.folding.makers.get(op.operands[0])
            return isinstance(shape, Call) and shape.callee is np.shape
        return op.callee in (len, np.size)

    def of_call(self, op: Call) -> str:
        """``exp_x``, ``x_item``, ``x_part``, ``x_T``, ``mask``; ``t`` for what operators give, or several values."""
        if op.callee is primitives.make_list:
            return "items"
        if isinstance(op.callee, Function):
            return "result"
        if isinstance(op.result.kind, Array) and op.result.kind.dtype == "bool":
            return "mask"
        read = list(dict.fromkeys(w.name for w in op.operands if w.name))
        name = getattr(op.callee, "__name__", "")
        if len(read) != 1 or not name.isidentifier() or len(name) > 8:
            return "t"
        if op.callee is operator.getitem:
            return f"{read[0]}_part" if cuts(op.operands[1]) else f"{read[0]}_item"
        if op.callee is np.transpose and op.spelling:
            return f"{read[0]}_T"
        return "t" if op.callee in syntax.BINARY or op.callee in syntax.COMPARE else f"{name}_{read[0]}"


def cuts(index: Value) -> bool:
    """Whether a subscript takes more than an item."""
    return any(part is None or isinstance(part, slice) or isinstance(part, Object) and part.type is slice
               for part in index_parts(index) or ())


def same_size(operand: Kind, result: Kind) -> bool:
    """Whether an elementwise result certainly fits in its operand's memory; what is not 1 is not broadcast."""
    if not (isinstance(operand, Array) and isinstance(result, Array) and operand.dtype == result.dtype):
        return False
    if operand.dims is None or result.dims is None or len(operand.dims) != len(result.dims):
        return operand == result
    return all(m == n or is_many(m) for m, n in zip(operand.dims, result.dims))


def _is_cotangent(web: Web) -> bool:
    """Whether values are named as cotangents are."""
    return any(n.endswith("_bar") for n in web.names)
