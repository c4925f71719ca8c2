"""wrong: UFuncTypeError: Cannot cast ufunc 'add' output from dtype('float64') to d (functional program, seed 371)."""

# ruff: noqa
import numpy as np

def f(A):
    x = 0
    y = 0
    for z in (0.2,):
        p = np.var(A + np.full(3, y)[None])
        y += p
    x += y
    return x

ARGS = (np.array([[1.966, -1.791, -0.812], [1.767, 1.608, 1.899], [-0.289, -1.501, 0.69], [0.727, 0.018, 0.349]]),)
WRT = (0,)
