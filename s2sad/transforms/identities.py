"""Which objects the variables are that a loop carries: the same on every trip, passed round, or made anew.

    for _ in range(n):
        u += f(u)               `u` is one array on every trip, which the loop writes
        a, b = b, a             `a` and `b` are two arrays, and one is never the other
        c = np.sin(c)           `c` is a new array on each trip

A variable that turns out to hold one object, which the loop writes, is that object (``Same``).  The others
are new objects inside the loop, of which this says whose memory theirs may be.
"""
from __future__ import annotations

from typing import Any

from ..ir.core import Block, Const, Value, defined_in
from ..ir.kinds import Array, Kind
from .abstract import TupleOf, rebuild
from .array_objects import ArrayObjects, Same


class Identities:
    """Follows the arrays that a loop carries, over the runs of its body until nothing new is found."""

    def __init__(self, objects: ArrayObjects):
        self.objects = objects
        self.params: list[Value | None] = []        # one for each carried part; None where it is not an array
        self.starts: list[Any] = []
        self.states: list[Any] = []
        self.outer: dict[int, set[Value]] = {}      # part -> arrays from outside that it may be
        self.alike: set[tuple[int, int]] = set()    # parts that may be one array
        self.settled, self.found_same = True, False
        self.before = objects.relations()

    def enter(self, state: list[Any], params: list[Any], starts: list[Any]) -> None:
        """Relate the parameters of a new run to what they may be."""
        self.objects.forget(self.before)
        self.params, self.starts, self.states = [], [], state
        for s, p, i in zip(state, params, starts):
            self.flatten(s, p, i)
        o = self.objects
        for j, p in enumerate(self.params):
            if p is None:
                continue
            if is_array(self.starts[j]):
                o.relate(p, self.starts[j])
                o.pass_on(self.starts[j], p)
                o.could_follow = True
            for v in self.outer.get(j, ()):
                o.relate(p, v)
                o.pass_on(v, p)
        for j, p in enumerate(self.params):
            for k in range(j):
                q = self.params[k]
                if p is not None and q is not None and not (
                        (k, j) in self.alike or self.both(self.starts[j], self.starts[k])):
                    o.unrelate(p, q)

    def both(self, a: Any, b: Any) -> bool:
        return is_array(a) and is_array(b) and self.objects.related(a, b)

    def flatten(self, state: Any, param: Any, start: Any) -> None:
        if isinstance(state, TupleOf):
            parts = start.items if isinstance(start, TupleOf) else (None,) * len(state.items)
            for s, p, i in zip(state.items, param.items, parts):
                self.flatten(s, p, i)
        else:
            self.params.append(param if isinstance(state, Kind) and is_array(param) else None)
            self.starts.append(start)

    def leave(self, state: list[Any], yields: list[Any], body: Block, mine: set[Value],
              writes: bool) -> list[Any]:
        """The state after a run: what is one object throughout is ``Same``; else note what was learnt."""
        self.settled, self.found_same = True, False
        outs, inside = self.outcome(yields, body, mine)
        o = self.objects
        found = list(self.params)
        for j, (p, y) in enumerate(zip(self.params, outs)):
            if p is None or not is_array(y):
                continue
            start = o.object_of(self.starts[j]) if is_array(self.starts[j]) else None
            if start is not None and o.object_of(y) in ((p, start) if p in o.heap else (start,)):
                found[j] = Same(start)  # type: ignore[call-overload]
                self.settled, self.found_same = False, True
                continue
            self.learn(j, y, inside)
        for j, y in enumerate(outs):
            for k in range(j):
                if self.params[j] is not None and self.params[k] is not None and self.both(y, outs[k]) and (
                        k, j) not in self.alike:
                    self.alike.add((k, j))
                    self.settled = self.settled and not writes
        if any(isinstance(f, Same) for f in found):
            parts = iter(found)
            return [with_same(s, parts) for s in self.states]
        return state

    # what a loop carries of it, where it follows which array is which (``Possibilities``)

    def outcome(self, yields: list[Any], body: Block, mine: set[Value]) -> tuple[list[Any], set[Value]]:
        """What a run leaves of each part, and the values that it defines, where a part is an array."""
        outs = [out for s, y in zip(self.states, yields) for out in leaves_like(s, y)]
        return outs, defined_in(body, set(mine)) if any(p is not None for p in self.params) else set()

    def begin(self, again: dict[Value, Value] | None = None) -> None:
        pass

    def carried(self) -> list[Value]:
        return []

    def first(self) -> list[Value]:
        return []

    def next(self, yields: list[Any]) -> list[Value]:
        return []

    def end(self, which: list[Value]) -> None:
        pass

    def learn(self, j: int, y: Value, inside: set[Value]) -> None:
        """A trip leaves ``y`` to the next one as part ``j``."""
        o = self.objects
        root = o.root(y)
        mine = {q: k for k, q in enumerate(self.params) if q is not None}
        new: set[Value] = set()
        for v in [root, *o.overlaps.get(root, ())]:
            if v in mine:
                k = mine[v]
                new |= self.outer.get(k, set())
                if is_array(self.starts[k]):
                    new.add(o.root(self.starts[k]))
            elif v not in inside:
                new.add(v)
        old = self.outer.setdefault(j, set())
        if not new <= old:
            old |= new
            self.settled = False

    def finish(self, finals: list[Any]) -> None:
        """After the loop: what its results may be."""
        o = self.objects
        o.forget(self.before)
        results: list[Any] = []
        for s, f in zip(self.states, finals):
            results += leaves_like(s, f)
        for j, r in enumerate(results):
            if self.params[j] is None or not is_array(r):
                continue
            for v in [*self.outer.get(j, ()), *([self.starts[j]] if is_array(self.starts[j]) else [])]:
                o.relate(r, v)
                o.pass_on(v, r)
        for j, r in enumerate(results):
            for k in range(j):
                if self.params[j] is None or self.params[k] is None or not is_array(r) or not is_array(results[k]):
                    continue
                if (k, j) in self.alike or self.both(self.starts[j], self.starts[k]):
                    o.relate(r, results[k])
                else:
                    o.unrelate(r, results[k])


def is_array(v: Any) -> bool:
    return isinstance(v, Value) and not isinstance(v, Const) and isinstance(v.kind, Array)


def leaves_like(state: Any, value: Any) -> list[Any]:
    """The parts of a value, in the order of a state's."""
    if not isinstance(state, TupleOf):
        return [value]
    parts = value.items if isinstance(value, TupleOf) else (None,) * len(state.items)
    return [leaf for s, v in zip(state.items, parts) for leaf in leaves_like(s, v)]


def with_same(state: Any, parts: Any) -> Any:
    def leaf(s: Any) -> Any:
        found = next(parts)
        return found if isinstance(found, Same) else s
    return rebuild(state, leaf)
