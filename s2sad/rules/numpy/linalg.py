"""``numpy.linalg``: solving, inverting, norms and decompositions.

Of a symmetric matrix, ``cholesky``, ``eigh`` and ``eigvalsh`` read the lower triangle alone, and the
derivative is that of what they read.
"""
from __future__ import annotations

import numpy as np

from ...runtime import cofactors
from ..registry import composition, differential, transpose
from ..static import is_complex, known_rank
from .reductions import aligned, nonzero, restored, summed


def T(a):
    """Each matrix of a stack, transposed."""
    if known_rank(a) == 2:
        return a.T
    return np.swapaxes(a, -1, -2)


def H(a):
    """Each matrix of a stack, transposed, and conjugated where it is complex."""
    return np.conj(T(a)) if is_complex(a) else T(a)


def symmetric(da):
    """The symmetric, or Hermitian, matrix whose lower triangle is given."""
    if is_complex(da):
        below = np.tril(da, -1)
        return below + H(below) + np.real(np.triu(np.tril(da)))
    return np.tril(da) + T(np.tril(da, -1))


# -- solving -----------------------------------------------------------------------------


@differential(np.linalg.solve, kind="solved", raises=True)
def solve(a, b, da, db, y):
    if known_rank(b) == 1 and known_rank(a) != 2:
        return np.linalg.solve(a, db[..., None] - da @ y[..., None])[..., 0]
    return np.linalg.solve(a, db - da @ y)


@transpose(np.linalg.solve, wrt="b")
def solve_T(g, a, b):
    return np.linalg.solve(T(a), g)


@differential(np.linalg.inv, kind="square_matrix", raises=True)
def inv(a, da, y):
    return -(y @ da @ y)


@differential(np.linalg.pinv, raises=True)
def pinv(a, rcond=None, *, rtol=None, hermitian=False, da, y):
    rest = H(da) - H(da) @ a @ y
    return y @ H(y) @ rest - y @ da @ y + (H(da) - y @ a @ H(da)) @ H(y) @ y


@differential(np.linalg.lstsq, kind="least_squares", raises=True)
def lstsq(a, b, rcond=None, *, da, db, y):
    p = np.linalg.pinv(a)
    x = y[0]
    rest = b - a @ x
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    miss = db - da @ x
    dx = p @ miss + p @ H(p) @ (H(da) @ rest)
    if known_rank(b) == 1:
        dresiduals = np.reshape(2 * np.sum(aligned(rest, miss)), 1)
    else:
        dresiduals = 2 * np.sum(aligned(rest, miss), axis=0)
    return dx, dresiduals, 0, np.sum(aligned(u, da @ H(vt)), axis=0)


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
def cofactors_(a, da, y):
    back = T(np.linalg.inv(a))
    return np.sum(back * da, axis=(-2, -1), keepdims=True) * y - y @ T(da) @ back


@differential(np.linalg.slogdet, kind="sign_and_log", raises=True)
def slogdet(a, da, y):
    ratio = over_matrix(T(np.linalg.inv(a)) * da)
    if is_complex(a):
        return 1j * np.imag(ratio) * y[0], np.real(ratio)
    return np.zeros_like(y[0]), ratio


# -- norms: 0 where the norm is 0 ----------------------------------------------------------


@differential(np.linalg.norm, kind="norm")
def norm(x, ord=None, axis=None, keepdims=False, *, dx, y):
    if ord == "nuc" or (ord == 2 or ord == -2) and (axis is None and known_rank(x) != 1 or isinstance(axis, tuple)):
        u, _, vt = np.linalg.svd(x, full_matrices=False)
        if ord == "nuc":
            return np.reshape(np.sum(aligned(u @ vt, dx), axis=(-2, -1)), np.shape(y))
        k = 0 if ord == 2 else -1
        return np.reshape(np.sum(aligned(u[..., :, k, None] * vt[..., k, None, :], dx), axis=(-2, -1)), np.shape(y))
    if ord is None or ord == 2 or ord == "fro":
        return summed(aligned(x, dx), axis, keepdims) / nonzero(y)
    if axis is None and known_rank(x) != 1 or isinstance(axis, tuple):
        rows, columns = (0, 1) if axis is None else axis
        along = rows if abs(ord) == 1 else columns
        sums = np.sum(np.abs(x), axis=along, keepdims=True)
        best = sums == (restored(y, (rows, columns), keepdims) if axis is not None else y)
        return summed(best * aligned(np.sign(x), dx), axis, keepdims) / summed(best, axis, keepdims)
    if ord == 1:
        return summed(aligned(np.sign(x), dx), axis, keepdims)
    if ord == np.inf or ord == -np.inf:
        best = np.abs(x) == restored(y, axis, keepdims)
        return summed(best * aligned(np.sign(x), dx), axis, keepdims) / summed(best, axis, keepdims)
    ratio = np.abs(x) / nonzero(restored(y, axis, keepdims))
    return summed(ratio ** (ord - 1) * aligned(np.sign(x), dx), axis, keepdims)


