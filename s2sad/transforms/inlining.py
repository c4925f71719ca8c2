"""What a call of a function that is followed becomes: its operations, inlined, or for a recursive one a call."""
from __future__ import annotations

import inspect
import operator
import types
from collections.abc import Iterator, Sequence
from typing import Any

from ..frontend.lower import Template
from ..ir import primitives
from ..ir.core import Block, Const, Function, Value
from ..ir.kinds import NEVER, Array, Dim, Kind, List, Object, Scalar, Tuple, is_many
from .abstract import (
    Cell,
    Closure,
    DictOf,
    Generated,
    Ref,
    TupleOf,
)
from .dce import has_effect, is_check
from .iterators import Iterators

MAX_VERSIONS = 20      # of one recursive function
MAX_DEPTH = 1000        # functions that are inlined into one another; recursive ones are calls


class Recursive(Exception):
    """A template turned out to call itself."""

    def __init__(self, template: Template):
        self.template = template


def as_called(f: Any, values: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments in the order of a function's parameters, as a call of it writes them: some must be named."""
    code = f.__code__ if isinstance(f, types.FunctionType) else None
    if code is None or not code.co_kwonlyargcount or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return list(values), {}
    first, end = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    return [*values[:first], *values[end:]], dict(zip(code.co_varnames[first:end], values[first:]))


class Inlining(Iterators):
    """Arguments bound to parameters, templates inlined, recursive functions specialised."""

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.written_by: dict[Function, tuple[int, ...]] = {}   # recursive function -> parameters that it writes

    def make_function(self, template: Const, *captured: Any) -> Any:
        return Closure(template.value, tuple(captured), self.function)

    def bind(self, template: Template, captured: tuple[Any, ...], function: Any, args: list[Any],
             kwargs: dict[str, Any]) -> list[Any]:
        """Arguments matched with parameters, in the template's order."""
        a = template.arguments
        if function is not None and not template.captured:
            positional_defaults = [self.constant(d) for d in function.__defaults__ or ()]
            keyword_defaults = {k: self.constant(v) for k, v in (function.__kwdefaults__ or {}).items()}
        else:
            values = list(captured[:template.n_defaults])
            positional_defaults = values[:len(a.defaults)]
            named = [p.arg for p, d in zip(a.kwonlyargs, a.kw_defaults) if d is not None]
            keyword_defaults = dict(zip(named, values[len(a.defaults):]))
        positional = [p.arg for p in [*a.posonlyargs, *a.args]]
        only_positional = {p.arg for p in a.posonlyargs}
        bound: dict[str, Any] = dict(zip(positional, args))
        extra, rest = args[len(positional):], {}
        for name, value in kwargs.items():
            if name in bound or name in only_positional:
                raise self.refuse(f"{template.name}() got `{name}` twice", code="S2SAD210")
            if name in positional or name in [p.arg for p in a.kwonlyargs]:
                bound[name] = value
            else:
                rest[name] = value
        if positional_defaults:
            for name, value in zip(positional[-len(positional_defaults):], positional_defaults):
                bound.setdefault(name, value)
        for name, value in keyword_defaults.items():
            bound.setdefault(name, value)
        if rest and a.kwarg is None:
            names = " and ".join(f"`{n}`" for n in rest)
            raise self.refuse(f"{template.name}() has no parameter {names}", code="S2SAD210")
        missing = [n for n in [*positional, *[p.arg for p in a.kwonlyargs]] if n not in bound]
        if missing:
            raise self.refuse(f"{template.name}() is called without {', '.join(missing)}", code="S2SAD210")
        if extra and a.vararg is None:
            raise self.refuse(f"{template.name}() is called with too many arguments", code="S2SAD210")
        values = [bound[n] for n in [*positional, *[p.arg for p in a.kwonlyargs]]]
        if a.vararg is not None:
            values.append(TupleOf(tuple(extra)))
        if a.kwarg is not None:
            values.append(self.new_ref(DictOf(tuple(rest.items()))))
        return values

    def inline(self, closure: Closure, template: Template, captured: tuple[Any, ...], args: list[Any],
               function: Any) -> Any:
        """The operations of a function in place of its call, unless it is recursive."""
        if template in self.recursive:
            return self.call_function(template, captured, args, function)
        if any(t is template for t, _ in self.stack):
            raise Recursive(template)
        if len(self.stack) > MAX_DEPTH:
            raise self.refuse("calls are nested too deeply", code="S2SAD211")
        if template.generator:
            return self.generated(template, captured, args, function)
        self.stack.append((template, captured))
        saved = self.builder.site, dict(self.heap), len(self.builder.block.ops), self.env
        try:
            return self.run(template, captured, args, function or self.function)
        except Recursive as found:
            if found.template is not template:
                raise
            self.heap, self.env = saved[1], saved[3]
            del self.builder.block.ops[saved[2]:]
        finally:
            self.stack.pop()
            self.builder.site = saved[0]
        self.recursive.add(template)
        return self.call_function(template, captured, args, function)

    def generated(self, template: Template, captured: tuple[Any, ...], args: list[Any], function: Any) -> Ref:
        """What a generator yields, found at once: the same, if it and its consumer do not affect each other."""
        n = len(self.builder.block.ops)
        seen = self.read_by([*captured, *args])
        self.stack.append((template, captured))
        saved = self.builder.site
        try:
            items = self.run(template, captured, args, function or self.function)
        finally:
            self.stack.pop()
            self.builder.site = saved
        if any(has_effect(op) for op in self.builder.block.ops[n:] if not is_check(op)):
            raise self.refuse(f"{template.name} is a generator that does more than yield",
                              "return a list instead, so that the order of effects is plain", code="S2SAD205")
        self.leave([*captured, *args])
        return self.new_ref(Generated(items, seen))

    def call_function(self, template: Template, captured: tuple[Any, ...], args: list[Any], function: Any) -> Any:
        """A call of a function of the program, specialised once for the kinds of its arguments."""
        structure = [*captured, *args]
        seen: set[Ref] = set()
        values = [self.stored(v) if isinstance(v, (Ref, Value)) else v for v in structure
                  for v in self.parts_of(v, seen)]
        dynamic = [v for v in values if isinstance(v, Value) and not _by_identity(v)]
        key = (template, function, tuple(
            _general(v.kind, i) if isinstance(v, Value) and not _by_identity(v) else _identity(v) for i,
            v in enumerate(values)))
        made = self.functions.get(key)
        if made is None:
            if sum(k[0] is template for k in self.functions) > MAX_VERSIONS:
                raise self.refuse("a recursive function is given ever new kinds of arguments, or functions",
                                  "write a loop", code="S2SAD211")
            made = self.specialise_function(key, template, structure, len(captured), function)
        result = self.builder.call(made, *dynamic)
        return self.taken_over(result, self.written_by.get(made, ()), dynamic)

    def cell_contents(self, v: Any) -> TupleOf | None:
        """The contents of a variable that functions share; None of anything else."""
        contents = self.heap.get(v) if isinstance(v, Ref) else None
        return contents if isinstance(contents, TupleOf) and contents.type is Cell else None

    def parts_of(self, value: Any, seen: set[Ref]) -> Iterator[Any]:
        """What a call passes of an argument: the parts of a structure; of a function what it captured, too."""
        contents = self.cell_contents(value)
        if contents is not None:
            if value not in seen:
                seen.add(value)
                yield TupleOf((len(seen),), Cell)
                yield from self.parts_of(contents.items[0], seen)
        elif isinstance(value, TupleOf):
            for item in value.items:
                yield from self.parts_of(item, seen)
        elif isinstance(value, Closure) and value.captured:
            yield Closure(value.template, (), value.function)
            for item in value.captured:
                yield from self.parts_of(item, seen)
        else:
            yield value

    def taken_over(self, result: Value, written: tuple[int, ...], args: list[Value]) -> Any:
        """What a recursive function returns; behind it come the arrays that it was given and has written."""
        arrays = [v for v in args if self.is_array(v)]
        if any(j != i and self.is_array(v) and self.related(args[i], v) for i in written for j, v in enumerate(args)):
            raise self.refuse("a recursive function writes to an array that shares its memory with another argument",
                              "make a copy of one of the two: x.copy()", code="S2SAD211")
        for n, i in enumerate(written):
            self.replace(self.object_of(args[i]), self.builder.call(operator.getitem, result, Const(n + 1)))
        if written:
            result = self.builder.call(operator.getitem, result, Const(0))
        value = Const(None) if result.kind == Object(type(None)) else self.wrap(result)
        for v in self.arrays_in(value):             # it may be what was given
            for given in arrays if not isinstance(v.kind, Scalar) else ():
                self.relate(v, given)
        return value

    def specialise_function(self, key: Any, template: Template, structure: list[Any], n_captured: int,
                            function: Any) -> Function:
        names = [p.name for p in template.function.params]
        params: list[Value] = []
        kinds = iter(key[2])
        cells: dict[Ref, Ref] = {}      # variables of the functions around it -> as they are inside

        def parameter(value: Any, name: str | None) -> Any:
            contents = self.cell_contents(value)
            if contents is not None:
                if value not in cells:
                    next(kinds)
                    cells[value] = self.new_ref(contents)
                    cells[value].name = value.name
                    self.heap[cells[value]] = TupleOf((parameter(contents.items[0], value.name),), Cell)
                return cells[value]
            if isinstance(value, TupleOf):
                return TupleOf(tuple(parameter(v, f"{name}_{i}") for i, v in enumerate(value.items)), value.type)
            if isinstance(value, Closure) and value.captured:
                next(kinds)
                return Closure(value.template, tuple(map(parameter, value.captured, value.template.captured)),
                               value.function)
            kind = next(kinds)
            if isinstance(value, (Value, Ref)) and not _by_identity(value):
                params.append(Value(name, kind))
                return self.wrap(params[-1])
            return value
        name = template.name if template.name.isidentifier() else "function"
        made = Function(name, params, Block(), template.function.site)
        made.body.yields = [Value(kind=NEVER)]
        self.functions[key] = made
        saved = self.builder.block, self.heap, self.stack, self.builder.site
        for _ in range(6):
            params.clear()
            cells.clear()
            kinds = iter(key[2])
            self.builder.block, self.heap, self.stack = Block(), dict(self.heap), [(template, ())]
            arguments = [parameter(v, n) for v, n in zip(structure, names)]
            before_cells = {r: self.heap[r] for r in cells.values()}
            try:
                result = self.materialise(self.run(template, tuple(arguments[:n_captured]), arguments[n_captured:],
                                                   function or self.function))
                given = [v for a in arguments for v in self.arrays_in(a) if v in self.heap]
                written = tuple(i for i, p in enumerate(params) if p in given)
                if written:
                    result = self.builder.call(primitives.make_tuple, result,
                                               *[self.current(params[i]) for i in written])
                if len(written) != len(given):
                    raise self.refuse("a recursive function writes to an array that it is given",
                                      "return the new array instead", code="S2SAD211")
            finally:
                inside = self.heap
                block = self.builder.block
                self.builder.block, self.heap, self.stack, self.builder.site = saved
            if any(self.heap[r] is not c for r, c in inside.items() if r in self.heap) or any(
                    inside[r] is not c for r, c in before_cells.items()):
                raise self.refuse("a recursive function writes to a list, dict or variable of its caller",
                                  "return the value instead", code="S2SAD211")
            before = made.result.kind
            block.yields = [result]
            made.body = block
            if written != self.written_by.get(made, ()):
                self.written_by[made] = written
                made.body.yields = [Value(kind=Tuple((NEVER, *[params[i].kind for i in written])))]
                continue
            if result.kind == before:
                break
            made.body.yields = [result] if not isinstance(result, Const) else [Const(result.value)]
        self.check_views(made.body)
        return made


def _by_identity(value: Any) -> bool:
    return isinstance(value, Const) and not isinstance(value.kind, (Scalar, Array))


def _identity(value: Any) -> Any:
    return ("is", type(value.value), id(value.value)) if isinstance(value, Const) else value


def _general(kind: Kind, position: int) -> Kind:
    """A kind whose dimensions are named by the parameter, not by the caller's values."""
    if isinstance(kind, Array) and kind.dims is not None:
        return Array(kind.dtype, tuple(1 if d == 1 else Dim(("parameter", position, i), is_many(d))
                                       for i, d in enumerate(kind.dims)))
    if isinstance(kind, Tuple):
        return Tuple(tuple(_general(k, (position, i)) for i, k in enumerate(kind.items)), kind.type)  # type: ignore[arg-type]
    if isinstance(kind, List):
        return List(_general(kind.item, (position, "item")))  # type: ignore[arg-type]
    return kind
