"""What is called, resolved by identity: the specialiser's other half.

A call ends as one of four things: an operation of a function that has a rule; the operations of a user's
function, inlined; a call of a ``Function`` of the program, for a recursive one; or an opaque call, which
is fine as long as nothing active goes through it.
"""
from __future__ import annotations

import collections
import dataclasses
import functools
import inspect
import itertools
import math
import operator
import types
from typing import Any

import numpy as np

from ..analysis.random_kinds import GENERATORS, MAKERS, draw, drawn
from ..errors import S2SADError, UnsupportedError
from ..frontend.scopes import parameter_names
from ..ir import primitives
from ..ir.core import Call, Const, Op, Value
from ..ir.kinds import BOOL, UNKNOWN, Array, Dict, Kind, List, Object, Scalar, Tuple, differentiable
from ..rules import registry
from ..rules.einsum import from_labels
from ..rules.methods import METHODS
from ..rules.sequences import unwrapped
from ..runtime.records import OPAQUE_MODULES, instance
from .abstract import (
    LEFT,
    Closure,
    Conflict,
    Derivative,
    DictOf,
    Method,
    Partial,
    Pullback,
    Ref,
    TupleOf,
)
from .arguments import says_only_how
from .containers import INPLACE_OF
from .dce import has_effect, is_check
from .iterators import ITERTOOLS
from .names import Names
from .objects import DUNDERS
from .questions import ANSWERS, is_given
from .structures import by_attributes
from .templates import template_of

NOTHING, NO_ITEMS = Const(None), TupleOf(())
MUTATING_METHODS = {"resize", "itemset", "setfield", "byteswap"}
ITERATORS = {filter, itertools.chain, itertools.chain.from_iterable, itertools.accumulate, itertools.product,
             itertools.starmap, itertools.combinations, itertools.islice, itertools.repeat, itertools.takewhile,
             itertools.dropwhile, itertools.filterfalse, getattr(itertools, "pairwise", None)}
CACHED = type(functools.lru_cache(len))
WRITING = {np.copyto, np.put, np.place, np.putmask, np.fill_diagonal, np.put_along_axis, np.random.shuffle}
UNFOLDABLE = {np.power, np.arctan2}     # np.power.reduce([x, y, z]) is x ** z in some versions of NumPy: refused


