"""wrong: NameError: name 'Dim' is not defined (functional program, seed 5059)."""

# ruff: noqa
import numpy as np

def wave_from(n, x, y, A):
    return wave_from(0.5, 0.5, 0.5, 0.5)

def wave(x, y, A):
    return wave_from(2, 0.5, 0.5, A)

def f(x):
    for j in range(1, 1):
        q -= wave(0.5, 1.1, np.ones(3))
    return 0.5

ARGS = (1.075,)
WRT = (0,)
