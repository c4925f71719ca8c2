"""wrong: gradient (functional program, seed 1220)."""

# ruff: noqa
import numpy as np

def f(x, u):
    for i in range(1):
        if np.any(0.5):
            y = 1.0
            for z in u:
                p = x
                y += p
            x += y
    return x

ARGS = (0.919, np.array([-0.701, 1.11, 1.73, -1.435]),)
WRT = (0,)
