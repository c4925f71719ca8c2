"""Cases of ``rules/scipy/fits.py``, and of minima in one variable; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, normal, positive

try:
    import scipy.optimize as so
except ImportError:  # pragma: no cover
    so = None
drawing_for(__name__)
V, P = normal, positive
S = "scipy.optimize"
NEAR: Any = {"order": 1, "single": False, "tolerance": 1e-6}    # a minimum is found to about this
TIGHT = "xtol=1e-15, ftol=1e-15, gtol=1e-15"
TIMES = np.linspace(0.0, 2.0, 8)


def data(noise: float = 0.03) -> np.ndarray:
    """An exponential decay, measured."""
    return 3 * np.exp(-1.2 * TIMES) + noise * V(8)


def fits() -> list[Any]:
    decay = "p[0] * np.exp(-p[1] * t) - y"
    return [
        case(f"{S}.least_squares(lambda p: {decay}, [1.0, 1.0], {TIGHT}).x", t=TIMES, y=data(), **NEAR),
        case(f"{S}.least_squares(lambda p, t, y: {decay}, np.ones(2), args=(t, y), {TIGHT}).cost", t=TIMES, y=data(),
             **NEAR),
        case(f"{S}.least_squares(lambda p: {decay}, np.ones(2), method='lm', {TIGHT}).x", t=TIMES, y=data(), **NEAR),
        *[case(f"{S}.least_squares(lambda p: p[0] * np.cos(p[1] * t) - y, [1.0, 1.0], {TIGHT}).{part}",
               t=TIMES, y=2 * np.cos(0.9 * TIMES) + 0.03 * V(8), **NEAR) for part in ("x", "cost", "fun")],
        case(f"{S}.least_squares(lambda p: a * p - b, np.ones(4), jac=lambda p: np.diag(a), {TIGHT}).x", a=P(4), b=P(4),
             **NEAR),
        *[case(f"{S}.least_squares(lambda p: p[0] + p[1] * t - y, np.ones(2), loss={loss!r}, f_scale=0.4, "
               f"{TIGHT}).cost", t=TIMES, y=data(0.2), **NEAR) for loss in ("soft_l1", "cauchy", "huber", "arctan")]]


def curves() -> list[Any]:
    def fit(options: str, part: str, **more: Any) -> Any:
        return case(f"{S}.curve_fit(lambda t, a, b: a * np.exp(-b * t), t, y{options})[{part}]", t=TIMES, y=data(),
                    **more, **NEAR)
    scaled = "1] * 0.01 + [0.0"
    return [fit("", "0"), fit(", [2.0, 1.0]", "0"), fit(", sigma=s", "0", s=P(8)), fit(", sigma=s", scaled, s=P(8)),
            fit(", np.ones(2), s, absolute_sigma=True", scaled, s=P(8)), fit(", method='trf'", "0"), fit("", "1"),
            fit(", [3.0, 1.0], sigma=0.3", "0] * 0.01 + [0.0"), fit(", 2 * np.ones(2)", "0"),
            fit(", method='dogbox'", "0")]


def cases() -> dict[Any, Any]:
    bowls = ("(x - np.sum(k)) ** 2 + np.cosh(x)", "np.sum((x - k) ** 4) + x * x", "np.sum(np.cosh(x * k)) - x",
             "np.sum(np.exp(k * x)) + np.exp(-x)", "np.sum(np.cosh(x - k))")
    shapes = ((2, 2), (3, 1), (2, 3), (1, 2), (1, 3))
    return {
        so.least_squares: fits(), so.curve_fit: curves(),
        so.minimize_scalar: [case(f"{S}.minimize_scalar(lambda x: {e}, tol=1e-12).{part}", k=P(*s),
                                  **{**NEAR, "tolerance": 1e-5})
                             for e, s in zip(bowls, shapes) for part in ("x", "fun")],
        so.root_scalar: [case(f"{S}.root_scalar(lambda x: x ** 3 + k * x - 1, {o}).root", k=P(), order=1, single=False)
                         for o in ("x0=0.5, fprime=lambda x: 3 * x * x + k", "bracket=(0, 2), xtol=1e-13, rtol=1e-13",
                                   "x0=0.5, fprime=lambda x: 3 * x * x + k, fprime2=lambda x: 6 * x")],
        so.minimize: [case(f"{S}.minimize({f}, np.zeros(2), tol=1e-13, {o}).x", k=P(2), **NEAR) for f, o in (
            ("lambda x: np.sum(np.cosh(x - k))", "jac=lambda x: np.sinh(x - k), method='trust-exact', "
             "hess=lambda x: np.diag(np.cosh(x - k))"),
            ("lambda x: (np.sum(np.cosh(x - k)), np.sinh(x - k))", "jac=True"))],
        so.nnls: [case(f"{S}.nnls(a, b)[{i}]", a=P(*s), b=P(s[0]), single=False, order=1)
                  for s in ((4, 2), (5, 3), (3, 2), (6, 2)) for i in (0, 1)],
        so.rosen: [case(f"{S}.rosen(x)", x=V(*s)) for s in ((3,), (2,), (5,), (3, 2), (4, 3), (6,))],
    }


CASES = {} if so is None else cases()
drawing_for("")
