"""What of a derivative's program is seen to the last bit: so computed as in the primal, and not otherwise.

    value_and_grad:  %x = np.linalg.solve %a, %b      %x is seen, if the value depends on it
    grad:            if %x > 0                        and so it is here
"""
from __future__ import annotations

from ..ir import primitives
from ..ir.core import Call, For, Function, If, Value, While, walk
from ..rules import registry
from .dce import needed_for
from .shapes import SHAPE_READERS


def seen(function: Function, shown: tuple[int, ...]) -> set[Value]:
    """What a value depends on whose last bit somebody may see."""
    result = function.body.yields[0]
    made = next((op for op in walk(function.body) if result in op.results), None)
    if shown and isinstance(made, Call) and made.callee is primitives.make_tuple:
        roots = [made.operands[i] for i in shown]
    else:
        roots = [result] if shown else []
    for op in walk(function.body):
        match op:
            case If():
                roots += op.operands
            case For():
                roots += op.operands[:3]
            case While():
                roots += op.condition.yields
            case Call() if not op.sweep and registry.is_constant(op.callee) and not registry.lookup(
                    SHAPE_READERS, op.callee):
                roots += op.operands
        if isinstance(op, (For, While)) and op.stops:
            roots.append(op.body.yields[-1])
    return needed_for(function, roots)
