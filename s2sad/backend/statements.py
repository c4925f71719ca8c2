"""Single statements: calls, stores, effects, with the user's lines as comments above them.

An assignment comes back as ``x_bar += e`` where the old value is ours and nobody sees it any more, and a store as
one into the array itself.
"""
from __future__ import annotations

import ast
import operator
from typing import Any

import numpy as np

from ..analysis.indexing import gathers, same_index
from ..ir import primitives
from ..ir.core import Call, Const, For, Function, If, Op, Site, Unbound, Value, While, next_carried, walk
from ..ir.kinds import Array, Dict, List, Scalar, Tuple, dtype
from ..transforms.copies import copier
from . import syntax
from .expressions import ExpressionEmitter, Origin
from .fold import STORES
from .ownership import Ownership
from .variables import same_size

AUGMENTING: dict[Any, Any] = {operator.add: ast.Add, operator.sub: ast.Sub, operator.mul: ast.Mult,
                              operator.truediv: ast.Div}


class Comment(ast.stmt):
    """A line of comment, which only our printer knows."""

    _fields = ("text",)

    def __init__(self, text: str):
        super().__init__()
        self.text = text

class StatementEmitter(ExpressionEmitter):
    """Emits the statements of one function that hold no others."""

    depth = 0

    def __init__(self, function: Function, function_names: dict[Function, str], root: Any = None,
                 shared: dict[str, Any] | None = None):
        super().__init__(function, function_names, root, shared)
        self.ownership = Ownership(function, self.folding, self.variables.live)
        self.body: list[ast.stmt] = []
        self.sweep = ""
        self.line = ""
        self.has_forward = any(op.sweep == "" and isinstance(op, Call) and op.callee is not primitives.load_global
                               for op in function.body.ops) or any(
                                   op.sweep == "" for op in function.body.ops if not isinstance(op, Call))
        self.has_adjoint = any(op.sweep == "adjoint" for op in walk(function.body))
        self.elements: set[Call] = set()            # items that the loop's own target reads

    # -- statements ----------------------------------------------------------------------

    def statement(self, node: ast.stmt, op: Op | None, *values: Value) -> None:
        """Append a statement, under the user's line if it is another one than before; it is of ``op``, or of values."""
        site, sweep = (op.site, op.sweep) if op is not None else (None, self.sweep)
        sweep = "adjoint" if sweep == "surgery" else sweep
        if op is not None and sweep != self.sweep:
            self.header(sweep)
        if site is not None and sweep == "adjoint" and not isinstance(op, (For, While, If)):
            line = "" if isinstance(site.node, (ast.For, ast.While)) else site.text
            if line and line != self.line:
                self.body.append(Comment(line))
            self.line = line
        gives = isinstance(node, ast.Return) and self.has_adjoint       # the adjoint sweep's last word
        self.out.origins[node] = self.origin("adjoint" if gives else sweep, op, values)
        self.body.append(node)

    def origin(self, sweep: str, op: Op | None, values: tuple[Value, ...]) -> Origin:
        """Where an operation, and what is folded into its statement, come from."""
        found: dict[Site, None] = {} if op is None or op.site is None else {op.site: None}
        stack = [*values, *(op.operands if op is not None else ())]
        while stack:
            folded = self.folding.folded.get(stack.pop(0))
            if folded is not None:
                stack += [*folded.operands, *(v for b in folded.blocks for v in b.yields)]
                if folded.site is not None:
                    found[folded.site] = None
                if op is None and folded.sweep in ("adjoint", "surgery"):
                    sweep = "adjoint"
        return Origin(sweep, tuple(found))

    def header(self, sweep: str) -> None:
        self.sweep = sweep
        if self.depth == 0 and self.has_adjoint:
            if sweep == "adjoint" and self.has_forward and self.body:
                self.body.append(Comment("adjoint sweep"))
            self.line = ""

    def nested(self, run: Any) -> list[ast.stmt]:
        """The statements that ``run()`` appends."""
        saved, self.body, line = self.body, [], self.line
        self.depth += 1
        self.line = ""
        run()
        self.depth -= 1
        found, self.body = self.body, saved
        self.line = line
        return found

    # -- calls ---------------------------------------------------------------------------

    def call(self, op: Call) -> None:
        if not op.results:
            return self.effect(op)
        if op.callee is primitives.caught or op.callee is primitives.entered:
            return None                             # the `except … as`, or `with … as`, names it
        if op.callee is primitives.attempted:
            if self.folding.uses.get(op.result, 0) > 1:
                self.statement(ast.Assign([ast.Name(self.names[op.result], ast.Store())],
                                          self.expression(op.operands[0])), op)
            return None
        if op.callee in STORES:
            return self.store(op)
        if self.only_element(op):
            return None
        if op.result in self.folding.apart:
            return self.take_apart(op.result, self.call_expression(op), op)
        if op in self.folding.parts:
            return self.take_apart(op.operands[0], self.expression(op.operands[0]), op)
        if not self.folding.uses.get(op.result):        # it is there for what it does
            return self.statement(ast.Expr(self.call_expression(op)), op)
        target = self.names[op.result]
        augmented = self.augmented(op, target)
        value = augmented or ast.Assign([ast.Name(target, ast.Store())], self.call_expression(op))
        self.statement(value, op)

    def take_apart(self, value: Value, expression: ast.expr, op: Op) -> None:
        """``a, b = …`` for a tuple whose parts are read at once."""
        parts = self.folding.apart[value]
        names = [self.names[parts[i].result] if i in parts else "_" for i in range(len(value.kind.items))]  # type: ignore[attr-defined]
        self.elements.update(parts.values())
        self.statement(ast.Assign([ast.Tuple([ast.Name(n, ast.Store()) for n in names], ast.Store())], expression), op)

    def only_element(self, op: Call) -> bool:
        """Whether the loop's own target has read this item already."""
        return op in self.elements

    def augmented(self, op: Call, target: str) -> ast.stmt | None:
        """``x_bar += e``, where the old value is not seen by anyone any more."""
        if op.callee in (operator.add, operator.sub):
            return self.augmented_sum(op, target)
        if op.callee not in (operator.mul, operator.truediv):
            return None
        a, b = op.operands
        if op.callee is operator.mul and self.names.get(a) != target:
            a, b = b, a
        if self.names.get(a) != target or not self.may_overwrite(op, a, b):
            return None
        return ast.AugAssign(ast.Name(target, ast.Store()), syntax.BINARY[op.callee](), self.expression(b))

    def augmented_sum(self, op: Call, target: str) -> ast.stmt | None:
        """``x_bar += a - b`` for ``x_bar + a - b``: a sum that begins with the old value."""
        terms: list[tuple[bool, Value]] = []
        at: Op = op
        while True:
            assert isinstance(at, Call)
            left, right = at.operands
            if self.names.get(left) != target and at.callee is operator.add and self.names.get(right) == target:
                left, right = right, left
            terms.insert(0, (at.callee is operator.add, right))
            inner = self.folding.folded.get(left)
            if not isinstance(inner, Call) or inner.callee not in (operator.add, operator.sub) or at.sweep == "":
                break
            at = inner
        if self.names.get(left) != target or not self.may_overwrite(op, left, right):
            return None
        positive = any(plus for plus, _ in terms)
        if positive and not terms[0][0]:
            first = next(t for t in terms if t[0])
            terms.remove(first)
            terms.insert(0, first)
        value = self.expression(terms[0][1])
        for plus, term in terms[1:]:
            value = ast.BinOp(value, ast.Add() if plus == positive else ast.Sub(), self.expression(term))
        return ast.AugAssign(ast.Name(target, ast.Store()), ast.Add() if positive else ast.Sub(), value)

    def may_overwrite(self, op: Call, a: Value, b: Value) -> bool:
        if isinstance(a.kind, Scalar) and isinstance(op.result.kind, Scalar):
            return True
        return same_size(a.kind, op.result.kind) and self.ownership.owned(a, op)

    def effect(self, op: Call) -> None:
        if op.callee is primitives.raise_exception:
            exception, *cause = op.operands
            maker = self.defining.get(exception)
            again = isinstance(maker, Call) and maker.callee is primitives.caught and not cause
            self.statement(ast.Raise(None if again else self.expression(exception),
                                     self.expression(cause[0]) if cause else None), op)
        elif op.callee is primitives.check_bound:
            value, label = op.operands
            if isinstance(value, Unbound):
                error = ast.Call(syntax.name("UnboundLocalError"), [ast.Constant(
                    f"cannot access local variable '{label.value}' where it is not associated with a value")], [])  # type: ignore[attr-defined]
                self.statement(ast.Raise(error, None), op)
            else:
                self.statement(ast.Expr(self.expression(value)), op)
        elif op.callee is primitives.unpack:
            value, n, m = op.operands
            targets: list[ast.expr] = [ast.Name("_", ast.Store()) for _ in range(n.value)]  # type: ignore[attr-defined]
            if m.value >= 0:  # type: ignore[attr-defined]
                targets += [ast.Starred(ast.Name("_", ast.Store()), ast.Store()),
                            *[ast.Name("_", ast.Store()) for _ in range(m.value)]]  # type: ignore[attr-defined]
            self.statement(ast.Assign([ast.Tuple(targets, ast.Store())], self.expression(value)), op)
        else:
            self.statement(ast.Expr(self.call_expression(op)), op)

    # -- stores and copies ---------------------------------------------------------------

    def store(self, op: Call) -> None:
        """A list or array with one item changed: changed in place, after a copy where others see it."""
        source = op.operands[0]
        target = self.names[op.result]
        if self.names.get(source) != target or not self.ownership.owned(source, op):
            copy: ast.expr = self.expression(source)
            if isinstance(source.kind, (List, Tuple)):
                copy = ast.Call(syntax.name("list"), [copy], [])
            elif isinstance(source, Value) and self.ownership.fresh(source):
                pass
            elif isinstance(source.kind, Array) and copier(source, op.sweep) is np.copy:
                self.out.imports.add("np")
                copy = ast.Call(syntax.dotted(("np", "copy")), [copy], [])
            elif isinstance(source.kind, (Array, Dict)):
                copy = ast.Call(ast.Attribute(copy, "copy", ast.Load()), [], [])
            else:
                self.need("copied")
                copy = ast.Call(syntax.name("copied"), [copy], [])
            self.statement(ast.Assign([ast.Name(target, ast.Store())], copy), op)
        where = syntax.name(target)
        match op.callee:
            case primitives.appended:
                call = ast.Call(ast.Attribute(where, "append", ast.Load()), [self.expression(op.operands[1])], [])
                self.statement(ast.Expr(call), op)
            case primitives.without_last:
                self.statement(ast.Expr(ast.Call(ast.Attribute(where, "pop", ast.Load()), [], [])), op)
            case primitives.replaced:
                self.replace_item(op, where)
            case _:
                self.add_at(op, where)

    def replace_item(self, op: Call, where: ast.expr) -> None:
        """``a[i] = e``, or ``a[i] += e`` where the new value begins with the old one."""
        base, index, value = op.operands
        made = self.folding.folded.get(value)
        if isinstance(made, Call) and made.callee in AUGMENTING and isinstance(base.kind, Array) and not gathers(index):
            left, right = made.operands
            old = self.folding.folded.get(left)
            if isinstance(old, Call) and old.callee is operator.getitem and old.operands[0] is base and same_index(
                    old.operands[1], index) and (
                    value.kind == left.kind or isinstance(value.kind, Scalar) and dtype(left.kind) == value.kind.dtype):
                target = self.subscript(where, index, ast.Store())
                return self.statement(ast.AugAssign(target, AUGMENTING[made.callee](), self.expression(right)), op)
        self.statement(ast.Assign([self.subscript(where, index, ast.Store())], self.expression(value)), op)

    def add_at(self, op: Call, where: ast.expr) -> None:
        target, index, value = op.operands
        simple = isinstance(target.kind, Array) and not gathers(index)
        maker = self.defining.get(target)
        if simple and isinstance(maker, Call) and maker.callee is np.zeros_like or self.touched_once(op):
            return self.statement(ast.Assign([self.subscript(where, index, ast.Store())], self.expression(value)), op)
        items = target.kind.item if isinstance(target.kind, List) else None
        if simple or isinstance(items, Scalar) and isinstance(index.kind, Scalar):
            made = self.folding.folded.get(value)
            sign: ast.operator = ast.Add()
            if isinstance(made, Call) and made.callee is operator.neg:
                sign, value = ast.Sub(), made.operands[0]
            added = self.expression(value)
            opposite = syntax.opposite(added)
            if opposite is not None and isinstance(sign, ast.Add):
                sign, added = ast.Sub(), opposite
            self.statement(ast.AugAssign(self.subscript(where, index, ast.Store()), sign, added), op)
        elif isinstance(items, Array) and isinstance(index.kind, Scalar):
            old = self.subscript(where, index, ast.Load())
            self.statement(ast.Assign([self.subscript(where, index, ast.Store())],
                                      ast.BinOp(old, ast.Add(), self.expression(value))), op)
        elif isinstance(target.kind, Array):
            self.out.imports.add("np")
            call = ast.Call(syntax.dotted(("np", "add", "at")), [where, self.expression(index), self.expression(value)],
                            [])
            self.statement(ast.Expr(call), op)
        else:
            self.out.helpers.add("add_at")
            call = ast.Call(syntax.name("add_at"), [where, self.expression(index), self.expression(value)], [])
            kept = ast.Name(self.names[op.result], ast.Store())      # a tuple gives a new one
            self.statement(ast.Assign([kept], call), op)

    def touched_once(self, op: Call) -> bool:
        """Whether a loop adds to each item of zeros on one trip at most: then it stores."""
        loop = self.accumulating.get(op.operands[0])
        if loop is None or op.operands[1] is not loop.index or self.folding.uses.get(op.operands[0]) != 1 or \
                self.folding.uses.get(op.result) != 1:
            return False
        j = loop.carried.index(op.operands[0])
        zeros, (start, _, step) = self.defining.get(loop.inits[j]), loop.operands[:3]
        fresh = isinstance(zeros, Call) and zeros.callee is np.zeros_like
        if isinstance(zeros, Call) and isinstance(zeros.results[0].kind, List):     # [0.0] * n
            one = self.defining.get(zeros.operands[0])
            fresh = zeros.callee is operator.mul and isinstance(one, Call) and \
                one.callee is primitives.make_list and [getattr(v, "value", None) for v in one.operands] == [0.0]
        forwards = isinstance(start, Const) and start.value >= 0 and isinstance(step, Const) and step.value > 0
        return fresh and forwards and next_carried(loop)[j] is op.result

    @property
    def accumulating(self) -> dict[Value, For]:
        """The loops that carry values."""
        if not hasattr(self, "_accumulating"):
            self._accumulating = {p: op for op in walk(self.function.body) if isinstance(op, For) for p in op.carried}
        return self._accumulating

    def copies(self, pairs: list[tuple[Value, Value]], op: Op | None) -> None:
        """``target = value`` for each pair, all at once where one reads what another writes."""
        pending: list[tuple[str, ast.expr, set[str], Value]] = []
        for target, value in pairs:
            if isinstance(value, Unbound) or target not in self.names:
                continue
            t = self.names[target]
            if value in self.names and self.names[value] == t:
                continue
            reads = {self.names[v] for v in self.variables.live.reads(value) if v in self.names}
            pending.append((t, self.expression(value), reads, value))
        while pending:
            for i, (t, new, _, value) in enumerate(pending):
                if not any(t in reads for j, (_, _, reads, _) in enumerate(pending) if j != i):
                    self.statement(ast.Assign([ast.Name(t, ast.Store())], new), op, value)
                    del pending[i]
                    break
            else:
                targets = ast.Tuple([ast.Name(t, ast.Store()) for t, _, _, _ in pending], ast.Store())
                values = ast.Tuple([v for _, v, _, _ in pending], ast.Load())
                self.statement(ast.Assign([targets], values), op, *[v for _, _, _, v in pending])
                return

    @property
    def defining(self) -> dict[Value, Op]:
        if not hasattr(self, "_defining"):
            self._defining = {r: o for o in walk(self.function.body) for r in o.results}
        return self._defining
