"""Statistics and learning with arrays that are filled, centred and normalised in place."""

import numpy as np

from .kernel import kernel


@kernel(lambda r: (6.0, r.normal(size=(6, 3))))
def covariance(float_n, data):
    data = data.copy()
    mean = np.mean(data, axis=0)
    data -= mean
    M = data.shape[1]
    cov = np.zeros((M, M))
    for i in range(M):
        cov[i:M, i] = data[:, i] @ data[:, i:M] / (float_n - 1.0)
        cov[i, i:M] = cov[i:M, i]
    return cov


@kernel(lambda r: (6.0, 3, r.normal(size=(6, 3))))
def correlation(float_n, m, data):
    data = np.copy(data)
    mean = data.mean(axis=0)
    stddev = np.sqrt(np.mean((data - mean)**2, axis=0))
    stddev[stddev <= 0.1] = 1.0
    data -= mean
    data /= np.sqrt(float_n) * stddev
    corr = np.eye(m, dtype=data.dtype)
    for i in range(m - 1):
        corr[i + 1:m, i] = corr[i, i + 1:m] = data[:, i] @ data[:, i + 1:m]
    return corr


@kernel(lambda r: (r.normal(size=(7, 2)), r.normal(size=(3, 2)), 2), returns=2)
def kmeans(points, centres, rounds):
    centres = centres.copy()
    labels = np.zeros(len(points), dtype=int)
    for _ in range(rounds):
        for i in range(len(points)):
            d = points[i] - centres
            labels[i] = np.argmin(np.sum(d * d, axis=1))
        for k in range(len(centres)):
            members = points[labels == k]
            if len(members):
                centres[k] = np.sum(members, axis=0) / len(members)
    inertia = 0.0
    for i in range(len(points)):
        inertia += np.sum((points[i] - centres[labels[i]])**2)
    return centres, inertia


@kernel(lambda r: (r.normal(size=8), r.uniform(0.0, 4.0, 8), 5), returns=2)
def histogram(weights, x, bins):
    """Scatter with duplicate indices, and shares that are linear in where a point lies."""
    counts = np.zeros(bins)
    cell = np.floor(x).astype(int)
    share = x - cell
    np.add.at(counts, cell, weights * (1.0 - share))
    np.add.at(counts, cell + 1, weights * share)
    moments = np.zeros((2, bins))
    for i in range(len(x)):
        k = int(x[i])
        moments[0, k] += weights[i]
        moments[1, k] += weights[i] * x[i]
    return counts[:-1], moments[:, :-1]


@kernel(lambda r: (r.normal(size=(3, 4)),))
def softmax(x):
    tmp = np.empty_like(x)
    np.subtract(x, np.max(x, axis=-1, keepdims=True), out=tmp)
    np.exp(tmp, out=tmp)
    tmp /= np.sum(tmp, axis=-1, keepdims=True)
    return tmp


@kernel(lambda r: (r.normal(size=(4, 3)), r.normal(size=(3, 5)), r.normal(size=5), r.normal(size=(5, 2))))
def mlp(x, w1, b1, w2):
    h = x @ w1
    h += b1
    h[h < 0] = 0.0
    y = h @ w2
    y -= y.max(axis=1, keepdims=True)
    np.exp(y, out=y)
    y /= y.sum(axis=1)[:, None]
    return y


@kernel(lambda r: (r.normal(size=3), r.normal(size=(6, 3)), r.normal(size=6), 0.05, 0.9, 4))
def adam(theta, X, y, rate, decay, steps):
    """An optimiser that is part of the program: parameters and moments change in place."""
    theta = theta.copy()
    m = np.zeros_like(theta)
    v = np.zeros_like(theta)
    for _ in range(steps):
        g = X.T @ (X @ theta - y)
        m *= decay
        m += (1.0 - decay) * g
        v *= decay
        v += (1.0 - decay) * g**2
        theta -= rate * m / (np.sqrt(v) + 1e-3)
    return theta


@kernel(lambda r: (r.normal(size=6), 0.3))
def order_statistics(x, trim):
    """A trimmed mean and the median of a sorted copy."""
    s = x.copy()
    s.sort()
    s[0] *= trim
    s[-1] *= trim
    median = 0.5 * (s[2] + s[3])
    s -= median
    return np.cumsum(s)
