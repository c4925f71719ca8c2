"""Derivatives taken inside the program: ``grad(g)(y)`` in a function that is being differentiated itself.

The inner function is run abstractly into a block of its own and differentiated there, with respect to
fresh values that stand for its arguments; then the block becomes part of the program.  What the inner
function captured are plain values of the program, so perturbations cannot be confused.
"""
from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from ..errors import ArgumentError
from ..ir.core import Block, Const, Function, Value, substitute, walk
from ..ir.kinds import UNKNOWN, Array, Kind, Scalar, Tuple, differentiable, dims, is_complex
from ..runtime.outputs import cotangent_for, unit
from .abstract import Pullback, TupleOf, leaves, rebuild
from .adjoint import reverse
from .algebra import ZERO
from .build import Builder
from .conjugation import conjugated
from .cotangents import tangent_kind
from .dce import has_effect, is_check
from .functions import FunctionPairs
from .holomorphic import plant, refuse_others
from .inlining import as_called
from .residuals import resolve
from .tangent import push_forward


def differentiate_inside(s: Any, f: Any, request: Any, args: list[Any], kwargs: dict[str, Any], bound: int,
                         pullback: Pullback | None = None, cotangent: Sequence[Any] = ()) -> Any:
    """The abstract result of a derivative's call inside a program; of a ``pullback``'s, given its cotangent.

    A pullback runs the function again: what is pure and not in a loop is then merged with the first run.
    """
    if request.mode == "vjp" and pullback is None:
        return value_and_pullback(s, f, request, args, kwargs, bound)
    if pullback is not None and not pullback.repeatable:
        raise s.refuse("the pullback of a function that does more than return a value is called",
                       "use value_and_grad there", code="S2SAD213")
    forward = request.mode in ("jvp", "hvp")
    n = len(args) - (len(request.wrt) if forward else 0)
    values, tangents = list(args[:n]), args[n:]
    replace: dict[Value, Value] = {}
    inner_args: list[Any] = list(values)
    body = Block()

    def fresh(v: Any) -> Any:
        actual = s.materialise(v)
        if not differentiable(actual.kind):
            name = f" with respect to `{actual.name}`" if actual.name else ""
            raise ArgumentError(f"the derivative{name} needs a float, not {actual.kind}", s.location,
                                "pass floats: float(x), or x.astype(float)", code="S2SAD503")
        stand_in = Value(actual.name, actual.kind)
        replace[stand_in] = actual
        return stand_in
    chosen = []
    for i in request.wrt:
        if bound + i >= n:
            raise s.refuse("derivatives inside a program need their arguments by position", code="S2SAD213")
        inner_args[bound + i] = rebuild(values[bound + i], fresh)
        chosen.append(inner_args[bound + i])
    inputs = [v for a in chosen for v in leaves(a)]
    heap = s.heap
    if pullback is not None:
        s.heap = dict(pullback.heap)
    with s.builder.into(body):
        outputs = applied(s, f, [rebuild(a, s.wrap) if any(a is c for c in chosen) else a for a in inner_args], kwargs)
        value_part = outputs.items[0] if request.has_aux and isinstance(outputs, TupleOf) else outputs
        value = s.materialise(value_part)
    if pullback is not None:
        s.heap = {**s.heap, **heap}
    function = Function("inner", list(replace), body)
    body.yields = [value]
    site = s.builder.site
    if forward:
        dots = [s.materialise(v) for a, t in zip(chosen, tangents, strict=True) for v in leaves(taken_apart(s, t, a))]
        if len(dots) != len(inputs):
            raise ArgumentError("a vector has not the structure of the argument that it belongs to", s.location,
                                code="S2SAD507")
        dot = push_forward(function, inputs, dots, s.reasons, FunctionPairs().forward, s.builder.complex)
        if request.holomorphic:
            refuse_others(function.body, dots)
        parts = [*([value_part] if request.mode == "jvp" else []), dot,
                 *([outputs.items[1]] if request.has_aux else [])]
        result: Any = TupleOf(tuple(parts)) if len(parts) > 1 else dot
    else:
        if pullback is not None:
            if len(cotangent) != 1:
                raise s.refuse("a pullback takes one cotangent", code="S2SAD213")
            with s.builder.into(body):
                seed: Any = spread(s.builder, s.materialise(cotangent[0]), value)
        else:
            seed = seed_of(body, value, s, request.holomorphic)
        bar = Value(None, value.kind) if request.holomorphic else seed
        swept = reverse(function, inputs, {value: bar}, s.reasons, FunctionPairs().reverse, s.builder.complex)
        if request.holomorphic:
            plant(swept, bar, seed)
        resolve(body, swept, [swept.cotangents[v] for v in inputs], plain_locals=False)
        body.ops.extend(swept.sweep.ops)
        leaving = Builder(body, simplifying=True)
        leaving.complex = swept.complex
        bars = iter([swept.cotangents[v] if request.holomorphic else conjugated(leaving, swept.cotangents[v], v.kind)
                     for v in inputs])
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


