"""``scipy.linalg``: functions of matrices.

Formulas: N. Higham, "Functions of Matrices" (2008), sections 3.2 (blocks) and 6.1 (the square root).
"""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ...runtime import branched, branched_twice, frechet
from ..registry import composition, differential, transpose


def analytic(f):
    """Declare a function of matrices that has no branches."""
    def change(A, dA):
        return frechet(f, A, dA)
    differential(f, kind="square_matrix")(change)


for f in (linalg.expm, linalg.cosm, linalg.sinm, linalg.tanm, linalg.coshm, linalg.sinhm, linalg.tanhm):
    analytic(f)


@differential(linalg.logm)
def logm(A, dA):
    return branched(linalg.logm, A, dA)


@differential(linalg.fractional_matrix_power, raises=True)
def fractional_matrix_power(A, t, dA, dt, y):
    return branched(linalg.fractional_matrix_power, A, dA, t) + y @ linalg.logm(A) * dt


@differential(linalg.sqrtm)
def sqrtm(A, dA, y):
    return linalg.solve_sylvester(y, y, dA)


@differential(linalg.signm)
def signm(A, dA, y):
    """``S² = 1`` and ``S A = A S``; N. Higham, "Functions of Matrices" (2008), section 5.1: N = S A, N dS + dS N = …"""
    n = y @ A
    return linalg.solve_sylvester(n, n, dA - y @ dA @ y)


@composition(linalg.expm_frechet)
def expm_frechet_source(A, E, method=None, compute_expm=True, check_finite=True):
    if compute_expm:
        return linalg.expm(A), frechet(linalg.expm, A, E)
    return frechet(linalg.expm, A, E)


@differential(frechet, kind="as_third_matrix")
def frechet_(f, a, e, da, de):
    """The second derivative is the first one of the block matrix."""
    n = np.shape(a)[0]
    block = np.concatenate([np.concatenate([a, e], axis=1), np.concatenate([np.zeros_like(a), a], axis=1)])
    return frechet(f, a, de) + frechet(f, block, twice_on_diagonal(da, n))[:n, n:]


@transpose(frechet, wrt="e")
def frechet_T(g, f, a, e):
    return frechet(f, a.T, g)


@differential(branched)
def branched_(f, a, e, t=None, *, da, de, dt):
    if t is None:
        return branched(f, a, de) + branched_twice(f, a, e, da)
    change = branched(f, a, de, t) + branched_twice(f, a, e, da, t)
    return change + (branched(f, a, e, t) @ linalg.logm(a) + f(a, t) @ branched(linalg.logm, a, e)) * dt


@transpose(branched, wrt="e")
def branched_T(g, f, a, e, t=None):
    return branched(f, a.T, g) if t is None else branched(f, a.T, g, t)


@differential(branched_twice)
def branched_twice_(f, a, e, d, t=None, *, da, de, dd):
    """The third derivative is the second one of block matrices."""
    n = np.shape(a)[0]
    block = np.concatenate([np.concatenate([a, e], axis=1), np.concatenate([np.zeros_like(a), a], axis=1)])
    third = branched_twice(f, block, twice_on_diagonal(d, n), twice_on_diagonal(da, n), t)[:n, n:]
    return branched_twice(f, a, de, d, t) + branched_twice(f, a, e, dd, t) + third


def twice_on_diagonal(a, n):
    """The block matrix that has a matrix twice on its diagonal."""
    return np.reshape(np.einsum("pq,ij->piqj", np.eye(2), a), (2 * n, 2 * n))


@transpose(branched_twice, wrt="e")
def branched_twice_T_e(g, f, a, e, d, t=None):
    return branched_twice(f, a.T, g, d.T) if t is None else branched_twice(f, a.T, g, d.T, t)


@transpose(branched_twice, wrt="d")
def branched_twice_T_d(g, f, a, e, d, t=None):
    return branched_twice(f, a.T, e.T, g) if t is None else branched_twice(f, a.T, e.T, g, t)
