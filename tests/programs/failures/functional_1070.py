"""wrong: gradient (functional program, seed 1070)."""

# ruff: noqa
import numpy as np

def f(x):
    if x:
        A = x * (x / (x * np.ones(1) * x))[None]
    return np.sum(A)

ARGS = (0.451,)
WRT = (0,)
