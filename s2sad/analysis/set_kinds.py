"""Kinds of what sets, histograms and places of items give."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.kinds import FLOAT, NONE, UNKNOWN, Array, Dim, Kind, Scalar, Tuple, dims
from .families import Args, Kwargs, argument, family, first_dtype, promote_strongly, shape_of_argument

EDGES = type(np.histogramdd(np.ones((1, 1)))[1])        # a tuple, and in NumPy 1 a list

# -- histograms ---------------------------------------------------------------------------


@family
def counts_and_edges(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.histogram``: counts, and one more edge."""
    weights = args[4].kind if len(args) > 4 else kwargs["weights"].kind if "weights" in kwargs else NONE
    density = argument(args, kwargs, 3, "density")
    edges = edges_of_bins(callee, args, kwargs)
    if edges == UNKNOWN or density is ... or weights != NONE and dtype_of(weights) != "float64":
        return Tuple((UNKNOWN, edges))
    name = "float64" if density or weights != NONE else "int64"
    return Tuple((Array(name, (Dim(("histogram", *args, *kwargs.values())),)), edges))


@family
def edges_of_bins(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.histogram_bin_edges``: a vector."""
    bins = args[1].kind if len(args) > 1 else kwargs["bins"].kind if "bins" in kwargs else FLOAT
    if first_dtype(args) != "float64" or not isinstance(bins, Scalar):
        return UNKNOWN
    return Array("float64", (Dim(("edges", *args, *kwargs.values())),))


def dtype_of(kind: Kind) -> str:
    return kind.dtype if isinstance(kind, (Array, Scalar)) else ""


@family
def counts_and_all_edges(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.histogramdd``: an array with as many axes as there are edges."""
    sample = args[0].kind
    bins = args[1].kind if len(args) > 1 else kwargs["bins"].kind if "bins" in kwargs else UNKNOWN
    parts = sample if isinstance(sample, Tuple) else bins
    if not isinstance(parts, Tuple):
        return Tuple((UNKNOWN, UNKNOWN))
    names = [Dim(("histogram", *args, *kwargs.values(), i)) for i, _ in enumerate(parts.items)]
    equal = isinstance(bins, Scalar) or len(args) < 2 and "bins" not in kwargs
    points = sample.items if isinstance(sample, Tuple) else (sample,)
    double = all(dtype_of(kind) == "float64" for kind in points)       # else the edges may be of another precision
    each = [double and (equal or isinstance(bins, Tuple) and isinstance(bins.items[i], Scalar))
            for i, _ in enumerate(names)]
    return Tuple((Array("float64", tuple(names)), Tuple(
        tuple(Array("float64", (Dim((n, "edges")),)) if e else UNKNOWN for n, e in zip(names, each)), EDGES)))


@family
def places_and_answers(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``bins_of``: for each point a number and an answer."""
    n = Dim((callee, *args))
    return Tuple((Array("int64", (n,)), Array("bool", (n,))))


# -- sets and places -----------------------------------------------------------------------


@family
def differing(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.unique`` and its like: a vector, and indices and counts where they are asked for."""
    name = first_dtype(args)
    if name is None:
        return UNKNOWN
    n = Dim(("differing", callee, *args, *kwargs.values()))
    values, numbers = Array(name, (n,)), Array("int64", (n,))
    if callee is not np.unique:
        parts: dict[str, tuple[Kind, ...]] = {
            "unique_all": (values, numbers, Array("int64", None), numbers),
            "unique_inverse": (values, Array("int64", None)),
            "unique_counts": (values, numbers)}
        found = parts.get(callee.__name__)
        return values if found is None else Tuple(found, type(callee(np.ones(1))))
    flags = [argument(args, kwargs, i + 1, f"return_{part}", False) for i, part in enumerate(
        ("index", "inverse", "counts"))]
    shape, axis = dims(args[0].kind), argument(args, kwargs, 4, "axis")
    if ... in flags or axis is not None and (not isinstance(axis, int) or shape is None):
        return UNKNOWN
    if axis is not None and shape:
        values = Array(name, tuple(n if i == axis % len(shape) else d for i, d in enumerate(shape)))
    index, inverse, counts = flags
    inverses = Array("int64", None)
    extra = (*[numbers] * bool(index), *[inverses] * bool(inverse), *[numbers] * bool(counts))
    return Tuple((values, *extra)) if extra else values


@family
def common(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.intersect1d``: a vector, and indices where they are asked for."""
    name = promote_strongly([v.kind for v in args[:2]]) if len(args) > 1 else None
    chosen = argument(args, kwargs, 3, "return_indices", False)
    if name is None or chosen is ...:
        return UNKNOWN
    n = Dim(("common", *args, *kwargs.values()))
    values, numbers = Array(name, (n,)), Array("int64", (n,))
    return Tuple((values, numbers, numbers)) if chosen else values


@family
def unraveled(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.unravel_index``: an index for each dimension of the shape."""
    shape = shape_of_argument(args[1]) if len(args) > 1 else None
    where = dims(args[0].kind)
    if shape is None or where is None:
        return UNKNOWN
    return Tuple(tuple(Array("int64", where) if where else Scalar("int64", False) for _ in shape))


@family
def index_vector(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A vector of places."""
    return Array("int64", (Dim((callee, *args, *kwargs.values())),))


@family
def membership(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.isin``: an answer for each item of the first argument."""
    shape = dims(args[0].kind)
    return Array("bool", shape) if shape is not None else UNKNOWN
