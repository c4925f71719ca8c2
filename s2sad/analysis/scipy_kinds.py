"""The kinds that SciPy's functions give."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const, Handed
from ..ir.kinds import BOOL, INT, UNKNOWN, Array, Dim, Kind, Object, Scalar, Tuple, dims, is_complex
from .families import (
    Args,
    Kwargs,
    all_numeric,
    broadcast_result,
    family,
    promote,
    promote_strongly,
)
from .fourier_kinds import complex_of
from .linalg_kinds import reduced_kind

KEPT = {"float32", "float64", "complex64", "complex128"}
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
    return name if name in KEPT else None


@family
def lambertw(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``lambertw(z, k, tol)``: complex, in double precision."""
    return UNKNOWN if kwargs or len(args) > 1 else broadcast_result(args, special_dtype(args) and "complex128")


@family
def spherical(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``sph_harm_y(n, m, theta, phi)``: complex, in double precision; of numbers it is an array of rank 0."""
    result = UNKNOWN if kwargs else broadcast_result(args, "complex128")
    return UNKNOWN if isinstance(result, Scalar) else result


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


# -- scipy.signal and scipy.fft ---------------------------------------------------------------


@family
def convolved_nd(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``scipy.signal.convolve`` of floats: an array of the rank of its arguments."""
    name, shape = promote([v.kind for v in args[:2]]), dims(args[0].kind)
    kinds = [v.kind for v in args[:2]]
    if shape is None or not all(isinstance(k, Array) and k.dtype in KEPT for k in kinds) or name is None:
        return UNKNOWN
    key = ("convolve", *args, *kwargs.values())
    return Array(name, tuple(Dim((*key, i)) for i in range(len(shape))))


@family
def valid_correlated(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``valid_correlate(x, w)``: the dtype and rank of ``x``."""
    x, w = args[0].kind, args[1].kind
    if not isinstance(x, Array) or x.dims is None or not isinstance(w, Array) or is_complex(w):
        return UNKNOWN
    return Array(x.dtype, tuple(Dim(("correlate", *args, i)) for i in range(len(x.dims))))


@family
def filtered(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``lfilter(b, a, x)`` of float64: the shape of ``x``."""
    kind = args[2].kind
    doubles = all(v.kind.dtype == "float64" for v in args[:3] if isinstance(v.kind, (Array, Scalar)))
    return Array("float64", kind.dims) if isinstance(kind, Array) and kind.dtype == "float64" and doubles and set(
        kwargs) <= {"axis"} else UNKNOWN


@family
def like_first_real(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``dct``: the shape and dtype of the argument, if no other length is asked for."""
    kind = args[0].kind
    if isinstance(kind, Array) and kind.dtype in KEPT and "n" not in kwargs and len(args) < 3:
        return kind
    return UNKNOWN


# -- scipy.integrate ---------------------------------------------------------------------------


@family
def integrated(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``quad``: the integral and an estimate of its error."""
    number = Scalar("float64", True)
    return Tuple((number, number)) if set(kwargs) <= {"epsabs", "epsrel", "limit", "points"} else UNKNOWN


@family
def integrated_arrays(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``quad_vec``: what the integrand gives, and an estimate of the error."""
    handed = args[0].value if isinstance(args[0], Const) else None
    if not isinstance(handed, Handed) or "full_output" in kwargs:
        return UNKNOWN
    kind = handed.function.result.kind
    return Tuple((kind if isinstance(kind, Array) else UNKNOWN, Scalar("float64", None)))


@family
def solved_ode(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``odeint``: a row for each time."""
    states, times = dims(args[1].kind), dims(args[2].kind)
    if states is None or times is None or len(times) != 1 or "full_output" in kwargs:
        return UNKNOWN
    return Array("float64", (times[0], states[0]))


@family
def trajectory(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``trajectory``: a column for each time."""
    states, times = dims(args[3].kind), dims(args[6].kind) if len(args) > 6 else None
    if states is None or len(states) != 1:
        return UNKNOWN
    n = times[0] if times is not None and len(times) == 1 else Dim(("times", *args))
    return Tuple((Array("float64", (n,)), Array("float64", (states[0], n)), INT, Object(str), BOOL))


# -- scipy.optimize ----------------------------------------------------------------------------


@family
def root_between(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``brentq``: a number."""
    return UNKNOWN if "full_output" in kwargs else Scalar("float64", None)


@family
def like_second_floats(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``fsolve``: a vector of floats as long as the starting point."""
    shape = dims(args[1].kind)
    return UNKNOWN if shape is None or "full_output" in kwargs else Array("float64", shape)


@family
def rooted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``rooted``: the solution, and how it ended."""
    shape = dims(args[1].kind)
    return UNKNOWN if shape is None else Tuple((Array("float64", shape), BOOL, Object(str), Array("float64", shape)))


@family
def minimum(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``minimum``: the point, its value, and how it ended."""
    shape = dims(args[1].kind)
    return UNKNOWN if shape is None else Tuple((Array("float64", shape), Scalar("float64", True), BOOL, Object(str)))


@family
def fitted(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``fitted``: the parameters and their covariance."""
    shape = dims(args[1].kind)
    if shape is None or len(shape) != 1:
        return UNKNOWN
    return Tuple((Array("float64", shape), Array("float64", (shape[0], shape[0]))))


# -- scipy.interpolate -------------------------------------------------------------------------


def is_double(v: Any) -> bool:
    """Whether a value is of double precision."""
    return isinstance(v.kind, (Scalar, Array)) and v.kind.dtype == "float64"


@family
def evaluated(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A spline at some places: that of a constant tells the shape of its values."""
    spline, places = args[0].value if isinstance(args[0], Const) else None, dims(args[1].kind)
    if hasattr(spline, "get_residual"):         # a UnivariateSpline
        return Array("float64", places) if places is not None else UNKNOWN
    shape = getattr(getattr(spline, "c", None), "shape", None)
    if shape is None or places is None or getattr(spline, "axis", 0) != 0:
        return UNKNOWN
    lead = 1 if type(spline).__name__ == "BSpline" else 2
    name = "complex128" if np.iscomplexobj(getattr(spline, "c", 0.0)) else "float64"
    return Array(name, (*places, *[1 if n == 1 else Dim((spline, i), True) for i, n in enumerate(shape[lead:])]))


@family
def spline_values(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``spline_values``: a number for each place."""
    places = dims(args[1].kind)
    return Array("float64", places) if places is not None and is_double(args[1]) else UNKNOWN


@family
def like_third(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """The shape of the third of three arrays of double precision."""
    kind, name = args[2].kind, promote_strongly([v.kind for v in args[:3]])
    if not isinstance(kind, Array) or not all_numeric(args[:3]) or name not in ("float64", "complex128"):
        return UNKNOWN
    return Array(name, kind.dims)


@family
def spline_basis(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``interpolation_basis`` and ``b_spline_basis``: a row for each place."""
    places = dims(args[1].kind)
    return Array("float64", (*places, Dim(("basis", args[0])))) if places is not None else UNKNOWN


@family
def spline_weights(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``spline_weights``: a row for each place."""
    places = dims(args[0].kind)
    return Array("float64", (*places, Dim(("weights", args[1])))) if places is not None else UNKNOWN


@family
def grid_value(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``grid_value``: a value for each point."""
    places = dims(args[2].kind)
    if places is None or len(places) == 0 or not is_double(args[1]) or not is_double(args[2]):
        return UNKNOWN
    return Array("float64", places[:-1]) if len(places) > 1 else Scalar("float64", False)


@family
def evaluated_grid(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """A ``RegularGridInterpolator``: a value for each point, an array for one point too."""
    places = dims(args[1].kind)
    values = getattr(args[0].value, "values", 0.0) if isinstance(args[0], Const) else 0.0
    if places is None or len(places) == 0 or not is_double(args[1]) or np.iscomplexobj(values):
        return UNKNOWN
    return Array("float64", places[:-1]) if len(places) > 1 else Array("float64", (1,))


# -- scipy.sparse ------------------------------------------------------------------------------


@family
def factors_of_sparse(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``splu``: of a sparse matrix that is a constant, an object."""
    import scipy.sparse.linalg
    return Object(scipy.sparse.linalg.SuperLU) if isinstance(args[0].kind, Object) else UNKNOWN


@family
def as_second_array(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``lu.solve(b)``: an array like ``b``."""
    kind = args[1].kind
    return kind if isinstance(kind, Array) and kind.dtype in ("float64", "complex128") else UNKNOWN
