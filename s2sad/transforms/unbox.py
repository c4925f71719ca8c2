"""Loops that read and add to single items of vectors do it on lists of Python floats.

    for i in range(n):                  x_items = x.tolist()
        s += x[i] * x[i]        →       for i in range(n):
                                            s += x_items[i] * x_items[i]

An item of an array is a NumPy scalar, whose arithmetic takes several times as long as a Python float's.
The results are the same, bit for bit, as long as nothing is done with them in which the two differ:
division and powers (which raise), promotion with other dtypes, being returned by the primal.  So each
use of such an item is followed until that is certain; where it is not, the array is left alone.
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, For, Function, If, Op, Value, While, defined_in, next_carried, walk
from ..ir.kinds import FLOAT, INT, Array, List, Scalar
from ..rules import registry
from ..runtime import add_at

SAFE = {operator.add, operator.sub, operator.mul, operator.neg, operator.pos, abs}
COMPARISONS = {operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne}


def unbox(function: Function) -> Function:
    """Move what is safe to lists, in place; only in loops that are not inside other loops."""
    uses = _Uses(function)
    for block in [function.body, *[op.body for op in function.body.ops if isinstance(op, Define)]]:
        for op in list(block.ops):
            if isinstance(op, (For, While)):
                _loop(block, op, uses)
    return function


def _loop(block: Block, loop: For | While, uses: _Uses) -> None:
    inside = defined_in(loop.body)
    reads: dict[Value, list[Call]] = {}
    for op in walk(loop.body):
        if isinstance(op, Call) and op.callee is operator.getitem and op.operands[0] not in inside:
            reads.setdefault(op.operands[0], []).append(op)
    for x, ops in reads.items():
        if _is_vector(x) and all(_is_item(op) for op in ops) and all(uses.safe(op.result) for op in ops):
            items = Call(operands=[x], results=[Value(f"{x.name}_items" if x.name else "items", List(FLOAT))],
                         callee=np.ndarray.tolist, spelling="method", site=loop.site, sweep=loop.sweep)
            block.ops.insert(block.ops.index(loop), items)
            for op in ops:
                op.operands[0] = items.result
                op.result.kind = FLOAT
    for j, (init, param, out, final) in enumerate(zip(loop.inits, loop.carried, next_carried(loop), loop.finals)):
        maker = uses.maker.get(init)
        if isinstance(maker, Call) and maker.callee is np.zeros_like and _is_vector(init) and uses.count(init) == 1 \
                and uses.only_accumulates(param, out, final):
            _accumulate_in_list(block, loop, j, maker, uses)


def _accumulate_in_list(block: Block, loop: For | While, j: int, maker: Call, uses: _Uses) -> None:
    kind = List(FLOAT)
    length = Call(operands=[maker.operands[0]], results=[Value(None, INT)], callee=len, site=loop.site,
                  sweep=loop.sweep)
    one = Call(operands=[Const(0.0)], results=[Value(None, kind)], callee=primitives.make_list, site=loop.site,
               sweep=loop.sweep)
    init, final = loop.inits[j], loop.finals[j]
    name = init.name or final.name
    zeros = Call(operands=[one.result, length.result], results=[Value(name, kind)], callee=operator.mul, site=loop.site,
                 sweep=loop.sweep)
    at = block.ops.index(loop)
    block.ops[at:at] = [length, one, zeros]
    block.ops.remove(maker)
    offset = 3 if isinstance(loop, For) else 0
    loop.operands[offset + j] = zeros.result
    for v in uses.accumulators(loop.carried[j]):
        v.kind = kind
    listed = Value(final.name, kind)
    loop.results[j] = listed
    whole = Call(operands=[listed], results=[final], callee=np.array, site=loop.site, sweep=loop.sweep)
    block.ops.insert(block.ops.index(loop) + 1, whole)


def _is_vector(v: Value) -> bool:
    return not isinstance(v, Const) and isinstance(
        v.kind, Array) and v.kind.dtype == "float64" and v.kind.dims is not None \
        and len(v.kind.dims) == 1


def _is_item(op: Call) -> bool:
    index = op.operands[1]
    return isinstance(index.kind, Scalar) and index.kind.dtype == "int64" and index.kind.python is True


class _Uses:
    """Where values are read, and whether a NumPy float among them could as well be Python's."""

    def __init__(self, function: Function):
        self.readers: dict[Value, list[tuple[Any, str, int]]] = {}
        self.maker: dict[Value, Op] = {}
        self.function = function
        self.block(function.body, None)
        self.known: dict[Value, bool] = {}

    def block(self, block: Block, owner: Op | None) -> None:
        for op in block.ops:
            self.maker.update((r, op) for r in op.results)
            for i, v in enumerate(op.operands):
                self.readers.setdefault(v, []).append((op, "operand", i))
            for inner in op.blocks:
                self.block(inner, op)
        for i, v in enumerate(block.yields):
            self.readers.setdefault(v, []).append(
                (owner, "condition" if isinstance(owner, While) and block is owner.condition
                                                   else "yield", i))

    def count(self, v: Value) -> int:
        return len(self.readers.get(v, ()))

    def safe(self, v: Value) -> bool:
        """Whether a float may change from NumPy's to Python's."""
        if v not in self.known:
            self.known[v] = True                    # a cycle adds nothing
            self.known[v] = all(self.safe_use(v, *use) for use in self.readers.get(v, ()))
        return self.known[v]

    def safe_use(self, v: Value, op: Op | None, how: str, i: int) -> bool:
        if how == "condition":
            return True
        if how == "yield":
            if isinstance(op, If):
                return self.safe(op.results[i])
            if isinstance(op, (For, While)):
                if i >= len(op.inits):
                    return True
                return self.safe(op.carried[i]) and self.safe(op.finals[i])
            return self.is_derivative(v)            # what the function returns
        if isinstance(op, If):
            return True
        if isinstance(op, (For, While)):
            j = i - (3 if isinstance(op, For) else 0)
            return j >= 0 and self.safe(op.carried[j]) and self.safe(op.finals[j])
        if not isinstance(op, Call):
            return False
        if op.callee in COMPARISONS:
            return all(isinstance(w.kind, Scalar) for w in op.operands)
        if op.callee in SAFE:
            others = [w for w in op.operands if w is not v]
            if any(isinstance(w.kind, Array) and w.kind.dtype == "float64" for w in others):
                return True
            if not all(isinstance(w.kind, Scalar) and w.kind.dtype in ("float64", "int64", "bool") for w in others):
                return False
            return self.safe(op.result)
        if op.callee is primitives.appended and i == 1:
            return self.safe_list(op.result)
        if op.callee is primitives.make_tuple:
            return self.is_derivative(v)
        if op.callee is add_at and i == 2:
            return isinstance(op.operands[0].kind, Array) and op.operands[0].kind.dtype == "float64"
        return isinstance(op.callee, np.ufunc) and isinstance(op.result.kind, Scalar) and not op.keywords and \
            registry.properties_of(op.callee).kind == "ufunc_float"

    def is_derivative(self, v: Value) -> bool:
        """Whether a value is a gradient, which may be a Python float, and no value of the primal."""
        maker = self.maker.get(v)
        return maker is not None and maker.sweep == "adjoint"

    def safe_list(self, items: Value) -> bool:
        """Whether all items of a tape may change."""
        if items in self.known:
            return self.known[items]
        self.known[items] = True
        good = True
        for op, how, i in self.readers.get(items, ()):
            if how == "yield" and isinstance(op, (For, While)) and i < len(op.inits):
                good = good and self.safe_list(op.carried[i]) and self.safe_list(op.finals[i])
            elif how == "operand" and isinstance(op, (For, While)):
                j = i - (3 if isinstance(op, For) else 0)
                good = good and j >= 0 and self.safe_list(op.carried[j]) and self.safe_list(op.finals[j])
            elif how == "operand" and isinstance(op, Call) and op.callee is operator.getitem and i == 0:
                good = good and self.safe(op.result)
            elif how == "operand" and isinstance(op, Call) and op.callee is primitives.appended and i == 0:
                good = good and self.safe_list(op.result)
            else:
                good = False
        self.known[items] = good
        return good

    def accumulators(self, v: Value, seen: set[Value] | None = None) -> set[Value]:
        """The values that an accumulator becomes inside its loop."""
        seen = set() if seen is None else seen
        if v in seen:
            return seen
        seen.add(v)
        for op, how, i in self.readers.get(v, ()):
            if how == "operand" and isinstance(op, Call):
                self.accumulators(op.result, seen)
            elif how == "operand" and isinstance(op, (For, While)):
                j = i - (3 if isinstance(op, For) else 0)
                self.accumulators(op.carried[j], seen)
                self.accumulators(op.finals[j], seen)
            elif how == "yield" and isinstance(op, If):
                self.accumulators(op.results[i], seen)
        return seen

    def only_accumulates(self, param: Value, out: Value, final: Value) -> bool:
        """Whether single items are all that is ever added to, and nothing else is done with it in the loop."""
        for v in self.accumulators(param):
            for op, how, i in self.readers.get(v, ()):
                if how == "yield":
                    continue
                if isinstance(op, Call):
                    if op.callee is not add_at or i != 0 or not isinstance(
                        op.operands[1].kind, Scalar) or not isinstance(
                            op.operands[2].kind, Scalar) or op.operands[2].kind.dtype != "float64":
                        return False
                elif not isinstance(op, (For, While)):
                    return False
        return final not in self.accumulators(param)
