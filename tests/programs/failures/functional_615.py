"""wrong: gradient (functional program, seed 615)."""

# ruff: noqa
import numpy as np

def f(x):
    A = np.stack([0.5 / x])
    for u in A:
        x -= 0.5
    return x + np.sum(A)

ARGS = (0.28,)
WRT = (0,)
