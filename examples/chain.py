"""A hanging chain, found by `scipy.optimize.minimize` with generated gradients and Hessian products.

Masses hang on springs between two nails.  At rest the energy

    E(x, y) = sum_i m g y_i + k/2 sum_i (|p_{i+1} - p_i| - l)^2

is least.  The unknowns are a dict of two arrays; `s2sad.ravel` makes the vector of them that SciPy
wants, and `unravel` the dict again, inside the function that is differentiated.  Three searches:

    minimize(f, v)                                  BFGS, SciPy's finite differences
    minimize(value_and_grad(f), v, jac=True)        BFGS, the generated gradient
    minimize(..., hessp=hvp(f))                     Newton, with Hessian-vector products too

The chain's springs are stiff, so that it hangs nearly in the catenary y = c cosh((x - a) / c) + b.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import brentq, minimize

import s2sad

SPAN, LENGTH, WEIGHT, STIFFNESS = 1.0, 1.5, 1.0, 1e3  # of the whole chain


def energy(chain, span):
    """The energy of masses at (x, y) between nails at (0, 0) and (span, 0)."""
    x = np.concatenate([np.zeros(1), chain["x"], span * np.ones(1)])
    y = np.concatenate([np.zeros(1), chain["y"], np.zeros(1)])
    links = len(x) - 1
    stretch = np.hypot(np.diff(x), np.diff(y)) - LENGTH / links
    hanging = WEIGHT / links * np.sum(chain["y"])
    return hanging + 0.5 * STIFFNESS * links * np.sum(stretch**2)


def straight(masses):
    """The chain of the start: a shallow V."""
    x = np.linspace(0, SPAN, masses + 2)[1:-1]
    return {"x": x, "y": -0.5 * np.minimum(x, SPAN - x)}


def catenary():
    """The parameter c and depth of the catenary of this length and span, without elasticity."""
    c = brentq(lambda c: 2 * c * np.sinh(SPAN / (2 * c)) - LENGTH, 0.05, 10)
    return c, c * (np.cosh(SPAN / (2 * c)) - 1)


def search(masses, use_gradient=True, use_products=False):
    """The chain at rest, the energy known after each evaluation, and the largest force left.

    A product with the Hessian counts as an evaluation too.
    """
    start, unravel = s2sad.ravel(straight(masses))

    def f(v):
        return energy(unravel(v), SPAN)

    value_and_grad, hessian_times = s2sad.value_and_grad(f), s2sad.hvp(f)
    seen = []

    def objective(v):
        result = value_and_grad(v) if use_gradient else f(v)
        seen.append(float(result[0] if use_gradient else result))
        return result

    def product(v, direction):
        seen.append(seen[-1])
        return hessian_times(v, direction)

    found = minimize(
        objective, start, jac=use_gradient,
        method="trust-ncg" if use_products else "BFGS",
        hessp=product if use_products else None,
        options={"gtol": 1e-6, "maxiter": 5000},
    )  # fmt: skip
    return unravel(found.x), np.array(seen), float(np.max(np.abs(s2sad.grad(f)(found.x))))


def plot(end, histories, path):
    """The chain beside the catenary; and the energy above the least one, evaluation by evaluation."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    c, depth = catenary()
    x = np.linspace(0, SPAN, 200)
    y = c * np.cosh((x - SPAN / 2) / c) - c - depth
    left.plot(x, y, color="0.6", lw=5, alpha=0.5, label="catenary")
    start = straight(len(end["x"]))
    for chain, style, label in ((start, "0.7", "start"), (end, "C0", "least energy")):
        left.plot(
            [0, *chain["x"], SPAN], [0, *chain["y"], 0], "o-", color=style, ms=3, lw=1, label=label
        )  # fmt: skip
    left.set(aspect="equal", xlabel="x", ylabel="y", title=f"A chain of {len(end['x'])} masses")
    left.legend(frameon=False, loc="upper center")
    least = min(h.min() for h in histories.values())
    for name, history in histories.items():
        lowest = np.minimum.accumulate(history) - least
        right.loglog(np.arange(1, len(lowest) + 1), np.maximum(lowest, 1e-12), lw=2, label=name)
    right.set(xlabel="evaluations: energies, gradients, products", ylabel="energy above the least (from 1e-12)")
    right.set_title("What derivatives save")
    right.legend(frameon=False)
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(masses=30, out="chain.png"):
    """Search three times, print the work and the depth, draw; return what the tests check."""
    searches = {
        "BFGS, finite differences": {"use_gradient": False},
        "BFGS, gradient": {},
        "Newton, gradient and hessp": {"use_products": True},
    }
    print(f"{2 * masses} unknowns")
    print(f"{'search':30}{'evaluations':>13}{'largest force left':>20}{'depth':>10}")
    histories, depths, forces = {}, {}, {}
    for name, options in searches.items():
        chain, histories[name], forces[name] = search(masses, **options)
        depths[name] = float(-chain["y"].min())
        print(f"{name:30}{len(histories[name]):13}{forces[name]:20.1e}{depths[name]:10.5f}")
    print(f"{'catenary':63}{catenary()[1]:10.5f}")
    plot(chain, histories, out)
    return {"histories": histories, "depths": depths, "forces": forces, "catenary": catenary()[1]}


if __name__ == "__main__":
    main()
