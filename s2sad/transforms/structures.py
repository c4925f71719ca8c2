"""What abstract values are: constants, tuples, lists and dicts taken apart into their parts, and their kinds."""
from __future__ import annotations

import operator
import types
import unicodedata
from itertools import zip_longest
from typing import Any

import numpy as np

from ..analysis.sharing import Sharing
from ..errors import S2SADError, UnsupportedError
from ..frontend.lower import Template
from ..ir import primitives
from ..ir.core import UNBOUND, Call, Const, Function, Unbound, Value
from ..ir.kinds import Dict, Fixed, Kind, List, Object, Tuple
from ..rules import registry
from ..runtime.records import Layout, is_plain, unflatten_of
from .abstract import (
    Backwards,
    Cell,
    Closure,
    Conflict,
    DictOf,
    Generated,
    ListOf,
    Partial,
    Range,
    Ref,
    TupleOf,
    Zip,
    kind_of_abstract,
    leaves,
    part_name,
)
from .build import Builder

SEQUENCES = {"arrays", "bins", "object", "sample"}        # parameters of rules that are sequences of arrays, not arrays
ARRAY_SOURCES = tuple(f".rules.numpy.{name}" for name in (
    "calculus", "creation", "linalg", "polynomials", "products", "reductions", "statistics"))
ARRAYS = {"a", "arr", "ary", "b", "f", "fp", "m", "v", "values", "w", "weights", "x", "xp", "y"}   # always made arrays


