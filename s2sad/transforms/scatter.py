"""Additions to the same items of an array are one addition, where their sum costs nothing.

    %a.1 = add_at %a, %i, %g                %a.2 = add_at %a, %j, %h
    %a.2 = add_at %a.1, %j, %h      →       %f = mul 0.75, %g
    %f = mul -0.25, %g                      %a.3 = add_at %a.2, %i, %f
    %a.3 = add_at %a.2, %i, %f
"""
from __future__ import annotations

import operator

from ..analysis.indexing import same_index
from ..ir.core import Block, Call, Const, Function, Op, Value, count_uses, substitute, walk
from ..ir.kinds import Array, Scalar
from ..runtime import add_at
from .build import Builder
from .terms import unscaled


def gather(function: Function) -> Function:
    """Add at once what is added to the same items, in place."""
    if any(is_addition(op) for op in walk(function.body)):
        _Gathering(function).block(function.body)
    return function


def is_addition(op: Op | None) -> bool:
    return isinstance(op, Call) and op.callee is add_at and bool(op.sweep) and isinstance(op.result.kind, Array)


class _Gathering:
    """Adds contributions of one function together."""

    def __init__(self, function: Function):
        self.uses = count_uses(function.body)
        self.builder = Builder(Block(), simplifying=True)
        self.builder.made = {op.result: op for op in walk(function.body) if isinstance(op, Call) and op.results}

    def block(self, block: Block) -> None:
        inside: set[Op] = set()                 # the additions of this block
        replace: dict[Value, Value] = {}        # result of an addition that is made later -> what it was added to
        ops, block.ops = block.ops, []
        with self.builder.into(block):
            for op in ops:
                for inner in op.blocks:
                    self.block(inner)
                if is_addition(op):
                    assert isinstance(op, Call)
                    earlier = self.earlier(op, inside)
                    if earlier is not None and self.join(earlier, op):
                        replace[earlier.result] = earlier.operands[0]
                        inside.discard(earlier)
                    inside.add(op)
                block.ops.append(op)
        if replace:
            block.ops[:] = [op for op in block.ops if not (op.results and op.results[0] in replace)]
            for v, w in replace.items():
                while w in replace:
                    w = replace[w]
                replace[v] = w
            substitute(block, replace)

    def earlier(self, op: Call, inside: set[Op]) -> Call | None:
        """An addition to the same items that nobody sees without this one."""
        before = op.operands[0]
        while self.uses.get(before) == 1:
            maker = self.builder.made.get(before)
            if not is_addition(maker):
                return None
            assert maker is not None
            if maker in inside and same_index(maker.operands[1], op.operands[1]):
                return maker
            before = maker.operands[0]
        return None

    def join(self, earlier: Call, op: Call) -> bool:
        """Let an operation add what an earlier one adds too."""
        self.builder.site, self.builder.sweep = op.site, op.sweep
        first, second = earlier.operands[2], op.operands[2]
        (c, x), (d, y) = unscaled(self.builder, first), unscaled(self.builder, second)
        if x is y and isinstance(x.kind, (Scalar, Array)) and c + d != 0:
            total = self.builder.call(operator.mul, Const(abs(c + d)), x)
            total = total if c + d > 0 else self.builder.call(operator.neg, total)
        elif isinstance(first.kind, Scalar) and isinstance(second.kind, Scalar):
            total = self.builder.call(operator.add, first, second)
        else:
            return False
        op.operands[2] = total
        return True
