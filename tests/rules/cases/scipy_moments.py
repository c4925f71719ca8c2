"""Cases of ``rules/scipy/moments.py``, ``counts.py`` and ``frozen.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import Case, case, drawing_for, inside, normal, positive

try:
    import scipy.stats as st
except ImportError:  # pragma: no cover
    st = None
drawing_for(__name__)
V, P = normal, positive
S = "scipy.stats"
FIRST: Any = {"order": 1}
SHAPES = ((2, 3), (3, 2), (1, 4), (2, 2), (2, 1, 3), (1, 2), (3, 1, 2))


def beyond(*shape: int) -> Any:
    """Numbers between 4.5 and 6, for which moments exist."""
    return 4.5 + 0.8 * (positive(*shape) - 0.5)


def chance(*shape: int) -> Any:
    """Numbers between 0.2 and 0.8."""
    return 0.5 + inside(*shape) / 3


def line(name: str, found: str, make: Any = P, shapes: str = "", **more: Any) -> dict[Any, list[Case]]:
    """Moments of a distribution, shifted and scaled."""
    given = [s for s in ("a", "b") if s in shapes]
    cases = {}
    for method in found.split():
        start, end = {"moment": ("3, ", ""), "stats": ("", ", moments='vm')[0] + (0.0"),
                      "interval": ("0.4, ", ")[0] * (1.0")}.get(method, ("", ""))
        if method == "moment" and name in ("t", "invgamma", "weibull_min", "halfnorm", "truncnorm", "skewnorm", "f",
                                           "gennorm", "pareto"):
            start = "2, "
        of = {"loc": "loc=m", "both": "loc=m, scale=s"}
        cases[name, method] = [
            case(f"{S}.{name}.{method}({start}{shapes}{', ' * bool(shapes)}{of['both']}{end})",
                 **({"m": V(*s)} if method in ("mean", "stats", "moment", "median", "interval") else {"m": 0.3}),
                 s=P(*s), **{a: make(*s) for a in given}, **more) for s in SHAPES]
    return cases


def counted(name: str, form: str, methods: str, **make: Any) -> dict[Any, list[Case]]:
    """Methods of a distribution of counts."""
    cases: dict[Any, list[Case]] = {}
    for method in methods.split():
        for s in ((2, 3), (1, 3), (4, 3), (2, 1, 3), (3, 3), (5, 3), (1, 1, 3)):
            given = {a: f(*s) for a, f in make.items()}
            start = {"moment": "2, "}.get(method, "np.array([1, 2, 4]), " if "f" in method else "")
            end = ", moments='mv')[1] + (0.0" if method == "stats" else ""
            if name == "bernoulli" and "f" in method:
                start = "np.zeros(3), " if method == "logsf" else "np.array([1, 0, 0]), "
            cases.setdefault((name, method), []).append(case(f"{S}.{name}.{method}({start}{form}{end})", **given,
                                                             single="sf" not in method or name == "bernoulli"))
    return cases


def frozen() -> dict[Any, list[Case]]:
    """Distributions that the expression makes first."""
    line = [case(f"{S}.{f}", x=x(*s), m=V(*s), s=P(*s), **FIRST) for s in ((2, 3), (3, 2)) for f, x in (
        ("norm(m, s).logpdf(x)", V), ("norm(loc=m, scale=s).cdf(x)", V), ("gamma(s).sf(x) * m", P),
        ("gamma(s, scale=x).entropy() * m", P), ("norm(m, s).ppf(x / 3)", P), ("laplace(m, s).pdf(x)", V),
        ("expon(scale=s).interval(0.3)[1] * m * x", P), ("norm(m, scale=s).stats('v') * x * m", P))]
    count = [case(f"{S}.{f}", p=chance(*s), **FIRST) for s in ((2, 3), (3, 3)) for f in (
        "geom(p).logpmf(np.array([1, 2, 4]))", "binom(5, p).pmf(np.array([1, 2, 4]))", "poisson(mu=p).mean()",
        "bernoulli(p).entropy()")]
    return {st.rv_continuous.__call__: line, st.rv_discrete.__call__: count}


def cases() -> dict[Any, Any]:
    every = "mean var std entropy stats moment median interval"
    most = "mean var std entropy stats moment"
    quantiles = "median interval"
    all_of = "pmf logpmf cdf logcdf sf logsf mean var std entropy stats moment"
    found: dict[Any, Any] = {
        **{k: v for name in ("norm", "expon", "uniform", "laplace", "logistic", "gumbel_r", "gumbel_l", "rayleigh")
           for k, v in line(name, every).items()},
        **line("halfnorm", every), **line("halfcauchy", quantiles), **line("cauchy", f"entropy {quantiles}"),
        **{k: v for name in ("gamma", "chi2", "weibull_min") for k, v in line(name, every, P, "a").items()},
        **line("lognorm", "mean var std entropy stats moment median interval", P, "a / 2"),
        **line("beta", every, P, "a, b"), **line("t", every, beyond, "a", single=False),
        **line("invgamma", every, beyond, "a"),
        **line("pareto", f"{most} {quantiles}", beyond, "a"),
        **line("f", "mean var std stats moment", beyond, "a, b"), **line("gennorm", most, P, "a"),
        **line("skewnorm", "mean var std stats moment", V, "a"),
        **line("truncnorm", "mean var std stats moment", lambda *s: 0.5 + 0.5 * P(*s), "-a, b"),
        **counted("poisson", "p", all_of, p=P), **counted("binom", "5, p", all_of, p=chance),
        **counted("bernoulli", "p", all_of, p=chance), **counted("geom", "p", all_of, p=chance),
        **counted("nbinom", "2.5, p", all_of.replace("entropy ", ""), p=chance),
        **counted("betabinom", "5, a, b", "pmf logpmf mean var std stats moment", a=P, b=P),
        **counted("betanbinom", "5, a, b", "pmf logpmf", a=P, b=P),
        **counted("logser", "p", "pmf logpmf mean var std stats moment", p=chance),
        **counted("planck", "a", all_of.replace("entropy ", ""), a=P),
        **counted("dlaplace", "a", "pmf logpmf mean var std stats moment", a=P),
        **counted("yulesimon", "a", "pmf logpmf cdf logcdf sf logsf", a=P),
    }
    found.update({(name, "moment"): [*line(name, most)[name, "moment"],
                                     *[case(f"{S}.{name}.moment({n}, m, s)", m=V(2, 2), s=P(2, 2)) for n in (1, 4)]]
                  for name in ("norm", "expon")})
    found["poisson", "entropy"] += [case(f"{S}.poisson.entropy(m)", m=np.array([0.1, 3.0, 40.0])),
                                    case(f"{S}.poisson.entropy(m)", m=5.0)]
    found["norm", "stats"] += [case(f"{S}.norm.stats(m, s, moments='mvsk')", m=0.3, s=1.2)]
    return {**{getattr(getattr(st, name), method): cs for (name, method), cs in found.items()}, **frozen()}


CASES = {} if st is None else cases()
drawing_for("")
