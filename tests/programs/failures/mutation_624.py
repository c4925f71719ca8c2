"""Once wrong, shrunk by hand (mutation program, seed 624)."""

# ruff: noqa
import math

import numpy as np


def f(u):
    v = np.zeros_like(u)
    for i in range(3):
        v[0] = sum(v) + u[0]
    return np.sum(v)


ARGS = (np.array([0.3, 0.7]),)
WRT = (0,)
