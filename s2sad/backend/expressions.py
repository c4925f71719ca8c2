"""What an SSA value reads as: expressions, calls, subscripts, constants, and the objects that text must bind."""
from __future__ import annotations

import ast
import functools
import inspect
import operator
import sys
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import numpy as np

from .. import runtime
from ..ir import primitives
from ..ir.core import Call, Const, Function, Handed, If, Site, Value, functions_in, walk
from ..ir.kinds import Array, Tuple, rank
from ..rules import registry
from ..runtime import compiled
from ..runtime.records import Layout, takes_parts, unflatten_of
from . import syntax
from .fold import Folding
from .variables import Variables


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from: its sweep, and places in the user's source, the main one first."""

    sweep: str
    sites: tuple[Site, ...]


@dataclass(slots=True)
class Emitted:
    """A function as syntax, with what its text needs to be run."""

    node: ast.FunctionDef
    imports: set[str] = field(default_factory=set)              # np, math
    helpers: set[str] = field(default_factory=set)              # names of s2sad.runtime
    functions: list[Function] = field(default_factory=list)     # other functions of the program
    objects: dict[str, Any] = field(default_factory=dict)       # Python objects bound by name
    cells: dict[str, Any] = field(default_factory=dict)         # cells of the user's closures, read live
    globals: set[str] = field(default_factory=set)              # globals of the user's module, read live
    origins: dict[ast.stmt, Origin] = field(default_factory=dict)
    jit: dict[str, Any] | None = None                           # Numba's options, if Numba compiles it


