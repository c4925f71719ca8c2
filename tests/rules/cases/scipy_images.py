"""Cases of ``rules/scipy/ndimage.py`` and ``sparse.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal

try:
    import scipy.ndimage as nd
    import scipy.sparse as sparse
    import scipy.sparse.linalg as solvers
except ImportError:  # pragma: no cover
    nd = None
drawing_for(__name__)
V, Z = normal, complex_normal
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
        nd.uniform_filter: [case(f"{N}.uniform_filter(x)", x=V(5)), case(f"{N}.uniform_filter(x, size=2)", x=V(4, 3))],
        solvers.spsolve: [case("scipy.sparse.linalg.spsolve(a, b)", a=a.tocsc(), b=V(4)),
                          case("scipy.sparse.linalg.spsolve(a, b)", a=a, b=V(4, 2)),
                          case("scipy.sparse.linalg.spsolve(a, b)", a=a, b=Z(4)),
                          case("a @ x", a=a, x=V(4)), case("a @ x", a=a, x=V(4, 2)), case("a.dot(x * x)", a=a, x=V(4)),
                          case("wide @ x", wide=wide, x=V(3)), case("x @ wide", wide=wide, x=V(2)),
                          case("(a @ x) * (x @ a)", a=a, x=V(4)), case("a @ z", a=a, z=Z(4))],
    }


CASES = {} if nd is None else cases()
drawing_for("")
