"""The Brusselator with diffusion: a stiff system, solved by `solve_ivp` with a sparse Jacobian.

Two substances react and diffuse on a line (Prigogine and Lefever's model; Hairer and Wanner use it
to test stiff solvers):

    u' = A + u^2 v - (B + 1) u + D u_xx,        v' = B u - u^2 v + D v_xx.

An implicit solver needs the Jacobian of the right-hand side.  With u and v interleaved, each unknown
depends on neighbours at most two places away, so columns five apart never meet in a row, and
5 Jacobian-vector products (`s2sad.jvp`) give the whole matrix, whatever its size (A. R. Curtis,
M. J. D. Powell, J. K. Reid, 1974).
"""

import timeit

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import solve_ivp
from scipy.sparse import csc_array

import s2sad

A, B, D = 1.0, 3.0, 0.02
BAND = 2  # how far from the diagonal the Jacobian reaches


def rate(t, w):
    """The right-hand side; w holds u_1, v_1, u_2, v_2, ... inside, and u = A, v = B/A at both ends."""
    n = len(w) // 2
    h = 1.0 / (n + 1)
    u, v = w[0::2], w[1::2]
    reaction = u * u * v
    out = np.empty_like(w)
    out[0::2] = A + reaction - (B + 1) * u - 2 * D / h**2 * u
    out[1::2] = B * u - reaction - 2 * D / h**2 * v
    out[2:] += D / h**2 * w[:-2]
    out[:-2] += D / h**2 * w[2:]
    out[0] += D / h**2 * A
    out[1] += D / h**2 * B / A
    out[-2] += D / h**2 * A
    out[-1] += D / h**2 * B / A
    return out


push = s2sad.jvp(rate, wrt="w")


def sparse_jacobian(t, w):
    """The Jacobian from 2 * BAND + 1 products, as `solve_ivp` wants it."""
    n, colours = len(w), 2 * BAND + 1
    columns = np.arange(n)
    rows, cols, values = [], [], []
    for colour in range(colours):
        mine = columns[colour::colours]
        seed = np.zeros(n)
        seed[mine] = 1.0
        product = push(t, w, seed)[1]
        for offset in range(-BAND, BAND + 1):
            at = mine[(mine + offset >= 0) & (mine + offset < n)]
            rows.append(at + offset)
            cols.append(at)
            values.append(product[at + offset])
    entries = np.concatenate(values), (np.concatenate(rows), np.concatenate(cols))
    return csc_array(entries, shape=(n, n))


def start(n):
    """The stationary state, and a bump."""
    x = np.arange(1, n + 1) / (n + 1)
    w = np.empty(2 * n)
    w[0::2] = A + np.sin(2 * np.pi * x)
    w[1::2] = B / A
    return w


def solve(n, until, jac, rtol=1e-6):
    """SciPy's solution by backward differentiation formulas, and how often it called `rate`."""
    calls = 0

    def counted(t, w):
        nonlocal calls
        calls += 1
        return rate(t, w)

    solution = solve_ivp(
        counted, (0.0, until), start(n), "BDF", jac=jac, rtol=rtol, atol=1e-9, dense_output=True
    )  # fmt: skip
    return solution, calls


def plot(solution, until, times, path):
    """u over space and time; and what one Jacobian costs as the grid is refined."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained", width_ratios=(1.4, 1))
    t = np.linspace(0, until, 300)
    u = solution.sol(t)[0::2]
    ends = np.full((1, len(t)), A)
    image = left.imshow(
        np.concatenate([ends, u, ends]), origin="lower", aspect="auto", extent=(0, until, 0, 1), cmap="magma"
    )
    fig.colorbar(image, ax=left, label="concentration u")
    left.set(xlabel="time", ylabel="x", title=f"The Brusselator, {u.shape[0]} points")
    unknowns = [row[0] for row in times]
    for at, name in ((1, "dense, one product a column"), (2, "sparse, 5 products")):
        right.loglog(unknowns, [1e3 * row[at] for row in times], "o-", label=name)
    right.set(xlabel="unknowns", ylabel="time of one Jacobian, ms", title="Five products for any size")
    right.set_xticks(unknowns, [str(n) for n in unknowns])
    right.minorticks_off()
    right.legend(frameon=False)
    right.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def cost(sizes):
    """(unknowns, seconds dense, seconds sparse) of one Jacobian for each number of points."""
    dense = s2sad.jacfwd(rate, wrt="w")
    rows = []
    for n in sizes:
        w = start(n)
        row = [2 * n]
        for function in (dense, sparse_jacobian):
            function(0.0, w)
            row.append(min(timeit.repeat(lambda f=function, w=w: f(0.0, w), number=1, repeat=3)))
        rows.append(tuple(row))
    return rows


def main(n=200, until=20.0, sizes=(25, 50, 100, 200, 400), out="brusselator.png"):
    """Check the Jacobian, solve with and without it, draw; return what the tests check."""
    w = start(n) + 0.1 * np.random.default_rng(0).normal(size=2 * n)
    exact = s2sad.jacobian(rate, wrt="w")(0.0, w)
    error = float(np.max(np.abs(sparse_jacobian(0.0, w).toarray() - exact)) / np.max(np.abs(exact)))
    print(f"{2 * n} unknowns; sparse Jacobian against the dense one: {error:.1e}")
    precise, _ = solve(n, until, sparse_jacobian, rtol=1e-9)
    print(f"{'Jacobian':20}{'calls of rate':>14}{'Jacobians':>11}{'error at the end':>18}")
    errors, work = {}, {}
    for name, jac in (("finite differences", None), ("generated", sparse_jacobian)):
        solution, work[name] = solve(n, until, jac)
        errors[name] = float(np.max(np.abs(solution.y[:, -1] - precise.y[:, -1])))
        print(f"{name:20}{work[name]:14}{solution.njev:11}{errors[name]:18.1e}")
    plot(solution, until, cost(sizes), out)
    return {"error": error, "errors": errors, "work": work}


if __name__ == "__main__":
    main()
