"""A Gaussian process whose length, height and noise are learnt by maximising the likelihood.

For data y at points x with covariance K = h^2 exp(-(x_i - x_j)^2 / 2 l^2) + s^2 I, minus the logarithm
of the likelihood is

    L = 1/2 y^T K^-1 y + sum_i log C_ii + n/2 log 2 pi,        K = C C^T  (Cholesky).

Reverse mode goes through the factorisation and the triangular solve.  The textbook's gradient,
1/2 tr((K^-1 - a a^T) dK) with a = K^-1 y, is computed beside it.  The mean of the process is a
function of x that can be differentiated in turn: its slope is drawn too.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize

import s2sad

NAMES = ("height", "length", "noise")


def covariance(a, b, height, length):
    """The kernel between two sets of points."""
    return height**2 * np.exp(-0.5 * ((a[:, None] - b[None, :]) / length) ** 2)


def loss(logs, x, y):
    """Minus the logarithm of the likelihood; `logs` are the logarithms of height, length and noise."""
    height, length, noise = np.exp(logs)
    c = np.linalg.cholesky(covariance(x, x, height, length) + noise**2 * np.eye(len(x)))
    z = solve_triangular(c, y, lower=True)
    return 0.5 * np.sum(z**2) + np.sum(np.log(np.diag(c))) + 0.5 * len(x) * np.log(2 * np.pi)


def by_hand(logs, x, y):
    """The textbook's gradient, with the derivative of K for each parameter written out."""
    height, length, noise = np.exp(logs)
    smooth, eye = covariance(x, x, height, length), np.eye(len(x))
    inverse = np.linalg.inv(smooth + noise**2 * eye)
    a = inverse @ y
    squared = (x[:, None] - x[None, :]) ** 2
    changes = (2 * smooth, smooth * squared / length**2, 2 * noise**2 * eye)
    return np.array([0.5 * np.sum((inverse - np.outer(a, a)) * change) for change in changes])


def mean(at, weights, x, height, length):
    """The mean of the process; `weights` are K^-1 y."""
    return covariance(at, x, height, length) @ weights


slope = s2sad.elementwise_grad(mean)


def truth(x):
    """What the data are noisy values of."""
    return np.sin(1.5 * x) + 0.3 * x


def plot(x, y, logs, path_of_logs, path):
    """Data, mean and band; the slope of the mean; and the likelihood with the way of the search."""
    height, length, noise = np.exp(logs)
    at = np.linspace(-5.5, 5.5, 400)
    k = covariance(x, x, height, length) + noise**2 * np.eye(len(x))
    cross = covariance(at, x, height, length)
    weights = np.linalg.solve(k, y)
    center = mean(at, weights, x, height, length)
    spread = np.sqrt(height**2 - np.sum(cross * np.linalg.solve(k, cross.T).T, axis=1))
    fig, (top, low, right) = plt.subplots(1, 3, figsize=(14, 4), layout="constrained")
    band = (center - 2 * spread, center + 2 * spread)
    top.fill_between(at, *band, color="C0", alpha=0.2, lw=0, label="± 2 deviations")
    top.plot(at, truth(at), "C3--", lw=1.2, label="truth")
    top.plot(at, center, "C0", lw=2, label="mean")
    top.plot(x, y, "k.", ms=5, label="data")
    top.set(xlabel="x", ylabel="y", title="The process learnt")
    top.legend(frameon=False, fontsize=8, loc="upper left")
    low.plot(at, 1.5 * np.cos(1.5 * at) + 0.3, "C3--", lw=1.2, label="slope of the truth")
    low.plot(at, slope(at, weights, x, height, length), "C0", lw=2, label="slope of the mean")
    low.set(xlabel="x", ylabel="dy/dx", title="Its derivative")
    low.set_ylim(-2.2, 3.4)
    low.legend(frameon=False, fontsize=8, loc="upper left")
    lengths, noises = np.linspace(-0.7, 1.3, 50), np.linspace(-3, 0.8, 50)
    values = np.array([[loss(np.array([logs[0], u, v]), x, y) for u in lengths] for v in noises])
    levels = values.min() + np.array([0.5, 2, 5, 10, 20, 40, 80, 160])
    right.contour(np.exp(lengths), np.exp(noises), values, levels, cmap="viridis_r", linewidths=1)
    way = np.exp(np.array(path_of_logs))
    right.plot(way[:, 1], way[:, 2], "C1o-", ms=4, lw=1.2, label="search, projected")
    right.plot(*np.exp(logs)[1:], "C3*", ms=12, label="most likely")
    right.set(xscale="log", yscale="log", xlabel="length l", ylabel="noise s")
    right.set_title("Minus log likelihood, at the best height")
    right.set_xticks([0.5, 1, 2, 3], ["0.5", "1", "2", "3"])
    right.set_yticks([0.1, 0.3, 1], ["0.1", "0.3", "1"])
    right.minorticks_off()
    right.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize=8, loc="lower left")
    for axis in (top, low, right):
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(points=40, noise=0.25, out="gaussian_process.png"):
    """Compare gradients, maximise the likelihood, draw; return what the tests check."""
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(-5, 5, points))
    y = truth(x) + noise * rng.normal(size=points)
    value_and_grad = s2sad.value_and_grad(loss)
    start = np.log([0.5, 0.7, 1.0])
    value, gradient = value_and_grad(start, x, y)
    exact = by_hand(start, x, y)
    error = float(np.max(np.abs(gradient - exact)) / np.max(np.abs(exact)))
    print(f"the gradient against the textbook's: relative error {error:.1e}")
    way = [start]
    found = minimize(
        value_and_grad, start, args=(x, y), jac=True, method="BFGS", callback=lambda logs: way.append(logs.copy())
    )  # fmt: skip
    print(f"minus log likelihood {value:.2f} at the start, {found.fun:.2f} after {found.nit} steps")
    parameters = dict(zip(NAMES, map(float, np.exp(found.x))))
    print(", ".join(f"{name} {p:.3f}" for name, p in parameters.items()), f"(the noise put in was {noise})")
    plot(x, y, found.x, way, out)
    return {"error": error, "parameters": parameters, "gradient_left": float(np.max(np.abs(found.jac)))}


if __name__ == "__main__":
    main()
