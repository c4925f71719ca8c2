"""Expressions that may take several lines."""
from __future__ import annotations

import ast
from typing import Any

from .flat import Flat
from .operators import ATOM, OPERATORS, OR, binding, hugs, links, may_stay_open, opens

STEP = 4        # columns of indentation


class Broken(Flat):
    """Syntax trees of expressions to text for lines of some width."""

    def __init__(self, width: int) -> None:
        self.width = width

    def with_value(self, start: str, node: ast.expr, indent: int, end: str = "") -> str:
        """``start``, an expression and ``end``; the expression in parentheses if that is how it breaks."""
        bare = start.strip() and not start.lstrip().startswith(("if ", "elif ", "while "))
        flat = self.bare(node) if bare else self.flat(node)
        if len(start) + len(flat) + len(end) <= self.width:
            return start + flat + end
        if binding(node) == ATOM and not isinstance(node, (ast.Name, ast.Constant, ast.JoinedStr)) and not (
                isinstance(node, ast.Attribute) and not opens(node.value)):
            return start + self.broken(node, indent, len(start), len(end)) + end
        if may_stay_open(node):
            text = self.broken(node, indent, len(start), len(end), operators=False)
            if all(len(line) <= self.width for line in (start + text + end).split("\n")):
                return start + text + end
        inner = indent + STEP
        text = self.broken(node, inner, inner, 0)
        if isinstance(node, (ast.Name, ast.Attribute)) and len(text) + inner > self.width:
            return start + flat + end
        return f"{start}(\n{' ' * inner}{text}\n{' ' * indent}){end}"

    def broken(self, node: ast.expr, indent: int, column: int, after: int, operators: bool = True) -> str:
        """An expression from a column on, with ``after`` columns behind it; what it needs of line breaks.

        ``operators``: whether it stands in parentheses, so that lines may break at operators.
        """
        flat = self.flat(node)
        if column + len(flat) + after <= self.width:
            return flat
        match node:
            case ast.Call():
                start = self.operand(node.func, ATOM, indent, column, 1, operators)
                arguments = [*node.args, *node.keywords]
                if not arguments:
                    return f"{start}()"
                rest = flat[len(self.parenthesised(node.func, ATOM)):]
                if "\n" in start and len(start.rpartition("\n")[2]) + len(rest) + after <= self.width:
                    return start + rest
                return start + self.items("(", arguments, ")", indent, False)
            case ast.Subscript():
                start = self.operand(node.value, ATOM, indent, column, 1, operators)
                rest = f"[{flat[len(self.parenthesised(node.value, ATOM)) + 1:-1]}]"
                if "\n" in start and len(start.rpartition("\n")[2]) + len(rest) + after <= self.width:
                    return start + rest
                index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                if isinstance(node.slice, ast.Tuple) and (len(index) < 2 or any(
                        isinstance(i, ast.Starred) for i in index)):
                    return start + rest
                return start + self.items("[", index, "]", indent, False)
            case ast.Attribute() if not isinstance(node.value, ast.Constant):
                after += len(node.attr) + 1
                return self.operand(node.value, ATOM, indent, column, after, operators) + f".{node.attr}"
            case ast.List(elts) | ast.Set(elts) if elts:
                opening, closing = "[]" if isinstance(node, ast.List) else "{}"
                return self.items(opening, elts, closing, indent, True)
            case ast.Tuple(elts) if elts:
                return self.items("(", elts, ")", indent, True)
            case ast.Dict() if node.keys:
                return self.items("{", list(zip(node.keys, node.values)), "}", indent, True)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self.comprehension(node, indent)
            case ast.UnaryOp():
                word = OPERATORS[type(node.op)]
                return word + self.operand(node.operand, binding(node), indent, column + len(word), after, operators)
            case ast.Lambda():
                start = f"lambda {', '.join(self.parameters(node.args))}: ".replace("lambda :", "lambda:")
                return start + self.broken(node.body, indent, column + len(start), after, False)
            case ast.BinOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
                return self.chain(node, indent, column, after, operators)
            case ast.Constant(str()) if operators:
                return f"\n{' ' * indent}".join(self.pieces([node], self.width - indent - after))
            case ast.JoinedStr() if operators:
                return f"\n{' ' * indent}".join(self.pieces(node.values, self.width - indent - after))
        return flat

    def operand(self, node: ast.expr, least: int, indent: int, column: int, after: int, operators: bool) -> str:
        if binding(node) >= least:
            return self.broken(node, indent, column, after, operators)
        if column + len(self.flat(node)) + 2 + after <= self.width:
            return f"({self.flat(node)})"
        inner = indent + STEP
        return f"(\n{' ' * inner}{self.broken(node, inner, inner, 0)}\n{' ' * indent})"

    def chain(self, node: ast.expr, indent: int, column: int, after: int, operators: bool) -> str:
        """Operands and operators, each operator at the start of a line if lines may break there."""
        parts = list(links(node))
        lines: list[str] = []
        text = ""
        for i, (word, operand, least) in enumerate(parts):
            start = f"{word} " if word else ""
            if word == "**" and hugs(node):
                start = "**"
            behind = after if i == len(parts) - 1 else 0
            if operators:
                at = column if not lines else indent
                lines.append(start + self.operand(operand, least, indent, at + len(start), behind, True))
                continue
            space = " " if text and start != "**" else ""
            rest = 0
            for next_word, next_operand, next_least in parts[i + 1:]:
                length, may_break = self.until_break(next_operand, next_least)
                rest += len(f" {next_word} ") + length
                if may_break:
                    break
            at = column + len(text.rpartition("\n")[2]) if "\n" not in text else len(text.rpartition("\n")[2])
            text += space + start + self.operand(operand, least, indent, at + len(space + start),
                                                 rest + (after if i == len(parts) - 1 else 0), False)
        return f"\n{' ' * indent}".join(lines) if operators else text

    def until_break(self, node: ast.expr, least: int) -> tuple[int, bool]:
        """How far an expression goes on a line before it may break: to its first bracket, if it has one."""
        if binding(node) < least:
            return 1, True
        match node:
            case ast.Call(func=inner) | ast.Subscript(value=inner) | ast.Attribute(value=inner):
                length, found = self.until_break(inner, ATOM)
                if found or not opens(node):
                    return (length, True) if found else (len(self.flat(node)), False)
                return length + 1, True
            case ast.BinOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
                total = 0
                for word, operand, tightness in links(node):
                    length, found = self.until_break(operand, tightness)
                    total += length + (len(word) + 2 if word else 0)
                    if found:
                        return total, True
                return total, False
        return (1, True) if opens(node) else (len(self.flat(node)), False)

    def items(self, opening: str, items: list[Any], closing: str, indent: int, one_each: bool) -> str:
        """What stands in brackets: on one line of its own, or one item on each."""
        inner = indent + STEP
        pad = " " * inner
        if len(items) == 1 and isinstance(items[0], ast.GeneratorExp) and not one_each and opening == "(":
            return self.comprehension(items[0], indent)
        if not one_each or len(items) == 1 and opening != "(":
            together = ", ".join(map(self.flat_item, items))
            if inner + len(together) <= self.width and (not one_each or len(items) == 1):
                comma = "," if one_each else ""
                return f"{opening}\n{pad}{together}{comma}\n{' ' * indent}{closing}"
        alone = len(items) == 1 and (isinstance(items[0], (ast.Starred, ast.JoinedStr, ast.Constant))
                                     or opening == "[" and not one_each)
        comma = "" if alone else ","
        body = "".join(f"{pad}{self.broken_item(v, inner, len(comma))}{comma}\n" for v in items)
        return f"{opening}\n{body}{' ' * indent}{closing}"

    def broken_item(self, item: Any, indent: int, after: int) -> str:
        start, node = "", item
        match item:
            case ast.keyword(arg, value):
                start, node = f"{arg}=" if arg else "**", value
            case (key, value):
                start, node = f"{self.flat(key)}: " if key else "**", value
            case ast.Starred(value):
                start, node = "*", value
        if indent + len(self.flat(node)) + len(start) + after > self.width and binding(node) < ATOM and (
                start and start != "*" and not may_stay_open(node)):
            inner = indent + STEP
            return f"{start}(\n{' ' * inner}{self.broken(node, inner, inner, 0)}\n{' ' * indent})"
        return start + self.broken(node, indent, indent + len(start), after)

    def comprehension(self, node: Any, indent: int) -> str:
        opening, closing = {ast.ListComp: ("[", "]"), ast.GeneratorExp: ("(", ")")}.get(type(node), ("{", "}"))
        inner = indent + STEP
        pad = " " * inner
        together = self.flat(node)[1:-1]
        if inner + len(together) <= self.width:
            return f"{opening}\n{pad}{together}\n{' ' * indent}{closing}"
        element = f"{self.flat(node.key)}: {self.flat(node.value)}" if isinstance(node, ast.DictComp) else self.broken(
            node.elt, inner, inner, 0)
        clauses = self.clauses(node)
        for i, g in enumerate(node.generators):
            start = f"for {self.bare(g.target)} in "
            if not g.ifs and len(node.generators) == 1 and inner + len(clauses[i]) > self.width:
                clauses[i] = start + self.operand(g.iter, OR, inner, inner + len(start), 0, False)
        return "\n".join([opening, *(pad + line for line in (element, *clauses)), " " * indent + closing])
