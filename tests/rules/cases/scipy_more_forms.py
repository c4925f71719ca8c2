"""More forms of samples' statistics, of distributions of vectors, of interpolation and of sparse solves."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, inside, normal, positive, spd

try:
    import scipy.interpolate as sp_interpolate
    import scipy.sparse as sparse
    import scipy.sparse.linalg as solvers
    import scipy.special as sp
    import scipy.stats as st
except ImportError:  # pragma: no cover
    st = None
drawing_for(__name__)
Z, V, P, U = complex_normal, normal, positive, inside
S, I = "scipy.stats", "scipy.interpolate"  # noqa: E741
WIDE: Any = {"single": False}
FIRST: Any = {"single": False, "order": 1}


def places(*shape):
    """Numbers between 0.05 and 0.95."""
    return 0.5 * inside(*shape) + 0.5


def samples(f, *options, make=V, shapes=((4, 3), (2, 5), (3, 4), (2, 4, 2))):
    """A function of samples: along each axis."""
    return [case(f"{f}(x{o})", x=make(*s)) for o, s in zip(options, shapes)]


def statistics() -> dict[Any, Any]:
    d, m = f"{S}.dirichlet", f"{S}.multivariate_normal"
    axes = ["", ", axis=1", ", 0", ", axis=-2"]
    normal_of = [case(f"{m}.{{}}(x, mu, cov)", x=V(*s, n), mu=V(n), cov=spd(n)) for n, s in (
        (3, ()), (2, (3,)), (1, (2,)), (3, (2,)), (2, (5,)))]
    simplex = [case(f"{d}.{{}}(x / np.sum(x, axis=0), a)", x=P(*s), a=P(s[0]), **WIDE) for s in (
        (2, 2), (3, 3), (4, 2), (3, 2), (3,), (4,), (2,), (4, 3))] + [
        case(f"{d}.{{}}(x, a)", x=0.3 * places(*s), a=P(3), **WIDE) for s in ((2,), (2, 3))]
    table = "np.array([[3, 1, 2], [0, 4, 2]])"
    multi = [case(f"{S}.multinomial.{{}}({k}, 6, {p})", p=P(*s), **WIDE) for k, p, s in (
        (table, "p / np.sum(p)", (3,)), ("np.array([2, 1, 0, 3])", "p / np.sum(p)", (4,)),
        ("np.array([1, 5])", "p / np.sum(p)", (2,)), ("np.array([3, 1, 2])", "np.exp(p) / np.sum(np.exp(p))", (3,)),
        ("np.array([6, 0, 0])", "p / np.sum(p)", (3,)), ("np.array([0, 0, 6])", "p ** 2 / np.sum(p ** 2)", (3,)),
        (table, "p[0] / np.sum(p[0])", (2, 3)), (table, "(p / np.sum(p))[:, 0]", (3, 1)))]

    def named(cs, name):
        return [case(c.expression.replace("{}", name), fixed=c.fixed, single=c.single, **c.arguments) for c in cs]
    return {
        sp.log_softmax: samples("scipy.special.log_softmax", "", ", axis=0", ", 1", ", axis=(0, 1)"),
        sp.softmax: samples("scipy.special.softmax", ", axis=-1", ", (0, 1)"),
        st.gmean: samples(f"{S}.gmean", *axes, make=P), st.hmean: samples(f"{S}.hmean", *axes, make=P),
        st.kurtosis: samples(f"{S}.kurtosis", *axes), st.skew: samples(f"{S}.skew", *axes),
        st.moment: samples(f"{S}.moment", ", 2", ", 3, axis=1", ", 4, 0", ", 2, axis=-2"),
        st.zscore: samples(f"{S}.zscore", *axes), st.sem: samples(f"{S}.sem", "", ", axis=1", ", 0", ", axis=-2"),
        st.dirichlet.logpdf: named(simplex, "logpdf"), st.dirichlet.pdf: named(simplex, "pdf"),
        st.multivariate_normal.pdf: named(normal_of, "pdf"),
        st.multivariate_normal.entropy: [case(f"{m}.entropy(mu, cov)", mu=V(n), cov=spd(n)) for n in (1, 3, 4)] + [
            case(f"{m}.entropy(cov=cov + np.eye({n}))", cov=spd(n)) for n in (2, 3)],
        st.multinomial.logpmf: named(multi, "logpmf"), st.multinomial.pmf: named(multi, "pmf"),
    }


def interpolation() -> dict[Any, Any]:
    knots, four = "np.linspace(0.0, 1.0, 7)", "np.arange(4.0)"
    xs = np.linspace(0.0, 1.0, 7)
    tck = sp_interpolate.splrep(xs, np.sin(3 * xs))
    spline = f"({tck[0].tolist()!r}, {tck[1].tolist()!r}, 3)"
    grid = sp_interpolate.RegularGridInterpolator((xs, xs[:4]), np.outer(xs**2, np.cos(xs[:4])))
    cube = sp_interpolate.RegularGridInterpolator((xs,) * 3, xs[:, None, None] * xs[:, None] ** 2 + np.sin(xs))
    tables = [(f"({knots}, {four})", (7, 4), (k, 2)) for k in (2, 4, 1)] + [(f"({four},)", (4,), (3, 1)),
                                                                           (f"({four}, {four})", (4, 4), (2, 2, 2))]
    return {
        sp_interpolate.splev: [case(f"{I}.splev(t{o}, {spline})", t=places(*s), order=1)
                               for s, o in (((2, 2), ""), ((1, 3), ""), ((2, 3), " ** 2"), ((2, 1, 2), ""),
                                            ((3, 2), ""))],
        sp_interpolate.CubicSpline: [case(f"{I}.CubicSpline({knots}, y, bc_type={b!r})(t)", y=V(7), t=places(2, 3),
                                           **WIDE)
                                     for b in ("clamped", "natural")],
        sp_interpolate.make_interp_spline: [case(f"{I}.make_interp_spline({knots}, y, {k})(t)", y=V(7), t=places(2, 2),
                                                 **WIDE) for k in (2, 3)],
        sp_interpolate.interp1d: [case(f"{I}.interp1d({knots}, y, kind={k!r})(t)", y=V(7), t=places(1, 3), **WIDE)
                                  for k in ("cubic", "quadratic")],
        sp_interpolate.RegularGridInterpolator: [case(f"{I}.RegularGridInterpolator({p}, y)(t)", y=V(*s), t=places(*t),
                                                      **FIRST) for p, s, t in tables] + [
            case(f"{I}.RegularGridInterpolator({p}, y)(t) ** 2", y=V(*s), t=places(*t), **FIRST)
            for p, s, t in tables[:2]],
        sp_interpolate.interpn: [case(f"{I}.interpn({p}, y, t)", y=V(*s), t=places(*t), **FIRST)
                                 for p, s, t in tables] + [
            case(f"{I}.interpn({p}, y, t) ** 2", y=V(*s), t=places(*t), **FIRST)
            for p, s, t in tables[:2]],
        sp_interpolate.RegularGridInterpolator.__call__: [
            case("f(t)", f=grid, t=0.4 * places(2, 2), order=1),
            case("f(t) ** 2", f=grid, t=0.5 * places(4, 2), order=1),
            case("f(t)", f=cube, t=places(2, 3), order=1), case("f(t) * t[..., 0]", f=cube, t=places(4, 3), order=1)],
    }


def iterations(f: str) -> list[Any]:
    """Iterative solvers, of dense and sparse matrices; those of nearly diagonal ones converge at once."""
    s = sparse.csr_array(np.array([[4.0, 0.5, 1], [0.5, 3, 0], [1, 0, 5]]))
    call = f"scipy.sparse.linalg.{f}"
    return [*[case(f"{call}(a + a.T, b, rtol=1e-14)[0]", a=spd(n), b=V(n), **WIDE) for n in (2, 3, 4)],
            *[case(f"{call}(s, {b}, rtol=1e-14)[0]", s=s, b=V(3), **WIDE)
              for b in ("b", "b ** 2", "2 * b", "np.sin(b)")],
            case(f"{call}(a @ a.T + 3 * np.eye(3), b, rtol=1e-14)[0]", a=V(3, 3), b=V(3), **WIDE),
            case(f"{call}(a @ a.T + 3 * np.eye(2), b[0], np.ones(2), rtol=1e-14)[0]", a=V(2, 3), b=V(2, 2), **WIDE)]


def sparse_solves() -> dict[Any, Any]:
    a = solvers.splu(sparse.csc_array(np.array([[4.0, 0, 1], [0, 3, 0], [1, 0, 5]])))
    found = {getattr(solvers, f): iterations(f) for f in ("cg", "bicg", "bicgstab", "gmres", "cgs", "lgmres",
                                                              "gcrotmk")}
    lower = sparse.csr_array(np.tril(np.arange(1.0, 10.0).reshape(3, 3) + 3 * np.eye(3)))
    sides = [("b", (3,)), ("b ** 2", (3, 2)), ("2 * b", (3, 4)), ("np.sin(b)", (3,)), ("b", (3, 3)), ("b * b", (3, 2))]
    L = "scipy.sparse.linalg"
    more = {
        solvers.factorized: [case(f"{L}.factorized(m)({b})", m=sparse.csc_array(lower), b=V(*s)) for b, s in sides],
        solvers.spsolve_triangular: [case(f"{L}.spsolve_triangular(m, {b}{o})", m=lower, b=V(*s)) for b, s in sides[:4]
                                     for o in ("", ", unit_diagonal=True")],
        solvers.expm_multiply: [case(f"{L}.expm_multiply(m, {b})", m=lower * 0.1, b=V(*s)) for b, s in sides],
    }
    return {**found, **more, solvers.SuperLU.solve: [
                                     case("(lu + lu.T) @ b", lu=lower, b=V(3)),
                                     case("b @ (2 * lu)", lu=lower, b=V(2, 3)),
                                     case("lu.solve(b, 'T')", lu=a, b=V(3, 2)),
                                     case("lu.solve(b * b)", lu=a, b=V(3, 3))]}


CASES = {} if st is None else {**statistics(), **interpolation(), **sparse_solves()}
drawing_for("")
