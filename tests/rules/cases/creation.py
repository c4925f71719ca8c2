"""Cases of ``rules/numpy/creation.py``."""

import numpy as np

from ..harness import case, normal, positive
from .shaping import cases

X23 = {"x": (2, 3)}
CASES = {
    np.array: [
        *cases("np.array(x)", "np.array(x, dtype=float)", **X23),
        *cases(
            "np.array([x, z])",
            "np.array([x, 2.0, z])",
            "np.array([[x, z], [z, x * z]])",
            "np.array((x, z))",
            x=(),
            z=(),
        ),
        *cases("np.array([x, z])", "np.array([[x, z]])", "np.array([x, np.ones(2)])", x=(2,), z=(2,)),
        *cases("np.array([x * i for i in range(3)])", x=()),
        *cases("np.array([x[i] ** 2 for i in range(len(x))])", x=(20,)),
        *cases("np.array(x)", x=()),
    ],
    np.asarray: [*cases("np.asarray(x)", **X23), *cases("np.asarray([x, z])", x=(), z=())],
    np.asanyarray: cases("np.asanyarray(x)", **X23),
    np.ascontiguousarray: cases("np.ascontiguousarray(x.T)", **X23),
    np.asfortranarray: cases("np.asfortranarray(x)", **X23),
    np.copy: cases("np.copy(x)", "x.copy()", **X23),
    np.ndarray.copy: cases("x.copy()", **X23),
    np.ndarray.astype: cases(
        "x.astype(float)", "x.astype(np.float64) * 2", "x.astype(int) * x", "x.astype('float64')", **X23
    ),
    np.astype: cases("np.astype(x, np.float64)", **X23),
    np.float64: [*cases("np.float64(x) ** 2", x=()), *cases("np.float64(x)", **X23)],
    np.float32: [case("np.float64(np.float32(x)) * x", x=normal(), tolerance=1e-2)],
    np.longdouble: [
        *cases("np.float64(np.longdouble(x) ** 2)", "np.float64(np.longdouble(x * x)) * x", x=()),
        *cases("np.longdouble(x).astype(float) * x", "np.float64(np.longdouble(x) * x)", **X23),
        *cases("np.longdouble(x * z).astype(float)", "np.longdouble(x + z).astype(float) ** 2", x=(3,), z=(2, 1)),
        *cases("np.sum(np.longdouble(x), axis=0).astype(float)", **X23),
    ],
    np.complex128: [
        *cases("np.real(np.complex128(x) * (1 + 2j)) * x", "np.abs(np.complex128(x) + 2j)", x=()),
        *cases("np.complex128(x) * (1 + 2j)", "np.complex128(x.T) ** 2", **X23),
        *cases("np.complex128(x + 1j * z)", x=(3,), z=(2, 1)),
    ],
    np.ndarray.item: [case("x.item()", x=normal(1)), case("np.sum(x).item() * 2", x=normal(3))],
    np.full: [*cases("np.full(3, x)", "np.full((2, 3), x)", x=()), *cases("np.full((2, 3), x)", x=(3,))],
    np.full_like: cases("np.full_like(z, x)", x=(), z=(2, 3)),
    np.linspace: [
        *cases(
            "np.linspace(x, z, 5)",
            "np.linspace(x, 3.0, num=4)",
            "np.linspace(x, z, 4, endpoint=False)",
            "np.linspace(x, z)",
            x=(),
            z=(),
        ),
        *cases("np.linspace(x, z, 4)", x=(2,), z=(2,)),
    ],
    np.geomspace: [case("np.geomspace(x, z, 4)", x=positive(), z=positive())],
    np.logspace: cases("np.logspace(x, z, 4)", x=(), z=()),
    np.arange: [
        case("np.arange(x, 5.0)", x=0.5),
        case("np.arange(x, 5.0, h)", x=0.5, h=1.2),
        case("np.arange(0.0, 3.2, h)", h=0.5),
    ],
}
