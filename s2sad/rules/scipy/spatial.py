"""``scipy.spatial.distance``: distances of points, by differences of all pairs; at equal points the derivative is 0."""
from __future__ import annotations

import math

import numpy as np
import scipy.spatial as spatial
import scipy.spatial.distance as distance
import scipy.special as special

from ..registry import composition, nondifferentiable
from ..static import known_rank


@nondifferentiable
def pairs(n):
    """The numbers of two different points, as ``pdist`` orders them."""
    return np.triu_indices(n, 1)


def known(metric):
    """Whether a metric is one of those below."""
    return isinstance(metric, str) and metric in (
        "euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "correlation", "canberra", "braycurtis",
        "minkowski", "seuclidean", "mahalanobis", "jensenshannon")


def apart(a, b, metric, p=2, w=None, V=None, VI=None):
    """The distances of the points in the last axes, which broadcast; weights ``w`` are of the axis."""
    if metric == "cosine" or metric == "correlation":
        if metric == "correlation":
            a, b = a - middle(a, w), b - middle(b, w)
        return 1 - total(a * b, w) / (np.sqrt(total(a * a, w)) * np.sqrt(total(b * b, w)))
    if metric == "jensenshannon":
        return root(divergence(a / np.sum(a, axis=-1, keepdims=True), b / np.sum(b, axis=-1, keepdims=True)))
    d = a - b
    if metric == "mahalanobis":
        return root(np.sum((d @ VI) * d, axis=-1))
    if metric == "braycurtis":
        return total(np.abs(d), w) / total(np.abs(a + b), w)
    if metric == "canberra":
        both = np.abs(a) + np.abs(b)
        return total(np.abs(d) / np.where(both == 0, 1.0, both), w)
    if metric == "chebyshev":
        return np.max(np.abs(d) if w is None else np.abs(d) * (w > 0), axis=-1)
    if metric == "cityblock":
        return total(np.abs(d), w)
    if metric == "minkowski":
        powers = total(np.abs(d) ** p, w)
        return np.where(powers == 0, 0.0, np.where(powers == 0, 1.0, powers) ** (1 / p))
    square = np.sum(d * d / V, axis=-1) if metric == "seuclidean" else total(d * d, w)
    return square if metric == "sqeuclidean" else root(square)


def total(x, w):
    """The sum over the last axis, with weights."""
    return np.sum(x if w is None else w * x, axis=-1)


def middle(x, w):
    """The mean over the last axis, with weights."""
    return np.mean(x, axis=-1, keepdims=True) if w is None else np.sum(w * x, axis=-1, keepdims=True) / np.sum(w)


def divergence(a, b):
    """That of Jensen and Shannon, of probabilities in the last axis."""
    half = 0.5 * (a + b)
    return 0.5 * np.sum(special.rel_entr(a, half) + special.rel_entr(b, half), axis=-1)


def root(square):
    """The root, whose derivative at 0 is taken to be 0."""
    return np.where(square <= 0, 0.0, np.sqrt(np.where(square <= 0, 1.0, square)))


@composition(distance.cdist)
def cdist_source(XA, XB, metric="euclidean", *, p=2, w=None, V=None, VI=None):
    if not known(metric):
        return NotImplemented
    if V is None and metric == "seuclidean":
        V = np.var(np.concatenate([XA, XB]), axis=0, ddof=1)
    if VI is None and metric == "mahalanobis":
        VI = np.linalg.inv(np.cov(np.concatenate([XA, XB]).T))
    return apart(XA[:, None, :], XB, metric, p, w, V, VI)


@composition(distance.pdist)
def pdist_source(X, metric="euclidean", *, p=2, w=None, V=None, VI=None):
    if not known(metric):
        return NotImplemented
    if V is None and metric == "seuclidean":
        V = np.var(X, axis=0, ddof=1)
    if VI is None and metric == "mahalanobis":
        VI = np.linalg.inv(np.cov(X.T))
    i, j = pairs(np.shape(X)[0])
    return apart(X[i], X[j], metric, p, w, V, VI)


@composition(distance.directed_hausdorff)
def directed_hausdorff_source(u, v, seed=0):
    """How far the point of ``u`` that is farthest from ``v`` is from it, and the two points' numbers."""
    distances = apart(u[:, None, :], v, "euclidean")
    nearest = np.argmin(distances, axis=1)
    farthest = np.argmax(np.min(distances, axis=1))
    return distances[farthest, nearest[farthest]], farthest, nearest[farthest]


# -- of two points -----------------------------------------------------------------------------------


def of_two_points(metric):
    """Declare the distance of two points."""
    @composition(getattr(distance, metric))
    def distance_source(u, v, w=None):
        return apart(np.asarray(u), np.asarray(v), metric, 2, w)


for metric in ("euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "canberra", "braycurtis"):
    of_two_points(metric)


@composition(distance.correlation)
def correlation_source(u, v, w=None, centered=True):
    return apart(np.asarray(u), np.asarray(v), "correlation" if centered else "cosine", 2, w)


@composition(distance.minkowski)
def minkowski_source(u, v, p=2, w=None):
    return apart(np.asarray(u), np.asarray(v), "minkowski", p, w)


@composition(distance.seuclidean)
def seuclidean_source(u, v, V):
    return apart(np.asarray(u), np.asarray(v), "seuclidean", V=V)


@composition(distance.mahalanobis)
def mahalanobis_source(u, v, VI):
    return apart(np.asarray(u), np.asarray(v), "mahalanobis", VI=VI)


@composition(distance.jensenshannon)
def jensenshannon_source(p, q, base=None, *, axis=0, keepdims=False):
    p, q = np.asarray(p), np.asarray(q)
    p, q = np.moveaxis(p, axis, -1), np.moveaxis(q, axis, -1)
    square = divergence(p / np.sum(p, axis=-1, keepdims=True), q / np.sum(q, axis=-1, keepdims=True))
    found = root(square if base is None else square / np.log(base))
    return np.expand_dims(found, axis) if keepdims else found


@composition(spatial.minkowski_distance_p)
def minkowski_distance_p_source(x, y, p=2):
    d = np.abs(np.asarray(y) - np.asarray(x))
    return np.max(d, axis=-1) if p == math.inf else np.sum(d ** p, axis=-1)


@composition(spatial.minkowski_distance)
def minkowski_distance_source(x, y, p=2):
    if p == math.inf or p == 1:
        return spatial.minkowski_distance_p(x, y, p)
    return apart(np.asarray(y), np.asarray(x), "minkowski", p)


@composition(spatial.distance_matrix)
def distance_matrix_source(x, y, p=2, threshold=1000000):
    return spatial.minkowski_distance(np.asarray(x)[:, None, :], np.asarray(y), p)


@composition(distance.squareform)
def squareform_source(X, force="no", checks=True):
    """Of a vector of distances, as ``pdist`` gives it, or of their matrix."""
    if known_rank(X) is None or force != "no":
        return NotImplemented
    if known_rank(X) == 2:
        return X[pairs(len(X))]
    n = round((1 + np.sqrt(1 + 8 * len(X))) / 2)
    above = np.zeros((n, n))
    above[pairs(n)] = X
    return above + above.T
