"""What is called, resolved by identity: the specialiser's other half.

A call ends as one of four things: an operation of a function that has a rule; the operations of a user's
function, inlined; a call of a ``Function`` of the program, for a recursive one; or an opaque call, which
is fine as long as nothing active goes through it.
"""
from __future__ import annotations

import builtins
import functools
import operator
import sys
import types
from typing import Any

import numpy as np

from ..analysis.sharing import Sharing
from ..errors import S2SADError, UnsupportedError
from ..frontend.locate import locate
from ..frontend.lower import Template, lower
from ..frontend.scopes import parameter_names
from ..ir import primitives
from ..ir.core import UNBOUND, Block, Call, Const, Function, Unbound, Value
from ..ir.kinds import (NEVER, UNKNOWN, Array, Dict, Kind, List, Object, Scalar, Tuple, join, kind_of)
from ..rules import registry
from ..rules.methods import ATTRIBUTES, METHODS
from .abstract import (Backwards, Cell, Closure, Conflict, Counter, Derivative, DictOf, ListOf, Method, Partial, Range, Ref,
                       TupleOf, Zip, kind_of_abstract, leaves)
from .build import Builder
from .questions import ANSWERS

INPLACE_OF = {getattr(operator, f"i{name}"): getattr(operator, python) for name, python in (
    ("add", "add"), ("sub", "sub"), ("mul", "mul"), ("truediv", "truediv"), ("floordiv", "floordiv"), ("mod", "mod"),
    ("pow", "pow"), ("matmul", "matmul"), ("lshift", "lshift"), ("rshift", "rshift"), ("or", "or_"), ("xor", "xor"),
    ("and", "and_"))}
MUTATING_METHODS = {"sort", "fill", "resize", "partition", "itemset", "put", "setfield", "byteswap"}
OPAQUE_MODULES = {"numpy", "scipy", *sys.stdlib_module_names} - {"__main__"}
MAX_DEPTH = 60
WRITING = {np.copyto, np.put, np.place, np.putmask, np.fill_diagonal, np.put_along_axis, np.random.shuffle}

_templates: dict[types.CodeType, Template | S2SADError] = {}


def template_of(function: types.FunctionType) -> Template:
    """The template of a Python function; lowered once for each code object."""
    code = function.__code__
    found = _templates.get(code)
    if found is None:
        try:
            found = lower(locate(function))
        except S2SADError as error:
            found = error
        if len(_templates) > 4096:
            _templates.clear()
        _templates[code] = found
    if isinstance(found, S2SADError):
        raise found
    return found


class Recursive(Exception):
    """A template turned out to call itself."""

    def __init__(self, template: Template):
        self.template = template


