"""Finds the syntax tree of a live function, and proves that it is the one that runs.

`inspect.getsource` cuts text out by line number, and is silently wrong when the file was edited
after import, for lambdas, and under decorators. So: parse the file, take the function definitions
with the right name and first line, compile them, and compare the code objects. For a `def` at the
left margin, as most are, it is enough to parse its own lines and the file's imports.
"""

from __future__ import annotations
import __future__

import ast
import copy
import functools
import inspect
import linecache
import operator
import threading
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from s2sad.errors import ArgumentError, Location, SourceError, UnsupportedError

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_FUTURE_FLAGS = functools.reduce(
    operator.or_, (getattr(__future__, n).compiler_flag for n in __future__.all_feature_names)
)
_ASYNCHRONOUS = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_FAR = 1_000_000  # more lines than a file has
_INSIDE = frozenset(" \t\r\n\f#)]}")  # what lines at the left margin begin with that a definition goes on behind
_parse_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Source:
    """A function, its syntax and its file. The tree is shared between callers: do not change it."""

    code: types.CodeType  # not the function, which a cache of sources must not keep alive
    node: ast.FunctionDef | ast.Lambda
    filename: str
    lines: tuple[str, ...] = field(repr=False)
    verified: bool  # the node compiles to the very code of the function

    def segment(self, node: ast.AST) -> str:
        """The text of `node`, as the user wrote it."""
        line, column, end_line, end_column = self._span(node)
        chunk = [text.encode() for text in self.lines[line - 1 : end_line]]
        chunk[-1] = chunk[-1][:end_column]
        chunk[0] = chunk[0][column:]
        return b"".join(chunk).decode()

    def statement_text(self, node: ast.AST) -> str:
        """The text of a statement on one line; of a compound statement, its header."""
        body = getattr(node, "body", None)
        text = self.segment(node)
        if isinstance(node, ast.Lambda):
            text = self.segment(node)
        elif isinstance(body, list) and body:
            first = min([body[0].lineno, *(d.lineno for d in getattr(body[0], "decorator_list", []))])
            end = first - node.lineno  # type: ignore[attr-defined]
            text = "".join(text.splitlines(keepends=True)[:end]) if end else text[: text.find(":") + 1] or text
        return " ".join(text.split())

    def location(self, node: ast.AST) -> Location:
        """Where `node` is; the whole function, for the few nodes that have no position."""
        return Location(self.filename, *self._span(node), self.code.co_name)

    def _span(self, node: ast.AST) -> tuple[int, int, int, int]:
        at: Any = node if hasattr(node, "lineno") else self.node
        return at.lineno, at.col_offset, at.end_lineno, at.end_col_offset


def locate(function: types.FunctionType) -> Source:
    """Find the source of `function`; `unwrap` first what is not a plain function."""
    if not isinstance(function, types.FunctionType):
        raise _not_a_function(function)
    filename = function.__code__.co_filename
    lines = linecache.getlines(filename, function.__globals__)
    try:
        return _find(function, lines)
    except SourceError:
        linecache.checkcache(filename)  # reads the file again if it changed, as after a reload
        newer = linecache.getlines(filename, function.__globals__)
        if newer == lines:
            raise
    return _find(function, newer)


def unwrap(obj: object) -> tuple[types.FunctionType, tuple[Any, ...], dict[str, Any]]:
    """The plain function that calling `obj` runs, and the arguments that are bound to it already.

    `__wrapped__` is not followed: a wrapper may do more than call what it wraps.
    """
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    outer = obj
    while not isinstance(obj, types.FunctionType):
        if isinstance(obj, functools.partial) and not _has_placeholder(obj):
            args, kwargs = obj.args + args, {**obj.keywords, **kwargs}
            obj = obj.func
        elif isinstance(obj, types.MethodType):
            args = (obj.__self__, *args)
            obj = obj.__func__
        elif isinstance(obj, (staticmethod, classmethod)):
            obj = obj.__func__
        elif isinstance(getattr(obj, "py_func", None), types.FunctionType):
            obj = obj.py_func  # type: ignore[attr-defined]  # compiled by Numba
        elif (method := _call_method(obj)) is not None:
            obj = method
        else:
            raise _not_a_function(outer)
    return obj, args, kwargs


def _has_placeholder(obj: functools.partial[Any]) -> bool:
    placeholder = getattr(functools, "Placeholder", None)  # Python 3.14
    return placeholder is not None and any(arg is placeholder for arg in obj.args)


def _call_method(obj: object) -> object | None:
    """`__call__` of an instance whose class defines it in Python."""
    for cls in type(obj).__mro__:
        if "__call__" in cls.__dict__ and not isinstance(obj, type):
            method: object = cls.__dict__["__call__"]
            if isinstance(method, types.WrapperDescriptorType):
                return None  # written in C
            bound: object = method.__get__(obj, type(obj)) if hasattr(method, "__get__") else method
            return bound
    return None


