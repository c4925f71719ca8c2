"""Helpers on matrices that have a structure: pivots, bands, blocks."""
from __future__ import annotations

from typing import Any

import numpy as np


def swap_rows(x: Any, pivots: Any, back: bool = False) -> Any:
    """``x`` with its rows swapped as ``lu_factor`` says, one after the other, or swapped ``back``."""
    order = np.arange(len(x))
    for i, j in enumerate(pivots):
        order[[i, j]] = order[[j, i]]
    return x[np.argsort(order) if back else order]


def frechet(f: Any, a: Any, e: Any) -> Any:
    """The derivative of a matrix function at ``a`` along ``e``: a block of the function of a block matrix."""
    n = len(a)
    return f(np.block([[a, e], [np.zeros_like(a), a]]).astype(np.result_type(a, e, np.float64)))[:n, n:]


def banded_product(l_and_u: Any, ab: Any, x: Any) -> Any:
    """The product of a matrix of diagonals, as ``solve_banded`` takes it, and ``x``."""
    n, (_, above) = len(x), l_and_u
    y = np.zeros(x.shape, np.result_type(ab, x))
    for row in range(len(ab)):
        k = above - row                         # the diagonal's offset
        rows, columns = slice(max(-k, 0), n - max(k, 0)), slice(max(k, 0), n - max(-k, 0))
        y[rows] += (ab[row, columns] * x[columns].T).T
    return y


def banded_transpose(l_and_u: Any, ab: Any) -> Any:
    """The diagonals of the transpose of a matrix of diagonals."""
    n, (below, above) = ab.shape[1], l_and_u
    result = np.zeros_like(ab)
    for row in range(len(ab)):
        k = above - row
        result[below + k, max(-k, 0):n - max(k, 0)] = ab[row, max(k, 0):n - max(-k, 0)]
    return result


def banded_outer(l_and_u: Any, g: Any, x: Any) -> Any:
    """The diagonals of ``np.outer(g, x)``; of matrices, the sum over their columns."""
    n, (below, above) = len(x), l_and_u
    result = np.zeros((below + above + 1, n), np.result_type(g, x))
    for row in range(len(result)):
        k = above - row
        rows, columns = slice(max(-k, 0), n - max(k, 0)), slice(max(k, 0), n - max(-k, 0))
        product = g[rows] * x[columns]
        result[row, columns] = product if product.ndim == 1 else product.sum(axis=1)
    return result


def block_diagonal(arrays: Any) -> Any:
    """The matrix with the arrays on its diagonal; vectors and numbers are rows."""
    blocks = [np.atleast_2d(a) for a in arrays]
    rows, columns = np.cumsum([(0, 0), *[b.shape for b in blocks]], axis=0).T
    result = np.zeros((rows[-1], columns[-1]), np.result_type(*blocks))
    for i, b in enumerate(blocks):
        result[rows[i]:rows[i + 1], columns[i]:columns[i + 1]] = b
    return result


def diagonal_blocks(g: Any, arrays: Any) -> Any:
    """The blocks on the diagonal of ``g``, with the shapes of the arrays."""
    result, row, column = [], 0, 0
    for a in arrays:
        m, n = np.atleast_2d(a).shape
        result.append(g[row:row + m, column:column + n].reshape(np.shape(a)))
        row, column = row + m, column + n
    return result
