"""Once wrong, shrunk by hand (variant program, seed 33)."""

# ruff: noqa
import math

import numpy as np


def f(A):
    for k in range(A.shape[1]):
        rest = A[k:]
        v = rest[:]
        v /= 1.0 + v * v
    return np.sum(A * A)


ARGS = (np.array([[0.5, -1.2, 0.7], [1.1, 0.4, -0.3], [0.9, 1.3, 0.2]]),)
WRT = (0,)
