"""Derivatives of the program's own functions: those that are called, and not inlined.

    %r = power %x, %n       →   %p = power_forward %x, %n       (the result, and the residuals)
                                %r, %s = %p
                                …
                                %b = power_adjoint %x, %n, %s, %r_bar

A recursive function calls its own forward and adjoint functions, which are made known before they are
built.
"""
from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from ..analysis.activity import producers
from ..errors import InternalError
from ..ir import primitives
from ..ir.core import (
    Block,
    Call,
    Const,
    Function,
    If,
    Op,
    Unbound,
    Value,
    clone_function,
    free_values,
    substitute,
    walk,
)
from ..ir.kinds import UNKNOWN, Array, Scalar, Tuple, differentiable
from . import cse, dce, surgery
from .adjoint import Adjoint, reverse
from .algebra import ZERO
from .build import Builder
from .cotangents import conformed, tangent_kind
from .residuals import resolve
from .tangent import Tangent, push_forward


@dataclass(slots=True)
class Pair:
    """The forward and the adjoint function of a function, for some of its parameters."""

    forward: Function
    adjoint: Function
    inputs: tuple[int, ...]


def always_bound(v: Value, makers: dict[Value, Op]) -> Value:
    """``v``, or where a branch leaves it without a value, one that is 0 there: a tuple of residuals holds it always."""
    op = makers.get(v)
    if not isinstance(op, If) or v not in op.results:
        return v
    i = op.results.index(v)
    yields = [b.yields[i] for b in op.blocks]
    missing = Const(0.0 if isinstance(v.kind, (Scalar, Array)) else None)
    held = [missing if isinstance(y, Unbound) else always_bound(y, makers) for y in yields]
    if all(h is y for h, y in zip(held, yields)):
        return v
    new = Value(v.name, v.kind)
    op.results.append(new)
    makers[new] = op
    for b, h in zip(op.blocks, held):
        b.yields.append(h)
    return new


