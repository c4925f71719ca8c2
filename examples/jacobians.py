"""Forward or reverse?  The Jacobian of f(x) = A x by both, as its shape goes from flat to tall.

Forward mode finds a Jacobian column by column, one sweep for each input; reverse mode row by row,
one sweep for each output.  With the number of inputs fixed, forward mode wins once there are many
more outputs than inputs, and reverse mode when there are few.
"""

import timeit

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


def main(outputs=(1, 10, 100, 1000, 4000)):
    """Print the times; return rows of (outputs, forward seconds, reverse seconds, error)."""
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
    return rows


if __name__ == "__main__":
    main()
