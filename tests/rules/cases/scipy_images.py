"""Cases of ``rules/scipy/ndimage.py`` and ``sparse.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, inside, normal

try:
    import scipy.ndimage as nd
    import scipy.sparse as sparse
    import scipy.sparse.linalg as solvers
except ImportError:  # pragma: no cover
    nd = None
drawing_for(__name__)
V, Z, U = normal, complex_normal, inside
FIRST: Any = {"order": 1, "single": False}
N = "scipy.ndimage"
MODES = ["reflect", "constant", "nearest", "mirror", "wrap"]


def filters(name):
    """Cases of a filter with weights."""
    f = f"{N}.{name}"
    return [*[case(f"{f}(x, w, mode={mode!r})", x=V(5, 4), w=V(3, 3)) for mode in MODES],
            *[case(f"{f}(x, w)", x=V(*a), w=V(*b)) for a, b in (((6,), (3,)), ((6,), (2,)), ((4, 5), (2, 3)),
                                                               ((3, 3), (4, 4)))],
            case(f"{f}(x, w, mode='constant', cval=1.5)", x=V(5), w=V(3)),
            case(f"{f}(x * x, w) * x", x=V(4, 3), w=V(1, 2))]


def cases() -> dict[Any, Any]:
    a = sparse.csr_array(np.array([[4.0, 0, 1, 0], [0, 3, 0, 2], [1, 0, 5, 0], [0, 1, 0, 6]]))
    wide = sparse.csr_matrix(np.array([[4.0, 0, 1], [0, 3, 0]]))
    return {
        nd.correlate: filters("correlate"), nd.convolve: filters("convolve"),
        nd.correlate1d: [case(f"{N}.correlate1d(x, w, axis=0)", x=V(4, 3), w=V(3)),
                         case(f"{N}.correlate1d(x, w)", x=V(4, 3), w=V(2))],
        nd.convolve1d: [case(f"{N}.convolve1d(x, w, axis=0)", x=V(4, 3), w=V(2)),
                        case(f"{N}.convolve1d(x, w, mode='wrap')", x=V(5), w=V(3))],
        nd.gaussian_filter1d: [case(f"{N}.gaussian_filter1d(x, s)", x=V(6), s=0.8),
                               case(f"{N}.gaussian_filter1d(x, 0.7, axis=0)", x=V(4, 2))],
        nd.gaussian_filter: [case(f"{N}.gaussian_filter(x, 0.6)", x=V(4, 5)),
                             case(f"{N}.gaussian_filter(x, s, mode='nearest')", x=V(4, 3), s=0.7),
                             case(f"{N}.gaussian_filter(x, (0.5, 1.0))", x=V(3, 4))],
        **{getattr(nd, f): [case(f"{N}.{f}(x)", x=V(6)), case(f"{N}.{f}(x, axis=0, mode='nearest')", x=V(4, 5))]
           for f in ("sobel", "prewitt")},
        nd.laplace: [case(f"{N}.laplace(x)", x=V(6)), case(f"{N}.laplace(x, mode='wrap')", x=V(4, 5))],
        nd.uniform_filter1d: [case(f"{N}.uniform_filter1d(x, 3)", x=V(6)),
                              case(f"{N}.uniform_filter1d(x, 2, 0)", x=V(4, 3))],
        nd.map_coordinates: [
            case(f"{N}.map_coordinates(x, [c, d], order=1)", x=V(4, 5), c=1.4 + 0.2 * U(3), d=2.5 + 0.2 * U(3),
                 **FIRST),
            case(f"{N}.map_coordinates(x, [c], order=1, mode='nearest')", x=V(5), c=np.array([0.3, 2.6, 5.5]), **FIRST),
            case(f"{N}.map_coordinates(x, [c], order=1)", x=V(5), c=np.array([0.3, 2.6, 5.5]), **FIRST)],
        nd.uniform_filter: [case(f"{N}.uniform_filter(x)", x=V(5)), case(f"{N}.uniform_filter(x, size=2)", x=V(4, 3))],
        solvers.SuperLU.solve: [
            case("lu.solve(b)", lu=solvers.splu(a.tocsc()), b=V(4)),
            case("lu.solve(b * b, 'T') * b", lu=solvers.splu(a.tocsc()), b=V(4)),
            case("lu.solve(b)", lu=solvers.splu(a.tocsc()), b=V(4, 2)),
            case("scipy.sparse.linalg.splu(a).solve(b)", a=a.tocsc(), b=V(4))],
        solvers.spsolve: [case("scipy.sparse.linalg.spsolve(a, b)", a=a.tocsc(), b=V(4)),
                          case("scipy.sparse.linalg.spsolve(a, b)", a=a, b=V(4, 2)),
                          case("scipy.sparse.linalg.spsolve(a, b)", a=a, b=Z(4)),
                          case("a @ x", a=a, x=V(4)), case("a @ x", a=a, x=V(4, 2)), case("a.dot(x * x)", a=a, x=V(4)),
                          case("wide @ x", wide=wide, x=V(3)), case("x @ wide", wide=wide, x=V(2)),
                          case("(a @ x) * (x @ a)", a=a, x=V(4)), case("a @ z", a=a, z=Z(4))],
    }


CASES = {} if nd is None else cases()
drawing_for("")
