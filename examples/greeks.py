"""Sensitivities of option prices, the greeks, by differentiating a Monte-Carlo simulation path by path.

A price is the mean of a payoff over random paths of a share.  With the random numbers held fixed,
each path's payoff is a program of the spot price, the volatility and the rate, and the mean of its
derivatives is the derivative of the mean: one reverse sweep gives all the greeks.  Forward mode
(`jvp`) gives one greek for each path, and so its standard error.

There are two options: a European call, for which Black and Scholes have a formula, and an Asian
one, on the mean of the share's price over the year, for which there is none as simple.  This stops
at second derivatives: the payoff has a kink, so its slope jumps; the derivatives of a jump are 0 on
every path, and their mean is not the derivative of the mean.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import ndtr

import s2sad

STRIKE, YEARS = 100.0, 1.0
SPOT, VOLATILITY, RATE = 100.0, 0.2, 0.03
GREEKS = ("delta", "vega", "rho")


def final(spot, volatility, rate, normal):
    """The discounted payoff of a call on the price at the end; a row of `normal` for each path."""
    drift = (rate - 0.5 * volatility**2) * YEARS
    end = spot * np.exp(drift + volatility * np.sqrt(YEARS / normal.shape[1]) * np.sum(normal, axis=1))
    return np.exp(-rate * YEARS) * np.maximum(end - STRIKE, 0.0)


def average(spot, volatility, rate, normal):
    """The discounted payoff of a call on the mean price, step by step."""
    steps = normal.shape[1]
    dt = YEARS / steps
    price = spot * np.ones(len(normal))
    total = np.zeros(len(normal))
    for step in range(steps):
        price *= np.exp((rate - 0.5 * volatility**2) * dt + volatility * np.sqrt(dt) * normal[:, step])
        total += price
    return np.exp(-rate * YEARS) * np.maximum(total / steps - STRIKE, 0.0)


def price(spot, volatility, rate, normal, payoff):
    """The mean over the paths."""
    return np.mean(payoff(spot, volatility, rate, normal))


def formula(spot, volatility, rate):
    """Black and Scholes: the price, delta, vega, rho and gamma of the European call."""
    root = volatility * np.sqrt(YEARS)
    d1 = (np.log(spot / STRIKE) + rate * YEARS) / root + 0.5 * root
    bond = STRIKE * np.exp(-rate * YEARS)
    bell = np.exp(-0.5 * d1**2) / np.sqrt(2 * np.pi)
    value = spot * ndtr(d1) - bond * ndtr(d1 - root)
    return value, ndtr(d1), spot * bell * np.sqrt(YEARS), YEARS * bond * ndtr(d1 - root), bell / (spot * root)


all_greeks = s2sad.value_and_grad(price, wrt=("spot", "volatility", "rate"))


def per_path(payoff, name, spot, normal):
    """One greek for each path, by forward mode."""
    return s2sad.jvp(payoff, wrt=name)(spot, VOLATILITY, RATE, normal, 1.0)[1]


def mean_and_error(samples):
    """The mean, and its standard error."""
    return float(np.mean(samples)), float(np.std(samples) / np.sqrt(len(samples)))


def plot(spots, curves, path):
    """Delta and vega against the spot: points with bars of two standard errors, and the formula."""
    fig, axes = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    fine = np.linspace(spots[0], spots[-1], 200)
    exact = dict(zip(GREEKS, formula(fine, VOLATILITY, RATE)[1:4]))
    for axis, (greek, rows) in zip(axes, curves.items()):
        axis.plot(fine, exact[greek], "0.6", lw=4, alpha=0.6, label="call, Black and Scholes")
        for (option, points), colour in zip(rows.items(), ("C0", "C1")):
            means, errors = np.transpose(points)
            axis.errorbar(
                spots, means, 2 * errors, fmt="o", ms=4, lw=1.2, capsize=2, color=colour, label=f"{option}, Monte Carlo"
            )  # fmt: skip
        axis.axvline(STRIKE, color="0.8", lw=0.8, zorder=0)
        axis.annotate("strike", (STRIKE, 0), (3, 3), textcoords="offset points", color="0.5", fontsize=8)
        axis.set(xlabel="price of the share today", ylabel=greek, title=f"{greek.title()}; bars: 2 standard errors")
        axis.legend(frameon=False, loc="upper left", fontsize=9)
        axis.set_ylim(0, 1.35 * axis.get_ylim()[1])
        axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(paths=20_000, steps=50, out="greeks.png"):
    """Compare with the formula, and with shifted simulations; draw; return what the tests check."""
    rng = np.random.default_rng(0)
    normal = rng.normal(size=(paths, steps))
    value, slopes = all_greeks(SPOT, VOLATILITY, RATE, normal, final)
    exact = formula(SPOT, VOLATILITY, RATE)
    print(f"a European call, {paths} paths")
    print(f"{'':8}{'Monte Carlo':>13}{'error':>10}{'formula':>12}")
    print(f"{'price':8}{value:13.4f}{mean_and_error(final(SPOT, VOLATILITY, RATE, normal))[1]:10.4f}{exact[0]:12.4f}")
    off = {}
    for greek, slope, name, true in zip(GREEKS, slopes, ("spot", "volatility", "rate"), exact[1:]):
        samples = per_path(final, name, SPOT, normal)
        error = mean_and_error(samples)[1]
        off[greek] = float((slope - true) / error)
        print(f"{greek:8}{slope:13.4f}{error:10.4f}{true:12.4f}")
        if not np.isclose(samples.mean(), slope, rtol=1e-12):
            raise AssertionError("forward and reverse mode disagree")

    gamma = s2sad.grad(s2sad.grad(price))(SPOT, VOLATILITY, RATE, normal, final)
    print(f"{'gamma':8}{gamma:13.4f}{'-':>10}{exact[4]:12.4f}   (the kink: see above)")

    value, slopes = all_greeks(SPOT, VOLATILITY, RATE, normal, average)
    print(f"an Asian call: price {value:.4f}; the same paths with one input shifted, beside reverse mode")
    shifted = []
    for at, (greek, slope) in enumerate(zip(GREEKS, slopes)):
        inputs = np.array([SPOT, VOLATILITY, RATE])
        shift = 1e-6 * np.eye(3)[at] * inputs
        sides = [price(*(inputs + sign * shift), normal, average) for sign in (1, -1)]
        shifted.append(float((sides[0] - sides[1]) / (2 * shift[at])))
        print(f"{greek:8}{slope:13.6f}{shifted[-1]:13.6f}")

    spots = np.linspace(70, 130, 13)
    curves = {
        greek: {
            option: [mean_and_error(per_path(payoff, name, float(s), normal)) for s in spots]
            for option, payoff in (("call", final), ("Asian call", average))
        }
        for greek, name in (("delta", "spot"), ("vega", "volatility"))
    }
    plot(spots, curves, out)
    return {"off": off, "gamma": float(gamma), "asian": [float(s) for s in slopes], "shifted": shifted}


if __name__ == "__main__":
    main()
