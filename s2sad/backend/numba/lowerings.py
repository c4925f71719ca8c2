"""The table of what Numba has not, said with what it has.

    %m = np.max %x, axis=1, keepdims=True     →     %m.0 = largest (np.transpose %x)
                                                    %m = np.expand_dims %m.0, 1

A lowering is a row: the function, and what makes another value of its call.
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import runtime
from ...analysis.indexing import gathers
from ...errors import UnsupportedError
from ...ir import primitives
from ...ir.core import Call, Const, Op, Value
from ...ir.kinds import Array, Dim, Kind, List, Scalar, Tuple, dtype, rank
from ...runtime import compiled
from ...transforms.build import Builder
from .compile import WAY_OUT


class Lowerer(Builder):
    """Builds what stands for a call; ``makers`` are the operations of the program, by their results."""

    makers: dict[Value, Op]


LOWERINGS: dict[Any, Callable[[Any, Call], Value | None]] = {}


def lowering(*functions: Any) -> Callable[..., Any]:
    """Declare how calls of some functions are lowered: to another value, or None to leave one as it is."""
    def declare(lower: Callable[[Any, Call], Value | None]) -> Callable[[Any, Call], Value | None]:
        LOWERINGS.update(dict.fromkeys(functions, lower))
        return lower
    return declare


def refused(op: Op, what: str) -> UnsupportedError:
    """The error for what there is no way to say to Numba."""
    return UnsupportedError(f"Numba has no {what}", op.site.location if op.site is not None else None, WAY_OUT,
                            code="S2SAD405")


def name_of(op: Call) -> str:
    return str(getattr(op.callee, "__name__", op.callee))


# -- reductions --------------------------------------------------------------------------


def axes_of(op: Call) -> tuple[int, ...] | None:
    """The axes along which a reduction goes, as numbers from 0; None for all of them."""
    arguments = dict(zip(("a", "axis"), op.args)) | op.kwargs
    axis = arguments.get("axis", Const(None))
    unknown = set(op.kwargs) - {"axis", "keepdims"}
    n = rank(op.operands[0].kind)
    if unknown or len(op.args) > 2 or n is None or not isinstance(axis, Const):
        raise refused(op, f"{name_of(op)} with such arguments")
    if axis.value is None:
        return None
    given = axis.value if isinstance(axis.value, tuple) else (axis.value,)
    return tuple(sorted(i % n for i in given))


def keeps_dims(op: Call) -> bool:
    keep = op.kwargs.get("keepdims")
    return isinstance(keep, Const) and bool(keep.value)


def reduced(b: Lowerer, op: Call, along: Callable[[Value, int], Value]) -> Value | None:
    """A reduction, axis by axis, with the dimensions put back that it is to keep."""
    x = op.operands[0]
    axes = axes_of(op)
    if not isinstance(x.kind, Array):
        return None
    if axes is None:
        if not keeps_dims(op):
            return None if len(op.operands) == 1 else b.call(op.callee, x)
        n = rank(x.kind) or 0
        return b.call(np.full, Const((1,) * n), b.call(op.callee, x), kind=op.result.kind)
    for axis in reversed(axes):
        x = along(x, axis)
    if keeps_dims(op):
        for axis in axes:
            x = expanded(b, x, axis)
    return x


def expanded(b: Lowerer, x: Value, axis: int) -> Value:
    """An array with one dimension more; Numba makes none of a number."""
    if isinstance(x.kind, Scalar):
        return b.call(np.full, Const(1), x, kind=Array(x.kind.dtype, (1,)))
    return b.call(np.expand_dims, x, Const(axis))


@lowering(np.expand_dims)
def _expand_dims(b: Lowerer, op: Call) -> Value | None:
    return expanded(b, op.operands[0], 0) if isinstance(op.operands[0].kind, Scalar) else None


@lowering(np.sum)
def _sum(b: Lowerer, op: Call) -> Value | None:
    x = op.operands[0]
    if isinstance(x.kind, Array) and x.kind.dtype == "bool":        # as numbers, which Numba can sum along an axis
        counts = Call(operands=[b.call(np.where, x, Const(1), Const(0)), *op.operands[1:]], results=op.results,
                      callee=np.sum, keywords=op.keywords, site=op.site, sweep=op.sweep)
        return _sum(b, counts) or b.call(np.sum, counts.operands[0])
    return reduced(b, op, lambda x, axis: b.call(np.sum, x, Const(axis)))


@lowering(np.mean)
def _mean(b: Lowerer, op: Call) -> Value | None:
    def along(x: Value, axis: int) -> Value:
        size = b.call(operator.getitem, b.call(np.shape, x, spelling="attribute"), Const(axis))
        return b.call(operator.truediv, b.call(np.sum, x, Const(axis)), size)
    return reduced(b, op, along)


@lowering(np.max, np.amax)
def _max(b: Lowerer, op: Call) -> Value | None:
    return reduced(b, op, lambda x, axis: b.call(compiled.largest, first(b, x, axis), kind=without(x.kind, axis)))


@lowering(np.min, np.amin)
def _min(b: Lowerer, op: Call) -> Value | None:
    return reduced(b, op, lambda x, axis: b.call(compiled.smallest, first(b, x, axis), kind=without(x.kind, axis)))


@lowering(np.var, np.std)
def _var(b: Lowerer, op: Call) -> Value | None:
    if len(op.operands) == 1:
        return None
    x = op.operands[0]
    axis = op.kwargs.get("axis", op.args[1] if len(op.args) > 1 else Const(None))
    mean = b.call(np.mean, x, axis, Const(True), keywords=("axis", "keepdims"))
    d = b.call(operator.sub, x, lowered_now(b, mean))
    kept = tuple(k for k in op.keywords if k in ("keepdims",))
    rest = [op.kwargs[k] for k in kept]
    if set(op.kwargs) - {"axis", "keepdims"}:
        raise refused(op, f"{name_of(op)} with such arguments")
    found = lowered_now(b, b.call(np.mean, b.call(operator.mul, d, d), axis, *rest, keywords=("axis", *kept)))
    return b.call(np.sqrt, found) if op.callee is np.std else found


def lowered_now(b: Lowerer, v: Value) -> Value:
    """The value of the builder's last call, lowered in turn."""
    op = b.block.ops[-1]
    assert isinstance(op, Call) and op.result is v
    b.block.ops.pop()
    new = LOWERINGS[op.callee](b, op)
    if new is None:
        b.block.ops.append(op)
        return v
    return new


