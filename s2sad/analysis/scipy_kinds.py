"""The kinds that SciPy's functions give."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.kinds import UNKNOWN, Array, Kind, Scalar, Tuple
from .families import Args, Kwargs, broadcast_result, family, promote
from .fourier_kinds import complex_of
from .linalg_kinds import reduced_kind

_PYTHON = {"float64": float, "int64": int, "bool": bool, "complex128": complex}
_resolved: dict[Any, tuple[str, ...] | None] = {}


def result_dtypes(callee: Any, kinds: list[Kind]) -> tuple[str, ...] | None:
    """The dtypes of a ufunc's results, as NumPy itself resolves them: SciPy's have loops in various orders."""
    if not all(isinstance(k, (Scalar, Array)) and k.dtype != "number" for k in kinds):
        return None
    either = [k for k in kinds if isinstance(k, Scalar) and k.python is None]
    if either:      # Python's number or NumPy's: the same, if it makes no difference
        found = {result_dtypes(callee, [Scalar(k.dtype, p) if k in either else k for k in kinds])
                 for p in (True, False)}
        return found.pop() if len(found) == 1 else None
    key = (callee, *((k.dtype, isinstance(k, Scalar) and k.python) for k in kinds))  # type: ignore[attr-defined]
    if key not in _resolved:
        try:
            types = [_PYTHON[name] if python else np.dtype(name) for name, python in key[1:]]
            dtypes = callee.resolve_dtypes((*types, *[None] * callee.nout))
            _resolved[key] = tuple(d.name for d in dtypes[callee.nin:])
        except (TypeError, KeyError):
            _resolved[key] = None
    return _resolved[key]


@family
def special(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A ufunc of ``scipy.special``, with one result or several."""
    names = result_dtypes(callee, [v.kind for v in args]) if isinstance(callee, np.ufunc) and not kwargs else None
    if names is None:
        return UNKNOWN
    kinds = tuple(broadcast_result(args, name) for name in names)
    return kinds[0] if len(kinds) == 1 else UNKNOWN if UNKNOWN in kinds else Tuple(kinds)


def special_dtype(args: Args) -> str | None:
    name = promote([v.kind for v in args])
    return name if name in ("float32", "float64", "complex64", "complex128") else None


@family
def lambertw(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``lambertw(z, k, tol)``: complex, in double precision."""
    return UNKNOWN if kwargs or len(args) > 1 else broadcast_result(args, special_dtype(args) and "complex128")


@family
def special_array(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``polygamma``: an array of float64, of rank 0 for numbers."""
    result = broadcast_result(args, "float64")
    return Array("float64", ()) if isinstance(result, Scalar) else result


@family
def logsumexp(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``logsumexp`` of real numbers without weights."""
    name = special_dtype(args[:1])
    if set(kwargs) - {"axis", "keepdims"} or len(args) > 2 or complex_of(name) == name:
        return UNKNOWN
    return reduced_kind(args, kwargs, name)
