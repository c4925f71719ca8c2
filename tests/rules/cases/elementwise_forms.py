"""The argument forms of what is in ``rules/numpy/elementwise.py``."""

import numpy as np

from ..harness import apart, case, normal, positive

UNARY = (
    "sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arctanh exp exp2 expm1 log log2 log10 log1p sqrt cbrt "
    "square reciprocal abs fabs negative positive deg2rad rad2deg radians degrees conj real sinc i0 nan_to_num"
).split()
BINARY = (
    "add subtract multiply divide power float_power maximum minimum fmax fmin arctan2 hypot logaddexp logaddexp2 "
    "copysign nextafter fmod remainder"
).split()


def unary(name):
    """A function of one argument: arrays without dimensions, empty ones, lists, what a ufunc takes besides."""
    forms = [
        case(f"np.{name}(x)", x=np.array(0.3)),
        case(f"np.{name}(x)", x=np.zeros(0)),
        case(f"np.{name}(x)", x=positive(2, 1, 3) / 3),
        case(f"np.{name}([x, 0.5])", x=0.3),
    ]
    if not isinstance(getattr(np, name), np.ufunc):
        return forms
    return [
        *forms,
        case(f"np.{name}(x, dtype=np.float64)", x=positive(3) / 3),
        case(f"np.{name}(x, casting='same_kind', order='C', subok=False)", x=positive(2, 3) / 3),
    ]


def binary(name):
    """A function of two arguments, in all their forms."""
    return [
        case(f"np.{name}(x, z)", x=np.array(2.3), z=positive(2, 1)),
        case(f"np.{name}(x, z)", x=np.zeros((0, 3)), z=positive(3)),
        case(f"np.{name}(x, z, dtype=float)", x=apart(3) + 3.07, z=np.array([0.7])),
        case(f"np.{name}([x, 2.0], z)", x=1.3, z=np.array([0.9, 0.7])),
        case(f"np.{name}(3, z)", z=np.array([0.9, 0.7])),
        case(f"np.{name}(x, 2)", x=np.array([0.9, 2.7])),
    ]


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
    np.frexp: [
        case("np.frexp(x)[0]", x=positive(3)),
        case("np.frexp(x)", x=np.array([3.3, -0.3])),
        case("np.frexp(x)[0] * 2.0 ** np.frexp(x)[1]", x=positive(2, 2)),
        case("np.frexp(x)[0]", x=1.3),
    ],
    **{getattr(np, name): unary(name) for name in UNARY if name not in ("i0", "sinc", "real", "conj")},
    **{getattr(np, name): binary(name) for name in BINARY},
}
