"""wrong: IndexError: too many indices for array: array is 2-dimensional, but 3 wer (mutation program, seed 23)."""

# ruff: noqa
import numpy as np

def f(A):
    A[[1, 1, 0]] += 0.5
    return np.sum(A)

ARGS = (np.array([[0.576, -0.291], [-0.826, -0.69]]),)
WRT = (0,)
