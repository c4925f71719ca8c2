"""Structures as vectors and back: the round trip, derivatives through it, and what is refused."""

import inspect
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

import s2sad


class Pair(NamedTuple):
    first: Any
    second: Any


@dataclass
class Gauss:
    mean: Any
    spread: Any


class Layer:
    def __init__(self, n: int) -> None:
        self.w = np.arange(1.0, n + 1)
        self.act = np.tanh

    def __call__(self, x: Any) -> Any:
        return self.act(x @ self.w)


class Polynomial:
    __slots__ = ("coefficients", "name")

    def __init__(self, coefficients: Any, name: str) -> None:
        self.coefficients, self.name = list(coefficients), name


s2sad.register_container(
    Polynomial, lambda p: (tuple(p.coefficients), p.name), lambda name, parts: Polynomial(parts, name)
)


class Items(list):  # type: ignore[type-arg]
    pass


def everything() -> dict[Any, Any]:
    return {
        "w": np.arange(6.0).reshape(2, 3),
        "pair": Pair(2.0, "name"),
        "gauss": Gauss(np.float32(3), [None, 1.5]),
        "layer": Layer(3),
        3: (np.ones(2, np.float32),),
        ("a", 1): Items([np.float64(4.0)]),
        "polynomial": Polynomial([1.0, 2.0], "p"),
        "scalar": np.array(5.0),
        "'": np.zeros((0, 2)),
    }


def same(a: Any, b: Any) -> bool:
    """Equal structures: types, shapes, dtypes and values."""
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, Polynomial):
        return a.name == b.name and same(a.coefficients, b.coefficients)
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b)
    if hasattr(a, "__dict__"):
        return type(a) is type(b) and same(vars(a), vars(b))
    return type(a) is type(b) and bool(a == b)


def test_the_round_trip_keeps_everything() -> None:
    tree = everything()
    vector, unravel = s2sad.ravel(tree)
    assert vector.tolist() == [0, 1, 2, 3, 4, 5, 2, 3, 1.5, 1, 2, 3, 1, 1, 4, 1, 2, 5]
    assert vector.dtype == np.float64
    assert same(unravel(vector), tree)
    assert not same(unravel(vector + 1), tree)


@pytest.mark.parametrize(
    ("tree", "dtype"),
    [
        (np.ones(3, np.float32), "float32"),
        ([np.ones(3, np.float32), 1.0], "float64"),
        ((np.float32(1), np.ones(2, np.float16)), "float32"),
        ((1 + 2j, np.ones(2, np.complex64)), "complex128"),
        ([np.ones(2, np.longdouble)], np.dtype(np.longdouble).name),
        (2.5, "float64"),
    ],
)
def test_dtypes(tree: Any, dtype: str) -> None:
    vector, unravel = s2sad.ravel(tree)
    assert vector.dtype.name == dtype
    assert same(unravel(vector), tree)


def test_an_optimiser_that_computes_in_double_gets_single_precision_parameters() -> None:
    vector, unravel = s2sad.ravel([np.ones(2, np.float32), np.float32(1)])
    array, number = unravel(vector.astype(float))
    assert array.dtype == np.float32 and type(number) is np.float32


def test_a_complex_vector_keeps_its_imaginary_part() -> None:
    """For the complex step, and where nothing but float64 arrays are in the structure."""
    _, unravel = s2sad.ravel({"a": np.ones(2)})
    assert unravel(np.array([1j, 2.0]))["a"].tolist() == [1j, 2.0]


def test_memory_is_not_shared() -> None:
    tree = [np.ones(3), np.zeros((2, 2))]
    vector, unravel = s2sad.ravel(tree)
    again = unravel(vector)
    for part in [*tree, *again]:
        part += 5.0
    assert vector.tolist() == [1, 1, 1, 0, 0, 0, 0]
    single = np.ones(3)
    assert not np.shares_memory(s2sad.ravel(single)[0], single)


def test_the_order_of_memory_does_not_matter() -> None:
    a = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    vector, unravel = s2sad.ravel([a, a.T])
    assert vector.tolist() == [0, 1, 2, 3, 4, 5, 0, 3, 1, 4, 2, 5]
    assert same(unravel(vector), [a, a.T])


def energy(p: dict[Any, Any], x: Any) -> Any:
    value = np.sum(np.tanh(x @ p["w"]) * p["gauss"].spread[1]) * p["pair"].first + p["gauss"].mean * p["scalar"]
    return value + p["layer"](np.ones(3)) * p["polynomial"].coefficients[1] ** 2 + p["a", 1][0] ** 2


def test_derivatives_go_through_it() -> None:
    tree, x = everything(), np.linspace(-1, 1, 8).reshape(4, 2)
    tree["a", 1] = [4.0]  # a subclass of list is refused in a derivative
    tree["gauss"].mean = 3.0  # differences of float32 are too coarse
    vector, unravel = s2sad.ravel(tree)

    def f(v: Any) -> Any:
        return energy(unravel(v), x)

    assert f(vector) == energy(tree, x)
    s2sad.check_grads(f, (vector,))
    gradient = s2sad.grad(energy)(tree, x)
    without_numbers = s2sad.grad(f)(vector)
    np.testing.assert_allclose(s2sad.ravel(gradient)[0], without_numbers, rtol=1e-13)


