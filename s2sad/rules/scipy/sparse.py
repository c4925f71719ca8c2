"""``scipy.sparse``: solving with a sparse matrix.  Products with one are those of ``rules/numpy/products.py``.

Sparse matrices are constants: the derivative is that with respect to the dense operand.
"""
from __future__ import annotations

import numpy as np
import scipy.sparse.linalg as linalg

from ...runtime import iterated, iterated_solution
from ..registry import Properties, composition, differential, properties, transpose
from ..static import is_object, known_rank


@differential(linalg.spsolve, raises=True)
def spsolve(A, b, db):
    return linalg.spsolve(A, db)


@transpose(linalg.spsolve, wrt="b")
def spsolve_T(g, A, b):
    if known_rank(b) == 1:
        return linalg.spsolve(A.T, g)
    return np.reshape(linalg.spsolve(A.T, g), np.shape(b))


@differential(linalg.spsolve_triangular, kind="as_second_array", raises=True, passive=("lower", "unit_diagonal"))
def spsolve_triangular(A, b, lower=True, unit_diagonal=False, *, db):
    return linalg.spsolve_triangular(A, db, lower, unit_diagonal=unit_diagonal)


@transpose(linalg.spsolve_triangular, wrt="b")
def spsolve_triangular_T(g, A, b, lower=True, unit_diagonal=False):
    return linalg.spsolve_triangular(A.T.tocsr(), g, not lower, unit_diagonal=unit_diagonal)


@differential(linalg.expm_multiply, kind="as_second_array")
def expm_multiply(A, B, dB):
    return linalg.expm_multiply(A, dB)


@transpose(linalg.expm_multiply, wrt="B")
def expm_multiply_T(g, A, B):
    return linalg.expm_multiply(A.T, g)


# -- by factors of a matrix that are used again and again ------------------------------------------

properties[linalg.splu] = Properties("factors_of_sparse", True, True)
properties[linalg.spilu] = Properties("factors_of_sparse", True, True)


@composition(linalg.factorized)
def factorized_source(A):
    factors = linalg.splu(A)
    return lambda b: factors.solve(b)


@differential(linalg.SuperLU.solve, kind="as_second_array", raises=True, passive=("trans",))
def superlu_solve(self, rhs, trans="N", *, drhs):
    return self.solve(drhs, trans)


@transpose(linalg.SuperLU.solve, wrt="rhs")
def superlu_solve_T(g, self, rhs, trans="N"):
    if trans == "H":
        return np.conj(self.solve(np.conj(g), "N"))
    return self.solve(g, "T") if trans == "N" else self.solve(g)


# -- by iteration: as a solve; derivatives are solved for with the same tolerance -------------------


def iteration(solver):
    """Declare a solver."""
    @composition(solver)
    def solver_source(A, b, x0=None, *, rtol=1e-5, atol=0.0, maxiter=None, M=None):
        return iterated(solver, A, b, x0, rtol, atol, maxiter, M)


for solver in (linalg.cg, linalg.bicg, linalg.bicgstab, linalg.cgs, linalg.lgmres, linalg.gcrotmk):
    iteration(solver)


@composition(linalg.gmres)
def gmres_source(A, b, x0=None, *, rtol=1e-5, atol=0.0, restart=None, maxiter=None, M=None):
    if restart is not None:
        return NotImplemented
    return iterated(linalg.gmres, A, b, x0, rtol, atol, maxiter, M)


@differential(iterated, raises=True, passive=("solver", "x0", "rtol", "atol", "maxiter", "M"))
def iterated_(solver, A, b, x0, rtol, atol, maxiter, M, dA, db, y):
    change = db if is_object(A) else db - dA @ y[0]
    return iterated_solution(solver, A, change, rtol, atol, maxiter, M), 0


@differential(iterated_solution, raises=True, passive=("solver", "rtol", "atol", "maxiter", "M"))
def iterated_solution_(solver, A, b, rtol, atol, maxiter, M, dA, db, y):
    return iterated_solution(solver, A, db if is_object(A) else db - dA @ y, rtol, atol, maxiter, M)


@transpose(iterated_solution, wrt="b")
def iterated_solution_T(g, solver, A, b, rtol, atol, maxiter, M):
    return iterated_solution(solver, A.T, g, rtol, atol, maxiter, None if M is None else M.T)
