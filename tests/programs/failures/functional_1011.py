"""wrong: gradient (functional program, seed 1011)."""

# ruff: noqa
import numpy as np

def f(u):

    def bump(x):
        terms = [x for y in u]
        return terms[1]
    x = bump(u[3])
    return x

ARGS = (np.array([-1.512, 1.732, -0.358, 1.905]),)
WRT = (0,)
