"""wrong: structure (functional program, seed 1221)."""

# ruff: noqa
import numpy as np

def f(y):
    y = np.where(0.5, 0.5, y)
    return y

ARGS = (1.619,)
WRT = (0,)
