"""Which operations make a new array, which show the memory of another one, and which only read."""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import Call, Const
from ..ir.kinds import Array, List
from ..rules import registry
from ..runtime import (
    add_at,
    convolve_back,
    copied,
    diagonal_back,
    diff_back,
    last_stored,
    reduceat_back,
    repeat_back,
    scatter,
    scatter_along,
    tile_back,
    windows_back,
    zeros_like,
)
from .indexing import index_parts

# families of functions whose results never share memory with an operand
FRESH = {"arithmetic", "ufunc", "ufunc_float", "ufunc_double", "matrix_product", "outer", "created", "like_first",
         "solved", "square_matrix", "selection", "comparison", "absolute", "reduction", "reduction_sum",
         "reduction_float", "reduction_bool", "reduction_index", "joined", "identity_matrix", "spaced", "clipped",
         "running", "running_rank", "sorted_indices", "taken", "taken_along", "counted", "conjugation", "angle",
         "spectrum", "half_spectrum", "real_signal", "spectra", "half_spectra", "real_signals", "special", "by_factors",
         "solved_banded"}
READING = {"determinant", "shape_tuple", "python_int", "python_bool", "python_float", "python_str"}
COPYING = {copied, zeros_like, last_stored, np.copy, np.ndarray.flatten, np.array, np.triu, np.tril, convolve_back,
           diagonal_back, diff_back, reduceat_back, repeat_back, scatter, scatter_along, tile_back,
           windows_back}


def makes_array(op: Any) -> bool:
    """Whether an operation's result is an array that nothing else holds."""
    if not isinstance(op, Call) or not op.results or not isinstance(op.result.kind, Array):
        return False
    if op.callee is operator.getitem:
        return any(isinstance(p, (Array, List, list, np.ndarray)) for p in index_parts(op.operands[1]) or ())
    return op.callee in COPYING or registry.properties_of(op.callee).kind in FRESH and op.callee is not operator.pos


def only_reads(op: Any) -> bool:
    """Whether an operation reads its operands and keeps nothing of them."""
    return isinstance(op, Call) and (makes_array(op) or registry.properties_of(op.callee).kind in FRESH | READING
                                     or op.callee in COPYING)


def reads_shape(op: Any, position: int) -> bool:
    """Whether of an operand nothing but the shape is read."""
    return isinstance(op, Call) and position > 0 and registry.properties_of(op.callee).kind == "as_second"


def shows_first(op: Any) -> bool:
    """Whether an operation's result is an array that may show the memory of its first operand."""
    if not isinstance(op, Call) or not op.results or not isinstance(op.result.kind, Array) or not op.operands or \
            isinstance(op.operands[0], Const) or not isinstance(op.operands[0].kind, Array):
        return False
    return not makes_array(op) and op.callee not in (primitives.replaced, add_at)
