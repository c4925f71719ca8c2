"""wrong: UnboundLocalError: cannot access local variable 'len_u' where it is not a (mutation program, seed 50105)."""

# ruff: noqa
import numpy as np

def f(x):
    u = np.ones(1)
    if 0.5 < x:
        u *= 0.5
    else:
        u[0.5 < 1.4] = 0.5
    A = np.zeros(4)
    for i, (v, y) in enumerate(zip(A, u)):
        pass
    return 0.5

ARGS = (-1.824,)
WRT = (0,)
