"""wrong: KeyError: Ref(value=None) (functional program, seed 42)."""

# ruff: noqa
import math
import numpy as np

def f(u, v):
    x = 0.0
    j = 0
    while False:
        j += 1
        if True:
            if np.minimum(0.5):
                table = np.sqrt()
            else:
                x += 1.8 * y
    w = 0.5
    return 0.5

ARGS = (np.array([-1.063]), np.array([-1.504]),)
WRT = (0,)
