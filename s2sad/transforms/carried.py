"""What a loop carries from trip to trip: its variables, and what lists, dicts and objects hold.

A state says of each what is the same on every trip: a kind, where it is an SSA value; an object, where it is one
that is known; a structure of states. It is widened until a trip leaves it as it is.
"""
from __future__ import annotations

import contextlib
import operator
import warnings
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import (
    UNBOUND,
    Block,
    Const,
    Unbound,
    Value,
    defined_in,
)
from ..ir.kinds import NEVER, UNKNOWN, Array, Dict, Kind, List, Scalar, join
from ..runtime.records import Layout
from .abstract import (
    Cell,
    Conflict,
    DictOf,
    Generated,
    Keys,
    ListOf,
    Ref,
    TupleOf,
    contents_of,
    fields_of,
    is_static,
    layout_of,
    part_name,
    rebuild,
)
from .array_objects import Same
from .calls import Calls

UNROLL_AT_MOST = 16
FEW = 4
# Managers that let every exception pass: after them, the body was completed.
NEVER_SWALLOW = {np.errstate, contextlib.nullcontext, warnings.catch_warnings}


class Carried(Calls):
    """The states of what loops carry."""

    def first_written(self, heaps: list[dict[Any, Any]], before: dict[Any, Any], blocks: Any,
                      mine: set[Value] = frozenset()) -> list[Value]:  # type: ignore[assignment]
        """The arrays from outside that were written in blocks for the first time."""
        new = dict.fromkeys(k for heap in heaps for k in heap if k not in before and isinstance(k, Value))
        if not new:
            return []
        inside: set[Value] = set()
        for b in blocks:
            defined_in(b, inside)
        return [k for k in new if k not in inside and k not in mine]

    def own(self, contents: dict[Any, Any]) -> None:
        """Set the present contents of lists, dicts and arrays."""
        self.heap.update((ref, contents_of(v)) for ref, v in contents.items())
        self.owner.update((v, ref) for ref, v in contents.items() if isinstance(ref, Value) and isinstance(v, Value))

    def state_of_contents(self, before: Any, after: Any, key: Any) -> Any:
        """The state of a list's, dict's, cell's or array's contents that a loop changes."""
        if isinstance(after, Generated):
            raise self.refuse("a generator made before a loop is consumed in it", "make a list of it before: list(…)",
                              code="S2SAD205")
        if isinstance(before, Conflict) or isinstance(after, Conflict):
            return before if isinstance(before, Conflict) else after
        layout = layout_of(before, after) if isinstance(before, DictOf) and isinstance(after, DictOf) else None
        before, after = fields_of(before, layout), fields_of(after, layout)
        if isinstance(after, TupleOf):
            return self.widen(self.general(before), after, (*key, "cell"))
        return join(self.content_kind(before), self.content_kind(after), key)

    def widen_contents(self, state: Any, before: Any, after: Any, key: Any, body: Block) -> Any:
        """The state that covers both an old state of contents and what a trip leaves."""
        if isinstance(state, Conflict) or isinstance(after, Conflict):
            return state if isinstance(state, Conflict) else after
        if isinstance(before, DictOf) and isinstance(after, DictOf) and isinstance(state, TupleOf) and (
                layout_of(before, after) != state.type):
            return self.state_of_contents(before, after, key[:2])
        return self.widen(state, self.as_part(after, body, state), key)

    def general(self, value: Any) -> Any:
        """The state of a carried value: a kind where it is an SSA value, else what it is."""
        def leaf(v: Any) -> Any:
            if isinstance(v, Unbound):
                return UNBOUND
            if self.poisoned(v) is not None:
                return self.poisoned(v)
            if isinstance(v, Const) and not isinstance(v.kind, (Scalar, Array)):
                return v
            if isinstance(v, Ref):
                return v
            return v.kind if isinstance(v, Value) else v
        return rebuild(value, leaf)

    def parameters(self, state: Any, name: str | None) -> Any:
        """New block parameters for a state."""
        def parameter(s: Any) -> Any:
            if isinstance(s, Kind):
                s = Value(name, s)
                self.parameters_made.add(s)
            return s.object if isinstance(s, Same) else s
        if isinstance(state, TupleOf):
            return TupleOf(tuple(self.parameters(s, part_name(state.type, i, name))
                                 for i, s in enumerate(state.items)), state.type)
        return parameter(state)

    def widen(self, state: Any, out: Any, key: Any) -> Any:
        """The state that covers both an old state and what a trip yields."""
        if isinstance(out, Unbound) or isinstance(state, Conflict):
            return state
        poison = self.poisoned(out)
        if poison is not None:
            return poison
        if isinstance(state, Same):
            if isinstance(out, Value) and self.object_of(out) is state.object:
                return state
            state = state.object.kind
        if isinstance(out, Ref) and isinstance(self.heap.get(out), (TupleOf, DictOf)) and (
                out not in self.before_loop or isinstance(state, (Ref, TupleOf)) and state is not out):
            out = self.as_structure(out, self.heap)    # an object or dict that is another one on each trip
        if isinstance(state, Ref) and state is not out and isinstance(self.before_loop.get(state), (TupleOf, DictOf)):
            state = rebuild(self.as_structure(state, self.before_loop), lambda v: self.general(v))
        if isinstance(out, Ref) and out not in self.before_loop:
            out = Value(None, self.kind(out) or UNKNOWN)       # made on this trip: carried by value
        if state is UNBOUND:
            return self.general(out)
        if isinstance(state, TupleOf) and isinstance(out, TupleOf) and isinstance(out.type, Layout) and (
                state.type != out.type):
            raise self.refuse(f"a loop adds an attribute to a {out.type.__name__}", "assign it before the loop",
                              code="S2SAD209")
        if isinstance(state, TupleOf) and isinstance(out, TupleOf) and state.type != out.type and isinstance(
                state.type, Keys):
            return Conflict("its keys differ from trip to trip of a loop")
        if isinstance(state, TupleOf) and isinstance(out, TupleOf) and len(state.items) == len(out.items):
            return TupleOf(tuple(self.widen(s, o, (key, i)) for i, (s, o) in enumerate(zip(state.items, out.items))),
                           state.type)
        if state is out or is_static(state) and state == out or (
                isinstance(state, Const) and isinstance(out, Const) and state.value is out.value):
            return state
        left = state.kind if isinstance(state, Const) else state if isinstance(state, Kind) else self.kind(state)
        right = self.kind(out)
        if left is None or right is None:
            return state if isinstance(state, Conflict) else Conflict("it differs from trip to trip of a loop")
        return join(left, right, key)

    def structures(self, states: list[Any], values: list[Any], heap: dict[Ref, Any]) -> list[Any]:
        """Carried values, objects as the structures that states say they are carried as."""
        return [self.as_structure(v, heap) if isinstance(s, TupleOf) else v for s, v in zip(states, values)]

    def with_fields(self, state: Any, contents: Any, heap: dict[Ref, Any]) -> Any:
        """What a shared variable holds, an object as the structure that the state says it is carried as."""
        if not isinstance(state, TupleOf) or not isinstance(contents, TupleOf):
            return contents
        return TupleOf(tuple(self.structures(list(state.items), list(contents.items), heap)), contents.type)

    def as_structure(self, value: Any, heap: dict[Ref, Any]) -> Any:
        """An object as the structure of its attributes, which a loop carries; it may be written no more."""
        contents = heap.get(value) if isinstance(value, Ref) else value
        contents = fields_of(self.certain(contents)) if isinstance(contents, DictOf) else contents
        if isinstance(contents, TupleOf) and (contents.type is not Cell):
            if contents is not value:
                self.frozen.add(value)
            return TupleOf(tuple(self.as_structure(v, heap) for v in contents.items), contents.type)
        return value

    def opened(self, value: Any) -> Any:
        """What a loop or a branch gives with its lists and dicts as such: copies, which may not be written."""
        def leaf(v: Any) -> Any:
            return self.wrap(v) if isinstance(v, Value) and isinstance(v.kind, (List, Dict)) else v
        return rebuild(value, leaf)

    def as_object(self, value: Any) -> Any:
        """A structure of attributes as an object again."""
        if not isinstance(value, TupleOf):
            return value
        items = TupleOf(tuple(map(self.as_object, value.items)), value.type)
        if not isinstance(value.type, (Layout, Keys)):
            return items
        ref = self.new_ref(contents_of(items))
        self.frozen.add(ref)
        return ref

    def with_objects(self, contents: Any) -> Any:
        """What a shared variable or an object holds, structures of attributes in it as objects again."""
        if not isinstance(contents, TupleOf):
            return contents
        return TupleOf(tuple(map(self.as_object, contents.items)), contents.type)

    def part(self, value: Any, index: int) -> Any:
        if isinstance(value, TupleOf):
            return value.items[index]
        if isinstance(value, Unbound):
            return value
        return self.builder.call(operator.getitem, self.materialise(value), Const(index))

    def may_be_unbound(self, value: Value) -> bool:
        return value is UNBOUND or value in self.unbound

    def content_kind(self, contents: Any) -> Kind:
        if isinstance(contents, Value):
            return contents.kind
        if isinstance(contents, TupleOf):
            return self.kind(contents) or UNKNOWN
        if isinstance(contents, ListOf):
            item: Kind = NEVER
            for v in contents.items:
                item = join(item, self.kind(v) or UNKNOWN, ("list", len(contents.items)))
            return List(item)
        if contents.flags:
            return UNKNOWN
        kinds = tuple(self.kind(v) or UNKNOWN for _, v in contents.items)
        return Dict(tuple(k for k, _ in contents.items), kinds)

    def content_value(self, contents: Any) -> Value:
        """A list or dict as an SSA value; what it holds may be written no more."""
        if isinstance(contents, Value):
            return contents
        if isinstance(contents, Conflict):
            raise self.refuse(contents.reason, contents.note or "make a copy of it: list(…)", code="S2SAD303")
        if isinstance(contents, DictOf):
            contents = self.certain(contents)
        if isinstance(contents, ListOf) and self.owned(contents):
            return self.builder.call(primitives.make_list, *[self.content_value(self.heap[v]) for v in contents.items])
        for v in [v for _, v in contents.items] if isinstance(contents, DictOf) else contents.items:
            self.freeze(v)
        if isinstance(contents, TupleOf):
            return self.materialise(contents)
        if isinstance(contents, ListOf):
            value = self.builder.call(primitives.make_list, *map(self.materialise, contents.items))
            return value
        return self.builder.call(primitives.make_dict, Const(tuple(k for k, _ in contents.items)),
                                 *[self.materialise(v) for _, v in contents.items])

    def as_part(self, contents: Any, block: Block, state: Any = None) -> Any:
        """What a loop carries of a list, a dict, or a shared variable."""
        fields = fields_of(contents, getattr(state, "type", None))
        return fields if isinstance(fields, TupleOf) else self.as_value(contents, block)

    def as_value(self, contents: Any, block: Block) -> Value:
        for item in contents.items if isinstance(contents, (ListOf, DictOf)) else ():
            for v in self.arrays_in(item[1] if isinstance(contents, DictOf) else item):
                self.keep(v, "a list or dict holds it whose items are not known one by one")
        with self.builder.into(block):
            return self.content_value(contents)
