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


def line(name, methods, x, shapes="", make=P):
    """Methods of a distribution: alone, shifted, scaled, and with respect to the shape parameters."""
    given = {s: make() for s in ("a", "b") if s in shapes}
    found = {}
    for method in methods.split():
        f = f"{S}.{name}.{method}"
        point = x if method not in ("ppf", "isf") else probability
        found[name, method] = [
            case(f"{f}(x{shapes})", x=point(3), **given), case(f"{f}(x{shapes}) * x", x=point(2, 2), **given),
            case(f"{f}(x{shapes}, m, s)", x=point(3), m=-0.1, s=1.7, **given),
            case(f"{f}(x{shapes}, scale=s)", x=point(3), s=P() + 1.0, fixed=("a", "b"), **given),
            case(f"{f}(x{shapes}, loc=m)", x=point(), m=-0.2, **given),
        ]
    return found


def count(name, methods, k, shape):
    """Methods of a distribution of counts."""
    forms = (shape,) if name in ("bernoulli", "geom") else (shape, f"{shape}, 1")
    return {(name, method): [case(f"{S}.{name}.{method}({k}, {form})", p=p) for form in forms
                             for p in (probability(), probability(3))] for method in methods.split()}


def cases() -> dict[Any, Any]:
    every = "logpdf pdf cdf logcdf sf logsf ppf isf"
    most = "logpdf pdf cdf logcdf sf logsf"
    m, d = f"{S}.multivariate_normal", f"{S}.dirichlet"
    simplex = np.array([0.2, 0.3, 0.5])
    counts = "np.array([3, 1, 2])"

    def unit(*shape):
        return 0.3 * probability(*shape) + 0.3

    def small(*shape):
        return 0.2 * probability(*shape)

    def beyond(*shape):
        return 4 + positive(*shape)
    found: dict[Any, Any] = {
        **{k: v for name in ("norm", "laplace", "cauchy", "logistic", "gumbel_r", "gumbel_l")
           for k, v in line(name, every, V).items()},
        **{k: v for name in ("expon", "rayleigh", "halfnorm", "halfcauchy") for k, v in line(name, every, P).items()},
        **{k: v for name in ("gamma", "chi2", "invgamma", "weibull_min", "lognorm")
           for k, v in line(name, every, P, ", a").items()},
        **line("t", every, V, ", a"), **line("gennorm", most, P, ", a"), **line("pareto", every, beyond, ", a"),
        **line("uniform", every, unit), **line("beta", every, unit, ", a, b"), **line("f", most, P, ", a, b"),
        **line("truncnorm", most, small, ", -a, b"), **line("skewnorm", "logpdf pdf", V, ", a"),
        **line("vonmises", "logpdf pdf", V, ", a"), **line("wrapcauchy", "logpdf pdf", P, ", a / 4"),
        **count("poisson", "logpmf pmf cdf sf", "np.array([3, 1, 2])", "p"),
        **count("geom", "logpmf pmf", counts, "p"), **count("nbinom", "logpmf pmf", counts, "2.5, p"),
        ("betabinom", "logpmf"): [case(f"{S}.betabinom.logpmf({counts}, 5, a, b)", a=P(3), b=P())],
        ("betabinom", "pmf"): [case(f"{S}.betabinom.pmf({counts}, 5, a, b)", a=P(3), b=P())],
        ("bernoulli", "cdf"): [case(f"{S}.bernoulli.cdf(np.array([0, 1, -1]), p)", p=probability(3))],
        ("multinomial", "logpmf"): [case(f"{S}.multinomial.logpmf({counts}, 6, p / np.sum(p))", p=P(3), single=False)],
        ("multinomial", "pmf"): [case(f"{S}.multinomial.pmf({counts}, 6, p / np.sum(p))", p=P(3), single=False)],
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
                                  case(f"{d}.logpdf(x / np.sum(x), a)", x=P(3), a=P(3), single=False),
                                  case(f"{d}.logpdf(x / np.sum(x, axis=0), a)", x=P(3, 2), a=P(3), single=False)],
        ("dirichlet", "pdf"): [case(f"{d}.pdf(x / np.sum(x), a)", x=P(3), a=P(3), single=False)],
    }
    samples: dict[Any, Any] = {
        st.sem: [case(f"{S}.sem(x)", x=V(5)), case(f"{S}.sem(x, 1)", x=V(2, 4)), case(f"{S}.sem(x, None)", x=V(2, 4))],
        st.zscore: [case(f"{S}.zscore(x)", x=V(5)), case(f"{S}.zscore(x, 1, 1)", x=V(2, 4))],
        st.gmean: [case(f"{S}.gmean(x)", x=P(5)), case(f"{S}.gmean(x, 1, weights=w)", x=P(2, 3), w=P(3))],
        st.hmean: [case(f"{S}.hmean(x)", x=P(5)), case(f"{S}.hmean(x, axis=1)", x=P(2, 3))],
        st.moment: [case(f"{S}.moment(x, 3)", x=V(5)), case(f"{S}.moment(x, 2, axis=1)", x=V(2, 3))],
        st.skew: [case(f"{S}.skew(x)", x=V(5)), case(f"{S}.skew(x, 1)", x=V(2, 4))],
        st.kurtosis: [case(f"{S}.kurtosis(x)", x=V(5)), case(f"{S}.kurtosis(x, 1, fisher=False)", x=V(2, 4))],
    }
    return {**{getattr(getattr(st, name), method): cs for (name, method), cs in found.items()}, **samples}


CASES = {} if st is None else cases()
drawing_for("")
