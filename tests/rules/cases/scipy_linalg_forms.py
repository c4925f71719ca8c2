"""More forms of ``rules/scipy/linalg.py``, ``decompositions.py`` and ``structured.py``: sizes, shapes, options."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, inside, normal, positive, spd
from .scipy_linalg import hermitian, matrix

try:
    import scipy.linalg as sl
except ImportError:  # pragma: no cover
    sl = None
drawing_for(__name__)
Z, V, P, U = complex_normal, normal, positive, inside
L = "scipy.linalg"
DOMINANT = np.array([4.0, 1.0, 0.3, -0.5])


def of_matrix(f, make, sizes=(1, 2, 4), draw=(V, Z), **more):
    """A function of a square matrix: by sizes, of real and complex ones."""
    return [case(f"{L}.{f}", a=make(n, d), **more) for n in sizes for d in draw]


def near_zero(n, draw):
    return 0.4 * draw(n, n) / n


def distinct(n, draw):
    return matrix(n, draw=draw)


def definite(n, draw):
    return spd(n) if draw is V else hermitian(n)


def banded(n, below, above):
    """Diagonals of a matrix that is far from singular."""
    return 0.5 * U(below + above + 1, n) + 4 * (np.arange(below + above + 1) == above)[:, None]


def symmetric_band(n, u=1):
    return np.concatenate([0.5 * U(u, n), 4.0 + P(1, n)])


def solving() -> dict[str, Any]:
    """Equations."""
    return {
        "cho_factor": [case(f"np.triu({L}.cho_factor(a)[0])", a=spd(n)) for n in (1, 2, 4)],
        "lu_factor": [case(f"{L}.lu_factor(a)[0]", a=matrix(n)) for n in (1, 2, 4)],
        "cho_solve": [case(f"{L}.cho_solve({L}.cho_factor(a), b)", a=spd(2), b=V(2, 2)),
                      case(f"{L}.cho_solve({L}.cho_factor(a, lower=True), b)", a=spd(4), b=V(4))],
        "cholesky": [case(f"{L}.cholesky(a, lower={low})", a=spd(n)) for n in (1, 2, 4) for low in (True, False)],
        "solve_banded": [case(f"{L}.solve_banded(({p}, {q}), ab, b)", ab=banded(n, p, q), b=V(*s))
                         for n, p, q, s in ((3, 1, 0, (3,)), (4, 2, 1, (4, 2)), (5, 0, 2, (5, 1)))],
        "solveh_banded": [case(f"{L}.solveh_banded(ab, b)", ab=symmetric_band(n, u), b=V(*s))
                          for n, u, s in ((3, 1, (3, 2)), (2, 1, (2,)), (5, 3, (5,)))],
        "solve_toeplitz": [case(f"{L}.solve_toeplitz((c, r), b)", c=DOMINANT[:n], r=DOMINANT[:n] * 0.5, b=V(n, 2))
                           for n in (2, 3, 4)],
        "matmul_toeplitz": [case(f"{L}.matmul_toeplitz((c, r), x)", c=V(m), r=V(n), x=V(n, k))
                            for m, n, k in ((2, 3, 2), (4, 2, 1), (3, 3, 3), (1, 4, 2))],
        "solve_circulant": [case(f"{L}.solve_circulant(c, b)", c=DOMINANT[:n], b=V(n)) for n in (2, 3, 4)] + [
            case(f"{L}.solve_circulant(c, b) * b", c=2 * DOMINANT[:n], b=V(n)) for n in (2, 3, 4)],
        "solve_sylvester": [case(f"{L}.solve_sylvester(a, b, q)", a=matrix(m), b=matrix(n), q=V(m, n))
                            for m, n in ((1, 2), (2, 2), (4, 3))],
        "solve_continuous_lyapunov": [case(f"{L}.solve_continuous_lyapunov(a, q)", a=matrix(n), q=V(n, n))
                                      for n in (1, 2, 4, 5)],
        "solve_discrete_lyapunov": [case(f"{L}.solve_discrete_lyapunov(a, q)", a=near_zero(n, V), q=V(n, n))
                                    for n in (1, 2, 4, 5)],
        "solve_continuous_are": [case(f"{L}.solve_continuous_are(a, b, q + q.T, r + r.T)", a=0.4 * V(n, n), b=V(n, m),
                                      q=spd(n), r=spd(m), order=1)
                                 for n, m in ((1, 1), (2, 1), (2, 2), (3, 1), (4, 2))],
        "solve_discrete_are": [case(f"{L}.solve_discrete_are(a, b, q + q.T, r + r.T)", a=0.4 * V(n, n), b=V(n, m),
                                    q=spd(n), r=spd(m), order=1)
                                 for n, m in ((1, 1), (2, 1), (2, 2), (3, 1), (4, 2))],
        "lstsq": [case(f"{L}.lstsq(a, b)[0]", a=matrix(m, n), b=V(*s))
                  for m, n, s in ((3, 3, (3, 2)), (3, 2, (3,)), (5, 2, (5, 2)))],
    }


def functions() -> dict[str, Any]:
    """Functions of matrices, and decompositions."""
    return {
        **{f: of_matrix(f"{f}(a)", near_zero) for f in ("expm", "cosm", "sinm", "coshm", "sinhm")},
        **{f: of_matrix(f"{f}(a)", near_zero, sizes=(1, 2, 4), single=False) + of_matrix(
            f"{f}(a @ a)", near_zero, sizes=(2, 3), draw=(V,), single=False) for f in ("tanm", "tanhm")},
        "signm": [case(f"{L}.signm(a)", a=np.diag(d) + 0.3 * U(len(d), len(d)), single=False)
                  for d in ([2.0, -1.5, 3.0], [1.0, 2.5], [-2.0, -1.0], [2.0], [3.0, -2.0, 1.5, -1.0], [-1.0, 3.0],
                            [-2.0])],
        "logm": of_matrix("logm(a)", distinct, sizes=(1, 2, 4), single=False),
        "sqrtm": of_matrix("sqrtm(a)", distinct, sizes=(1, 2, 4)),
        "expm_frechet": [case(f"{L}.expm_frechet(a, e, compute_expm=False)", a=near_zero(n, V), e=V(n, n))
                         for n in (1, 3, 4, 5)],
        "det": of_matrix("det(a)", distinct), "inv": of_matrix("inv(a)", distinct),
        "svd": [case(f"{L}.svd(a, full_matrices=False)[1]", a=V(*s)) for s in ((2, 2), (4, 2), (1, 3))],
        "svdvals": [case(f"{L}.svdvals(a)", a=V(*s)) for s in ((2, 2), (2, 4), (1, 3), (4, 3))],
        "eigvalsh": [case(f"{L}.eigvalsh(a{e})", a=spd(n)) for n in (2, 4) for e in ("", ", lower=False")],
        "eig": [case(f"{L}.eig(a)[0]", a=matrix(n)) for n in (2, 4)] + [
            case(f"np.abs({L}.eig(a)[1]) ** 2", a=matrix(2, draw=Z))],
        "eigvals": of_matrix("eigvals(a)", distinct, sizes=(2, 4)),
        "eigh_tridiagonal": [*[case(f"{L}.eigh_tridiagonal(d, e)[{i}] ** 2", d=V(n), e=P(n - 1), single=False)
                               for n in (2, 3, 5, 6) for i in (0, 1)],
                             *[case(f"{L}.eigh_tridiagonal(d, e, True)", d=V(n), e=P(n - 1), single=False)
                               for n in (2, 3, 6)]],
        "eigvalsh_tridiagonal": [case(f"{L}.eigvalsh_tridiagonal(d, e){p}", d=V(n), e=P(n - 1), single=False)
                                 for n in (2, 3, 5) for p in ("", " ** 2", "[::-1]")],
        "pinv": [case(f"{L}.pinv(a)", a=matrix(m, n)) for m, n in ((2, 2), (3, 1), (2, 4))],
        "pinvh": [case(f"{L}.pinvh(a{e})", a=spd(n)) for n, e in ((2, ""), (4, ""), (2, ", lower=False"))],
    }


def made() -> dict[str, Any]:
    """Matrices made of others."""
    return {
        "block_diag": [case(f"{L}.block_diag(a, b)", a=V(*s), b=V(*t)) for s, t in (((1, 1), (2, 2)), ((2, 1), (3,)),
                                                                                   ((1, 4), (2, 1)))],
        "toeplitz": [case(f"{L}.toeplitz(c, r)", c=V(m), r=V(n)) for m, n in ((2, 2), (4, 2), (1, 3))],
        "hankel": [case(f"{L}.hankel(c, r) ** 2", c=V(m), r=V(n)) for m, n in ((2, 3), (3, 3), (4, 2))] + [
            case(f"{L}.hankel(c) @ c", c=V(n)) for n in (2, 4)],
        "circulant": [case(f"{L}.circulant(c) ** 2", c=d(n)) for n in (2, 3, 5) for d in (V, Z)],
        "convolution_matrix": [case(f"{L}.convolution_matrix(a, {k})", a=V(n)) for n, k in ((2, 2), (3, 4), (5, 2))] + [
            case(f"{L}.convolution_matrix(a, {k}) ** 2", a=V(n)) for n, k in ((2, 3), (4, 4), (3, 1))],
        "companion": [case(f"{L}.companion(a){p}", a=P(n)) for n in (2, 3, 5) for p in ("", " ** 2")],
        "leslie": [case(f"{L}.leslie(f, s){p}", f=V(n), s=V(n - 1)) for n in (2, 3, 5) for p in ("", " ** 2")],
        "fiedler": [case(f"{L}.fiedler(a){p}", a=np.cumsum(P(n))) for n in (2, 3, 5) for p in ("", " ** 2")],
        "khatri_rao": [case(f"{L}.khatri_rao(a, b)", a=V(m, k), b=V(n, k))
                       for m, n, k in ((2, 2, 2), (1, 3, 2), (3, 1, 4), (2, 3, 1))],
    }


def cases() -> dict[Any, Any]:
    found = {**solving(), **functions(), **made()}
    return {getattr(sl, name): cs for name, cs in found.items() if hasattr(sl, name)}


CASES = {} if sl is None else cases()
drawing_for("")
