"""A function of some fifty lines, neither long nor short, whose compilation is timed.

It mixes what real code mixes: scalars and arrays, loops, branches, a `while`, indexing, reductions.
"""

from typing import Any

import numpy as np


def fifty_lines(theta, weights, data, targets, steps):
    """Return the misfit of an epidemic model and of a classifier that share parameters."""
    # an epidemic, stepped in time
    infect, recover = np.exp(theta[0]), np.exp(theta[1])
    s, i, r = 0.99, 0.01, 0.0
    peak = 0.0
    misfit = 0.0
    for t in range(steps):
        rate = infect * s * i
        if t > steps // 2:
            rate = rate * 0.5
        healed = recover * i
        s = s - 0.1 * rate
        i = i + 0.1 * (rate - healed)
        r = r + 0.1 * healed
        if i > peak:
            peak = i
        error = i - targets[t]
        misfit = misfit + error * error
    misfit = misfit / steps + 0.1 * peak * r
    # the level at which an outbreak dies out: a fixed point
    level = 0.5
    count = 0
    while count < 20:
        new = 1.0 - np.exp(-infect / recover * level)
        change = abs(new - level)
        level = new
        count += 1
        if change < 1e-9:
            break
    misfit += 0.01 * level**2
    # a classifier on standardised data
    mean = np.mean(data, axis=0)
    spread = np.sqrt(np.mean((data - mean) ** 2, axis=0) + 1e-6)
    x = (data - mean) / spread
    hidden = np.tanh(x @ weights + theta[2])
    gate = 1.0 / (1.0 + np.exp(-hidden))
    mixed = np.where(hidden > 0.0, hidden * gate, 0.1 * hidden)
    scores = mixed.sum(axis=1) * theta[3]
    shift = np.max(scores)
    log_total = shift + np.log(np.sum(np.exp(scores - shift)))
    loss = log_total - np.mean(scores)
    # the two together, regularised
    penalty = 0.0
    for k in range(len(theta)):
        penalty = penalty + theta[k] ** 2
    for row in weights:
        norm = np.sqrt(np.sum(row * row) + 1e-3)
        penalty = penalty + norm
    scale = max(1.0, penalty)
    smooth = np.sum((weights[1:] - weights[:-1]) ** 2)
    total = misfit * 10.0 + loss + 0.01 * penalty / scale
    total += 0.001 * smooth
    return total


WRT = (0, 1)


def arguments() -> tuple[Any, ...]:
    """Return arguments at which the function is smooth."""
    rng = np.random.default_rng(0)
    theta = np.array([0.9, -0.3, 0.1, 0.7])
    data, targets = rng.standard_normal((12, 5)), 0.1 * rng.random(30)
    return theta, 0.3 * rng.standard_normal((5, 6)), data, targets, 30
