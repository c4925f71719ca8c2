"""Dynamic programming, recursive filters and paths: each entry is made of earlier entries."""

import math

import numpy as np

from .kernel import kernel


@kernel(lambda r: (r.uniform(1.0, 9.0, (5, 5)),), writes="path")
def floyd_warshall(path):
    for k in range(path.shape[0]):
        for i in range(path.shape[0]):
            path[i, :] = np.minimum(path[i, :], path[i, k] + path[k, :])


@kernel(lambda r: (r.uniform(1.0, 9.0, (4, 4)),))
def floyd_warshall_loops(weights):
    d = weights.copy()
    np.fill_diagonal(d, 0.0)
    n = len(d)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]
    return d


@kernel(lambda r: (5, r.uniform(0.1, 1.0, (5, 5))))
def nussinov(n, score):
    """The best pairing of a sequence, where the score of each pair is a parameter."""
    table = np.zeros((n, n))
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            table[i, j] = max(table[i, j], table[i, j - 1])
            if i + 1 < n:
                table[i, j] = max(table[i, j], table[i + 1, j])
            if i < j - 1:
                table[i, j] = max(table[i, j], table[i + 1, j - 1] + score[i, j])
            for k in range(i + 1, j):
                table[i, j] = max(table[i, j], table[i, k] + table[k + 1, j])
    return table


@kernel(lambda r: (r.normal(size=(4, 5)), 0.7))
def needleman_wunsch(similarity, gap):
    """Alignment: the first row and column are filled, then each cell takes the best of three."""
    m, n = similarity.shape
    F = np.zeros((m + 1, n + 1))
    F[1:, 0] = -gap * np.arange(1, m + 1)
    F[0, 1:] = -gap * np.arange(1, n + 1)
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            F[i, j] = max(F[i - 1, j - 1] + similarity[i - 1, j - 1], F[i - 1, j] - gap, F[i, j - 1] - gap)
    return F[1:, 1:]


@kernel(lambda r: (0.25, r.normal(size=(3, 5))))
def deriche(alpha, image):
    """A recursive filter along the rows, forwards and backwards, and the sum of both."""
    k = (1.0 - math.exp(-alpha))**2 / (1.0 + alpha * math.exp(-alpha) - math.exp(2.0 * alpha))
    a1 = k
    a2 = k * math.exp(-alpha) * (alpha - 1.0)
    a3 = k * math.exp(-alpha) * (alpha + 1.0)
    a4 = -k * math.exp(-2.0 * alpha)
    b1 = 2.0**(-alpha)
    b2 = -math.exp(-2.0 * alpha)
    y1 = np.empty_like(image)
    y1[:, 0] = a1 * image[:, 0]
    y1[:, 1] = a1 * image[:, 1] + a2 * image[:, 0] + b1 * y1[:, 0]
    for j in range(2, image.shape[1]):
        y1[:, j] = a1 * image[:, j] + a2 * image[:, j - 1] + b1 * y1[:, j - 1] + b2 * y1[:, j - 2]
    y2 = np.empty_like(image)
    y2[:, -1] = 0.0
    y2[:, -2] = a3 * image[:, -1]
    for j in range(image.shape[1] - 3, -1, -1):
        y2[:, j] = a3 * image[:, j + 1] + a4 * image[:, j + 2] + b1 * y2[:, j + 1] + b2 * y2[:, j + 2]
    return y1 + y2


@kernel(lambda r: (r.normal(size=4), r.normal(size=(4, 4)), r.normal(size=(5, 4))), returns=2)
def hidden_markov(initial, transition, emission):
    """Forward probabilities in logarithms, each row scaled as soon as it is known."""
    steps, states = emission.shape
    alpha = np.empty((steps, states))
    scale = np.zeros(steps)
    T = np.exp(transition)
    T /= T.sum(axis=1, keepdims=True)
    alpha[0] = np.exp(initial + emission[0])
    scale[0] = alpha[0].sum()
    alpha[0] /= scale[0]
    for t in range(1, steps):
        alpha[t] = (alpha[t - 1] @ T) * np.exp(emission[t])
        scale[t] = np.sum(alpha[t])
        alpha[t] /= scale[t]
    return alpha, np.sum(np.log(scale))


@kernel(lambda r: (r.normal(size=8),))
def haar(signal):
    """The fast wavelet transform: a while loop that halves what it works on, with a scratch array."""
    out = signal.copy()
    scratch = np.empty_like(out)
    n = len(out)
    while n > 1:
        half = n // 2
        scratch[:half] = (out[0:n:2] + out[1:n:2]) / np.sqrt(2.0)
        scratch[half:n] = (out[0:n:2] - out[1:n:2]) / np.sqrt(2.0)
        out[:n] = scratch[:n]
        n = half
    return out


@kernel(lambda r: (r.normal(size=6), 0.8, 100.0, 0.05, 0.2))
def binomial_option(moves, rate, spot, dt, sigma):
    """An American put: values roll back through a lattice in one array."""
    n = len(moves)
    up = np.exp(sigma * np.sqrt(dt))
    discount = np.exp(-rate * dt)
    p = (np.exp(rate * dt) - 1.0 / up) / (up - 1.0 / up)
    values = np.zeros(n + 1)
    for j in range(n + 1):
        values[j] = max(103.0 - spot * up**(2 * j - n), 0.0)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1):
            values[j] = discount * (p * values[j + 1] + (1.0 - p) * values[j]) + 0.01 * moves[i]
    return values[:2]


def sift(a, i, n):
    """Exchange along a path; nothing is returned."""
    while 2 * i + 1 < n:
        child = 2 * i + 1
        if child + 1 < n and a[child + 1] > a[child]:
            child += 1
        if a[i] >= a[child]:
            return
        a[i], a[child] = a[child], a[i]
        i = child


@kernel(lambda r: (r.normal(size=7),), writes="a")
def heapsort(a):
    n = len(a)
    for i in range(n // 2, -1, -1):
        sift(a, i, n)
    for end in range(n - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sift(a, 0, end)
