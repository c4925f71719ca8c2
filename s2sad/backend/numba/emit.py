"""Programs in SSA to Python that Numba compiles: what the plain emitter writes, but for what Numba has not."""
from __future__ import annotations

import ast
from typing import Any

from ...analysis.indexing import gathers
from ...ir import primitives
from ...ir.core import Call, For, Op, Value
from ...ir.kinds import Array, Scalar, rank
from .. import syntax
from ..emit import Emitter, plus_number
from ..expressions import is_const
from ..fold import STORES, Folding
from ..variables import Variables, Web


class NumbaFolding(Folding):
    """Loops that count down, or over rows, read items by their index: Numba reverses no sequence."""

    def elements_of(self, loop: For) -> list[Call]:
        found = [] if loop.backwards else super().elements_of(loop)
        return [read for read in found if isinstance(read.result.kind, Scalar)]

    def keeps_name(self, op: Op, consumer: Op | None, top: bool) -> bool:
        taped = isinstance(consumer, Call) and consumer.callee is primitives.replaced and (
            consumer.operands[0].name or "").endswith(("tape", "tapes")) and consumer.operands[2] is op.result
        return not (taped and self.is_overwritten(op)) and super().keeps_name(op, consumer, top)


class NumbaVariables(Variables):
    """Names for one type each, and none that Numba takes for its own: to it, ``g_1`` may be a second ``g``."""

    def may_share(self, web: Web, others: Web) -> bool:
        return super().may_share(web, others) and {*map(type_of, web.members)} == {*map(type_of, others.members)}

    def numbered(self, base: str, n: int) -> str:
        return f"{base}v{n}" if base[-1].isdigit() else f"{base}{n}"


class NumbaEmitter(Emitter):
    """Emits one function for Numba."""

    folding_of = NumbaFolding
    variables_of = NumbaVariables

    # -- writing in place ------------------------------------------------------------------

    def augmented(self, op: Call, target: str) -> ast.stmt | None:
        node = super().augmented(op, target)
        return self.apart(node, op.result, op.operands) if isinstance(node, ast.AugAssign) else node

    def statement(self, node: ast.stmt, op: Op | None, *values: Value) -> None:
        if isinstance(node, ast.AugAssign) and isinstance(op, Call) and op.callee in STORES:
            made = self.folding.folded.get(op.operands[2])
            node = self.apart(node, op.result, made.operands[1:] if isinstance(made, Call) and op.callee is
                              primitives.replaced else op.operands[2:])
        super().statement(node, op, *values)

    def apart(self, node: ast.AugAssign, target: Value, operands: list[Value]) -> ast.AugAssign:
        """``a[1:] += a[:-1].copy()``: Numba does not see that the one is read while the other is written."""
        read, written = root(node.value), root(node.target)
        same = ast.unparse(node.value) == ast.unparse(node.target)
        if read is None or same or all(isinstance(v.kind, Scalar) for v in operands):
            return node
        together, _ = self.ownership.sharing.get(target, ({target}, 0))
        if read == written and isinstance(node.value, ast.Name) or read != written and not any(
                self.names.get(v) == read and isinstance(v.kind, Array) for v in together):
            return node
        node.value = ast.Call(ast.Attribute(node.value, "copy", ast.Load()), [], [])
        return node

    def add_at(self, op: Call, where: ast.expr) -> None:
        target, index, value = op.operands
        if not (isinstance(target.kind, Array) and gathers(index)):
            return super().add_at(op, where)
        mask = isinstance(index.kind, Array) and index.kind.dtype == "bool"
        name = "add_at_mask" if mask else "add_item" if isinstance(value.kind, Scalar) else "add_items"
        self.need(name)
        call = ast.Call(syntax.name(name), [where, self.expression(index), self.expression(value)], [])
        self.statement(ast.Expr(call), op)

    def counting(self, op: For, start: Value, stop: Value, step: Value) -> ast.expr:
        if not op.backwards or is_const(step, 1):
            return super().counting(op, start, stop, step)
        a, b, c = self.expression(start), self.expression(stop), self.expression(step)
        if is_const(step, -1):
            return ast.Call(syntax.name("range"), [plus_number(b, stop, 1), plus_number(a, start, 1)], [])
        count = ast.Call(syntax.name("len"), [ast.Call(syntax.name("range"), [a, b, c], [])], [])
        trips = ast.BinOp(count, ast.Sub(), ast.Constant(1))
        last: ast.expr = ast.BinOp(trips, ast.Mult(), c)
        if not is_const(start, 0):
            last = ast.BinOp(a, ast.Add(), last)
        return ast.Call(syntax.name("range"), [last, ast.BinOp(a, ast.Sub(), c), ast.UnaryOp(ast.USub(), c)], [])



def type_of(v: Value) -> Any:
    """What Numba tells apart of kinds."""
    return (v.kind.dtype, rank(v.kind)) if isinstance(v.kind, (Array, Scalar)) else type(v.kind)


def root(node: ast.expr) -> str | None:
    """The variable whose memory an expression shows, if it makes no array of its own."""
    match node:
        case ast.Name(name):
            return name
        case ast.Subscript(value) | ast.Attribute(value) | ast.Call(ast.Attribute(value)):
            return root(value)
        case ast.Call(args=[value, *_]):
            return root(value)
    return None
