"""Kinds of functions that rearrange an array, or give something the shape of another."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const
from ..ir.kinds import (
    UNKNOWN,
    Array,
    Dim,
    Kind,
    List,
    Scalar,
    Tuple,
    dims,
    is_many,
)
from .families import (
    Args,
    Kwargs,
    argument,
    axis_set,
    broadcast_result,
    family,
    first_dtype,
    floating,
    promote,
    shape_of_argument,
)

# -- shapes ------------------------------------------------------------------------------


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
    return Array(kind.dtype, tuple(Dim(("transpose", kind.dims, *args[1:], *kwargs.values(), i))
                                   for i in range(len(kind.dims))))


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
def reshaped(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.reshape``: the rank is that of the new shape."""
    kind, shape = args[0].kind, argument(args, kwargs, 1, "shape")
    if shape is None:
        shape = argument(args, kwargs, 1, "newshape")
    name = first_dtype(args)
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
    return Array(name, tuple(n if n >= 0 else Dim(
        ("reshape", dims(kind) if dims(kind) is not None else args[0], tuple(shape), i)) for i, n in enumerate(shape)))


@family
def raveled(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.ravel``: one dimension."""
    name, shape = first_dtype(args), dims(args[0].kind)
    if name is None:
        return UNKNOWN
    if shape is not None and len(shape) == 1:
        return Array(name, shape)
    return Array(name, (Dim(("ravel", shape)) if shape is not None else Dim(("ravel", args[0])),))


@family
def expanded(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.expand_dims``."""
    name, shape, axis = first_dtype(args), dims(args[0].kind), argument(args, kwargs, 1, "axis")
    if name is None or shape is None or axis is ... or axis is None:
        return UNKNOWN
    axes = axis if isinstance(axis, tuple) else (axis,)
    total = len(shape) + len(axes)
    where = {a % total for a in axes}
    rest = iter(shape)
    return Array(name, tuple(1 if i in where else next(rest) for i in range(total)))


@family
def squeezed(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.squeeze`` of given axes."""
    kind, axis = args[0].kind, argument(args, kwargs, 1, "axis")
    if not isinstance(kind, Array) or kind.dims is None or axis is ...:
        return UNKNOWN
    if axis is None and all(d == 1 or is_many(d) for d in kind.dims):
        return Array(kind.dtype, tuple(d for d in kind.dims if d != 1))
    if axis is None:
        return UNKNOWN
    axes = axis_set(axis, len(kind.dims))
    if axes is None:
        return UNKNOWN
    return Array(kind.dtype, tuple(d for i, d in enumerate(kind.dims) if i not in axes))


@family
def broadcasted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.broadcast_to``: the shape that is asked for."""
    name = first_dtype(args)
    shape = shape_of_argument(args[1]) if len(args) > 1 else None
    return Array(name, shape) if name is not None else UNKNOWN


@family
def at_least(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.atleast_1d`` and its like: of several arrays, several."""
    if len(args) > 1:
        return Tuple(tuple(at_least(callee, [v], {}) for v in args))
    shape, name = dims(args[0].kind), first_dtype(args)
    if len(args) != 1 or shape is None or name is None:
        return UNKNOWN
    wanted = {np.atleast_1d: 1, np.atleast_2d: 2, np.atleast_3d: 3}[callee]
    if len(shape) >= wanted:
        return Array(name, shape)
    if wanted == 3:
        return Array(name, {0: (1, 1, 1), 1: (1, *shape, 1)}.get(len(shape), (*shape, 1)))
    return Array(name, (*(1,) * (wanted - len(shape)), *shape))


@family
def tiled(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.tile``: at least as many dimensions as there are numbers of copies."""
    name, shape = first_dtype(args), dims(args[0].kind)
    reps = argument(args, kwargs, 1, "reps")
    counts = args[1].kind if len(args) > 1 and reps is ... else UNKNOWN
    if isinstance(reps, int) or isinstance(counts, Scalar):
        n = 1
    elif isinstance(reps, (tuple, list)):
        n = len(reps)
    elif isinstance(counts, Tuple):
        n = len(counts.items)
    else:
        n = -1
    if name is None or shape is None or n < 0:
        return UNKNOWN
    return Array(name, tuple(Dim(("tile", shape, *args[1:], *kwargs.values(), i)) for i in range(max(n, len(shape)))))


# -- shaped as another -------------------------------------------------------------------


@family
def as_second(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``broadcast_like(g, like)`` and ``unbroadcast(g, like)``: g's dtype, like's shape."""
    name, shape = first_dtype(args), dims(args[1].kind)
    if name is None or shape is None:
        return UNKNOWN
    return Scalar(name, None) if shape == () else Array(name, shape)


@family
def as_third(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A helper's ``f(g, a, b)``: g's dtype, b's shape."""
    return _shaped_as(args, 2)


def _shaped_as(args: Args, position: int) -> Kind:
    name, shape = first_dtype(args), dims(args[position].kind)
    return Array(name, shape) if name is not None and shape is not None else UNKNOWN


@family
def as_fourth(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A helper's ``f(g, a, b, c)``: g's dtype, c's shape."""
    return _shaped_as(args, 3)


@family
def structured_as_second(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``structured_like(g, like)``: a list, nested, as ``like``, of g's items."""
    name = first_dtype(args)

    def structured(like: Kind) -> Kind:
        match like:
            case List(item) if (inner := structured(item)) != UNKNOWN:
                return List(inner)
            case Scalar():
                return Scalar(name or "", False)
            case Array(_, shape) if shape is not None and shape != ():
                return Array(name or "", shape)
        return UNKNOWN
    return structured(args[1].kind) if name is not None else UNKNOWN


@family
def split_as_second(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``split_like(g, arrays, axis)``: g's dtype, the shapes of the arrays."""
    name, kind = first_dtype(args), args[1].kind
    if name is None or not isinstance(kind, Tuple) or not all(isinstance(k, Array) for k in kind.items):
        return UNKNOWN
    return Tuple(tuple(Array(name, dims(k)) for k in kind.items), list)


@family
def ufunc_first(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The shape of the first argument, as a float."""
    return broadcast_result(args[:1], floating(promote([args[0].kind])))


@family
def ufunc_second(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The shape of the second argument, in double precision."""
    return broadcast_result(args[1:2], "float64")


@family
def double_first(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The shape of the first argument, in double precision."""
    return broadcast_result(args[:1], "float64")


# -- items repeated, left out, turned ------------------------------------------------------


def _along(callee: Any, args: Args, kwargs: Kwargs, axis: Any) -> Kind:
    """The kind of the first argument with other items along an axis; of all its items where the axis is None."""
    name, shape = first_dtype(args), dims(args[0].kind)
    new = Dim((callee.__name__, *args, *kwargs.values()))
    if name is None or axis is ...:
        return UNKNOWN
    if axis is None:
        return Array(name, (new,))
    if shape is None or not isinstance(axis, int):
        return UNKNOWN
    where = axis % len(shape) if shape else None
    return Array(name, tuple(new if i == where else d for i, d in enumerate(shape)))


@family
def repeated(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.repeat``: along one axis."""
    return _along(callee, args, kwargs, argument(args, kwargs, 2, "axis"))


@family
def deleted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.delete``: along one axis."""
    return _along(callee, args, kwargs, argument(args, kwargs, 2, "axis"))


@family
def inserted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.insert``: along one axis."""
    return _along(callee, args, kwargs, argument(args, kwargs, 3, "axis"))


@family
def resized(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.resize``: the shape that is asked for."""
    name, asked = first_dtype(args), kwargs.get("new_shape", args[1] if len(args) > 1 else None)
    shape = shape_of_argument(asked) if asked is not None else None
    return Array(name, shape) if name is not None and shape is not None else UNKNOWN


@family
def turned(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.rot90``: an odd number of turns exchanges two dimensions."""
    kind, k, axes = args[0].kind, argument(args, kwargs, 1, "k", 1), argument(args, kwargs, 2, "axes", (0, 1))
    if not isinstance(kind, Array) or kind.dims is None or len(kind.dims) < 2:
        return UNKNOWN
    if not isinstance(k, int) or not isinstance(axes, (tuple, list)):
        return Array(kind.dtype, tuple(Dim(("rot90", *args, *kwargs.values(), i)) for i in range(len(kind.dims))))
    new = list(kind.dims)
    if k % 2:
        i, j = axes
        new[i], new[j] = new[j], new[i]
    return Array(kind.dtype, tuple(new))


@family
def windowed(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``sliding_window_view``: where a window begins, and then the windows' own dimensions."""
    name, shape, axis = first_dtype(args), dims(args[0].kind), argument(args, kwargs, 2, "axis")
    asked = kwargs.get("window_shape", args[1] if len(args) > 1 else None)
    window = shape_of_argument(asked) if asked is not None else None
    if name is None or shape is None or window is None or axis is ...:
        return UNKNOWN
    axes = tuple(range(len(shape))) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    sizes = dict(zip([a % len(shape) for a in axes], window))
    if not len(axes) == len(window) == len(sizes):
        return UNKNOWN
    begins = [Dim(("windows", d, sizes[i])) if i in sizes else d for i, d in enumerate(shape)]
    return Array(name, (*begins, *window))


@family
def counted_items(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.bincount``: a vector, of floats where there are weights."""
    weights = kwargs.get("weights", args[1] if len(args) > 1 else None)
    size = Dim(("bincount", *args, *kwargs.values()))
    if weights is None or isinstance(weights, Const) and weights.value is None:
        return Array("int64", (size,))
    return Array("float64", (size,))
