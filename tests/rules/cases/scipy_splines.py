"""Cases of ``rules/scipy/splines.py`` and ``scattered.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, inside, normal

try:
    import scipy.interpolate as si
except ImportError:  # pragma: no cover
    si = None
drawing_for(__name__)
V, U = normal, inside


def places(*shape):
    """Numbers between 0.05 and 0.95."""
    return 0.5 * inside(*shape) + 0.5


def within(*shape):
    """Numbers that lie among nodes."""
    return 0.3 + 0.3 * places(*shape)


def nodes(*shape):
    """Numbers that increase down the first axis."""
    return np.cumsum(0.2 + 0.1 * U(*shape), axis=0)


def cases() -> dict[Any, Any]:
    """Splines of data with columns, and with respect to their nodes too."""
    N = "scipy.interpolate"

    def curve(made: str, **options: Any) -> list[Any]:
        first = {"order": 1, "single": False, **options}
        return [*[case(f"{N}.{made.format('x, y')}(t)", x=nodes(6), y=V(*s), t=within(*t), **first)
                  for s, t in (((6,), (3,)), ((6, 2), (4,)), ((6,), (2, 2)), ((6, 3), (2,)))],
                case(f"{N}.{made.format('x, y')}(t, 1)", x=nodes(6), y=V(6), t=within(3), **first),
                case(f"{N}.{made.format('x, y')}.derivative()(t)", x=nodes(6), y=V(6), t=within(3), **first),
                case(f"{N}.{made.format('x, y')}.antiderivative()(t)", x=nodes(6), y=V(6), t=within(2), **first),
                case(f"{N}.{made.format('x, y')}.integrate(0.3, b)", x=nodes(6), y=V(6), b=0.9, **first),
                case(f"{N}.{made.format('x, y, axis=1')}(t)", x=nodes(6), y=V(2, 6), t=within(3), **first)]
    first: Any = {"order": 1, "single": False}
    grid = "(np.arange(4.0), np.arange(3.0))"
    points = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1], [0.4, 0.6], [0.7, 0.2]])
    pairs = [((6,), (3,)), ((6, 2), (4,)), ((6,), (2, 2)), ((6, 3), (2,))]
    kernels = ["", ", kernel='linear'", ", kernel='cubic'", ", kernel='gaussian', epsilon=1.3",
               ", kernel='multiquadric', epsilon=0.8", ", kernel='inverse_quadratic', epsilon=1.1", ", smoothing=0.1",
               ", kernel='inverse_multiquadric', epsilon=1.2, degree=-1"]

    def polynomial(f: str) -> list[Any]:
        return [case(f"{N}.{f}", x=nodes(5), y=V(5, *s), t=within(*u), **first)
                for s, u in (((), (3,)), ((2,), (3,)), ((), (2, 2)), ((), ()), ((3,), (2,)), ((2,), (2, 2)),
                             ((1,), (3,)), ((), (2,)))]
    return {
        si.PchipInterpolator: curve("PchipInterpolator({})"),
        si.Akima1DInterpolator: [*curve("Akima1DInterpolator({})"),
                                 *curve("Akima1DInterpolator({}, method='makima')")[:2]],
        si.CubicSpline: [*curve("CubicSpline({})"), *[
            case(f"{N}.CubicSpline(x, y, bc_type=((1, a), (2, b)), extrapolate=False)(t)", x=nodes(5), y=V(5), a=V(),
                 b=V(), t=within(3), **first)]],
        si.CubicHermiteSpline: [*[case(f"{N}.CubicHermiteSpline(x, y, d)(t)", x=nodes(6), y=V(*s), d=V(*s),
                                       t=within(*t), **first) for s, t in [*pairs, *pairs]]],
        si.pchip_interpolate: [case(f"{N}.pchip_interpolate(x, y, t{o})", x=nodes(6), y=V(*s), t=within(*t),
                                    **first) for s, t in pairs for o in ("", ", 1")],
        si.PPoly: [case(f"{N}.PPoly(c, x)(t{o})", c=V(*s), x=nodes(4), t=0.25 + 0.4 * places(*t), **first)
                   for s, t in (((4, 3), (3,)), ((2, 3), (2, 2)), ((3, 3, 2), (3,)), ((5, 3), (2,)))
                   for o in ("", ", 1")],
        si.make_interp_spline: [*curve("make_interp_spline({})")[:6], case(
            f"{N}.make_interp_spline(np.arange(6.0), y, 2)(t)", y=V(6, 2), t=places(3), **first)],
        si.InterpolatedUnivariateSpline: [case(f"{N}.InterpolatedUnivariateSpline(x, y{o})(t)", x=nodes(6), y=V(6),
                                               t=within(*s), **first) for s in ((3,), (2, 2), (1, 3), (2,))
                                          for o in ("", ", k=1")],
        si.BSpline: [case(f"{N}.BSpline(np.arange(8.0), c, 3)(t{o})", c=V(*s), t=3 + 0.9 * places(*t), **first)
                     for s, t in (((4,), (3,)), ((4, 2), (3,)), ((4,), (2, 2)), ((4, 3), (2,))) for o in ("", ", 1")],
        si.splrep: [case(f"{N}.splev(t, {N}.splrep({x}, y{o})){p}", y=V(8), t=places(*s), **first)
                    for s in ((3,), (2, 2), (2,), (1, 3), (3, 2)) for x, o, p in (("np.linspace(0.0, 1.0, 8)", "", ""),
                                                                ("np.linspace(0.0, 1.2, 8)", ", k=5", " * t"))],
        si.splev: [case(f"{N}.splev(t, (np.arange(8.0), c, 3), {d})", c=V(4), t=3 + 0.9 * places(*s), **first)
                   for s in ((3,), (2, 2), (2,)) for d in (0, 1)],
        si.interp1d: [*[case(f"{N}.interp1d(x, y, {k!r}, axis=0)(t)", x=nodes(6), y=V(*s), t=within(*t), **first)
                        for k in ("linear", "cubic") for s, t in pairs],
                      *[case(f"{N}.interp1d(np.linspace(0.0, 1.0, 6), y, {k})(t)", y=V(6), t=0.83 * places(3), **first)
                        for k in ("'nearest'", "'zero'", "'previous'", "'next'", "bounds_error=False, fill_value=2.0",
                                  "fill_value='extrapolate'", "'quadratic'")],
                      case(f"{N}.interp1d(np.array([3.0, 1.0, 2.0, 0.0]), y)(t)", y=V(2, 4), t=3 * places(3), **first)],
        si.RegularGridInterpolator: [
            case(f"{N}.RegularGridInterpolator({grid}, y)((a, b))", y=V(4, 3), a=2 * places(3), b=2 * places(3),
                 **first),
            case(f"{N}.RegularGridInterpolator({grid}, y, bounds_error=False, fill_value=None)(t)", y=V(4, 3),
                 t=np.array([[-0.3, 1.4], [2.3, 2.6]]), **first),
            case(f"{N}.RegularGridInterpolator({grid}, y, method='nearest')(t)", y=V(4, 3), t=2 * places(2, 2),
                 **first)],
        si.interpn: [case(f"{N}.interpn({grid}, y, t, bounds_error=False, fill_value=0.5)", y=V(4, 3),
                          t=np.array([[-0.3, 1.4], [2.3, 1.6]]), **first)],
        si.RBFInterpolator: [case(f"{N}.RBFInterpolator(p, y{o})(t)", p=points + 0.05 * U(6, 2), y=V(*s),
                                  t=places(3, 2), tolerance=1e-8, **first) for o in kernels for s in ((6,), (6, 2))],
        si.griddata: [*[case(f"{N}.griddata(p, y, t, method={m!r})", p=points, y=V(6), t=0.2 + 0.5 * places(*s),
                             **first)
                        for m in ("linear", "nearest") for s in ((3, 2), (2, 2, 2))],
                      *[case(f"{N}.griddata(p, y, t, 'nearest')", p=points, y=V(6), t=places(n, 2), **first)
                        for n in (1, 2, 4)]],
        si.BarycentricInterpolator: polynomial("BarycentricInterpolator(x, y)(t)"),
        si.KroghInterpolator: polynomial("KroghInterpolator(x, y)(t)"),
        si.barycentric_interpolate: polynomial("barycentric_interpolate(x, y, t)"),
        si.krogh_interpolate: polynomial("krogh_interpolate(x, y, t)"),
    }


CASES = {} if si is None else cases()
drawing_for("")
