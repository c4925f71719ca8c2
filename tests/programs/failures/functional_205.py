"""wrong: IndexError: list index out of range (functional program, seed 205)."""

# ruff: noqa
import numpy as np

def f(A, u):
    for i in A:
        if sum(u):
            return np.sum(A)

ARGS = (np.array([[-1.617, -0.024, -1.843], [-0.021, -1.974, -1.97], [0.34, -1.866, -0.478], [-0.744, -1.387, 0.375]]), np.array([1.173, -1.94, 1.336]),)
WRT = (0,)