def _not_a_function(obj: object) -> ArgumentError:
    name = getattr(obj, "__name__", None) or repr(obj)
    if isinstance(obj, type):
        return ArgumentError(
            f"`{name}` is a class, not a function", note="pass a function that builds and uses it",
            code="S2SAD103"
        )
    if hasattr(obj, "__wrapped__"):
        note = f"pass `{name}.__wrapped__` to differentiate the function inside the wrapper"
    elif callable(obj):
        note = f"wrap it in a function, such as `lambda x: {name}(x)`"
    else:
        note = "pass a function that is defined with `def` or `lambda`"
    return ArgumentError(f"`{name}` is not a function written in Python", note=note, code="S2SAD103")


def _find(function: types.FunctionType, lines: list[str]) -> Source:
    """The definition of `function` among `lines`, verified if that can be."""
    code = function.__code__
    if not lines:
        raise _no_source(code)
    matching = _definition_alone(code, lines)
    found: list[Definition] = []
    if not matching:
        try:
            tree = _parse_file(code.co_filename, "".join(lines))
        except (SyntaxError, ValueError):
            raise _stale(code) from None
        unit = list(_around(tree.body, code.co_firstlineno))
        found = _candidates(unit, code)
        matching = _matching(unit, list(_imports(tree.body)), found, code)
        matching = matching or _matching(unit, [], found, code)  # IPython compiles statements alone
    if matching:
        node = _at_positions(matching, code)
    elif len(found) == 1 and _rewritten_by_pytest(function, found[0]):
        node = found[0]
    else:
        raise _stale(code)
    if code.co_flags & _ASYNCHRONOUS or isinstance(node, ast.AsyncFunctionDef):
        raise _is_asynchronous(function, node)
    return Source(code, node, code.co_filename, tuple(lines), bool(matching))


def _definition_alone(code: types.CodeType, lines: list[str]) -> list[Definition]:
    """The definition that compiles to `code`, if its own lines show it and it needs no other candidates."""
    excerpt = _excerpt(lines, code.co_firstlineno)
    if not excerpt:
        return []
    try:
        tree = _parse(code.co_filename, excerpt)
    except (SyntaxError, ValueError):  # its lines end elsewhere: inside a string at the left margin, say
        return []
    *imports, definition = tree.body
    found = _candidates([definition], code)
    return _matching([definition], list(_imports(imports)), found, code) if len(found) == 1 else []


def _excerpt(lines: list[str], first: int) -> str:
    """The lines of a `def` at the left margin and of the imports before it; the others are blank."""
    end = first
    if not lines[first - 1 : first] or not lines[first - 1].startswith(("def ", "@")):
        return ""
    while end < len(lines) and not lines[end - 1].startswith("def "):
        end += 1
    while end < len(lines) and lines[end][:1] in _INSIDE:
        end += 1
    kept, importing = [], False
    for line in lines[: first - 1]:
        begins = line.startswith(("import ", "from "))
        kept.append(line if begins or importing else "\n")
        importing = (begins and "(" in line or importing) and ")" not in line
    return "".join([*kept, *lines[first - 1 : end]])


def _parse(filename: str, text: str) -> ast.Module:
    # The lock keeps two threads from restoring each other's warning filters.
    with _parse_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, filename)


_parse_file = functools.lru_cache(maxsize=16)(_parse)


def _first_line(node: ast.stmt | Definition) -> int:
    """The line that a code object calls its first: that of the first decorator, if any."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return decorators[0].lineno if decorators else node.lineno


def _around(statements: list[ast.stmt], line: int) -> Iterator[ast.stmt]:
    """The statements around `line`, as small as they can be and still compile to the same code.

    Functions see little of the module around them: its names are global whatever it does with
    them, but for `from __future__` and `_imports`. And of a class, they see only the name.
    """
    for statement in statements:
        if not _first_line(statement) <= line <= (statement.end_lineno or 0):
            continue
        if isinstance(statement, ast.ClassDef) and line > _header_end(statement):
            shell = copy.copy(statement)
            shell.decorator_list, shell.bases, shell.keywords = [], [], []
            shell.body = list(_around(statement.body, line))
            statement = shell
        yield statement


def _imports(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The imports of a module: `np.sin(x)` compiles otherwise if `np` is imported (3.11 on)."""
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield statement
        elif isinstance(statement, ast.ImportFrom):
            if statement.module != "__future__":
                yield statement
        elif not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for name in ("body", "orelse", "handlers", "finalbody", "cases"):
                yield from _imports(getattr(statement, name, []))


def _header_end(cls: ast.ClassDef) -> int:
    header = [*cls.decorator_list, *cls.bases, *cls.keywords]
    return max([cls.lineno, *(getattr(part, "end_lineno", 0) for part in header)])


