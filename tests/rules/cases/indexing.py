"""Cases of ``rules/numpy/indexing.py``."""

import operator

import numpy as np

from ..harness import apart, case, normal
from .shaping import cases

X23, I = {"x": (2, 3)}, np.array([0, 2, 2])  # noqa: E741 - indices
CASES = {
    operator.getitem: [
        *cases(
            "x[0]",
            "x[-1, 2]",
            "x[1:]",
            "x[:, 1]",
            "x[..., 0]",
            "x[0, ...]",
            "x[::-1, ::2]",
            "x[[0, 0, 1]]",
            "x[:, [0, 2, 2]]",
            "x[[0, 1], [1, 2]]",
            "x[np.array([[0, 1], [1, 1]])]",
            "x[:, None, 1:]",
            "x[x > 0]",
            "x[1][2]",
            "x[0, 1:][1]",
            "x[np.array([True, False])]",
            "x[-1]",
            "x[:, -2:]",
            "x[None, ..., None]",
            "x[()]",
            **X23,
        ),
        case("x[i]", x=normal(3), i=2),
        case("x[i, 1:]", x=normal(2, 3), i=1),
        case("x[i:j]", x=normal(5), i=1, j=4),
        case("x[k]", x=normal(3), k=I),
        case("x[m]", x=normal(3), m=np.array([True, False, True])),
    ],
    np.where: [
        *cases("np.where(x > 0, x, z)", "np.where(x > z, x * z, z - x)", x=(3,), z=(3,)),
        *cases("np.where(x > 0, x, 0.0)", **X23),
        case("np.where(x > 0, x, z)", x=apart(2, 3), z=normal(3)),
        case("np.where(x > 0, x, z)", x=apart(2, 1), z=0.3),
        *cases("np.where(x > 0, x, -x)", x=()),
    ],
    np.select: cases("np.select([x > 1, x > 0], [x * 2, x * x], -x)", "np.select([x > 0], [x], 0.0)", x=(5,)),
    np.choose: [case("np.choose(k, [x, z, x * z])", k=np.array([0, 1, 2]), x=normal(3), z=normal(3))],
    np.compress: [
        case("np.compress([True, False, True], x)", x=normal(3)),
        case("np.compress(m, x, axis=1)", x=normal(2, 3), m=np.array([True, False, True])),
    ],
    np.extract: cases("np.extract(x > 0, x)", **X23),
    np.take: [
        *cases(
            "np.take(x, [0, 0, 4])",
            "np.take(x, [0, 0, 1], axis=0)",
            "np.take(x, 1, axis=1)",
            "x.take([1, 1], axis=-1)",
            "np.take(x, 3)",
            "np.take(x, [[0, 1], [2, 2]], axis=1)",
            **X23,
        ),
        case("np.take(x, k)", x=normal(3), k=I),
    ],
    np.take_along_axis: [
        case("np.take_along_axis(x, k, 1)", x=normal(2, 3), k=np.array([[0, 0], [2, 1]])),
        case("np.take_along_axis(x, k, axis=0)", x=normal(2, 3), k=np.array([[0, 1, 1]])),
        case("np.take_along_axis(x, np.argsort(x, axis=1), axis=1)", x=normal(2, 3)),
    ],
    np.delete: cases("np.delete(x, 1)", "np.delete(x, [0, 1], axis=1)", "np.delete(x, 0, axis=0)", **X23),
    np.insert: [
        *cases("np.insert(x, 1, z)", x=(3,), z=()),
        *cases("np.insert(x, [1, 3], z)", x=(4,), z=(2,)),
        *cases("np.insert(x, 1, z, axis=1)", x=(2, 3), z=(2, 1)),
    ],
    np.sort: cases(
        "np.sort(x)",
        "np.sort(x, axis=0)",
        "np.sort(x, axis=None)",
        "np.sort(x, -1)",
        "np.sort(x)[::-1]",
        make=apart,
        **X23,
    ),
    np.partition: cases("np.partition(x, 1)[..., 1]", "np.partition(x, 1, axis=1)[:, 1]", make=apart, **X23),
    np.diagonal: [
        *cases("np.diagonal(x)", "x.diagonal()", "np.diagonal(x, 1)", "np.diagonal(x, offset=-1)", x=(3, 3)),
        *cases("np.diagonal(x, 0, 1, 2)", "np.diagonal(x, axis1=0, axis2=2)", x=(2, 3, 3)),
    ],
    np.diag: [
        *cases("np.diag(x)", "np.diag(x, 1)", "np.diag(x, k=-2)", x=(3,)),
        *cases("np.diag(x)", "np.diag(x, 1)", x=(3, 3)),
        *cases("np.diag(x)", **X23),
    ],
    np.diagflat: cases("np.diagflat(x)", "np.diagflat(x, 1)", **X23),
    np.trace: [
        *cases("np.trace(x)", "np.trace(x, 1)", "x.trace()", "np.trace(x, offset=-1)", x=(3, 3)),
        *cases("np.trace(x)", **X23),
        *cases("np.trace(x, axis1=1, axis2=2)", "np.trace(x)", x=(2, 3, 3)),
    ],
    np.tril: cases("np.tril(x)", "np.tril(x, -1)", "np.tril(x, k=1)", x=(3, 3)),
    np.triu: cases("np.triu(x)", "np.triu(x, 1)", x=(2, 3, 3)),
}
