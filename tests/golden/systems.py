"""Linear systems, with the factors that SciPy's LAPACK gives."""

# mypy: ignore-errors

import numpy as np
import scipy.linalg

from . import case

RNG = np.random.default_rng(0)
V = RNG.normal(size=4)
M = RNG.normal(size=(4, 4)) + 4 * np.eye(4)
S = M @ M.T


@case(M, V, modes="grad value_and_grad vjp jvp", wrt=(0, 1))
def solved(a, b):
    x = np.linalg.solve(a, b)
    return x @ x


@case(M, V, modes="grad value_and_grad", wrt=(0, 1))
def steps_back(a, u):
    """Implicit steps with one matrix, which is factored before the loop."""
    for _ in range(3):
        u = np.linalg.solve(a, np.sin(u))
    return u @ u


@case(M, V, wrt=(0, 1))
def growing_steps(a, u):
    """Implicit steps whose matrices differ: the factors are what is recorded."""
    for k in range(3):
        m = np.eye(4) + (k + 1.0) * a
        u = np.linalg.solve(m, np.sin(u))
    return u @ u


@case(M, V, wrt=(0, 1))
def refined(a, b):
    """A branch on the solution sees its last bit, so that it stays NumPy's."""
    x = np.linalg.solve(a, b)
    if x[0] > 0:
        x = np.linalg.solve(a, x)
    return x @ x


@case(S, V, modes="grad value_and_grad", wrt=(0, 1))
def positive_definite(a, b):
    x = scipy.linalg.solve(a, b, assume_a="pos")
    return b @ x


@case(S, V, wrt=(0, 1))
def likelihood(k, y):
    """With a Cholesky factor all systems are triangular."""
    factor = np.linalg.cholesky(k)
    z = np.linalg.solve(factor, y)
    return 0.5 * z @ z + np.sum(np.log(np.diag(factor)))
