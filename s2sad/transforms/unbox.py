"""Numbers that NumPy computes become Python floats where much is done with them.

    for i in range(n):                  x_items = x.tolist()
        s += x[i] * x[i]        →       for i in range(n):
                                            s += x_items[i] * x_items[i]

    a = np.sin(x)               →       a = float(np.sin(x))

An item of an array, and the result of a ufunc, is a NumPy scalar, whose arithmetic takes several times as
long as a Python float's.  The results are the same, bit for bit, as long as nothing is done with them in
which the two differ: division by what may be 0 and powers (which raise), promotion with other dtypes,
being returned by the primal.  So each use of such a number is followed until that is certain; where it is
not, the number is left alone.
"""
from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ..analysis.signs import nonzero
from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, For, Function, If, Op, Value, While, defined_in, next_carried, walk
from ..ir.kinds import FLOAT, INT, Array, List, Scalar, Tuple
from ..rules import registry
from ..runtime import add_at

SAFE = {operator.add, operator.sub, operator.mul, operator.neg, operator.pos, abs}
ARITHMETIC = {*SAFE, operator.truediv}
TAKES_ANY = {float, *(f for f in vars(math).values() if callable(f))}       # they make Python's floats of all numbers
FEW = 6         # operations on a number that pay for making it a Python float
NUMPY_FLOAT, EITHER_FLOAT = Scalar("float64", False), Scalar("float64", None)
MOST_GAIN = 1000
COMPARISONS = {operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne}


def unbox(function: Function) -> Function:
    """Make Python floats where that is safe, in place; lists only in loops that are not inside other loops."""
    uses = _Uses(function)
    for block in [function.body, *[op.body for op in function.body.ops if isinstance(op, Define)]]:
        for op in list(block.ops):
            if isinstance(op, (For, While)):
                _loop(block, op, uses)
    _numbers(function.body, uses)
    return function


def _numbers(block: Block, uses: _Uses) -> None:
    """Make Python floats of numbers that NumPy's functions give, and know them as such in what follows."""
    for op in list(block.ops):
        for inner in op.blocks:
            _numbers(inner, uses)
        if not isinstance(op, Call) or not op.results:
            continue
        if op.callee is primitives.make_tuple and isinstance(op.result.kind, Tuple):
            op.result.kind = Tuple(tuple(v.kind for v in op.operands), op.result.kind.type)
        if op.result.kind not in (NUMPY_FLOAT, EITHER_FLOAT):
            continue
        if op.callee in ARITHMETIC and not uses.any_of_numpy(op):
            op.result.kind = FLOAT
        elif op.result.kind == NUMPY_FLOAT and uses.makes_number(op) and uses.worth_converting(op.result):
            number, raw = op.result, Value(None, NUMPY_FLOAT)
            for reader, _, i in uses.unsafe(number):        # these go on reading NumPy's
                reader.operands[i] = raw
            op.results[0] = raw
            number.kind = FLOAT
            convert = Call(operands=[raw], results=[number], callee=float, site=op.site, sweep=op.sweep)
            uses.maker.update({raw: op, number: convert})
            block.ops.insert(block.ops.index(op) + 1, convert)


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


def _of_doubles(v: Value) -> bool:
    """Whether promotion to double precision does not depend on whose number it is."""
    return isinstance(v.kind, (Scalar, Array)) and v.kind.dtype in ("float64", "int64", "bool")


