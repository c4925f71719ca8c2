"""Cases of ``rules/numpy/ufunc_methods.py``."""

import numpy as np

from ..harness import apart, case, normal, positive


def shifted(*shape):
    """Positive numbers, no two of them near each other."""
    x = apart(*shape)
    return x - np.min(x) + 0.5


def reduce(name):
    """``reduce`` over axes."""
    return [
        case(f"{name}.reduce(x)", x=shifted(4)),
        case(f"{name}.reduce(x)", x=shifted(3, 2)),
        case(f"{name}.reduce(x, axis=1)", x=shifted(3, 4)),
        case(f"{name}.reduce(x, axis=-1, keepdims=True)", x=shifted(2, 3)),
        case(f"{name}.reduce([x, z, w])", x=1.0, z=2.0, w=3.0),
    ]


def accumulate(name):
    """``accumulate`` over axes."""
    return [
        case(f"{name}.accumulate(x)", x=shifted(4)),
        case(f"{name}.accumulate(x)", x=shifted(3, 2)),
        case(f"{name}.accumulate(x, axis=1)", x=shifted(3, 2)),
        case(f"{name}.accumulate(x, -1)", x=shifted(2, 3, 2)),
    ]


def reduceat(name):
    """``reduceat``, with parts in any order."""
    return [
        case(f"{name}.reduceat(x, [0, 2, 1])", x=shifted(4)),
        case(f"{name}.reduceat(x, [0, 2], axis=1)", x=shifted(3, 4)),
        case(f"{name}.reduceat(x, i)", x=shifted(5, 2), i=np.array([0, 3, 3])),
    ]


def outer(name):
    """``outer`` of ranks."""
    return [
        case(f"{name}.outer(x, z)", x=shifted(3), z=positive(2)),
        case(f"{name}.outer(x, z)", x=shifted(3), z=positive(2, 2)),
        case(f"{name}.outer(x, z)", x=shifted(2, 2), z=positive()),
    ]


OTHERS = ["np.subtract", "np.divide", "np.hypot", "np.fmax", "np.logaddexp2"]
CASES = {
    np.add.reduce: [
        *reduce("np.add"),
        case("np.add.reduce(x, axis=(0, 1), keepdims=True)", x=normal(3, 4)),
        case("np.add.reduce(x, axis=None)", x=normal(3, 4)),
        case("np.add.reduce(x, 0, initial=c)", x=normal(3, 4), c=1.0),
    ],
    np.multiply.reduce: reduce("np.multiply"),
    np.maximum.reduce: [*reduce("np.maximum"), case("np.maximum.reduce(x, initial=c)", x=apart(3), c=0.1)],
    np.minimum.reduce: reduce("np.minimum"),
    np.logaddexp.reduce: [
        *reduce("np.logaddexp"),
        case("np.logaddexp.reduce(x, axis=(0, 1))", x=normal(3, 4)),
        case("np.logaddexp.reduce(x, axis=None)", x=normal(3, 4)),
    ],
    np.add.accumulate: accumulate("np.add"),
    np.multiply.accumulate: accumulate("np.multiply"),
    np.add.reduceat: [*reduceat("np.add"), case("np.add.reduceat(x, i, -1)", x=normal(2, 3), i=np.array([2, 0]))],
    np.ufunc.reduce: [c for name in OTHERS for c in reduce(name)],
    np.ufunc.accumulate: [c for name in [*OTHERS, "np.maximum", "np.logaddexp"] for c in accumulate(name)],
    np.ufunc.reduceat: [c for name in ["np.multiply", "np.maximum", "np.subtract"] for c in reduceat(name)],
    np.ufunc.outer: [
        c
        for name in ["np.subtract", "np.divide", "np.hypot", "np.add", "np.multiply", "np.power", "np.arctan2"]
        for c in outer(name)
    ],
}
