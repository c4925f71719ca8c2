"""``scipy.linalg``: solving; factors that the user asks for.

    y = solve(a, b)         b_bar = np.linalg.solve(a.T, y_bar);  a_bar = -outer(b_bar, y)

Formulas: M. Giles, "An extended collection of matrix derivative results" (2008).  Of a symmetric matrix the
derivative is that of the triangle that is read.
"""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ...runtime import (
    block_diagonal,
    cho_factor,
    cho_solve,
    diagonal_blocks,
    lu_factor,
    lu_solve,
    solve_triangle,
    swap_rows,
)
from ..numpy import linalg as of_numpy
from ..numpy.linalg import H, T, symmetric
from ..registry import (
    Properties,
    Spelling,
    composition,
    differential,
    nondifferentiable,
    properties,
    spellings,
    transpose,
)
from ..static import is_complex, known_rank, refuse

# -- what the triangle that is read says of the whole ----------------------------------------


def whole(a, lower):
    """The symmetric, or Hermitian, matrix of which one triangle is given."""
    return symmetric(a, not lower)


def strictly(a, lower):
    """A triangle without the diagonal."""
    return np.tril(a, -1) if lower else np.triu(a, 1)


def real_diagonal(a):
    """The diagonal matrix of the real parts of a matrix's diagonal."""
    diagonal = np.tril(np.triu(a))
    return np.real(diagonal) if is_complex(a) else diagonal


def triangle(a, lower, unit=False):
    """The triangle of a matrix that is read; without the diagonal if that is taken to be 1."""
    if unit:
        return strictly(a, lower)
    return np.tril(a) if lower else np.triu(a)


# -- solve: what is solved in its derivatives shares factors with it (transforms/solves.py) -------


@differential(linalg.solve, kind="solved", raises=True)
def solve(a, b, lower=False, *, assume_a=None, transposed=False, da, db, y):
    """Of what is read of the matrix: all of it, one triangle, or some diagonals."""
    if known_rank(a) != 2 and known_rank(b) != known_rank(a):
        refuse("scipy.linalg.solve: of a stack of matrices, and right-hand sides that are no matrices for each")
    change = part_read(da, lower, assume_a)
    change = (T(change) if transposed else change) @ y
    return solved(a, db - change, lower, assume_a, transposed)


@transpose(linalg.solve, wrt="b")
def solve_T(g, a, b, lower=False, assume_a=None, transposed=False):
    if symmetric_form(assume_a):
        if is_complex(a) and not (assume_a == "sym" or assume_a == "symmetric"):
            return np.conj(solved(a, np.conj(g), lower, assume_a, False))
        return solved(a, g, lower, assume_a, False)
    return solved(a, g, lower, assume_a, not transposed)


def symmetric_form(assume_a):
    """Whether a matrix is taken to be its own transpose, or adjoint."""
    return (assume_a == "sym" or assume_a == "symmetric" or assume_a == "her" or assume_a == "hermitian"
            or assume_a == "pos" or assume_a == "positive definite")


def part_read(da, lower, assume_a):
    """The change of a matrix of which ``solve`` reads a part."""
    if assume_a == "sym" or assume_a == "symmetric":
        return triangle(da, lower) + T(strictly(da, lower))
    if symmetric_form(assume_a):
        return whole(da, lower)
    if assume_a == "lower triangular" or assume_a == "upper triangular":
        return triangle(da, assume_a == "lower triangular")
    if assume_a == "diagonal":
        return np.triu(np.tril(da))
    if assume_a == "tridiagonal":
        return np.triu(np.tril(da, 1), -1)
    return da


def solved(a, b, lower, assume_a, transposed):
    """``solve``, for derivatives: where nothing is assumed, as NumPy does it, without looking for structure."""
    if symmetric_form(assume_a):
        if lower:
            return linalg.solve(a, b, lower, assume_a=assume_a)
        return linalg.solve(a, b, assume_a=assume_a)
    if (assume_a == "lower triangular" or assume_a == "upper triangular") and known_rank(a) == 2:
        return triangular(a, b, 1 if transposed else 0, assume_a == "lower triangular", False)
    if assume_a == "diagonal" and known_rank(a) == 2:
        diagonal = np.diagonal(a)
        return b / (diagonal if known_rank(b) == 1 else diagonal[:, None])
    return np.linalg.solve(T(part_read(a, lower, assume_a)) if transposed else part_read(a, lower, assume_a), b)


for helper, kind in ((lu_factor, None), (cho_factor, None), (lu_solve, "by_factors"), (cho_solve, "by_factors"),
                     (solve_triangle, "by_factors")):
    properties[helper] = Properties(kind)       # they come into a program when it is differentiated


