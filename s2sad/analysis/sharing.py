"""Whether ``y += e`` may be read as ``y = y + e``: it may, where nobody else can see the old array.

    y = a * b           (made by arithmetic: a new object)
    y += e              (the only reading of that object: writing it or replacing it is the same)

Answered on a template, before kinds are known; loops and branches pass objects on.
"""
from __future__ import annotations

import operator
from typing import Any

from ..ir.core import Call, Const, If, Loop, Unbound, Value, count_uses, walk

NEW_OBJECTS: set[Any] = {
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow,
    operator.matmul, operator.neg, operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ipow,
    operator.ifloordiv, operator.imod, operator.imatmul}


class Sharing:
    """Facts about the objects that a template's values are."""

    def __init__(self, function: Any):
        self.uses = count_uses(function.body)
        self.sources: dict[Value, list[Value] | None] = {}      # None: made here, as a new object
        for op in walk(function.body):
            match op:
                case Call() if op.results:
                    self.sources[op.result] = None if op.callee in NEW_OBJECTS else [op.result]
                case If():
                    for r, a, b in zip(op.results, op.then.yields, op.orelse.yields):
                        self.sources[r] = [a, b]
                case Loop():
                    n = len(op.body.yields) - (1 if op.stops else 0)
                    inits = op.operands[len(op.operands) - n:]
                    params = op.body.params[len(op.body.params) - n:]
                    for i, p, y, r in zip(inits, params, op.body.yields, op.results):
                        self.sources[p] = [i, y]
                        self.sources[r] = [p, y]

    def alone(self, value: Value) -> bool:
        """Whether one reading, of an object made by arithmetic, is all there is."""
        return self._alone(value, set())

    def _alone(self, value: Value, seen: set[Value]) -> bool:
        if isinstance(value, (Const, Unbound)) or value in seen:
            return True
        seen.add(value)
        if value not in self.sources or self.uses.get(value, 0) > 1:
            return False
        sources = self.sources[value]
        if sources is None:
            return True
        return sources != [value] and all(self._alone(v, seen) for v in sources)
