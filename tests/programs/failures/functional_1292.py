"""wrong: ValueError: setting an array element with a sequence. (functional program, seed 1292)."""

# ruff: noqa
import numpy as np

def f(u):
    x = 0.5
    v = u
    y = 0.6
    for i in range(len(u)):
        w = u
        y += np.sum(np.sin(w + w))
        pair = (u[i] - y, v[i])
        x += np.tanh(sum(pair))
    return x

ARGS = (np.array([0.624, 0.612, 0.206, 0.844]),)
WRT = (0,)
