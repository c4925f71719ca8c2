"""Cases of ``rules/numpy/linalg.py``."""

import numpy as np

from ..harness import case, normal, spd

S, V = np.linalg, normal


def matrix(*shape):
    """Matrices far from singular."""
    return normal(*shape) + 3.0 * np.eye(shape[-2], shape[-1])


NORMS = [
    "np.linalg.norm(x)",
    "np.linalg.norm(x, axis=0)",
    "np.linalg.norm(x, axis=1, keepdims=True)",
    "np.linalg.norm(x, 'fro')",
    "np.linalg.norm(x, 1)",
    "np.linalg.norm(x, np.inf)",
    "np.linalg.norm(x, -1)",
    "np.linalg.norm(x, 2)",
    "np.linalg.norm(x, -2)",
    "np.linalg.norm(x, 'nuc')",
    "np.linalg.norm(x, axis=(0, 1))",
    "np.linalg.norm(x, 1, axis=1)",
    "np.linalg.norm(x, ord=np.inf, axis=0)",
    "np.linalg.norm(x, 3, axis=1)",
    "np.linalg.norm(x, 2, axis=-1)",
    "np.linalg.norm(x, 'fro', (0, 1), True)",
]
CASES = {
    S.solve: [
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=normal(3)),
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=normal(3, 2)),
        case("np.linalg.solve(a, b)", a=matrix(2, 3, 3), b=normal(2, 3, 2)),
        case("np.linalg.solve(a, b)", a=matrix(2, 3, 3), b=normal(3)),
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=normal(2, 3, 2)),
    ],
    S.inv: [case("np.linalg.inv(a)", a=matrix(3, 3)), case("np.linalg.inv(a)", a=matrix(2, 3, 3))],
    S.pinv: [
        case("np.linalg.pinv(a)", a=matrix(3, 3)),
        case("np.linalg.pinv(a)", a=matrix(4, 2)),
        case("np.linalg.pinv(a)", a=matrix(2, 4)),
    ],
    S.lstsq: [
        case("np.linalg.lstsq(a, b, rcond=None)[0]", a=matrix(4, 2), b=normal(4)),
        case("np.linalg.lstsq(a, b)[0]", a=matrix(4, 2), b=normal(4, 2)),
        case("np.linalg.lstsq(a, b)[1]", a=matrix(4, 2), b=normal(4, 2)),
        case("np.linalg.lstsq(a, b)[3]", a=matrix(4, 2), b=normal(4)),
    ],
    S.det: [
        case("np.linalg.det(a)", a=matrix(3, 3)),
        case("np.linalg.det(a)", a=matrix(2, 2, 2)),
        case("np.linalg.det(a)", a=matrix(1, 1)),
    ],
    S.slogdet: [
        case("np.linalg.slogdet(a)[1]", a=matrix(3, 3)),
        case("np.linalg.slogdet(a)[1]", a=matrix(2, 3, 3)),
        case("np.linalg.slogdet(a).logabsdet", a=matrix(3, 3)),
    ],
    S.norm: [
        *[case(n, x=normal(3, 4)) for n in NORMS],
        *[case(n, x=normal(4)) for n in NORMS[:1] + NORMS[4:6] + NORMS[7:8]],
        case("np.linalg.norm(x, 4)", x=normal(3)),
        case("np.linalg.norm(x, axis=(1, 2))", x=normal(2, 3, 2)),
        case("np.linalg.norm(x)", x=normal(2, 3, 2)),
    ],
    S.vector_norm: [
        case("np.linalg.vector_norm(x)", x=normal(2, 3)),
        case("np.linalg.vector_norm(x, axis=1)", x=normal(2, 3)),
    ],
    S.matrix_norm: [
        case("np.linalg.matrix_norm(x)", x=normal(2, 3)),
        case("np.linalg.matrix_norm(x, ord=1)", x=normal(2, 3)),
    ],
    S.cholesky: [
        case("np.linalg.cholesky(a)", a=spd(3)),
        case("np.linalg.cholesky(a)", a=spd(2, 2)),
        case("np.linalg.cholesky(x @ x.T + 2 * np.eye(3))", x=normal(3, 3)),
    ],
    S.eigh: [
        case("np.linalg.eigh(a)[0]", a=spd(3)),
        case("np.linalg.eigh(a)[1] ** 2", a=spd(3)),
        case("np.linalg.eigh(a).eigenvalues", a=spd(3)),
        case("np.linalg.eigh(a)[0]", a=spd(2, 3)),
        case("np.linalg.eigh(x + x.T)[1] ** 2 * np.linalg.eigh(x + x.T)[0]", x=matrix(3, 3)),
    ],
    S.eigvalsh: [case("np.linalg.eigvalsh(a)", a=spd(3)), case("np.linalg.eigvalsh(a)", a=spd(2, 3))],
    S.svd: [
        case("np.linalg.svd(a, compute_uv=False)", a=normal(3, 2)),
        case("np.linalg.svd(a)[1]", a=normal(2, 3)),
        case("np.linalg.svd(a, full_matrices=False)[0] ** 2", a=normal(4, 3)),
        case("np.linalg.svd(a, full_matrices=False)[2] ** 2", a=normal(3, 4)),
        case("np.linalg.svd(a)[0] ** 2", a=normal(3, 3)),
        case("np.linalg.svd(a, False).S", a=normal(2, 3, 3)),
    ],
    S.svdvals: [case("np.linalg.svdvals(a)", a=normal(3, 2))],
    S.qr: [
        case("np.linalg.qr(a)[0]", a=matrix(4, 3)),
        case("np.linalg.qr(a)[1]", a=matrix(4, 3)),
        case("np.linalg.qr(a, 'r')", a=matrix(3, 3)),
        case("np.linalg.qr(a).R", a=matrix(3, 3)),
    ],
    S.matrix_power: [case(f"np.linalg.matrix_power(a, {n})", a=matrix(3, 3)) for n in (1, 2, 3, 4, 5, -2)],
    S.multi_dot: [
        case("np.linalg.multi_dot([a, b, c])", a=normal(2, 3), b=normal(3, 2), c=normal(2, 4)),
        case("np.linalg.multi_dot([a, b])", a=normal(3), b=normal(3, 2)),
    ],
    S.cond: [case("np.linalg.cond(a)", a=matrix(3, 3)), case("np.linalg.cond(a, 'fro')", a=matrix(3, 3))],
    S.trace: [case("np.linalg.trace(a)", a=normal(2, 3, 3))],
    S.diagonal: [case("np.linalg.diagonal(a)", a=normal(2, 3, 3))],
    S.matrix_transpose: [case("np.linalg.matrix_transpose(a)", a=normal(2, 3))],
}
