"""Calls of a derivative, sent to the code for the kinds of their arguments in well under a microsecond.

The test of the kinds is itself generated, for each derivative, as a person would write it:

    def __call__(self, x=MISSING, n=MISSING):
        if type(x) is float and type(n) is int and scope["np"] is np:
            return power_grad(x, n)
        return self._slow((x, n))
"""
from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .ir.kinds import UNKNOWN, Array, Dict, Fixed, Kind, List, Object, Scalar, Tuple, alike, argument_kind, is_many
from .runtime.records import Layout
from .vectors import fits

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "<missing>"})()
_PYTHON = {"float64": float, "int64": int, "bool": bool, "complex128": complex}
Guards = dict[Any, Any]


def guards_hold(guards: Guards) -> bool:
    """Whether what was assumed of globals and closures still holds."""
    for (where, *_), (scope, name, *assumed) in guards.items():
        if where == "absent":
            if name in scope:
                return False
            continue
        if where == "cell":
            try:
                value = scope.cell_contents
            except ValueError:
                return False
        elif where == "attribute":
            value = getattr(scope, name, MISSING)
        elif where == "object":
            value = scope
        else:
            value = scope.get(name, MISSING)
        if value is assumed[0] and (len(assumed) < 2 or not _can_change(assumed[1])):
            continue
        if len(assumed) < 2 or kind_changed(value, assumed[1]):
            return False
    return True


def _can_change(kind: Kind) -> bool:
    """Whether the very same object may be of another kind now."""
    match kind:
        case Tuple(items, t):
            return isinstance(t, Layout) or any(map(_can_change, items))
        case List() | Dict():
            return True
    return False


def kind_changed(value: Any, kind: Kind) -> bool:
    """Whether a global's value is now of another kind (its dimensions' names aside)."""
    return not alike(argument_kind(value), kind)


def matches(value: Any, kind: Kind) -> bool:
    """Whether an argument is of a kind; for lists this is much quicker than finding its kind."""
    if isinstance(kind, List) and type(value) is list and isinstance(kind.item, Scalar) and kind.item.python:
        t = _PYTHON[kind.item.dtype]
        return all(type(v) is t for v in value)
    return alike(argument_kind(value), kind)


@dataclass(frozen=True, slots=True)
class Vector:
    """What a tangent must be: like the argument of a name, which is of a kind."""

    name: str
    kind: Kind


class _Test:
    """Writes the condition under which a specialisation applies."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"ndarray": np.ndarray, "matches": matches, "fits": fits}

    def bind(self, base: str, value: Any) -> str:
        name = f"{base}{len(self.names)}"
        self.names[name] = value
        return name

    def argument(self, name: str, kind: Kind) -> str:
        match kind:
            case Fixed(value):
                return f"{name} is {self.bind('fixed', value)}"
            case Scalar(dtype, True):
                return f"type({name}) is {self.bind('t', _PYTHON[dtype])}"
            case Scalar(dtype, False):
                return f"type({name}) is {self.bind('t', np.dtype(dtype).type)}"
            case Array(dtype, dims) if dims is not None:
                try:
                    test = f"type({name}) is ndarray and {name}.dtype is {self.bind('d', np.dtype(dtype))}"
                except TypeError:
                    return f"matches({name}, {self.bind('kind', kind)})"
                test += f" and {name}.ndim == {len(dims)}"
                if len(dims) == 0:
                    return test
                if all(is_many(d) for d in dims):
                    return f"{test} and 1 not in {name}.shape"
                for i, d in enumerate(dims):
                    test += f" and {name}.shape[{i}] {'!=' if is_many(d) else '=='} 1"
                return test
            case Object(t):
                return f"type({name}) is {self.bind('t', t)}"
        return f"{name} is not MISSING" if kind == UNKNOWN else f"matches({name}, {self.bind('kind', kind)})"

    def vector(self, name: str, space: Vector) -> str:
        """A tangent that is used as it is: of the shape and dtype of its argument."""
        match space.kind:
            case Scalar("float64", True):
                return f"type({name}) is {self.bind('t', float)}"
            case Array(dtype, dims) if dims is not None and dtype.startswith(("float", "complex")):
                return (f"type({name}) is ndarray and {name}.dtype is {space.name}.dtype and "
                        f"{name}.shape == {space.name}.shape")
        return f"fits({name}, {space.name})"

    def guard(self, key: Any, entry: Any) -> str:
        where, (scope, name, *assumed) = key[0], entry
        if where == "absent":
            return f"{name!r} not in {self.bind('scope', scope)}"
        if where == "attribute":
            value = f"{self.bind('object', scope)}.{name}"
        elif where == "cell":
            value = f"{self.bind('cell', scope)}.cell_contents"
        elif where == "object":
            value = self.bind("object", scope)
        else:
            value = f"{self.bind('scope', scope)}[{name!r}]"
        if len(assumed) == 1:
            return f"{value} is {self.bind('value', assumed[0])}"
        if isinstance(assumed[1], Scalar) and assumed[1].python:
            return f"type({value}) is {self.bind('t', _PYTHON[assumed[1].dtype])}"
        if isinstance(assumed[0], (np.ndarray, tuple)) and not _can_change(assumed[1]):
            return f"{value} is {self.bind('value', assumed[0])}"
        return f"matches({value}, {self.bind('kind', assumed[1])})"


def fast_call(parameters: list[str], specialisations: list[tuple[list[Kind | Vector], Guards, Any]]) -> Callable[
    ..., Any]:
    """A ``__call__`` that knows some specialisations by heart and leaves the rest to ``_slow``."""
    test = _Test()
    lines = [f"def __call__(_self, {', '.join(f'{p}=MISSING' for p in parameters)}):"]
    for kinds, guards, implementation in specialisations:
        conditions = [test.vector(p, k) if isinstance(k, Vector) else test.argument(p, k)
                      for p, k in zip(parameters, kinds)]
        conditions += [test.guard(k, v) for k, v in guards.items()]
        f = test.bind("f", implementation)
        call = f"return {f}({', '.join(parameters)})"
        lines += [f"    if {' and '.join(conditions)}:", f"        {call}"] if conditions else [f"    {call}"]
    lines.append(f"    return _self._slow(({', '.join(parameters)}{',' if parameters else ''}))")
    names = {**test.names, "MISSING": MISSING}
    # Names are bound by an enclosing function: a closure's variable is quicker to read than a global.
    arguments = ", ".join(names)
    text = f"def bind({arguments}):\n" + "\n".join("    " + line for line in lines) + "\n    return __call__\n"
    space: dict[str, Any] = {}
    exec(compile(text, "<s2sad dispatch>", "exec"), space)
    made: types.FunctionType = space["bind"](**names)
    return made
