"""The order of things: from a function and the kinds of its arguments to a derivative's source and code.

This is the only place that knows the order of passes.  After each pass one hook verifies the program
(in tests) and prints it (``S2SAD_DEBUG=specialise,adjoint,…``, or ``all``).
"""
from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import ArgumentError
from .ir import primitives
from .ir.core import Block, Call, Const, Function, Value, clone_function
from .ir.kinds import Kind, Scalar, Array, differentiable, dims
from .rules import registry
from .transforms import cse, dce, sink
from .transforms.abstract import Closure
from .transforms.adjoint import reverse
from .transforms.build import Builder
from .transforms.calls import template_of
from .transforms.residuals import resolve
from .transforms.specialise import Specialiser

VERIFY = bool(os.environ.get("S2SAD_VERIFY"))
DEBUG = set(filter(None, os.environ.get("S2SAD_DEBUG", "").split(",")))


def after(name: str, function: Function) -> Function:
    """The hook between passes."""
    if VERIFY or DEBUG:
        from .ir.printer import text
        from .ir.verify import verify
        if VERIFY:
            verify(function, name)
        if name in DEBUG or "all" in DEBUG:
            print(f"--- after {name}", text(function), sep="\n", file=sys.stderr)
    return function


@dataclass(slots=True)
class Primal:
    """A specialised function, with what was assumed and what stayed opaque."""

    function: Function
    guards: dict[Any, Any]
    reasons: dict[Any, Any]


def specialise(f: Any, bound: Sequence[Any], kinds: Sequence[Kind]) -> Primal:
    """The program of ``f`` for arguments of some kinds; ``bound`` are fixed first arguments."""
    registry.load()
    template = template_of(f)
    builder = Builder(Block())
    s = Specialiser(builder)
    builder.site = template.function.site
    names = [p.name for p in template.function.params]
    params = [Value(n, k) for n, k in zip(names[len(bound):], kinds)]
    arguments = [*map(s.constant, bound), *[s.wrap(p) for p in params]]
    result = s.inline(Closure(template, (), f), template, (), arguments, f)
    value = s.materialise(result)
    builder.block.yields = [value]
    function = Function(f.__name__.strip("<>"), params, builder.block, template.function.site, f.__doc__ or "")
    after("specialise", function)
    after("cse", cse.merge(function))
    after("dce", dce.eliminate(function))
    return Primal(function, s.guards, s.reasons)


def gradient(primal: Primal, wrt: Sequence[int], single: bool, with_value: bool) -> Function:
    """The function that computes the gradient (and the value)."""
    function = clone_function(primal.function)
    inputs = [function.params[i] for i in wrt]
    value = function.result
    check_scalar(value, function)
    result = reverse(function, inputs, Const(1.0), primal.reasons)
    top = function.body
    builder = Builder(result.sweep, "adjoint", simplifying=True)
    gradients = [owned(builder, result.cotangents[v], v) for v in inputs]
    out = gradients[0] if single else builder.call(primitives.make_tuple, *gradients)
    top.yields = [builder.call(primitives.make_tuple, value, out) if with_value else out]
    resolve(top, result.sweep.ops, result.mirrors)
    top.ops.extend(result.sweep.ops)
    after("adjoint", function)
    after("dce", dce.eliminate(function))
    after("cse", cse.merge(function))
    after("dce", dce.eliminate(function))
    after("sink", sink.sink(function))
    function.name = f"{function.name}_{'value_and_grad' if with_value else 'grad'}"
    return function


def owned(builder: Builder, g: Value, x: Value) -> Value:
    return g


def check_scalar(value: Value, function: Function) -> None:
    """Refuse a result that has no gradient."""
    shape = dims(value.kind)
    if shape or not differentiable(value.kind):
        raise ArgumentError(f"the gradient needs a function that returns a number, and {function.name} returns "
                            f"{value.kind}", function.site.location if function.site else None,
                            note="use vjp or jacobian for arrays")


_ = Call, Scalar, Array
