"""wrong: KeyError: Ref(value=None) (functional program, seed 20)."""

# ruff: noqa
import numpy as np

def f(u):
    for j in range(1):
        if np.sin(0.5):
            pass
        else:
            table = {}
    return 0.5

ARGS = (np.array([1.166, 1.565]),)
WRT = (0,)
