"""Records: objects with attributes, and containers that users registered, taken apart and made again.

    Point(x=0.4, y=0.3)      →      Layout(Point, ("x", "y")) and the parts (0.4, 0.3)
"""
from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import ArgumentError

OPAQUE_MODULES = {"numpy", "scipy", *sys.stdlib_module_names} - {"__main__"}
_BARE = {"abc", "typing", "typing_extensions", "collections"}      # of these, a base adds no data
_registered: dict[type, tuple[Callable[[Any], tuple[Any, Any]], Callable[[Any, Any], Any]]] = {}
_plain: dict[type, bool] = {}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a class's instances are made of their parts; it stands where a named tuple's class does."""

    cls: type
    names: tuple[str, ...] = ()
    aux: Any = None
    registered: bool = False

    @property
    def __name__(self) -> str:
        return self.cls.__name__

    def __call__(self, *parts: Any) -> Any:
        if self.registered:
            return _registered[self.cls][1](self.aux, parts)
        return instance(self.cls, **dict(zip(self.names, parts)))


def instance(cls: type, /, **attributes: Any) -> Any:
    """An object of a class with the attributes given; ``__init__`` is not run."""
    made: Any = object.__new__(cls)
    for name, value in attributes.items():
        object.__setattr__(made, name, value)
    return made


def register_container(cls: type, flatten: Callable[[Any], tuple[Iterable[Any], Any]],
                       unflatten: Callable[[Any, Any], Any]) -> type:
    """Let derivatives take and return objects of a class as structures of numbers and arrays.

    ``flatten(obj)`` is ``(children, aux)``: the parts that may vary, and what else the object needs, which
    must be hashable.  ``unflatten(aux, children)`` makes an object of them; it is also how the compiler
    learns what the object's attributes are.
    """
    if not isinstance(cls, type):
        raise ArgumentError(f"expected a class, not {cls!r}", code="S2SAD501")
    _registered[cls] = (flatten, unflatten)
    return cls


def unflatten_of(cls: type) -> Callable[[Any, Any], Any]:
    """The function that makes an object of a registered class."""
    return _registered[cls][1]


def children(value: Any) -> tuple[Any, ...]:
    """The parts of an object of a registered class."""
    return tuple(_registered[type(value)][0](value)[0])


def record_of(value: Any) -> tuple[Layout, tuple[Any, ...]] | None:
    """An object's layout and parts; None for what is no object of a class written in Python."""
    cls = type(value)
    if cls in _registered:
        parts, aux = _registered[cls][0](value)
        parts = tuple(parts)
        return Layout(cls, tuple(str(i) for i in range(len(parts))), aux, True), parts
    if not is_plain(cls):
        return None
    names = attributes_of(value)
    return Layout(cls, tuple(names)), tuple(getattr(value, n) for n in names)


def own_module(cls: type) -> bool:
    """Whether a class is the user's, or one that rules make instances of."""
    return cls.__module__.partition(".")[0] not in {*OPAQUE_MODULES, "s2sad"} or cls.__module__.startswith(
        "s2sad.rules.")


def is_plain(cls: type) -> bool:
    """Whether a class's instances are no more than their attributes."""
    found = _plain.get(cls)
    if found is None and not all(isinstance(base.__module__, str) for base in cls.__mro__):
        found = _plain[cls] = False         # made in C: its `__module__` is that of an instance
    if found is None:
        found = _plain[cls] = cls is not object and all(
            base is object or base.__module__.partition(".")[0] in _BARE and not issubclass(base, (tuple, list, dict))
            or base.__module__.partition(".")[0] not in OPAQUE_MODULES for base in cls.__mro__
        ) and own_module(cls) and not issubclass(
            cls, (type, BaseException)) and _is_python(cls)
    return found


def _is_python(cls: type) -> bool:
    """Whether a class is written in Python, without memory of C's own."""
    if inspect.isabstract(cls):
        return True
    try:
        object.__new__(cls)
    except TypeError:
        return False
    return True


def attributes_of(value: Any) -> list[str]:
    """The names of an object's own attributes, in order; of a dataclass, its fields first."""
    names: dict[str, None] = {}
    if dataclasses.is_dataclass(value):
        names.update((f.name, None) for f in dataclasses.fields(value) if hasattr(value, f.name))
    names.update((n, None) for n in getattr(value, "__dict__", ()))
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name.startswith("__") and not name.endswith("__"):
                name = f"_{base.__name__.lstrip('_')}{name}"
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                names[name] = None
    return list(names)


def takes_parts(layout: Layout) -> bool:
    """Whether ``cls(*parts)`` makes the object: a dataclass's own ``__init__``, and nothing after it."""
    cls = layout.cls
    if layout.registered or not dataclasses.is_dataclass(cls):
        return False
    code = getattr(cls.__init__, "__code__", None)
    return code is not None and code.co_filename == "<string>" and not hasattr(cls, "__post_init__") and tuple(
        f.name for f in dataclasses.fields(cls) if f.init and not f.kw_only) == layout.names
