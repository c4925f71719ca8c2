"""An array that is read for inner products alone is not recorded, if its factors are recorded anyway.

    g · t, where t = 0.01 * r / s       →       (0.01 / s) * (g · r)
"""
from __future__ import annotations

import operator

import numpy as np

from ..ir.core import Block, Call, Const, Op, Value
from ..ir.kinds import dims
from .build import Builder


def factor(ops: list[Op], makers: dict[Value, Op], reads: dict[Value, int], free: set[Value]) -> None:
    """Rewrite the inner products of an adjoint sweep, in place; what is ``free`` need not be recorded."""
    sweep = Block(ops=ops)
    products: dict[Value, list[tuple[Block, Call]]] = {}
    _find(sweep, products)
    for v, found in products.items():
        taken_apart = None if v in free or reads[v] != len(found) else _factors(v, makers)
        if taken_apart is None:
            continue
        array, numbers = taken_apart
        if all(isinstance(w, Const) or w in reads or w in free for w in (array, *(w for _, w in numbers))):
            for block, op in found:
                _rewrite(block, op, v, array, numbers)


def _find(block: Block, products: dict[Value, list[tuple[Block, Call]]]) -> None:
    for op in block.ops:
        if isinstance(op, Call) and op.callee is np.dot and op.operands[0] is not op.operands[1] and all(
                len(dims(v.kind) or ()) == 1 for v in op.operands):
            for v in op.operands:
                products.setdefault(v, []).append((block, op))
        for inner in op.blocks:
            _find(inner, products)


def _factors(v: Value, makers: dict[Value, Op]) -> tuple[Value, list[tuple[object, Value]]] | None:
    """A vector as another vector times or divided by numbers."""
    numbers: list[tuple[object, Value]] = []
    op = makers.get(v)
    while isinstance(op, Call) and op.callee in (operator.mul, operator.truediv):
        a, b = op.operands
        if op.callee is operator.mul and dims(a.kind) == ():
            a, b = b, a
        if dims(b.kind) != () or not dims(a.kind):
            break
        numbers.insert(0, (op.callee, b))
        v, op = a, makers.get(a)
    return (v, numbers) if numbers else None


def _rewrite(block: Block, op: Call, v: Value, array: Value, numbers: list[tuple[object, Value]]) -> None:
    builder = Builder(Block(), "adjoint", simplifying=True)
    builder.site = op.site
    scale: Value = Const(1.0)
    for callee, w in numbers:
        scale = builder.call(callee, scale, w)
    product = Value(None, op.result.kind)
    at = block.ops.index(op)
    inner = Call(operands=[array if w is v else w for w in op.operands], results=[product], callee=np.dot,
                 site=op.site, sweep=op.sweep)
    scaled = Call(operands=[product, scale], results=op.results, callee=operator.mul, site=op.site, sweep=op.sweep)
    block.ops[at:at + 1] = [*builder.block.ops, inner, scaled]
