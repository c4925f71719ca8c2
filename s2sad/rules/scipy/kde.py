"""``scipy.stats.gaussian_kde``: in the places, and in the data where the program makes it from them."""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg
import scipy.stats as stats

from ..registry import composition
from ..static import is_given, known_rank


@composition(stats.gaussian_kde)
def gaussian_kde_source(dataset, bw_method=None, weights=None):
    if is_given(dataset) or weights is not None or known_rank(dataset) is None:
        return NotImplemented
    data = np.atleast_2d(dataset)
    d, n = np.shape(data)
    if bw_method is None or isinstance(bw_method, str) and bw_method == "scott":
        factor = n ** (-1.0 / (d + 4))
    elif isinstance(bw_method, str) and bw_method == "silverman":
        factor = (n * (d + 2.0) / 4.0) ** (-1.0 / (d + 4))
    elif known_rank(bw_method) == 0:
        factor = bw_method
    else:
        return NotImplemented
    root = linalg.cholesky(np.atleast_2d(np.cov(data)), True) * factor
    return lambda points: density(data, np.full(n, 1.0 / n), root, points)


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
