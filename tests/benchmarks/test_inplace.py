"""Nothing is timed here: the gradients of kernels that write in place are right, and the command runs."""

import numpy as np
import pytest

import s2sad

from .inplace import main
from .inplace_problems import PROBLEMS
from .peers import largest_error, peak_memory
from .test_benchmarks import assert_gradient

problems = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


@problems
def test_hand_gradient_agrees_with_finite_differences(problem):
    arguments, untouched = problem.arguments(), problem.arguments()
    assert_gradient(problem.primal, problem.wrt, arguments, problem.hand(*arguments))
    assert all(map(np.array_equal, arguments, untouched))


@problems
def test_gradient_agrees_with_hand(problem):
    arguments, untouched = problem.arguments(), problem.arguments()
    gradient = s2sad.grad(problem.primal, problem.wrt)(*arguments)
    assert largest_error(gradient, problem.hand(*arguments)) < 1e-9
    assert all(map(np.array_equal, arguments, untouched))


@problems
def test_memory_grows_as_by_hand(problem):
    """A store saves what it overwrites, and only if that is read: never a copy of the array at each step."""
    arguments = problem.arguments()
    ours = peak_memory((s2sad.grad(problem.primal, problem.wrt), arguments))
    assert ours < 3 * peak_memory((problem.hand, arguments)) + 1e6


def test_command_prints_a_table(capsys):
    main(["--only", "syrk", "--seconds", "0.05"])
    assert "ours/hand" in capsys.readouterr().out
