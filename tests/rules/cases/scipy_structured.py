"""Cases of ``rules/scipy/structured.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, inside, normal, positive, spd

try:
    import scipy.linalg as sl
except ImportError:  # pragma: no cover
    sl = None
drawing_for(__name__)
V, P, U = normal, positive, inside
L = "scipy.linalg"
DOMINANT = np.array([4.0, 1.0, 0.3, -0.5])


def banded(n):
    """Diagonals of a positive definite matrix, the upper ones."""
    ab = 0.5 * U(3, n)
    ab[-1] = 4.0 + P(n)
    return ab


def cases() -> dict[Any, Any]:
    def draw(*shape):
        return 0.4 * V(*shape)
    return {
        sl.solve_toeplitz: [case(f"{L}.solve_toeplitz((c, r), b)", c=DOMINANT, r=DOMINANT * 0.7, b=V(4)),
                            case(f"{L}.solve_toeplitz(c, b)", c=DOMINANT, b=V(4)),
                            case(f"{L}.solve_toeplitz(c, b)", c=DOMINANT, b=V(4, 2))],
        sl.matmul_toeplitz: [case(f"{L}.matmul_toeplitz((c, r), x)", c=V(4), r=V(3), x=V(3)),
                             case(f"{L}.matmul_toeplitz(c, x)", c=V(3), x=V(3, 2))],
        sl.solve_circulant: [case(f"{L}.solve_circulant(c, b)", c=DOMINANT, b=V(4))],
        sl.convolution_matrix: [case(f"{L}.convolution_matrix(a, 3) @ x", a=V(4), x=V(3))],
        sl.companion: [case(f"{L}.companion(a)", a=P(4))],
        sl.leslie: [case(f"{L}.leslie(f, s)", f=V(4), s=V(3))],
        sl.fiedler: [case(f"{L}.fiedler(a)", a=np.array([0.3, 2.0, -1.0]))],
        sl.khatri_rao: [case(f"{L}.khatri_rao(a, b)", a=V(3, 2), b=V(4, 2))],
        sl.solveh_banded: [case(f"{L}.solveh_banded(ab, b)", ab=banded(5), b=V(5)),
                           case(f"{L}.solveh_banded(ab, b)", ab=banded(4), b=V(4, 2)),
                           case(f"{L}.solveh_banded(ab, b, lower=True)", ab=banded(5)[::-1].copy(), b=V(5))],
        sl.eigh_tridiagonal: [case(f"{L}.eigh_tridiagonal(d, e)[0]", d=V(4), e=P(3), single=False),
                              case(f"{L}.eigh_tridiagonal(d, e)[1] ** 2", d=V(4), e=P(3), single=False),
                              case(f"{L}.eigh_tridiagonal(d, e, True)", d=V(4), e=P(3), single=False)],
        sl.eigvalsh_tridiagonal: [case(f"{L}.eigvalsh_tridiagonal(d, e)", d=V(4), e=P(3), single=False)],
        sl.solve_continuous_are: [case(f"{L}.solve_continuous_are(a, b, q + q.T, r + r.T)", a=draw(3, 3), b=V(3, 2),
                                       q=spd(3), r=spd(2), order=1)],
        sl.solve_discrete_are: [case(f"{L}.solve_discrete_are(a, b, q + q.T, r + r.T)", a=draw(3, 3), b=V(3, 2),
                                     q=spd(3), r=spd(2), order=1)],
        sl.tanm: [case(f"{L}.tanm(a)", a=0.3 * U(3, 3), single=False)],
        sl.tanhm: [case(f"{L}.tanhm(a)", a=draw(3, 3), single=False)],
        sl.signm: [case(f"{L}.signm(a)", a=np.array([[2.0, 0.3], [0.1, -1.5]]), single=False)],
    }


CASES = {} if sl is None else cases()
drawing_for("")
