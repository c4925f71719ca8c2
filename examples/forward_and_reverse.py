"""One function, two modes: derivatives forwards and backwards, against the formulas by hand.

Forward mode pushes the change of one input through the program, in the program's own order: one
run for each input.  Reverse mode pulls the change of the output back: one run for all inputs.
Both are printed as the NumPy source that s2sad generates.
"""

import numpy as np

import s2sad


def log_root(w1, w2):
    """L = w2 log w1 + sqrt(w2 log w1), with the repeated part computed once."""
    v1 = np.log(w1)
    v2 = w2 * v1
    v3 = np.sqrt(v2)
    return v2 + v3


def log_root_by_hand(w1, w2):
    """dL/dw1 and dL/dw2."""
    outer = 1 + 0.5 / np.sqrt(w2 * np.log(w1))
    return outer * w2 / w1, outer * np.log(w1)


def polynomial(x, y):
    """z = x x + x y + 2."""
    return x * x + x * y + 2


def polynomial_by_hand(x, y):
    """dz/dx and dz/dy."""
    return 2 * x + y, x


def both_modes(f, a, b):
    """The value and the partial derivatives of f(a, b): forwards, then backwards."""
    push = s2sad.jvp(f, wrt=(0, 1))
    value, da = push(a, b, 1.0, 0.0)
    _, db = push(a, b, 0.0, 1.0)
    value_again, gradient = s2sad.value_and_grad(f, wrt=(0, 1))(a, b)
    assert value == value_again
    return value, (da, db), gradient


def report(f, by_hand, a, b):
    """Print the generated source in both modes and how it agrees with the formula by hand."""
    value, forward, reverse = both_modes(f, a, b)
    exact = by_hand(a, b)
    print(f"=== {f.__name__}: {f.__doc__}\n")
    print("--- forward mode\n")
    print(s2sad.jvp(f, wrt=(0, 1)).source_for(a, b, 1.0, 0.0))
    print("--- reverse mode\n")
    print(s2sad.value_and_grad(f, wrt=(0, 1)).source_for(a, b))
    print(f"--- at ({a}, {b}): value {value}\n")
    print(f"{'':10}{'forward':>22}{'reverse':>22}{'by hand':>22}")
    for row in zip(("d/d first", "d/d second"), forward, reverse, exact):
        print("{:10}{:22.16f}{:22.16f}{:22.16f}".format(*row))
    print()
    return forward, reverse, exact


def main():
    """Both functions; returns (forward, reverse, by hand) of each."""
    return [
        report(log_root, log_root_by_hand, 2.0, 3.0),
        report(polynomial, polynomial_by_hand, 3.0, 4.0),
    ]


if __name__ == "__main__":
    main()
