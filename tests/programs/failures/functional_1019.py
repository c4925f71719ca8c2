"""wrong: value (functional program, seed 1019)."""

# ruff: noqa
import numpy as np
RATE = 1.0

def wave(x, y, z):
    i = 0
    while i < 3 and z < RATE:
        i += 1
        wave = lambda p: (1.0 + RATE ** 2) ** np.tanh(y) / (1 + i)
        p = wave(y * z)
        z += RATE * p
    return z

def f(x, u):
    y = 0.0
    for i in u:
        for j in range(1 - 1, -1, -1):
            y *= np.cos(wave(x, x, y))
            pair = (sum([0.5 * y + 0.4 * np.sin(z) for z in u]), y * y)
            y += np.tanh(sum(pair))
        table = {'low': y * x, 'high': np.sqrt(1.0 + y * y)}
    return x + np.sum(u * u) + y + np.tanh(sum(pair))

ARGS = (-1.478, np.array([0.986, 1.194, 0.133]),)
WRT = (0,)
