"""``match`` as the ``if`` that it stands for: the frontend lowers that.

    match p:                        s = p
        case ("pow", n):            if is_sequence(s) and len(s) == 2 and s[0] == "pow":
            return x ** n               n = s[1]
                                        return x ** n
        case _:                     else:
            return x                    return x

With a guard, or in alternatives, captures are bound by ``:=`` within the test.
"""
from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from ..rules.patterns import always, class_part, is_mapping, is_sequence, rest_of_mapping, starred_part


def match_as_if(s: ast.Match, subject: str) -> ast.stmt:
    """The ``if`` for a ``match`` whose subject is the value of a variable."""
    orelse: list[ast.stmt] = []
    for case in reversed(s.cases):
        inline = case.guard is not None or any(isinstance(n, ast.MatchOr) and _captures(n) for n in ast.walk(case))
        tests = _Tests(inline)
        tests.pattern(case.pattern, ast.Name(subject, ast.Load()))
        if case.guard is not None:
            tests.conditions.append(case.guard)
        bindings: list[ast.stmt] = [ast.Assign([ast.Name(n, ast.Store())], v) for n, v in tests.bindings]
        test = _all(tests.conditions)
        orelse = [ast.If(test, [*bindings, *case.body], orelse)]
        _place(orelse[0], case.pattern, {*map(id, case.body), id(case.guard)})
    return ast.copy_location(orelse[0], s)


class _Tests:
    """What a pattern tests of a value, and what it binds."""

    def __init__(self, inline: bool):
        self.inline = inline
        self.conditions: list[ast.expr] = []
        self.bindings: list[tuple[str, ast.expr]] = []

    def bind(self, name: str | None, value: ast.expr) -> None:
        if name is None:
            return
        if self.inline:
            self.conditions.append(_call(always, ast.NamedExpr(ast.Name(name, ast.Store()), value)))
        else:
            self.bindings.append((name, value))

    def pattern(self, p: ast.pattern, value: ast.expr) -> None:
        match p:
            case ast.MatchValue(constant):
                self.conditions.append(ast.Compare(value, [ast.Eq()], [constant]))
            case ast.MatchSingleton(constant):
                self.conditions.append(ast.Compare(value, [ast.Is()], [ast.Constant(constant)]))
            case ast.MatchAs(None, name):
                self.bind(name, value)
            case ast.MatchAs(inner, name):
                assert inner is not None
                self.pattern(inner, value)
                self.bind(name, value)
            case ast.MatchOr(patterns):
                alternatives = []
                for inner in patterns:
                    tests = _Tests(True)
                    tests.pattern(inner, value)
                    alternatives.append(_all(tests.conditions))
                self.conditions.append(ast.BoolOp(ast.Or(), alternatives))
            case ast.MatchSequence(patterns):
                self.sequence(patterns, value)
            case ast.MatchMapping(keys, patterns, rest):
                self.conditions.append(_call(is_mapping, value))
                for key, inner in zip(keys, patterns):
                    self.conditions.append(ast.Compare(key, [ast.In()], [value]))
                    self.pattern(inner, ast.Subscript(value, key, ast.Load()))
                if rest is not None:
                    self.bind(rest, _call(rest_of_mapping, value, ast.Tuple(list(keys), ast.Load())))
            case ast.MatchClass(cls, positional, names, named):
                self.conditions.append(_call(isinstance, value, cls))
                for i, inner in enumerate(positional):
                    self.pattern(inner, _call(class_part, value, cls, ast.Constant(i)))
                for name, inner in zip(names, named):
                    self.conditions.append(_call(hasattr, value, ast.Constant(name)))
                    self.pattern(inner, ast.Attribute(value, name, ast.Load()))

    def sequence(self, patterns: list[ast.pattern], value: ast.expr) -> None:
        stars = [i for i, p in enumerate(patterns) if isinstance(p, ast.MatchStar)]
        self.conditions.append(_call(is_sequence, value))
        n = len(patterns) - len(stars)
        relation: ast.cmpop = ast.GtE() if stars else ast.Eq()
        self.conditions.append(ast.Compare(_call(len, value), [relation], [ast.Constant(n)]))
        for i, p in enumerate(patterns):
            if isinstance(p, ast.MatchStar):
                self.bind(p.name, _call(starred_part, value, ast.Constant(i), ast.Constant(n - i)))
            else:
                k = i if not stars or i < stars[0] else i - len(patterns)
                self.pattern(p, ast.Subscript(value, ast.Constant(k), ast.Load()))


def _captures(node: ast.AST) -> bool:
    return any(isinstance(n, (ast.MatchAs, ast.MatchStar)) and n.name for n in ast.walk(node))


def _all(conditions: list[ast.expr]) -> ast.expr:
    if not conditions:
        return ast.Constant(True)
    return conditions[0] if len(conditions) == 1 else ast.BoolOp(ast.And(), conditions)


def _call(function: Callable[..., Any], *args: ast.expr) -> ast.expr:
    return ast.Call(ast.Constant(function), list(args), [])  # type: ignore[arg-type]


def _place(node: ast.AST, at: ast.AST, stop: set[int]) -> None:
    """Give new nodes the place of the pattern; the user's own nodes keep theirs."""
    for child in ast.iter_child_nodes(node):
        if id(child) not in stop and not isinstance(child, ast.If):
            _place(child, at, stop)
    if isinstance(node, (ast.stmt, ast.expr)) and not hasattr(node, "lineno"):
        ast.copy_location(node, at)
