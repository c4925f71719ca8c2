"""Source text to callables: compiled from the text that is shown, and shown by debuggers.

The generated functions run in the globals of the user's function, so that the globals that they read
are live, and nothing is written there: modules and helpers reach them through closure cells, and the
variables of the user's closures are the user's own cells.
"""
from __future__ import annotations

import ast
import hashlib
import itertools
import linecache
import types
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import runtime
from ..ir.core import Function
from ..runtime import outputs
from .emit import Emitter
from .expressions import Emitted, Origin
from .numba import compile as numba
from .numba.emit import NumbaEmitter
from .printing import printed
from .statements import Comment
from .syntax import IMPORTS, dotted, module_of

_serial = itertools.count(1)


@dataclass(slots=True)
class Program:
    """A generated module: its text, and what its names stand for."""

    text: str
    main: str
    emitted: list[Emitted]
    bound: dict[str, Any]           # name -> object, for what the text does not import
    helpers: list[str]
    compiled: list[str]             # helpers in their form for Numba


def emit_program(function: Function, root: Any) -> Program:
    """The text of a function and of those that it calls."""
    names: dict[Function, str] = {function: function.name}
    emitted: list[Emitted] = []
    queue = [function]
    _name_functions(function, names)
    done: set[Function] = set()
    shared: dict[str, Any] = {}
    while queue:
        f = queue.pop(0)
        if f in done:
            continue
        done.add(f)
        result = (Emitter if f.jit is None else NumbaEmitter)(f, names, root, shared).emit()
        result.node.name = names[f]
        if f.jit is not None:
            result.jit = f.jit
            result.imports.add("numba")
            result.node.decorator_list = [decorator(f.jit)]
        emitted.append(result)
        queue.extend(result.functions)
    helpers = sorted({h for e in emitted if e.jit is None for h in e.helpers})
    compiled = sorted({h for e in emitted if e.jit is not None for h in e.helpers})
    header = []
    imports = {i for e in emitted for i in e.imports}
    header += [f"{line}\n" for name, line in IMPORTS.items() if name in imports]
    if helpers:
        header.append(f"from s2sad.runtime import {', '.join(helpers)}\n")
    if compiled:
        header.append(f"from s2sad.runtime.compiled import {', '.join(compiled)}\n")
    bodies = [printed(e.node) for e in emitted]
    text = "".join(header) + ("\n\n" if header else "") + "\n\n".join(bodies)
    bound: dict[str, Any] = {}
    for e in emitted:
        bound.update(e.objects)
    return Program(text, names[function], emitted, bound, helpers, compiled)


def decorator(options: dict[str, Any]) -> ast.expr:
    """``@numba.njit``, with options."""
    njit = dotted(("numba", "njit"))
    return ast.Call(njit, [], [ast.keyword(k, ast.Constant(v)) for k, v in options.items()]) if options else njit


def origins(program: Program) -> dict[int, Origin]:
    """Where each line of a program's text comes from.

    A comment's is that of the statement under it, and what the compiler added to a loop comes from that.
    """
    found: dict[int, Origin] = {}
    definitions = [n for n in ast.parse(program.text).body if isinstance(n, ast.FunctionDef)]
    lines = program.text.splitlines()

    def visit(parsed: list[ast.stmt], built: list[ast.stmt], of: dict[ast.stmt, Origin], around: Origin) -> None:
        for p, b in zip(parsed, [b for b in built if not isinstance(b, Comment)]):
            origin = of.get(b, around)
            origin = origin if origin.sites else Origin(origin.sweep, around.sites)
            inner = getattr(p, "body", None)
            end = inner[0].lineno - 1 if inner else p.end_lineno or p.lineno
            found.update(dict.fromkeys(range(p.lineno, end + 1), origin))
            for part in ("body", "orelse", "finalbody"):
                visit(getattr(p, part, []), getattr(b, part, []), of, origin)
            for h, g in zip(getattr(p, "handlers", []), getattr(b, "handlers", [])):
                visit(h.body, g.body, of, origin)
            for n in range(p.lineno, (p.end_lineno or p.lineno) + 1):      # `else:`, `except …:`
                if lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#"):
                    found.setdefault(n, origin)
    for parsed, emitted in zip(definitions, program.emitted):
        visit(parsed.body, emitted.node.body, emitted.origins, Origin("", ()))
    for n in range(len(lines) - 1, 0, -1):
        if lines[n - 1].lstrip().startswith("#") and n + 1 in found:
            found[n] = found[n + 1]
    return dict(sorted(found.items()))


