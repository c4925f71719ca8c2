"""Once wrong, shrunk by hand (mutation program, seed 12794)."""

# ruff: noqa
import math

import numpy as np


def wave_from(n, x, u):
    if n <= 0:
        return np.cos(x)
    return np.sin(wave_from(n - 1, 0.6 * x, 0.3 * u)) + u[0]

def f(x, u):
    u += 0.5
    v = np.empty(4)
    for j in range(4):
        v[j] = np.arctan(x)
    return wave_from(2, x, v) + wave_from(1, x, u)


ARGS = (0.558, np.array([0.3, 0.6]),)
WRT = (0, 1)
