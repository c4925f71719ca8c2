"""Activity: which values have a derivative that matters.

A value is *varied* where it depends differentiably on an input, *useful* where the result depends
differentiably on it, and *active* where both hold.  Two fixpoints of unions, over the tree of blocks.
"""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..ir.core import Block, Call, Const, For, Function, If, Op, Value, While, next_carried
from ..ir.kinds import differentiable
from ..rules import registry


def passes(op: Call) -> bool:
    """Whether a derivative can flow through a call."""
    return not registry.is_constant(op.callee)


def edges(op: Op) -> Iterable[tuple[Value, Value]]:
    """The pairs (read, defined) through which derivatives flow at an operation, its blocks' own apart."""
    match op:
        case Call():
            if passes(op):
                for r in op.results:
                    for v in op.operands:
                        yield v, r
        case If():
            for block in op.blocks:
                yield from zip(block.yields, op.results)
        case For() | While():
            for init, param, out, final in zip(op.inits, op.carried, next_carried(op), op.finals):
                yield init, param
                yield init, final
                yield out, param
                yield out, final


def _all_edges(block: Block, into: dict[Value, list[Value]], backwards: bool) -> None:
    for op in block.ops:
        for a, b in edges(op):
            if differentiable(a.kind) and differentiable(b.kind) and not isinstance(a, Const):
                source, target = (b, a) if backwards else (a, b)
                into.setdefault(source, []).append(target)
        for inner in op.blocks:
            _all_edges(inner, into, backwards)


def _reach(starts: Iterable[Value], graph: dict[Value, list[Value]]) -> set[Value]:
    seen = set(starts)
    stack = list(seen)
    while stack:
        for v in graph.get(stack.pop(), ()):
            if v not in seen:
                seen.add(v)
                stack.append(v)
    return seen


def varied(function: Function, inputs: Iterable[Value]) -> set[Value]:
    """The values that depend differentiably on ``inputs``."""
    graph: dict[Value, list[Value]] = {}
    _all_edges(function.body, graph, False)
    return _reach(inputs, graph)


def active(function: Function, inputs: Iterable[Value], outputs: Iterable[Value]) -> set[Value]:
    """The values between ``inputs`` and ``outputs``."""
    graph: dict[Value, list[Value]] = {}
    _all_edges(function.body, graph, True)
    return varied(function, inputs) & _reach(outputs, graph)


def producers(block: Block, into: dict[Value, Op] | None = None) -> dict[Value, Any]:
    """The operation that defines each value, in a block and the blocks inside it."""
    into = {} if into is None else into
    for op in block.ops:
        for r in op.results:
            into[r] = op
        for inner in op.blocks:
            producers(inner, into)
    return into
