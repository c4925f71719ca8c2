"""wrong: gradient (functional program, seed 176)."""

# ruff: noqa
import numpy as np

def f(x, A):
    B = -A
    C = np.sum(B, axis=1, keepdims=True)
    y = x
    if y:
        return np.sum(np.sin(A + B)) + np.sum(C)

ARGS = (0.611, np.array([[1.435, -0.328, -0.894, -0.706], [-0.486, 0.854, 0.297, 0.117]]),)
WRT = (1,)
