"""wrong: gradient (mutation program, seed 15)."""

# ruff: noqa
import numpy as np

def f(x, A):
    A[:] *= x

    def wave(y):
        A[[0]] += 0.5
    y = wave(0.5)
    return np.sum(A)

ARGS = (0.162, np.array([[0.083, 0.406, 1.178], [-0.27, -1.259, 0.728], [-0.432, 1.489, -1.027]]),)
WRT = (0,)
