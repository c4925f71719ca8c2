"""wrong: value (functional program, seed 1019)."""

# ruff: noqa
import numpy as np
RATE = 1.0

def wave(x, y, z):
    i = 0
    while i and 0.5 < RATE:
        i += 1
        if True:
            y += 0.5
        else:
            wave = lambda p: y / i
    return y

def f(x, u):
    y = 0.0
    for i in u:
        y *= wave(0.5, 0.5, 0.5)
        pair = [y + np.sin(z) for z in u]
        y += 0.5
    return sum(pair)

ARGS = (-1.478, np.array([0.986, 1.194, 0.133]),)
WRT = (0,)
