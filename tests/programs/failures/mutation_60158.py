"""wrong: TypeError: 'numpy.float64' object cannot be interpreted as an integer (mutation program, seed 60158)."""

# ruff: noqa
import numpy as np

def f(x, u):
    for i in range(len(u)):
        v = np.empty(4)
        for j in range(len(v)):
            v[j] = x
        for j in range(len(v) - 1, 1, -1):
            terms = []
            terms.append(v[i - 1] + 0.5)
            v[i] += np.arctan(v[j] - (0.5 + terms[0]))
            break
        else:
            u *= v
    return np.sum(u)

ARGS = (-0.35, np.array([0.837, -1.996, 0.669, -1.356]),)
WRT = (0,)
