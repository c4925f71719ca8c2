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
from collections.abc import Callable, Iterator

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

    def inner_function(self, node: ast.FunctionDef | ast.Lambda, name: str) -> Value:
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
        if scopes.adjoint_of(s) is not None:
            return self.adjoint_of(s)
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

    def adjoint_of(self, s: ast.With) -> None:
        """``with adjoint_of(x) as x_bar: …``: the body is a function of ``x_bar``, for the adjoint sweep."""
        call, name = s.items[0].context_expr, scopes.adjoint_of(s)
        target = scopes.changed_target(s)
        assert isinstance(call, ast.Call) and name is not None
        if scopes.may_exit(s.body) or any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal))
                                          for n in scopes.walk_scope(s.body)):
            raise self.refuse(s, "the body of adjoint_of is left early, or writes outside variables: it runs in the "
                                 "adjoint sweep", "leave it by its end, or by an exception", code="S2SAD214")
        if isinstance(target, ast.Name) and target.id not in self.locals:
            raise self.refuse(target, f"`{target.id}` is not a variable of this function, so there is nothing that has "
                              "another adjoint from here on",
                              f"make one: {target.id}_here = s2sad.with_adjoint({target.id}, …)", code="S2SAD214")
        elsewhere = {n.id for n in outside_of_adjoints(self.node) if isinstance(n, ast.Name)}
        shared = [n for n in [name, *scopes.bound_names(s.body)] if n in elsewhere]
        if shared:
            raise self.refuse(s, f"`{shared[0]}` is assigned in the body of adjoint_of, which runs in the adjoint "
                                 "sweep, and used outside it", "give it a name of its own there", code="S2SAD214")
        back = ast.copy_location(ast.Return(ast.copy_location(ast.Name(name, ast.Load()), s.body[-1])), s.body[-1])
        arguments = ast.arguments([], [ast.arg(name)], None, [], [], None, [])
        function = ast.copy_location(ast.FunctionDef("change", arguments, [*s.body, back], []), s)
        change = self.inner_function(function, "change")
        value = self.call(s, primitives.change_adjoint, self.expression(call.func), self.expression(target), change)
        self.assign(target, value)

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



def outside_of_adjoints(node: ast.AST) -> Iterator[ast.AST]:
    """Every node under a function that is not in the body of a ``with adjoint_of(…)``."""
    for child in ast.iter_child_nodes(node):
        if scopes.adjoint_of(child) is not None:
            yield from ast.walk(child.items[0].context_expr)  # type: ignore[attr-defined]
        else:
            yield child
            yield from outside_of_adjoints(child)