class ExpressionEmitter:
    """Emits the expressions of one function."""

    folding_of = Folding
    variables_of = Variables

    def __init__(self, function: Function, function_names: dict[Function, str], root: Any = None,
                 shared: dict[str, Any] | None = None):
        self.function, self.function_names, self.root = function, function_names, root
        self.shared = {} if shared is None else shared      # objects and cells of the whole module, by name
        self.out = Emitted(ast.FunctionDef(function.name, ast.arguments([], [], None, [], [], None, []), [], []))
        self.folding = self.folding_of(function)
        self.taken = self.globals_of(function)
        self.variables = self.variables_of(function, self.folding, self.taken)
        self.names = self.variables.names
        self.objects: dict[int, str] = {}

    def globals_of(self, function: Function) -> set[str]:
        """Names that a variable must not take: modules, helpers, the user's globals."""
        taken = {"np", "math"}
        for op in walk(function.body):
            if isinstance(op, Call):
                if op.callee in (primitives.load_global, primitives.load_cell):
                    taken.add(op.operands[0].value)  # type: ignore[attr-defined]
                elif not isinstance(op.callee, Function):
                    path = syntax.path_of(op.callee)
                    taken.add(path[0] if path else getattr(op.callee, "__name__", "f"))
                taken.update(self.function_names.get(f, f.name) for f in functions_in(op))
        return taken

    # -- values --------------------------------------------------------------------------

    def expression(self, v: Value) -> ast.expr:
        if isinstance(v, Const):
            return self.constant(v.value)
        op = self.folding.folded.get(v)
        if op is None:
            return syntax.name(self.names[v])
        if isinstance(op, If):
            return self.conditional_expression(op)
        assert isinstance(op, Call)
        return self.call_expression(op)

    def constant(self, value: Any) -> ast.expr:
        if isinstance(value, Handed):
            return self.callee(value.function if value.original is None else value.original)
        node = syntax.constant(value)
        if node is None:
            return self.object(value)
        for n in ast.walk(node):
            if isinstance(n, ast.Name):
                self.need(n.id)
        return node

    def need(self, identifier: str) -> None:
        if identifier in syntax.IMPORTS:
            self.out.imports.add(identifier)
        elif identifier in HELPERS:
            self.out.helpers.add(identifier)

    def object(self, value: Any) -> ast.expr:
        """A Python object that has no literal, bound under a name."""
        if id(value) not in self.objects:
            base = getattr(value, "__name__", None) or type(value).__name__.lower()
            base = base if isinstance(base, str) and base.isidentifier() else "constant"
            own = self.root is not None and self.root.__globals__.get(base) is value
            name = self.share(base, value, {*self.names.values(), *(() if own else self.taken)})
            self.objects[id(value)] = name
            self.out.objects[name] = value
        return syntax.name(self.objects[id(value)])

    def share(self, base: str, value: Any, avoid: set[str]) -> str:
        """A name for an object of the module, which stands for it in all of its functions."""
        name, n = base, 0
        while self.shared.get(name, value) is not value or name in avoid:
            n += 1
            name = f"{base}_{n}"
        self.shared[name] = value
        return name

    def loaded(self, op: Call) -> ast.expr:
        """A global or a closure's variable of the user's, read when it is reached."""
        name, function = op.operands[0].value, op.operands[1].value  # type: ignore[attr-defined]
        if op.callee is primitives.load_cell:
            cell = function.__closure__[function.__code__.co_freevars.index(name)]
            unique = self.share(name, cell, set(self.names.values()))
            self.out.cells[unique] = cell
            return syntax.name(unique)
        if self.root is not None and function.__globals__ is self.root.__globals__:
            self.out.globals.add(name)
            return syntax.name(name)
        module = sys.modules.get(function.__module__)
        return ast.Attribute(self.object(module), name, ast.Load())

    # -- calls ---------------------------------------------------------------------------

    def conditional_expression(self, op: If) -> ast.expr:
        test = op.operands[0]
        a, b = op.then.yields[0], op.orelse.yields[0]
        if b is test:
            return ast.BoolOp(ast.And(), [self.expression(test), self.expression(a)])
        if a is test:
            return ast.BoolOp(ast.Or(), [self.expression(test), self.expression(b)])
        return ast.IfExp(self.expression(test), self.expression(a), self.expression(b))

    def call_expression(self, op: Call) -> ast.expr:
        callee, args = op.callee, op.args
        special = SPECIAL.get(callee) if callee.__hash__ is not None else None
        if special is not None:
            return special(self, op)
        if callee is operator.matmul and self.quick_method(op):
            return ast.Call(ast.Attribute(self.expression(args[0]), "dot", ast.Load()), [self.expression(args[1])], [])
        if callee is np.outer and op.sweep in ("adjoint", "tangent") and all(rank(v.kind) == 1 for v in args):
            return self.outer(*map(self.expression, args))
        if callee is np.flip and op.sweep in ("adjoint", "tangent") and rank(args[0].kind) == 1:
            return self.subscript(self.expression(args[0]), Const(slice(None, None, -1)), ast.Load())
        if callee is operator.mul and op.sweep in ("adjoint", "tangent") and any(isinstance(v, Const) for v in args):
            number, value = args if isinstance(args[0], Const) else args[::-1]
            return syntax.scaled(self.expression(number), self.expression(value))
        if callee in syntax.BINARY:
            return ast.BinOp(self.expression(args[0]), syntax.BINARY[callee](), self.expression(args[1]))
        if callee in syntax.COMPARE:
            return ast.Compare(self.expression(args[0]), [syntax.COMPARE[callee]()], [self.expression(args[1])])
        if callee in syntax.UNARY:
            inner = self.expression(args[0])
            return syntax.negated(inner) if callee is operator.not_ else ast.UnaryOp(syntax.UNARY[callee](), inner)
        if callee in syntax.ATTRIBUTES and len(op.operands) == 1 and (
                op.spelling == "attribute" or isinstance(args[0].kind, Array)
                and (op.sweep == "adjoint" or op.spelling == "method")):
            return ast.Attribute(self.expression(args[0]), syntax.ATTRIBUTES[callee], ast.Load())
        spelling = registry.lookup(registry.spellings, callee)
        if spelling is not None:
            return self.spelled(spelling, op)
        keywords = [ast.keyword(k, self.expression(v)) for k, v in op.kwargs.items()]
        method = syntax.ALWAYS_METHODS.get(callee) or self.quick_method(op) or (
            callee.__name__ if op.spelling == "method" else None)
        if method is not None:
            return ast.Call(ast.Attribute(self.expression(args[0]), method, ast.Load()),
                            [self.expression(v) for v in args[1:]], keywords)
        if op.sweep in ("adjoint", "tangent") and not keywords:
            args = without_defaults(callee, args)
        return ast.Call(self.callee(callee), [self.expression(v) for v in args], keywords)

    def spelled(self, spelling: registry.Spelling, op: Call) -> ast.expr:
        """A call of a function of ours, written as that of a library's function, or of its first operand."""
        if spelling.function is None:
            return _call(self, op)
        args = [ast.Tuple([self.expression(op.args[i]) for i in p], ast.Load()) if isinstance(p, tuple)
                else self.expression(op.args[p]) for p in spelling.operands]
        call = ast.Call(self.callee(spelling.function), [*args, *map(self.constant, spelling.constants)], [])
        return call if spelling.item is None else ast.Subscript(call, ast.Constant(spelling.item), ast.Load())

    def outer(self, a: ast.expr, b: ast.expr) -> ast.expr:
        """``a[:, None] * b``, which takes a fraction of ``np.outer``'s time."""
        if isinstance(a, ast.UnaryOp) and isinstance(a.op, ast.USub):
            return ast.BinOp(ast.UnaryOp(a.op, syntax.column(a.operand)), ast.Mult(), b)
        return ast.BinOp(syntax.column(a), ast.Mult(), b)

    def quick_method(self, op: Call) -> str | None:
        """The array's own method where a derivative's line may choose: it costs a fraction of NumPy's function."""
        kinds = [v.kind for v in op.args]
        arrays = all(isinstance(k, Array) and k.dims is not None and k.dtype.startswith("float") for k in kinds)
        if op.sweep != "adjoint" or not arrays:
            return None
        if op.callee in (np.dot, operator.matmul):
            return "dot" if all(rank(k) in (1, 2) for k in kinds) else None
        return "sum" if op.callee is np.sum and len(kinds) == 1 else None

    def callee(self, callee: Any) -> ast.expr:
        if isinstance(callee, Function):
            if callee not in self.out.functions:
                self.out.functions.append(callee)
            return syntax.name(self.function_names[callee])
        path = syntax.path_of(callee)
        if path is None:
            return self.member(callee) or self.object(callee)
        self.need(path[0])
        return syntax.dotted(path)

    def made(self, layout: Layout, parts: list[ast.expr]) -> ast.expr:
        """An object of parts: by its class where that takes them, else attribute by attribute."""
        if layout.registered:
            return ast.Call(self.object(unflatten_of(layout.cls)),
                            [self.constant(layout.aux), ast.Tuple(parts, ast.Load())], [])
        cls = self.object(layout.cls)
        if takes_parts(layout):
            return ast.Call(cls, parts, [])
        self.need("instance")
        return ast.Call(syntax.name("instance"), [cls], [ast.keyword(n, p) for n, p in zip(layout.names, parts)])

    def member(self, callee: Any) -> ast.expr | None:
        """``contextlib.suppress``, where the user's module has the one under the other's name."""
        name, module = getattr(callee, "__name__", ""), sys.modules.get(getattr(callee, "__module__", None) or "")
        scope = self.root.__globals__ if self.root is not None else {}
        own = getattr(module, "__name__", "").rpartition(".")[2]
        if module is None or scope.get(own) is not module or getattr(module, name, None) is not callee or (
                own in self.names.values()):
            return None
        self.out.globals.add(own)
        return ast.Attribute(syntax.name(own), name, ast.Load())

    # -- subscripts ----------------------------------------------------------------------

    def subscript(self, target: ast.expr, index: Value, ctx: ast.expr_context) -> ast.Subscript:
        return ast.Subscript(target, self.index(index), ctx)

    def index(self, v: Value) -> ast.expr:
        if isinstance(v, Const):
            node = syntax.index(v.value)
            return node if node is not None else self.object(v.value)
        op = self.folding.folded.get(v)
        if isinstance(op, Call) and op.callee is slice:
            parts = [None if is_const(p, None) else self.expression(p) for p in op.operands]
            return ast.Slice(*parts)
        if isinstance(op, Call) and op.callee is primitives.make_tuple and op.operands:
            return ast.Tuple([self.index(p) for p in op.operands], ast.Load())
        return self.expression(v)


