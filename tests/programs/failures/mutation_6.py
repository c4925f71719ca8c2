"""wrong: gradient (mutation program, seed 6)."""

# ruff: noqa
import numpy as np

def f(x):
    u = np.sin([0.5, x])
    table = {'a': u}
    v = np.zeros(2)
    for i in range(len(v)):
        v[i] = x
    return np.sum(v * table['a'])

ARGS = (1.473,)
WRT = (0,)
