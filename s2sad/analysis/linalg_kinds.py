"""The kinds that NumPy's reductions, products and linear algebra give."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import (
    NONE,
    UNKNOWN,
    Array,
    Dim,
    Kind,
    Scalar,
    Tuple,
    dims,
    is_many,
)
from .families import (
    Args,
    Kwargs,
    all_numeric,
    argument,
    axis_set,
    broadcast,
    broadcast_result,
    dtype_argument,
    factorable,
    family,
    first_dtype,
    floating,
    promote,
    promote_strongly,
    real_of,
)

SLOGDET, EIG, EIGH, SVD, QR = (type(f(np.eye(1))) for f in (
    np.linalg.slogdet, np.linalg.eig, np.linalg.eigh, np.linalg.svd, np.linalg.qr))


SPREADS = {np.var, np.std, np.nanvar, np.nanstd}       # real, of complex numbers too


# -- reductions --------------------------------------------------------------------------


def reduced_kind(args: Args, kwargs: Kwargs, name: str | None, position: int = 1,
                 keepdims_position: int | None = None) -> Kind:
    kind, axis = args[0].kind, argument(args, kwargs, position, "axis")
    keepdims = argument(args, kwargs, keepdims_position or 99, "keepdims", False)
    shape = dims(kind)
    if shape is None or name is None or keepdims is ...:
        return Scalar(name, False) if name and axis is None and not keepdims and shape is None and isinstance(
            kind, Array) else UNKNOWN
    axes = None if axis is ... else axis_set(axis, len(shape))
    if axes is None:
        return UNKNOWN
    result = tuple(1 if i in axes else d for i, d in enumerate(shape) if keepdims or i not in axes)
    return Scalar(name, False) if result == () else Array(name, result)


def unusual(args: Args, kwargs: Kwargs, *more: str) -> bool:
    """Whether a reduction has arguments that its kind does not follow."""
    return len(args) > 2 or bool(set(kwargs) - {"axis", "keepdims", *more})


@family
def reduction(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.max`` and its like: the dtype is kept."""
    name = first_dtype(args)
    if unusual(args, kwargs, "where", "initial") or "initial" in kwargs and not (name or "").startswith("float"):
        return UNKNOWN
    return reduced_kind(args, kwargs, name)


