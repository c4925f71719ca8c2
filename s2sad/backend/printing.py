"""Syntax trees to text, by astor, with comments; and the check that the text says what the tree says."""
from __future__ import annotations

import ast
import warnings
from typing import Any

from ..errors import InternalError, UnsupportedError
from .statements import Comment

WIDTH = 100
_generator: Any = None


def _astor() -> Any:
    """astor's code generator with comments: imported on first use, its warnings are not the user's."""
    global _generator
    if _generator is None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from astor.code_gen import SourceGenerator

        class Generator(SourceGenerator):  # type: ignore[misc]
            def visit_Comment(self, node: Comment) -> None:
                self.statement(node, "# " + node.text)

            def visit_Tuple(self, node: ast.Tuple) -> None:
                if len(node.elts) == 1:             # (x,) where astor writes x,
                    self.write("(")
                    self.comma_list(node.elts, True)
                    self.write(")")
                else:
                    super().visit_Tuple(node)

            def visit_Str(self, node: ast.Constant, is_joined: bool = False) -> None:
                self.write(repr(node.value))
        _generator = Generator
    return _generator


def printed(node: ast.stmt) -> str:
    """The source text of a statement; long lines are broken, comments kept."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import astor
        text = astor.to_source(node, source_generator_class=_astor(), pretty_source="".join)
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    check(text, node)
    return text


def check(text: str, node: ast.stmt) -> None:
    """Refuse text that does not parse back to the tree that it was printed from."""
    try:
        parsed = ast.parse(text)
    except SyntaxError as error:
        if "too many" in str(error):            # Python allows 100 levels of indentation, 200 of parentheses
            raise UnsupportedError("the derivative is nested too deeply", note="split the function into several",
                                   code="S2SAD211") from error
        raise InternalError(f"the generated source does not parse: {error}") from error
    if not same(parsed.body[0], node):
        raise InternalError("the generated source does not say what the program says")


def same(parsed: Any, built: Any) -> bool:
    """Whether two syntax trees are equal, comments apart."""
    if isinstance(parsed, ast.AST):
        if type(parsed) is not type(built):
            return False
        return all(same(getattr(parsed, f, None), getattr(built, f, None)) for f in parsed._fields
                   if f not in ("ctx", "type_comment", "kind", "type_params"))
    if isinstance(parsed, list):
        if built is None:
            return not parsed
        rest = [b for b in built if not isinstance(b, Comment)]
        return len(parsed) == len(rest) and all(map(same, parsed, rest))
    return type(parsed) is type(built) and repr(parsed) == repr(built)
