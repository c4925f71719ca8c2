"""Lays out source text as formatters do, so that exported files need no second tool.

    x_bar = accumulate(conform(g, x), conform(conform(g, t) * (1 - t * t), x), some_other_long_name)

becomes, where lines hold 60 columns,

    x_bar = accumulate(
        conform(g, x),
        conform(conform(g, t) * (1 - t * t), x),
        some_other_long_name,
    )

Layout is all that changes: the syntax tree of what is returned is that of what was given.  Brackets open
before operators break; operators that bind least break first, in parentheses.
"""
from __future__ import annotations

import ast
from typing import Any

from ..errors import InternalError
from .statements import Layout, is_docstring


def formatted(text: str, width: int) -> str:
    """A module's text, laid out for lines of ``width`` columns."""
    tree = ast.parse(text)
    result = "\n".join(Layout(text, width).module(tree)) + "\n"
    if _meaning(ast.parse(result)) != _meaning(tree):
        raise InternalError("the text that was laid out does not say what it said before")
    return result


def _meaning(tree: ast.Module) -> str:
    """What a module's syntax tree says; of docstrings, the words."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and node.body and is_docstring(node.body[0]):
            constant: Any = node.body[0].value          # type: ignore[attr-defined]
            constant.value = " ".join(constant.value.split())
    return ast.dump(tree)
