"""``scipy.integrate``: integrals of functions, by Leibniz's rule, and of samples.

    y = quad(f, a, b, (w,))     dy = f(b, w) db - f(a, w) da + quad(df/dw, a, b, (w,)) dw

The derivative's integral has the tolerances that were asked for; that in several parameters, or in arrays, is one
``quad_vec``.
"""
from __future__ import annotations

import numpy as np
import scipy.integrate as integrate

from ..registry import adjoint, composition, differential, nondifferentiable
from ..static import known_number, known_rank, lifted, operation, picked, pulled, pushed, spread, varies, varying
from .vectors import packed, unpacked

# -- integrals of functions ----------------------------------------------------------------------


@composition(integrate.quad)
def quad_source(func, a, b, args=(), **options):
    f, given = lifted(func, (0.0,), args, "integrand")
    return operation(integrate.quad, f, a, b, given, **options)


@composition(integrate.quad_vec)
def quad_vec_source(f, a, b, *, args=(), **options):
    f, given = lifted(f, (0.0,), args, "integrand")
    return operation(integrate.quad_vec, f, a, b, args=given, **options)


def tolerances(epsabs, epsrel, limit, points):
    """What was asked for besides the integral."""
    options = {}
    if known_number(epsabs) != 1.49e-8:
        options["epsabs"] = epsabs
    if known_number(epsrel) != 1.49e-8:
        options["epsrel"] = epsrel
    if known_number(limit) != 50:
        options["limit"] = limit
    if points is not None:
        options["points"] = points
    return options


@differential(integrate.quad, kind="integrated", raises=True, passive=("epsabs", "epsrel", "limit", "points"))
def quad(func, a, b, args=(), epsabs=1.49e-8, epsrel=1.49e-8, limit=50, points=None, *, da, db, dargs, y):
    options = tolerances(epsabs, epsrel, limit, points)
    return at_ends(func, a, b, args, da, db) + inner_change(integrate.quad, func, a, b, args, dargs, options), 0.0


@adjoint(integrate.quad)
def quad_back(g, func, a, b, args=(), epsabs=1.49e-8, epsrel=1.49e-8, limit=50, points=None):
    g, which = g[0], varying(args)
    of_a = -g * func(a, *args) if varies(a) else None
    of_b = g * func(b, *args) if varies(b) else None
    if len(which) == 0:
        return None, of_a, of_b
    options = tolerances(epsabs, epsrel, limit, points)
    if len(which) == 1 and known_rank(picked(args, which)[0]) == 0:
        parts = [g * integrate.quad(lambda t: pulled(func, (t, *args), 1.0, which)[0], a, b, **options)[0]]
    else:
        options = {"epsabs": epsabs, "epsrel": epsrel, **options}
        flat = integrate.quad_vec(lambda t: packed(pulled(func, (t, *args), 1.0, which)), a, b, **options)[0]
        parts = unpacked(g * flat, picked(args, which))
    return None, of_a, of_b, spread(parts, which, args)


@differential(integrate.quad_vec, kind="integrated_arrays", raises=True, passive=("epsabs", "epsrel", "limit",
                                                                                  "points", "norm"))
def quad_vec(f, a, b, epsabs=1e-200, epsrel=1e-8, norm="2", *, limit=10000, points=None, args=(), da, db, dargs, y):
    options = vector_tolerances(epsabs, epsrel, norm, limit, points)
    return at_ends(f, a, b, args, da, db) + inner_change(integrate.quad_vec, f, a, b, args, dargs, options), 0.0


@adjoint(integrate.quad_vec)
def quad_vec_back(g, f, a, b, epsabs=1e-200, epsrel=1e-8, norm="2", *, limit=10000, points=None, args=(), y):
    g, which = g[0], varying(args)
    of_a = -np.sum(g * f(a, *args)) if varies(a) else None
    of_b = np.sum(g * f(b, *args)) if varies(b) else None
    options = vector_tolerances(epsabs, epsrel, norm, limit, points)
    parts = []
    if len(which) > 0:
        flat = integrate.quad_vec(lambda t: packed(pulled(f, (t, *args), g, which)), a, b, **options)[0]
        parts = unpacked(flat, picked(args, which))
    return None, of_a, of_b, None, None, None, None, None, spread(parts, which, args)


def vector_tolerances(epsabs, epsrel, norm, limit, points):
    """What was asked for; the derivative may be zero, so that some absolute error is allowed."""
    options = {"epsabs": 1e-14 if known_number(epsabs) == 1e-200 else epsabs}
    if known_number(epsrel) != 1e-8:
        options["epsrel"] = epsrel
    if norm != "2":
        options["norm"] = norm
    if known_number(limit) != 10000:
        options["limit"] = limit
    if points is not None:
        options["points"] = points
    return options


