"""Statements, blank lines and comments."""
from __future__ import annotations

import ast
import inspect
import io
import tokenize

from .broken import STEP, Broken
from .operators import OPERATORS, OR


class Layout(Broken):
    """A module to its lines."""

    def __init__(self, source: str, width: int) -> None:
        super().__init__(width)
        self.source = source
        self.lines: list[str] = []
        self.comments: list[tuple[int, str, bool]] = []     # line, text, whether code is before it
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                self.comments.append((token.start[0], token.string, token.line[:token.start[1]].strip() != ""))

    def module(self, tree: ast.Module) -> list[str]:
        last: ast.stmt | None = None
        for node in tree.body:
            self.separate(last, node, 2)
            self.statement(node, 0)
            last = node
        return self.lines

    def separate(self, last: ast.stmt | None, node: ast.stmt, blank: int) -> None:
        """Blank lines between two statements: around functions, after a docstring and after imports."""
        if last is None:
            return
        n = 0
        if blank == 1 and isinstance(last, (ast.Import, ast.ImportFrom)) > isinstance(
                node, (ast.Import, ast.ImportFrom)):
            n = 1
        if isinstance(last, ast.FunctionDef) or isinstance(node, ast.FunctionDef):
            n = blank
        elif blank == 2 and (is_docstring(last) or section(last) != section(node)):
            n = 1
        self.lines += [""] * n

    def block(self, body: list[ast.stmt], indent: int) -> None:
        last: ast.stmt | None = None
        for node in body:
            if last is not None:
                self.separate(last, node, 1)
            self.statement(node, indent)
            last = node

    def statement(self, node: ast.stmt, indent: int) -> None:
        pad = " " * indent
        trailing = self.comments_before(node, pad)
        if is_docstring(node) and self.is_first(node):
            self.lines += docstring(node.value.value, pad, self.width)      # type: ignore[attr-defined]
            return
        match node:
            case ast.FunctionDef():
                self.function(node, indent)
                return
            case ast.If() | ast.While():
                self.branches(node, indent)
                return
            case ast.For():
                target = self.bare(node.target)
                if isinstance(node.target, ast.Tuple) and len(f"{pad}for {target} in ") + self.until_break(
                        node.iter, OR)[0] > self.width:
                    target = self.items("(", node.target.elts, ")", indent, True)
                self.header(f"for {target} in ", node.iter, ":", indent)
                self.block(node.body, indent + STEP)
                self.otherwise(node.orelse, "else", indent)
                return
            case ast.With():
                items = ", ".join(self.flat(i.context_expr) + (f" as {self.flat(i.optional_vars)}"
                                                               if i.optional_vars else "") for i in node.items)
                self.lines.append(f"{pad}with {items}:")
                self.block(node.body, indent + STEP)
                return
            case ast.Try():
                self.attempt(node, indent)
                return
        text = self.simple(node, indent)
        if trailing and "\n" not in text and len(text) + 2 + len(trailing) <= self.width:
            text += f"  {trailing}"
        elif trailing:
            self.comment(trailing, pad)
        self.lines += text.split("\n")

    def is_first(self, node: ast.stmt) -> bool:
        return all(line.startswith("#") for line in self.lines) or self.lines[-1].endswith(":")

    def simple(self, node: ast.stmt, indent: int) -> str:
        """A statement without a block."""
        pad = " " * indent
        match node:
            case ast.Assign([ast.Subscript() as target], value) if (
                    len(pad + self.flat(target)) + 4 > self.width >= indent + len(self.flat(value)) + 4):
                end = f" = {self.flat(value)}"
                return pad + self.broken(target, indent, indent, len(end)) + end
            case ast.Assign():
                return self.with_value(pad + "".join(f"{self.bare(t)} = " for t in node.targets), node.value, indent)
            case ast.AugAssign():
                start = f"{pad}{self.flat(node.target)} {OPERATORS[type(node.op)]}= "
                return self.with_value(start, node.value, indent)
            case ast.AnnAssign():
                start = f"{pad}{self.flat(node.target)}: {self.flat(node.annotation)}"
                return start if node.value is None else self.with_value(f"{start} = ", node.value, indent)
            case ast.Return():
                return f"{pad}return" if node.value is None else self.with_value(f"{pad}return ", node.value, indent)
            case ast.Expr():
                return self.with_value(pad, node.value, indent)
            case ast.Raise():
                if node.exc is None:
                    return f"{pad}raise"
                cause = f" from {self.flat(node.cause)}" if node.cause else ""
                return self.with_value(f"{pad}raise ", node.exc, indent, cause)
            case ast.Delete():
                return f"{pad}del {', '.join(map(self.flat, node.targets))}"
            case ast.Assert():
                return pad + ast.unparse(node)
        return pad + ast.unparse(node)      # pass, break, continue, import, nonlocal

    def function(self, node: ast.FunctionDef, indent: int) -> None:
        pad = " " * indent
        self.lines += [f"{pad}@{self.flat(d)}" for d in node.decorator_list]
        returns = f" -> {self.flat(node.returns)}" if node.returns else ""
        parameters = self.parameters(node.args)
        line = f"{pad}def {node.name}({', '.join(parameters)}){returns}:"
        if len(line) > self.width and parameters:
            inner = " " * (indent + STEP)
            together = inner + ", ".join(parameters)
            one_line = len(together) <= self.width and len(parameters) > 1
            lines = [together] if one_line else [f"{inner}{p}," for p in parameters]
            if node.returns:
                returns = f" -> {self.broken(node.returns, indent, indent + len(') -> '), 1)}"
            line = "\n".join([f"{pad}def {node.name}(", *lines, f"{pad}){returns}:"])
        self.lines += line.split("\n")
        self.block(node.body, indent + STEP)

    def branches(self, node: ast.If | ast.While, indent: int, word: str = "") -> None:
        word = word or ("if" if isinstance(node, ast.If) else "while")
        self.header(f"{word} ", node.test, ":", indent)
        self.block(node.body, indent + STEP)
        match node.orelse:
            case [ast.If() as inner] if isinstance(node, ast.If) and self.is_elif(inner):
                self.comments_before(inner, " " * (indent + STEP))
                self.branches(inner, indent, "elif")
            case orelse:
                self.otherwise(orelse, "else", indent)

    def is_elif(self, node: ast.If) -> bool:
        return self.source.split("\n")[node.lineno - 1].lstrip().startswith("elif")

    def attempt(self, node: ast.Try, indent: int) -> None:
        pad = " " * indent
        self.lines.append(f"{pad}try:")
        self.block(node.body, indent + STEP)
        for handler in node.handlers:
            kind = f" {self.flat(handler.type)}" if handler.type else ""
            self.lines.append(f"{pad}except{kind}{f' as {handler.name}' if handler.name else ''}:")
            self.block(handler.body, indent + STEP)
        self.otherwise(node.orelse, "else", indent)
        self.otherwise(node.finalbody, "finally", indent)

    def otherwise(self, body: list[ast.stmt], word: str, indent: int) -> None:
        if body:
            self.lines.append(f"{' ' * indent}{word}:")
            self.block(body, indent + STEP)

    def header(self, start: str, node: ast.expr, end: str, indent: int) -> None:
        *above, last = (" " * indent + start).split("\n")
        self.lines += [*above, *self.with_value(last, node, indent, end).split("\n")]

    # -- comments ----------------------------------------------------------------------------

    def comments_before(self, node: ast.stmt, pad: str) -> str:
        """Write the comments above a statement; the one that stands behind it, if it is alone."""
        last = node.end_lineno if not hasattr(node, "body") else node.body[0].lineno - 1
        behind = ""
        while self.comments and self.comments[0][0] <= max(node.lineno, last or 0):
            line, text, after_code = self.comments[0]
            if hasattr(node, "body") and line > node.lineno and not after_code:
                break                       # above the first statement of the body
            self.comments.pop(0)
            if after_code and not behind and line == node.end_lineno:
                behind = text
            else:
                self.comment(text, pad)
        return behind

    def comment(self, text: str, pad: str) -> None:
        """A comment, on as many lines as it needs."""
        room, rest, mark = self.width - len(pad), text, ""
        while len(mark + rest) > room:
            at = rest.rfind(" ", len(mark) + 2 if not mark else 0, room - len(mark) + 1)
            if at <= 1:
                break
            self.lines.append(f"{pad}{mark}{rest[:at]}".rstrip())
            mark, rest = "#     ", rest[at + 1:].lstrip()
        self.lines.append(f"{pad}{mark}{rest}")


