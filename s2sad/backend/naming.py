"""Names for values that the user has not named, from what computes them.

    %t = s / k              s_over_k            %t = x[1:]          x_tail
    %t = np.exp(-r * t)     exp                 %t = 1.0 - y        one_minus_y
    %tape = […]             exp_tape: the tape of ``exp``

What has no short name is ``t``; in an adjoint sweep, ``g``.
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..analysis.indexing import index_parts
from ..ir import primitives
from ..ir.core import Call, Const, Function, Value, walk
from ..ir.kinds import BOOL, Array, Object, rank
from ..runtime import one_or_more
from . import syntax
from .fold import Folding

LONGEST = 14
GENERIC = {"t", "g", "_", "tape", "tapes", "residuals", "result", "items"}
OF_TWO = {operator.mul: "{}_{}", operator.matmul: "{}_{}", operator.add: "{}_plus_{}", operator.sub: "{}_minus_{}",
          operator.truediv: "{}_over_{}"}
WITH_NUMBER = {
    (operator.mul, 0.5): "half_{}", (operator.mul, 2): "twice_{}", (operator.pow, 2): "{}_squared",
    (operator.pow, 3): "{}_cubed", (operator.sub, 1): "one_minus_{}", (operator.add, 1): "one_plus_{}",
    (operator.truediv, 1): "inverse_{}"}


class Naming:
    """Finds names in one program; ``given`` is what values are called already."""

    def __init__(self, function: Function, folding: Folding, given: dict[Value, str]):
        self.folding, self.given = folding, given
        self.params = set(function.params)
        self.cotangents: dict[Value, bool] = {}
        self.pushed: dict[Value, Value] = {}        # tape -> what is recorded on it
        for op in walk(function.body):
            if isinstance(op, Call) and op.callee is primitives.appended and op.result.name in ("tape", "tapes"):
                self.pushed[op.result] = op.operands[1]

    def name(self, members: list[Value]) -> str:
        """The user's name for values that share a variable, or one that describes them."""
        for v in members:
            if v.name and v.name.isidentifier() and v.name not in GENERIC:
                return v.name
        recorded = next((self.pushed[v] for v in members if v in self.pushed), None)
        if recorded is not None:
            return f"{word}_tape" if (word := self.word(recorded)) else members[0].name or "tape"
        return next((v.name for v in members if v.name and v.name != "_"), None) or self.describe(members[0])

    def describe(self, v: Value) -> str:
        op = self.folding.makers.get(v)
        if op is None:
            return "g"
        if v.kind == BOOL:
            return "condition"
        if isinstance(op, Call) and op.callee is float and op.operands[0] in self.folding.folded:
            return self.describe(op.operands[0])
        if v in self.folding.targets:
            sequence = self.given.get(op.operands[0]) or op.operands[0].name or "items"
            if sequence.endswith("_tape"):
                return sequence.removesuffix("_tape")
            return "t" if sequence.rstrip("_0123456789") == "tape" else f"{sequence.removesuffix('_items')}_item"
        if isinstance(op, Call) and self.is_size(op):
            return "n"
        if isinstance(op.results[0].kind, Array) and op.results[0].kind.dtype == "bool":
            return "mask"
        if isinstance(op, Call) and (op.sweep not in ("adjoint", "surgery") or not self.is_cotangent(v)):
            found = self.of_call(op)
            return "g" if found == "t" and op.sweep in ("adjoint", "surgery") else found
        return "g"

    def is_cotangent(self, v: Value) -> bool:
        """Whether a value of the adjoint sweep is computed of a cotangent, and not of the primal's values alone."""
        if v not in self.cotangents:
            self.cotangents[v] = True       # of what a loop passes round, to be sure
            op = self.folding.makers.get(v)
            self.cotangents[v] = v.name is not None and v.name.endswith("_bar") or not isinstance(v, Const) and (
                not isinstance(op, Call) and v not in self.params or isinstance(op, Call) and op.sweep in (
                    "adjoint", "surgery") and any(map(self.is_cotangent, op.operands)))
        return self.cotangents[v]

    def is_size(self, op: Call) -> bool:
        """Whether a call gives the length of something, or of one of its dimensions."""
        if op.callee is operator.getitem:
            shape = self.folding.makers.get(op.operands[0])
            return isinstance(shape, Call) and shape.callee is np.shape
        return op.callee in (len, np.size, one_or_more)

    def word(self, v: Value) -> str | None:
        """What a value is called, or would be, if that says something."""
        if v.name and v.name not in ("_", "tape", "tapes", "residuals"):
            return v.name
        name = self.given.get(v)
        if name is None and v in self.folding.folded and not isinstance(v, Const):
            name = self.describe(v)
        return name if name and name.rstrip("_0123456789") not in GENERIC else None

    def simple(self, v: Value) -> str | None:
        """The same, of values that are not themselves called after a sum or a product."""
        op = self.folding.makers.get(v)
        composed = not v.name and isinstance(op, Call) and (op.callee in OF_TWO or op.callee is operator.pow)
        return None if composed else self.word(v)

    def of_call(self, op: Call) -> str:
        if op.callee is primitives.make_list:
            return "items"
        if isinstance(op.callee, Function):
            return "result"
        words = list(dict.fromkeys(filter(None, map(self.word, op.operands))))
        if op.callee is operator.getitem:
            base = self.simple(op.operands[0])
            return short(base and f"{base}_{suffix(op)}", "t")
        if op.callee in OF_TWO or op.callee is operator.pow:
            return short(arithmetic(op, self.simple), "t")
        if op.callee is operator.neg:
            return short(words and f"minus_{words[0]}", "t")
        name = getattr(op.callee, "__name__", "")
        if not name.isidentifier() or len(name) > 8 or op.callee in syntax.BINARY or op.callee in syntax.COMPARE:
            return "t"
        if op.callee is np.transpose and op.spelling and words:
            return f"{words[0]}_T"
        return short(f"{name}_{words[0]}" if len(words) == 1 else None, "t")


