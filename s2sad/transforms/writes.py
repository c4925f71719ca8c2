"""Functions and methods that write into an array: np.copyto, np.fill_diagonal, ufunc.at, x.fill, x.sort."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import differentiable, rank
from ..runtime import add_at
from .abstract import TupleOf
from .containers import Containers

NONE, LAST, TRUE, NO_WRAP = Const(None), Const(-1), Const(True), Const(False)
# the position of `out` among the positional arguments
OUT: dict[Any, int] = {np.clip: 3, np.sum: 3, np.prod: 3, np.cumsum: 3, np.cumprod: 3, np.mean: 3, np.max: 2, np.min: 2,
                       np.dot: 2, np.round: 2, np.take: 3, np.outer: 2, np.any: 2, np.all: 2, np.argmax: 2,
                       np.argmin: 2, np.var: 3, np.std: 3, np.ptp: 2, np.compress: 3, np.choose: 2, np.trace: 5}
# the operand of a ufunc that must be of some domain
LIMITED: dict[Any, int] = {np.divide: 1, np.mod: 1, np.fmod: 1, np.power: 0, np.float_power: 0, **dict.fromkeys((
    np.reciprocal, np.sqrt, np.cbrt, np.log, np.log2, np.log10, np.log1p, np.exp, np.exp2, np.expm1, np.sinh, np.cosh,
    np.arcsin, np.arccos, np.arccosh, np.arctanh), 0)}


class Writes(Containers):
    """Calls that write into their first argument."""

    def array_argument(self, target: Any, what: str) -> Value:
        if not self.is_array(target) or rank(target.kind) is None:
            raise self.refuse(f"{what} writes into something that is not known to be an array", code="S2SAD301")
        return target

    def with_out(self, callee: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any], Any]:
        """A call's arguments without ``out``, and ``out``."""
        kwargs = dict(kwargs)
        out = kwargs.pop("out", None)
        position = callee.nin if isinstance(callee, np.ufunc) else OUT.get(callee)
        if position is not None and len(args) > position and not (isinstance(args[position], Const)
                                                                  and args[position].value is None):
            out = args[position]
            rest = args[position + 1:]
            args = [*args[:position], NONE, *rest] if rest and not isinstance(callee, np.ufunc) else args[:position]
        return args, kwargs, None if isinstance(out, Const) and out.value is None else out

    def primitive(self, callee: Any, args: list[Any], kwargs: dict[str, Any], spelling: str = "") -> Any:
        args, kwargs, out = self.with_out(callee, args, kwargs)
        if out is None:
            return super().primitive(callee, args, kwargs, spelling)
        if self.static_items(out) is not None or isinstance(callee, np.ufunc) and callee.nout > 1:
            raise self.refuse("`out=` of several arrays is not supported", "assign the results instead",
                              code="S2SAD304")
        chosen = kwargs.pop("where", None) if isinstance(callee, np.ufunc) else None
        if chosen is not None:
            i = LIMITED.get(callee)
            args = [self.inside(v, chosen, callee) if k == i else v for k, v in enumerate(args)]
        result = super().primitive(callee, args, kwargs, spelling)
        if chosen is not None:
            result = super().primitive(np.where, [chosen, result, out], {})
        return self.write_whole(self.array_argument(out, "`out=`"), self.materialise(result), "out=")

    def inside(self, operand: Any, chosen: Any, callee: Any) -> Any:
        """An operand of a ufunc, with a number of its domain where ``where`` leaves it out: so that nothing warns."""
        if isinstance(operand, Const) or not isinstance(operand, Value) or not differentiable(operand.kind):
            return operand
        return super().primitive(np.where, [chosen, operand, Const(2.0 if callee is np.arccosh else 0.5)], {})

    def copyto(self, target: Any, source: Any, casting: Any = NONE, where: Any = TRUE) -> Any:
        target = self.array_argument(target, "np.copyto")
        if not (isinstance(where, Const) and where.value is True):
            source = self.primitive(np.where, [where, source, target], {})
        self.write(target, Const(...), source)
        return Const(None)

    def fill(self, target: Any, value: Any) -> Any:
        self.write(self.array_argument(target, "fill"), Const(...), value)
        return Const(None)

    def sort_in_place(self, target: Any, axis: Any = LAST, kind: Any = NONE) -> Any:
        target = self.array_argument(target, "sort")
        self.write_whole(target, self.materialise(self.primitive(np.sort, [target, axis], {})), "sort")
        return Const(None)

    def fill_diagonal(self, target: Any, value: Any, wrap: Any = NO_WRAP) -> Any:
        target = self.array_argument(target, "np.fill_diagonal")
        if rank(target.kind) != 2 or self.truth(wrap) is not False:
            raise self.refuse("np.fill_diagonal is supported for matrices, without wrap",
                              "write the items: a[i, i] = v", code="S2SAD304")
        rows, columns = (self.primitive(np.size, [target, Const(axis)], {}) for axis in (0, 1))
        diagonal = self.primitive(np.arange, [self.builder.call(min, rows, columns)], {})
        self.write(target, TupleOf((diagonal, diagonal)), value)
        return Const(None)

    def put(self, target: Any, index: Any, value: Any) -> Any:
        target = self.array_argument(target, "np.put")
        if rank(target.kind) != 1:
            raise self.refuse("np.put is supported for arrays of one dimension", "write the items: a[i, j] = v",
                              code="S2SAD304")
        self.write(target, index, value)
        return Const(None)

    def at(self, ufunc: Any, target: Any, index: Any, *operands: Any) -> Any:
        """``np.add.at(a, index, b)``: an index that occurs twice receives twice."""
        target = self.array_argument(target, f"np.{ufunc.__name__}.at")
        if ufunc not in (np.add, np.subtract) or len(operands) != 1:
            raise self.refuse(f"np.{ufunc.__name__}.at is not supported", "only np.add.at and np.subtract.at are",
                              code="S2SAD304")
        value = operands[0]
        if ufunc is np.subtract:
            value = self.primitive(np.negative, [value], {})
        old = self.current(target)
        v = self.stored_value(value)
        self.replace(self.object_of(target), self.builder.call(add_at, old, self.materialise(index), v, kind=old.kind))
        return Const(None)
