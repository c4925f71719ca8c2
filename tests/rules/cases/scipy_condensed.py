"""Cases of ``rules/scipy/condensed.py`` and ``subspaces.py``, and of what they share; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal, spd

try:
    import scipy.linalg as sl
except ImportError:  # pragma: no cover
    sl = None
drawing_for(__name__)
Z, V = complex_normal, normal
L = "scipy.linalg"


def with_real_eigenvalues(n):
    """Matrices that are not symmetric, with real eigenvalues that are far apart."""
    v = V(n, n) + 2 * np.eye(n)
    return v @ np.diag(np.arange(n) * 1.5 - 2.0) @ np.linalg.inv(v)


def hermitian(n):
    """Hermitian matrices, indefinite."""
    a = Z(n, n)
    return a + a.conj().T


def symmetric(n):
    """Symmetric matrices, indefinite."""
    a = V(n, n)
    return a + a.T


def cases() -> dict[Any, Any]:
    invariant = f"np.abs({L}.schur(a, output='complex')[0]) ** 2"
    modulus = f"np.abs({L}.schur(a, output='complex')[1]) ** 2"
    real = [with_real_eigenvalues(n) for n in (3, 2)]
    complex_ = [Z(3, 3), Z(2, 2)]
    found: dict[str, Any] = {
        "schur": [*[case(f"{L}.schur(a)[{i}]", a=a, single=False) for a in real for i in (0, 1)],
                  *[case(e, a=a, single=False) for a in (*complex_, V(3, 3)) for e in (invariant, modulus)],
                  case(f"{L}.schur(a)[1] @ np.sin({L}.schur(a)[0])", a=real[0], single=False),
                  case(f"{L}.schur(a)[0]", a=np.array([[1.5]]))],
        "rsf2csf": [*[case(f"np.abs({L}.rsf2csf(*{L}.schur(a, output='complex'))[{i}]) ** 2", a=a, single=False)
                      for a in (Z(2, 2), Z(3, 3)) for i in (0, 1)],
                    *[case(f"np.abs({L}.rsf2csf({t}, z)[{i}]) ** 2", t=V(3, 3), z=V(3, 3), single=False)
                      for t in ("np.triu(t) + np.diag([1.0, 4, 9])",
                                f"{L}.block_diag([[t[0, 0], 2], [-1, t[0, 0]]], t[1, 1])") for i in (0, 1)]],
        "hessenberg": [*[case(f"{L}.hessenberg(a)", a=a, single=False) for a in (V(2, 2), V(3, 3), V(4, 4), V(5, 5))],
                       *[case(f"{L}.hessenberg(a, calc_q=True)[{i}]", a=V(4, 4), single=False) for i in (0, 1)],
                       case(f"{L}.hessenberg(a, True)[1]", a=V(5, 5), single=False)],
        "ldl": [*[case(f"{L}.ldl(a{lower})[{i}]", a=a, single=False) for a in (symmetric(4), spd(3))
                  for lower in ("", ", lower=False") for i in (0, 1)],
                *[case(f"{L}.ldl(a)[{i}]", a=hermitian(3), single=False) for i in (0, 1)],
                *[case(f"{L}.ldl(a, hermitian=False)[{i}]", a=Z(3, 3), single=False) for i in (0, 1)],
                case(f"{L}.ldl(a)[0]", a=np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 3.0], [2.0, 3.0, 1.0]]), single=False)],
        "rq": [*[case(f"{L}.rq(a{m})[{i}]", a=a, single=False) for m in ("", ", mode='economic'") for i in (0, 1)
                 for a in (V(3, 3), V(4, 3))],
               *[case(f"{L}.rq(a, mode='economic')[{i}]", a=a, single=False) for i in (0, 1)
                 for a in (V(2, 4), Z(3, 3))],
               case(f"{L}.rq(a)[0]", a=V(2, 4), single=False), case(f"{L}.rq(a, mode='r')", a=V(3, 3), single=False),
               case(f"{L}.rq(a)[1][2:].T @ {L}.rq(a)[1][2:]", a=V(2, 4), single=False)],
        "qr": [*[case(f"{L}.qr(a, mode='full')[{i}]", a=a, single=False) for i in (0, 1) for a in (V(2, 4), Z(3, 3))],
               case(f"{L}.qr(a)[1]", a=V(4, 2)), case(f"{L}.qr(a)[0][:, 2:] @ {L}.qr(a)[0][:, 2:].T", a=V(4, 2)),
               case(f"{L}.qr(a, mode='r')[0]", a=V(4, 2)), case(f"{L}.qr(a, mode='r')[0]", a=V(2, 4)),
               case(f"{L}.qr(a, pivoting=True, mode='economic')[0]", a=V(4, 3)),
               case(f"{L}.qr(a, pivoting=True, mode='r')[0]", a=V(4, 3)),
               case(f"{L}.qr(a, pivoting=True)[1]", a=V(4, 3))],
        "qr_multiply": [*[case(f"{L}.qr_multiply(a, c)[{i}]", a=a, c=c, single=False) for i in (0, 1)
                          for a, c in ((V(3, 3), V(2, 3)), (V(4, 2), V(3, 4)), (Z(3, 3), Z(2, 3)))],
                        case(f"{L}.qr_multiply(a, c, 'left')[0]", a=V(4, 2), c=V(2, 3), single=False),
                        case(f"{L}.qr_multiply(a, c, 'left', conjugate=True)[0]", a=Z(3, 3), c=Z(3, 2), single=False),
                        case(f"{L}.qr_multiply(a, c, pivoting=True)[0]", a=V(3, 3), c=V(2, 3), single=False)],
        "orth": [*[case(f"{L}.orth(a)", a=a, single=False) for a in (V(4, 2), V(3, 3), V(5, 1))],
                 *[case(f"{L}.orth(a) @ {L}.orth(a).T", a=a, single=False) for a in (V(4, 3), V(5, 2))],
                 case(f"np.abs({L}.orth(a)) ** 2", a=Z(4, 2), single=False),
                 case(f"{L}.orth(a, 1e-3) @ {L}.orth(a, 1e-3).T", a=V(4, 3), single=False)],
        "null_space": [*[case(f"{L}.null_space(a) @ np.conj({L}.null_space(a).T)", a=a, single=False)
                         for a in (V(2, 4), V(1, 3), Z(2, 3), V(3, 5), V(1, 2))],
                       case(f"({L}.null_space(a).T @ b) @ ({L}.null_space(a).T @ b)", a=V(2, 4), b=V(4), single=False),
                       case(f"np.abs({L}.null_space(a, 1e-9)) ** 2", a=V(2, 3), single=False)],
        "subspace_angles": [*[case(f"{L}.subspace_angles(a, b)", a=a, b=b, single=False) for a, b in (
            (V(5, 2), V(5, 2)), (V(5, 2), V(5, 3)), (V(6, 3), V(6, 2)), (V(4, 1), V(4, 1)), (Z(4, 2), Z(4, 2)),
            (V(3, 2), V(3, 1)), (V(6, 3), V(6, 3)))]],
        "orthogonal_procrustes": [*[case(f"{L}.orthogonal_procrustes(a, b)[{i}]", a=a, b=b, single=False)
                                    for i in (0, 1) for a, b in ((V(4, 3), V(4, 3)), (V(5, 2), V(5, 2)),
                                                                 (Z(4, 2), Z(4, 2)), (V(3, 3), V(3, 3)))]],
    }
    return {getattr(sl, name): cs for name, cs in found.items()}


CASES = {} if sl is None else cases()
