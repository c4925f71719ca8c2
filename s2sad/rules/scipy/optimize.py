"""``scipy.optimize``: roots and minima, by the implicit function theorem.

    f(x, k) = 0             (df/dx) dx = -(df/dk) dk
    x = argmin f(x, k)      the same of the gradient of f; where bounds or constraints hold, that is refused

The derivative is that at the root that was found, whatever the starting point; it is as near to the exact one as
the root is. Where df/dx is singular there is none.
"""
from __future__ import annotations

import numpy as np
import scipy.optimize as optimize

from ...runtime import Minimum, Root, ScalarRoot, minimum, rooted
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


def root_between(solver, f, a, b, args, **options):
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
    if fprime is not None or fprime2 is not None:
        return NotImplemented
    if bracket is not None:
        x = optimize.brentq(f, bracket[0], bracket[1], args)
    elif x1 is not None:
        x = optimize.newton(f, x0, None, args, x1=x1)
    else:
        x = optimize.newton(f, x0, None, args)
    return ScalarRoot(x, True)


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
    if hess is not None or hessp is not None or callback is not None or known_number(jac) is not None:
        return NotImplemented
    return Minimum(*minimum(fun, vector(np.asarray(x0)), args, method, jac, tol, options))


@composition(minimum)
def minimum_source(fun, x0, args, method=None, jac=None, tol=None, options=None):
    (f, slope), given = lifted((fun, jac), (x0 + 0.0,), args, "objective")
    return operation(minimum, f, x0, given, method, slope, tol, options)


def stationary(fun):
    """The equations that hold at a minimum."""
    return lambda x, *rest: pulled(fun, (x, *rest), 1.0, (0,))[0]


@differential(minimum, kind="minimum", raises=True, passive=("x0", "method", "tol", "options"))
def minimum_(fun, x0, args, method, jac, tol, options, dargs, y):
    """The value changes as if the point stayed."""
    which = varying(args)
    change = pushed(fun, (y[0], *args), (None, *spread(picked(dargs, which), which, args)))
    return solution_change(stationary(fun), y[0], args, dargs), change, False, None


@adjoint(minimum)
def minimum_back(g, fun, x0, args, method, jac, tol, options, y):
    which = varying(args)
    moved = picked(solution_back(stationary(fun), y[0], args, g[0]), which)
    stays = pulled(fun, (y[0], *args), g[1], which)
    return None, None, spread([a + b for a, b in zip(moved, stays)], which, args)


@composition(optimize.fixed_point)
def fixed_point_source(func, x0, args=(), xtol=1e-8, maxiter=500, method="del2"):
    if known_rank(x0) == 0:
        return optimize.newton(lambda x, *rest: func(x, *rest) - x, x0, None, args)
    return optimize.fsolve(lambda x, *rest: func(x, *rest) - x, x0, args)
