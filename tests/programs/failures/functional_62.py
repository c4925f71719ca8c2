"""wrong: AttributeError: 'float' object has no attribute 'dtype' (functional program, seed 62)."""

# ruff: noqa
import numpy as np

def bump(u, v, x, scale=0.4):
    return np.sum(0.5)

def f(x):
    p = 0
    if bump(0.5, 0.5, 0.5):
        p += np.sin(x)
    return 1.9 * p

ARGS = (0.356,)
WRT = (0,)
