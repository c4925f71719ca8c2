"""Once wrong, shrunk by hand (mutation program, seed 12987)."""

# ruff: noqa
import math

import numpy as np


def f(x):
    u = np.array([0.5])
    for i in range(1, -1, -1):
        u *= 0.5
        u[:] *= x
    return np.sum(u)


ARGS = (1.021,)
WRT = (0,)
