"""The order of things: from a function and the kinds of its arguments to a derivative's source and code.

This is the only place that knows the order of passes.  After each pass one hook verifies the program
(in tests) and gives it to those who watch: ``S2SAD_DEBUG=specialise,adjoint,…`` (or ``all``), which prints
it, and ``stages``, which keeps its text.
"""
from __future__ import annotations

import functools
import os
import sys
import threading
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import numpy as np

from .analysis import signs
from .analysis.activity import producers, varied
from .backend.load import Program, emit_program, load
from .backend.numba import door, lower, tapes
from .errors import ArgumentError, UnsupportedError
from .frontend.scopes import parameter_names
from .ir import primitives
from .ir.core import Block, Call, Const, Define, Function, Unbound, Value, walk
from .ir.kinds import UNKNOWN, Array, Fixed, Kind, Object, Scalar, all_complex, differentiable, dims, may_hold_complex
from .rules import registry
from .runtime.outputs import check_distinct, check_order, real, unit
from .stack import deep
from .transforms import (
    copies,
    cse,
    dce,
    edges,
    items,
    scatter,
    shape_only,
    shapes,
    simplify,
    sink,
    solves,
    surgery,
    unbox,
    whole,
)
from .transforms.abstract import Closure, TupleOf, leaves
from .transforms.adjoint import reverse
from .transforms.build import Builder
from .transforms.conjugation import conjugated
from .transforms.cotangents import tangent_kind
from .transforms.fresh import owned
from .transforms.functions import FunctionPairs
from .transforms.holomorphic import plant, refuse_others
from .transforms.inside import differentiate_inside, spread
from .transforms.residuals import resolve
from .transforms.specialise import Specialiser
from .transforms.tangent import push_forward
from .transforms.templates import template_of

P = ParamSpec("P")
R = TypeVar("R")
VERIFY = bool(os.environ.get("S2SAD_VERIFY"))
DEBUG = set(filter(None, os.environ.get("S2SAD_DEBUG", "").split(",")))


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a function: a mode, the parameters it is with respect to, and options."""

    mode: str                       # grad, value_and_grad, vjp, jvp; hvp: the tangent that jvp gives, alone
    wrt: tuple[int, ...]
    single: bool                    # wrt was one index or name: one gradient, not a tuple
    has_aux: bool = False
    holomorphic: bool = False       # the derivative f'(z) of a complex function, not the gradient of a real one
    backend: str = "numpy"          # or "numba", which compiles what is emitted

    @property
    def shown(self) -> tuple[int, ...]:
        """Which items of the result are values of the primal; (0,) also where there is but one."""
        if self.mode in ("grad", "hvp"):
            return (1,) if self.has_aux else ()
        return (0, 2) if self.has_aux and self.mode != "value_and_grad" else (0,)


@dataclass(slots=True)
class Primal:
    """A specialised function; ``outputs`` is its result's structure."""

    function: Function
    outputs: Any
    specialiser: Specialiser


@dataclass(slots=True)
class Compiled:
    """A derivative: its program's text, the callable, and what was assumed of globals and cells."""

    program: Program
    function: Any
    guards: dict[Any, Any]


def after(name: str, function: Function) -> Function:
    """The hook between passes."""
    if VERIFY:
        from .ir.verify import verify
        verify(function, name)
    for watch in _watchers:
        watch(name, function)
    return function


def stage(name: str, function: Function) -> str:
    """The text of a program after a pass."""
    from .ir.printer import text
    return f"--- after {name}\n{text(function)}\n"


def _debug(name: str, function: Function) -> None:
    if name in DEBUG or "all" in DEBUG:
        print(stage(name, function), end="", file=sys.stderr)


_watchers: list[Callable[[str, Function], None]] = [_debug] if DEBUG else []


# One compilation at a time: CPython's own conversion of syntax trees is not safe in several threads
# (python/cpython issue 106905: "AST constructor recursion depth mismatch").
COMPILING = threading.RLock()


