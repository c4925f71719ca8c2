"""``scipy.sparse``: solving with a sparse matrix.  Products with one are those of ``rules/numpy/products.py``.

Sparse matrices are constants: the derivative is that with respect to the dense operand.
"""
from __future__ import annotations

import numpy as np
import scipy.sparse.linalg as linalg

from ..registry import Properties, differential, properties, transpose
from ..static import known_rank


@differential(linalg.spsolve, raises=True)
def spsolve(A, b, db):
    return linalg.spsolve(A, db)


@transpose(linalg.spsolve, wrt="b")
def spsolve_T(g, A, b):
    if known_rank(b) == 1:
        return linalg.spsolve(A.T, g)
    return np.reshape(linalg.spsolve(A.T, g), np.shape(b))


# -- by factors of a matrix that are used again and again ------------------------------------------

properties[linalg.splu] = Properties("factors_of_sparse", True, True)


@differential(linalg.SuperLU.solve, kind="as_second_array", raises=True, passive=("trans",))
def superlu_solve(self, rhs, trans="N", *, drhs):
    return self.solve(drhs, trans)


@transpose(linalg.SuperLU.solve, wrt="rhs")
def superlu_solve_T(g, self, rhs, trans="N"):
    if trans == "H":
        return np.conj(self.solve(np.conj(g), "N"))
    return self.solve(g, "T") if trans == "N" else self.solve(g)
