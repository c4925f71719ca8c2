"""``scipy.linalg``: decompositions.

Formulas: M. Giles, "An extended collection of matrix derivative results" (2008); J. Townsend,
"Differentiating the Singular Value Decomposition" (2016); Z. Wan, S. Zhang, "Automatic differentiation for
complex valued SVD" (2019); M. Seeger et al., "Auto-Differentiating Linear Algebra" (2017).  Where eigenvalues
or singular values are equal, the derivatives of their vectors leave out what is not determined.
"""
from __future__ import annotations

import numpy as np
import scipy.linalg as linalg

from ..numpy import decompositions as of_numpy
from ..numpy.linalg import H, T
from ..numpy.reductions import aligned
from ..registry import composition, differential
from ..static import is_complex, known_rank, refuse
from .linalg import whole


@differential(linalg.svd, kind="plain_singular", raises=True)
def svd(a, full_matrices=True, compute_uv=True, *, da, y):
    return of_numpy.svd(a, full_matrices, compute_uv, False, da=da, y=y)


@composition(linalg.svdvals)
def svdvals_source(a, overwrite_a=False, check_finite=True):
    if overwrite_a:
        return NotImplemented
    return linalg.svd(a, compute_uv=False)


def gaps_of(w):
    """``1 / (w[j] - w[i])``, and 0 where they are equal."""
    gaps = w[..., None, :] - w[..., :, None]
    return np.where(gaps == 0, 0.0, 1 / np.where(gaps == 0, 1.0, gaps))


@differential(linalg.eigh, kind="plain_eigen", raises=True)
def eigh(a, b=None, *, lower=True, eigvals_only=False, da, db, y):
    """``A V = B V W`` with ``Vᴴ B V = 1``: dw is the diagonal of Vᴴ (dA - dB w) V."""
    if eigvals_only:
        w, v = linalg.eigh(a, b, lower=lower)
    else:
        w, v = y[0], y[1]
    turned = whole(da, lower) @ v
    if b is not None:
        turned = turned - whole(db, lower) @ (v * w)
    dw = np.sum(aligned(v, turned), axis=-2)
    if eigvals_only:
        return dw
    dv = v @ ((H(v) @ turned) * gaps_of(w))
    if b is not None:
        dv = dv - 0.5 * v * np.sum(aligned(v, whole(db, lower) @ v), axis=-2)
    return dw, dv


@composition(linalg.eigvalsh)
def eigvalsh_source(a, b=None, *, lower=True, overwrite_a=False, overwrite_b=False, check_finite=True):
    if overwrite_a or overwrite_b:
        return NotImplemented
    return linalg.eigh(a, b, lower=lower, eigvals_only=True)


@differential(linalg.eigvals, kind="complex_eigenvalues", raises=True)
def eigvals(a, b=None, *, da, db, y):
    if b is None:
        v = linalg.eig(a)[1]
        return np.diagonal(np.linalg.solve(v, da @ v))
    w, v = linalg.eig(a, b)
    return np.diagonal(np.linalg.solve(b @ v, da @ v - db @ v * w))


@differential(linalg.eig, kind="complex_eigen", raises=True)
def eig(a, b=None, *, da, db, y):
    """``A V = B V W``; the vectors are of norm 1, and their phases are left as they are."""
    w, v = y[0], y[1]
    inside = np.linalg.solve(v, da @ v) if b is None else np.linalg.solve(b @ v, da @ v - db @ v * w)
    dv = v @ (inside * gaps_of(w))
    return np.diagonal(inside), dv - v * np.sum(np.real(np.conj(v) * dv), axis=0)


@differential(linalg.qr, kind="plain_orthogonal", raises=True)
def qr(a, *, mode="full", pivoting=False, da, y):
    """Walter, Lehmann and Lamour 2012; of a matrix of full rank.

    Of a full Q, of the columns that belong to no column of the matrix only the space that they span has a derivative.
    """
    if mode == "raw":
        refuse("scipy.linalg.qr(mode='raw') has no differential here")
    if pivoting:
        a, da = pivoted(a, y[-1]), pivoted(da, y[-1])
    if mode == "r":
        q, r = linalg.qr(a, mode="economic")
        dr = of_numpy.orthogonal_change(q, r, da)[1]
        dr = np.concatenate([dr, np.zeros_like(y[0][..., np.shape(r)[-2]:, :])], axis=-2)
        return (dr, np.zeros_like(y[-1])) if pivoting else (dr,)
    if mode == "economic":
        dq, dr = of_numpy.orthogonal_change(y[0], y[1], da)
    else:
        k = np.shape(np.diagonal(y[1], 0, -2, -1))[-1]
        q, r = y[0][..., :k], y[1][..., :k, :]
        dq, dr = of_numpy.orthogonal_change(q, r, da)
        dq, dr = of_numpy.completed(dq, dr, q, y[0], y[1])
    return (dq, dr, np.zeros_like(y[-1])) if pivoting else (dq, dr)


