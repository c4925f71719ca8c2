"""Through the singular values: a low-rank matrix is completed from a part of its entries.

With W = U S V^T and a loss L that depends on the singular values alone, dS is the diagonal of
U^T dW V, and so

    dL/dW = U (dL/dS) V^T.

For the nuclear norm, the sum of the singular values, that is U V^T.  It stands in for the rank:
minimising it, with the known entries given, finds a matrix of low rank that has them.  Here

    loss(W) = 1/2 sum over known entries (W - M)^2 + a sum_i (sqrt(S_i^2 + e^2) - e),

where the rounding by e makes it smooth: a singular value at 0 is a kink, and where two singular values
are equal their singular vectors have no derivative (that of such a sum exists, and needs none).
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize

import s2sad

ROUND = 1e-3


def nuclear_norm(w):
    """The sum of the singular values."""
    return np.sum(np.linalg.svd(w, compute_uv=False))


def loss(w, m, known, weight):
    """Misfit on the known entries, plus the rounded nuclear norm."""
    s = np.linalg.svd(w, compute_uv=False)
    return 0.5 * np.sum(known * (w - m) ** 2) + weight * np.sum(np.sqrt(s**2 + ROUND**2) - ROUND)


def by_hand(w, m, known, weight):
    """Its gradient, by the formula above."""
    u, s, vt = np.linalg.svd(w, full_matrices=False)
    return known * (w - m) + weight * (u * (s / np.sqrt(s**2 + ROUND**2))) @ vt


def complete(m, known, weights):
    """The matrix for the last of decreasing weights, each search starting where the last one ended."""
    value_and_grad = s2sad.value_and_grad(loss)

    def objective(v, weight):
        value, gradient = value_and_grad(v.reshape(m.shape), m, known, weight)
        return value, gradient.ravel()

    w = known * m
    for weight in weights:
        found = minimize(
            objective, w.ravel(), args=(weight,), jac=True, method="L-BFGS-B", options={"maxiter": 400, "maxfun": 800}
        )  # fmt: skip
        w = found.x.reshape(m.shape)
    return w


def plot(m, known, found, rank, path):
    """The matrix, what is known of it, what was found; and the singular values of each."""
    fig, axes = plt.subplots(1, 4, figsize=(15, 3.9), layout="constrained", width_ratios=(1, 1, 1, 1.3))
    top = np.abs(m).max()
    pictures = ((m, "the matrix"), (np.where(known > 0, m, np.nan), "what is known"), (found, "completed"))
    for axis, (picture, title) in zip(axes, pictures):
        image = axis.imshow(picture, vmin=-top, vmax=top, cmap="RdBu_r", interpolation="nearest")
        axis.set(title=title, xlabel="column")
        axis.set_facecolor("0.85")
    axes[0].set_ylabel("row")
    fig.colorbar(image, ax=axes[:3], shrink=0.8, label="entry")
    curves = ((known * m, "0.6", "unknown set to 0"), (found, "C0", "completed"), (m, "C3", "matrix"))
    for picture, style, name in curves:
        s = np.linalg.svd(picture, compute_uv=False)
        s = np.where(s > 1e-8, s, np.nan)
        axes[3].semilogy(np.arange(1, len(s) + 1), s, "o-", color=style, ms=4, label=name)
    axes[3].axvline(rank + 0.5, color="0.8", lw=1, zorder=0)
    axes[3].set(xlabel="number", ylabel="singular value", title=f"Singular values (true rank {rank})")
    axes[3].legend(frameon=False)
    axes[3].spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(rows=40, columns=30, rank=2, share=0.4, out="low_rank.png"):
    """Compare gradients with the formulas, complete a matrix, draw; return what the tests check."""
    rng = np.random.default_rng(0)
    m = rng.normal(size=(rows, rank)) @ rng.normal(size=(rank, columns))
    known = (rng.random(size=m.shape) < share).astype(float)
    gradient = s2sad.grad(nuclear_norm)
    print(gradient.source_for(m))
    w = rng.normal(size=m.shape)
    u, _, vt = np.linalg.svd(w, full_matrices=False)
    exact = by_hand(w, m, known, 0.5)
    errors = {
        "nuclear norm": float(np.max(np.abs(gradient(w) - u @ vt))),
        "loss": float(np.max(np.abs(s2sad.grad(loss)(w, m, known, 0.5) - exact)) / np.max(np.abs(exact))),
    }
    for name, error in errors.items():
        print(f"gradient of the {name} against U (dL/dS) V^T: {error:.1e}")
    found = complete(m, known, (10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01))
    unknown = known == 0
    off = float(np.sqrt(np.mean((found - m)[unknown] ** 2) / np.mean(m[unknown] ** 2)))
    s = np.linalg.svd(found, compute_uv=False)
    print(f"{int(known.sum())} of {known.size} entries known; relative error of the others: {off:.1%}")
    print(f"singular values {rank} and {rank + 1}: {s[rank - 1]:.3f} and {s[rank]:.4f}")
    plot(m, known, found, rank, out)
    return {"errors": errors, "off": off, "drop": float(s[rank] / s[rank - 1])}


if __name__ == "__main__":
    main()
