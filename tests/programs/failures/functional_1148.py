"""wrong: jvp (functional program, seed 1148)."""

# ruff: noqa
import numpy as np

def f(A):
    if not A[1, 3]:
        pass
    else:
        for i, u in enumerate(A):
            B = u
            A, B = (B, 0.5)
    return np.sum(A)

ARGS = (np.array([[-0.595, 0.482, 1.591, 1.221], [-1.718, 0.971, 1.122, -1.297]]),)
WRT = (0,)
