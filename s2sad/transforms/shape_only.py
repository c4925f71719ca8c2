"""What is read for its shape alone is not computed: another value that has the shape is asked.

    %B.9 = for … (B is written)
    %B_bar = np.zeros_like %B.9             →       %B_bar = np.zeros_like %B
    %z = matmul %x, %y
    %g = broadcast_like 1.0, %z             →       %g = np.ones (%x.shape[0], %y.shape[1])

A value that is needed anyway is asked itself.  What is left of broadcasting a number becomes NumPy's own
``np.ones_like`` and ``np.full_like``.
"""
from __future__ import annotations

import operator

import numpy as np

from ..analysis.indexing import gathers
from ..ir import primitives
from ..ir.core import Block, Call, Const, For, Function, If, Op, Value, While, defined_in, walk
from ..ir.kinds import Array, Scalar, dims, dtype, rank, same_shape
from ..rules import registry
from ..runtime import broadcast_like, copied
from .build import Builder
from .dce import live_values
from .rollback import is_store, only_written, written_versions
from .shapes import ELEMENTWISE, SHAPE_READERS

MAKERS = {np.zeros_like: np.zeros, np.ones_like: np.ones}
SHAPED_AS_FIRST = {copied, np.copy, np.zeros_like, np.ones_like, np.full_like, np.empty_like, np.tril, np.triu}


def spare(function: Function) -> Function:
    """Ask for shapes what is there anyway, in place."""
    if any(asked(op) is not None for op in walk(function.body)):
        Sparing(function).block(function.body)
    return function


def asked(op: Op) -> int | None:
    """The position of the array of which an operation reads the shape only."""
    if not isinstance(op, Call) or op.keywords or not registry.lookup(SHAPE_READERS, op.callee):
        return None
    position, _ = SHAPE_READERS[op.callee]
    return position if position < len(op.operands) and isinstance(op.operands[position].kind, Array) else None


def in_doubt(function: Function) -> bool:
    """Whether an array may be there for its shape alone: no operation computes with it."""
    shapes: set[Value] = set()
    read: set[Value] = {*function.params, *function.body.yields}
    for op in walk(function.body):
        position = asked(op)
        if position is not None:
            shapes.add(op.operands[position])
        elif isinstance(op, Call) and op.callee is not operator.getitem and not is_store(op):
            read.update(op.operands)
    return not shapes <= read


