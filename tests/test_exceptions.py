"""Exceptions that the primal raises by the values of numbers: the gradient raises them too."""

import math
from typing import Any

import numpy as np
import pytest

import s2sad


def dead_quotient(x, y):
    t = 1.0 / y  # noqa: F841
    return x * 2.0


def dead_remainder(x, n):
    t = 7 % n  # noqa: F841
    return x * x


def logarithm(x):
    return math.log(x)


def dead_root(x, y):
    t = math.sqrt(y)  # noqa: F841
    return x * x


def dead_item(x, w):
    y = x[5]  # noqa: F841
    return w * w


def dead_item_of_a_matrix(x, w):
    y = x[0, 5]  # noqa: F841
    return w * w


def dead_item_of_a_list(x, w):
    y = x[5]  # noqa: F841
    return w * w


def dead_item_of_a_display(x, i):
    ys = [1.0, 2.0]
    y = ys[i]  # noqa: F841
    return x * x


def dead_item_of_a_dictionary(x, key):
    y = {"a": 1.0}[key]  # noqa: F841
    return x * x


def linear_item(x, i):
    return x[0] * 2.0 + x[i]


def item_beyond_the_end(w, x, n):
    s = 0.0
    for j in range(n):
        s = s + w * w + x[j]
    return s


def quotient_in_a_loop(x, n):
    s = 0.0
    for i in range(n):
        s = s + x / i
    return s


def quotient_in_a_branch(x, n):
    if n < 3:
        q = x / n  # noqa: F841
        return x * 2.0
    return x / 3.0


def quotient_in_an_other_branch(x, y, n):
    q = x / y  # noqa: F841
    if n < 3:
        return x * y
    return x / y


def quotient_in_an_other_loop(x, y, n):
    q = x / y
    for _ in range(n):
        q = x / y
    return x * x + 0.0 * q


def dead_integer(x, k):
    q = int(k)  # noqa: F841
    return x * x


def dead_power(x, n):
    q = x**n  # noqa: F841
    return x * x


def other_power(x, y, n):
    q = 1.0 / y  # noqa: F841
    return x * y**n


RAISING: list[tuple[Any, tuple[Any, ...]]] = [
    (dead_quotient, (1.0, 0.0)),
    (dead_remainder, (1.0, 0)),
    (logarithm, (-1.0,)),
    (dead_root, (1.0, -1.0)),
    (dead_item, (np.ones(3), 2.0)),
    (dead_item_of_a_matrix, (np.ones((2, 3)), 2.0)),
    (dead_item_of_a_list, ([1.0, 2.0], 2.0)),
    (dead_item_of_a_display, (3.0, 5)),
    (dead_item_of_a_dictionary, (3.0, "b")),
    (linear_item, (np.ones(3), 7)),
    (item_beyond_the_end, (2.0, np.ones(3), 5)),
    (quotient_in_a_loop, (1.0, 3)),
    (quotient_in_a_branch, (1.0, 0)),
    (quotient_in_an_other_branch, (1.0, 0.0, 1)),
    (quotient_in_an_other_loop, (1.0, 0.0, 0)),
    (dead_integer, (1.0, math.nan)),
    (dead_power, (0.0, -1.0)),
    (other_power, (1.0, 0.0, 2.0)),
]


def wrt(arguments: tuple[Any, ...]) -> int:
    """The first argument that has a derivative."""
    return next(i for i, a in enumerate(arguments) if isinstance(a, float))


@pytest.mark.parametrize(("function", "arguments"), RAISING, ids=[f.__name__ for f, _ in RAISING])
@pytest.mark.parametrize("mode", ["grad", "value_and_grad", "vjp"])
def test_gradient_raises_what_the_primal_raises(function: Any, arguments: tuple[Any, ...], mode: str) -> None:
    with pytest.raises(Exception) as expected:
        function(*arguments)
    with pytest.raises(type(expected.value)):
        getattr(s2sad, mode)(function, wrt(arguments) if function is not linear_item else 0)(*arguments)


def test_nothing_is_kept_that_the_adjoint_raises_or_that_cannot_raise() -> None:
    def quotient(x, y):
        return x / y

    def safe(x, y):
        t = y / (1.0 + x * x)  # noqa: F841
        return x * x

    def in_range(w, x):
        s = 0.0
        for i in range(len(x)):
            s = s + w * w + x[i]
        return s

    assert s2sad.grad(quotient).source_for(1.0, 2.0).count("/") == 1
    assert "/" not in s2sad.grad(safe).source_for(1.0, 2.0)
    source = s2sad.grad(in_range).source_for(1.0, np.ones(3))
    assert source.count("for ") == 1 and source.count("x[") == 1      # that one is in a comment


def test_numpy_numbers_do_not_raise() -> None:
    gradient = s2sad.grad(dead_quotient)
    assert gradient(1.0, np.float64(0.0)) == 2.0
    assert "/" not in gradient.source_for(1.0, np.float64(0.0))
