"""Gradients through the solution of a linear system cost one more solve, and no inverse.

Let A x = b and L = L(x), with g = dL/dx.  From dA x + A dx = db follows dx = A^-1 (db - dA x), so

    dL/db = A^-T g,        dL/dA = -(A^-T g) x^T.

The generated source shows exactly that: one transposed solve, then one outer product.
"""

import numpy as np

import s2sad


def loss(a, b):
    """A nonlinear function of the solution, so that g depends on x."""
    x = np.linalg.solve(a, b)
    return np.sum(np.sin(x) * x)


def by_hand(a, b):
    """The two formulas above."""
    x = np.linalg.solve(a, b)
    g = np.sin(x) + x * np.cos(x)
    b_bar = np.linalg.solve(a.T, g)
    return -np.outer(b_bar, x), b_bar


def main(n=60):
    """Print the source and the errors against the formulas; return those errors."""
    rng = np.random.default_rng(0)
    a = rng.normal(size=(n, n)) + n * np.eye(n)
    b = rng.normal(size=n)
    gradient = s2sad.grad(loss, wrt=("a", "b"))
    print(gradient.source_for(a, b))
    errors = {}
    for name, found, exact in zip(("dL/dA", "dL/db"), gradient(a, b), by_hand(a, b)):
        errors[name] = float(np.max(np.abs(found - exact)) / np.max(np.abs(exact)))
        print(f"{name} of shape {found.shape}: largest relative error {errors[name]:.1e}")
    return errors


if __name__ == "__main__":
    main()
