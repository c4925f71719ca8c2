"""Programs in SSA to Python's syntax trees: functions, branches and loops.

Loops and branches come back as a person writes them: a flag that leaves a loop becomes ``break``, a
branch that yields the function's result becomes an early ``return``, an index that only reads one
sequence becomes ``for x in xs``.
"""
from __future__ import annotations

import ast
import operator
from typing import Any

from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, For, If, Op, Try, Value, While, With, walk
from ..ir.kinds import Tuple
from . import syntax
from .expressions import Emitted, is_const
from .statements import Comment, StatementEmitter


class Emitter(StatementEmitter):
    """Emits one function."""

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

    # -- blocks --------------------------------------------------------------------------

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

    def define(self, op: Define) -> None:
        """A function inside the function."""
        node = ast.FunctionDef(self.names[op.result],
                               ast.arguments([], [ast.arg(self.names[p]) for p in op.body.params], None,
                                                                    [], [], None, []), [], [])
        sweep, self.sweep = self.sweep, "adjoint"
        node.body = self.nested(lambda: self.block(op.body, lambda b: self.leave(b.yields[0]), tail=True))
        self.sweep = sweep
        self.statement(node, None)

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
            targets = [self.target(read, op.body) for read in elements]
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

    def target(self, read: Call, body: Block) -> ast.expr:
        """What a loop binds to an item: its name, or, where a trip begins by taking it apart, those of its parts."""
        item = read.result
        whole = ast.Name(self.names[item], ast.Store())
        if not isinstance(item.kind, Tuple) or item.kind.type is not tuple:
            return whole
        parts: dict[int, Call] = {}
        seen: set[str] = set()              # the variables that a trip has met before
        for op in body.ops:
            if isinstance(op, Call) and op.callee is operator.getitem and op.operands[0] is item and isinstance(
                    op.operands[1], Const) and op.result in self.names and self.names[op.result] not in seen:
                parts[op.operands[1].value % len(item.kind.items)] = op
            elif op is not read:
                met = [*op.results, *(v for w in op.operands for v in self.variables.live.reads(w))]
                seen.update(self.names[v] for v in met if v in self.names)
            if op.blocks:
                break
        if len(parts) < self.folding.uses.get(item, 0):
            return whole
        self.elements.update(parts.values())
        names = [self.names[parts[i].result] if i in parts else "_" for i in range(len(item.kind.items))]
        return ast.Tuple([ast.Name(name, ast.Store()) for name in names], ast.Store())

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