def pivoted(a, order):
    """The columns of a matrix in the order in which ``qr`` takes them."""
    return a[:, order] if known_rank(a) == 2 else np.take_along_axis(a, order[..., None, :], axis=-1)


@differential(linalg.rq, kind="orthogonal_last", raises=True)
def rq(a, *, mode="full", da, y):
    """The QR decomposition of ``(P A)ᵀ = (Qᵀ P) (P Rᵀ P)``, where P turns the order of rows or columns round."""
    if mode == "r":
        r, q = linalg.rq(a, mode="economic")
    elif mode == "economic":
        r, q = y[0], y[1]
    else:
        m = np.shape(np.diagonal(y[0]))[0]
        r, q = y[0][:, -m:], y[1][-m:]
    dq, dr = of_numpy.orthogonal_change(q.T[:, ::-1], r.T[::-1, ::-1], da.T[:, ::-1])
    dq, dr = dq[:, ::-1].T, dr[::-1, ::-1].T
    if mode == "economic":
        return dr, dq
    if mode == "r":
        return np.concatenate([np.zeros_like(y[:, :-np.shape(r)[1]]), dr], axis=1)
    rest = y[1][:-m]
    return (np.concatenate([np.zeros_like(y[0][:, :-m]), dr], axis=1),
            np.concatenate([-(rest @ H(dq) @ q), dq]))


@differential(linalg.qr_multiply, kind="orthogonal_product", raises=True)
def qr_multiply(a, c, mode="right", pivoting=False, conjugate=False, *, da, dc, y):
    """The product of a matrix and the Q of another one."""
    if pivoting:
        a, da = a[:, y[-1]], da[:, y[-1]]
    q, r = linalg.qr(a, mode="economic")
    dq, dr = of_numpy.orthogonal_change(q, r, da)
    if conjugate and is_complex(a):
        q, dq = np.conj(q), np.conj(dq)
    dproduct = q @ dc + dq @ c if mode == "left" else dc @ q + c @ dq
    return (dproduct, dr, np.zeros_like(y[-1])) if pivoting else (dproduct, dr)


@differential(linalg.lu, kind="lu_parts", raises=True)
def lu(a, permute_l=False, *, da, y):
    """Of a square matrix: dL = L tril(X), dU = triu(X) U with X = L⁻¹ Pᵀ dA U⁻¹."""
    if permute_l:
        left, u = y[0], y[1]
        inside = np.linalg.solve(left, da)
    else:
        left, u = y[1], y[2]
        inside = linalg.solve_triangular(left, T(y[0]) @ da, 0, True, True)
    inside = T(linalg.solve_triangular(u, T(inside), 1))
    dl, du = left @ np.tril(inside, -1), np.triu(inside) @ u
    return (dl, du) if permute_l else (np.zeros_like(y[0]), dl, du)


@differential(linalg.polar, kind="polar", raises=True)
def polar(a, side="right", *, da, y):
    """``A = U P`` with ``P² = Aᴴ A``, so ``P dP + dP P = dAᴴ A + Aᴴ dA``; of a matrix of full rank."""
    u, p = y[0], y[1]
    if side == "right":
        dp = linalg.solve_sylvester(p, p, H(da) @ a + H(a) @ da)
        return T(np.linalg.solve(T(p), T(da - u @ dp))), dp
    dp = linalg.solve_sylvester(p, p, da @ H(a) + a @ H(da))
    return np.linalg.solve(p, da - dp @ u), dp


@differential(linalg.pinv, kind="swapped_matrix", raises=True)
def pinv(a, *, atol=None, rtol=None, da, y):
    """G. Golub, V. Pereyra (1973)."""
    rest = H(da) - H(da) @ a @ y
    return y @ H(y) @ rest - y @ da @ y + (H(da) - y @ a @ H(da)) @ H(y) @ y


@differential(linalg.pinvh, kind="square_matrix", raises=True)
def pinvh(a, *, atol=None, rtol=None, lower=True, da, y):
    change = whole(da, lower)
    rest = change - change @ whole(a, lower) @ y
    return y @ y @ rest - y @ change @ y + H(rest) @ y @ y


@differential(linalg.lstsq, kind="plain_least_squares", raises=True)
def lstsq(a, b, cond=None, *, da, db, y):
    """``x = A⁺ b``, of any rank that does not change; Golub and Pereyra (1973)."""
    p, x = linalg.pinv(a, rtol=np.finfo(a.dtype).eps if cond is None else cond), y[0]
    rest = b - a @ x
    u, _, vt = linalg.svd(a, full_matrices=False)
    miss = db - da @ x
    turned = H(da) @ (H(p) @ x)
    dx = p @ miss + p @ (H(p) @ (H(da) @ rest)) + turned - p @ (a @ turned)
    if known_rank(b) == 1:
        dresiduals = 2 * np.sum(aligned(rest, miss))
    else:
        dresiduals = 2 * np.sum(aligned(rest, miss), axis=0)
    return dx, dresiduals, 0, np.sum(aligned(u, da @ H(vt)), axis=0)
