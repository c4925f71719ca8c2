"""Forward or reverse?  The Jacobian of f(x) = A x by both, as its shape goes from flat to tall.

Forward mode finds a Jacobian column by column, one sweep for each input; reverse mode row by row,
one sweep for each output.  With the number of inputs fixed, forward mode wins once there are many
more outputs than inputs, and reverse mode when there are few.
"""

import timeit

import matplotlib.pyplot as plt
import numpy as np

import s2sad

INPUTS = 100


def f(x, a):
    """The linear map whose Jacobian is A itself."""
    return a @ x


def seconds(function, *args):
    """The best time of three for one call, after a first one that compiles."""
    function(*args)
    return min(timeit.repeat(lambda: function(*args), number=1, repeat=3))


def plot(rows, path):
    """Both times over the number of outputs."""
    outputs, forward, reverse, _ = np.transpose(rows)
    fig, axis = plt.subplots(figsize=(6.5, 4.2), layout="constrained")
    axis.loglog(outputs, 1e3 * forward, "o-", label=f"forward mode: {INPUTS} sweeps")
    axis.loglog(outputs, 1e3 * reverse, "s-", label="reverse mode: one sweep for each output")
    axis.axvline(INPUTS, color="0.7", lw=1, ls="--")
    axis.annotate("as many outputs as inputs", (INPUTS, axis.get_ylim()[0]), (4, 6), textcoords="offset points")
    axis.set(xlabel="outputs", ylabel="time of one Jacobian, ms", title=f"f(x) = A x with {INPUTS} inputs")
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(outputs=(1, 10, 30, 100, 300, 1000, 4000), out="jacobians.png"):
    """Print the times, draw them; return rows of (outputs, forward seconds, reverse seconds, error)."""
    forward, reverse = s2sad.jacfwd(f), s2sad.jacrev(f)
    rng = np.random.default_rng(0)
    x = rng.normal(size=INPUTS)
    rows = []
    print(f"f(x) = A x with {INPUTS} inputs")
    print(f"{'outputs':>8}{'forward':>14}{'reverse':>14}{'cheaper':>10}{'error':>10}")
    for m in outputs:
        a = rng.normal(size=(m, INPUTS))
        error = max(np.max(np.abs(j(x, a) - a)) for j in (forward, reverse))
        row = (m, seconds(forward, x, a), seconds(reverse, x, a), float(error))
        rows.append(row)
        cheaper = "forward" if row[1] < row[2] else "reverse"
        print(f"{m:8}{1e3 * row[1]:11.3f} ms{1e3 * row[2]:11.3f} ms{cheaper:>10}{error:10.1e}")
    plot(rows, out)
    return rows


if __name__ == "__main__":
    main()
