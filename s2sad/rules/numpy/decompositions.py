"""``numpy.linalg``: Cholesky, eigenvalues, singular values, QR.

Where eigenvalues or singular values coincide, the terms that would divide by their difference are 0.  That is right
for what depends on the values alone and alike, as their sum does, and for what depends on the space that the vectors
span, and not on the values.  It is not right for what depends on both, as a function of a matrix does that is made of
its eigenvectors (``expm`` and its like are right), nor for second derivatives at such a matrix.
"""
from __future__ import annotations

import numpy as np

from ...runtime import real_eigen
from ..registry import composition, differential
from ..static import is_complex, known_rank, refuse, shaped_like
from .linalg import H, T, symmetric
from .reductions import aligned


@differential(np.linalg.cholesky, kind="square_matrix", raises=True)
def cholesky(a, *, upper=False, da, y):
    """Giles 2008; Murray, "Differentiation of the Cholesky decomposition", 2016."""
    factor = H(y) if upper else y
    inside = np.linalg.solve(factor, H(np.linalg.solve(factor, H(symmetric(da, upper)))))
    dfactor = factor @ (np.tril(inside) - 0.5 * np.eye(np.shape(a)[-1]) * inside)
    return H(dfactor) if upper else dfactor


@differential(np.linalg.eigh, kind="eigen", raises=True)
def eigh(a, UPLO="L", *, da, y):
    w, v = y[0], y[1]
    turned = symmetric(da, UPLO == "U" or UPLO == "u") @ v
    return np.sum(aligned(v, turned), axis=-2), v @ (H(v) @ turned * reciprocals(differences(w)))


@differential(np.linalg.eigvalsh, kind="eigenvalues", raises=True)
def eigvalsh(a, UPLO="L", *, da):
    v = np.linalg.eigh(a, UPLO)[1] if UPLO != "L" else np.linalg.eigh(a)[1]
    return np.sum(aligned(v, symmetric(da, UPLO == "U" or UPLO == "u") @ v), axis=-2)


@differential(np.linalg.eig, kind="eigen_any", raises=True)
def eig(a, da, y):
    """Of a real matrix with real eigenvalues; the vectors have unit length, and keep it, and their phases."""
    w, v = y if is_complex(a) else real_eigen(y, a)
    inside = np.linalg.solve(v, da @ v)
    dv = v @ (inside * reciprocals(differences(w)))
    return diagonals(inside), dv - v * np.sum(aligned(v, dv), axis=-2, keepdims=True)


@differential(np.linalg.eigvals, kind=None, raises=True)
def eigvals(a, da):
    _, v = np.linalg.eig(a) if is_complex(a) else real_eigen(np.linalg.eig(a), a)
    return diagonals(np.linalg.solve(v, da @ v))


@differential(real_eigen, kind="eigen_of_second", passive=("a",))
def real_eigen_(found, a, dfound):
    return dfound[0], dfound[1]


def diagonals(x):
    return np.diag(x) if known_rank(x) == 2 else np.diagonal(x, 0, -2, -1)


def differences(w):
    """``w[j] - w[i]`` at ``i, j``."""
    return w[..., None, :] - w[..., :, None]


def reciprocals(x):
    """``1 / x``, and 0 where ``x`` is 0."""
    return np.where(x == 0, 0.0, 1 / np.where(x == 0, 1.0, x))


@differential(np.linalg.svd, kind="singular", raises=True)
def svd(a, full_matrices=True, compute_uv=True, hermitian=False, *, da, y):
    """Townsend, "Differentiating the singular value decomposition", 2016.

    Of the vectors that belong to no singular value only the space that they span has a derivative.  The phases that
    are open turn u and v against each other.
    """
    if hermitian:
        da = symmetric(da)
    if not compute_uv:
        u, _, vt = np.linalg.svd(a, full_matrices=False)
        return np.sum(aligned(u, da @ H(vt)), axis=-2)
    s, k = y[1], np.shape(y[1])[-1]
    u, vt = (y[0][..., :k], y[2][..., :k, :]) if full_matrices else (y[0], y[2])
    turned = da @ H(vt)
    inside, scale = H(u) @ turned, reciprocals(s)
    together = 0.5 * reciprocals(differences(s)) * (inside + H(inside))
    apart = 0.5 * reciprocals(s[..., None, :] + s[..., :, None]) * (inside - H(inside))
    du = u @ (together + apart) + (turned - u @ inside) * scale[..., None, :]
    dvt = (apart - together) @ vt + scale[..., :, None] * (H(u) @ da - inside @ vt)
    if full_matrices:
        du = np.concatenate([du, -(u @ (H(du) @ y[0][..., k:]))], axis=-1)
        dvt = np.concatenate([dvt, -(y[2][..., k:, :] @ H(dvt) @ vt)], axis=-2)
    return du, np.sum(aligned(u, turned), axis=-2), dvt


@composition(np.linalg.svdvals)
def svdvals_source(x, /):
    return np.linalg.svd(x, compute_uv=False)


@differential(np.linalg.qr, kind="orthogonal", raises=True)
def qr(a, mode="reduced", *, da, y):
    """Walter, Lehmann and Lamour, "On evaluating higher-order derivatives of the QR decomposition", 2012.

    Of more columns than rows, the first make up Q, and the others follow.  Of a complete Q, of the columns
    that belong to no column of the matrix only the space that they span has a derivative.
    """
    if mode == "raw":
        refuse("np.linalg.qr(mode='raw') has no differential here")
    if mode == "r":
        q, r = np.linalg.qr(a)[0], y
    elif mode == "complete":
        k = np.shape(np.diagonal(y[1], 0, -2, -1))[-1]
        q, r = y[0][..., :k], y[1][..., :k, :]
    else:
        q, r = y[0], y[1]
    dq, dr = orthogonal_change(q, r, da)
    if mode == "r":
        return dr
    if mode == "complete":
        return completed(dq, dr, q, y[0], y[1])
    return dq, dr


def orthogonal_change(q, r, da):
    """The differentials of Q and R, where the first columns make up Q, and the others follow."""
    k = np.shape(r)[-2]
    inside = shaped_like(T(np.linalg.solve(T(r[..., :k]), T(da[..., :k]))), q)
    along = H(q) @ inside
    below = np.tril(along, -1)
    turn = below - H(below)
    if is_complex(q):       # the diagonal of r is real
        turn = turn + 1j * np.imag(np.triu(np.tril(along)))
    return inside + q @ (turn - along), H(q) @ da - turn @ r


def completed(dq, dr, q, whole_q, whole_r):
    """The differentials of a complete Q and R, given those of a reduced one."""
    k = np.shape(dr)[-2]
    dq = np.concatenate([dq, -(q @ (H(dq) @ whole_q[..., k:]))], axis=-1)
    return dq, np.concatenate([dr, np.zeros_like(whole_r[..., k:, :])], axis=-2)