class FunctionPairs:
    """Makes and keeps the derivatives of functions, for one derivative of a program."""

    def __init__(self) -> None:
        self.pairs: dict[tuple[Function, tuple[int, ...]], Pair] = {}
        self.tangents: dict[tuple[Function, tuple[int, ...]], Function] = {}
        self.complex = False            # something in the program may be complex

    # -- reverse -------------------------------------------------------------------------

    def reverse(self, adjoint: Adjoint, op: Call, g: Value) -> None:
        """Make a call a call of the forward function, and contribute by a call of the adjoint one."""
        function = op.callee
        self.complex = self.complex or adjoint.builder.complex
        inputs = tuple(i for i, v in enumerate(op.operands) if adjoint.is_active(v) and differentiable(v.kind))
        pair = self.pair(function, inputs, adjoint.rules.reasons)
        result = op.result
        both = Value(None, Tuple((result.kind, UNKNOWN)))
        residuals = Value("residuals", UNKNOWN)
        block = block_of(adjoint.function.body, op)
        at = block.ops.index(op) + 1
        op.callee, op.results = pair.forward, [both]
        block.ops[at:at] = [
            Call(operands=[both, Const(i)], results=[v], callee=operator.getitem, site=op.site)
            for i, v in enumerate((result, residuals))]
        b = adjoint.builder
        bars = b.call(pair.adjoint, *op.operands, residuals, g)
        for k, i in enumerate(pair.inputs):
            v = op.operands[i]
            kind = tangent_kind(function.params[i])
            if isinstance(kind, Array) and isinstance(v.kind, Array) and kind.dtype == v.kind.dtype:
                kind = v.kind                   # a cotangent has the shape of what was given
            part = b.call(operator.getitem, bars, Const(k), kind=kind)
            adjoint.contribute(v, conformed(b, part, v))

    def pair(self, function: Function, inputs: tuple[int, ...], reasons: dict[Any, Any]) -> Pair:
        key = (function, inputs)
        if key not in self.pairs:
            forward = clone_function(function, f"{function.name}_forward")
            result = forward.result
            adjoint = Function(f"{function.name}_adjoint", [], Block(yields=[Value(kind=UNKNOWN)]), function.site)
            pair = self.pairs[key] = Pair(forward, adjoint, inputs)
            body, forward.body = forward.body, Block(yields=[Value(kind=UNKNOWN)])
            self.build(pair, Function(forward.name, forward.params, body, forward.site), result, reasons)
        return self.pairs[key]

    def build(self, pair: Pair, primal: Function, result: Value, reasons: dict[Any, Any]) -> None:
        seed = Value("result_bar", tangent_kind(result))
        wrt = [primal.params[i] for i in pair.inputs]
        done = reverse(primal, wrt, {result: seed}, reasons, self.reverse, self.complex)
        builder = Builder(done.sweep, "adjoint", simplifying=True)
        done.sweep.yields = [builder.call(primitives.make_tuple, *[done.cotangents[v] for v in wrt])]
        resolve(primal.body, done, done.sweep.yields, plain_locals=False)
        params = {p: Value(p.name, p.kind) for p in primal.params}
        needed = [v for v in free_values(done.sweep) if v not in params and v is not seed]
        makers = producers(primal.body)
        held = [always_bound(v, makers) for v in needed]
        top = Builder(primal.body)
        primal.body.yields = [top.call(primitives.make_tuple, result, top.call(primitives.make_tuple, *held))]
        pair.forward.body = primal.body
        residuals = Value("residuals", Tuple(tuple(v.kind for v in needed)))
        reads = [Call(operands=[residuals, Const(i)], results=[Value(v.name, v.kind)], callee=operator.getitem,
                      site=primal.site, sweep="adjoint") for i, v in enumerate(needed)]
        replace = {**params, **{v: op.result for v, op in zip(needed, reads)}}
        substitute(done.sweep, replace)
        done.sweep.ops[:0] = reads
        pair.adjoint.params = [*params.values(), residuals, seed]
        pair.adjoint.body = done.sweep
        for f in (pair.adjoint, pair.forward):
            dce.eliminate(cse.merge(dce.eliminate(surgery.drop(f))))

    # -- forward -------------------------------------------------------------------------

    def forward(self, tangent: Tangent, op: Call) -> Value:
        """The tangent of a call: a call of the function that gives value and tangent."""
        function = op.callee
        self.complex = self.complex or tangent.builder.complex
        inputs = tuple(i for i, v in enumerate(op.operands) if tangent.of(v) is not ZERO)
        key = (function, inputs)
        if key not in self.tangents:
            primal = clone_function(function, f"{function.name}_tangent")
            body = primal.body
            made = self.tangents[key] = Function(primal.name, [], Block(yields=[Value(kind=UNKNOWN)]), function.site)
            wrt = [primal.params[i] for i in inputs]
            dots = [Value(f"{p.name}_dot", tangent_kind(p)) for p in wrt]
            dot = push_forward(primal, wrt, dots, tangent.rules.reasons, self.forward, self.complex)
            body.yields = [Builder(body).call(primitives.make_tuple, primal.result, dot)]
            made.params, made.body = [*primal.params, *dots], body
            dce.eliminate(cse.merge(dce.eliminate(surgery.drop(made))))
        result = op.result
        both = Value(None, Tuple((result.kind, tangent_kind(result))))
        block = tangent.builder.block
        op.callee, op.results = self.tangents[key], [both]
        op.operands = [*op.operands, *[tangent.of(op.operands[i]) for i in inputs]]
        block.ops.append(Call(operands=[both, Const(0)], results=[result], callee=operator.getitem, site=op.site))
        return tangent.builder.call(operator.getitem, both, Const(1), kind=tangent_kind(result))


def block_of(block: Block, op: Op) -> Block:
    """The block that holds an operation."""
    if op in block.ops:
        return block
    for outer in walk(block):
        for inner in outer.blocks:
            if op in inner.ops:
                return inner
    raise InternalError("the operation is not in the block")
