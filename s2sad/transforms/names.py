"""What a name or an attribute stands for: functions and modules under a guard, data read at each call."""
from __future__ import annotations

import builtins
import inspect
import types
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import UNBOUND, Const, Unbound
from ..ir.kinds import UNKNOWN, Array, Object, Scalar, kind_of
from ..rules import registry
from ..rules.methods import ATTRIBUTES
from .abstract import (
    Closure,
    Conflict,
    Method,
    Ref,
    Super,
    TupleOf,
)
from .inlining import Inlining
from .structures import by_attributes

STORAGE = {"base", "ctypes", "data"}


class Names(Inlining):
    """Globals, cells and attributes."""

    # -- names ---------------------------------------------------------------------------

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
        fixed = callable(value) and not by_attributes(value)
        if fixed or isinstance(value, types.ModuleType) or value is None or isinstance(value, (str, type)):
            self.guards[key] = (where, name, value)
            return Const(value)
        kind = kind_of(value, key)
        self.guards[key] = (where, name, value, kind)
        found = self.builder.call(loader, Const(name), Const(self.function, Object(types.FunctionType)), name=name,
                                  kind=kind)
        whole = self.wrap(found)
        for v in self.arrays_in(whole):
            scope = "global" if loader is primitives.load_global else "outer"
            self.keep(v, f"it is the {scope} variable `{name}`, which would stay changed")
        return whole

    # -- attributes ----------------------------------------------------------------------

    def attribute(self, target: Any, name: Const) -> Any:
        attr = name.value
        if self.object_layout(target) is not None:
            return self.object_attribute(target, attr)
        match target:
            case Super():
                return self.super_attribute(target, attr)
            case Const(value=v) if isinstance(v, (types.ModuleType, type)) or callable(v):
                try:
                    found = getattr(v, attr)
                except AttributeError:
                    return self.builder.call(getattr, target, name)
                if isinstance(v, types.ModuleType) and kind_of(found) != Object(type(found)) and not callable(found):
                    return self.constant(found) if isinstance(found, (int, float)) else self.builder.call(
                        getattr, target, name)
                if isinstance(found, np.ndarray):       # which may be another one at the next call
                    return self.builder.call(getattr, target, name)
                if isinstance(found, types.ModuleType):
                    registry.load()         # a part of SciPy that is imported as it is read
                return self.constant(found)
            case TupleOf(items, t) if attr in getattr(t, "_fields", ()):
                return items[t._fields.index(attr)]
            case TupleOf(_, t) if isinstance(inspect.getattr_static(t, attr, None), property):
                return self.apply(Const(getattr(t, attr).fget), [target], {})
            case TupleOf() | Ref() | Method() | Closure():
                return Method(target, attr)
        if isinstance(target, (Unbound, Conflict)):
            return self.materialise(target)
        if isinstance(target, Const) and isinstance(target.kind, Object):
            found = getattr(target.value, attr, None)
            if isinstance(found, types.ModuleType) or callable(found):
                if attr in getattr(target.value, "__dict__", {}):
                    self.guards["attribute", id(target.value), attr] = (target.value, attr, found)
                return Const(found)
        value = self.materialise(target)
        entry = ATTRIBUTES.get(attr)
        composed = registry.lookup(registry.compositions, entry)
        if composed is not None and isinstance(value.kind, (Array, Scalar)):
            return self.apply(Const(entry), [value], {})
        if entry is not None and isinstance(value.kind,
                                            (Array, Scalar)) or value.kind == UNKNOWN and attr in ATTRIBUTES:
            assert entry is not None
            return self.primitive(entry, [value], {}, spelling="attribute")
        bound = self.builder.made_by(value, slice)
        if bound is not None and attr in ("start", "stop", "step"):
            parts = (Const(None), *bound.operands, Const(None)) if len(bound.operands) < 3 else bound.operands
            return parts[("start", "stop", "step").index(attr) + (len(bound.operands) == 2)]
        if isinstance(value.kind, Array) and attr in STORAGE:
            raise self.refuse(f"the attribute `{attr}` shows how an array is stored, which is not followed",
                              code="S2SAD304")
        if isinstance(value.kind, Object) and not callable(getattr(value.kind.type, attr, None)):
            return self.builder.call(getattr, value, name)
        return Method(target, attr)
