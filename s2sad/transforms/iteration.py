"""Iteration: the items of what a loop runs over, one by one where they are known, else by a counted loop."""
from __future__ import annotations

import contextlib
import operator
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import UnsupportedError
from ..ir import primitives
from ..ir.core import (
    Const,
    Value,
)
from ..ir.kinds import Array, Dict, List, Object, Scalar, Tuple
from .abstract import (
    Backwards,
    Counter,
    DictOf,
    ListOf,
    Range,
    Ref,
    Repeated,
    TupleOf,
    Zip,
)
from .carried import Carried

UNROLL_AT_MOST = 16
FEW = 4
# Managers that let every exception pass: after them, the body was completed.
NEVER_SWALLOW = {np.errstate, contextlib.nullcontext, warnings.catch_warnings}


class Iteration(Carried):
    """What `for` loops, comprehensions and unpacking run over."""

    def static_items(self, iterable: Any) -> list[Any] | None:
        """The items, where they are known one by one."""
        match iterable:
            case TupleOf(items):
                return list(items)
            case Ref() if isinstance(self.heap[iterable], ListOf):
                return list(self.heap[iterable].items)
            case Ref() if isinstance(self.heap[iterable], DictOf):
                return [Const(k) for k, _ in self.certain(self.heap[iterable]).items]
            case Const(value=tuple() | str() as value):
                return [self.constant(v) for v in value]
            case Zip(parts):
                found = [self.static_items(p) for p in parts if not isinstance(p, (Counter, Repeated))]
                if not found or any(c is None for c in found):
                    return None
                n = min(len(c) for c in found)  # type: ignore[arg-type]
                columns = [self.counts(p, n) if isinstance(p, Counter) else [p.value] * n if isinstance(
                    p, Repeated) else self.static_items(p) for p in parts]
                if any(c is None for c in columns):
                    return None
                return [TupleOf(row) for row in zip(*columns)]
            case Backwards(sequence):
                forwards = self.static_items(sequence)
                return None if forwards is None else forwards[::-1]
        return None

    def counts(self, counter: Counter, n: int) -> list[Any] | None:
        """The first numbers that ``enumerate`` counts, where its start is known."""
        start = counter.start
        return [Const(start.value + i) for i in range(n)] if isinstance(start, Const) else None

    def uniform(self, items: list[Any]) -> bool:
        """Whether a loop over the items is one loop: constants of one kind."""
        return bool(items) and all(isinstance(v, Const) and v.kind == items[0].kind and isinstance(v.kind, Scalar)
                                   for v in items)

    def iteration(self, iterable: Any) -> tuple[Value, Value, Value, bool, Callable[[Value], Any]]:
        """How a loop counts: start, stop, step, backwards; and the item at an index."""
        b, zero, one = self.builder, Const(0), Const(1)
        match iterable:
            case Range(start, stop, step, backwards):
                return start, stop, step, backwards, lambda i: i
            case Backwards(Value() | Ref() | TupleOf() as sequence):
                start, stop, step, _, item = self.iteration(sequence)
                return start, stop, step, True, item
            case Zip(parts):
                return self.zipped(parts)
            case Counter(start):
                return start, Const(sys.maxsize), one, False, lambda i: i
            case Repeated(value):
                return zero, Const(sys.maxsize), one, False, lambda i: value
        if isinstance(iterable, Ref) and iterable in self.owning and isinstance(self.heap[iterable], Value):
            return zero, self.length(self.heap[iterable]), one, False, lambda i: self.item(iterable, i)
        items = self.materialise(iterable)
        if isinstance(items.kind, Array) and isinstance(iterable, Value):       # a trip sees what others have written
            return zero, self.length(items), one, False, lambda i: self.item(iterable, i)
        match items.kind:
            case List() | Tuple() | Array():
                pass
            case Dict(keys):
                items = Const(keys)
            case Scalar():
                raise UnsupportedError("a number cannot be iterated over", self.location, code="S2SAD210")
            case Object(t) if t not in (str, range):
                items = b.call(primitives.call, Const(list), items)
            case _:
                pass
        return zero, self.length(items), one, False, lambda i: self.wrap(b.call(operator.getitem, items, i))

    def zipped(self, parts: tuple[Any, ...]) -> tuple[Value, Value, Value, bool, Callable[[Value], Any]]:
        counts, items = [], []
        for p in parts:
            if isinstance(p, Counter):
                items.append(lambda k, p=p: self.builder.call(operator.add, p.start, k)
                             if not (isinstance(p.start, Const) and p.start.value == 0) else k)
                continue
            if isinstance(p, Repeated):
                items.append(lambda k, p=p: p.value)
                continue
            backwards = isinstance(p, Backwards)
            start, stop, step, flip, item = self.iteration(p.sequence if backwards else p)
            flip = flip != backwards
            count = self.trip_count(start, stop, step)
            counts.append(count)
            items.append(lambda k, c=(start, step, count, flip, item): self.zip_item(k, *c))
        if not counts:
            raise UnsupportedError("this iterates for ever", self.location, code="S2SAD205")
        n = counts[0]
        for other in counts[1:]:
            if other is not n and not (isinstance(n, Const) and isinstance(other, Const) and n.value == other.value):
                n = self.builder.call(min, n, other)
        return Const(0), n, Const(1), False, lambda k: TupleOf(tuple(item(k) for item in items))

    def zip_item(self, k: Value, start: Value, step: Value, count: Value, flip: bool,
                 item: Callable[[Value], Any]) -> Any:
        b = self.builder
        if flip:
            k = b.call(operator.sub, b.call(operator.sub, count, Const(1)), k)
        if not (isinstance(step, Const) and step.value == 1):
            k = b.call(operator.mul, k, step)
        if not (isinstance(start, Const) and start.value == 0):
            k = b.call(operator.add, start, k)
        return item(k)

    def trip_count(self, start: Value, stop: Value, step: Value) -> Value:
        if isinstance(start, Const) and start.value == 0 and isinstance(step, Const) and step.value == 1:
            return stop
        return self.builder.call(len, self.builder.call(range, start, stop, step))

    def length(self, items: Value) -> Value:
        found = self.lengths.get(items)
        if found is None or isinstance(items, Const):
            found = Const(len(items.value)) if isinstance(items, Const) else self.builder.call(len, items)
        return found
