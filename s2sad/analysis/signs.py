"""What is known of a number's sign from how it was computed, whatever its operands are.

    1.0 + x * x             positive: it can divide, and nothing raises
    np.exp(x)               not negative (it may underflow to 0)
"""
from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ..ir.core import Call, Const, Function, Op, Value, walk
from ..ir.kinds import INT, Scalar, dims, is_complex, may_hold_complex

NEVER_NEGATIVE = {np.exp, np.exp2, np.sqrt, np.square, np.abs, np.fabs, np.cosh, math.exp, math.sqrt, math.fabs,
                  math.cosh, abs, len}
KEEPS_POSITIVE = {np.sqrt, math.sqrt, float, np.float64}
AT_LEAST_ONE = {np.cosh, math.cosh}
DEEPEST = 5


def positive(v: Value, makers: dict[Value, Op], depth: int = 0) -> bool:
    """Whether a real number is certainly greater than 0, or NaN."""
    if isinstance(v, Const):
        return type(v.value) in (int, float) and v.value > 0
    op = makers.get(v)
    if not isinstance(op, Call) or depth > DEEPEST or not _real(v):
        return False
    if op.callee is operator.add:
        a, b = op.operands
        return any(positive(x, makers, depth + 1) and not_negative(y, makers, depth + 1) for x, y in ((a, b), (b, a)))
    if op.callee in KEEPS_POSITIVE and len(op.operands) == 1:
        return positive(op.operands[0], makers, depth + 1)
    return _is_one_of(op.callee, AT_LEAST_ONE)


def not_negative(v: Value, makers: dict[Value, Op], depth: int = 0) -> bool:
    """Whether a real number is certainly at least 0, or NaN."""
    if isinstance(v, Const):
        return type(v.value) in (int, float) and v.value >= 0
    op = makers.get(v)
    if not isinstance(op, Call) or depth > DEEPEST or not _real(v):
        return False
    if op.callee in (operator.add, operator.mul, operator.truediv):
        a, b = op.operands
        return op.callee is operator.mul and a is b or not_negative(a, makers, depth + 1) and not_negative(
            b, makers, depth + 1)
    if op.callee is operator.pow:
        n = op.operands[1]
        return isinstance(n, Const) and type(n.value) is int and n.value % 2 == 0
    if op.callee in (np.dot, operator.matmul):
        return op.operands[0] is op.operands[1] and len(dims(op.operands[0].kind) or ()) == 1
    if op.callee in (float, np.float64):
        return not_negative(op.operands[0], makers, depth + 1)
    return _is_one_of(op.callee, NEVER_NEGATIVE)


def nonzero(v: Value, makers: dict[Value, Op]) -> bool:
    """Whether a real number is certainly not 0, so that it can divide."""
    if isinstance(v, Const):
        return type(v.value) in (int, float) and v.value != 0
    op = makers.get(v)
    if isinstance(op, Call) and op.callee is operator.neg:
        return nonzero(op.operands[0], makers)
    return positive(v, makers)


def root_of_negative(function: Function) -> Op | None:
    """A fractional power of a Python float that may be negative, of which Python makes a complex number.

    None where the results may be complex anyway.
    """
    if any(may_hold_complex(v.kind) for v in function.body.yields):
        return None
    ops = list(walk(function.body))
    makers = {v: op for op in ops for v in op.results}
    for op in ops:
        if isinstance(op, Call) and op.callee is operator.pow:
            base, n = op.operands
            whole = isinstance(n, Const) and not is_complex(n.kind) and float(n.value).is_integer() or n.kind == INT
            python = isinstance(base.kind, Scalar) and base.kind.python is not False and _real(base)
            if python and not whole and not isinstance(base, Const) and not not_negative(base, makers):
                return op
    return None


def _real(v: Value) -> bool:
    return isinstance(v.kind, Scalar) and v.kind.dtype in ("float64", "int64")


def _is_one_of(callee: Any, functions: set[Any]) -> bool:
    return callee.__hash__ is not None and callee in functions
