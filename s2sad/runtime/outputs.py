"""Checks of a primal's arguments and result that kinds could not answer."""
from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import ArgumentError, ShapeError, SharedMemoryError
from .trees import is_number, parts_of


def unit(value: Any, holomorphic: bool = False) -> Any:
    """The cotangent of a result that must be one number: 1, or ArgumentError where it is an array.

    The number must be real, and that of a ``holomorphic`` function complex.
    """
    if np.shape(value) != ():
        raise ArgumentError(f"the gradient needs a function that returns one number, not an array of shape "
                            f"{np.shape(value)}; use vjp or jacobian", code="S2SAD504")
    if holomorphic:
        if not np.iscomplexobj(value):
            raise ArgumentError("holomorphic=True needs a function that returns complex numbers, and this one is real",
                                code="S2SAD504")
        return 1.0 + 0.0j
    if np.iscomplexobj(value):
        raise ArgumentError("the gradient needs a real number, and this one is complex: take its real part, or its "
                            "modulus", code="S2SAD504")
    return 1.0


def cotangent_for(g: Any, value: Any) -> Any:
    """A cotangent that a pullback is given, if it has the structure and shapes of the value that it belongs to.

    A complex one is conjugated: the sweep computes with ``g`` where the loss changes by ``Re(sum(g * dy))``.
    """
    if isinstance(value, dict) and isinstance(g, dict) and g.keys() == value.keys():
        return {k: cotangent_for(g[k], v) for k, v in value.items()}
    found, given = parts_of(value), parts_of(g)
    if found is not None:
        parts, made_of = found
        if given is None or isinstance(value, dict) or len(given[0]) != len(parts):
            raise ShapeError(f"the cotangent is not a {type(value).__name__} like the value")
        return made_of([cotangent_for(a, b) for a, b in zip(given[0], parts)])
    if not is_number(value):
        return value
    if np.shape(g) != np.shape(value):
        raise ShapeError(f"the cotangent has shape {np.shape(g)}, and the value has {np.shape(value)}")
    if not np.iscomplexobj(g):
        return g
    if not np.iscomplexobj(value):
        raise ShapeError("the cotangent is complex, and the value is real")
    return np.conj(g)


def adjoint_like(new: Any, old: Any) -> Any:
    """An adjoint that the user's code made of another one, of its shape; None stands for the old one."""
    if new is None:
        return old
    if np.shape(new) != np.shape(old):
        raise ShapeError(f"the adjoint was changed from shape {np.shape(old)} to shape {np.shape(new)}")
    return new


def check_spatial(a: Any, b: Any, axis_a: int, axis_b: int) -> None:
    """Raise an error where vectors have two components: their cross product is a number, which its kind denies."""
    if 2 in (np.shape(a)[axis_a], np.shape(b)[axis_b]):
        raise ArgumentError("np.cross of vectors with two components is not supported: write a[0] * b[1] - "
                            "a[1] * b[0]", code="S2SAD402")


def check_distinct(written: Any, *others: Any) -> None:
    """Raise an error if an array that is written shares memory with another argument."""
    for other in others:
        if isinstance(other, (list, tuple)):
            check_distinct(written, *other)
        elif isinstance(other, dict):
            check_distinct(written, *other.values())
        elif isinstance(other, np.ndarray) and np.may_share_memory(written, other) and np.shares_memory(written, other):
            raise SharedMemoryError("two arguments share memory, and the function writes one of them in place, which "
                                    "is not supported: pass a copy of one, x.copy()")


def check_view(view: Any, base: Any) -> None:
    """Raise an error where reshaping made a copy, and the program's meaning depends on it."""
    if np.size(view) and not np.shares_memory(view, base):
        raise SharedMemoryError("reshaping made a copy here, because of how the array lies in memory, and the function "
                                "writes to one of the two: copy it yourself, x.copy(), or pass an array in C order")


def check_order(array: Any) -> None:
    """Raise an error where an argument is not in C order, and the program's meaning depends on it."""
    if not array.flags.c_contiguous:
        raise SharedMemoryError("the function reshapes this argument and writes to it: whether that gives a view "
                                "depends on how the array lies in memory; pass one in C order, np.ascontiguousarray(x)")


def real(function: Any, error: Callable[[], Exception]) -> Any:
    """A function that raises an error where a result, or an item of it, is complex against expectation."""
    def checked(*args: Any) -> Any:
        result = function(*args)
        if _has_complex(result):
            raise error()
        return result
    return functools.wraps(function)(checked)


def _has_complex(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return any(map(_has_complex, value))
    if isinstance(value, dict):
        return any(map(_has_complex, value.values()))
    return type(value) is complex or isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind == "c"
