"""Expressions of Python, lowered to operations."""
from __future__ import annotations

import ast
import operator
from typing import Any

from ..errors import S2SADError, UnsupportedError
from ..ir import primitives
from ..ir.core import UNBOUND, UNREACHABLE, Block, Call, Const, If, Site, Value
from . import scopes

BINARY: dict[type, Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.MatMult: operator.matmul,
    ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.BitOr: operator.or_, ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_}
INPLACE: dict[type, Any] = {
    ast.Add: operator.iadd, ast.Sub: operator.isub, ast.Mult: operator.imul, ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv, ast.Mod: operator.imod, ast.Pow: operator.ipow, ast.MatMult: operator.imatmul,
    ast.LShift: operator.ilshift, ast.RShift: operator.irshift, ast.BitOr: operator.ior, ast.BitXor: operator.ixor,
    ast.BitAnd: operator.iand}
UNARY: dict[type, Any] = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_,
                          ast.Invert: operator.invert}
COMPARE: dict[type, Any] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: primitives.is_not}

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Expressions:
    """Lowers expressions into ``self.block`` with the variables of ``self.env``."""

    def __init__(self, source: Any, node: ast.FunctionDef | ast.Lambda, name: str):
        self.source, self.node, self.name = source, node, name
        self.block = Block()
        self.env: dict[str, Value] = {}
        self.dead = False                       # nothing after this point is reached
        self.statement: ast.AST = node
        self.maybe_unbound: set[Value] = set()
        self.errors: list[S2SADError] = []
        self.locals: set[str] = set()
        self.cells: dict[str, Value] = {}       # variables that inner functions see change
        self.captured: set[str] = set()         # variables of enclosing functions that are being lowered too
        self.loop_variables: set[str] = set()   # names that an enclosing loop or comprehension rebinds

    # -- emitting --------------------------------------------------------------------

    def site(self, node: ast.AST) -> Site:
        return Site(self.source, node, self.statement, self.name)

    def refuse(self, node: ast.AST, message: str, note: str | None = None, code: str | None = None) -> UnsupportedError:
        return UnsupportedError(message, self.source.location(node), note, code=code)

    def call(self, node: ast.AST, callee: Any, *operands: Value, keywords: tuple[str, ...] = ()) -> Value:
        op = Call(operands=list(operands), results=[Value()], callee=callee, keywords=keywords, site=self.site(node))
        self.block.ops.append(op)
        return op.results[0]

    def effect(self, node: ast.AST, callee: Any, *operands: Value) -> None:
        self.block.ops.append(Call(operands=list(operands), results=[], callee=callee, site=self.site(node)))

    # -- branches --------------------------------------------------------------------

    def branch(self, run: Any) -> tuple[Block, dict[str, Value], bool, Any]:
        """Lower ``run()`` into a block of its own: the block, its variables, whether it is left, its value."""
        saved = self.block, self.env, self.dead
        self.block, self.env, self.dead = Block(), dict(self.env), False
        value = run()
        done = self.block, self.env, self.dead, value
        self.block, self.env, self.dead = saved
        return done

    def conditional(self, node: ast.AST, condition: Value, then: Any, orelse: Any) -> Value | None:
        """An ``If``: ``then()`` and ``orelse()`` lower the branches and may each return a value to merge."""
        op = If(operands=[condition], results=[], then=self.block, orelse=self.block, site=self.site(node))
        return self.branches(op, then, orelse)

    def branches(self, op: If, then: Any, orelse: Any) -> Value | None:
        """Lower the two branches of an operation, and append it."""
        tb, tenv, tdead, tvalue = self.branch(then)
        eb, eenv, edead, evalue = self.branch(orelse)
        op.then, op.orelse = tb, eb
        self.dead = tdead and edead

        def merge(name: str | None, a: Value, b: Value) -> Value:
            if a is b:
                return a
            tb.yields.append(UNREACHABLE if tdead else a)
            eb.yields.append(UNREACHABLE if edead else b)
            result = Value(display_name(name))
            op.results.append(result)
            if any(v is UNBOUND or v in self.maybe_unbound for v in (tb.yields[-1], eb.yields[-1])):
                self.maybe_unbound.add(result)
            return result

        env = {}
        for name in [*tenv, *(n for n in eenv if n not in tenv)]:
            env[name] = merge(name, tenv.get(name, UNBOUND), eenv.get(name, UNBOUND))
        value = None if tvalue is None else merge(None, tvalue, evalue)
        self.env = env
        self.block.ops.append(op)
        return value

    # -- names -----------------------------------------------------------------------

    def read_name(self, node: ast.AST, name: str) -> Value:
        if name in self.cells:
            return self.call(node, primitives.cell_get, self.cells[name], Const(name))
        if name in self.locals or name in self.captured:
            value = self.env.get(name, UNBOUND)
            if value is UNBOUND or value in self.maybe_unbound:
                self.effect(node, primitives.check_bound, value, Const(name))
            return value
        loader = primitives.load_cell if name in self.source.code.co_freevars else primitives.load_global
        return self.call(node, loader, Const(name))

    def bind(self, name: str, value: Value) -> None:
        if name in self.cells:
            return self.effect(self.statement, primitives.cell_set, self.cells[name], value)
        if value.name is None and not isinstance(value, Const):
            value.name = name
        self.env[name] = value

    # -- expressions -----------------------------------------------------------------

    def expression(self, node: ast.expr) -> Value:
        method = getattr(self, f"visit_{type(node).__name__}", None)
        if method is None:
            raise self.refuse(node, f"{describe(node)} is not supported", WAYS_OUT.get(type(node)))
        return method(node)

    def visit_Constant(self, node: ast.Constant) -> Value:
        return Const(node.value)

    def visit_Name(self, node: ast.Name) -> Value:
        return self.read_name(node, node.id)

    def visit_BinOp(self, node: ast.BinOp) -> Value:
        left = self.expression(node.left)
        return self.call(node, BINARY[type(node.op)], left, self.expression(node.right))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        return self.call(node, UNARY[type(node.op)], self.expression(node.operand))

    def visit_BoolOp(self, node: ast.BoolOp) -> Value:
        def rest(values: list[ast.expr]) -> Value:
            first = self.expression(values[0])
            if len(values) == 1:
                return first
            go_on, stay = (lambda: rest(values[1:])), (lambda: first)
            branches = (go_on, stay) if isinstance(node.op, ast.And) else (stay, go_on)
            return self.conditional(node, first, *branches)  # type: ignore[return-value]
        return rest(node.values)

    def visit_Compare(self, node: ast.Compare) -> Value:
        spot: list[Any] = scopes.consumed(node)

        def rest(left: Value, pairs: list[tuple[ast.cmpop, ast.expr]]) -> Value:
            (op, comparator), *others = pairs
            right = self.argument(comparator) if comparator in spot else self.expression(comparator)
            if isinstance(op, ast.In):
                value = self.call(node, operator.contains, right, left)
            elif isinstance(op, ast.NotIn):
                value = self.call(node, primitives.not_in, right, left)
            else:
                value = self.call(node, COMPARE[type(op)], left, right)
            if not others:
                return value
            return self.conditional(node, value, lambda: rest(right, others), lambda: value)  # type: ignore[return-value]
        return rest(self.expression(node.left), list(zip(node.ops, node.comparators)))

    def visit_IfExp(self, node: ast.IfExp) -> Value:
        condition = self.expression(node.test)
        return self.conditional(node, condition, lambda: self.expression(node.body),
                                lambda: self.expression(node.orelse))  # type: ignore[return-value]

    def visit_NamedExpr(self, node: ast.NamedExpr) -> Value:
        value = self.expression(node.value)
        self.bind(node.target.id, value)
        return value

    def visit_Attribute(self, node: ast.Attribute) -> Value:
        return self.call(node, getattr, self.expression(node.value), Const(node.attr))

    def visit_Subscript(self, node: ast.Subscript) -> Value:
        target = self.expression(node.value)
        return self.call(node, operator.getitem, target, self.expression(node.slice))

    def visit_Slice(self, node: ast.Slice) -> Value:
        parts = [Const(None) if part is None else self.expression(part) for part in (node.lower, node.upper, node.step)]
        if all(isinstance(p, Const) for p in parts):
            return Const(slice(*(p.value for p in parts)))  # type: ignore[attr-defined]
        return self.call(node, slice, *parts)

    def visit_Tuple(self, node: ast.Tuple) -> Value:
        return self.sequence(node, primitives.make_tuple)

    def visit_List(self, node: ast.List) -> Value:
        return self.sequence(node, primitives.make_list)

    def sequence(self, node: ast.Tuple | ast.List | ast.Set, maker: Any) -> Value:
        stars = [i for i, e in enumerate(node.elts) if isinstance(e, ast.Starred)]
        if stars and maker is primitives.make_tuple:
            return self.arguments_tuple(node, node.elts)
        if stars:
            items = self.call(node, maker, *[self.expression(e) for e in node.elts[:stars[0]]])
            for e in node.elts[stars[0]:]:
                if isinstance(e, ast.Starred):
                    self.effect(e, list.extend, items, self.argument(e.value))
                else:
                    self.effect(e, list.append, items, self.expression(e))
            return items
        return self.call(node, maker, *[self.expression(e) for e in node.elts])

    def visit_Dict(self, node: ast.Dict) -> Value:
        if all(isinstance(k, ast.Constant) for k in node.keys):
            keys = tuple(k.value for k in node.keys)  # type: ignore[union-attr]
            return self.call(node, primitives.make_dict, Const(keys), *[self.expression(v) for v in node.values])
        made = self.call(node, primitives.make_dict, Const(()))
        for k, v in zip(node.keys, node.values):
            if k is None:
                self.effect(v, primitives.update_dict, made, self.expression(v))
            else:
                key = self.expression(k)
                self.effect(k, primitives.set_item, made, key, self.expression(v))
        return made

    def visit_Set(self, node: ast.Set) -> Value:
        return self.call(node, primitives.call, Const(set), self.sequence(node, primitives.make_list))

    def visit_Call(self, node: ast.Call) -> Value:
        function = self.expression(node.func)
        starred = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
        if not starred:
            spot = scopes.consumed(node)
            if spot:
                self.effect(node, primitives.check_consumer, function)
            args = [self.comprehension(a) if a in spot else self.expression(a) for a in node.args]
            values = [self.expression(k.value) for k in node.keywords]
            return self.call(node, primitives.call, function, *args, *values,
                             keywords=tuple(k.arg for k in node.keywords))  # type: ignore[misc]
        args_value = self.arguments_tuple(node, node.args)
        named = [k for k in node.keywords if k.arg is not None]
        keywords = self.call(node, primitives.make_dict, Const(tuple(k.arg for k in named)),
                             *[self.expression(k.value) for k in named])
        unpacked = [self.expression(k.value) for k in node.keywords if k.arg is None]
        return self.call(node, primitives.call_unpacked, function, args_value, keywords, *unpacked)

    def argument(self, node: ast.expr, exact: bool = False) -> Value:
        """A value that is read to its end at once: of a generator expression, the list."""
        if isinstance(node, (ast.GeneratorExp, ast.ListComp)):
            return self.comprehension(node, exact)
        return self.expression(node)

    def arguments_tuple(self, node: ast.AST, elements: list[ast.expr]) -> Value:
        parts = [self.argument(e.value, True) if isinstance(e, ast.Starred)
                 else self.call(e, primitives.make_tuple, self.expression(e)) for e in elements]
        return self.call(node, primitives.concatenate_arguments, *parts)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> Value:
        template, values = "", []
        for part in node.values:
            if isinstance(part, ast.Constant):
                template += str(part.value).replace("{", "{{").replace("}", "}}")
                continue
            assert isinstance(part, ast.FormattedValue)
            spec, widths = "", []
            for p in part.format_spec.values if part.format_spec is not None else ():  # type: ignore[attr-defined]
                if isinstance(p, ast.Constant):
                    spec += str(p.value)
                else:
                    spec += "{}"
                    widths.append(p)
            conversion = f"!{chr(part.conversion)}" if part.conversion != -1 else ""
            template += "{" + conversion + (f":{spec}" if spec else "") + "}"
            values.append(self.expression(part.value))
            values += [self.expression(p.value) for p in widths]
        return self.call(node, str.format, Const(template), *values) if values else Const(template.format())

    def visit_ListComp(self, node: ast.ListComp) -> Value:
        return self.comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> Value:
        return self.call(node, primitives.call, Const(set), self.comprehension(node))

    def visit_DictComp(self, node: ast.DictComp) -> Value:
        return self.comprehension(node)

    def comprehension(self, node: Comprehension, exact: bool = False) -> Value:
        raise NotImplementedError

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> Value:
        """A generator that is kept: a call of the function that it is."""
        raise NotImplementedError

    def visit_Lambda(self, node: ast.Lambda) -> Value:
        raise NotImplementedError


