"""Kinds from a function's annotations, for source that is generated without arguments."""
from __future__ import annotations

import types
import typing
from typing import Any

import numpy as np

from .ir.kinds import PYTHON_SCALARS, STR, UNKNOWN, Array, Dim, Fixed, Kind, List, Tuple

NAMES = {"float": float, "int": int, "bool": bool, "complex": complex, "str": str}


def kinds_of_annotations(function: Any, names: list[str], defaults: dict[str, Any]) -> list[Kind]:
    """The kind that each parameter is annotated with; unknown where it is not."""
    if not isinstance(function, types.FunctionType):
        return [UNKNOWN] * len(names)
    try:
        hints = typing.get_type_hints(function)
    except Exception:       # names that only a type checker knows
        hints = dict(function.__annotations__)
    return [Fixed(None) if n in defaults and defaults[n] is None else kind_of_annotation(hints.get(n), (n,))
            for n in names]


def kind_of_annotation(annotation: Any, key: tuple[Any, ...] = ()) -> Kind:
    """``float``, ``int``, ``bool``, ``complex``, ``str``, ``NDArray[np.float64]``, tuples and lists of these; anything
    else is unknown.

    ``np.ndarray[tuple[int, int], np.dtype[np.float64]]`` has two dimensions; ``NDArray`` leaves them open.  ``key``
    tells the dimensions of one parameter from another's.
    """
    if isinstance(annotation, str):
        annotation = NAMES.get(annotation)
    if annotation is str:
        return STR
    if isinstance(annotation, type) and annotation in PYTHON_SCALARS:
        return PYTHON_SCALARS[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if hasattr(origin, "__value__"):            # an alias with parameters, as NDArray is from NumPy 2.5 on
        return kind_of_annotation(origin.__value__[arguments], key)
    if hasattr(annotation, "__value__"):        # type Vector = …
        return kind_of_annotation(annotation.__value__, key)
    if origin is np.ndarray and len(arguments) == 2:
        return _array(*arguments, key)
    if origin is tuple and arguments and Ellipsis not in arguments:
        return Tuple(tuple(kind_of_annotation(a, (*key, i)) for i, a in enumerate(arguments)))
    if origin is list:
        return List(kind_of_annotation(arguments[0], (*key, "item")))
    return UNKNOWN


def _array(shape: Any, dtype: Any, key: tuple[Any, ...]) -> Kind:
    scalars = typing.get_args(dtype)
    if not scalars or scalars[0] not in np.sctypeDict.values():     # np.floating, say: any of several
        return UNKNOWN
    sizes = typing.get_args(shape)
    known = typing.get_origin(shape) is tuple and Ellipsis not in sizes
    return Array(np.dtype(scalars[0]).name, tuple(Dim((*key, i)) for i in range(len(sizes))) if known else None)