def arithmetic(op: Call, word: Callable[[Value], str | None]) -> str | None:
    """``a_over_b``, ``one_minus_x``, ``x_squared``."""
    a, b = op.operands
    for number, other in ((a, b), (b, a)):
        if isinstance(number, Const) and type(number.value) in (int, float):
            first = number is a
            if first == (op.callee is operator.pow) or op.callee is operator.sub and not first:
                return None
            pattern = WITH_NUMBER.get((op.callee, number.value)) if first or op.callee in (
                operator.mul, operator.add, operator.pow) else None
            base = word(other)
            return pattern.format(base) if pattern and base else None
    words = word(a), word(b)
    if a is b or not all(words) or op.callee not in OF_TWO:
        return None
    return OF_TWO[op.callee].format(*words)


def suffix(op: Call) -> str:
    """Which part of something an index takes."""
    index = op.operands[1]
    if isinstance(index, Const) and type(index.value) is int:
        return str(index.value) if index.value >= 0 else "last" if index.value == -1 else "item"
    if isinstance(index, Const) and isinstance(index.value, slice) and rank(op.operands[0].kind) == 1:
        s = index.value
        if s.step is None and all(i is None or type(i) is int for i in (s.start, s.stop)):
            begins, ends = (s.start or 0) > 0, s.stop is not None and s.stop < 0
            if begins or ends:
                return "inner" if begins and ends else "head" if ends else "tail" if s.stop is None else "part"
    return "part" if cuts(index) else "item"


def cuts(index: Value) -> bool:
    """Whether a subscript takes more than an item."""
    return any(part is None or isinstance(part, slice) or isinstance(part, Object) and part.type is slice
               for part in index_parts(index) or ())


def short(name: Any, otherwise: str) -> str:
    return name if name and len(name) <= LONGEST else otherwise
