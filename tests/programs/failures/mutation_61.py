"""wrong: IndexError: too many indices for array: array is 1-dimensional, but 2 wer (mutation program, seed 61)."""

# ruff: noqa
import numpy as np

def f(u):
    v = np.empty(2)
    for i in range(2):
        v[i] = u[i]
    v[[1, 1]] = 0.5
    return np.sum(v)

ARGS = (np.array([0.107, 0.147]),)
WRT = (0,)
