"""wrong: ImportError: cannot import name 'tile_back' from 's2sad.runtime' (functional program, seed 13)."""

# ruff: noqa
import math

import numpy as np


def f(A, x, u):
    if np.log(1.0 + x ** 2) > 0.2 and x < 1.7:
        x *= np.sin(x + x)
    elif not u[-2] > x:
        y = -(math.cos(x) - x * x)
        x += y
    else:
        x = x
    terms = [x * x]
    if np.linalg.norm(np.exp(np.sin(u))) > 1.6:
        y = np.exp(np.sin(x if x * x > u[-1] else x)) - np.log(1.0 + x ** 2)
    else:
        y = 0.5 * x + 0.4 * np.sin(x + x)
    x /= 1.0 + y * y
    u = np.exp(np.arctan(np.minimum(y, x))) + -(0.4 * u) * (u / (1.0 + u * u))
    z = 0
    for p in (1.1, 0.3):
        i = 0
        while i < 1:
            if i % 2 == 0:
                break
            i += 1
        if p >= z:
            break
        p += np.sin(p - y)
    x += z
    return 1.8 * x + np.sum(np.sin(u + u)) + np.sum(np.sin(1.8 * A + A)) + y + z + np.tanh(terms[-1])

ARGS = (np.array([[0.123, -1.213], [-0.723, -1.331]]), -1.823, np.array([-1.04, 1.85]),)
WRT = (0, 1, 2)
