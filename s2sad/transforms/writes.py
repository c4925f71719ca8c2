"""Functions and methods that write into an array: ``out=``, ufunc.at, x.fill, x.sort."""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..analysis.indexing import gathers
from ..ir.core import Const, Value
from ..ir.kinds import UNKNOWN, Tuple, differentiable, rank
from ..runtime import add_at, memory_order
from .abstract import TupleOf
from .arguments import NONE, by_position, complex_dtype, is_none, order_of_memory, place_of_out, without_overwriting
from .rows import Rows

LAST, RAISE = Const(-1), Const("raise")
# the operand of a ufunc that must be of some domain
LIMITED: dict[Any, int] = {np.divide: 1, np.mod: 1, np.fmod: 1, np.power: 0, np.float_power: 0, **dict.fromkeys((
    np.reciprocal, np.sqrt, np.cbrt, np.log, np.log2, np.log10, np.log1p, np.exp, np.exp2, np.expm1, np.sinh, np.cosh,
    np.arcsin, np.arccos, np.arccosh, np.arctanh), 0)}


class Writes(Rows):
    """Calls that write into their first argument."""

    def array_argument(self, target: Any, what: str) -> Value:
        if not self.is_array(target) or rank(target.kind) is None:
            raise self.refuse(f"{what} writes into something that is not known to be an array", code="S2SAD301")
        return target

    def with_out(self, args: list[Any], kwargs: dict[str, Any], position: int | None,
                 width: int = 1) -> tuple[list[Any], dict[str, Any], Any]:
        """A call's arguments without ``out``, and ``out``: an array, a tuple of them, or None."""
        kwargs = dict(kwargs)
        out = kwargs.pop("out", None)
        if position is not None and len(args) > position:
            given, rest = args[position:position + width], args[position + width:]
            args = [*args[:position], NONE, *rest] if rest else args[:position]
            if not all(map(is_none, given)):
                out = given[0] if width == 1 else TupleOf(tuple(given))
        parts = None if out is None else self.static_items(out)
        if parts is not None and (len(parts) == 1 or all(map(is_none, parts))):
            out = parts[0]
        return args, kwargs, None if out is None or is_none(out) else out

    def primitive(self, callee: Any, args: list[Any], kwargs: dict[str, Any], spelling: str = "") -> Any:
        args, kwargs = by_position(callee, args, kwargs)
        args, kwargs = without_overwriting(callee, args, kwargs)
        order = order_of_memory(callee, args, kwargs)
        if order is not None and self.lies_as_given(args[0]):
            return self.in_memory_order(callee, args[0], args[1:2], kwargs, order)
        dtype = complex_dtype(callee, kwargs)
        if dtype is not None:               # a real operand is outside of the domain where the complex one is not
            args = [self.primitive(np.asarray, [v, dtype], {}) if differentiable(self.kind(v) or UNKNOWN) else v
                    for v in args]
        args, kwargs, out = self.with_out(args, kwargs, *place_of_out(callee))
        if out is None:
            return super().primitive(callee, args, kwargs, spelling)
        chosen = kwargs.pop("where", None) if isinstance(callee, np.ufunc) else None
        if chosen is not None:
            i = LIMITED.get(callee)
            args = [self.inside(v, chosen, callee) if k == i else v for k, v in enumerate(args)]
        result = super().primitive(callee, args, kwargs, spelling)
        return self.write_out(out, result, chosen)

    def write_out(self, out: Any, result: Any, chosen: Any = None) -> Any:
        """What a function gave, written where ``out`` says; ``chosen`` are the items that are."""
        parts = self.static_items(out)
        if parts is not None:
            results = self.unpack(result, Const(len(parts)), Const(-1)).items
            return TupleOf(tuple(r if is_none(o) else self.write_out(o, r, chosen) for o, r in zip(parts, results)))
        if chosen is not None:
            result = super().primitive(np.where, [chosen, result, out], {})
        return self.write_whole(self.array_argument(out, "`out=`"), self.materialise(result), "out=")

    def inside(self, operand: Any, chosen: Any, callee: Any) -> Any:
        """An operand of a ufunc, with a number of its domain where ``where`` leaves it out: so that nothing warns."""
        if isinstance(operand, Const) or not isinstance(operand, Value) or not differentiable(operand.kind):
            return operand
        return super().primitive(np.where, [chosen, operand, Const(2.0 if callee is np.arccosh else 0.5)], {})

    def lies_as_given(self, x: Any) -> bool:
        """Whether an array is an argument that nobody has written, or a view of one."""
        return self.is_array(x) and self.root(x) in self.outside and self.heap.get(self.root(x)) is None

    def in_memory_order(self, callee: Any, x: Value, shape: list[Any], kwargs: dict[str, Any], order: Const) -> Any:
        """``np.ravel(x, order="K")`` and its like: the items by their places."""
        shape = ([kwargs["shape"]] if "shape" in kwargs else shape) if callee is np.reshape else []
        flat = self.primitive(np.take, [x, self.primitive(memory_order, [x, order, *shape], {})], {})
        if callee is not np.ndarray.flatten:
            self.relate(flat, x)
        return self.primitive(np.reshape, [flat, *shape], {}) if shape else flat

    def fill(self, target: Any, value: Any) -> Any:
        self.write(self.array_argument(target, "fill"), Const(...), value)
        return Const(None)

    def sort_in_place(self, target: Any, axis: Any = LAST, kind: Any = NONE, order: Any = NONE, *,
                      stable: Any = NONE) -> Any:
        return self.rearranged(np.sort, "sort", target, axis)

    def partition_in_place(self, target: Any, kth: Any, axis: Any = LAST, kind: Any = NONE, order: Any = NONE) -> Any:
        return self.rearranged(np.partition, "partition", target, kth, axis)

    def rearranged(self, function: Any, what: str, target: Any, *arguments: Any) -> Any:
        """An array's items in the order that a function gives them."""
        target = self.array_argument(target, what)
        self.write_whole(target, self.materialise(self.primitive(function, [target, *arguments], {})), what)
        return Const(None)

    def put_items(self, target: Any, indices: Any, values: Any, mode: Any = RAISE) -> Any:
        return self.apply(Const(np.put), [self.array_argument(target, "put"), indices, values, mode], {})

    def at(self, ufunc: Any, target: Any, index: Any, *operands: Any) -> Any:
        """``np.add.at(a, index, b)``: an index that occurs twice receives twice."""
        target = self.array_argument(target, f"np.{ufunc.__name__}.at")
        if ufunc not in (np.add, np.subtract) or len(operands) != 1:
            return self.at_each(ufunc, target, index, operands)
        value = operands[0]
        if ufunc is np.subtract:
            value = self.primitive(np.negative, [value], {})
        old = self.current(target)
        v = self.stored_value(value)
        self.replace(self.object_of(target), self.builder.call(add_at, old, self.materialise(index), v, kind=old.kind))
        return Const(None)

    def at_each(self, ufunc: Any, target: Value, index: Any, operands: tuple[Any, ...]) -> Any:
        """``np.maximum.at(a, index, b)``: at once where no item is named twice, else one by one."""
        where = self.materialise(index)
        if not gathers(where):
            items = self.primitive(operator.getitem, [target, where], {})
            self.write(target, where, self.primitive(ufunc, [items, *operands], {}))
            return Const(None)
        if isinstance(where.kind, Tuple) and where.kind.type is not list:
            raise self.refuse(f"np.{ufunc.__name__}.at with an index of several arrays is not supported",
                              "write the loop", code="S2SAD304")
        return self.apply(Const(np.ufunc.at), [Const(ufunc), target, where, *operands], {})
