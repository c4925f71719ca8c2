"""Lists of lists that are written: tables, rows under several names, rows made, replaced and grown."""

# mypy: ignore-errors

import math

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])
W4 = np.array([0.3, -0.2, 0.7, 1.1])


class Layer:
    def __init__(self, w, b):
        self.w, self.b = w, b


class Grid:
    def __init__(self, n, m):
        self.cells = [[0.0] * m for _ in range(n)]
        self.n, self.m = n, m

    def __getitem__(self, ij):
        return self.cells[ij[0]][ij[1]]

    def __setitem__(self, ij, v):
        self.cells[ij[0]][ij[1]] = v


@case(0.5, 4, 3)
def grid_fill(x, n, m):
    grid = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            grid[i][j] = x * i + j
    return sum(sum(r) for r in grid) * grid[1][2]


@case(V, W4)
def soft_edit(a, b):
    n, m = len(a), len(b)
    D = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        D[i][0] = D[i - 1][0] + 0.5
    for j in range(1, m + 1):
        D[0][j] = D[0][j - 1] + 0.5
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            c = (a[i - 1] - b[j - 1]) ** 2
            D[i][j] = c - np.log(np.exp(-D[i - 1][j]) + np.exp(-D[i][j - 1]) + np.exp(-D[i - 1][j - 1]))
    return D[n][m]


@case(V, W4)
def lcs(a, b):
    n, m = len(a), len(b)
    dp = [[0.0 for _ in range(m + 1)] for _ in range(n + 1)]
    for i in range(n):
        for j in range(m):
            s = math.exp(-((a[i] - b[j]) ** 2))
            dp[i + 1][j + 1] = max(dp[i][j] + s, dp[i + 1][j], dp[i][j + 1])
    return dp[-1][-1]


@case([1.0, 2.0, 3.0], [1, 2, 3], 4)
def knapsack(values, weights, cap):
    dp = [[0.0] * (cap + 1) for _ in range(len(values) + 1)]
    for i in range(1, len(values) + 1):
        v, w = values[i - 1], weights[i - 1]
        for c in range(cap + 1):
            if w <= c:
                dp[i][c] = max(dp[i - 1][c], dp[i - 1][c - w] + v * v)
            else:
                dp[i][c] = dp[i - 1][c]
    return dp[len(values)][cap]


