"""wrong: UnboundLocalError: cannot access local variable 't' where it is not assoc (functional program, seed 56)."""

# ruff: noqa
import numpy as np

def f(u):
    blend = lambda y: sum((u[-1] for z in u))
    y = blend(0.5)
    return np.sum(np.sin(u + u)) + y

ARGS = (np.array([-0.311]),)
WRT = (0,)
