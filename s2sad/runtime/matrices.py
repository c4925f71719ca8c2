"""Helpers on matrices, and on products of arrays."""
from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import product_of_others, unbroadcast


def matmul_lhs(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of ``a`` in ``a @ b``, for every rank that NumPy accepts."""
    g = np.asarray(g)
    if np.ndim(b) == 1:
        g, b = g[..., None], b[:, None]
    if np.ndim(a) == 1:
        return unbroadcast((g[..., None, :] @ np.swapaxes(b, -1, -2))[..., 0, :], a)
    return unbroadcast(g @ np.swapaxes(b, -1, -2), a)


def matmul_rhs(g: Any, a: Any, b: Any) -> Any:
    """The cotangent of ``b`` in ``a @ b``, for every rank that NumPy accepts."""
    g = np.asarray(g)
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
    """The cotangent of ``a`` in ``np.tensordot(a, b, axes)``."""
    left, right = _contracted(a, b, axes)
    free = [i for i in range(np.ndim(b)) if i not in right]
    full = np.tensordot(g, b, (range(np.ndim(g) - len(free), np.ndim(g)), free))
    order = [i for i in range(np.ndim(a)) if i not in left] + [left[right.index(i)] for i in sorted(right)]
    return np.transpose(full, np.argsort(order))


def tensordot_rhs(g: Any, a: Any, b: Any, axes: Any) -> Any:
    """The cotangent of ``b`` in ``np.tensordot(a, b, axes)``."""
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
    return (u * (sign[..., None] * product_of_others(s, -1))[..., None, :]) @ vt


def cofactors_along(a: Any, v: Any) -> Any:
    """The derivative of ``cofactors(a)`` along ``v``, which exists for every matrix.

    For a diagonal matrix it can be written down; ``a`` is one up to the rotations of its SVD.
    """
    u, s, vt = np.linalg.svd(a)
    n = s.shape[-1]
    others = np.where(np.eye(n, dtype=bool), 1.0, s[..., None, :])
    pairs = product_of_others(others, -1) * (1.0 - np.eye(n))       # the product of all s but two
    b = np.swapaxes(u, -1, -2) @ v @ np.swapaxes(vt, -1, -2)
    diagonal = (pairs @ np.diagonal(b, 0, -2, -1)[..., None]) * np.eye(n)
    sign = np.linalg.det(u) * np.linalg.det(vt)
    return sign[..., None, None] * (u @ (diagonal - pairs * np.swapaxes(b, -1, -2)) @ vt)


def real_only(x: Any, p: Any) -> Any:
    """The roots ``x`` of a polynomial ``p``, or the eigenvalues of a matrix, if they are real."""
    if np.any(np.imag(x) != 0):
        raise TypeError("roots or eigenvalues are complex, of which s2sad has no derivative")
    return np.real(x)


def real_eigen(found: Any, a: Any) -> tuple[Any, Any]:
    """The eigenvalues and vectors that ``np.linalg.eig`` found, if they are real."""
    return real_only(found[0], a), np.real(found[1])
