"""What Python does with sequences, stated in Python: methods of lists, sorting, itertools.

The specialiser inlines these where it does not know a list's items one by one.
"""
from __future__ import annotations

import builtins
import itertools
import operator

from ..runtime.sorting import sorting_order
from .registry import composition, nondifferentiable
from .static import is_none, known_number

nondifferentiable(sorting_order, kind="list_of_ints")


def extended(items, more):
    for item in more:
        items.append(item)


def joined(a, b):
    items = []
    for item in a:
        items.append(item)
    for item in b:
        items.append(item)
    return items


def repeated(items, times):
    return [item for _ in range(times) for item in items]


def without_item(items, index):
    at = index if index >= 0 else len(items) + index
    return [items[i] for i in range(len(items)) if i != at]


def with_item(items, index, new):
    at = min(max(index if index >= 0 else len(items) + index, 0), len(items))
    return joined(joined(items[:at], [new]), items[at:])


def with_slice(items, start, stop, new):
    return joined(joined(items[:start], new), items[max(start, stop):])


def unwrapped(function):
    """What ``functools.wraps(f)`` does to a function, names and documentation apart."""
    return function


def first_item(items):
    if len(items) == 0:
        raise StopIteration
    return items[0]


def first_or(items, default):
    return items[0] if len(items) > 0 else default


@composition(builtins.sorted)
def sorted_source(iterable, *, key=None, reverse=False):
    items = list(iterable)
    keys = items if is_none(key) else [key(item) for item in items]
    return [items[i] for i in sorting_order(keys, reverse)]


@composition(itertools.chain)
def chain_source(*iterables):
    return [item for items in iterables for item in items]


@composition(itertools.chain.from_iterable)
def chain_from_source(iterables):
    return [item for items in iterables for item in items]


@composition(itertools.accumulate)
def accumulate_source(iterable, func=operator.add, *, initial=None):
    totals = []
    items = list(iterable)
    if is_none(initial):
        total, items = items[0], items[1:]
    else:
        total = initial
    totals.append(total)
    for item in items:
        total = func(total, item)
        totals.append(total)
    return totals


@composition(itertools.product)
def product_source(*iterables):
    rows = [()]
    for items in iterables:
        rows = [(*row, item) for row in rows for item in items]
    return rows


@composition(itertools.combinations)
def combinations_source(iterable, r):
    items = list(iterable)
    n, r = len(items), known_number(r)
    if r == 2:
        return [(items[i], items[j]) for i in range(n) for j in range(i + 1, n)]
    if r == 3:
        return [(items[i], items[j], items[k]) for i in range(n) for j in range(i + 1, n) for k in range(j + 1, n)]
    return NotImplemented


def pairwise_source(iterable):
    items = list(iterable)
    return [(items[i], items[i + 1]) for i in range(len(items) - 1)]


if hasattr(itertools, "pairwise"):
    composition(itertools.pairwise)(pairwise_source)


@composition(itertools.islice)
def islice_source(iterable, start, *rest):
    items = list(iterable)
    if len(rest) == 0:
        return items[:start]
    return items[start:rest[0]] if len(rest) == 1 else items[start:rest[0]:rest[1]]


@composition(itertools.repeat)
def repeat_source(value, times):
    return [value for _ in range(times)]


@composition(itertools.takewhile)
def takewhile_source(predicate, iterable):
    items = []
    for item in iterable:
        if not predicate(item):
            break
        items.append(item)
    return items


@composition(itertools.dropwhile)
def dropwhile_source(predicate, iterable):
    items, dropping = [], True
    for item in iterable:
        dropping = dropping and bool(predicate(item))
        if not dropping:
            items.append(item)
    return items


@composition(itertools.filterfalse)
def filterfalse_source(function, iterable):
    return [item for item in iterable if not (item if function is None else function(item))]


@composition(itertools.starmap)
def starmap_source(function, rows):
    return [function(*row) for row in rows]
