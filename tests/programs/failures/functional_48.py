"""wrong: UnboundLocalError: cannot access local variable 'A_dot' where it is not a (functional program, seed 48)."""

# ruff: noqa
import math
import numpy as np

def f(A, u, B):
    x = 0.5
    i = 0
    while False:
        pair = 0.5
        A, B = np.arctan()
        i += 1
    v = 0.5
    if True:
        w = np.abs(np.cos(np.concatenate([np.array([x]), x * np.ones(3)])) ** 2)
    table = {'low': x if -0.5 < A.sum() < 1.2 else x, 'high': 0.3 - x}
    return np.sum(np.sin(B + A))

ARGS = (np.array([[-0.465, 1.867, -0.142, -1.549], [0.45, 1.558, -1.675, -0.082], [-1.865, 0.609, 0.335, 1.349], [0.144, 0.597, 1.273, -0.63]]), np.array([-0.185, -1.523, -0.498, 0.074]), np.array([[0.452, -0.991, -1.314, 1.454], [1.622, -0.089, -1.743, -1.963], [-1.891, -1.288, -0.292, -1.51], [-1.723, 1.614, -1.335, 0.125]]),)
WRT = (2,)
