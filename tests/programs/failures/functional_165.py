"""wrong: IndexError: tuple index out of range (functional program, seed 165)."""

# ruff: noqa
import numpy as np

def f(u):
    u = np.concatenate([np.ones(2), u])
    return np.sum(u)

ARGS = (np.array([1.629, 0.103, 1.15, -0.455]),)
WRT = (0,)
