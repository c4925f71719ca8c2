"""``scipy.linalg``: matrices made of few numbers, and Riccati equations.

Riccati equations: T. Kao, G. Hennequin, "Automatic differentiation of Sylvester, Lyapunov, and algebraic Riccati
equations" (2020).
"""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ..numpy.linalg import H
from ..registry import Spelling, composition, differential, nondifferentiable, spellings, transpose
from ..static import is_complex, known_rank
from .banded import change

# -- Toeplitz and circulant matrices, given by their first column and row -------------------------


def column_and_row(c_or_cr):
    """Both are given, or the column of a Hermitian matrix."""
    if isinstance(c_or_cr, tuple):
        return c_or_cr
    return c_or_cr, np.conj(c_or_cr) if is_complex(c_or_cr) else c_or_cr


@composition(linalg.solve_toeplitz)
def solve_toeplitz_source(c_or_cr, b, check_finite=True):
    c, r = column_and_row(c_or_cr)
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


def toeplitz_product(c, r, x, m, n):
    """The product of a Toeplitz matrix, which is m times n, and a vector or matrix."""
    return np.concatenate([c[::-1], r[1:]])[m - 1 - np.arange(m)[:, None] + np.arange(n)] @ x


@transpose(toeplitz_solved, wrt="b")
def toeplitz_solved_T(g, c, r, b):
    return toeplitz_solved(np.concatenate([c[:1], r[1:]]), c, g)


@composition(linalg.matmul_toeplitz)
def matmul_toeplitz_source(c_or_cr, x, check_finite=False, workers=None):
    c, r = column_and_row(c_or_cr)
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


@composition(linalg.fiedler_companion)
def fiedler_companion_source(a):
    """The coefficients stand in even rows, on both sides of the diagonal."""
    if known_rank(a) != 1:
        return NotImplemented
    n = np.shape(a)[0] - 1
    i, j = np.arange(n)[:, None], np.arange(n)
    even = i % 2 == 0
    is_one = even & (j == i + 2) | ~even & (j == np.maximum(i - 2, 0))
    which = np.where(even & (j == np.maximum(i - 1, 0)), i, np.where(even & (j == i + 1), i + 1, n + is_one))
    return np.concatenate([-(a / a[0])[1:], np.zeros_like(a[:1]), np.ones_like(a[:1])])[which]


@composition(linalg.diagsvd)
def diagsvd_source(s, M, N):
    if known_rank(s) != 1:
        return NotImplemented
    k = np.shape(s)[0]
    return np.pad(np.diag(s), ((0, M - k), (0, N - k)))


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
