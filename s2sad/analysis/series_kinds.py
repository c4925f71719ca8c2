"""The kinds that the functions of ``numpy.polynomial`` give."""
from __future__ import annotations

from typing import Any

from ..ir.kinds import UNKNOWN, Array, Dim, Kind, Scalar, dims
from .families import Args, Kwargs, argument, axis_set, broadcast, family, floating, promote, promote_strongly


@family
def series_value(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``chebval(x, c)``: for each of the series that ``c`` holds, and each point."""
    if len(args) < 2 or not all(isinstance(v.kind, (Array, Scalar)) for v in args[:2]):
        return UNKNOWN
    x, c = dims(args[0].kind), dims(args[1].kind)
    name = floating(promote([v.kind for v in args[:2]]))
    if x is None or c is None or name not in ("float32", "float64", "complex128"):
        return UNKNOWN
    tensor = argument(args, kwargs, 2, "tensor", True)
    shape = (*c[1:], *x) if tensor is True or len(c) == 1 else broadcast([c[1:], x], None) if tensor is False else None
    if shape is None:
        return UNKNOWN
    return Array(name, shape) if shape else Scalar(name, False)


@family
def series_vander(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``chebvander(x, deg)``: a last axis for the degrees."""
    x = args[0].kind
    if len(args) < 2 or not isinstance(x, (Array, Scalar)) or x.dtype not in ("float32", "float64"):
        return UNKNOWN
    shape = dims(x)
    if shape is None:
        return UNKNOWN
    degree = argument(args, kwargs, 1, "deg")
    n = degree + 1 if isinstance(degree, int) else Dim(("degrees", args[1]))
    return Array(x.dtype if isinstance(x, Array) or x.python is False else "float64", (*(shape or (1,)), n))


@family
def series(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``chebder(c, m, scl, axis)``: coefficients, of which there are more or fewer."""
    return _other_length(callee, args, kwargs, 3)


@family
def product_series(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``legmul(a, b)``, which in some of the bases makes doubles of single precision."""
    kind = _other_length(callee, args, kwargs, 3)
    return kind if isinstance(kind, Array) and kind.dtype == "float64" else UNKNOWN


@family
def integrated_series(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``chebint(c, m, k, lbnd, scl, axis)``"""
    return _other_length(callee, args, kwargs, 5)


def _other_length(callee: Any, args: Args, kwargs: Kwargs, position: int) -> Kind:
    kinds = [v.kind for v in args[:2] if isinstance(v.kind, Array)]
    name = floating(promote_strongly(kinds))
    shape = dims(kinds[0]) if kinds else None
    if not shape or name not in ("float32", "float64", "complex128"):
        return UNKNOWN
    axis = argument(args, kwargs, position, "axis", 0)
    changed = axis_set(axis, len(shape)) if isinstance(axis, int) else None
    if changed is None:
        return UNKNOWN
    key = ("series", callee, *args, *kwargs.items())
    return Array(name, tuple(Dim(key) if i in changed else d for i, d in enumerate(shape)))
