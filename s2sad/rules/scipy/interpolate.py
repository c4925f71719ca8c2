"""``scipy.interpolate``: splines that were made outside, in the place; values on grids, in the place and the values.

Splines that the program makes are in ``splines.py``.
"""
from __future__ import annotations

import numpy as np
import scipy.interpolate as interpolate

from ...runtime import (
    evaluated,
    grid_slopes,
    grid_slopes_back,
    grid_value,
    grid_values_back,
    linear_slopes,
    spline_values,
)
from ..registry import (
    Properties,
    Spelling,
    composition,
    differential,
    nondifferentiable,
    properties,
    spellings,
    transpose,
)
from ..static import is_display, is_given, known_number, known_rank

# -- splines as they are: piecewise polynomials, B-splines, and their derivatives -----------------------


@composition(interpolate.PPoly.__call__, interpolate.BPoly.__call__, interpolate.BSpline.__call__)
def spline_call_source(self, x, nu=0, extrapolate=None):
    if extrapolate is not None:
        return NotImplemented
    if known_rank(evaluated(self, x)) is None:
        return spline_values(self, x, nu)
    return evaluated(self, x) if known_number(nu) == 0 else evaluated(self, x, nu)


@composition(interpolate.UnivariateSpline.__call__)
def univariate_call_source(self, x, nu=0, ext=None):
    if ext is not None:
        return NotImplemented
    return evaluated(self, x) if known_number(nu) == 0 else evaluated(self, x, nu)


spellings[evaluated] = Spelling(None, ())


@differential(evaluated, kind="evaluated", raises=True)
def evaluated_(f, x, nu=0, *, dx):
    slope = evaluated(f, x, nu + 1)
    if known_rank(slope) == known_rank(x):
        return slope * dx
    return slope * np.reshape(dx, np.shape(x) + (1,) * (known_rank(slope) - known_rank(x)))


@differential(spline_values, kind="spline_values", raises=True, passive=("nu",))
def spline_values_(f, x, nu, dx):
    return spline_values(f, x, nu + 1) * dx


# -- values on a grid --------------------------------------------------------------------------------------


@composition(interpolate.RegularGridInterpolator)
def regular_grid_source(points, values, method="linear", bounds_error=True, fill_value=np.nan):
    """Linear along each axis, or of the nearest."""
    if is_given(values) or not plain_grid(points, values, method):
        return NotImplemented
    return Grid(points, values, method, bounds_error, fill_value)


class Grid:
    """A ``RegularGridInterpolator`` of the program's values."""

    def __init__(self, grid, values, method, bounds_error, fill_value):
        self.grid, self.values, self.method = grid, values, method
        self.bounds_error, self.fill_value = bounds_error, fill_value

    def __call__(self, xi, method=None):
        return on_grid(self.grid, self.values, xi, self.method if method is None else method, self.bounds_error,
                       self.fill_value)


@composition(interpolate.interpn)
def interpn_source(points, values, xi, method="linear", bounds_error=True, fill_value=np.nan):
    if not plain_grid(points, values, method):
        return NotImplemented
    return on_grid(points, values, xi, method, bounds_error, fill_value)


def plain_grid(points, values, method):
    """Whether a grid has numbers at its nodes, and a method that is known here."""
    return is_display(points) and known_rank(values) == len(points) and (method == "linear" or method == "nearest")


@composition(interpolate.RegularGridInterpolator.__call__)
def regular_grid_call_source(self, xi, method=None, *, nu=None):
    """Of one made outside: what it raises, it raises where the value is found."""
    if method is not None or nu is not None:
        return NotImplemented
    return evaluated_grid(self, np.asarray(xi))


def on_grid(points, values, xi, method, bounds_error, fill_value):
    """The values at points: beyond the grid as SciPy's, an error, a number, or as in the last cell."""
    xi = np.stack(np.broadcast_arrays(*xi), axis=-1) if is_display(xi) and known_rank(xi[0]) != 0 else np.asarray(xi)
    beyond = outside(points, xi)
    if bounds_error and np.any(beyond):
        raise ValueError("One of the requested xi is out of bounds")
    found = grid_value(points, values, xi) if method == "linear" else values[nearest(points, xi)]
    return found if bounds_error or fill_value is None else np.where(beyond, fill_value, found)


@nondifferentiable
def outside(points, xi):
    """Which points are beyond a grid."""
    return np.any([(xi[..., i] < p[0]) | (xi[..., i] > p[-1]) for i, p in enumerate(points)], axis=0)


@nondifferentiable
def nearest(points, xi):
    """The indices of the nearest nodes; in the middle between two, of the lower."""
    return tuple([np.searchsorted((np.asarray(p)[1:] + np.asarray(p)[:-1]) / 2, xi[..., i])
                  for i, p in enumerate(points)])


def evaluated_grid(f, xi):
    """The values of a ``RegularGridInterpolator``."""
    return f(xi)


spellings[evaluated_grid] = Spelling(None, ())


@differential(evaluated_grid, kind="evaluated_grid", raises=True)
def evaluated_grid_(f, xi, dxi):
    """Of a linear one."""
    if known_rank(xi) == 1:
        return np.sum(linear_slopes(f, xi) * dxi, keepdims=True)
    return np.sum(linear_slopes(f, xi) * dxi, axis=-1)


properties[linear_slopes] = Properties(None, True, True)        # it has no derivative itself


@differential(grid_value, kind="grid_value")
def grid_value_(grid, values, points, dvalues, dpoints):
    change = np.sum(grid_slopes(grid, values, points) * dpoints, axis=-1)
    return grid_value(grid, dvalues, points) + change


@transpose(grid_value, wrt="values")
def grid_value_T(g, grid, values, points):
    return grid_values_back(g, grid, values, points)


@differential(grid_slopes)
def grid_slopes_(grid, values, points, dvalues):
    return grid_slopes(grid, dvalues, points)


@transpose(grid_slopes, wrt="values")
def grid_slopes_T(g, grid, values, points):
    return grid_slopes_back(g, grid, values, points)


@differential(grid_values_back, kind="as_third", passive=("values",))
def grid_values_back_(g, grid, values, points, dg, dpoints):
    change = grid_slopes_back(np.expand_dims(g, -1) * dpoints, grid, values, points)
    return grid_values_back(dg, grid, values, points) + change


@transpose(grid_values_back, wrt="g")
def grid_values_back_T(c, g, grid, values, points):
    return grid_value(grid, c, points)


@differential(grid_slopes_back, kind="as_third", passive=("values",))
def grid_slopes_back_(g, grid, values, points, dg):
    return grid_slopes_back(dg, grid, values, points)


@transpose(grid_slopes_back, wrt="g")
def grid_slopes_back_T(c, g, grid, values, points):
    return grid_slopes(grid, c, points)
