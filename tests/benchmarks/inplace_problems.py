"""Kernels that write in place, at the sizes of NPBench's S, each with the gradient that a careful human would write.

As in `problems`, `hand` is the bar: it keeps only what its reverse sweep reads, and does not replace the algorithm.  A
kernel works on copies, so that it may be called again and again with the same arguments; `w` weights its results.
"""

import numpy as np

from ..kernels import factorisations, stencils
from .problems import Problem, random

STENCIL, LOOPS = "stencil", "loops"  # which target applies
PROBLEMS: dict[str, Problem] = {}


def problem(kind, primal, wrt, arguments):
    """Register the decorated function as the hand-written gradient of `primal`."""

    def register(hand):
        PROBLEMS[primal.__name__] = Problem(primal.__name__, kind, primal, wrt, arguments, hand)
        return hand

    return register


def definite(n):
    a = random(n, n)
    return a @ a.T / n + np.eye(n)


# --- stencils: linear, so that no tape is needed ------------------------------------------------


def jacobi_2d(A, B, w, steps):
    A, B = A.copy(), B.copy()
    for _ in range(1, steps):
        B[1:-1, 1:-1] = 0.2 * (A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] + A[2:, 1:-1] + A[:-2, 1:-1])
        A[1:-1, 1:-1] = 0.2 * (B[1:-1, 1:-1] + B[1:-1, :-2] + B[1:-1, 2:] + B[2:, 1:-1] + B[:-2, 1:-1])
    return np.sum(w * A)


@problem(STENCIL, jacobi_2d, (0, 1), lambda: (random(150, 150), random(150, 150, seed=1), random(150, 150, seed=2), 50))
def jacobi_2d_gradient(A, B, w, steps):
    a, b = w.copy(), np.zeros_like(B)
    for _ in range(1, steps):
        for to, of in ((a, b), (b, a)):
            g = 0.2 * to[1:-1, 1:-1]
            to[1:-1, 1:-1] = 0.0
            of[1:-1, 1:-1] += g
            of[1:-1, :-2] += g
            of[1:-1, 2:] += g
            of[2:, 1:-1] += g
            of[:-2, 1:-1] += g
    return a, b


def heat_in_place(u, w, k, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1, 1:-1] += k * (u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1])
    return np.sum(w * u)


@problem(STENCIL, heat_in_place, 0, lambda: (random(150, 150), random(150, 150, seed=1), 0.1, 100))
def heat_in_place_gradient(u, w, k, steps):
    b = w.copy()
    for _ in range(steps):
        g = k * b[1:-1, 1:-1]
        b[2:, 1:-1] += g
        b[:-2, 1:-1] += g
        b[1:-1, 2:] += g
        b[1:-1, :-2] += g
        g *= 4.0
        b[1:-1, 1:-1] -= g
    return b


def heat_3d(A, B, w, steps):
    A, B = A.copy(), B.copy()
    stencils.heat_3d(steps - 1, A, B)
    return np.sum(w * A)


@problem(STENCIL, heat_3d, (0, 1), lambda: (*(random(25, 25, 25, seed=s) for s in range(3)), 25))
def heat_3d_gradient(A, B, w, steps):
    a, b = w.copy(), np.zeros_like(B)
    for _ in range(1, steps):
        for to, of in ((a, b), (b, a)):
            g = to[1:-1, 1:-1, 1:-1].copy()
            to[1:-1, 1:-1, 1:-1] = 0.0
            of[1:-1, 1:-1, 1:-1] += 0.25 * g  # 1 - 6 / 8
            g *= 0.125
            of[2:, 1:-1, 1:-1] += g
            of[:-2, 1:-1, 1:-1] += g
            of[1:-1, 2:, 1:-1] += g
            of[1:-1, :-2, 1:-1] += g
            of[1:-1, 1:-1, 2:] += g
            of[1:-1, 1:-1, :-2] += g
    return a, b


# --- loops over rows and elements ---------------------------------------------------------------