def alone(f: Callable[P, R]) -> Callable[P, R]:
    """Run a function while no other thread compiles, with as deep a stack as it needs."""
    def locked(*args: P.args, **kwargs: P.kwargs) -> R:
        with COMPILING:
            return f(*args, **kwargs)

    @functools.wraps(f)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return deep(locked, *args, **kwargs)
    return run


@alone
def names_of(f: Any) -> list[str]:
    """The names of a callable's parameters."""
    if isinstance(f, types.FunctionType):
        return parameter_names(template_of(f).arguments)
    registry.load()
    own = getattr(f, "parameters", None)
    if own is not None:
        return list(own)
    rule = registry.lookup(registry.differentials, f) or registry.lookup(registry.adjoints, f)
    if rule is None:
        raise ArgumentError(f"{f!r} is neither a Python function nor a function with a rule", code="S2SAD103")
    return [p for p in rule.params if p not in rule.defaults]


def specialise(f: Any, bound: Sequence[Any], kinds: Sequence[Kind]) -> Primal:
    """The program of ``f`` for arguments of some kinds; ``bound`` are fixed first arguments.

    Which array a name means is followed through branches and loops where the function is refused otherwise.
    """
    registry.load()
    s = Specialiser(Builder(Block()), differentiate_inside)
    try:
        return specialised(s, f, bound, kinds)
    except UnsupportedError:
        if not s.could_follow:
            raise
        follower = Specialiser(Builder(Block()), differentiate_inside)
        follower.following = True
        try:
            return specialised(follower, f, bound, kinds)
        except UnsupportedError:
            pass
        raise


def specialised(s: Specialiser, f: Any, bound: Sequence[Any], kinds: Sequence[Kind]) -> Primal:
    """What a specialiser makes of ``f``."""
    builder = s.builder
    names = names_of(f)
    builder.complex = any(k != UNKNOWN and may_hold_complex(k) for k in kinds)
    params = [Value(n, k) for n, k in zip(names[len(bound):], kinds)]
    arguments = [*map(s.constant, bound), *[Const(p.kind.value) if isinstance(p.kind, Fixed) else s.wrap(p)
                                            for p in params]]
    site = None
    at, given = len(builder.block.ops), [TupleOf(tuple(s.arrays_in(a))) for a in arguments]
    s.outside.update(v for a in given for v in a.items)
    if isinstance(f, types.FunctionType) and not registry.known(f):
        template = template_of(f)
        builder.site = site = template.function.site
        if template.generator:
            raise UnsupportedError(f"`{f.__name__}` is a generator", site.location if site is not None else None,
                                   "differentiate a function that consumes it, and returns a value", code="S2SAD104")
        outputs = s.inline(Closure(template, (), f), template, (), arguments, f)
    else:
        packed = getattr(f, "_variadic", False)         # a derivative of a function with *rest
        outputs = f.__s2sad_request__(s, arguments, {}, True) if packed else s.apply(Const(f), arguments, {})
    s.check_no_tuple(outputs)
    builder.block.yields = [s.materialise(outputs)]
    checks = Builder(Block())
    for together in s.argument_checks(given):
        checks.effect(check_distinct, *together)
    for v in s.must_be_in_order:
        checks.effect(check_order, v)
    builder.block.ops[at:at] = checks.block.ops
    if s.must_be_views:
        s.check_views(builder.block)
    name = getattr(f, "__name__", type(f).__name__).strip("<>")
    function = Function(name, params, builder.block, site, getattr(f, "__doc__", None) or "")
    after("specialise", function)
    after("shapes", shapes.hoist(function))
    after("cse", cse.merge(function))
    return Primal(function, outputs, s)


@alone
def derive(f: Any, bound: Sequence[Any], kinds: Sequence[Kind], request: Request,
           only_numpy: bool = False) -> tuple[Function, Primal]:
    """The derivative of ``f`` as a program; ``only_numpy``: without SciPy, unless ``f`` itself needs it."""
    primal = specialise(f, bound, kinds)
    check_inputs(primal.function, request)
    function = {"grad": gradient, "value_and_grad": gradient, "vjp": pull_back, "jvp": tangent,
                "hvp": tangent}[request.mode](primal, request)
    function.name = f"{function.name}_{request.mode}"
    return optimise(function, request.shown, only_numpy, request.backend), primal


