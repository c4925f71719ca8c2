"""``scipy.stats.gaussian_kde``: in the places, and in the data where the program makes it from them."""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg
import scipy.stats as stats

from ..registry import composition
from ..static import is_given, known_rank


@composition(stats.gaussian_kde)
def gaussian_kde_source(dataset, bw_method=None, weights=None):
    if is_given(dataset) and (weights is None or is_given(weights)) or known_rank(dataset) is None:
        return NotImplemented
    data = np.atleast_2d(dataset)
    d, n = np.shape(data)
    share = np.full(n, 1.0 / n) if weights is None else weights / np.sum(weights)
    count = n if weights is None else 1.0 / np.sum(share * share)
    if bw_method is None or isinstance(bw_method, str) and bw_method == "scott":
        factor = count ** (-1.0 / (d + 4))
    elif isinstance(bw_method, str) and bw_method == "silverman":
        factor = (count * (d + 2.0) / 4.0) ** (-1.0 / (d + 4))
    elif known_rank(bw_method) == 0:
        factor = bw_method
    else:
        return NotImplemented
    if weights is None:
        spread = np.cov(data)
    else:
        apart = data - (data @ share)[:, None]
        spread = (apart * share) @ apart.T / (1.0 - np.sum(share * share))
    return Density(data, share, np.atleast_2d(spread) * factor**2, factor)


class Density:
    """A ``gaussian_kde`` of the program's data."""

    def __init__(self, dataset, weights, covariance, factor):
        self.dataset, self.weights, self.covariance, self.factor = dataset, weights, covariance, factor

    def __call__(self, points):
        return density(self.dataset, self.weights, linalg.cholesky(self.covariance, True), points)

    def evaluate(self, points):
        return self(points)

    def pdf(self, x):
        return self(x)

    def logpdf(self, x):
        return np.log(self(x))


@composition(stats.gaussian_kde.__call__)
def gaussian_kde_call(self, points):
    """Of one made outside."""
    return density(self.dataset, self.weights, self.cho_cov, points)


def density(data, weights, root, points):
    """The weighted sum of Gaussians around the data; ``root`` is the Cholesky factor of their covariance."""
    d = np.shape(data)[0]
    points = np.atleast_2d(points)
    if np.shape(points)[0] != d and np.shape(points)[0] == 1:
        points = np.reshape(points, (d, 1))
    apart = linalg.solve_triangular(root, points, lower=True)[:, :, None] - linalg.solve_triangular(
        root, data, lower=True)[:, None, :]
    scale = np.prod(np.diag(root)) * (2 * np.pi) ** (d / 2)
    return np.exp(-0.5 * np.sum(apart**2, axis=0)) @ weights / scale
