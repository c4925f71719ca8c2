"""Helpers on structures: tuples, lists, dicts and objects of numbers and arrays, nested."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .records import record_of


def parts_of(x: Any) -> tuple[Sequence[Any], Callable[[list[Any]], Any]] | None:
    """A structure's parts, and the function that makes such a structure of others; None for a leaf."""
    if isinstance(x, dict):
        return list(x.values()), lambda items: dict(zip(x, items))
    if isinstance(x, (tuple, list)):
        return x, lambda items: type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    found = None if isinstance(x, (np.ndarray, np.generic, float, int)) else record_of(x)
    if found is None:
        return None
    layout, parts = found
    return parts, lambda items: layout(*items)


def zeros_like(x: Any) -> Any:
    """Zeros with the structure, shapes and dtypes of ``x`` (floats for what is not a float)."""
    if isinstance(x, np.ndarray):
        return np.zeros_like(x) if x.dtype.kind in "fc" else np.zeros(x.shape)
    if isinstance(x, np.generic):
        return x.dtype.type(0) if x.dtype.kind in "fc" else 0.0
    found = parts_of(x)
    if found is not None:
        parts, made_of = found
        return made_of([zeros_like(v) for v in parts])
    if isinstance(x, complex):
        return 0j
    return 0.0 if isinstance(x, (float, int)) else x        # a string, None or a function stays what it is


def accumulate(a: Any, b: Any) -> Any:
    """The sum of two cotangents of one structure, as a new one; the number 0 stands for zeros of any."""
    found, other = parts_of(a), parts_of(b)
    if found is None and other is None:
        return a + b if is_number(a) else a
    if found is None:
        return accumulate(b, a)
    if other is None:
        if not isinstance(b, np.ndarray) or b.ndim == 0:
            return copied(a)
        other = list(b), list           # an array that was made of the list
    if isinstance(a, dict):
        return {k: accumulate(v, b[k]) for k, v in a.items()}
    parts, made_of = found
    return made_of([accumulate(v, w) for v, w in zip(parts, other[0])])


def copied(x: Any) -> Any:
    """A copy that shares no memory with ``x``."""
    if isinstance(x, np.ndarray):
        return x.copy()
    found = parts_of(x)
    return x if found is None else found[1]([copied(v) for v in found[0]])


def is_number(x: Any) -> bool:
    """Whether a leaf is a number, or an array."""
    return isinstance(x, (np.ndarray, np.generic, float, int, complex))


def conjugate_leaves(x: Any) -> Any:
    """The complex conjugate of each number and array in a structure."""
    found = parts_of(x)
    if found is not None:
        return found[1]([conjugate_leaves(v) for v in found[0]])
    return x.conjugate() if is_number(x) and np.iscomplexobj(x) else x
