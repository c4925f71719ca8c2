"""wrong: IndexError: invalid index to scalar variable. (mutation program, seed 80)."""

# ruff: noqa
import numpy as np

def f(u, y):
    u[[0]] += np.array([y])
    return np.sum(u)

ARGS = (np.array([1.102, -0.453, -1.802]), -1.669,)
WRT = (1,)
