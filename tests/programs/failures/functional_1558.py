"""wrong: structure (functional program, seed 1558)."""

# ruff: noqa
import numpy as np

def f(x):
    x = np.where(0.5, 1.1, x)
    return x

ARGS = (1.241,)
WRT = (0,)