class _Uses:
    """Where values are read, and whether a NumPy float among them could as well be Python's."""

    def __init__(self, function: Function):
        self.readers: dict[Value, list[tuple[Any, str, int]]] = {}
        self.maker: dict[Value, Op] = {}
        self.function = function
        self.block(function.body, None)
        self.unfit: set[Value] = set()              # what must stay as it is; grows to the least such set
        self.gains: dict[Value, int] = {}
        self.settle()

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

    def settle(self) -> None:
        """Find what is unfit, and the gains: readers first, so that loops alone take more than one round."""
        order = list(reversed(self.readers))
        changed = True
        while changed:
            before = len(self.unfit)
            for v in order:
                if v not in self.unfit and not self.fits(v):
                    self.unfit.add(v)
            changed = len(self.unfit) > before
        for _ in range(2):
            for v in order:
                self.gains[v] = min(sum(self.gain_of(*use) for use in self.readers[v]), MOST_GAIN)

    def fits(self, v: Value) -> bool:
        uses = self.readers.get(v, ())
        return self.fits_list(uses) if isinstance(v.kind, List) else all(self.safe_use(v, *use) for use in uses)

    def safe(self, v: Value) -> bool:
        """Whether a float, or all floats of a tape, may change from NumPy's to Python's."""
        return v not in self.unfit

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
            return all(isinstance(w.kind, Scalar) for w in op.operands) and self.only_decides(op.result)
        if op.callee is operator.truediv:
            a, b = op.operands
            if i == 1 and not nonzero(v, self.maker) and not isinstance(a.kind, Array):
                return False                        # it keeps a quotient from raising
            if i == 0 and isinstance(b.kind, Scalar) and b.kind != NUMPY_FLOAT and not nonzero(b, self.maker):
                return False
        if op.callee in ARITHMETIC:
            others = [w for w in op.operands if w is not v]
            if any(isinstance(w.kind, Array) and w.kind.dtype == "float64" for w in others):
                return True
            if not all(isinstance(w.kind, Scalar) and w.kind.dtype in ("float64", "int64", "bool") for w in others):
                return False
            return self.safe(op.result)
        if op.callee is primitives.appended and i == 1:
            return self.safe(op.result)
        if op.callee is primitives.make_tuple:
            return self.is_derivative(v)
        if op.callee is add_at and i == 2:
            return isinstance(op.operands[0].kind, Array) and op.operands[0].kind.dtype == "float64"
        if op.callee.__hash__ is not None and op.callee in TAKES_ANY:
            return True
        return isinstance(op.callee, np.ufunc) and not op.keywords and registry.properties_of(
            op.callee).kind in ("ufunc", "ufunc_float") and all(_of_doubles(w) for w in [*op.operands, op.result])

    def only_decides(self, v: Value) -> bool:
        """Whether a truth value is nothing but the condition of branches and loops."""
        return all(how == "condition" or how == "operand" and (isinstance(op, If) or isinstance(
            op, Call) and op.callee is operator.not_ and self.only_decides(op.result))
            for op, how, _ in self.readers.get(v, ()))

    def any_of_numpy(self, op: Call) -> bool:
        """Whether an operand is, or may be, NumPy's, so that the result is."""
        return any(not (isinstance(v.kind, Scalar) and v.kind.python) for v in op.operands)

    def makes_number(self, op: Call) -> bool:
        """Whether a float is made here, rather than arithmetic done with one that was made before."""
        return isinstance(op.callee, np.ufunc) or op.callee in (operator.truediv, operator.pow, np.dot, np.sum)

    def unsafe(self, v: Value) -> list[tuple[Any, str, int]]:
        """The readings of a number in which it must stay NumPy's."""
        return [use for use in self.readers.get(v, ()) if not self.safe_use(v, *use)]

    def worth_converting(self, v: Value) -> bool:
        """Whether enough is done with a number where it may be Python's."""
        unsafe = self.unsafe(v)
        if any(how != "operand" or not isinstance(op, Call) for op, how, _ in unsafe):
            return False
        return sum(self.gain_of(*use) for use in self.readers.get(v, ()) if use not in unsafe) >= FEW

    def gain(self, v: Value) -> int:
        """About how many operations on numbers are quicker where ``v`` is a Python float."""
        return self.gains.get(v, 0)

    def gain_of(self, op: Op | None, how: str, i: int) -> int:
        match op:
            case Call() if how == "operand" and op.callee is primitives.appended:
                return self.gain(op.result)
            case Call() if how == "operand" and op.callee is operator.getitem:
                return self.gain(op.result)
            case Call() if how == "operand" and op.results and isinstance(op.result.kind, Scalar):
                return 1 + (self.gain(op.result) if op.callee in ARITHMETIC else 0)
            case For() | While():
                j = i - (3 if isinstance(op, For) else 0) if how == "operand" else i
                return self.gain(op.carried[j]) + self.gain(op.finals[j]) if 0 <= j < len(op.inits) else 1
            case If():
                return self.gain(op.results[i]) if how == "yield" else 1
        return 0

    def is_derivative(self, v: Value) -> bool:
        """Whether a value is a gradient, which may be a Python float, and no value of the primal."""
        maker = self.maker.get(v)
        return maker is not None and maker.sweep == "adjoint"

    def fits_list(self, uses: Any) -> bool:
        """Whether all items of a tape may change."""
        for op, how, i in uses:
            if how == "yield" and isinstance(op, (For, While)) and i < len(op.inits):
                good = self.safe(op.carried[i]) and self.safe(op.finals[i])
            elif how == "operand" and isinstance(op, (For, While)):
                j = i - (3 if isinstance(op, For) else 0)
                good = j >= 0 and self.safe(op.carried[j]) and self.safe(op.finals[j])
            else:
                good = how == "operand" and isinstance(op, Call) and i == 0 and op.callee in (
                    operator.getitem, primitives.appended) and self.safe(op.result)
            if not good:
                return False
        return True

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
                if j >= 0:
                    self.accumulators(op.carried[j], seen)
                    self.accumulators(op.finals[j], seen)
            elif how == "yield" and isinstance(op, If):
                self.accumulators(op.results[i], seen)
        return seen

    def only_accumulates(self, param: Value, out: Value, final: Value) -> bool:
        """Whether single items are all that is ever added to, and nothing else is done with it in the loop."""
        found = self.accumulators(param)
        for v in found:
            for op, how, i in self.readers.get(v, ()):
                if how == "yield":
                    if isinstance(op, (For, While)) and (i >= len(op.carried) or op.carried[i] not in found):
                        return False                # what a loop passes round becomes another variable
                    continue
                if isinstance(op, Call):
                    if op.callee is not add_at or i != 0 or not isinstance(
                        op.operands[1].kind, Scalar) or not isinstance(
                            op.operands[2].kind, Scalar) or op.operands[2].kind.dtype != "float64":
                        return False
                elif not isinstance(op, (For, While)):
                    return False
        return final not in found
