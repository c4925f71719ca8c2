"""wrong: ImportError: cannot import name 'tile_back' from 's2sad.runtime' (s2sad/runtime/__ (functional program, seed 20)."""

import math

import numpy as np


RATE = 1.2

def wave(u, scale=1.4):
    i = 0
    while True:
        if i >= 3:
            break
        x = 0.3 * RATE + 0.4 * np.sin(scale - scale)
        scale += x
        i += 1
    return np.sum(u * (0.8 * u)) + 1.6 * scale

def bump(u, A, v):
    x = v[-1]
    return (0.6 * x + 0.4 * np.sin(np.exp(np.sin(x))), np.tanh(x), 0.6 * A + 0.4 * np.sin(np.sqrt(1.0 + A * A)))

def f(u):
    x = 1.0
    for i in range(2):
        u = np.cos(np.cumsum(u))
        for j in range(0, 1, 2):
            terms = [u[np.argmax(u)], np.mean(u), -x]
            if not np.sin(x) > RATE:
                u = np.sin(x * np.cumsum(u))
                u = np.tanh(np.sort(u))
            else:
                table = {'low': sum((np.sin(u[j]) for y in terms)), 'high': -x}
            x += np.tanh(terms[-1])
            if -x >= u[1]:
                x += np.arctan(u.mean())
                break
        else:
            for j in range(0, 1, 2):
                x /= 1.0 + x * x
        for j in range(len(u)):
            y = 0.3 * x + 0.4 * np.sin(sum([np.sin(y) for y in u]))
            x += RATE * y
        x *= np.arctan(wave(u))
    x = x
    terms = [np.exp(np.cos(u[-2])), x, wave(u, x)]
    for i, y in enumerate(u):
        for j in reversed(range(3)):
            u = 0.3 * u + 0.4 * np.sin((1.0 + u ** 2) ** (0.5 * x + 0.4 * np.sin(u[np.argmax(u)])))
            if 1.0 / (1.0 + x * x) <= y:
                z = np.arctan(y / (1.0 + x * x) + terms[-2])
            else:
                z = np.sin(math.sin(x) / (1 + j))
            z -= np.cos(np.maximum(z, z))
        for j, z in enumerate(u):
            p, *parts = terms
            y /= 1.0 + y * y
            if np.all(u > 1.3):
                break
        else:
            blend = lambda z: x
            z = blend(1.7 * np.where(y < 1.1, y, y))
    u = -(u + x) + np.cos(x * x) ** 2
    for y in u:
        v = 0.5 * u + 0.4 * np.sin(0.4 * u + u)
        u = np.cos(0.1 * np.where(1.6 * u < y, y, u) if RATE - y > RATE else v)
        y += np.tanh(x)
        y += np.sum(np.sin(v + v))
    return np.sum(np.sin(u + u)) + 1.3 * x + np.tanh(sum(terms))

ARGS = (np.array([1.166, 1.565]),)
WRT = (0,)