class Calls:
    """State of a specialisation, and the resolution of names, attributes and calls."""

    def __init__(self, builder: Builder, differentiate: Any = None):
        self.builder = builder
        self.differentiate = differentiate          # the pipeline's: for derivatives taken inside
        self.env: dict[Value, Any] = {}
        self.heap: dict[Ref, Any] = {}
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

    def run(self, template: Template, captured: tuple[Any, ...], args: list[Any], function: Any) -> Any:
        raise NotImplementedError

    # -- values and structures -------------------------------------------------------

    def constant(self, value: Any) -> Any:
        """The abstract value of a Python object known at compile time."""
        if isinstance(value, tuple) and (type(value) is not tuple or not all(isinstance(v, (int, float, str)) for v in value)):
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
                return TupleOf(tuple(self.wrap(self.builder.call(operator.getitem, value, Const(i), name=_field(t, value, i)))
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
                    return self.builder.call(primitives.make_tuple, *parts)
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

    def content_value(self, contents: Any) -> Value:
        raise NotImplementedError

    def static_items(self, iterable: Any) -> list[Any] | None:
        raise NotImplementedError

    def kind(self, value: Any) -> Kind | None:
        """The kind of an abstract value; None for functions and other compile-time things."""
        if isinstance(value, Ref):
            return self.content_kind(self.heap[value]) if value in self.heap else None
        if isinstance(value, TupleOf):
            kinds = [self.kind(v) for v in value.items]
            return None if any(k is None for k in kinds) else Tuple(tuple(kinds), value.type)  # type: ignore[arg-type]
        return kind_of_abstract(value)

    def content_kind(self, contents: Any) -> Kind:
        raise NotImplementedError

    def truth(self, value: Any) -> bool | None:
        """Whether a condition is certainly true or false; None where it is not certain."""
        match value:
            case Unbound():
                return None
            case Const(value=v):
                return bool(v) if isinstance(v, (bool, int, float, str, tuple, type(None), complex)) or callable(v) else None
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

    # -- calls of a template ---------------------------------------------------------

    def template_call(self, op: Call) -> Any:
        """The abstract result of one of a template's operations."""
        callee = op.callee
        self.current = op
        if callee is primitives.call:
            f, *operands = [self.get(v) for v in op.operands]  # type: ignore[attr-defined]
            n = len(operands) - len(op.keywords)
            return self.apply(f, operands[:n], dict(zip(op.keywords, operands[n:])))
        handler = LANGUAGE.get(callee)
        operands = [self.get(v) for v in op.operands]  # type: ignore[attr-defined]
        if handler is not None:
            return handler(self, *operands)
        return self.primitive(callee, operands, {})

    def primitive(self, callee: Any, args: list[Any], kwargs: dict[str, Any], spelling: str = "") -> Any:
        """An operation of a function with a rule, or an opaque call."""
        if "out" in kwargs and not (isinstance(kwargs["out"], Const) and kwargs["out"].value is None) or isinstance(
                callee, np.ufunc) and len(args) > callee.nin:
            raise self.refuse("`out=` writes into an array in place, which is not supported yet", "assign the result instead")
        values = [self.materialise(v) for v in [*args, *kwargs.values()]]
        if callee not in (operator.is_, primitives.is_not):
            for v in values:
                if isinstance(v, Unbound):
                    raise self.refuse("a variable is used before anything is assigned to it")
        result = self.builder.call(callee, *values, keywords=tuple(kwargs), spelling=spelling)
        return self.wrap(result)

    def load_global(self, name: Const) -> Any:
        scope = self.function.__globals__
        if name.value in scope:
            return self.live(scope[name.value], ("global", id(scope), name.value), scope, name.value,
                             primitives.load_global)
        found = getattr(builtins, name.value, UNBOUND)
        if found is UNBOUND:
            return self.builder.call(primitives.load_global, name, Const(self.function))
        self.guards["absent", id(scope), name.value] = (scope, name.value, None)
        return Const(found)

    def load_cell(self, name: Const) -> Any:
        code, closure = self.function.__code__, self.function.__closure__
        cell = closure[code.co_freevars.index(name.value)]
        try:
            value = cell.cell_contents
        except ValueError:
            return self.builder.call(primitives.load_cell, name, Const(self.function))
        return self.live(value, ("cell", id(cell)), cell, name.value, primitives.load_cell)

    def live(self, value: Any, key: Any, where: Any, name: str, loader: Any) -> Any:
        """A global or a cell: functions and modules are resolved, under a guard; data is read at each call."""
        if callable(value) or isinstance(value, types.ModuleType) or value is None or isinstance(value, (str, type)):
            self.guards[key] = (where, name, value)
            return Const(value)
        kind = kind_of(value, key)
        self.guards[key] = (where, name, value, kind)
        found = self.builder.call(loader, Const(name), Const(self.function, Object(types.FunctionType)), name=name, kind=kind)
        return self.wrap(found)

    # -- attributes and items --------------------------------------------------------

    def attribute(self, target: Any, name: Const) -> Any:
        attr = name.value
        match target:
            case Const(value=v) if isinstance(v, (types.ModuleType, type)) or callable(v):
                try:
                    found = getattr(v, attr)
                except AttributeError:
                    return self.builder.call(getattr, target, name)
                if isinstance(v, types.ModuleType) and kind_of(found) != Object(type(found)) and not callable(found):
                    return self.constant(found) if isinstance(found, (int, float)) else self.builder.call(getattr, target, name)
                return self.constant(found)
            case TupleOf(items, t) if attr in getattr(t, "_fields", ()):
                return items[t._fields.index(attr)]  # type: ignore[attr-defined]
            case TupleOf() | Ref() | Method() | Closure():
                return Method(target, attr)
        if isinstance(target, Unbound) or isinstance(target, Conflict):
            return self.materialise(target)
        if isinstance(target, Const) and isinstance(target.kind, Object):
            found = getattr(target.value, attr, None)
            if isinstance(found, types.ModuleType) or callable(found):
                if attr in getattr(target.value, "__dict__", {}):
                    self.guards["attribute", id(target.value), attr] = (target.value, attr, found)
                return Const(found)
        value = self.materialise(target)
        entry = ATTRIBUTES.get(attr)
        if entry is not None and isinstance(value.kind, (Array, Scalar)) or value.kind == UNKNOWN and attr in ATTRIBUTES:
            assert entry is not None
            return self.primitive(entry, [value], {}, spelling="attribute")
        if isinstance(value.kind, Object) and not callable(getattr(value.kind.type, attr, None)):
            return self.builder.call(getattr, value, name)
        return Method(target, attr)

    def item(self, target: Any, index: Any) -> Any:
        if isinstance(index, Const):
            i = index.value
            contents = self.heap[target] if isinstance(target, Ref) else target
            match contents:
                case TupleOf(items) | ListOf(items) if type(i) is int and -len(items) <= i < len(items):
                    return items[i]
                case TupleOf(items) if isinstance(i, slice):
                    return TupleOf(items[i])
                case ListOf(items) if isinstance(i, slice):
                    return self.new_ref(ListOf(items[i]))
                case DictOf() if i in contents.as_dict():
                    return contents.as_dict()[i]
        return self.primitive(operator.getitem, [target, index], {})

    def unpack(self, value: Any, before: Const, after: Const) -> Any:
        n, m = before.value, after.value
        items = self.static_items(value)
        if items is None:
            v = self.materialise(value)
            self.builder.effect(primitives.unpack, v, before, after)
            if m >= 0:
                middle = self.builder.call(operator.getitem, v, Const(slice(n, -m if m else None)))
                if not isinstance(v.kind, List):
                    middle = self.builder.call(list, middle)
                ends = [self.wrap(self.builder.call(operator.getitem, v, Const(i))) for i in [*range(n), *range(-m, 0)]]
                return TupleOf((*ends[:n], self.wrap(middle), *ends[n:]))
            return TupleOf(tuple(self.wrap(self.builder.call(operator.getitem, v, Const(i))) for i in range(n)))
        if m < 0 and len(items) != n or len(items) < n + max(m, 0):
            raise self.refuse(f"cannot unpack {len(items)} values into {n + max(m, 0)} targets")
        if m < 0:
            return TupleOf(tuple(items))
        middle = self.new_ref(ListOf(tuple(items[n:len(items) - m])))
        return TupleOf((*items[:n], middle, *items[len(items) - m:]))

    def concatenated(self, *parts: Any) -> Any:
        items: list[Any] = []
        for part in parts:
            found = self.static_items(part)
            if found is None:
                raise self.refuse("`*` needs a sequence whose length is known here")
            items.extend(found)
        return TupleOf(tuple(items))

    def set_item(self, target: Any, index: Any, value: Any) -> None:
        if not isinstance(target, Ref):
            raise self.refuse("writing into an array or object in place is not supported yet",
                              "build a new one: np.where, np.concatenate, np.stack, …")
        self.writable(target)
        contents = self.heap[target]
        if isinstance(contents, ListOf) and isinstance(index, Const) and type(index.value) is int:
            items = list(contents.items)
            if not -len(items) <= index.value < len(items):
                raise self.refuse("list assignment index out of range")
            items[index.value] = value
            self.heap[target] = ListOf(tuple(items))
        elif isinstance(contents, DictOf) and isinstance(index, Const):
            self.heap[target] = DictOf(tuple({**contents.as_dict(), index.value: value}.items()))
        elif isinstance(index, Value) and not isinstance(contents, DictOf) and isinstance(index.kind, Scalar):
            new = self.builder.call(primitives.replaced, self.content_value(contents), index, self.materialise(value))
            new.kind = join(new.kind, List(self.kind(value) or UNKNOWN), ("set", self.fresh()))
            if isinstance(new.kind, Tuple):
                new.kind = List(functools.reduce(lambda a, b: join(a, b, 0), new.kind.items, NEVER))
            self.heap[target] = new
        else:
            raise self.refuse("this kind of assignment into a list or dict is not supported")

    def writable(self, ref: Ref) -> None:
        if ref in self.frozen:
            raise self.refuse("a list or dict that came from outside, or that may be two different ones, is written to",
                              "make a copy of it first: list(x), dict(x)")

    def inplace(self, callee: Any, target: Any, value: Any) -> Any:
        """``name += value``: rebinds numbers and tuples; lists are extended; arrays are written."""
        if isinstance(target, Ref):
            if callee is not operator.iadd:
                raise self.refuse("this in-place operation on a list is not supported")
            return self.list_method(target, "extend", [value], {}, result=target)
        kind = self.kind(target)
        if isinstance(kind, Array) and kind.dims != () or not isinstance(kind, (Scalar, Array, Object, Tuple)):
            if not self.dies_here():
                raise self.refuse("writing into an array in place is not supported yet, where the old value is still in use",
                                  "write `y = y + e`")
        return self.primitive(INPLACE_OF[callee], [target, value], {})

    def dies_here(self) -> bool:
        """Whether the array written by the current `+=` is the program's own and not seen by anyone else."""
        template = self.stack[-1][0]
        if template not in self.sharing:
            self.sharing[template] = Sharing(template.function)
        return self.sharing[template].alone(self.current.operands[0])

    # -- calls -----------------------------------------------------------------------

    def apply(self, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """The abstract result of ``f(*args, **kwargs)``."""
        match f:
            case Closure(template, captured, function):
                return self.inline(f, template, captured, self.bind(template, captured, function, args, kwargs), function)
            case Partial(g, first, named):
                return self.apply(g, [*first, *args], {**dict(named), **kwargs})
            case Method(receiver, name):
                return self.method(receiver, name, args, kwargs)
            case Derivative(g, request):
                return self.differentiate(self, g, request, args, kwargs, 0)
            case Const(value=function):
                return self.apply_python(function, args, kwargs)
            case Conflict():
                self.materialise(f)
        return self.opaque(primitives.call, [f, *args], kwargs)

    def apply_python(self, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """A call of a Python object that is known."""
        try:
            handler = BUILTINS.get(f)
        except TypeError:
            handler = None
        if handler is not None:
            result = handler(self, *args, **kwargs)
            if result is not NotImplemented:
                return result
        composed = registry.lookup(registry.compositions, f)
        if composed is not None:
            with self.hidden():
                return self.apply(Closure(template_of(composed), (), composed), args, kwargs)
        if registry.known(f):
            return self.primitive(f, args, kwargs)
        request = getattr(f, "__s2sad_request__", None)
        if request is not None:
            return request(self, args, kwargs)
        if isinstance(f, types.MethodType):
            return self.apply(Const(f.__func__), [self.constant(f.__self__), *args], kwargs)
        if isinstance(f, functools.partial):
            return self.apply(Const(f.func), [*map(self.constant, f.args), *args],
                              {**{k: self.constant(v) for k, v in f.keywords.items()}, **kwargs})
        if isinstance(f, type):
            return self.construct(f, args, kwargs)
        if isinstance(f, types.FunctionType):
            return self.user_function(f, args, kwargs)
        own_call = getattr(type(f), "__call__", None)
        if isinstance(own_call, types.FunctionType) and type(f).__module__.split(".")[0] not in OPAQUE_MODULES:
            return self.apply(Const(own_call), [Const(f), *args], kwargs)
        return self.opaque(f, args, kwargs)

    def user_function(self, f: types.FunctionType, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if f.__module__ is not None and f.__module__.split(".")[0] in OPAQUE_MODULES:
            return self.opaque(f, args, kwargs)
        try:
            template = template_of(f)
        except S2SADError as error:
            return self.opaque(f, args, kwargs, error)
        return self.apply(Closure(template, (), f), args, kwargs)

    def opaque(self, f: Any, args: list[Any], kwargs: dict[str, Any], reason: S2SADError | None = None) -> Any:
        """A call that stays as it is: the derivative refuses it if anything active goes through it."""
        values = [self.materialise(v) for v in [*args, *kwargs.values()]]
        if f is primitives.call and isinstance(values[0], Const):
            f, values = values[0].value, values[1:]
        if self.may_write(f, kwargs) and any(_mutable(v.kind) for v in values):
            raise reason or self.refuse(f"a function that cannot be followed, {_label(f)}, is given an array or list, which it "
                                        "might write to", "declare its differential with @s2sad.differential")
        result = self.builder.call(f, *values, keywords=tuple(kwargs))
        if reason is not None:
            self.reasons[self.builder.block.ops[-1]] = reason  # type: ignore[index]
        return self.wrap(result)

    def python_value(self, value: Any) -> Any:
        """The compile-time value of an argument that must have one."""
        if isinstance(value, TupleOf):
            return tuple(self.python_value(v) for v in value.items)
        if not isinstance(value, Const):
            raise self.refuse("this argument must be known at compile time")
        return value.value

    def parameters_of(self, f: Any) -> list[str]:
        """The names of the parameters of an abstract function."""
        if isinstance(f, Closure):
            return parameter_names(f.template.arguments)
        if isinstance(f, Derivative):
            return self.parameters_of(f.function)
        if isinstance(f, Const) and isinstance(f.value, types.FunctionType):
            return parameter_names(template_of(f.value).arguments)
        return [str(i) for i in range(32)]

    def may_write(self, f: Any, kwargs: dict[str, Any]) -> bool:
        """Whether a function that is not looked into may write to its arguments."""
        if f in WRITING or "out" in kwargs or getattr(f, "__name__", "") == "at" and isinstance(
                getattr(f, "__self__", None), np.ufunc):
            return True
        if isinstance(f, np.ufunc) or f is print or isinstance(f, type) and issubclass(f, BaseException):
            return False
        module = getattr(f, "__module__", None) or getattr(type(getattr(f, "__self__", None)), "__module__", "")
        return module.split(".")[0] not in {"numpy", "scipy", "math", "builtins", "operator"}

    def construct(self, cls: type, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """An instance of a class: of exceptions and named tuples; others stay opaque."""
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            names = cls._fields
            given = {**dict(zip(names, args)), **kwargs}
            defaults = getattr(cls, "_field_defaults", {})
            if set(given) | set(defaults) >= set(names):
                return TupleOf(tuple(given[n] if n in given else self.constant(defaults[n]) for n in names), cls)
        return self.opaque(cls, args, kwargs)

    def hidden(self) -> Any:
        """Operations built inside keep the place of the user's call."""
        return _Hidden(self)

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
                raise self.refuse(f"{template.name}() got `{name}` twice")
            if name in positional or name in [p.arg for p in a.kwonlyargs]:
                bound[name] = value
            else:
                rest[name] = value
        if positional_defaults:
            for name, value in zip(positional[-len(positional_defaults):], positional_defaults):
                bound.setdefault(name, value)
        for name, value in keyword_defaults.items():
            bound.setdefault(name, value)
        missing = [n for n in [*positional, *[p.arg for p in a.kwonlyargs]] if n not in bound]
        if missing:
            raise self.refuse(f"{template.name}() is called without {', '.join(missing)}")
        if extra and a.vararg is None or rest and a.kwarg is None:
            raise self.refuse(f"{template.name}() is called with too many arguments")
        values = [bound[n] for n in [*positional, *[p.arg for p in a.kwonlyargs]]]
        if a.vararg is not None:
            values.append(TupleOf(tuple(extra)))
        if a.kwarg is not None:
            values.append(self.new_ref(DictOf(tuple(rest.items()))))
        return values

    def inline(self, closure: Closure, template: Template, captured: tuple[Any, ...], args: list[Any], function: Any) -> Any:
        """The operations of a function in place of its call, unless it is recursive."""
        if template in self.recursive:
            return self.call_function(template, captured, args, function)
        if any(t is template for t, _ in self.stack):
            raise Recursive(template)
        if len(self.stack) > MAX_DEPTH:
            raise self.refuse("calls are nested too deeply")
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

    def call_function(self, template: Template, captured: tuple[Any, ...], args: list[Any], function: Any) -> Any:
        """A call of a function of the program, specialised once for the kinds of its arguments."""
        structure = [*captured, *args]
        values = [self.materialise(v) if isinstance(v, Ref) else v for v in structure for v in leaves(v)]
        dynamic = [v for v in values if isinstance(v, Value) and not _by_identity(v)]
        key = (template, function, tuple(
            _general(v.kind, i) if isinstance(v, Value) and not _by_identity(v) else _identity(v) for i, v in enumerate(values)))
        made = self.functions.get(key)
        if made is None:
            made = self.specialise_function(key, template, structure, len(captured), function)
        return self.wrap(self.builder.call(made, *dynamic))

    def specialise_function(self, key: Any, template: Template, structure: list[Any], n_captured: int, function: Any) -> Function:
        names = [p.name for p in template.function.params]
        params: list[Value] = []
        kinds = iter(key[2])

        def parameter(value: Any, name: str | None) -> Any:
            if isinstance(value, TupleOf):
                return TupleOf(tuple(parameter(v, f"{name}_{i}") for i, v in enumerate(value.items)), value.type)
            kind = next(kinds)
            if isinstance(value, (Value, Ref)) and not _by_identity(value):
                params.append(Value(name, kind))
                return self.wrap(params[-1])
            return value
        made = Function(template.name.strip("<>"), params, Block(), template.function.site)
        made.body.yields = [Value(kind=NEVER)]
        self.functions[key] = made
        saved = self.builder.block, self.heap, self.stack, self.builder.site
        for _ in range(6):
            params.clear()
            kinds = iter(key[2])
            self.builder.block, self.heap, self.stack = Block(), dict(self.heap), [(template, ())]
            arguments = [parameter(v, n) for v, n in zip(structure, names)]
            try:
                result = self.materialise(self.run(template, tuple(arguments[:n_captured]), arguments[n_captured:],
                                                   function or self.function))
            finally:
                inside = self.heap
                block = self.builder.block
                self.builder.block, self.heap, self.stack, self.builder.site = saved
            if any(self.heap[r] is not c for r, c in inside.items() if r in self.heap):
                raise self.refuse("a recursive function writes to a list, dict or variable of its caller",
                                  "return the value instead")
            before = made.result.kind
            block.yields = [result]
            made.body = block
            if result.kind == before:
                break
            made.body.yields = [result] if not isinstance(result, Const) else [Const(result.value)]
        return made

    # -- methods ---------------------------------------------------------------------

    def method(self, receiver: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if isinstance(receiver, Ref):
            if isinstance(self.heap[receiver], DictOf) or isinstance(self.kind(receiver), Dict):
                return self.dict_method(receiver, name, args, kwargs)
            return self.list_method(receiver, name, args, kwargs)
        if isinstance(receiver, TupleOf):
            raise self.refuse(f"the method `{name}` of a tuple is not supported")
        value = self.materialise(receiver)
        numeric = isinstance(value.kind, (Array, Scalar))
        if numeric and name in MUTATING_METHODS:
            raise self.refuse("writing into an array in place is not supported yet")
        entry = METHODS.get(name)
        if entry is not None and (numeric or value.kind == UNKNOWN):
            composed = registry.lookup(registry.compositions, entry)
            if composed is not None:
                return self.apply_python(entry, [value, *args], kwargs)
            return self.primitive(entry, [value, *args], kwargs, spelling="method")
        if isinstance(value.kind, Object):
            found = getattr(value.kind.type, name, None)
            if isinstance(found, types.FunctionType) and found.__module__.split(".")[0] not in OPAQUE_MODULES:
                return self.user_function(found, [value, *args], kwargs)
        bound = self.builder.call(getattr, value, Const(name))
        return self.opaque(primitives.call, [bound, *args], kwargs)

    def list_method(self, ref: Ref, name: str, args: list[Any], kwargs: dict[str, Any], result: Any = None) -> Any:
        contents = self.heap[ref]
        args = [*args, *kwargs.values()]
        if name not in ("index", "count", "copy"):
            self.writable(ref)
        known = isinstance(contents, ListOf)
        items = list(contents.items) if known else []
        match name, args:
            case "append", [v]:
                if isinstance(v, Closure) and v.template.fragile:
                    raise self.refuse("a function that reads a loop's variable is kept for later",
                                      "bind the variable as a default value: lambda t, i=i: …")
                if known:
                    self.heap[ref] = ListOf((*items, v))
                else:
                    self.heap[ref] = self.builder.call(primitives.appended, contents, self.materialise(v))
            case "pop", [] | [Const()]:
                position = args[0].value if args else -1
                if known:
                    if not -len(items) <= position < len(items):
                        raise self.refuse("pop from an empty list")
                    v = items.pop(position)
                    self.heap[ref] = ListOf(tuple(items))
                    return v
                if position != -1:
                    raise self.refuse("pop from the middle of a list of unknown length is not supported")
                v = self.builder.call(operator.getitem, contents, Const(-1))
                self.heap[ref] = self.builder.call(primitives.without_last, contents)
                return self.wrap(v)
            case "extend", [v]:
                found = self.static_items(v)
                if found is None or not known:
                    raise self.refuse("extending a list by one of unknown length is not supported")
                self.heap[ref] = ListOf((*items, *found))
            case "insert", [Const(value=int() as i), v] if known:
                items.insert(i, v)
                self.heap[ref] = ListOf(tuple(items))
            case "reverse", [] if known:
                self.heap[ref] = ListOf(tuple(reversed(items)))
            case "clear", []:
                self.heap[ref] = ListOf(())
            case "copy", []:
                return self.new_ref(contents)
            case _:
                raise self.refuse(f"the list method `{name}` is not supported here")
        return Const(None) if result is None else result

    def dict_method(self, ref: Ref, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        contents = self.heap[ref]
        assert isinstance(contents, DictOf)
        d = contents.as_dict()
        match name, args:
            case "get", [Const(value=k)]:
                return d.get(k, Const(None))
            case "get", [Const(value=k), default]:
                return d.get(k, default)
            case "items", []:
                return TupleOf(tuple(TupleOf((self.constant(k), v)) for k, v in d.items()))
            case "keys", []:
                return TupleOf(tuple(self.constant(k) for k in d))
            case "values", []:
                return TupleOf(tuple(d.values()))
            case "copy", []:
                return self.new_ref(contents)
            case "update", [] | [Ref()]:
                self.writable(ref)
                other = self.heap[args[0]].as_dict() if args else {}
                self.heap[ref] = DictOf(tuple({**d, **other, **kwargs}.items()))
                return Const(None)
            case "pop", [Const(value=k)] if k in d:
                self.writable(ref)
                self.heap[ref] = DictOf(tuple((n, v) for n, v in d.items() if n != k))
                return d[k]
        raise self.refuse(f"the dict method `{name}` is not supported here")

    # -- the language's own operations -------------------------------------------------

    def make_function(self, template: Const, *captured: Any) -> Any:
        return Closure(template.value, tuple(captured), self.function)

    def make_cell(self, name: Const) -> Ref:
        cell = self.new_ref(TupleOf((UNBOUND,), Cell))
        cell.name = name.value
        return cell

    def cell_get(self, cell: Ref, name: Const) -> Any:
        value = self.heap[cell].items[0]
        self.check_bound(value, name)
        return value

    def cell_set(self, cell: Ref, value: Any) -> None:
        if isinstance(value, Value) and not isinstance(value, Const) and value.name is None:
            value.name = cell.name
        self.heap[cell] = TupleOf((value,), Cell)

    def call_unpacked(self, f: Any, args: Any, *keywords: Any) -> Any:
        named: dict[str, Any] = {}
        for k in keywords:
            contents = self.heap[k] if isinstance(k, Ref) else None
            if not isinstance(contents, DictOf):
                raise self.refuse("`**` needs a dict whose keys are known")
            named.update(contents.as_dict())
        return self.apply(f, list(args.items), named)

    def no_attribute_writes(self) -> None:
        raise self.refuse("writing an attribute is not supported yet", "keep the value in a variable, or return it")

    def raise_exception(self, exception: Any) -> None:
        if isinstance(exception, Const) and isinstance(exception.value, type):
            exception = self.builder.call(exception.value)
        self.builder.effect(primitives.raise_exception, self.materialise(exception))

    def check_bound(self, value: Any, name: Const) -> None:
        if isinstance(value, Value) and (value is UNBOUND or value in self.unbound):
            self.builder.effect(primitives.check_bound, value, name)

    def same(self, a: Any, b: Any, wanted: bool = True) -> Any:
        """``a is b``, decided where it can be: against None, and between known things."""
        for x, y in ((a, b), (b, a)):
            if isinstance(x, Const) and x.value is None:
                if isinstance(y, Const):
                    return Const((y.value is None) == wanted)
                kind = self.kind(y)
                if kind == Object(type(None)):
                    return Const(wanted)
                if not isinstance(y, Value) or kind not in (UNKNOWN, None):
                    return Const(not wanted)
        if isinstance(a, Const) and isinstance(b, Const):
            return Const((a.value is b.value) == wanted)
        return self.primitive(operator.is_ if wanted else primitives.is_not, [a, b], {})

    def compare_static(self, callee: Any, a: Any, b: Any) -> Any:
        if isinstance(a, TupleOf) or isinstance(b, TupleOf):
            if all(isinstance(v, Const) for side in (a, b) for v in leaves(side)):
                x, y = ([v.value for v in leaves(side)] for side in (a, b))
                return Const(callee(x, y))
        if isinstance(a, Const) and isinstance(b, Const) and (callable(a.value) or isinstance(a.value, type)):
            return Const(callee(a.value, b.value))
        return self.primitive(callee, [a, b], {})

    def contains(self, container: Any, element: Any, wanted: bool = True) -> Any:
        contents = self.heap[container] if isinstance(container, Ref) else container
        if isinstance(element, Const):
            if isinstance(contents, DictOf):
                return Const((element.value in contents.as_dict()) == wanted)
            items = self.static_items(container)
            if items is not None and all(isinstance(v, Const) for v in items):
                return Const((element.value in [v.value for v in items]) == wanted)
        return self.primitive(operator.contains if wanted else primitives.not_in, [container, element], {})

    def negation(self, value: Any) -> Any:
        known = self.truth(value)
        return Const(not known) if known is not None else self.primitive(operator.not_, [value], {})

    def addition(self, a: Any, b: Any) -> Any:
        if isinstance(a, TupleOf) and isinstance(b, TupleOf):
            return TupleOf((*a.items, *b.items))
        if isinstance(a, Ref) and isinstance(b, Ref):
            x, y = self.heap[a], self.heap[b]
            if isinstance(x, ListOf) and isinstance(y, ListOf):
                return self.new_ref(ListOf((*x.items, *y.items)))
            raise self.refuse("adding lists of unknown length is not supported")
        return self.primitive(operator.add, [a, b], {})

    def multiplication(self, a: Any, b: Any) -> Any:
        for x, n in ((a, b), (b, a)):
            if isinstance(x, (Ref, TupleOf)):
                contents = self.heap[x] if isinstance(x, Ref) else x
                if isinstance(n, Const) and isinstance(contents, (ListOf, TupleOf)) and isinstance(n.value, int):
                    if isinstance(x, TupleOf):
                        return TupleOf(x.items * n.value)
                    return self.new_ref(ListOf(contents.items * n.value))
                if isinstance(contents, ListOf) and all(isinstance(v, Value) for v in contents.items):
                    return self.new_ref(self.builder.call(operator.mul, self.content_value(contents), self.materialise(n),
                                                          kind=self.content_kind(contents)))
                raise self.refuse("repeating this sequence is not supported")
        return self.primitive(operator.mul, [a, b], {})

    # -- builtins --------------------------------------------------------------------

    def builtin_type_test(self, value: Any, cls: Any) -> Any:
        if not isinstance(cls, (Const, TupleOf)):
            return NotImplemented
        classes = cls.value if isinstance(cls, Const) else tuple(v.value for v in leaves(cls))
        known = self.python_type(value)
        return Const(issubclass(known, classes)) if known is not None else NotImplemented

    def builtin_type(self, *args: Any) -> Any:
        known = self.python_type(args[0]) if len(args) == 1 else None
        return Const(known) if known is not None else NotImplemented

    def python_type(self, value: Any) -> type | None:
        if isinstance(value, Const):
            return type(value.value)
        if isinstance(value, Ref):
            return dict if isinstance(self.kind(value), Dict) else list
        if isinstance(value, TupleOf):
            return value.type
        match self.kind(value):
            case Scalar(dtype, python) if python is not None:
                return {"float64": float, "int64": int, "bool": bool, "complex128": complex}[dtype] if python else np.dtype(dtype).type
            case Array():
                return np.ndarray
            case Object(t):
                return t
        return types.FunctionType if isinstance(value, Closure) else None

    def builtin_len(self, value: Any) -> Any:
        items = self.static_items(value)
        if isinstance(value, Ref) and isinstance(self.heap[value], DictOf):
            return Const(len(self.heap[value].items))
        return Const(len(items)) if items is not None else NotImplemented

    def builtin_range(self, *args: Any) -> Any:
        values = [self.materialise(v) for v in args]
        zero, one = Const(0), Const(1)
        start, stop, step = (zero, *values, one) if len(values) == 1 else (*values, one) if len(values) == 2 else values
        return Range(start, stop, step)

    def builtin_enumerate(self, iterable: Any, start: Any = Const(0)) -> Any:
        return Zip((Counter(self.materialise(start)), iterable))

    def builtin_zip(self, *iterables: Any, strict: Any = Const(False)) -> Any:
        if self.truth(strict):
            raise self.refuse("zip(strict=True) is not supported", "leave strict out")
        return Zip(tuple(iterables))

    def builtin_reversed(self, sequence: Any) -> Any:
        if isinstance(sequence, Range):
            return Range(sequence.start, sequence.stop, sequence.step, not sequence.backwards)
        return Backwards(sequence)

    def builtin_list(self, iterable: Any = TupleOf(())) -> Any:
        items = self.static_items(iterable)
        if items is not None:
            return self.new_ref(ListOf(tuple(items)))
        if isinstance(iterable, Ref):
            return self.new_ref(self.heap[iterable])
        if isinstance(iterable, (Range, Zip, Backwards)):
            composed = registry.compositions[list]
            with self.hidden():
                return self.apply(Closure(template_of(composed), (), composed), [iterable], {})
        return self.new_ref(self.builder.call(list, self.materialise(iterable)))

    def builtin_tuple(self, iterable: Any = TupleOf(())) -> Any:
        items = self.static_items(iterable)
        return TupleOf(tuple(items)) if items is not None else NotImplemented

    def builtin_dict(self, *args: Any, **kwargs: Any) -> Any:
        if not args:
            return self.new_ref(DictOf(tuple(kwargs.items())))
        contents = self.heap[args[0]] if isinstance(args[0], Ref) else None
        if isinstance(contents, DictOf):
            return self.new_ref(DictOf(tuple({**contents.as_dict(), **kwargs}.items())))
        items = self.static_items(args[0])
        if items is not None and all(isinstance(v, TupleOf) and isinstance(v.items[0], Const) for v in items):
            return self.new_ref(DictOf(tuple({**{v.items[0].value: v.items[1] for v in items}, **kwargs}.items())))
        raise self.refuse("dict() of this is not supported")

    def builtin_partial(self, f: Any, *args: Any, **kwargs: Any) -> Any:
        return Partial(f, tuple(args), tuple(kwargs.items()))

    def builtin_callable(self, value: Any) -> Any:
        if isinstance(value, (Closure, Partial, Derivative, Method)):
            return Const(True)
        return Const(callable(value.value)) if isinstance(value, Const) else NotImplemented

    def builtin_getattr(self, target: Any, name: Any, *default: Any) -> Any:
        return self.attribute(target, name) if isinstance(name, Const) and not default else NotImplemented

    def builtin_map(self, f: Any, *iterables: Any) -> Any:
        composed = registry.compositions[map]
        with self.hidden():
            return self.apply(Closure(template_of(composed), (), composed), [f, Zip(tuple(iterables))], {})


class _Hidden:
    def __init__(self, calls: Calls):
        self.calls = calls

    def __enter__(self) -> None:
        self.saved, self.calls.outer_site = self.calls.outer_site, self.calls.outer_site or self.calls.builder.site

    def __exit__(self, *_: Any) -> None:
        self.calls.outer_site = self.saved


def _mutable(kind: Kind) -> bool:
    """Whether a value of a kind may be written to by those who hold it."""
    return isinstance(kind, (List, Dict)) or isinstance(kind, Array) and kind.dims != () or isinstance(
        kind, Tuple) and (kind.type is list or any(map(_mutable, kind.items)))


def _label(f: Any) -> str:
    return "its method" if f is primitives.call else getattr(f, "__name__", repr(f))


def _field(t: type, value: Value, i: int) -> str | None:
    fields = getattr(t, "_fields", None)
    if fields:
        return fields[i]
    return f"{value.name}_{i}" if value.name else None


def _by_identity(value: Any) -> bool:
    return isinstance(value, Const) and not isinstance(value.kind, (Scalar, Array))


def _identity(value: Any) -> Any:
    return ("is", type(value.value), id(value.value)) if isinstance(value, Const) else value


def _general(kind: Kind, position: int) -> Kind:
    """A kind whose dimensions are named by the parameter, not by the caller's values."""
    if isinstance(kind, Array) and kind.dims is not None:
        from ..ir.kinds import Dim, is_many
        return Array(kind.dtype, tuple(1 if d == 1 else Dim(("parameter", position, i), is_many(d))
                                       for i, d in enumerate(kind.dims)))
    if isinstance(kind, Tuple):
        return Tuple(tuple(_general(k, (position, i)) for i, k in enumerate(kind.items)), kind.type)  # type: ignore[arg-type]
    if isinstance(kind, List):
        return List(_general(kind.item, (position, "item")))  # type: ignore[arg-type]
    return kind


LANGUAGE: dict[Any, Any] = {
    primitives.load_global: Calls.load_global,
    primitives.load_cell: Calls.load_cell,
    primitives.make_tuple: lambda s, *items: TupleOf(items),
    primitives.make_list: lambda s, *items: s.new_ref(ListOf(items)),
    primitives.make_dict: lambda s, keys, *items: s.new_ref(DictOf(tuple(zip(keys.value, items)))),
    primitives.make_function: Calls.make_function,
    primitives.make_cell: Calls.make_cell, primitives.cell_get: Calls.cell_get, primitives.cell_set: Calls.cell_set,
    primitives.call_unpacked: Calls.call_unpacked,
    primitives.concatenate_arguments: Calls.concatenated,
    primitives.unpack: Calls.unpack,
    primitives.set_item: Calls.set_item,
    primitives.set_attribute: lambda s, *_: s.no_attribute_writes(),
    primitives.raise_exception: Calls.raise_exception,
    primitives.check_bound: Calls.check_bound,
    primitives.is_not: lambda s, a, b: s.same(a, b, False),
    primitives.not_in: lambda s, c, x: s.contains(c, x, False),
    operator.is_: Calls.same,
    operator.contains: Calls.contains,
    operator.not_: Calls.negation,
    operator.add: Calls.addition,
    operator.mul: Calls.multiplication,
    operator.eq: lambda s, a, b: s.compare_static(operator.eq, a, b),
    operator.ne: lambda s, a, b: s.compare_static(operator.ne, a, b),
    operator.getitem: Calls.item,
    getattr: Calls.attribute,
    list.append: lambda s, items, v: s.list_method(items, "append", [v], {}),
    **{op: functools.partial(lambda s, a, b, op: s.inplace(op, a, b), op=op) for op in INPLACE_OF},
}
BUILTINS: dict[Any, Any] = {
    isinstance: Calls.builtin_type_test, type: Calls.builtin_type, len: Calls.builtin_len, range: Calls.builtin_range,
    enumerate: Calls.builtin_enumerate, zip: Calls.builtin_zip, reversed: Calls.builtin_reversed, list: Calls.builtin_list,
    tuple: Calls.builtin_tuple, dict: Calls.builtin_dict, functools.partial: Calls.builtin_partial,
    **ANSWERS,
    callable: Calls.builtin_callable, getattr: Calls.builtin_getattr, map: Calls.builtin_map,
}
