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
            options: Any = None) -> Any:
    """The point that ``scipy.optimize.minimize`` finds, the value there, and how it ended."""
    import scipy.optimize
    found = scipy.optimize.minimize(fun, x0, args, method, jac, tol=tol, options=options)
    return found.x, float(found.fun), found.success, found.message


def iterated(solver: Any, A: Any, b: Any, x0: Any, rtol: float, atol: float, maxiter: Any, M: Any) -> Any:
    """The solution that an iteration of ``scipy.sparse.linalg`` finds, and how it ended."""
    return solver(A, b, x0, rtol=rtol, atol=atol, maxiter=maxiter, M=M)


def iterated_solution(solver: Any, A: Any, b: Any, rtol: float, atol: float, maxiter: Any, M: Any) -> Any:
    """The solution alone."""
    return solver(A, b, rtol=rtol, atol=atol, maxiter=maxiter, M=M)[0]
