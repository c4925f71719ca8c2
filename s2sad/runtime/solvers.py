"""Results of SciPy's solvers as tuples.  What needs SciPy imports it, as the functions do that it is for."""
from __future__ import annotations

from typing import Any, NamedTuple


class Trajectory(NamedTuple):
    """What ``solve_ivp`` gives that a program may read."""

    t: Any
    y: Any
    status: int
    message: str
    success: bool


def trajectory(fun: Any, t0: Any, t1: Any, y0: Any, args: Any, method: str = "RK45", t_eval: Any = None,
               **options: Any) -> Any:
    """Times, states, and how it ended, of ``scipy.integrate.solve_ivp``."""
    import scipy.integrate
    found = scipy.integrate.solve_ivp(fun, (t0, t1), y0, method, t_eval, args=args, **options)
    return found.t, found.y, found.status, found.message, found.success


class Root(NamedTuple):
    """What ``root`` gives that a program may read."""

    x: Any
    success: bool
    message: str
    fun: Any


def rooted(fun: Any, x0: Any, args: Any, method: str, jac: Any = None, tol: Any = None, options: Any = None) -> Any:
    """The solution that ``scipy.optimize.root`` finds, and how it ended."""
    import scipy.optimize
    found = scipy.optimize.root(fun, x0, args, method, jac, tol, options=options)
    return found.x, found.success, found.message, found.fun


class Fit(NamedTuple):
    """What ``least_squares`` gives that a program may read."""

    x: Any
    cost: Any
    fun: Any
    success: bool
    message: str


def least(fun: Any, x0: Any, args: Any, jac: Any, method: str, ftol: Any, xtol: Any, gtol: Any, loss: str,
          f_scale: float) -> Any:
    """The point that ``scipy.optimize.least_squares`` finds, the cost there, and how it ended."""
    import scipy.optimize
    found = scipy.optimize.least_squares(fun, x0, "2-point" if jac is None else jac, method=method, ftol=ftol,
                                         xtol=xtol, gtol=gtol, loss=loss, f_scale=f_scale, args=args)
    return found.x, float(found.cost), found.success, found.message


def fitted(residuals: Any, p0: Any, args: Any, absolute_sigma: bool, options: Any) -> Any:
    """What ``scipy.optimize.curve_fit`` finds, of the residuals, each divided by its uncertainty."""
    import numpy as np
    import scipy.optimize
    n = len(residuals(p0, *args))

    def curve(_: Any, *p: Any) -> Any:
        return residuals(np.array(p), *args)
    return scipy.optimize.curve_fit(curve, np.zeros(n), np.zeros(n), p0, np.ones(n), absolute_sigma, **options)


class ScalarMinimum(NamedTuple):
    """What ``minimize_scalar`` gives that a program may read."""

    x: Any
    fun: Any
    success: bool


def lowest(fun: Any, args: Any, bracket: Any, method: Any, tol: Any, options: Any) -> Any:
    """The place that ``scipy.optimize.minimize_scalar`` finds, without bounds."""
    import scipy.optimize
    found = scipy.optimize.minimize_scalar(fun, bracket, args=args, method=method, tol=tol, options=options)
    return float(found.x)


class ScalarRoot(NamedTuple):
    """What ``root_scalar`` gives that a program may read."""

    root: Any
    converged: bool


class Minimum(NamedTuple):
    """What ``minimize`` gives that a program may read."""

    x: Any
    fun: Any
    success: bool
    message: str


def minimum(fun: Any, x0: Any, args: Any, method: Any = None, jac: Any = None, tol: Any = None,
            options: Any = None, hess: Any = None, hessp: Any = None) -> Any:
    """The point that ``scipy.optimize.minimize`` finds, the value there, and how it ended."""
    import scipy.optimize
    found = scipy.optimize.minimize(fun, x0, args, method, jac, hess, hessp, tol=tol, options=options)
    return found.x, float(found.fun), found.success, found.message


def iterated(solver: Any, A: Any, b: Any, x0: Any, rtol: float, atol: float, maxiter: Any, M: Any) -> Any:
    """The solution that an iteration of ``scipy.sparse.linalg`` finds, and how it ended."""
    limit = {} if maxiter is None else {"maxiter": maxiter}
    return solver(A, b, x0, rtol=rtol, atol=atol, M=M, **limit)


def iterated_solution(solver: Any, A: Any, b: Any, rtol: float, atol: float, maxiter: Any, M: Any) -> Any:
    """The solution alone, of a right-hand side that is scaled: solvers give up at numbers that are small."""
    import numpy as np
    size = float(np.linalg.norm(b))
    if size == 0:
        return np.zeros_like(b)
    limit = {} if maxiter is None else {"maxiter": maxiter}
    return size * solver(A, b / size, rtol=rtol, atol=atol / max(size, 1.0), M=M, **limit)[0]
