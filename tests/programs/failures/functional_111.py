"""wrong: ImportError: cannot import name 'tile_back' from 's2sad.runtime' (functional program, seed 111)."""

# ruff: noqa
import math

import numpy as np


RATE = 0.4

def f(u, v, A):
    wave = lambda x: x * x + A.sum()
    x = wave(v[0])
    for i, w in enumerate(A):
        if x / (1.0 + 1.5 * 1.5) >= 0.9:
            y = np.tanh(x / (1.0 + x * x))
        else:
            y = 0.3 * u[1] + 0.4 * np.sin(x if i != 1 else x)
        x += 1.0 * y
    if wave(v[-1]) > 0.6 and x < 1.1:
        return np.sum(np.sin(0.4 * u + u)) + np.sum(v * u) + np.sum(A * A)
    table = {'low': sum((0.3 * y + 0.4 * np.sin(wave(y)) for y in v)), 'high': np.min(v)}
    return np.sum(u * v) + np.sum(np.sin(v + v)) + np.sum(A * A) + 0.7 * x + np.sin(table['low']) + np.cos(table['high'])

ARGS = (np.array([-1.897, 1.945, -1.457]), np.array([-0.48, 1.41, 1.652]), np.array([[1.947, 0.251, 1.545], [1.905, 1.82, 0.689], [0.428, -1.098, -1.192]]),)
WRT = (0, 1, 2)
