"""Helpers on matrices, those with pivots, bands or blocks among them, and on products of arrays."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ArgumentError
from .arrays import product_of_others, unbroadcast


def matmul_lhs(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of ``a`` in ``a @ b``, for every rank that NumPy accepts; ``b`` may be a sparse matrix."""
    g = np.asarray(g)
    if not isinstance(b, np.ndarray) and hasattr(b, "shape"):
        return g @ b.T
    if np.ndim(b) == 1:
        g, b = g[..., None], b[:, None]
    if np.ndim(a) == 1:
        return unbroadcast((g[..., None, :] @ np.swapaxes(b, -1, -2))[..., 0, :], a)
    return unbroadcast(g @ np.swapaxes(b, -1, -2), a)


def matmul_rhs(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of ``b`` in ``a @ b``, for every rank that NumPy accepts; ``a`` may be a sparse matrix."""
    g = np.asarray(g)
    if not isinstance(a, np.ndarray) and hasattr(a, "shape"):
        return a.T @ g
    if np.ndim(a) == 1:
        g, a = g[..., None, :] if np.ndim(b) > 1 else g[..., None], a[None, :]
    if np.ndim(b) == 1:
        return unbroadcast((np.swapaxes(a, -1, -2) @ g[..., None])[..., 0], b)
    return unbroadcast(np.swapaxes(a, -1, -2) @ g, b)


def _contracted(a: Any, b: Any, axes: Any) -> tuple[list[int], list[int]]:
    """The axes that ``np.tensordot`` sums over, as lists of non-negative numbers."""
    if np.ndim(axes) == 0:
        return list(range(np.ndim(a) - axes, np.ndim(a))), list(range(axes))
    left, right = (np.atleast_1d(x) for x in axes)
    return [int(i) % np.ndim(a) for i in left], [int(i) % np.ndim(b) for i in right]


def tensordot_lhs(g: Any, a: Any, b: Any, axes: Any) -> Any:
    """The cotangent of ``a`` in ``np.tensordot(a, b, axes)``, and in ``np.dot(a, b)`` with a number."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * b, a)
    left, right = _contracted(a, b, axes)
    free = [i for i in range(np.ndim(b)) if i not in right]
    full = np.tensordot(g, b, (range(np.ndim(g) - len(free), np.ndim(g)), free))
    order = [i for i in range(np.ndim(a)) if i not in left] + [left[right.index(i)] for i in sorted(right)]
    return np.transpose(full, np.argsort(order))


def tensordot_rhs(g: Any, a: Any, b: Any, axes: Any) -> Any:
    """The cotangent of ``b`` in ``np.tensordot(a, b, axes)``, and in ``np.dot(a, b)`` with a number."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * a, b)
    left, right = _contracted(a, b, axes)
    free = [i for i in range(np.ndim(a)) if i not in left]
    full = np.tensordot(a, g, (free, range(len(free))))
    order = [right[left.index(i)] for i in sorted(left)] + [i for i in range(np.ndim(b)) if i not in right]
    return np.transpose(full, np.argsort(order))


def cofactors(a: Any) -> Any:
    """The matrix of cofactors, which is ``det(a) * inv(a).T`` and exists where ``a`` has no inverse."""
    a = np.asarray(a)
    if a.size and np.linalg.cond(a).max() < 1e8:
        return np.linalg.det(a)[..., None, None] * np.swapaxes(np.linalg.inv(a), -1, -2)
    u, s, vt = np.linalg.svd(a)
    sign = np.linalg.det(u) * np.linalg.det(vt)
    return (u.conj() * (sign[..., None] * product_of_others(s, -1))[..., None, :]) @ vt.conj()


def cofactors_along(a: Any, v: Any) -> Any:
    """The derivative of ``cofactors(a)`` along ``v``, which exists for every matrix.

    For a diagonal matrix it can be written down; ``a`` is one up to the rotations of its SVD.
    """
    u, s, vt = np.linalg.svd(a)
    n = s.shape[-1]
    others = np.where(np.eye(n, dtype=bool), 1.0, s[..., None, :])
    pairs = product_of_others(others, -1) * (1.0 - np.eye(n))       # the product of all s but two
    b = np.swapaxes(u.conj(), -1, -2) @ v @ np.swapaxes(vt.conj(), -1, -2)
    diagonal = (pairs @ np.diagonal(b, 0, -2, -1)[..., None]) * np.eye(n)
    sign = np.linalg.det(u) * np.linalg.det(vt)
    return sign[..., None, None] * (u.conj() @ (diagonal - pairs * np.swapaxes(b, -1, -2)) @ vt.conj())


def real_only(x: Any, p: Any) -> Any:
    """The roots ``x`` of a polynomial ``p``, or the eigenvalues of a matrix, if they are real."""
    if np.any(np.imag(x) != 0):
        raise ArgumentError("roots or eigenvalues are complex, of which s2sad has no derivative", code="S2SAD602")
    return np.real(x)


def real_eigen(found: Any, a: Any) -> tuple[Any, Any]:
    """The eigenvalues and vectors that ``np.linalg.eig`` found, if they are real."""
    return real_only(found[0], a), np.real(found[1])


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


def branched(f: Any, a: Any, e: Any, t: Any = None) -> Any:
    """The derivative of a matrix function with a branch cut at ``a`` along ``e``; ``t`` is another argument of it."""
    return _along(f, a, (e,), t)


def branched_twice(f: Any, a: Any, e: Any, d: Any, t: Any = None) -> Any:
    """The second derivative of a matrix function with a branch cut at ``a`` along ``e`` and ``d``."""
    return _along(f, a, (e, d), t)


def _along(f: Any, a: Any, directions: Any, t: Any) -> Any:
    """The derivative of a matrix function along one direction after the other: a block of that of a block matrix.

    There each eigenvalue stands twice, and rounding might put the two on either side of a cut.  So the blocks are
    made of a triangular form, where they stay equal.
    """
    import scipy.linalg
    real = not any(map(np.iscomplexobj, (a, *directions)))
    a = a.astype(np.result_type(a, np.float64))
    form, z = scipy.linalg.schur(a, "complex" if np.iscomplexobj(a) else "real")
    if np.any(np.diagonal(form, -1)):
        form, z = scipy.linalg.rsf2csf(form, z)
    n, eigenvalues = len(a), np.diag(form)
    for e in directions:
        beside = np.kron(np.eye(len(form) // n), z.conj().T @ e @ z)
        form = np.block([[form, beside], [np.zeros_like(beside), form]])
    y = z @ (f(form) if t is None else f(form, t))[:n, -n:] @ z.conj().T
    on_the_cut = np.any((np.imag(eigenvalues) == 0) & (np.real(eigenvalues) < 0))
    return np.real(y) if real and not on_the_cut else y


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