def display_name(name: str | None) -> str | None:
    """The name that readers see for a variable of our own."""
    return {"%value": "result", "%returned": "returned", "%stop": "stop", "%done": "done"}.get(name or "", name)


def describe(node: ast.AST) -> str:
    """What to call a piece of syntax in a message."""
    names = {"Await": "`await`", "Yield": "a value sent to a generator", "YieldFrom": "the value of a `yield from`",
             "GeneratorExp": "a generator expression that is kept, with an assignment in it",
             "Starred": "a starred expression here",
             "AsyncWith": "`async with`",
             "TryStar": "`try … except*`",
             "ClassDef": "a class inside the function",
             "AsyncFor": "`async for`", "AsyncFunctionDef": "`async def`", "Global": "writing a global variable",
             "Nonlocal": "`nonlocal`", "Import": "`import` inside the function",
             "ImportFrom": "`import` inside the function",
             "Delete": "`del` of anything but a name", "TypeAlias": "`type`"}
    return names.get(type(node).__name__, type(node).__name__)


WAYS_OUT: dict[type, str] = {
    ast.GeneratorExp: "make it a list: [… for … in …]",
    ast.ClassDef: "define the class at the top of the module",
    ast.Yield: "send nothing to the generator: write `yield` as a statement",
    ast.Await: "await outside, and pass the value",
    ast.AsyncFunctionDef: "write an ordinary function",
}


def is_generator(node: ast.FunctionDef | ast.Lambda) -> bool:
    """Whether the function yields."""
    body = node.body if isinstance(node, ast.FunctionDef) else [node.body]
    return any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in scopes.walk_scope(body))


