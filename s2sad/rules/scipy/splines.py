"""``scipy.interpolate``: splines that the program makes, in the data as well as in the place.

A cubic spline is known by its slopes at the nodes, which are a formula (``PchipInterpolator``) or solve a tridiagonal
system (``CubicSpline``).  One of another degree is a matrix, which depends on the place, times the data.
"""
from __future__ import annotations

import numpy as np
import scipy.interpolate as interpolate
import scipy.linalg as linalg

from ...runtime import b_spline_basis, interpolation_basis
from ..registry import composition, differential, nondifferentiable
from ..static import is_display, is_given, known_number, known_rank, refuse, shaped_like

# -- piecewise polynomials -------------------------------------------------------------------------------


def intervals(x, t):
    """The number of the interval that each place is in; of one beyond, the nearest."""
    return shaped_like(np.clip(np.searchsorted(x, t, "right") - 1, 0, len(x) - 2), t)


def beyond(x, t):
    """Which places are not among the nodes."""
    return (t < x[0]) | (t > x[-1])


def secants(x, y):
    """How far the nodes are apart, and the slopes between them."""
    change = np.diff(y, axis=0)
    h = shaped_like(np.diff(x), change) if known_rank(y) == 1 else lifted_to(np.diff(x), known_rank(y))
    return h, change / h


def first(y, axis):
    """Data with the nodes' axis first."""
    return y if known_number(axis) == 0 else np.moveaxis(y, axis, 0)


def lifted_to(s, rank):
    """Numbers, to be multiplied with arrays of a rank more than one."""
    return s if rank == 1 else np.reshape(s, np.shape(s) + (1,) * (rank - 1))


def by_powers(x, rows, t, rank):
    """Polynomials on intervals, by their coefficients, from that of the highest power."""
    at = intervals(x, t)
    s = lifted_to(t - x[at], rank)
    y = rows[0][at]
    for row in rows[1:]:
        y = y * s + row[at]
    return y


class Curve:
    """A piecewise polynomial of the program's data; ``rows`` are its coefficients, each of all intervals."""

    def __init__(self, nodes, rows, rank, extrapolate=True, axis=0):
        self.nodes, self.rows, self.rank, self.beyond, self.along = nodes, rows, rank, extrapolate, axis

    def __call__(self, x, nu=0, extrapolate=None):
        t, further = np.asarray(x), self.beyond if extrapolate is None else extrapolate
        if isinstance(further, str):
            t = self.nodes[0] + np.mod(t - self.nodes[0], self.nodes[-1] - self.nodes[0])
        y = by_powers(self.nodes, derived(self.rows, nu), t, self.rank)
        if further is False:
            y = np.where(lifted_to(beyond(self.nodes, t), self.rank), np.nan, y)
        if self.along == 0:
            return y
        if known_rank(t) != 1:
            return refuse("a spline along another axis than the first has derivatives at a vector of places only")
        return np.moveaxis(y, 0, self.along)

    def derivative(self, nu=1):
        return Curve(self.nodes, derived(self.rows, nu), self.rank, self.beyond, self.along)

    def antiderivative(self):
        return Curve(self.nodes, integrated(self.nodes, self.rows, self.rank), self.rank, self.beyond, self.along)

    def integrate(self, a, b, extrapolate=None):
        if self.along != 0 or isinstance(self.beyond, str) or extrapolate is not None:
            return refuse("this integral of a spline has no derivative here: take it from `antiderivative()`")
        primitive = Curve(self.nodes, integrated(self.nodes, self.rows, self.rank), self.rank)
        return primitive(b) - primitive(a)


def derived(rows, nu):
    """The coefficients of a derivative; of the fourth and higher ones of cubics, 0."""
    if nu == 0:
        return rows
    if nu == 1:
        return slopes_of(rows)
    if nu == 2:
        return slopes_of(slopes_of(rows))
    return slopes_of(slopes_of(slopes_of(rows))) if nu == 3 else [np.zeros_like(rows[0])]


def slopes_of(rows):
    """The coefficients of the first derivative."""
    n = len(rows) - 1
    return [(n - i) * row for i, row in enumerate(rows[:-1])] if n > 0 else [np.zeros_like(rows[0])]


