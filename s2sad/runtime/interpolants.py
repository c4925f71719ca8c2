"""Interpolants of SciPy's, evaluated.  What needs SciPy imports it, as the functions do that it is for."""
from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import ArgumentError


def evaluated(f: Any, x: Any, nu: int = 0) -> Any:
    """A spline, or its derivative of order ``nu``, at ``x``."""
    return f(x, nu)


def spline_values(f: Any, x: Any, nu: int) -> Any:
    """The same of a spline made in the program, which must be of numbers: how many they are is not known before."""
    values = f(x, nu)
    if np.ndim(values) != np.ndim(x):
        raise ArgumentError("a spline made in the program must be one of numbers, not of vectors", code="S2SAD509")
    return values


def interpolation_basis(x: Any, t: Any, nu: int, k: int) -> Any:
    """What the spline of degree ``k`` through data at ``x``, or its derivative of order ``nu``, weights the data by."""
    import scipy.interpolate
    return scipy.interpolate.make_interp_spline(x, np.eye(len(x)), k)(t, nu)


def b_spline_basis(knots: Any, t: Any, nu: int, k: int) -> Any:
    """The B-splines of degree ``k``, or their derivatives of order ``nu``."""
    import scipy.interpolate
    return scipy.interpolate.BSpline(knots, np.eye(len(knots) - k - 1), k)(t, nu)


def spline_weights(c: Any, order: int, nu: int) -> Any:
    """The B-splines of a degree around each pixel, or their derivatives, at places between them: those not 0."""
    c, n = np.asarray(c, float), order
    x = c[..., None] - np.floor(c - (n - 1) / 2)[..., None] - np.arange(n + 1)
    result = np.zeros(x.shape)
    if n >= nu:
        for j in range(n + 2):          # sums of truncated powers
            y = x + (n + 1) / 2 - j
            factor = (-1) ** j * math.comb(n + 1, j) / math.factorial(n - nu)
            result += factor * np.where(y >= 0, y, 0.0) ** (n - nu) if n > nu else factor * (y >= 0)
    return result


def grid_weights(grid: Any, points: Any) -> Any:
    """Of each point, the corners of the cell that it is in, with their weights and the weights' slopes."""
    points = np.asarray(points, float)
    at = [np.clip(np.searchsorted(p, points[..., i], side="right") - 1, 0, len(p) - 2) for i, p in enumerate(grid)]
    width = [np.asarray(p)[k + 1] - np.asarray(p)[k] for p, k in zip(grid, at)]
    along = [(points[..., i] - np.asarray(p)[k]) / w for i, (p, k, w) in enumerate(zip(grid, at, width))]
    found = []
    for corner in np.ndindex(*[2] * len(grid)):
        sides = [u if c else 1 - u for c, u in zip(corner, along)]
        slopes = [np.prod([*sides[:i], (2 * c - 1) / width[i], *sides[i + 1:]], axis=0) for i, c in enumerate(corner)]
        found.append((tuple(k + c for k, c in zip(at, corner)), np.prod(sides, axis=0), np.stack(slopes, axis=-1)))
    return found


def grid_value(grid: Any, values: Any, points: Any) -> Any:
    """Values on a grid, interpolated linearly along each axis."""
    return sum(w * values[index] for index, w, _ in grid_weights(grid, points))


def grid_slopes(grid: Any, values: Any, points: Any) -> Any:
    """The slopes of ``grid_value`` along the axes, as the last axis."""
    return sum(values[index][..., None] * slopes for index, _, slopes in grid_weights(grid, points))


def grid_values_back(g: Any, grid: Any, values: Any, points: Any) -> Any:
    """The cotangent of ``values`` in ``grid_value``."""
    result = np.zeros(np.shape(values), np.asarray(g).dtype)
    for index, w, _ in grid_weights(grid, points):
        np.add.at(result, index, w * g)
    return result


def grid_slopes_back(g: Any, grid: Any, values: Any, points: Any) -> Any:
    """The cotangent of ``values`` in ``grid_slopes``."""
    result = np.zeros(np.shape(values), np.asarray(g).dtype)
    for index, _, slopes in grid_weights(grid, points):
        np.add.at(result, index, np.sum(slopes * g, axis=-1))
    return result


def linear_slopes(f: Any, points: Any) -> Any:
    """The slopes of a ``RegularGridInterpolator`` along its axes; only linear ones have any here."""
    if f.method != "linear":
        raise ArgumentError("only linear interpolation on a grid has a derivative", code="S2SAD403")
    return grid_slopes(f.grid, f.values, points)
