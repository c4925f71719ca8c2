"""Vectors that a derivative is given or makes: in the space of an argument, with its structure and shapes."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .errors import ArgumentError
from .runtime import zeros_like


def leaves(x: Any) -> Iterator[Any]:
    """The numbers and arrays of a structure, in order."""
    if isinstance(x, dict):
        for v in x.values():
            yield from leaves(v)
    elif isinstance(x, (tuple, list)):
        for v in x:
            yield from leaves(v)
    else:
        yield x


def rebuilt(x: Any, items: Iterator[Any]) -> Any:
    """The structure of ``x`` with other leaves."""
    if isinstance(x, dict):
        return {k: rebuilt(v, items) for k, v in x.items()}
    if isinstance(x, (tuple, list)):
        return of_type(x, [rebuilt(v, items) for v in x])
    return next(items)


def of_type(x: Any, items: list[Any]) -> Any:
    """A tuple, named tuple or list of ``x``'s type."""
    return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)


def is_float(x: Any) -> bool:
    """Whether a leaf is a real number, or an array of them."""
    return isinstance(x, float) or isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind == "f"


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
    if isinstance(x, (tuple, list)):
        return type(v) is type(x) and len(v) == len(x) and all(map(fits, v, x))
    if isinstance(x, np.generic):
        return isinstance(v, np.generic) and v.dtype == x.dtype
    return type(v) is (complex if isinstance(x, complex) else float)


def vector_like(v: Any, x: Any, name: str) -> Any:
    """``v`` as a vector in the space of ``x``: integers become floats, lists arrays.

    Raises ``ArgumentError`` where structure or shape differ: nothing is broadcast.
    """
    if isinstance(x, dict):
        if not isinstance(v, dict) or v.keys() != x.keys():
            raise ArgumentError(f"the vector for `{name}` is not a dict with its keys")
        return {k: vector_like(v[k], w, f"{name}[{k!r}]") for k, w in x.items()}
    if isinstance(x, (tuple, list)):
        if not isinstance(v, (tuple, list)) or len(v) != len(x):
            raise ArgumentError(f"the vector for `{name}` is not a {type(x).__name__} of length {len(x)}")
        return of_type(x, [vector_like(a, b, f"{name}[{i}]") for i, (a, b) in enumerate(zip(v, x))])
    try:
        array = np.asarray(v)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "biufc":
        raise ArgumentError(f"the vector for `{name}` is not made of numbers: {type(v).__name__}")
    if array.shape != np.shape(x):
        raise ArgumentError(f"the vector for `{name}` has shape {array.shape}, and `{name}` has {np.shape(x)}")
    if array.dtype.kind == "c" and not np.iscomplexobj(x):
        raise ArgumentError(f"the vector for `{name}` is complex, and `{name}` is real")
    if isinstance(x, np.ndarray):
        return array.astype(x.dtype if x.dtype.kind in "fc" else float, copy=False)
    if isinstance(x, np.generic):
        return array.astype(x.dtype if x.dtype.kind in "fc" else float)[()]
    return array.item() if isinstance(x, complex) else float(array.item())
