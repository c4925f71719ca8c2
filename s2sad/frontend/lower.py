"""Python syntax, lowered to structured SSA: the frontend's one product is a ``Template``.

    def f(x, n):                    func f(%x, %n):
        y = 1.0                         %y.2 = foreach %i in call(range, %n) with %y = 1.0
        for i in range(n):                  %y.1 = mul %y, %x
            y = y * x                       yield %i, %y.1
        return y                        yield %y.2

Lowering knows syntax and names, and nothing of kinds: what is called, and whether ``y += e`` writes an
array or rebinds a float, is the specialiser's business.  It is closed-world: syntax that is not handled
here is refused, and all such places are reported together.

A statement that leaves its block early needs no jump.  ``return``, ``break`` and ``continue`` set
variables of our own (``%value``, ``%returned``, ``%stop``), and what follows an ``if`` that left moves
into the branch that did not; where both branches may go on, what follows is guarded by ``%done``.
"""
from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..errors import S2SADError, UnsupportedError
from ..ir import primitives
from ..ir.core import UNBOUND, UNREACHABLE, Block, Const, Function, Loop, Op, Value, While
from . import scopes
from .attempts import Attempts
from .expressions import INPLACE, WAYS_OUT, Comprehension, describe, display_name, is_generator
from .patterns import match_as_if


@dataclass(eq=False, slots=True, kw_only=True)
class ForEach(Loop):
    """``for item in iterable``: operands iterable, initial values; body parameters item, carried.

    Only templates hold it; the specialiser turns it into a counted ``For``.
    """

    exact: bool = False         # of what it makes the length must be known: `*` is before it

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self.body,)


@dataclass(eq=False, slots=True)
class Template:
    """A function as written, in SSA, before anything is known of its arguments.

    The parameters of ``function`` are those that ``captured`` names (default values of an inner
    function, then variables of enclosing functions), and then the user's own in ``co_varnames`` order.
    """

    name: str
    arguments: ast.arguments
    function: Function
    captured: list[str] = field(default_factory=list)
    n_defaults: int = 0
    fragile: bool = False       # captures a variable that a loop rebinds: must not outlive the trip
    generator: bool = False     # its result is the list of what it yields


