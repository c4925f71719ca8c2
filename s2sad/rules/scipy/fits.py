"""``scipy.optimize``: fits, as the minima that they are.

    x = argmin ½ sum(r(x, k)²)      the gradient Jᵀ r is 0 there: by the implicit function theorem, with all of its
                                    Hessian, which has the residuals' second derivatives besides JᵀJ
"""
from __future__ import annotations

import numpy as np
import scipy.optimize as optimize

from ...runtime import Fit, fitted, least
from ..registry import adjoint, composition, differential, nondifferentiable
from ..static import (
    arity,
    is_display,
    known_rank,
    lifted,
    operation,
    picked,
    pulled,
    pushed,
    refuse,
    spread,
    varying,
)
from .optimize import as_vector, solution_back, solution_change, stationary
from .vectors import vector


@composition(optimize.least_squares)
def least_squares_source(fun, x0, jac="2-point", bounds=None, method="trf", ftol=1e-8, xtol=1e-8, gtol=1e-8,
                         x_scale=None, loss="linear", f_scale=1.0, args=(), **options):
    if bounds is not None:
        return refuse("a fit under bounds has no derivative here: state it without them, by other variables")
    if not isinstance(loss, str) or x_scale is not None or len(options) > 0:
        return NotImplemented
    x0 = vector(np.asarray(x0)) + 0.0
    (f, slope), given = lifted((fun, None if isinstance(jac, str) else jac), (x0,), args, "residuals")
    x, cost, success, message = operation(least, f, x0, given, slope, method, ftol, xtol, gtol, loss, f_scale)
    return Fit(x, cost, vector(np.asarray(f(x, *given))), success, message)


def half_squares(f, loss, f_scale):
    """What a fit makes least: half the sum of the squares, or of a function that grows less."""
    def cost(x, *rest):
        r = vector(np.asarray(f(x, *rest)))
        if loss == "linear":
            return 0.5 * np.sum(r * r)
        z = (r / f_scale) ** 2
        if loss == "soft_l1":
            rho = 2 * (np.sqrt(1 + z) - 1)
        elif loss == "huber":
            rho = np.where(z <= 1, z, 2 * np.sqrt(np.where(z <= 1, 1.0, z)) - 1)
        else:
            rho = np.log1p(z) if loss == "cauchy" else np.arctan(z)
        return 0.5 * f_scale ** 2 * np.sum(rho)
    return cost


@differential(least, kind="minimum", raises=True, passive=("x0", "method", "ftol", "xtol", "gtol", "loss", "f_scale"))
def least_(fun, x0, args, jac, method, ftol, xtol, gtol, loss, f_scale, dargs, y):
    which = varying(args)
    cost = half_squares(fun, loss, f_scale)
    change = pushed(cost, (y[0], *args), (None, *spread(picked(dargs, which), which, args)))
    return solution_change(stationary(cost), y[0], args, dargs), change, False, None


@adjoint(least)
def least_back(g, fun, x0, args, jac, method, ftol, xtol, gtol, loss, f_scale, y):
    which = varying(args)
    cost = half_squares(fun, loss, f_scale)
    moved = picked(solution_back(stationary(cost), y[0], args, g[0]), which)
    stays = pulled(cost, (y[0], *args), g[1], which)
    return None, None, spread([a + b for a, b in zip(moved, stays)], which, args)


@composition(optimize.curve_fit)
def curve_fit_source(f, xdata, ydata, p0=None, sigma=None, absolute_sigma=False, check_finite=None, bounds=None,
                     method=None, jac=None, *, full_output=False, nan_policy=None, **options):
    """The number of parameters is that of ``f``, or of a display ``p0``."""
    if bounds is not None:
        return refuse("a fit under bounds has no derivative here: state it without them, by other variables")
    if full_output or nan_policy is not None or sigma is not None and known_rank(sigma) != 0 and (
            known_rank(sigma) != 1):
        return NotImplemented
    count = len(p0) if is_display(p0) else arity(f)
    if count is None:
        return NotImplemented
    if not is_display(p0) and p0 is None:
        count = count - 1
        p0 = np.ones(count)
    elif not is_display(p0):
        count = count - 1

    def residuals(p):
        r = f(xdata, *[p[i] for i in range(count)]) - ydata
        return r if sigma is None else r / sigma
    p0 = vector(np.asarray(p0)) + 0.0
    f, given = lifted(residuals, (p0,), (), "residuals")
    return operation(fitted, f, p0, given, absolute_sigma, {} if method is None else {"method": method})


def covariance(f, absolute_sigma):
    """The inverse of JᵀJ, times the variance of the residuals where their uncertainties are relative."""
    def found(p, *rest):
        n, r = np.size(p), f(p, *rest)
        units, still = np.eye(n), (None,) * len(rest)
        slopes = np.stack([pushed(f, (p, *rest), (units[i], *still)) for i in range(n)])
        inverse = np.linalg.inv(slopes @ slopes.T)
        return inverse if absolute_sigma else inverse * (np.sum(r * r) / (np.size(r) - n))
    return found


def squares(f):
    """Half the sum of the squares."""
    def cost(p, *rest):
        r = as_vector(f)(p, *rest)
        return 0.5 * np.sum(r * r)
    return cost


@differential(fitted, kind="fitted", raises=True, passive=("p0", "absolute_sigma", "options"))
def fitted_(residuals, p0, args, absolute_sigma, options, dargs, y):
    which = varying(args)
    change = solution_change(stationary(squares(residuals)), y[0], args, dargs)
    spread_change = pushed(covariance(residuals, absolute_sigma), (y[0], *args),
                           (change, *spread(picked(dargs, which), which, args)))
    return change, spread_change


@adjoint(fitted)
def fitted_back(g, residuals, p0, args, absolute_sigma, options, y):
    which = varying(args)
    found = pulled(covariance(residuals, absolute_sigma), (y[0], *args), g[1], (0, *which))
    moved = picked(solution_back(stationary(squares(residuals)), y[0], args, g[0] + found[0]), which)
    return None, None, spread([a + b for a, b in zip(moved, found[1:])], which, args)


@nondifferentiable
def support(A, b):
    """Where the solution of ``nnls`` is not 0."""
    return (optimize.nnls(A, b)[0] > 0).astype(float)


@composition(optimize.nnls)
def nnls_source(A, b):
    """As far as the numbers that are 0 stay so, the least squares of the others."""
    free = support(A, b)
    x = np.linalg.solve((A.T @ A) * free * free[:, None] + np.diag(1.0 - free), free * (A.T @ b))
    return x, np.sqrt(np.sum((A @ x - b) ** 2))


nondifferentiable(optimize.linear_sum_assignment)