@differential(linalg.solve_triangular, kind="solved", raises=True)
def solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, *, da, db, y):
    da = triangle(da, lower, unit_diagonal)
    if trans == 0 or trans == "N":
        change = da @ y
    elif trans == 1 or trans == "T":
        change = da.T @ y
    else:
        change = H(da) @ y
    return triangular(a, db - change, trans, lower, unit_diagonal)


@transpose(linalg.solve_triangular, wrt="b")
def solve_triangular_T(g, a, b, trans=0, lower=False, unit_diagonal=False):
    if trans == 0 or trans == "N":
        return triangular(a, g, 1, lower, unit_diagonal)
    if (trans == 2 or trans == "C") and is_complex(a):
        return np.conj(triangular(a, np.conj(g), 0, lower, unit_diagonal))
    return triangular(a, g, 0, lower, unit_diagonal)


def triangular(a, b, trans, lower, unit_diagonal):
    """``solve_triangular`` without the arguments that need not be said."""
    if unit_diagonal:
        return linalg.solve_triangular(a, b, trans, lower, unit_diagonal)
    if lower:
        return linalg.solve_triangular(a, b, trans, lower)
    return linalg.solve_triangular(a, b) if trans == 0 else linalg.solve_triangular(a, b, trans)


# -- factors that the user asks for ---------------------------------------------------------------


@differential(linalg.lu_factor, kind="lu_factored", raises=True)
def lu_factor_(a, da, y):
    """Of a square matrix: dL = L tril(X), dU = triu(X) U with X = L⁻¹ P dA U⁻¹."""
    lu, pivots = y[0], y[1]
    inner = linalg.solve_triangular(lu, swap_rows(da, pivots), 0, True, True)
    inner = T(linalg.solve_triangular(lu, T(inner), 1))
    left = np.tril(lu, -1) @ np.tril(inner, -1) + np.tril(inner, -1)
    return left + np.triu(inner) @ np.triu(lu), np.zeros_like(pivots)


@composition(linalg.lu_solve)
def lu_solve_source(lu_and_piv, b, trans=0, overwrite_b=False, check_finite=True):
    lu, pivots = lu_and_piv
    if trans == 2 or overwrite_b:
        return NotImplemented
    if trans == 1:
        inner = linalg.solve_triangular(lu, linalg.solve_triangular(lu, b, 1), 1, True, True)
        return swap_rows(inner, pivots, True)
    return linalg.solve_triangular(lu, linalg.solve_triangular(lu, swap_rows(b, pivots), 0, True, True))


@differential(swap_rows, kind="first_array", passive=("pivots",))
def swapping(x, pivots, back=False, *, dx):
    return swap_rows(dx, pivots, True) if back else swap_rows(dx, pivots)


@transpose(swap_rows, wrt="x")
def swapping_T(g, x, pivots, back=False):
    return swap_rows(g, pivots) if back else swap_rows(g, pivots, True)


@composition(linalg.cho_factor)
def cho_factor_source(a, lower=False, overwrite_a=False, check_finite=True):
    if overwrite_a:
        return NotImplemented
    return half_factored(a, lower), lower


def half_factored(a, lower):
    """The matrix of ``cho_factor(a, lower)``: a Cholesky factor in one triangle."""
    return linalg.cho_factor(a, lower)[0]


spellings[half_factored] = Spelling(linalg.cho_factor, (0, 1), (), 0)


@differential(half_factored, kind="square_matrix", raises=True)
def half_factored_(a, lower, da, y):
    """What stands in the other triangle is not defined, and has no derivative."""
    return cholesky_change(y, da, lower)


@composition(linalg.cho_solve)
def cho_solve_source(c_and_lower, b, overwrite_b=False, check_finite=True):
    c, lower = c_and_lower
    if overwrite_b:
        return NotImplemented
    return cho_solved(c, b, lower)


def cho_solved(c, b, lower):
    """``cho_solve((c, lower), b)``"""
    return linalg.cho_solve((c, lower), b)


spellings[cho_solved] = Spelling(linalg.cho_solve, ((0, 2), 1))


@differential(cho_solved, kind="solved", raises=True)
def cho_solved_(c, b, lower, dc, db, y):
    factor, change = triangle(c, lower), triangle(dc, lower)
    if lower:
        return cho_solved(c, db - change @ (H(factor) @ y) - factor @ (H(change) @ y), lower)
    return cho_solved(c, db - H(change) @ (factor @ y) - H(factor) @ (change @ y), lower)


