"""Reverse mode: a program, to the program that computes the cotangents of its inputs.

    %z = mul %x, %y             (the primal's operations stay: the forward sweep)
    %r = np.sin(%z)             %z_bar = np.cos(%z) * %r_bar
    return %r                   %x_bar = %z_bar * %y

The adjoint of a region is a region: ``If`` on the same condition, ``For`` counting the other way and
carrying cotangents, ``While`` counted.  What is built here reads the primal's values as if all of them
were at hand, even those that live inside loops; ``residuals`` then makes that so.
"""
from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from ..analysis.activity import active, producers, varied
from ..analysis.complexity import may_be_complex
from ..analysis.indexing import gathers, same_index
from ..analysis.infer import infer
from ..errors import UnsupportedError
from ..ir import primitives
from ..ir.core import (
    Block,
    Call,
    Const,
    For,
    Function,
    If,
    Op,
    Unbound,
    Value,
    While,
    defined_in,
    next_carried,
    substitute,
    walk,
)
from ..ir.kinds import INT, Array, Dict, Scalar, Tuple, differentiable, dims, join, keeps_shape, loose
from ..rules import registry
from ..runtime import add_at, broadcast_like, last_stored, zeros_like
from .abstract import TupleOf
from .algebra import ZERO
from .build import Builder
from .cotangents import At, Cotangents, conformed, summed, tangent_kind, without_new_axes, zeros_of
from .differentials import Differentials
from .fresh import ALLOCATING, owned
from .rollback import Rollback, is_change, is_store
from .surgery import inlined, settle

