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
from itertools import chain, count

from ..ir.core import Block, Call, Const, Define, For, Function, If, Op, Value, While, next_carried, walk
from ..ir.kinds import Array, Kind, is_many
from .fold import STORES, Folding
from .liveness import Liveness
from .naming import Naming

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
        naming = Naming(self.function, self.folding, names)
        steps = self.steps()
        webs.sort(key=self.turn)
        for w in webs:
            if all(v in self.folding.folded for v in w.members):
                continue
            is_parameter = bool(w.values & self.parameters)
            base = next(v.name for v in w.members if v in self.function.params) if is_parameter else None
            base = base or naming.name(w.members)
            candidates = [base, *([f"{base}_{steps[id(w)]}"] if id(w) in steps else [])]
            candidate = next(c for c in chain(candidates, (self.numbered(base, n) for n in count(1))) if not (
                c in forbidden and not is_parameter or c in used and not self.may_share(w, used[c])))
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

    def turn(self, web: Web) -> int:
        """Parameters are named first, tapes after what is recorded on them, and items of tapes at last."""
        if web.values & self.parameters:
            return 0
        if web.names and web.names <= {"tape", "tapes"}:
            return 2
        return 3 if not web.names and any(v in self.folding.targets for v in web.members) else 1

    def steps(self) -> dict[int, str]:
        """Which variables hold what another one will be after the trip: the next, or, on the way back, the previous."""
        found = {}
        for op in walk(self.function.body):
            if isinstance(op, (For, While)):
                for p, y in zip(op.carried, next_carried(op)):
                    if y in self.web and self.web[y] is not self.web[p] and y.name == p.name:
                        found[id(self.web[y])] = "prev" if op.sweep == "adjoint" or isinstance(
                            op, For) and op.backwards else "next"
        return found


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