@composition(np.linalg.vector_norm)
def vector_norm_source(x, /, *, axis=None, keepdims=False, ord=2):
    if axis is None and known_rank(x) != 1:
        return np.linalg.norm(np.ravel(x), ord=ord)
    return np.linalg.norm(x, ord=ord, axis=axis, keepdims=keepdims)


@composition(np.linalg.matrix_norm)
def matrix_norm_source(x, /, *, keepdims=False, ord="fro"):
    return np.linalg.norm(x, ord=ord, axis=(-2, -1), keepdims=keepdims)


# -- decompositions ------------------------------------------------------------------------


@differential(np.linalg.cholesky, kind="square_matrix", raises=True)
def cholesky(a, da, y):
    inside = np.linalg.solve(y, H(np.linalg.solve(y, H(symmetric(da)))))
    return y @ (np.tril(inside) - 0.5 * np.eye(np.shape(a)[-1]) * inside)


@differential(np.linalg.eigh, kind="eigen", raises=True)
def eigh(a, da, y):
    w, v = y[0], y[1]
    turned = symmetric(da) @ v
    inside = H(v) @ turned
    gaps = w[..., None, :] - w[..., :, None]
    turn = inside * np.where(gaps == 0, 0.0, 1 / np.where(gaps == 0, 1.0, gaps))
    return np.sum(aligned(v, turned), axis=-2), v @ turn


@differential(np.linalg.eigvalsh, kind="eigenvalues", raises=True)
def eigvalsh(a, da):
    v = np.linalg.eigh(a)[1]
    return np.sum(aligned(v, symmetric(da) @ v), axis=-2)


@differential(np.linalg.svd, kind="singular", raises=True)
def svd(a, full_matrices=True, compute_uv=True, *, da, y):
    if not compute_uv:
        u, _, vt = np.linalg.svd(a, full_matrices=False)
        return np.sum(aligned(u, da @ H(vt)), axis=-2)
    u, s, vt = y[0], y[1], y[2]
    if full_matrices:       # of a matrix that is not square, the columns that belong to no singular value are left out
        thin_u, _, thin_vt = np.linalg.svd(a, full_matrices=False)
        ds = np.sum(aligned(thin_u, da @ H(thin_vt)), axis=-2)
        u, vt = u[..., :, :np.shape(s)[-1]], vt[..., :np.shape(s)[-1], :]
    else:
        ds = np.sum(aligned(u, da @ H(vt)), axis=-2)
    inside = H(u) @ da @ H(vt)
    squares = (s * s)[..., None, :] - (s * s)[..., :, None]
    gaps = np.where(squares == 0, 0.0, 1 / np.where(squares == 0, 1.0, squares))
    scale = np.where(s == 0, 0.0, 1 / np.where(s == 0, 1.0, s))
    right, left = inside * s[..., None, :], s[..., :, None] * inside
    du = u @ (gaps * (right + H(right))) + (da @ H(vt) - u @ inside) * scale[..., None, :]
    dvt = H(gaps * (left + H(left))) @ vt + scale[..., :, None] * (H(u) @ da - inside @ vt)
    if is_complex(a):       # the phases of u and v turn against each other
        turn = 0.5j * np.imag(np.diagonal(inside, 0, -2, -1)) * scale
        du, dvt = du + u * np.expand_dims(turn, -2), dvt + np.expand_dims(turn, -1) * vt
    return du, ds, dvt


@composition(np.linalg.svdvals)
def svdvals_source(x, /):
    return np.linalg.svd(x, compute_uv=False)


@differential(np.linalg.qr, kind="orthogonal", raises=True)
def qr(a, mode="reduced", *, da, y):
    if mode == "r":
        q, r = a @ np.linalg.inv(y), y
    else:
        q, r = y[0], y[1]
    inside = T(np.linalg.solve(T(r), T(da)))
    turned = H(q) @ inside
    below = np.tril(turned, -1)
    turn = below - H(below)
    if is_complex(a):       # the diagonal of r is real
        turn = turn + 1j * np.imag(np.triu(np.tril(turned)))
    dr = (turned - turn) @ r
    if mode == "r":
        return dr
    return q @ turn + inside - q @ turned, dr


@composition(np.linalg.matrix_power)
def matrix_power_source(a, n):
    if n < 0:
        a, n = np.linalg.inv(a), -n
    if n == 0:
        return np.eye(np.shape(a)[-1]) + np.zeros_like(a)
    if n == 1:
        return a
    if n == 2:
        return a @ a
    if n == 3:
        return a @ a @ a
    power, result = a, np.eye(np.shape(a)[-1]) + np.zeros_like(a)
    while n > 0:
        if n % 2 == 1:
            result = result @ power
        n = n // 2
        if n > 0:
            power = power @ power
    return result


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
