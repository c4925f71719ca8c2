"""The checker agrees with right derivatives, and catches wrong ones."""

import re
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad import ArgumentError, CheckError, check_grads

X = np.array([0.3, -1.2, 0.7])


def right(x: Any) -> Any:
    return np.tanh(x) ** 3


def wrong(x: Any) -> Any:
    return np.tanh(x) ** 3


def wrong_backwards(x: Any) -> Any:
    return np.tanh(x) ** 3


def wrong_again(x: Any) -> Any:
    return np.tanh(x) ** 3


def slope(x: Any) -> Any:
    return 3 * np.tanh(x) ** 2 * (1 - np.tanh(x) ** 2)


@s2sad.differential(right)
def right_differential(x: Any, dx: Any) -> Any:
    return 3 * np.tanh(x) ** 2 * (1 - np.tanh(x) ** 2) * dx


@s2sad.differential(wrong)
def wrong_differential(x: Any, dx: Any) -> Any:
    return 3 * np.tanh(x) ** 2 * dx


@s2sad.differential(wrong_backwards)
def wrong_backwards_differential(x: Any, dx: Any) -> Any:
    return 3 * np.tanh(x) ** 2 * (1 - np.tanh(x) ** 2) * dx


@s2sad.adjoint(wrong_backwards)
def wrong_backwards_adjoint(g: Any, x: Any) -> Any:
    return (1.001 * g * 3 * np.tanh(x) ** 2 * (1 - np.tanh(x) ** 2),)


@s2sad.differential(slope)
def wrong_slope(x: Any, dx: Any) -> Any:
    return 1.01 * (6 * np.tanh(x) - 12 * np.tanh(x) ** 3) * (1 - np.tanh(x) ** 2) * dx


@s2sad.differential(wrong_again)
def wrong_at_second_order(x: Any, dx: Any) -> Any:
    return slope(x) * dx


@pytest.mark.parametrize(("f", "args"), [
    (np.sin, (X,)),
    (lambda x: np.exp(x) / x, (1.5,)),
    (lambda x, y: x @ y, (np.ones((2, 3)) * 0.3, X)),
    (lambda x, n: x**n, (X, 3)),
    (lambda p: {"a": p["u"] * X, "b": p["v"] ** 3}, ({"u": X, "v": 1.5},)),
    (lambda p: (p[0] * p[1], np.sum(p[0])), ((X, 2.0),)),
    (lambda x: x * x, (1.0 + 2.0j,)),
    (lambda x: np.sin(x) * 1e6, (X * 1e3,)),
    (lambda x: np.linalg.inv(x), (np.eye(3) + 0.1,)),
    (right, (X,)),
    (np.log, (np.array([1e-3, 1.0, 1e6]),)),
    (lambda x: x**2, (np.zeros(2),)),
])
def test_right_derivatives_pass(f: Any, args: Any) -> None:
    assert check_grads(f, args) is None  # type: ignore[func-returns-value]


def test_orders_modes_and_precision() -> None:
    check_grads(right, (X,), order=3)
    check_grads(right, (X,), modes=("forward",))
    check_grads(right, (X,), modes=["reverse"], order=1)
    check_grads(lambda x: np.tanh(x) * x[0], (X.astype(np.float32),))
    check_grads(lambda x, y: x * y, (X, 2.0), wrt="y", seed=3)
    check_grads(lambda x, y: x * y, (X, 2.0), wrt=(0, "y"))


@pytest.mark.parametrize("order", [1, 2])
def test_a_wrong_differential_is_caught(order: int) -> None:
    for modes in (("forward", "reverse"), ("forward",), ("reverse",)):
        with pytest.raises(CheckError, match="finite differences"):
            check_grads(lambda x: 2 * wrong(x), (X,), order=order, modes=modes)


def test_a_wrong_adjoint_is_caught_by_the_dot_product() -> None:
    check_grads(lambda x: wrong_backwards(x), (X,), order=1, modes=("forward",))
    with pytest.raises(CheckError, match=re.escape("reverse mode disagrees with forward mode: <u, J v> is not <Jᵀ u,")):
        check_grads(lambda x: wrong_backwards(x), (X,), order=1)


def test_a_wrong_second_derivative_is_caught() -> None:
    check_grads(lambda x: wrong_again(x), (X,), order=1)
    with pytest.raises(CheckError, match="the (tangent|gradient) of"):
        check_grads(lambda x: wrong_again(x), (X,))


def test_what_is_constant_by_declaration_is_not_so_for_differences() -> None:
    with pytest.raises(CheckError):
        check_grads(lambda x: s2sad.stop_gradient(x) * x, (1.5,))


def test_the_report() -> None:
    """It says what disagrees, with respect to what, where, and by how much; it is an AssertionError."""
    def loss(x: Any, y: Any) -> Any:
        return x[::-1] + wrong(y)
    with pytest.raises(AssertionError) as caught:
        check_grads(loss, (X, X))
    text = str(caught.value)
    assert text.startswith("loss, with respect to argument 1: forward mode disagrees with finite differences at (")
    for word in ("derivative", "expected", "difference", "is allowed"):
        assert word in text


def test_a_kink_is_named_as_one() -> None:
    with pytest.raises(CheckError, match="kink"):
        check_grads(lambda x: np.maximum(x, 0.0), (np.array([0.0, 1.0]),))


@pytest.mark.parametrize(("arguments", "options"), [
    ((X, {}), {}), ((), {}), ((3,), {}), ((X,), {"modes": ("sideways",)}), ((X,), {"modes": ()}), ((X,), {"order": 0}),
    ((X,), {"wrt": "z"}), ((X,), {"wrt": 1}),
])
def test_wrong_use(arguments: Any, options: Any) -> None:
    with pytest.raises((ArgumentError, TypeError)):
        check_grads(right, arguments, **options)
    with pytest.raises(ArgumentError):
        check_grads(right, X)  # type: ignore[arg-type]


def test_functions_of_no_number() -> None:
    with pytest.raises(ArgumentError):
        check_grads(lambda x: None, (X,))


def test_parameters_that_are_named_in_calls() -> None:
    def spring(x: Any, *, k: Any = 2.0, power: Any) -> Any:
        return k * x**power
    check_grads(spring, (X, 1.5, 2))
    check_grads(spring, (X, 1.5, 2), modes=("reverse",))

    def kinked(x: Any, *, k: Any) -> Any:
        return np.abs(x) * k
    with pytest.raises(CheckError):
        check_grads(kinked, (0.0, 1.0))


def test_arguments_are_not_written_to() -> None:
    x = X.copy()
    check_grads(right, (x,))
    np.testing.assert_array_equal(x, X)


def test_constants_that_a_loop_starts_from_are_kept() -> None:
    """A derivative's own constants are there for its next call: nothing may overwrite them."""
    def decay(w: Any) -> Any:
        v = w * w
        for _ in range(3):
            v = v + w * w
            w = w - 0.1 * w / np.sqrt(v)
        return np.sum(w * w)

    check_grads(decay, (np.array([1.0, -2.0, 0.5, 1.5]),))
