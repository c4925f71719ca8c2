"""What abstract values are: constants, tuples, lists and dicts taken apart into their parts, and their kinds."""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..analysis.sharing import Sharing
from ..errors import S2SADError, UnsupportedError
from ..frontend.lower import Template
from ..ir import primitives
from ..ir.core import UNBOUND, Call, Const, Function, Unbound, Value
from ..ir.kinds import Dict, Kind, List, Object, Tuple
from .abstract import (
    Backwards,
    Closure,
    Conflict,
    DictOf,
    ListOf,
    Range,
    Ref,
    TupleOf,
    Zip,
    kind_of_abstract,
)
from .build import Builder


class Structures:
    """State of a specialisation, and values with their structure."""

    def __init__(self, builder: Builder, differentiate: Any = None):
        self.builder = builder
        self.differentiate = differentiate          # the pipeline's: for derivatives taken inside
        self.env: dict[Value, Any] = {}
        self.heap: dict[Ref, Any] = {}
        self.before_loop: dict[Ref, Any] = {}       # the heap at the start of the innermost loop
        self.frozen: set[Ref] = set()               # lists whose aliases are not known: may not be written
        self.function: Any = None                   # the Python function whose globals and cells are read
        self.outer_site: Any = None                 # inside a function that is not the user's: the user's call
        self.unbound: set[Value] = set()
        self.guards: dict[Any, Any] = {}            # what was assumed of globals and cells
        self.lengths: dict[Value, Value] = {}
        self.stack: list[tuple[Template, tuple[Any, ...]]] = []
        self.recursive: set[Template] = set()
        self.functions: dict[Any, Function] = {}
        self.reasons: dict[Call, S2SADError] = {}   # why a call stayed opaque
        self.counter = 0
        self.current: Any = None                    # the template's operation that is being run
        self.sharing: dict[Template, Sharing] = {}

    def fresh(self) -> int:
        self.counter += 1
        return self.counter

    @property
    def location(self) -> Any:
        return self.builder.site.location if self.builder.site is not None else None

    def refuse(self, message: str, note: str | None = None) -> UnsupportedError:
        return UnsupportedError(message, self.location, note)

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
        if isinstance(value, Const):
            return value
        match value.kind:
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
                    operator.getitem, value, Const(k), name=k if isinstance(k, str) and k.isidentifier() else None)))
                    for k in keys)))
                self.frozen.add(ref)
                return ref
            case List():
                ref = self.new_ref(value)
                self.frozen.add(ref)
                return ref
        return value

    def materialise(self, value: Any) -> Value:
        """An abstract value as an SSA value."""
        match value:
            case Value():
                return value
            case TupleOf(items, t):
                parts = [self.materialise(v) for v in items]
                if t is tuple:
                    whole = self.taken_apart(parts)
                    return self.builder.call(primitives.make_tuple, *parts) if whole is None else whole
                return self.builder.call(primitives.make_named, Const(t), *parts)
            case Ref():
                return self.content_value(self.heap[value])
            case Conflict(reason):
                raise self.refuse(f"this value cannot be followed: {reason}")
            case Closure(_, (), function) if function is not None:
                return Const(function)
            case Range(start, stop, step, False):
                return self.builder.call(range, start, stop, step)
            case Zip() | Backwards():
                found = self.static_items(value)
                if found is not None:
                    return self.builder.call(primitives.make_list, *map(self.materialise, found))
        raise self.refuse("a function, or an iterator, is used as a value here, which is not supported",
                          "call it, or iterate over it, on the spot")

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

    def kind(self, value: Any) -> Kind | None:
        """The kind of an abstract value; None for functions and other compile-time things."""
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
                return bool(contents.items) if isinstance(contents, (ListOf, DictOf)) else None
            case Value(kind=Object(t)) if t is type(None):
                return False
            case Value():
                return None
            case Conflict():
                self.materialise(value)
        return True

    def truth_value(self, value: Any) -> Any:
        known = self.truth(value)
        return value if known is None else Const(known)

    def python_value(self, value: Any) -> Any:
        """The compile-time value of an argument that must have one."""
        if isinstance(value, TupleOf):
            return tuple(self.python_value(v) for v in value.items)
        if not isinstance(value, Const):
            raise self.refuse("this argument must be known at compile time")
        return value.value

    # -- operations ----------------------------------------------------------------------

    def primitive(self, callee: Any, args: list[Any], kwargs: dict[str, Any], spelling: str = "") -> Any:
        """An operation of a function with a rule, or an opaque call."""
        if "out" in kwargs and not (isinstance(kwargs["out"], Const) and kwargs["out"].value is None) or isinstance(
                callee, np.ufunc) and len(args) > callee.nin:
            raise self.refuse("`out=` writes into an array in place, which is not supported yet",
                              "assign the result instead")
        values = [self.materialise(v) for v in [*args, *kwargs.values()]]
        if callee not in (operator.is_, primitives.is_not):
            for v in values:
                if isinstance(v, Unbound):
                    raise self.refuse("a variable is used before anything is assigned to it")
        result = self.builder.call(callee, *values, keywords=tuple(kwargs), spelling=spelling)
        return self.wrap(result)

    def check_bound(self, value: Any, name: Const) -> None:
        if isinstance(value, Value) and (value is UNBOUND or value in self.unbound):
            self.builder.effect(primitives.check_bound, value, name)

    def hidden(self) -> Any:
        """Operations built inside keep the place of the user's call."""
        return Hidden(self)


class Hidden:
    """Operations built inside keep the place of the user's call."""

    def __init__(self, structures: Structures):
        self.structures = structures

    def __enter__(self) -> None:
        self.saved = self.structures.outer_site
        self.structures.outer_site = self.saved or self.structures.builder.site

    def __exit__(self, *_: Any) -> None:
        self.structures.outer_site = self.saved


def _field(t: type, value: Value, i: int) -> str | None:
    fields = getattr(t, "_fields", None)
    if fields:
        return fields[i]
    return f"{value.name}_{i}" if value.name else None
