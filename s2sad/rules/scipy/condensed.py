"""``scipy.linalg``: condensed forms, by unitary similarity (Schur, Hessenberg) and by congruence (LDL).

Of ``A = Z T Zᴴ`` the change is ``dT = X + T K - K T``, ``dZ = Z K`` with ``X = Zᴴ dA Z`` and a skew K that keeps T's
form; M. Konstantinov, P. Petkov, N. Christov, "Nonlocal perturbation analysis of the Schur system of a matrix" (1994).
Phases that a complex form leaves open are kept.
"""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ...runtime import hessenberg_rotation, hessenberg_rotation_back, schur_rotation
from ..numpy.linalg import H, T
from ..registry import differential, transpose
from ..static import is_complex, refuse
from .linalg import whole


@differential(linalg.schur, kind="schur_form", raises=True)
def schur(a, output="real", *, da, y):
    """Konstantinov, Petkov and Christov 1994. Of a real form: where all eigenvalues are real."""
    t, z = y[0], y[1]
    dt, turn = kept_triangular(t, H(z) @ da @ z)
    return dt, z @ turn


def kept_triangular(t, x):
    """How a triangular matrix changes that is kept triangular by a rotation, and that."""
    below = schur_rotation(t, x)
    turn = below - H(below)
    return np.triu(x + t @ turn - turn @ t), turn


@differential(linalg.rsf2csf, kind="complex_form", raises=True)
def rsf2csf(t, z, dt, dz, y):
    """The Schur form of a real form, of which the blocks beside the diagonal are read."""
    into = np.linalg.solve(z, y[1])
    dt, turn = kept_triangular(y[0], H(into) @ np.triu(dt, -1) @ into)
    return dt, dz @ into + y[1] @ turn


@differential(schur_rotation, kind="as_arguments")
def schur_rotation_(t, x, transposed=False, *, dt, dx, y):
    if transposed:
        return schur_rotation(t, dx + T(dt) @ y - y @ T(dt), True)
    return schur_rotation(t, dx + dt @ y - y @ dt)


@transpose(schur_rotation, wrt="x")
def schur_rotation_T(g, t, x, transposed=False):
    return schur_rotation(t, g) if transposed else schur_rotation(t, g, True)


@differential(linalg.hessenberg, kind="hessenberg_form", raises=True)
def hessenberg(a, calc_q=False, *, da, y):
    """The implicit Q theorem: the first column of Q stays, and with it all that follows from it."""
    if is_complex(a):
        refuse("scipy.linalg.hessenberg of a complex matrix has no differential here")
    h, q = (y[0], y[1]) if calc_q else linalg.hessenberg(a, True)
    x = q.T @ da @ q
    turn = hessenberg_rotation(h, x)
    dh = np.triu(x + h @ turn - turn @ h, -1)
    return (dh, q @ turn) if calc_q else dh


@differential(hessenberg_rotation, kind="as_arguments")
def hessenberg_rotation_(h, x, dh, dx, y):
    return hessenberg_rotation(h, dx + dh @ y - y @ dh)


@transpose(hessenberg_rotation, wrt="x")
def hessenberg_rotation_T(g, h, x):
    return hessenberg_rotation_back(h, g)


@differential(hessenberg_rotation_back, kind="as_arguments")
def hessenberg_rotation_back_(h, g, dh, dg, y):
    return hessenberg_rotation_back(h, dg + dh.T @ y - y @ dh.T)


@transpose(hessenberg_rotation_back, wrt="g")
def hessenberg_rotation_back_T(c, h, g):
    return hessenberg_rotation(h, c)


@differential(linalg.ldl, kind="ldl_parts", raises=True)
def ldl(a, lower=True, hermitian=True, *, da, y):
    """``A = L D Lᴴ``: with ``X = L⁻¹ dA L⁻ᴴ`` dD is X in the blocks, and dL = L N, where N D is X in the triangle."""
    left, d = y[0], y[1]
    if hermitian:
        x = np.linalg.solve(left, H(np.linalg.solve(left, H(whole(da, lower)))))
    else:
        x = np.linalg.solve(left, T(np.linalg.solve(left, part_symmetric(da, lower))))
    blocks = (d != 0) | (np.eye(np.shape(d)[0]) != 0)
    beside = np.where(blocks, 0.0, np.tril(x, -1) if lower else np.triu(x, 1))
    return left @ T(np.linalg.solve(T(d), T(beside))), np.where(blocks, x, 0.0), np.zeros_like(y[2])


def part_symmetric(a, lower):
    """The symmetric matrix of which one triangle is given, complex ones too."""
    return np.tril(a) + T(np.tril(a, -1)) if lower else np.triu(a) + T(np.triu(a, 1))
