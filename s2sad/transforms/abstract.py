"""What the specialiser knows of a value: an SSA value, or a structure or function that it can see into.

Tuples, dicts and lists of known length, functions, ranges and bound methods exist at compile time only:
their parts are SSA values, so that taking them apart costs nothing in the generated source.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..ir.core import UNREACHABLE, Const, Value
from ..ir.kinds import Kind, Tuple
from ..runtime.records import Layout


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A tuple (or named tuple) of known items; an object's attributes."""

    items: tuple[Any, ...]
    type: Any = tuple


@dataclass(eq=False, slots=True)
class Ref:
    """A mutable list, dict or object made by the program: its contents are in the specialiser's heap."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class ListOf:
    """Contents of a list of known length."""

    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DictOf:
    """Contents of a dict with known keys; ``flags`` say of some whether they are there, which only the run knows."""

    items: tuple[tuple[Any, Any], ...]
    flags: tuple[tuple[Any, Value], ...] = ()
    ordered: bool = True            # whether the order of the keys is known

    def as_dict(self) -> dict[Any, Any]:
        return dict(self.items)

    def flag(self, key: Any) -> Value:
        """Whether a key is there."""
        return dict(self.flags).get(key, Const(True)) if key in self.as_dict() else Const(False)


@dataclass(frozen=True, slots=True)
class Keys:
    """The type of a structure that is a dict's contents, as a loop carries them: items, then flags.

    ``slots`` say of each key which flag it has; keys that come and go together share one.
    """

    keys: tuple[Any, ...]
    slots: tuple[int | None, ...] = ()
    ordered: bool = True


def layout_of(*contents: DictOf) -> Keys:
    """How contents are carried that may be any of these: with all their keys."""
    keys = list(dict.fromkeys(k for c in contents for k, _ in c.items))
    groups: dict[Any, int] = {}
    slots = []
    for k in keys:
        flags = tuple(c.flag(k) for c in contents)
        certain = all(isinstance(f, Const) and f.value is True for f in flags)
        told = tuple(f.value if isinstance(f, Const) else id(f) for f in flags)
        slots.append(None if certain else groups.setdefault(told, len(groups)))
    ordered = all(c.ordered and [k for k in keys if k in c.as_dict()] == [k for k, _ in c.items] for c in contents)
    return Keys(tuple(keys), tuple(slots), ordered)


def fields_of(contents: Any, layout: Any = None) -> Any:
    """A dict's contents as a structure; anything else as it is."""
    if not isinstance(contents, DictOf):
        return contents
    layout = layout if isinstance(layout, Keys) else layout_of(contents)
    items = contents.as_dict()
    flags = {slot: contents.flag(k) for k, slot in zip(layout.keys, layout.slots) if slot is not None}
    return TupleOf((*(items.get(k, UNREACHABLE) for k in layout.keys), *(flags[i] for i in sorted(flags))), layout)


def contents_of(fields: Any) -> Any:
    """The dict's contents that a structure is; anything else as it is."""
    if not (isinstance(fields, TupleOf) and isinstance(fields.type, Keys)):
        return fields
    layout, n = fields.type, len(fields.type.keys)
    flags = [(k, fields.items[n + slot]) for k, slot in zip(layout.keys, layout.slots) if slot is not None]
    return DictOf(tuple(zip(layout.keys, fields.items)), tuple(
        (k, f) for k, f in flags if not (isinstance(f, Const) and f.value is True)), layout.ordered)


def part_name(t: Any, i: int, name: str | None) -> str | None:
    """The name of a part of a structure of a type: an object's attribute has its own, and a dict's item its key's."""
    if isinstance(t, Keys):
        k = t.keys[i] if i < len(t.keys) else t.keys[t.slots.index(i - len(t.keys))]
        plain = isinstance(k, str) and k.isidentifier()
        return (k if i < len(t.keys) else f"has_{k}") if plain else name
    names = t.names if isinstance(t, Layout) and not t.registered else ()
    return names[i] if i < len(names) else name


@dataclass(frozen=True, slots=True)
class Generated:
    """Contents of a generator: what it yields, as a list, and what it could read when it was made.

    It is run when it is made; ``seen`` must not have changed when it is consumed.  The items are a ``Conflict``
    where something else has read some of them.
    """

    items: Any
    seen: tuple[tuple[Ref, Any], ...] = ()


class Cell:
    """Marks the contents of a variable that inner functions share: a structure of one part."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A function of the program: a template, with what it captured."""

    template: Any
    captured: tuple[Any, ...] = ()
    function: Any = None            # the Python function, for one defined outside


@dataclass(frozen=True, slots=True)
class Method:
    """``receiver.name``, not called yet."""

    receiver: Any
    name: str


@dataclass(frozen=True, slots=True)
class Partial:
    """``functools.partial(function, *args, **kwargs)``, or a function with bound first arguments."""

    function: Any
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Super:
    """``super()``: an object, seen as of the classes after ``cls``."""

    cls: type
    instance: Any


@dataclass(frozen=True, slots=True)
class Derivative:
    """A derivative taken inside the program: ``grad(g)``, of an abstract function."""

    function: Any
    request: Any


@dataclass(eq=False, slots=True)
class Pullback:
    """The function that ``vjp(g)(y)`` returns inside the program: the sweep of ``g``, to be run when it is called."""

    function: Any
    request: Any
    args: list[Any]
    kwargs: dict[str, Any]
    bound: int
    heap: dict[Any, Any]
    repeatable: bool            # the function does nothing but return a value


@dataclass(frozen=True, slots=True)
class Range:
    """``range(start, stop, step)``, possibly reversed."""

    start: Value
    stop: Value
    step: Value
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Zip:
    """``zip(…)`` or ``enumerate(x)``: iterated in step."""

    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """The first part of ``enumerate``, or ``itertools.count``: start, start + 1, …"""

    start: Value


@dataclass(frozen=True, slots=True)
class Repeated:
    """``itertools.repeat(v)``: the same thing for ever."""

    value: Any


@dataclass(frozen=True, slots=True)
class Backwards:
    """``reversed(sequence)``."""

    sequence: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """What differs between two paths in a way that no one value can stand for; an error if it is used."""

    reason: str = field(default="")
    location: Any = None            # where it came about, if that says more than where it is used
    note: str | None = None


# What a generator has left of which something else may have read a part.
LEFT = Generated(Conflict("another iterator, or a loop that was left, has read some of it", None,
                          "make a list of it first: list(…)"))
STRUCTURES = (TupleOf,)


def leaves(value: Any) -> Iterable[Any]:
    """The parts of a structure that are not structures, in order."""
    if isinstance(value, TupleOf):
        for item in value.items:
            yield from leaves(item)
    else:
        yield value


def rebuild(value: Any, replace: Callable[[Any], Any]) -> Any:
    """The same structure with each leaf replaced, in order."""
    if isinstance(value, TupleOf):
        return TupleOf(tuple(rebuild(item, replace) for item in value.items), value.type)
    return replace(value)


def kind_of_abstract(value: Any) -> Kind | None:
    """The kind of a value, or of a tuple of values; None for compile-time things."""
    if isinstance(value, Value):
        return value.kind
    if isinstance(value, TupleOf):
        kinds = [kind_of_abstract(v) for v in value.items]
        return Tuple(tuple(k for k in kinds if k is not None), value.type) if None not in kinds else None
    return None


def is_static(value: Any) -> bool:
    """Whether a value is known at compile time and can be told apart by identity or equality."""
    return isinstance(value, (Const, Closure, Partial, Derivative, Method))
