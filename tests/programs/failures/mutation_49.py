"""wrong: IndexError: too many indices for array: array is 1-dimensional, but 2 wer (mutation program, seed 49)."""

# ruff: noqa
import numpy as np

def f(u):
    u[[0, 2]] = 0.5
    return np.sum(u)

ARGS = (np.array([-1.813, 1.327, -0.026, -1.19]),)
WRT = (0,)