def seidel_2d(A, w, steps):
    A = A.copy()
    for _ in range(steps - 1):
        for i in range(1, A.shape[0] - 1):
            A[i, 1:-1] += (A[i - 1, :-2] + A[i - 1, 1:-1] + A[i - 1, 2:] + A[i, 2:]
                           + A[i + 1, :-2] + A[i + 1, 1:-1] + A[i + 1, 2:])
            for j in range(1, A.shape[1] - 1):
                A[i, j] += A[i, j - 1]
                A[i, j] /= 9.0
    return np.sum(w * A)


@problem(LOOPS, seidel_2d, 0, lambda: (random(50, 50), random(50, 50, seed=1), 8))
def seidel_2d_gradient(A, w, steps):
    a = w.copy()
    for _ in range(steps - 1):
        for i in range(a.shape[0] - 2, 0, -1):
            row = a[i].tolist()
            for j in range(len(row) - 2, 0, -1):
                row[j] /= 9.0
                row[j - 1] += row[j]
            a[i] = row
            g = a[i, 1:-1].copy()
            for other in (i - 1, i + 1):
                a[other, :-2] += g
                a[other, 1:-1] += g
                a[other, 2:] += g
            a[i, 2:] += g
    return a


def cholesky(A, w):
    A = A.copy()
    factorisations.cholesky_dot(A)
    return np.sum(w * A)


@problem(LOOPS, cholesky, 0, lambda: (definite(100), random(100, 100, seed=1)))
def cholesky_gradient(A, w):
    """Every element is final once it has been read, so the factor itself is all that the sweep needs."""
    L = A.copy()
    L[0, 0] = np.sqrt(L[0, 0])
    for i in range(1, L.shape[0]):
        for j in range(i):
            L[i, j] = (L[i, j] - np.dot(L[i, :j], L[j, :j])) / L[j, j]
        L[i, i] = np.sqrt(L[i, i] - np.dot(L[i, :i], L[i, :i]))
    b = w.copy()
    for i in range(L.shape[0] - 1, 0, -1):
        b[i, i] *= 0.5 / L[i, i]
        b[i, :i] -= 2.0 * b[i, i] * L[i, :i]
        for j in range(i - 1, -1, -1):
            b[i, j] /= L[j, j]
            g = b[i, j]
            b[j, j] -= g * L[i, j]
            b[i, :j] -= g * L[j, :j]
            b[j, :j] -= g * L[i, :j]
    b[0, 0] *= 0.5 / L[0, 0]
    return b


def lu(A, w):
    A = A.copy()
    factorisations.lu(A)
    return np.sum(w * A)


@problem(LOOPS, lu, 0, lambda: (definite(60), random(60, 60, seed=1)))
def lu_gradient(A, w):
    A = A.copy()
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            A[i, j] = (A[i, j] - A[i, :j].dot(A[:j, j])) / A[j, j]
        for j in range(i, n):
            A[i, j] -= A[i, :i].dot(A[:i, j])
    b = w.copy()
    for i in range(n - 1, -1, -1):
        for j in range(n - 1, i - 1, -1):
            g = b[i, j]
            b[i, :i] -= g * A[:i, j]
            b[:i, j] -= g * A[i, :i]
        for j in range(i - 1, -1, -1):
            b[i, j] /= A[j, j]
            g = b[i, j]
            b[j, j] -= g * A[i, j]
            b[i, :j] -= g * A[:j, j]
            b[:j, j] -= g * A[i, :j]
    return b


def gramschmidt(A, v, w):
    Q, R = factorisations.gramschmidt(A)
    return np.sum(v * Q) + np.sum(w * R)


