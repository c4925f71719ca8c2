"""Cases of ``rules/scipy/stats.py``, ``multivariate.py``, ``kde.py``; none where SciPy is missing."""

from typing import Any

from ..harness import Case, apart, case, drawing_for, normal, positive, spd

try:
    import scipy.stats as st
except ImportError:  # pragma: no cover
    st = None
drawing_for(__name__)
V, P = normal, positive
S = "scipy.stats"
WIDE: Any = {"single": False}
SHAPES = ((4, 3), (5, 2), (4, 4), (6, 2), (4, 1, 2))


def sampled(form: str, make: Any = V, shapes: Any = SHAPES, **more: Any) -> list[Case]:
    """A function of samples."""
    return [case(f"{S}.{form}", x=make(*s), **more) for s in shapes]


def pairs(form: str, make: Any = V, shapes: Any = ((5, 2), (6, 2), (4, 3), (7, 2), (5, 3)), **more: Any) -> list[Case]:
    """A function of two vectors."""
    return [case(f"{S}.{form}".replace("x, y", "x[:, 0], x[:, 1]"), x=make(*s), **more) for s in shapes]


def cases() -> dict[Any, Any]:
    positive_ones = {f: sampled(f"{f.__name__}({form})", P) for f, form in (
        (st.gstd, "x"), (st.gzscore, "x"), (st.entropy, "x"), (st.circmean, "x"), (st.circvar, "x"),
        (st.circstd, "x"), (st.boxcox_llf, "0.3, x"))}
    m, t, w = f"{S}.multivariate_normal", f"{S}.multivariate_t", f"{S}.wishart"
    vectors = [((3,), 3), ((4, 3), 3), ((2, 3, 2), 2), ((2, 2), 2), ((5, 1), 1), ((3, 2), 2), ((2,), 2)]

    def about(form: str) -> list[Case]:
        return [case(form, x=V(*s), m=V(n), c=spd(n), **WIDE) for s, n in vectors]

    def matrices(form: str) -> list[Case]:
        return [case(form, x=spd(n), n=n + 2.5, s=spd(n), **WIDE) for n in (1, 2, 3, 4, 2, 3, 2, 3)]
    grids = [case(f"{S}.matrix_normal.{{}}(x, m, u, v)", x=V(*s), m=V(*s), u=spd(s[0]), v=spd(s[1]), **WIDE)
             for s in ((2, 3), (3, 2), (1, 2), (2, 1), (3, 3), (4, 2), (2, 2))]

    def named(cs: list[Case], name: str) -> list[Case]:
        return [case(c.expression.replace("{}", name), single=c.single, **c.arguments) for c in cs]
    alphas = [case(f"{S}.dirichlet.{{}}(a)", a=P(n)) for n in (2, 3, 4, 5, 6, 3, 2)]
    tallies = [case(f"{S}.dirichlet_multinomial.{{}}({k}, a, 6)", a=P(*s)) for k, s in (
        ("np.array([3, 1, 2])", (3,)), ("np.array([0, 6])", (2,)), ("np.array([3, 1, 2])", (2, 3)),
        ("np.array([1, 1, 1, 3])", (4,)), ("np.array([[3, 1, 2], [6, 0, 0]])", (2, 3)), ("np.array([2, 4])", (3, 2)))]
    points = "np.array([0.1, 0.4])"
    kde = [case(f"{S}.gaussian_kde(x, weights=w){f}", x=apart(4), w=P(4), order=1, **WIDE) for f in (
        f"({points})", f".evaluate({points})", f".logpdf({points})", ".covariance", ".factor")]
    return {
        **positive_ones,
        st.pmean: [*sampled("pmean(x, 3)", P), *sampled("pmean(x, 0, axis=1)", P, SHAPES[:2])],
        st.zmap: sampled("zmap(x, 2 * x[:3])"), st.variation: sampled("variation(x, ddof=1)", P),
        st.tmean: sampled("tmean(x)"), st.tvar: sampled("tvar(x)"), st.tstd: sampled("tstd(x, axis=None)"),
        st.trim_mean: sampled("trim_mean(x, 0.25)", apart), st.iqr: sampled("iqr(x, axis=0)", apart),
        st.median_abs_deviation: sampled("median_abs_deviation(x, scale='normal')", apart, ((5, 2), (4, 3), (7, 2),
                                                                                         (6, 1), (8, 2))),
        st.moment: sampled("moment(x, 2, center=0.3)"), st.skew: sampled("skew(x, bias=False)"),
        st.kurtosis: sampled("kurtosis(x, bias=False)"),
        st.entropy: [*positive_ones[st.entropy], *sampled("entropy(x, x ** 2, base=2)", P)],
        st.boxcox: sampled("boxcox(x[:, 0, ...], 0.3)", P, ((4, 2), (5, 3), (3, 2), (6, 2), (4, 4))),
        st.circstd: [*positive_ones[st.circstd], *sampled("circstd(x, normalize=True, axis=0)", P)],
        st.wasserstein_distance: pairs("wasserstein_distance(x, y)", apart),
        st.energy_distance: pairs("energy_distance(x, y)", apart),
        st.pearsonr: [*pairs("pearsonr(x, y).statistic"), *pairs("pearsonr(x, y).pvalue", **WIDE)],
        st.linregress: [
            c for name in ("slope", "intercept", "rvalue", "pvalue", "stderr", "intercept_stderr")
            for c in pairs(f"linregress(x, y).{name}", shapes=((5, 2), (6, 3)), **WIDE)],
        st.ttest_1samp: [*sampled("ttest_1samp(x, 0.3).statistic"), *sampled("ttest_1samp(x, 0.1).pvalue", **WIDE)],
        st.ttest_rel: sampled("ttest_rel(x, np.cos(x)).statistic"),
        st.ttest_ind: [*sampled("ttest_ind(x, x[:3] ** 2).statistic"),
                       *sampled("ttest_ind(x, x[1:] ** 2, equal_var=False).pvalue", V, SHAPES[:2], order=1, **WIDE)],
        st.chisquare: [*sampled("chisquare(x).statistic", P), *sampled("chisquare(x).pvalue", P, SHAPES[:2], **WIDE)],
        st.f_oneway: [*sampled("f_oneway(x, x[1:] ** 2).statistic"),
                      *sampled("f_oneway(x, x[:3] ** 2).pvalue", shapes=SHAPES[:2], **WIDE)],
        st.gaussian_kde: kde,
        st.multivariate_normal.logpdf: about(f"{m}.logpdf(x, m, c)"),
        st.multivariate_normal.entropy: [case(f"{m}.entropy(mu, c)", mu=V(3), c=P(3)),
                                         case(f"{m}.entropy(mu, c)", mu=V(3), c=P())],
        st.multivariate_t.logpdf: about(f"{t}.logpdf(x, m, c, 4.2)"),
        st.multivariate_t.pdf: about(f"{t}.pdf(x, m, c, 3.0)"),
        st.wishart.logpdf: matrices(f"{w}.logpdf(x @ x.T / 9, n, s)"),
        st.wishart.pdf: matrices(f"{w}.pdf(x @ x.T / 9, n, s)"),
        st.invwishart.logpdf: matrices(f"{S}.invwishart.logpdf(x @ x.T / 9, n, s)"),
        st.invwishart.pdf: matrices(f"{S}.invwishart.pdf(x @ x.T / 9, n, s)"),
        st.matrix_normal.logpdf: named(grids, "logpdf"), st.matrix_normal.pdf: named(grids, "pdf"),
        st.dirichlet.entropy: named(alphas, "entropy"), st.dirichlet.mean: named(alphas, "mean"),
        st.dirichlet.var: named(alphas, "var"), st.dirichlet_multinomial.logpmf: named(tallies, "logpmf"),
        st.dirichlet_multinomial.pmf: named(tallies, "pmf"),
        type(st.multivariate_normal).__call__: about(f"{m}(m, c).logpdf(x)"),
        type(st.dirichlet).__call__: [case(f"{S}.dirichlet(a).entropy()", a=P(n)) for n in (2, 3, 4, 5, 6, 3, 2)],
        type(st.multinomial).__call__: [case(f"{S}.multinomial(6, p / np.sum(p)).logpmf(np.array([3, 1, 2]))", p=P(3))
                                        for _ in range(7)],
        type(st.multivariate_t).__call__: about(f"{t}(m, c, 4.2).logpdf(x)"),
        type(st.wishart).__call__: matrices(f"{w}(n, s).logpdf(x @ x.T / 9)"),
        type(st.invwishart).__call__: matrices(f"{S}.invwishart(n, s).logpdf(x @ x.T / 9)"),
    }


CASES = {} if st is None else cases()
drawing_for("")
