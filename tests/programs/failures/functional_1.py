"""wrong: KeyError: 'clipped' (functional program, seed 1)."""

import numpy as np

def f(A):
    if np.clip(0.5, 0.5, 0.6):
        pass
    return 0.5

ARGS = (np.array([[0.934, -0.857, -0.942], [-0.039, -0.1, 0.25], [1.49, -0.236, 1.87]]),)
WRT = (0,)
