"""Nothing is timed here: every gradient that the benchmarks time is right, and the command runs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad

from . import fifty_lines
from .__main__ import main
from .peers import as_tuple, largest_error
from .problems import PROBLEMS, Problem

problems = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def assert_gradient(
    function: Callable[..., Any], wrt: Any, arguments: tuple[Any, ...], gradient: Any
) -> None:
    """Compare with central differences of fourth order along random directions in each argument.

    The directions have unit length, so that no kink is near.
    """
    rng = np.random.default_rng(1)
    for i, g in zip(as_tuple(wrt), as_tuple(gradient)):
        for _ in range(3):
            along = rng.standard_normal(np.shape(g))
            along = along / np.linalg.norm(along)

            def value(step: float, i: int = i, along: Any = along) -> Any:
                return function(*arguments[:i], arguments[i] + step * along, *arguments[i + 1 :])

            h = 1e-4
            expected = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
            size = np.linalg.norm(g) / np.sqrt(np.size(g))  # of a typical derivative
            assert np.sum(along * g) == pytest.approx(expected, rel=1e-6, abs=1e-6 * size)


@problems
def test_hand_gradient_agrees_with_finite_differences(problem: Problem) -> None:
    arguments = problem.arguments()
    assert_gradient(problem.primal, problem.wrt, arguments, problem.hand(*arguments))


@problems
def test_hand_gradient_leaves_its_arguments_alone(problem: Problem) -> None:
    arguments, untouched = problem.arguments(), problem.arguments()
    problem.hand(*arguments)
    assert all(map(np.array_equal, arguments, untouched))


@problems
def test_gradient_agrees_with_hand(problem: Problem) -> None:
    arguments = problem.arguments()
    gradient = s2sad.grad(problem.primal, problem.wrt)(*arguments)
    assert largest_error(gradient, problem.hand(*arguments)) < 1e-9


@problems
def test_value_and_gradient_agree_with_primal_and_hand(problem: Problem) -> None:
    arguments = problem.arguments()
    value, gradient = s2sad.value_and_grad(problem.primal, problem.wrt)(*arguments)
    assert value == pytest.approx(problem.primal(*arguments), rel=1e-12)
    assert largest_error(gradient, problem.hand(*arguments)) < 1e-9


def test_fifty_lines_agrees_with_finite_differences() -> None:
    function, wrt = fifty_lines.fifty_lines, fifty_lines.WRT
    arguments = fifty_lines.arguments()
    assert_gradient(function, wrt, arguments, s2sad.grad(function, wrt)(*arguments))


def test_largest_error_catches_a_wrong_entry_a_wrong_shape_and_nan() -> None:
    assert largest_error((1.0, np.array([2.0, 4.0])), (1.0, np.array([2.0, 5.0]))) == 0.2
    assert largest_error(np.ones((1, 2)), np.ones(2)) == np.inf
    assert largest_error(np.array([np.nan, 1.0]), np.ones(2)) == np.inf


def test_command_prints_a_table_and_writes_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    assert main(["--only", "newton", "--peers", "", "--quick", "--json", str(file)]) == 0
    assert "ours/hand" in capsys.readouterr().out
    assert json.loads(file.read_text())["reports"]["newton"]["s2sad"]["status"] == "ok"
