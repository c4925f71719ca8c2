"""wrong: gradient (mutation program, seed 173)."""

# ruff: noqa
import numpy as np

def f(v, x):
    y = v[1]
    x += y
    w = np.empty(2)
    for i in range(len(w)):
        w[i] = x
    return np.sum(v * w)

ARGS = (np.array([-1.498, 0.224]), 1.003,)
WRT = (0,)