def test_second_derivatives_and_a_function_as_argument() -> None:
    tree = {"a": np.array([0.3, 0.2]), "b": 0.5}
    vector, unravel = s2sad.ravel(tree)

    def f(v: Any, unravel: Any) -> Any:
        p = unravel(v)
        return np.sum(np.sin(p["a"]) * p["b"] ** 2)

    hessian = s2sad.hessian(f)(vector, unravel)
    a, b = np.array([0.3, 0.2]), 0.5
    exact = np.zeros((3, 3))
    exact[[0, 1], [0, 1]] = -np.sin(a) * b**2
    exact[:2, 2] = exact[2, :2] = 2 * b * np.cos(a)
    exact[2, 2] = 2 * np.sum(np.sin(a))
    np.testing.assert_allclose(hessian, exact, rtol=1e-13, atol=1e-16)


def test_equal_structures_have_one_unravel() -> None:
    assert s2sad.ravel(everything())[1] is s2sad.ravel(everything())[1]
    assert s2sad.ravel([1.0, np.ones(2)])[1] is s2sad.ravel([5.0, np.zeros(2)])[1]
    assert s2sad.ravel([1.0, np.ones(2)])[1] is not s2sad.ravel([1.0, np.ones(3)])[1]
    assert s2sad.ravel([1.0, "a"])[1] is not s2sad.ravel([1.0, "b"])[1]


def test_its_source_can_be_read() -> None:
    tree = {"weights": np.zeros((2, 3)), "bias": 1.0}
    source = inspect.getsource(s2sad.ravel(tree)[1])
    assert "return {'weights': vector[0:6].reshape(2, 3).copy(), 'bias': float(vector[6])}" in source
    tree = {f"a long name for weights {i}": np.zeros((2, 3)) for i in range(3)}
    lines = inspect.getsource(s2sad.ravel(tree)[1]).splitlines()
    assert lines[-2] == "        'a long name for weights 2': vector[12:18].reshape(2, 3).copy(),"


class Strange:
    def __init__(self) -> None:
        self.__dict__["x=print('run'), y"] = 1.0


class Odd:
    """Its name is no name."""


Odd.__name__ = "1; print('run')"


def test_names_cannot_inject_code(capsys: pytest.CaptureFixture[str]) -> None:
    tree: Any = {"'}; print('run')": 1.0, b"k": Odd()}
    tree[b"k"].x = 2.0
    vector, unravel = s2sad.ravel(tree)
    assert unravel(vector)["'}; print('run')"] == 1.0
    assert unravel(vector)[b"k"].x == 2.0
    with pytest.raises(s2sad.ArgumentError, match="is no name for an attribute"):
        s2sad.ravel(Strange())
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"n": 1}, r"`tree\['n'\]` is of type int, and no derivative is taken"),
        (Pair(1.0, True), r"`tree.second` is of type bool"),
        (Gauss(np.ones(2, int), 1.0), r"`tree.mean` is an array of int64"),
        ([np.int8(1)], r"`tree\[0\]` is of type int8"),
        (np.array(["a"]), "cannot be raveled: it is an array of str"),
        (np.ma.ones(3), "cannot be raveled: it is a MaskedArray"),
        ({"a": None, "b": "text"}, "there is no number"),
        ([], "there is no number"),
    ],
)
def test_refusals(tree: Any, message: str) -> None:
    with pytest.raises(s2sad.ArgumentError, match=message):
        s2sad.ravel(tree)


@pytest.mark.parametrize("wrong", [np.ones(3), np.ones((7, 1)), 1.0, np.ones(8)])
def test_a_vector_of_another_size_is_refused_by_derivatives_too(wrong: Any) -> None:
    _, unravel = s2sad.ravel({"w": np.zeros((2, 3)), "b": 1.0})

    def f(v: Any) -> Any:
        return np.sum(unravel(v)["w"] ** 2)

    for call in (unravel, s2sad.grad(f)):
        with pytest.raises(s2sad.S2SADError, match="expected a vector of 7 numbers"):
            call(wrong)


def test_ravel_inside_a_differentiated_function_is_refused() -> None:
    def f(p: Any) -> Any:
        return np.sum(s2sad.ravel(p)[0] ** 2)

    with pytest.raises(s2sad.UnsupportedError, match="`ravel` inside a differentiated function") as caught:
        s2sad.grad(f)([np.ones(2)])
    assert caught.value.location is not None
    assert "s2sad.ravel(p)[0]" in caught.value.location.text


def test_errors_of_ours_may_be_raised_by_users() -> None:
    def f(x: float) -> float:
        if x < 0:
            raise s2sad.ShapeError("negative")
        return x * x

    assert s2sad.grad(f)(2.0) == 4.0
    with pytest.raises(s2sad.ShapeError, match="negative"):
        s2sad.grad(f)(-2.0)
