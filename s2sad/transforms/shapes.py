"""What is asked only for its shape need not be computed: an operand with the same shape is asked instead.

    %t = np.logaddexp 0.0, %z
    %n = np.size %t                 →       %n = np.size %z
"""
from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..analysis.indexing import gathers
from ..analysis.memory import makes_array
from ..ir.core import Block, Call, Const, For, Function, If, Op, Unbound, Value, While, substitute, walk
from ..ir.kinds import Array, Tuple, dims, same_shape
from ..rules import registry
from ..runtime import broadcast_like, unbroadcast, zeros_like
from .build import Builder
from .rollback import Rollback, only_written, written_versions

# function -> (the operand of which only the shape is read, whether its dtype is read too)
SHAPE_READERS: dict[Any, tuple[int, bool]] = {
    np.size: (0, False), np.shape: (0, False), np.ndim: (0, False), len: (0, False), broadcast_like: (1, False),
    unbroadcast: (1, False), np.zeros_like: (0, True), np.ones_like: (0, True), zeros_like: (0, True)}
ELEMENTWISE = {"arithmetic", "ufunc", "ufunc_float", "ufunc_real", "comparison", "absolute", "conjugation", "special",
               "square_matrix", "spectrum"}


def relax(block: Block, makers: dict[Value, Op]) -> None:
    """Ask the earliest value with the same shape, in place."""
    for op in walk(block):
        if isinstance(op, Call) and op.callee in SHAPE_READERS and not op.keywords:
            position, dtype_too = SHAPE_READERS[op.callee]
            if position < len(op.operands):
                op.operands[position] = earliest(op.operands[position], makers, dtype_too)


def earliest(v: Value, makers: dict[Value, Op], dtype_too: bool) -> Value:
    """The first value, going back from ``v``, that certainly has its shape (and dtype)."""
    while isinstance(v.kind, Array):
        op = makers.get(v)
        if not isinstance(op, Call) or registry.properties_of(op.callee).kind not in ELEMENTWISE:
            return v
        found = next((w for w in op.operands if not isinstance(w, Const) and isinstance(w.kind, Array)
                      and same_shape(w.kind, v.kind) and (not dtype_too or w.kind.dtype == v.kind.dtype)), None)
        if found is None:
            return v
        v = found
    return v


def shapes_of_last(block: Block, makers: dict[Value, Op], rollback: Rollback) -> dict[Op, int]:
    """Ask shapes of the last version of an array, in place: it need not be rolled back for that.

    Returned are the operations that ask, and the operand of which they do.
    """
    asking: dict[Op, int] = {}

    def last(v: Value, ops: list[Op], site: Any) -> Value:
        if v in rollback.versions:
            return rollback.last(v)
        op = makers.get(v)
        if isinstance(op, Call) and op.callee is operator.getitem and isinstance(v.kind, Array) and not gathers(
                op.operands[1]):
            base = last(op.operands[0], ops, site)
            if base is not op.operands[0]:
                ops.append(Call(operands=[base, op.operands[1]], results=[Value(None, v.kind)], callee=operator.getitem,
                                site=site, sweep="adjoint"))
                asking[ops[-1]] = 0
                return ops[-1].result
        return v

    def visit(b: Block) -> None:
        ops: list[Op] = []
        for op in b.ops:
            for inner in op.blocks:
                visit(inner)
            if isinstance(op, Call) and op.callee in SHAPE_READERS and not op.keywords:
                position, _ = SHAPE_READERS[op.callee]
                if position < len(op.operands) and isinstance(op.operands[position].kind, Array):
                    op.operands[position] = last(op.operands[position], ops, op.site)
                    asking[op] = position
            ops.append(op)
        b.ops[:] = ops
    visit(block)
    return asking


