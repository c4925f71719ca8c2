"""Once wrong, shrunk by hand (mutation program, seed 30245)."""

# ruff: noqa
import math

import numpy as np


def f(x, A):
    A[1] += 0.5
    if x:
        B = np.ones(2)
    else:
        B = A
    for u in B:
        x *= np.sin(0.5)
    return x + A[1, 0]


ARGS = (-1.017, np.array([[1.55, -0.73], [-1.664, 1.952]]),)
WRT = (0, 1)
