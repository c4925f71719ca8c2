"""Once wrong, shrunk by hand (mutation program, seed 3)."""

# ruff: noqa
import math

import numpy as np


def f(A):
    for i in range(len(A)):
        for k in range(i):
            if A[i, k] > 0.5:
                A[i] = 0.5
    return np.sum(A)


ARGS = (np.array([[0.5, -1.2, 0.7], [1.1, 0.4, -0.3], [0.9, 1.3, 0.2]]),)
WRT = (0,)
