"""Views of arrays: the steps that lead to them, and what an index, or a step, does.

    b = a[1:].T             from `a` by two steps: getitem(_, 1:), transpose(_)
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..analysis.indexing import index_parts
from ..ir.core import Const, Value
from ..ir.kinds import Array, List, Object, Scalar, Tuple, dims
from ..rules import registry

VIEWING = {"transposition", "swapping", "moved", "expanded", "squeezed"}
MAYBE_VIEWING = {"reshaped", "raveled"}         # a view, if the memory of the operand is in order


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an array to a view of it: ``callee(array, *operands)``."""

    callee: Any
    operands: tuple[Value, ...]
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """An array that is a view: of ``root``, by steps; ``version`` is what it was taken of."""

    root: Value
    steps: tuple[Step, ...]
    version: Value


def turning(step: Step, base: Value) -> tuple[int, ...] | None:
    """Which axis of ``base`` each axis of a transposed view is; None for other views."""
    shape = dims(base.kind)
    kind = registry.properties_of(step.callee).kind
    if shape is None or not all(isinstance(v, Const) for v in step.operands):
        return None
    values = [v.value for v in step.operands]  # type: ignore[attr-defined]
    axes = list(range(len(shape)))
    if kind == "transposition" and step.callee is np.transpose and (not values or values[0] is None):
        return tuple(reversed(axes))
    if kind == "transposition" and step.callee is np.transpose:
        return tuple(int(a) % len(axes) for a in values[0])
    if kind == "swapping":
        i, j = values
        axes[i], axes[j] = axes[j], axes[i]
        return tuple(axes)
    return None


def casts_to_copy(callee: Any, kwargs: dict[str, Any]) -> bool:
    return callee is np.ndarray.astype and "copy" not in kwargs


def name_of(v: Value) -> str:
    return f"`{v.name}`" if v.name else "an array"


def same_dims(a: Value, b: Value) -> bool:
    x, y = dims(a.kind), dims(b.kind)
    return isinstance(a.kind, Array) and x is not None and x == y and x != ()


def is_whole(index: Value) -> bool:
    return isinstance(index, Const) and (index.value is ... or isinstance(index.value, slice)
                                         and index.value == slice(None))


def is_basic(index: Value) -> bool | None:
    """Whether an index is of ints, slices, None and …, which give a view; None where that is not known."""
    parts = index_parts(index)
    if parts is None:
        return None
    kinds = [_is_basic_part(p) for p in parts]
    return False if False in kinds else None if None in kinds else True


def _is_basic_part(p: Any) -> bool | None:
    if p is None or p is ... or isinstance(p, (int, np.integer, slice)) and not isinstance(p, bool):
        return True
    if p in (Object(slice), Object(type(None)), Object(type(...))):
        return True
    if isinstance(p, Scalar):
        return not p.dtype.startswith("bool")
    if isinstance(p, (Array, List, Tuple, list, np.ndarray, bool)):
        return False
    return None
