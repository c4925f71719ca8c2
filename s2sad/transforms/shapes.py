"""What is asked only for its shape need not be computed: an operand with the same shape is asked instead.

    %t = np.logaddexp 0.0, %z
    %n = np.size %t                 →       %n = np.size %z
"""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Block, Call, Const, Op, Value, walk
from ..ir.kinds import Array, same_shape
from ..rules import registry
from ..runtime import broadcast_like, unbroadcast, zeros_like

# function -> (the operand of which only the shape is read, whether its dtype is read too)
SHAPE_READERS: dict[Any, tuple[int, bool]] = {
    np.size: (0, False), np.shape: (0, False), np.ndim: (0, False), len: (0, False), broadcast_like: (1, False),
    unbroadcast: (1, False), np.zeros_like: (0, True), np.ones_like: (0, True), zeros_like: (0, True)}
ELEMENTWISE = {"arithmetic", "ufunc", "ufunc_float", "ufunc_real", "comparison", "absolute", "conjugation", "special",
               "square_matrix", "factored", "spectrum"}


def relax(block: Block, makers: dict[Value, Op]) -> None:
    """Ask the earliest value with the same shape, in place."""
    for op in walk(block):
        if isinstance(op, Call) and op.callee in SHAPE_READERS and not op.keywords:
            position, dtype_too = SHAPE_READERS[op.callee]
            if position < len(op.operands):
                op.operands[position] = earliest(op.operands[position], makers, dtype_too)


def earliest(v: Value, makers: dict[Value, Op], dtype_too: bool) -> Value:
    """The first value, going back from ``v``, that certainly has its shape (and dtype)."""
    while isinstance(v.kind, Array):
        op = makers.get(v)
        if not isinstance(op, Call) or registry.properties_of(op.callee).kind not in ELEMENTWISE:
            return v
        found = next((w for w in op.operands if not isinstance(w, Const) and isinstance(w.kind, Array)
                      and same_shape(w.kind, v.kind) and (not dtype_too or w.kind.dtype == v.kind.dtype)), None)
        if found is None:
            return v
        v = found
    return v
