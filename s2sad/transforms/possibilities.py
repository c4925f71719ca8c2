"""Which of several arrays a loop's variables are, where only the run knows: followed by numbers that the loop carries.

    for i in range(n):                  for %i … with %u: float[n] = %a, %which = 1:
        u[0] += 1.0                         u is `a` where %which is 1, else an array that a trip has made
        u = np.sin(u)                       yield %u.1, 0

Number 0 says that the variable's array is its own: one that a trip made.  The others are arrays from outside.
"""
from __future__ import annotations

import operator
from typing import Any

from ..ir.core import Block, Const, If, Unbound, Value
from ..ir.kinds import INT
from .array_objects import Same
from .choices import Choices
from .identities import Identities, is_array, leaves_like, with_same

OWN = 0


class Possibilities(Identities):
    """Follows what each carried array may be, over the runs of a loop's body until nothing new is found."""

    objects: Choices

    def __init__(self, objects: Choices):
        super().__init__(objects)
        self.numbers: dict[Value, int] = {}             # array from outside -> its number
        self.options: dict[int, list[int]] = {}         # part -> the numbers that it may have
        self.which: dict[int, Value] = {}               # part -> its number, where it may have several
        self.own: dict[int, Value] = {}                 # part -> the object that it is where its number is 0

    def number(self, v: Value) -> int:
        return self.numbers.setdefault(v, len(self.numbers) + 1)

    # -- a run of the body ---------------------------------------------------------------

    def enter(self, state: list[Any], params: list[Any], starts: list[Any]) -> None:
        self.objects.forget(self.before)
        self.params, self.starts, self.states = [], [], state
        for s, p, i in zip(state, params, starts):
            self.flatten(s, p, i)
        for j, (p, start) in enumerate(zip(self.params, self.starts)):
            if p is not None and j not in self.options:
                self.options[j] = [self.number(self.objects.object_of(start))] if is_array(start) else []
        self.which = {j: Value("which", INT) for j, p in enumerate(self.params)
                      if p is not None and len(self.options[j]) > 1}

    def carried(self) -> list[Value]:
        return list(self.which.values())

    def begin(self, again: dict[Value, Value] | None = None) -> None:
        """Say what the variables are, where the body begins (or the condition, whose parameters are renewed)."""
        renewed = {} if again is None else again
        which = {j: renewed.get(w, w) for j, w in self.which.items()}
        self.say([p if p is None else renewed.get(p, p) for p in self.params], which)

    def say(self, shown: list[Value | None], which: dict[int, Value]) -> None:
        """Let each value be one of its options."""
        o = self.objects
        things = {n: v for v, n in self.numbers.items()}
        self.own = {}
        for j, p in enumerate(shown):
            if p is None:
                continue
            options = self.options[j] or [OWN]
            if options == [OWN]:
                self.own[j] = p
                continue
            if OWN in options:
                self.own[j] = o.boxed(p)
            o.choose_among(p, [(o.builder.call(operator.eq, which[j], Const(n)) if j in which else Const(True),
                                self.own[j] if n == OWN else things[n]) for n in sorted(options, reverse=True)])
        for j, own in self.own.items():
            for v in self.outer.get(j, ()):
                o.relate(own, v)
                o.pass_on(v, own)
            for k in self.own:
                if k < j and (k, j) in self.alike:
                    o.relate(own, self.own[k])

    def leave(self, state: list[Any], yields: list[Any], body: Block, mine: set[Value],
              writes: bool) -> list[Any]:
        self.settled, self.found_same = True, False
        outs, inside = self.outcome(yields, body, mine)
        o = self.objects
        found: list[Any] = list(self.params)
        roots: dict[int, list[Value]] = {}              # part -> arrays made in a trip that it may be
        for j, (p, y) in enumerate(zip(self.params, outs)):
            if p is None or not is_array(y):
                continue
            numbers, made = self.possible(y, inside)
            roots[j] = [r for v in made for r in o.roots(v) if r in inside]
            start = o.object_of(self.starts[j]) if is_array(self.starts[j]) else None
            if start is not None and not made and {*numbers, *self.options[j]} == {self.number(start)}:
                found[j] = Same(start)
                self.settled, self.found_same = False, True
                continue
            new = [n for n in numbers if n not in self.options[j]]
            if new:
                self.options[j] += new
                self.settled = False
            for v in made:
                self.learn(j, v, inside)
        for j in roots:
            for k in roots:
                if k < j and (k, j) not in self.alike and any(o.related(a, b) for a in roots[j] for b in roots[k]):
                    self.alike.add((k, j))
                    self.settled = self.settled and not writes
        if any(isinstance(f, Same) for f in found):
            parts = iter(found)
            return [with_same(s, parts) for s in self.states]
        return state

    def part_of(self, v: Value) -> int | None:
        """The part whose variable an object is on the present trip."""
        return next((j for j, p in enumerate(self.params) if p is v), None)

    def possible(self, y: Value, inside: set[Value]) -> tuple[list[int], list[Value]]:
        """The numbers that an array may have, and the arrays of trips that it may be."""
        o = self.objects
        y = o.object_of(y)
        k = self.part_of(y)
        if k is not None:
            return self.options[k] or [OWN], [self.own[k]] if k in self.own else []
        if y not in inside:
            return [self.number(y)], []
        choice = o.choices.get(y)
        if choice is None:
            return [OWN], [y]
        sides = [self.possible(v, inside) for v in (choice.then, choice.orelse) if not isinstance(v, Unbound)]
        return list(dict.fromkeys(n for s in sides for n in s[0])), [r for s in sides for r in s[1]]

    def learn(self, j: int, y: Value, inside: set[Value]) -> None:
        o = self.objects
        own = {v: k for k, v in self.own.items()}
        new: set[Value] = set()
        for root in o.roots(y):
            for v in [root, *o.overlaps.get(root, ())]:
                if v in own:
                    new |= self.outer.get(own[v], set())
                elif v not in inside:
                    new.add(v)
        old = self.outer.setdefault(j, set())
        if not new <= old:
            old |= new
            self.settled = False

    # -- the finished loop ---------------------------------------------------------------

    def first(self) -> list[Value]:
        """The numbers before the first trip."""
        return [Const(self.options[j][0] if is_array(self.starts[j]) else OWN) for j in self.which]

    def next(self, yields: list[Any]) -> list[Value]:
        """The numbers that a trip leaves to the next one, built where it ends."""
        outs = []
        for s, y in zip(self.states, yields):
            outs += leaves_like(s, y)
        return [self.number_of(outs[j]) for j in self.which]

    def number_of(self, y: Any) -> Value:
        o = self.objects
        if not is_array(y):
            return Const(OWN)
        y = o.object_of(y)
        k = self.part_of(y)
        if k is not None:
            return self.which.get(k) or Const((self.options[k] or [OWN])[0])
        if y in self.numbers:
            return Const(self.numbers[y])
        choice = o.choices.get(y)
        if choice is None:
            return Const(OWN)
        if isinstance(choice.then, Unbound) or isinstance(choice.orelse, Unbound):
            return self.number_of(choice.orelse if isinstance(choice.then, Unbound) else choice.then)
        then, orelse = self.number_of(choice.then), self.number_of(choice.orelse)
        if isinstance(then, Const) and isinstance(orelse, Const) and then.value == orelse.value:
            return then
        result = Value("which", INT)
        o.builder.append(If(operands=[choice.flag], results=[result], then=Block(yields=[then]),
                            orelse=Block(yields=[orelse])))
        return result

    def finish(self, finals: list[Any]) -> None:
        self.objects.forget(self.before)
        self.results: list[Any] = []
        for s, f in zip(self.states, finals):
            self.results += leaves_like(s, f)

    def end(self, which: list[Value]) -> None:
        """Say what the variables are after the loop."""
        self.say([r if p is not None and is_array(r) else None for p, r in zip(self.params, self.results)],
                 dict(zip(self.which, which)))


__all__ = ["Possibilities"]