def integrated(x, rows, rank):
    """The coefficients of the integral from the first node on."""
    h, n = lifted_to(np.diff(x), rank), len(rows)
    higher = [row / (n - i) for i, row in enumerate(rows)]
    total = higher[0]
    for row in higher[1:]:
        total = total * h + row
    sums = np.cumsum(total * h, axis=0)
    return [*higher, np.concatenate([np.zeros_like(sums[:1]), sums[:-1]])]


def hermite(x, y, slopes, extrapolate=True, axis=0):
    """The cubics that have values and slopes at the nodes."""
    h, secant = secants(x, y)
    slopes = shaped_like(slopes, y)
    bend = (slopes[:-1] + slopes[1:] - 2 * secant) / h
    return Curve(x, [bend / h, (secant - slopes[:-1]) / h - bend, slopes[:-1], y[:-1]], known_rank(y),
                 extrapolate, axis)


@composition(interpolate.CubicHermiteSpline)
def cubic_hermite_source(x, y, dydx, axis=0, extrapolate=None):
    if is_given(y) and is_given(dydx) and is_given(x):
        return NotImplemented
    further = True if extrapolate is None else extrapolate
    return hermite(np.asarray(x), first(y, axis), first(dydx, axis), further, axis)


@composition(interpolate.PPoly)
def ppoly_source(c, x, extrapolate=None, axis=0):
    if is_given(c) and is_given(x) or known_rank(c) is None or axis != 0 or extrapolate is not None:
        return NotImplemented
    return Polynomials(c, x)


class Polynomials:
    """A ``PPoly``; how many coefficients there are is not known before."""

    def __init__(self, c, x):
        self.c, self.x = c, x

    def __call__(self, x, nu=0):
        t, c = np.asarray(x), self.c
        if nu != 0:
            factors = falling(len(c), nu)
            c = c[:len(factors)] * lifted_to(factors, known_rank(self.c))
        at = intervals(self.x, t)
        s = lifted_to(t - self.x[at], known_rank(self.c) - 1)
        y = np.zeros_like(c[0][at])
        for row in c:
            y = y * s + row[at]
        return y


@nondifferentiable
def falling(n, nu):
    """What the coefficients of a polynomial are multiplied by in a derivative."""
    return np.array([np.prod(np.arange(i, i - nu, -1.0)) for i in range(n - 1, nu - 1, -1)])


# -- slopes at the nodes ---------------------------------------------------------------------------------


@composition(interpolate.PchipInterpolator)
def pchip_source(x, y, axis=0, extrapolate=None):
    if is_given(x) and is_given(y) or known_rank(y) is None:
        return NotImplemented
    x, y = np.asarray(x), first(y, axis)
    return hermite(x, y, monotone_slopes(x, y), True if extrapolate is None else extrapolate, axis)


@composition(interpolate.pchip_interpolate)
def pchip_interpolate_source(xi, yi, x, der=0, axis=0):
    if known_number(der) is None:
        return NotImplemented
    xi, yi = np.asarray(xi), first(yi, axis)
    return hermite(xi, yi, monotone_slopes(xi, yi), True, axis)(x, der)


def monotone_slopes(x, y):
    """Harmonic means of the secants on either side (Fritsch and Butland 1984), 0 where their signs differ."""
    h, m = secants(x, y)
    if len(m) == 1:
        return np.concatenate([m, m])
    turning = m[:-1] * m[1:] <= 0
    left, right = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    safe = left / np.where(turning, 1.0, m[:-1]) + right / np.where(turning, 1.0, m[1:])
    inner = np.where(turning, 0.0, (left + right) / np.where(turning, 1.0, safe))
    first, last = end_slope(h[0], h[1], m[0], m[1]), end_slope(h[-1], h[-2], m[-1], m[-2])
    return np.concatenate([np.stack([first]), inner, np.stack([last])])


def end_slope(h, h_next, m, m_next):
    """That of the parabola through three nodes, as far as the curve stays monotone."""
    d = ((2 * h + h_next) * m - h * m_next) / (h + h_next)
    steep = (np.sign(m) != np.sign(m_next)) & (np.abs(d) > 3 * np.abs(m))
    return np.where(np.sign(d) != np.sign(m), 0.0, np.where(steep, 3 * m, d))