@family
def reduction_sum(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.sum``, ``np.prod``: small integers become int64."""
    if unusual(args, kwargs, "dtype", "where", "initial"):
        return UNKNOWN
    name = first_dtype(args)
    return reduced_kind(args, kwargs, dtype_argument(kwargs, {
        "bool": "int64", "int32": "int64", "int16": "int64", "int8": "int64"}.get(name or "", name)))


@family
def reduction_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.mean``, ``np.var``: always a float."""
    if unusual(args, kwargs, "dtype", "where", "ddof", "correction", "mean"):
        return UNKNOWN
    name = first_dtype(args)
    mean = kwargs.get("mean")
    if mean is not None and mean.kind != NONE and not (
            all_numeric([mean]) and promote([args[0].kind, mean.kind]) == name):
        return UNKNOWN
    if name is not None and not name.startswith(("float", "complex")):
        name = "float64"
    if callee in SPREADS:
        name = real_of(name)
    return reduced_kind(args, kwargs, dtype_argument(kwargs, name))


@family
def reduction_bool(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.any``, ``np.all``."""
    return reduced_kind(args, kwargs, "bool") if not unusual(args, kwargs, "where") else UNKNOWN


@family
def reduction_index(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.argmax``: indices."""
    return reduced_kind(args, kwargs, "int64") if not unusual(args, kwargs) else UNKNOWN


@family
def reduction_first_axis(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.logaddexp.reduce``: along the first axis, if none is said."""
    if unusual(args, kwargs):
        return UNKNOWN
    given = kwargs if len(args) > 1 or "axis" in kwargs else {**kwargs, "axis": Const(0)}
    return reduced_kind(args, given, floating(first_dtype(args)))


@family
def averaged(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.average``: a float, and the sum of weights if it is asked for."""
    given = [v for v in [*args[2:3], *(v for k, v in kwargs.items() if k == "weights")] if v.kind != NONE]
    name = promote_strongly([args[0].kind, *(v.kind for v in given)])
    returned = argument(args, kwargs, 3, "returned", False)
    if name not in ("float32", "float64") or returned is ...:
        return UNKNOWN
    mean = reduced_kind(args, kwargs, name)
    return Tuple((mean, mean)) if returned else mean


@family
def quantiles(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.quantile``: for each of the quantiles that are asked for, a reduction."""
    if first_dtype(args) != "float64" or set(kwargs) - {"axis", "keepdims", "method", "weights"} or len(args) > 3:
        return UNKNOWN
    one = reduced_kind((args[0], *args[2:]), kwargs, "float64") if len(args) > 1 else UNKNOWN
    wanted = args[1].kind if len(args) > 1 else UNKNOWN
    shape = (len(wanted.items),) if isinstance(wanted, Tuple) and all(
        isinstance(k, Scalar) for k in wanted.items) else dims(wanted)
    if shape is None or not isinstance(one, (Array, Scalar)) or dims(one) is None:
        return UNKNOWN
    result = (*shape, *(dims(one) or ()))
    return Array("float64", result) if result else Scalar("float64", False)


@family
def quantile_parts(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``quantile_items(a, q, axis, method, keepdims, skip_nan)``: shaped as the quantiles."""
    found = quantiles(callee, args[:2], {"axis": args[2], "keepdims": args[4]})
    shape = dims(found)
    places, numbers = Array("int64", shape), Array("float64", shape)
    return UNKNOWN if shape is None else Tuple((places, places, numbers, numbers))


@family
def norm(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.norm``: real, reduced along its axes."""
    name = real_of(floating(first_dtype(args)))
    return reduced_kind(args, kwargs, name, 2, 3)


@family
def traced(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.trace``: a number for each matrix."""
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None or kind.dtype in ("bool", "int8", "int16", "int32"):
        return UNKNOWN
    if len(kind.dims) == 2:
        return Scalar(kind.dtype, False)
    return Array(kind.dtype, None)


# -- products ----------------------------------------------------------------------------


@family
def matrix_product(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``@`` and ``np.matmul``; ``np.dot`` of ranks up to two."""
    a, b = args[0].kind, args[1].kind
    name = promote_strongly([a, b])
    left, right = dims(a), dims(b)
    if name is None or left is None or right is None or kwargs:
        return UNKNOWN
    if not left or not right:
        return broadcast_result(args, name)        # np.dot with a scalar
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
def crossed(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.cross``, where the vectors are along the last axis."""
    known = len(args) == 2 and (not kwargs or list(kwargs) == ["axis"] and argument(args, kwargs, 9, "axis") == -1)
    return broadcast_result(args, promote_strongly([v.kind for v in args])) if known else UNKNOWN


@family
def inner_number(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.vdot``: a number."""
    name = promote_strongly([v.kind for v in args])
    return Scalar(name, False) if name and all_numeric(args) else UNKNOWN


@family
def inner_products(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.inner``: the last dimensions go; what is left of both stays."""
    name, a, b = promote_strongly([v.kind for v in args]), dims(args[0].kind), dims(args[1].kind)
    if name is None or not a or not b:
        return UNKNOWN
    return Array(name, (*a[:-1], *b[:-1])) if len(a) + len(b) > 2 else Scalar(name, False)


@family
def vector_products(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.vecdot`` along the last axis: the others are broadcast."""
    name, a, b = promote_strongly([v.kind for v in args]), dims(args[0].kind), dims(args[1].kind)
    if name is None or not a or not b or argument(args, kwargs, 2, "axis", -1) != -1:
        return UNKNOWN
    shape = broadcast([a[:-1], b[:-1]], callee)
    return Array(name, shape) if shape else Scalar(name, False)


@family
def einsummed(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.einsum`` with subscripts that are known: the rank, and the dimensions that letters name."""
    subscripts = argument(args, kwargs, 0, "subscripts")
    name = promote_strongly([v.kind for v in args[1:]])
    if not isinstance(subscripts, str) or name is None or not all_numeric(args[1:]) or set(kwargs) - {"optimize"}:
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
def left_factor(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A helper's ``f(g, a, b)``, the cotangent of the factor ``a``: its shape, and the dtype of the product."""
    return _factor(args, args[1], args[2])


@family
def right_factor(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A helper's ``f(g, a, b)``, the cotangent of the factor ``b``."""
    return _factor(args, args[2], args[1])


def _factor(args: Args, factor: Value, other: Value) -> Kind:
    name, shape = promote([args[0].kind, other.kind]), dims(factor.kind)
    if name is None or shape is None or not all_numeric([args[0], other]):
        return UNKNOWN
    return Array(name, shape)


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
        left, right = ({n % len(s) for n in (x if isinstance(x, (tuple, list)) else (x,))} for s,
                       x in zip((a, b), axes))
    shape = (*(d for i, d in enumerate(a) if i not in left), *(d for i, d in enumerate(b) if i not in right))
    return Array(name, shape)


@family
def convolved(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.convolve``: a vector."""
    name = promote_strongly([v.kind for v in args[:2]])
    return Array(name, (Dim(("convolve", callee, *args, *kwargs.values())),)) if name and all_numeric(
        args[:2]) else UNKNOWN


# -- linear algebra ----------------------------------------------------------------------


def matrix_of(args: Args) -> tuple[str, tuple[Dim | int, ...]] | None:
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None or len(kind.dims) < 2:
        return None
    name = factorable(kind.dtype)
    return (name, kind.dims) if name is not None else None


@family
def solved(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.solve(a, b)``: the shape of ``b``."""
    a, b = args[0].kind, args[1].kind
    name = factorable(promote([a, b]))
    if name is None or not isinstance(b, Array) or not isinstance(a, Array) or a.dims is None or len(a.dims) != 2:
        return UNKNOWN
    return Array(name, b.dims)


@family
def square_matrix(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.inv``: a matrix as the argument."""
    kind = args[0].kind
    name = factorable(kind.dtype) if isinstance(kind, Array) else None
    return Array(name, kind.dims) if isinstance(kind, Array) and name is not None else UNKNOWN


@family
def determinant(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.det``: a number for each matrix."""
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    name = floating(kind.dtype) or "float64"
    return Scalar(name, False) if len(kind.dims) == 2 else Array(name, kind.dims[:-2])


def _number_or_array(name: str, shape: tuple[Dim | int, ...]) -> Kind:
    return Array(name, shape) if shape else Scalar(name, False)


@family
def sign_and_log(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.slogdet``: two numbers for each matrix."""
    found = matrix_of(args)
    if found is None:
        return UNKNOWN
    number = _number_or_array(found[0], found[1][:-2])
    return Tuple((number, _number_or_array(real_of(found[0]), found[1][:-2])), SLOGDET)


@family
def eigen(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.eigh``: eigenvalues and eigenvectors."""
    found = matrix_of(args)
    if found is None:
        return UNKNOWN
    return Tuple((Array(real_of(found[0]), found[1][:-1]), Array(found[0], found[1])), EIGH)


@family
def eigen_any(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.eig``: a pair; whether real or complex is known when it runs."""
    return Tuple((UNKNOWN, UNKNOWN), EIG)


@family
def eigen_of_second(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``real_eigen(found, a)``: real eigenvalues and vectors."""
    found = matrix_of(args[1:])
    return UNKNOWN if found is None else Tuple((Array(found[0], found[1][:-1]), Array(found[0], found[1])))


@family
def pseudo_inverse(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.pinv``: shaped as the transpose."""
    found = matrix_of(args)
    return UNKNOWN if found is None else Array(found[0], (*found[1][:-2], found[1][-1], found[1][-2]))


@family
def matvec(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.matvec``, ``np.vecmat``: a vector for each matrix."""
    name, (a, b) = promote_strongly([v.kind for v in args]), (dims(v.kind) for v in args)
    if name is None or a is None or b is None or kwargs:
        return UNKNOWN
    matrix, vector = (a, b) if len(a) >= 2 and callee.__name__ == "matvec" else (b, a)
    stack = broadcast([matrix[:-2], vector[:-1]], None)
    kept = matrix[-2] if callee.__name__ == "matvec" else matrix[-1]
    return UNKNOWN if stack is None else Array(name, (*stack, kept))


@family
def eigenvalues(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.eigvalsh``."""
    found = matrix_of(args)
    return UNKNOWN if found is None else Array(real_of(found[0]), found[1][:-1])


@family
def singular(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.svd``: three factors, or the singular values alone."""
    found = matrix_of(args)
    full, uv = argument(args, kwargs, 1, "full_matrices", True), argument(args, kwargs, 2, "compute_uv", True)
    if found is None or full is ... or uv is ...:
        return UNKNOWN
    name, shape = found
    k = Dim(("least", shape[-2], shape[-1]))
    values = Array(real_of(name), (*shape[:-2], k))
    if not uv:
        return values
    return Tuple((Array(name, (*shape[:-1], shape[-2] if full else k)), values,
                  Array(name, (*shape[:-2], shape[-1] if full else k, shape[-1]))), SVD)


@family
def orthogonal(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.qr``: Q and R, or R alone."""
    found, mode = matrix_of(args), argument(args, kwargs, 1, "mode", "reduced")
    if found is None or mode not in ("reduced", "r", "complete"):
        return UNKNOWN
    name, shape = found
    k = Dim(("least", shape[-2], shape[-1])) if mode != "complete" else shape[-2]
    r = Array(name, (*shape[:-2], k, shape[-1]))
    return r if mode == "r" else Tuple((Array(name, (*shape[:-1], k)), r), QR)


@family
def least_squares(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linalg.lstsq``: the solution, residuals, the rank, singular values."""
    found, b = matrix_of(args), args[1].kind
    if found is None or not isinstance(b, Array) or b.dims is None:
        return UNKNOWN
    shape, name = found[1], floating(promote([args[0].kind, b]))
    if name is None:
        return UNKNOWN
    real = real_of(name)
    return Tuple((Array(name, (shape[-1], *b.dims[1:])), Array(real, (Dim(("residuals", args[0], args[1])),)),
                  Scalar("int32", False),
                  Array(real, (Dim(("least", shape[-2], shape[-1])),))))
