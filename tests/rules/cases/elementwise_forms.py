"""The argument forms of what is in ``rules/numpy/elementwise.py``."""

import numpy as np

from ..harness import case, normal

CASES = {
    np.real: [
        case("x.real", x=normal(2, 3)),
    ],
    np.clip: [
        case("x.clip(0, 1)", x=normal(2, 3)),
        case("x.clip(min=0)", x=normal(2, 3)),
    ],
    np.conj: [
        case("x.conj()", x=normal(2, 3)),
    ],
    np.i0: [
        case("np.i0(x)", x=normal(4)),
        case("np.i0(x)", x=np.array([-10.0, 0.0, 0.5, 9.0, 20.0])),
        case("np.i0(x)", x=1.5),
    ],
    np.sinc: [
        case("np.sinc(x)", x=np.array([0.0, 0.5, 1.0, -2.3])),
    ],
}
