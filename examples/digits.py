"""Train a network to read handwritten digits, with NumPy and a generated gradient.

The network is the textbook one: v_0 = x and v_k = sigma(v_{k-1} w_k + b_k), then a softmax and
the cross-entropy.  Nobody writes its backward pass: `s2sad.value_and_grad` does, as NumPy source
that `--show` prints.  The data are the 1797 digits of 8 by 8 pixels that come with scikit-learn;
a quarter of them is held out.

    python examples/digits.py --out digits.png --show
"""

import argparse
import time
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from tqdm import tqdm

import s2sad

SIZES = (64, 96, 48, 10)
BATCH = 32
STEP = 0.1
MOMENTUM = 0.9
DECAY = 1e-4


def logits(params, x):
    """The scores of the ten digits: sigma after every layer but the last, which softmax follows."""
    v = x
    for w, b in params[:-1]:
        v = np.tanh(v @ w + b)
    w, b = params[-1]
    return v @ w + b


def loss(params, x, target):
    """The mean cross-entropy, and a little weight decay; `target` is one-hot."""
    z = logits(params, x)
    z = z - np.max(z, axis=1, keepdims=True)  # so that exp cannot overflow
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    penalty = 0.0
    for w, _ in params:
        penalty = penalty + np.sum(w**2)
    return -np.sum(target * log_p) / len(x) + DECAY * penalty


loss_and_grad = s2sad.value_and_grad(loss)


def accuracy(params, x, y):
    """The share of the digits that the network reads right."""
    return float(np.mean(np.argmax(logits(params, x), axis=1) == y))


def initial(rng):
    """Weights of variance 1/inputs, so that no layer starts saturated; no bias."""
    return [(rng.normal(0, np.sqrt(1 / m), (m, n)), np.zeros(n)) for m, n in pairwise(SIZES)]


def load(rng):
    """Pixels in [-1, 1] and labels: (train x, train y), (held-out x, held-out y)."""
    x, y = load_digits(return_X_y=True)
    x = x / 8.0 - 1.0
    order = rng.permutation(len(x))
    held, kept = np.split(order, [len(x) // 4])
    return (x[kept], y[kept]), (x[held], y[held])


def train(epochs, rng):
    """Stochastic gradient descent with momentum; the step falls to zero along a cosine."""
    (x, y), test = load(rng)
    onehot = np.eye(10)[y]
    params = initial(rng)
    speed = [(np.zeros_like(w), np.zeros_like(b)) for w, b in params]
    losses, accuracies = [], []
    bar = tqdm(range(epochs), unit="epoch")
    for epoch in bar:
        step = STEP * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        order = rng.permutation(len(x))
        for start in range(0, len(x), BATCH):
            batch = order[start : start + BATCH]
            value, gradient = loss_and_grad(params, x[batch], onehot[batch])
            for (w, b), (vw, vb), (gw, gb) in zip(params, speed, gradient):
                vw[:] = MOMENTUM * vw - step * gw
                vb[:] = MOMENTUM * vb - step * gb
                w += vw
                b += vb
            losses.append(value)
        accuracies.append(accuracy(params, *test))
        bar.set_postfix(loss=f"{np.mean(losses[-40:]):.4f}", held_out=f"{accuracies[-1]:.2%}")
    return params, np.array(losses), np.array(accuracies)


def plot(losses, accuracies, path):
    """The loss of every step with its running mean, and the held-out accuracy of every epoch."""
    per_epoch = len(losses) // len(accuracies)
    when = (np.arange(len(losses)) + 1) / per_epoch
    mean = losses.reshape(len(accuracies), per_epoch).mean(axis=1)
    epochs = np.arange(len(accuracies)) + 1
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    left.semilogy(when, losses, color="0.8", lw=0.6, label="each batch")
    left.semilogy(epochs - 0.5, mean, color="C0", lw=2, label="mean of the epoch")
    left.set(xlabel="epoch", ylabel="cross-entropy + decay", title="Training loss")
    left.legend(frameon=False)
    right.plot(epochs, 100 * accuracies, color="C1", lw=2, marker="o", ms=3)
    right.axhline(100 * accuracies[-1], color="0.6", lw=0.8, ls="--")
    right.annotate(
        f"{accuracies[-1]:.2%}", (epochs[-1], 100 * accuracies[-1]), (0, 6),
        textcoords="offset points", ha="right",
    )  # fmt: skip
    right.set(xlabel="epoch", ylabel="digits read right, %", title="Held-out digits")
    right.set_ylim(min(90.0, 100 * accuracies.min()) - 0.5, 100.5)
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(argv=None):
    """Train, plot, and return the accuracy on the held-out digits."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default="digits.png", help="where the plot goes")
    parser.add_argument("--show", action="store_true", help="print the generated gradient")
    args = parser.parse_args(argv)
    rng = np.random.default_rng(args.seed)
    if args.show:
        few = np.zeros((2, SIZES[0]))
        print(loss_and_grad.source_for(initial(rng), few, np.eye(10)[:2]))
    start = time.perf_counter()
    _, losses, accuracies = train(args.epochs, rng)
    print(f"{len(losses)} steps in {time.perf_counter() - start:.1f} s")
    print(f"held-out digits read right: {accuracies[-1]:.2%}")
    plot(losses, accuracies, args.out)
    print(f"plot: {args.out}")
    return accuracies[-1]


if __name__ == "__main__":
    main()
