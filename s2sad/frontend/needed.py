"""Which variables that branches and loops hand on are read at all: the others need not be followed.

    for i in range(n):
        row = D[i]              `row` is assigned on each trip before it is read, and read no more after the loop
        row[0] = 1.0
"""
from __future__ import annotations

from ..ir.core import Block, If, Value, While, walk
from .lower import ForEach, Template


def needed(template: Template) -> set[Value]:
    """The values of a template that something reads, or hands on to what something reads."""
    found: set[Value] = set(template.function.body.yields)
    handed: list[tuple[list[Value], list[Value]]] = []      # read one of these, and those are read
    for op in walk(template.function.body):
        match op:
            case If():
                found.update(op.operands)
                handed += [([r], [b.yields[i] for b in op.blocks]) for i, r in enumerate(op.results)]
            case ForEach() | While():
                loop(op, found, handed)
            case _:
                found.update(op.operands)
    while True:
        before = len(found)
        for readers, values in handed:
            if any(r in found for r in readers):
                found.update(values)
        if len(found) == before:
            return found


def loop(op: ForEach | While, found: set[Value], handed: list[tuple[list[Value], list[Value]]]) -> None:
    inits = op.operands if isinstance(op, While) else op.operands[1:]
    params: list[Block] = [op.condition, op.body] if isinstance(op, While) else [op.body]
    skip = 0 if isinstance(op, While) else 1
    if isinstance(op, While):
        found.update(op.condition.yields)
    else:
        found.add(op.operands[0])
    found.update(op.body.yields[len(inits):])
    handed += [([op.results[i], op.body.params[i + skip], *(b.params[i] for b in params[:-1])],
                [inits[i], op.body.yields[i]]) for i in range(len(inits))]
