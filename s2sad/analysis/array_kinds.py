"""The kinds that NumPy's creating, joining and selecting functions give."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const
from ..ir.kinds import (
    FLOAT,
    INT,
    UNKNOWN,
    Array,
    Dim,
    Kind,
    List,
    Object,
    Scalar,
    Tuple,
    dims,
    is_complex,
    is_many,
    kind_of,
)
from .families import (
    Args,
    Kwargs,
    all_numeric,
    argument,
    broadcast,
    broadcast_result,
    dtype_argument,
    family,
    first_dtype,
    floating,
    promote,
    promote_strongly,
    shape_of_argument,
    stacked,
)

# -- creation ----------------------------------------------------------------------------


@family
def like_first(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.zeros_like(x)``: an array as ``x``."""
    kind = args[0].kind
    name = dtype_argument(kwargs, first_dtype(args))
    return Array(name, dims(kind)) if isinstance(kind, (Array, Scalar)) and name else UNKNOWN


@family
def created(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.zeros(shape)`` and its like."""
    dtype = args[1] if len(args) > 1 and callee is not np.full else kwargs.get("dtype")
    args = [kwargs["shape"], *args] if "shape" in kwargs else args
    name = dtype_argument({"dtype": dtype} if dtype is not None else {}, "float64")
    if callee is np.full and dtype is None:
        name = first_dtype(args[1:])
    if name is None or not args:
        return UNKNOWN
    return Array(name, shape_of_argument(args[0]))


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
    elif kind == Object(range):
        found = Array("int64", (Dim(("list", args[0])),))
    elif isinstance(kind, (Tuple, List)):
        items = list(kind.items) if isinstance(kind, Tuple) else [kind.item]
        found = stacked(items, len(items) if isinstance(kind, Tuple) else Dim(("list", args[0])))
    if name is not None and isinstance(found, Array):
        new = dtype_argument({"dtype": kwargs.get("dtype", args[1] if len(args) > 1 else Const(name))}, None)
        found = Array(new, found.dims) if new else UNKNOWN
    ndmin = argument(args, kwargs, 9, "ndmin", 0)
    if ndmin != 0 and isinstance(found, Array):
        known = isinstance(ndmin, int) and found.dims is not None
        return Array(found.dtype, ((1,) * (ndmin - len(found.dims or ())) + (found.dims or ())) if known else None)
    return found


@family
def casted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.astype(dtype)``."""
    name = dtype_argument({"dtype": args[1] if len(args) > 1 else kwargs.get("dtype", Const("?"))}, None)
    kind = args[0].kind
    if not isinstance(kind, (Array, Scalar)) or name is None:
        return UNKNOWN
    return Array(name, kind.dims) if isinstance(kind, Array) and kind.dims != () else Scalar(name, False)


@family
def numpy_float(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.float64(x)``, ``np.float32(x)``."""
    shape = dims(args[0].kind) if args else None
    name = np.dtype(callee).name
    return UNKNOWN if shape is None else Scalar(name, False) if shape == () else Array(name, shape)


@family
def identity_matrix(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.eye(n)``, ``np.eye(n, m)``."""
    name = dtype_argument(kwargs, "float64")
    if set(kwargs) - {"k", "dtype"} or name is None:
        return UNKNOWN
    rows = shape_of_argument(args[0]) if args else None
    columns = shape_of_argument(args[1]) if len(args) > 1 and not (
        isinstance(args[1], Const) and args[1].value is None) else rows
    return Array(name, (*rows, *columns)) if rows and columns and len(rows) == len(columns) == 1 else UNKNOWN


@family
def spaced(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.linspace`` and ``np.geomspace`` between numbers of double precision."""
    step = argument(args, kwargs, 4, "retstep", False)
    unusual = set(kwargs) - {"num", "endpoint", "base", "retstep", "dtype"} or len(args) > 4 or step is ...
    ends = [v.kind for v in (*args[:2], *(v for k, v in kwargs.items() if k == "base"))]
    name = dtype_argument(kwargs, floating(promote(ends)))
    if unusual or any(dims(k) != () for k in ends) or name not in ("float64", "complex128") or (
            floating(promote(ends)) != floating(promote_strongly(ends))):
        return UNKNOWN
    n = argument(args, kwargs, 2, "num", 50)
    size = n if isinstance(n, int) else Dim(("shape", args[2] if len(args) > 2 else kwargs["num"]))
    points = Array(name, (size,))
    return Tuple((points, Scalar(name, False))) if step else points


@family
def reals(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``real_only(roots, p)``: a vector, of the dtype of the coefficients."""
    return Array(floating(first_dtype(args[1:])) or "float64", (Dim(("roots", args[0])),))


@family
def interpolated(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.interp``: the shape of the points, in double precision."""
    values = args[2] if len(args) > 2 else kwargs.get("fp")
    if values is None or not all_numeric([values]):
        return UNKNOWN
    return broadcast_result(args[:1], "complex128" if is_complex(values.kind) else "float64")


@family
def machine_limits(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.finfo(float)``: an object."""
    return Object(callee)


@family
def listed(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x.tolist()`` of a vector: a list of Python's numbers."""
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None or len(kind.dims) != 1:
        return UNKNOWN
    return {"float64": List(FLOAT), "int64": List(INT)}.get(kind.dtype, UNKNOWN)


@family
def counted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.arange``: a vector of numbers."""
    name = dtype_argument(kwargs, promote([v.kind for v in args]))
    if set(kwargs) - {"dtype"} or not args or name not in ("int64", "float64") or not all_numeric(args):
        return UNKNOWN
    if len(args) == 1 and promote([args[0].kind]) == "int64":
        return Array(name, shape_of_argument(args[0]))
    return Array(name, (Dim(("arange", *args)),))


# -- joining and splitting ---------------------------------------------------------------


@family
def joined(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.concatenate``, ``np.stack``: an array of the operands' rank, or one more."""
    kind = args[0].kind
    items = list(kind.items) if isinstance(kind, Tuple) else [kind.item] if isinstance(kind, List) else []
    name = promote_strongly(items)
    ranks = [dims(k) for k in items]
    if not items or name is None or any(r is None for r in ranks) or not all(
        isinstance(k, (Array, Scalar)) for k in items):
        return UNKNOWN
    extra = 1 if callee is np.stack else 0
    r = len(ranks[0] or ()) + extra
    name = dtype_argument(kwargs, name)
    axis = argument(args, kwargs, 1, "axis", 0)
    if name is None:
        return UNKNOWN
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
def splitted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.split``: a list of arrays, as many as the argument says."""
    kind, where, axis = args[0].kind, argument(args, kwargs, 1, "indices_or_sections"), argument(
        args, kwargs, 2, "axis", 0)
    if not isinstance(kind, Array) or kind.dims is None or not isinstance(axis, int):
        return UNKNOWN
    n = where if isinstance(where, int) else len(where) + 1 if isinstance(where, (tuple, list)) else None
    if n is None and isinstance(args[1].kind, Tuple):
        n = len(args[1].kind.items) + 1
    if n is None:
        return UNKNOWN
    name, shape = kind.dtype, kind.dims
    axis %= len(shape)

    points = where if isinstance(where, int) else tuple(where) if isinstance(where, (tuple, list)) else args[1]

    def part(i: int) -> Kind:
        d = Dim(("split", callee, shape[axis], points, 0 if callee is np.split and isinstance(where, int) else i))
        return Array(name, (*shape[:axis], d, *shape[axis + 1:]))
    return Tuple(tuple(part(i) for i in range(n)), list)


@family
def partitioned(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.partition`` along an axis."""
    kind, axis = args[0].kind, argument(args, kwargs, 2, "axis", -1)
    return kind if isinstance(kind, Array) and axis is not None else UNKNOWN


@family
def triangle(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.tril``: of a vector, a matrix whose rows it is."""
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    return kind if len(kind.dims) != 1 else Array(kind.dtype, kind.dims * 2)


# -- selection and order -----------------------------------------------------------------


@family
def selection(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.where(c, a, b)``: an array of the common shape of all three."""
    if len(args) == 1 and not kwargs:
        return index_vectors(np.nonzero, args, kwargs)
    if len(args) != 3:
        return UNKNOWN
    name, kinds = promote([v.kind for v in args[1:]]), [v.kind for v in args]
    if name is None or not all(isinstance(k, (Scalar, Array)) for k in kinds):
        return UNKNOWN
    return Array(name, broadcast([dims(k) for k in kinds], None))


@family
def clipped(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.clip``: the common kind of what is clipped and its bounds."""
    given = [v for v in [*args, *kwargs.values()] if not (isinstance(v, Const) and v.value is None)]
    return broadcast_result(given, promote([v.kind for v in given]))


@family
def running(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.cumsum``, ``np.sort``: the shape is kept along an axis; without one, the array is flattened."""
    kind = args[0].kind
    default = -1 if callee is np.sort else None
    axis = argument(args, kwargs, 1, "axis", default)
    if not isinstance(kind, Array) or kind.dtype in (
            "bool", "int8", "int16", "int32") or set(kwargs) - {"axis", "kind", "stable"} or len(args) > 2:
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
def inserted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.insert``: the dtype of the first array, whatever goes in."""
    kind, axis = args[0].kind, argument(args, kwargs, 3, "axis")
    if not isinstance(kind, Array) or kind.dims is None or axis is ...:
        return UNKNOWN
    rank = 1 if axis is None else len(kind.dims)
    return Array(kind.dtype, tuple(Dim(("insert", *args, *kwargs.values(), i)) for i in range(rank)))


@family
def index_vectors(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.triu_indices(n)``, ``np.nonzero(x)``: a vector of indices for each axis, all of one length."""
    shape = dims(args[0].kind)
    count: int | None = 2
    if callee is np.diag_indices:
        count = argument(args, kwargs, 1, "ndim", 2)
    elif callee in (np.nonzero, np.diag_indices_from):
        count = len(shape) if shape is not None else None
    if not isinstance(count, int) or count == 0:
        return UNKNOWN
    return Tuple((Array("int64", (Dim((callee.__name__, *args, *kwargs.values())),)),) * count)


@family
def open_mesh(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.ix_(i, j)``: columns and rows of indices."""
    lengths: list[Dim | int] = []
    for v in args:
        shape = dims(v.kind)
        if isinstance(v.kind, Array) and shape is not None and len(shape) == 1:
            lengths.append(Dim(("mask", v)) if v.kind.dtype == "bool" else shape[0])
        elif isinstance(v.kind, Tuple):
            lengths.append(len(v.kind.items))
        elif isinstance(v.kind, List):
            lengths.append(Dim(("list", v)))
        else:
            return UNKNOWN
    return Tuple(tuple(Array("int64", tuple(n if i == j else 1 for j in range(len(lengths))))
                       for i, n in enumerate(lengths)))


@family
def running_rank(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.diff``: the rank is kept, and one dimension is smaller."""
    kind, n, axis = args[0].kind, argument(args, kwargs, 1, "n", 1), argument(args, kwargs, 2, "axis", -1)
    if len(args) > 3 or set(kwargs) - {"n", "axis", "prepend", "append"}:
        return UNKNOWN
    if not isinstance(kind, Array) or kind.dims is None or not isinstance(axis, int) or not isinstance(n, int) or not n:
        return UNKNOWN
    new = list(kind.dims)
    more = [v for k, v in kwargs.items() if k in ("prepend", "append")]
    new[axis] = Dim(("diff", kind.dims[axis], n, *more))
    name = promote_strongly([kind, *[v.kind for v in more]])
    return Array(name, tuple(new)) if name is not None and kind.dtype != "bool" else UNKNOWN


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
    rest = broadcast([(*kind.dims[:along], 1, *kind.dims[along + 1:]), (*wanted[:along], 1, *wanted[along + 1:])],
                     None)
    return Array(kind.dtype, (*rest[:along], wanted[along], *rest[along + 1:])) if rest is not None else UNKNOWN


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
