"""What automatic differentiation is not: other ways to a gradient, their error and their cost.

Finite differences must choose between truncation (a large step) and cancellation (a small one);
the complex step has no cancellation, but like them it evaluates the function once per parameter.
The two-point estimator

    G = d (L(w + e v) - L(w - e v)) / (2 e) v,    v uniform on the unit sphere,

takes two evaluations and is right on average only: its error is sqrt(d) times the gradient.
A descent that uses it therefore needs about d times the steps of gradient descent.
"""

import timeit

import matplotlib.pyplot as plt
import numpy as np

import s2sad


def loss(w, x, y):
    """Logistic regression with ridge: smooth, strongly convex, and analytic."""
    return np.mean(np.log1p(np.exp(-y * (x @ w)))) + 0.05 * np.sum(w**2)


def by_hand(w, x, y):
    """Its gradient, worked out on paper."""
    return -(x.T @ (y / (1 + np.exp(y * (x @ w))))) / len(y) + 0.1 * w


def bowl(w, curvature):
    """A quadratic whose condition number does not depend on the dimension."""
    return 0.5 * np.sum(curvature * w**2)


def forward_difference(f, w, e):
    """One extra evaluation for each parameter; the error is of order e."""
    here = f(w)
    return np.array([(f(w + e * unit) - here) / e for unit in np.eye(len(w))])


def central_difference(f, w, e):
    """Two evaluations for each parameter; the error is of order e^2."""
    return np.array([(f(w + e * unit) - f(w - e * unit)) / (2 * e) for unit in np.eye(len(w))])


def complex_step(f, w, e):
    """One complex evaluation for each parameter; nothing is subtracted, so e can be tiny."""
    return np.array([f(w + 1j * e * unit).imag / e for unit in np.eye(len(w))])


def two_point(f, w, e, rng):
    """The estimator of the docstring: two evaluations, whatever the dimension."""
    v = rng.normal(size=len(w))
    v /= np.linalg.norm(v)
    return len(w) * (f(w + e * v) - f(w - e * v)) / (2 * e) * v


def microseconds(call, number):
    """The best mean time of three for one call."""
    return 1e6 * min(timeit.repeat(call, number=number, repeat=3)) / number


def accuracy(d=200, samples=300):
    """Print each method's relative error and cost; return {method: (error, evaluations)}."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(samples, d)), rng.choice([-1.0, 1.0], size=samples)
    w = rng.normal(size=d) / np.sqrt(d)
    exact = by_hand(w, x, y)
    gradient = s2sad.grad(loss)

    def f(w):
        return loss(w, x, y)

    def averaged(count):
        return np.mean([two_point(f, w, 1e-5, rng) for _ in range(count)], axis=0)

    methods = [("generated gradient", lambda: gradient(w, x, y), None)]
    for e in (1e-4, 1e-8, 1e-12):
        name = f"forward difference, e = {e:.0e}"
        methods.append((name, lambda e=e: forward_difference(f, w, e), d + 1))
    for e in (1e-2, 1e-5, 1e-8):
        name = f"central difference, e = {e:.0e}"
        methods.append((name, lambda e=e: central_difference(f, w, e), 2 * d))
    methods.append(("complex step, e = 1e-30", lambda: complex_step(f, w, 1e-30), d))
    for count in (1, d):
        name = f"two-point estimator, mean of {count}"
        methods.append((name, lambda count=count: averaged(count), 2 * count))

    print(f"the gradient of a logistic regression with {d} parameters")
    print(f"{'method':34}{'relative error':>16}{'evaluations':>13}{'time / L':>10}")
    once = microseconds(lambda: f(w), 50)
    results = {}
    for name, call, evaluations in methods:
        draws = 20 if name.startswith("two-point") else 1  # chance: the root mean square of 20
        squares = [np.sum((call() - exact) ** 2) for _ in range(draws)]
        error = np.sqrt(np.mean(squares) / np.sum(exact**2))
        cost = microseconds(call, 50 if evaluations in (None, 2) else 1) / once
        results[name] = (float(error), evaluations)
        print(f"{name:34}{error:16.1e}{evaluations or '-':>13}{cost:10.1f}")
    return results


def steps_to_solve(gradient, w, curvature, step, limit=100_000):
    """How many steps bring the bowl to a thousandth of where it starts."""
    goal = 1e-3 * bowl(w, curvature)
    for k in range(limit):
        if bowl(w, curvature) <= goal:
            return k
        w = w - step * gradient(w, curvature)
    return limit


def curse(dimensions=(5, 20, 80, 320)):
    """Print the steps of both descents as the dimension grows; return (d, exact, zero-order)."""
    exact = s2sad.grad(bowl)
    rng = np.random.default_rng(1)

    def estimated(w, curvature):
        return two_point(lambda w: bowl(w, curvature), w, 1e-5, rng)

    print("\nsteps to a thousandth of the loss, condition number 10 in every dimension")
    print(f"{'dimension':>10}{'gradient':>10}{'two-point':>11}{'ratio':>8}")
    rows = []
    for d in dimensions:
        curvature, w = np.linspace(0.1, 1, d), np.ones(d)
        first = steps_to_solve(exact, w, curvature, 1.0)
        zero = steps_to_solve(estimated, w, curvature, 1.0 / d)
        rows.append((d, first, zero))
        print(f"{d:10}{first:10}{zero:11}{zero / first:8.1f}")
    return rows


def errors_by_step(d=20, samples=100):
    """The relative error of forward and central differences and the complex step, and of the gradient."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(samples, d)), rng.choice([-1.0, 1.0], size=samples)
    w = rng.normal(size=d) / np.sqrt(d)
    exact = by_hand(w, x, y)

    def error(found):
        return max(np.linalg.norm(found - exact) / np.linalg.norm(exact), 1e-17)

    steps = np.logspace(-16, -1, 61)
    methods = {
        "forward difference": forward_difference,
        "central difference": central_difference,
        "complex step": complex_step,
    }
    rows = {name: [error(f(lambda w: loss(w, x, y), w, e)) for e in steps] for name, f in methods.items()}
    return steps, rows, error(s2sad.grad(loss)(w, x, y))


def plot(errors, rows, path):
    """Error against the step; and the price of a descent without gradients as the dimension grows."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    steps, methods, exact = errors
    for name, values in methods.items():
        left.loglog(steps, values, label=name, lw=1.8)
    left.axhline(exact, color="k", ls="--", lw=1.2, label="generated gradient (no step)")
    left.set(xlabel="step e", ylabel="relative error of the gradient", title="Differences must choose a step")
    left.set_ylim(1e-17, 1e3)
    left.legend(frameon=False, ncols=2, loc="upper center", fontsize=9)
    d, first, zero = np.transpose(rows)
    right.loglog(d, zero, "s-", color="C3", label="two-point estimator")
    right.loglog(d, first, "o-", color="C0", label="gradient")
    right.loglog(d, d * first[0], ":", color="0.5", label=f"{first[0]:.0f} × dimension")
    right.set(xlabel="dimension", ylabel="steps to a thousandth of the loss", title="The price of no gradient")
    right.set_xticks(d, [str(k) for k in d])
    right.minorticks_off()
    right.legend(frameon=False)
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(out="alternatives.png"):
    """Both tables, and a picture of them; returns their figures."""
    methods, steps = accuracy(), curse()
    plot(errors_by_step(), steps, out)
    return methods, steps


if __name__ == "__main__":
    main()
