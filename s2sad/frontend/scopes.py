"""Which names a function binds, and which of its statements leave a block early."""
from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
OTHER_SCOPES = (*FUNCTIONS, ast.ClassDef)
LOOPS = (ast.For, ast.While)
# What reads all of a generator before anything else happens: a generator expression in its call is a list.
CONSUMERS = {"all", "any", "dict", "frozenset", "fromiter", "fsum", "join", "list", "max", "min", "prod", "reduce",
             "set", "sorted", "sum", "tuple"}


def walk_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node under ``nodes`` that belongs to the same scope (nested functions are left out)."""
    stack = [*nodes][::-1]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, OTHER_SCOPES):
            stack.extend([n for n in ast.iter_child_nodes(node) if n._fields or isinstance(n, ast.stmt)][::-1])


def adjoint_of(s: ast.AST) -> str | None:
    """The name after ``as`` of ``with adjoint_of(x) as x_bar:``, whose body belongs to the adjoint sweep."""
    match s:
        case ast.With(items=[ast.withitem(ast.Call(
                func=ast.Name(id="adjoint_of") | ast.Attribute(attr="adjoint_of"),
                args=[ast.Name() | ast.Attribute() | ast.Subscript()], keywords=[]), ast.Name(id=name))]):
            return name
    return None


def own_names(statements: Iterable[ast.AST]) -> list[str]:
    """The names that are a scope's own because its statements assign them, in order of appearance."""
    return bound_names(statements, adjoints=False)


def changed_target(s: ast.AST) -> ast.expr:
    """What the adjoint is of, in ``with adjoint_of(x) as x_bar:``"""
    call = s.items[0].context_expr  # type: ignore[attr-defined]
    return call.args[0]


def bound_names(statements: Iterable[ast.AST], adjoints: bool = True) -> list[str]:
    """The names to which statements give another value in their own scope, in order of appearance.

    With ``adjoints``, ``with adjoint_of(x) as …`` is such a statement for `x`, and its body is a function of its own.
    """
    names: dict[str, None] = {}

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                names[node.id] = None
            return
        match node:
            case ast.With() if adjoints and adjoint_of(node) is not None:
                target = changed_target(node)
                if isinstance(target, ast.Name):
                    names[target.id] = None
                return
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                names[name] = None
                return
            case ast.Lambda():
                return
            case ast.alias(name, asname):
                names[asname or name.split(".")[0]] = None
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names[name] = None
            case ast.MatchMapping(rest=str(name)):
                names[name] = None
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                for inner in ast.walk(node):           # its targets are its own, but not its walruses'
                    if isinstance(inner, ast.NamedExpr):
                        names[inner.target.id] = None
                return
        for child in ast.iter_child_nodes(node):
            if child._fields:           # neither an operator nor a context
                visit(child)
    for s in statements:
        visit(s)
    return list(names)


def declared(statements: Iterable[ast.AST], kind: type) -> set[str]:
    """The names declared ``global`` or ``nonlocal`` (``kind``) in a scope."""
    return {name for node in walk_scope(statements) if isinstance(node, kind) for name in node.names}  # type: ignore[attr-defined]


def parameter_names(arguments: ast.arguments) -> list[str]:
    """All parameters' names in the order of a code object's ``co_varnames``."""
    names = [a.arg for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]]
    return names + [a.arg for a in (arguments.vararg, arguments.kwarg) if a]


def free_names(function: ast.FunctionDef | ast.Lambda) -> list[str]:
    """The names that a function, or one inside it, reads and does not bind itself."""
    body = function.body if isinstance(function, ast.FunctionDef) else [function.body]
    own = {*parameter_names(function.args), *own_names(body)} - declared(body, ast.Nonlocal) - declared(
        body, ast.Global)
    free: dict[str, None] = {}
    free.update((n, None) for n in declared(body, ast.Nonlocal))
    for node in walk_scope(body):
        if isinstance(node, ast.Name) and node.id not in own:
            free[node.id] = None
        elif isinstance(node, (ast.FunctionDef, ast.Lambda)):
            free.update((n, None) for n in free_names(node) if n not in own)
            for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
                free.update((n.id, None) for n in ast.walk(default) if isinstance(n, ast.Name) and n.id not in own)
    return list(free)


