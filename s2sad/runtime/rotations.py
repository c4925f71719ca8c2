"""How the unitary factor of a condensed form turns as the matrix changes: recurrences, and their transposes.

Of ``A = Z T Zᴴ`` the change is ``dT = X + T K - K T`` and ``dZ = Z K``, with ``X = Zᴴ dA Z``: K is what keeps the
form of T.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ArgumentError


def schur_rotation(t: Any, x: Any, transposed: bool = False) -> Any:
    """The strictly lower part L of K: ``x + t L - L t`` is upper triangular, as ``t`` is.

    It is found row by row, the last one first; 0 where two eigenvalues are equal.  ``transposed``: the transpose of
    that map of ``x``.
    """
    import scipy.linalg
    if np.any(np.diagonal(t, -1)):
        raise ArgumentError("the real Schur form of a matrix with complex eigenvalues has no derivative here: use "
                            "output='complex'", code="S2SAD602")
    n = len(t)
    rotation = np.zeros((n, n), np.result_type(t, x))
    for i in range(1, n) if transposed else range(n - 1, 0, -1):
        gaps = t[i, i] * np.eye(i) - t[:i, :i]
        gaps[np.diag_indices(i)] = [g if g != 0 else np.inf for g in np.diag(gaps)]
        rest = t[:i, i] @ rotation[:i, :i] if transposed else t[i, i + 1:] @ rotation[i + 1:, :i]
        rotation[i, :i] = scipy.linalg.solve_triangular(gaps, -x[i, :i] - rest, 0 if transposed else 1)
    return rotation


def hessenberg_rotation(h: Any, x: Any) -> Any:
    """The skew matrix K for which ``x + h K - K h`` is of Hessenberg form, as ``h`` is, found column by column."""
    n = len(h)
    turn = np.zeros((n, n), np.result_type(h, x))
    for j in range(n - 2):
        if h[j + 1, j] != 0:
            column = x[:, j] + h @ turn[:, j] - turn[:, :j + 1] @ h[:j + 1, j]
            turn[j + 2:, j + 1] = column[j + 2:] / h[j + 1, j]
            turn[j + 1, j + 2:] = -turn[j + 2:, j + 1]
    return turn


def hessenberg_rotation_back(h: Any, g: Any) -> Any:
    """The transpose of ``hessenberg_rotation`` as a map of ``x``."""
    n = len(h)
    turn, x = np.array(g), np.zeros_like(g)
    for j in range(n - 3, -1, -1):
        if h[j + 1, j] != 0:
            x[j + 2:, j] = (turn[j + 2:, j + 1] - turn[j + 1, j + 2:]) / h[j + 1, j]
            turn[:, j] += h.T @ x[:, j]
            turn[:, :j + 1] -= np.outer(x[:, j], h[:j + 1, j])
    return x
