"""Cases of ``rules/scipy/integrate.py``, ``ode.py`` and ``optimize.py``: functions that call functions.

The tolerances of the solvers are tight, so that differences are those of the solution.
"""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, normal, positive

try:
    import scipy.integrate as si
    import scipy.optimize as so
except ImportError:  # pragma: no cover
    si = None
drawing_for(__name__)
V, P = normal, positive
INT = "scipy.integrate"
QUAD, VEC = "scipy.integrate.quad", "scipy.integrate.quad_vec"
ODE, IVP = "scipy.integrate.odeint", "scipy.integrate.solve_ivp"
WIDE: Any = {"single": False}  # a solver does not converge on a function that is right to six digits
FIRST: Any = {"order": 1, "single": False}
NEAR: Any = {**FIRST, "tolerance": 1e-6}  # a minimum is found to the root of the machine's precision only
TIGHT = "rtol=1e-12, atol=1e-12"
FINE = "epsabs=1e-12, epsrel=1e-12"
TIMES = np.array([0.1, 0.4, 1.1, 1.5])


def integrals() -> list[Any]:
    """Cases of ``quad``."""
    return [
        case(f"{QUAD}(lambda t: np.exp(-w * t) * w, 0.0, b)[0]", w=P(), b=P()),
        case(f"{QUAD}(lambda t, w: np.sin(w * t), a, b, (w,))[0]", w=P(), a=V(), b=P()),
        case(f"{QUAD}(lambda t, w: np.sin(w * t), a, b, args=w)[0]", w=P(), a=V(), b=P()),
        case(f"{QUAD}(lambda t: np.cos(w * t), a, a * a + 1)[0] * w", w=P(), a=V()),
        case(f"{QUAD}(lambda t: np.exp(-w * t * t), -np.inf, np.inf)[0]", w=P()),
        case(f"{QUAD}(lambda t: 1 / (1 + w * t * t), -np.inf, b)[0]", w=P(), b=V()),
        case(f"{QUAD}(lambda t: w ** t, b, np.inf)[0]", w=0.3, b=V()),
        case(f"{QUAD}(lambda t: np.sum(np.cos(w * t)), 0, b)[0]", w=V(3), b=P(), **WIDE),
        case(f"{QUAD}(lambda t: np.sum(np.cos(w * t) * u), 0, 1, {FINE})[0]", w=V(3), u=V(3), **WIDE),
        case(f"{QUAD}(lambda t, w, u: w[1] * t + np.sum(u) * t * t, 0, b, args=(w, u))[0]", w=V(2), u=V(2, 2), b=P(),
             **WIDE),
        case(f"{QUAD}(lambda t: w * t + u * t * t, 0, b)[0]", w=V(), u=V(), b=P()),
        case(f"{QUAD}(lambda t: np.abs(t - 0.7) * w, 0, 2, points=[0.7])[0]", w=P()),
        case(f"{QUAD}(np.sin, a, b)[0]", a=V(), b=V()),
        case(f"{QUAD}(lambda x: {QUAD}(lambda y: np.sin(w * x * y), 0, x)[0], 0, b)[0]", w=P(), b=P(), order=1),
        case(f"sum([{QUAD}(lambda t: np.exp(-w * t * c), 0, x)[0] for c in (1.0, 2.0)])", w=P(), x=P()),
        case(f"{QUAD}(lambda t: t if t < w else w * w, 0, b)[0]", w=0.0, b=-1.0, fixed=("w",)),
        case(f"{QUAD}(functools.partial(lambda w, t: w * t * t, w), 0, b)[0]", w=P(), b=P()),
        case(f"{QUAD}(lambda t: s2sad.grad(lambda x: np.sin(w * x) * x)(t), 0, b)[0]", w=P(), b=P(), order=1),
        case(f"{QUAD}(lambda t, p: p['w'] * np.exp(-p['u'] * t), 0, 1, ({{'w': w, 'u': u}},))[0]", w=P(), u=P()),
        case(f"{QUAD}(lambda t: np.sqrt(t) * w, 0, b, epsabs=1e-11, epsrel=1e-11, limit=100)[0]", w=P(), b=P()),
    ]


