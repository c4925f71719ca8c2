"""``scipy.spatial.distance``: distances of points, by differences of all pairs; at equal points the derivative is 0."""
from __future__ import annotations

import numpy as np
import scipy.spatial.distance as distance

from ..registry import composition, nondifferentiable

NAMES = ("euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "correlation", "canberra", "braycurtis",
         "minkowski", "seuclidean", "mahalanobis")


@nondifferentiable
def pairs(n):
    """The numbers of two different points, as ``pdist`` orders them."""
    return np.triu_indices(n, 1)


def apart(a, b, metric, p=2, w=None, V=None, VI=None):
    """The distances of the points in the last axes, which broadcast."""
    if metric == "cosine" or metric == "correlation":
        if metric == "correlation":
            a, b = a - np.mean(a, axis=-1, keepdims=True), b - np.mean(b, axis=-1, keepdims=True)
        return 1 - np.sum(a * b, axis=-1) / (np.sqrt(np.sum(a * a, axis=-1)) * np.sqrt(np.sum(b * b, axis=-1)))
    d = a - b
    if metric == "mahalanobis":
        return root(np.sum((d @ VI) * d, axis=-1))
    if metric == "braycurtis":
        return np.sum(np.abs(d), axis=-1) / np.sum(np.abs(a + b), axis=-1)
    if metric == "canberra":
        total = np.abs(a) + np.abs(b)
        return np.sum(np.abs(d) / np.where(total == 0, 1.0, total), axis=-1)
    if metric == "chebyshev":
        return np.max(np.abs(d), axis=-1)
    if metric == "cityblock":
        return np.sum(np.abs(d), axis=-1)
    if metric == "minkowski":
        powers = np.abs(d) ** p if w is None else w * np.abs(d) ** p
        total = np.sum(powers, axis=-1)
        return np.where(total == 0, 0.0, np.where(total == 0, 1.0, total) ** (1 / p))
    square = np.sum(d * d / V, axis=-1) if metric == "seuclidean" else np.sum(d * d, axis=-1)
    return square if metric == "sqeuclidean" else root(square)


def root(square):
    """The root, whose derivative at 0 is taken to be 0."""
    return np.where(square == 0, 0.0, np.sqrt(np.where(square == 0, 1.0, square)))


@composition(distance.cdist)
def cdist_source(XA, XB, metric="euclidean", *, p=2, w=None, V=None, VI=None):
    if not isinstance(metric, str) or metric not in NAMES or w is not None and metric != "minkowski":
        return NotImplemented
    if V is None and metric == "seuclidean" or VI is None and metric == "mahalanobis":
        return NotImplemented
    return apart(XA[:, None, :], XB, metric, p, w, V, VI)


@composition(distance.pdist)
def pdist_source(X, metric="euclidean", *, p=2, w=None, V=None, VI=None):
    if not isinstance(metric, str) or metric not in NAMES or w is not None and metric != "minkowski":
        return NotImplemented
    if V is None and metric == "seuclidean" or VI is None and metric == "mahalanobis":
        return NotImplemented
    i, j = pairs(np.shape(X)[0])
    return apart(X[i], X[j], metric, p, w, V, VI)


@composition(distance.squareform)
def squareform_source(X, force="no", checks=True):
    """Of a vector of distances, as ``pdist`` gives it."""
    if np.ndim(X) != 1 or force != "no":
        return NotImplemented
    n = round((1 + np.sqrt(1 + 8 * len(X))) / 2)
    above = np.zeros((n, n))
    above[pairs(n)] = X
    return above + above.T
