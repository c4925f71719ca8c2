"""wrong: UnboundLocalError: cannot access local variable 't_1' where it is not ass (functional program, seed 133)."""

# ruff: noqa
import numpy as np

def f(v):
    table = {0.5: 0.5, 'high': sum([np.tanh(y) for y in v])}
    return np.sum(v) + np.cos(table['high'])

ARGS = (np.array([1.231, -1.613, 1.681]),)
WRT = (0,)