class Lowering(Attempts):
    """Lowers the statements of one function."""

    def template(self, captured: list[str] = (), n_defaults: int = 0) -> Template:  # type: ignore[assignment]
        node = self.node
        statements: list[ast.stmt] = node.body if isinstance(node, ast.FunctionDef) else [
            ast.copy_location(ast.Return(node.body), node.body)]
        names = scopes.parameter_names(node.args)
        params = [Value(name) for name in [*captured, *names]]
        self.env = dict(zip([*captured, *names], params))
        self.locals = {*names, *scopes.own_names(statements)} - scopes.declared(statements, ast.Global)
        self.captured |= set(captured)
        self.cells = {n: self.env[n] for n in self.shared if n in captured}
        for name in scopes.shared_names(node):
            value = self.env.get(name)
            self.cells[name] = self.call(node, primitives.make_cell, Const(name))
            if value is not None:
                self.effect(node, primitives.cell_set, self.cells[name], value)
        template = Template(self.name, node.args, Function(self.name, params, self.block), list(captured), n_defaults)
        if isinstance(node, ast.FunctionDef) and node.name not in self.locals and node.name in self.captured_self:
            self.env[node.name] = self.call(node, primitives.make_function, Const(template), *params[:len(captured)])
            self.captured.add(node.name)
        docstring = ast.get_docstring(node) if isinstance(node, ast.FunctionDef) else None
        template.function.docstring = docstring or ""
        if is_generator(node):
            template.generator = True
            endless = next((n for n in scopes.walk_scope(statements) if isinstance(n, ast.While) and not
                            scopes.has_break(n.body) and isinstance(n.test, ast.Constant)), None)
            if endless is not None:
                raise self.refuse(endless, "a generator that never ends is not supported",
                                  "give it the number of items, or write the loop where they are used", code="S2SAD205")
            self.yielded = self.call(node, primitives.make_list)
        self.env["%done"] = self.env["%returned"] = Const(False)
        self.env["%value"] = UNREACHABLE
        if not scopes.always_exits(statements):
            statements = [*statements, ast.copy_location(ast.Return(None), statements[-1])]
        self.statements(statements)
        if self.errors:
            unsupported = [e for e in self.errors if isinstance(e, UnsupportedError)]
            raise UnsupportedError.many(unsupported) if len(unsupported) == len(self.errors) else self.errors[0]
        self.block.yields = [self.env["%value"] if self.yielded is None else self.yielded]
        template.function.site = self.site(node)
        return template

    shared: frozenset[str] = frozenset()        # captured variables that are cells
    captured_self: frozenset[str] = frozenset()
    yielded: Value | None = None                # of a generator: the list of what it has yielded
    within: ast.AST | None = None               # of a generator expression: the statement that it is part of

    # -- statements ------------------------------------------------------------------

    def statements(self, statements: list[ast.stmt]) -> None:
        for k, s in enumerate(statements):
            if self.dead:
                return
            rest = statements[k + 1:]
            self.statement = self.within or s
            try:
                if isinstance(s, ast.Match):
                    s = self.match(s)
                if isinstance(s, ast.If) and scopes.may_exit([s]):
                    return self.if_that_may_exit(s, rest)
                getattr(self, f"visit_{type(s).__name__}", self.unsupported)(s)
            except S2SADError as error:
                self.errors.append(error)
                for name in scopes.bound_names([s]):
                    self.env[name] = Value(name)
                continue
            if isinstance(s, (ast.Return, ast.Break, ast.Continue, ast.Raise)):
                return
            if isinstance(s, (ast.Try, ast.With)) and scopes.may_exit([s]) and rest and not self.dead:
                return self.unless_done(s, rest)
            if isinstance(s, scopes.LOOPS) and (scopes.has_return(s.body) or scopes.may_exit(s.orelse)) and rest:
                return self.unless_done(s, rest)

    def unsupported(self, node: ast.stmt) -> None:
        raise self.refuse(node, f"{describe(node)} is not supported", WAYS_OUT.get(type(node)))

    def if_that_may_exit(self, s: ast.If, rest: list[ast.stmt]) -> None:
        condition = self.expression(s.test)
        if scopes.always_exits(s.body) or scopes.always_exits(s.orelse):
            then = s.body if scopes.always_exits(s.body) else [*s.body, *rest]
            orelse = s.orelse if scopes.always_exits(s.orelse) else [*s.orelse, *rest]
            self.conditional(s, condition, lambda: self.statements(then), lambda: self.statements(orelse))
        else:
            self.conditional(s, condition, lambda: self.statements(s.body), lambda: self.statements(s.orelse))
            if rest and not self.dead:
                self.unless_done(s, rest)

    def unless_done(self, s: ast.stmt, rest: list[ast.stmt]) -> None:
        """Lower ``rest`` for the paths that have not left yet."""
        self.conditional(s, self.env["%done"], lambda: None, lambda: self.statements(rest))

    def leave(self, **variables: Value) -> None:
        self.env.update({f"%{name}": value for name, value in variables.items()}, **{"%done": Const(True)})

    def visit_Return(self, s: ast.Return) -> None:
        value = Const(None) if s.value is None else self.expression(s.value)
        self.leave(value=value, returned=Const(True), **({"stop": Const(True)} if "%stop" in self.env else {}))

    def visit_Break(self, s: ast.Break) -> None:
        self.leave(stop=Const(True))

    def visit_Continue(self, s: ast.Continue) -> None:
        self.leave()

    def visit_Pass(self, s: ast.Pass) -> None:
        pass

    def visit_Expr(self, s: ast.Expr) -> None:
        match s.value:
            case ast.Yield(value=item) if self.yielded is not None:
                value = Const(None) if item is None else self.expression(item)
                return self.effect(s.value, list.append, self.yielded, value)
            case ast.YieldFrom(value=items) if self.yielded is not None:
                return self.effect(s.value, list.extend, self.yielded, self.expression(items))
        if not isinstance(s.value, ast.Constant):
            self.expression(s.value)

    def visit_Assign(self, s: ast.Assign) -> None:
        value = self.argument(s.value, True) if scopes.consumed(s) else self.expression(s.value)
        for target in s.targets:
            self.assign(target, value)

    def visit_AnnAssign(self, s: ast.AnnAssign) -> None:
        if s.value is not None:
            self.assign(s.target, self.expression(s.value))

    def assign(self, target: ast.expr, value: Value) -> None:
        match target:
            case ast.Name(id):
                if id not in self.locals and id not in self.cells:
                    raise self.refuse(target, f"writing the global variable `{id}` is not supported",
                                      "return the value instead", code="S2SAD202")
                self.bind(id, value)
            case ast.Tuple(elts) | ast.List(elts):
                stars = [i for i, e in enumerate(elts) if isinstance(e, ast.Starred)]
                before, after = (stars[0], len(elts) - stars[0] - 1) if stars else (len(elts), -1)
                parts = self.call(target, primitives.unpack, value, Const(before), Const(after))
                for i, element in enumerate(elts):
                    part = self.call(element, operator.getitem, parts, Const(i))
                    self.assign(element.value if isinstance(element, ast.Starred) else element, part)
            case ast.Subscript(base, index):
                self.effect(target, primitives.set_item, self.expression(base), self.expression(index), value)
            case ast.Attribute(base, attr):
                self.effect(target, primitives.set_attribute, self.expression(base), Const(attr), value)
            case _:
                raise self.refuse(target, f"assignment to {describe(target)} is not supported")

    def visit_AugAssign(self, s: ast.AugAssign) -> None:
        operation = INPLACE[type(s.op)]
        match s.target:
            case ast.Name(id):
                old = self.read_name(s.target, id)
                self.assign(s.target, self.call(s, operation, old, self.expression(s.value)))
            case ast.Subscript(base, index):
                target, where = self.expression(base), self.expression(index)
                old = self.call(s.target, operator.getitem, target, where)
                self.effect(s, primitives.set_item, target, where,
                            self.call(s, operation, old, self.expression(s.value)))
            case ast.Attribute(base, attr):
                target = self.expression(base)
                old = self.call(s.target, getattr, target, Const(attr))
                self.effect(s, primitives.set_attribute, target, Const(attr),
                            self.call(s, operation, old, self.expression(s.value)))

    def visit_Delete(self, s: ast.Delete) -> None:
        for target in s.targets:
            match target:
                case ast.Name(id):
                    self.read_name(target, id)
                    if id in self.cells:
                        raise self.refuse(target, f"`del` of `{id}`, which an inner function reads, is not supported")
                    self.env.pop(id, None)
                case ast.Subscript(base, index):
                    self.effect(target, primitives.del_item, self.expression(base), self.expression(index))
                case ast.Attribute(base, attr):
                    self.effect(target, primitives.del_attribute, self.expression(base), Const(attr))
                case ast.Tuple(elts) | ast.List(elts):
                    self.visit_Delete(ast.copy_location(ast.Delete(elts), s))

    def visit_If(self, s: ast.If) -> None:
        condition = self.expression(s.test)
        self.conditional(s, condition, lambda: self.statements(s.body), lambda: self.statements(s.orelse))

    def match(self, s: ast.Match) -> ast.stmt:
        subject = f"%subject{len(self.locals)}"
        self.locals.add(subject)
        self.env[subject] = self.expression(s.subject)
        return match_as_if(s, subject)

    def visit_Assert(self, s: ast.Assert) -> None:
        def fail() -> None:
            error = Const(AssertionError)
            args = [] if s.msg is None else [self.expression(s.msg)]
            self.effect(s, primitives.raise_exception, self.call(s, primitives.call, error, *args))
            self.dead = True
        self.conditional(s, self.expression(s.test), lambda: None, fail)

    def visit_Raise(self, s: ast.Raise) -> None:
        if s.exc is None and self.raised is None:
            raise self.refuse(s, "`raise` without an exception, outside a handler, is not supported", code="S2SAD204")
        exception = self.raised if s.exc is None else self.expression(s.exc)
        cause = [] if s.cause is None else [self.expression(s.cause)]
        self.effect(s, primitives.raise_exception, exception, *cause)  # type: ignore[arg-type]
        self.dead = True

    # -- loops -----------------------------------------------------------------------

    def visit_For(self, s: ast.For) -> None:
        iterable = self.expression(s.iter)
        names = [n for n in [*scopes.bound_names([s.target]), *scopes.bound_names(s.body)] if n not in self.cells]

        def body(item: Value) -> None:
            self.assign(s.target, item)
            self.statements(s.body)
        self.loop(s, dict.fromkeys(names), body, iterable)

    def visit_While(self, s: ast.While) -> None:
        if any(isinstance(n, ast.NamedExpr) for n in ast.walk(s.test)):
            s = while_true(s)
        self.loop(s, dict.fromkeys(n for n in scopes.bound_names([s]) if n not in self.cells),
                  lambda _: self.statements(s.body))

    def loop(self, s: ast.For | ast.While, names: dict[str, None], body: Callable[[Value], None],
             iterable: Value | None = None) -> None:
        """A loop that carries ``names``; the caller lowers its body."""
        returns, breaks = scopes.has_return(s.body), scopes.has_break(s.body)
        carried = [*names, *(["%returned", "%value"] if returns else [])]
        outer_done = self.env["%done"]
        outer_variables, self.loop_variables = self.loop_variables, self.loop_variables | set(names)
        header = self.statement
        inits = [self.env.get(name, UNBOUND) for name in carried]
        params = [Value(display_name(name)) for name in carried]
        self.maybe_unbound.update(p for p, v in zip(params, inits) if v is UNBOUND or v in self.maybe_unbound)
        saved_block, saved_env = self.block, self.env

        def enter(parameters: list[Value]) -> Block:
            self.block = Block(params=parameters)
            self.env = {**saved_env, **dict(zip(carried, params)), "%done": Const(False), "%stop": Const(False)}
            self.statement = header
            return self.block

        condition = None
        if isinstance(s, ast.While):
            renew = {p: Value(p.name) for p in params}
            condition = enter(params)
            condition.yields = [self.expression(s.test)]
            condition.params, params = params, list(renew.values())
            self.maybe_unbound.update(renew[p] for p in renew if p in self.maybe_unbound)
        item = Value()
        block = enter(params if iterable is None else [item, *params])
        body(item)
        if self.dead:
            yields: list[Value] = [self.env.get(name, UNBOUND) for name in carried]
        yields = [self.env.get(name, UNBOUND) for name in carried]
        block.yields = [*yields, *([self.env["%stop"]] if breaks else [])]
        results = [Value(display_name(name)) for name in carried]
        stopped = Value()
        self.dead, self.block, self.env = False, saved_block, dict(saved_env)
        self.loop_variables, self.statement = outer_variables, header
        self.maybe_unbound.update(
            r for r, i, y in zip(results, inits, yields)
            if i is UNBOUND or i in self.maybe_unbound or y is UNBOUND or y in self.maybe_unbound)
        if s.orelse:            # whether the loop was left by `break` is one more carried value
            stop = Value()
            block.params.append(stop)
            if condition is not None:
                condition.params.append(Value())
            block.yields.insert(len(carried), block.yields[-1] if breaks else Const(False))
            inits, results = [*inits, Const(False)], [*results, stopped]
        op: Op
        if iterable is None:
            assert condition is not None
            op = While(operands=list(inits), results=[*results, Value()], condition=condition, body=block, stops=breaks,
                       site=self.site(s))
        else:
            op = ForEach(operands=[iterable, *inits], results=[*results, *([Value()] if breaks else [])], body=block,
                         stops=breaks, site=self.site(s))
        self.block.ops.append(op)
        self.env.update(zip(carried, results))
        self.env["%done"] = self.env["%returned"] if returns else outer_done
        if returns and "%stop" in saved_env:        # a `return` leaves the outer loop too
            self.env["%stop"] = self.call(s, operator.or_, saved_env["%stop"], self.env["%returned"])
        if s.orelse:
            self.conditional(s, stopped, lambda: None, lambda: self.statements(s.orelse))

    def comprehension(self, node: Comprehension, exact: bool = False) -> Value:
        """A loop that fills a list or a dict; its walruses bind in the function, as its other names do not."""
        is_dict = isinstance(node, ast.DictComp)
        items = self.call(node, primitives.make_dict, Const(())) if is_dict else self.call(node, primitives.make_list)
        targets = {n for g in node.generators for n in scopes.bound_names([g.target])}
        walruses = [n for n in scopes.bound_names([node]) if n not in self.cells]

        def clause(generators: list[ast.comprehension]) -> None:
            if not generators:
                if isinstance(node, ast.DictComp):
                    key = self.expression(node.key)
                    self.effect(node.key, primitives.set_item, items, key, self.expression(node.value))
                else:
                    self.effect(node.elt, list.append, items, self.expression(node.elt))
                return
            g, *others = generators
            if g.is_async:
                raise self.refuse(node, "an asynchronous comprehension is not supported")
            names = scopes.bound_names([g.target])
            iterable = self.expression(g.iter)
            inits = [self.env.get(n, UNBOUND) for n in walruses]
            item, params = Value(), [Value(n) for n in walruses]
            saved = self.block, self.env, self.locals, self.loop_variables
            self.block, self.env = Block(params=[item, *params]), {**self.env, **dict(zip(walruses, params))}
            self.maybe_unbound.update(p for p, i in zip(params, inits) if i is UNBOUND or i in self.maybe_unbound)
            self.locals = self.locals | set(names)
            self.loop_variables = self.loop_variables | set(names) | set(walruses)
            self.assign(g.target, item)

            def when(tests: list[ast.expr]) -> None:
                if not tests:
                    return clause(others)
                condition = self.expression(tests[0])
                self.conditional(node, condition, lambda: when(tests[1:]), lambda: None)
            when(g.ifs)
            block, inner = self.block, self.env
            block.yields = [inner[n] for n in walruses]
            self.block, self.env, self.locals, self.loop_variables = saved
            results = [Value(n) for n in walruses]
            self.maybe_unbound.update(r for r, i in zip(results, inits) if i is UNBOUND or i in self.maybe_unbound)
            self.env.update(zip(walruses, results))
            self.block.ops.append(ForEach(operands=[iterable, *inits], results=results, body=block, exact=exact,
                                          site=self.site(node)))
        outer = {n: self.env.get(n) for n in targets}
        clause(node.generators)
        for n, v in outer.items():      # the targets were its own
            if v is None:
                self.env.pop(n, None)
            else:
                self.env[n] = v
        return items

    # -- functions inside the function -----------------------------------------------

    def visit_FunctionDef(self, s: ast.FunctionDef) -> None:
        value = self.inner_function(s, s.name)
        for decorator in reversed(s.decorator_list):
            value = self.call(decorator, primitives.call, self.expression(decorator), value)
        self.bind(s.name, value)

    def visit_Lambda(self, node: ast.Lambda) -> Value:
        return self.inner_function(node, "<lambda>")

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> Value:
        if any(isinstance(n, ast.NamedExpr) for n in ast.walk(node)) or any(g.is_async for g in node.generators):
            raise self.refuse(node, f"{describe(node)}, is not supported", "make it a list: [… for … in …]")
        items = self.expression(node.generators[0].iter)
        function = self.inner_function(scopes.generator_function(node), "generator expression", self.statement)
        return self.call(node, primitives.call, function, items)

    def inner_function(self, node: ast.FunctionDef | ast.Lambda, name: str, within: ast.AST | None = None) -> Value:
        defaults = [*node.args.defaults, *[d for d in node.args.kw_defaults if d is not None]]
        values = [self.expression(d) for d in defaults]
        free = [n for n in scopes.free_names(node) if n in self.locals or n in self.captured]
        captured = [n for n in free if n in self.cells or n != name and n in self.env]
        missing = [n for n in free if n != name and n not in captured]
        if missing:
            raise self.refuse(node, f"this function reads `{missing[0]}`, to which nothing is assigned yet",
                              code="S2SAD203")
        inner = Lowering(self.source, node, name)
        inner.captured_self = frozenset({name} & set(free) - set(self.cells))
        inner.shared = frozenset(self.cells)
        inner.statement = self.statement
        inner.within = within or self.within
        template = inner.template([f"%default{i}" for i in range(len(values))] + captured, len(values))
        template.fragile = any(n in self.loop_variables for n in captured)
        return self.call(node, primitives.make_function, Const(template), *values,
                         *[self.cells[n] if n in self.cells else self.read_name(node, n) for n in captured])

    def visit_Global(self, s: ast.Global) -> None:
        pass                # reading a global is fine; where one is written, that is refused

    def visit_Nonlocal(self, s: ast.Nonlocal) -> None:
        pass                # the names are cells, of the function that owns them

    def visit_Import(self, s: ast.Import) -> None:
        raise self.refuse(s, "`import` inside the function is not supported", "import at the top of the module")

    visit_ImportFrom = visit_Import


def while_true(s: ast.While) -> ast.While:
    """``while (k := f()): …`` as ``while True`` that begins with a test."""
    test = ast.If(s.test, [ast.Pass()], [*s.orelse, ast.Break()])
    whole = ast.While(ast.Constant(True), [test, *s.body], [])
    ast.copy_location(test.body[0], s.body[0])
    ast.copy_location(test.orelse[-1], s.body[0])
    ast.copy_location(whole.test, s.test)
    ast.copy_location(test, s)
    return ast.copy_location(whole, s)


def lower(source: Any) -> Template:
    """The template of a located function."""
    name = source.node.name if isinstance(source.node, ast.FunctionDef) else "<lambda>"
    return Lowering(source, source.node, name).template()