def at_ends(f, a, b, args, da, db):
    """What an integral changes by as its ends move."""
    change = f(b, *args) * db if varies(b) else 0.0
    return change - f(a, *args) * da if varies(a) else change


def inner_change(integral, f, a, b, args, dargs, options):
    """What an integral changes by as the integrand does."""
    which = varying(args)
    if len(which) == 0:
        return 0.0
    moving = spread(picked(dargs, which), which, args)
    return integral(lambda t: pushed(f, (t, *args), (None, *moving)), a, b, **options)[0]


def at(end, *x):
    """An end of an inner integral: a number, or a function of the outer variables."""
    return end if known_rank(end) == 0 else end(*x)


@composition(integrate.dblquad)
def dblquad_source(func, a, b, gfun, hfun, args=(), epsabs=1.49e-8, epsrel=1.49e-8):
    def inner(x):
        low, high = at(gfun, x), at(hfun, x)
        return integrate.quad(lambda y: func(y, x, *args), low, high, epsabs=epsabs, epsrel=epsrel)[0]
    return integrate.quad(inner, a, b, epsabs=epsabs, epsrel=epsrel)


@composition(integrate.tplquad)
def tplquad_source(func, a, b, gfun, hfun, qfun, rfun, args=(), epsabs=1.49e-8, epsrel=1.49e-8):
    def inner(x, y):
        low, high = at(qfun, x, y), at(rfun, x, y)
        return integrate.quad(lambda z: func(z, y, x, *args), low, high, epsabs=epsabs, epsrel=epsrel)[0]

    def middle(x):
        low, high = at(gfun, x), at(hfun, x)
        return integrate.quad(lambda y: inner(x, y), low, high, epsabs=epsabs, epsrel=epsrel)[0]
    return integrate.quad(middle, a, b, epsabs=epsabs, epsrel=epsrel)


@composition(integrate.fixed_quad)
def fixed_quad_source(func, a, b, args=(), n=5):
    """Gauss's nodes and weights, moved from [-1, 1]."""
    x, w = np.polynomial.legendre.leggauss(n)
    return (b - a) / 2.0 * np.sum(w * func((b - a) * (x + 1) / 2.0 + a, *args), axis=-1), None


# -- integrals of samples ------------------------------------------------------------------------


@composition(integrate.trapezoid)
def trapezoid_source(y, x=None, dx=1.0, axis=-1):
    return np.trapezoid(y, x, dx, axis)


@composition(integrate.cumulative_trapezoid)
def cumulative_trapezoid_source(y, x=None, dx=1.0, axis=-1, *, initial=None):
    if x is not None and known_rank(x) != 1 or not (initial is None or initial == 0):
        return NotImplemented
    y = np.moveaxis(y, axis, -1)
    step = dx if x is None else np.diff(x)
    sums = np.cumsum(step * (y[..., 1:] + y[..., :-1]) / 2.0, axis=-1)
    if initial is not None:
        sums = np.concatenate([np.zeros_like(y[..., :1]), sums], axis=-1)
    return np.moveaxis(sums, -1, axis)


@composition(integrate.simpson)
def simpson_source(y, x=None, *, dx=1.0, axis=-1):
    """A sum with weights, which depend on the places: of three samples each, and Cartwright's for one that is left."""
    if x is not None and known_rank(x) != 1:
        return NotImplemented
    y = np.moveaxis(y, axis, -1)
    if x is None:
        return dx * np.sum(y * simpson_weights(np.shape(y)[-1]), axis=-1)
    return np.sum(y * weights_at(np.diff(x)), axis=-1)


@nondifferentiable
def simpson_weights(n):
    """What ``simpson`` multiplies ``n`` samples by, a unit apart."""
    return integrate.simpson(np.eye(n), dx=1.0)


def weights_at(h):
    """What ``simpson`` multiplies samples by that lie ``h`` apart."""
    n = len(h)
    even = n - n % 2
    a, b = h[0:even:2], h[1:even:2]
    both = (a + b) / 6
    zeros = np.zeros_like(both)
    left, middle, right = both * (2 - b / a), both * (a + b) ** 2 / (a * b), both * (2 - a / b)
    pairs = np.ravel(np.stack([left, middle], axis=1))
    rights = np.ravel(np.stack([zeros, right], axis=1))
    weights = np.concatenate([pairs, np.zeros(1)]) + np.concatenate([np.zeros(1), rights])
    if n % 2 == 0:
        return weights
    if n == 1:
        return np.concatenate([0.5 * h, 0.5 * h])
    p, q = h[-1], h[-2]
    last = (2 * p * p + 3 * p * q) / (6 * (q + p))
    before = (p * p + 3 * p * q) / (6 * q)
    first = -p ** 3 / (6 * q * (q + p))
    return np.concatenate([weights, np.zeros(1)]) + np.concatenate([np.zeros(n - 2), np.stack([first, before, last])])
