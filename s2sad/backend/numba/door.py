"""The door: a Python function for users, around the one that Numba compiles, where that cannot be called as it is.

    def loss_grad(p, x):
        check_distinct(x, p["w"])
        w_bar, b_bar = loss_grad_compiled(p["w"], p["b"], x, rate)          # a global of the user's, read now
        return {"w": w_bar, "b": b_bar}

Numba knows no dicts and objects of Python's, and what a function reads of globals and closures it compiles in as
constants.  So the door takes structures apart, reads what is outside, checks arguments, and puts results together.
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ...ir import primitives
from ...ir.core import Block, Call, Const, Function, Op, Value, count_uses, substitute, walk
from ...ir.kinds import Array, Dict, Fixed, Kind, List, Scalar, Tuple
from ...runtime.outputs import check_distinct, check_order
from ...transforms.build import Builder

CHECKS = {check_distinct, check_order}
LOADS = {primitives.load_global, primitives.load_cell}
STRUCTURES = {primitives.make_tuple, primitives.make_dict, primitives.make_list, primitives.make_named}


class Door:
    """Divides a function into the part that Numba compiles and the part that calls it."""

    def __init__(self, function: Function):
        self.function = function
        self.builder = Builder(Block())
        self.known = dict.fromkeys(function.params)             # what the door has
        self.loaded: dict[tuple[Any, ...], Value] = {}
        self.names: dict[Value, str | None] = {}                # of what is written where it is read
        self.makers = {r: op for op in walk(function.body) for r in op.results}

    def divide(self, always: bool) -> Function:
        """The function that users call, which calls the compiled one; or the compiled one itself if that will do."""
        f = self.function
        self.load(f.body)
        self.take_out(f.body)
        result = f.body.yields[0]
        plain = is_native(result.kind) and not self.needs_conversion(result.kind)
        if not (always or self.builder.block.ops or not plain or not all(is_native(p.kind) for p in f.params)):
            return f
        inner = Function(f"{f.name}_compiled", [], f.body, f.site, "", f.jit)
        f.jit = None
        parts: list[Value] = []
        if not plain:
            self.leaves(result, parts)
            one = parts[0] if len(parts) == 1 else self.tuple_of(parts)
            inner.body.yields = [one]
        read = free_in(inner.body, self.known)
        arguments = []
        replace: dict[Value, Value] = {}
        for v in read:
            replace[v] = Value(v.name or self.names.get(v), v.kind)
            arguments.append(self.as_array(v, replace[v], inner.body))
        inner.params = [replace[v] for v in read]
        substitute(inner.body, replace)
        self.builder.site = f.site
        value = self.builder.call(inner, *arguments, kind=inner.body.yields[0].kind, name=None)
        if not plain:
            given = [value] if len(parts) == 1 else [
                self.builder.call(operator.getitem, value, Const(i), kind=p.kind)
                for i, p in enumerate(parts)]
            value = self.packed(result, iter(given))
        for op in self.builder.block.ops:
            op.sweep = ""
        f.body = Block(ops=self.builder.block.ops, yields=[value])
        return f

    # -- what goes in ----------------------------------------------------------------------

    def load(self, block: Block) -> None:
        """Read globals and closures in the door, once each."""
        replace: dict[Value, Value] = {}
        for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
            for op in [o for o in inner.ops if isinstance(o, Call) and o.callee in LOADS]:
                key = (op.callee, op.operands[0].value, op.operands[1].value)  # type: ignore[attr-defined]
                if key not in self.loaded:
                    self.loaded[key] = op.result
                    self.builder.block.ops.append(op)
                    self.known[op.result] = None
                    self.names[op.result] = op.operands[0].value  # type: ignore[attr-defined]
                    op.result.name = None
                replace[op.result] = self.loaded[key]
                inner.ops.remove(op)
        substitute(block, replace)

    def take_out(self, block: Block) -> None:
        """Move to the door the checks of arguments, and the reading of parts of structures."""
        moved: list[Op] = []
        for op in block.ops:
            if not isinstance(op, Call) or not all(v in self.known or isinstance(v, Const) for v in op.operands):
                continue
            part = op.callee in (operator.getitem, getattr) and not is_native(op.operands[0].kind) and not isinstance(
                op.operands[0].kind, (List, Array))
            if op.callee in CHECKS or part:
                moved.append(op)
                self.known.update(dict.fromkeys(op.results))
                for r in op.results:
                    self.names[r], r.name = r.name, None
        block.ops[:] = [op for op in block.ops if op not in moved]
        self.builder.block.ops += moved

    def as_array(self, v: Value, inside: Value, body: Block) -> Value:
        """An argument as it is given to Numba: a list of numbers as an array, if its items are all that is read."""
        if not (isinstance(v.kind, List) and isinstance(v.kind.item, Scalar)):
            return v
        for op in walk(body):
            if v in op.operands and not (isinstance(op, Call) and op.callee in (operator.getitem, len)
                                         and op.operands[0] is v):
                return v
        array = self.builder.call(np.array, v, name=v.name)
        inside.kind = array.kind
        return array

    # -- what comes out --------------------------------------------------------------------

    def needs_conversion(self, kind: Kind) -> bool:
        """Whether Numba returns another type of number: a Python float for ``np.float32``."""
        if isinstance(kind, Tuple):
            return any(map(self.needs_conversion, kind.items))
        return isinstance(kind, Scalar) and kind.dtype not in ("float64", "int64", "bool", "complex128", "number")

    def leaves(self, v: Value, into: list[Value]) -> None:
        """What the compiled function returns of a structure."""
        op = self.makers.get(v)
        if isinstance(op, Call) and op.callee in STRUCTURES and v not in self.known:
            first = 1 if op.callee in (primitives.make_dict, primitives.make_named) else 0
            for part in op.operands[first:]:
                self.leaves(part, into)
        elif not isinstance(v, Const) and v not in self.known:
            into.append(v)

    def packed(self, v: Value, given: Any) -> Value:
        """The structure, of the parts that the compiled function gave."""
        op = self.makers.get(v)
        if isinstance(op, Call) and op.callee in STRUCTURES and v not in self.known:
            first = 1 if op.callee in (primitives.make_dict, primitives.make_named) else 0
            parts = [self.packed(part, given) for part in op.operands[first:]]
            self.function.body.ops[:] = [o for o in self.function.body.ops if o is not op]
            return self.builder.call(op.callee, *op.operands[:first], *parts, kind=v.kind)
        if isinstance(v, Const) or v in self.known:
            return v
        part: Value = next(given)
        if self.needs_conversion(v.kind):
            return self.builder.call(np.dtype(v.kind.dtype).type, part, kind=v.kind)  # type: ignore[attr-defined]
        return part

    def tuple_of(self, parts: list[Value]) -> Value:
        result = Value(None, Tuple(tuple(p.kind for p in parts)))
        self.function.body.ops.append(Call(operands=list(parts), results=[result], callee=primitives.make_tuple,
                                           sweep="adjoint"))
        return result


def is_native(kind: Kind) -> bool:
    """Whether Numba knows a value of this kind, in an argument or a result."""
    if isinstance(kind, Tuple):
        return kind.type is tuple and all(map(is_native, kind.items))
    return not isinstance(kind, (Dict, Fixed, List))


def free_in(body: Block, known: dict[Value, None]) -> list[Value]:
    """What a block reads of what is known outside, in the order in which that has become known."""
    read = set(count_uses(body))
    return [v for v in known if v in read]


def divided(function: Function, always: bool = False) -> Function:
    """A function with a door, if it needs one, or always."""
    return Door(function).divide(always)
