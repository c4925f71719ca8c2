"""Random programs under s2sad, and the tests of this tester itself.

S2SAD_PROGRAMS=N asks for N programs of each mode, S2SAD_SEED=S for another range of seeds.
"""

import collections
import copy
import functools
import inspect
import os
from pathlib import Path

import numpy as np
import pytest

from .__main__ import headline
from .check import Outcome, check
from .differences import NEAR_KINK, difference_gradient
from .generator import generate, generate_in
from .oracle import oracle_gradient
from .program import HEADER, Program, read
from .shrink import shrink

COUNTS = {"functional": 150, "mutation": 200, "variant": 50}
ANSWERED = {"functional": 0.99, "mutation": 0.95, "variant": 0.95}  # the least share of programs to answer
SEED = int(os.environ.get("S2SAD_SEED", "0"))
FAILURES = sorted(Path(__file__).parent.glob("failures/*.py"))


@functools.cache
def outcomes(mode):
    """The outcome of each seed, dropped programs left out."""
    count = int(os.environ.get("S2SAD_PROGRAMS", COUNTS[mode]))
    found = {seed: check(generate_in(mode, seed)) for seed in range(SEED, SEED + count)}
    return {seed: outcome for seed, outcome in found.items() if outcome.kind != "dropped"}


def listing(mode, kind):
    """Seeds and details of a kind of outcome, for an assertion to show."""
    found = [(seed, o.detail) for seed, o in outcomes(mode).items() if o.kind == kind]
    return "\n".join(f"seed {seed} ({mode}): {detail}" for seed, detail in found[:20])


@pytest.mark.parametrize("mode", COUNTS)
def test_no_program_is_wrong(mode):
    assert not listing(mode, "wrong")


@pytest.mark.parametrize("mode", COUNTS)
def test_programs_are_answered(mode):
    tally = collections.Counter(outcome.kind for outcome in outcomes(mode).values())
    assert tally["right"] >= ANSWERED[mode] * tally.total(), listing(mode, "refused")


@pytest.mark.parametrize("path", FAILURES, ids=lambda path: path.stem)
def test_kept_failure(path):
    outcome = check(read(path))
    assert outcome.kind in ("right", "refused"), outcome.detail


# the oracle


@pytest.mark.parametrize("mutation", [False, True])
def test_oracle_agrees_with_differences(mutation):
    """Where both can judge: away from kinks, and where halving the step changes little."""
    judged = 0
    for seed in range(60):
        program = generate(seed, mutation)
        _, gradients, margin = oracle_gradient(
            program.source, program.name, program.args, program.wrt
        )
        differences, error = difference_gradient(program)
        if margin < NEAR_KINK or error > 1e-4:
            continue
        judged += 1
        for ours, theirs in zip(gradients, differences, strict=True):
            scale = 1.0 + np.max(np.abs(ours))
            np.testing.assert_allclose(ours, theirs, atol=1e-6 * scale + 10 * error, rtol=0)
    assert judged >= 50


def test_oracle_sees_views_and_writes():
    source = "def f(A):\n    u = A.T[0]\n    u[1:] *= A[0, 0]\n    return A[1, 0] + 2.0 * A[0, 1]\n"
    value, (gradient,), margin = oracle_gradient(source, "f", (np.array([[2.0, 3], [5, 7]]),), (0,))
    assert value == 16.0 and margin == np.inf
    np.testing.assert_array_equal(gradient, [[5.0, 2.0], [2.0, 0.0]])


def test_oracle_measures_the_distance_to_a_kink():
    source = "def f(x):\n    return x if 4.0 * x > 1.0 else 0.0\n"
    assert oracle_gradient(source, "f", (0.26,), (0,))[2] == pytest.approx(0.01)


# the generator


@pytest.mark.parametrize("mode", COUNTS)
def test_a_seed_is_a_program(mode):
    first, second = generate_in(mode, 7), generate_in(mode, 7)
    assert first.text("") == second.text("") != generate_in(mode, 8).text("")


