"""Cases of matrices of diagonals, of powers and of matrices made of few numbers; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal, positive, spd

try:
    import scipy.linalg as sl
except ImportError:  # pragma: no cover
    sl = None
drawing_for(__name__)
Z, V = complex_normal, normal
L = "scipy.linalg"


def band(u, n, lower, draw=V):
    """The diagonals of a positive definite matrix with eigenvalues that are apart."""
    ab = draw(u + 1, n)
    ab[0 if lower else -1] = 4.0 + np.arange(n)
    return ab


def cases() -> dict[Any, Any]:
    bands = [(u, n, lower) for u, n in ((1, 4), (2, 4), (0, 3)) for lower in (False, True)]
    positive_matrix = spd(3)
    found: dict[str, Any] = {
        "cholesky_banded": [case(f"{L}.cholesky_banded(ab, lower={lower})", ab=band(u, n, lower), single=False)
                            for u, n, lower in bands]
        + [case(f"{L}.cholesky_banded(ab)", ab=band(1, 3, False, Z), single=False),
           case(f"{L}.cho_solve_banded(({L}.cholesky_banded(ab), False), b)", ab=band(1, 3, False), b=V(3),
                single=False)],
        "eig_banded": [*[case(f"{L}.eig_banded(ab, lower={lower})[{i}]{square}", ab=band(u, n, lower), single=False)
                         for u, n, lower in bands[:4] for i, square in ((0, ""), (1, " ** 2"))],
                       case(f"np.abs({L}.eig_banded(ab, True)[1]) ** 2", ab=band(1, 3, True, Z), single=False),
                       case(f"{L}.eig_banded(ab, eigvals_only=True)", ab=band(2, 5, False))],
        "eigvals_banded": [*[case(f"{L}.eigvals_banded(ab, {lower})", ab=band(u, n, lower), single=False)
                             for u, n, lower in bands[:4]],
                           case(f"{L}.eigvals_banded(ab)", ab=band(1, 3, False, Z), single=False),
                           case(f"{L}.eigvals_banded(ab, select='i', select_range=(1, 2))", ab=band(1, 4, False),
                                single=False, order=1),
                           case(f"{L}.eigvals_banded(ab, check_finite=False)", ab=band(2, 3, False), single=False)],
        "fractional_matrix_power": [
            *[case(f"{L}.fractional_matrix_power(a, t)", a=positive_matrix, t=t, single=False)
              for t in (0.5, -0.7, 2.3)],
            case(f"{L}.fractional_matrix_power(a, 0.3)", a=V(3, 3) + 5 * np.eye(3), single=False),
            case(f"np.abs({L}.fractional_matrix_power(a, 0.3)) ** 2", a=np.array([[-1.0, 0.5], [0.2, 2.0]]),
                 single=False),
            case(f"np.abs({L}.fractional_matrix_power(a, 1.5)) ** 2", a=Z(2, 2) + 3 * np.eye(2), single=False),
            case(f"np.real({L}.fractional_matrix_power(a, 0.5))", a=np.eye(2), single=False)],
        "logm": [case(f"np.abs({L}.logm(a)) ** 2", a=a, single=False) for a in (
            np.diag([-2.0, 1.0, 3.0]) + 0.3 * V(3, 3), np.array([[-1.0, 0.5], [0.2, 2.0]]),
            np.array([[0.5, -1.0], [1.2, 0.3]]))],
        "diagsvd": [case(f"{L}.diagsvd(s, {m}, {n})", s=V(k)) for k, m, n in (
            (2, 2, 3), (3, 3, 3), (2, 4, 2), (1, 1, 1))] + [case(f"{L}.diagsvd(s, 2, 3) @ b", s=Z(2), b=Z(3, 2)),
            case(f"u @ {L}.diagsvd(s, 3, 2)", s=V(2), u=V(3, 3)), case(f"{L}.diagsvd(s, 3, 4) * 2", s=V(3))],
        "fiedler_companion": [case(f"{L}.fiedler_companion(a)", a=positive(n)) for n in (2, 3, 4, 5, 6, 9)] + [
            case(f"{L}.fiedler_companion(a)", a=Z(4))],
    }
    return {getattr(sl, name): cs for name, cs in found.items()}


CASES = {} if sl is None else cases()
