"""Products of matrices, and ``numpy.linalg``."""
from __future__ import annotations

import operator

import numpy as np

from ...runtime import matmul_lhs, matmul_rhs
from ..registry import differential, transpose
from ..static import known_rank


@differential(operator.matmul, np.matmul, kind="matrix_product")
def matmul(a, b, da, db):
    return da @ b + a @ db


@transpose(operator.matmul, wrt="a")
def matmul_T_a(g, a, b):
    if known_rank(a) == 2 and known_rank(b) == 2:
        return g @ b.T
    if known_rank(a) == 1 and known_rank(b) == 2:
        return b @ g
    if known_rank(a) == 2 and known_rank(b) == 1:
        return np.outer(g, b)
    if known_rank(a) == 1 and known_rank(b) == 1:
        return g * b
    return matmul_lhs(g, a, b)


@transpose(operator.matmul, wrt="b")
def matmul_T_b(g, a, b):
    if known_rank(a) == 2 and known_rank(b) == 2:
        return a.T @ g
    if known_rank(a) == 1 and known_rank(b) == 2:
        return np.outer(a, g)
    if known_rank(a) == 2 and known_rank(b) == 1:
        return g @ a
    if known_rank(a) == 1 and known_rank(b) == 1:
        return g * a
    return matmul_rhs(g, a, b)


@differential(matmul_lhs)
def matmul_lhs_(g, a, b, dg, db):
    return matmul_lhs(dg, a, b) + matmul_lhs(g, a, db)


@differential(matmul_rhs)
def matmul_rhs_(g, a, b, dg, da):
    return matmul_rhs(dg, a, b) + matmul_rhs(g, da, b)


@differential(np.outer, kind="outer")
def outer(a, b, da, db):
    return np.outer(da, b) + np.outer(a, db)


@transpose(np.outer, wrt="a")
def outer_T_a(g, a, b):
    return np.reshape(g @ np.ravel(b), np.shape(a))


@transpose(np.outer, wrt="b")
def outer_T_b(g, a, b):
    return np.reshape(np.ravel(a) @ g, np.shape(b))


@differential(np.linalg.solve, kind="solved")
def solve(a, b, da, db, y):
    return np.linalg.solve(a, db - da @ y)


@transpose(np.linalg.solve, wrt="b")
def solve_T(g, a, b):
    return np.linalg.solve(np.swapaxes(a, -1, -2), g)