def test_a_program_is_read_back(tmp_path):
    program = generate(3)
    path = tmp_path / "kept.py"
    path.write_text(program.text("Kept."))
    again = read(path)
    np.testing.assert_equal((again.args, again.wrt), (program.args, program.wrt))
    assert program.source in again.source


# the checker: an s2sad made of the oracle is right, and every planted fault is caught


class OracleAD:
    """The interface of s2sad, by the oracle; `fault` spoils one thing."""

    class S2SADError(Exception):
        pass

    def __init__(self, fault=None):
        self.fault = fault
        self.calls = 0

    def value_and_grad(self, f, wrt):
        source = Path(inspect.getfile(f)).read_text()

        def derivative(*args):
            _, gradients, _ = oracle_gradient(source, f.__name__, copy.deepcopy(args), wrt)
            value = f(*copy.deepcopy(args))
            self.calls += 1
            if self.fault == "value":
                value = np.nextafter(value, np.inf)
            if self.fault == "gradient" or self.fault == "second call" and self.calls > 2:
                gradients = tuple(g * (1.0 + 1e-6) for g in gradients)
            if self.fault == "structure":
                gradients = tuple(np.append(g, 0.0) for g in gradients)
            if self.fault == "arguments":
                args[0][...] = 0.0
            if self.fault == "refused":
                raise self.S2SADError("no")
            if self.fault == "KeyError":
                raise KeyError("x")
            return value, gradients

        return derivative

    def grad(self, f, wrt):
        return lambda *args: self.value_and_grad(f, wrt)(*args)[1]

    def jvp(self, f, wrt):
        def derivative(*operands):
            args, directions = operands[: -len(wrt)], operands[-len(wrt) :]
            value, gradients = self.value_and_grad(f, wrt)(*args)
            tangent = sum(np.sum(g * d) for g, d in zip(gradients, directions, strict=True))
            return value, tangent * (1.001 if self.fault == "jvp" else 1.0)

        return derivative


SQUARES = Program(
    HEADER + "def f(u, x):\n    u *= x\n    return np.sum(u * u) + np.sin(x)\n",
    (np.array([0.5, 1.5]), 0.7),
    (0, 1),
)


@pytest.mark.parametrize("mutation", [False, True])
def test_a_right_derivative_is_right(mutation):
    kinds = {check(generate(seed, mutation), OracleAD()).kind for seed in range(30)}
    assert kinds <= {"right", "dropped"}


@pytest.mark.parametrize(
    "fault", ["value", "gradient", "second call", "structure", "arguments", "KeyError", "jvp"]
)
def test_a_planted_fault_is_caught(fault):
    outcome = check(SQUARES, OracleAD(fault))
    assert outcome.what == ("wrong", fault)


def test_an_s2sad_error_is_a_refusal():
    assert check(SQUARES, OracleAD("refused")) == Outcome("refused", "S2SADError: no")


def test_a_kink_is_dropped():
    program = Program("def f(x):\n    return max(x, 0.5)\n", (0.5,), (0,))
    assert check(program, OracleAD()).kind == "dropped"


def test_what_is_kept_names_no_path():
    outcome = Outcome("wrong", "ImportError: no a / b in 'm' (/somewhere/m.py)\nTraceback: ...")
    assert headline(outcome) == "wrong: ImportError: no a / b in 'm' …"


# the shrinker


def test_shrinking_keeps_what_fails():
    """Of a program with a loop and a sine, nothing else is left, and it still runs."""

    def failing(program):
        found = "np.sin" in program.source and "for " in program.source
        return found and check(program, OracleAD()).kind == "right"

    large = next(program for program in map(generate, range(100)) if failing(program))
    small = shrink(large, failing)
    assert failing(small)
    assert small.source.count("\n") <= 6 < large.source.count("\n"), small.source