class Calls(Names):
    """Calls, resolved."""

    # -- a template's operations ---------------------------------------------------------

    def template_call(self, op: Call) -> Any:
        """The abstract result of one of a template's operations."""
        callee = op.callee
        self.operation = op
        if callee is primitives.call:
            f, *operands = [self.get(v) for v in op.operands]
            n = len(operands) - len(op.keywords)
            return self.apply(f, operands[:n], dict(zip(op.keywords, operands[n:])))
        if callee is primitives.call_manager:
            f, *operands = [self.get(v) for v in op.operands]
            if self.surgery_of(f) is not None:
                raise self.refuse("adjoint_of is used in a way that is not supported",
                                  "write `with s2sad.adjoint_of(x) as x_bar:`, by that name and alone in its `with`",
                                  code="S2SAD214")
            n = len(operands) - len(op.keywords)
            named = dict(zip(op.keywords, operands[n:]))
            made = self.materialise(self.opaque(primitives.call, [f, *operands[:n]], named))
            if made.kind == UNKNOWN and isinstance(f, Const) and isinstance(f.value, type):
                made.kind = Object(f.value)
            return made
        handler = LANGUAGE.get(callee)
        operands = [self.get(v) for v in op.operands]
        if callee in DUNDERS and any(self.object_layout(v) is not None for v in operands[:2]):
            result = self.overloaded(callee, operands)
            if result is not NotImplemented:
                return result
        if handler is not None:
            return handler(self, *operands)
        return self.primitive(callee, operands, {})

    # -- calls ---------------------------------------------------------------------------

    def apply(self, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """The abstract result of ``f(*args, **kwargs)``."""
        match f:
            case Closure(template, captured, function):
                bound = self.bind(template, captured, function, args, kwargs)
                if not (getattr(function, "__module__", None) or "").startswith("s2sad.rules."):
                    return self.inline(f, template, captured, bound, function)
                with self.hidden():         # what a composition returned: a spline, say
                    return self.inline(f, template, captured, bound, function)
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
            case Pullback():
                return self.differentiate(self, f.function, f.request, f.args, f.kwargs, f.bound, f, args)
            case Ref() if self.object_layout(f) is not None:
                return self.apply(self.object_attribute(f, "__call__"), args, kwargs)
            case Value(kind=Object(t)) if registry.lookup(
                    registry.compositions, inspect.getattr_static(t, "__call__", None)) is not None:
                return self.apply(Const(t.__call__), [f, *args], kwargs)
        return self.opaque(primitives.call, [f, *args], kwargs)

    def apply_python(self, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """A call of a Python object that is known."""
        try:
            handler = BUILTINS.get(f)
            overloads = f in DUNDERS
        except TypeError:
            handler, overloads = None, False
        if overloads and args and self.object_layout(args[0]) is not None:
            return self.overloaded(f, args)
        if handler is not None:
            before = {v: self.heap[v] for v in args if isinstance(v, Ref)}
            result = handler(self, *args, **kwargs)
            if result is not NotImplemented:
                return result
            self.heap.update(before)
        if f in (any, all):             # they may stop early
            args = [self.iterable(v, LEFT) for v in args]
        elif f is math.fsum or f is np.fromiter:
            args = [self.builtin_list(args[0]) if self.is_generator(args[0]) else args[0], *args[1:]]
        ufunc = getattr(f, "__self__", None)
        if isinstance(ufunc, np.ufunc) and getattr(f, "__name__", "") == "at":
            return self.at(ufunc, *args, **kwargs)
        composed = registry.lookup(registry.compositions, f)
        if composed is None and _is_differentiable_method(f) and not registry.known(f):
            composed = registry.lookup(registry.compositions, getattr(np.ufunc, f.__name__, None))
            args = [Const(f.__self__), *args]
        if composed is not None:
            template = template_of(composed)
            source = Closure(template, (), composed)
            names = parameter_names(template.arguments)
            given = self.with_out(args, kwargs, names.index("out") if "out" in names else None) if from_library(
                f) else (args, kwargs, None)
            if from_library(f) and template.arguments.kwarg is None:
                given = (given[0], {k: v for k, v in given[1].items() if not says_only_how(k, names)}, given[2])
            of_source = self.arrays_of_source(composed, *given[:2])
            with self.hidden():
                if f in ITERATORS:
                    return self.lazily(TupleOf(tuple(args)), lambda: self.listed(source, f, args, kwargs))
                start = len(self.builder.block.ops)
                result = self.apply(source, *of_source)
            if any(_gives_up(op) for op in self.builder.block.ops[start:]):
                raise self.refuse(f"what {_label(f)} does here depends on values that are known only when it runs",
                                  "give its options as constants", code="S2SAD402")
            if not (isinstance(result, Const) and result.value is NotImplemented):
                return result if given[2] is None else self.write_out(given[2], result)
        if registry.known(f):
            return self.primitive(f, args, kwargs)
        request = getattr(f, "__s2sad_request__", None)
        if request is not None:
            return request(self, args, kwargs)
        if isinstance(f, types.MethodType) and isinstance(f.__self__, GENERATORS):
            return self.opaque(f, args, kwargs)                 # np.random.normal, a method of its hidden generator
        if isinstance(f, types.MethodType):
            return self.apply(Const(f.__func__), [self.constant(f.__self__), *args], kwargs)
        if isinstance(f, functools.partial):
            return self.apply(Const(f.func), [*map(self.constant, f.args), *args],
                              {**{k: self.constant(v) for k, v in f.keywords.items()}, **kwargs})
        if isinstance(f, CACHED):
            return self.cached_function(f, args, kwargs)
        if isinstance(f, type):
            return self.construct(f, args, kwargs)
        if isinstance(f, types.FunctionType):
            return self.user_function(f, args, kwargs)
        if by_attributes(f):
            return self.apply(self.known_object(f), args, kwargs)
        own_call = getattr(type(f), "__call__", None)  # noqa: B004 - the function itself is wanted
        if registry.lookup(registry.compositions, own_call) is not None:
            return self.apply(Const(own_call), [Const(f), *args], kwargs)
        if isinstance(own_call, types.FunctionType) and type(f).__module__.split(".")[0] not in OPAQUE_MODULES:
            return self.apply(Const(own_call), [Const(f), *args], kwargs)
        return self.opaque(f, args, kwargs)

    def listed(self, source: Closure, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """The list of what an iterator gives."""
        items = self.apply(source, args, kwargs)
        if isinstance(items, Const) and items.value is NotImplemented:
            raise self.refuse(f"{_label(f)} needs sequences whose lengths are known here", "write the loops",
                              code="S2SAD212")
        return items

    def cached_function(self, f: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """A function under ``lru_cache``: followed where a derivative may go through it, else called."""
        if not any(differentiable(self.kind(v) or UNKNOWN) for v in [*args, *kwargs.values()]):
            return self.opaque(f, args, kwargs)
        n = len(self.builder.block.ops)
        result = self.apply_python(f.__wrapped__, args, kwargs)
        if any(has_effect(op) for op in self.builder.block.ops[n:] if not is_check(op)):
            raise self.refuse(f"{_label(f)} is cached, and does more than return a value",
                              "call the function without the cache")
        return result

    def user_function(self, f: types.FunctionType, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if f.__module__ is not None and f.__module__.split(".")[0] in OPAQUE_MODULES:
            return self.opaque(f, args, kwargs)
        try:
            template = template_of(f)
        except S2SADError as error:
            return self.opaque(f, args, kwargs, error)
        return self.apply(Closure(template, (), f), args, kwargs)

    def method(self, receiver: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if isinstance(receiver, Ref):
            if isinstance(self.heap[receiver], DictOf) or isinstance(self.kind(receiver), Dict):
                return self.dict_method(receiver, name, args, kwargs)
            return self.list_method(receiver, name, args, kwargs)
        if isinstance(receiver, TupleOf):
            return self.tuple_method(receiver, name, args, kwargs)
        value = self.materialise(receiver)
        numeric = isinstance(value.kind, (Array, Scalar))
        if numeric and name in ("view", "to_device") and not any(_is_subclass_of_array(v) for v in args):
            return self.seen_alike(receiver, value, name, args, kwargs)
        if numeric and name in WRITING_METHODS:
            return WRITING_METHODS[name](self, value, *args, **kwargs)
        if numeric and name in MUTATING_METHODS:
            raise self.refuse(f"the method `{name}`, which writes into an array, is not supported",
                              "assign the items: a[...] = …", code="S2SAD304")
        if name in ("conj", "conjugate") and not args and not kwargs and isinstance(
                value.kind, Array) and value.kind.dtype.startswith(("float", "int")):
            return receiver                 # of what is real the method gives the array itself
        entry = METHODS.get(name)
        if entry is not None and (numeric or value.kind == UNKNOWN):
            composed = registry.lookup(registry.compositions, entry)
            if composed is not None:
                return self.apply_python(entry, [value, *args], kwargs)
            return self.primitive(entry, [value, *args], kwargs, spelling="method")
        if isinstance(value.kind, Object):
            if name == "dot" and value.kind.type.__module__.startswith("scipy.sparse") and len(args) == 1:
                return self.primitive(operator.matmul, [value, *args], kwargs)
            found = getattr(value.kind.type, name, None)
            if isinstance(inspect.getattr_static(value.kind.type, name, None), staticmethod):
                return self.apply(Const(found), args, kwargs)
            if registry.lookup(registry.differentials, found) is not None:
                return self.primitive(found, [value, *args], kwargs, spelling="method")
            if isinstance(found, types.FunctionType) and found.__module__.split(".")[0] not in OPAQUE_MODULES:
                return self.user_function(found, [value, *args], kwargs)
        if self.made_here(value) and any(differentiable(self.kind(v) or UNKNOWN) and not isinstance(v, Const)
                                         for v in [*args, *kwargs.values()]):
            raise self.refuse(f"`{name}` may put what varies into an object that is not followed",
                              "use a list or a dict, or a class written in Python", code="S2SAD209")
        bound = self.builder.call(getattr, value, Const(name))
        return self.opaque(primitives.call, [bound, *args], kwargs)

    def seen_alike(self, receiver: Any, value: Value, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """``x.view()`` and ``x.to_device("cpu")``: the array itself, if it is not read as something else."""
        given = [*args, *kwargs.values()]
        same = isinstance(value.kind, (Array, Scalar)) and all(isinstance(v, Const) and (
            v.value is np.ndarray or _dtype_name(v.value) == value.kind.dtype) for v in given)
        if name == "view" and not same:
            reason = self.refuse("`view` as another type reads the memory of an array as something else, which has no "
                                 "derivative", "use astype", code="S2SAD304")
            bound = self.builder.call(getattr, value, Const(name))
            self.reasons[self.builder.block.ops[-1]] = reason  # type: ignore[index]
            return self.opaque(primitives.call, [bound, *args], kwargs, reason)
        return receiver

    def made_here(self, value: Value) -> bool:
        """Whether a value is, or was taken out of, an instance of a class that the program made."""
        op = self.builder.made.get(value)
        while op is not None and op.callee in (operator.getitem, getattr):
            op = self.builder.made.get(op.operands[0])
        return op is not None and isinstance(op.callee, type)

    def builtin_deque(self, iterable: Any = NO_ITEMS, maxlen: Any = NOTHING) -> Any:
        """A list; ``list_method`` knows what a deque has more."""
        if not isinstance(maxlen, Const) or maxlen.value is not None:
            raise self.refuse("a deque with a maximal length is not supported", "use a list, and pop(0)",
                              code="S2SAD208")
        return self.builtin_list(iterable)

    def builtin_defaultdict(self, factory: Any = NOTHING, *args: Any, **kwargs: Any) -> Any:
        made = self.builtin_dict(*args, **kwargs)
        self.factories[made] = factory
        return made

    def construct(self, cls: type, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """An instance of a class: of named tuples and of classes written in Python; others stay opaque."""
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            names = cls._fields
            given = {**dict(zip(names, args)), **kwargs}
            defaults = getattr(cls, "_field_defaults", {})
            if set(given) | set(defaults) >= set(names):
                return TupleOf(tuple(given[n] if n in given else self.constant(defaults[n]) for n in names), cls)
        if self.can_make(cls):
            return self.make_instance(cls, args, kwargs)
        made = self.opaque(cls, args, kwargs)
        if isinstance(made, Value) and made.kind == UNKNOWN and registry.lookup(
                registry.compositions, getattr(cls, "__call__", None)) and all(  # noqa: B004 - the function itself
                    is_given(self, v).value for v in [*args, *kwargs.values()]):
            made.kind = Object(cls)         # a spline of constants: what its being called means is known
        return made

    def check_consumer(self, f: Any) -> None:
        """Refuse a user's ``sum``: it need not read a generator expression as Python's does."""
        mine = isinstance(f, Const) and isinstance(f.value, types.FunctionType) and not registry.known(f.value) and (
            f.value.__module__.split(".")[0] not in OPAQUE_MODULES)
        if mine or isinstance(f, (Closure, Partial)):
            raise self.refuse("a function that is called like one of Python's is given a generator expression",
                              "make it a list: [… for … in …]", code="S2SAD205")

    def call_unpacked(self, f: Any, args: Any, *keywords: Any) -> Any:
        named: dict[str, Any] = {}
        for k in keywords:
            contents = self.heap[k] if isinstance(k, Ref) else None
            if not isinstance(contents, DictOf):
                raise self.refuse("`**` needs a dict whose keys are known", code="S2SAD212")
            named.update(self.certain(contents).as_dict())
        if not isinstance(args, TupleOf):
            args = self.unpacked_arguments(f, args, named)
        return self.apply(f, list(args.items), named)

    def unpacked_arguments(self, f: Any, args: Any, named: dict[str, Any]) -> TupleOf:
        """As many items of a sequence as the function that is called has parameters."""
        plain = isinstance(f, Const) and isinstance(f.value, types.FunctionType) and not registry.known(f.value)
        template = f.template if isinstance(f, Closure) else template_of(f.value) if plain else None
        a = template.arguments if template is not None else None
        names = [] if a is None else [p.arg for p in [*a.posonlyargs, *a.args]]
        if a is None or a.vararg is not None or a.defaults or any(n in names for n in named):
            raise self.refuse("`*` needs a sequence whose length is known here", "name its items first: a, b, c = x",
                              code="S2SAD212")
        return self.unpack(args, Const(len(names)), Const(-1))

    def opaque(self, f: Any, args: list[Any], kwargs: dict[str, Any], reason: S2SADError | None = None) -> Any:
        """A call that stays as it is: the derivative refuses it if anything active goes through it."""
        if (getattr(f, "__module__", None) or "").startswith("numpy.ma"):
            raise self.refuse(f"np.ma.{_label(f)} makes a masked array, which is not followed",
                              "use np.where, or the `where` of sums and means", code="S2SAD401")
        if self.tuples:
            self.check_no_tuple(TupleOf(tuple(args)))
        try:
            values = [self.materialise(v) for v in [*args, *kwargs.values()]]
        except UnsupportedError as error:
            if error.code != "S2SAD206" or not from_library(f):
                raise
            raise self.refuse(f"no differential is known for {_label(f)} as it is called here, with a function",
                              "declare one with @s2sad.differential, or call it outside of what is differentiated",
                              code="S2SAD206") from None
        if f is primitives.call and isinstance(values[0], Const):
            f, values = values[0].value, values[1:]
        drawing = draw(f, self.builder.made_by(values[0], getattr) if f is primitives.call else None)
        if drawing is None and self.may_write(f, kwargs) and any(_mutable(v.kind) for v in values):
            raise reason or self.refuse(
                f"a function that cannot be followed, {_label(f)}, is given an array or list, which it "
                                        "might write to", "declare its differential with @s2sad.differential",
                                        code="S2SAD301")
        result = self.builder.call(f, *values, keywords=tuple(kwargs))
        if drawing is not None:
            n = len(values) - len(kwargs)
            result.kind = drawn(*drawing, values[1 if f is primitives.call else 0:n], dict(zip(kwargs, values[n:])))
            return result                       # a number, or an array that nobody else holds
        if registry.lookup(MAKERS, f) is not None:
            result.kind = Object(MAKERS[f])
        for v in values:
            if self.is_array(v) and not isinstance(result.kind, Scalar):
                self.relate(result, v)
        if not from_library(f):
            self.keep(result, f"it comes from {_label(f)}, which is not followed and may hold it too")
        if reason is not None:
            self.reasons[self.builder.block.ops[-1]] = reason  # type: ignore[index]
        return self.wrap(result)

    def may_write(self, f: Any, kwargs: dict[str, Any]) -> bool:
        """Whether a function that is not looked into may write to its arguments."""
        if f in WRITING or "out" in kwargs or getattr(f, "__name__", "") == "at" and isinstance(
                getattr(f, "__self__", None), np.ufunc):
            return True
        if isinstance(f, np.ufunc) or f is print or isinstance(f, type) and issubclass(f, BaseException):
            return False
        return not from_library(f)

    def parameters_of(self, f: Any) -> list[str]:
        """The names of the parameters of an abstract function."""
        if isinstance(f, Closure):
            return parameter_names(f.template.arguments)
        if isinstance(f, Derivative):
            return self.parameters_of(f.function)
        if isinstance(f, Const) and isinstance(f.value, types.FunctionType):
            return parameter_names(template_of(f.value).arguments)
        return [str(i) for i in range(32)]

    def builtin_einsum(self, *args: Any, **kwargs: Any) -> Any:
        """``np.einsum(x, [0, 1], z, [1, 2], …)``: numbers instead of letters."""
        lists = [self.static_items(v) for v in args[1::2]] + [self.static_items(args[-1])] * (len(args) % 2)
        if len(args) < 2 or any(items is None or not all(isinstance(v, Const) for v in items) for items in lists):
            return NotImplemented
        labels = [tuple(v.value for v in items) for items in lists if items is not None]
        n = len(args) // 2
        subscripts = from_labels(*labels[:n], output=labels[n] if len(labels) > n else None)
        return self.primitive(np.einsum, [Const(subscripts), *args[:2 * n:2]], kwargs)

    # -- changes of adjoints -------------------------------------------------------------

    def surgery_of(self, manager: Any) -> Any:
        """How the body of a ``with`` over ``s2sad.adjoint_of`` is treated; None for other managers."""
        return getattr(manager.value, "__s2sad_surgery__", None) if isinstance(manager, Const) else None

    def change_adjoint(self, manager: Any, x: Any, change: Any) -> Any:
        """The value of ``x`` after ``with adjoint_of(x) as x_bar: …``."""
        request = self.surgery_of(manager)
        if request is None:
            raise self.refuse("a `with` over a function that is called adjoint_of, and is not s2sad's, is not "
                              "supported", "call yours by another name", code="S2SAD214")
        return request(self, [x, change], {})

    # -- statements ----------------------------------------------------------------------

    def raise_exception(self, exception: Any, *cause: Any) -> None:
        if isinstance(exception, Const) and isinstance(exception.value, type):
            exception = self.builder.call(exception.value)
        self.builder.effect(primitives.raise_exception, self.materialise(exception), *map(self.materialise, cause))


def from_library(f: Any) -> bool:
    """Whether a function belongs to a library that keeps no array that it was given."""
    module: Any = getattr(f, "__module__", None) or getattr(type(getattr(f, "__self__", None)), "__module__", "")
    return module.split(".")[0] in {"numpy", "scipy", "math", "builtins", "operator"}


def _is_differentiable_method(f: Any) -> bool:
    """``np.multiply.outer`` and its like: a method of a ufunc that has a differential, which ``at`` has not."""
    ufunc = getattr(f, "__self__", None)
    if isinstance(ufunc, np.ufunc) and registry.is_constant(ufunc):
        return bool(f.__name__ == "outer")
    return isinstance(ufunc, np.ufunc) and ufunc in registry.differentials and (
        f.__name__ in ("reduce", "accumulate", "reduceat") and ufunc not in UNFOLDABLE or f.__name__ == "outer")


def _is_subclass_of_array(v: Any) -> bool:
    return isinstance(v, Const) and isinstance(v.value, type) and issubclass(
        v.value, np.ndarray) and v.value is not np.ndarray


def _dtype_name(value: Any) -> str | None:
    """The name of a dtype, however it is given."""
    try:
        return np.dtype(value).name
    except TypeError:
        return None


def _mutable(kind: Kind) -> bool:
    """Whether a value of a kind may be written to by those who hold it."""
    return isinstance(kind, (List, Dict)) or isinstance(kind, Array) and kind.dims != () or isinstance(
        kind, Tuple) and (kind.type is list or any(map(_mutable, kind.items)))


def _gives_up(op: Op) -> bool:
    """Whether a branch of a composition gives ``NotImplemented``, by a condition that kinds do not decide."""
    return any(isinstance(v, Const) and v.value is NotImplemented for b in op.blocks for v in b.yields) or any(
        _gives_up(inner) for b in op.blocks for inner in b.ops)


def _label(f: Any) -> str:
    return "its method" if f is primitives.call else getattr(f, "__name__", repr(f))


LANGUAGE: dict[Any, Any] = {
    primitives.load_global: Calls.load_global,
    primitives.load_cell: Calls.load_cell,
    primitives.make_tuple: lambda s, *items: TupleOf(items),
    primitives.make_list: Calls.new_list,
    primitives.make_dict: lambda s, keys, *items: s.new_ref(DictOf(tuple(zip(keys.value, items)))),
    primitives.make_function: Calls.make_function,
    primitives.make_cell: Calls.make_cell, primitives.cell_get: Calls.cell_get, primitives.cell_set: Calls.cell_set,
    primitives.call_unpacked: Calls.call_unpacked, primitives.check_consumer: Calls.check_consumer,
    primitives.concatenate_arguments: Calls.concatenated,
    primitives.unpack: Calls.unpack,
    primitives.set_item: Calls.set_item, primitives.del_item: Calls.del_item,
    primitives.update_dict: lambda s, d, other: s.dict_method(d, "update", [other], {}),
    primitives.set_attribute: Calls.set_attribute, primitives.del_attribute: Calls.delete_attribute,
    primitives.raise_exception: Calls.raise_exception,
    primitives.change_adjoint: Calls.change_adjoint,
    primitives.check_bound: Calls.check_bound,
    primitives.attempted: lambda s, v: s.builder.call(primitives.attempted, v, kind=BOOL, name="completed"),
    primitives.caught: lambda s: s.builder.call(primitives.caught, name="error"),
    primitives.entered: lambda s: s.builder.call(primitives.entered),
    primitives.uncertain: lambda s, name: Conflict(
        f"an exception may have been raised before or after `{name.value}` was assigned", s.location,
        f"assign `{name.value}` in the last statement of the body, or outside, or in the handlers too"),
    primitives.is_not: lambda s, a, b: s.same(a, b, False),
    primitives.not_in: lambda s, c, x: s.contains(c, x, False),
    operator.is_: Calls.same,
    operator.contains: Calls.contains,
    operator.not_: Calls.negation,
    operator.add: Calls.addition,
    operator.mul: Calls.multiplication, operator.or_: Calls.union,
    operator.eq: lambda s, a, b: s.compare_static(operator.eq, a, b),
    operator.ne: lambda s, a, b: s.compare_static(operator.ne, a, b),
    operator.getitem: Calls.item,
    getattr: Calls.attribute,
    list.append: lambda s, items, v: s.list_method(items, "append", [v], {}),
    list.extend: lambda s, items, v: s.list_method(items, "extend", [v], {}),
    **{op: functools.partial(lambda s, a, b, op: s.inplace(op, a, b), op=op) for op in INPLACE_OF},
}
WRITING_METHODS: dict[str, Any] = {"fill": Calls.fill, "sort": Calls.sort_in_place, "put": Calls.put_items,
                                   "partition": Calls.partition_in_place}
BUILTINS: dict[Any, Any] = {
    np.asarray: Calls.builtin_asarray, np.asanyarray: Calls.builtin_asarray,
    isinstance: Calls.builtin_type_test, type: Calls.builtin_type, len: Calls.builtin_len, range: Calls.builtin_range,
    enumerate: Calls.builtin_enumerate, zip: Calls.builtin_zip, reversed: Calls.builtin_reversed,
    list: Calls.builtin_list,
    tuple: Calls.builtin_tuple, dict: Calls.builtin_dict, functools.partial: Calls.builtin_partial,
    **ANSWERS, set: Calls.builtin_set, frozenset: Calls.builtin_set, sorted: Calls.builtin_sorted,
    np.einsum: Calls.builtin_einsum,
    callable: Calls.builtin_callable, getattr: Calls.builtin_getattr, map: Calls.builtin_map,
    hasattr: Calls.builtin_hasattr, setattr: Calls.builtin_setattr, object.__setattr__: Calls.object_setattr,
    super: Calls.builtin_super, dataclasses.replace: Calls.builtin_replace, instance: Calls.builtin_instance,
    collections.deque: Calls.builtin_deque, collections.defaultdict: Calls.builtin_defaultdict,
    collections.OrderedDict: Calls.builtin_dict, **ITERTOOLS, iter: Calls.builtin_iter,
    next: Calls.builtin_next, functools.wraps: lambda s, *_, **__: Const(unwrapped),
}
