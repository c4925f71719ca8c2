"""Programs in SSA to Python's syntax trees: statements, with the user's lines as comments.

Loops and branches come back as a person writes them: a flag that leaves a loop becomes ``break``, a
branch that yields the function's result becomes an early ``return``, an index that only reads one
sequence becomes ``for x in xs``.
"""
from __future__ import annotations

import ast
import operator
from typing import Any

import numpy as np

from ..analysis.indexing import gathers, same_index
from ..ir import primitives
from ..ir.core import (
    Block,
    Call,
    Const,
    Define,
    For,
    Function,
    If,
    Op,
    Site,
    Try,
    Unbound,
    Value,
    While,
    With,
    next_carried,
    walk,
)
from ..ir.kinds import Array, Dict, List, Scalar, Tuple, dtype
from ..transforms.copies import copier
from . import syntax
from .expressions import Emitted, ExpressionEmitter, Origin, is_const
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


class Emitter(ExpressionEmitter):
    """Emits one function."""

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

    # -- the function --------------------------------------------------------------------

    def emit(self) -> Emitted:
        node = self.out.node
        node.args.args = [ast.arg(self.names[p]) for p in self.function.params]
        self.block(self.function.body, lambda b: self.leave(b.yields[0]), tail=True)
        node.body = self.with_headers(self.body) or [ast.Pass()]
        return self.out

    def with_headers(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Name the sweeps where there are two of them."""
        marks = [i for i, s in enumerate(body) if isinstance(s, Comment) and s.text == "adjoint sweep"]
        return [Comment("forward sweep"), *body] if marks else body

    def leave(self, value: Value) -> None:
        self.statement(ast.Return(self.expression(value)), None, value)

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

    def block(self, block: Block, finish: Any, tail: bool = False) -> None:
        """A block's operations, then ``finish(block)``, which says what its yields become.

        ``tail``: leaving the block leaves the function, or the trip of a loop, so that a last ``if``
        may finish in its branches.
        """
        for position, op in enumerate(block.ops):
            if op.results and op.results[0] in self.folding.folded:
                continue
            if tail and position == len(block.ops) - 1 and self.finishes(op, block):
                assert isinstance(op, If)
                return self.branches_that_finish(op, block, finish)
            self.operation(op)
        finish(block)

    def finishes(self, op: Op, block: Block) -> bool:
        """Whether a last ``if`` decides what the block yields: its results are read nowhere else."""
        return type(op) is If and not isinstance(op.operands[0], Const) and bool(op.results) and all(
            self.folding.uses.get(r, 0) == block.yields.count(r) for r in op.results)

    def branches_that_finish(self, op: If, block: Block, finish: Any) -> None:
        parts = []
        for inner in op.blocks:
            given = dict(zip(op.results, inner.yields))
            virtual = Block(inner.params, inner.ops, [given.get(v, v) for v in block.yields])
            parts.append(self.nested(lambda b=virtual: self.block(b, finish, tail=True)))
        then, orelse = parts
        test = self.expression(op.operands[0])
        if op.sweep != self.sweep:
            self.header(op.sweep)
        if then and leaves(then):
            self.statement(ast.If(test, then, []), op)
            self.body.extend(orelse)
        elif orelse and leaves(orelse):
            self.statement(ast.If(syntax.negated(test), orelse, []), op)
            self.body.extend(then)
        elif not then and orelse:
            self.statement(ast.If(syntax.negated(test), orelse, []), op)
        elif then or orelse:
            self.statement(ast.If(test, then, orelse), op)

    def operation(self, op: Op) -> None:
        match op:
            case Call():
                self.call(op)
            case If():
                self.conditional(op)
            case For():
                self.for_loop(op)
            case While():
                self.while_loop(op)
            case Define():
                self.define(op)

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
        if not self.folding.uses.get(op.result):        # it is there for what it does
            return self.statement(ast.Expr(self.call_expression(op)), op)
        target = self.names[op.result]
        augmented = self.augmented(op, target)
        value = augmented or ast.Assign([ast.Name(target, ast.Store())], self.call_expression(op))
        self.statement(value, op)

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
            self.statement(ast.AugAssign(self.subscript(where, index, ast.Store()), sign, self.expression(value)), op)
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

    def define(self, op: Define) -> None:
        """A function inside the function."""
        node = ast.FunctionDef(self.names[op.result],
                               ast.arguments([], [ast.arg(self.names[p]) for p in op.body.params], None,
                                                                    [], [], None, []), [], [])
        sweep, self.sweep = self.sweep, "adjoint"
        node.body = self.nested(lambda: self.block(op.body, lambda b: self.leave(b.yields[0]), tail=True))
        self.sweep = sweep
        self.statement(node, None)

    @property
    def defining(self) -> dict[Value, Op]:
        if not hasattr(self, "_defining"):
            self._defining = {r: o for o in walk(self.function.body) for r in o.results}
        return self._defining

    # -- branches ------------------------------------------------------------------------

    def conditional(self, op: If) -> None:
        def branch(block: Block) -> list[ast.stmt]:
            return self.nested(lambda: self.block(block, lambda b: self.copies(list(zip(op.results, b.yields)), None)))
        if op.sweep != self.sweep:
            self.header(op.sweep)
        if isinstance(op, (Try, With)):
            return self.attempt(op, branch)
        if isinstance(op.operands[0], Const):       # the adjoint of a `with`, or what turned out to be certain
            taken = op.then if op.operands[0].value else op.orelse
            return self.block(taken, lambda b: self.copies(list(zip(op.results, b.yields)), None))
        if op in self.folding.expressions and len(op.results) == 1:
            target = ast.Name(self.names[op.result], ast.Store())
            return self.statement(ast.Assign([target], self.conditional_expression(op)), op)
        then, orelse = branch(op.then), branch(op.orelse)
        test = self.expression(op.operands[0])
        if then:
            self.statement(ast.If(test, then, orelse), op)
        elif orelse:
            self.statement(ast.If(syntax.negated(test), orelse, []), op)

    def attempt(self, op: Try | With, branch: Any) -> None:
        """A ``try`` or a ``with``, and the flag that tells how it went, where the adjoint asks for that."""
        flag = op.operands[0]
        told = self.folding.uses.get(flag, 0) > 1 and not isinstance(flag, Const)

        def tell(value: bool) -> list[ast.stmt]:
            return [ast.Assign([ast.Name(self.names[flag], ast.Store())], ast.Constant(value))] if told else []
        body, orelse = branch(op.then) or [ast.Pass()], branch(op.orelse)
        if isinstance(op, Try):
            first = next((o for o in op.orelse.ops if isinstance(o, Call) and o.callee is primitives.caught), None)
            bound = first is not None and any(
                first.result in o.operands for o in walk(op.orelse)
                if not (isinstance(o, Call) and o.callee is primitives.raise_exception and len(o.operands) == 1))
            classes = [self.callee(c) for c in op.catches]
            name = self.names[first.result] if bound and first is not None else None
            handler = ast.ExceptHandler(classes[0] if len(classes) == 1 else ast.Tuple(classes, ast.Load()), name,
                                        [*tell(False), *orelse] or [ast.Pass()])
            if len(handler.body) == 1 and isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None:
                return self.body.extend(body)           # a `finally` that does nothing
            return self.statement(ast.Try(body, [handler], [], []), op)
        entry = next((o for o in op.then.ops if isinstance(o, Call) and o.callee is primitives.entered), None)
        target = ast.Name(self.names[entry.result], ast.Store()) if entry is not None else None
        if isinstance(flag, Const):
            orelse = []
        used = entry is not None and self.folding.uses.get(entry.result, 0) > 0
        item = ast.withitem(self.expression(op.operands[1]), target if used else None)
        if orelse and not told:
            told = True
            self.body.append(tell(False)[0])
        self.statement(ast.With([item], [*body, *(tell(True) if told else [])]), op)
        if orelse:
            self.statement(ast.If(syntax.negated(syntax.name(self.names[flag])), orelse, []), op)

    # -- loops ---------------------------------------------------------------------------

    def enter(self, op: For | While) -> None:
        if op.sweep != self.sweep:
            self.header(op.sweep)
        self.copies(list(zip(op.carried, op.inits)), None)

    def finish_trip(self, op: For | While) -> Any:
        def leave() -> None:
            self.count_trips(op)
            self.body.append(ast.Break())

        def finish(block: Block) -> None:
            values = block.yields[:-1] if op.stops else block.yields
            self.copies(list(zip(op.carried, values)), None)
            if op.stops:
                stop = block.yields[-1]
                if isinstance(stop, Const):
                    if stop.value:
                        leave()
                    return
                inner = self.nested(leave)
                self.body.append(ast.If(self.expression(stop), inner, []))
        return finish

    def counts(self, op: For | While) -> bool:
        return op.trips is not None and self.folding.uses.get(op.trips, 0) > 0

    def count_trips(self, op: For | While) -> None:
        if isinstance(op, For) and self.counts(op):
            assert op.trips is not None
            index = syntax.name(self.names[op.index])
            start, stop, step = op.operands[:3]
            done: ast.expr = index
            if op.backwards:
                done = ast.Call(syntax.name("len"), [ast.Call(syntax.name("range"), [
                    index, self.expression(stop), self.expression(step)], [])], [])
            else:
                if not is_const(start, 0):
                    done = ast.BinOp(done, ast.Sub(), self.expression(start))
                if not is_const(step, 1):
                    done = ast.BinOp(done, ast.FloorDiv(), self.expression(step))
                done = ast.BinOp(done, ast.Add(), ast.Constant(1))
            self.body.append(ast.Assign([ast.Name(self.names[op.trips], ast.Store())], done))

    def for_loop(self, op: For) -> None:
        self.enter(op)
        start, stop, step = op.operands[:3]
        if self.counts(op):
            assert op.trips is not None
            total = self.expression(stop) if is_const(start, 0) and is_const(step, 1) else ast.Call(
                syntax.name("len"), [ast.Call(syntax.name("range"), [self.expression(v) for v in op.operands[:3]], [])],
                [])
            self.body.append(ast.Assign([ast.Name(self.names[op.trips], ast.Store())], total))
        elements = self.folding.elements[op]
        if op.backwards and self.counts(op):
            elements = []
        index_used = self.folding.uses.get(op.index, 0) > len(elements) or self.counts(op)
        index = ast.Name(self.names.get(op.index, "_") if index_used else "_", ast.Store())
        if elements:
            sequences = [self.expression(read.operands[0]) for read in elements]
            targets: list[ast.expr] = [ast.Name(self.names[read.result], ast.Store()) for read in elements]
            if op.backwards:
                sequences = [ast.Call(syntax.name("reversed"), [s], []) for s in sequences]
            target, iterable = targets[0], sequences[0]
            if len(elements) > 1:
                iterable = ast.Call(syntax.name("zip"), sequences, [])
                target = ast.Tuple(targets, ast.Store())
            if index_used:
                iterable = ast.Call(syntax.name("enumerate"), [iterable], [])
                target = ast.Tuple([index, target], ast.Store())
            self.elements.update(elements)
        else:
            target, iterable = index, self.counting(op, start, stop, step)
        body = self.nested(lambda: self.block(op.body, self.finish_trip(op), tail=True))
        self.statement(ast.For(target, iterable, body or [ast.Pass()], []), op)
        self.line = ""

    def counting(self, op: For, start: Value, stop: Value, step: Value) -> ast.expr:
        """``range(…)``, forwards or backwards."""
        a, b, c = self.expression(start), self.expression(stop), self.expression(step)
        if not op.backwards:
            args = [b] if is_const(start, 0) and is_const(step, 1) else [a, b] if is_const(step, 1) else [a, b, c]
            return ast.Call(syntax.name("range"), args, [])
        if is_const(step, 1):
            first = plus_number(b, stop, -1)
            last = plus_number(a, start, -1)
            return ast.Call(syntax.name("range"), [first, last, ast.UnaryOp(ast.USub(), ast.Constant(1))], [])
        return ast.Call(syntax.name("reversed"), [ast.Call(syntax.name("range"), [a, b, c], [])], [])

    def while_loop(self, op: While) -> None:
        self.enter(op)
        counts = self.counts(op)
        if counts:
            self.body.append(ast.Assign([ast.Name(self.names[op.trips], ast.Store())], ast.Constant(0)))
        whole = all(o.results and o.results[0] in self.folding.folded for o in op.condition.ops)

        def body() -> None:
            if not whole:
                self.block(op.condition, lambda b: self.body.append(
                    ast.If(syntax.negated(self.expression(b.yields[0])), [ast.Break()], [])))
            if counts:
                self.body.append(ast.AugAssign(ast.Name(self.names[op.trips], ast.Store()), ast.Add(), ast.Constant(1)))
            self.block(op.body, self.finish_trip(op), tail=True)
        test: ast.expr = self.expression(op.condition.yields[0]) if whole else ast.Constant(True)
        statements = self.nested(body)
        self.statement(ast.While(test, statements or [ast.Pass()], []), op)


def leaves(statements: list[ast.stmt]) -> bool:
    """Whether statements end by leaving the loop's trip or the function."""
    last = statements[-1]
    return isinstance(last, (ast.Return, ast.Break, ast.Raise, ast.Continue))


def plus_number(node: ast.expr, v: Value, n: int) -> ast.expr:
    if isinstance(v, Const) and isinstance(v.value, int):
        found = syntax.constant(v.value + n)
        assert found is not None
        return found
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and isinstance(
        node.right.value, int) and isinstance(
            node.op, (ast.Add, ast.Sub)):
        total = (node.right.value if isinstance(node.op, ast.Add) else -node.right.value) + n
        if total == 0:
            return node.left
        return ast.BinOp(node.left, ast.Add() if total > 0 else ast.Sub(), ast.Constant(abs(total)))
    return ast.BinOp(node, ast.Add() if n > 0 else ast.Sub(), ast.Constant(abs(n)))
