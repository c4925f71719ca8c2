"""Puts generated functions, the helpers that they call and the constants that they read into one module's text."""
from __future__ import annotations

import ast
import builtins
import symtable
import types
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any

import numpy as np

from .api import Derivative
from .backend.expressions import Emitted
from .backend.load import emit_program, helper
from .backend.numba import door
from .backend.printing import printed
from .backend.syntax import IMPORTS, module_of
from .errors import ArgumentError, InternalError, S2SADError
from .formatting import formatted
from .higher import stop_gradient
from .ir.core import Function, functions_in, walk
from .ir.kinds import UNKNOWN, Array, Kind, Scalar
from .literals import LARGEST, literal
from .plain import plain_source
from .runtime import compiled
from .signatures import annotate, documentation, guard, printable, printable_lines, real_guard, tangent_guard
from .version import __version__

# A module knows no classes of its user's: of helpers that do, what is left without them.
PLAIN = {"record_of": 'def record_of(value: Any) -> Any:\n    """No object is a structure here."""\n    return None\n'}

LINE = 88       # columns, as formatters have it
# Above the module: what checkers of style are not to say of code that keeps the names and branches of its source.
NOTICE = ["# ruff: noqa: B905, N802, N803, N806, SIM108, SIM300, UP032"]
TYPING = {"annotations": "from __future__ import annotations", "Callable": "from collections.abc import Callable",
          "Any": "from typing import Any", "npt": "import numpy.typing as npt"}
ORDER = ("cmath", "math", "Callable", "Any", "numba", "np", "npt", "scipy")