def hoist(function: Function) -> Function:
    """Ask the shape of a written array where the array comes from, in place: it never changes."""
    versions = written_versions(function.body)
    if not versions:
        return function
    makers = {r: op for op in walk(function.body) for r in op.results}
    maker: dict[Value, tuple[Op, Block]] = {}
    params: dict[Value, tuple[Op | None, Block]] = dict.fromkeys(function.params, (None, function.body))

    def survey(block: Block, owner: Op | None) -> None:
        for op in block.ops:
            maker.update((r, (op, block)) for r in op.results)
            for inner in op.blocks:
                params.update((p, (op, inner)) for p in inner.params)
                survey(inner, op)

    def source(v: Value) -> Value:
        """The first version of an array."""
        seen = set()
        while v in versions and v not in seen:
            seen.add(v)
            if v in params:
                loop, _ = params[v]
                if not isinstance(loop, (For, While)) or v not in loop.carried or not only_written(
                        loop, loop.carried.index(v), makers):
                    return v
                v = loop.inits[loop.carried.index(v)]
                continue
            op, _ = maker[v]
            if isinstance(op, If):
                a, b = (source(branch.yields[op.results.index(v)]) for branch in op.blocks)
                if a is not b:
                    return v
                v = a
            elif isinstance(op, (For, While)):
                k = op.results.index(v)
                if not only_written(op, k, makers):
                    return v
                v = op.inits[k]
            else:
                v = op.operands[0]
        return v

    sizes: dict[tuple[Value, Any], Value] = {}
    replace: dict[Value, Value] = {}

    def ask(v: Value, callee: Any) -> Value | None:
        """The shape of an array, or its first dimension, computed just after the array was."""
        first = source(v)
        if callee is len and not dims(first.kind):      # it would raise
            return None
        if isinstance(first, (Const, Unbound)) or first in versions or first not in maker and first not in params:
            return None
        made = maker.get(first)
        if made is not None and not makes_array(made[0]):       # an item of a tape, say, which may be missing
            return None
        key = (first, callee)
        if key not in sizes:
            op, block = maker[first] if first in maker else params[first]
            at = block.ops.index(op) + 1 if first in maker and op is not None else 0
            builder = Builder(Block())
            builder.site = op.site if op is not None else function.site
            sizes[key] = builder.call(callee, first, spelling="attribute" if callee is not len else "")
            block.ops[at:at] = builder.block.ops
        return sizes[key]
    survey(function.body, None)
    for op in list(walk(function.body)):
        if isinstance(op, Call) and op.callee in (np.shape, len, np.size) and len(op.operands) == 1 and \
                op.operands[0] in versions | {source(op.operands[0])}:
            found = ask(op.operands[0], op.callee)
            if found is not None and found is not op.result:
                replace[op.result] = found
                found.name = found.name or op.result.name
    for op in list(walk(function.body)):        # items of shapes go with them
        if isinstance(op, Call) and op.callee is operator.getitem and replace.get(op.operands[0]) is not None and \
                isinstance(op.operands[1], Const) and in_range(replace[op.operands[0]], op.operands[1].value):
            shape = replace[op.operands[0]]
            key = (shape, op.operands[1].value)
            if key not in sizes:
                _, block = next((o, b) for o, b in _blocks(function.body) if shape in o.results)
                builder = Builder(Block())
                builder.site = op.site
                sizes[key] = builder.call(operator.getitem, shape, op.operands[1], name=op.result.name)
                at = next(i for i, o in enumerate(block.ops) if shape in o.results) + 1
                block.ops[at:at] = builder.block.ops
            replace[op.result] = sizes[key]
    substitute(function.body, replace)
    return function


def in_range(shape: Value, index: Any) -> bool:
    """Whether a shape certainly has an item, so that asking early raises nothing."""
    return isinstance(shape.kind, Tuple) and type(index) is int and -len(shape.kind.items) <= index < len(
        shape.kind.items)


def _blocks(block: Block) -> Iterator[tuple[Op, Block]]:
    for op in block.ops:
        yield op, block
        for inner in op.blocks:
            yield from _blocks(inner)
