"""What never changes is not carried, and the derivative's arithmetic is simplified once more.

    %s_bar = for … with %s_bar.1 = 1.0 {            for … {
        %g = mul %s_bar.1, %k                           (reads of %s_bar.1 are reads of 1.0,
        yield %s_bar.1 }                                 and 1.0 · k is k)

The primal's operations are left as they are, as is what users do to adjoints; those of a derivative are
built again by the simplifying builder, which sees now what it could not see when the loop was still being
built.
"""
from __future__ import annotations

from ..ir.core import Block, Call, Const, For, Function, Op, Unbound, Value, While, count_uses, next_carried
from .build import Builder


def simplify(function: Function) -> Function:
    """Simplify a function, in place."""
    while _remove_invariants(function.body):
        pass
    _Simplifier(count_uses(function.body)).block(function.body)
    return function


def _remove_invariants(block: Block) -> bool:
    replace: dict[Value, Value] = {}

    def visit(b: Block) -> None:
        for op in b.ops:
            for inner in op.blocks:
                visit(inner)
            if not isinstance(op, (For, While)):
                continue
            for i, p, y, f in zip(op.inits, op.carried, next_carried(op), op.finals):
                if isinstance(i, Unbound) or not (y is p or _same(i, y)):
                    continue
                if p not in replace and i is not p and (i is not f):
                    replace[p] = i
                    replace[f] = i
                    if isinstance(op, While):
                        replace[op.condition.params[op.body.params.index(p)]] = i
    visit(block)
    if not replace:
        return False

    def final(v: Value) -> Value:
        while v in replace:
            v = replace[v]
        return v

    def rewrite(b: Block) -> None:
        for op in b.ops:
            op.operands = [final(v) for v in op.operands]
            for inner in op.blocks:
                rewrite(inner)
            if isinstance(op, (For, While)):
                _drop(op, replace)
        b.yields = [final(v) for v in b.yields]
    rewrite(block)
    return True


def _same(a: Value, b: Value) -> bool:
    return a is b or isinstance(a, Const) and isinstance(b, Const) and type(a.value) is type(b.value) and isinstance(
        a.value, (int, float, bool)) and repr(a.value) == repr(b.value)


def _drop(op: For | While, gone: dict[Value, Value]) -> None:
    from .dce import _keep_carried
    _keep_carried(op, [j for j, p in enumerate(op.carried) if p not in gone])


class _Simplifier:
    """Builds the derivative's calls again."""

    def __init__(self, uses: dict[Value, int]) -> None:
        self.uses = uses
        self.builder = Builder(Block(), simplifying=True)
        self.env: dict[Value, Value] = {}

    def read(self, v: Value) -> Value:
        while v in self.env:
            v = self.env[v]
        return v

    def block(self, block: Block) -> None:
        ops, block.ops = block.ops, []
        with self.builder.into(block):
            for op in ops:
                self.operation(op)
        block.yields = [self.read(v) for v in block.yields]

    def operation(self, op: Op) -> None:
        op.operands = [self.read(v) for v in op.operands]
        if isinstance(op, Call) and op.sweep and op.sweep != "surgery" and len(op.results) == 1 and not isinstance(
                op.callee, Function):
            self.builder.site, self.builder.sweep = op.site, op.sweep
            before = len(self.builder.block.ops)
            new = self.builder.call(op.callee, *op.operands, keywords=op.keywords, name=op.result.name,
                                    spelling=op.spelling, kind=op.result.kind)
            if len(self.builder.block.ops) > before and not isinstance(new, Const) and new.name is None:
                new.name = op.result.name
            self.env[op.result] = new
            self.builder.uses[new] = self.builder.uses.get(new, 0) + self.uses.get(op.result, 0)
            return
        if isinstance(op, Call) and op.results and op.sweep != "surgery":
            self.builder.made[op.results[0]] = op
            self.builder.uses[op.results[0]] = self.uses.get(op.results[0], 0)
        self.builder.block.ops.append(op)
        for inner in op.blocks:
            self.block(inner)