class Sparing:
    """Finds what can be asked instead in one function."""

    def __init__(self, function: Function):
        self.live = live_values(function, asked) if in_doubt(function) else defined_in(function.body)
        self.makers: dict[Value, Op] = {}
        self.loops: dict[Value, tuple[For | While, int]] = {}       # carried parameter -> its loop, and which it is
        self.versions = written_versions(function.body)
        self.written = set(self.versions)           # arrays that do not stay what they are
        for op in walk(function.body):
            self.makers.update((r, op) for r in op.results)
            if is_store(op):
                self.written.add(op.operands[0])
            if isinstance(op, (For, While)):
                for k, (i, p, r) in enumerate(zip(op.inits, op.carried, op.finals)):
                    self.loops[p] = self.loops[r] = (op, k)
                    if r in self.versions:
                        self.written.add(i)
        self.params = set(function.params)
        self.there = self.live | self.params
        self.filled: dict[Value, Value] = {}        # array of equal numbers -> the number
        self.builder = Builder(Block())

    def block(self, block: Block) -> None:
        ops, block.ops = block.ops, []
        with self.builder.into(block):
            for op in ops:
                for inner in op.blocks:
                    self.block(inner)
                self.builder.site, self.builder.sweep = op.site, op.sweep
                position = asked(op)
                if is_store(op) and op.sweep:       # storing broadcasts too
                    op.operands[2:] = [self.filled.get(v, v) for v in op.operands[2:]]
                if position is not None:
                    assert isinstance(op, Call)
                    if op.results[0] in self.live and op.operands[position] not in self.there:
                        op.operands[position] = self.instead(op.operands[position], SHAPE_READERS[op.callee][1])
                        if op.callee in MAKERS and op.operands[position] not in self.there:
                            self.make(op)
                    if op.callee is broadcast_like:
                        self.fill(op)
                block.ops.append(op)

    # -- another value of the same shape ---------------------------------------------------

    def is_there(self, v: Value) -> bool:
        return v in self.there and (v not in self.written or v in self.params)    # of arguments, a copy is written

    def instead(self, v: Value, dtype_too: bool) -> Value:
        """A value with the shape of ``v``, and its dtype if that is read too, that need not be computed for it."""
        step: Value | None = v
        while step is not None and not self.is_there(step):
            # An array that is written anyway keeps its name: its argument is not asked beside it.
            step = None if step in self.live and step in self.versions else self.earlier(step, dtype_too)
        if step is not None:
            return step
        op = self.makers.get(v)
        if isinstance(op, Call) and op.callee is operator.getitem and not gathers(op.operands[1]) and isinstance(
                op.operands[0].kind, Array):
            base = self.instead(op.operands[0], dtype_too)
            if base is not op.operands[0]:
                return self.builder.call(operator.getitem, base, op.operands[1], kind=v.kind)
        return v

    def earlier(self, v: Value, dtype_too: bool) -> Value | None:
        """The value before ``v`` that certainly has its shape."""
        if v in self.loops:
            loop, k = self.loops[v]
            return loop.inits[k] if only_written(loop, k, self.makers) else None
        found: Value | None = None
        op = self.makers.get(v)
        if isinstance(op, If):
            a, b = (inner.yields[op.results.index(v)] for inner in op.blocks)
            found = a if a is b else None
        elif isinstance(op, Call) and op.operands:
            if is_store(op):
                return op.operands[0]
            kind = registry.properties_of(op.callee).kind
            same = [w for w in op.operands if isinstance(w.kind, Array) and not isinstance(w, Const)
                    and same_shape(w.kind, v.kind) and (not dtype_too or w.kind.dtype == dtype(v.kind))]
            first = registry.lookup(dict.fromkeys(SHAPED_AS_FIRST, True), op.callee)
            found = same[0] if same and (kind in ELEMENTWISE or first and same[0] is op.operands[0]) else None
        if found is None or isinstance(found, Const) or not same_shape(found.kind, v.kind) or dtype_too and dtype(
                found.kind) != dtype(v.kind):
            return None
        return found

    def make(self, op: Call) -> None:
        """Make an array of a shape that is known: nothing is asked."""
        shape = dims(op.result.kind)
        if shape and dtype(op.result.kind) == "float64" and all(isinstance(n, int) for n in shape):
            op.callee, op.operands = MAKERS[op.callee], [Const(shape if len(shape) > 1 else shape[0])]

    # -- numbers that are broadcast --------------------------------------------------------

    def fill(self, op: Call) -> None:
        """Write an array of equal numbers as NumPy makes it."""
        number, like = op.operands
        if not (isinstance(number.kind, Scalar) and number.kind.dtype == "float64" and isinstance(
                op.result.kind, Array) and op.result.kind.dtype == "float64"):
            return
        self.filled[op.result] = number
        ones = isinstance(number, Const) and number.value == 1.0
        axes = product_axes(self.makers.get(like)) if like not in self.live else None
        if axes:
            sizes = [self.builder.call(operator.getitem, self.builder.call(np.shape, v, spelling="attribute"), Const(k))
                     for v, k in axes]
            shape = sizes[0] if len(sizes) == 1 else self.builder.call(primitives.make_tuple, *sizes)
            op.callee, op.operands = (np.ones, [shape]) if ones else (np.full, [shape, number])
        elif isinstance(like.kind, Array) and like.kind.dtype == "float64" and dims(like.kind):
            op.callee, op.operands = (np.ones_like, [like]) if ones else (np.full_like, [like, number])


def product_axes(op: Op | None) -> list[tuple[Value, int]] | None:
    """The dimensions of a product of vectors and matrices, each as an operand and its axis."""
    if not isinstance(op, Call) or len(op.operands) != 2 or op.keywords:
        return None
    a, b = op.operands
    ranks = rank(a.kind), rank(b.kind)
    if op.callee is np.outer and ranks == (1, 1):
        return [(a, 0), (b, 0)]
    if op.callee in (operator.matmul, np.matmul, np.dot) and set(ranks) <= {1, 2} and ranks != (1, 1):
        return [*([(a, 0)] if ranks[0] == 2 else []), *([(b, 1)] if ranks[1] == 2 else [])]
    return None
