"""Products of arrays: ``@``, dot, outer, tensordot, einsum and their like."""
from __future__ import annotations

import operator

import numpy as np

from ...runtime import broadcast_like, einsum_scatter, matmul_lhs, matmul_rhs, tensordot_lhs, tensordot_rhs
from ...runtime.outputs import check_spatial
from ..einsum import diagonal, explicit, is_diagonal, lost_axes, transposed, undiagonal
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import (
    drops_derivatives,
    is_narrower,
    is_none,
    is_object,
    known_number,
    known_rank,
    ndim,
    refuse,
    shaped_like,
)

# -- matmul ------------------------------------------------------------------------------


@differential(operator.matmul, np.matmul, np.linalg.matmul, kind="matrix_product")
def matmul(x1, x2, dx1, dx2):
    return dx1 @ x2 + x1 @ dx2


@transpose(operator.matmul, wrt="a")
def matmul_T_a(g, a, b):
    if known_rank(a) == 2 and known_rank(b) == 2:
        return shaped_like(g @ b.T, a)
    if known_rank(a) == 1 and known_rank(b) == 2:
        return shaped_like(b @ g, a)
    if known_rank(a) == 2 and known_rank(b) == 1:
        return shaped_like(np.outer(g, b), a)
    if known_rank(a) == 1 and known_rank(b) == 1:
        return shaped_like(g * b, a)
    if is_object(b):        # a sparse matrix
        return g @ b.T
    return matmul_lhs(g, a, b)


@transpose(operator.matmul, wrt="b")
def matmul_T_b(g, a, b):
    if known_rank(a) == 2 and known_rank(b) == 2:
        return shaped_like(a.T @ g, b)
    if known_rank(a) == 1 and known_rank(b) == 2:
        return shaped_like(np.outer(a, g), b)
    if known_rank(a) == 2 and known_rank(b) == 1:
        return shaped_like(g @ a, b)
    if known_rank(a) == 1 and known_rank(b) == 1:
        return shaped_like(g * a, b)
    if is_object(a):        # a sparse matrix
        return a.T @ g
    return matmul_rhs(g, a, b)


@differential(matmul_lhs, kind="left_factor", passive=("a",))
def matmul_lhs_(g, a, b, dg, db):
    return matmul_lhs(dg, a, b) + matmul_lhs(g, a, db)


@transpose(matmul_lhs, wrt="g")
def matmul_lhs_T_g(c, g, a, b):
    return c @ b


@transpose(matmul_lhs, wrt="b")
def matmul_lhs_T_b(c, g, a, b):
    return matmul_rhs(g, c, b)


@differential(matmul_rhs, kind="right_factor", passive=("b",))
def matmul_rhs_(g, a, b, dg, da):
    return matmul_rhs(dg, a, b) + matmul_rhs(g, da, b)


@transpose(matmul_rhs, wrt="g")
def matmul_rhs_T_g(c, g, a, b):
    return a @ c


@transpose(matmul_rhs, wrt="a")
def matmul_rhs_T_a(c, g, a, b):
    return matmul_lhs(g, a, c)


# -- dot, inner, outer -------------------------------------------------------------------


@differential(np.dot, kind="matrix_product")
def dot(a, b, da, db):
    if known_rank(a) == 0 or known_rank(b) == 0:
        return da * b + a * db
    if known_rank(a) is None or known_rank(b) is None:
        return np.dot(da, b) + np.dot(a, db)
    if known_rank(b) <= 2:
        return da @ b + a @ db
    return np.tensordot(da, b, (-1, -2)) + np.tensordot(a, db, (-1, -2))


@transpose(np.dot, wrt="a")
def dot_T_a(g, a, b):
    if known_rank(a) == 0 or known_rank(b) == 0 or known_rank(a) == 1 and known_rank(b) == 1:
        return g * b
    return tensordot_lhs(g, a, b, (-1, -1) if known_rank(b) == 1 else (-1, -2))


@transpose(np.dot, wrt="b")
def dot_T_b(g, a, b):
    if known_rank(a) == 0 or known_rank(b) == 0 or known_rank(a) == 1 and known_rank(b) == 1:
        return g * a
    return tensordot_rhs(g, a, b, (-1, -1) if known_rank(b) == 1 else (-1, -2))


