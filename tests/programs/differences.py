"""Finite differences: a second opinion on the oracle, never the judge of a program."""

import numpy as np

from .oracle import load, unflatten

STEP = 2e-4
NEAR_KINK = 4e-3  # four points a step apart must lie on one side of every kink


def difference_gradient(program):
    """Gradients by four-point differences, and an estimate of their error from half the step."""
    f, _ = load(program.source, program.name)
    with np.errstate(all="ignore"):
        coarse = np.array([partial(f, program, *w, STEP) for w in places(program)])
        fine = np.array([partial(f, program, *w, STEP / 2) for w in places(program)])
    return unflatten(fine, program.args, program.wrt), float(np.max(np.abs(fine - coarse)))


def places(program):
    """Every float to differentiate by: the argument's number, and the index in it."""
    return [(i, where) for i in program.wrt for where in np.ndindex(np.shape(program.args[i]))]


def partial(f, program, number, where, step):
    def at(distance):
        args = list(program.fresh())
        if where:
            args[number][where] += distance
        else:
            args[number] += distance
        return float(f(*args))

    return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
