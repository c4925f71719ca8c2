"""wrong: AttributeError: 'Ref' object has no attribute 'items' (functional program, seed 3)."""

# ruff: noqa
import numpy as np

def f(u):
    y = sum([0.5 for y in u])
    return 0.5

ARGS = (np.array([-1.404]),)
WRT = (0,)
