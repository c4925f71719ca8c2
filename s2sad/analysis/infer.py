"""The kind of a call's result, from the kinds of its arguments.

Each function belongs to a family that its rule names (``kind="elementwise"``); a family is one function
below.  A function of no family has a result of unknown kind, which is never wrong, only slower.
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import Const, Function
from ..ir.kinds import (
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    NEVER,
    STR,
    UNKNOWN,
    Array,
    Dict,
    Each,
    Kind,
    List,
    Never,
    Object,
    Scalar,
    Tuple,
    dims,
    join,
)
from ..rules import registry
from . import (  # noqa: F401 - they register
    array_kinds,
    fourier_kinds,
    index_kinds,
    linalg_kinds,
    scipy_kinds,
    scipy_linalg_kinds,
    series_kinds,
    set_kinds,
    shape_kinds,
)
from .families import (
    Args,
    Family,
    Kwargs,
    broadcast_result,
    dtype_argument,
    families,
    family,
    floating,
    promote,
    real_of,
)
from .indexing import item

FLAGS = type(np.zeros(0).flags)
ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow}


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


# -- numbers -----------------------------------------------------------------------------


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
        name = floating(name)
    result = broadcast_result(args, name)
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


def ufunc_result(args: Args, kwargs: Kwargs, name: str | None) -> Kind:
    """The result of a ufunc whose keywords say no more than its dtype."""
    if set(kwargs) - {"dtype", "casting"}:
        return UNKNOWN
    return broadcast_result(args, dtype_argument(kwargs, name))


@family
def ufunc(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """NumPy's arithmetic: the operands' common dtype."""
    return ufunc_result(args, kwargs, promote([v.kind for v in args]))


@family
def ufunc_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """NumPy's functions that make floats of integers."""
    return ufunc_result(args, kwargs, floating(promote([v.kind for v in args])))


