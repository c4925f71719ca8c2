"""Once wrong, shrunk by hand (mutation program, seed 14)."""

# ruff: noqa
import math

import numpy as np


def f(u, y):
    u[np.array([0, 0])] += y
    u[[-1, 2]] *= y
    return np.sum(u)


ARGS = (np.array([0.5, 1.5, -0.4]), 0.7,)
WRT = (0, 1)