@composition(interpolate.Akima1DInterpolator)
def akima_source(x, y, axis=0, *, method="akima", extrapolate=None):
    if is_given(x) and is_given(y) or known_rank(y) is None:
        return NotImplemented
    x, y = np.asarray(x), first(y, axis)
    _, m = secants(x, y)
    before, after = 2 * m[:1] - m[1:2], 2 * m[-1:] - m[-2:-1]
    m = np.concatenate([2 * before - m[:1], before, m, after, 2 * after - m[-1:]])
    apart = np.abs(np.diff(m, axis=0))
    if method == "makima":
        apart = apart + 0.5 * np.abs(m[1:] + m[:-1])
    left, right = apart[2:], apart[:-2]
    straight = ~(left + right > 1e-9 * np.max(left + right))
    weight = right / np.where(straight, 1.0, left + right)
    slopes = np.where(straight, 0.5 * (m[3:] + m[:-3]), m[1:-2] + weight * (m[2:-1] - m[1:-2]))
    return hermite(x, y, slopes, False if extrapolate is None else extrapolate, axis)


@composition(interpolate.CubicSpline)
def cubic_spline_source(x, y, axis=0, bc_type="not-a-knot", extrapolate=None):
    if is_given(y) and is_given(x) or known_rank(y) is None or not known_ends(bc_type):
        return NotImplemented
    x, y = np.asarray(x), first(y, axis)
    further = True if extrapolate is None else extrapolate
    return hermite(x, y, smooth_slopes(x, y, bc_type), further, axis)


def known_ends(bc_type):
    """Whether what holds at the ends is one of what ``smooth_slopes`` knows."""
    return is_display(bc_type) or bc_type == "not-a-knot" or bc_type == "natural" or bc_type == "clamped"


def smooth_slopes(x, y, bc_type):
    """The slopes with which second derivatives are continuous: a tridiagonal system.

    ``not-a-knot`` needs four nodes: of fewer, the system is singular, and NumPy says so.
    """
    start, end = (bc_type[0], bc_type[1]) if is_display(bc_type) else (bc_type, bc_type)
    h = np.diff(x)
    wide, m = secants(x, y)
    first, second, of_start = end_row(h, wide, m, start, -0.5)
    last, before, of_end = end_row(h[::-1], wide[::-1], m[::-1], end, 0.5)
    upper = np.concatenate([np.zeros(1), second, h[:-1]])
    middle = np.concatenate([first, 2 * (h[:-1] + h[1:]), last])
    lower = np.concatenate([h[1:], before, np.zeros(1)])
    inner = 3 * (wide[1:] * m[:-1] + wide[:-1] * m[1:])
    return linalg.solve_banded((1, 1), np.stack([upper, middle, lower]), np.concatenate([of_start, inner, of_end]))


def end_row(h, wide, m, end, side):
    """The equation at an end, seen from there: two coefficients and the right-hand side; ``side`` is a sign, halved."""
    if isinstance(end, str):
        if end == "not-a-knot":
            d, apart = h[:1] + h[1:2], wide[:1] + wide[1:2]
            return h[1:2], d, ((wide[:1] + 2 * apart) * wide[1:2] * m[:1] + wide[:1] ** 2 * m[1:2]) / apart
        end = (1, 0.0) if end == "clamped" else (2, 0.0)
    if end[0] == 1:
        return np.ones(1), np.zeros(1), np.zeros_like(m[:1]) + end[1]
    return 2 * h[:1], h[:1], 3 * wide[:1] * m[:1] + side * end[1] * wide[:1] ** 2


# -- other degrees: a matrix times the data ----------------------------------------------------------------


@differential(interpolation_basis, kind="spline_basis", raises=True, passive=("nu", "k"))
def interpolation_basis_(x, t, nu, k, dt):
    return interpolation_basis(x, t, nu + 1, k) * np.expand_dims(dt, -1)


