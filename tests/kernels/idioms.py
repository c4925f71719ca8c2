"""NumPy's other ways to write: `out=`, `fill`, `copyto`, masks, index arrays, aliases, arrays in containers."""

import numpy as np

from .kernel import kernel


@kernel(lambda r: (r.normal(size=6), r.normal(size=6), 0.4))
def ufunc_out(x, y, c):
    """Scratch arrays used again and again, one of them an operand of its own update."""
    a = np.empty_like(x)
    b = np.empty_like(x)
    np.multiply(x, y, out=a)
    np.sin(a, out=b)
    np.add(a, b, out=a)
    np.multiply(a, c, a)
    np.tanh(a, out=a)
    np.maximum(a, b, out=b[:])
    return a * b


@kernel(lambda r: (r.normal(size=(3, 4)), r.normal(size=4), 0.5))
def fills(A, v, c):
    B = np.empty_like(A)
    B.fill(c)
    np.copyto(B[1], v)
    B[2, ...] = A[0]
    B[:, 1] = 2.0
    B[...] *= A
    row = B[0]
    row[:] = np.sort(row)
    B[2].sort()
    np.fill_diagonal(B[:, :3], c * v[:3])
    return B


@kernel(lambda r: (r.normal(size=7), r.normal(size=7)))
def masks(x, y):
    z = x.copy()
    z[z > 0.3] **= 2
    z[y > x] = 1.5
    small = np.abs(y) < 1.0
    z[small] += np.sin(y[small])
    z[~small] *= y[~small]
    return z


@kernel(lambda r: (r.normal(size=6), r.normal(size=4), np.array([3, 0, 3, 5]), 0.3))
def scatter(x, e, where, c):
    """Index arrays with duplicates: the last store wins, `+=` counts once, `np.add.at` counts each."""
    a = x.copy()
    a[where] = e
    a[where] += c * e
    b = x * x
    np.add.at(b, where, e)
    np.subtract.at(b, [1, 1], c)
    return a + 2.0 * b


@kernel(lambda r: (r.normal(size=(3, 3)), r.normal(size=3)))
def aliases(A, v):
    """Many names for one memory."""
    B = A.copy()
    C = B
    C[0] = v
    T = B.T
    T[1] *= v
    flat = B.reshape(-1)
    flat[::2] += 1.0
    diagonal = np.diag(B) * 1.0
    B -= C[0]
    last = B[-1]
    last += diagonal
    B[:, 0], B[:, 1] = B[:, 1].copy(), B[:, 0].copy()
    return T


@kernel(lambda r: (r.normal(size=4), r.normal(size=4), 0.3, 3), returns=2)
def layers(x, w, rate, rounds):
    """Arrays in a list and in a dict, written where they are held."""
    state = {"x": x.copy(), "velocity": np.zeros(4)}
    history = [np.zeros(4) for _ in range(3)]
    for n in range(rounds):
        state["velocity"] *= 0.5
        state["velocity"] -= rate * np.sin(w * state["x"])
        state["x"] += state["velocity"]
        history[0][1] += 0.1 * n
        history[1][:] = state["x"]
        history[2] += history[1] * state["velocity"]
    return history[0] + history[1] * history[2], state["velocity"]


@kernel(lambda r: (r.normal(size=5), 1.7))
def integer_buffers(x, scale):
    """A store into integers truncates, and so has no derivative."""
    rounded = np.zeros(5, dtype=int)
    rounded[:] = 10 * x
    bins = np.zeros(3, dtype=np.int64)
    for k in rounded:
        bins[k % 3] += 1
    return scale * x * rounded + bins[0]


@kernel(lambda r: (r.normal(size=(4, 3)), r.normal(size=3)), writes="A")
def power_and_matmul(A, v):
    A[:2] **= 2
    P = np.outer(v, v)
    P @= P
    A[2:] @= P
    A[1, :], A[2, :] = v, A[0]
    A[:, -1] = A[:, 0] = v[0]


@kernel(lambda r: (r.normal(size=(4, 4)), r.normal(size=10), 0.7), writes="A")
def triangles(A, v, q):
    A[np.tril_indices(4)] *= 0.5
    A[np.triu_indices(4)] += v
    A[np.diag_indices(4)] += q


@kernel(lambda r: (r.normal(size=(5, 6)), r.normal(size=(2, 3)), np.array([0, 3]), np.array([1, 2, 5])), writes="K")
def assembled(K, block, rows, columns):
    for k in range(2):
        K[np.ix_(rows, columns)] += block
        K[np.ix_([k, k + 2], [0, 3])] *= 1.5


@kernel(lambda r: (r.normal(size=3), 3))
def appended(x, n):
    a = x * 2.0
    for i in range(n):
        a = np.append(a, 0.0)
        a[-1] = a[i] * a[0]
    return a
