"""wrong: TypeError: 'float' object cannot be interpreted as an integer (functional program, seed 565)."""

# ruff: noqa
import numpy as np

def f(x):
    x = 0.5 * x
    u = np.array([])
    if x:
        for i in u:
            x *= 0.5

        def bump(y):
            return x
    return x

ARGS = (-0.19,)
WRT = (0,)