@differential(b_spline_basis, kind="spline_basis", raises=True, passive=("nu", "k"))
def b_spline_basis_(knots, t, nu, k, dt):
    return b_spline_basis(knots, t, nu + 1, k) * np.expand_dims(dt, -1)


class Through:
    """A spline of any degree through the program's data."""

    def __init__(self, x, y, k):
        self.nodes, self.data, self.degree = x, y, k

    def __call__(self, x, nu=0, extrapolate=None):
        if extrapolate is not None and extrapolate is not True:
            return refuse("a spline has derivatives here where it extrapolates only")
        return interpolation_basis(self.nodes, np.asarray(x), nu, self.degree) @ self.data


def through(x, y, k, bc_type=None):
    """The spline through points of degree ``k``."""
    if known_number(k) == 3:
        return hermite(x, y, smooth_slopes(x, y, "not-a-knot" if bc_type is None else bc_type))
    if known_number(k) == 1:
        return Curve(x, [secants(x, y)[1], y[:-1]], known_rank(y))
    return Through(x, y, k)


@composition(interpolate.make_interp_spline)
def make_interp_spline_source(x, y, k=3, t=None, bc_type=None, axis=0, check_finite=True):
    if is_given(y) and is_given(x) or known_rank(y) is None or axis != 0 or t is not None or (
            bc_type is not None and known_number(k) != 3 or bc_type is not None and not isinstance(bc_type, str)):
        return NotImplemented
    if bc_type is not None and not known_ends(bc_type):
        return NotImplemented
    return through(np.asarray(x), np.asarray(y), k, bc_type)


@composition(interpolate.InterpolatedUnivariateSpline)
def interpolated_univariate_source(x, y, w=None, bbox=(None, None), k=3, ext=0, check_finite=False):
    if is_given(y) and is_given(x) or w is not None or known_number(k) != 3 and known_number(k) != 1 or ext != 0 or (
            bbox[0] is not None or bbox[1] is not None):
        return NotImplemented
    return through(np.asarray(x), np.asarray(y), k)


@composition(interpolate.BSpline)
def bspline_source(t, c, k, extrapolate=True, axis=0):
    if is_given(t) and is_given(c) or known_rank(c) is None or axis != 0 or extrapolate is not True:
        return NotImplemented
    return Basic(np.asarray(t), c, k)


class Basic:
    """A ``BSpline`` whose coefficients are the program's."""

    def __init__(self, t, c, k):
        self.t, self.c, self.k = t, c, k

    def __call__(self, x, nu=0):
        return b_spline_basis(self.t, np.asarray(x), nu, self.k) @ self.c[:len(self.t) - self.k - 1]