def first(b: Lowerer, x: Value, axis: int) -> Value:
    """An array with an axis moved to the front."""
    n = rank(x.kind) or 0
    if axis == 0:
        return x
    if n == 2:
        return b.call(np.transpose, x, spelling="attribute")
    return b.call(np.transpose, x, Const((axis, *(i for i in range(n) if i != axis))))


def without(kind: Kind, axis: int) -> Kind:
    """The kind of an array without one of its dimensions."""
    assert isinstance(kind, Array) and kind.dims is not None
    dims = kind.dims[:axis] + kind.dims[axis + 1:]
    return Array(kind.dtype, dims) if dims else Scalar(kind.dtype, False)


# -- shapes ------------------------------------------------------------------------------


@lowering(runtime.unbroadcast)
def _unbroadcast(b: Lowerer, op: Call) -> Value | None:
    g, like = op.operands
    if isinstance(g.kind, Scalar):
        return g
    n, m = rank(g.kind), rank(like.kind)
    if n is None or m is None or n < m:
        raise refused(op, "helper for arrays of unknown rank")
    if m == 0:
        return b.call(np.sum, g)
    for _ in range(n - m):
        g = b.call(np.sum, g, Const(0))
    return b.call(compiled.unbroadcast, g, like, kind=op.result.kind)


@lowering(runtime.conform)
def _conform(b: Lowerer, op: Call) -> Value | None:
    g, like = op.operands
    if not all(isinstance(v.kind, (Scalar, Array)) for v in op.operands):
        raise refused(op, "values of unknown kind")
    if rank(g.kind) != rank(like.kind) or rank(g.kind):
        g = _unbroadcast(b, op) or g
    name = dtype(like.kind) or ""
    if dtype(g.kind) == name or not name.startswith(("float", "complex")):
        return g
    if isinstance(g.kind, Array):
        return b.call(np.ndarray.astype, g, Const(getattr(np, name)))
    return b.call(getattr(np, name), g, kind=Scalar(name, False))


