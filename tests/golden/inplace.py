"""Arrays written in place: stores, views, aliases, callees that write."""

# mypy: ignore-errors

import numpy as np

from . import case

X = np.array([0.5, -0.3, 0.8, 0.1])
S = np.array([[4.0, 0.5, 0.2], [0.5, 3.0, 0.4], [0.2, 0.4, 5.0]])


@case(X, 0.1, 3, modes="grad jvp")
def stencil(u, k, steps):
    for _ in range(steps):
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
    return u.sum()


@case(S, modes="grad")
def cholesky(A):
    for i in range(A.shape[0]):
        for j in range(i):
            A[i, j] -= A[i, :j] @ A[j, :j]
            A[i, j] /= A[j, j]
        A[i, i] -= A[i, :i] @ A[i, :i]
        A[i, i] = np.sqrt(A[i, i])
    return np.sum(np.tril(A))


@case(X, 3, modes="grad")
def two_buffers(u, steps):
    new = np.empty_like(u)
    for _ in range(steps):
        new[1:-1] = 0.5 * u[2:] * u[:-2]
        new[0], new[-1] = u[0], u[-1]
        u, new = new, u
    return np.sum(u)


@case(X, modes="grad vjp")
def views(x):
    y = np.zeros(4)
    head, tail = y[:2], y[2:]
    head[:] = x[:2] ** 2
    tail += 3.0 * x[2:]
    return np.sum(y * y)


@case(X, modes="grad")
def by_callee(x):
    def scale(a, factor):
        a *= factor

    y = x.copy()
    scale(y, x[0])
    return np.sum(y * y)


@case(X, np.array([0, 2, 0]), modes="grad")
def scattered(x, where):
    counts = np.zeros(3)
    np.add.at(counts, where, x[1:])
    counts[where] = counts[where] * x[:3]
    return np.sum(counts)


@case(X, modes="grad")
def with_out(x):
    y = np.empty(4)
    np.sin(x, out=y)
    np.multiply(y, x, out=y)
    return np.sum(y)


@case(X, 4, modes="grad")
def trajectory(x, n):
    path = np.empty((n, 4))
    path[0] = x
    for i in range(1, n):
        path[i] = path[i - 1] + 0.1 * np.sin(path[i - 1])
    return np.sum(path[-1])


@case(X, modes="grad")
def masked(x):
    y = x * x
    y[x < 0] = 0.0
    return np.sum(y)