def docstring(text: str, pad: str, width: int) -> list[str]:
    """The lines of a docstring, which nothing in it can end; what is too long for a line goes on in the next."""
    text = "".join(c if c.isprintable() or c == "\n" else f"\0{c.encode('unicode_escape').decode()[1:]}"
                   for c in inspect.cleandoc(text))
    body = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    body = body.replace("\0", "\\")
    if body.endswith('"'):
        body = body[:-1] + '\\"'
    lines: list[str] = []
    for i, line in enumerate(body.split("\n")):
        line = f'{pad}"""{line}' if i == 0 else f"{pad}{line}".rstrip()
        while len(line) > width - 3 and (at := line.rfind(" ", len(pad) + 4, width - 2)) > 0:
            start = line[:len(line) - len(line.lstrip())]
            lines.append(line[:at].rstrip())
            line = f"{start}{line[at + 1:]}"
        lines.append(line)
    return [*lines, f'{pad}"""'] if len(lines) > 1 else [f'{lines[0]}"""']


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def section(node: ast.stmt) -> str:
    """Statements of one section stand together: imports of one sort, constants."""
    match node:
        case ast.ImportFrom(module="__future__"):
            return "future"
        case ast.Import([ast.alias(name)]) if name in ("math", "cmath"):
            return "standard"
        case ast.ImportFrom(module="collections.abc" | "typing"):
            return "standard"
        case ast.Import() | ast.ImportFrom():
            return "third party"
    return "code"
