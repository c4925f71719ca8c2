"""Once wrong, shrunk by hand (variant program, seed 20194)."""

# ruff: noqa
import math

import numpy as np


def f(u, steps):
    u = u.copy()
    flux = np.zeros_like(u)
    for _ in range(steps):
        flux[:-1] += u[1] * u[1:]
        u -= flux
    return np.sum(u)


ARGS = (np.array([-0.167, -2.043, 0.032, 0.892]), 3,)
WRT = (0,)
