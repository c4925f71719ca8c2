"""Kinds of what finds places: searches, sorting, grids of indices; and of windows and triangles of ones."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const
from ..ir.kinds import UNKNOWN, Array, Dim, Kind, Scalar, Tuple, dims
from .families import Args, Kwargs, dtype_argument, family, shape_of_argument


@family
def places_found(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.flatnonzero``, ``np.argwhere``: as many as there are."""
    shape = dims(args[0].kind)
    found = Dim((callee.__name__, *args))
    if callee is np.flatnonzero:
        return Array("int64", (found,))
    return Array("int64", (found, len(shape))) if shape else UNKNOWN


@family
def place_among(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.searchsorted(a, v)``, ``np.digitize(x, bins)``: an index for each item that is looked for."""
    looked_for = args[1:2] if callee is np.searchsorted else args[:1]
    shape = dims(looked_for[0].kind) if looked_for else None
    if shape is None:
        return UNKNOWN
    return Array("int64", shape) if shape else Scalar("int64", False)


@family
def order_of_keys(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.lexsort`` of vectors: a vector."""
    kind = args[0].kind
    first = dims(kind.items[0]) if isinstance(kind, Tuple) and kind.items else None
    return Array("int64", first) if first is not None and len(first) == 1 and not kwargs else UNKNOWN


@family
def grid_of_indices(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.indices(shape)``: one grid for each dimension."""
    shape, name = shape_of_argument(args[0]) if args else None, dtype_argument(kwargs, "int64")
    if shape is None or name is None or set(kwargs) - {"dtype"} or len(args) > 1:
        return UNKNOWN
    return Array(name, (len(shape), *shape))


@family
def triangle_of_ones(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.tri(n, m)``."""
    name = dtype_argument({"dtype": args[3]} if len(args) > 3 else kwargs, "float64")
    rows = shape_of_argument(kwargs.get("N", args[0] if args else Const("")))
    asked = kwargs.get("M", args[1] if len(args) > 1 else Const(None))
    columns = rows if isinstance(asked, Const) and asked.value is None else shape_of_argument(asked)
    if name is None or rows is None or columns is None:
        return UNKNOWN
    return Array(name, (*rows, *columns))


@family
def window_function(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.hanning(n)``: a vector of n numbers."""
    shape = shape_of_argument(args[0]) if args else None
    return Array("float64", shape) if shape is not None and len(shape) == 1 else UNKNOWN
