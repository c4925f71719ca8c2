"""``try`` and ``with``, lowered: a body that may be left by an exception, and what is done then.

    try:                            %ok = attempted True
        y = math.log(x)             %y = try %ok { … yield %y.1 }
    except ValueError:                  except ValueError { … yield %y.2 }
        y = 0.0

``finally`` is lowered twice: after the body, and in a handler that raises the exception again.  Of a
variable that the body assigns, the handler knows the value only if nothing after the assignment could raise.
"""
from __future__ import annotations

import ast
from collections.abc import Callable

from ..ir import primitives
from ..ir.core import UNBOUND, Call, Const, Try, Value, With
from . import scopes
from .expressions import Expressions


class Attempts(Expressions):
    """Lowers ``try`` and ``with``."""

    raised: Value | None = None         # what the handler that is being lowered handles

    def statements(self, statements: list[ast.stmt]) -> None:
        raise NotImplementedError

    def assign(self, target: ast.expr, value: Value) -> None:
        raise NotImplementedError

    # -- try -----------------------------------------------------------------------------

    def visit_Try(self, s: ast.Try) -> None:
        if not s.finalbody:
            return self.try_except(s)
        if scopes.may_exit(s.finalbody):
            raise self.refuse(s.finalbody[0], "leaving a `finally` is not supported", "leave after it", code="S2SAD204")
        inner: list[ast.stmt] = [ast.copy_location(ast.Try(s.body, s.handlers, s.orelse, []), s)]
        body = inner if s.handlers else s.body

        def cleanup() -> None:
            self.statements(s.finalbody)
            self.effect(s, primitives.raise_exception, self.raised)  # type: ignore[arg-type]
            self.dead = True
        self.attempt(s, Const(BaseException), body, lambda: self.handler(s, None, cleanup))
        if not self.dead:
            self.statements(s.finalbody)

    def try_except(self, s: ast.Try) -> None:
        types = [self.expression(h.type) if h.type is not None else Const(BaseException) for h in s.handlers]
        caught = self.call(s, primitives.make_tuple, *types)

        def choose(k: int) -> None:
            h = s.handlers[k]

            def this() -> None:
                self.statement = h
                self.handler(h, h.name, lambda: self.statements(h.body))
            if k + 1 == len(s.handlers):
                return this()
            assert self.raised is not None
            test = self.call(h, primitives.call, Const(isinstance), self.raised, types[k])
            self.conditional(h, test, this, lambda: choose(k + 1))
        flag = self.attempt(s, caught, s.body, lambda: self.handler(s, None, lambda: choose(0)))
        if s.orelse and not self.dead:
            done = self.env["%done"]
            self.conditional(s, flag, lambda: self.conditional(
                s, done, lambda: None, lambda: self.statements(s.orelse)), lambda: None)

    def handler(self, node: ast.AST, name: str | None, run: Callable[[], None]) -> None:
        outer = self.raised
        if outer is None or not isinstance(node, ast.ExceptHandler):
            self.raised = self.call(node, primitives.caught)
        if name is not None:
            assert self.raised is not None
            self.env[name] = self.raised
        run()
        if name is not None:
            self.env[name] = UNBOUND
        self.raised = outer

    def attempt(self, s: ast.stmt, types: Value, body: list[ast.stmt], handle: Callable[[], None]) -> Value:
        """A ``Try``; its flag."""
        flag = self.call(s, primitives.attempted, Const(True))
        op = Try(operands=[flag, types], results=[], then=self.block, orelse=self.block, site=self.site(s))
        self.branches(op, lambda: self.statements(body), self.after_exception(s, body, handle))
        return flag

    def after_exception(self, s: ast.stmt, body: list[ast.stmt], handle: Callable[[], None]) -> Callable[[], None]:
        """``handle``, with what is known of variables where the body was left somewhere."""
        unsure = [n for n in scopes.bound_names(certain_until_the_end(body)) if n not in self.cells]

        def run() -> None:
            for n in unsure:
                self.env[n] = self.call(s, primitives.uncertain, Const(n))
            handle()
        return run

    # -- with ----------------------------------------------------------------------------

    def visit_With(self, s: ast.With) -> None:
        first, *others = s.items
        body: list[ast.stmt] = [ast.copy_location(ast.With(others, s.body), s)] if others else s.body
        flag = self.call(s, primitives.attempted, Const(False))
        manager = self.manager(first.context_expr)
        op = With(operands=[flag, manager], results=[], then=self.block, orelse=self.block, site=self.site(s))

        def run() -> None:
            if first.optional_vars is not None:
                self.assign(first.optional_vars, self.call(first.context_expr, primitives.entered))
            self.statements(body)
        self.branches(op, run, self.after_exception(s, body, lambda: None))

    def manager(self, node: ast.expr) -> Value:
        """A manager: where it is made here, the call is left as it is."""
        value = self.expression(node)
        op = self.block.ops[-1] if self.block.ops else None
        if isinstance(op, Call) and op.callee is primitives.call and op.results == [value]:
            op.callee = primitives.call_manager
        return value


def certain_until_the_end(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements after whose assignments something may still raise: all but a last plain assignment."""
    *before, last = body
    plain = isinstance(last, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)) and all(
        isinstance(t, ast.Name) for t in (last.targets if isinstance(last, ast.Assign) else
                                          [last.target] if not isinstance(last, ast.Return) else []))
    walrus = any(isinstance(n, ast.NamedExpr) for n in ast.walk(last))
    if plain and not walrus:
        return before
    if isinstance(last, ast.Try) and not before:
        return [*certain_until_the_end(last.body), *(x for h in last.handlers for x in h.body), *last.orelse,
                *last.finalbody]
    return body