def shared_names(function: ast.FunctionDef | ast.Lambda) -> list[str]:
    """A function's variables that inner functions read and that do not keep one value, or get it later.

    An inner function sees the variable, not the value that it had when the function was defined.
    """
    body = function.body if isinstance(function, ast.FunctionDef) else [function.body]
    inner = list(_inner_functions(body))
    if not inner:
        return []
    own = {*parameter_names(function.args), *own_names(body)} - declared(body, ast.Nonlocal) - declared(
        body, ast.Global)
    captured = {name for f in inner for name in free_names(f)} & own
    if not captured:
        return []
    stores: dict[str, int] = dict.fromkeys(parameter_names(function.args), 1)
    last: dict[str, tuple[int, int]] = {}       # where each is assigned last
    for node in walk_scope(body):
        names = [node.id] if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)) else [
            node.name] if isinstance(node, ast.FunctionDef) else []
        if adjoint_of(node) is not None:
            names = [n.id for n in [changed_target(node)] if isinstance(n, ast.Name)]
        for name in names:
            stores[name] = stores.get(name, 0) + 1
            last[name] = max(last.get(name, (0, 0)), position(node))
        if isinstance(node, LOOPS):
            for name in bound_names([node]):
                stores[name] = stores.get(name, 0) + 1
    written = {name for f in inner if isinstance(f, ast.FunctionDef) for name in declared(f.body, ast.Nonlocal)}
    late = {n for f in inner for n in free_names(f) if last.get(n, (0, 0)) > position(f)}
    return sorted(n for n in captured if stores.get(n, 0) > 1 or n in written or n in late)


def position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _inner_functions(nodes: Iterable[ast.AST]) -> Iterator[ast.FunctionDef | ast.Lambda]:
    at_once: set[ast.AST] = set()
    for node in walk_scope(nodes):
        at_once.update(consumed(node))
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            yield node
        elif isinstance(node, ast.GeneratorExp) and node not in at_once:
            yield generator_function(node)


def consumed(node: ast.AST) -> list[ast.GeneratorExp]:
    """The generator expressions that a node reads to their end before anything else happens."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in CONSUMERS:
            found: list[ast.expr] = args
        case ast.Starred(value=value) | ast.Assign(targets=[ast.Tuple() | ast.List()], value=value):
            found = [value]
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[value]):
            found = [value]
        case _:
            found = []
    return [value for value in found if isinstance(value, ast.GeneratorExp)]


def generator_function(node: ast.GeneratorExp) -> ast.FunctionDef:
    """The function that a generator expression is a call of, with what its first ``for`` iterates over."""
    items = ast.arg("%items")
    body: ast.stmt = ast.Expr(ast.Yield(node.elt))
    for k, g in reversed(list(enumerate(node.generators))):
        for test in reversed(g.ifs):
            body = ast.If(test, [body], [])
        body = ast.For(g.target, ast.Name(items.arg, ast.Load()) if k == 0 else g.iter, [body], [])
    arguments = ast.arguments([], [items], None, [], [], None, [])
    function = ast.FunctionDef("generator expression", arguments, [body], [])
    for inner in ast.walk(function):
        if "lineno" in inner._attributes and not hasattr(inner, "lineno"):
            ast.copy_location(inner, node)
    return function


def bodies_of(s: ast.stmt) -> list[list[ast.stmt]]:
    """The lists of statements that a statement of the same scope holds."""
    match s:
        case ast.If(body=body, orelse=orelse) | ast.For(body=body, orelse=orelse) | ast.While(body=body, orelse=orelse):
            return [body, orelse]
        case ast.With(body=body):
            return [body]
        case ast.Match(cases=cases):
            return [c.body for c in cases]
        case ast.Try(body, handlers, orelse, final):
            return [body, *(h.body for h in handlers), orelse, final]
    return []


def always_exits(statements: list[ast.stmt]) -> bool:
    """Whether control certainly does not reach the end of the statements."""
    for s in statements:
        if isinstance(s, (ast.Return, ast.Raise, ast.Break, ast.Continue)):
            return True
        if isinstance(s, ast.If) and always_exits(s.body) and always_exits(s.orelse):
            return True
    return False


def may_exit(statements: Iterable[ast.stmt], in_loop: bool = False) -> bool:
    """Whether a ``return``, or a ``break``/``continue`` of an outer loop, occurs in the statements."""
    for s in statements:
        if isinstance(s, ast.Return) or not in_loop and isinstance(s, (ast.Break, ast.Continue)):
            return True
        inner = bodies_of(s)
        if isinstance(s, LOOPS):
            if may_exit(inner[0], True) or may_exit(inner[1], in_loop):
                return True
        elif any(may_exit(b, in_loop) for b in inner):
            return True
    return False


def has_break(statements: Iterable[ast.stmt]) -> bool:
    """Whether a ``break`` of the loop that holds these statements, or any ``return``, occurs in them."""
    for s in statements:
        if isinstance(s, (ast.Break, ast.Return)):
            return True
        inner = bodies_of(s)
        if isinstance(s, LOOPS):
            if has_return(inner[0]) or has_break(inner[1]):
                return True
        elif any(map(has_break, inner)):
            return True
    return False


def has_return(statements: Iterable[ast.stmt]) -> bool:
    """Whether a ``return`` of this scope occurs in the statements."""
    return any(isinstance(node, ast.Return) for node in walk_scope(statements))
