"""A shape was asked of an array that only a branch has (mutation program, seed 991326)."""

# ruff: noqa
import numpy as np

def f(x):
    u = np.array([x, x])
    for i in range(2):
        u[i] += 0.5
        if u[i] > 100.0:
            return np.sum(u * u)
    return np.sum(np.sin(u) * (np.clip(u, -1.9, 1.6) if np.any(u > 0.3) else u))

ARGS = (0.5,)
WRT = (0,)
