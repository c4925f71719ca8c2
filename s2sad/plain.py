"""The source of s2sad's helpers, as a module that has no s2sad can hold it."""
from __future__ import annotations

import ast
import builtins
import inspect
import types
from collections.abc import Iterator
from typing import Any

from .errors import S2SADError

TYPES = {"Any", "np"}       # what annotations may name, beside builtins; nobody evaluates them


def plain_source(function: types.FunctionType) -> str:
    """A helper's source, as it stands in its file, without what only s2sad has: its types and errors."""
    text = inspect.getsource(function)
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    data = text.encode()
    edits = [*_annotations(tree, starts), *_errors(tree, starts, data, function.__globals__)]
    for begin, end, replacement in sorted(edits, reverse=True):
        data = data[:begin] + replacement.encode() + data[end:]
    return data.decode()


def _errors(tree: ast.AST, starts: list[int], data: bytes, scope: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Edits that turn errors of s2sad into the builtin ones that they are too."""
    for n in ast.walk(tree):
        if not isinstance(n, ast.Call) or not isinstance(n.func, ast.Name):
            continue
        cls = scope.get(n.func.id)
        if isinstance(cls, type) and issubclass(cls, S2SADError):
            begin = starts[n.lineno - 1] + n.col_offset
            builtin = [c for c in cls.__bases__ if not issubclass(c, S2SADError)][-1]
            yield begin, begin + len(n.func.id), builtin.__name__
            for keyword in n.keywords:
                begin = data.rindex(b",", 0, starts[keyword.lineno - 1] + keyword.col_offset)
                yield begin, _end(keyword.value, starts), ""


def _end(node: ast.expr, starts: list[int]) -> int:
    return starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[operator]


def _annotations(tree: ast.AST, starts: list[int]) -> Iterator[tuple[int, int, str]]:
    """Edits that turn annotations that name what the module has not into ``Any``."""
    for n in ast.walk(tree):
        found = n.returns if isinstance(n, ast.FunctionDef) else n.annotation if isinstance(
            n, (ast.arg, ast.AnnAssign)) else None
        if found is not None:
            names = {v.id for v in ast.walk(found) if isinstance(v, ast.Name)}
            if any(name not in TYPES and not hasattr(builtins, name) for name in names):
                yield starts[found.lineno - 1] + found.col_offset, _end(found, starts), "Any"