@alone
def stages(f: Any, bound: Sequence[Any], kinds: Sequence[Kind], request: Request) -> list[tuple[str, str]]:
    """The program after each pass, as text, on the way to a derivative."""
    found: list[tuple[str, str]] = []

    def watch(name: str, function: Function) -> None:
        found.append((name, stage(name, function)))
    _watchers.append(watch)
    try:
        derive(f, bound, kinds, request)
    finally:
        _watchers.remove(watch)
    return found


@dataclass(slots=True)
class Watched:
    """A function with its adjoint sweep, not optimised, to be run by an interpreter that looks on.

    It returns the value, and the gradients with respect to ``inputs``; the sweep tells the adjoint of each value
    in ``numbers`` under its number.  On ``inert`` inputs the value does not depend, wherever it is.
    """

    function: Function
    inputs: list[Value]
    value: Value
    numbers: dict[Value, int]
    inert: list[Value]


@alone
def watched(f: Any, bound: Sequence[Any], kinds: Sequence[Kind], has_aux: bool) -> Watched:
    """A function and its adjoint, with respect to all that has one; that of a result's numbers is 1."""
    primal = specialise(f, bound, kinds)
    function = primal.function
    value, _ = split_aux(primal, Request("grad", (), False, has_aux))
    if isinstance(value, Const) or value.kind != UNKNOWN and not (
            isinstance(value.kind, (Scalar, Array)) and differentiable(value.kind)):
        raise ArgumentError(f"{function.name} returns {value.kind}, and only floats, or arrays of them, have adjoints",
                            location(function), code="S2SAD504")
    inputs = [p for p in function.params if differentiable(p.kind)]
    calls = [op for op in walk(function.body) if isinstance(op, Call) and op.results]
    numbers = {op.result: i for i, op in enumerate(calls)}
    inert = [p for p in inputs if value not in varied(function, [p])]
    seed = Const(1.0) if isinstance(value.kind, Scalar) else Builder(function.body, "adjoint").call(
        np.ones_like, value)
    result = reverse(function, inputs, {value: seed}, primal.specialiser.reasons, FunctionPairs().reverse,
                     watched=numbers)
    builder = Builder(result.sweep, "adjoint", simplifying=True)
    gradients = [conjugated(builder, result.cotangents[v], v.kind) for v in inputs]
    out = builder.call(primitives.make_tuple, value, *gradients)
    resolve(function.body, result, [out])
    function.body.ops.extend(result.sweep.ops)
    function.body.yields = [out]
    return Watched(after("watched", function), inputs, value, numbers, inert)


def size(function: Function) -> int:
    """How many operations a program has."""
    return sum(1 for _ in walk(function.body))


def optimise(function: Function, shown: tuple[int, ...] = (0,), only_numpy: bool = False,
             backend: str = "numpy") -> Function:
    """The passes after differentiation; ``shown`` are the items of the result that are values, not derivatives."""
    after("surgery", surgery.drop(function))
    after("dce", dce.eliminate(function))
    after("cse", cse.merge(function))
    after("simplify", simplify.simplify(function))
    before = size(function)
    after("cse", cse.merge(function))
    if size(function) < before:             # what is equal now may cancel
        after("simplify", simplify.simplify(function))
    after("whole", whole.decompose_once(function, shown))
    after("solves", solves.share(function, shown, only_numpy or backend == "numba"))
    after("scatter", scatter.gather(function))
    after("shape_only", shape_only.spare(function))
    after("dce", dce.eliminate(function, last=True))
    if backend == "numba":
        after("lower", cse.merge(lower.lower(function)))
        after("tapes", dce.eliminate(cse.merge(tapes.preallocate(function)), last=True))
        after("fill", lower.fill(function))
    else:
        after("unbox", unbox.unbox(function))
    after("items", items.hoist(function))
    after("sink", sink.sink(function))
    after("edges", edges.clear(function, lists=backend != "numba"))
    after("copies", copies.insert(function))
    return function


