"""Once wrong, shrunk by hand (mutation program, seed 36)."""

# ruff: noqa
import math

import numpy as np


def f(A, x, B):
    for u, v in zip(B, A):
        u[:1] /= x
    return np.sum(B)


ARGS = (np.array([[0.5, -1.2, 0.7], [1.1, 0.4, -0.3], [0.9, 1.3, 0.2]]), 0.363, np.array([[1.0, -2.4, 1.4], [2.2, 0.8, -0.6], [1.8, 2.6, 0.4]]),)
WRT = (0, 1, 2)