@problem(LOOPS, gramschmidt, 0, lambda: (random(70, 60), random(70, 60, seed=1), random(60, 60, seed=2)))
def gramschmidt_gradient(A, v, w):
    """A column is overwritten where the adjoint needs it: it is kept before each step."""
    A = A.copy()
    n = A.shape[1]
    Q = np.zeros_like(A)
    R = np.zeros((n, n))
    kept = []
    for k in range(n):
        R[k, k] = np.sqrt(np.dot(A[:, k], A[:, k]))
        Q[:, k] = A[:, k] / R[k, k]
        kept.append(A[:, k + 1:].copy())
        for j in range(k + 1, n):
            R[k, j] = np.dot(Q[:, k], A[:, j])
            A[:, j] -= Q[:, k] * R[k, j]
    b = np.zeros_like(A)
    for k in range(n - 1, -1, -1):
        q, q_bar, before = Q[:, k], v[:, k].copy(), kept.pop()
        for j in range(n - 1, k, -1):
            a_bar = b[:, j]
            r_bar = w[k, j] - q.dot(a_bar)
            q_bar -= R[k, j] * a_bar
            q_bar += r_bar * before[:, j - k - 1]
            a_bar += r_bar * q
        r = R[k, k]
        b[:, k] += q_bar / r + (w[k, k] - q_bar.dot(q) / r) * q
    return b


def syrk(C, A, w, alpha, beta):
    C = C.copy()
    for i in range(A.shape[0]):
        C[i, :i + 1] *= beta
        for k in range(A.shape[1]):
            C[i, :i + 1] += alpha * A[i, k] * A[:i + 1, k]
    return np.sum(w * C)


@problem(LOOPS, syrk, (0, 1), lambda: (random(70, 70), random(70, 50), random(70, 70, seed=1), 1.5, 1.2))
def syrk_gradient(C, A, w, alpha, beta):
    c, a = w.copy(), np.zeros_like(A)
    for i in range(A.shape[0] - 1, -1, -1):
        g = alpha * c[i, :i + 1]
        for k in range(A.shape[1] - 1, -1, -1):
            a[:i + 1, k] += A[i, k] * g
            a[i, k] += g.dot(A[:i + 1, k])
        c[i, :i + 1] *= beta
    return c, a


def durbin(r, w):
    return np.sum(w * factorisations.durbin(r))


@problem(LOOPS, durbin, 0, lambda: (random(1000, scale=0.01), random(1000, seed=1)))
def durbin_gradient(r, w):
    y = np.empty_like(r)
    alphas, betas, ys = [float(-r[0])], [1.0], [None]
    y[0] = -r[0]
    for k in range(1, len(r)):
        old = y[:k].copy()
        beta = betas[-1] * (1.0 - alphas[-1] ** 2)
        alpha = -(float(r[k]) + float(r[k - 1::-1].dot(old))) / beta
        y[:k] += alpha * old[::-1]
        y[k] = alpha
        alphas.append(alpha)
        betas.append(beta)
        ys.append(old)
    y_bar, r_bar = w.copy(), np.zeros_like(r)
    alpha_bar = beta_bar = 0.0
    for k in range(len(r) - 1, 0, -1):
        old, alpha, beta = ys[k], alphas[k], betas[k]
        alpha_bar += float(y_bar[k]) + float(y_bar[:k].dot(old[::-1]))
        y_bar[:k] += alpha * y_bar[k - 1::-1]
        g = -alpha_bar / beta
        r_bar[k] += g
        r_bar[:k] += g * old[::-1]
        y_bar[:k] += g * r[k - 1::-1]
        beta_bar += g * alpha
        alpha_bar = -2.0 * beta_bar * betas[k - 1] * alphas[k - 1]
        beta_bar *= 1.0 - alphas[k - 1] ** 2
    r_bar[0] -= y_bar[0] + alpha_bar
    return r_bar


def ufuncs_out(x, y, w, steps):
    x = x.copy()
    a = np.empty_like(x)
    for _ in range(steps):
        np.multiply(x, y, out=a)
        np.sin(a, out=a)
        np.add(x, a, out=x)
    return np.sum(w * x)


@problem(LOOPS, ufuncs_out, (0, 1), lambda: (random(20000), 0.1 * random(20000, seed=1), random(20000, seed=2), 20))
def ufuncs_out_gradient(x, y, w, steps):
    x = x.copy()
    kept = []
    for _ in range(steps):
        kept.append((x.copy(), a := x * y))
        x += np.sin(a)
    x_bar, y_bar = w.copy(), np.zeros_like(y)
    while kept:
        before, a = kept.pop()
        g = np.cos(a, out=a)
        g *= x_bar
        before *= g
        y_bar += before
        g *= y
        x_bar += g
    return x_bar, y_bar