class Structures:
    """State of a specialisation, and values with their structure."""

    def __init__(self, builder: Builder, differentiate: Any = None):
        self.builder = builder
        self.differentiate = differentiate          # the pipeline's: for derivatives taken inside
        self.env: dict[Value, Any] = {}
        self.heap: dict[Any, Any] = {}              # contents of lists and dicts, present versions of arrays
        self.factories: dict[Ref, Any] = {}         # of dicts that make what is missing
        self.before_loop: dict[Ref, Any] = {}       # the heap at the start of the innermost loop
        self.frozen: set[Ref] = set()               # lists whose aliases are not known: may not be written
        self.first: list[Any] = []                  # the arguments of the function that is run
        self.function: Any = None                   # the Python function whose globals and cells are read
        self.outer_site: Any = None                 # inside a function that is not the user's: the user's call
        self.unbound: set[Value] = set()
        self.needed: dict[Template, set[Value]] = {}        # of templates, the values that something reads
        self.read: set[Value] = set()               # the same, of the one that is run
        self.facts: dict[Value, bool] = {}          # flags that the branches say that are being run
        self.loops = 0                              # how many loops are being run
        self.premature: Premature | None = None     # of what this run of a loop could not run yet
        self.guards: dict[Any, Any] = {}            # what was assumed of globals and cells
        self.lengths: dict[Value, Value] = {}
        self.stack: list[tuple[Template, tuple[Any, ...]]] = []
        self.recursive: set[Template] = set()
        self.functions: dict[Any, Function] = {}
        self.reasons: dict[Call, S2SADError] = {}   # why a call stayed opaque
        self.counter = 0
        self.sharing: dict[Template, Sharing] = {}
        self.handed = 0                             # how deep functions are that a library calls
        self.is_active: Any = None                  # in a rule: whether an operand of its call varies
        self.operation: Any = None                  # the template's operation that is being run
        self.in_adjoint = False                     # what is run changes an adjoint, in the adjoint sweep

    def fresh(self) -> int:
        self.counter += 1
        return self.counter

    @property
    def location(self) -> Any:
        return self.builder.site.location if self.builder.site is not None else None

    def refuse(self, message: str, note: str | None = None, code: str | None = None) -> UnsupportedError:
        return UnsupportedError(message, self.location, note, code=code)

    # -- what the classes above this one know ------------------------------------------

    def run(self, template: Template, captured: tuple[Any, ...], args: list[Any], function: Any) -> Any:
        raise NotImplementedError

    def content_value(self, contents: Any) -> Value:
        raise NotImplementedError

    def static_items(self, iterable: Any) -> list[Any] | None:
        raise NotImplementedError

    def content_kind(self, contents: Any) -> Kind:
        raise NotImplementedError

    def get(self, value: Value) -> Any:
        raise NotImplementedError

    def apply(self, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        raise NotImplementedError

    def attribute(self, target: Any, name: Const) -> Any:
        raise NotImplementedError

    # -- values and structures -----------------------------------------------------------

    def constant(self, value: Any) -> Any:
        """The abstract value of a Python object known at compile time."""
        if isinstance(value, tuple) and (type(value) is not tuple
                                         or not all(isinstance(v, (int, float, str)) for v in value)):
            return TupleOf(tuple(self.constant(v) for v in value), type(value))
        if by_attributes(value):
            return self.known_object(value)
        if type(value) in (list, dict):
            contents = ListOf(tuple(map(self.constant, value))) if isinstance(value, list) else DictOf(
                tuple((k, self.constant(v)) for k, v in value.items()))
            ref = self.new_ref(contents)
            self.frozen.add(ref)
            return ref
        return Const(value)

    def new_ref(self, contents: Any) -> Ref:
        ref = Ref()
        self.heap[ref] = contents
        return ref

    def wrap(self, value: Value) -> Any:
        """A value of a structured kind, taken apart."""
        if isinstance(value, Const) and not (isinstance(value.kind, Tuple) and isinstance(value.kind.type, Layout)):
            return value
        match value.kind:
            case Fixed(known):
                return Const(known)
            case Tuple(items, Layout() as layout):
                return self.wrap_object(value, layout, len(items))
            case Tuple(items, t) if t is not list:
                return TupleOf(tuple(self.wrap(
                    self.builder.call(operator.getitem, value, Const(i), name=_field(t, value, i)))
                                     for i in range(len(items))), t)
            case Tuple(items):
                ref = self.new_ref(ListOf(tuple(self.wrap(self.builder.call(operator.getitem, value, Const(i)))
                                                for i in range(len(items)))))
                self.frozen.add(ref)
                return ref
            case Dict(keys, _):
                ref = self.new_ref(DictOf(tuple((k, self.wrap(self.builder.call(
                    operator.getitem, value, Const(k), name=_name_of_key(k))))
                    for k in keys)))
                self.frozen.add(ref)
                return ref
            case List():
                ref = self.new_ref(value)
                self.frozen.add(ref)
                return ref
        return value

    def wrap_object(self, value: Value, layout: Layout, n: int) -> Any:
        """An object's attributes, read; it may not be written to."""
        parts = TupleOf(tuple(self.wrap(self.builder.call(operator.getitem, value, Const(i), name=part_name(
            layout, i, None))) for i in range(n)))
        if layout.registered:
            ref = self.apply(Const(unflatten_of(layout.cls)), [self.constant(layout.aux), parts], {})
        else:
            ref = self.new_ref(TupleOf(parts.items, layout))
        if isinstance(ref, Ref):
            self.frozen.add(ref)
        return ref

    def iterable(self, value: Any, after: Generated | None = None) -> Any:
        raise NotImplementedError

    def known_object(self, value: Any) -> Any:
        raise NotImplementedError

    def materialise(self, value: Any) -> Value:
        """An abstract value as an SSA value."""
        match value:
            case Value():
                return value
            case TupleOf(items, t):
                parts = [self.materialise(v) for v in items]
                if t is tuple or t is list:
                    whole = self.taken_apart(parts) if t is tuple else None
                    if whole is not None:
                        return whole
                    return self.builder.call(primitives.make_tuple if t is tuple else primitives.make_list, *parts)
                return self.builder.call(primitives.make_named, Const(t), *parts)
            case Ref() if not isinstance(self.heap[value], Generated):
                return self.content_value(self.heap[value])
            case Conflict(reason, location, note):
                raise UnsupportedError(f"this value cannot be followed: {reason}", location or self.location, note,
                                       code="S2SAD207")
            case Partial(Const(value=f), (Ref() as receiver,), ()) if isinstance(f, types.FunctionType):
                return self.builder.call(types.MethodType, Const(f), self.materialise(receiver))
            case Closure(_, (), function) if function is not None:
                return Const(function)
            case Range(start, stop, step, False):
                return self.builder.call(range, start, stop, step)
            case Zip() | Backwards():
                found = self.static_items(value)
                if found is not None:
                    return self.builder.call(primitives.make_list, *map(self.materialise, found))
        if isinstance(value, Ref):
            raise self.refuse("a generator is used as a value here", "make a list of it: list(…)", code="S2SAD205")
        raise self.refuse("a function, or an iterator, is used as a value here, which is not supported",
                          "call it, or iterate over it, on the spot", code="S2SAD206")

    def taken_apart(self, parts: list[Value]) -> Value | None:
        """The tuple of which these are the items, all and in order."""
        ops = [self.builder.made.get(p) for p in parts]
        whole = ops[0].operands[0] if ops and ops[0] is not None else None
        if whole is None or not isinstance(whole.kind, Tuple) or whole.kind.type is not tuple or len(
                whole.kind.items) != len(parts):
            return None
        for i, op in enumerate(ops):
            if op is None or op.callee is not operator.getitem or op.operands[0] is not whole or not isinstance(
                    op.operands[1], Const) or op.operands[1].value != i:
                return None
        return whole

    def stored(self, value: Any) -> Value:
        """An abstract value as one that something else will hold: what it is made of may not be written any more."""
        self.freeze(value)
        return self.materialise(value)

    def freeze(self, value: Any) -> None:
        """Let nobody write to the lists, dicts and objects in a value: a copy of what they hold goes elsewhere."""
        self.frozen.update(r for r in self.reachable([value]) if not isinstance(self.heap[r], Generated) and not (
            isinstance(self.heap[r], TupleOf) and self.heap[r].type is Cell))

    def is_generator(self, value: Any) -> bool:
        return isinstance(value, Ref) and isinstance(self.heap.get(value), Generated)

    def reachable(self, values: list[Any]) -> list[Ref]:
        """The lists, dicts, objects and cells that values lead to."""
        found: dict[Ref, None] = {}
        stack = list(values)
        while stack:
            v = stack.pop()
            if isinstance(v, Ref) and v not in found and v in self.heap:
                found[v] = None
                v = self.heap[v]
            match v:
                case TupleOf(items) | ListOf(items):
                    stack.extend(items)
                case DictOf(items):
                    stack.extend(item for _, item in items)
                case Closure(_, captured) | Partial(_, captured):
                    stack.extend(captured)
        return list(found)

    def kind(self, value: Any) -> Kind | None:
        """The kind of an abstract value; None for functions and other compile-time things."""
        if self.is_generator(value):
            return None
        if isinstance(value, Ref):
            return self.content_kind(self.heap[value]) if value in self.heap else None
        if isinstance(value, TupleOf):
            kinds = [self.kind(v) for v in value.items]
            return None if any(k is None for k in kinds) else Tuple(tuple(kinds), value.type)  # type: ignore[arg-type]
        return kind_of_abstract(value)

    def truth(self, value: Any) -> bool | None:
        """Whether a condition is certainly true or false; None where it is not certain."""
        match value:
            case Unbound():
                return None
            case Const(value=v):
                return bool(v) if isinstance(v, (bool, int, float, str, tuple, type(None), complex)) or callable(
                    v) else None
            case TupleOf(items):
                return bool(items)
            case Ref():
                contents = self.heap[value]
                if isinstance(contents, (TupleOf, Generated)):
                    return True
                if isinstance(contents, DictOf) and contents.flags:
                    known = [self.truth(contents.flag(k)) for k, _ in contents.items]
                    return True if True in known else None if None in known else False
                return bool(contents.items) if isinstance(contents, (ListOf, DictOf)) else None
            case Value(kind=Object(t)) if t is type(None):
                return False
            case Value():
                return self.fact(value)
            case Conflict():
                self.materialise(value)
        return True

    def fact(self, flag: Value) -> bool | None:
        """What the branch that is being run says of a flag."""
        made = self.builder.made_by(flag, operator.not_)
        other = self.facts.get(made.operands[0]) if made is not None else None
        return self.facts.get(flag) if other is None else not other

    def truth_value(self, value: Any) -> Any:
        known = self.truth(value)
        return value if known is None else Const(known)

    def python_value(self, value: Any) -> Any:
        """The compile-time value of an argument that must have one."""
        if isinstance(value, TupleOf):
            return tuple(self.python_value(v) for v in value.items)
        if not isinstance(value, Const):
            raise self.refuse("this argument must be known at compile time", code="S2SAD212")
        return value.value

    # -- operations ----------------------------------------------------------------------

    def primitive(self, callee: Any, args: list[Any], kwargs: dict[str, Any], spelling: str = "") -> Any:
        """An operation of a function with a rule, or an opaque call."""
        args, kwargs = self.arrays(callee, args, kwargs)
        values = [self.materialise(v) for v in [*args, *kwargs.values()]]
        if callee not in (operator.is_, primitives.is_not):
            for v in values:
                if isinstance(v, Unbound):
                    raise self.refuse("a variable is used before anything is assigned to it", code="S2SAD203")
        result = self.builder.call(callee, *values, keywords=tuple(kwargs), spelling=spelling)
        return self.wrap(result)

    def arrays(self, callee: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Arguments of which a NumPy function makes arrays, lists of the program, as these arrays."""
        rule = registry.lookup(registry.differentials, callee)
        owner = callee.__self__ if isinstance(getattr(callee, "__self__", None), np.ufunc) else callee
        module = getattr(owner, "__module__", None) or ""
        if rule is None or module.split(".")[0] != "numpy":
            return args, kwargs
        wanted = [n in rule.differentials and n not in SEQUENCES for n in rule.params]
        if rule.varargs is not None:
            first = rule.params.index(rule.varargs)
            wanted[first:first + 1] = [wanted[first]] * max(len(args) - first, 0)
        constants = isinstance(callee, np.ufunc)        # whose rules compute with all that they are given
        converted = [self.as_array(v, constants or n in ARRAYS) if w else v
                     for w, v, n in zip_longest(wanted[:len(args)], args, rule.params[:len(args)])]
        return converted, {k: self.as_array(v, True) if k in ARRAYS else v for k, v in kwargs.items()}

    def arrays_of_source(self, source: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[
            list[Any], dict[str, Any]]:
        """The same for a function that is stated as NumPy source."""
        if not source.__module__.endswith(ARRAY_SOURCES):
            return args, kwargs
        names = source.__code__.co_varnames[:source.__code__.co_argcount]
        converted = [self.as_array(v, True) if n in ARRAYS else v
                     for v, n in zip_longest(args, names[:len(args)], fillvalue="values")]     # rest: *varargs
        return converted, {k: self.as_array(v, True) if k in ARRAYS else v for k, v in kwargs.items()}

    def as_array(self, value: Any, constants: bool = False) -> Any:
        """A list or tuple as an array, with ``constants`` one of these too; anything else as it is."""
        contents = self.heap[value] if isinstance(value, Ref) else value
        if isinstance(contents, Value) and isinstance(contents.kind, List):
            return self.builder.call(np.array, contents)
        if not isinstance(contents, (TupleOf, ListOf)) or not constants and all(
                isinstance(v, Const) for v in leaves(TupleOf(contents.items))):
            return value
        return self.builder.call(np.array, self.materialise(value))

    def check_bound(self, value: Any, name: Const) -> None:
        if value is UNBOUND and self.loops:
            raise Premature(self.refuse("a variable is used before anything is assigned to it", code="S2SAD203"))
        if isinstance(value, Value) and (value is UNBOUND or value in self.unbound):
            self.builder.effect(primitives.check_bound, value, name)

    def hidden(self) -> Any:
        """Operations built inside keep the place of the user's call."""
        return Hidden(self)


class Premature(Exception):
    """A trip of a loop reads a variable that it may be given by an earlier trip, which has not been run yet."""

    def __init__(self, error: UnsupportedError):
        self.error = error          # if no trip assigns it


class Hidden:
    """Operations built inside keep the place of the user's call."""

    def __init__(self, structures: Structures):
        self.structures = structures

    def __enter__(self) -> None:
        self.saved = self.structures.outer_site
        self.structures.outer_site = self.saved or self.structures.builder.site

    def __exit__(self, *_: Any) -> None:
        self.structures.outer_site = self.saved


def by_attributes(value: Any) -> bool:
    """Whether a Python object is followed attribute by attribute: not functions, not classes."""
    return is_plain(type(value)) and not isinstance(value, type)


def _name_of_key(key: Any) -> str | None:
    """A key of a dict as the name of its item, if it is one as Python reads names."""
    if not isinstance(key, str) or not key.isidentifier() or not unicodedata.is_normalized("NFKC", key):
        return None
    return str.__str__(key)         # of an enumeration's member, say, the plain text


def _field(t: type, value: Value, i: int) -> str | None:
    fields = getattr(t, "_fields", None)
    if fields:
        return fields[i]
    return f"{value.name}_{i}" if value.name else None
