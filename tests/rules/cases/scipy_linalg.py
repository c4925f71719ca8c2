"""Cases of ``rules/scipy/linalg.py`` and ``decompositions.py``; none where SciPy is missing."""

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


def matrix(n, m=None, draw=V):
    """Matrices far from singular, and far from having equal eigenvalues."""
    m = n if m is None else m
    return draw(n, m) + np.eye(n, m) * (4.0 + np.arange(m))


def hermitian(n):
    """Hermitian positive definite matrices."""
    a = Z(n, n)
    return a @ a.conj().T + n * np.eye(n)


def cases() -> dict[Any, Any]:
    both = [(matrix(3), V), (matrix(3, draw=Z), Z)]
    solving = [case(f"{L}.solve(a, b{extra})", a=a, b=draw(*shape)) for a, draw in both
               for extra, shape in (("", (3,)), ("", (3, 2)), (", transposed=True", (3,)))
               if "t" not in extra or draw is V]
    lower = ["a, b", "a, b, lower=True", "a, b, trans=1", "a, b, 'T', True", "a, b, 2", "a, b, unit_diagonal=True"]
    found: dict[str, Any] = {
        "solve": [*solving, case(f"{L}.solve(a, b)", a=matrix(3), b=Z(3)),
                  *[case(f"{L}.solve(a, b, assume_a='pos')", a=a, b=draw(*shape)) for a, draw in (
                      (spd(3), V), (hermitian(3), Z)) for shape in ((3,), (3, 2))],
                  case(f"{L}.solve(a, b, lower=True, assume_a='pos')", a=spd(3), b=V(3)),
                  case(f"{L}.solve(a, b, assume_a='sym')", a=matrix(3), b=V(3)),
                  case(f"{L}.solve(a, b, assume_a='her')", a=hermitian(3), b=Z(3)),
                  *[case(f"{L}.solve(a, b, assume_a='{form}')", a=matrix(3), b=V(*shape)) for form in (
                      "diagonal", "tridiagonal", "lower triangular", "upper triangular") for shape in ((3,), (3, 2))],
                  case(f"{L}.solve(a, b, assume_a='gen', check_finite=False)", a=matrix(2), b=V(2))],
        "solve_triangular": [case(f"{L}.solve_triangular({form})", a=a, b=draw(*shape)) for form in lower
                             for a, draw in both for shape in ((3,), (3, 2))],
        "lu_factor": [case(f"{L}.lu_factor(a)[0]", a=a) for a, _ in both] + [
            case(f"{L}.lu_factor(a)[0]", a=V(3, 3) + np.eye(3)[::-1] * 4)],
        "lu_solve": [case(f"{L}.lu_solve({L}.lu_factor(a), b{t})", a=a, b=draw(3)) for a, draw in both for t in (
            "", ", 1")] + [case(f"{L}.lu_solve({L}.lu_factor(a), b)", a=V(3, 3) + np.eye(3)[::-1] * 4, b=V(3, 2))],
        "cho_factor": [case(f"np.triu({L}.cho_factor(a)[0])", a=spd(3)),
                       case(f"np.tril({L}.cho_factor(a, lower=True)[0])", a=hermitian(3)),
                       case(f"np.triu({L}.cho_factor(a, check_finite=False)[0])", a=spd(2))],
        "cho_solve": [case(f"{L}.cho_solve({L}.cho_factor(a), b)", a=spd(3), b=V(3)),
                      case(f"{L}.cho_solve({L}.cho_factor(a, True), b)", a=hermitian(3), b=Z(3, 2)),
                      case(f"{L}.cho_solve((c, True), b)", c=matrix(3), b=V(3)),
                      case(f"{L}.cho_solve((c, False), b)", c=matrix(3, draw=Z), b=Z(3))],
        "cholesky": [case(f"{L}.cholesky(a)", a=spd(3)), case(f"{L}.cholesky(a, lower=True)", a=spd(3)),
                     case(f"{L}.cholesky(a)", a=hermitian(3)), case(f"{L}.cholesky(a, True)", a=hermitian(3))],
        "solve_banded": [case(f"{L}.solve_banded((1, 1), ab, b)", ab=V(3, 4) + 4 * np.eye(3)[1][:, None], b=V(4)),
                         case(f"{L}.solve_banded((1, 2), ab, b)", ab=V(4, 5) + 5 * np.eye(4)[2][:, None], b=V(5, 2)),
                         case(f"{L}.solve_banded((0, 1), ab, b)", ab=Z(2, 4) + 4 * np.eye(2)[1][:, None], b=Z(4))],
        "solve_sylvester": [case(f"{L}.solve_sylvester(a, b, q)", a=matrix(3), b=matrix(2), q=V(3, 2)),
                            case(f"{L}.solve_sylvester(a, b, q)", a=matrix(2, draw=Z), b=matrix(3, draw=Z), q=Z(2, 3))],
        "solve_continuous_lyapunov": [case(f"{L}.solve_continuous_lyapunov(a, q)", a=matrix(3), q=V(3, 3)),
                                      case(f"{L}.solve_continuous_lyapunov(a, q)", a=matrix(2, draw=Z), q=Z(2, 2))],
        "solve_discrete_lyapunov": [case(f"{L}.solve_discrete_lyapunov(0.3 * a, q)", a=V(3, 3), q=V(3, 3)),
                                    case(f"{L}.solve_discrete_lyapunov(0.2 * a, q)", a=Z(2, 2), q=Z(2, 2))],
        **{f: [case(f"{L}.{f}(a)", a=0.5 * V(3, 3)), case(f"{L}.{f}(a)", a=0.5 * Z(2, 2))]
           for f in ("expm", "cosm", "sinm", "coshm", "sinhm")},
        "expm_frechet": [case(f"{L}.expm_frechet(a, e, compute_expm=False)", a=V(2, 2), e=V(2, 2)),
                         case(f"{L}.expm_frechet(a, e)[1]", a=V(2, 2), e=V(2, 2))],
        "logm": [case(f"{L}.logm(a)", a=matrix(3), single=False),
                 case(f"{L}.logm(a)", a=matrix(2, draw=Z), single=False)],
        "sqrtm": [case(f"{L}.sqrtm(a)", a=matrix(3)), case(f"{L}.sqrtm(a)", a=matrix(2, draw=Z)),
                  case(f"{L}.sqrtm(x @ x.T + 3 * np.eye(2))", x=V(2, 2))],
        "block_diag": [case(f"{L}.block_diag(a, b)", a=V(2, 3), b=V(1, 2)),
                       case(f"{L}.block_diag(a, b, a)", a=V(2), b=V()),
                       case(f"{L}.block_diag(a, b * a)", a=Z(2, 2), b=V(2, 2))],
        "toeplitz": [case(f"{L}.toeplitz(c)", c=V(3)), case(f"{L}.toeplitz(c, r)", c=V(3), r=V(4)),
                     case(f"{L}.toeplitz(c)", c=Z(3)), case(f"{L}.toeplitz(c, r) @ x", c=V(2), r=V(3), x=V(3))],
        "hankel": [case(f"{L}.hankel(c)", c=V(3)), case(f"{L}.hankel(c, r)", c=V(3), r=V(2))],
        "circulant": [case(f"{L}.circulant(c)", c=V(4)), case(f"{L}.circulant(c) @ c", c=Z(3))],
        "det": [case(f"{L}.det(a)", a=a) for a, _ in both], "inv": [case(f"{L}.inv(a)", a=a) for a, _ in both],
        "norm": [case(f"{L}.norm(a{o})", a=V(3, 2)) for o in ("", ", 'fro'", ", 2", ", 'nuc'", ", axis=0", ", 1")] + [
            case(f"{L}.norm(a)", a=Z(3))],
        "svd": [case(f"{L}.svd(a)[1]", a=V(3, 2)), case(f"{L}.svd(a, full_matrices=False)[0] ** 2", a=matrix(4, 3)),
                case(f"{L}.svd(a, compute_uv=False)", a=Z(2, 3)),
                case(f"{L}.svd(a, False, check_finite=False)[0] @ {L}.svd(a, False)[2]", a=matrix(3, 2, Z))],
        "svdvals": [case(f"{L}.svdvals(a)", a=V(3, 2)), case(f"{L}.svdvals(a)", a=Z(2, 2))],
        "eigh": [case(f"{L}.eigh(a)[0]", a=spd(3)), case(f"{L}.eigh(a)[1] ** 2", a=spd(3)),
                 case(f"{L}.eigh(a, eigvals_only=True)", a=spd(3)), case(f"{L}.eigh(a, lower=False)[0]", a=spd(3)),
                 case(f"{L}.eigh(a, b)[0]", a=spd(3), b=spd(3)), case(f"{L}.eigh(a, b)[1] ** 2", a=spd(3), b=spd(3)),
                 case(f"np.abs({L}.eigh(a)[1]) ** 2", a=hermitian(3)), case(f"{L}.eigh(a)[0]", a=hermitian(3)),
                 case(f"np.abs({L}.eigh(a, b)[1]) ** 2", a=hermitian(3), b=hermitian(3))],
        "eigvalsh": [case(f"{L}.eigvalsh(a)", a=spd(3)), case(f"{L}.eigvalsh(a, b)", a=spd(2), b=spd(2)),
                     case(f"{L}.eigvalsh(a)", a=hermitian(3))],
        "eig": [case(f"{L}.eig(a)[0]", a=matrix(3)), case(f"np.abs({L}.eig(a)[1]) ** 2", a=matrix(3)),
                case(f"np.abs({L}.eig(a)[1]) * {L}.eig(a)[0]", a=matrix(3, draw=Z))],
        "eigvals": [case(f"{L}.eigvals(a)", a=matrix(3)), case(f"{L}.eigvals(a)", a=matrix(3, draw=Z)),
                    case(f"{L}.eigvals(a) ** 2", a=np.array([[0.2, -1.0], [1.5, 0.1]]))],
        "qr": [*[case(f"{L}.qr(a, mode='economic')[{i}]", a=a) for i in (0, 1) for a in (
            matrix(4, 3), matrix(3, draw=Z), matrix(4, 2, Z))], case(f"{L}.qr(a)[0]", a=matrix(3)),
            case(f"{L}.qr(a)[1]", a=matrix(3)), case(f"{L}.qr(a, pivoting=True)[1]", a=matrix(3)),
            case(f"{L}.qr(a, mode='r')[0]", a=matrix(3))],
        "lu": [*[case(f"{L}.lu(a)[{i}]", a=a) for i in (1, 2) for a, _ in both],
               case(f"{L}.lu(a, permute_l=True)[0]", a=V(3, 3) + np.eye(3)[::-1] * 4)],
        "polar": [*[case(f"{L}.polar(a)[{i}]", a=a)
                    for i in (0, 1) for a in (matrix(3), matrix(4, 2), matrix(2, draw=Z))],
                  case(f"{L}.polar(a, side='left')[0]", a=matrix(3)), case(f"{L}.polar(a, 'left')[1]", a=matrix(2, 3)),
                  case(f"{L}.polar(a)[0]", a=np.eye(3))],
        "pinv": [case(f"{L}.pinv(a)", a=matrix(4, 2)), case(f"{L}.pinv(a)", a=matrix(2, 3, Z))],
        "pinvh": [case(f"{L}.pinvh(a)", a=spd(3)), case(f"{L}.pinvh(a)", a=hermitian(2))],
        "lstsq": [case(f"{L}.lstsq(a, b)[0]", a=matrix(4, 2), b=V(4)),
                  case(f"{L}.lstsq(a, b)[0]", a=matrix(4, 2, Z), b=Z(4, 2)),
                  case(f"{L}.lstsq(a, b)[3]", a=matrix(4, 2), b=V(4))],
    }
    return {getattr(sl, name): cs for name, cs in found.items()}


CASES = {} if sl is None else cases()
drawing_for("")
