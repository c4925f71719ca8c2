"""How operators are written, how tightly they bind, and where lines may break at them."""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

OPERATORS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.MatMult: "@",
    ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.And: "and", ast.Or: "or", ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in", ast.USub: "-",
    ast.UAdd: "+", ast.Invert: "~", ast.Not: "not "}
# How tightly operators bind; what is higher needs no parentheses inside what is lower.
ANY, TEST, OR, AND, NOT, COMPARE, BIT_OR, BIT_XOR, BIT_AND, SHIFT, SUM, PRODUCT, SIGN, POWER, ATOM = range(15)
BINDING: dict[type, int] = {
    ast.Or: OR, ast.And: AND, ast.Not: NOT, ast.BitOr: BIT_OR, ast.BitXor: BIT_XOR, ast.BitAnd: BIT_AND,
    ast.LShift: SHIFT, ast.RShift: SHIFT, ast.Add: SUM, ast.Sub: SUM, ast.Mult: PRODUCT, ast.Div: PRODUCT,
    ast.FloorDiv: PRODUCT, ast.Mod: PRODUCT, ast.MatMult: PRODUCT, ast.USub: SIGN, ast.UAdd: SIGN,
    ast.Invert: SIGN, ast.Pow: POWER}


def binding(node: ast.AST) -> int:
    """How tightly an expression's outermost operator binds."""
    match node:
        case ast.BinOp(op=op) | ast.UnaryOp(op=op) | ast.BoolOp(op=op):
            return BINDING[type(op)]
        case ast.Compare():
            return COMPARE
        case ast.IfExp() | ast.Lambda():
            return TEST
        case ast.Starred():
            return ANY
    return ATOM


def links(node: ast.expr) -> Iterator[tuple[str, ast.expr, int]]:
    """The operands of an expression's weakest operators: the operator before each, and how tightly it must bind."""
    level = binding(node)
    match node:
        case ast.BinOp(left, op, right) if isinstance(op, ast.Pow):
            yield "", left, POWER + 1
            yield "**", right, SIGN
        case ast.BinOp(left, op, right):
            if isinstance(left, ast.BinOp) and binding(left) == level:
                yield from links(left)
            else:
                yield "", left, level
            yield OPERATORS[type(op)], right, level + 1
        case ast.BoolOp(op, values):
            for i, v in enumerate(values):
                yield OPERATORS[type(op)] if i else "", v, level + 1
        case ast.Compare(left, ops, comparators):
            yield "", left, COMPARE + 1
            for word, right in zip(ops, comparators):
                yield OPERATORS[type(word)], right, COMPARE + 1
        case ast.IfExp(test, body, orelse):
            yield "", body, TEST + 1
            yield "if", test, TEST + 1
            if isinstance(orelse, ast.IfExp):
                _, *rest = links(orelse)
                yield "else", orelse.body, TEST + 1
                yield from rest
            else:
                yield "else", orelse, TEST


def may_stay_open(node: ast.expr) -> bool:
    """Whether an expression may break inside a bracket that it starts or ends with, without parentheses around it."""
    weakest, count = ATOM, 0
    stack: list[ast.expr] = [node]
    while stack:
        n = stack.pop()
        if binding(n) == ATOM:
            continue
        operands = [(n.operand, binding(n))] if isinstance(n, ast.UnaryOp) else [(v, least) for _, v, least in links(n)]
        level, operators = binding(n), max(1, len(operands) - 1)
        if level <= weakest:
            weakest, count = level, operators + (count if level == weakest else 0)
        stack += [v for v, least in operands if binding(v) >= least]
    if weakest in (TEST, ANY) or count > 1:
        return isinstance(node, ast.Lambda)
    first, parenthesised = _end_of(node, _first)
    starts = parenthesised or isinstance(first, (ast.List, ast.Tuple, ast.Set, ast.Dict)) and opens(first)
    last, parenthesised = _end_of(node, _last)
    return starts or parenthesised or opens(last) and not isinstance(last, ast.Subscript)


def _end_of(node: ast.expr, child_of: Callable[[ast.expr], tuple[ast.expr, int] | None]) -> tuple[ast.expr, bool]:
    """The first, or last, operand of operators within operators, and whether it stands in parentheses."""
    while (found := child_of(node)) is not None:
        node, least = found
        if binding(node) < least:
            return node, True
    return node, False


def _first(node: ast.expr) -> tuple[ast.expr, int] | None:
    """The operand that an expression starts with, and how tightly it must bind to need no parentheses."""
    match node:
        case ast.BinOp(left=v, op=op):
            return v, POWER + 1 if isinstance(op, ast.Pow) else binding(node)
        case ast.Compare(left=v) | ast.BoolOp(values=[v, *_]):
            return v, binding(node) + 1
    return None


def _last(node: ast.expr) -> tuple[ast.expr, int] | None:
    """The operand that an expression ends with, and how tightly it must bind to need no parentheses."""
    match node:
        case ast.BinOp(right=v, op=op):
            return v, SIGN if isinstance(op, ast.Pow) else binding(node) + 1
        case ast.Compare(comparators=[*_, v]) | ast.BoolOp(values=[*_, v]):
            return v, binding(node) + 1
        case ast.UnaryOp(operand=v):
            return v, binding(node)
    return None


def opens(node: ast.expr, parenthesised: bool = False) -> bool:
    """Whether an expression has brackets, with something in them, in which lines may break."""
    if parenthesised:
        return True
    match node:
        case ast.Call(args=args, keywords=keywords):
            return bool(args or keywords)
        case ast.Subscript():
            return True
        case ast.List(elts) | ast.Set(elts) | ast.Tuple(elts):
            return bool(elts)
        case ast.Dict(keys):
            return bool(keys)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return True
    return False


def hugs(node: ast.expr) -> bool:
    """Whether a power is written without spaces: both operands are names, attributes or numbers."""
    return isinstance(node, ast.BinOp) and not isinstance(node.left, ast.UnaryOp) and _is_simple(
        node.left) and _is_simple(node.right)


def _is_simple(node: ast.expr) -> bool:
    match node:
        case ast.Name():
            return True
        case ast.Constant(value):
            return isinstance(value, (int, float, complex)) and not isinstance(value, bool)
        case ast.UnaryOp(ast.USub() | ast.UAdd() | ast.Invert(), operand):
            return isinstance(operand, (ast.Constant, ast.Name)) or isinstance(operand, ast.Attribute) and _is_simple(
                operand)
        case ast.Attribute(value):
            return isinstance(value, (ast.Name, ast.Attribute)) and _is_simple(value)
    return False


def is_simple_bound(node: ast.expr) -> bool:
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.UnaryOp(ast.USub(), operand):
            return isinstance(operand, (ast.Name, ast.Constant))
    return False
