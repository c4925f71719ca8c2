"""``numpy.linalg``: solving, inverting, norms and powers.

Formulas: Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
differentiation", 2008, where no other source is named.  Of a symmetric matrix one triangle is read, and
the derivative is that of what is read.
"""
from __future__ import annotations

import math

import numpy as np

from ...runtime import cofactors, cofactors_along
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, known_number, known_rank, ndim, refuse
from .reductions import aligned, nonzero, restored, summed


def T(a):
    """Each matrix of a stack, transposed."""
    if known_rank(a) == 2:
        return a.T
    return np.swapaxes(a, -1, -2)


def H(a):
    """Each matrix of a stack, transposed, and conjugated where it is complex."""
    return np.conj(T(a)) if is_complex(a) else T(a)


def symmetric(da, upper=False):
    """The symmetric, or Hermitian, matrix whose lower triangle, or upper one, is given."""
    if is_complex(da):
        beside = np.triu(da, 1) if upper else np.tril(da, -1)
        return beside + H(beside) + np.real(np.triu(np.tril(da)))
    if upper:
        return np.triu(da) + T(np.triu(da, 1))
    return np.tril(da) + T(np.tril(da, -1))


# -- solving -----------------------------------------------------------------------------


@differential(np.linalg.solve, kind="solved", raises=True)
def solve(a, b, da, db, y):
    """Giles 2008, section 2.3.1. With SciPy imported, systems with one matrix [share its factors](matrices.md)."""
    if known_rank(b) == 1 and known_rank(a) != 2:
        return np.linalg.solve(a, db[..., None] - da @ y[..., None])[..., 0]
    return np.linalg.solve(a, db - da @ y)


@transpose(np.linalg.solve, wrt="b")
def solve_T(g, a, b):
    return np.linalg.solve(T(a), g)


@differential(np.linalg.inv, kind="square_matrix", raises=True)
def inv(a, da, y):
    return -(y @ da @ y)


@differential(np.linalg.pinv, kind="pseudo_inverse", raises=True)
def pinv(a, rcond=None, hermitian=False, *, rtol=None, da, y):
    """Golub and Pereyra, "The differentiation of pseudo-inverses", 1973: the rank must not change."""
    if hermitian:
        a, da = symmetric(a), symmetric(da)
    rest = H(da) - H(da) @ a @ y
    return y @ H(y) @ rest - y @ da @ y + (H(da) - y @ a @ H(da)) @ H(y) @ y


@differential(np.linalg.lstsq, kind="least_squares", raises=True)
def lstsq(a, b, rcond=None, *, da, db, y):
    """``x = pinv(a) @ b``, of any rank that does not change (Golub and Pereyra 1973)."""
    eps = np.finfo(a.dtype).eps
    p = np.linalg.pinv(a, eps * max(np.shape(a)[0], np.shape(a)[1]) if rcond is None else eps if rcond == -1 else rcond)
    x = y[0]
    rest = b - a @ x
    miss = db - da @ x
    turned = H(da) @ (H(p) @ x)
    dx = p @ miss + p @ (H(p) @ (H(da) @ rest)) + turned - p @ (a @ turned)
    dresiduals = 2 * np.sum(aligned(rest, miss), axis=0, keepdims=known_rank(b) == 1)
    if known_rank(b) is None:
        dresiduals = np.ravel(dresiduals)
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return dx, dresiduals[:np.size(y[1])], 0, np.sum(aligned(u, da @ H(vt)), axis=0)


@composition(np.linalg.tensorsolve)
def tensorsolve_source(a, b, axes=None):
    if axes is not None:
        a = np.moveaxis(a, axes, [ndim(a) - 1 - k for k in range(len(axes))][::-1])
    shape = np.shape(a)[ndim(b):]
    return np.reshape(np.linalg.solve(np.reshape(a, (np.size(b), -1)), np.ravel(b)), shape)


