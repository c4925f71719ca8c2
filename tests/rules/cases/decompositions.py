"""Cases of ``rules/numpy/decompositions.py``."""

import numpy as np

from ..harness import case, spd
from .linalg import DISTINCT, TALL, WIDE, over

S = np.linalg
SPD = [(3,), (1,), (3, 2), (2, 2, 2)]
CASES = {
    S.cholesky: [
        *over("np.linalg.cholesky(a)", *SPD, make=spd),
        *over("np.linalg.cholesky(a, upper=True)", *SPD, make=spd),
        *over("np.linalg.cholesky(a @ a.T + 2 * np.eye(3))", (3, 3)),
    ],
    S.eigh: [
        *over("np.linalg.eigh(a)[0]", *SPD, make=spd),
        *over("np.linalg.eigh(a)[1] ** 2", *SPD, make=spd),
        *over("np.linalg.eigh(a, 'L')[1] ** 2", *SPD, make=spd),
        *over("np.linalg.eigh(a, UPLO='U')[0]", *SPD, make=spd),
        *over("np.linalg.eigh(a, 'U')[1] ** 2", *SPD, make=spd),
        *over("np.linalg.eigh(a + a.T)[1] ** 2 * np.linalg.eigh(a + a.T).eigenvalues", (3, 3)),
    ],
    S.eigvalsh: [
        *over("np.linalg.eigvalsh(a)", *SPD, make=spd),
        *over("np.linalg.eigvalsh(a, 'L')", *SPD, make=spd),
        *over("np.linalg.eigvalsh(a, UPLO='U')", *SPD, make=spd),
    ],
    S.eig: [
        case("np.sort(np.real(np.linalg.eig(a)[0]))", a=DISTINCT),
        case("np.real(np.linalg.eig(a)[1]) ** 2", a=DISTINCT),
        case("np.sort(np.real(np.linalg.eig(a).eigenvalues))", a=DISTINCT.T),
        case("np.real(np.linalg.eig(a).eigenvectors) ** 2", a=np.stack([DISTINCT, DISTINCT.T])),
        case("np.sort(np.real(np.linalg.eig(a)[0]))", a=np.array([[2.0]])),
    ],
    S.eigvals: [
        case("np.sort(np.real(np.linalg.eigvals(a)))", a=DISTINCT),
        case("np.sort(np.real(np.linalg.eigvals(a)))", a=DISTINCT[:2, :2].copy()),
        case("np.sort(np.real(np.linalg.eigvals(a)))", a=np.stack([DISTINCT, DISTINCT + 0.1])),
    ],
    S.svd: [
        *over("np.linalg.svd(a)[1]", *TALL, *WIDE),
        *over("np.linalg.svd(a, compute_uv=False)", *TALL, *WIDE),
        *over("np.linalg.svd(a, full_matrices=False)[0] ** 2", *TALL, *WIDE),
        *over("np.linalg.svd(a, False)[2] ** 2", *TALL, *WIDE),
        *over("np.linalg.svd(a, False).U @ np.linalg.svd(a, False).Vh", *TALL, *WIDE),
        *over("np.linalg.svd(a)[0] ** 2", (3, 3), (2, 2, 2)),
        *over("np.linalg.svd(a)[2] ** 2", (3, 3), (2, 2, 2)),
        *over("np.linalg.svd(a)[0][:, :2] ** 2", (4, 2)),
        *over("np.linalg.svd(a)[0][:, 2:] @ np.linalg.svd(a)[0][:, 2:].T", (4, 2)),
        *over("np.linalg.svd(a)[2][2:].T @ np.linalg.svd(a)[2][2:]", (2, 4)),
        *over("np.linalg.svd(a, hermitian=True)[1]", *SPD, make=spd),
        *over("np.linalg.svd(a, compute_uv=False, hermitian=True)", *SPD, make=spd),
    ],
    S.svdvals: over("np.linalg.svdvals(a)", *TALL, *WIDE),
    S.qr: [
        *over("np.linalg.qr(a)", *TALL, *WIDE),
        *over("np.linalg.qr(a, mode='reduced')[0]", *TALL, *WIDE),
        *over("np.linalg.qr(a).R", *TALL, *WIDE),
        *over("np.linalg.qr(a, 'r')", *TALL, *WIDE),
        *over("np.linalg.qr(a, 'complete')[1]", *TALL, *WIDE),
        *over("np.linalg.qr(a, 'complete')[0]", (3, 3), *WIDE),
        *over("np.linalg.qr(a, 'complete')[0][:, :2]", (4, 2)),
        *over("np.linalg.qr(a, 'complete')[0][:, 2:] @ np.linalg.qr(a, 'complete')[0][:, 2:].T", (4, 2)),
    ],
}