DISPLAYS = {primitives.make_tuple, primitives.make_list, primitives.make_named, primitives.make_dict}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A block of the forward sweep and the block of the adjoint sweep that undoes it."""

    op: Op
    forward: Block
    adjoint: Block
    index: Value | None = None      # the adjoint loop's index: the forward one's, or the trip's number
    counts_trips: bool = False


@dataclass(slots=True)
class Reversed:
    """A function with its adjoint sweep appended, and the cotangents of its inputs."""

    cotangents: dict[Value, Value]
    mirrors: dict[Block, Mirror]
    sweep: Block
    rollback: Rollback
    complex: bool                   # whether what is of unknown kind may be


class Adjoint:
    """Builds the adjoint sweep of one function."""

    def __init__(self, function: Function, wrt: list[Value], seeds: dict[Value, Any], reasons: dict[Any, Any],
                 derive_function: Any = None, inside_complex: bool = False, watched: dict[Value, int] | None = None):
        self.function, self.wrt = function, wrt
        self.watched = watched or {}                # values whose adjoints someone wants to see, by number
        self.sweep = Block()
        self.builder = Builder(self.sweep, "adjoint", simplifying=True)
        self.producers = producers(function.body)
        self.builder.complex = inside_complex or may_be_complex(function)
        self.cotangents = Cotangents(self.builder)
        self.whole = self.cotangents.whole          # a cotangent as one value
        self.rules = Differentials(self.builder, self.producers, reasons)
        self.active = active(function, wrt, seeds)
        self.bars: dict[Value, Any] = dict(seeds)
        self.mirrors: dict[Block, Mirror] = {}
        self.derive_function = derive_function
        self.aliases: dict[Value, Value] = {}       # values that stand for others, of which less is known
        self.own: set[Value] = set()                # results of adjoint loops, which made them
        self.passed: set[Value] = set()             # cotangents that the loops being built pass from trip to trip
        self.claimed: set[Value] = set()            # those of them that must be our own
        self.rollback = Rollback(self.builder, function)
        self.alike: dict[Value, Value] = {}         # values of branches -> cotangents of their shape

    # -- cotangents --------------------------------------------------------------------

    def is_active(self, v: Any) -> bool:
        return isinstance(v, Value) and v in self.active

    def contribute(self, v: Value, contribution: Any) -> None:
        """Add to the cotangent of a value."""
        if v not in self.active or contribution is ZERO:
            return
        old = self.bars.get(v)
        if isinstance(contribution, At):
            contribution = without_new_axes(self.builder, contribution)
        if isinstance(contribution, At):
            self.bars[v] = self.cotangents.add_at(v, old, contribution.index, contribution.value)
        elif isinstance(contribution, TupleOf) or isinstance(old, TupleOf):
            self.bars[v] = contribution if old is None else self.cotangents.sum(old, contribution, v.kind)
        else:
            self.bars[v] = summed(self.builder, old, contribution)

    def named(self, v: Value) -> None:
        """Give a finished cotangent its name."""
        bar = self.bars.get(v)
        if v.name and v.name != "_" and isinstance(bar, Value) and not isinstance(bar, Const) and bar.name is None:
            bar.name = f"{v.name}_bar"

    # -- regions -----------------------------------------------------------------------

    def block(self, ops: list[Op]) -> None:
        """The adjoint of a run of operations, last to first."""
        for op in reversed(ops):
            with self.builder.at(op.site):
                match op:
                    case Call():
                        self.call(op)
                    case If():
                        self.conditional(op)
                    case For() | While():
                        self.loop(op)

    def refuse_missing(self) -> None:
        """Report all calls at once through which no derivative is known."""
        errors = []
        for op in walk(self.function.body):
            if isinstance(op, Call) and op.results and op.result in self.active and not self.has_rule(op):
                operand = next((v for v in op.operands if self.is_active(v)), None)
                if operand is not None:
                    errors.append(self.rules.missing(op, self.why_active(operand), operand.name or "x"))
        if errors:
            raise UnsupportedError.many(errors)

    def why_active(self, v: Value) -> str:
        """Why a derivative has to flow through a value, for the reader of an error."""
        sources = [p.name for p in self.wrt if v in varied(self.function, [p])]
        names = " and ".join(f"argument `{n}`" for n in sources)
        site = self.function.site
        where = f" (line {site.location.line})" if site is not None else ""
        if v in self.wrt:
            return f"the derivative with respect to `{v.name}` is asked for"
        return f"{v.name or 'this'} is active: it depends on {names}{where}"

    def has_rule(self, op: Call) -> bool:
        return isinstance(op.callee, Function) or op.callee is operator.getitem or op.callee in DISPLAYS or any(
            registry.lookup(table, op.callee) is not None for table in (registry.differentials, registry.adjoints))

    def call(self, op: Call) -> None:
        if is_store(op):
            self.rollback.undo(op)
        elif is_change(op):
            self.rollback.pass_by(op)
        if not op.results or op.result not in self.active or op.result not in self.bars:
            return
        self.named(op.result)
        bar = self.bars.pop(op.result)
        if op.result in self.watched:
            self.builder.effect(primitives.watch_adjoint, Const(self.watched[op.result]), self.whole(op.result, bar))
        if op.callee in DISPLAYS:
            operands = op.operands[1:] if op.callee in (primitives.make_named, primitives.make_dict) else op.operands
            parts = self.cotangents.parts(op.result, bar) if isinstance(op.result.kind, (Tuple, Dict)) else (
                self.cotangents.as_parts(bar, op.result.kind, len(operands)))
            for v, part in zip(operands, parts):
                if part is not None and v in self.active:
                    self.contribute(v, part)
            return
        if op.callee is primitives.replaced and isinstance(op.result.kind, Array):
            return self.store(op, self.whole(op.result, bar))
        if op.callee is add_at and isinstance(op.result.kind, Array):
            base, index, value = op.operands
            bar = self.whole(op.result, bar)
            if value in self.active:
                self.contribute(value, conformed(self.builder, self.builder.call(operator.getitem, bar, index), value))
            return self.contribute(base, bar)
        if op.callee is operator.getitem:
            if op.operands[0] in self.active:
                self.contribute(op.operands[0], At(op.operands[1], bar if isinstance(bar, TupleOf) and isinstance(
                    op.operands[0].kind, (Tuple, Dict)) else self.whole(op.result, bar)))
            return
        if isinstance(bar, TupleOf) and not any(isinstance(b, TupleOf) for b in bar.items) and not isinstance(
                op.callee, Function):           # a rule is spared the parts that nothing reads
            g: Any = TupleOf(tuple(ZERO if b is None else b for b in bar.items), bar.type)
        else:
            g = self.matched(self.whole(op.result, bar), op.result)
        if op.callee is primitives.with_adjoint:
            return self.contribute(op.operands[0], inlined(self, op, g))
        if isinstance(op.callee, Function):
            self.derive_function(self, op, g)
            return
        self.rules.cotangents(op, g, self.is_active, self.contribute)

    def store(self, op: Call, bar: Value) -> None:
        """``A[index] = value``: what was stored takes its part of the cotangent, and the old value has none."""
        base, index, value = op.operands
        added = self.added_to_item(op)
        if added is not None:                   # A[index] += e: the cotangent of A stays
            callee, e = added
            if e in self.active:
                part = self.builder.call(operator.getitem, bar, index)
                part = part if callee is operator.add else self.builder.call(operator.neg, part)
                self.contribute(e, conformed(self.builder, part, e))
            return self.contribute(base, bar)
        if value in self.active:
            read = last_stored if gathers(index) else operator.getitem
            part = self.builder.call(read, bar, index, kind=infer(operator.getitem, [bar, index], {}))
            have, wanted = dims(part.kind), dims(value.kind)
            if have is not None and wanted is not None and len(wanted) > len(have):     # NumPy drops leading ones
                lead = (None,) * (len(wanted) - len(have))
                part = self.builder.call(operator.getitem, part, Const((*lead, ...)))
            self.contribute(value, conformed(self.builder, part, value))
        if base in self.active:
            self.contribute(base, self.builder.call(primitives.replaced, bar, index, Const(0.0), kind=bar.kind))

    def added_to_item(self, op: Call) -> tuple[Any, Value] | None:
        """The operator and operand of ``A[index] += e`` or ``-=``."""
        base, index, value = op.operands
        maker = self.producers.get(value)
        if not isinstance(maker, Call) or maker.callee not in (operator.add, operator.sub) or gathers(index):
            return None
        for old, e in (maker.operands, maker.operands[::-1]) if maker.callee is operator.add else (maker.operands,):
            item = self.producers.get(old)
            if isinstance(item, Call) and item.callee is operator.getitem and item.operands[0] is base and same_index(
                    item.operands[1], index) and tangent_kind(old) == tangent_kind(value):
                return maker.callee, e
        return None

    def conditional(self, op: If) -> None:
        results = [(r, i) for i, r in enumerate(op.results) if r in self.bars and r in self.active]
        if not results:
            return
        for r, _ in results:
            self.named(r)
        given = {i: self.bars.pop(r) for r, i in results}
        before = dict(self.bars)
        outcome = []
        handles, handles_after = self.rollback.handles, []
        inside: set[Value] = set()
        for forward in op.blocks:
            self.bars = dict(before)
            inner = defined_in(forward)
            inside |= inner
            self.rollback.enter_branch(op, forward, handles)
            with self.builder.into(Block()) as adjoint:
                for i, bar in given.items():
                    y = forward.yields[i]
                    if not isinstance(y, Const) and y in self.active:
                        self.contribute(y, self.matched(bar, y))
                self.block(forward.ops)
            handles_after.append(self.rollback.handles)
            self.mirrors[adjoint] = Mirror(op, forward, adjoint)
            outcome.append((adjoint, {v: b for v, b in self.bars.items() if v not in inner}))
        self.bars = before
        (then, then_bars), (orelse, orelse_bars) = outcome
        new = If(operands=[op.operands[0]], results=[], then=then, orelse=orelse, site=op.site, sweep="adjoint")
        merged = {}
        self.alike = {b.yields[i]: bar for b in op.blocks for i, bar in given.items()
                      if isinstance(bar, Value) and isinstance(bar.kind, Array) and bar.kind == b.yields[i].kind}
        for v in dict.fromkeys([*then_bars, *orelse_bars]):
            a, b = then_bars.get(v), orelse_bars.get(v)
            merged[v] = a if a is b else self.merge(new, v, a, b)
        self.rollback.leave_branches(op, new, handles, handles_after, inside)
        if new.results or then.ops or orelse.ops:
            self.builder.append(new)
        self.bars.update(merged)

    def matched(self, bar: Any, v: Value) -> Any:
        """A cotangent of a merged or carried value, as one of the value that it was: it has that one's shape.

        A cotangent always has the shape and dtype of its value, so what is known of the one is known of
        the other; only the compiler has to be told, by a value of another kind that stands for the same.
        """
        wanted = tangent_kind(v)
        if not isinstance(bar, Value) or isinstance(bar, Const) or bar.kind == wanted or not isinstance(
            wanted, (Array, Scalar)):
            return bar
        if isinstance(bar.kind, (Array, Scalar)) and bar.kind.dtype != wanted.dtype:
            return conformed(self.builder, bar, v)
        if isinstance(wanted, Scalar) and not isinstance(bar.kind, Scalar):
            return conformed(self.builder, bar, v)
        told = Value(bar.name, wanted)
        self.aliases[told] = bar
        if bar in self.builder.made:
            self.builder.made[told] = self.builder.made[bar]
        if bar in self.own:
            self.own.add(told)
        return told

    def merge(self, op: If, v: Value, a: Any, b: Any) -> Any:
        if isinstance(a, TupleOf) or isinstance(b, TupleOf):
            n = len((a if isinstance(a, TupleOf) else b).items)
            left = a.items if isinstance(a, TupleOf) else (None,) * n if a is None else None
            right = b.items if isinstance(b, TupleOf) else (None,) * n if b is None else None
            if left is not None and right is not None:
                return TupleOf(tuple(x if x is y else self.merge(op, self.cotangents.part_like(v, i), x, y)
                                     for i, (x, y) in enumerate(zip(left, right))))
        yields = []
        for block, bar in ((op.then, a), (op.orelse, b)):
            with self.builder.into(block):
                yields.append(zeros_of(self.builder, self.alike[v]) if bar is None and v in self.alike
                              else Const(0.0) if bar is None and self.may_be_unbound(v) else self.whole(v, bar))
        op.then.yields.append(yields[0])
        op.orelse.yields.append(yields[1])
        result = Value(f"{v.name}_bar" if v.name else None, join(yields[0].kind, yields[1].kind, ("bar", v)))
        op.results.append(result)
        if all(map(self.is_private, yields)):
            self.own.add(result)
        return result

    def may_be_unbound(self, v: Value) -> bool:
        """Whether a value, as a residual of a branch, is there only where that branch was taken."""
        op = self.producers.get(v)
        return isinstance(op, If) and any(isinstance(b.yields[op.results.index(v)], Unbound) for b in op.blocks)

    def loop(self, op: For | While) -> None:
        carried = [j for j, (p, r) in enumerate(zip(op.carried, op.finals))
                   if (r in self.active or p in self.active) and differentiable(r.kind)]
        if not any(op.finals[j] in self.bars for j in carried):
            return
        for j in carried:
            self.named(op.finals[j])
        inits = [self.whole(op.finals[j], self.bars.pop(op.finals[j], None)) for j in carried]
        inner = defined_in(op.body)
        free = self.free_active(op.body, inner)
        before = [self.whole(v, self.bars.get(v)) if v in self.bars else None for v in free]
        b = self.builder
        free_inits = [zeros_of(b, v) if init is None else self.private(init) for v, init in zip(free, before)]
        yields = next_carried(op)
        anew = {j for j in carried if isinstance(op.inits[j], Unbound) and not keeps_shape(
            op.carried[j].kind, yields[j].kind)}
        kinds = [loose(op.finals[j].kind) if j in anew
                 else tangent_kind(yields[j] if isinstance(yields[j].kind, Array) else op.finals[j]) for j in carried]
        params = [Value(_bar_name(op.carried[j], op.finals[j]), kind) for j, kind in zip(carried, kinds)]
        accumulators = [Value(f"{v.name}_bar" if v.name else None, tangent_kind(v)) for v in free]
        self.own.update(accumulators)
        outer = self.bars
        self.bars = dict(zip(free, accumulators))
        handles = self.rollback.handles
        restored = [self.rollback.handle(op.finals[j]) for j in self.rollback.carried(op)]
        handle_params = self.rollback.enter_loop(op, handles)
        self.passed.update(params)
        with b.into(Block()) as body:
            for j, p in zip(carried, params):
                y = yields[j]
                if not isinstance(y, Const) and y in self.active:
                    self.contribute(y, self.shaped(p, y) if j in anew else self.matched(p, y))
            self.block(op.body.ops)
            outs = []
            for j, p in zip(carried, params):
                v = op.carried[j]
                self.named(v)
                bar = self.bars.get(v)
                outs.append(self.whole(v, bar) if bar is not None
                            else self.nothing(v) if j in anew
                            else zeros_of(b, v) if not keeps_shape(v.kind, yields[j].kind)
                            else zeros_of(b, p) if isinstance(p.kind, Array) else self.whole(op.finals[j], None))
            after = [self.whole(v, self.bars[v]) for v in free]
            outs = [self.private(out) if p in self.claimed and out is not p else out for p, out in zip(params, outs)]
        self.bars = outer
        self.passed.difference_update(params)
        inits = [self.private(i) if p in self.claimed or self.adds_to(out, p) else i
                 for i, p, out in zip(inits, params, outs)]
        used = [i for i, (acc, new) in enumerate(zip(accumulators, after)) if acc is not new]
        handle_results = [Value(p.name, p.kind) for p in handle_params]
        handle_outs = self.rollback.leave_loop(op, handle_params, handle_results, handles)
        all_params = [*params, *(accumulators[i] for i in used)]
        all_inits = [*inits, *(free_inits[i] for i in used)]
        body.yields = [*outs, *(after[i] for i in used), *handle_outs]
        results = [Value(p.name, p.kind) for p in all_params]
        for j, r in zip(carried, results):
            if isinstance(r.kind, Array) and isinstance(op.inits[j].kind, Array):
                r.kind = tangent_kind(op.inits[j])
        self.own.update(results)
        new, index, counts = self.counted(op, body, [*all_params, *handle_params], [*all_inits, *restored],
                                          [*results, *handle_results])
        self.mirrors[body] = Mirror(op, op.body, body, index, counts)
        self.builder.append(new)
        for i, r in zip(used, results[len(params):]):
            self.bars[free[i]] = r
        for j, r in zip(carried, results):
            init = op.inits[j]
            if not isinstance(init, Const) and init in self.active:
                self.contribute(init, self.matched(r, init))

    def shaped(self, bar: Value, v: Value) -> Value:
        """A cotangent that is 0.0 where nothing contributes, as one of ``v``."""
        kind = tangent_kind(v)
        if isinstance(kind, (Tuple, Dict)):
            parts = [self.shaped(part, self.cotangents.part_like(v, i))
                     for i, part in enumerate(self.cotangents.parts(v, bar))]
            return self.whole(v, TupleOf(tuple(parts)))
        return bar if isinstance(kind, Scalar) else self.builder.call(broadcast_like, bar, v, kind=kind)

    def nothing(self, v: Value) -> Value:
        """A cotangent of ``v`` to which nothing contributes, as ``shaped`` takes it: 0.0, or a structure of such."""
        if not isinstance(v.kind, (Tuple, Dict)):
            return Const(0.0)
        return self.whole(v, TupleOf(tuple(self.nothing(Value(None, k)) for k in v.kind.items)))

    def private(self, v: Value) -> Value:
        """A cotangent that a loop adds to in place: a copy, unless it is our own."""
        if v in self.passed:            # the loop that passes it sees to it, once
            self.claimed.add(v)
            return v
        return v if self.is_private(v) else owned(self.builder, v, self.builder.made, [v])

    def is_private(self, v: Value) -> bool:
        """Whether the memory of a cotangent is its own."""
        if not isinstance(v.kind, Array) or v.kind.dims == () or isinstance(v, Const):
            return True
        if v in self.own or v in self.claimed:
            return True
        op = self.builder.made.get(v)
        if op is not None and op.callee is primitives.replaced:
            return self.is_private(op.operands[0])
        return op is not None and (op.callee in (add_at, zeros_like)
                                   or registry.properties_of(op.callee).kind in ALLOCATING)

    def adds_to(self, out: Value, param: Value) -> bool:
        """Whether a trip's new cotangent is the old one with something added."""
        if not isinstance(param.kind, Array):
            return False
        op = self.builder.made.get(out)
        stores = (add_at, primitives.replaced) if self.builder.block is self.sweep else ()
        while op is not None and op.callee in (operator.add, operator.sub, *stores):
            if param in op.operands:
                return True
            op = self.builder.made.get(op.operands[0])
        return False

    def counted(self, op: For | While, body: Block, params: list[Value], inits: list[Value],
                results: list[Value]) -> tuple[For, Value, bool]:
        """The loop that counts the trips of another one backwards."""
        b, zero, one = self.builder, Const(0), Const(1)
        if isinstance(op, For):
            start, stop, step = op.operands[:3]
            unit = isinstance(step, Const) and step.value == 1
            index = Value(op.index.name, INT)
            body.params = [index, *params]
            if not op.stops or unit and not op.backwards:
                if op.stops:
                    stop = op.trips if isinstance(start, Const) and start.value == 0 else b.call(
                        operator.add, start, op.trips)  # type: ignore[assignment, arg-type]
                    assert stop is not None
                return For(operands=[start, stop, step, *inits], results=results, body=body, backwards=not op.backwards,
                           site=op.site, sweep="adjoint"), index, False
        else:
            index = Value("k", INT)
            body.params = [index, *params]
        assert op.trips is not None
        return For(operands=[zero, op.trips, one, *inits], results=results, body=body, backwards=True, site=op.site,
                   sweep="adjoint"), index, True

    def free_active(self, block: Block, inner: set[Value]) -> list[Value]:
        """Active values from outside that operations inside contribute to."""
        found: dict[Value, None] = {}

        def visit(b: Block) -> None:
            for op in b.ops:
                if isinstance(op, Call):
                    if op.results and op.result in self.active:
                        found.update((v, None) for v in op.operands if v in self.active and v not in inner)
                else:
                    found.update((v, None) for v in op.operands if v in self.active and v not in inner)
                for nested in op.blocks:
                    visit(nested)
            found.update((v, None) for v in b.yields if v in self.active and v not in inner)
        visit(block)
        return list(found)