@alone
def compiled(f: Any, bound: Sequence[Any], kinds: Sequence[Kind], request: Request) -> Compiled:
    """The derivative of ``f``, ready to be called."""
    function, primal = derive(f, bound, kinds, request)
    root = f
    while root is not None and not isinstance(root, types.FunctionType):
        root = getattr(root, "__wrapped__", None)
    if request.backend == "numba":
        function = after("door", door.divided(function))
    program = emit_program(function, root)
    run = load(program, root)
    power = signs.root_of_negative(function)
    if power is not None:
        place = power.site.location if power.site is not None else None
        run = real(run, lambda: ArgumentError(
            "a negative number to a fractional power is complex in Python, and its derivative with respect to a real "
            "number is refused", place, note="make it complex, or use np.sqrt or np.power, which give nan",
            code="S2SAD504"))
    return Compiled(program, run, primal.specialiser.guards)


# -- modes -------------------------------------------------------------------------------


def gradient(primal: Primal, request: Request) -> Function:
    """The gradient of a number, and the value where it is asked for."""
    function = primal.function
    value, aux = split_aux(primal, request)
    check_scalar(value, function, request.holomorphic)
    inputs = [function.params[i] for i in request.wrt]
    seed: Value
    if isinstance(value.kind, Scalar) or dims(value.kind) == ():
        seed = Const(1.0 + 0.0j if request.holomorphic else 1.0)
    else:
        seed = Builder(function.body, "adjoint").call(unit, value, *[Const(True)] * request.holomorphic)
    bar = Value(None, value.kind) if request.holomorphic else seed
    result = reverse(function, inputs, {value: bar}, primal.specialiser.reasons, FunctionPairs().reverse)
    if request.holomorphic:
        plant(result, bar, seed)
    builder = Builder(result.sweep, "adjoint", simplifying=True)
    builder.complex = result.complex
    out = packed(builder, [(v, result.cotangents[v]) for v in inputs], request, result.sweep, function)
    if request.mode == "value_and_grad":
        whole = builder.call(primitives.make_tuple, value, aux) if request.has_aux else value
        out = builder.call(primitives.make_tuple, whole, out)
    elif request.has_aux:
        out = builder.call(primitives.make_tuple, out, aux)
    resolve(function.body, result, [out])
    function.body.ops.extend(result.sweep.ops)
    function.body.yields = [out]
    return after("adjoint", function)


def packed(builder: Builder, found: list[tuple[Value, Value]], request: Request, sweep: Block,
           function: Function) -> Value:
    """The gradients as the derivative returns them, each in memory of its own."""
    cotangents = [g if request.holomorphic else conjugated(builder, g, v.kind) for v, g in found]
    whole = Function("", function.params, Block(ops=[*function.body.ops, *sweep.ops]))
    makers = producers(whole.body)
    own = [owned(builder, g, makers, cotangents[:i]) for i, g in enumerate(cotangents)]
    return own[0] if request.single else builder.call(primitives.make_tuple, *own)


def pull_back(primal: Primal, request: Request) -> Function:
    """The value, and the function that takes its cotangent to the inputs'."""
    function = primal.function
    value, aux = split_aux(primal, request)
    inputs = [function.params[i] for i in request.wrt]
    seed = Value(f"{function.name}_bar", tangent_kind(value))
    body = Block(params=[seed])
    builder = Builder(body, "adjoint", simplifying=True)
    if isinstance(value, Const) and value.value is None and not isinstance(value, Unbound):
        raise ArgumentError(f"{function.name} returns None", location(function), note="is a `return` missing?",
                            code="S2SAD504")
    bar = spread(builder, seed, value)
    result = reverse(function, inputs, {value: bar}, primal.specialiser.reasons, FunctionPairs().reverse)
    if request.holomorphic:
        refuse_others(result.sweep, leaves(bar))
    builder = Builder(result.sweep, "adjoint", simplifying=True)
    builder.complex = result.complex
    out = packed(builder, [(v, result.cotangents[v]) for v in inputs], request, result.sweep, function)
    resolve(function.body, result, [out])
    body.ops.extend(result.sweep.ops)
    body.yields = [out]
    pullback = Value("pullback", Object(types.FunctionType))
    function.body.ops.append(Define(operands=[], results=[pullback], body=body, name="pullback", sweep="adjoint"))
    top = Builder(function.body)
    parts = [value, pullback, aux] if request.has_aux else [value, pullback]
    function.body.yields = [top.call(primitives.make_tuple, *parts)]
    return after("adjoint", function)


