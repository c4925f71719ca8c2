"""Forward mode: a program, to the program that also computes the tangent of its result.

    %z = mul %x, %y         →       %z = mul %x, %y
                                    %z_dot = %x_dot * %y + %x * %y_dot

A rule's body is the tangent line.  Branches yield tangents beside their values, and loops carry them.
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..analysis.activity import active, producers
from ..analysis.complexity import may_be_complex
from ..errors import UnsupportedError
from ..ir import primitives
from ..ir.core import (
    UNREACHABLE,
    Block,
    Call,
    Const,
    For,
    Function,
    If,
    Op,
    Try,
    Unbound,
    Value,
    While,
    With,
    free_values,
    next_carried,
    substitute,
)
from ..ir.kinds import UNKNOWN, Array, Scalar, differentiable
from ..runtime import add_at, broadcast_like
from .algebra import ZERO
from .build import Builder
from .cotangents import conformed, tangent_kind, zeros_of
from .differentials import Differentials
from .surgery import settle

DISPLAYS = {primitives.make_tuple, primitives.make_list, primitives.make_named, primitives.make_dict,
            primitives.appended, primitives.without_last, primitives.replaced}
# What may give its result a larger shape than the operand's that varies has.
SUMS = {operator.add, operator.sub, np.add, np.subtract, np.where}


class Tangent:
    """Adds tangents to one function, in place."""

    def __init__(self, function: Function, seeds: dict[Value, Value], reasons: dict[Any, Any],
                 derive_function: Any = None, inside_complex: bool = False):
        self.active = active(function, seeds, [function.result])
        self.dots: dict[Value, Value] = dict(seeds)
        self.builder = Builder(function.body, "tangent", simplifying=True)
        made = producers(function.body)
        self.builder.complex = inside_complex or may_be_complex(function)
        self.rules = Differentials(self.builder, made, reasons)
        self.derive_function = derive_function

    def of(self, v: Any) -> Value:
        """The tangent of a value; ZERO where it does not vary."""
        return self.dots.get(v, ZERO) if isinstance(v, Value) else ZERO

    def whole(self, v: Value) -> Value:
        """The tangent of a value, zeros where it does not vary."""
        dot = self.of(v)
        return zeros_of(self.builder, v) if dot is ZERO else dot

    def block(self, block: Block) -> None:
        ops, block.ops = block.ops, []
        with self.builder.into(block):
            for op in ops:
                block.ops.append(op)
                with self.builder.at(op.site):
                    self.operation(op)

    def operation(self, op: Op) -> None:
        match op:
            case Call():
                if op.results and op.result in self.active:
                    self.set(op.result, self.call(op))
            case Try() | With() if not isinstance(op.operands[0], Const):
                self.attempt(op)
            case If():
                self.conditional(op)
            case For() | While():
                self.loop(op)

    def set(self, v: Value, dot: Value) -> None:
        if dot is ZERO:
            return
        if v.name and dot.name is None and not isinstance(dot, Const):
            dot.name = f"{v.name}_dot"
        self.dots[v] = dot

    def call(self, op: Call) -> Value:
        if op.callee in DISPLAYS:
            first = 1 if op.callee in (primitives.make_named, primitives.make_dict) else 0
            if all(self.of(v) is ZERO for v in op.operands):
                return ZERO
            parts = [*op.operands[:first], *[self.index_or_tangent(op, i, v) for i,
                                             v in enumerate(op.operands) if i >= first]]
            return self.builder.call(op.callee, *parts)
        if op.callee is operator.getitem:
            dot = self.of(op.operands[0])
            display, index = self.builder.made_by(dot, primitives.make_tuple), op.operands[1]
            if display is not None and isinstance(index, Const) and type(index.value) is int:
                return display.operands[index.value]
            return ZERO if dot is ZERO else self.builder.call(operator.getitem, dot, index)
        if all(self.of(v) is ZERO for v in op.operands):
            return ZERO
        if isinstance(op.callee, Function):
            return self.derive_function(self, op)
        if op.callee is add_at:         # a store: what is not written keeps its tangent, zeros included
            x, index, value = op.operands
            dot = self.whole(x)
            return dot if self.of(value) is ZERO else self.builder.call(add_at, dot, index, self.of(value))
        dot = self.rules.tangent(op, self.of)
        if op.callee in SUMS and op.result.kind == UNKNOWN and any(
                self.of(v) is ZERO and not isinstance(v.kind, Scalar) for v in op.operands):
            return self.builder.call(broadcast_like, dot, op.result)
        return conformed_tangent(self.builder, dot, op.result, conformed)

    def index_or_tangent(self, op: Call, i: int, v: Value) -> Value:
        return v if op.callee is primitives.replaced and i == 1 else self.whole(v)

    def conditional(self, op: If) -> None:
        for b in op.blocks:
            self.block(b)
        for i, r in enumerate(list(op.results)):
            if r not in self.active or all(self.of(b.yields[i]) is ZERO for b in op.blocks):
                continue
            for b in op.blocks:
                y = b.yields[i]
                with self.builder.into(b):
                    b.yields.append(y if isinstance(y, Unbound) else self.whole(y))
            dot = Value(f"{r.name}_dot" if r.name else None, tangent_kind(r))
            op.results.append(dot)
            self.dots[r] = dot

    def attempt(self, op: If) -> None:
        """The tangent of a body that may be left by an exception: computed after it, since it must not raise there."""
        moving = [i for i, r in enumerate(op.results) if r in self.active]
        loops = [o for b in op.blocks for o in b.ops if isinstance(o, (For, While)) and any(
            r in self.active for r in o.results)]
        if loops:
            raise UnsupportedError("forward mode through a loop within `try` or `with` is not supported",
                                   loops[0].site.location if loops[0].site else None,
                                   "use reverse mode: grad, vjp; or put the `try` into the loop", code="S2SAD204")
        bodies, dots = [], []
        for b in op.blocks:
            with self.builder.into(Block()) as after:
                for o in b.ops:
                    with self.builder.at(o.site):
                        if isinstance(o, If):
                            self.attempt(o)
                        elif isinstance(o, Call) and o.results and o.result in self.active:
                            self.set(o.result, self.call(o))
                dots.append([b.yields[i] if isinstance(b.yields[i], Unbound) else self.whole(b.yields[i])
                             for i in moving])
            bodies.append(after)
        for b, after in zip(op.blocks, bodies):     # what the tangent reads leaves the body as one more result
            inside = {r: o for o in b.ops for r in o.results}
            replace: dict[Value, Value] = {}
            for v in free_values(Block(ops=after.ops, yields=dots[bodies.index(after)])):
                if v in inside:
                    replace[v] = Value(v.name, v.kind)
                    op.results.append(replace[v])
                    # Nobody reads it on the other path, where its cotangent, at the next order, is that of a number.
                    filler = Const(0.0) if isinstance(v.kind, (Scalar, Array)) else UNREACHABLE
                    for other in op.blocks:
                        other.yields.append(v if other is b else filler)
            after.yields = dots[bodies.index(after)]
            substitute(after, replace)
        if not moving:
            return
        results = [Value(f"{op.results[i].name}_dot" if op.results[i].name else None, tangent_kind(op.results[i]))
                   for i in moving]
        self.builder.append(If(operands=[op.operands[0]], results=results, then=bodies[0], orelse=bodies[1],
                               site=op.site, sweep="tangent"))
        self.dots.update((op.results[i], r) for i, r in zip(moving, results))

    def loop(self, op: For | While) -> None:
        finals, inits, carried = list(op.finals), list(op.inits), list(op.carried)
        moving = [j for j, (p, r) in enumerate(zip(carried, finals))
                  if (p in self.active or r in self.active) and differentiable(r.kind)]
        self.builder.block.ops.remove(op)           # the tangents' initial values come before the loop
        starts = {j: inits[j] if isinstance(inits[j], Unbound) else self.whole(inits[j]) for j in moving}
        for j in moving:
            name = carried[j].name or finals[j].name
            self.dots[carried[j]] = Value(f"{name}_dot" if name else None, tangent_kind(finals[j]))
        self.builder.block.ops.append(op)
        if isinstance(op, While):
            self.block(op.condition)
        self.block(op.body)
        yields = next_carried(op)
        with self.builder.into(op.body):
            outs = {j: self.whole(yields[j]) if not isinstance(yields[j], Unbound) else yields[j] for j in moving}
        at = len(op.results) - (1 if op.trips is not None else 0)
        stop = op.body.yields[len(yields):]
        results = [Value(self.dots[carried[j]].name, self.dots[carried[j]].kind) for j in moving]
        op.operands.extend(starts[j] for j in moving)
        op.results[at:at] = results
        op.body.params.extend(self.dots[carried[j]] for j in moving)
        if isinstance(op, While):
            op.condition.params.extend(Value(d.name, d.kind) for d in (self.dots[carried[j]] for j in moving))
        op.body.yields = [*yields, *(outs[j] for j in moving), *stop]
        for j, r in zip(moving, results):
            self.dots[finals[j]] = r


def conformed_tangent(builder: Builder, dot: Value, like: Value, conformed: Any) -> Value:
    """A tangent with the shape of its primal: a rule may give one that broadcasts to it."""
    from ..ir.kinds import dims, is_many, same_shape
    if dot is ZERO or not isinstance(like.kind, Array) or same_shape(dot.kind, like.kind):
        return dot
    have, wanted = dims(dot.kind), dims(like.kind)
    if have is not None and wanted is not None and len(have) == len(wanted) and all(
            d == w or is_many(d) for d, w in zip(have, wanted)):
        return dot
    return builder.call(broadcast_like, dot, like)


def push_forward(function: Function, wrt: list[Value], tangents: list[Value], reasons: dict[Any, Any],
                 derive_function: Any = None, inside_complex: bool = False) -> Value:
    """Add tangents to a function, in place; the tangent of its result."""
    settle(function.body)
    forward = Tangent(function, dict(zip(wrt, tangents, strict=True)), reasons, derive_function, inside_complex)
    forward.block(function.body)
    with forward.builder.into(function.body):
        return forward.whole(function.result)
