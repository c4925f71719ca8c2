"""The kind of a call's result, from the kinds of its arguments.

Each function belongs to a family that its rule names (``kind="elementwise"``); a family is one function
below.  A function of no family has a result of unknown kind, which is never wrong, only slower.
"""
from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import Const, Function, Value
from ..ir.kinds import (BOOL, COMPLEX, FLOAT, INT, NEVER, STR, UNKNOWN, Array, Dict, Dim, Kind, List, Never, Object,
                        Scalar, Tuple, dims, is_many, join, kind_of)
from ..rules import registry

Args = Sequence[Value]
Kwargs = dict[str, Value]
Family = Callable[[Any, Args, Kwargs], Kind]
families: dict[str, Family] = {}
ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow}


def family(f: Family) -> Family:
    """Register a family under its name."""
    families[f.__name__] = f
    return f


def infer(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The kind of ``callee(*args, **kwargs)``."""
    if isinstance(callee, Function):
        return callee.result.kind if callee.body.yields else NEVER
    own = registry.lookup(LANGUAGE, callee)
    if own is not None:
        return own(callee, args, kwargs)
    name = registry.properties_of(callee).kind
    if any(isinstance(v.kind, Never) for v in args):
        return NEVER            # a recursive call whose own kind is still being found
    if name is None:
        return UNKNOWN
    return families[name](callee, args, kwargs)


# -- numbers and broadcasting ----------------------------------------------------------


def broadcast(shapes: Sequence[tuple[Dim | int, ...] | None], key: Any) -> tuple[Dim | int, ...] | None:
    """The dimensions of operands broadcast together."""
    if any(s is None for s in shapes):
        return None
    length = max((len(s) for s in shapes if s is not None), default=0)
    result: list[Dim | int] = []
    for axis in range(-length, 0):
        sizes = [s[axis] for s in shapes if s is not None and -axis <= len(s)]
        distinct = list(dict.fromkeys(d for d in sizes if d != 1))
        if len(distinct) <= 1:
            result.append(distinct[0] if distinct else 1)
            continue
        known = [d for d in distinct if isinstance(d, int)] or [d for d in distinct if is_many(d)]
        result.append(known[0] if known else Dim(("broadcast", tuple(distinct)), False))
    return tuple(result)


_WEAK: dict[str, Any] = {"float64": 1.0, "int64": 1, "bool": True, "complex128": 1j}
_promotions: dict[tuple[Any, ...], str | None] = {}


def promote(kinds: Sequence[Kind]) -> str | None:
    """NumPy's result dtype; Python's own scalars are weak (NEP 50)."""
    unsettled = [k for k in kinds if isinstance(k, (Scalar, Array)) and k.dtype == "number"]
    if unsettled:                                   # ints or floats: with floats, floats
        rest = promote([k for k in kinds if k not in unsettled])
        return rest if rest is not None and rest.startswith(("float", "complex")) else "number"
    key = tuple((k.dtype, isinstance(k, Scalar) and k.python) for k in kinds if isinstance(k, (Scalar, Array)))
    if key not in _promotions:
        try:
            operands = [_WEAK[d] if python else np.dtype(d) for d, python in key]
            _promotions[key] = np.result_type(*operands).name if operands else None
        except (TypeError, KeyError):
            _promotions[key] = None
    return _promotions[key]


def promote_strongly(kinds: Sequence[Kind]) -> str | None:
    """The result dtype of functions that make arrays of their arguments first: Python's scalars count too."""
    return promote([Scalar(k.dtype, False) if isinstance(k, Scalar) else k for k in kinds])


def _broadcast_result(args: Args, name: str | None) -> Kind:
    """An array or a NumPy scalar of the operands' common shape."""
    kinds = [v.kind for v in args]
    if name is None or not all(isinstance(k, (Scalar, Array)) for k in kinds):
        return UNKNOWN
    shape = broadcast([dims(k) for k in kinds], None)
    return Scalar(name, False) if shape == () else Array(name, shape)


def _floating(name: str | None) -> str | None:
    if name is None or name.startswith(("float", "complex")):
        return name
    return {"bool": "float16", "int8": "float16", "uint8": "float16", "int16": "float32", "uint16": "float32"}.get(name, "float64")


@family
def arithmetic(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Python's operators: on Python's numbers they give Python's numbers."""
    kinds = [v.kind for v in args]
    if all(isinstance(k, Scalar) and k.python is not False for k in kinds):
        return _python_arithmetic(callee, args, [k for k in kinds if isinstance(k, Scalar)])
    if callee is operator.mul and any(isinstance(k, (List, Tuple)) for k in kinds):
        return UNKNOWN
    if callee is operator.add and all(isinstance(k, List) for k in kinds):
        return join(kinds[0], kinds[1], None)
    name = promote(kinds)
    if callee is operator.truediv:
        name = _floating(name)
    result = _broadcast_result(args, name)
    if isinstance(result, Scalar) and any(k == COMPLEX for k in kinds):
        return Scalar(result.dtype, None)          # np.float64 is a float, for Python's complex
    return result


def _python_arithmetic(callee: Any, args: Args, kinds: list[Scalar]) -> Kind:
    order = ["bool", "int64", "number", "float64", "complex128"]
    if any(k.dtype not in order for k in kinds):
        return UNKNOWN
    top = max((k.dtype for k in kinds), key=order.index)
    if top == "bool" and callee not in (operator.or_, operator.and_, operator.xor):
        top = "int64"
    if callee is operator.truediv and top in ("int64", "number"):
        top = "float64"
    if callee is operator.pow:
        exponent = args[1]
        if top == "int64" and not (isinstance(exponent, Const) and exponent.value >= 0):
            return UNKNOWN
        if top == "float64" and not (isinstance(exponent, Const) and float(exponent.value).is_integer()):
            python = True if all(k.python for k in kinds) else None
            return Scalar("float64", python)       # a negative base would give a complex number
    return Scalar(top, True if all(k.python for k in kinds) else None)


@family
def ufunc(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """NumPy's arithmetic: the operands' common dtype."""
    return _broadcast_result(args, promote([v.kind for v in args])) if not kwargs else UNKNOWN


@family
def ufunc_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """NumPy's functions that make floats of integers."""
    return _broadcast_result(args, _floating(promote([v.kind for v in args]))) if not kwargs else UNKNOWN


@family
def ufunc_double(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.float_power``: double precision, whatever is given."""
    name = promote([v.kind for v in args])
    return _broadcast_result(args, "complex128" if (name or "").startswith("complex") else name and "float64")


@family
def ufunc_real(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.abs``, ``np.real``: the real dtype that belongs to a complex one."""
    name = promote([v.kind for v in args])
    return _broadcast_result(args, {"complex128": "float64", "complex64": "float32"}.get(name or "", name))


@family
def part_of(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.real``, ``np.imag``: of Python's numbers, Python's."""
    kind = args[0].kind
    result = ufunc_real(callee, args, kwargs)
    return Scalar(result.dtype, kind.python) if isinstance(kind, Scalar) and isinstance(result, Scalar) else result


@family
def comparison(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Comparisons: Python's give a bool, NumPy's an array of them."""
    kinds = [v.kind for v in args]
    if isinstance(callee, np.ufunc):
        return _broadcast_result(args, "bool") if not kwargs else UNKNOWN
    if all(isinstance(k, Scalar) and k.python for k in kinds) or any(isinstance(k, Object) for k in kinds):
        return BOOL if not any(isinstance(k, Array) for k in kinds) else UNKNOWN
    if all(isinstance(k, Scalar) and k.python is not False for k in kinds):
        return Scalar("bool", None)
    return _broadcast_result(args, "bool")


@family
def python_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``math.sin`` and ``float``: a Python float."""
    return FLOAT


@family
def python_int(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``int``, ``len``, ``x.ndim``: a Python int."""
    return INT


@family
def python_bool(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``isinstance``, ``bool``: a Python bool."""
    return BOOL


@family
def python_str(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``str``, ``repr``: a string."""
    return STR


@family
def python_complex(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``complex``: a Python complex."""
    return COMPLEX


@family
def absolute(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``abs``: of Python's numbers, Python's; of arrays, arrays."""
    kind = args[0].kind
    if isinstance(kind, Scalar) and kind.python is not False:
        return Scalar({"complex128": "float64", "bool": "int64"}.get(kind.dtype, kind.dtype), kind.python)
    return ufunc_real(callee, args, kwargs)


@family
def first(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The kind of the first argument, unchanged."""
    return args[0].kind


@family
def first_array(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """An array with the shape and dtype of the first argument (``cumsum`` along an axis, ``flip``, …)."""
    kind = args[0].kind
    return Array(kind.dtype, dims(kind)) if isinstance(kind, (Array, Scalar)) else UNKNOWN


@family
def item_of(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.item()``: Python's number of the dtype."""
    kind = args[0].kind
    if isinstance(kind, (Array, Scalar)):
        return {"f": FLOAT, "i": INT, "u": INT, "b": BOOL, "c": COMPLEX}.get(np.dtype(kind.dtype).kind, UNKNOWN)
    return UNKNOWN


# -- shapes ----------------------------------------------------------------------------


def argument(args: Args, kwargs: Kwargs, position: int, name: str, default: Any = None) -> Any:
    """An argument's compile-time value; ``...`` (Ellipsis) where it is not known."""
    value = kwargs.get(name, args[position] if position < len(args) else None)
    if value is None:
        return default
    if isinstance(value, Const):
        return value.value
    return ...


def _axes(axis: Any, rank: int) -> set[int] | None:
    if axis is None:
        return set(range(rank))
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not all(isinstance(a, int) for a in axes):
        return None
    return {a % rank for a in axes} if rank else set()


def _reduced(args: Args, kwargs: Kwargs, name: str | None, position: int = 1, keepdims_position: int | None = None) -> Kind:
    kind, axis = args[0].kind, argument(args, kwargs, position, "axis")
    keepdims = argument(args, kwargs, keepdims_position or 99, "keepdims", False)
    shape = dims(kind)
    if shape is None or name is None or keepdims is ...:
        return Scalar(name, False) if name and axis is None and not keepdims and shape is None and isinstance(
            kind, Array) else UNKNOWN
    axes = None if axis is ... else _axes(axis, len(shape))
    if axes is None:
        return UNKNOWN
    result = tuple(1 if i in axes else d for i, d in enumerate(shape) if keepdims or i not in axes)
    return Scalar(name, False) if result == () else Array(name, result)


def _data(args: Args) -> str | None:
    kind = args[0].kind
    return kind.dtype if isinstance(kind, (Array, Scalar)) else None


@family
def reduction(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.max`` and its like: the dtype is kept."""
    if set(kwargs) - {"axis", "keepdims"}:
        return UNKNOWN
    return _reduced(args, kwargs, _data(args))


@family
def reduction_sum(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.sum``, ``np.prod``: small integers become int64."""
    if set(kwargs) - {"axis", "keepdims"} or len(args) > 2:
        return UNKNOWN
    name = _data(args)
    return _reduced(args, kwargs, {"bool": "int64", "int32": "int64", "int16": "int64", "int8": "int64"}.get(name or "", name))


@family
def reduction_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.mean``, ``np.var``: always a float."""
    if set(kwargs) - {"axis", "keepdims", "ddof"} or len(args) > 2:
        return UNKNOWN
    name = _data(args)
    if name is not None and not name.startswith(("float", "complex")):
        name = "float64"
    return _reduced(args, kwargs, name)


@family
def reduction_bool(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.any``, ``np.all``."""
    return _reduced(args, kwargs, "bool") if not set(kwargs) - {"axis", "keepdims"} else UNKNOWN


@family
def reduction_index(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.argmax``: indices."""
    return _reduced(args, kwargs, "int64") if not set(kwargs) - {"axis", "keepdims"} else UNKNOWN


@family
def matrix_product(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``@`` and ``np.matmul``; ``np.dot`` of ranks up to two."""
    a, b = args[0].kind, args[1].kind
    name = promote_strongly([a, b])
    left, right = dims(a), dims(b)
    if name is None or left is None or right is None or kwargs:
        return UNKNOWN
    if not left or not right:
        return _broadcast_result(args, name)        # np.dot with a scalar
    if len(left) > 2 or len(right) > 2:
        if callee is np.dot:
            return Array(name, None)
        batch = broadcast([left[:-2], right[:-2]], None)
        tail = (*(left[-2:-1] if len(left) > 1 else ()), *(right[-1:] if len(right) > 1 else ()))
        return Array(name, None if batch is None else (*batch, *tail))
    shape = (*left[:-1], *right[1:])
    return Scalar(name, False) if shape == () else Array(name, shape)


@family
def outer(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.outer`` of vectors."""
    left, right = dims(args[0].kind), dims(args[1].kind)
    if left is None or right is None or len(left) != 1 or len(right) != 1:
        return UNKNOWN
    name = promote_strongly([v.kind for v in args])
    return Array(name, (*left, *right)) if name else UNKNOWN


@family
def transposition(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.transpose``."""
    kind, axes = args[0].kind, argument(args, kwargs, 1, "axes")
    if not isinstance(kind, Array) or kind.dims is None:
        return kind if isinstance(kind, Array) else UNKNOWN
    if axes is None:
        return Array(kind.dtype, kind.dims[::-1])
    if isinstance(axes, (tuple, list)) and len(axes) == len(kind.dims):
        return Array(kind.dtype, tuple(kind.dims[a] for a in axes))
    return Array(kind.dtype, tuple(Dim(("transpose", kind.dims, *args[1:], *kwargs.values(), i)) for i in range(len(kind.dims))))


@family
def swapping(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.swapaxes``."""
    kind, i, j = args[0].kind, argument(args, kwargs, 1, "axis1", -1), argument(args, kwargs, 2, "axis2", -2)
    if isinstance(kind, Array) and kind.dims is not None and isinstance(i, int) and isinstance(j, int):
        new = list(kind.dims)
        new[i], new[j] = new[j], new[i]
        return Array(kind.dtype, tuple(new))
    return UNKNOWN


@family
def reshaped(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.reshape``: the rank is that of the new shape."""
    kind, shape = args[0].kind, argument(args, kwargs, 1, "shape")
    if shape is None:
        shape = argument(args, kwargs, 1, "newshape")
    name = _data(args)
    if name is None:
        return UNKNOWN
    if shape is ...:
        requested = args[1].kind if len(args) > 1 else UNKNOWN
        if isinstance(requested, Tuple):
            return Array(name, tuple(Dim(("reshape", args[1], i)) for i in range(len(requested.items))))
        return Array(name, (Dim(("reshape", args[1])),)) if isinstance(requested, Scalar) else Array(name, None)
    if isinstance(shape, int):
        shape = (shape,)
    if not isinstance(shape, (tuple, list)):
        return UNKNOWN
    if tuple(shape) == (-1,) and dims(kind) is not None and len(dims(kind) or ()) == 1:
        return Array(name, dims(kind))
    return Array(name, tuple(n if n >= 0 else Dim(("reshape", dims(kind) if dims(kind) is not None else args[0], tuple(shape), i)) for i, n in enumerate(shape)))


@family
def raveled(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.ravel``: one dimension."""
    name, shape = _data(args), dims(args[0].kind)
    if name is None:
        return UNKNOWN
    if shape is not None and len(shape) == 1:
        return Array(name, shape)
    return Array(name, (Dim(("ravel", shape)) if shape is not None else Dim(("ravel", args[0])),))


@family
def expanded(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.expand_dims``."""
    name, shape, axis = _data(args), dims(args[0].kind), argument(args, kwargs, 1, "axis")
    if name is None or shape is None or axis is ... or axis is None:
        return UNKNOWN
    axes = axis if isinstance(axis, tuple) else (axis,)
    total = len(shape) + len(axes)
    where = {a % total for a in axes}
    rest = iter(shape)
    return Array(name, tuple(1 if i in where else next(rest) for i in range(total)))


@family
def as_second(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``broadcast_like(g, like)`` and ``unbroadcast(g, like)``: g's dtype, like's shape."""
    name, shape = _data(args), dims(args[1].kind)
    if name is None or shape is None:
        return UNKNOWN
    return Scalar(name, None) if shape == () else Array(name, shape)


@family
def selection(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.where(c, a, b)``: an array of the common shape of all three."""
    if len(args) != 3:
        return UNKNOWN
    name, kinds = promote([v.kind for v in args[1:]]), [v.kind for v in args]
    if name is None or not all(isinstance(k, (Scalar, Array)) for k in kinds):
        return UNKNOWN
    return Array(name, broadcast([dims(k) for k in kinds], None))


@family
def like_first(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.zeros_like(x)``: an array as ``x``."""
    kind = args[0].kind
    name = _dtype_argument(kwargs, _data(args))
    return Array(name, dims(kind)) if isinstance(kind, (Array, Scalar)) and name else UNKNOWN


def _dtype_argument(kwargs: Kwargs, default: str | None) -> str | None:
    value = kwargs.get("dtype")
    if value is None:
        return default
    try:
        return np.dtype(value.value).name if isinstance(value, Const) else None
    except TypeError:
        return None


@family
def created(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.zeros(shape)`` and its like."""
    dtype = args[1] if len(args) > 1 and callee is not np.full else kwargs.get("dtype")
    name = _dtype_argument({"dtype": dtype} if dtype is not None else {}, "float64")
    if callee is np.full and dtype is None:
        name = _data(args[1:])
    if name is None or not args:
        return UNKNOWN
    return Array(name, shape_of_argument(args[0]))


def shape_of_argument(value: Value) -> tuple[Dim | int, ...] | None:
    """The dimensions that a shape argument asks for."""
    if isinstance(value, Const):
        shape = value.value if isinstance(value.value, (tuple, list)) else (value.value,)
        return tuple(shape) if all(isinstance(n, int) for n in shape) else None
    if isinstance(value.kind, Tuple):
        return tuple(Dim(("shape", value, i)) for i in range(len(value.kind.items)))
    if isinstance(value.kind, Scalar):
        return (Dim(("shape", value)),)
    return None


@family
def array_of(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.array([…])``, ``np.asarray(x)``: of a display of numbers, or of an array."""
    name = argument(args, kwargs, 1, "dtype")
    kind = args[0].kind
    found: Kind = UNKNOWN
    if isinstance(args[0], Const):
        try:
            found = kind_of(np.array(args[0].value), args[0])
            if isinstance(found, Array):
                found = Array(found.dtype, np.shape(args[0].value))
        except ValueError:
            return UNKNOWN
    elif isinstance(kind, (Array, Scalar)):
        found = Array(kind.dtype, dims(kind))
    elif isinstance(kind, (Tuple, List)):
        items = list(kind.items) if isinstance(kind, Tuple) else [kind.item]
        found = _stacked(items, len(items) if isinstance(kind, Tuple) else Dim(("list", args[0])))
    if name is not None and isinstance(found, Array):
        new = None if name is ... else _dtype_argument({"dtype": Const(name)}, None)
        return Array(new, found.dims) if new else UNKNOWN
    return found


def _stacked(items: list[Kind], n: Dim | int) -> Kind:
    if not items:
        return UNKNOWN
    items = [_stacked(list(k.items), len(k.items)) if isinstance(k, Tuple) else k for k in items]
    name = promote_strongly(items)
    if name is None or not all(isinstance(k, (Scalar, Array)) for k in items):
        return UNKNOWN
    shape = dims(items[0])
    return Array(name, (n, *shape) if shape is not None and all(dims(k) == shape for k in items) else None)


@family
def casted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.astype(dtype)``."""
    name = _dtype_argument({"dtype": args[1] if len(args) > 1 else kwargs.get("dtype", Const("?"))}, None)
    kind = args[0].kind
    if not isinstance(kind, (Array, Scalar)) or name is None:
        return UNKNOWN
    return Array(name, kind.dims) if isinstance(kind, Array) and kind.dims != () else Scalar(name, False)


@family
def solved(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.solve(a, b)``: the shape of ``b``."""
    a, b = args[0].kind, args[1].kind
    name = _floating(promote([a, b]))
    if name is None or not isinstance(b, Array) or not isinstance(a, Array) or a.dims is None or len(a.dims) != 2:
        return UNKNOWN
    return Array(name, b.dims)


@family
def square_matrix(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.inv``: a matrix as the argument."""
    kind = args[0].kind
    return Array(_floating(kind.dtype) or "float64", kind.dims) if isinstance(kind, Array) else UNKNOWN


@family
def determinant(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.det``: a number for each matrix."""
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    name = _floating(kind.dtype) or "float64"
    return Scalar(name, False) if len(kind.dims) == 2 else Array(name, kind.dims[:-2])


@family
def joined(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.concatenate``, ``np.stack``: an array of the operands' rank, or one more."""
    kind = args[0].kind
    items = list(kind.items) if isinstance(kind, Tuple) else [kind.item] if isinstance(kind, List) else []
    name = promote_strongly(items)
    ranks = [dims(k) for k in items]
    if not items or name is None or any(r is None for r in ranks) or not all(isinstance(k, (Array, Scalar)) for k in items):
        return UNKNOWN
    extra = 1 if callee is np.stack else 0
    r = len(ranks[0] or ()) + extra
    axis = argument(args, kwargs, 1, "axis", 0)
    if callee not in (np.stack, np.concatenate) or not isinstance(axis, int):
        return Array(name, None)
    new: list[Dim | int] = list(ranks[0] or ())
    if r == 0:
        return UNKNOWN
    if r == 0 or any(len(s or ()) != len(ranks[0] or ()) for s in ranks):
        return UNKNOWN
    axis %= r
    many = Dim(("join", callee, args[0], axis), len(items) > 1 and all(
        is_many(d) for s in ranks for d in (s or ())[axis:axis + 1]))
    if callee is np.stack:
        new.insert(axis, len(items) if isinstance(kind, Tuple) else many)
    else:
        new[axis] = many
    return Array(name, tuple(new))


@family
def as_third(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A helper's ``f(g, a, b)``: g's dtype, b's shape."""
    return _shaped_as(args, 2)


@family
def as_fourth(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A helper's ``f(g, a, b, c)``: g's dtype, c's shape."""
    return _shaped_as(args, 3)


def _shaped_as(args: Args, position: int) -> Kind:
    name, shape = _data(args), dims(args[position].kind)
    return Array(name, shape) if name is not None and shape is not None else UNKNOWN


@family
def ufunc_first(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The shape of the first argument, as a float."""
    return _broadcast_result(args[:1], _floating(promote([args[0].kind])))


@family
def double_first(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The shape of the first argument, in double precision."""
    return _broadcast_result(args[:1], "float64")


@family
def clipped(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.clip``: the common kind of what is clipped and its bounds."""
    given = [v for v in [*args, *kwargs.values()] if not (isinstance(v, Const) and v.value is None)]
    return _broadcast_result(given, promote([v.kind for v in given]))


@family
def running(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.cumsum``, ``np.sort``: the shape is kept along an axis; without one, the array is flattened."""
    kind = args[0].kind
    default = -1 if callee is np.sort else None
    axis = argument(args, kwargs, 1, "axis", default)
    if not isinstance(kind, Array) or kind.dtype in ("bool", "int8", "int16", "int32") or set(kwargs) - {"axis"}:
        return UNKNOWN
    if axis is None and (kind.dims is None or len(kind.dims) != 1):
        return Array(kind.dtype, (Dim(("ravel", kind.dims if kind.dims is not None else args[0])),))
    return Array(kind.dtype, kind.dims)


@family
def sorted_indices(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.argsort``: indices."""
    kind, axis = args[0].kind, argument(args, kwargs, 1, "axis", -1)
    if not isinstance(kind, Array) or kind.dims is None or axis is ...:
        return UNKNOWN
    if axis is None and len(kind.dims) != 1:
        return Array("int64", (Dim(("ravel", kind.dims)),))
    return Array("int64", kind.dims)


@family
def running_rank(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.diff``: the rank is kept, and one dimension is smaller."""
    kind, n, axis = args[0].kind, argument(args, kwargs, 1, "n", 1), argument(args, kwargs, 2, "axis", -1)
    if not isinstance(kind, Array) or kind.dims is None or not isinstance(axis, int) or not isinstance(n, int) or not n:
        return UNKNOWN
    new = list(kind.dims)
    new[axis] = Dim(("diff", kind.dims[axis], n))
    return Array(kind.dtype, tuple(new)) if kind.dtype != "bool" else UNKNOWN


@family
def moved(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.moveaxis``."""
    kind, source, to = args[0].kind, argument(args, kwargs, 1, "source"), argument(args, kwargs, 2, "destination")
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    if not isinstance(source, int) or not isinstance(to, int):
        return Array(kind.dtype, tuple(Dim(("moved", args[0], *args[1:], i)) for i in range(len(kind.dims))))
    new = list(kind.dims)
    moving = new.pop(source)
    new.insert(to % len(kind.dims), moving)
    return Array(kind.dtype, tuple(new))


@family
def broadcasted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.broadcast_to``: the shape that is asked for."""
    name = _data(args)
    shape = shape_of_argument(args[1]) if len(args) > 1 else None
    return Array(name, shape) if name is not None else UNKNOWN


@family
def squeezed(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.squeeze`` of given axes."""
    kind, axis = args[0].kind, argument(args, kwargs, 1, "axis")
    if not isinstance(kind, Array) or kind.dims is None or axis is None or axis is ...:
        return UNKNOWN
    axes = _axes(axis, len(kind.dims))
    if axes is None:
        return UNKNOWN
    return Array(kind.dtype, tuple(d for i, d in enumerate(kind.dims) if i not in axes))


@family
def at_least(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.atleast_1d`` and its like, of one array."""
    shape, name = dims(args[0].kind), _data(args)
    if len(args) != 1 or shape is None or name is None:
        return UNKNOWN
    wanted = {np.atleast_1d: 1, np.atleast_2d: 2, np.atleast_3d: 3}[callee]
    if len(shape) >= wanted:
        return Array(name, shape)
    if wanted == 3:
        return Array(name, {0: (1, 1, 1), 1: (1, *shape, 1)}.get(len(shape), (*shape, 1)))
    return Array(name, (*(1,) * (wanted - len(shape)), *shape))


@family
def taken(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.take``."""
    kind, axis = args[0].kind, argument(args, kwargs, 2, "axis")
    indices = args[1] if len(args) > 1 else kwargs.get("indices")
    if not isinstance(kind, Array) or kind.dims is None or indices is None or axis is ...:
        return UNKNOWN
    wanted = dims(array_of(np.array, [indices], {})) if dims(indices.kind) is None else dims(indices.kind)
    if wanted is None:
        return UNKNOWN
    if axis is None:
        shape: tuple[Dim | int, ...] = wanted
    else:
        axis %= len(kind.dims)
        shape = (*kind.dims[:axis], *wanted, *kind.dims[axis + 1:])
    return Scalar(kind.dtype, False) if shape == () else Array(kind.dtype, shape)


@family
def taken_along(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.take_along_axis``: the shape of the indices, broadcast against what is indexed."""
    kind, axis = args[0].kind, argument(args, kwargs, 2, "axis", -1)
    wanted = dims(args[1].kind) if len(args) > 1 else None
    if not isinstance(kind, Array) or kind.dims is None or wanted is None:
        return UNKNOWN
    if axis is None or len(kind.dims) == 1:
        return Array(kind.dtype, wanted)
    if not isinstance(axis, int) or len(wanted) != len(kind.dims):
        return Array(kind.dtype, None)
    along = axis % len(wanted)
    rest = broadcast([kind.dims[:along] + (1,) + kind.dims[along + 1:], wanted[:along] + (1,) + wanted[along + 1:]], None)
    return Array(kind.dtype, rest[:along] + (wanted[along],) + rest[along + 1:]) if rest is not None else UNKNOWN


@family
def diagonal(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.diagonal``: the two axes become one, the last."""
    kind = args[0].kind
    i, j = argument(args, kwargs, 2, "axis1", 0), argument(args, kwargs, 3, "axis2", 1)
    if not isinstance(kind, Array) or kind.dims is None or not isinstance(i, int) or not isinstance(j, int):
        return UNKNOWN
    r = len(kind.dims)
    offset = argument(args, kwargs, 1, "offset", 0)
    same = offset == 0 and kind.dims[i] == kind.dims[j]
    last = kind.dims[i] if same else Dim(("diagonal", kind.dims[i], kind.dims[j], args[1] if offset is ... else offset))
    return Array(kind.dtype, (*(d for n, d in enumerate(kind.dims) if n not in (i % r, j % r)), last))


@family
def diag(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.diag``: of a vector a matrix, of a matrix a vector."""
    kind, k = args[0].kind, argument(args, kwargs, 1, "k", 0)
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    if len(kind.dims) == 1:
        n = kind.dims[0] if k == 0 else Dim(("diag", kind.dims[0], abs(k) if isinstance(k, int) else args[1]))
        return Array(kind.dtype, (n, n))
    same = k == 0 and kind.dims[0] == kind.dims[1]
    return Array(kind.dtype, (kind.dims[0] if same else Dim(("diagonal", *kind.dims, args[1] if k is ... else k)),))


@family
def traced(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.trace``: a number for each matrix."""
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None or kind.dtype in ("bool", "int8", "int16", "int32"):
        return UNKNOWN
    if len(kind.dims) == 2:
        return Scalar(kind.dtype, False)
    return Array(kind.dtype, None)


@family
def inner_number(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.vdot``: a number."""
    name = promote_strongly([v.kind for v in args])
    return Scalar(name, False) if name and _numeric(args) else UNKNOWN


@family
def einsummed(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.einsum`` with subscripts that are known: the rank, and the dimensions that letters name."""
    subscripts = argument(args, kwargs, 0, "subscripts")
    name = promote_strongly([v.kind for v in args[1:]])
    if not isinstance(subscripts, str) or name is None or not _numeric(args[1:]) or set(kwargs) - {"optimize"}:
        return UNKNOWN
    from ..rules.einsum import explicit
    left, right = explicit(subscripts).split("->")
    if "..." in left:
        return Array(name, None)
    sizes: dict[str, Dim | int] = {}
    for term, v in zip(left.split(","), args[1:]):
        shape = dims(v.kind)
        if shape is None or len(shape) != len(term):
            return UNKNOWN
        for letter, d in zip(term, shape):
            if letter not in sizes or sizes[letter] == 1 or is_many(d):
                sizes[letter] = d
    return Scalar(name, False) if right == "" else Array(name, tuple(sizes[c] for c in right))


@family
def tensordotted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.tensordot`` over a known number of axes."""
    axes, name = argument(args, kwargs, 2, "axes", 2), promote_strongly([args[0].kind, args[1].kind])
    a, b = dims(args[0].kind), dims(args[1].kind)
    if name is None or a is None or b is None or axes is ...:
        return UNKNOWN
    if isinstance(axes, int):
        left, right = set(range(len(a) - axes, len(a))), set(range(axes))
    else:
        left, right = ({n % len(s) for n in (x if isinstance(x, (tuple, list)) else (x,))} for s, x in zip((a, b), axes))
    shape = (*(d for i, d in enumerate(a) if i not in left), *(d for i, d in enumerate(b) if i not in right))
    return Array(name, shape)


@family
def norm(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.norm``: real, reduced along its axes."""
    name = {"complex128": "float64", "complex64": "float32"}.get(_data(args) or "", _floating(_data(args)))
    return _reduced(args, kwargs, name, 2, 3)


@family
def numpy_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.float64(x)``, ``np.float32(x)``."""
    shape = dims(args[0].kind) if args else None
    name = np.dtype(callee).name
    return UNKNOWN if shape is None else Scalar(name, False) if shape == () else Array(name, shape)


@family
def identity_matrix(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.eye(n)``, ``np.eye(n, m)``."""
    if set(kwargs) - {"k"}:
        return UNKNOWN
    rows = shape_of_argument(args[0]) if args else None
    columns = shape_of_argument(args[1]) if len(args) > 1 and not (isinstance(args[1], Const) and args[1].value is None) else rows
    return Array("float64", (*rows, *columns)) if rows and columns and len(rows) == len(columns) == 1 else UNKNOWN


@family
def spaced(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linspace`` between numbers."""
    if set(kwargs) - {"num", "endpoint"} or any(dims(v.kind) != () for v in args[:2]):
        return UNKNOWN
    n = argument(args, kwargs, 2, "num", 50)
    return Array("float64", (n if isinstance(n, int) else Dim(("shape", args[2] if len(args) > 2 else kwargs["num"])),))


@family
def counted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.arange``: a vector of numbers."""
    name = promote([v.kind for v in args])
    if kwargs or not args or name not in ("int64", "float64") or not _numeric(args):
        return UNKNOWN
    if len(args) == 1 and name == "int64":
        return Array(name, shape_of_argument(args[0]))
    return Array(name, (Dim(("arange", *args)),))


@family
def convolved(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.convolve``: a vector."""
    name = promote_strongly([v.kind for v in args[:2]])
    return Array(name, (Dim(("convolve", callee, *args, *kwargs.values())),)) if name and _numeric(args[:2]) else UNKNOWN


@family
def two(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.divmod``, ``np.modf``: two results of one kind."""
    result = ufunc(callee, args, kwargs)
    return UNKNOWN if result == UNKNOWN else Tuple((result, result))


def _numeric(args: Args) -> bool:
    return all(isinstance(v.kind, (Scalar, Array)) for v in args)


SLOGDET, EIGH, SVD, QR = (type(f(np.eye(1))) for f in (np.linalg.slogdet, np.linalg.eigh, np.linalg.svd, np.linalg.qr))


def _matrix(args: Args) -> tuple[str, tuple[Dim | int, ...]] | None:
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None or len(kind.dims) < 2:
        return None
    return _floating(kind.dtype) or "float64", kind.dims


def _number_or_array(name: str, shape: tuple[Dim | int, ...]) -> Kind:
    return Array(name, shape) if shape else Scalar(name, False)


@family
def sign_and_log(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.slogdet``: two numbers for each matrix."""
    found = _matrix(args)
    if found is None:
        return UNKNOWN
    number = _number_or_array(found[0], found[1][:-2])
    return Tuple((number, number), SLOGDET)


@family
def eigen(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.eigh``: eigenvalues and eigenvectors."""
    found = _matrix(args)
    if found is None or found[0].startswith("complex"):
        return UNKNOWN
    return Tuple((Array(found[0], found[1][:-1]), Array(found[0], found[1])), EIGH)


@family
def eigenvalues(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.eigvalsh``."""
    found = _matrix(args)
    return UNKNOWN if found is None or found[0].startswith("complex") else Array(found[0], found[1][:-1])


@family
def singular(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.svd``: three factors, or the singular values alone."""
    found = _matrix(args)
    full, uv = argument(args, kwargs, 1, "full_matrices", True), argument(args, kwargs, 2, "compute_uv", True)
    if found is None or full is ... or uv is ... or found[0].startswith("complex"):
        return UNKNOWN
    name, shape = found
    k = Dim(("least", shape[-2], shape[-1]))
    values = Array(name, (*shape[:-2], k))
    if not uv:
        return values
    return Tuple((Array(name, (*shape[:-1], shape[-2] if full else k)), values,
                  Array(name, (*shape[:-2], shape[-1] if full else k, shape[-1]))), SVD)


@family
def orthogonal(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.qr``: Q and R, or R alone."""
    found, mode = _matrix(args), argument(args, kwargs, 1, "mode", "reduced")
    if found is None or mode not in ("reduced", "r") or found[0].startswith("complex"):
        return UNKNOWN
    name, shape = found
    k = Dim(("least", shape[-2], shape[-1]))
    r = Array(name, (*shape[:-2], k, shape[-1]))
    return r if mode == "r" else Tuple((Array(name, (*shape[:-1], k)), r), QR)


@family
def least_squares(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.lstsq``: the solution, residuals, the rank, singular values."""
    found, b = _matrix(args), args[1].kind
    if found is None or not isinstance(b, Array) or b.dims is None or not found[0].startswith("float"):
        return UNKNOWN
    name, shape = found
    return Tuple((Array(name, (shape[-1], *b.dims[1:])), Array(name, (Dim(("residuals", args[0], args[1])),)), Scalar("int32", False),
                  Array(name, (Dim(("least", shape[-2], shape[-1])),))))


@family
def splitted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.split``: a list of arrays, as many as the argument says."""
    kind, where, axis = args[0].kind, argument(args, kwargs, 1, "indices_or_sections"), argument(args, kwargs, 2, "axis", 0)
    if not isinstance(kind, Array) or kind.dims is None or not isinstance(axis, int):
        return UNKNOWN
    n = where if isinstance(where, int) else len(where) + 1 if isinstance(where, (tuple, list)) else None
    if n is None and isinstance(args[1].kind, Tuple):
        n = len(args[1].kind.items) + 1
    if n is None:
        return UNKNOWN
    axis %= len(kind.dims)

    points = where if isinstance(where, int) else tuple(where) if isinstance(where, (tuple, list)) else args[1]

    def part(i: int) -> Kind:
        d = Dim(("split", callee, kind.dims[axis], points, 0 if callee is np.split and isinstance(where, int) else i))  # type: ignore[union-attr,index]
        return Array(kind.dtype, (*kind.dims[:axis], d, *kind.dims[axis + 1:]))  # type: ignore[union-attr,index]
    return Tuple(tuple(part(i) for i in range(n)), list)


@family
def split_as_second(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``split_like(g, arrays, axis)``: g's dtype, the shapes of the arrays."""
    name, kind = _data(args), args[1].kind
    if name is None or not isinstance(kind, Tuple) or not all(isinstance(k, Array) for k in kind.items):
        return UNKNOWN
    return Tuple(tuple(Array(name, dims(k)) for k in kind.items), list)


@family
def sum_of_two(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``accumulate(a, b)``: of two structures of one kind, that kind."""
    return args[0].kind if args[0].kind == args[1].kind else UNKNOWN


# -- indexing --------------------------------------------------------------------------


@family
def item(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x[index]``."""
    kind, index = args[0].kind, args[1]
    if isinstance(kind, Tuple):
        if isinstance(index, Const) and isinstance(index.value, int) and -len(kind.items) <= index.value < len(kind.items):
            return kind.items[index.value]
        result: Kind = NEVER
        for k in kind.items:
            result = join(result, k, ("item", args[0]))
        return result if isinstance(index.kind, Scalar) else UNKNOWN
    if isinstance(kind, List):
        return kind.item if isinstance(index.kind, Scalar) else kind if index.kind == Object(slice) else UNKNOWN
    if isinstance(kind, Dict):
        return kind.items[kind.keys.index(index.value)] if isinstance(index, Const) and index.value in kind.keys else UNKNOWN
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    shape = indexed(kind.dims, index)
    if shape is None:
        return UNKNOWN
    return Scalar(kind.dtype, False) if shape == () and not _has_ellipsis(index) else Array(kind.dtype, shape)


def _has_ellipsis(index: Value) -> bool:
    return isinstance(index, Const) and (index.value is ... or isinstance(index.value, tuple) and ... in index.value)


def index_parts(index: Value) -> list[Any] | None:
    """The parts of an index: constants as they are, values as ``Value``s; None where they are not known."""
    if isinstance(index, Const):
        parts = index.value if isinstance(index.value, tuple) else (index.value,)
        return list(parts)
    if isinstance(index.kind, Tuple) and index.kind.type is list:
        return [_stacked(list(index.kind.items), len(index.kind.items))]
    if isinstance(index.kind, Tuple):
        return [k if isinstance(k, Kind) else k for k in index.kind.items]
    return [index.kind]


def indexed(shape: tuple[Dim | int, ...], index: Value) -> tuple[Dim | int, ...] | None:
    """The dimensions of ``x[index]``; None where the rank cannot be told."""
    parts = index_parts(index)
    if parts is None:
        return None
    result: list[Dim | int] = []
    consumed = sum(1 for p in parts if p is not None and p is not ... and p not in (Object(type(None)), Object(type(...))))
    axis = 0
    for n, p in enumerate(parts):
        if p is None or p == Object(type(None)):
            result.append(1)
        elif p is ... or p == Object(type(...)):
            skip = len(shape) - consumed
            result.extend(shape[axis:axis + skip])
            axis += skip
        elif axis >= len(shape):
            return None
        elif isinstance(p, slice):
            result.append(sliced(shape[axis], p))
            axis += 1
        elif p == Object(slice):
            result.append(Dim(("slice", shape[axis], index, n)))
            axis += 1
        elif isinstance(p, bool):
            return None
        elif isinstance(p, int) or isinstance(p, Scalar) and p.dtype.startswith(("int", "uint")):
            axis += 1
        elif isinstance(p, (Array, list, np.ndarray)) and len(parts) == 1:
            k = kind_of(np.array(p), index) if not isinstance(p, Array) else p
            assert isinstance(k, Array)
            if k.dims is None:
                return None
            if k.dtype == "bool":
                result.append(Dim(("mask", index)))
                axis += len(k.dims)
            else:
                result.extend(np.shape(p) if not isinstance(p, Array) else k.dims)
                axis += 1
        else:
            return None
    return (*result, *shape[axis:])


def sliced(dim: Dim | int, s: slice) -> Dim | int:
    """The dimension of ``x[s]``: slices that drop as many items have the same one."""
    parts = (s.start, s.stop, s.step)
    if not all(p is None or isinstance(p, int) for p in parts):
        return Dim(("slice", dim, str(parts)))
    if isinstance(dim, int):
        return len(range(*s.indices(dim)))
    start, stop = s.start or 0, s.stop
    if s.step in (None, 1) and start >= 0 and (stop is None or stop < 0):
        dropped = start - (stop or 0)
        return Dim(("drop", dim, dropped)) if dropped else dim
    if parts == (None, None, -1):
        return dim
    return Dim(("slice", dim, parts))


@family
def shape_tuple(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.shape``: a tuple of ints."""
    shape = dims(args[0].kind)
    return Tuple((INT,) * len(shape)) if shape is not None else UNKNOWN


@family
def list_of_items(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``list(x)``."""
    kind = args[0].kind if args else NEVER
    match kind:
        case List(k):
            return List(k)
        case Tuple(items):
            result: Kind = NEVER
            for k in items:
                result = join(result, k, ("list", args[0]))
            return List(result)
        case Array(name, shape) if shape:
            return List(Scalar(name, False) if len(shape) == 1 else Array(name, shape[1:]))
    return UNKNOWN


def _appended(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    kind = args[0].kind
    item = kind.item if isinstance(kind, List) else UNKNOWN
    if isinstance(kind, Tuple):
        item = NEVER
        for k in kind.items:
            item = join(item, k, ("appended", len(kind.items)))
    return List(join(item, args[1].kind, ("appended", args[0].name)))


LANGUAGE: dict[Any, Family] = {
    primitives.make_tuple: lambda c, a, k: Tuple(tuple(v.kind for v in a)),
    primitives.make_list: lambda c, a, k: Tuple(tuple(v.kind for v in a), list) if a else List(NEVER),
    primitives.make_dict: lambda c, a, k: Dict(a[0].value, tuple(v.kind for v in a[1:])),  # type: ignore[attr-defined]
    primitives.make_named: lambda c, a, k: Tuple(tuple(v.kind for v in a[1:]), a[0].value),  # type: ignore[attr-defined]
    primitives.appended: _appended,
    primitives.without_last: first,
    primitives.replaced: first,
    operator.getitem: item,
    slice: lambda c, a, k: Object(slice),
}
