"""Once wrong, shrunk by hand (mutation program, seed 5541)."""

# ruff: noqa
import math

import numpy as np


def f(y):
    v = np.empty(2)
    for i in range(len(v)):
        v[i] = 0.5
    for p in (1.8,):
        if p < 0.5:
            return 0.5
        v[1] *= y
    return np.sum(v)


ARGS = (0.561,)
WRT = (0,)
