"""Dead code: what neither the result nor an effect needs is removed, in loops and branches too.

    %a = np.sin(%x)             (gone, if nothing reads %a)
    %s, %t = for … with %s, %t  (%t is no longer carried, if only %t reads it)
"""
from __future__ import annotations

from collections.abc import Callable

from ..analysis.raising import candidates, uncovered
from ..ir import primitives
from ..ir.core import (
    UNREACHABLE,
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
    count_uses,
    functions_in,
    next_carried,
    walk,
)
from ..rules import registry

PURE = {primitives.make_tuple, primitives.make_list, primitives.make_dict, primitives.make_named, primitives.appended,
        primitives.without_last, primitives.replaced, primitives.load_global, primitives.load_cell, getattr, min}
_PURE = dict.fromkeys(PURE, True)


def has_effect(op: Op, functions: dict[Function, bool] | None = None) -> bool:
    """Whether an operation does something besides giving its result."""
    if isinstance(op, Call):
        if not op.results:
            return True
        functions = {} if functions is None else functions
        for f in functions_in(op):
            if f not in functions:
                functions[f] = False        # a recursive call adds nothing
                functions[f] = any(has_effect(o, functions) for o in f.body.ops)
            if functions[f]:
                return True
        if isinstance(op.callee, Function):
            return False
        if registry.lookup(_PURE, op.callee):
            return False
        return not registry.properties_of(op.callee).pure
    if isinstance(op, (Try, With)):
        return True
    return not isinstance(op, Define) and any(has_effect(o, functions) for b in op.blocks for o in b.ops)


def is_check(op: Op) -> bool:
    """Whether an operation is there to raise only."""
    return isinstance(op, Call) and op.callee in (primitives.raise_exception, primitives.check_bound, primitives.unpack)


def is_harmless(op: Op) -> bool:
    """Whether an operation with an effect gives no global, outer variable or array another value.

    Lists that grow are those of a log, which nothing else reads.
    """
    return is_check(op) or isinstance(op, Call) and (
        op.callee in (print, list.append, list.extend)
        or isinstance(op.callee, type) and issubclass(op.callee, BaseException) and op.callee.__module__ == "builtins")


def rebinds_nothing(block: Block) -> bool:
    """Whether nothing runs in a block that could give a global or an outer variable another value."""
    return not any(isinstance(op, (Call, With)) and has_effect(op) and not is_harmless(op) for op in walk(block))


def eliminate(function: Function, last: bool = False) -> Function:
    """Remove dead operations, results and carried values, in place.

    What may raise in the primal stays; the ``last`` time, only if nothing else raises where it would.
    """
    raising = uncovered(function, _Liveness(function, set()).live) if last else candidates(function)
    _Liveness(function, raising).sweep(function.body)
    return function


def live_values(function: Function, spared: Callable[[Op], int | None]) -> set[Value]:
    """What the result or an effect needs, leaving out operands that need not be read (``spared``: which one)."""
    raising = uncovered(function, _Liveness(function, set(), spared).live)
    return _Liveness(function, raising, spared).live


def needed_for(function: Function, roots: list[Value]) -> set[Value]:
    """What some values of a function, or an effect, need."""
    return _Liveness(Function("", function.params, Block(ops=function.body.ops, yields=roots)), set()).live


