"""Once wrong, shrunk by hand (mutation program, seed 30184)."""

# ruff: noqa
import math

import numpy as np


def f(x):
    for i in range(2):
        u = np.ones(2)
        u[:] *= x
        x += np.sum(u)
    return x


ARGS = (-1.783,)
WRT = (0,)
