"""``scipy.integrate``: ordinary differential equations, by the equations of their sensitivities.

    y' = f(y, t, k)         s' = (df/dy) s + df/dk                  solved together with y

Forward mode has one sensitivity, along the tangent; reverse mode one for each initial value and parameter that
varies. They are as accurate, and as stable, as the solution: an adjoint equation needs the solution backwards in
time, which decaying systems do not give. The cost grows with the number of parameters, which suits tens of them.
"""
from __future__ import annotations

import numpy as np
import scipy.integrate as integrate

from ...runtime import Trajectory, trajectory
from ..registry import adjoint, composition, differential
from ..static import (
    is_floating,
    known_number,
    known_rank,
    lifted,
    operation,
    picked,
    pushed,
    spread,
    varies,
    varying,
)
from .vectors import jacobian, unpacked, vector


def initial(y0):
    """Initial values as a vector of floats."""
    y0 = vector(np.asarray(y0))
    return y0 if is_floating(y0) else y0 + 0.0


@composition(integrate.odeint)
def odeint_source(func, y0, t, args=(), tfirst=False, **options):
    y0, t = initial(y0), np.asarray(t)
    f, given = lifted((lambda y, t, *rest: func(t, y, *rest)) if tfirst else func, (y0, 0.0), args, "slopes")
    return operation(integrate.odeint, f, y0, t, given, **options)


@composition(integrate.solve_ivp)
def solve_ivp_source(fun, t_span, y0, method="RK45", t_eval=None, dense_output=False, events=None, vectorized=False,
                     args=None, **options):
    """The times that are not given are the solver's, and do not vary, but for the last."""
    if events is not None or dense_output or vectorized:
        return NotImplemented
    t, y, status, message, success = trajectory(fun, t_span[0], t_span[1], initial(y0), () if args is None else args,
                                                method, None if t_eval is None else np.asarray(t_eval), **options)
    return Trajectory(t, y, status, message, success)


@composition(trajectory)
def trajectory_source(fun, t0, t1, y0, args, method="RK45", t_eval=None, **options):
    f, given = lifted(fun, (0.0, y0), args, "slopes")
    return operation(trajectory, f, t0, t1, y0, given, method, t_eval, **options)


# -- sensitivities -------------------------------------------------------------------------------


def along(f, n):
    """The right-hand side for a solution ``y`` of length ``n`` and its change."""
    def both(z, t, args, dargs):
        y, change = z[:n], z[n:]
        return np.concatenate([vector(f(y, t, *args)), pushed(f, (y, t, *args), (change, None, *dargs))])
    return both


def sensitivities(f, y0, args, which, initially):
    """The right-hand side for a solution and its derivatives; those in the initial values first."""
    n = np.size(y0)

    def slopes(z, t, *args):
        y, s = z[:n], np.reshape(z[n:], (n, -1))
        inner = jacobian(f, (y, t, *args), n, (0, *which))
        change = inner[:, :n] @ s
        if len(which) > 0 and initially:
            change = change + np.concatenate([np.zeros((n, n)), inner[:, n:]], axis=1)
        elif len(which) > 0:
            change = change + inner[:, n:]
        return np.concatenate([f(y, t, *args), np.ravel(change)])
    return slopes


def starting(y0, args, which, initially):
    """The solution and its derivatives at the beginning."""
    n, m = np.size(y0), 0
    for x in picked(args, which):
        m = m + (1 if known_rank(x) == 0 else np.size(x))
    columns = np.eye(n, n + m) if initially else np.zeros((n, m))
    return np.concatenate([y0, np.ravel(columns)])


def as_vector(func):
    """A right-hand side whose result is an array."""
    return lambda y, t, *rest: vector(np.asarray(func(y, t, *rest)))


def tolerances(rtol, atol, mxstep):
    """What was asked for; for each of the sensitivities, the smallest that was."""
    options = {}
    if rtol is not None:
        options["rtol"] = rtol if known_rank(rtol) == 0 else np.min(rtol)
    if atol is not None:
        options["atol"] = atol if known_rank(atol) == 0 else np.min(atol)
    if mxstep != 0:
        options["mxstep"] = mxstep
    return options


@differential(integrate.odeint, kind="solved_ode", raises=True, passive=("rtol", "atol", "mxstep", "hmax", "h0"))
def odeint(func, y0, t, args=(), rtol=None, atol=None, mxstep=0, hmax=0.0, h0=0.0, *, dy0, dt, dargs, y):
    f, which, options = as_vector(func), varying(args), tolerances(rtol, atol, mxstep)
    n = np.shape(y)[1]
    start = dy0 if varies(y0) else np.zeros_like(y0)
    if varies(t):
        start = start - f(y[0], t[0], *args) * dt[0]
    moving, fixed = picked(dargs, which), spread(picked(args, which), which, args)
    both = along(f, n)
    z = integrate.odeint(lambda z, t: both(z, t, args, spread(moving, which, fixed)),
                         np.concatenate([y0, start]), t, **options)
    if varies(t):
        return z[:, n:] + np.stack([f(y[i], t[i], *args) * dt[i] for i in range(len(t))])
    return z[:, n:]


