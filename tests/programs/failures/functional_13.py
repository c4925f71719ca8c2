"""wrong: KeyError: 'norm' (functional program, seed 13)."""

import numpy as np

def f(A):
    if np.linalg.norm(0.5):
        pass
    return 0.5

ARGS = (np.array([[0.123, -1.213], [-0.723, -1.331]]),)
WRT = (0,)
