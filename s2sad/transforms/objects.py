"""Objects: instances of the user's classes, made, read, written and called.

    m = Model(w)            a Ref, whose contents are a TupleOf its attributes, with the class's Layout
    m.w = 2 * m.w           other contents
    m.predict(x)            the method's operations, inlined

What a class defines in Python is followed: ``__init__``, properties, operators, ``super()``.
"""
from __future__ import annotations

import dataclasses
import functools
import inspect
import operator
import types
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import UNBOUND, Const, Value
from ..ir.kinds import Array, Tuple, is_complex, kind_of, same_shape
from ..runtime.records import Layout, is_plain
from .abstract import Partial, Ref, Super, TupleOf
from .containers import INPLACE_OF
from .writes import Writes

# operator -> the methods that state it: of the left operand, and of the right one
DUNDERS: dict[Any, tuple[str, str]] = {
    **{getattr(operator, n): (f"__{n.strip('_')}__", f"__r{n.strip('_')}__") for n in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift", "and_", "or_", "xor")},
    **{getattr(operator, n): (f"__{n}__", f"__{r}__") for n, r in (
        ("eq", "eq"), ("ne", "ne"), ("lt", "gt"), ("le", "ge"), ("gt", "lt"), ("ge", "le"))},
    **{getattr(operator, n): (f"__{n}__", "") for n in ("neg", "pos", "invert")},
    operator.getitem: ("__getitem__", ""), primitives.set_item: ("__setitem__", ""),
    primitives.del_item: ("__delitem__", ""), operator.contains: ("__contains__", ""),
    len: ("__len__", ""), abs: ("__abs__", ""), float: ("__float__", ""), int: ("__int__", ""),
    round: ("__round__", ""), divmod: ("__divmod__", ""), iter: ("__iter__", ""),
    **{i: (f"__{i.__name__}__", "") for i in INPLACE_OF},
}


class Objects(Writes):
    """Instances of classes."""

    def object_layout(self, value: Any) -> Layout | None:
        """The layout of an abstract object; None for anything else."""
        contents = self.heap.get(value) if isinstance(value, Ref) else None
        return contents.type if isinstance(contents, TupleOf) and isinstance(contents.type, Layout) else None

    def followed(self, f: Any) -> bool:
        """Whether a function is the user's own, to be looked into."""
        return isinstance(f, types.FunctionType) and f.__code__.co_filename != "<string>"

    def negation(self, value: Any) -> Any:
        raise NotImplementedError

    def compare_static(self, callee: Any, a: Any, b: Any) -> Any:
        raise NotImplementedError

    # -- making ------------------------------------------------------------------------

    def can_make(self, cls: type) -> bool:
        """Whether an instance of a class can be made here, attribute by attribute."""
        new = inspect.getattr_static(cls, "__new__")
        own_new = new is not object.__new__ and getattr(new, "__module__", "") != "typing" and not isinstance(
            new, types.BuiltinMethodType)
        setter = inspect.getattr_static(cls, "__setattr__")
        frozen = dataclasses.is_dataclass(cls)
        return is_plain(cls) and not own_new and (setter is object.__setattr__ or frozen) and (
            inspect.getattr_static(cls, "__getattribute__") is object.__getattribute__) and (
            inspect.getattr_static(type(cls), "__call__") is type.__call__)

    def make_instance(self, cls: type, args: list[Any], kwargs: dict[str, Any]) -> Ref:
        ref = self.new_ref(TupleOf((), Layout(cls)))
        init = inspect.getattr_static(cls, "__init__")
        if self.followed(init):
            self.apply(Const(init), [ref, *args], kwargs)
        elif init is not object.__init__:
            self.fill_dataclass(ref, cls, init, args, kwargs)
        elif args or kwargs:
            raise self.refuse(f"{cls.__name__}() takes no arguments", code="S2SAD210")
        return ref

    def fill_dataclass(self, ref: Ref, cls: type, init: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        """What the ``__init__`` that ``@dataclass`` writes does."""
        fields = dataclasses.fields(cls) if dataclasses.is_dataclass(cls) else ()
        taken = [f for f in fields if f.init]
        signature = inspect.signature(init)
        if [*signature.parameters][1:] != [f.name for f in [*(f for f in taken if not f.kw_only),
                                                             *(f for f in taken if f.kw_only)]]:
            raise self.refuse(f"the __init__ of {cls.__name__} cannot be followed", "write it in Python",
                              code="S2SAD209")
        try:
            given = signature.bind(None, *args, **kwargs).arguments
        except TypeError as error:
            raise self.refuse(f"{cls.__name__}() cannot be called so: {error}", code="S2SAD210") from None
        for f in fields:
            if f.init and f.name in given:
                value = given[f.name]
            elif f.default_factory is not dataclasses.MISSING:
                value = self.apply(Const(f.default_factory), [], {})
            elif f.default is not dataclasses.MISSING:
                value = self.constant(f.default)
            else:
                continue
            self.write_attribute(ref, f.name, value)
        after = inspect.getattr_static(cls, "__post_init__", None)
        if after is not None:
            self.apply(Const(after), [ref], {})

    def known_object(self, value: Any) -> Any:
        """An object known at compile time: its attributes are read at each call."""
        kind = kind_of(value, ("object", id(value)))
        if not isinstance(kind, Tuple) or not isinstance(kind.type, Layout):
            return Const(value)
        self.guards["object", id(value)] = (value, "", value, kind)
        return self.wrap(Const(value, kind))

    # -- attributes ----------------------------------------------------------------------

    def object_attribute(self, ref: Ref, name: str) -> Any:
        contents = self.heap[ref]
        cls = contents.type.cls
        found = inspect.getattr_static(cls, name, UNBOUND)
        if name in contents.type.names and not isinstance(found, property):
            return contents.items[contents.type.names.index(name)]
        if name == "__class__":
            return Const(cls)
        if found is UNBOUND:
            getter = inspect.getattr_static(cls, "__getattr__", None)
            if getter is not None:
                return self.apply(Const(getter), [ref, Const(name)], {})
            raise self.refuse(f"this {cls.__name__} has no attribute `{name}`",
                              "assign it first, in __init__ or before the call", code="S2SAD210")
        return self.class_attribute(found, cls, name, ref)

    def class_attribute(self, found: Any, cls: type, name: str, ref: Any) -> Any:
        """What an attribute found on the class gives when it is read through ``ref``."""
        match found:
            case property(fget=getter):
                return self.apply(Const(getter), [ref], {})
            case classmethod():
                return Partial(Const(found.__func__), (Const(cls),))
            case staticmethod():
                return Const(found.__func__)
            case functools.cached_property(func=getter):
                value = self.apply(Const(getter), [ref], {})
                if ref not in self.frozen:
                    self.write_attribute(ref, name, value)
                return value
            case types.FunctionType():
                return Partial(Const(found), (ref,))
            case functools.partialmethod():
                return Partial(Const(found.func), (ref, *map(self.constant, found.args)),
                               tuple((k, self.constant(v)) for k, v in found.keywords.items()))
        request = getattr(found, "__s2sad_request__", None)
        if request is not None or hasattr(type(found), "__get__"):
            return Partial(Const(found), (ref,)) if callable(found) else self.builder.call(
                getattr, self.materialise(ref), Const(name))
        return self.live_attribute(cls, name, found)

    def live_attribute(self, cls: type, name: str, value: Any) -> Any:
        """Data of a class, which is read at each call; functions and classes are resolved, under a guard."""
        if callable(value) or value is None or isinstance(value, (str, types.ModuleType)):
            self.guards["attribute", id(cls), name] = (cls, name, value)
            return Const(value)
        kind = kind_of(value, ("attribute", id(cls), name))
        self.guards["attribute", id(cls), name] = (cls, name, value, kind)
        return self.wrap(self.builder.call(getattr, Const(cls), Const(name), name=name, kind=kind))

    def super_attribute(self, s: Super, name: str) -> Any:
        layout = self.object_layout(s.instance)
        cls = layout.cls if layout is not None else self.python_value(s.instance)
        mro = cls.__mro__
        for base in mro[mro.index(s.cls) + 1:]:
            if name in base.__dict__:
                found = base.__dict__[name]
                if base is object and name == "__init__":
                    return Const(_nothing)
                if isinstance(found, types.WrapperDescriptorType):
                    return Partial(Const(found), (s.instance,))
                return self.class_attribute(found, cls, name, s.instance)
        raise self.refuse(f"super() has no attribute `{name}`", code="S2SAD210")

    def builtin_super(self, *args: Any) -> Any:
        if args:
            return Super(self.python_value(args[0]), args[1])
        closure = getattr(self.function, "__closure__", None) or ()
        cells = dict(zip(self.function.__code__.co_freevars, closure))
        if "__class__" not in cells or not self.first:
            raise self.refuse("super() is called outside a method", code="S2SAD210")
        return Super(cells["__class__"].cell_contents, self.first[0])

    def write_part(self, part: Value, value: Any) -> None:
        """``z.real = value``, where ``part`` is ``z.real``."""
        shown = self.view_of.get(self.object_of(value)) if self.is_array(value) else None
        view = self.view_of[part]
        if shown is not None and shown.root is view.root and shown.steps == view.steps:
            return                                  # the second half of `z.real += e`
        new = self.stored_value(value)
        if same_shape(new.kind, part.kind) and self.dtype(new) == self.dtype(part):
            self.replace(part, new)
        else:
            self.write(part, Const(...), new)

    def write_attribute(self, target: Any, name: str, value: Any) -> None:
        if name in ("real", "imag") and isinstance(target, Value) and isinstance(target.kind, Array) and is_complex(
                target.kind):
            self.write_part(self.primitive(getattr(np, name), [target], {}), value)
            return
        layout = self.object_layout(target)
        if layout is None:
            raise self.refuse("an attribute of something that came from outside is written",
                              "keep the value in a variable, or return it", code="S2SAD303")
        static = inspect.getattr_static(layout.cls, name, None)
        if isinstance(static, property):
            if static.fset is None:
                raise self.refuse(f"the property `{name}` of {layout.cls.__name__} has no setter", code="S2SAD210")
            self.apply(Const(static.fset), [target, value], {})
            return
        if self.is_array(value) and name in layout.names:
            old = self.heap[target].items[layout.names.index(name)]
            if self.is_array(old) and self.object_of(old) is self.object_of(value):
                return                              # the second half of `self.a += e`
        if target in self.frozen:
            raise self.refuse(f"an attribute of a {layout.cls.__name__} that came from outside, or that may be two "
                              "different ones, is written",
                              "make the object inside the function, or return the new value", code="S2SAD303")
        names, items = list(layout.names), list(self.heap[target].items)
        if name in names:
            items[names.index(name)] = value
        else:
            names.append(name)
            items.append(value)
        if isinstance(value, Value) and not isinstance(value, Const) and value.name is None:
            value.name = name
        self.heap[target] = TupleOf(tuple(items), Layout(layout.cls, tuple(names)))

    def set_attribute(self, target: Any, name: Const, value: Any) -> None:
        layout = self.object_layout(target)
        params = getattr(layout.cls, "__dataclass_params__", None) if layout is not None else None
        if params is not None and params.frozen:
            raise self.refuse(f"an attribute of a frozen dataclass, {layout.cls.__name__}, is written",  # type: ignore[union-attr]
                              "make a new one: dataclasses.replace(…)", code="S2SAD210")
        self.write_attribute(target, name.value, value)

    def delete_attribute(self, target: Any, name: Const) -> None:
        layout = self.object_layout(target)
        if layout is None or target in self.frozen or name.value not in layout.names:
            raise self.refuse("`del` of an attribute that the function did not make is not supported", code="S2SAD303")
        i = layout.names.index(name.value)
        items = self.heap[target].items
        self.heap[target] = TupleOf((*items[:i], *items[i + 1:]),
                                    Layout(layout.cls, (*layout.names[:i], *layout.names[i + 1:])))

    # -- operators -----------------------------------------------------------------------

    def overloaded(self, callee: Any, operands: list[Any]) -> Any:
        """An operator of an object, by the method that states it; NotImplemented where there is none."""
        if callee is primitives.not_in:
            return self.negation(self.overloaded(operator.contains, operands))
        names = DUNDERS.get(callee)
        if names is None:
            return NotImplemented
        for position, name in enumerate(names[:2]):
            at = operands[position] if position < len(operands) else None
            layout = self.object_layout(at)
            if layout is None or not name:
                continue
            found = inspect.getattr_static(layout.cls, name, None)
            if isinstance(found, types.FunctionType):
                if not self.followed(found):
                    return self.compared_dataclasses(callee, operands)
                rest = operands[1:] if position == 0 else [operands[0]]
                return self.apply(Const(found), [at, *rest], {})
        if callee in INPLACE_OF:
            return self.overloaded(INPLACE_OF[callee], operands)
        if callee is operator.ne:
            return self.negation(self.overloaded(operator.eq, operands))
        if callee is operator.eq:
            return Const(operands[0] is operands[1])
        raise self.refuse(f"the operator {getattr(callee, '__name__', callee)} is not defined for these objects",
                          code="S2SAD210")

    def compared_dataclasses(self, callee: Any, operands: list[Any]) -> Any:
        """The comparison that ``@dataclass`` writes: that of the tuples of fields."""
        a, b = operands
        la, lb = self.object_layout(a), self.object_layout(b)
        if la is None or lb is None or la.cls is not lb.cls:
            return Const(callee is operator.ne)
        return self.compare_static(callee, TupleOf(self.heap[a].items), TupleOf(self.heap[b].items))

    def object_truth(self, value: Any) -> Any:
        """What decides a condition on an object: ``__bool__``, else ``__len__``, else it is true."""
        layout = self.object_layout(value)
        if layout is None:
            return value
        for name in ("__bool__", "__len__"):
            found = inspect.getattr_static(layout.cls, name, None)
            if isinstance(found, types.FunctionType):
                return self.apply(Const(found), [value], {})
        return Const(True)


def _nothing(self: Any) -> None:
    """``object.__init__``"""
