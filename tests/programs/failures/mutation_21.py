"""Once wrong, shrunk by hand (mutation program, seed 21)."""

# ruff: noqa
import math

import numpy as np


def f(y, z):
    for i in range(3):
        u = np.empty(2)
        for j in range(2):
            u[j] = y * z
        z += np.sum(u)
    return z


ARGS = (0.983, 0.868,)
WRT = (0, 1)
