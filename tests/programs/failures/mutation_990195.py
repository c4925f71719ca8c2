"""wrong: jvp value (mutation program, seed 990195)."""

# ruff: noqa
import numpy as np

def wave(A, x):
    A[2][0] *= x
    A[2] **= 2

def f(u):
    A = np.cos(np.full((2, 3), 0.7).T)
    B = wave(A, u[1])
    return np.sum(A * 1.2)

ARGS = (np.array([1.695, 1.05, -1.308]),)
WRT = (0,)
