"""Cases of ``rules/scipy/stats.py``; none where SciPy is missing.  Values are compared with SciPy's as well."""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, inside, normal, positive, spd

try:
    import scipy.stats as st
except ImportError:  # pragma: no cover
    st = None
drawing_for(__name__)
V, P = normal, positive
S = "scipy.stats"


def probability(*shape):
    """Numbers between 0.05 and 0.95."""
    return 0.5 * inside(*shape) + 0.5


def line(name, methods, x, shapes="", make=P, derived=True):
    """Methods of a distribution: alone, shifted, scaled, and with respect to the shape parameters."""
    names = [s for s in ("a", "b") if s in shapes]
    given = {s: make() for s in names}
    found = {}
    for method in methods.split():
        f = f"{S}.{name}.{method}"
        fixed = () if derived and method in ("pdf", "logpdf") else tuple(names)
        point = x if method not in ("ppf", "isf") else probability
        found[name, method] = [
            case(f"{f}(x{shapes})", x=point(3), fixed=fixed, **given),
            case(f"{f}(x{shapes}) * x", x=point(2, 2), fixed=fixed, **given),
            case(f"{f}(x{shapes}, m, s)", x=point(3), m=-0.5, s=1.7, fixed=fixed, **given),
            case(f"{f}(x{shapes}, scale=s)", x=point(3), s=P() + 1.0, fixed=fixed, **given),
            case(f"{f}(x{shapes}, loc=m)", x=point(), m=-0.2, fixed=fixed, **given),
        ]
    return found


def count(name, methods, k, shape):
    """Methods of a distribution of counts."""
    forms = (shape,) if name == "bernoulli" else (shape, f"{shape}, 1")
    return {(name, method): [case(f"{S}.{name}.{method}({k}, {form})", p=p) for form in forms
                             for p in (probability(), probability(3))] for method in methods.split()}


def cases() -> dict[Any, Any]:
    sides = "logpdf pdf cdf"
    m, d = f"{S}.multivariate_normal", f"{S}.dirichlet"
    simplex = np.array([0.2, 0.3, 0.5])
    found: dict[Any, Any] = {
        **line("norm", f"{sides} logcdf sf logsf ppf isf", V),
        **line("t", f"{sides} logcdf sf ppf", V, ", a"),
        **line("beta", f"{sides} ppf", lambda *n: 0.4 * probability(*n) + 0.1, ", a, b"),
        **line("gamma", f"{sides} sf ppf", P, ", a"), **line("chi2", f"{sides} sf", P, ", a"),
        **line("expon", sides, P), **line("laplace", "logpdf pdf", V), **line("cauchy", sides, V),
        **line("logistic", f"{sides} logcdf", V), **line("lognorm", "logpdf pdf", P, ", a"),
        **line("uniform", "logpdf", lambda *n: 0.4 * probability(*n) + 0.1),
        **count("poisson", "logpmf pmf cdf sf", "np.array([3, 1, 2])", "p"),
        **count("binom", "logpmf pmf", "np.array([3, 1, 2])", "5, p"),
        **count("bernoulli", "logpmf pmf", "np.array([1, 0, 1])", "p"),
        ("multivariate_normal", "logpdf"): [
            case(f"{m}.logpdf(x, mu, cov)", x=V(3), mu=V(3), cov=spd(3)),
            case(f"{m}.logpdf(x, mu, cov)", x=V(4, 2), mu=V(2), cov=spd(2)),
            case(f"{m}.logpdf(x, cov=cov)", x=V(2), cov=spd(2)),
            case(f"{m}.logpdf(x, mu, cov=cov)", x=V(4, 2), mu=V(2), cov=P(2)),
            case(f"{m}.logpdf(x, mu)", x=V(2), mu=V(2)), case(f"{m}.logpdf(x, mu, c)", x=V(3, 2), mu=V(2), c=P()),
            case(f"{m}.logpdf(x, mu, c)", x=V(), mu=V(), c=P()), case(f"{m}.logpdf(x)", x=V(3))],
        ("multivariate_normal", "pdf"): [case(f"{m}.pdf(x, mu, cov)", x=V(2), mu=V(2), cov=spd(2))],
        ("multivariate_normal", "entropy"): [case(f"{m}.entropy(mu, cov)", mu=V(2), cov=spd(2))],
        ("dirichlet", "logpdf"): [case(f"{d}.logpdf(x, a)", x=simplex, a=P(3), fixed=("x",)),
                                  case(f"{d}.logpdf(x / np.sum(x), a)", x=P(3), a=P(3)),
                                  case(f"{d}.logpdf(x / np.sum(x, axis=0), a)", x=P(3, 2), a=P(3))],
        ("dirichlet", "pdf"): [case(f"{d}.pdf(x / np.sum(x), a)", x=P(3), a=P(3))],
    }
    return {getattr(getattr(st, name), method): cs for (name, method), cs in found.items()}


CASES = {} if st is None else cases()
drawing_for("")