@lowering(runtime.broadcast_like)
def _broadcast_like(b: Lowerer, op: Call) -> Value | None:
    g, like = op.operands
    if not isinstance(like.kind, Array) or rank(like.kind) == 0:
        return g
    if isinstance(g.kind, Scalar) or isinstance(g, Const):
        return b.call(np.full_like, like, g, kind=op.result.kind)
    return b.call(operator.add, b.call(np.zeros_like, like), g, kind=op.result.kind)


@lowering(np.size)
def _size(b: Lowerer, op: Call) -> Value | None:
    x = op.operands[0]
    if isinstance(x.kind, Scalar):
        return Const(1)
    if len(op.operands) > 1:
        return b.call(operator.getitem, b.call(np.shape, x, spelling="attribute"), op.operands[1])
    op.spelling = "attribute"
    return None


@lowering(np.shape)
def _shape(b: Lowerer, op: Call) -> Value | None:
    if isinstance(op.operands[0].kind, Scalar):
        return Const(())
    op.spelling = "attribute"
    return None


@lowering(np.swapaxes)
def _swapaxes(b: Lowerer, op: Call) -> Value | None:
    x, i, j = op.operands
    n = rank(x.kind)
    if n is None or not (isinstance(i, Const) and isinstance(j, Const)):
        return None
    order = list(range(n))
    order[i.value], order[j.value] = order[j.value], order[i.value]
    return b.call(np.transpose, x, Const(tuple(order)))


@lowering(np.array)
def _array(b: Lowerer, op: Call) -> Value | None:
    x, made = op.operands[0], b.makers.get(op.operands[0])
    if len(op.operands) > 1:
        return None
    if isinstance(made, Call) and made.callee in (primitives.make_list, primitives.make_tuple) and all(
            isinstance(v.kind, Array) for v in made.operands):
        return b.call(np.stack, b.call(primitives.make_tuple, *made.operands), kind=op.result.kind)
    return b.call(np.copy, x) if isinstance(x.kind, Array) else None


@lowering(np.asarray)
def _asarray(b: Lowerer, op: Call) -> Value | None:
    return op.operands[0] if isinstance(op.operands[0].kind, Array) and len(op.operands) == 1 else None


@lowering(runtime.zeros_like)
def _zeros_like(b: Lowerer, op: Call) -> Value | None:
    x = op.operands[0]
    if isinstance(x.kind, Scalar):
        return Const(0.0)
    if isinstance(x.kind, List) and isinstance(x.kind.item, Scalar):
        return b.call(operator.mul, b.call(primitives.make_list, Const(0.0)), b.call(len, x), kind=List(x.kind.item))
    return b.call(np.zeros_like, x) if isinstance(x.kind, Array) else None


@lowering(np.clip)
def _clip(b: Lowerer, op: Call) -> Value | None:
    if not isinstance(op.operands[0].kind, Scalar) or len(op.args) != 3 or op.keywords:
        return None
    x, low, high = op.operands
    if not (isinstance(low, Const) and low.value is None):
        x = b.call(np.maximum, x, low)
    return x if isinstance(high, Const) and high.value is None else b.call(np.minimum, x, high)


@lowering(abs)
def _abs(b: Lowerer, op: Call) -> Value | None:
    return b.call(np.abs, op.operands[0]) if isinstance(op.operands[0].kind, Array) else None


@lowering(np.concatenate, np.stack, np.hstack, np.vstack, np.column_stack)
def _joined(b: Lowerer, op: Call) -> Value | None:
    """Numba joins tuples, not lists."""
    made = b.makers.get(op.operands[0])
    if isinstance(made, Call) and made.callee is primitives.make_list:
        op.operands[0] = b.call(primitives.make_tuple, *made.operands)
    return None


DTYPES: dict[Any, Any] = {int: np.int64, float: np.float64, bool: np.bool_, complex: np.complex128}


@lowering(np.zeros, np.empty, np.ones, np.full, np.arange, np.zeros_like, np.empty_like, np.ones_like, np.full_like,
          np.eye, np.ndarray.astype)
def _made(b: Lowerer, op: Call) -> Value | None:
    """NumPy's types instead of Python's."""
    op.operands = [Const(DTYPES[v.value]) if isinstance(v, Const) and isinstance(v.value, type) and v.value in DTYPES
                   else v for v in op.operands]
    return None


