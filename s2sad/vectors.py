"""Vectors that a derivative is given or makes: in the space of an argument, with its structure and shapes."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .errors import ArgumentError
from .runtime import zeros_like
from .runtime.trees import is_number, parts_of


def leaves(x: Any) -> Iterator[Any]:
    """The numbers and arrays of a structure, in order."""
    found = parts_of(x)
    if found is not None:
        for v in found[0]:
            yield from leaves(v)
    elif is_number(x):
        yield x


def rebuilt(x: Any, items: Iterator[Any]) -> Any:
    """The structure of ``x`` with other leaves."""
    found = parts_of(x)
    if found is not None:
        return found[1]([rebuilt(v, items) for v in found[0]])
    return next(items) if is_number(x) else x


def is_inexact(x: Any) -> bool:
    """Whether a leaf is a number that has a derivative, or an array of them."""
    return isinstance(x, (float, complex)) or isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind in "fc"


def basis(structure: Any, position: int) -> Iterator[Any]:
    """Structures of zeros with a 1 in each place of one leaf in turn, always in memory of their own."""
    parts = list(leaves(structure))
    for k in range(np.size(parts[position])):
        vector = [zeros_like(v) for v in parts]
        if isinstance(parts[position], np.ndarray):
            vector[position] = np.zeros(parts[position].shape, parts[position].dtype)
            vector[position].reshape(-1)[k] = 1
        else:
            vector[position] = type(parts[position])(1)
        yield rebuilt(structure, iter(vector))


def fits(v: Any, x: Any) -> bool:
    """Whether ``v`` can be used as it is as a vector in the space of ``x``."""
    if isinstance(x, np.ndarray):
        return type(v) is np.ndarray and v.shape == x.shape and v.dtype == (x.dtype if x.dtype.kind in "fc" else float)
    if isinstance(x, dict):
        return isinstance(v, dict) and v.keys() == x.keys() and all(fits(v[k], w) for k, w in x.items())
    found = parts_of(x)
    if found is not None:
        other = parts_of(v) if type(v) is type(x) else None
        return other is not None and len(other[0]) == len(found[0]) and all(map(fits, other[0], found[0]))
    if not is_number(x):
        return True
    if isinstance(x, np.generic):
        return isinstance(v, np.generic) and v.dtype == x.dtype
    return type(v) is (complex if isinstance(x, complex) else float)


def vector_like(v: Any, x: Any, name: str) -> Any:
    """``v`` as a vector in the space of ``x``: integers become floats, lists arrays.

    Raises ``ArgumentError`` where structure or shape differ: nothing is broadcast.
    """
    if isinstance(x, dict):
        if not isinstance(v, dict) or v.keys() != x.keys():
            raise ArgumentError(f"the vector for `{name}` is not a dict with its keys", code="S2SAD507")
        return {k: vector_like(v[k], w, f"{name}[{k!r}]") for k, w in x.items()}
    found = parts_of(x)
    if found is not None:
        plain = isinstance(x, (tuple, list))
        other = parts_of(v) if (isinstance(v, (tuple, list)) if plain else type(v) is type(x)) else None
        if other is None or len(other[0]) != len(found[0]):
            what = f"a {type(x).__name__} of length {len(found[0])}" if plain else f"a {type(x).__name__} like it"
            raise ArgumentError(f"the vector for `{name}` is not {what}", code="S2SAD507")
        return found[1]([vector_like(a, b, f"{name}[{i}]") for i, (a, b) in enumerate(zip(other[0], found[0]))])
    if not is_number(x):
        return x
    try:
        array = np.asarray(v)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "biufc":
        raise ArgumentError(f"the vector for `{name}` is not made of numbers: {type(v).__name__}", code="S2SAD507")
    if array.shape != np.shape(x):
        raise ArgumentError(f"the vector for `{name}` has shape {array.shape}, and `{name}` has {np.shape(x)}",
                            code="S2SAD507")
    if array.dtype.kind == "c" and not np.iscomplexobj(x):
        raise ArgumentError(f"the vector for `{name}` is complex, and `{name}` is real", code="S2SAD507")
    if isinstance(x, np.ndarray):
        return array.astype(x.dtype if x.dtype.kind in "fc" else float, copy=False)
    if isinstance(x, np.generic):
        return array.astype(x.dtype if x.dtype.kind in "fc" else float)[()]
    return array.item() if isinstance(x, complex) else float(array.item())
