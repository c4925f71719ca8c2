"""Once wrong, shrunk by hand (mutation program, seed 132)."""

# ruff: noqa
import math

import numpy as np


def f(u):
    v = u
    for i in range(1):
        u = v
    w = v
    w[1] = 0.5
    return np.sum(u * u)


ARGS = (np.array([-1.764, 0.185, -0.612]),)
WRT = (0,)
