"""The arguments of a call in one form, however they are given.

    np.sum(a=x, axis=0)                     np.sum(x, axis=0)
    np.median(x, overwrite_input=True)      np.median(x)
"""
from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np

from ..ir.core import Const
from ..rules import registry

NONE = Const(None)
# the position of `out` among the positional arguments of those whose rules do not name it
OUT: dict[Any, int] = {np.dot: 2, np.outer: 2, np.any: 2, np.all: 2, np.argmax: 2, np.argmin: 2, np.round: 2}


def by_position(callee: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of ``np.sum(a=x, axis=0)`` as those of ``np.sum(x, axis=0)``."""
    if not kwargs:
        return args, kwargs
    args, kwargs = list(args), dict(kwargs)
    for name in registry.required_names(callee)[len(args):]:
        if name not in kwargs:
            break
        args.append(kwargs.pop(name))
    return args, kwargs


def place_of_out(callee: Any) -> tuple[int | None, int]:
    """Where ``out`` stands among a function's positional arguments, if it may, and how many they are."""
    if isinstance(callee, np.ufunc):
        return callee.nin, callee.nout
    rule = registry.lookup(registry.differentials, callee)
    if rule is not None and "out" in rule.params and rule.varargs is None:
        return rule.params.index("out"), 1
    position = registry.lookup(OUT, callee)
    if position is None and (getattr(callee, "__module__", None) or "").startswith(("numpy", "scipy")):
        position = signature_place(callee)
    return position, 1


@functools.cache
def signature_place(callee: Any) -> int | None:
    """Where a function that says what its parameters are has ``out``, if that may be given by position."""
    try:
        parameters = inspect.signature(callee).parameters.values()
    except (TypeError, ValueError):
        return None
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return names.index("out") if "out" in names else None


def is_none(value: Any) -> bool:
    """Whether an argument is None."""
    return isinstance(value, Const) and value.value is None


def without_overwriting(callee: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments without the permission to overwrite an input: what it holds afterwards is not defined."""
    rule = registry.lookup(registry.differentials, callee)
    if rule is None or "overwrite_input" not in rule.params:
        return args, kwargs
    position = rule.params.index("overwrite_input")
    if len(args) > position:
        args = [*args[:position], Const(False), *args[position + 1:]]
    return args, {k: v for k, v in kwargs.items() if k != "overwrite_input"}


def says_only_how(keyword: str, names: list[str]) -> bool:
    """Whether an argument that a function stated by others does not take leaves its result as it is."""
    return keyword in registry.TECHNICAL and keyword not in names


def complex_dtype(callee: Any, kwargs: dict[str, Any]) -> Any:
    """The complex dtype in which a ufunc is asked to compute, or None."""
    dtype = kwargs.get("dtype")
    if not isinstance(callee, np.ufunc) or not isinstance(dtype, Const) or dtype.value is None:
        return None
    return dtype if np.dtype(dtype.value).kind == "c" else None


def order_of_memory(callee: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """The order of a reshaping that depends on how an array lies in memory, or None."""
    if callee not in (np.ravel, np.reshape, np.ndarray.flatten):
        return None
    position = 2 if callee is np.reshape else 1
    order = kwargs.get("order", args[position] if len(args) > position else None)
    return order if isinstance(order, Const) and order.value in ("A", "K") else None
