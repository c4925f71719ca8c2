"""Functions that a library calls: what they captured becomes further parameters, which the library passes on.

    quad(lambda t: w * t, 0.0, 1.0)    →    func integrand(%t, %w): …
                                            quad integrand, 0.0, 1.0, (%w,)

So the values that the result depends on are operands like any other, and a rule has a function of explicit
arguments, whose tangent (``pushed``) and cotangents (``pulled``) it may use in integrands of its own.
"""
from __future__ import annotations

import inspect
import keyword
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..ir.core import Block, Const, Function, Handed, Value, free_values, substitute
from ..ir.kinds import UNKNOWN, Array, Scalar, differentiable
from . import copies, cse, dce
from .abstract import Cell, Closure, Conflict, Derivative, DictOf, ListOf, Method, Partial, Ref, TupleOf, leaves
from .adjoint import reverse
from .algebra import ZERO
from .cotangents import zeros_of
from .functions import FunctionPairs
from .inside import spread as spread_cotangent
from .residuals import resolve
from .simplify import simplify
from .tangent import push_forward

MOST_NESTED = 20


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a captured value belongs."""

    index: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A list, dict, object or shared variable with holes, which is made anew in each call, and not written to."""

    contents: Any


class Lifted(Handed):
    """A function of its points and of what it captured: ``f(t, *captured)``."""

    __slots__ = ("points", "target", "arguments")

    def __init__(self, function: Function, original: Any, points: int, target: Any, arguments: Any):
        super().__init__(function, original)
        self.points, self.target, self.arguments = points, target, arguments

    def __call__(self, *args: Any) -> Any:
        raise TypeError("a function of the program, which exists while it is compiled")

    def __s2sad_request__(self, s: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Its result in a program: the function is followed again, with these values."""
        points, given = args[:self.points], args[self.points:]
        values = [w for v in given for w in leaves(v)]
        with apart(s):
            return s.apply(filled(s, self.target, values), [*points, *filled(s, self.arguments, values).items], {})


@contextmanager
def apart(s: Any) -> Iterator[None]:
    """Follow a function that is called by a library: its being followed already is no recursion."""
    saved, s.stack = s.stack, []
    s.handed += 1
    try:
        if s.handed > MOST_NESTED:
            raise s.refuse("functions that are handed to functions are nested too deeply, or without end",
                           code="S2SAD211")
        yield
    finally:
        s.stack = saved
        s.handed -= 1


class TakenOut:
    """The numbers and arrays in what functions captured, with the names that they have there."""

    def __init__(self, s: Any):
        self.s = s
        self.values: list[Any] = []
        self.names: list[str | None] = []

    def of(self, value: Any, name: str | None = None, keep: bool = False) -> Any:
        """A value with holes for the numbers and arrays in it.

        A value that stands there twice has one hole, and constants stay, unless they are arguments, to be kept.
        """
        def inner(v: Any) -> Any:
            return self.of(v, name, keep)
        match value:
            case Const() if not (keep and isinstance(value.kind, (Scalar, Array))):
                return value
            case Value():
                if keep or value not in self.values:
                    self.values.append(value)
                    self.names.append(value.name or name)
                    return Hole(len(self.values) - 1)
                return Hole(self.values.index(value))
            case TupleOf(items, t):
                return TupleOf(tuple(map(inner, items)), t)
            case Ref():
                contents = self.s.heap[value]
                if isinstance(contents, ListOf):
                    return Contents(ListOf(tuple(map(inner, contents.items))))
                if isinstance(contents, DictOf):
                    return Contents(DictOf(tuple((k, self.of(v, str(k), keep))
                                                 for k, v in self.s.certain(contents).items)))
                if isinstance(contents, (TupleOf, Value)):
                    return Contents(inner(contents))
            case Closure(template, captured, function):
                names = [p.name for p in template.function.params]
                return Closure(template, tuple(map(self.of, captured, names)), function)
            case Partial(f, args, kwargs):
                return Partial(inner(f), tuple(map(inner, args)), tuple((k, self.of(v, k)) for k, v in kwargs))
            case Method(receiver, method):
                return Method(inner(receiver), method)
            case Derivative(f, request):
                return Derivative(inner(f), request)
            case Conflict():
                self.s.materialise(value)
        raise self.s.refuse("a function that is handed on captured an iterator, or something that cannot be followed",
                            "make a list of it before", code="S2SAD206")


def filled(s: Any, value: Any, values: list[Any]) -> Any:
    """A value with its holes filled."""
    def inner(v: Any) -> Any:
        return filled(s, v, values)
    match value:
        case Hole(index):
            return values[index]
        case TupleOf(items, t):
            return TupleOf(tuple(map(inner, items)), t)
        case Contents(ListOf(items)):
            contents: Any = ListOf(tuple(map(inner, items)))
        case Contents(DictOf(items)):
            contents = DictOf(tuple((k, inner(v)) for k, v in items))
        case Contents(contents):
            contents = inner(contents)
        case Closure(template, captured, function):
            return Closure(template, tuple(map(inner, captured)), function)
        case Partial(f, args, kwargs):
            return Partial(inner(f), tuple(map(inner, args)), tuple((k, inner(v)) for k, v in kwargs))
        case Method(receiver, name):
            return Method(inner(receiver), name)
        case Derivative(f, request):
            return Derivative(inner(f), request)
        case _:
            return value
    ref = s.new_ref(contents)
    if not (isinstance(contents, TupleOf) and contents.type is Cell):
        s.frozen.add(ref)
    return ref


def lifted(s: Any, f: Any, points: Any, arguments: Any, name: Const) -> TupleOf:
    """A function to be called at points like these, and the values that it depends on besides, as arguments.

    Of a tuple of functions that share their arguments, the tuple of theirs; None stays.
    """
    points, arguments = as_tuple(s, points), as_tuple(s, arguments)
    taken = TakenOut(s)
    functions = f.items if isinstance(f, TupleOf) else (f,)
    direct = all(isinstance(g, Const) and not isinstance(g.value, Lifted) for g in functions) and all(
        isinstance(v, Value) for v in arguments.items)
    targets = [taken.of(g) for g in functions]
    structure = taken.of(arguments, keep=direct)
    made: list[Any] = []
    for g, target in zip(functions, targets):
        if isinstance(g, Const) and g.value is None:
            made.append(g)
            continue
        function = function_of(s, target, structure, points.items, taken, name.value)
        made.append(Const(Lifted(function, g.value if direct else None, len(points.items), target, structure)))
    return TupleOf((TupleOf(tuple(made)) if isinstance(f, TupleOf) else made[0], TupleOf(tuple(taken.values))))


def as_tuple(s: Any, value: Any) -> TupleOf:
    """Items known one by one; anything else is the one item."""
    if isinstance(value, Const) and isinstance(value.value, tuple):
        return TupleOf(tuple(map(s.constant, value.value)))
    return value if isinstance(value, TupleOf) else TupleOf((value,))


def function_of(s: Any, target: Any, structure: Any, points: tuple[Any, ...], taken: TakenOut,
                default: str) -> Function:
    """The function of the program, for points and values of these kinds."""
    names = s.parameters_of(target) if not isinstance(target, Partial) else []
    kinds = [Scalar("float64", None) if isinstance(p, Const) else p.kind for p in points]
    at = [Value(n, k) for n, k in zip([*names[:len(points)], *["t"] * len(points)], kinds)]
    given = [Value(n, v.kind) for v, n in zip(taken.values, taken.names)]
    heap, site = s.heap, s.builder.site
    s.heap = dict(heap)
    try:
        with apart(s), s.builder.into(Block()) as body:
            within = list(map(s.wrap, given))
            for v in [*at, *given]:
                s.outside.update(s.arrays_in(v))
            body.yields = [s.materialise(s.apply(filled(s, target, within),
                                                 [*at, *filled(s, structure, within).items], {}))]
        if any(s.heap.get(k) is not v for k, v in heap.items()) or any(v in s.heap for v in [*at, *given]):
            raise s.refuse("a function that is handed on writes to what it is given or has captured",
                           "let it return new values", code="S2SAD206")
    finally:
        s.heap, s.builder.site = heap, site
    template = getattr(target, "template", None)
    name = getattr(template, "name", "") or getattr(getattr(target, "value", None), "__name__", "")
    function = Function(name if name.isidentifier() and not keyword.iskeyword(name) else default, [*at, *given], body)
    if any(v not in function.params for v in free_values(body)):
        raise s.refuse("a function that is handed on reads a value that cannot be passed to it",
                       code="S2SAD206")
    for improve in (dce.eliminate, cse.merge, simplify, cse.merge, dce.eliminate, copies.insert):
        improve(function)
    return function


# -- its derivatives, for rules ------------------------------------------------------------------


class Run:
    """A function, run on stand-ins for those of its arguments that vary, in a block of its own."""

    def __init__(self, s: Any, f: Any, args: TupleOf, moving: list[bool]):
        self.s = s
        self.replace: dict[Value, Value] = {}
        inner = [self.stand_in(v) if m else v for v, m in zip(args.items, moving)]
        self.inputs = list(self.replace)
        with s.builder.into(Block()) as self.body:
            self.result = s.materialise(s.apply(f, inner, {}))
        self.body.yields = [self.result]
        self.function = Function("inner", self.inputs, self.body)

    def stand_in(self, v: Any) -> Value:
        actual = self.s.materialise(v)
        made = Value(actual.name, actual.kind)
        self.replace[made] = actual
        return made

    def done(self, found: list[Any], likes: list[Value]) -> list[Any]:
        """The operations become part of the program; what does not vary is zero."""
        substitute(self.body, self.replace)
        b = self.s.builder
        for op in self.body.ops:
            op.site, op.sweep = op.site or b.site, op.sweep or b.sweep
        b.block.ops.extend(self.body.ops)
        actual = [self.replace.get(v, v) for v in likes]
        return [zeros_of(b, like) if v is ZERO or v is None else self.s.wrap(self.replace.get(v, v))
                for v, like in zip(found, actual)]


def pushed(s: Any, f: Any, args: TupleOf, dargs: Any) -> Any:
    """The change of ``f(*args)`` as the arguments change; those whose change is None do not."""
    args, changes = as_tuple(s, args), list(as_tuple(s, dargs).items)
    moving = [not (isinstance(d, Const) and d.value is None) and d is not ZERO for d in changes]
    run = Run(s, f, args, moving)
    dots = [s.materialise(d) for d, m in zip(changes, moving) if m]
    dot = push_forward(run.function, run.inputs, dots, s.reasons, FunctionPairs().forward)
    return run.done([dot], [run.result])[0]


def pulled(s: Any, f: Any, args: TupleOf, g: Any, which: Any) -> TupleOf:
    """The cotangents of some of the arguments of ``f(*args)``, by their numbers, given that of its result."""
    args = as_tuple(s, args)
    chosen = [v.value % len(args.items) for v in as_tuple(s, which).items]
    run = Run(s, f, args, [i in chosen for i in range(len(args.items))])
    with s.builder.into(run.body):
        seed = s.materialise(g)
        if isinstance(run.result.kind, Array) and not isinstance(seed.kind, Array):
            seed = spread_cotangent(s.builder, seed, run.result)
    swept = reverse(run.function, run.inputs, {run.result: seed}, s.reasons, FunctionPairs().reverse)
    found = [swept.cotangents[v] for v in run.inputs]
    resolve(run.body, swept, found)
    run.body.ops.extend(swept.sweep.ops)
    return TupleOf(tuple(run.done(found, run.inputs)))


def arity(s: Any, f: Any) -> Const:
    """How many arguments a function takes, where it says so."""
    says = isinstance(f, Closure) or isinstance(f, Const) and inspect.isfunction(f.value)
    return Const(len(s.parameters_of(f)) if says else None)


def operation(s: Any, callee: Any, *args: Any, **kwargs: Any) -> Any:
    """The call itself, of a function that is stated otherwise as well."""
    return s.primitive(callee.value, list(args), kwargs)


def varies(s: Any, x: Any) -> Const:
    """Whether an operand of the rule's call varies."""
    return Const(any(isinstance(v, Value) and s.is_active(v) for v in leaves(x)))


def varying(s: Any, args: Any) -> Const:
    """The numbers of the items that vary, counted from the end."""
    items = as_tuple(s, args).items
    return Const(tuple(i - len(items) for i, v in enumerate(items)
                       if varies(s, v).value and differentiable(s.kind(v) or UNKNOWN)))


def picked(s: Any, items: Any, which: Any) -> TupleOf:
    """Items by their numbers."""
    values = s.static_items(items)
    return TupleOf(tuple(values[v.value] for v in as_tuple(s, which).items))


def spread(s: Any, parts: Any, which: Any, args: Any) -> TupleOf:
    """Items at their numbers, and None elsewhere."""
    found: list[Any] = [Const(None)] * len(as_tuple(s, args).items)
    for i, part in zip(as_tuple(s, which).items, s.static_items(parts)):
        found[i.value] = part
    return TupleOf(tuple(found))
