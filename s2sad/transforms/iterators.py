"""What ``itertools`` gives of things that are known one by one, and what never ends.

    combinations([a, b, c], 2)      →      (a, b), (a, c), (b, c)
    zip(xs, count())                →      the loop of ``enumerate``

The same of lists of any length is stated in Python (``rules/sequences.py``).
"""
from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable
from typing import Any

from ..ir.core import Const
from ..ir.kinds import Scalar
from .abstract import LEFT, Counter, Range, Repeated, TupleOf
from .builtin_calls import BuiltinCalls

MANY = 200              # rows that are written out one by one
ZERO, ONE, NOTHING = Const(0), Const(1), Const(None)


class Iterators(BuiltinCalls):
    """Calls of ``itertools``."""

    def rows_of(self, function: Callable[..., Any], n: int | None, *args: Any, **kwargs: Any) -> Any:
        """``function`` of ``n`` sequences (None: of all) and numbers, which must be known here."""
        n = len(args) if n is None else n
        sequences = [self.static_items(self.iterable(v, LEFT)) for v in args[:n]]
        numbers = [*args[n:], *(v for k, v in kwargs.items() if k != "fillvalue")]
        if any(items is None for items in sequences) or not all(isinstance(v, Const) for v in numbers):
            return NotImplemented
        values = {k: v if k == "fillvalue" else v.value for k, v in kwargs.items()}
        rows = list(itertools.islice(function(*sequences, *(v.value for v in args[n:]), **values), MANY + 1))
        if len(rows) > MANY:
            return NotImplemented
        return self.iterator(TupleOf(tuple(TupleOf(row) if isinstance(row, tuple) else row for row in rows)))

    def builtin_zip_longest(self, *iterables: Any, fillvalue: Any = NOTHING) -> Any:
        found = self.rows_of(itertools.zip_longest, None, *iterables, fillvalue=fillvalue)
        if found is NotImplemented:
            raise self.refuse("zip_longest needs sequences whose lengths are known here",
                              "write the loop over their indices", code="S2SAD212")
        return found

    def builtin_islice(self, iterable: Any, *where: Any) -> Any:
        endless = self.iterable(iterable, LEFT)
        stop = where[0] if len(where) == 1 else None
        if isinstance(endless, (Counter, Repeated)):
            if stop is None:
                raise self.refuse("islice of what never ends needs one number here", "write islice(…, n)",
                                  code="S2SAD205")
            n = self.materialise(stop)
            if isinstance(endless, Repeated):
                return self.builtin_repeat(endless.value, n)
            end = n if endless.start == ZERO else self.builder.call(operator.add, endless.start, n)
            return self.iterator(Range(endless.start, end, ONE))
        return self.rows_of(itertools.islice, 1, self.iterator(endless), *where)

    def builtin_count(self, start: Any = ZERO, step: Any = ONE) -> Any:
        if not isinstance(step, Const) or step.value != 1 or not isinstance(self.kind(start), Scalar):
            raise self.refuse("count() with a step is not supported", "write start + step * i, with i from count()",
                              code="S2SAD208")
        return self.iterator(Counter(self.materialise(start)))

    def builtin_repeat(self, value: Any, times: Any = None) -> Any:
        if times is None:
            return self.iterator(Repeated(value))
        if isinstance(times, Const) and times.value <= MANY:
            return self.iterator(TupleOf((value,) * times.value))
        return NotImplemented


def _rows(function: Callable[..., Any], n: int | None) -> Any:
    return functools.partial(_call, function, n)


def _call(function: Callable[..., Any], n: int | None, s: Iterators, *args: Any, **kwargs: Any) -> Any:
    return s.rows_of(function, n, *args, **kwargs)


ITERTOOLS: dict[Any, Any] = {
    itertools.zip_longest: Iterators.builtin_zip_longest, itertools.islice: Iterators.builtin_islice,
    itertools.count: Iterators.builtin_count, itertools.repeat: Iterators.builtin_repeat,
    itertools.product: _rows(itertools.product, None),
    **{f: _rows(f, 1) for f in (itertools.combinations, itertools.combinations_with_replacement,
                                itertools.permutations)},
    **{getattr(itertools, name): _rows(getattr(itertools, name), 1) for name in ("pairwise", "batched")
       if hasattr(itertools, name)},
}
