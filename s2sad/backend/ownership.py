"""Ownership: which arrays and lists the derivative may overwrite.

A buffer is ours where the program made it (not an argument, a view, or an item of something else),
nothing else refers to it, and nobody reads it after the operation that overwrites it.  Loops make this
a greatest fixpoint: a carried value is ours if it is on entry and every trip leaves it so.
"""
from __future__ import annotations

import operator

import numpy as np

from ..analysis.indexing import gathers
from ..analysis.memory import FRESH, makes_array, only_reads
from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, For, Function, If, Op, Value, While, defined_in, next_carried, walk
from ..ir.kinds import Array, Dict, Kind, List, Scalar, Tuple
from ..rules import registry
from ..runtime import add_at, copied, structured_like, zeros_like
from .fold import STORES, Folding
from .liveness import Liveness


class Ownership:
    """Answers whether an operation may overwrite an operand."""

    def __init__(self, function: Function, folding: Folding, live: Liveness):
        self.function, self.folding, self.live = function, folding, live
        self.escapes: set[Value] = set()
        self.views: dict[Value, list[Value]] = {}       # value -> values that may share its memory
        self.not_ours: set[Value] = set(function.params)
        self.back: list[tuple[Value, Value, Block]] = []    # what a trip passes to the next one
        self.same: list[tuple[Value, Value]] = []       # values that are one object, on some path
        self.flows: dict[Value, list[Value]] = {}       # value -> values that may be the same object
        self.defining = {r: o for o in walk(function.body) for r in o.results}
        ends = [function.body, *[op.body for op in walk(function.body) if isinstance(op, Define)]]
        self.returned = {v for b in ends for v in b.yields if folding.uses.get(v) == 1}
        for op in reversed(list(walk(function.body))):      # a tuple of tuples
            if isinstance(op, Call) and op.callee is primitives.make_tuple and op.result in self.returned:
                self.returned.update(v for v in op.operands if isinstance(v.kind, Tuple) and folding.uses.get(v) == 1)
        self.scan(function.body)
        self.sharing: dict[Value, tuple[set[Value], int]] = {}      # value -> all that may share memory with it
        self.lists: dict[Value, tuple[set[Value], int]] = {}        # value -> all that may be one list with it
        self.settle()

    def scan(self, block: Block) -> None:
        for op in block.ops:
            match op:
                case Call():
                    self.call(op)
                case If():
                    for b in op.blocks:
                        self.scan(b)
                        for r, y in zip(op.results, b.yields):
                            self.flow(y, r)
                case Define():
                    self.scan(op.body)
                    self.escapes.update(op.body.yields)
                    self.not_ours.update(op.body.params)
                case For() | While():
                    for b in op.blocks:
                        self.scan(b)
                    exchange = self.exchanged(op)
                    for i, p, y, f in zip(op.inits, op.carried, next_carried(op), op.finals):
                        self.flow(i, p)
                        self.flow(i, f)
                        self.flow(y, p, back=True)
                        self.flow(y, f, back=True)
                        if p not in exchange:
                            self.back += [(y, p, op.body), (y, f, op.body)]
        if block is self.function.body:
            self.escapes.update(block.yields)

    def exchanged(self, op: For | While) -> set[Value]:
        """Parameters whose arrays a trip passes round, each to one other: they are never one array.

        That holds where all of them come from outside for good, since nothing else then holds one.
        """
        def root(v: Value) -> Value:
            op = self.defining.get(v)
            while isinstance(op, Call) and op.callee in STORES:
                v = op.operands[0]
                op = self.defining.get(v)
            return v
        slots = {p: (i, root(y)) for i, p, y in zip(op.inits, op.carried, next_carried(op))}
        found = {p for p, (_, y) in slots.items() if y in slots and y is not p and isinstance(p.kind, Array)}
        passed = [slots[p][1] for p in found]
        begun = [slots[p][0] for p in found]
        if len(set(passed)) < len(found) or set(passed) != found or len(set(begun)) < len(begun) or not all(
                (op, i) in self.live.dies for i in begun):
            return set()
        return found

    def flow(self, a: Value, b: Value, stored: bool = False, back: bool = False) -> None:
        if isinstance(a, Const):
            if isinstance(a.value, (np.ndarray, list, dict)):
                self.not_ours.add(b)            # the program's own constant, there for the next call too
            return
        if not back and (not stored or not self.live.interfere(a, b)):
            self.same.append((a, b))
        self.flows.setdefault(a, []).append(b)

    def call(self, op: Call) -> None:
        if op.callee is primitives.make_tuple and op.result in self.returned:
            self.not_ours.add(op.result)            # nothing comes after it
            return
        kind = registry.properties_of(op.callee).kind
        for position, v in enumerate(op.operands):
            if isinstance(v, Const) or only_numbers(v.kind):
                continue
            if op.callee in STORES:
                if position == 0:
                    self.flow(v, op.result, stored=True)
                elif op.callee is primitives.appended or isinstance(op.operands[0].kind, List):
                    self.escapes.add(v)
            elif only_reads(op):
                continue
            elif kind == "as_second" and position > 0 or op.callee is operator.getitem and (
                    position > 0 or isinstance(v.kind, (List, Tuple, Dict))):
                continue                            # only its shape is read; an index; an item, which is another object
            elif op.results and self.may_view(op, kind):
                self.views.setdefault(v, []).extend(op.results)
                if op.callee is not primitives.make_list:
                    self.not_ours.update(op.results)
            else:
                self.escapes.add(v)
        if op.results and not self.allocates(op, kind) and op.callee not in STORES:
            self.not_ours.update(op.results)

    def may_view(self, op: Call, kind: str | None) -> bool:
        return op.callee is operator.getitem or kind in (
            "transposition", "swapping", "reshaped", "raveled", "expanded", "as_second", "first",
            "first_array") or op.callee in (
            primitives.make_tuple, primitives.make_list)

    def allocates(self, op: Call, kind: str | None) -> bool:
        if op.callee is primitives.make_list:
            return all(isinstance(v, Const) or isinstance(v.kind, (Scalar, Array)) for v in op.operands)
        if op.callee is primitives.make_dict:
            return all(isinstance(v, Const) or isinstance(v.kind, Scalar) for v in op.operands)
        return isinstance(op.result.kind, Scalar) or makes_array(op) or kind in FRESH and isinstance(
            op.result.kind, List) or op.callee in (copied, zeros_like) or op.callee is structured_like and isinstance(
                op.result.kind, List)

    def settle(self) -> None:
        """What comes from something that is not ours is not ours; nor is one object under two names, both read."""
        self.pass_on()
        views = [(v, w) for v, ws in self.views.items() for w in ws if not isinstance(w.kind, Scalar)]
        self.sharing = self.grouped([*self.same, *views])
        self.lists = self.grouped([*self.same, *((v, w) for v, w in views if not isinstance(v.kind, Array))])
        for members in components(self.same):
            self.not_ours.update(self.live.interfering(members))
        bases = {w: v for v, ws in self.views.items() for w in ws if not isinstance(w.kind, Scalar)}
        for v in list(self.escapes):            # what is held of a view is held of its base
            while v in bases and bases[v] not in self.escapes:
                v = bases[v]
                self.escapes.add(v)
        bad = self.not_ours | self.escapes      # what has escaped stays escaped in what it becomes later
        stack = list(bad)
        while stack:
            for w in self.flows.get(stack.pop(), ()):
                if w not in bad:
                    bad.add(w)
                    stack.append(w)
        self.not_ours = bad

    def grouped(self, pairs: list[tuple[Value, Value]]) -> dict[Value, tuple[set[Value], int]]:
        return {v: both for members in components(pairs) for both in [(members, self.live.set_of(members))]
                for v in members}

    def pass_on(self) -> None:
        """Count a carried value as one object with its next value where a trip passes an object on.

        Where the next value is made anew on each trip, the two are different objects at any one time.
        """
        views = [(v, w) for v, ws in self.views.items() for w in ws]
        made = {body: defined_in(body) - set(body.params) for body in {body: None for _, _, body in self.back}}
        pending = [edge for edge in self.back if not isinstance(edge[0], Const)]
        while True:
            groups = {v: members for members in components([*self.same, *views]) for v in members}
            anew = [groups.get(y, {y}) <= made[body] for y, _, body in pending]
            if all(anew):
                return
            self.same += [(y, p) for (y, p, _), new in zip(pending, anew) if not new]
            pending = [edge for edge, new in zip(pending, anew) if new]

    def fresh(self, v: Value) -> bool:
        """Whether a value is a new object that nothing else holds."""
        return not isinstance(v, Const) and v not in self.not_ours and v in self.folding.folded

    def owned(self, v: Value, op: Op) -> bool:
        """Whether ``op`` may overwrite ``v``: it is ours, and ``op`` is its last reader."""
        if isinstance(v, Const) or v in self.not_ours or (op, v) not in self.live.dies:
            return False
        groups = self.lists if isinstance(v.kind, List) else self.sharing       # what is in a list is not the list
        members, together = groups.get(v, (set(), 0))
        after = self.live.live_after.get(op)
        if after is None:
            return not any(w is not v and self.live.interfere(op.results[0], w) for w in members)
        if isinstance(op, Call) and op.callee is add_at and gathers(op.operands[1]):
            after |= self.live.read_for(op.operands[1:])        # ufunc.at does not buffer them
        return not after & together & ~self.live.bit(v)


def only_numbers(kind: Kind) -> bool:
    """Whether a value is a number, or a tuple of them: a shape, an index."""
    return isinstance(kind, Scalar) or isinstance(kind, Tuple) and kind.type is tuple and all(
        map(only_numbers, kind.items))


def components(pairs: list[tuple[Value, Value]]) -> list[set[Value]]:
    """The connected components of a relation."""
    of: dict[Value, set[Value]] = {}
    for a, b in pairs:
        x, y = of.setdefault(a, {a}), of.setdefault(b, {b})
        if x is not y:
            x, y = (x, y) if len(x) >= len(y) else (y, x)
            x |= y
            for v in y:
                of[v] = x
    return list({id(s): s for s in of.values()}.values())