def applied(s: Any, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """The result of a call; arguments that a derivative takes by position may have to be named."""
    plain, named = as_called(f.value, args) if isinstance(f, Const) else (args, {})
    return s.apply(f, plain, {**named, **kwargs})


def taken_apart(s: Any, vector: Any, like: Any) -> Any:
    """A vector with the structure of an argument, as tuples of parts where that is one."""
    if not isinstance(like, TupleOf):
        return vector
    if isinstance(vector, Const) and isinstance(vector.value, (tuple, list)):
        vector = TupleOf(tuple(map(s.constant, vector.value)))
    if not isinstance(vector, TupleOf) or len(vector.items) != len(like.items):
        raise ArgumentError("a vector has not the structure of the argument that it belongs to", s.location,
                            code="S2SAD507")
    return TupleOf(tuple(taken_apart(s, v, part) for v, part in zip(vector.items, like.items)))


def seed_of(body: Block, value: Value, s: Any, holomorphic: bool = False) -> Value:
    """The cotangent 1 of a result that must be one number."""
    open_shape = value.kind == UNKNOWN or isinstance(value.kind, Array) and value.kind.dims is None
    if not open_shape and (dims(value.kind) or not isinstance(value.kind, (Scalar, Array))):
        raise ArgumentError(f"the gradient needs a function that returns one number, not {value.kind}", s.location,
                            code="S2SAD504")
    if open_shape:
        return Builder(body).call(unit, value, *[Const(True)] * holomorphic)
    if is_complex(value.kind) != holomorphic:
        wanted = "complex numbers, as holomorphic=True says" if holomorphic else "a real number"
        raise ArgumentError(f"the derivative needs a function that returns {wanted}, not {value.kind}", s.location,
                            code="S2SAD504")
    return Const(1.0 + 0.0j if holomorphic else 1.0)


def value_and_pullback(s: Any, f: Any, request: Any, args: list[Any], kwargs: dict[str, Any], bound: int) -> Any:
    """``vjp(f)(*args)``: the value, and a pullback that has not been called yet."""
    n = len(s.builder.block.ops)
    heap = dict(s.heap)
    outputs = applied(s, f, args, kwargs)
    repeatable = not any(has_effect(op) for op in s.builder.block.ops[n:] if not is_check(op))
    pullback = Pullback(f, request, args, kwargs, bound, heap, repeatable)
    if request.has_aux and isinstance(outputs, TupleOf):
        return TupleOf((outputs.items[0], pullback, outputs.items[1]))
    return TupleOf((outputs, pullback))


def spread(builder: Builder, seed: Value, value: Value) -> Any:
    """A cotangent of a tuple, taken apart; it must have the value's structure and shapes."""
    if isinstance(value.kind, Scalar):
        return conjugated(builder, seed, seed.kind)
    return parts_of_cotangent(builder, builder.call(cotangent_for, seed, value, kind=tangent_kind(value)), value.kind)


def parts_of_cotangent(builder: Builder, g: Value, kind: Kind) -> Any:
    if not isinstance(kind, Tuple):
        return g
    return TupleOf(tuple(parts_of_cotangent(builder, builder.call(operator.getitem, g, Const(i)), k)
                         for i, k in enumerate(kind.items)))