class _Liveness:
    """The values that the result or an effect needs; ``kept`` operations count as effects."""

    def __init__(self, function: Function, kept: set[Op], spared: Callable[[Op], int | None] = lambda _: None):
        self.kept, self.spared = kept, spared
        self.effects: dict[Op, bool] = {}
        self.functions: dict[Function, bool] = {}
        self.live: set[Value] = set()
        self.stack: list[Value] = []
        self.needs: dict[Value, list[Value]] = {}       # value -> what its being live makes live
        for op in walk(function.body):      # what may raise in a `try` decides how it goes on
            if isinstance(op, (Try, With)):
                self.effects[op] = True
                if not isinstance(op.operands[0], Const):
                    self.effects.update(dict.fromkeys(walk(op.then), True))
        self.scan(function.body, [])
        for v in function.body.yields:
            self.need(v)
        while self.stack:
            for w in self.needs.get(self.stack.pop(), ()):
                self.need(w)

    def effect(self, op: Op) -> bool:
        if op not in self.effects:
            if isinstance(op, Call):
                self.effects[op] = op in self.kept or has_effect(op, self.functions)
            else:
                self.effects[op] = not isinstance(op, Define) and any(
                    [self.effect(o) for b in op.blocks for o in b.ops])  # noqa: C419 - each one is looked at
        return self.effects[op]

    def need(self, v: Value) -> None:
        if v not in self.live:
            self.live.add(v)
            self.stack.append(v)

    def link(self, source: Value, targets: list[Value]) -> None:
        self.needs.setdefault(source, []).extend(targets)

    def scan(self, block: Block, always: list[Value]) -> None:
        """``always``: values that anything live in this block makes live (conditions, trip counts)."""
        for op in block.ops:
            match op:
                case Call():
                    spared = self.spared(op)
                    targets = [*(v for i, v in enumerate(op.operands) if i != spared), *always]
                    for r in op.results:
                        self.link(r, targets)
                    if self.effect(op):
                        for v in targets:
                            self.need(v)
                case If() if certain(op):
                    taken, _ = branches(op)
                    for r, y in zip(op.results, taken.yields):
                        self.link(r, [y, *always])
                    self.scan(taken, always)
                case If():
                    inner = [*op.operands, *always]
                    for i, r in enumerate(op.results):
                        self.link(r, [op.then.yields[i], op.orelse.yields[i], *inner])
                    self.scan(op.then, inner)
                    self.scan(op.orelse, inner)
                    if self.effect(op):
                        for v in [*op.operands, *always]:
                            self.need(v)
                case For() | While():
                    self.scan_loop(op, always)
                case Define():
                    self.link(op.result, [*op.body.yields, *always])
                    self.scan(op.body, [])

    def scan_loop(self, op: For | While, always: list[Value]) -> None:
        control = [*always]
        if isinstance(op, For):
            control += op.operands[:3]
            self.link(op.index, control)
        else:
            control += op.condition.yields
        if op.stops:
            control.append(op.body.yields[-1])
        for init, p, y, r in zip(op.inits, op.carried, next_carried(op), op.finals):
            self.link(r, [init, y, p, *control])
            self.link(p, [init, y, *control])
        if isinstance(op, While):
            for p, c in zip(op.body.params, op.condition.params):
                self.link(c, [p])
            self.scan(op.condition, control)
        if op.trips is not None:
            self.link(op.trips, control)
        self.scan(op.body, control)
        if self.effect(op):
            for v in control:
                self.need(v)

    def sweep(self, block: Block) -> None:
        """Remove what is not live, in place."""
        kept = []
        for op in block.ops:
            read = any(r in self.live for r in op.results) or isinstance(op, (For, While)) and any(
                p in self.live for p in op.carried)
            if not self.effect(op) and not read:
                continue
            match op:
                case If():
                    if certain(op):
                        _, gone = branches(op)
                        gone.ops, gone.yields = [], [UNREACHABLE] * len(gone.yields)
                    alive = [i for i, r in enumerate(op.results) if r in self.live]
                    op.results = [op.results[i] for i in alive]
                    for b in op.blocks:
                        b.yields = [b.yields[i] for i in alive]
                        self.sweep(b)
                case For() | While():
                    _keep_carried(op, [j for j, (p, r) in enumerate(zip(op.carried, op.finals))
                                       if p in self.live or r in self.live])
                    for b in op.blocks:
                        self.sweep(b)
                case Define():
                    self.sweep(op.body)
            kept.append(op)
        block.ops[:] = kept


def eliminate_in(ops: list[Op], roots: list[Value]) -> None:
    """Remove, in place, the operations that some values do not need, in loops and branches too."""
    body = Block(ops=ops, yields=roots)
    _Liveness(Function("", [], body), set()).sweep(body)


def trim(block: Block) -> None:
    """Remove, in place, the calls in a block that nothing in it reads, before the rest of the program is there."""
    uses = count_uses(block)

    def visit(b: Block) -> None:
        kept = []
        for op in reversed(b.ops):
            for inner in op.blocks:
                visit(inner)
            if isinstance(op, Call) and op.results and not any(map(uses.get, op.results)) and not has_effect(op):
                for v in op.operands:
                    uses[v] -= 1
            else:
                kept.append(op)
        b.ops[:] = kept[::-1]
    visit(block)


def certain(op: If) -> bool:
    """Whether an ``if`` always goes one way."""
    return type(op) is If and isinstance(op.operands[0], Const)


def branches(op: If) -> tuple[Block, Block]:
    """Of an ``if`` that goes one way, the branch that is taken and the other."""
    value = op.operands[0].value  # type: ignore[attr-defined]
    return (op.then, op.orelse) if value else (op.orelse, op.then)


def _keep_carried(op: For | While, alive: list[int]) -> None:
    inits, params, yields, finals = op.inits, op.carried, next_carried(op), op.finals
    trips = [op.trips] if op.trips is not None else []
    stop = op.body.yields[-1:] if op.stops else []
    op.results = [*(finals[j] for j in alive), *trips]
    op.body.yields = [*(yields[j] for j in alive), *stop]
    if isinstance(op, For):
        op.operands = [*op.operands[:3], *(inits[j] for j in alive)]
        op.body.params = [op.index, *(params[j] for j in alive)]
    else:
        op.operands = [inits[j] for j in alive]
        op.condition.params = [op.condition.params[j] for j in alive]
        op.body.params = [params[j] for j in alive]
