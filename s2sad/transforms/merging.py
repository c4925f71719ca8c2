"""What two branches leave behind, merged: values become results of the ``if``, structures are merged part by part.

    if c:                   %y = if %c { yield %a } else { yield %b }
        y = a
    else:
        y = b
"""
from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any

from ..ir import primitives
from ..ir.core import (
    UNREACHABLE,
    Block,
    Const,
    If,
    Unbound,
    Value,
    defined_in,
)
from ..ir.kinds import BOOL, join
from .abstract import (
    Conflict,
    DictOf,
    Generated,
    ListOf,
    Ref,
    TupleOf,
    contents_of,
    fields_of,
    is_static,
    layout_of,
    part_name,
)


class Merger:
    """Merges what two branches leave behind into results of an ``If``."""

    def __init__(self, specialiser: Any, op: If, heaps: tuple[dict[Ref, Any], dict[Ref, Any]], mine: set[Value]):
        self.s, self.op, self.heaps, self.mine = specialiser, op, heaps, mine
        self.made: dict[Any, Value] = {}        # arrays that are the same two on the branches are one array
        self.boxes: list[tuple[Value, Value]] = []      # arrays that a branch made, as objects outside

    def merge(self, name: str | None, a: Any, b: Any, heap_a: dict[Ref, Any], heap_b: dict[Ref, Any]) -> Any:
        if a is b or isinstance(a, Const) and isinstance(b, Const) and not isinstance(a, Unbound) and not isinstance(
                b, Unbound) and type(a.value) is type(b.value) and (a.value is b.value or _equal(a.value, b.value)):
            return a
        if isinstance(a, TupleOf) and isinstance(b, TupleOf) and a == b:
            return a
        for v, heap in ((a, heap_a), (b, heap_b)):
            saved, self.s.heap = self.s.heap, heap
            poison = self.s.poisoned(v)
            self.s.heap = saved
            if poison is not None:
                return poison
        if self.s.is_array(a) and self.s.is_array(b) and self.s.object_of(a) is self.s.object_of(b):
            return self.s.object_of(a)
        for gone, other, heap in ((a, b, heap_b), (b, a, heap_a)):
            if isinstance(gone, Unbound):
                if isinstance(other, Ref):
                    return self.adopt(other, heap, gone)
                if self.s.kind(other) is None or gone is UNREACHABLE and isinstance(other, Const):
                    return other
        if is_static(a) and not isinstance(a, Const) and a == b:
            return a
        if isinstance(a, TupleOf) or isinstance(b, TupleOf):
            n = len((a if isinstance(a, TupleOf) else b).items)
            if all(isinstance(v, Unbound) or isinstance(v, TupleOf) and len(v.items) == n for v in (a, b)) and (
                    isinstance(a, Unbound) or isinstance(b, Unbound) or a.type == b.type):
                parts = [[v] * n if isinstance(v, Unbound) else v.items for v in (a, b)]
                t = (a if isinstance(a, TupleOf) else b).type
                return TupleOf(tuple(self.merge(None, x, y, heap_a, heap_b) for x, y in zip(*parts)), t)
        if isinstance(a, Ref) and isinstance(b, Ref):
            ca, cb = heap_a[a], heap_b[b]
            if isinstance(ca, TupleOf) and isinstance(cb, TupleOf) and ca.type == cb.type:
                ref = self.s.new_ref(self.merge(None, ca, cb, heap_a, heap_b))
                self.s.freeze(TupleOf((ref, a, b)))
                return ref
            if isinstance(ca, ListOf) and isinstance(cb, ListOf) and len(ca.items) == len(cb.items):
                ref = self.s.new_ref(ListOf(tuple(self.merge(None, x, y, heap_a, heap_b)
                                                  for x, y in zip(ca.items, cb.items))))
                self.s.frozen.update((ref, a, b))
                return ref
        for v in (a, b):
            if isinstance(v, Conflict):
                return v
        if self.s.kind(a) is None or self.s.kind(b) is None:
            return Conflict("it is a different thing on the two branches of an `if`")
        return self.result(name, a, b, heap_a, heap_b)

    def adopt(self, ref: Ref, heap: dict[Ref, Any], gone: Unbound) -> Ref:
        """A list or dict that only one branch made, carried out of it."""
        def out(v: Any) -> Any:
            return self.merge(None, gone, v, heap, heap) if gone_first else self.merge(None, v, gone, heap, heap)
        gone_first = heap is self.heaps[1]
        contents = heap[ref]
        if ref in self.s.rows:
            self.s.disown(self.s.rows.pop(ref)[0])
        if isinstance(contents, Generated):
            self.s.heap[ref] = contents
        elif isinstance(contents, TupleOf):
            self.s.heap[ref] = TupleOf(tuple(map(out, contents.items)), contents.type)
        elif isinstance(contents, ListOf):
            self.s.heap[ref] = ListOf(tuple(map(out, contents.items)))
        elif isinstance(contents, DictOf):
            self.s.heap[ref] = DictOf(tuple((k, out(v)) for k, v in contents.items),
                                      tuple((k, out(f)) for k, f in contents.flags), contents.ordered)
        else:
            self.s.heap[ref] = out(contents)
        return ref

    def result(self, name: str | None, a: Any, b: Any, heap_a: Any, heap_b: Any) -> Value:
        key = (a, b) if self.s.is_array(a) or self.s.is_array(b) else None
        if key is not None and key in self.made:
            return self.made[key]
        va, vb = self.value(a, self.op.then, heap_a), self.value(b, self.op.orelse, heap_b)
        result = Value(name, join(va.kind, vb.kind, (self.s.fresh(), "if")))
        self.op.then.yields.append(va)
        self.op.orelse.yields.append(vb)
        self.op.results.append(result)
        if any(self.s.may_be_unbound(v) for v in (va, vb)):
            self.s.unbound.add(result)
        options = [self.s.options.get(v, [v] if isinstance(v, Const) and isinstance(v.value, str) else []) for v in (
            va, vb)]
        if all(options):
            self.s.options[result] = list({v.value: v for found in options for v in found}.values())
        if key is not None:
            self.made[key] = result
            self.s.could_follow = True
            for v in key if not self.s.following else ():
                if isinstance(v, Value) and not isinstance(v, Const):
                    self.s.relate(result, v)
                    self.s.pass_on(v, result)
        return result

    # -- what only the run knows ---------------------------------------------------------

    def choose(self) -> None:
        """Let the arrays that differ be choices, when the ``if`` is in place."""
        inside = defined_in(self.op.orelse, defined_in(self.op.then, set(self.mine)))
        for (a, b), result in self.made.items():
            sides = [self.outside(v, block, result, inside) for v, block in zip((a, b), self.op.blocks)]
            self.s.choose(result, self.op.operands[0], *sides)

    def outside(self, v: Any, block: Block, result: Value, inside: set[Value]) -> Value:
        """What an array of a branch is outside: of one made in the branch, an object that begins as the result."""
        s = self.s
        if isinstance(v, Unbound):
            return v
        if not s.is_array(v):
            box: Value = s.boxed(result)
            s.kept[box] = "it may be a number, which is not changed in place"
            return box
        v = s.object_of(v)
        if v not in inside:
            return v
        choice = s.choices.get(v)
        if choice is not None:
            sides = [self.outside(side, block, result, inside) for side in (choice.then, choice.orelse)]
            return s.chosen(self.flag(choice.flag, block, inside), *sides)
        view = s.view_of.get(v)
        steps = view and self.steps_outside(view, inside)
        if steps and (view.root not in inside or view.root in s.choices):
            return s.through(self.outside(view.root, block, result, inside), steps)
        box = s.boxed(result)
        root = s.root(v)
        for other, its in self.boxes:
            if s.related(root, other):
                s.relate(box, its)
        for other in list(s.overlaps.get(root, ())):
            if other not in inside:
                s.relate(box, other)
        s.pass_on(v, box)
        self.boxes.append((root, box))
        return box

    def steps_outside(self, view: Any, inside: set[Value]) -> list[Any] | None:
        """The steps to a view that a branch takes, where their indices can be computed outside too."""
        operands = [[self.index_outside(v, inside) for v in step.operands] for step in view.steps]
        if any(v is None for values in operands for v in values):
            return None
        return [replace(step, operands=tuple(values)) for step, values in zip(view.steps, operands)]

    def index_outside(self, v: Value, inside: set[Value]) -> Value | None:
        """An index, or a part of one, outside the branch that made it."""
        if v not in inside:
            return v
        made = self.s.builder.made.get(v)
        if made is None or made.callee not in (primitives.make_tuple, slice, operator.add, operator.sub):
            return None
        parts = [self.index_outside(part, inside) for part in made.operands]
        return None if None in parts else self.s.builder.call(made.callee, *parts)

    def flag(self, flag: Value, block: Block, inside: set[Value]) -> Value:
        """A flag of a branch, brought out of it."""
        if flag not in inside:
            return flag
        result = Value(flag.name, BOOL)
        for b in self.op.blocks:
            b.yields.append(flag if b is block else Const(False))
        self.op.results.append(result)
        return result

    def value(self, v: Any, block: Block, heap: dict[Ref, Any]) -> Value:
        saved, self.s.heap = self.s.heap, heap
        with self.s.builder.into(block):
            found = self.s.stored(v)
        self.s.heap = saved
        return found

    def merge_contents(self, ref: Ref, heap_a: dict[Ref, Any], heap_b: dict[Ref, Any]) -> Any:
        ca, cb = heap_a.get(ref, ref), heap_b.get(ref, ref)
        for c in (ca, cb):
            if isinstance(c, Conflict):
                return c
        if isinstance(ca, Generated) or isinstance(cb, Generated):
            raise self.s.refuse("a generator is consumed on one branch of an `if` only",
                                "make a list of it before: list(…)", code="S2SAD205")
        if isinstance(ca, TupleOf) and isinstance(cb, TupleOf):
            if ca.type != cb.type:
                raise self.s.refuse(f"an `if` adds an attribute to a {ca.type.__name__} on one of its branches only",
                                    "assign it on both, or before", code="S2SAD209")
            return self.merge(None, ca, cb, heap_a, heap_b)
        if isinstance(ca, ListOf) and isinstance(cb, ListOf) and len(ca.items) == len(cb.items):
            return ListOf(tuple(self.merge(None, x, y, heap_a, heap_b) for x, y in zip(ca.items, cb.items)))
        if isinstance(ca, DictOf) and isinstance(cb, DictOf):
            told = self.s.facts_of(self.op, True)
            self.s.defaulted += [(self.op, v) for c in (ca, cb) for k, v in c.items if c.flag(k) in told]
            ca, cb = (self.s.settled(c, self.s.facts_of(self.op, taken)) for c, taken in ((ca, True), (cb, False)))
            layout = layout_of(ca, cb)
            a, b = fields_of(ca, layout), fields_of(cb, layout)
            return contents_of(TupleOf(tuple(self.merge(part_name(layout, i, None), x, y, heap_a, heap_b)
                                             for i, (x, y) in enumerate(zip(a.items, b.items))), layout))
        values = []
        saved = self.s.heap
        for contents, block, heap in ((ca, self.op.then, heap_a), (cb, self.op.orelse, heap_b)):
            self.s.heap = heap
            self.s.spread(ref, contents)
            values.append((self.s.as_value(contents, block), self.s.content_kind(contents)))
        self.s.heap = saved
        (va, kind_a), (vb, kind_b) = values
        result = Value(ref.name, join(kind_a, kind_b, (self.s.fresh(), "contents")))
        self.op.then.yields.append(va)
        self.op.orelse.yields.append(vb)
        self.op.results.append(result)
        return result


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, float):
        return repr(a) == repr(b)
    return isinstance(a, (int, str, bool, complex, tuple, slice)) and repr(a) == repr(b)
