"""Which operations may raise by the values of numbers, and which others raise wherever they would.

    q = a / b               raises where b is 0
    a_bar += g / b          so does this, wherever it is run: q need not be computed for its error
"""
from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import Block, Call, Const, For, Function, If, Op, Value, While, next_carried, walk
from ..ir.kinds import Array, Dict, List, Object, Scalar, Tuple, dims, rank
from ..rules import registry
from ..runtime import add_at, zeros_like
from .signs import nonzero, not_negative, positive

DIVISIONS = {operator.truediv, operator.floordiv, operator.mod}
DOMAINS = {math.log: positive, math.log2: positive, math.log10: positive, math.sqrt: not_negative}
ITEMS = {operator.getitem, add_at, primitives.replaced}
Path = frozenset[Any]


class Raising:
    """Answers for one function which of its operations may raise, and how."""

    def __init__(self, function: Function):
        self.function = function
        self.makers: dict[Value, Op] = {r: op for op in walk(function.body) for r in op.results}
        self.numbers: dict[Any, int] = {}
        self.known: dict[Value, int] = {}
        self.loops: dict[Value, For] = {}           # index -> its loop
        self.carried: dict[Value, Value] = {}       # parameter, or result -> initial value
        self.sizes: dict[Value, int] = {}
        self.alike: dict[Any, set[Any]] = {}        # failure -> others that come with it, of other arrays
        self.paths: dict[Call, Path] = {}           # where an operation is run: the branches and loops around it
        self.visit(function.body, frozenset())

    def visit(self, block: Block, path: Path) -> None:
        for op in block.ops:
            match op:
                case Call():
                    self.paths[op] = path
                    for r in op.results:            # in this order no numbering goes deep
                        self.number(r)
                case If():
                    for i, inner in enumerate(op.blocks):
                        self.visit(inner, path | {("if", self.number(op.operands[0]), i)})
                case For() | While():
                    self.carried.update(zip(op.carried, op.inits))
                    self.carried.update(zip(op.finals, op.inits))
                    if isinstance(op, For):
                        self.loops[op.index] = op
                        bounds = [self.number(v) for v in op.operands[:3]]
                        if op.stops and op.trips is not None:
                            bounds[1] = self.number(op.trips)
                    else:
                        bounds = [self.number(Const(0)), self.number(op.trips), self.number(Const(1))]
                    for inner in op.blocks:
                        self.visit(inner, path | {("for", *bounds)})
                case _:
                    for inner in op.blocks:
                        self.visit(inner, path | {("in", id(inner))})

    # -- what equals what --------------------------------------------------------------

    def number(self, v: Value) -> int:
        """A number that values have in common which are certainly equal, as a tape's item and what was recorded."""
        if v not in self.known:
            self.known[v] = -1                      # while it is being found
            key = self.key(v)
            self.known[v] = self.numbers.setdefault(key, len(self.numbers))
        return self.known[v]

    def key(self, v: Value) -> Any:
        if isinstance(v, Const):
            simple = isinstance(v.value, (int, float, complex, str, type(None), slice, tuple))
            return ("const", type(v.value), repr(v.value) if simple else id(v.value))
        if v in self.loops:
            return ("index", *(self.number(w) for w in self.loops[v].operands[:3]))
        op = self.makers.get(v)
        if not isinstance(op, Call) or not registry.properties_of(op.callee).pure and op.callee is not operator.getitem:
            return ("value", id(v))
        if op.callee is operator.getitem:
            recorded = self.recorded(op.operands[0])
            if recorded is not None:
                return ("number", self.number(recorded))
        return (op.callee, op.keywords, *(self.number(w) for w in op.operands))

    def recorded(self, items: Value) -> Value | None:
        """The value of which a list is the tape."""
        loop = self.makers.get(items)
        if not isinstance(loop, (For, While)) or not isinstance(items.kind, List) or items not in loop.finals:
            return None
        pushed = self.makers.get(next_carried(loop)[loop.finals.index(items)])
        return pushed.operands[1] if isinstance(pushed, Call) and pushed.callee is primitives.appended else None

    def sized(self, v: Value) -> int:
        """The number of the array or list whose length a value has."""
        passed = []
        while v not in self.sizes:
            passed.append(v)
            op = self.makers.get(v)
            if v in self.carried:
                v = self.carried[v]
            elif isinstance(op, Call) and op.callee in (add_at, primitives.replaced, np.zeros_like, zeros_like):
                v = op.operands[0]
            else:
                self.sizes[v] = self.number(v)
        self.sizes.update(dict.fromkeys(passed, self.sizes[v]))
        return self.sizes[v]

    # -- what raises -------------------------------------------------------------------

    def failures(self, op: Call) -> list[Any]:
        """The ways in which a call may raise, as keys that calls have in common which raise together."""
        if op.callee in DIVISIONS:
            return [("zero", self.number(op.operands[1]))] if self.divides(op) else []
        if op.callee is operator.pow:
            return self.powers(*op.operands) if _python(op) else []
        if op.callee in ITEMS:
            return self.items(op)
        properties = registry.properties_of(op.callee)
        if properties.raises and (properties.kind or "").startswith("python_") and op.operands:
            if op.callee in DOMAINS and DOMAINS[op.callee](op.operands[0], self.makers):
                return []
            if op.callee is float and not isinstance(op.operands[0].kind, Object):
                return []
            if op.callee is int and getattr(op.operands[0].kind, "dtype", "") in ("int64", "bool"):
                return []
            return [(op.callee, *(self.number(v) for v in op.operands))]
        return []

    def powers(self, base: Value, exponent: Value) -> list[Any]:
        """0 to a negative power, as Python's numbers raise it."""
        if nonzero(base, self.makers):
            return []
        if not isinstance(exponent, Const):
            return [("power", self.number(base), self.number(exponent))]
        negative = type(exponent.value) in (int, float) and exponent.value < 0
        return [("zero", self.number(base))] if negative else []

    def covers(self, op: Call) -> list[Any]:
        """The failures that a call raises for: its own, and that of ``x ** n`` if it is ``x ** (n - 1)``."""
        found = self.failures(op)
        less = self.makers.get(op.operands[1]) if op.callee is operator.pow else None
        if found and isinstance(less, Call) and less.callee is operator.sub and isinstance(
                less.operands[1], Const) and less.operands[1].value == 1:
            found = [*found, ("power", self.number(op.operands[0]), self.number(less.operands[0]))]
        return [*found, *(way for failure in found for way in self.alike.get(failure, ()))]

    def divides(self, op: Call) -> bool:
        return _python(op) and not nonzero(op.operands[1], self.makers)

    def items(self, op: Call) -> list[Any]:
        container, index = op.operands[:2]
        if isinstance(container.kind, (Tuple, Dict)) and not isinstance(index, Const):
            return [("item", self.sized(container), self.number(index))]
        if not isinstance(container.kind, (Array, List)):
            return []
        parts = [index]
        made = self.makers.get(index)
        if isinstance(made, Call) and made.callee is primitives.make_tuple:
            parts = made.operands
        if isinstance(index, Const) and isinstance(index.value, tuple):
            parts = [Const(i) for i in index.value]
        sized, shape = self.sized(container), dims(container.kind)
        if any(isinstance(v, Const) and not isinstance(v.value, (int, slice)) for v in parts):
            cuts = sum(isinstance(v, Const) and isinstance(v.value, slice) for v in parts)
            if shape is not None and cuts <= len(shape) and all(isinstance(v, Const) and (
                    v.value in (None, ...) or isinstance(v.value, slice)) for v in parts):
                return []
            return [("item", sized, *(self.number(v) for v in parts))]      # None and ... shift the axes
        found = []
        for axis, v in enumerate(parts):
            if isinstance(v.kind, Scalar) and v.kind.dtype == "int64" and not self.in_range(v, container, axis):
                found.append(("item", sized, axis, self.number(v)))
                if shape is not None and axis < len(shape):     # it raises for all arrays of that dimension
                    self.alike.setdefault(found[-1], set()).add(("item", shape[axis], self.number(v)))
        return found

    def in_range(self, index: Value, container: Value, axis: int) -> bool:
        """Whether an index is that of a loop over the container's own length, or ``i - 1`` of one that fits."""
        if self.recorded(container) is not None:
            return True
        if isinstance(index, Const):
            size = dims(container.kind)[axis] if axis < (rank(container.kind) or 0) else None  # type: ignore[index]
            return isinstance(size, int) and -size <= index.value < size
        index, more = self.offset(index)
        loop = self.loops.get(index)
        if loop is None:
            return False
        start, stop, step = loop.operands[:3]
        shape = dims(container.kind)
        if not (isinstance(start, Const) and start.value + more >= 0 and isinstance(step, Const) and step.value > 0):
            return False
        if isinstance(stop, Const) and shape is not None and axis < len(shape):
            return isinstance(shape[axis], int) and stop.value + more <= shape[axis]
        stop, less = self.offset(stop)
        length = self.makers.get(stop)
        if not isinstance(length, Call) or more + less > 0:
            return False
        sized = self.sized(container)
        if length.callee is len:
            return axis == 0 and self.sized(length.operands[0]) == sized
        if length.callee is operator.getitem:       # x.shape[axis]
            shape_of, which = self.makers.get(length.operands[0]), length.operands[1]
            return isinstance(shape_of, Call) and shape_of.callee is np.shape and isinstance(
                which, Const) and which.value == axis and self.sized(shape_of.operands[0]) == sized
        return False

    def offset(self, v: Value) -> tuple[Value, int]:
        """A value as another one plus a number of the program."""
        op = self.makers.get(v)
        if isinstance(op, Call) and op.callee in (operator.add, operator.sub) and isinstance(
                op.operands[1], Const) and type(op.operands[1].value) is int:
            return op.operands[0], op.operands[1].value if op.callee is operator.add else -op.operands[1].value
        return v, 0


