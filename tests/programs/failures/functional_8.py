"""wrong: NameError: name 't_1' is not defined (functional program, seed 8)."""

# ruff: noqa
import numpy as np

def f(u):
    A = u[None]
    terms = [A[-1, 1] for y in u]
    return sum(terms)

ARGS = (np.array([-1.021, 1.05]),)
WRT = (0,)