class Assembly:
    """A module that is being put together."""

    def __init__(self, array_module: str = "numpy") -> None:
        if not all(part.isidentifier() and not iskeyword(part) for part in array_module.split(".")):
            raise ArgumentError(f"{array_module!r} is not the name of a module", code="S2SAD804")
        self.array_module = array_module
        self.described: list[str] = []                      # the functions that there are derivatives of
        self.imports: set[str] = set()
        self.helpers: dict[str, str] = {}                   # name -> source
        self.constants: dict[str, tuple[ast.expr, str]] = {}  # name -> expression, what it was
        self.functions: dict[str, str] = {}                 # name -> source

    def taken(self, name: str) -> bool:
        """Whether a name of the module means something already."""
        return name in {*IMPORTS, *TYPING, *self.helpers, *self.constants, *self.functions} or hasattr(builtins, name)

    def unique(self, name: str, avoid: frozenset[str] | set[str] = frozenset()) -> str:
        n, found = 0, name
        while self.taken(found) or found in avoid:
            n += 1
            found = f"{name}_{n}"
        return found

    # -- functions -----------------------------------------------------------------------

    def add(self, derivative: Derivative[Any], function: Function, kinds: list[Kind],
            defaults: dict[str, ast.expr]) -> None:
        """Add a derivative's function, and all that it calls."""
        root = root_of(derivative)
        if derivative._request.backend == "numba":
            function = self.for_numba(function)
        wrt = [derivative._names[i] for i in derivative._request.wrt]
        if self.taken(function.name):
            function.name = self.unique("_".join([function.name, *wrt]))
        for f in functions_of(function):
            if f is not function:
                f.name = self.unique(identifier(f.name), {function.name})
        program = emit_program(function, root if isinstance(root, types.FunctionType) else None)
        for name in program.helpers:
            self.add_helper(helper(name))
        for name in program.compiled:
            self.add_compiled(name)
        array = "npt.NDArray[np.{}]" if self.array_module == "numpy" else "np.ndarray"
        for e in program.emitted:
            self.settle(e, derivative)
            annotate(e.node, [], UNKNOWN, array)
            if e.node.name == program.main:
                annotate(e.node, kinds, function.body.yields[0].kind or UNKNOWN, array)
                self.complete(e, derivative, kinds, defaults)
            self.imports |= e.imports
            self.functions[e.node.name] = printed(e.node)
        self.described.append(":".join((getattr(root, "__module__", "?"), getattr(root, "__qualname__", "?"))))

    def complete(self, e: Emitted, derivative: Derivative[Any], kinds: list[Kind],
                 defaults: dict[str, ast.expr]) -> None:
        """Give the function that is called from outside its defaults, and tests of its arguments."""
        names = [a.arg for a in e.node.args.args]
        e.node.args.defaults = [defaults[p] for p in derivative.parameters if p in defaults]
        found: list[ast.stmt | None] = [guard(n, k) for n, k in zip(names, kinds)]
        if derivative._mode not in ("jvp", "hvp"):
            found += [real_guard(names[i]) for i in derivative._request.wrt if kinds[i] == UNKNOWN]
        for i, dot in zip(derivative._request.wrt, names[len(kinds):]):
            if isinstance(kinds[i], (Array, Scalar)):
                found.append(tangent_guard(dot, names[i]))
        guards = [g for g in found if g is not None]
        own = {n.id for g in guards for n in ast.walk(g) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        hidden = {n for g in guards for n in names_read(g)} & locals_of(e.node) - own - set(names) | {
            n for n in names if hasattr(builtins, n) and guards}
        if hidden:
            raise ArgumentError(f"{e.node.name} has a variable with the name of a builtin function: "
                                f"{', '.join(sorted(hidden))}", note="rename it to export the derivative",
                                code="S2SAD803")
        self.imports |= {n for g in [*guards, *e.node.args.defaults] for n in names_read(g)} & {*IMPORTS}
        if ast.get_docstring(e.node, clean=False) is not None:
            e.node.body.pop(0)
        text = documentation(derivative, root_of(derivative))
        e.node.body[:0] = [ast.Expr(ast.Constant(text)), *guards]

    def settle(self, e: Emitted, derivative: Derivative[Any]) -> None:
        """Let each name that the text does not define mean a constant or a helper of the module."""
        names: dict[str, str] = {}
        modules: dict[str, Any] = {}
        root = root_of(derivative)
        own = locals_of(e.node)
        for name, value in sorted(e.objects.items()):
            if isinstance(value, types.ModuleType):
                modules[name] = value
            elif value is stop_gradient and isinstance(value, types.FunctionType):
                names[name] = self.add_helper(value)
            else:
                names[name] = self.constant(name, value, f"`{name}`", own)
        for name in sorted(e.globals):
            scope = root.__globals__
            if name not in scope:
                if not hasattr(builtins, name):
                    raise ArgumentError(f"the global `{name}` is not defined, so it cannot be exported",
                                        code="S2SAD801")
                continue
            names[name] = self.constant(name, scope[name], f"global `{name}` of {root.__module__}", own)
        for name, cell in sorted(e.cells.items()):
            try:
                value = cell.cell_contents
            except ValueError:
                raise ArgumentError(f"the variable `{name}` has no value yet, so it cannot be exported",
                                    code="S2SAD801") from None
            names[name] = self.constant(name, value, f"variable `{name}` around {root.__qualname__}", own)
        _Rename(names, modules, lambda module, name: self.constant(
            name, getattr(module, name), f"global `{name}` of {module.__name__}", own)).visit(e.node)

    def constant(self, name: str, value: Any, what: str, avoid: set[str]) -> str:
        """The name of a constant of the module with a value."""
        node = literal(value)
        if node is None:
            size = f" of {value.size} numbers (the most is {LARGEST})" if isinstance(value, np.ndarray) else ""
            raise ArgumentError(f"{what}, {type(value).__name__}{size}, cannot be written as a constant of a module",
                                note="give it to the function as an argument", code="S2SAD801")
        self.imports |= names_read(node) & {*IMPORTS}
        for known, (other, origin) in self.constants.items():
            if ast.dump(other) == ast.dump(node) and origin == what and (known == name or known not in avoid):
                return known
        found = name if not self.taken(name) else self.unique(name, avoid)
        self.constants[found] = node, what
        return found

    # -- helpers -------------------------------------------------------------------------

    def add_helper(self, function: types.FunctionType) -> str:
        """Add a helper of s2sad, and what it calls in turn, as source."""
        name = function.__name__
        if name in self.helpers:
            return name
        if self.taken(name):
            raise ArgumentError(f"`{name}` is the name of a helper of the exported code",
                                note="give the derivative another name", code="S2SAD803")
        if name in PLAIN:
            self.helpers[name] = PLAIN[name]
            return name
        self.helpers[name] = plain_source(function)
        for read in sorted(globals_read(function.__code__)):
            value = function.__globals__.get(read)
            if read in IMPORTS and value is not None and value is module_of(read):
                self.imports.add(read)
            elif isinstance(value, types.FunctionType) and value.__module__.startswith("s2sad."):
                self.add_helper(value)
            elif isinstance(value, type) and issubclass(value, S2SADError):
                continue                    # `plain_source` has written a builtin one
            elif value is not None and read in function.__globals__:
                node = literal(value)
                if node is None:
                    raise InternalError(f"the helper {name} reads `{read}`, which cannot be exported")
                self.constants[read] = node, f"`{read}` of {function.__module__}"
        return name

    # -- Numba ---------------------------------------------------------------------------

    def for_numba(self, function: Function) -> Function:
        """A function with a door, which tests the arguments; what is behind it is compiled once, and kept on disk."""
        if self.array_module != "numpy":
            raise ArgumentError(f"Numba compiles code for NumPy's arrays, not for those of {self.array_module}",
                                code="S2SAD804")
        function = door.divided(function, always=True)
        for f in functions_of(function):
            if f.jit is not None:
                f.jit = {"cache": True, **f.jit}
        return function

    def add_compiled(self, name: str) -> None:
        """Add a helper for what Numba compiles, which compiles it too."""
        function = getattr(compiled, name)
        text = f"@numba.njit(cache=True)\n{plain_source(function)}"
        if self.helpers.setdefault(name, text) != text:
            raise ArgumentError(f"the helper `{name}` has another form for Numba",
                                note="export the derivatives for Numba to a module of their own", code="S2SAD803")
        self.imports |= {"numba", *globals_read(function.__code__) & {*IMPORTS}}

    # -- text ----------------------------------------------------------------------------

    def text(self) -> str:
        """The whole module."""
        constants = [f"{printed(ast.Assign([ast.Name(n, ast.Store())], node)).rstrip()}{_comment(what)}\n"
                     for n, (node, what) in self.constants.items()]
        body = "\n\n".join(p for p in ("".join(constants), *self.helpers.values(), *self.functions.values()) if p)
        imports = self.import_lines(body)
        text = formatted("\n".join([*NOTICE, self.docstring(), *imports, body]), LINE)
        check(text, {*self.constants, *self.helpers, *self.functions}, imports)
        if self.array_module != "numpy":
            self.check_array_module(text)
        return text

    def check_array_module(self, text: str) -> None:
        """Refuse what the array module has not; of what it has, the meaning is taken to be NumPy's."""
        if self.needs_scipy():
            raise ArgumentError("the function uses SciPy, which computes with NumPy's arrays, not with those of "
                                f"{self.array_module}", code="S2SAD804")
        try:
            module = import_module(self.array_module)
        except Exception as error:
            raise ArgumentError(f"{self.array_module} cannot be imported, so it is not known what functions it has",
                                note=f"{type(error).__name__}: {error}", code="S2SAD804") from None
        missing = [f"{self.array_module}.{name}" for name in array_functions(text) if not _has(module, name)]
        if missing:
            raise ArgumentError(f"the derivative needs {', '.join(missing)}, and there is no such function",
                                code="S2SAD804")

    def needs_scipy(self) -> bool:
        """Whether a function uses SciPy, or a helper does."""
        return "scipy" in self.imports or any("import scipy" in text for text in self.helpers.values())

    def docstring(self) -> str:
        """The module's docstring, as a literal."""
        names = sorted({*self.described})
        if len(names) > 1:
            names = [f"functions of {' and '.join(sorted({n.partition(':')[0] for n in names}))}"]
        what = f"Derivatives of {names[0].replace(':', '.')}." if names else "Helpers."
        lines = [what, "", f"Written by s2sad {__version__}: do not edit, but export again."]
        if self.needs_scipy():
            lines.append("Needs SciPy, as the functions themselves do.")
        if "numba" in self.imports:
            lines.append("Compiled by Numba at the first call; what it compiled is kept on disk.")
        return repr(printable_lines([*lines, ""]))

    def import_lines(self, body: str) -> list[str]:
        """What the module imports, in the order in which sorters of imports want it."""
        names = {*self.imports, *names_read(ast.parse(body)) & {"np", *TYPING}}
        lines = {**IMPORTS, **TYPING, "np": f"import {self.array_module} as np"}
        return [lines["annotations"], *[lines[n] for n in ORDER if n in names]]


def array_functions(text: str) -> list[str]:
    """What a module reads of ``np``, as dotted names."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            root, _, rest = ast.unparse(node).partition(".")
            if root == "np" and rest.replace(".", "").isidentifier():
                found.add(rest)
    longest = {name for name in found if any(other.startswith(f"{name}.") for other in found)}
    return sorted(found - longest)


def _has(value: Any, path: str) -> bool:
    for name in path.split("."):
        if not hasattr(value, name):
            return False
        value = getattr(value, name)
    return True


def _comment(what: str) -> str:
    return f"  # {printable(what)}"


class _Rename(ast.NodeTransformer):
    """Names, and attributes of modules, to names of the new module."""

    def __init__(self, names: dict[str, str], modules: dict[str, Any], attribute: Any):
        self.names, self.modules, self.attribute = names, modules, attribute

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.modules:
            raise ArgumentError(f"the module `{self.modules[node.id].__name__}` is used as a value, "
                                "which cannot be exported", code="S2SAD801")
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id in self.modules:
            return ast.Name(self.attribute(self.modules[node.value.id], node.attr), node.ctx)
        return self.generic_visit(node)


def root_of(derivative: Derivative[Any]) -> Any:
    """The function that a derivative, or a derivative of a derivative, is of."""
    target: Any = derivative
    while isinstance(target, Derivative):
        target = target._target
    return target


def functions_of(function: Function) -> list[Function]:
    """A function and those that it calls, once each, in order."""
    found = [function]
    for f in found:
        called = [g for op in walk(f.body) for g in functions_in(op)]
        found += dict.fromkeys(g for g in called if g not in found)
    return found


def identifier(name: str) -> str:
    """A name made of what may be in one."""
    from .standalone import identifier as legal
    return legal(name)


def names_read(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def locals_of(node: ast.FunctionDef) -> set[str]:
    """The names that a function binds."""
    found = {a.arg for a in node.args.args}
    for n in ast.walk(node):
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
            found.add(n.id)
        elif isinstance(n, ast.FunctionDef) and n is not node:
            found |= {n.name} | {a.arg for a in n.args.args}
    return found


def globals_read(code: types.CodeType) -> set[str]:
    """The names that a code object may read from its globals."""
    found = set(code.co_names)
    for c in code.co_consts:
        if isinstance(c, types.CodeType):
            found |= globals_read(c)
    return found


def check(text: str, expected: set[str], imports: Sequence[str] = ()) -> None:
    """Refuse a module that holds anything but what was put into it, or reads a name that it has not."""
    tree = ast.parse(text)
    defined: list[str] = []
    known: set[str] = set()
    for i, node in enumerate(tree.body):
        match node:
            case ast.Expr(ast.Constant(str())) if i == 0:
                pass
            case ast.Import([ast.alias(name, alias)]) | ast.ImportFrom(names=[ast.alias(name, alias)]) if (
                    ast.unparse(node) in imports):
                known.add(alias or name.partition(".")[0])
            case ast.FunctionDef(name=name) | ast.Assign([ast.Name(name)]):
                defined.append(name)
            case _:
                raise InternalError(f"the exported module has a statement that nobody put there: {ast.dump(node)[:80]}")
    if sorted(defined) != sorted(expected):
        raise InternalError("the exported module does not define what it should")
    scopes = [symtable.symtable(text, "<exported>", "exec")]
    for scope in scopes:
        scopes += scope.get_children()
        for symbol in scope.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                name = symbol.get_name()
                if name not in known and name not in expected and not hasattr(builtins, name):
                    raise InternalError(f"the exported module reads `{name}`, which it does not define")