@composition(np.linalg.tensorinv)
def tensorinv_source(a, ind=2):
    first, last = np.shape(a)[:ind], np.shape(a)[ind:]
    return np.reshape(np.linalg.inv(np.reshape(a, (math.prod(first), -1))), (*last, *first))


# -- determinants ------------------------------------------------------------------------


@differential(np.linalg.det, kind="determinant", raises=True)
def det(a, da):
    return over_matrix(cofactors(a) * da)


def over_matrix(x):
    """The sum over each matrix of a stack."""
    if known_rank(x) == 2:
        return np.sum(x)
    return np.sum(x, axis=(-2, -1))


@differential(cofactors, kind="square_matrix", raises=True)
def cofactors_(a, da):
    return cofactors_along(a, da)


@transpose(cofactors_along, wrt="v")
def cofactors_along_T(g, a, v):
    return cofactors_along(a, g)        # the second derivative of a determinant is symmetric


@differential(cofactors_along, kind="square_matrix", raises=True)
def cofactors_along_(a, v, da, dv):
    y, dy, back = cofactors(a), cofactors_along(a, da), T(np.linalg.inv(a))
    dback = -(back @ T(da) @ back)
    third = (np.sum(dback * v, axis=(-2, -1), keepdims=True) * y + np.sum(back * v, axis=(-2, -1), keepdims=True) * dy
             - dy @ T(v) @ back - y @ T(v) @ dback)
    return third + cofactors_along(a, dv)


@differential(np.linalg.slogdet, kind="sign_and_log", raises=True)
def slogdet(a, da, y):
    ratio = over_matrix(T(np.linalg.inv(a)) * da)
    if is_complex(a):
        return 1j * np.imag(ratio) * y[0], np.real(ratio)
    return np.zeros_like(y[0]), ratio


# -- norms: 0 where the norm is 0 ----------------------------------------------------------


@differential(np.linalg.norm, kind="norm")
def norm(x, ord=None, axis=None, keepdims=False, *, dx, y):
    of_matrices = axis is None and known_rank(x) == 2 or isinstance(axis, tuple)
    if axis is None and known_rank(x) is None and not (ord is None or isinstance(ord, str) and ord == "fro"):
        refuse("np.linalg.norm with `ord` and no `axis` of what may be a vector or a matrix has no differential")
    if ord is None or isinstance(ord, str) and ord == "fro" or known_number(ord) == 2 and not of_matrices:
        return summed(aligned(x, dx), axis, keepdims) / nonzero(y)
    if of_matrices:
        return of_singular_values(x, ord, axis, keepdims, dx) if ord == "nuc" or abs(ord) == 2 else of_row_sums(
            x, ord, axis, keepdims, dx, y)
    if known_number(ord) == 0:
        return 0.0 * summed(np.real(dx) if is_complex(x) else dx, axis, keepdims)
    if known_number(ord) == 1:
        return summed(aligned(np.sign(x), dx), axis, keepdims)
    if known_number(ord) == np.inf or known_number(ord) == -np.inf:
        best = np.abs(x) == restored(y, axis, keepdims)
        return summed(best * aligned(np.sign(x), dx), axis, keepdims) / summed(best, axis, keepdims)
    ratio = np.abs(x) / nonzero(restored(y, axis, keepdims))
    if known_number(ord) is None or ord < 1:
        ratio = nonzero(ratio)      # beside 0 the slope is infinite: as that of the modulus, it is 0 there
    if known_number(ord) is None:
        return (ord != 0) * summed(ratio ** (ord - 1) * aligned(np.sign(x), dx), axis, keepdims)
    return summed(ratio ** (ord - 1) * aligned(np.sign(x), dx), axis, keepdims)


def of_singular_values(x, ord, axis, keepdims, dx):
    """The differential of the sum of singular values, of the largest or of the least."""
    if axis is not None:
        x, dx = np.moveaxis(x, axis, (-2, -1)), np.moveaxis(dx, axis, (-2, -1))
    u, _, vt = np.linalg.svd(x, full_matrices=False)
    if ord == "nuc":
        dy = np.sum(aligned(u @ vt, dx), axis=(-2, -1))
    else:
        k = 0 if ord == 2 else -1
        if known_rank(x) == 2 and not is_complex(x) and not keepdims:
            return u[:, k] @ dx @ vt[k]
        dy = np.sum(aligned(u[..., :, k, None] * vt[..., k, None, :], dx), axis=(-2, -1))
    return np.expand_dims(dy, (0, 1) if axis is None else axis) if keepdims else dy


