"""Cases of ``rules/numpy/calculus.py``."""

import numpy as np

from ..harness import case, normal, positive
from .shaping import cases

XP = np.array([0.0, 1.0, 2.5, 4.0])
CASES = {
    np.diff: [
        *cases("np.diff(x)", "np.diff(x, axis=0)", "np.diff(x, n=2)", "np.diff(x, 2, -1)", x=(3, 4)),
        *cases("np.diff(x)", x=(4,)),
    ],
    np.ediff1d: cases("np.ediff1d(x)", x=(2, 3)),
    np.gradient: [
        *cases("np.gradient(x)", "np.gradient(x, 0.5)", x=(5,)),
        *cases("np.gradient(x, axis=1)", "np.gradient(x, 0.5, axis=0)", "np.gradient(x)[1]", x=(3, 4)),
        case("np.gradient(x, t)", x=normal(4), t=XP, fixed=("t",)),
        *cases("np.gradient(x, h)", x=(4,), h=()),
    ],
    np.trapezoid: [
        *cases("np.trapezoid(x)", "np.trapezoid(x, dx=0.3)", "np.trapezoid(x, axis=0)", x=(3, 4)),
        *cases("np.trapezoid(x, z)", "np.trapezoid(x, x=z)", x=(4,), z=(4,)),
        *cases("np.trapezoid(x, z)", x=(2, 4), z=(4,)),
    ],
    np.interp: [
        case("np.interp(x, xp, fp)", x=np.array([0.3, 1.7, 3.0]), xp=XP, fp=normal(4), fixed=("xp",)),
        case("np.interp(x, xp, fp)", x=2.0, xp=XP, fp=normal(4), fixed=("xp",)),
        case("np.interp(x, xp, fp)", x=np.array([-1.0, 5.0]), xp=XP, fp=normal(4), fixed=("xp",)),
    ],
    np.convolve: [
        *[
            case(f"np.convolve(x, z, {m!r})", x=normal(n), z=normal(k))
            for m in ("full", "same", "valid")
            for n, k in ((5, 3), (3, 5), (4, 2), (3, 3))
        ],
        *cases("np.convolve(x, z)", x=(4,), z=(3,)),
    ],
    np.correlate: [
        case(f"np.correlate(x, z, {m!r})", x=normal(n), z=normal(k))
        for m in ("full", "same", "valid")
        for n, k in ((5, 3), (4, 2), (3, 3))
    ],
    np.polyval: [*cases("np.polyval(z, x)", x=(3,), z=(4,)), *cases("np.polyval(z, x)", x=(), z=(3,))],
    np.unwrap: cases("np.unwrap(x)", x=(4,)),
    np.vander: [case("np.vander(x)", x=positive(3)), case("np.vander(x, 4, increasing=True)", x=positive(3))],
}
