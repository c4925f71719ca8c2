"""``scipy.interpolate``: data at scattered points, in the data, in the points and in the place."""
from __future__ import annotations

import numpy as np
import scipy.interpolate as interpolate

from ..registry import composition, nondifferentiable
from ..static import is_display, is_given, known_number, known_rank


@composition(interpolate.RBFInterpolator)
def rbf_source(y, d, neighbors=None, smoothing=0.0, kernel="thin_plate_spline", epsilon=None, degree=None):
    if is_given(y) and is_given(d) or neighbors is not None or not isinstance(kernel, str) or kernel == "quintic":
        return NotImplemented
    if known_rank(d) is None:
        return NotImplemented
    scale = 1.0 if epsilon is None else epsilon
    if degree is None:
        degree = 1 if kernel == "thin_plate_spline" or kernel == "cubic" else 0
    if known_number(degree) is None or degree > 1:
        return NotImplemented
    n = len(y)
    inner = radial(y, y, kernel, scale) + smoothing * np.eye(n)
    if degree < 0:
        return Radial(y, np.linalg.solve(inner, d), kernel, scale, degree)
    tail = powers(y, degree)
    m = np.shape(tail)[1]
    whole = np.concatenate([np.concatenate([inner, tail], axis=1),
                            np.concatenate([tail.T, np.zeros((m, m))], axis=1)])
    more = np.zeros(m) if known_rank(d) == 1 else np.zeros((m, np.shape(d)[1]))
    return Radial(y, np.linalg.solve(whole, np.concatenate([d, more])), kernel, scale, degree)


class Radial:
    """An ``RBFInterpolator`` of the program's points and data."""

    def __init__(self, points, coefficients, kernel, scale, degree):
        self.points, self.coefficients = points, coefficients
        self.kernel, self.scale, self.degree = kernel, scale, degree

    def __call__(self, x):
        found = radial(x, self.points, self.kernel, self.scale)
        if self.degree >= 0:
            found = np.concatenate([found, powers(x, self.degree)], axis=1)
        return found @ self.coefficients


def powers(x, degree):
    """The polynomials of a degree at points: 1, and the coordinates."""
    ones = np.ones((len(x), 1))
    return ones if degree == 0 else np.concatenate([ones, x], axis=1)


def radial(a, b, kernel, scale):
    """A radial function of all differences; where they are 0 it has no slope, but for the linear one."""
    square = np.sum((scale * (a[:, None, :] - b)) ** 2, axis=-1)
    if kernel == "gaussian":
        return np.exp(-square)
    if kernel == "multiquadric":
        return -np.sqrt(square + 1)
    if kernel == "inverse_multiquadric":
        return 1 / np.sqrt(square + 1)
    if kernel == "inverse_quadratic":
        return 1 / (square + 1)
    zero = square == 0
    safe = np.where(zero, 1.0, square)
    if kernel == "thin_plate_spline":
        return np.where(zero, 0.0, 0.5 * square * np.log(safe))
    return np.where(zero, 0.0, -np.sqrt(safe) if kernel == "linear" else square * np.sqrt(safe))


@composition(interpolate.griddata)
def griddata_source(points, values, xi, method="linear", fill_value=np.nan, rescale=False):
    """Linear in triangles, or of the nearest point."""
    if is_display(points) or is_display(xi) or known_rank(points) != 2 or known_rank(values) != 1 or rescale or not (
            method == "linear" or method == "nearest"):
        return NotImplemented
    if method == "nearest":
        return values[nearest_of(points, xi)]
    corners, inside = triangles(points, xi)
    at = points[corners]
    sides = np.swapaxes(at[..., :-1, :] - at[..., -1:, :], -1, -2)
    shares = np.linalg.solve(sides, (xi - at[..., -1, :])[..., None])[..., 0]
    last = 1.0 - np.sum(shares, axis=-1, keepdims=True)
    found = np.sum(np.concatenate([shares, last], axis=-1) * values[corners], axis=-1)
    return np.where(inside, found, fill_value)


@nondifferentiable
def nearest_of(points, xi):
    """The numbers of the nearest points."""
    import scipy.spatial
    return scipy.spatial.KDTree(points).query(xi)[1]


@nondifferentiable
def triangles(points, xi):
    """The corners of the triangle that each place is in, and whether there is one."""
    import scipy.spatial
    made = scipy.spatial.Delaunay(points)
    found = made.find_simplex(xi)
    return made.simplices[found], found >= 0
