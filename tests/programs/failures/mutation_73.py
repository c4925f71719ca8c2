"""Once wrong, shrunk by hand (mutation program, seed 73)."""

# ruff: noqa
import math

import numpy as np


def f(A):
    A[[-2, -2]] = 0.5
    A[[0]] *= 0.5
    return np.sum(A * A)


ARGS = (np.array([[0.5, -1.2, 0.7], [1.1, 0.4, -0.3], [0.9, 1.3, 0.2]]),)
WRT = (0,)