@family
def ufunc_double(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.float_power``: double precision, whatever is given."""
    name = promote([v.kind for v in args])
    double = "complex128" if (name or "").startswith("complex") else "float64"
    return broadcast_result(args, name and (name if np.dtype(name).itemsize > np.dtype(double).itemsize else double))


@family
def ufunc_real(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.abs``, ``np.real``: the real dtype that belongs to a complex one."""
    name = promote([v.kind for v in args])
    return broadcast_result(args, real_of(name))


@family
def angle(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.angle(z, deg)``: real, and an array's if ``z`` is one."""
    return ufunc_real(callee, args[:1], {})


@family
def part_of(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.real``, ``np.imag``: of Python's numbers, Python's."""
    kind = args[0].kind
    result = ufunc_real(callee, args, kwargs)
    return Scalar(result.dtype, kind.python) if isinstance(kind, Scalar) and isinstance(result, Scalar) else result


@family
def conjugation(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.conj`` and ``z.conjugate()``, which of Python's numbers makes Python's."""
    kind = args[0].kind
    if isinstance(kind, Scalar) and kind.python is not False:
        return Scalar(kind.dtype, None)
    return ufunc(callee, args, kwargs)


@family
def comparison(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Comparisons: Python's give a bool, NumPy's an array of them."""
    kinds = [v.kind for v in args]
    if isinstance(callee, np.ufunc):
        return broadcast_result(args, "bool") if not kwargs else UNKNOWN
    if all(isinstance(k, Scalar) and k.python for k in kinds) or any(isinstance(k, Object) for k in kinds):
        return BOOL if not any(isinstance(k, Array) for k in kinds) else UNKNOWN
    if all(isinstance(k, Scalar) and k.python is not False for k in kinds):
        return Scalar("bool", None)
    return broadcast_result(args, "bool")


@family
def absolute(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``abs``: of Python's numbers, Python's; of arrays, arrays."""
    kind = args[0].kind
    if isinstance(kind, Scalar) and kind.python is not False:
        return Scalar({"complex128": "float64", "bool": "int64"}.get(kind.dtype, kind.dtype), kind.python)
    return ufunc_real(callee, args, kwargs)


@family
def two(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.divmod``, ``np.modf``: two results of one kind."""
    result = ufunc(callee, args, kwargs)
    return UNKNOWN if result == UNKNOWN else Tuple((result, result))


@family
def rounded(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.round(x, decimals)``: as ``x``."""
    name = promote([args[0].kind])
    return broadcast_result(args[:1], name) if name != "bool" else UNKNOWN


@family
def mantissa_and_exponent(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.frexp``: floats and integers."""
    mantissa = ufunc_float(callee, args, kwargs)
    exponent = broadcast_result(args, "int32")
    return UNKNOWN if UNKNOWN in (mantissa, exponent) else Tuple((mantissa, exponent))


@family
def item_of(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.item()``: Python's number of the dtype."""
    kind = args[0].kind
    if isinstance(kind, (Array, Scalar)):
        return {"f": FLOAT, "i": INT, "u": INT, "b": BOOL, "c": COMPLEX}.get(np.dtype(kind.dtype).kind, UNKNOWN)
    return UNKNOWN


# -- Python's types, and kinds that are kept ---------------------------------------------


@family
def python_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``math.sin`` and ``float``: a Python float."""
    return FLOAT


@family
def python_parts(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``math.modf``: two floats."""
    return Tuple((FLOAT, FLOAT))


@family
def python_mantissa(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``math.frexp``: a float and an int."""
    return Tuple((FLOAT, INT))


@family
def python_int(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``int``, ``len``, ``x.ndim``: a Python int."""
    return INT


@family
def list_of_ints(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Indices in a list."""
    return List(INT)


@family
def python_bool(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``isinstance``, ``bool``: a Python bool."""
    return BOOL


@family
def python_range(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``range``: an object of its own."""
    return Object(range)


@family
def python_str(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``str``, ``repr``: a string."""
    return STR


@family
def python_complex(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``complex``: a Python complex."""
    return COMPLEX


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
def sum_of_two(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``accumulate(a, b)``: of two structures of one kind, that kind."""
    return args[0].kind if args[0].kind == args[1].kind else UNKNOWN


@family
def shape_tuple(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.shape``: a tuple of ints."""
    shape = dims(args[0].kind)
    return Tuple((INT,) * len(shape)) if shape is not None else UNKNOWN


@family
def dtype_object(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.dtype``"""
    kind = args[0].kind
    return Object(np.dtype, (kind.dtype,)) if isinstance(kind, Array) else UNKNOWN


@family
def flags_object(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.flags``: how an array lies in memory."""
    return Object(FLAGS)


# -- lists -------------------------------------------------------------------------------


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
                result = join(result, k, Each(("list", args[0])))
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
            item = join(item, k, Each(("appended", len(kind.items))))
    return List(join(item, args[1].kind, Each(("appended", args[0].name))))


def _attribute(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """An attribute of another object: of a sparse matrix, its transpose is one again, of another format."""
    kind, name = args[0].kind, args[1]
    if isinstance(kind, Object) and kind.type.__module__.startswith("scipy.sparse") and isinstance(
            name, Const) and name.value == "T":
        return Object(next((t for t in kind.type.__mro__ if t.__name__ == "_spbase"), kind.type))
    return UNKNOWN


LANGUAGE: dict[Any, Family] = {
    getattr: _attribute,
    primitives.make_tuple: lambda c, a, k: Tuple(tuple(v.kind for v in a)),
    primitives.make_list: lambda c, a, k: Tuple(tuple(v.kind for v in a), list) if a else List(NEVER),
    primitives.make_dict: lambda c, a, k: Dict(a[0].value, tuple(v.kind for v in a[1:])),  # type: ignore[attr-defined]
    primitives.make_named: lambda c, a, k: Tuple(tuple(v.kind for v in a[1:]), a[0].value),  # type: ignore[attr-defined]
    primitives.appended: _appended,
    primitives.without_last: first,
    primitives.replaced: first,
    operator.getitem: item,
    slice: lambda c, a, k: Object(slice, tuple(v.value if isinstance(v, Const) else v for v in a)),
}