def cases() -> dict[Any, Any]:
    two = "lambda y, t: [-k * y[0] * y[1], np.cos(t) * y[0] - y[1]]"
    ivp = "lambda t, y: np.array([-k * y[0] * y[1], np.cos(t) * y[0] - y[1]])"
    start, k = np.array([1.0, 0.3]), np.array([1.2, 0.9])
    pair = "lambda x: [x[0] + k[0] * x[1] ** 3 - 1, np.exp(x[1]) - k[1] * x[0]]"
    bowl = "lambda x: np.sum((x - k) ** 4) + np.sum(x * x * k) + x[0] * x[1]"
    slope = "lambda x: 4 * (x - k) ** 3 + 2 * x * k + x[::-1]"
    both = "lambda x, k: x ** 3 + k * x - 1"
    cubic = "lambda x: x ** 3 + k * x - 1"
    S = "scipy.optimize"
    between = {f: [case(f"{S}.{f.__name__}({cubic}, 0, 2)", k=P(), **WIDE),
                   case(f"{S}.{f.__name__}(lambda x, k, m: np.cos(k * x) - m * x, 0, 2, args=(k, m))", k=0.8, m=P(),
                        **WIDE),
                   case(f"{S}.{f.__name__}(lambda x: np.sum(np.tanh(w * x)) - 1, 0, 5) * w[0]", w=P(3), **FIRST)]
               for f in (so.brentq, so.brenth, so.ridder, so.bisect)}
    sampled = f"{INT}.simpson"
    return {
        si.simpson: [*[case(f"{sampled}(y, x)", y=V(n), x=np.cumsum(P(n)), tolerance=1e-8) for n in (2, 3, 4, 5, 6, 7)],
                     case(f"{sampled}(y, dx=h)", y=V(5), h=P()), case(f"{sampled}(y, dx=0.3, axis=0)", y=V(4, 2)),
                     case(f"{sampled}(y, x, axis=0)", y=V(5, 2), x=np.cumsum(P(5)))],
        si.quad: integrals(),
        si.quad_vec: [
            case(f"{VEC}(lambda t: np.cos(w * t), 0, b)[0]", w=V(3), b=P(), **WIDE),
            case(f"{VEC}(lambda t, w: np.outer(w, np.sin(w * t)), a, 1.0, args=(w,))[0]", w=V(2), a=V(),
                 **WIDE),
            case(f"{VEC}(lambda t: np.exp(-w * t), 0, np.inf)[0]", w=P(2), **WIDE),
            case(f"{VEC}(lambda t: w * t * u, 0, 1, epsabs=1e-12, epsrel=1e-12)[0]", w=V(2), u=V(), **WIDE),
        ],
        si.dblquad: [case(f"{INT}.dblquad(lambda y, x: np.sin(w * x * y), 0, b, 0, 1)[0]", w=P(), b=P(), order=1),
                     case(f"{INT}.dblquad(lambda y, x: w * x * y, 0, 1, lambda x: x, lambda x: b)[0]", w=P(), b=P(),
                          order=1)],
        si.tplquad: [case(f"{INT}.tplquad(lambda z, y, x: w * x * y * z, 0, 1, 0, b, 0, 1)[0]", w=P(), b=P(), order=1)],
        si.fixed_quad: [case(f"{INT}.fixed_quad(lambda t: np.exp(-w * t), a, b)[0]", w=P(), a=V(), b=P()),
                        case(f"{INT}.fixed_quad(lambda t, w: np.sum(w[:, None] * t, axis=0), 0, b, (w,), n=3)[0]",
                             w=P(2), b=P())],
        si.odeint: [
            case(f"{ODE}(lambda y, t: -k * y, y0, [0.0, 1.0], {TIGHT})[-1, 0]", k=P(), y0=P(), **WIDE),
            case(f"{ODE}({two}, y0, t, {TIGHT})", k=P(), y0=start, t=TIMES, **FIRST),
            case(f"{ODE}(lambda t, y, k: -k * y, y0, t, (k,), tfirst=True, {TIGHT})", k=P(2), y0=P(2), t=TIMES, **FIRST,
                 fixed=("t",)),
            case(f"{ODE}(lambda y, t: w @ np.tanh(y), y0, t, {TIGHT})", w=V(2, 2), y0=P(2), t=TIMES,
                 fixed=("t", "y0"), **FIRST),
            case(f"{ODE}(lambda y, t: -y * y, y0, t, {TIGHT})", y0=P(1), t=TIMES, **FIRST),
        ],
        si.solve_ivp: [
            case(f"{IVP}({ivp}, (0.0, b), y0, {TIGHT}).y[:, -1]", k=P(), y0=start, b=P(), **FIRST),
            case(f"{IVP}({ivp}, (a, 2.0), y0, 'DOP853', t, {TIGHT}).y", k=P(), y0=start, a=0.0, t=TIMES, **FIRST),
            case(f"{IVP}(lambda t, y, k: -k * y, [0, 1], [y0], method='LSODA', args=(k,), {TIGHT}).y[0, -1]", k=P(),
                 y0=P(), **WIDE),
            case(f"{IVP}(lambda t, y: np.tanh(w @ y), (0, 1), np.ones(2), t_eval=t, {TIGHT}).y", w=V(2, 2), t=TIMES[:2],
                 **FIRST, fixed=("t",)),
        ],
        **between,
        so.newton: [case(f"{S}.newton({cubic}, 1.0)", k=P(), **WIDE),
                    case(f"{S}.newton({cubic}, 1.0, lambda x: 3 * x * x + k, tol=1e-12)", k=P(), **WIDE)],
        so.root_scalar: [case(f"{S}.root_scalar({cubic}, bracket=(0, 2)).root", k=P(), **WIDE),
                         case(f"{S}.root_scalar({cubic}, x0=0.5, x1=1.0).root", k=P(), **WIDE)],
        so.fixed_point: [case(f"{S}.fixed_point(lambda x: np.cos(k * x), 0.5)", k=0.8, **WIDE)],
        so.fsolve: [case(f"{S}.fsolve({pair}, [0.5, 0.5], xtol=1e-12)", k=k, **WIDE),
                    case(f"{S}.fsolve({both}, 0.5, args=(k,), xtol=1e-12)", k=P(), **WIDE)],
        so.root: [case(f"{S}.root({pair}, [0.5, 0.5], tol=1e-13).x", k=k, **WIDE),
                  case(f"{S}.root({both}, np.ones(2), args=(k,), method='lm', tol=1e-13).x", k=k, **WIDE)],
        so.minimize: [case(f"{S}.minimize({bowl}, np.zeros(2), jac={slope}, tol=1e-13).x", k=k, **NEAR),
                      case(f"{S}.minimize({bowl}, np.zeros(2), jac={slope}, tol=1e-13).fun", k=k, **NEAR)],
    }


CASES = {} if si is None else cases()
drawing_for("")
