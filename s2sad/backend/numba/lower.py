"""A program in the part of Python and NumPy that Numba knows: lowered by the table, or refused.

Branches that have no value to give get one of the type that the other branch gives, and Python's numbers take the
narrower types of NumPy's that they meet, as they do in NumPy.
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ... import runtime
from ...analysis.indexing import index_parts
from ...ir import primitives
from ...ir.core import (
    Block,
    Call,
    Const,
    Function,
    If,
    Op,
    Unbound,
    Value,
    functions_in,
    originals_in,
    substitute,
    walk,
)
from ...ir.kinds import Array, Kind, List, Object, Scalar, Tuple, dtype
from ...runtime import compiled
from ...runtime.outputs import check_distinct, check_order, check_view
from ...transforms.build import Builder
from ..syntax import is_helper
from . import integers
from .lowerings import LOWERINGS, Lowerer, name_of, refused

NARROW = {"float32", "float16", "complex64"}
ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.truediv, operator.pow}


class Lowering:
    """Lowers one function, and those that it calls."""

    def __init__(self, function: Function, done: set[Function], callers: tuple[Function, ...] = ()):
        self.function, self.done, self.callers = function, done, (*callers, function)
        self.replace: dict[Value, Value] = {}
        self.makers = {r: op for op in walk(function.body) for r in op.results}

    def run(self) -> None:
        self.done.add(self.function)
        self.function.jit = {}
        self.block(self.function.body)
        substitute(self.function.body, self.replace)
        self.function.jit = options(self.function)

    def block(self, block: Block) -> None:
        ops: list[Op] = []
        for op in block.ops:
            op.operands = [self.replace.get(v, v) for v in op.operands]
            for inner in op.blocks:
                self.block(inner)
            self.follow(op)
            builder = Lowerer(Block(), op.sweep)
            builder.site, builder.makers = op.site, self.makers
            if isinstance(op, Call) and self.lower(op, builder):
                ops += builder.block.ops
            else:
                ops += [*builder.block.ops, op]
        block.ops[:] = ops
        block.yields = [self.replace.get(v, v) for v in block.yields]

    def lower(self, op: Call, builder: Lowerer) -> bool:
        """Whether other operations, which the builder has, stand for a call now."""
        if op.callee is check_view:
            return True                             # Numba reshapes only what it can show
        self.narrow(op, builder)
        if op.callee.__hash__ is None:
            return False
        new = LOWERINGS[op.callee](builder, op) if op.callee in LOWERINGS else None
        if new is None:
            if is_helper(op.callee) and op.callee not in WRITTEN | AS_THEY_ARE:
                raise refused(op, f"form of the helper {name_of(op)}")
            return False
        if new.name is None and not isinstance(new, Const) and any(new in o.results for o in builder.block.ops):
            new.name = op.result.name
        self.replace[op.result] = new
        return True

    def narrow(self, op: Call, builder: Builder) -> None:
        """Python's numbers take NumPy's narrower types, as they do in NumPy: to Numba they are doubles."""
        name = dtype(op.results[0].kind) if op.results else None
        if name in NARROW and op.callee in ARITHMETIC:
            op.operands = [builder.call(getattr(np, name), v, kind=Scalar(name, False))
                           if isinstance(v.kind, Scalar) and v.kind.python is not False and dtype(v.kind) != name
                           else v for v in op.operands]

    def follow(self, op: Op) -> None:
        """Lower what an operation calls; a function that a library is given cannot be."""
        if originals_in(op) or any(f is not getattr(op, "callee", None) for f in functions_in(op)):
            raise refused(op, "call of a function that is handed to another one")
        for f in functions_in(op):
            if f in self.callers:       # where types change on the way it ends in an error
                raise refused(op, "recursion that can be relied on")
            if f not in self.done:
                Lowering(f, self.done, self.callers).run()


def fill(function: Function) -> Function:
    """Give a branch that has no value for an ``if`` one of the type that the other branch gives."""
    for op in walk(function.body):
        for inner in op.blocks if isinstance(op, If) else ():
            inner.yields = [filler(y, r.kind, inner, op) if isinstance(y, Const) and not isinstance(y, Unbound) else y
                            for y, r in zip(inner.yields, op.results)]
    return function


def filler(y: Const, kind: Kind, block: Block, op: Op) -> Value:
    """A value of a kind, for a constant that stands for none."""
    if isinstance(kind, Array) and kind.dims and (y.value is None or y.value == 0.0):
        shape = Const((0,) * len(kind.dims)) if len(kind.dims) > 1 else Const(0)
        builder = Builder(block, op.sweep)
        more = [] if kind.dtype == "float64" else [Const(getattr(np, kind.dtype))]
        return builder.call(np.empty, shape, *more, kind=kind)
    items = [kind.item] if isinstance(kind, List) else list(kind.items) if isinstance(kind, Tuple) else []
    if y.value is None and items and all(isinstance(k, Scalar) for k in items):
        make = primitives.make_tuple if isinstance(kind, Tuple) and kind.type is tuple else primitives.make_list
        zeros = [filler(y, k, block, op) for k in items]
        return Builder(block, op.sweep).call(make, *zeros, kind=kind)
    if isinstance(kind, Scalar) and y.value is None or isinstance(kind, Scalar) and y.value == 0.0 and type(
            y.value) is float:
        return Const({"int64": 0, "bool": False}.get(kind.dtype, 0.0))
    return y


def options(function: Function) -> dict[str, Any]:
    """Numba's options: indices are checked, and quotients of NumPy's numbers infinite where those of Python's raise."""
    quotients = [op for op in walk(function.body) if isinstance(op, Call) and op.callee in (
        operator.truediv, operator.floordiv, operator.mod) and isinstance(op.result.kind, Scalar)
        and not (isinstance(op.operands[1], Const) and op.operands[1].value)]
    python = [op for op in quotients if all(isinstance(v.kind, Scalar) and v.kind.python for v in op.operands)]
    items = [op for op in walk(function.body) if isinstance(op, Call) and op.callee in (
        operator.getitem, primitives.replaced, runtime.add_at) and isinstance(op.operands[0].kind, Array)
        and any(not isinstance(part, slice) and part not in (None, ..., Object(slice))
                for part in index_parts(op.operands[1]) or (0,))]
    found: dict[str, Any] = {"boundscheck": True} if items else {}
    return {**found, "error_model": "numpy"} if quotients and not python else found


# Helpers that the emitter writes in its own way, and checks that the door makes.
WRITTEN = {runtime.add_at, runtime.copied, check_distinct, check_order}
AS_THEY_ARE = {f for f in vars(compiled).values() if callable(f)}


def lower(function: Function) -> Function:
    """Lower a function for Numba, in place."""
    integers.check(function)
    Lowering(function, set()).run()
    return function


