"""The argument forms of what is in ``rules/numpy/polynomials.py``."""

import numpy as np

from ..harness import case, normal, positive, spd

CASES = {
    np.polyval: [
        case("np.polyval(p, x)", p=normal(3), x=normal(2)),
        case("np.polyval(p, x)", p=normal(3), x=2.0),
        case("np.polyval([1.0,a,2.0], x)", a=2.0, x=1.0),
    ],
    np.polyadd: [
        case("np.polyadd(p,q)", p=normal(3), q=normal(2)),
    ],
    np.polysub: [
        case("np.polysub(p,q)", p=normal(2), q=normal(3)),
    ],
    np.polymul: [
        case("np.polymul(p,q)", p=normal(3), q=normal(2)),
    ],
    np.polyder: [
        case("np.polyder(p)", p=normal(4)),
        case("np.polyder(p, 2)", p=normal(4)),
    ],
    np.polyint: [
        case("np.polyint(p)", p=normal(3)),
        case("np.polyint(p, 2)", p=normal(3)),
        case("np.polyint(p, m=1, k=c)", p=normal(3), c=1.5),
    ],
    np.poly: [
        case("np.poly(x)", x=normal(3)),
        case("np.poly(x)", x=spd(2)),
    ],
    np.polyfit: [
        case("np.polyfit(x, y, 2)", x=np.array([0.0, 1, 2, 3, 4]), y=normal(5)),
        case("np.polyfit(x, y, 1, w=w)", x=np.array([0.0, 1, 2, 3, 4]), y=normal(5), w=positive(5)),
        case("np.polyfit(x, y, 1)", x=np.array([0.0, 1, 2, 3, 4]), y=normal(5, 2)),
    ],
    np.roots: [
        case("np.sort(np.real(np.roots(p)))", p=np.array([1.0, -6.0, 11.0, -6.0])),
    ],
}
