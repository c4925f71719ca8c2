"""Derivatives taken inside the program: ``grad(g)(y)`` in a function that is being differentiated itself.

The inner function is run abstractly into a block of its own and differentiated there, with respect to
fresh values that stand for its arguments; then the block becomes part of the program.  What the inner
function captured are plain values of the program, so perturbations cannot be confused.
"""
from __future__ import annotations

from typing import Any

from ..errors import ArgumentError
from ..ir.core import Block, Const, Function, Value, substitute, walk
from ..ir.kinds import UNKNOWN, Array, Scalar, differentiable, dims
from ..runtime.outputs import unit
from .abstract import TupleOf, leaves, rebuild
from .adjoint import reverse
from .algebra import ZERO
from .build import Builder
from .conjugation import conjugated
from .functions import FunctionPairs
from .residuals import resolve
from .tangent import push_forward


def differentiate_inside(s: Any, f: Any, request: Any, args: list[Any], kwargs: dict[str, Any], bound: int) -> Any:
    """The abstract result of a derivative's call inside a program."""
    if request.mode == "vjp":
        raise s.refuse("vjp inside a differentiated function is not supported", "use grad, value_and_grad or jvp there")
    forward = request.mode in ("jvp", "hvp")
    n = len(args) - (len(request.wrt) if forward else 0)
    values, tangents = list(args[:n]), args[n:]
    replace: dict[Value, Value] = {}
    inner_args: list[Any] = list(values)
    body = Block()

    def fresh(v: Any) -> Any:
        actual = s.materialise(v)
        if not differentiable(actual.kind):
            raise ArgumentError(f"the derivative needs a float, not {actual.kind}", s.location)
        stand_in = Value(actual.name, actual.kind)
        replace[stand_in] = actual
        return stand_in
    chosen = []
    for i in request.wrt:
        if bound + i >= n:
            raise s.refuse("derivatives inside a program need their arguments by position")
        inner_args[bound + i] = rebuild(values[bound + i], fresh)
        chosen.append(inner_args[bound + i])
    inputs = [v for a in chosen for v in leaves(a)]
    with s.builder.into(body):
        outputs = s.apply(f, inner_args, kwargs)
        value_part = outputs.items[0] if request.has_aux and isinstance(outputs, TupleOf) else outputs
        value = s.materialise(value_part)
    function = Function("inner", list(replace), body)
    body.yields = [value]
    site = s.builder.site
    if forward:
        dots = [s.materialise(v) for t in tangents for v in leaves(t)]
        dot = push_forward(function, inputs, dots, s.reasons, FunctionPairs().forward)
        parts = [*([value_part] if request.mode == "jvp" else []), dot,
                 *([outputs.items[1]] if request.has_aux else [])]
        result: Any = TupleOf(tuple(parts)) if len(parts) > 1 else dot
    else:
        open_shape = value.kind == UNKNOWN or isinstance(value.kind, Array) and value.kind.dims is None
        if not open_shape and (dims(value.kind) or not isinstance(value.kind, (Scalar, Array))):
            raise ArgumentError(f"the gradient needs a function that returns one number, not {value.kind}", s.location)
        seed = Builder(body).call(unit, value) if open_shape else Const(1.0)
        swept = reverse(function, inputs, {value: seed}, s.reasons, FunctionPairs().reverse)
        resolve(body, swept.sweep.ops, swept.mirrors)
        body.ops.extend(swept.sweep.ops)
        bars = iter([conjugated(Builder(body, simplifying=True), swept.cotangents[v], v.kind) for v in inputs])
        gradients = [rebuild(a, lambda _: next(bars)) for a in chosen]
        gradient = gradients[0] if request.single else TupleOf(tuple(gradients))
        result = TupleOf((outputs, gradient)) if request.mode == "value_and_grad" else gradient
        if request.has_aux and request.mode == "grad":
            result = TupleOf((gradient, outputs.items[1]))
    substitute(body, replace)
    for op in walk(body):
        op.sweep = ""
        op.site = op.site or site
    s.builder.block.ops.extend(body.ops)

    def settled(v: Any) -> Any:
        v = replace.get(v, v) if isinstance(v, Value) else v
        return Const(0.0) if v is ZERO else s.wrap(v) if isinstance(v, Value) else v
    return rebuild(result, settled)

