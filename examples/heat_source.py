"""Where was the heat?  A source found from a few thermometers, through a simulation that writes in place.

A plate is heated by an unknown source q(x, y) >= 0, and its temperature follows u_t = k (u_xx + u_yy) + q,
with edges kept at 0.  The simulation is the explicit scheme, written as one writes it in NumPy: an array
that is updated in place, step by step.  A few thermometers are read on the way; the source minimises

    sum of (reading - simulation)^2 / s^2  +  a (|q_x|^2 + |q_y|^2),

with as many unknowns as the plate has points.  The generated gradient runs the simulation once forwards
and its adjoint once backwards, in place too; the scheme is linear, so the sweep keeps no tape.
"""

import time

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize

import s2sad

NOISE = 0.02  # of a reading
SMOOTH = 1e-3


def readings(q, k, steps, every, sensors):
    """What the thermometers show after each `every` steps: one row for each time."""
    n = q.shape[0]
    r = 0.2  # k dt / h^2; the scheme is stable up to 0.25
    dt = r / (k * (n - 1) ** 2)
    rows, columns = sensors
    u = np.zeros_like(q)
    seen = np.zeros((steps // every, len(rows)))
    for step in range(steps):
        inner = u[1:-1, 1:-1]
        around = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2]
        u[1:-1, 1:-1] += r * (around - 4 * inner) + dt * q[1:-1, 1:-1]
        if (step + 1) % every == 0:
            seen[step // every] = u[rows, columns]
    return seen


def loss(q, data, k, steps, every, sensors):
    """How badly a source explains the readings, and how rough it is."""
    misfit = np.sum((readings(q, k, steps, every, sensors) - data) ** 2) / NOISE**2
    rough = np.sum((q[1:] - q[:-1]) ** 2) + np.sum((q[:, 1:] - q[:, :-1]) ** 2)
    return 0.5 * misfit + SMOOTH * rough


def true_source(n):
    """Two spots, one stronger."""
    x, y = np.meshgrid(np.linspace(0, 1, n), np.linspace(0, 1, n), indexing="ij")
    spot = 40 * np.exp(-((x - 0.3) ** 2 + (y - 0.35) ** 2) / 0.01)
    return spot + 25 * np.exp(-((x - 0.7) ** 2 + (y - 0.65) ** 2) / 0.015)


def thermometers(n, across):
    """Their places, on a square grid."""
    at = np.linspace(0, n - 1, across + 2)[1:-1].round().astype(int)
    rows, columns = np.meshgrid(at, at, indexing="ij")
    return rows.ravel(), columns.ravel()


def plot(true, found, sensors, history, data, path):
    """Both sources with the thermometers, and how well the readings are met on the way."""
    fig, axes = plt.subplots(1, 3, figsize=(13, 4), layout="constrained", width_ratios=(1, 1, 1.1))
    n, top = len(true), max(true.max(), found.max())
    for axis, q, title in zip(axes, (true, found), ("the source", "found from the thermometers")):
        image = axis.imshow(q.T, origin="lower", extent=(0, 1, 0, 1), vmin=0, vmax=top, cmap="inferno")
        where = np.array(sensors) / (n - 1)
        axis.plot(*where, "o", mfc="none", mec="w", ms=5, mew=0.8)
        axis.set(xlabel="x", ylabel="y", title=title)
    fig.colorbar(image, ax=axes[:2], label="heat per time and area", shrink=0.9)
    axes[2].semilogy(np.arange(1, len(history) + 1), history, lw=2)
    axes[2].axhline(0.5 * data.size, color="0.6", ls="--", lw=1)
    axes[2].annotate("what the noise leaves", (len(history), 0.5 * data.size), (0, 5),
                     textcoords="offset points", ha="right")  # fmt: skip
    axes[2].set(xlabel="evaluations of loss and gradient", ylabel="loss, the lowest so far", title="The search")
    axes[2].spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(n=41, across=6, steps=600, iterations=150, out="heat_source.png"):
    """Simulate readings, find the source, compare, draw; return what the tests check."""
    rng = np.random.default_rng(0)
    sensors, every, k = thermometers(n, across), steps // 10, 0.1
    true = true_source(n)
    clean = readings(true, k, steps, every, sensors)
    data = clean + NOISE * rng.normal(size=clean.shape)
    rest = (data, k, steps, every, sensors)
    value_and_grad = s2sad.value_and_grad(loss)
    print(f"{n * n} unknowns, {data.size} readings of at most {clean.max():.2f}, {steps} steps")

    q, direction = rng.random((n, n)), rng.normal(size=(n, n))
    slope = np.sum(value_and_grad(q, *rest)[1] * direction)
    difference = (loss(q + 1e-3 * direction, *rest) - loss(q - 1e-3 * direction, *rest)) / 2e-3
    error = abs(slope - difference) / abs(difference)
    print(f"along a random direction: {slope:.8g}; by a difference {difference:.8g}")
    clock = time.perf_counter
    start = clock(), loss(q, *rest), clock(), value_and_grad(q, *rest), clock()
    print(f"loss and gradient take {(start[4] - start[2]) / (start[2] - start[0]):.1f} times as long as the loss")

    history = []

    def objective(v):
        value, gradient = value_and_grad(v.reshape(n, n), *rest)
        history.append(min([value, *history[-1:]]))
        return value, gradient.ravel()

    found = minimize(
        objective, np.zeros(n * n), jac=True, method="L-BFGS-B",
        bounds=[(0, None)] * n * n, options={"maxiter": iterations, "maxfun": 2 * iterations},
    )  # fmt: skip
    source = found.x.reshape(n, n)
    total = float(source.sum() / true.sum())
    likeness = float(np.corrcoef(source.ravel(), true.ravel())[0, 1])
    print(f"{found.nfev} evaluations; loss {history[0]:.0f} to {history[-1]:.0f}; noise alone: {data.size / 2:.0f}")
    print(f"correlation with the true source {likeness:.3f}; heat found / true heat {total:.3f}")
    plot(true, source, sensors, history, data, out)
    return {"error": float(error), "history": history, "likeness": likeness, "total": total, "readings": data.size}


if __name__ == "__main__":
    main()
