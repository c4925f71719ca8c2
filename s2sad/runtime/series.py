"""Helpers for series in a basis of polynomials: linear maps of coefficients as arrays."""
from __future__ import annotations

from typing import Any

import numpy as np


def matrix_of(f: Any, n: int) -> Any:
    """The matrix of a linear map of ``n`` coefficients, whose results lack their last zeros."""
    images = [f(unit) for unit in np.eye(n)]
    matrix = np.zeros((max(map(len, images)), n))
    for column, image in zip(matrix.T, images):
        column[:len(image)] = image
    return matrix


def linearisation(mul: Any, m: int, n: int) -> Any:
    """The coefficients of the products of ``m`` with ``n`` polynomials of a basis: ``[k, i, j]`` is that of the kth."""
    table = np.zeros((m + n - 1, m, n))
    for i, a in enumerate(np.eye(m)):
        for j, b in enumerate(np.eye(n)):
            product = mul(a, b)
            table[:len(product), i, j] = product
    return table


def significant(c: Any) -> int:
    """How many coefficients there are without the last zeros; 1 at least."""
    found = np.flatnonzero(c)
    return int(found[-1]) + 1 if len(found) else 1