def _bar_name(param: Value, final: Value) -> str | None:
    name = param.name or final.name
    return f"{name}_bar" if name else None


def reverse(function: Function, wrt: list[Value], seeds: dict[Value, Any], reasons: dict[Any, Any],
            derive_function: Any = None, inside_complex: bool = False,
            watched: dict[Value, int] | None = None) -> Reversed:
    """The adjoint sweep of ``function``, given the cotangents of its outputs.

    ``inside_complex``: the function stands in a program in which something may be complex.
    """
    adjoint = Adjoint(function, wrt, seeds, reasons, derive_function, inside_complex, watched)
    adjoint.refuse_missing()
    adjoint.block(function.body.ops)
    cotangents = {}
    for v in wrt:
        adjoint.named(v)
        bar = adjoint.bars.get(v)
        cotangents[v] = adjoint.whole(v, bar)
    sweep = adjoint.builder.block
    if adjoint.aliases:
        def known(v: Value) -> Value:
            while v in adjoint.aliases:
                v = adjoint.aliases[v]
            return v
        aliases = {v: known(v) for v in adjoint.aliases}
        substitute(sweep, aliases)
        cotangents = {v: aliases.get(bar, bar) for v, bar in cotangents.items()}
    adjoint.rollback.insert_saves(function.body)
    same = settle(function.body)
    if same:
        substitute(function.body, same)
        substitute(sweep, same)
        for handle, versions in adjoint.rollback.stands_for.items():
            adjoint.rollback.stands_for[handle] = [same.get(v, v) for v in versions]
    return Reversed(cotangents, adjoint.mirrors, sweep, adjoint.rollback, adjoint.builder.complex)