PLAIN = {type(None), bool, int, float, str}


def without_defaults(callee: Any, args: list[Value]) -> list[Value]:
    """Arguments of a call that a rule wrote, without those at the end that say what goes without saying."""
    default = defaults(callee) if isinstance(callee, FunctionType) or hasattr(callee, "__wrapped__") else ()
    n = len(args)
    while 0 < n <= len(default) and isinstance(v := args[n - 1], Const) and type(v.value) in PLAIN and type(
            v.value) is type(default[n - 1]) and v.value == default[n - 1]:
        n -= 1
    return args[:n]


@functools.cache
def defaults(callee: Any) -> tuple[Any, ...]:
    """What the positional parameters of a function are by default."""
    try:
        parameters = inspect.signature(callee).parameters.values()
    except (TypeError, ValueError):
        return ()
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return tuple(p.default for p in parameters if p.kind in positional)


def is_const(v: Value, value: Any) -> bool:
    return isinstance(v, Const) and v.value is value or isinstance(v, Const) and type(
        v.value) is int and v.value == value


def _tuple(e: ExpressionEmitter, op: Call) -> ast.expr:
    return ast.Tuple([e.expression(v) for v in op.operands], ast.Load())


def _list(e: ExpressionEmitter, op: Call) -> ast.expr:
    return ast.List([e.expression(v) for v in op.operands], ast.Load())