def tangent(primal: Primal, request: Request) -> Function:
    """The value and its tangent; the tangents of the inputs are further parameters."""
    function = primal.function
    inputs = [function.params[i] for i in request.wrt]
    dots = [Value(f"{p.name}_dot", tangent_kind(p)) for p in inputs]
    value, aux = split_aux(primal, request)
    function.body.yields = [value]
    dot = push_forward(function, inputs, dots, primal.specialiser.reasons, FunctionPairs().forward)
    if request.holomorphic:
        refuse_others(function.body, dots)
    function.params.extend(dots)
    builder = Builder(function.body)
    parts = [*([] if request.mode == "hvp" else [value]), dot, *([aux] if request.has_aux else [])]
    function.body.yields = [builder.call(primitives.make_tuple, *parts) if len(parts) > 1 else dot]
    return after("tangent", function)


def split_aux(primal: Primal, request: Request) -> tuple[Value, Any]:
    """The result that is differentiated, and what else the function returns."""
    if not request.has_aux:
        return primal.function.result, None
    outputs = primal.outputs
    if not isinstance(outputs, TupleOf) or len(outputs.items) != 2:
        raise ArgumentError("has_aux needs a function that returns a pair (value, aux)", location(primal.function),
                            code="S2SAD504")
    s = primal.specialiser
    return s.materialise(outputs.items[0]), s.materialise(outputs.items[1])


# -- checks ------------------------------------------------------------------------------


def location(function: Function) -> Any:
    return function.site.location if function.site is not None else None


def check_scalar(value: Value, function: Function, holomorphic: bool = False) -> None:
    """Refuse a result that has no gradient."""
    if isinstance(value, Unbound):      # it always raises: let it
        return
    if value.kind == UNKNOWN or isinstance(value.kind, Array) and value.kind.dims is None:
        return
    shape = dims(value.kind)
    if isinstance(value, Const) and value.value is None:
        raise ArgumentError(f"{function.name} returns None", location(function), note="is a `return` missing?",
                            code="S2SAD504")
    if shape or not isinstance(value.kind, (Scalar, Array)):
        raise ArgumentError(f"the gradient needs a function that returns one number, and {function.name} returns "
                            f"{value.kind}", location(function),
                            note="use vjp, jacobian or elementwise_grad for arrays; "
                            "has_aux=True for a pair", code="S2SAD504")
    if holomorphic and not all_complex(value.kind):
        raise ArgumentError(f"holomorphic=True needs a function that returns complex numbers, and {function.name} "
                            f"returns {value.kind}", location(function), note="take the gradient without it",
                            code="S2SAD504")
    if not holomorphic and value.kind.dtype.startswith("complex"):
        raise ArgumentError(f"the gradient needs a real number, and {function.name} returns a complex one",
                            location(function), note="take its real part, or its modulus", code="S2SAD504")


def check_inputs(function: Function, request: Request) -> None:
    """Refuse arguments that have no derivative."""
    for i in request.wrt:
        p = function.params[i]
        if request.holomorphic and not all_complex(p.kind):
            raise ArgumentError(f"holomorphic=True needs complex numbers, and `{p.name}` is {p.kind}",
                                location(function), note=f"pass complex numbers: {p.name} + 0j", code="S2SAD503")
        if not differentiable(p.kind):
            what = "integer" if isinstance(p.kind, (Scalar, Array)) and p.kind.dtype.startswith(
                ("int", "uint")) else str(p.kind)
            raise ArgumentError(f"the derivative with respect to `{p.name}` needs a float, not {_article(what)}",
                                location(function), note=f"pass a float: float({p.name}), or {p.name}.astype(float)",
                                code="S2SAD503")


def _article(noun: str) -> str:
    if noun == "None":
        return noun
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
