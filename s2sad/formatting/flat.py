"""Expressions on one line."""
from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ..errors import InternalError
from .operators import ATOM, BIT_OR, OPERATORS, OR, TEST, binding, hugs, is_simple_bound, links


def quoted(value: str | bytes) -> str:
    """A string's literal, in double quotes unless single ones need fewer escapes."""
    text = repr(value)
    prefix, quote, body = text[:text.index(text[-1])], text[-1], text[text.index(text[-1]) + 1:-1]
    plain = body.replace("\\'", "'") if quote == "'" else body
    if plain.count('"') > plain.count("'"):
        return prefix + "'" + plain.replace("'", "\\'") + "'"
    return prefix + '"' + plain.replace('"', '\\"') + '"'


class Flat:
    """Syntax trees of expressions to text without line breaks."""

    def parenthesised(self, node: ast.expr, least: int) -> str:
        text = self.flat(node)
        return text if binding(node) >= least else f"({text})"

    def flat(self, node: Any) -> str:
        """An expression on one line, without parentheses around it but for tuples and generators."""
        one: Callable[[Any, int], str] = self.parenthesised
        match node:
            case ast.Name(id):
                return id
            case ast.Constant(value):
                if isinstance(value, (str, bytes)):
                    return quoted(value)
                return "..." if value is ... else repr(value)
            case ast.JoinedStr(values):
                return self.pieces(values, None)[0]
            case ast.Attribute(value, attr):
                inner = one(value, ATOM)
                return f"({inner}).{attr}" if isinstance(value, ast.Constant) and isinstance(
                    value.value, int) else f"{inner}.{attr}"
            case ast.Call(func, args, keywords):
                if len(args) == 1 and not keywords and isinstance(args[0], ast.GeneratorExp):
                    return f"{one(func, ATOM)}{self.flat(args[0])}"
                return f"{one(func, ATOM)}({', '.join(map(self.flat_item, [*args, *keywords]))})"
            case ast.Subscript(value, index):
                inner = self.flat(index)
                if isinstance(index, ast.Tuple) and index.elts and not any(
                        isinstance(e, ast.Starred) for e in index.elts):
                    inner = inner[1:-1]
                return f"{one(value, ATOM)}[{inner}]"
            case ast.Slice(lower, upper, step):
                return self.slice([lower, upper] if step is None else [lower, upper, step])
            case ast.Starred(value):
                return f"*{one(value, BIT_OR)}"
            case ast.Tuple(elts):
                return f"({', '.join(map(self.flat, elts))}{',' if len(elts) == 1 else ''})"
            case ast.List(elts):
                return f"[{', '.join(map(self.flat, elts))}]"
            case ast.Set(elts):
                return "{" + ", ".join(map(self.flat, elts)) + "}"
            case ast.Dict(keys, values):
                return "{" + ", ".join(map(self.flat_item, zip(keys, values))) + "}"
            case ast.ListComp():
                return f"[{' '.join([self.flat(node.elt), *self.clauses(node)])}]"
            case ast.SetComp():
                return "{" + " ".join([self.flat(node.elt), *self.clauses(node)]) + "}"
            case ast.GeneratorExp():
                return f"({' '.join([self.flat(node.elt), *self.clauses(node)])})"
            case ast.DictComp():
                return "{" + " ".join([f"{self.flat(node.key)}: {self.flat(node.value)}", *self.clauses(node)]) + "}"
            case ast.UnaryOp(op, operand):
                return OPERATORS[type(op)] + one(operand, binding(node))
            case ast.Lambda(args, body):
                parameters = ", ".join(self.parameters(args))
                return f"lambda {parameters}: {one(body, TEST)}" if parameters else f"lambda: {one(body, TEST)}"
            case ast.BinOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and hugs(node):
                    return "**".join(one(v, least) for _, v, least in links(node))
                return " ".join(f"{word} {one(v, least)}" if word else one(v, least)
                                for word, v, least in links(node))
        raise InternalError(f"no layout for {type(node).__name__}")

    def flat_item(self, item: Any) -> str:
        match item:
            case ast.keyword(arg, value):
                return f"{arg}={self.flat(value)}" if arg else f"**{self.flat(value)}"
            case (key, value):
                return f"{self.flat(key)}: {self.flat(value)}" if key else f"**{self.flat(value)}"
        return self.flat(item)

    def bare(self, node: ast.expr) -> str:
        """A target on one line: a tuple without parentheses."""
        text = self.flat(node)
        return text[1:-1] if isinstance(node, ast.Tuple) and len(node.elts) > 1 else text

    def clauses(self, node: Any) -> list[str]:
        found = []
        for g in node.generators:
            found.append(f"for {self.bare(g.target)} in {self.parenthesised(g.iter, OR)}")
            found += [f"if {self.parenthesised(c, OR)}" for c in g.ifs]
        return found

    def slice(self, parts: list[ast.expr | None]) -> str:
        """``a:b``; with spaces around the colon where the bounds are more than names and numbers."""
        simple = all(p is None or is_simple_bound(p) for p in parts)
        text = ""
        for i, p in enumerate(parts):
            inner = "" if p is None else self.parenthesised(p, TEST)
            if simple:
                text += (":" if i else "") + inner
            else:
                text += (" :" if i and (text and not text.endswith(" :") or parts[0] is not None and i == 1) else
                         ":" if i else "") + (" " if i and inner else "") + inner
        return text

    def parameters(self, a: ast.arguments) -> list[str]:
        """The parameters of a function, as they are declared."""
        found: list[str] = []
        plain = [*a.posonlyargs, *a.args]
        defaults: list[Any] = [*[None] * (len(plain) - len(a.defaults)), *a.defaults]
        for i, (arg, default) in enumerate(zip(plain, defaults)):
            found.append(self.parameter(arg, default))
            if a.posonlyargs and i == len(a.posonlyargs) - 1:
                found.append("/")
        if a.vararg:
            found.append("*" + self.parameter(a.vararg, None))
        elif a.kwonlyargs:
            found.append("*")
        found += [self.parameter(arg, default) for arg, default in zip(a.kwonlyargs, a.kw_defaults)]
        if a.kwarg:
            found.append("**" + self.parameter(a.kwarg, None))
        return found

    def parameter(self, arg: ast.arg, default: Any) -> str:
        text = f"{arg.arg}: {self.flat(arg.annotation)}" if arg.annotation else arg.arg
        if default is None:
            return text
        return f"{text} = {self.flat(default)}" if arg.annotation else f"{text}={self.flat(default)}"

    def pieces(self, values: list[Any], room: int | None) -> list[str]:
        """A string's literals, one for each line that it takes; f-strings where they hold expressions."""
        words: list[tuple[str, bool]] = []          # texts that stay whole, and whether they are expressions
        for v in values:
            if isinstance(v, ast.FormattedValue):
                conversion = f"!{chr(v.conversion)}" if v.conversion > 0 else ""
                spec = f":{ast.unparse(v.format_spec)[2:-1]}" if v.format_spec else ""
                words.append(("{" + self.flat(v.value).replace('"', "'") + conversion + spec + "}", True))
                continue
            chunks = v.value.split(" ")
            words += [(chunk + (" " if i < len(chunks) - 1 else ""), False) for i, chunk in enumerate(chunks)]
        lines: list[list[tuple[str, bool]]] = [[]]
        for word in words:
            if room is not None and lines[-1] and len(self.literal([*lines[-1], word])) > room:
                lines.append([])
            lines[-1].append(word)
        return [self.literal(line) for line in lines]

    def literal(self, words: list[tuple[str, bool]]) -> str:
        if not any(is_expression for _, is_expression in words):
            return quoted("".join(text for text, _ in words))
        body = "".join(text if e else quoted(text.replace('"', "\0"))[1:-1].replace("\\x00", '\\"').replace(
            "{", "{{").replace("}", "}}") for text, e in words)
        return f'f"{body}"'
