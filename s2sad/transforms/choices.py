"""Arrays of which only the run knows which one a name means: each is followed under its condition.

    v = u if c else w       `v` is a choice: `u` where %c, else `w`
    v[0] = 1.0              if %c { %u.1 = replaced %u, 0, 1.0 } else { %w.1 = replaced %w, 0, 1.0 }
    v.sum()                 %v.1 = if %c { yield %u.1 } else { yield %w.1 }

This is done where a function would be refused without it, since most names that an ``if`` decides are only read.
"""
from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..ir.core import UNBOUND, Block, Const, If, Unbound, Value
from ..ir.kinds import Scalar, join
from .abstract import Conflict, Ref, TupleOf
from .array_objects import ArrayObjects, Step, View

FEW = 8                 # arrays of a list that an index chooses from


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two objects; ``seen`` are their versions where it was made, if it shows these."""

    flag: Value
    then: Value
    orelse: Value
    seen: tuple[Value | None, Value | None]


class Choices(ArrayObjects):
    """Objects that are one of several others."""

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.choices: dict[Value, Choice] = {}
        self.shown: dict[Any, Value] = {}       # (choice, its versions, block) -> what it shows there
        self.items_of: dict[Value, tuple[tuple[Any, ...], Value]] = {}      # item -> of which items, and which
        self.following = False          # whether choices are made

    def branch(self, flag: Value, then: Callable[[], None], orelse: Callable[[], None]) -> None:
        """Do one thing or the other, as a flag says when the program runs."""
        raise NotImplementedError

    # -- making them ---------------------------------------------------------------------

    def choose(self, v: Value, flag: Value, then: Value, orelse: Value) -> None:
        """Let ``v``, which shows one of two objects, be the one that a flag says."""
        self.choices[v] = Choice(flag, then, orelse, (self.version(then), self.version(orelse)))

    def chosen(self, flag: Value, then: Value, orelse: Value) -> Value:
        """An object that is one of two, and that nothing shows yet."""
        new = self.unseen(then)
        new.kind = join(then.kind, orelse.kind, (self.fresh(), "choice"))
        self.choices[new] = Choice(flag, then, orelse, (None, None))
        return new

    def choose_among(self, v: Value, options: list[tuple[Value, Value]]) -> None:
        """Let ``v`` be the first of several objects whose flag holds, or the last."""
        *first, (_, rest) = options
        for flag, thing in reversed(first[1:]):
            rest = self.chosen(flag, thing, rest)
        if first:
            self.choose(v, *first[0], rest)
        else:
            self.choose(v, Const(True), rest, UNBOUND)

    def unseen(self, like: Value) -> Value:
        """A new object, which is no value of the program itself."""
        new = Value(like.name, like.kind)
        self.parameters_made.add(new)
        return new

    def boxed(self, v: Value) -> Value:
        """A new object whose first version is ``v``."""
        new = self.unseen(v)
        self.heap[new] = v
        return new

    # -- reading -------------------------------------------------------------------------

    def current(self, v: Value) -> Value:
        v = self.object_of(v)
        choice = self.choices.get(v)
        if choice is None:
            return super().current(v)
        then, orelse = self.current(choice.then), self.current(choice.orelse)
        if then is choice.seen[0] and orelse is choice.seen[1]:
            return v
        return self.selected(choice.flag, then, orelse, v)

    def selected(self, flag: Value, then: Value, orelse: Value, of: Value) -> Value:
        """The present version of a choice."""
        known = self.truth(flag)
        if known is not None or isinstance(orelse, Unbound) or isinstance(then, Unbound):
            return then if known or isinstance(orelse, Unbound) else orelse
        key = of, then, orelse, self.builder.block
        if key not in self.shown:
            self.shown[key] = result = Value(of.name, of.kind)
            self.builder.append(If(operands=[flag], results=[result], then=Block(yields=[then]),
                                   orelse=Block(yields=[orelse])))
            self.owner[result] = of
        return self.shown[key]

    def version(self, v: Value) -> Value | None:
        """The present version of an object, if it can be read."""
        return None if self.poisoned(v) is not None else self.current(v)

    def poisoned(self, v: Any) -> Conflict | None:
        if not isinstance(v, Value) or isinstance(v, Const):
            return None
        return next(filter(None, map(super().poisoned, [v, *self.roots(v)])), None)

    # -- whose memory --------------------------------------------------------------------

    def roots(self, v: Value) -> list[Value]:
        """The objects of which one has the memory of an array."""
        root = self.root(v)
        choice = self.choices.get(root)
        if choice is None:
            return [root]
        return list(dict.fromkeys(r for side in (choice.then, choice.orelse) if self.is_array(side)
                                  for r in self.roots(side)))

    def relate(self, a: Value, b: Value) -> None:
        for x in self.roots(a):
            for y in self.roots(b):
                super().relate(x, y)

    def related(self, a: Value, b: Value) -> bool:
        return any(super(Choices, self).related(x, y) for x in self.roots(a) for y in self.roots(b))

    def pass_on(self, v: Value, to: Value) -> None:
        for root in self.roots(v):
            super().pass_on(root, to)

    def keep(self, value: Any, why: str) -> None:
        for root in self.roots(value) if isinstance(value, Value) else ():
            super().keep(root, why)

    # -- writing -------------------------------------------------------------------------

    def write_items(self, target: Value, index: Value, v: Value) -> None:
        if not self.write_chosen(target, lambda side: self.write_items(side, index, v)):
            super().write_items(target, index, v)

    def replace(self, target: Value, new: Value) -> None:
        if not self.write_chosen(target, lambda side: self.replace(side, new)):
            super().replace(target, new)

    def write_chosen(self, target: Value, write: Callable[[Value], None]) -> bool:
        """Write into the one of two objects that a flag says, or into the same view of it."""
        view = self.view_of.get(self.object_of(target)) or View(self.object_of(target), (), target)
        choice = self.choices.get(view.root)
        if choice is None:
            return False

        def side(thing: Value) -> Callable[[], None]:
            return lambda: write(self.through(self.writable_side(thing), view.steps))
        then, orelse = side(choice.then), side(choice.orelse)
        if isinstance(choice.then, Unbound) or isinstance(choice.orelse, Unbound):
            (orelse if isinstance(choice.then, Unbound) else then)()
        else:
            self.branch(choice.flag, then, orelse)
        return True

    def writable_side(self, thing: Value) -> Value:
        if not self.is_array(thing):
            raise self.refuse("this writes into an array, or gives a number a new value: only the run knows which",
                              code="S2SAD301")
        return thing

    def through(self, base: Value, steps: Iterable[Step]) -> Value:
        """A view of an object, by steps."""
        for step in steps:
            shown = self.look(self.current(base), (step,))
            self.note_view(base, step, shown)
            base = shown
        return base

    # -- items of lists ------------------------------------------------------------------

    def few_arrays(self, target: Any, index: Any) -> list[Value] | None:
        """The arrays of a list or tuple that an index chooses from when the program runs, where that is followed."""
        if isinstance(index, Const) or not isinstance(index, Value) or not isinstance(index.kind, Scalar) or not (
                isinstance(target, (Ref, TupleOf))):
            return None
        items = self.static_items(target)
        if not items or len(items) > FEW or not all(map(self.is_array, items)):
            return None
        self.could_follow = True
        return items if self.following else None

    def chosen_item(self, items: list[Value], index: Value) -> Value:
        """The array of a list that an index says."""
        at = self.builder.call(operator.getitem, Const(tuple(range(len(items)))), index)    # from the end, or an error
        *first, new = map(self.object_of, items)
        for i, item in reversed([*enumerate(first)]):
            new = self.chosen(self.builder.call(operator.eq, at, Const(i)), item, new)
        if first:
            self.items_of[new] = tuple(items), index
        return new


__all__ = ["Choice", "Choices"]
