"""``scipy.linalg``: structured matrices, Riccati equations, and decompositions of tridiagonal matrices.

Riccati equations: T. Kao, G. Hennequin, "Automatic differentiation of Sylvester, Lyapunov, and algebraic Riccati
equations" (2020).
"""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ...runtime import banded_transpose
from ..numpy.linalg import H
from ..registry import Spelling, composition, differential, nondifferentiable, spellings, transpose
from ..static import is_complex, known_number, known_rank
from .decompositions import gaps_of
from .linalg import frechet

# -- Toeplitz and circulant matrices, given by their first column and row -------------------------


@composition(linalg.solve_toeplitz)
def solve_toeplitz_source(c_or_cr, b, check_finite=True):
    if isinstance(c_or_cr, tuple):
        c, r = c_or_cr
    else:
        c, r = c_or_cr, np.conj(c_or_cr) if is_complex(c_or_cr) else c_or_cr
    if known_rank(c) != 1 or known_rank(r) != 1:
        return NotImplemented
    return toeplitz_solved(c, r, b)


def toeplitz_solved(c, r, b):
    """The solution for a Toeplitz matrix."""
    return linalg.solve_toeplitz((c, r), b)


spellings[toeplitz_solved] = Spelling(linalg.solve_toeplitz, ((0, 1), 2))


@differential(toeplitz_solved, kind="like_third", raises=True)
def toeplitz_solved_(c, r, b, dc, dr, db, y):
    return toeplitz_solved(c, r, db - toeplitz_product(change(dc, c), change(dr, r), y, np.shape(c)[0], np.shape(r)[0]))


def change(dx, x):
    """``dx``, and zeros where ``x`` does not vary: a part of something that does."""
    return np.zeros_like(x) if known_number(dx) == 0 else dx


def toeplitz_product(c, r, x, m, n):
    """The product of a Toeplitz matrix, which is m times n, and a vector or matrix."""
    return np.concatenate([c[::-1], r[1:]])[m - 1 - np.arange(m)[:, None] + np.arange(n)] @ x


@transpose(toeplitz_solved, wrt="b")
def toeplitz_solved_T(g, c, r, b):
    return toeplitz_solved(np.concatenate([c[:1], r[1:]]), c, g)


@composition(linalg.matmul_toeplitz)
def matmul_toeplitz_source(c_or_cr, x, check_finite=False, workers=None):
    if isinstance(c_or_cr, tuple):
        c, r = c_or_cr
    else:
        c, r = c_or_cr, np.conj(c_or_cr) if is_complex(c_or_cr) else c_or_cr
    if known_rank(c) != 1 or known_rank(r) != 1:
        return NotImplemented
    return toeplitz_product(c, r, x, np.shape(c)[0], np.shape(r)[0])


@composition(linalg.solve_circulant)
def solve_circulant_source(c, b, singular="raise", tol=None, caxis=-1, baxis=0, outaxis=0):
    if known_rank(c) != 1 or known_rank(b) != 1 or is_complex(c) or is_complex(b) or singular != "raise":
        return NotImplemented
    return np.real(np.fft.ifft(np.fft.fft(b) / np.fft.fft(c)))


@composition(linalg.convolution_matrix)
def convolution_matrix_source(a, n, mode="full"):
    if mode != "full" or known_rank(a) != 1:
        return NotImplemented
    return linalg.toeplitz(np.concatenate([a, np.zeros(n - 1)]), np.concatenate([a[:1], np.zeros(n - 1)]))


@composition(linalg.companion)
def companion_source(a):
    if known_rank(a) != 1:
        return NotImplemented
    n = np.shape(a)[0] - 1
    return np.concatenate([(-a[1:] / a[0])[None, :], np.eye(n - 1, n)])


@composition(linalg.leslie)
def leslie_source(f, s):
    if known_rank(f) != 1 or known_rank(s) != 1:
        return NotImplemented
    n = np.shape(f)[0]
    return np.concatenate([f[None, :], s[:, None] * np.eye(n - 1, n)])


@composition(linalg.fiedler)
def fiedler_source(a):
    return np.abs(a[:, None] - a)


@composition(linalg.khatri_rao)
def khatri_rao_source(a, b):
    return np.reshape(a[:, None, :] * b[None, :, :], (-1, np.shape(a)[1]))


nondifferentiable(linalg.helmert, linalg.invhilbert, linalg.invpascal, linalg.bandwidth, linalg.issymmetric,
                  linalg.ishermitian)

