"""More forms of what calls functions (``integrate.py``, ``ode.py``, ``optimize.py``), with arrays of any rank."""

from typing import Any

from ..harness import case, drawing_for, normal, positive, spd
from .scipy_solvers import FIRST, NEAR, TIGHT, TIMES

try:
    import scipy.integrate as si
    import scipy.optimize as so
except ImportError:  # pragma: no cover
    si = None
drawing_for(__name__)
V, P = normal, positive
S, INT = "scipy.optimize", "scipy.integrate"

# Equations that increase in x from a number below 0 at 0 to one above it at 20, with arrays of positive numbers k.
INCREASING = ["np.sum(k * x ** 3 + x - 1)", "np.sum(np.tanh(k * x) - 0.3)", "np.sum(np.log1p(x * k)) - 0.8 * k.size",
              "np.sum(k * x) - np.cos(x)", "np.linalg.norm(k) * x - np.exp(-x)", "np.mean(np.sqrt(k + x)) - 3.0"]
SHAPES = [(2, 2), (1, 3), (2, 1, 2), (3, 2), (2, 3), (1, 1, 2)]


def roots(call: str) -> list[Any]:
    return [case(f"{S}.{call.format(e)}", k=P(*s), **FIRST) for e, s in zip(INCREASING, SHAPES)]


def systems(call: str) -> list[Any]:
    """Several equations, with a matrix."""
    found = ["a @ x + x ** 3 - 1", "a @ np.tanh(x) + x - 0.5", "x - 0.3 * np.cos(a @ x)", "np.exp(x) + a @ x - 2",
             "a @ x - np.sin(x) - 1", "x * (a @ x) + a @ x - 1"]
    return [case(f"{S}.{call.format(f'lambda x: {e}', f'np.full({n}, 0.3)')}", a=spd(n) / n, **FIRST)
            for e, n in zip(found, (2, 3, 2, 1, 4, 2))]


def minima(part: str) -> list[Any]:
    """Convex functions, with their gradients."""
    found = [("0.5 * x @ a @ x - np.sum(x)", "0.5 * (a + a.T) @ x - 1", 2),
             ("np.sum(np.cosh(a @ x)) - np.sum(x)", "a.T @ np.sinh(a @ x) - 1", 2),
             ("np.sum((a @ x - 1) ** 2) + np.sum(x ** 4)", "2 * a.T @ (a @ x - 1) + 4 * x ** 3", 3)]
    return [case(f"{S}.minimize(lambda x: {f}, np.full({n}, 0.1), jac=lambda x: {g}, tol=1e-13).{part}", a=spd(n) / n,
                 **NEAR) for f, g, n in found]


def rates(call: str) -> list[Any]:
    """Differential equations with a matrix; ``{}`` is the right-hand side."""
    return [case(call.format(e), a=V(2, 2), y0=P(2), **FIRST)
            for e in ("-y * y + a @ np.sin(y)", "np.tanh(a @ y)", "a.T @ y - y ** 3", "np.cos(t) * (a @ y)")]


def cases() -> dict[Any, Any]:
    vec = f"{INT}.quad_vec"
    return {
        **{f: roots(f"{f.__name__}(lambda x: {{}}, 0, 20, xtol=1e-14)") for f in (so.brentq, so.brenth, so.ridder,
                                                                                  so.bisect)},
        so.newton: [*roots("newton(lambda x: {}, 0.3, tol=1e-13)"),
                    case(f"{S}.newton(lambda x: k * x ** 3 + x - 1, 1.0, tol=1e-13) * k", k=P(), **FIRST)],
        so.root_scalar: roots("root_scalar(lambda x: {}, bracket=(0, 20)).root"),
        so.fixed_point: [case(f"{S}.fixed_point(lambda x: {e}, 0.4, xtol=1e-13)", k=P(*s), **FIRST) for e, s in zip(
            ("np.mean(np.cos(k * x))", "np.exp(-np.mean(k) * x)", "1 / (2 + np.sum(k) * x)", "np.mean(np.tanh(k - x))",
             "np.sqrt(np.mean(k) + 0.1 * x)", "0.3 * np.sin(np.linalg.norm(k) + x)", "np.mean(k) / (1 + x)"),
            [*SHAPES, (2, 2)])],
        so.fsolve: [*systems("fsolve({}, {}, xtol=1e-13)"),
                    case(f"{S}.fsolve(lambda x: a @ x - b / (1 + x), np.ones(2), xtol=1e-13)",
                 a=spd(2), b=P(2), **FIRST)],
        so.root: systems("root({}, {}, tol=1e-13).x"),
        so.minimize: [*minima("x"), *minima("fun")],
        si.fixed_quad: [case(f"{INT}.fixed_quad(lambda t: np.sum({e}, axis=0), a, b, n={n})[0]", w=P(*s), a=V(), b=P())
                        for e, n, s in (("np.cos(w[0][:, None] * t)", 4, (2, 2)), ("w[:, :1] * t ** 2", 3, (3, 2)),
                                        ("np.exp(-w[0][:, None] * t)", 6, (1, 3)), ("t * w[1:, :1]", 5, (2, 1)))],
        si.quad_vec: [case(f"{vec}(lambda t: {e}, 0, b)[0]", w=P(*s), b=P(), single=False) for e, s in (
            ("np.sin(w * t)", (2, 2)), ("np.exp(-w @ w.T * t)", (2, 3)), ("np.outer(w[0], w[1]) * t", (2, 2)),
            ("np.sqrt(1 + w * t)", (2, 1, 2)))],
        si.odeint: rates(f"{INT}.odeint(lambda y, t: {{}}, y0, {TIMES.tolist()}, {TIGHT})"),
        si.solve_ivp: rates(f"{INT}.solve_ivp(lambda t, y: {{}}, (0, 1), y0, {TIGHT}).y[:, -1]"),
    }


CASES = {} if si is None else cases()
drawing_for("")
