"""All but one end of a vector is stored into: only the end is made zero.

    %x_bar = np.zeros_like %x                       %e = np.empty_like %x
    %x_bar.1 = add_at %x_bar, :-1, %g       →       %x_bar = replaced %e, -1:, 0.0
                                                    %x_bar.1 = replaced %x_bar, :-1, %g
"""
from __future__ import annotations

import numpy as np

from ..ir import primitives
from ..ir.core import Block, Call, Const, Function, Op, Value, count_uses
from ..ir.kinds import rank
from ..runtime import add_at

OTHER_END = {(None, -1, None): slice(-1, None), (1, None, None): slice(None, 1)}


def clear(function: Function) -> Function:
    """Make zero only what stays zero, in place."""
    _clear(function.body, count_uses(function.body))
    return function


def _clear(block: Block, uses: dict[Value, int]) -> None:
    zeros: dict[Value, Call] = {}
    ends: dict[Op, Call] = {}           # what makes the zeros -> the store into the end
    for op in block.ops:
        for inner in op.blocks:
            _clear(inner, uses)
        if not isinstance(op, Call):
            continue
        if op.callee is np.zeros_like and op.sweep == "adjoint" and rank(op.result.kind) == 1:
            zeros[op.result] = op
        elif op.callee is add_at and op.operands[0] in zeros and uses[op.operands[0]] == 1:
            end = other_end(op.operands[1])
            if end is not None:
                maker = zeros[op.operands[0]]
                empty = Value(maker.result.name, maker.result.kind)
                ends[maker] = Call(operands=[empty, Const(end), Const(0.0)], results=[maker.result],
                                   callee=primitives.replaced, site=maker.site, sweep=maker.sweep)
                maker.callee, maker.results, op.callee = np.empty_like, [empty], primitives.replaced
    if ends:
        block.ops[:] = [o for op in block.ops for o in ([op, ends[op]] if op in ends else [op])]


def other_end(index: Value) -> slice | None:
    """The rest of a vector, where an index is all but the first or the last item."""
    if not isinstance(index, Const) or not isinstance(index.value, slice):
        return None
    return OTHER_END.get((index.value.start, index.value.stop, index.value.step))
