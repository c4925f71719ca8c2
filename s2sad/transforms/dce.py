"""Dead code: what neither the result nor an effect needs is removed, in loops and branches too.

    %a = np.sin(%x)             (gone, if nothing reads %a)
    %s, %t = for … with %s, %t  (%t is no longer carried, if only %t reads it)
"""
from __future__ import annotations

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
    next_carried,
    walk,
)
from ..rules import registry

PURE = {primitives.make_tuple, primitives.make_list, primitives.make_dict, primitives.make_named, primitives.appended,
        primitives.without_last, primitives.replaced, primitives.load_global, primitives.load_cell, getattr, min}


def has_effect(op: Op, functions: dict[Function, bool] | None = None) -> bool:
    """Whether an operation does something besides giving its result."""
    if isinstance(op, Call):
        if not op.results:
            return True
        if isinstance(op.callee, Function):
            functions = {} if functions is None else functions
            if op.callee not in functions:
                functions[op.callee] = False        # a recursive call adds nothing
                functions[op.callee] = any(has_effect(o, functions) for o in op.callee.body.ops)
            return functions[op.callee]
        if registry.lookup(dict.fromkeys(PURE, True), op.callee):
            return False
        return not registry.properties_of(op.callee).pure
    if isinstance(op, (Try, With)):
        return True
    return not isinstance(op, Define) and any(has_effect(o, functions) for b in op.blocks for o in b.ops)


def is_check(op: Op) -> bool:
    """Whether an operation is there to raise only."""
    return isinstance(op, Call) and op.callee in (primitives.raise_exception, primitives.check_bound, primitives.unpack)


def eliminate(function: Function) -> Function:
    """Remove dead operations, results and carried values, in place."""
    effects: dict[Op, bool] = {}
    functions: dict[Function, bool] = {}

    def effect(op: Op) -> bool:
        if op not in effects:
            if isinstance(op, Call):
                effects[op] = has_effect(op, functions)
            else:
                effects[op] = not isinstance(op, Define) and any(
                    [effect(o) for b in op.blocks for o in b.ops])  # noqa: C419 - each one is looked at
        return effects[op]

    for op in walk(function.body):      # what may raise in a `try` decides how it goes on
        if isinstance(op, (Try, With)):
            effects[op] = True
            if not isinstance(op.operands[0], Const):
                effects.update(dict.fromkeys(walk(op.then), True))

    live: set[Value] = set()
    stack: list[Value] = []
    needs: dict[Value, list[Value]] = {}          # value -> what its being live makes live

    def need(v: Value) -> None:
        if v not in live:
            live.add(v)
            stack.append(v)

    def link(source: Value, targets: list[Value]) -> None:
        needs.setdefault(source, []).extend(targets)

    def scan(block: Block, always: list[Value]) -> None:
        """``always``: values that anything live in this block makes live (conditions, trip counts)."""
        for op in block.ops:
            match op:
                case Call():
                    targets = [*op.operands, *always]
                    for r in op.results:
                        link(r, targets)
                    if effect(op):
                        for v in targets:
                            need(v)
                case If() if certain(op):
                    taken, _ = branches(op)
                    for r, y in zip(op.results, taken.yields):
                        link(r, [y, *always])
                    scan(taken, always)
                case If():
                    inner = [*op.operands, *always]
                    for i, r in enumerate(op.results):
                        link(r, [op.then.yields[i], op.orelse.yields[i], *inner])
                    scan(op.then, inner)
                    scan(op.orelse, inner)
                    if effect(op):
                        for v in [*op.operands, *always]:
                            need(v)
                case For() | While():
                    control = [*always]
                    if isinstance(op, For):
                        control += op.operands[:3]
                        link(op.index, control)
                    else:
                        control += op.condition.yields
                    if op.stops:
                        control.append(op.body.yields[-1])
                    for init, p, y, r in zip(op.inits, op.carried, next_carried(op), op.finals):
                        link(r, [init, y, p, *control])
                        link(p, [init, y, *control])
                    if isinstance(op, While):
                        for p, c in zip(op.body.params, op.condition.params):
                            link(c, [p])
                        scan(op.condition, control)
                    if op.trips is not None:
                        link(op.trips, control)
                    scan(op.body, control)
                    if effect(op):
                        for v in control:
                            need(v)
                case Define():
                    link(op.result, [*op.body.yields, *always])
                    scan(op.body, [])
    scan(function.body, [])
    for v in function.body.yields:
        need(v)
    while stack:
        for w in needs.get(stack.pop(), ()):
            need(w)

    def sweep(block: Block) -> None:
        kept = []
        for op in block.ops:
            read = any(r in live for r in op.results) or isinstance(op, (For, While)) and any(
                p in live for p in op.carried)
            if not effect(op) and not read:
                continue
            match op:
                case If():
                    if certain(op):
                        _, gone = branches(op)
                        gone.ops, gone.yields = [], [UNREACHABLE] * len(gone.yields)
                    alive = [i for i, r in enumerate(op.results) if r in live]
                    op.results = [op.results[i] for i in alive]
                    for b in op.blocks:
                        b.yields = [b.yields[i] for i in alive]
                        sweep(b)
                case For() | While():
                    alive = [j for j, (p, r) in enumerate(zip(op.carried, op.finals)) if p in live or r in live]
                    _keep_carried(op, alive)
                    for b in op.blocks:
                        sweep(b)
                case Define():
                    sweep(op.body)
            kept.append(op)
        block.ops[:] = kept
    sweep(function.body)
    return function


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
