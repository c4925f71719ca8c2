"""Cases of ``rules/numpy/linalg.py`` on complex matrices; of decompositions what no choice of phases changes."""

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal

drawing_for(__name__)
S, Z, V = np.linalg, complex_normal, normal


def matrix(*shape):
    """Complex matrices far from singular."""
    return complex_normal(*shape) + 3.0 * np.eye(shape[-2], shape[-1])


def positive(n, *batch):
    """Hermitian positive definite matrices."""
    a = complex_normal(*batch, n, n)
    return a @ np.swapaxes(a, -1, -2).conj() + n * np.eye(n)


def apart_on_diagonal(n):
    """Complex matrices with eigenvalues that differ much."""
    return complex_normal(n, n) + np.diag([1.0, 6j, -7.0, 5 - 4j][:n])


NORMS = ["np.linalg.norm(z)", "np.linalg.norm(z, 'nuc')", "np.linalg.norm(z, 2)", "np.linalg.norm(z, 1)",
         "np.linalg.norm(z, np.inf)", "np.linalg.norm(z, axis=0)", "np.linalg.norm(z, 1, axis=1)",
         "np.linalg.norm(z, np.inf, axis=1)", "np.linalg.norm(z, 3, axis=0)", "np.linalg.norm(z, -2)",
         "np.linalg.norm(z, 'nuc', (1, 0), True)", "np.linalg.norm(z, 0, axis=0)", "np.linalg.norm(z, -1, (0, 1))",
         "np.linalg.norm(z, -np.inf, 1)"]
CASES = {
    S.solve: [
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=Z(3)),
        case("np.linalg.solve(a, b)", a=matrix(3, 3), b=V(3, 2)),
        case("np.linalg.solve(a, b)", a=V(3, 3) + 4 * np.eye(3), b=Z(3)),
        case("np.linalg.solve(a, b)", a=matrix(2, 3, 3), b=Z(2, 3, 2)),
    ],
    S.inv: [case("np.linalg.inv(a)", a=matrix(3, 3)), case("np.linalg.inv(a)", a=matrix(2, 3, 3))],
    S.pinv: [case("np.linalg.pinv(a)", a=matrix(4, 2)), case("np.linalg.pinv(a)", a=matrix(2, 3)),
             case("np.linalg.pinv(a, None, True)", a=positive(3)),
             case("np.linalg.pinv(a @ b, 1e-6)", a=matrix(3, 2), b=matrix(2, 4))],
    S.lstsq: [case("np.linalg.lstsq(a, b)[0]", a=matrix(4, 2), b=Z(4)),
              case("np.linalg.lstsq(a, b)[1]", a=matrix(4, 2), b=Z(4, 2)),
              case("np.linalg.lstsq(a, b)[3]", a=matrix(4, 2), b=Z(4)),
              case("np.linalg.lstsq(a, b)[0]", a=matrix(2, 4), b=Z(2)),
              case("np.linalg.lstsq(a @ c, b, 1e-6)[0]", a=matrix(3, 2), c=matrix(2, 4), b=Z(3))],
    S.det: [case("np.linalg.det(a)", a=matrix(3, 3)), case("np.linalg.det(a)", a=matrix(2, 2, 2)),
            case("np.linalg.det(a @ b)", a=matrix(3, 2), b=matrix(2, 3)),
            case("np.linalg.det(a @ b)", a=matrix(3, 1), b=matrix(1, 3))],
    S.slogdet: [case("np.linalg.slogdet(a)[1]", a=matrix(3, 3)), case("np.linalg.slogdet(a)[0]", a=matrix(2, 3, 3))],
    S.norm: [case(n, z=Z(3, 4)) for n in NORMS] + [case("np.linalg.norm(z)", z=Z(3)),
                                                  case("np.linalg.norm(z, 3)", z=Z(3))],
    S.cholesky: [case("np.linalg.cholesky(a)", a=positive(3)), case("np.linalg.cholesky(a)", a=positive(2, 2)),
                 case("np.linalg.cholesky(a, upper=True)", a=positive(3))],
    S.eigh: [case("np.linalg.eigh(a)[0]", a=positive(3)), case("np.abs(np.linalg.eigh(a)[1]) ** 2", a=positive(3)),
             case("np.abs(np.linalg.eigh(a)[1]) * np.linalg.eigh(a)[0][:, None]", a=positive(3, 2)),
             case("np.abs(np.linalg.eigh(a, 'U')[1]) ** 2", a=positive(3))],
    S.eigvalsh: [case("np.linalg.eigvalsh(a)", a=positive(3)), case("np.linalg.eigvalsh(a, 'U')", a=positive(3))],
    S.eigvals: [case("np.linalg.eigvals(a) ** 2", a=apart_on_diagonal(3)), case("np.linalg.eigvals(a)", a=positive(3))],
    S.eig: [case("np.linalg.eig(a)[0]", a=apart_on_diagonal(3)),
            case("np.abs(np.linalg.eig(a)[1]) ** 2", a=apart_on_diagonal(3))],
    S.svd: [case("np.linalg.svd(a, compute_uv=False)", a=Z(3, 2)), case("np.linalg.svd(a)[1]", a=Z(2, 3)),
            case("np.linalg.svd(a, False)[0] @ np.linalg.svd(a, False)[2]", a=Z(3, 3)),
            case("np.linalg.svd(a, False)[0] @ np.linalg.svd(a, False)[2]", a=Z(4, 3)),
            case("(np.linalg.svd(a, False)[0] * np.array([1.0, 2.0])) @ np.linalg.svd(a, False)[2]", a=Z(3, 2)),
            case("np.abs(np.linalg.svd(a, False)[2]) ** 2", a=Z(2, 3)),
            case("(lambda v: v.conj().T @ v)(np.linalg.svd(a)[2][2:])", a=Z(2, 4)),
            case("(lambda u: u @ u.conj().T)(np.linalg.svd(a)[0][:, 2:])", a=Z(4, 2)),
            case("(lambda u: u @ u.conj().T)(np.linalg.svd(a, hermitian=True)[0][:, :1])", a=positive(3))],
    S.qr: [case("np.linalg.qr(a)[0]", a=matrix(4, 3)), case("np.linalg.qr(a)[1]", a=matrix(4, 3)),
           case("np.linalg.qr(a, 'r')", a=matrix(3, 3)), case("np.linalg.qr(a)[1]", a=matrix(2, 4)),
           case("(lambda q: q @ q.conj().T)(np.linalg.qr(a, 'complete')[0][:, 2:])", a=matrix(4, 2)),
           case("np.linalg.qr(a, 'complete')[1]", a=matrix(4, 2))],
    S.tensorsolve: [case("np.linalg.tensorsolve(a, b)", a=matrix(4, 4).reshape(2, 2, 4), b=Z(2, 2))],
    S.tensorinv: [case("np.linalg.tensorinv(a)", a=matrix(4, 4).reshape(2, 2, 4))],
    S.matrix_power: [case("np.linalg.matrix_power(a, 3)", a=matrix(3, 3)),
                     case("np.linalg.matrix_power(a, -2)", a=matrix(3, 3))],
}
drawing_for("")
