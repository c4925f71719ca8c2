"""Once wrong, shrunk by hand (variant program, seed 2071)."""

# ruff: noqa
import math

import numpy as np


def f(A):
    for i, row in enumerate(A):
        if i:
            row /= row[0]
    return np.sum(A * A)


ARGS = (np.array([[0.5, -1.2, 0.7], [1.1, 0.4, -0.3], [0.9, 1.3, 0.2]]),)
WRT = (0,)
