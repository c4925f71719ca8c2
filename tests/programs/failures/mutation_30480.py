"""Once wrong, shrunk by hand (mutation program, seed 30480)."""

# ruff: noqa
import math

import numpy as np


def f(x, u):
    np.add.at(u, [0, 0], x)
    np.subtract.at(u, [1, 0], u[1])
    return np.sum(u * u)


ARGS = (-0.378, np.array([-1.483, 0.4]),)
WRT = (0, 1)
