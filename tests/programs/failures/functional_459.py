"""wrong: gradient (functional program, seed 459)."""

# ruff: noqa
import numpy as np
RATE = 0.4

def f(u):
    v = u
    if RATE:
        v = v[[0, 0, 3, 2]]
    return np.sum(v)

ARGS = (np.array([1.477, 0.151, 1.278, -0.643]),)
WRT = (0,)
