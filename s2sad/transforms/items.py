"""The item that a loop's trip reads of its sequence is read first, so that the loop can read ``for x in xs``.

    for %i in range(len(xs)):           for %i in range(len(xs)):
        %y = np.sin(%z)         →           %x = getitem xs, %i
        %x = getitem xs, %i                 %y = np.sin(%z)
"""
from __future__ import annotations

import operator

from ..ir.core import Call, For, Function, defined_in, walk


def hoist(function: Function) -> Function:
    """Move the reading of items to the start of loops' bodies, in place."""
    for op in walk(function.body):
        if not isinstance(op, For):
            continue
        inside = defined_in(op.body)
        for o in op.body.ops:
            if isinstance(o, Call) and o.callee is operator.getitem and o.operands[1] is op.index and o.operands[
                0] not in inside:
                op.body.ops.remove(o)
                op.body.ops.insert(0, o)
                break
    return function
