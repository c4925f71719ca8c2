"""``scipy.interpolate``: splines and values on grids, in the place and, where they are linear in it, in the data.

A spline made outside is a constant; of one made of what varies, in the program, evaluation is what is followed.
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
    spline_back,
    spline_through,
    spline_values,
)
from ..registry import Spelling, composition, differential, spellings, transpose
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


@composition(interpolate.splev)
def splev_source(x, tck, der=0, ext=0):
    if ext != 0 or not is_given(tck):
        return NotImplemented
    return interpolate.BSpline(tck[0], tck[1], tck[2])(x, der)


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


# -- splines through data of the program -----------------------------------------------------------------


@composition(interpolate.CubicSpline)
def cubic_spline_source(x, y, axis=0, bc_type="not-a-knot", extrapolate=None):
    if is_given(y) or axis != 0 or extrapolate is not None or not isinstance(bc_type, str):
        return NotImplemented
    return lambda t, nu=0: spline_through(x, y, t, nu, 3, bc_type)


@composition(interpolate.make_interp_spline)
def make_interp_spline_source(x, y, k=3, t=None, bc_type=None, axis=0):
    if is_given(y) or axis != 0 or t is not None or bc_type is not None:
        return NotImplemented
    return lambda t, nu=0: spline_through(x, y, t, nu, k, None)


@composition(interpolate.interp1d)
def interp1d_source(x, y, kind="linear", axis=-1, copy=True, bounds_error=None, fill_value=np.nan,
                    assume_sorted=False):
    """Within the data: outside, there is an error as SciPy's."""
    if is_given(y) or known_rank(y) != 1 or bounds_error is not None or not (
            kind == "linear" or kind == "quadratic" or kind == "cubic"):
        return NotImplemented
    if isinstance(fill_value, (str, tuple)):
        return NotImplemented
    if kind == "linear":
        return lambda t: grid_value((x,), y, within(t, x)[..., None])
    return lambda t: spline_through(x, y, within(t, x), 0, 2 if kind == "quadratic" else 3, None)


def within(t, x):
    """Places that lie within the data."""
    t = np.asarray(t)
    if np.any(t < x[0]) or np.any(t > x[-1]):
        raise ValueError("A value in x_new is outside the interpolation range.")
    return t


@differential(spline_through, kind="spline_through", raises=True, passive=("nu", "k", "bc_type"))
def spline_through_(x, data, t, nu, k, bc_type, ddata, dt):
    return spline_through(x, ddata, t, nu, k, bc_type) + spline_through(x, data, t, nu + 1, k, bc_type) * dt


@transpose(spline_through, wrt="data")
def spline_through_T(g, x, data, t, nu, k, bc_type):
    return spline_back(g, x, data, t, nu, k, bc_type)


@differential(spline_back, kind="like_third", passive=("data", "nu", "k", "bc_type"))
def spline_back_(g, x, data, t, nu, k, bc_type, dg, dt):
    return spline_back(dg, x, data, t, nu, k, bc_type) + spline_back(g * dt, x, data, t, nu + 1, k, bc_type)


@transpose(spline_back, wrt="g")
def spline_back_T(c, g, x, data, t, nu, k, bc_type):
    return spline_through(x, c, t, nu, k, bc_type)


# -- values on a grid --------------------------------------------------------------------------------------


@composition(interpolate.RegularGridInterpolator)
def regular_grid_source(points, values, method="linear", bounds_error=True, fill_value=np.nan):
    """Linear along each axis; as SciPy's, beyond the grid it raises."""
    if is_given(values) or method != "linear" or not is_display(points) or bounds_error is not True:
        return NotImplemented
    return lambda xi: on_grid(points, values, xi)


@composition(interpolate.interpn)
def interpn_source(points, values, xi, method="linear", bounds_error=True, fill_value=np.nan):
    if method != "linear" or not is_display(points) or bounds_error is not True:
        return NotImplemented
    return on_grid(points, values, xi)


@composition(interpolate.RegularGridInterpolator.__call__)
def regular_grid_call_source(self, xi, method=None, *, nu=None):
    """Of one made outside: what it raises, it raises where the value is found."""
    if method is not None or nu is not None:
        return NotImplemented
    return evaluated_grid(self, np.asarray(xi))


def on_grid(points, values, xi):
    xi = np.asarray(xi)
    for i in range(len(points)):
        if np.any(xi[..., i] < points[i][0]) or np.any(xi[..., i] > points[i][-1]):
            raise ValueError("One of the requested xi is out of bounds")
    return grid_value(points, values, xi)


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


def linear_slopes(f, xi):
    """The slopes of a ``RegularGridInterpolator`` along its axes."""
    if f.method != "linear":
        raise NotImplementedError("only linear interpolation on a grid has a derivative here")
    return grid_slopes(f.grid, f.values, xi)


@differential(grid_value, kind="grid_value", passive=("grid",))
def grid_value_(grid, values, points, dvalues, dpoints):
    change = np.sum(grid_slopes(grid, values, points) * dpoints, axis=-1)
    return grid_value(grid, dvalues, points) + change


@transpose(grid_value, wrt="values")
def grid_value_T(g, grid, values, points):
    return grid_values_back(g, grid, values, points)


@differential(grid_slopes, passive=("grid",))
def grid_slopes_(grid, values, points, dvalues):
    return grid_slopes(grid, dvalues, points)


@transpose(grid_slopes, wrt="values")
def grid_slopes_T(g, grid, values, points):
    return grid_slopes_back(g, grid, values, points)


@differential(grid_values_back, kind="as_third", passive=("grid", "values"))
def grid_values_back_(g, grid, values, points, dg, dpoints):
    change = grid_slopes_back(np.expand_dims(g, -1) * dpoints, grid, values, points)
    return grid_values_back(dg, grid, values, points) + change


@transpose(grid_values_back, wrt="g")
def grid_values_back_T(c, g, grid, values, points):
    return grid_value(grid, c, points)


@differential(grid_slopes_back, kind="as_third", passive=("grid", "values"))
def grid_slopes_back_(g, grid, values, points, dg):
    return grid_slopes_back(dg, grid, values, points)


@transpose(grid_slopes_back, wrt="g")
def grid_slopes_back_T(c, g, grid, values, points):
    return grid_slopes(grid, c, points)
