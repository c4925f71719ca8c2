"""Solving with the factors of a matrix, by LAPACK without SciPy's layers: quicker than NumPy for small matrices too.

A singular matrix is factored without complaint, and solving raises what NumPy raises: so factors may be made
before the loop in which they are used, if it is ever run.
"""
from __future__ import annotations

from typing import Any

import numpy as np


def lu_factor(a: Any) -> Any:
    """The factors of ``a = P L U`` in one matrix, the pivots, and whether they are no factors of an inverse."""
    import scipy.linalg
    lapack = scipy.linalg.lapack
    if not a.size:
        return a, np.empty(0, np.int32), False
    getrf = {"f": lapack.sgetrf, "d": lapack.dgetrf, "F": lapack.cgetrf, "D": lapack.zgetrf}[a.dtype.char]
    lu, pivots, info = getrf(a)
    return lu, pivots, info > 0


def lu_solve(factors: Any, b: Any, trans: int = 0) -> Any:
    """``a⁻¹ b``, given ``lu_factor(a)``; of the transpose of ``a`` if ``trans`` is 1, of the adjoint if it is 2."""
    import scipy.linalg
    lapack = scipy.linalg.lapack
    lu, pivots, singular = factors
    if lu.shape[0] != lu.shape[1]:
        raise np.linalg.LinAlgError("Last 2 dimensions of the array must be square")
    if singular:
        raise np.linalg.LinAlgError("Singular matrix")
    if len(lu) != len(b):
        raise ValueError(f"a matrix of {len(lu)} rows, and a right-hand side of {len(b)}")
    if not b.size:
        return np.empty_like(b)
    getrs = {"f": lapack.sgetrs, "d": lapack.dgetrs, "F": lapack.cgetrs, "D": lapack.zgetrs}[lu.dtype.char]
    return getrs(lu, pivots, b, trans)[0]


def cho_factor(a: Any, lower: bool = False) -> Any:
    """A Cholesky factor of the matrix of which one triangle is read, which triangle, and whether there is none."""
    import scipy.linalg
    lapack = scipy.linalg.lapack
    if not a.size:
        return a, lower, False
    potrf = {"f": lapack.spotrf, "d": lapack.dpotrf, "F": lapack.cpotrf, "D": lapack.zpotrf}[a.dtype.char]
    c, info = potrf(a, lower, False)
    return c, lower, info > 0


def cho_solve(factors: Any, b: Any) -> Any:
    """``a⁻¹ b``, given ``cho_factor(a, lower)``."""
    import scipy.linalg
    lapack = scipy.linalg.lapack
    c, lower, indefinite = factors
    if indefinite:
        raise np.linalg.LinAlgError("Matrix is not positive definite")
    if len(c) != len(b):
        raise ValueError(f"a matrix of {len(c)} rows, and a right-hand side of {len(b)}")
    if not b.size:
        return np.empty_like(b)
    potrs = {"f": lapack.spotrs, "d": lapack.dpotrs, "F": lapack.cpotrs, "D": lapack.zpotrs}[c.dtype.char]
    return potrs(c, b, lower)[0]


def solve_triangle(a: Any, b: Any, trans: int = 0, lower: bool = False) -> Any:
    """``a⁻¹ b`` of a triangular matrix; of its transpose if ``trans`` is 1, of its adjoint if it is 2."""
    import scipy.linalg
    lapack = scipy.linalg.lapack
    if not b.size:
        return np.empty_like(b)
    trtrs = {"f": lapack.strtrs, "d": lapack.dtrtrs, "F": lapack.ctrtrs, "D": lapack.ztrtrs}[a.dtype.char]
    if a.flags.c_contiguous and trans < 2:      # LAPACK's order is the other one: no copy of the transpose
        a, trans, lower = a.T, 1 - trans, not lower
    x, info = trtrs(a, b, lower, trans)
    if info > 0:
        raise np.linalg.LinAlgError("Singular matrix")
    return x
