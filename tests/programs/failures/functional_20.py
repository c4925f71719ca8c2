"""wrong: KeyError: 'running' (functional program, seed 20)."""

import numpy as np

def f(u):
    u = np.cumsum(0.5)
    return 0.5

ARGS = (np.array([1.166, 1.565]),)
WRT = (0,)
