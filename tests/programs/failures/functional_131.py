"""wrong: ImportError: cannot import name 'tile_back' from 's2sad.runtime' (functional program, seed 131)."""

# ruff: noqa
import math

import numpy as np


def wave_from(n, x, A):
    if n <= 0:
        return np.arctan(np.arctan(x))
    return np.sin(wave_from(n - 1, np.cos(x + x), np.arctan(np.outer(np.full(1, x), np.full(2, x))))) + np.sin(x)

def wave(x, A):
    return wave_from(0, x, A)

def f(u, x):
    terms = [x * u[1] for y in u]
    for y, z in zip(u, terms):
        for i in range(1, 1):
            p = 0.6 * y + 0.4 * np.sin(np.cos(z) ** 2)
            z += 1.0 * p
            z /= 1.0 + terms[-2] * terms[-2]
        y = np.arctan(np.abs(z))
        z += np.sin(math.cos(z))
    y = 0.0
    for i in range(1):
        x = 0.6 * y + 0.4 * np.sin(x + y)
        y += np.tanh(x * u[i])
    if not x * x > 0.9:
        z = np.log(1.0 + y ** 2)
    else:
        z = y
    ok = np.minimum(x, u[1]) <= z
    x += z
    return x + np.sum(u * u) + y + z + np.tanh(terms[-1])

ARGS = (np.array([-1.257, -1.192]), -0.586,)
WRT = (0, 1)
