"""``scipy.optimize``: roots and minima, by the implicit function theorem.

    f(x, k) = 0             (df/dx) dx = -(df/dk) dk
    x = argmin f(x, k)      the same of the gradient of f; where bounds or constraints hold, that is refused

The derivative is that at the root that was found, whatever the starting point; it is as near to the exact one as
the root is. Where df/dx is singular there is none.
"""
from __future__ import annotations

import numpy as np
import scipy.optimize as optimize

from ...runtime import Minimum, Root, ScalarMinimum, ScalarRoot, lowest, minimum, rooted
from ..registry import adjoint, composition, differential
from ..static import (
    is_display,
    known_number,
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
from .vectors import jacobian, vector

# -- one equation ----------------------------------------------------------------------------------


@composition(optimize.brentq)
def brentq_source(f, a, b, args=(), **options):
    return root_between(optimize.brentq, f, a, b, args, **options)


def root_between(solver, f, a, b, args, disp=True, full_output=False, **options):
    """Whether it raises or not, where there is no root there is no derivative."""
    if full_output or not disp:
        return refuse("a root has no derivative here with `full_output`, or without errors where there is none")
    f, given = lifted(f, (0.0,), args, "equation")
    return operation(solver, f, a, b, given, **options)


@composition(optimize.brenth)
def brenth_source(f, a, b, args=(), **options):
    return root_between(optimize.brenth, f, a, b, args, **options)


@composition(optimize.ridder)
def ridder_source(f, a, b, args=(), **options):
    return root_between(optimize.ridder, f, a, b, args, **options)


@composition(optimize.bisect)
def bisect_source(f, a, b, args=(), **options):
    return root_between(optimize.bisect, f, a, b, args, **options)


@differential(optimize.brentq, optimize.brenth, optimize.ridder, optimize.bisect, kind="root_between", raises=True,
              passive=("a", "b", "xtol", "rtol", "maxiter"))
def bracketed(f, a, b, args=(), xtol=2e-12, rtol=8.9e-16, maxiter=100, *, dargs, y):
    return root_change(f, y, args, dargs)


@adjoint(optimize.brentq, optimize.brenth, optimize.ridder, optimize.bisect)
def bracketed_back(g, f, a, b, args=(), xtol=2e-12, rtol=8.9e-16, maxiter=100, *, y):
    return None, None, None, root_back(f, y, args, g)


def root_change(f, x, args, dargs):
    """What the root of one equation changes by."""
    which = varying(args)
    change = pushed(f, (x, *args), (None, *spread(picked(dargs, which), which, args)))
    return -change / pulled(f, (x, *args), 1.0, (0,))[0]


def root_back(f, x, args, g):
    """The cotangents of the parameters of one equation."""
    which = varying(args)
    slope = pulled(f, (x, *args), 1.0, (0,))[0]
    return spread(pulled(f, (x, *args), -g / slope, which), which, args)


@composition(optimize.newton)
def newton_source(func, x0, fprime=None, args=(), *, fprime2=None, **options):
    if known_rank(x0) != 0:
        return NotImplemented
    (f, slope, bend), given = lifted((func, fprime, fprime2), (0.0,), args, "equation")
    if bend is not None:
        options = {**options, "fprime2": bend}
    return operation(optimize.newton, f, x0, slope, given, **options)


@differential(optimize.newton, kind="root_between", raises=True, passive=("x0", "tol", "maxiter", "x1", "rtol"))
def newton(func, x0, fprime=None, args=(), tol=1.48e-08, maxiter=50, fprime2=None, x1=None, rtol=0.0, *, dargs, y):
    return root_change(func, y, args, dargs)


@adjoint(optimize.newton)
def newton_back(g, func, x0, fprime=None, args=(), tol=1.48e-08, maxiter=50, fprime2=None, x1=None, rtol=0.0, *, y):
    return None, None, None, root_back(func, y, args, g)


@composition(optimize.root_scalar)
def root_scalar_source(f, args=(), method=None, bracket=None, fprime=None, fprime2=None, x0=None, x1=None, xtol=None,
                       rtol=None, maxiter=None):
    """What stands in the result besides the root does not vary."""
    if known_number(fprime) is not None or known_number(fprime2) is not None:
        return NotImplemented
    if bracket is not None:
        options = chosen(("xtol", xtol), ("rtol", rtol), ("maxiter", maxiter))
        return ScalarRoot(optimize.brentq(f, bracket[0], bracket[1], args, **options), True)
    options = chosen(("tol", xtol), ("rtol", rtol), ("maxiter", maxiter), ("x1", x1))
    if fprime2 is not None:
        options = {**options, "fprime2": fprime2}
    return ScalarRoot(optimize.newton(f, x0, fprime, args, **options), True)


def chosen(*options):
    """The options that are given."""
    return {name: value for name, value in options if value is not None}


# -- several equations -------------------------------------------------------------------------------


@composition(optimize.fsolve)
def fsolve_source(func, x0, args=(), fprime=None, **options):
    x0 = vector(np.asarray(x0))
    (f, slope), given = lifted((func, fprime), (x0 + 0.0,), args, "equations")
    if slope is None:
        return operation(optimize.fsolve, f, x0, given, **options)
    return operation(optimize.fsolve, f, x0, given, slope, **options)


@differential(optimize.fsolve, kind="like_second_floats", raises=True, passive=("x0", "xtol", "maxfev"))
def fsolve(func, x0, args=(), fprime=None, xtol=1.49e-08, maxfev=0, *, dargs, y):
    return solution_change(as_vector(func), y, args, dargs)


@adjoint(optimize.fsolve)
def fsolve_back(g, func, x0, args=(), fprime=None, xtol=1.49e-08, maxfev=0, *, y):
    return None, None, solution_back(as_vector(func), y, args, g)


@composition(optimize.root)
def root_source(fun, x0, args=(), method="hybr", jac=None, tol=None, callback=None, options=None):
    if known_number(jac) is not None or callback is not None:
        return NotImplemented
    return Root(*rooted(fun, vector(np.asarray(x0)), args, method, jac, tol, options))


@composition(rooted)
def rooted_source(fun, x0, args, method, jac=None, tol=None, options=None):
    (f, slope), given = lifted((fun, jac), (x0 + 0.0,), args, "equations")
    return operation(rooted, f, x0, given, method, slope, tol, options)


@differential(rooted, kind="rooted", raises=True, passive=("x0", "method", "tol", "options"))
def rooted_(fun, x0, args, method, jac, tol, options, dargs, y):
    return solution_change(as_vector(fun), y[0], args, dargs), False, None, np.zeros_like(y[0])


@adjoint(rooted)
def rooted_back(g, fun, x0, args, method, jac, tol, options, y):
    return None, None, solution_back(as_vector(fun), y[0], args, g[0])


def as_vector(func):
    """Equations whose left-hand sides are an array."""
    return lambda x, *rest: vector(np.asarray(func(x, *rest)))


def solution_change(f, x, args, dargs):
    """What the solution of equations changes by."""
    which = varying(args)
    change = pushed(f, (x, *args), (None, *spread(picked(dargs, which), which, args)))
    return -np.linalg.solve(jacobian(f, (x, *args), np.size(x), (0,)), change)


def solution_back(f, x, args, g):
    """The cotangents of the parameters of equations."""
    which = varying(args)
    slopes = jacobian(f, (x, *args), np.size(x), (0,))
    return spread(pulled(f, (x, *args), -np.linalg.solve(slopes.T, g), which), which, args)


# -- minima ------------------------------------------------------------------------------------------


@composition(optimize.minimize)
def minimize_source(fun, x0, args=(), method=None, jac=None, hess=None, hessp=None, bounds=None, constraints=(),
                    tol=None, callback=None, options=None):
    if bounds is not None or not (is_display(constraints) and len(constraints) == 0):
        return refuse("a minimum under bounds or constraints has no derivative here: state it without them, "
                      "by a penalty or by other variables")
    if callback is not None or isinstance(hess, str):
        return NotImplemented
    slope = jac
    if known_number(jac) is not None:
        if not jac:
            slope = None
        else:
            return Minimum(*minimum(lambda x, *rest: fun(x, *rest)[0], vector(np.asarray(x0)), args, method,
                                    lambda x, *rest: fun(x, *rest)[1], tol, options, hess, hessp))
    return Minimum(*minimum(fun, vector(np.asarray(x0)), args, method, slope, tol, options, hess, hessp))


@composition(minimum)
def minimum_source(fun, x0, args, method=None, jac=None, tol=None, options=None, hess=None, hessp=None):
    if hessp is not None:
        return NotImplemented
    (f, slope, bend), given = lifted((fun, None if isinstance(jac, str) else jac, hess), (x0 + 0.0,), args, "objective")
    slope = jac if isinstance(jac, str) else slope
    if bend is None:
        return operation(minimum, f, x0, given, method, slope, tol, options)
    return operation(minimum, f, x0, given, method, slope, tol, options, bend)


def stationary(fun):
    """The equations that hold at a minimum."""
    return lambda x, *rest: pulled(fun, (x, *rest), 1.0, (0,))[0]


@differential(minimum, kind="minimum", raises=True, passive=("x0", "method", "tol", "options"))
def minimum_(fun, x0, args, method, jac, tol, options, hess=None, *, dargs, y):
    """The value changes as if the point stayed."""
    which = varying(args)
    change = pushed(fun, (y[0], *args), (None, *spread(picked(dargs, which), which, args)))
    return solution_change(stationary(fun), y[0], args, dargs), change, False, None


@adjoint(minimum)
def minimum_back(g, fun, x0, args, method, jac, tol, options, hess=None, *, y):
    which = varying(args)
    moved = picked(solution_back(stationary(fun), y[0], args, g[0]), which)
    stays = pulled(fun, (y[0], *args), g[1], which)
    return None, None, spread([a + b for a, b in zip(moved, stays)], which, args)


@composition(optimize.fixed_point)
def fixed_point_source(func, x0, args=(), xtol=1e-8, maxiter=500, method="del2"):
    if known_rank(x0) == 0:
        return optimize.newton(lambda x, *rest: func(x, *rest) - x, x0, None, args)
    return optimize.fsolve(lambda x, *rest: func(x, *rest) - x, x0, args)


@composition(optimize.minimize_scalar)
def minimize_scalar_source(fun, bracket=None, bounds=None, args=(), method=None, tol=None, options=None):
    if bounds is not None:
        return refuse("a minimum between bounds has no derivative here: give a bracket, within which it must be")
    f, given = lifted(fun, (0.0,), args, "objective")
    x = operation(lowest, f, given, bracket, method, tol, options)
    return ScalarMinimum(x, f(x, *given), True)


@differential(lowest, kind="root_between", raises=True, passive=("bracket", "method", "tol", "options"))
def lowest_(fun, args, bracket, method, tol, options, dargs, y):
    return root_change(stationary(fun), y, args, dargs)


@adjoint(lowest)
def lowest_back(g, fun, args, bracket, method, tol, options, y):
    return None, root_back(stationary(fun), y, args, g)


@composition(optimize.rosen)
def rosen_source(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2, axis=0)
