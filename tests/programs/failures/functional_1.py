"""wrong: ImportError: cannot import name 'tile_back' from 's2sad.runtime' (functional program, seed 1)."""

# ruff: noqa
import math

import numpy as np


def wave(x):
    y = 1.0
    for i in range(4):
        if y > x:
            x, y = (y, x)
            y /= 1.0 + y * y
        elif 0.5 > x:
            if i != 1:
                y += np.cos(y)
                j = 0
                while j < 3:
                    y -= np.tanh(1.0)
                    j += 1
            else:
                j = 2
        pair = (math.tanh(x), y * y)
        A = 0.6 * np.full((3, 4), y) + 0.4 * np.sin(np.array([y, y, y])[:, None] * (y * np.ones(4))[None, :] + np.array([y, y, x, y]))
        y += np.tanh(sum(pair))
        y += np.tanh(np.maximum(y, y))
        if -1.1 < A[i % 3, i] < 0.9:
            break
    else:
        y -= np.cos(y)
    x += y
    return x + y

def f(A, u):
    i = len(A)
    if not np.clip(A[1, -2], -1.3, 0.6) > A[(i + 1) % 3, i % 3]:
        x = 0.0
        for j in range(4):
            for k in range(len(A)):
                if k != 1:
                    break
                x += np.sin(x / (1.0 + x * x))
            if u[i] / (1.0 + x * x) >= 0.8:
                y = np.arctan(np.linalg.norm(np.exp(np.sin(u))))
                x += y
            elif -0.8 < math.cos(x) < 0.6:
                for y, v in zip(u, A):
                    x += np.cos(max(y, y))
                    if v[1] / (1.0 + A[(i + 1) % 3, (j + 1) % 3] * A[(i + 1) % 3, (j + 1) % 3]) > y:
                        break
                else:
                    y = 1.0
                    for k in range(3):
                        pair = (np.tanh(y) ** 3, -A[k, -3])
                        x += np.tanh(sum(pair))
                        x -= np.cos(y - 0.4)
                    x += 1.5 * y
                bump = lambda y: y
                y = bump(-x)
                x += y
            x += np.sin(np.maximum(0.6, x))
        j = 2
    j = len(u)
    if np.all(u > 1.0):
        k = 0
        while k < 2 and A[j % 3, (i + 1) % 3] < 1.8:
            if u[np.argmin(u)] >= A[k, j % 3]:
                v = 0.6 * (A[2, j % 3] * np.ones(3)) + 0.4 * np.sin((u[(j + 1) % 4] * np.ones(3))[::-1])
            else:
                v = np.cos(np.cumsum(u[:3]))
            k += 1
        B = 0.6 * A + 0.4 * np.sin(A @ A)
    for x in u:
        if not x - x > 0.9:
            B = np.cos((x + np.full(3, x))[:, None] * A[j % 3][None, :])
        else:
            B = 0.5 * A + 0.4 * np.sin(np.sin(A) ** 2)
        u = 0.3 * u + 0.4 * np.sin(0.2 * u + x)
        u = np.arctan(u)
        x += np.sum(np.sin(B + B))
        x *= np.tanh(x / (1.0 + x * x))
    return np.sum(np.sin(u + u)) + np.sum(A * A)

ARGS = (np.array([[0.934, -0.857, -0.942], [-0.039, -0.1, 0.25], [1.49, -0.236, 1.87]]), np.array([0.42, -0.067, -1.016, 1.32]),)
WRT = (0, 1)