@adjoint(integrate.odeint)
def odeint_back(g, func, y0, t, args=(), rtol=None, atol=None, mxstep=0, hmax=0.0, h0=0.0, *, y):
    f, which, options = as_vector(func), varying(args), tolerances(rtol, atol, mxstep)
    initially, n = varies(y0) or varies(t), np.shape(y)[1]
    slopes = sensitivities(f, y0, args, which, initially)
    z = integrate.odeint(slopes, starting(y0, args, which, initially), t, args, **options)
    bars = np.einsum("ti,tim->m", g, np.reshape(z[:, n:], (len(t), n, -1)))
    of_y0 = bars[:n] if initially else None
    of_args = spread(unpacked(bars[n:] if initially else bars, picked(args, which)), which, args)
    of_t = None
    if varies(t):
        of_t = np.sum(g * np.stack([f(y[i], t[i], *args) for i in range(len(t))]), axis=1)
        of_t = np.concatenate([of_t[:1] - np.sum(of_y0 * f(y[0], t[0], *args)), of_t[1:]])
    return None, of_y0, of_t, of_args


# -- solve_ivp -------------------------------------------------------------------------------------


def time_last(func):
    """A right-hand side of ``solve_ivp`` with the arguments of ``odeint``'s."""
    return lambda y, t, *rest: vector(np.asarray(func(t, y, *rest)))


def steps(rtol, atol, max_step):
    """What was asked for besides; for each of the sensitivities, the smallest tolerance that was."""
    options = {"rtol": rtol} if known_rank(rtol) == 0 else {"rtol": np.min(rtol)}
    options["atol"] = atol if known_rank(atol) == 0 else np.min(atol)
    if known_number(max_step) != np.inf:
        options["max_step"] = max_step
    return options


def slopes_at(f, y, t, args):
    """The right-hand side at each time, as columns."""
    return np.stack([f(y[:, i], t[i], *args) for i in range(len(t))], axis=1)


@differential(trajectory, kind="trajectory", raises=True, passive=("method", "rtol", "atol", "max_step", "first_step"))
def trajectory_(fun, t0, t1, y0, args, method="RK45", t_eval=None, *, rtol=1e-3, atol=1e-6, max_step=np.inf,
                first_step=None, dt0, dt1, dy0, dargs, dt_eval, y):
    f, which = time_last(fun), varying(args)
    t, states = y[0], y[1]
    n = np.shape(states)[0]
    start = dy0 if varies(y0) else np.zeros_like(y0)
    if varies(t0):
        start = start - f(y0, t0, *args) * dt0
    moving = spread(picked(dargs, which), which, args)
    both = along(f, n)
    z = trajectory(lambda t, z: both(z, t, args, moving), t0, t1, np.concatenate([y0, start]), (), method, t,
                   **steps(rtol, atol, max_step))[1]
    change, dt = z[n:], np.zeros_like(t)
    if t_eval is not None and varies(t_eval):
        dt = dt_eval
    elif t_eval is None:
        if varies(t1):
            dt = dt + dt1 * last_of(t)
        if varies(t0):
            dt = dt + dt0 * last_of(t)[::-1]
    if varies(t0) or varies(t1) or varies(t_eval):
        change = change + slopes_at(f, states, t, args) * dt
    return dt, change, 0, None, False


def last_of(t):
    """The vector that is 1 at the last time, and 0 before."""
    return np.eye(1, len(t), len(t) - 1)[0]


@adjoint(trajectory)
def trajectory_back(g, fun, t0, t1, y0, args, method="RK45", t_eval=None, *, rtol=1e-3, atol=1e-6, max_step=np.inf,
                    first_step=None, y):
    f, which = time_last(fun), varying(args)
    t, states, g_t, g_y = y[0], y[1], g[0], g[1]
    n, initially = np.shape(states)[0], varies(y0) or varies(t0)
    slopes = sensitivities(f, y0, args, which, initially)
    z = trajectory(lambda t, z, *args: slopes(z, t, *args), t0, t1, starting(y0, args, which, initially), args, method,
                   t, **steps(rtol, atol, max_step))[1]
    bars = np.einsum("it,imt->m", g_y, np.reshape(z[n:], (n, -1, len(t))))
    of_y0 = bars[:n] if initially else None
    of_args = spread(unpacked(bars[n:] if initially else bars, picked(args, which)), which, args)
    of_t0, of_t1, of_times = None, None, None
    if varies(t0) or varies(t1) or varies(t_eval):
        of_times = g_t + np.sum(g_y * slopes_at(f, states, t, args), axis=0)
    if varies(t1):
        of_t1 = of_times[-1] if t_eval is None else 0.0
    if varies(t0):
        of_t0 = -np.sum(of_y0 * f(y0, t0, *args))
        if t_eval is None:
            of_t0 = of_t0 + of_times[0]
    return None, of_t0, of_t1, of_y0, of_args, None, of_times if t_eval is not None else None
