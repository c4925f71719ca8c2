"""Once wrong, shrunk by hand (variant program, seed 2036)."""

# ruff: noqa
import math

import numpy as np


def f(u, dx, steps):
    for _ in range(steps):
        if dx:
            un = u.copy()
        u[1] = un[1] * dx
    return np.sum(u)


ARGS = (np.array([0.718, 0.911, 0.724]), 0.3, 4,)
WRT = (0, 1)
