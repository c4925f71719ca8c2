"""The kinds that ``scipy.linalg`` gives."""
from __future__ import annotations

from typing import Any

from ..ir.core import Const
from ..ir.kinds import UNKNOWN, Array, Dim, Kind, Scalar, Tuple, dims
from ..rules import registry
from .families import Args, Kwargs, argument, factorable, families, family, floating, promote, real_of
from .fourier_kinds import complex_of
from .linalg_kinds import matrix_of

KEPT = {"float32", "float64", "complex64", "complex128"}


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
def banded_eigen(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``eig_banded``: eigenvalues and vectors, or the former alone."""
    found, only = matrix_of(args), argument(args, kwargs, 2, "eigvals_only", False)
    select = argument(args, kwargs, 99, "select", "a")
    if found is None or len(found[1]) != 2 or only is ... or select not in ("a", 0) or len(args) > 3:
        return UNKNOWN
    values = Array(real_of(found[0]), found[1][1:])
    return values if only else Tuple((values, Array(found[0], (found[1][1], found[1][1]))))


@family
def tridiagonal_eigen(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``eigh_tridiagonal``: eigenvalues and vectors, or the former alone."""
    shape, only = dims(args[0].kind), argument(args, kwargs, 2, "eigvals_only", False)
    if shape is None or len(shape) != 1 or only is ... or set(kwargs) - {"eigvals_only"} or len(args) > 3 or not all(
            isinstance(v.kind, Array) and v.kind.dtype == "float64" for v in args[:2]):
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
def orthogonal_last(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``rq``: R and Q, or R alone."""
    found, mode = matrix_of(args), argument(args, kwargs, 3, "mode", "full")
    if found is None or mode not in ("economic", "full", "r") or len(args) > 1 or set(kwargs) - {
            "mode", "check_finite"}:
        return UNKNOWN
    name, (m, n) = found
    k = Dim(("least", m, n)) if mode == "economic" else n
    r = Array(name, (m, k))
    return r if mode == "r" else Tuple((r, Array(name, (k, n))))


@family
def orthogonal_product(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``qr_multiply``: a product with Q, and R; with pivots last."""
    found, mode = matrix_of(args), argument(args, kwargs, 2, "mode", "right")
    pivoting, c = argument(args, kwargs, 3, "pivoting", False), dims(args[1].kind) if len(args) > 1 else None
    name = promote([v.kind for v in args[:2]])
    if found is None or len(found[1]) != 2 or mode is ... or pivoting is ... or c is None or name not in KEPT:
        return UNKNOWN
    (m, n), dtype = found[1], found[0]
    k = Dim(("least", m, n))
    product = Array(name, (*c[:-1], k)) if mode == "right" else Array(name, (m, *c[1:]))
    return Tuple((product, Array(dtype, (k, n)), *((Array("int32", (n,)),) if pivoting else ())))


@family
def schur_form(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``schur``: a triangular matrix and a unitary one."""
    found, output = matrix_of(args), argument(args, kwargs, 1, "output", "real")
    if found is None or output is ... or set(kwargs) - {"output", "check_finite"} or len(args) > 2 or len(
            found[1]) != 2:
        return UNKNOWN
    form = Array(complex_of(found[0]) or "complex128" if output in ("complex", "c") else found[0], found[1])
    return Tuple((form, form))


@family
def complex_form(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``rsf2csf``: the same, complex."""
    found = matrix_of(args)
    if found is None or kwargs or len(found[1]) != 2 or promote([v.kind for v in args]) not in KEPT:
        return UNKNOWN
    form = Array(complex_of(promote([v.kind for v in args])) or "complex128", found[1])
    return Tuple((form, form))


@family
def hessenberg_form(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``hessenberg``: one matrix, or that and an orthogonal one."""
    found, both = matrix_of(args), argument(args, kwargs, 1, "calc_q", False)
    if found is None or both is ... or set(kwargs) - {"calc_q", "check_finite"} or len(args) > 2 or len(found[1]) != 2:
        return UNKNOWN
    form = Array(*found)
    return Tuple((form, form)) if both else form


@family
def ldl_parts(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``ldl``: a triangle whose rows are permuted, a matrix of blocks, the permutation."""
    found = matrix_of(args)
    if found is None or len(found[1]) != 2:
        return UNKNOWN
    return Tuple((Array(*found), Array(*found), Array("int64", found[1][:1])))


@family
def as_arguments(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """Our ``schur_rotation(t, x)``: shaped as ``t``, of the dtype of both."""
    shape, name = dims(args[0].kind), promote([v.kind for v in args[:2]])
    return Array(name, shape) if shape is not None and name in KEPT else UNKNOWN


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
