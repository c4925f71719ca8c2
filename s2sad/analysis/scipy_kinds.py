"""The kinds that SciPy's functions give."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const, Handed
from ..ir.kinds import BOOL, INT, UNKNOWN, Array, Dim, Kind, Object, Scalar, Tuple, dims, is_complex
from ..rules import registry
from .families import (
    Args,
    Kwargs,
    all_numeric,
    argument,
    broadcast_result,
    factorable,
    families,
    family,
    floating,
    promote,
    promote_strongly,
    real_of,
)
from .fourier_kinds import complex_of
from .linalg_kinds import matrix_of, reduced_kind

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


# -- scipy.linalg --------------------------------------------------------------------------


def _plain(name: str) -> None:
    """A family of NumPy's, for functions that return plain tuples."""
    def found(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
        kind = families[name](callee, args, {k: v for k, v in kwargs.items() if k != "check_finite"})
        return Tuple(kind.items) if isinstance(kind, Tuple) else kind
    found.__name__ = f"plain_{name}"
    family(found)


_plain("singular")


@family
def double_determinant(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``det``: in double precision, of single precision too, and then a number of Python's or NumPy's."""
    kind = families["determinant"](callee, args, {})
    return kind if isinstance(kind, Scalar) and kind.dtype in ("float64", "complex128") else UNKNOWN


@family
def plain_norm(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``norm``: a number may be Python's or NumPy's."""
    kind = families["norm"](callee, args, kwargs)
    if isinstance(kind, Scalar):
        return Scalar("float64", None) if kind.dtype == "float64" else UNKNOWN
    return kind


@family
def by_factors(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``lu_solve(factors, b)``: as ``b``."""
    return args[1].kind


@family
def solved_banded(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``solve_banded(l_and_u, ab, b)``: the shape of ``b``."""
    b, name = args[2].kind, factorable(promote([args[1].kind, args[2].kind]))
    return Array(name, b.dims) if isinstance(b, Array) and name is not None and not kwargs else UNKNOWN


@family
def lu_factored(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``lu_factor``: the factors in one matrix, and the pivots."""
    found = matrix_of(args)
    if found is None or len(found[1]) != 2:
        return UNKNOWN
    name, shape = found
    return Tuple((Array(name, shape), Array("int32", (Dim(("least", *shape)),))))


@family
def as_third_matrix(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``solve_sylvester(a, b, q)``: the shape of ``q``."""
    return _matrix_as(args, 2)


@family
def as_second_matrix(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``solve_continuous_lyapunov(a, q)``: the shape of ``q``."""
    return _matrix_as(args, 1)


def _matrix_as(args: Args, position: int) -> Kind:
    kind = args[position].kind
    names = {promote([v.kind]) for v in args if isinstance(v.kind, Array) or v.kind == UNKNOWN}
    if isinstance(args[0], Const) and registry.properties_of(args[0].value).kind is None:
        return UNKNOWN          # the derivative of a function that may be complex
    return Array("float64", kind.dims) if isinstance(kind, Array) and names == {"float64"} else UNKNOWN


@family
def plain_eigen(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``eigh``: eigenvalues and vectors, or the former alone."""
    found, only = matrix_of(args), argument(args, kwargs, 99, "eigvals_only", False)
    other = kwargs.get("b", args[1] if len(args) > 1 else None)
    if found is None or only is ... or set(kwargs) - {"b", "lower", "eigvals_only", "check_finite"} or (
            other is not None and other.kind.__class__ is Array and promote([other.kind]) != found[0]):
        return UNKNOWN
    values = Array(real_of(found[0]), found[1][:-1])
    return values if only else Tuple((values, Array(found[0], found[1])))


@family
def tridiagonal_eigen(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``eigh_tridiagonal``: eigenvalues and vectors, or the former alone."""
    shape, only = dims(args[0].kind), argument(args, kwargs, 2, "eigvals_only", False)
    if shape is None or len(shape) != 1 or only is ... or set(kwargs) - {"eigvals_only"} or len(args) > 3 or not (
            is_double(args[0]) and is_double(args[1])):
        return UNKNOWN
    values = Array("float64", shape)
    return values if only else Tuple((values, Array("float64", (shape[0], shape[0]))))


@family
def complex_eigenvalues(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``eigvals``: complex, whatever is given."""
    found = matrix_of(args)
    return Array(complex_of(found[0]) or "complex128", found[1][:-1]) if found is not None else UNKNOWN


@family
def complex_eigen(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``eig``: complex eigenvalues; vectors of a real matrix are real where all the values are."""
    found, values = matrix_of(args), complex_eigenvalues(callee, args, kwargs)
    if found is None:
        return UNKNOWN
    return Tuple((values, Array(*found) if found[0].startswith("complex") else UNKNOWN))


@family
def plain_orthogonal(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``qr``: Q and R, or R alone in a tuple; with pivots last."""
    found, mode = matrix_of(args), argument(args, kwargs, 3, "mode", "full")
    pivoting = argument(args, kwargs, 99, "pivoting", False)
    if found is None or mode not in ("economic", "full", "r") or pivoting is ... or len(args) > 1 or set(
            kwargs) - {"mode", "pivoting", "check_finite"}:
        return UNKNOWN
    name, shape = found
    k = Dim(("least", *shape[-2:])) if mode == "economic" else shape[-2]
    factors = Array(name, (*shape[:-1], k)), Array(name, (*shape[:-2], k, shape[-1]))
    pivots = (Array("int32", (*shape[:-2], shape[-1])),) if pivoting else ()
    return Tuple((*(factors[1:] if mode == "r" else factors), *pivots))


@family
def lu_parts(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``lu``: permutation and factors, or the factors alone."""
    found, permuted = matrix_of(args), argument(args, kwargs, 1, "permute_l", False)
    if found is None or permuted is ... or set(kwargs) - {"permute_l", "check_finite"}:
        return UNKNOWN
    name, shape = found
    k = Dim(("least", *shape[-2:]))
    factors = Array(name, (*shape[:-1], k)), Array(name, (*shape[:-2], k, shape[-1]))
    return Tuple(factors if permuted else (Array(real_of(name), (*shape[:-1], shape[-2])), *factors))


@family
def polar(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``polar``: a matrix as given, and a square one."""
    found, side = matrix_of(args), argument(args, kwargs, 1, "side", "right")
    if found is None or side is ... or len(found[1]) != 2:
        return UNKNOWN
    name, (m, n) = found
    return Tuple((Array(name, (m, n)), Array(name, (n, n) if side == "right" else (m, m))))


@family
def swapped_matrix(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``pinv``: a matrix of the transposed shape."""
    found = matrix_of(args)
    if found is None or set(kwargs) - {"atol", "rtol", "check_finite"}:
        return UNKNOWN
    return Array(found[0], (*found[1][:-2], found[1][-1], found[1][-2]))


@family
def plain_least_squares(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``lstsq``: the solution, residuals, the rank, singular values."""
    found, b = matrix_of(args), args[1].kind
    name = floating(promote([args[0].kind, b]))
    if found is None or name is None or not isinstance(b, Array) or dims(b) is None:
        return UNKNOWN
    shape = found[1]
    return Tuple((Array(name, (shape[-1], *b.dims[1:])), UNKNOWN, Scalar("int32", None),  # type: ignore[index]
                  Array(real_of(name), (Dim(("least", shape[-2], shape[-1])),))))


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
