"""``scipy.linalg``: matrices of which the diagonals are given."""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ...runtime import banded_outer, banded_product, banded_transpose
from ..numpy.linalg import H
from ..numpy.reductions import aligned
from ..registry import composition, differential, transpose
from ..static import is_complex, known_number, refuse
from .decompositions import gaps_of
from .linalg import cholesky_change


@differential(linalg.solve_banded, kind="solved_banded", raises=True, passive=("l_and_u",))
def solve_banded(l_and_u, ab, b, dab, db, y):
    return linalg.solve_banded(l_and_u, ab, db - banded_product(l_and_u, dab, y))


@transpose(linalg.solve_banded, wrt="b")
def solve_banded_T(g, l_and_u, ab, b):
    return linalg.solve_banded((l_and_u[1], l_and_u[0]), banded_transpose(l_and_u, ab), g)


def bilinear(f, kind):
    """Declare a function that is linear in its second argument, and in its third."""
    def change(l_and_u, ab, x, dab, dx):
        return f(l_and_u, dab, x) + f(l_and_u, ab, dx)
    differential(f, kind=kind, passive=("l_and_u",))(change)


bilinear(banded_product, "as_third")
bilinear(banded_outer, None)


@transpose(banded_product, wrt="ab")
def banded_product_T_ab(g, l_and_u, ab, x):
    return banded_outer(l_and_u, g, x)


@transpose(banded_product, wrt="x")
def banded_product_T_x(g, l_and_u, ab, x):
    return banded_product((l_and_u[1], l_and_u[0]), banded_transpose(l_and_u, ab), g)


@transpose(banded_outer, wrt="g")
def banded_outer_T_g(c, l_and_u, g, x):
    return banded_product(l_and_u, c, x)


@transpose(banded_outer, wrt="x")
def banded_outer_T_x(c, l_and_u, g, x):
    return banded_product((l_and_u[1], l_and_u[0]), banded_transpose(l_and_u, c), g)


@differential(banded_transpose, passive=("l_and_u",))
def banded_transpose_(l_and_u, ab, dab):
    return banded_transpose(l_and_u, dab)


@transpose(banded_transpose, wrt="ab")
def banded_transpose_T(g, l_and_u, ab):
    return banded_transpose((l_and_u[1], l_and_u[0]), g)


@composition(linalg.solveh_banded)
def solveh_banded_source(ab, b, overwrite_ab=False, overwrite_b=False, lower=False, check_finite=True):
    if overwrite_ab or overwrite_b or is_complex(ab):
        return NotImplemented
    u = np.shape(ab)[0] - 1
    return linalg.solve_banded((u, u), mirrored(ab, lower), b)


def mirrored(ab, lower):
    """All diagonals of a symmetric, or Hermitian, matrix of which those on one side are given."""
    n, u = np.shape(ab)[1], np.shape(ab)[0] - 1
    other = np.conj(ab) if is_complex(ab) else ab
    offsets = np.arange(1, u + 1)[:, None]
    if lower:
        at = np.arange(n) - offsets[::-1]
        above = np.where(at >= 0, other[offsets[::-1], np.maximum(at, 0)], 0.0)
        return np.concatenate([above, ab])
    at = np.arange(n) + offsets
    below = np.where(at < n, other[u - offsets, np.minimum(at, n - 1)], 0.0)
    return np.concatenate([ab, below])


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


@differential(linalg.cholesky_banded, kind="square_matrix", raises=True)
def cholesky_banded(ab, lower=False, *, dab, y):
    """I. Murray 2016, of the matrices that the diagonals stand for; numbers beyond their ends are left as they are."""
    change = cholesky_change(spread_out(y, lower), spread_out(dab, lower), lower)
    r, j = np.arange(np.shape(ab)[0])[:, None], np.arange(np.shape(ab)[1])
    i = j + r if lower else j + r - np.shape(ab)[0] + 1
    inside = (i >= 0) & (i < np.shape(ab)[1])
    return np.where(inside, change[np.where(inside, i, 0), j], dab)


def spread_out(ab, lower):
    """The triangle of a matrix of which the diagonals are given."""
    i, j = np.arange(np.shape(ab)[1])[:, None], np.arange(np.shape(ab)[1])
    row = i - j if lower else np.shape(ab)[0] - 1 + i - j
    inside = (row >= 0) & (row < np.shape(ab)[0]) & (i >= j if lower else i <= j)
    return np.where(inside, ab[np.where(inside, row, 0), j], 0.0)


@differential(linalg.eig_banded, kind="banded_eigen", raises=True)
def eig_banded(a_band, lower=False, eigvals_only=False, *, select="a", select_range=None, max_ev=0, da_band, y):
    """dw is the diagonal of Vᴴ dA V."""
    v = linalg.eig_banded(a_band, lower, select=select, select_range=select_range)[1] if eigvals_only else y[1]
    u = np.shape(a_band)[0] - 1
    turned = banded_product((u, u), mirrored(real_on_diagonal(da_band, lower), lower), v)
    dw = np.sum(aligned(v, turned), axis=0)
    if eigvals_only:
        return dw
    if not (select == "a" or select == 0):
        refuse("the eigenvectors of some eigenvalues, of scipy.linalg.eig_banded, have no differential here")
    return dw, v @ ((H(v) @ turned) * gaps_of(y[0]))


def real_on_diagonal(ab, lower):
    """The diagonals of a Hermitian matrix, of which the middle one is read as real."""
    if not is_complex(ab):
        return ab
    u = np.shape(ab)[0] - 1
    middle = np.arange(u + 1)[:, None] == (0 if lower else u)
    return np.where(middle, np.real(ab), ab)


@composition(linalg.eigvals_banded)
def eigvals_banded_source(a_band, lower=False, overwrite_a_band=False, select="a", select_range=None,
                          check_finite=True):
    if overwrite_a_band:
        return NotImplemented
    return linalg.eig_banded(a_band, lower, eigvals_only=True, select=select, select_range=select_range)


def change(dx, x):
    """``dx``, and zeros where ``x`` does not vary: a part of something that does."""
    return np.zeros_like(x) if known_number(dx) == 0 else dx


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
