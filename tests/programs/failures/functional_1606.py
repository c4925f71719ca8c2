"""wrong: ZeroDivisionError: float division by zero (functional program, seed 1606)."""

# ruff: noqa
import numpy as np

def f(A, u):
    for i in range(1, -1, -1):
        B = A
    pair = (0.5, B[-2, 1])
    B = np.stack([np.sqrt(A[i, 1])])
    terms = [pair[1] for x in u]
    return np.sum(B) + terms[1]

ARGS = (np.array([[-1.685, 0.387, -0.514, 0.125], [-1.286, -0.43, 1.493, -1.117]]), np.array([1.105, -1.788]),)
WRT = (0,)
