"""Once wrong, shrunk by hand (mutation program, seed 5909)."""

# ruff: noqa
import math

import numpy as np


def f(A):
    np.clip(np.sin(A), -0.5, 0.6, A)
    return np.sum(A * A)


ARGS = (np.array([[0.5, -1.2, 0.7], [1.1, 0.4, -0.3], [0.9, 1.3, 0.2]]),)
WRT = (0,)