# -- indices -----------------------------------------------------------------------------


@lowering(operator.getitem, primitives.replaced)
def _item(b: Lowerer, op: Call) -> Value | None:
    """Lists of indices are arrays."""
    if isinstance(op.operands[0].kind, Array):
        op.operands[1] = as_index(b, op.operands[1])
    return None


def as_index(b: Lowerer, index: Value) -> Value:
    """An index, of which a list is an array; ``...`` alone is ``:``."""
    if isinstance(index, Const) and index.value is ...:
        return Const(slice(None))
    if isinstance(index, Const) and isinstance(index.value, list):
        return b.call(np.array, Const(tuple(index.value)), kind=Array("int64", (Dim(object()),)))
    if isinstance(index.kind, List) or isinstance(index.kind, Tuple) and index.kind.type is list:
        return b.call(np.array, index, kind=Array("int64", (Dim(object()),)))
    return index


# -- products ----------------------------------------------------------------------------


@lowering(np.matmul, operator.matmul, np.dot)
def _matmul(b: Lowerer, op: Call) -> Value | None:
    x, y = op.operands[:2]
    if len(op.operands) != 2:
        raise refused(op, f"{name_of(op)} with such arguments")
    ranks = rank(x.kind), rank(y.kind)
    if 0 in ranks:
        return b.call(operator.mul, x, y)
    if not all(r in (1, 2) for r in ranks):
        raise refused(op, "matrix product of arrays with more than two dimensions")
    names = {dtype(x.kind), dtype(y.kind)}
    if len(names) > 1 or not names <= {"float64", "float32", "complex128", "complex64"}:
        result = dtype(op.result.kind)
        if result is None or not result.startswith(("float", "complex")):
            raise refused(op, "matrix product of integers")
        x, y = (v if dtype(v.kind) == result else b.call(np.ndarray.astype, v, Const(getattr(np, result)))
                for v in (x, y))
        return b.call(operator.matmul, x, y, kind=op.result.kind)
    return b.call(operator.matmul, x, y, kind=op.result.kind) if op.callee is np.matmul else None


# -- items -------------------------------------------------------------------------------


@lowering(runtime.last_stored)
def _last_stored(b: Lowerer, op: Call) -> Value | None:
    index = as_index(b, op.operands[1])
    if not is_index_array(index) or index.kind.dtype == "bool":  # type: ignore[attr-defined]
        raise refused(op, "store at such an index")
    return b.call(compiled.last_items, op.operands[0], index, kind=op.result.kind)


@lowering(runtime.add_at)
def _add_at(b: Lowerer, op: Call) -> Value | None:
    """The emitter writes it; but where an index may occur twice, and there is no helper, it is refused."""
    x = op.operands[0]
    op.operands[1] = index = as_index(b, op.operands[1])
    if isinstance(x.kind, Array) and gathers(index) and not is_index_array(index):
        raise refused(op, "addition at such an index")
    return None


def is_index_array(index: Value) -> bool:
    """Whether an index is one array of integers, or a mask, of one dimension."""
    return isinstance(index.kind, Array) and rank(index.kind) == 1 and not isinstance(index, Const)


# -- numbers -----------------------------------------------------------------------------


@lowering(operator.pow)
def _pow(b: Lowerer, op: Call) -> Value | None:
    exponent = op.operands[1]
    whole = all(isinstance(v.kind, Scalar) and v.kind.dtype in ("int64", "bool", "number") for v in op.operands)
    small = isinstance(exponent, Const) and 0 <= exponent.value <= 4
    if whole and any(v.kind.python is not False for v in op.operands) and not small:  # type: ignore[attr-defined]
        raise refused(op, "power of Python's integers, which may exceed 64 bits, or be a fraction: "
                          "make a float of one, float(n)")
    return None


@lowering(runtime.safe_log_times)
def _safe_log_times(b: Lowerer, op: Call) -> Value | None:
    numbers = all(isinstance(v.kind, Scalar) for v in op.operands)
    return b.call(compiled.number_log_times if numbers else compiled.safe_log_times, *op.operands, kind=op.result.kind)


@lowering(runtime.reciprocal)
def _reciprocal(b: Lowerer, op: Call) -> Value | None:
    return b.call(compiled.reciprocal, *op.operands, kind=op.result.kind)
