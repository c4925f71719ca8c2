"""Cases of ``rules/scipy/images.py``, and of options of the filters in ``ndimage.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, inside, normal

try:
    import scipy.ndimage as nd
except ImportError:  # pragma: no cover
    nd = None
drawing_for(__name__)
V, U = normal, inside
N = "scipy.ndimage"
FIRST: Any = {"order": 1, "single": False}
MODES = ("constant", "nearest", "mirror", "reflect", "grid-wrap")


def cases() -> dict[Any, Any]:
    beyond = np.array([[-0.7, 1.3, 2.6, 4.4], [0.3, 1.7, 3.1, 2.2]])
    smooth = ["x, s, order=1", "x, s, order=2", "x, s, order=3", "x, s, 1, mode='wrap'"]
    turned = np.array([[0.9, 0.2], [-0.15, 1.05]])
    return {
        nd.map_coordinates: [
            *[case(f"{N}.map_coordinates(x, c, order={k}, mode={m!r})", x=V(5, 5), c=beyond, **FIRST)
              for m in MODES for k in (1, 2, 3)],
            *[case(f"{N}.map_coordinates(x, c, order={k})", x=V(6), c=0.3 + beyond[:1, 1:3], **FIRST)
              for k in (0, 4, 5)],
            case(f"{N}.map_coordinates(x, c, prefilter=False, cval=1.5)", x=V(6), c=beyond[:1], **FIRST),
            case(f"{N}.map_coordinates(x, c)", x=V(3, 4, 3), c=1.2 + 0.3 * U(3, 2), **FIRST)],
        nd.spline_filter1d: [case(f"{N}.spline_filter1d(x, {k}, {a}, mode={m!r})", x=V(*s), single=False)
                             for k, a, m, s in ((3, 0, "mirror", (5, 3)), (2, 1, "mirror", (3, 5)), (4, -1, "reflect",
                                                (2, 6)), (3, 0, "grid-wrap", (6, 2)), (5, 1, "mirror", (2, 7)),
                                                (3, 0, "reflect", (5, 2)), (3, 1, "nearest", (2, 5)))],
        nd.spline_filter: [case(f"{N}.spline_filter(x, {k}, mode={m!r})", x=V(*s), single=False)
                           for k, m, s in ((3, "mirror", (5, 3)), (2, "mirror", (3, 5)), (4, "reflect", (4, 6)),
                                           (3, "grid-wrap", (6, 2)), (5, "mirror", (3, 7)), (3, "reflect", (5, 2)),
                                           (3, "mirror", (3, 3, 4)))],
        nd.shift: [*[case(f"{N}.shift(x, s, mode={m!r})", x=V(5, 4), s=np.array([0.3, -0.4]), **FIRST) for m in MODES],
                   case(f"{N}.shift(x, s, order=1, cval=0.5)", x=V(6), s=0.4, **FIRST),
                   case(f"{N}.shift(x, [1.2, -0.7])", x=V(4, 4), **FIRST)],
        nd.zoom: [case(f"{N}.zoom(x, {z})", x=V(*s), **FIRST) for z, s in (
            ("2", (4, 3)), ("1.5, order=1", (4, 4)), ("(2, 0.5), mode='nearest'", (3, 5)), ("0.7", (5, 5)),
            ("1.3, order=2, mode='mirror'", (4, 4)), ("[1.0, 1.5]", (3, 4)), ("1.5", (4, 2)))],
        nd.affine_transform: [
            case(f"{N}.affine_transform(x, m, mode='reflect')", x=V(5, 5), m=turned, **FIRST),
            case(f"{N}.affine_transform(x, m, 0.05, mode='mirror')", x=V(4, 4), m=turned, **FIRST),
            case(f"{N}.affine_transform(x, m, o)", x=V(5, 4), m=turned, o=np.array([0.13, 0.22]), **FIRST),
            case(f"{N}.affine_transform(x, m, 0.2)", x=V(4, 4), m=np.array([0.9, 0.8]), **FIRST),
            case(f"{N}.affine_transform(x, m, 0.15, (3, 3), mode='mirror')", x=V(5, 5), m=turned, **FIRST),
            case(f"{N}.affine_transform(x, m, mode='mirror')", x=V(4, 5), m=turned, **FIRST),
            case(f"{N}.affine_transform(x, m, mode='nearest')", x=V(4, 5), m=turned, **FIRST)],
        nd.rotate: [case(f"{N}.rotate(x, a{o})", x=V(*s), a=a, **FIRST) for o, s, a in (
            ("", (5, 5), 30.0), (", reshape=False", (5, 4), 20.0), (", order=1, mode='nearest'", (4, 5), -35.0),
            (", mode='mirror'", (4, 4), 50.0), (", axes=(0, 1)", (3, 5), 10.0), (", cval=1.5", (4, 4), 75.0),
            (", reshape=False, order=2", (4, 4), -20.0))],
        nd.gaussian_filter1d: [case(f"{N}.gaussian_filter1d({o})", x=V(6, 3), s=0.8) for o in smooth],
        nd.gaussian_filter: [case(f"{N}.gaussian_filter({o})", x=V(5, 4), s=0.7)
                             for o in ("x, s, 1", "x, s, order=(0, 2)", "x, s, truncate=2.0")],
        nd.gaussian_laplace: [case(f"{N}.gaussian_laplace(x, s{o})", x=V(*n), s=0.8) for o, n in (
            ("", (5, 4)), (", mode='wrap'", (4, 4)), (", truncate=2.0", (4, 5)), ("", (6,)), ("", (4, 3, 3)),
            (", mode='constant', cval=0.5", (4, 4)))],
        nd.gaussian_gradient_magnitude: [case(f"{N}.gaussian_gradient_magnitude(x, s{o})", x=V(*n), s=0.8)
                                         for o, n in (("", (5, 4)), (", mode='wrap'", (4, 4)), ("", (4, 5)),
                                                      (", truncate=2.0", (4, 5)), ("", (4, 3, 3)))],
        nd.correlate: [case(f"{N}.correlate(x, w, origin={o})", x=V(5, 4), w=V(3, 2)) for o in ("(1, 0)", "-1")],
        nd.convolve: [case(f"{N}.convolve(x, w, origin={o})", x=V(5, 4), w=V(3, 3)) for o in ("(1, 0)", "-1")],
        nd.correlate1d: [case(f"{N}.correlate1d(x, w, 0, origin=1)", x=V(5, 3), w=V(3))],
        nd.convolve1d: [case(f"{N}.convolve1d(x, w, origin=-1)", x=V(3, 5), w=V(3))],
        nd.uniform_filter: [case(f"{N}.uniform_filter(x, (3, 2), origin=(1, 0))", x=V(5, 4))],
        nd.uniform_filter1d: [case(f"{N}.uniform_filter1d(x, 3, origin=1)", x=V(6))],
    }


CASES = {} if nd is None else cases()
drawing_for("")
