"""Variables, keys and functions that get their value later than where they are first named."""

# mypy: ignore-errors
# ruff: noqa: F821 - variables that loops assign

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])
M = np.arange(6.0).reshape(2, 3) / 5 + 0.1


@case(V)
def assigned_by_the_trip_before(x):
    s = 0.0
    for i in range(len(x)):
        if i > 0:
            y = prev * x[i]
            s = s + y * y
        prev = np.sin(x[i])
    return s


@case(M)
def row_of_the_trip_before(A):
    s = 0.0
    for i, row in enumerate(A):
        if i > 0:
            s = s + np.sum(prev * row)
        prev = np.sin(row)
    return s


@case(0.5, 4)
def first_trip_by_a_flag(x, n):
    first = True
    t = 0.0
    for _ in range(n):
        if first:
            acc = x
            first = False
        else:
            acc = acc * x + 1.0
        t += acc * acc
    return t


@case(M)
def assigned_before_the_inner_loop_ends(A):
    s = 0.0
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            if i > 0:
                s += prev * A[i, j]
        prev = np.sin(A[i, 0])
    return s