def _dict(e: ExpressionEmitter, op: Call) -> ast.expr:
    keys, *items = op.operands
    return ast.Dict([e.constant(k) for k in keys.value], [e.expression(v) for v in items])  # type: ignore[attr-defined]


def _named(e: ExpressionEmitter, op: Call) -> ast.expr:
    layout = op.operands[0].value  # type: ignore[attr-defined]
    if isinstance(layout, Layout):
        return e.made(layout, [e.expression(v) for v in op.operands[1:]])
    return ast.Call(e.expression(op.operands[0]), [e.expression(v) for v in op.operands[1:]], [])


def _attribute(e: ExpressionEmitter, op: Call) -> ast.expr:
    return ast.Attribute(e.expression(op.operands[0]), op.operands[1].value, ast.Load())  # type: ignore[attr-defined]


def _contains(e: ExpressionEmitter, op: Call) -> ast.expr:
    test = ast.In() if op.callee is operator.contains else ast.NotIn()
    return ast.Compare(e.expression(op.operands[1]), [test], [e.expression(op.operands[0])])


def _item(e: ExpressionEmitter, op: Call) -> ast.expr:
    kind, index = op.operands[0].kind, op.operands[1]
    if isinstance(kind, Tuple) and isinstance(kind.type, Layout) and isinstance(index, Const):
        value = e.expression(op.operands[0])
        if not kind.type.registered:
            return ast.Attribute(value, kind.type.names[index.value], ast.Load())
        e.need("children")
        return ast.Subscript(ast.Call(syntax.name("children"), [value], []), ast.Constant(index.value), ast.Load())
    return e.subscript(e.expression(op.operands[0]), op.operands[1], ast.Load())


def _call(e: ExpressionEmitter, op: Call) -> ast.expr:
    keywords = [ast.keyword(k, e.expression(v)) for k, v in op.kwargs.items()]
    f, *args = op.args
    return ast.Call(e.expression(f), [e.expression(v) for v in args], keywords)


def _global(e: ExpressionEmitter, op: Call) -> ast.expr:
    return e.loaded(op)


def _copy(e: ExpressionEmitter, op: Call) -> ast.expr:
    value = e.expression(op.operands[0])
    if isinstance(op.operands[0].kind, Array):
        return ast.Call(ast.Attribute(value, "copy", ast.Load()), [], [])
    e.need("copied")
    return ast.Call(syntax.name("copied"), [value], [])


SPECIAL: dict[Any, Any] = {
    runtime.copied: _copy,
    primitives.make_tuple: _tuple, primitives.make_list: _list, primitives.make_dict: _dict,
    primitives.make_named: _named,
    getattr: _attribute, operator.contains: _contains, primitives.not_in: _contains, operator.getitem: _item,
    primitives.call: _call, primitives.load_global: _global, primitives.load_cell: _global,
}
HELPERS = {*runtime.__all__, "adjoint_like", "check_distinct", "check_order", "check_spatial", "check_view",
           "children", "cotangent_for", "instance", "unit",
           *(name for name, value in vars(compiled).items() if getattr(value, "__module__", "") == compiled.__name__)}