# -- symmetric matrices of diagonals --------------------------------------------------------------------


@composition(linalg.solveh_banded)
def solveh_banded_source(ab, b, overwrite_ab=False, overwrite_b=False, lower=False, check_finite=True):
    if overwrite_ab or overwrite_b or is_complex(ab):
        return NotImplemented
    n, u = np.shape(ab)[1], np.shape(ab)[0] - 1
    offsets = np.arange(1, u + 1)[:, None]
    if lower:
        at = np.arange(n) - offsets[::-1]
        above = np.where(at >= 0, ab[offsets[::-1], np.maximum(at, 0)], 0.0)
        return linalg.solve_banded((u, u), np.concatenate([above, ab]), b)
    at = np.arange(n) + offsets
    below = np.where(at < n, ab[u - offsets, np.minimum(at, n - 1)], 0.0)
    return linalg.solve_banded((u, u), np.concatenate([ab, below]), b)


@composition(linalg.cho_solve_banded)
def cho_solve_banded_source(cb_and_lower, b, overwrite_b=False, check_finite=True):
    """Two triangular systems, with the factor and its transpose."""
    cb, lower = cb_and_lower
    if overwrite_b or is_complex(cb):
        return NotImplemented
    u = np.shape(cb)[0] - 1
    if lower:
        return linalg.solve_banded((0, u), banded_transpose((u, 0), cb), linalg.solve_banded((u, 0), cb, b))
    return linalg.solve_banded((0, u), cb, linalg.solve_banded((u, 0), banded_transpose((0, u), cb), b))


@differential(linalg.eigh_tridiagonal, kind="tridiagonal_eigen", raises=True)
def eigh_tridiagonal(d, e, eigvals_only=False, *, dd, de, y):
    """dw is the diagonal of Vᵀ dA V."""
    if eigvals_only:
        v = linalg.eigh_tridiagonal(d, e)[1]
    else:
        v = y[1]
    turned = np.reshape(change(dd, d), (-1, 1)) * v
    off = np.reshape(change(de, e), (-1, 1))
    above, below = off * v[1:], off * v[:-1]
    none = np.zeros((1, np.shape(v)[1]))
    turned = turned + np.concatenate([above, none]) + np.concatenate([none, below])
    dw = np.sum(v * turned, axis=0)
    return dw if eigvals_only else (dw, v @ ((v.T @ turned) * gaps_of(y[0])))


@composition(linalg.eigvalsh_tridiagonal)
def eigvalsh_tridiagonal_source(d, e):
    return linalg.eigh_tridiagonal(d, e, True)


# -- Riccati equations -------------------------------------------------------------------------------------


@differential(linalg.solve_continuous_are, raises=True)
def solve_continuous_are(a, b, q, r, da, db, dq, dr, y):
    """``Aᴴ X + X A - X B R⁻¹ Bᴴ X + Q = 0``"""
    gain = np.linalg.solve(r, H(b) @ y)
    closed = a - b @ gain
    half = y @ (da - db @ gain)
    change = dq + half + H(half) + H(gain) @ dr @ gain
    return linalg.solve_continuous_lyapunov(H(closed), -change)


@differential(linalg.solve_discrete_are, raises=True)
def solve_discrete_are(a, b, q, r, da, db, dq, dr, y):
    """``X = Aᴴ X A - Aᴴ X B (R + Bᴴ X B)⁻¹ Bᴴ X A + Q``"""
    gain = np.linalg.solve(r + H(b) @ y @ b, H(b) @ y @ a)
    closed = a - b @ gain
    half = H(closed) @ y @ (da - db @ gain)
    return linalg.solve_discrete_lyapunov(H(closed), dq + half + H(half) + H(gain) @ dr @ gain)


# -- functions of matrices -----------------------------------------------------------------------------------


@differential(linalg.tanm, kind="square_matrix")
def tanm(A, dA):
    return frechet(linalg.tanm, A, dA)


@differential(linalg.tanhm, kind="square_matrix")
def tanhm(A, dA):
    return frechet(linalg.tanhm, A, dA)


@differential(linalg.signm)
def signm(A, dA, y):
    """``S² = 1`` and ``S A = A S``; N. Higham, "Functions of Matrices" (2008), section 5.1: N = S A, N dS + dS N = …"""
    n = y @ A
    return linalg.solve_sylvester(n, n, dA - y @ dA @ y)
