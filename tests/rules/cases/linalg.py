"""Cases of ``rules/numpy/linalg.py``."""

import numpy as np

from ..harness import case, normal, positive, spd

S = np.linalg


def matrix(*shape):
    """Matrices far from singular."""
    return normal(*shape) + 3.0 * np.eye(shape[-2], shape[-1])


def over(expression, *shapes, make=normal):
    """An expression in ``a``, over shapes."""
    return [case(expression, a=make(*s)) for s in shapes]


SQUARES = [(3, 3), (1, 1), (2, 2), (2, 3, 3), (2, 1, 2, 2)]
TALL, WIDE = [(4, 2), (3, 3), (2, 4, 3)], [(2, 4), (2, 2, 3)]
MATRIX_ORDERS = ["None", "'fro'", "'nuc'", "1", "-1", "2", "-2", "np.inf", "-np.inf"]
VECTOR_ORDERS = ["None", "0", "1", "2", "3", "-1", "-2", "0.5", "np.inf", "-np.inf", "2.5", "-3"]
NUMBERS = VECTOR_ORDERS[1:]
SINGULAR = [np.array([[1.0, 2, 3], [2, 4, 6], [1, 0, 1]]), np.zeros((2, 2)), np.outer([1.0, 2, 3], [1.0, 2, 3])]
DISTINCT = np.diag([1.0, 2.0, 4.0]) + 0.1 * np.array([[0.3, -0.2, 0.5], [0.1, 0.7, -0.4], [0.2, 0.6, -0.3]])
TENSOR = matrix(4, 4)
CASES = {
    S.solve: [
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=normal(3)),
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=normal(3, 2)),
        case("np.linalg.solve(a, b)", a=matrix(2, 3, 3), b=normal(2, 3, 2)),
        case("np.linalg.solve(a, b)", a=matrix(2, 3, 3), b=normal(3)),
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=normal(2, 3, 2)),
        case("np.linalg.solve(a, b)", a=matrix(2, 1, 3, 3), b=normal(4, 3, 2)),
        case("np.linalg.solve(a, a.T @ b)", a=matrix(3, 3), b=normal(3, 1)),
        case("np.linalg.solve(a, [x, 2.0])", a=matrix(2, 2), x=1.5),
    ],
    S.inv: over("np.linalg.inv(a)", *SQUARES, make=matrix),
    S.pinv: [
        *over("np.linalg.pinv(a)", *TALL, *WIDE),
        *over("np.linalg.pinv(a, 1e-4)", *TALL, *WIDE),
        *over("np.linalg.pinv(a, rtol=1e-4)", *TALL, *WIDE),
        *over("np.linalg.pinv(a, hermitian=True)", (3,), (2, 2), make=spd),
        case("np.linalg.pinv(a @ b, 1e-4)", a=normal(4, 2), b=normal(2, 4)),
    ],
    S.lstsq: [
        case("np.linalg.lstsq(a, b, rcond=None)[0]", a=matrix(4, 2), b=normal(4)),
        case("np.linalg.lstsq(a, b)[0]", a=matrix(4, 2), b=normal(4, 2)),
        case("np.linalg.lstsq(a, b)[0]", a=matrix(3, 3), b=normal(3)),
        case("np.linalg.lstsq(a, b)[0]", a=matrix(2, 4), b=normal(2)),
        case("np.linalg.lstsq(a, b)[0]", a=matrix(2, 4), b=normal(2, 3)),
        case("np.linalg.lstsq(a, b, 1e-4)[0]", a=matrix(4, 2), b=normal(4)),
        case("np.linalg.lstsq(a @ c, b, 1e-4)[0]", a=normal(5, 2), c=normal(2, 3), b=normal(5)),
        case("np.linalg.lstsq(a, b)[1]", a=matrix(4, 2), b=normal(4)),
        case("np.linalg.lstsq(a, b)[1]", a=matrix(4, 2), b=normal(4, 2)),
        case("np.linalg.lstsq(a, b)[3]", a=matrix(4, 2), b=normal(4)),
    ],
    S.det: [
        *over("np.linalg.det(a)", *SQUARES, (0, 0), make=matrix),
        *[case("np.linalg.det(a)", a=a) for a in SINGULAR],
        case("np.linalg.det(a)", a=np.stack([SINGULAR[0], DISTINCT])),
    ],
    S.slogdet: [
        *over("np.linalg.slogdet(a)[1]", *SQUARES, make=matrix),
        case("np.linalg.slogdet(a).logabsdet", a=matrix(3, 3)),
        case("np.linalg.slogdet(-a)", a=matrix(3, 3)),
        case("np.linalg.slogdet(a)[0] * a", a=matrix(3, 3)),
    ],
    S.norm: [
        *[case(f"np.linalg.norm(x, {o})", x=normal(3, 4)) for o in MATRIX_ORDERS],
        *[case(f"np.linalg.norm(x, {o}, keepdims=True)", x=normal(3, 4)) for o in MATRIX_ORDERS],
        *[case(f"np.linalg.norm(x, {o}, axis=(1, 2))", x=normal(2, 3, 4)) for o in MATRIX_ORDERS],
        *[case(f"np.linalg.norm(x, {o}, (2, 0), True)", x=normal(2, 3, 4)) for o in MATRIX_ORDERS],
        *[case(f"np.linalg.norm(x, {o})", x=positive(4)) for o in VECTOR_ORDERS],
        *[case(f"np.linalg.norm(x, {o}, axis=1)", x=positive(2, 3, 4)) for o in VECTOR_ORDERS],
        *[case(f"np.linalg.norm(x, {o}, axis=-1, keepdims=True)", x=positive(3, 4)) for o in VECTOR_ORDERS],
        case("np.linalg.norm(x)", x=normal(2, 3, 2)),
        case("np.linalg.norm(x, axis=0)", x=normal(3, 4)),
        case("np.linalg.norm(x, keepdims=True)", x=normal(2, 3, 2)),
        case("np.linalg.norm(x, axis=(0, 1))", x=normal(2, 3, 4)),
        case("np.linalg.norm(x, p)", x=positive(4), p=2.5, fixed=("p",)),
        case("np.linalg.norm(x, p)", x=positive(4), p=0),
        case("np.linalg.norm([x, z])", x=3.0, z=4.0),
        case("np.linalg.norm(x - z)", x=normal(3), z=normal(3)),
    ],
    S.vector_norm: [
        *[case(f"np.linalg.vector_norm(x, ord={o})", x=positive(2, 3)) for o in NUMBERS],
        *[case(f"np.linalg.vector_norm(x, ord={o}, axis=(0, 2))", x=positive(2, 3, 2)) for o in NUMBERS],
        *[case(f"np.linalg.vector_norm(x, ord={o}, keepdims=True)", x=positive(2, 3)) for o in NUMBERS],
        *[case(f"np.linalg.vector_norm(x, ord={o}, axis=1, keepdims=True)", x=positive(2, 3)) for o in NUMBERS],
        case("np.linalg.vector_norm(x, axis=(-1, 0), keepdims=True)", x=normal(2, 3, 2)),
    ],
    S.matrix_norm: [
        *[case(f"np.linalg.matrix_norm(x, ord={o})", x=normal(2, 3, 4)) for o in MATRIX_ORDERS],
        case("np.linalg.matrix_norm(x)", x=normal(2, 3)),
        case("np.linalg.matrix_norm(x, keepdims=True)", x=normal(2, 3)),
    ],
    S.matrix_power: [
        *[case(f"np.linalg.matrix_power(a, {n})", a=matrix(3, 3) / 3) for n in (-3, -1, 0, 1, 2, 3, 4, 5, 8)],
        case("np.linalg.matrix_power(a, 3)", a=matrix(2, 3, 3) / 3),
        case("np.linalg.matrix_power(a, -2)", a=matrix(2, 3, 3) / 3),
    ],
    S.multi_dot: [
        case("np.linalg.multi_dot([a, b, c])", a=normal(2, 3), b=normal(3, 2), c=normal(2, 4)),
        case("np.linalg.multi_dot([a, b])", a=normal(3), b=normal(3, 2)),
        case("np.linalg.multi_dot((a, b, c))", a=normal(3), b=normal(3, 2), c=normal(2)),
        case("np.linalg.multi_dot((a, b, a.T))", a=normal(2, 3), b=normal(3, 3)),
    ],
    S.cond: [
        *[case(f"np.linalg.cond(a, {o})", a=DISTINCT) for o in MATRIX_ORDERS],
        *[case(f"np.linalg.cond(a, p={o})", a=np.stack([DISTINCT, DISTINCT.T])) for o in MATRIX_ORDERS],
        *over("np.linalg.cond(a)", (4, 2), (2, 2, 3)),
    ],
    S.tensorsolve: [
        case("np.linalg.tensorsolve(a, b)", a=TENSOR, b=normal(4)),
        case("np.linalg.tensorsolve(a, b)", a=TENSOR.reshape(2, 2, 4), b=normal(2, 2)),
        case("np.linalg.tensorsolve(a, b)", a=TENSOR.reshape(4, 2, 2), b=normal(4)),
        case("np.linalg.tensorsolve(a, b, axes=(0, 2))", a=matrix(4, 4).reshape(2, 2, 2, 2), b=normal(2, 2)),
        case("np.linalg.tensorsolve(a, b, (1,))", a=TENSOR.reshape(2, 4, 2), b=normal(2, 2)),
    ],
    S.tensorinv: [
        case("np.linalg.tensorinv(a)", a=TENSOR.reshape(2, 2, 4)),
        case("np.linalg.tensorinv(a, ind=1)", a=TENSOR.reshape(4, 2, 2)),
        case("np.linalg.tensorinv(a, 2)", a=TENSOR.reshape(2, 2, 2, 2)),
        case("np.linalg.tensorinv(a, 1)", a=TENSOR),
    ],
    S.cross: [
        case("np.linalg.cross(x, z)", x=normal(3), z=normal(2, 3)),
        case("np.linalg.cross(x, z, axis=0)", x=normal(3, 2), z=normal(3, 2)),
    ],
    S.trace: [case("np.linalg.trace(a)", a=normal(2, 3, 3)), case("np.linalg.trace(a, offset=1)", a=normal(2, 3, 3))],
    S.diagonal: [
        case("np.linalg.diagonal(a)", a=normal(2, 3, 3)),
        case("np.linalg.diagonal(a, offset=-1)", a=normal(3, 4)),
    ],
    S.matrix_transpose: over("np.linalg.matrix_transpose(a)", (2, 3), (2, 3, 4)),
}
