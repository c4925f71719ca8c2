"""The argument forms of what is in ``rules/numpy/creation.py``."""

import numpy as np

from ..harness import case, normal, positive

CASES = {
    np.vander: [
        case("np.vander(x)", x=positive(3)),
        case("np.vander(x, 4, increasing=True)", x=positive(3)),
        case("np.vander(x, N=2)", x=positive(3)),
        case("np.vander([x, z])", x=1.0, z=2.0),
    ],
    np.full: [
        case("np.full((2,3), c)", c=1.5),
        case("np.full((2,3), x)", x=normal(3)),
        case("np.full(2, c)", c=1.5),
        case("np.full((2,), fill_value=c, dtype=float)", c=1.5),
    ],
    np.full_like: [
        case("np.full_like(x, c)", x=normal(2, 3), c=1.5),
        case("np.full_like(x, c, dtype=float)", x=normal(2, 3), c=2.0),
    ],
    np.linspace: [
        case("np.linspace(a, b, 5)", a=1.0, b=2.0),
        case("np.linspace(a, b, 5, endpoint=False)", a=1.0, b=2.0),
        case("np.linspace(a, b, num=4)", a=normal(2), b=normal(2)),
        case("np.linspace(a, b, 4, axis=1)", a=normal(2), b=normal(2)),
        case("np.linspace(a, b, 4, retstep=True)", a=1.0, b=2.0),
        case("np.linspace(0, b, 4)", b=2.0),
        case("np.linspace(a, b, 4, dtype=float)", a=1.0, b=2.0),
        case("np.linspace(a, b, 1)", a=1.0, b=2.0),
        case("np.linspace(a, b, n)", a=1.0, b=2.0, n=4),
    ],
    np.geomspace: [
        case("np.geomspace(a, b, 4)", a=1.0, b=2.0),
        case("np.geomspace(a, b, 4, endpoint=False)", a=1.0, b=2.0),
        case("np.geomspace(a, b, 4)", a=positive(2), b=positive(2)),
        case("np.geomspace(a, b, 4, axis=1)", a=positive(2), b=positive(2)),
        case("np.geomspace(a, b, 4)", a=-1.0, b=-2.0),
    ],
    np.logspace: [
        case("np.logspace(a, b, 4)", a=1.0, b=2.0),
        case("np.logspace(a, b, 4, base=3.0)", a=1.0, b=2.0),
        case("np.logspace(a, b, 4, base=c)", a=1.0, b=2.0, c=2.5),
        case("np.logspace(a, b, 4, axis=-1)", a=positive(2), b=positive(2)),
    ],
    np.arange: [
        case("np.arange(a, a + 3)", a=0.5),
        case("np.arange(a, b, 0.5)", a=0.25, b=2.1),
        case("np.arange(0.0, 3.0, s)", s=0.7),
    ],
    np.array: [
        case("np.array([x, z])", x=1.0, z=2.0),
        case("np.array([[x, z],[z, 1.0]])", x=1.0, z=2.0),
        case("np.array([x, z])", x=normal(3), z=normal(3)),
        case("np.array(x)", x=normal(2, 3)),
        case("np.array(x, dtype=float)", x=normal(2, 3)),
        case("np.array(x, copy=True)", x=normal(2, 3)),
        case("np.array([x], dtype=np.float64)", x=2.0),
        case("np.array(x, ndmin=3)", x=normal(2, 3)),
        case("np.array(x, order='F')", x=normal(2, 3)),
        case("np.array([[x*i for i in range(3)] for j in range(2)])", x=2.0),
        case("np.array(x.tolist())", x=normal(3)),
    ],
    np.asarray: [
        case("np.asarray(x)", x=normal(2, 3)),
        case("np.asarray(x, float)", x=normal(2, 3)),
    ],
    np.copy: [
        case("np.copy(x)", x=normal(2, 3)),
        case("x.copy()", x=normal(2, 3)),
        case("np.copy(x, order='F')", x=normal(2, 3)),
    ],
    np.asanyarray: [
        case("np.asanyarray(x)", x=normal(2, 3)),
    ],
    np.ascontiguousarray: [
        case("np.ascontiguousarray(x)", x=normal(2, 3)),
    ],
    np.asfortranarray: [
        case("np.asfortranarray(x)", x=normal(2, 3)),
    ],
    np.require: [
        case("np.require(x)", x=normal(2, 3)),
    ],
    np.fromiter: [
        case("np.fromiter([x,z], float)", x=2.0, z=1.0),
    ],
    np.asarray_chkfinite: [
        case("np.asarray_chkfinite(x)", x=normal(2, 3)),
    ],
    np.fromfunction: [
        case("np.fromfunction(lambda i, j: i * x + j, (2, 3))", x=0.7),
        case("np.fromfunction(lambda i: np.sin(i * x), (4,))", x=0.7),
        case("np.fromfunction(lambda i, j: np.sin(i * x[0]) * j + x[1], (2, 3))", x=normal(2), single=False),
        case("np.fromfunction(lambda i, a: i ** 2 * a, (3,), a=x)", x=0.7),
        case("np.fromfunction(lambda i: i * x, (3,), dtype=float)", x=normal(3), single=False),
        case("np.fromfunction(lambda i: x[i], (3,), dtype=int)", x=normal(4)),
        case("np.fromfunction(lambda i, j: x[i] * x[j], (3, 2), dtype=int)", x=normal(4)),
        case("np.fromfunction(lambda i, j: x[i, j], (2, 2), dtype=int)", x=normal(2, 3)),
        case("np.fromfunction(lambda i, j: x[i + j], (2, 2), dtype=int) @ x[:2]", x=normal(4)),
    ],
    np.ndarray.astype: [
        case("x.astype(np.float64, order='F', copy=False)", x=normal(2, 3)),
        case("x.astype(float, 'C', 'safe')", x=normal(2, 3), single=False),
        case("x.astype(float)", x=normal(2, 3)),
        case("x.astype(np.float64)", x=normal(2, 3)),
        case("x.astype('float64')", x=normal(2, 3)),
        case("x.astype(int) * x", x=normal(2, 3)),
        case("x.astype(dtype=float, copy=False)", x=normal(2, 3)),
    ],
    np.astype: [
        case("np.astype(x, np.float64)", x=normal(2, 3)),
    ],
    np.ndarray.item: [
        case("x.item()", x=normal(1)),
        case("x.item(2)", x=normal(4)),
        case("x.item(1,2)", x=normal(2, 3)),
    ],
    np.ndarray.tolist: [
        case("x.tolist()[0]", x=normal(3)),
    ],
    np.kaiser: [
        case("np.kaiser(5, b)", b=3.0),
    ],
    np.from_dlpack: [
        case("np.from_dlpack(x)", x=normal(4)),
        case("np.from_dlpack(x) ** 2", x=normal(2, 3)),
        case("np.from_dlpack(x.T, copy=True) * x.T", x=normal(2, 3)),
        case("np.from_dlpack(np.sin(x))", x=normal(3, 2)),
        case("np.from_dlpack(x)[1:]", x=normal(4, 1)),
        case("np.from_dlpack(x, device='cpu')", x=normal(2, 1, 2)),
    ],
}
