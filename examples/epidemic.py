"""An epidemic model calibrated to counts of the ill, through the integrator that solves it.

The SIR model has three compartments, the susceptible, the infectious and the recovered:

    S' = -b S I / N,        I' = b S I / N - g I,        R' = g I.

`solution` integrates it by the classical Runge-Kutta method, in a loop; nothing in it knows of
derivatives.  The counts are Poisson, so the best parameters minimise

    L = sum over days (model - count * log(model)),

found by Newton's method; the inverse of the Hessian is their covariance.  The parameters' logarithms are
fitted, since they are positive; `s2sad.ravel` turns the dict of them into SciPy's vector.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import minimize

import s2sad

PEOPLE = 50_000.0
STEPS_A_DAY = 4
TRUE = {"contact": 0.45, "recovery": 0.15, "first": 20.0}  # b and g per day; the ill on day 0
GUESS = {"contact": 0.8, "recovery": 0.3, "first": 5.0}


def change(state, contact, recovery):
    """The right-hand side of the three equations."""
    s, i, _ = state
    falling_ill, healing = contact * s * i / PEOPLE, recovery * i
    return np.array([-falling_ill, falling_ill - healing, healing])


def solution(contact, recovery, first, days):
    """The state on each day, from day 0."""
    h = 1.0 / STEPS_A_DAY
    state = np.array([PEOPLE - first, first, 0.0])
    states = [state]
    for step in range(1, STEPS_A_DAY * (days - 1) + 1):
        k1 = change(state, contact, recovery)
        k2 = change(state + 0.5 * h * k1, contact, recovery)
        k3 = change(state + 0.5 * h * k2, contact, recovery)
        k4 = change(state + h * k3, contact, recovery)
        state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        if step % STEPS_A_DAY == 0:
            states.append(state)
    return np.stack(states)


def misfit(logs, counts, detected):
    """Minus the logarithm of the likelihood of the counts, but for a constant."""
    days = len(counts)
    states = solution(np.exp(logs["contact"]), np.exp(logs["recovery"]), np.exp(logs["first"]), days)
    expected = detected * states[:, 1]
    return np.sum(expected - counts * np.log(expected))


def logarithms(p):
    """The dict that is fitted."""
    return {name: float(np.log(value)) for name, value in p.items()}


def calibrate(counts, detected):
    """The parameters that fit best, their relative deviations and covariance, and the steps that it took."""
    start, unravel = s2sad.ravel(logarithms(GUESS))

    def f(v):
        return misfit(unravel(v), counts, detected)

    hessian = s2sad.hessian(f)
    found = minimize(s2sad.value_and_grad(f), start, jac=True, hess=hessian, method="trust-exact")
    covariance = np.linalg.inv(hessian(found.x))
    return unravel(found.x), unravel(np.sqrt(np.diag(covariance))), covariance, found.nit


def plot(counts, detected, fitted, covariance, path):
    """Counts and model; and the two rates with their region of confidence."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained", width_ratios=(1.5, 1))
    days = np.arange(len(counts))
    left.plot(days, counts, "o", color="0.55", ms=3.5, label="counted")
    for p, style, name in ((fitted, "C0-", "fitted"), (TRUE, "C3:", "truth"), (GUESS, "C1--", "start")):
        left.plot(days, detected * solution(**p, days=len(counts))[:, 1], style, lw=2, label=name)
    left.set(xlabel="day", ylabel="infectious people found", title="An epidemic of 50 000 people")
    left.legend(frameon=False)
    angle = np.linspace(0, 2 * np.pi, 200)
    circle = np.linalg.cholesky(covariance[:2, :2]) @ np.array([np.cos(angle), np.sin(angle)])
    for radius, style in ((1.52, "-"), (2.45, "--")):  # 68 % and 95 % of a normal distribution in the plane
        b, g = fitted["contact"] * np.exp(radius * circle[0]), fitted["recovery"] * np.exp(radius * circle[1])
        right.plot(b, g, "C0" + style, lw=1.5, label=f"{68 if radius < 2 else 95} % confidence")
    right.plot(fitted["contact"], fitted["recovery"], "C0o", label="fitted")
    right.plot(TRUE["contact"], TRUE["recovery"], "C3x", ms=9, mew=2, label="truth")
    right.set(xlabel="contact rate b, per day", ylabel="recovery rate g, per day")
    right.set_title("What the counts say of the rates")
    right.locator_params(nbins=5)
    low, high = right.get_ylim()
    right.set_ylim(low, high + 0.35 * (high - low))
    right.legend(frameon=False, ncols=2, loc="upper center")
    for axis in (left, right):
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(days=70, detected=0.1, out="epidemic.png"):
    """Make counts, calibrate, compare with the truth, draw; return what the tests check."""
    rng = np.random.default_rng(2)
    counts = rng.poisson(detected * solution(**TRUE, days=days)[:, 1]).astype(float)
    guess = logarithms(GUESS)
    gradient = s2sad.grad(misfit)(guess, counts, detected)
    print(f"{STEPS_A_DAY * (days - 1)} Runge-Kutta steps; the gradient at the start:")
    errors = []
    for name in guess:
        sides = [misfit({**guess, name: guess[name] + e}, counts, detected) for e in (1e-5, -1e-5)]
        difference = (sides[0] - sides[1]) / 2e-5
        errors.append(abs(gradient[name] - difference) / abs(difference))
        print(f"  {name:10}{gradient[name]:14.4f}, by differences {difference:14.4f}")
    logs, deviation, covariance, steps = calibrate(counts, detected)
    fitted = {name: float(np.exp(value)) for name, value in logs.items()}
    print(f"{steps} steps of Newton's method in a region of trust")
    pulls = {}
    for name, value in fitted.items():
        pulls[name] = float((logs[name] - np.log(TRUE[name])) / deviation[name])
        spread = value * deviation[name]
        print(f"  {name:10}{value:9.4f} ± {spread:.4f}, truth {TRUE[name]:7.4f}: {pulls[name]:+.1f} deviations off")
    plot(counts, detected, fitted, covariance, out)
    return {"gradient_error": max(errors), "fitted": fitted, "pulls": pulls}


if __name__ == "__main__":
    main()