def of_row_sums(x, ord, axis, keepdims, dx, y):
    """The differential of the largest or least sum of a row or column, of magnitudes."""
    rows, columns = (0, 1) if axis is None else axis
    along = rows if abs(ord) == 1 else columns
    sums = np.sum(np.abs(x), axis=along, keepdims=True)
    best = sums == (restored(y, (rows, columns), keepdims) if axis is not None else y)
    return summed(best * aligned(np.sign(x), dx), axis, keepdims) / summed(best, axis, keepdims)


@composition(np.linalg.vector_norm)
def vector_norm_source(x, /, *, axis=None, keepdims=False, ord=2):
    if known_rank(x) == 1 or known_rank(axis) == 0:
        return np.linalg.norm(x, ord=ord, axis=axis, keepdims=keepdims)
    if axis is None:
        y = np.linalg.norm(np.ravel(x), ord=ord)
        return np.reshape(y, (1,) * ndim(x)) if keepdims else y
    last = np.moveaxis(x, axis, tuple(range(ndim(x) - len(axis), ndim(x))))
    y = np.linalg.norm(np.reshape(last, (*np.shape(last)[:ndim(x) - len(axis)], -1)), ord=ord, axis=-1)
    return np.expand_dims(y, axis) if keepdims else y


@composition(np.linalg.matrix_norm)
def matrix_norm_source(x, /, *, keepdims=False, ord="fro"):
    return np.linalg.norm(x, ord=ord, axis=(-2, -1), keepdims=keepdims)


# -- powers and products -------------------------------------------------------------------


@composition(np.linalg.matrix_power)
def matrix_power_source(a, n):
    if n < 0:
        a, n = np.linalg.inv(a), -n
    if n == 0:
        return identity_like(a)
    if n == 1:
        return a
    if n == 2:
        return a @ a
    if n == 3:
        return a @ a @ a
    if known_number(n) is not None and n < 64:
        return squared(a, n)
    power, result = a, identity_like(a)
    while n > 0:
        if n % 2 == 1:
            result = result @ power
        n = n // 2
        if n > 0:
            power = power @ power
    return result


def identity_like(a):
    """The identity, for each matrix of a stack."""
    return np.zeros_like(a) + np.eye(np.shape(a)[-1], dtype=a.dtype)


def squared(a, n):
    """``a ** n`` of a known number below 64, by squaring, in NumPy's order; powers that are not needed go."""
    a2 = a @ a
    a4 = a2 @ a2
    a8 = a4 @ a4
    a16 = a8 @ a8
    result = times(None, a, n % 2)
    result = times(result, a2, n // 2 % 2)
    result = times(result, a4, n // 4 % 2)
    result = times(result, a8, n // 8 % 2)
    result = times(result, a16, n // 16 % 2)
    return times(result, a16 @ a16, n // 32 % 2)


def times(result, power, bit):
    """A product with a power that is a factor, or not."""
    if bit == 0:
        return result
    return power if result is None else result @ power


@composition(np.linalg.multi_dot)
def multi_dot_source(arrays):
    product = arrays[0]
    for a in arrays[1:]:
        product = product @ a
    return product


@composition(np.linalg.cond)
def cond_source(x, p=None):
    if p is None or p == 2:
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., 0] / s[..., -1]
    if p == -2:
        s = np.linalg.svd(x, compute_uv=False)
        return s[..., -1] / s[..., 0]
    return np.linalg.norm(x, p, axis=(-2, -1)) * np.linalg.norm(np.linalg.inv(x), p, axis=(-2, -1))


nondifferentiable(np.linalg.matrix_rank)
