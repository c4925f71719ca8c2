"""More rows for the table of identities: transpositions, and rows that are stretched over matrices."""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import Array, rank
from .algebra import identity


@identity(np.transpose)
def transposed_back(b: Any, x: Value, axes: Value | None = None, **_: Any) -> Value | None:
    """(xᵀ)ᵀ = x"""
    inner = b.made_by(x, np.transpose)
    if inner is None or axes is not None or len(inner.operands) != 1:
        return None
    return inner.operands[0] if isinstance(inner.operands[0].kind, Array) else None


@identity(np.swapaxes)
def swapped_back(b: Any, x: Value, *axes: Value, **_: Any) -> Value | None:
    """Axes that are exchanged twice are where they were."""
    inner = b.made_by(x, np.swapaxes)
    if inner is None or not isinstance(inner.operands[0].kind, Array) or not all(isinstance(v, Const) for v in (
            *axes, *inner.operands[1:])):
        return None
    same = {v.value for v in axes} == {v.value for v in inner.operands[1:]}  # type: ignore[attr-defined]
    return inner.operands[0] if same else None


@identity(operator.mul)
def row_times_matrix(b: Any, x: Value, y: Value, **_: Any) -> Value | None:
    """expand_dims(row, -2) · M = row · M, which broadcasts it alike"""
    for row, matrix in ((x, y), (y, x)):
        inner = b.made_by(row, np.expand_dims)
        if inner is not None and rank(matrix.kind) == 2 and rank(inner.operands[0].kind) == 1 and isinstance(
                inner.operands[1], Const) and inner.operands[1].value in (0, -2) and isinstance(matrix.kind, Array):
            return b.call(operator.mul, *((inner.operands[0], y) if row is x else (x, inner.operands[0])))
    return None