def _candidates(unit: list[ast.stmt], code: types.CodeType) -> list[Definition]:
    """The definitions with the name and first line of `code`, in a fixed order."""
    return [
        node
        for statement in unit
        for node in ast.walk(statement)
        if isinstance(node, Definition)
        and _first_line(node) == code.co_firstlineno
        and getattr(node, "name", "<lambda>") == code.co_name
    ]


def _matching(
    unit: list[ast.stmt],
    imports: list[ast.stmt],
    found: list[Definition],
    code: types.CodeType,
) -> list[Definition]:
    """Those of the candidates `found` that compile to `code`."""
    expected = _fingerprint(code)

    def compiles_to_code(line: int) -> bool:
        """Whether the first such code object does: lambdas inside it on its line come later."""
        for each in _code_objects(_compile(imports + unit, code)):
            if each.co_name == code.co_name and each.co_firstlineno == line:
                return _fingerprint(each) == expected
        return False

    if len(found) == 1:
        return found if compiles_to_code(code.co_firstlineno) else []
    # Several lambdas begin on one line: move each in turn to a line that no file has, whole, since
    # on some versions a step to another line is an instruction.
    unit = copy.deepcopy(unit)
    matching = []
    for node, twin in zip(found, _candidates(unit, code), strict=True):
        _move(twin, _FAR)
        if compiles_to_code(code.co_firstlineno + _FAR):
            matching.append(node)
        _move(twin, -_FAR)
    return matching


def _move(node: Definition, lines: int) -> None:
    """Shift a lambda, but not the defaults of its arguments, which are not part of its code."""
    assert isinstance(node, ast.Lambda)
    node.lineno += lines
    node.end_lineno = (node.end_lineno or 0) + lines
    ast.increment_lineno(node.body, lines)


def _compile(statements: list[ast.stmt], code: types.CodeType) -> types.CodeType:
    module = ast.Module(statements, type_ignores=[])
    flags = code.co_flags & _FUTURE_FLAGS
    with _parse_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = compile(module, code.co_filename, "exec", flags=flags, dont_inherit=True)
    assert isinstance(compiled, types.CodeType)
    return compiled


def _code_objects(code: types.CodeType) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _code_objects(constant)


def _fingerprint(code: types.CodeType) -> tuple[object, ...]:
    """What the function does and what it names, but not where it is."""
    return (
        code.co_name,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_flags,
        code.co_code,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        tuple(map(_constant, code.co_consts)),
    )


def _constant(value: object) -> object:
    """Tells 1 from 1.0 and True, and 0.0 from -0.0, as `==` does not."""
    if isinstance(value, types.CodeType):
        return _fingerprint(value)
    if isinstance(value, tuple):
        return tuple(map(_constant, value))
    if isinstance(value, frozenset):
        return frozenset(map(_constant, value))
    return type(value), repr(value)


def _at_positions(nodes: list[Definition], code: types.CodeType) -> Definition:
    """Of definitions that compile alike, the one at the columns that `code` records, if it does."""
    if len(nodes) == 1 or not hasattr(code, "co_positions"):  # Python 3.10 records none
        return nodes[0]
    columns = {(line, column) for line, _, column, _ in code.co_positions()}
    bodies = [(node, node.body) for node in nodes if isinstance(node, ast.Lambda)]
    return next((n for n, b in bodies if (b.lineno, b.col_offset) in columns), nodes[0])


def _rewritten_by_pytest(function: types.FunctionType, node: Definition) -> bool:
    """pytest compiles other code for `assert`; the names of the arguments must still agree."""
    args = node.args
    names = [arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    return (
        "@pytest_ar" in function.__globals__
        and any(isinstance(inner, ast.Assert) for inner in ast.walk(node))
        and function.__code__.co_varnames[: len(names)] == tuple(names)
    )


def _no_source(code: types.CodeType) -> SourceError:
    if code.co_filename.startswith("<"):
        note = "it was made by exec, by eval or at a prompt: define it in a file or a notebook"
    else:
        note = f"{code.co_filename} cannot be read: s2sad needs the source, not only the bytecode"
    return SourceError(f"there is no source for `{code.co_name}`", note=note)


def _stale(code: types.CodeType) -> SourceError:
    if code.co_filename in ("<string>", "<stdin>"):     # the lines of `python -c`, and code that exec made
        return _no_source(code)
    line = code.co_firstlineno
    return SourceError(
        f"the source of `{code.co_name}` is not what was imported",
        Location(code.co_filename, line, 0, line + 1, 0, code.co_name),
        note="the file was changed, or a tool rewrote it on import: reload it and try again",
        because="this does not compile to the function",
        code="S2SAD102"
    )


def _is_asynchronous(function: types.FunctionType, node: Definition) -> UnsupportedError:
    code = function.__code__
    at = Location(code.co_filename, node.lineno, node.col_offset, node.lineno + 1, 0, code.co_name)
    return UnsupportedError(
        f"`{code.co_name}` is asynchronous", at, note="differentiate a function that returns its value",
        code="S2SAD104"
    )
