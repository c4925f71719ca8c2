"""Factorisations and solvers in place, by loops over elements, rows and columns."""

import numpy as np

from .kernel import dominant, kernel, spd


@kernel(lambda r: (spd(r, 5),), writes="A")
def cholesky(A):
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[j, k]
            A[i, j] /= A[j, j]
        for k in range(i):
            A[i, i] -= A[i, k] * A[i, k]
        A[i, i] = np.sqrt(A[i, i])


@kernel(lambda r: (spd(r, 5),), writes="A")
def cholesky_dot(A):
    A[0, 0] = np.sqrt(A[0, 0])
    for i in range(1, A.shape[0]):
        for j in range(i):
            A[i, j] -= np.dot(A[i, :j], A[j, :j])
            A[i, j] /= A[j, j]
        A[i, i] -= np.dot(A[i, :i], A[i, :i])
        A[i, i] = np.sqrt(A[i, i])


@kernel(lambda r: (spd(r, 5),))
def cholesky_columns(A):
    """Right-looking: a rank-one update of what is left."""
    L = np.array(A)
    n = len(L)
    for k in range(n):
        L[k, k] **= 0.5
        L[k + 1:, k] /= L[k, k]
        for j in range(k + 1, n):
            L[j:, j] -= L[j:, k] * L[j, k]
        L[k, k + 1:] = 0.0
    return L


@kernel(lambda r: (dominant(r, 5),), writes="A")
def lu(A):
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            A[i, j] -= A[i, :j] @ A[:j, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            A[i, j] -= A[i, :i] @ A[:i, j]


@kernel(lambda r: (dominant(r, 4), r.normal(size=4)), returns=2)
def ludcmp(A, b):
    A = A.copy()
    n = A.shape[0]
    x = np.zeros_like(b)
    y = np.zeros_like(b)
    for i in range(n):
        for j in range(i):
            w = A[i, j]
            for k in range(j):
                w -= A[i, k] * A[k, j]
            A[i, j] = w / A[j, j]
        for j in range(i, n):
            w = A[i, j]
            for k in range(i):
                w -= A[i, k] * A[k, j]
            A[i, j] = w
    for i in range(n):
        y[i] = b[i] - A[i, :i] @ y[:i]
    for i in range(n - 1, -1, -1):
        x[i] = (y[i] - A[i, i + 1:] @ x[i + 1:]) / A[i, i]
    return x, y


@kernel(lambda r: (r.normal(size=(4, 4)), r.normal(size=4)))
def lu_pivoting(A, b):
    """Gaussian elimination that swaps rows, and back substitution into the right side."""
    A, x = A.copy(), b.copy()
    n = len(A)
    for k in range(n - 1):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
            x[k], x[p] = x[p], x[k]
        for i in range(k + 1, n):
            m = A[i, k] / A[k, k]
            A[i, k:] -= m * A[k, k:]
            x[i] -= m * x[k]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            x[i] -= A[i, j] * x[j]
        x[i] /= A[i, i]
    return x


@kernel(lambda r: (dominant(r, 4),))
def gauss_jordan(A):
    """The inverse, in an augmented matrix whose rows are views."""
    n = A.shape[0]
    work = np.hstack([A, np.eye(n)])
    for i, row in enumerate(work):
        row /= row[i]
        for j in range(n):
            if i != j:
                work[j] -= work[j, i] * row
    return work[:, n:]


@kernel(lambda r: (dominant(r, 5), r.normal(size=5), r.normal(size=5)), writes="x")
def trisolv(L, x, b):
    for i in range(len(x)):
        x[i] = b[i]
        for j in range(i):
            x[i] -= L[i, j] * x[j]
        x[i] = x[i] / L[i, i]


@kernel(lambda r: (r.normal(size=(5, 3)),), returns=2)
def gramschmidt(A):
    A = A.copy()
    Q = np.zeros_like(A)
    R = np.zeros((A.shape[1], A.shape[1]))
    for k in range(A.shape[1]):
        R[k, k] = np.sqrt(np.dot(A[:, k], A[:, k]))
        Q[:, k] = A[:, k] / R[k, k]
        for j in range(k + 1, A.shape[1]):
            R[k, j] = np.dot(Q[:, k], A[:, j])
            A[:, j] -= Q[:, k] * R[k, j]
    return Q, R


@kernel(lambda r: (r.normal(size=(5, 3)),))
def householder(A):
    """QR by reflections that are applied to a view of what is left."""
    R = A.copy()
    for k in range(R.shape[1]):
        rest = R[k:, k:]
        v = rest[:, 0].copy()
        v[0] += np.sign(v[0]) * np.linalg.norm(v)
        v /= np.linalg.norm(v)
        rest -= 2.0 * np.outer(v, v @ rest)
    return R


@kernel(lambda r: (0.1 * r.normal(size=5),))
def durbin(r):
    y = np.empty_like(r)
    alpha = -r[0]
    beta = 1.0
    y[0] = -r[0]
    for k in range(1, r.shape[0]):
        beta *= 1.0 - alpha * alpha
        alpha = -(r[k] + np.dot(np.flip(r[:k]), y[:k])) / beta
        y[:k] += alpha * np.flip(y[:k])
        y[k] = alpha
    return y


def thomas(lower, diagonal, upper, right):
    """Solve a tridiagonal system; `diagonal` and `right` are overwritten."""
    n = len(right)
    for i in range(1, n):
        m = lower[i - 1] / diagonal[i - 1]
        diagonal[i] -= m * upper[i - 1]
        right[i] -= m * right[i - 1]
    right[-1] /= diagonal[-1]
    for i in range(n - 2, -1, -1):
        right[i] = (right[i] - upper[i] * right[i + 1]) / diagonal[i]


@kernel(lambda r: (r.normal(size=6), r.uniform(0.5, 1.5, 6), 0.1, 3))
def crank_nicolson(u, k, dt, steps):
    """Implicit diffusion: a helper solves in place, and returns nothing."""
    n = len(u)
    s = 0.5 * dt * k
    out = u.copy()
    for _ in range(steps):
        rhs = np.empty(n)
        rhs[0], rhs[-1] = out[0], out[-1]
        rhs[1:-1] = out[1:-1] + s[1:-1] * (out[2:] - 2 * out[1:-1] + out[:-2])
        diagonal = 1.0 + 2.0 * s
        diagonal[[0, -1]] = 1.0
        upper, lower = -s[:-1], -s[1:]
        upper[0] = 0.0
        lower[-1] = 0.0
        thomas(lower, diagonal, upper, rhs)
        out[:] = rhs
    return out


@kernel(lambda r: (spd(r, 4), r.normal(size=4), 4), returns=2)
def conjugate_gradients(A, b, steps):
    """Vectors that are updated in place, with scratch space for one product."""
    x = np.zeros_like(b)
    r = b.copy()
    p = r.copy()
    Ap = np.empty_like(b)
    rr = r @ r
    for _ in range(steps - 1):
        np.matmul(A, p, out=Ap)
        alpha = rr / (p @ Ap)
        x += alpha * p
        r -= alpha * Ap
        rr, old = r @ r, rr
        p *= rr / old
        p += r
    return x, r
