"""Cases of ``rules/scipy/interpolate.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, inside, normal

try:
    import scipy.interpolate as si
except ImportError:  # pragma: no cover
    si = None
drawing_for(__name__)
V = normal
X, Y, WIDE = np.linspace(0.0, 1.0, 7), np.sin(np.linspace(0.0, 3.0, 7)), {"single": False}


def places(*shape):
    """Numbers between 0.05 and 0.95."""
    return 0.5 * inside(*shape) + 0.5


def cases() -> dict[Any, Any]:
    N = "scipy.interpolate"

    def calls(f: Any) -> list[Any]:
        return [case("f(t)", f=f, t=places(3), order=1), case("f(t) * t", f=f, t=places(2, 2), order=1),
                case("f(t)", f=f, t=places(), order=1), case("f(t, 1)", f=f, t=places(3), order=1)]
    cubic, two = si.CubicSpline(X, Y), si.CubicSpline(X, np.stack([Y, Y**2], axis=1))
    grid = si.RegularGridInterpolator((X, X[:4]), np.outer(Y, Y[:4]))
    tck = si.splrep(X, Y)

    def through(made: str, **more: Any) -> list[Any]:
        return [case(f"{N}.{made}(t)", y=V(7), t=places(3), **WIDE, **more),
                case(f"{N}.{made}(t) * t", y=V(7), t=places(2, 2), **WIDE, **more),
                case(f"{N}.{made}(t)", y=V(7), t=places(), **WIDE, **more)]
    knots = "np.linspace(0.0, 1.0, 7)"
    return {
        si.PPoly.__call__: [*calls(cubic), *calls(si.PchipInterpolator(X, Y)), *calls(si.Akima1DInterpolator(X, Y)),
                            case("f(t)", f=two, t=places(3), order=1)],
        si.BPoly.__call__: calls(si.BPoly.from_derivatives([0.0, 1.0], [[0.0, 1.0], [2.0, -1.0]])),
        si.BSpline.__call__: calls(si.make_interp_spline(X, Y)),
        si.UnivariateSpline.__call__: calls(si.UnivariateSpline(X, Y, s=0)),
        si.splev: [case(f"{N}.splev(t, ({tck[0].tolist()!r}, {tck[1].tolist()!r}, 3))", t=places(3), order=1)],
        si.CubicSpline: [*through(f"CubicSpline({knots}, y)"), *through(f"CubicSpline({knots}, y, bc_type='natural')"),
                         case(f"{N}.CubicSpline({knots}, y)(t, 1)", y=V(7), t=places(3), **WIDE)],
        si.make_interp_spline: [*through(f"make_interp_spline({knots}, y)"),
                                *through(f"make_interp_spline({knots}, y, 5)")],
        si.interp1d: [*through(f"interp1d({knots}, y)", order=1, tolerance=1e-6),
                      *through(f"interp1d({knots}, y, kind='cubic')")],
        si.RegularGridInterpolator: [
            case(f"{N}.RegularGridInterpolator(({knots}, np.arange(4.0)), y)(t)", y=V(7, 4), t=places(3, 2), order=1,
                 **WIDE)],
        si.interpn: [case(f"{N}.interpn(({knots}, np.arange(4.0)), y, t)", y=V(7, 4), t=places(3, 2), order=1, **WIDE)],
        si.RegularGridInterpolator.__call__: [case("f(t)", f=grid, t=0.5 * places(3, 2), order=1),
                                              case("f(t)", f=grid, t=0.5 * places(2), order=1)],
    }


CASES = {} if si is None else cases()
drawing_for("")
