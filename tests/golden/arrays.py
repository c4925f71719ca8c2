"""Programs over arrays."""

# mypy: ignore-errors

import numpy as np

from . import case

RNG = np.random.default_rng(0)
V = RNG.normal(size=4)
M = RNG.normal(size=(4, 4)) + 4 * np.eye(4)
X = RNG.normal(size=(5, 4))
T = RNG.normal(size=(5, 3))
W = RNG.normal(size=(4, 3))
B = RNG.normal(size=3)


@case(V, modes="grad value_and_grad vjp jvp hvp")
def cubes(x):
    return np.sum(x**3)


@case(X)
def axis_sum(x):
    return np.sum(np.sum(x, axis=1) ** 2)


@case(X)
def standardised(x):
    mean = np.mean(x, axis=0)
    std = np.std(x, axis=0, keepdims=True)
    return np.sum(np.tanh((x - mean) / std))


@case(X)
def softmax_loss(x):
    z = x - np.max(x, axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[:, 0])


@case(W, B, X, T, wrt=(0, 1), modes="grad value_and_grad vjp jvp")
def least_squares(w, b, x, t):
    r = x @ w + b - t
    return np.sum(r**2) / len(t)


@case(W, B, W.T, X, wrt=(0, 1, 2))
def network(w1, b1, w2, x):
    hidden = np.tanh(x @ w1 + b1)
    out = hidden @ w2
    return np.mean(out**2)


@case(M, V, wrt=(0, 1))
def quadratic_form(a, x):
    return x @ a @ x


@case(V)
def where(x):
    return np.sum(np.where(x > 0, x, 0.1 * x) ** 2)


@case(V)
def relu(x):
    return np.sum(np.maximum(x, 0.0))


@case(V, modes="grad jvp")
def slices(u):
    return np.sum((u[1:] - u[:-1]) ** 2)


@case(V)
def items(x):
    return x[0] * x[1] + x[-1] ** 2


@case(V, np.array([0, 2, 2, 1]))
def gathered(x, index):
    return np.sum(np.sin(x[index]))


@case(X)
def columns(x):
    return np.sum(x[:, 1] * x[:, 2]) + x[0, 0]


@case(V, V + 1.0, wrt=(0, 1))
def joined(x, y):
    z = np.concatenate([x, y[1:]])
    return np.sum(z**2 * np.arange(7))


@case(V, 0.3, wrt=(0, 1))
def stacked(x, a):
    rows = np.stack([x, a * x, np.sin(x)])
    return np.sum(rows @ x)


@case(X)
def reshaped(x):
    y = x.T.reshape(2, 10)
    return np.prod(y.sum(axis=1))


@case(V, 0.5, wrt=(0, 1))
def broadcast(x, a):
    return np.sum((x[:, None] - a * x[None, :]) ** 2)


@case(V, 0.1, 3, modes="grad value_and_grad")
def heat(u, k, steps):
    for _ in range(steps):
        inner = u[1:-1] + k * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = np.concatenate([u[:1], inner, u[-1:]])
    return u.sum()


@case(V, M * 0.1, 3, wrt=(0, 1))
def recurrent(h, w, n):
    for _ in range(n):
        h = np.tanh(w @ h)
    return np.sum(h)


@case(V, 0.1, 4)
def descent(x, rate, steps):
    for _ in range(steps):
        x = x - rate * 2 * (x - 1.0)
    return np.sum(x**2)


@case(X, wrt="points")
def distances(points):
    total = 0.0
    for i in range(len(points)):
        for j in range(i):
            d = points[i] - points[j]
            total += np.sqrt(d @ d)
    return total


@case(X, T)
def attention(x, t):
    scores = x @ x.T / np.sqrt(4.0)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=1, keepdims=True)
    return np.sum((weights @ t) ** 2)


@case(M)
def log_det(a):
    _, value = np.linalg.slogdet(a)
    return value + np.trace(a)


@case(V)
def norms(x):
    return np.linalg.norm(x) + np.dot(x, x) + np.max(x)
