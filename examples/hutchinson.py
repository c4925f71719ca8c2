"""The trace of a network's Hessian, from Hessian-vector products alone.

The Hessian of a function of d numbers has d^2 entries; its product with one vector costs only a
few evaluations of the function, because it is the derivative of w -> grad f(w) . v.  Hutchinson's
estimator (M. F. Hutchinson, 1990) makes a trace of it: if E[v v^T] = I, then

    E[v^T H v] = tr H.

With signs +1 and -1 for v, the variance of one probe is 2 (||H||_F^2 - sum_i H_ii^2): only the
off-diagonal disturbs.  Here the network is small enough to compute the Hessian and check all this.
"""

import matplotlib.pyplot as plt
import numpy as np

import s2sad

INPUTS, HIDDEN = 4, 12
PARAMETERS = INPUTS * HIDDEN + HIDDEN + HIDDEN + 1


def loss(w, x, y):
    """Half the mean squared error of a tanh network whose parameters are one flat vector."""
    split = INPUTS * HIDDEN
    w1 = w[:split].reshape(INPUTS, HIDDEN)
    b1 = w[split : split + HIDDEN]
    w2 = w[split + HIDDEN : split + 2 * HIDDEN]
    b2 = w[split + 2 * HIDDEN]
    out = np.tanh(x @ w1 + b1) @ w2 + b2
    return 0.5 * np.mean((out - y) ** 2)


hessian_times = s2sad.hvp(loss)


def problem(rng, samples=50):
    """A point in parameter space, and data that a fixed function makes."""
    x = rng.normal(size=(samples, INPUTS))
    y = np.sin(x[:, 0]) + x[:, 1] * x[:, 2]
    return 0.5 * rng.normal(size=PARAMETERS), x, y


def probes(rng, count, w, x, y):
    """v^T H v for `count` random sign vectors v."""
    signs = rng.choice([-1.0, 1.0], size=(count, len(w)))
    return np.array([v @ hessian_times(w, x, y, v) for v in signs])


def plot(estimates, exact, deviation, path):
    """The estimate as probes are added, within what theory allows."""
    n = np.arange(1, len(estimates) + 1)
    fig, axis = plt.subplots(figsize=(7, 4.2), layout="constrained")
    for times, shade in ((2, 0.15), (1, 0.25)):
        half = times * deviation / np.sqrt(n)
        label = f"± {times} predicted deviation{'s' if times > 1 else ''}"
        axis.fill_between(n, exact - half, exact + half, color="C0", alpha=shade, lw=0, label=label)
    axis.axhline(exact, color="C3", lw=1, ls="--", label="exact trace")
    axis.plot(n, np.cumsum(estimates) / n, color="C0", lw=1.5, label="mean of the probes")
    axis.set(xscale="log", xlabel="probes", ylabel="trace of the Hessian", title="Hutchinson's estimator")
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(count=2000, out="hutchinson.png"):
    """Print the running estimate against the exact trace, draw it; return what the tests check."""
    rng = np.random.default_rng(0)
    w, x, y = problem(rng)
    hessian = s2sad.hessian(loss)(w, x, y)
    v = rng.normal(size=len(w))
    product_error = np.max(np.abs(hessian_times(w, x, y, v) - hessian @ v))
    print(f"{len(w)} parameters; Hessian-vector product against the Hessian: {product_error:.1e}")

    exact = float(np.trace(hessian))
    deviation = np.sqrt(2 * (np.sum(hessian**2) - np.sum(np.diag(hessian) ** 2)))
    estimates = probes(rng, count, w, x, y)
    print(f"exact trace {exact:.4f}; deviation of one probe: predicted {deviation:.4f}, ", end="")
    print(f"seen {estimates.std():.4f}")
    print(f"{'probes':>8}{'estimate':>12}{'error':>10}{'expected':>10}")
    for n in (1, 10, 100, 1000, count):
        mean = estimates[:n].mean()
        print(f"{n:8}{mean:12.4f}{mean - exact:+10.4f}{deviation / np.sqrt(n):10.4f}")
    plot(estimates, exact, deviation, out)
    return {
        "exact": exact, "estimate": float(estimates.mean()), "product_error": float(product_error),
        "expected_error": float(deviation / np.sqrt(count)), "deviation": float(deviation),
        "seen_deviation": float(estimates.std()),
    }  # fmt: skip


if __name__ == "__main__":
    main()