@differential(np.inner, kind="inner_products")
def inner(a, b, da, db):
    if known_rank(a) == 0 or known_rank(b) == 0:
        return da * b + a * db
    if known_rank(a) == 1 and known_rank(b) == 1:
        return da @ b + a @ db
    return np.tensordot(da, b, (-1, -1)) + np.tensordot(a, db, (-1, -1))


@differential(np.vdot, kind="inner_number")
def vdot(a, b, da, db):
    return np.sum(np.conj(np.ravel(da)) * np.ravel(b)) + np.sum(np.conj(np.ravel(a)) * np.ravel(db))


@differential(np.vecdot, np.linalg.vecdot, kind="vector_products")
def vecdot(x1, x2, dx1, dx2, axis=-1):
    return np.sum(np.conj(dx1) * x2 + np.conj(x1) * dx2, axis=axis)


if hasattr(np, "matvec"):       # NumPy 2.2
    @differential(np.matvec, kind="matvec")
    def matvec(x1, x2, dx1, dx2):
        return (dx1 @ x2[..., None] + x1 @ dx2[..., None])[..., 0]

    @differential(np.vecmat, kind="matvec")
    def vecmat(x1, x2, dx1, dx2):
        return (np.conj(dx1)[..., None, :] @ x2 + np.conj(x1)[..., None, :] @ dx2)[..., 0, :]


@differential(np.outer, np.linalg.outer, kind="outer")
def outer(a, b, da, db):
    return np.outer(da, b) + np.outer(a, db)


@transpose(np.outer, wrt="a")
def outer_T_a(g, a, b):
    if known_rank(a) == 1 and known_rank(b) == 1:
        return g @ b
    return np.reshape(g @ np.ravel(b), np.shape(a))


@transpose(np.outer, wrt="b")
def outer_T_b(g, a, b):
    if known_rank(a) == 1 and known_rank(b) == 1:
        return a @ g
    return np.reshape(np.ravel(a) @ g, np.shape(b))


@composition(np.kron)
def kron_source(a, b):
    if known_rank(a) == 0 or known_rank(b) == 0:
        return np.multiply(a, b)
    rank = ndim(a) if ndim(a) > ndim(b) else ndim(b)
    left = (1,) * (rank - ndim(a)) + np.shape(a)
    right = (1,) * (rank - ndim(b)) + np.shape(b)
    spread = np.reshape(a, interleaved(left, 1)) * np.reshape(b, interleaved(right, 0))
    return np.reshape(spread, [m * n for m, n in zip(left, right)])


def interleaved(shape, place):
    """A shape with a 1 before each size (``place`` 0) or after it (1)."""
    new = ()
    for n in shape:
        new = (*new, n, 1) if place == 1 else (*new, 1, n)
    return new


@differential(np.cross, kind="crossed")
def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None, *, da, db):
    check_spatial(a, b, axisa if axis is None else axis, axisb if axis is None else axis)
    if axis is not None and (axis == -1 or known_rank(a) == known_rank(b) and known_rank(a) is not None):
        return np.cross(da, b, axis=axis) + np.cross(a, db, axis=axis)
    if axis is not None:        # what is broadcast stands before the last axis
        axisa, axisb, axisc = axis, axis, axis
    if axisa != -1:
        a, da = np.moveaxis(a, axisa, -1), np.moveaxis(da, axisa, -1)
    if axisb != -1:
        b, db = np.moveaxis(b, axisb, -1), np.moveaxis(db, axisb, -1)
    dy = np.cross(da, b, axis=-1) + np.cross(a, db, axis=-1)
    return dy if axisc == -1 else np.moveaxis(dy, -1, axisc)


nondifferentiable(check_spatial, raises=True, pure=False)


@composition(np.linalg.cross)
def linalg_cross_source(x1, x2, /, *, axis=-1):
    return np.cross(x1, x2, axis=axis)


@transpose(np.cross, wrt="a")
def cross_T_a(g, a, b, axis=-1):
    return np.cross(b, g, axis=axis)


@transpose(np.cross, wrt="b")
def cross_T_b(g, a, b, axis=-1):
    return np.cross(g, a, axis=axis)


# -- tensordot ---------------------------------------------------------------------------