@case([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
def rows_local(A):
    B = [row[:] for row in A]
    for i in range(3):
        for j in range(2):
            B[i][j] = B[i][j] * A[i][j] + 1.0
    return sum(map(sum, B))


@case([[1.0, 0.2], [0.3, 1.4]], [[0.1, 0.2], [0.3, 0.4]])
def matmul_lists(A, B):
    n, m, p = len(A), len(B), len(B[0])
    C = [[0] * p for _ in range(n)]
    for i in range(n):
        for j in range(p):
            for k in range(m):
                C[i][j] += A[i][k] * B[k][j]
    return C[0][1] * C[1][0]


@case(0.5, 3)
def buckets(x, n):
    bs = [[] for _ in range(3)]
    for i in range(7):
        bs[i % 3].append(x * i)
    return sum(bs[0]) * sum(bs[1]) + len(bs[2]) * x


@case(0.5, 4)
def adjacency(x, n):
    adj = [[] for _ in range(n)]
    for i in range(n):
        for j in range(i):
            adj[i].append((j, x * (i + j)))
            adj[j].append((i, x * x))
    d = [1.0] * n
    for i in range(n):
        for j, w in adj[i]:
            d[i] += w * d[j]
    return sum(d)


@case(0.4, 4)
def swap_rows_in(x, n):
    dp = [[x] * n, [0.0] * n]
    for i in range(3):
        for j in range(n):
            dp[1][j] = dp[0][j] * x + j
        dp[0], dp[1] = dp[1], dp[0]
    return sum(dp[0])


@case(0.4, 4)
def parity_rows(x, n):
    dp = [[x] * n, [0.0] * n]
    for i in range(3):
        for j in range(n):
            dp[(i + 1) % 2][j] = dp[i % 2][j] * x + j
    return sum(dp[1])


@case(V, 3)
def layers_inplace(w, n):
    layers = [Layer(w.copy(), 0.1), Layer(w * 2, 0.2)]
    for k in range(2):
        layers[k].w[:] = layers[k].w * 2 + k
        layers[k].w[0] += layers[k].b
    return np.sum(layers[0].w * layers[1].w)


@case(0.5, 4)
def alias_row(x, n):
    g = [[0.0] * 3 for _ in range(n)]
    for i in range(n):
        row = g[i]
        row[0] = x * i
        row[1] += row[0] * x
    return g[2][1] + g[3][0]


@case(0.5, 4)
def two_views(x, n):
    g = [[x, x * x, 1.0] for _ in range(n)]
    a = g[1]
    b = g[n - 3]
    a[0] = x * 5
    c = b[0]
    b[1] = c * x
    g[1][2] = a[1] * x
    return a[0] * a[1] + b[2] * g[1][2]


@case(0.5, 4)
def row_before(x, n):
    g = []
    first = [x, x * x]
    g.append(first)
    for i in range(n):
        g.append([x * i, 1.0])
    g[0][1] = 7.0 * x
    first[0] = x**3
    g[n][0] = first[1]
    return g[0][0] * first[1] + g[n][0] * g[-1][1] + g[2][0]


@case(0.5, 4)
def row_made_before(x, n):
    a = [x, 1.0]
    b = [2 * x, x]
    g = [a, b]
    for i in range(n):
        g[i % 2][0] = g[(i + 1) % 2][1] * x
    return a[0] * b[0] + g[0][0] * g[1][1]


@case(0.5, 4)
def written_in_branch(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    r = g[1]
    if n > 3:
        g[n - 3][0] = x * x
    else:
        g[0][0] = 0.0
    return r[0] * g[0][0] + g[2][0] * r[1]


@case(0.5, 4)
def iterate_rows(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    for i, row in enumerate(g):
        row[1] = row[0] * x
        g[0][0] += row[1]
    return sum(r[0] * r[1] for r in g)


@case(0.5, 4)
def iterate_both(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    h = [[0.0, 0.0] for _ in range(n)]
    for r, s in zip(g, h):
        s[0] = r[0] * x
        r[1] = s[0] + s[1]
    return sum(r[1] for r in g) * h[2][0]


@case(0.5, 4)
def helper_writes(x, n):
    def relax(t, i, j):
        t[i][j] = t[i - 1][j] * x + j

    t = [[x] * 3 for _ in range(n)]
    for i in range(1, n):
        for j in range(3):
            relax(t, i, j)
    return sum(map(sum, t))


@case(0.5, 4)
def row_replaced(x, n):
    t = [[x] * 3 for _ in range(n)]
    for i in range(1, n):
        t[i] = [v * x for v in t[i - 1]]
        t[i][0] = 1.0
    return sum(t[-1]) + t[0][1]


@case(0.5, 4)
def row_extended(x, n):
    t = [[x] for _ in range(n)]
    for i in range(1, n):
        t[i] += t[i - 1]
        t[i - 1].append(x * i)
        t[i].insert(0, x)
    return sum(sum(r) * len(r) for r in t)


@case(0.5, 3)
def triangular(x, n):
    T = [[0.0] * (i + 1) for i in range(n + 2)]
    T[0][0] = x
    for i in range(1, n + 2):
        for j in range(i + 1):
            T[i][j] = (T[i - 1][j] if j < i else 0.0) + (T[i - 1][j - 1] * x if j > 0 else 0.0)
    return sum(T[-1])


@case(V, W4)
def dtw(a, b):
    n, m = len(a), len(b)
    inf = float("inf")
    D = [[inf] * (m + 1) for _ in range(n + 1)]
    D[0][0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            D[i][j] = abs(a[i - 1] - b[j - 1]) ** 1.5 + min(D[i - 1][j], D[i][j - 1], D[i - 1][j - 1])
    return D[n][m]


@case(0.5, 4)
def grid_class(x, n):
    g = Grid(n, 3)
    for i in range(n):
        for j in range(3):
            g[i, j] = x * i + (g[i - 1, j] if i > 0 else j)
    return sum(map(sum, g.cells))


@case(0.5, 4)
def heat_lists(x, n):
    u = [[x * (i == 2) for i in range(5)] for j in range(5)]
    for _ in range(n):
        new = [row[:] for row in u]
        for i in range(1, 4):
            for j in range(1, 4):
                new[i][j] = u[i][j] + 0.1 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - 4 * u[i][j])
        u = new
    return sum(u[i][j] ** 2 for i in range(5) for j in range(5))


@case([[2.5, 0.1, 0.3], [0.2, 1.9, 0.4], [0.1, 0.6, 3.0]], 3)
def lu_n(M, n):
    A = [list(r) for r in M]
    for k in range(n):
        for i in range(k + 1, n):
            A[i][k] /= A[k][k]
            for j in range(k + 1, n):
                A[i][j] -= A[i][k] * A[k][j]
    d = 1.0
    for k in range(n):
        d *= A[k][k]
    return d


@case(0.5, 5)
def while_rows(x, n):
    t = [[1.0, x]]
    while len(t) < n:
        t.append([t[-1][0] * x, t[-1][1] + 1.0])
        t[-1][1] *= x
        t[0][0] += t[-1][0]
    return t[0][0] * t[-1][1]


@case(0.5, 4)
def returned_row(x, n):
    g = [[x * i, 1.0] for i in range(n)]

    def pick(i):
        return g[i]

    r = pick(2)
    r[0] = x * x
    return g[2][0] + g[1][0]


@case(0.5, 4)
def loop_carried_row(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    r = g[0]
    for i in range(n):
        g[i][0] += r[0] * x
        r = g[i]
    return r[0]
