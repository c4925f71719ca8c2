"""A Jacobian that is never formed: Gauss and Newton's method with a `LinearOperator` of jvp and vjp.

Water flows through a rod whose permeability exp(m(x)) is unknown: -(exp(m) u')' = 1, u = 0 at both
ends.  The pressure u is measured at some points, and m is sought.  A step of Gauss and Newton solves
the linear least-squares problem

    min over d  |J d + r|^2 + a |D (m + d)|^2,

where D takes differences of neighbours.  SciPy's `lsmr` asks only for products with J and J^T:
`jvp` gives the first, the pullback of `vjp` the second, each at the price of about one simulation.
Its `svds` takes the same operator, and says how many numbers the measurements tell of m.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.linalg import solve_banded
from scipy.sparse.linalg import LinearOperator, lsmr, svds

import s2sad

NOISE = 1e-3


def pressure(m):
    """The pressure at the points between the n cells of the rod, whose logarithms are m."""
    n = len(m)
    k = np.exp(m) * n**2
    bands = np.zeros((3, n - 1))
    bands[0, 1:] = -k[1:-1]
    bands[1] = k[:-1] + k[1:]
    bands[2, :-1] = -k[1:-1]
    return solve_banded((1, 1), bands, np.ones(n - 1))


def residuals(m, sensors, data):
    """Simulation minus measurement, in units of the noise."""
    return (pressure(m)[sensors] - data) / NOISE


push, pull = s2sad.jvp(residuals), s2sad.vjp(residuals)


def jacobian_operator(m, sensors, data):
    """The residuals at m, and their Jacobian as SciPy's LinearOperator."""
    r, pullback = pull(m, sensors, data)
    operator = LinearOperator(
        (len(r), len(m)), dtype=float,
        matvec=lambda d: push(m, sensors, data, d.ravel())[1],
        rmatvec=lambda g: pullback(g.ravel()),
    )  # fmt: skip
    return r, operator


def with_smoothing(operator, weight):
    """The operator that puts weighted differences of neighbours under the residuals."""
    rows, n = operator.shape

    def forwards(d):
        return np.concatenate([operator.matvec(d.ravel()), weight * np.diff(d.ravel())])

    def backwards(g):
        low = weight * g.ravel()[rows:]
        return operator.rmatvec(g.ravel()[:rows]) - np.diff(np.concatenate([[0.0], low, [0.0]]))

    return LinearOperator((rows + n - 1, n), matvec=forwards, rmatvec=backwards, dtype=float)


def gauss_newton(sensors, data, n, weight, steps):
    """The logarithms found, and the misfit per measurement before each step."""
    m, misfits = np.zeros(n), []
    for _ in range(steps):
        r, operator = jacobian_operator(m, sensors, data)
        misfits.append(float(np.mean(r**2)))
        right = -np.concatenate([r, weight * np.diff(m)])
        m = m + lsmr(with_smoothing(operator, weight), right, atol=1e-10, btol=1e-10, maxiter=20 * n)[0]
    misfits.append(float(np.mean(residuals(m, sensors, data) ** 2)))
    return m, misfits


def truth(n):
    """A smooth change, and a layer that lets little through."""
    x = (np.arange(n) + 0.5) / n
    return 0.8 * np.sin(2 * np.pi * x) - 1.2 * np.exp(-(((x - 0.65) / 0.06) ** 2))


def plot(true, found, sensors, data, misfits, values, path):
    """Permeability, pressure and singular values."""
    n = len(true)
    x, nodes = (np.arange(n) + 0.5) / n, np.arange(1, n) / n
    fig, axes = plt.subplots(1, 3, figsize=(14, 4), layout="constrained")
    axes[0].plot(x, np.exp(true), "C3--", lw=1.5, label="truth")
    axes[0].plot(x, np.exp(found), "C0", lw=2, label="found")
    axes[0].set(xlabel="x", ylabel="permeability", title=f"{n} unknowns, {len(data)} measurements")
    axes[0].legend(frameon=False)
    axes[1].plot(nodes, pressure(np.zeros(n)), color="0.7", label="at the start")
    axes[1].plot(nodes, pressure(found), "C0", lw=2, label="found")
    axes[1].plot(nodes[sensors], data, "k.", ms=4, label="measured")
    axes[1].set(xlabel="x", ylabel="pressure", title="Pressure")
    axes[1].legend(frameon=False, loc="lower center")
    axes[2].semilogy(np.arange(1, len(values) + 1), values, "o", ms=4)
    axes[2].axhline(1, color="0.6", ls="--", lw=1)
    axes[2].annotate("below: drowned in noise", (1, 1), (0, -14), textcoords="offset points", color="0.4")
    axes[2].set(xlabel="number", ylabel="singular value of J", title="What the measurements tell")
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(n=200, count=40, weight=15.0, steps=7, out="permeability.png"):
    """Check the operator, find the permeability, count what is known, draw; return what tests check."""
    rng = np.random.default_rng(0)
    true = truth(n)
    sensors = np.linspace(0, n - 2, count).round().astype(int)
    data = pressure(true)[sensors] + NOISE * rng.normal(size=count)
    _, operator = jacobian_operator(true, sensors, data)
    dense = s2sad.jacobian(residuals)(true, sensors, data)
    d, g = rng.normal(size=n), rng.normal(size=count)
    errors = (np.abs(operator @ d - dense @ d).max(), np.abs(operator.T @ g - dense.T @ g).max())
    error = float(max(errors) / np.abs(dense).max())
    print(f"products with J and its transpose against the Jacobian: {error:.1e}")
    found, misfits = gauss_newton(sensors, data, n, weight, steps)
    print("mean square of the residuals, in units of the noise, step by step:")
    print("  " + ", ".join(f"{value:.3g}" for value in misfits))
    _, operator = jacobian_operator(found, sensors, data)
    values = np.sort(svds(operator, k=min(count, n) - 1, return_singular_vectors=False, rng=rng))[::-1]
    known = int(np.sum(values > 1))
    off = float(np.sqrt(np.mean((found - true) ** 2)))
    print(f"{known} of {len(values)} singular values stand out of the noise")
    print(f"root mean square error of the logarithm: {off:.3f}; of the start: {np.sqrt(np.mean(true**2)):.3f}")
    plot(true, found, sensors, data, misfits, values, out)
    return {"error": error, "misfits": misfits, "off": off, "known": known, "values": values, "dense": dense}


if __name__ == "__main__":
    main()
