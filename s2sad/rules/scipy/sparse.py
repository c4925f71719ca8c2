"""``scipy.sparse``: solving with a sparse matrix.  Products with one are those of ``rules/numpy/products.py``.

Sparse matrices are constants: the derivative is that with respect to the dense operand.
"""
from __future__ import annotations

import numpy as np
import scipy.sparse.linalg as linalg

from ..registry import differential, transpose
from ..static import known_rank


@differential(linalg.spsolve, raises=True)
def spsolve(A, b, db):
    return linalg.spsolve(A, db)


@transpose(linalg.spsolve, wrt="b")
def spsolve_T(g, A, b):
    if known_rank(b) == 1:
        return linalg.spsolve(A.T, g)
    return np.reshape(linalg.spsolve(A.T, g), np.shape(b))