@differential(np.tensordot, np.linalg.tensordot, kind="tensordotted")
def tensordot(a, b, axes=2, *, da, db):
    return np.tensordot(da, b, axes) + np.tensordot(a, db, axes)


@transpose(np.tensordot, wrt="a")
def tensordot_T_a(g, a, b, axes=2):
    return tensordot_lhs(g, a, b, axes)


@transpose(np.tensordot, wrt="b")
def tensordot_T_b(g, a, b, axes=2):
    return tensordot_rhs(g, a, b, axes)


@differential(tensordot_lhs, kind="left_factor", passive=("a",))
def tensordot_lhs_(g, a, b, axes, dg, db):
    return tensordot_lhs(dg, a, b, axes) + tensordot_lhs(g, a, db, axes)


@transpose(tensordot_lhs, wrt="g")
def tensordot_lhs_T_g(c, g, a, b, axes):
    return np.tensordot(c, b, axes)


@transpose(tensordot_lhs, wrt="b")
def tensordot_lhs_T_b(c, g, a, b, axes):
    return tensordot_rhs(g, c, b, axes)


@differential(tensordot_rhs, kind="right_factor", passive=("b",))
def tensordot_rhs_(g, a, b, axes, dg, da):
    return tensordot_rhs(dg, a, b, axes) + tensordot_rhs(g, da, b, axes)


@transpose(tensordot_rhs, wrt="g")
def tensordot_rhs_T_g(c, g, a, b, axes):
    return np.tensordot(a, c, axes)


@transpose(tensordot_rhs, wrt="a")
def tensordot_rhs_T_a(c, g, a, b, axes):
    return tensordot_lhs(g, a, c, axes)


# -- einsum: a term for each operand, each an einsum ---------------------------------------


@differential(np.einsum, kind="einsummed")
def einsum(subscripts, *operands, dtype=None, order="K", casting="safe", optimize=False, doperands):
    if drops_derivatives(dtype):
        refuse("np.einsum with an integer dtype has no differential")
    total = 0.0
    for k, d in enumerate(doperands):
        before, after = operands[:k], operands[k + 1:]
        if diagonal(subscripts, k) is None:
            term = product(explicit(subscripts), (*before, d, *after), optimize)
        else:
            d = np.einsum(diagonal(subscripts, k), d)
            term = product(undiagonal(subscripts, k), (*before, d, *after), optimize)
        total = term if k == 0 else total + term
    return total


def product(subscripts, operands, optimize):
    if known_number(optimize) is False:
        return np.einsum(subscripts, *operands)
    return np.einsum(subscripts, *operands, optimize=optimize)


def einsum_transposed(g, subscripts, k, operands, optimize):
    operands = tuple([v for v in operands if not is_none(v)])
    if is_diagonal(subscripts):
        return einsum_scatter(g, subscripts, operands[0])
    part = product(transposed(subscripts, k), (*operands[:k], g, *operands[k + 1:]), optimize)
    if len(lost_axes(subscripts, k)) > 0:
        return broadcast_like(np.expand_dims(part, lost_axes(subscripts, k)), operands[k])
    return part * np.ones_like(operands[k]) if is_narrower(part, operands[k]) else part


@transpose(np.einsum, wrt="a")
def einsum_T_a(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 0, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="b")
def einsum_T_b(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 1, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="c")
def einsum_T_c(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 2, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="d")
def einsum_T_d(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 3, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="e")
def einsum_T_e(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 4, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="f")
def einsum_T_f(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 5, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="g_")
def einsum_T_g(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 6, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="h")
def einsum_T_h(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 7, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="i")
def einsum_T_i(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 8, (a, b, c, d, e, f, g_, h, i, j), optimize)


@transpose(np.einsum, wrt="j")
def einsum_T_j(g, subscripts, a, b=None, c=None, d=None, e=None, f=None, g_=None, h=None, i=None, j=None,
               optimize=False):
    return einsum_transposed(g, subscripts, 9, (a, b, c, d, e, f, g_, h, i, j), optimize)


@differential(einsum_scatter, kind="as_third", passive=("like",))
def einsum_scatter_(g, subscripts, like, dg):
    return einsum_scatter(dg, subscripts, like)


@transpose(einsum_scatter, wrt="g")
def einsum_scatter_T(c, g, subscripts, like):
    return np.einsum(subscripts, c)