def helper(name: str) -> Any:
    """A helper of the runtime, by its name."""
    return getattr(runtime, name, None) or getattr(outputs, name)


def _name_functions(function: Function, names: dict[Function, str]) -> None:
    from ..ir.core import functions_in, originals_in, walk
    used = set(names.values())
    every = [function]
    for f in every:
        for op in walk(f.body):
            every += [g for g in functions_in(op) if g not in every]
            used.update(getattr(g, "__name__", "") for g in originals_in(op))
    stack = [function]
    while stack:
        for op in walk(stack.pop().body):
            for f in functions_in(op):
                if f in names:
                    continue
                name, n = f.name, 0
                while name in used:
                    n += 1
                    name = f"{f.name}_{n}"
                used.add(name)
                names[f] = name
                stack.append(f)


def load(program: Program, root: Any) -> Any:
    """The callable of a program's main function."""
    digest = hashlib.sha256(program.text.encode()).hexdigest()[:12]
    filename = f"<s2sad {program.main} {next(_serial)}-{digest}>"
    linecache.cache[filename] = (len(program.text), None, program.text.splitlines(keepends=True), filename)
    tree = ast.parse(program.text)
    definitions = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    options = {e.node.name: e.jit for e in program.emitted if e.jit is not None}
    if options and (missing := numba.missing()) is not None:
        return missing                              # it raises an error when it is called
    cells: dict[str, Any] = {d.name: types.CellType() for d in definitions}
    for name in {i for e in program.emitted for i in e.imports}:
        cells[name] = types.CellType(module_of(name))
    for name in program.helpers:
        cells[name] = types.CellType(helper(name))
    for name in program.compiled:
        cells[name] = types.CellType(numba.helper(name))
    for name, value in program.bound.items():
        cells[name] = types.CellType(value)
    for e in program.emitted:
        cells.update(e.cells)
    scope = root.__globals__ if root is not None else {"__builtins__": __builtins__}
    made: dict[str, Any] = {}
    for d in definitions:
        d.decorator_list = []                       # what these do is done below
        wrapper = ast.FunctionDef("bind", ast.arguments([], [ast.arg(n) for n in cells], None, [], [], None, []), [d],
                                  [])
        if "type_params" in ast.FunctionDef._fields:
            wrapper.type_params = []  # type: ignore[attr-defined]
        module = ast.fix_missing_locations(ast.Module([wrapper], []))
        code = _inner(compile(module, filename, "exec", dont_inherit=True), d.name)
        closure = tuple(cells[n] for n in code.co_freevars)
        made[d.name] = types.FunctionType(code, scope, d.name, None, closure)
        if d.name in options:
            made[d.name] = numba.jitted(made[d.name], options[d.name])
        cells[d.name].cell_contents = made[d.name]
    weakref.finalize(made[program.main], linecache.cache.pop, filename, None)
    return numba.guarded(made[program.main], _places(program), program.main) if options else made[program.main]


def _places(program: Program) -> Callable[[int], Any]:
    """Where in the user's source a line of a program comes from."""
    def place(line: int) -> Any:
        origin = origins(program).get(line)
        return origin.sites[0] if origin is not None and origin.sites else None
    return place


def _inner(code: types.CodeType, name: str) -> types.CodeType:
    bind = next(c for c in code.co_consts if isinstance(c, types.CodeType))
    return next(c for c in bind.co_consts if isinstance(c, types.CodeType) and c.co_name == name)