def _python(op: Call) -> bool:
    """Whether arithmetic is of Python's numbers, or may be: NumPy's do not raise."""
    return all(isinstance(v.kind, Scalar) and v.kind.python is not False for v in op.operands)


def candidates(function: Function) -> set[Op]:
    """The primal's operations that may raise."""
    raising = Raising(function)
    return {op for op in walk(function.body) if isinstance(op, Call) and not op.sweep and op.results
            and raising.failures(op)}


def uncovered(function: Function, live: set[Value]) -> set[Op]:
    """Of the primal's operations that nothing reads, those whose errors nothing else would raise."""
    raising = Raising(function)
    covered: dict[Any, list[Path]] = {}
    waiting: list[Call] = []
    for op in walk(function.body):
        if isinstance(op, Call) and op.results:
            if op.result in live:
                for failure in raising.covers(op):
                    covered.setdefault(failure, []).append(raising.paths[op])
            elif not op.sweep:
                waiting.append(op)
    kept: set[Op] = set()
    for op in waiting:
        path = raising.paths[op]

        def is_covered(failure: Any, path: Path = path) -> bool:
            ways = [failure, ("zero", failure[1])] if failure[0] == "power" else [
                failure, *raising.alike.get(failure, ())]
            return any(other <= path for way in ways for other in covered.get(way, ()))
        if not all(map(is_covered, raising.failures(op))):
            kept.add(op)
            for failure in raising.covers(op):
                covered.setdefault(failure, []).append(path)
    return kept