def usual_knots(x, k):
    """The knots of a spline through data, which lie at nodes."""
    return np.concatenate([np.full(k + 1, x[0]), x[k // 2 + 1:-(k // 2) - 1], np.full(k + 1, x[-1])])


@composition(interpolate.splrep)
def splrep_source(x, y, w=None, xb=None, xe=None, k=3, task=0, s=None, t=None):
    """Through the data: smoothing chooses the knots by the data."""
    if is_given(y) or not (s is None or s == 0) or w is not None or xb is not None or xe is not None or (
            t is not None or task != 0 or known_number(k) != 3 and known_number(k) != 1 and known_number(k) != 5):
        return NotImplemented
    knots = usual_knots(x, k)
    c = np.linalg.solve(b_spline_basis(knots, np.asarray(x), 0, k), y)
    return knots, np.concatenate([c, np.zeros(k + 1)]), k


@composition(interpolate.splev)
def splev_source(x, tck, der=0, ext=0):
    if ext != 0:
        return NotImplemented
    if is_given(tck):
        return interpolate.BSpline(tck[0], tck[1], tck[2])(x, der)
    return Basic(np.asarray(tck[0]), tck[1], tck[2])(x, der)


# -- interp1d ------------------------------------------------------------------------------------------------


@composition(interpolate.interp1d)
def interp1d_source(x, y, kind="linear", axis=-1, copy=True, bounds_error=None, fill_value=np.nan,
                    assume_sorted=False):
    if is_given(y) and is_given(x) or known_rank(y) is None or is_display(fill_value):
        return NotImplemented
    x, y = np.asarray(x), first(y, axis)
    if not assume_sorted:
        order = np.argsort(x, kind="mergesort")
        x, y = x[order], y[order]
    back = axis + known_rank(y) if axis < 0 else axis
    if isinstance(fill_value, str):
        return Between(x, y, kind, back, False, None)
    if bounds_error is None:
        bounds_error = known_number(fill_value) != known_number(fill_value)
    return Between(x, y, kind, back, bounds_error, fill_value)


class Between:
    """An ``interp1d`` of the program's data."""

    def __init__(self, x, y, kind, axis, bounds_error, fill_value):
        self.x, self.y, self.kind, self.axis = x, y, kind, axis
        self.bounds_error, self.fill_value = bounds_error, fill_value

    def __call__(self, x):
        t, x = np.asarray(x), self.x
        if self.bounds_error and np.any(beyond(x, t)):
            raise ValueError("A value in x_new is outside the interpolation range.")
        found = one_dimensional(x, self.y, self.kind, t)
        if not self.bounds_error and self.fill_value is not None:
            found = np.where(lifted_to(beyond(x, t), known_rank(self.y)), self.fill_value, found)
        if self.axis == 0:
            return found
        if known_rank(t) == 0:
            return found
        if known_rank(t) != 1:
            return refuse("interpolation along another axis than the first has derivatives at a vector of places only")
        return np.moveaxis(found, 0, self.axis)


def one_dimensional(x, y, kind, t):
    """The values at places, by what lies around them."""
    if isinstance(kind, str):
        if kind == "linear" or kind == "slinear":
            return through(x, y, 1)(t)
        if kind == "cubic":
            return through(x, y, 3)(t)
        if kind == "quadratic":
            return through(x, y, 2)(t)
        return y[chosen(x, t, kind)]
    return y[chosen(x, t, "zero")] if kind == 0 else through(x, y, kind)(t)


@nondifferentiable
def chosen(x, t, kind):
    """The numbers of the nodes whose values are taken."""
    if kind in ("nearest", "nearest-up"):
        return np.searchsorted((x[1:] + x[:-1]) / 2, t, "left" if kind == "nearest" else "right")
    if kind == "next":
        return np.clip(np.searchsorted(x, t, "left"), 0, len(x) - 1)
    return np.clip(np.searchsorted(x, t, "right") - 1, 0, len(x) - 1)


# -- one polynomial through all points -----------------------------------------------------------------------


def lagrange(x, y, t):
    """The sum of the data times the polynomials that are 1 at one node and 0 at the others."""
    others = np.eye(len(x)) == 1
    scale = np.prod(np.where(others, 1.0, x[:, None] - x), axis=1)
    basis = np.prod(np.where(others, 1.0, (t[..., None] - x)[..., None, :]), axis=-1) / scale
    return basis @ y


@composition(interpolate.BarycentricInterpolator)
def barycentric_source(xi, yi=None, axis=0):
    if yi is None or is_given(xi) and is_given(yi) or axis != 0:
        return NotImplemented
    return Lagrange(np.asarray(xi), np.asarray(yi))


@composition(interpolate.KroghInterpolator)
def krogh_source(xi, yi, axis=0):
    """Without repeated places, whose data would be derivatives."""
    if is_given(xi) and is_given(yi) or axis != 0:
        return NotImplemented
    return Lagrange(np.asarray(xi), np.asarray(yi))


class Lagrange:
    """The polynomial through the program's data."""

    def __init__(self, xi, yi):
        self.xi, self.yi = xi, yi

    def __call__(self, x):
        return lagrange(self.xi, self.yi, np.asarray(x))


@composition(interpolate.barycentric_interpolate)
def barycentric_interpolate_source(xi, yi, x, axis=0, *, der=0):
    if axis != 0 or known_number(der) != 0:
        return NotImplemented
    return lagrange(np.asarray(xi), np.asarray(yi), np.asarray(x))


@composition(interpolate.krogh_interpolate)
def krogh_interpolate_source(xi, yi, x, der=0, axis=0):
    if axis != 0 or known_number(der) != 0:
        return NotImplemented
    return lagrange(np.asarray(xi), np.asarray(yi), np.asarray(x))
