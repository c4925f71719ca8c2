"""Products of matrices and vectors that accumulate into their outputs."""

import numpy as np

from .kernel import kernel


@kernel(lambda r: (1.5, 1.2, r.normal(size=(3, 4)), r.normal(size=(3, 5)), r.normal(size=(5, 4))), writes="C")
def gemm(alpha, beta, C, A, B):
    C *= beta
    C += alpha * A @ B


@kernel(lambda r: (1.5, 1.2, r.normal(size=(4, 4)), r.normal(size=(4, 3))), writes="C")
def syrk(alpha, beta, C, A):
    for i in range(A.shape[0]):
        C[i, :i + 1] *= beta
        for k in range(A.shape[1]):
            C[i, :i + 1] += alpha * A[i, k] * A[:i + 1, k]


@kernel(lambda r: (1.5, 1.2, r.normal(size=(4, 4)), r.normal(size=(4, 3)), r.normal(size=(4, 3))), writes="C")
def syr2k(alpha, beta, C, A, B):
    for i in range(A.shape[0]):
        C[i, :i + 1] *= beta
        for k in range(A.shape[1]):
            C[i, :i + 1] += A[:i + 1, k] * alpha * B[i, k] + B[:i + 1, k] * alpha * A[i, k]


@kernel(lambda r: (1.5, r.normal(size=(4, 4)), r.normal(size=(4, 3))), writes="B")
def trmm(alpha, A, B):
    for i in range(B.shape[0]):
        for j in range(B.shape[1]):
            B[i, j] += np.dot(A[i + 1:, i], B[i + 1:, j])
    B *= alpha


@kernel(lambda r: (1.5, 1.2, r.normal(size=(3, 4)), r.normal(size=(3, 3)), r.normal(size=(3, 4))), writes="C")
def symm(alpha, beta, C, A, B):
    temp2 = np.empty((C.shape[1],))
    C *= beta
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            C[:i, j] += alpha * B[i, j] * A[i, :i]
            temp2[j] = B[:i, j] @ A[i, :i]
        C[i, :] += alpha * B[i, :] * A[i, i] + alpha * temp2


@kernel(lambda r: (1.5, 1.2, r.normal(size=(4, 4)), *r.normal(size=(8, 4))), writes="A w x")
def gemver(alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    A += np.outer(u1, v1) + np.outer(u2, v2)
    x += beta * y @ A + z
    w += alpha * A @ x


@kernel(lambda r: (r.normal(size=4), r.normal(size=4), r.normal(size=4), r.normal(size=4), r.normal(size=(4, 4))),
        writes="x1 x2")
def mvt(x1, x2, y1, y2, A):
    x1 += A @ y1
    x2 += y2 @ A


@kernel(lambda r: (r.normal(size=(4, 3)), r.normal(size=3)))
def atax(A, x):
    y = np.zeros(A.shape[1])
    for i in range(A.shape[0]):
        tmp = 0.0
        for j in range(A.shape[1]):
            tmp += A[i, j] * x[j]
        for j in range(A.shape[1]):
            y[j] += A[i, j] * tmp
    return y


@kernel(lambda r: (r.normal(size=(4, 3)), r.normal(size=3), r.normal(size=4)), returns=2)
def bicg(A, p, r):
    s = np.zeros(A.shape[1])
    q = np.zeros(A.shape[0])
    for i in range(A.shape[0]):
        s += r[i] * A[i]
        q[i] = A[i] @ p
    return s, q


@kernel(lambda r: (1.5, 1.2, r.normal(size=(4, 4)), r.normal(size=(4, 4)), r.normal(size=4)))
def gesummv(alpha, beta, A, B, x):
    tmp = np.zeros_like(x)
    y = np.zeros_like(x)
    for i in range(len(x)):
        for j in range(len(x)):
            tmp[i] += A[i, j] * x[j]
            y[i] += B[i, j] * x[j]
        y[i] = alpha * tmp[i] + beta * y[i]
    return y


@kernel(lambda r: (r.normal(size=(2, 3, 4)), r.normal(size=(4, 4))), writes="A")
def doitgen(A, C4):
    total = np.empty(A.shape[2])
    for r in range(A.shape[0]):
        for q in range(A.shape[1]):
            for p in range(A.shape[2]):
                total[p] = 0.0
                for s in range(A.shape[2]):
                    total[p] += A[r, q, s] * C4[s, p]
            A[r, q, :] = total


@kernel(lambda r: (r.normal(size=(3, 3)), r.normal(size=4), r.normal(size=5)))
def banded_matvec(bands, x, scale):
    """Write through views: a diagonal of the matrix is a strided view of its memory."""
    n = len(x)
    M = np.zeros((n, n))
    flat = M.ravel()
    flat[::n + 1] = scale[:n]
    flat[1::n + 1] = bands[0]
    flat[n::n + 1] -= bands[1]
    corner = M[:2, -2:].T
    corner += bands[2, 0]
    return M @ x