@transpose(cho_solved, wrt="b")
def cho_solved_T(g, c, b, lower):
    return np.conj(cho_solved(c, np.conj(g), lower)) if is_complex(c) else cho_solved(c, g, lower)


@differential(linalg.cholesky, kind="square_matrix", raises=True)
def cholesky(a, lower=False, *, da, y):
    return cholesky_change(y, da, lower)


def cholesky_change(y, da, lower):
    """The differential of a Cholesky factor (I. Murray, "Differentiation of the Cholesky decomposition", 2016)."""
    s = whole(da, lower)
    if lower:
        inner = linalg.solve_triangular(y, H(linalg.solve_triangular(y, s, 0, True)), 0, True)
        return np.tril(y) @ (np.tril(inner, -1) + 0.5 * real_diagonal(inner))
    inner = linalg.solve_triangular(y, H(linalg.solve_triangular(y, s, 2)), 2)
    return (np.triu(inner, 1) + 0.5 * real_diagonal(inner)) @ np.triu(y)


# -- matrix equations: the transposed operator solves the same kind of equation ------------------------


@differential(linalg.solve_sylvester, kind="as_third_matrix", raises=True)
def solve_sylvester(a, b, q, da, db, dq, y):
    return linalg.solve_sylvester(a, b, dq - da @ y - y @ db)


@transpose(linalg.solve_sylvester, wrt="q")
def solve_sylvester_T(g, a, b, q):
    return linalg.solve_sylvester(a.T, b.T, g)


@differential(linalg.solve_continuous_lyapunov, linalg.solve_lyapunov, kind="as_second_matrix", raises=True)
def solve_continuous_lyapunov(a, q, da, dq, y):
    return linalg.solve_continuous_lyapunov(a, dq - da @ y - y @ H(da))


@transpose(linalg.solve_continuous_lyapunov, wrt="q")
def solve_continuous_lyapunov_T(g, a, q):
    return linalg.solve_continuous_lyapunov(a.T, g)


@differential(linalg.solve_discrete_lyapunov, kind="as_second_matrix", raises=True)
def solve_discrete_lyapunov(a, q, method=None, *, da, dq, y):
    return linalg.solve_discrete_lyapunov(a, dq + da @ y @ H(a) + a @ y @ H(da), method)


@transpose(linalg.solve_discrete_lyapunov, wrt="q")
def solve_discrete_lyapunov_T(g, a, q, method=None):
    return linalg.solve_discrete_lyapunov(a.T, g, method)


# -- matrices made of others -------------------------------------------------------------------------------


@composition(linalg.block_diag)
def block_diag_source(*arrs):
    return block_diagonal(arrs)


@differential(block_diagonal)
def block_diagonal_(arrays, darrays):
    return block_diagonal(darrays)


@transpose(block_diagonal, wrt="arrays")
def block_diagonal_T(g, arrays):
    return diagonal_blocks(g, arrays)


@differential(diagonal_blocks, kind="split_as_second", passive=("arrays",))
def diagonal_blocks_(g, arrays, dg):
    return diagonal_blocks(dg, arrays)


@transpose(diagonal_blocks, wrt="g")
def diagonal_blocks_T(c, g, arrays):
    return block_diagonal(c)


@composition(linalg.toeplitz)
def toeplitz_source(c, r=None):
    if known_rank(c) != 1 or r is not None and known_rank(r) != 1:
        return NotImplemented
    if r is None:
        r = np.conj(c) if is_complex(c) else c
    m, n = np.shape(c)[0], np.shape(r)[0]
    return np.concatenate([c[::-1], r[1:]])[m - 1 - np.arange(m)[:, None] + np.arange(n)]


@composition(linalg.hankel)
def hankel_source(c, r=None):
    if known_rank(c) != 1 or r is not None and known_rank(r) != 1:
        return NotImplemented
    if r is None:
        r = np.zeros_like(c)
    return np.concatenate([c, r[1:]])[np.arange(np.shape(c)[0])[:, None] + np.arange(np.shape(r)[0])]


@composition(linalg.circulant)
def circulant_source(c):
    if known_rank(c) != 1:
        return NotImplemented
    n = np.shape(c)[0]
    return c[(np.arange(n)[:, None] - np.arange(n)) % n]


# -- what NumPy has too ----------------------------------------------------------------------------------

differential(linalg.det, kind="double_determinant", raises=True)(of_numpy.det)
differential(linalg.inv, kind="square_matrix", raises=True)(of_numpy.inv)
differential(linalg.norm, kind="plain_norm")(of_numpy.norm)
nondifferentiable(linalg.matrix_balance, linalg.hadamard, linalg.hilbert, linalg.pascal, linalg.dft)
