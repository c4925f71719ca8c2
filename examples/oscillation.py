"""A damped oscillation fitted by `scipy.optimize.least_squares`, with error bars from the Jacobian.

The residuals of m measurements depend on n = 4 parameters, m much larger than n: `s2sad.jacobian`
counts both and uses forward mode, one sweep for each parameter.  `least_squares` takes the generated
function for `jac=` as it is.

The Jacobian J at the fit also says how well the parameters are known: with noise of deviation s,
their covariance is s^2 (J^T J)^-1.  That is checked here by fitting many data sets.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import least_squares

import s2sad

NAMES = ("amplitude", "rate", "frequency", "phase")
TRUE = np.array([2.0, 0.4, 1.3, 0.6])
START = np.array([1.0, 0.2, 1.25, 0.0])
NOISE = 0.15


def model(p, t):
    """The displacement at the times t."""
    amplitude, rate, frequency, phase = p
    return amplitude * np.exp(-rate * t) * np.cos(2 * np.pi * frequency * t + phase)


def residuals(p, t, y):
    """What `least_squares` makes small, in units of the noise."""
    return (model(p, t) - y) / NOISE


jacobian = s2sad.jacobian(residuals)


def fit(t, y, jac=jacobian):
    """SciPy's result."""
    return least_squares(residuals, START, jac=jac, args=(t, y), xtol=1e-12)


def study(rng, t, repetitions):
    """The parameters found in as many sets of data, each with noise of its own."""
    clean = model(TRUE, t)
    return np.array([fit(t, clean + NOISE * rng.normal(size=len(t))).x for _ in range(repetitions)])


def plot(t, y, found, many, deviation, path):
    """Data and fit; and how the frequencies found scatter, against the prediction."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained", width_ratios=(1.5, 1))
    fine = np.linspace(t[0], t[-1], 500)
    left.plot(t, y, ".", color="0.6", ms=4, label="data")
    left.plot(fine, model(TRUE, fine), "--", color="C3", lw=1.5, label="truth")
    left.plot(fine, model(found, fine), color="C0", lw=1.5, label="fit")
    left.set(xlabel="time", ylabel="displacement", title=f"{len(t)} measurements, 4 parameters")
    left.legend(frameon=False, ncols=3, loc="upper right")
    at = NAMES.index("frequency")
    right.hist(many[:, at], bins=20, density=True, color="C0", alpha=0.4, label=f"{len(many)} fits")
    f = TRUE[at] + deviation[at] * np.linspace(-4, 4, 200)
    bell = np.exp(-0.5 * ((f - TRUE[at]) / deviation[at]) ** 2) / (deviation[at] * np.sqrt(2 * np.pi))
    right.plot(f, bell, color="C3", lw=2, label="predicted from the Jacobian")
    right.set_ylim(0, 1.7 * bell.max())
    right.set(xlabel="frequency found", ylabel="density", title="How well the frequency is known")
    right.locator_params(axis="x", nbins=5)
    right.legend(frameon=False, loc="upper center")
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(measurements=300, repetitions=400, out="oscillation.png"):
    """Fit, predict the scatter, observe it, draw; return what the tests check."""
    rng = np.random.default_rng(0)
    t = np.linspace(0, 5, measurements)
    y = model(TRUE, t) + NOISE * rng.normal(size=measurements)
    exact, differences = fit(t, y), fit(t, y, jac="2-point")
    print(f"evaluations of the residuals: {exact.nfev}, and {exact.njev} Jacobians")
    # SciPy does not count those that its differences take: one for each parameter and Jacobian
    print(f"with differences: {differences.nfev + len(TRUE) * differences.njev}")
    j = jacobian(exact.x, t, y)
    deviation = np.sqrt(np.diag(np.linalg.inv(j.T @ j)))
    many = study(rng, t, repetitions)
    scatter = many.std(axis=0)
    print(f"{'parameter':12}{'truth':>8}{'found':>9}{'± predicted':>13}{'scatter of fits':>17}")
    for row in zip(NAMES, TRUE, exact.x, deviation, scatter):
        print(f"{row[0]:12}{row[1]:8.3f}{row[2]:9.4f}{row[3]:13.4f}{row[4]:17.4f}")
    plot(t, y, exact.x, many, deviation, out)
    return {"found": exact.x, "deviation": deviation, "scatter": scatter, "differences": differences.x}


if __name__ == "__main__":
    main()
