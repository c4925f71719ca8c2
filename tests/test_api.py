"""What users call: every mode, as a function and as a decorator, to any order, and what it refuses."""

import functools
import inspect
import itertools
import math
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

import s2sad
from s2sad import ArgumentError

X = np.array([0.3, -1.2, 0.7])
V = np.array([1.0, 0.5, -2.0])
ALL: dict[str, Callable[..., Any]] = {
    name: getattr(s2sad, name) for name in
    "grad value_and_grad vjp jvp linearize jacobian jacfwd jacrev hessian hvp elementwise_grad".split()}


def cubic(x: Any, y: Any = 2.0, *, scale: float = 1.0) -> Any:
    """A scalar of everything."""
    return scale * np.sum(x**3) * y


def vector(x: Any, y: Any = 2.0) -> Any:
    return np.sin(x) * np.sum(x * x) * y


def vector_jacobian(x: Any) -> Any:
    return 2 * (np.diag(np.cos(x) * np.sum(x * x)) + np.outer(np.sin(x), 2 * x))


def difference(f: Callable[[Any], Any], x: Any, h: float = 1e-5) -> Any:
    """The Jacobian by central differences, input dimensions last."""
    columns = []
    for k in range(np.size(x)):
        e = np.zeros(np.size(x))
        e[k] = h
        e = e.reshape(np.shape(x))
        columns.append((np.asarray(f(x + e)) - np.asarray(f(x - e))) / (2 * h))
    return np.stack(columns, -1).reshape(np.shape(columns[0]) + np.shape(x))


# --- each mode against closed forms and differences


def test_first_derivatives() -> None:
    np.testing.assert_allclose(s2sad.grad(cubic)(X), 6 * X**2)
    value, gradient = s2sad.value_and_grad(cubic)(X)
    assert value == pytest.approx(cubic(X))
    np.testing.assert_allclose(gradient, 6 * X**2)
    value, tangent = s2sad.jvp(vector)(X, V)
    np.testing.assert_allclose(value, vector(X))
    np.testing.assert_allclose(tangent, vector_jacobian(X) @ V)


def test_a_pullback_is_called_more_than_once() -> None:
    value, pull = s2sad.vjp(vector)(X)
    np.testing.assert_allclose(value, vector(X))
    for bar in (V, 2 * V, V):
        np.testing.assert_allclose(pull(bar), bar @ vector_jacobian(X))


@pytest.mark.parametrize("mode", ["jacobian", "jacfwd", "jacrev"])
def test_jacobians(mode: str) -> None:
    make = ALL[mode]
    np.testing.assert_allclose(make(vector)(X), vector_jacobian(X), rtol=1e-13)
    np.testing.assert_allclose(make(vector)(X), difference(vector, X), rtol=1e-6)


@pytest.mark.parametrize("mode", ["jacobian", "jacfwd", "jacrev"])
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (0,)])
@pytest.mark.parametrize("out", [(), (5,), (2, 2), (0, 2)])
def test_a_jacobian_has_the_shape_of_the_output_and_the_input(mode: str, shape: Any, out: Any) -> None:
    a = np.ones(out)

    def outer(x: Any) -> Any:
        return a * np.sum(x)
    found = ALL[mode](outer)(np.ones(shape))
    assert np.shape(found) == out + shape
    np.testing.assert_array_equal(found, np.ones(out + shape))


def test_a_jacobian_is_by_the_mode_with_fewer_sweeps() -> None:
    flat, tall = np.ones((2, 6)), np.ones((6, 2))
    for a, wanted in ((flat, "reverse"), (tall, "forward")):
        j = s2sad.jacobian(lambda x, a=a: a @ x)
        chosen: list[str] = []
        j._by_columns = lambda values, c=chosen: c.append("forward")  # type: ignore
        j._by_rows = lambda values, found, c=chosen: c.append("reverse")  # type: ignore
        j(np.ones(a.shape[1]))
        assert chosen == [wanted]


def test_hessians() -> None:
    np.testing.assert_allclose(s2sad.hessian(cubic)(X), np.diag(12 * X))

    def mixed(x: Any) -> Any:
        return np.sum(np.exp(x) * x[0]) * x[1]
    np.testing.assert_allclose(s2sad.hessian(mixed)(X), difference(s2sad.grad(mixed), X), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(s2sad.hvp(mixed)(X, V), s2sad.hessian(mixed)(X) @ V, rtol=1e-12)
    matrix = np.arange(6.0).reshape(2, 3)
    assert s2sad.hessian(cubic)(matrix).shape == (2, 3, 2, 3)


def test_the_vectors_of_a_product_by_position_and_by_name() -> None:
    exact = 12 * X * V
    product = s2sad.hvp(cubic)
    for found in (product(X, V), product(X, x_dot=V), product(X, 2.0, V), product(X, V, scale=1.0),
                  product(X, y=2.0, x_dot=V), product(x=X, x_dot=V)):
        np.testing.assert_allclose(found, exact)
    a, b = s2sad.hvp(cubic, ("x", "y"))(X, 2.0, V, 1.5)
    np.testing.assert_allclose(a, exact + 3 * X**2 * 1.5)
    assert b == pytest.approx(np.sum(3 * X**2 * V))


def test_linearize() -> None:
    x = X.copy()
    value, f_lin = s2sad.linearize(vector)(x)
    np.testing.assert_allclose(value, vector(X))
    x[:] = 0.0          # what is done to the arguments later does not matter
    for v in (V, -V, np.array([1, 0, 0])):
        np.testing.assert_allclose(f_lin(v), vector_jacobian(X) @ v)
    value, f_lin = s2sad.linearize(vector, ("x", "y"))(X, 3.0)
    np.testing.assert_allclose(f_lin(V, 1.0), vector_jacobian(X) @ V * 1.5 + vector(X, 1.0))


def test_elementwise_grad() -> None:
    np.testing.assert_allclose(s2sad.elementwise_grad(np.tanh)(X), 1 - np.tanh(X) ** 2)
    assert s2sad.elementwise_grad(np.tanh)(0.5) == pytest.approx(1 - math.tanh(0.5) ** 2)
    third = s2sad.elementwise_grad(s2sad.elementwise_grad(s2sad.elementwise_grad(np.sin)))
    np.testing.assert_allclose(third(X), -np.cos(X), rtol=1e-14)
    a, b = s2sad.elementwise_grad(lambda x, y: x * y**2, (0, 1))(X[:, None], V)
    np.testing.assert_allclose(a, np.broadcast_to(V**2, (3, 3)))
    np.testing.assert_allclose(b, 2 * X[:, None] * V)


@pytest.mark.parametrize("f", [np.sum, lambda x: x @ np.ones((3, 2)), lambda x: (x, x)])
def test_elementwise_grad_refuses_what_is_not_elementwise(f: Any) -> None:
    with pytest.raises(ArgumentError, match="elementwise_grad"):
        s2sad.elementwise_grad(f)(X)


# --- functions without source


def test_functions_with_a_rule_have_derivatives() -> None:
    assert s2sad.grad(np.sin)(0.5) == pytest.approx(math.cos(0.5))
    assert s2sad.grad(s2sad.grad(math.sin))(0.5) == pytest.approx(-math.sin(0.5))
    np.testing.assert_allclose(s2sad.jacobian(np.exp)(X), np.diag(np.exp(X)))
    np.testing.assert_allclose(s2sad.grad(np.sum)(X), np.ones(3))


# --- any order, any mix


@pytest.mark.parametrize("modes", [*itertools.product("grad forward jacfwd jacrev elementwise_grad".split(), repeat=3)])
def test_every_mix_of_modes_gives_the_third_derivative(modes: tuple[str, ...]) -> None:
    def make(mode: str, f: Any) -> Any:
        if mode == "forward":
            return lambda x: s2sad.jvp(f)(x, 1.0)[1]
        return ALL[mode](f)

    def f(x: float) -> Any:
        return np.exp(x) * x**2
    found: Any = f
    for mode in modes:
        found = make(mode, found)
    x = 0.7
    assert found(x) == pytest.approx(np.exp(x) * (x * x + 6 * x + 6), rel=1e-13)


def test_many_orders() -> None:
    f: Any = lambda x: x**6  # noqa: E731
    for k in range(6):
        f = s2sad.grad(f)
        assert f(2.0) == pytest.approx(math.factorial(6) / math.factorial(5 - k) * 2.0 ** (5 - k))


def test_derivatives_of_products_and_hessians() -> None:
    def f(x: Any) -> Any:
        return np.sum(np.sin(x) * x**3) * x[0]

    def third(x: Any, v: Any) -> Any:
        return difference(lambda y: s2sad.hessian(f)(y) @ v, x)
    np.testing.assert_allclose(s2sad.jacobian(s2sad.hessian(f))(X) @ V, third(X, V), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(s2sad.jacrev(s2sad.hvp(f))(X, V), third(X, V), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(s2sad.jvp(s2sad.hvp(f))(X, V, V)[1], third(X, V) @ V, rtol=1e-6, atol=1e-6)
    outer = s2sad.grad(lambda x: np.sum(s2sad.hessian(lambda y: f(y))(x) ** 2))
    np.testing.assert_allclose(outer(X), difference(lambda x: np.sum(s2sad.hessian(f)(x) ** 2), X), rtol=1e-6)
    outer = s2sad.grad(lambda x: np.sum(s2sad.hvp(f)(x, x)))
    np.testing.assert_allclose(outer(X), difference(lambda x: np.sum(s2sad.hvp(f)(x, x)), X), rtol=1e-6)


def test_tangents_of_tangents_have_names_of_their_own() -> None:
    twice = s2sad.jvp(s2sad.jvp(lambda x: x**3))
    assert twice.parameters == ["x", "x_dot", "x_dot2"]
    assert twice(2.0, 1.0, 1.0) == ((8.0, 12.0), (12.0, 12.0))


# --- wrt


@pytest.mark.parametrize("mode", sorted(ALL))
def test_one_argument_or_a_tuple(mode: str) -> None:
    """A name or an index gives one derivative, a tuple a tuple, also of one."""
    def f(x: float, y: float) -> Any:
        return x * x * y

    make = ALL[mode]

    def result(wrt: Any) -> Any:
        n = 1 if isinstance(wrt, (int, str)) else len(wrt)
        d = make(f, wrt)
        match mode:
            case "jvp":
                return d(2.0, 3.0, *[1.0] * n)[1]
            case "hvp":
                return d(2.0, 3.0, *[1.0] * n)
            case "vjp":
                return d(2.0, 3.0)[1](1.0)
            case "linearize":
                return d(2.0, 3.0)[1](*[1.0] * n)
            case "value_and_grad":
                return d(2.0, 3.0)[1]
        return d(2.0, 3.0)
    assert result(1) == result("y") == result(-1)
    assert np.shape(result(1)) == ()
    if mode in ("jvp", "linearize"):
        assert result((0, 1)) == result(("x", "y")) == 12.0 + 4.0
    elif mode == "hvp":
        assert result((0, 1)) == result(("x", 1)) == (6.0 + 4.0, 4.0)
        assert result((1,)) == (0.0,)
    elif mode == "hessian":
        assert result((0, 1)) == result([0, "y"]) == ((6.0, 4.0), (4.0, 0.0))
        assert result(("y",)) == ((0.0,),)
    else:
        assert result((0, 1)) == result(("x", "y")) == (12.0, 4.0)
        assert result(("y",)) == (4.0,)


@pytest.mark.parametrize("mode", sorted(ALL))
def test_argnums_means_wrt(mode: str) -> None:
    assert repr(ALL[mode](cubic, argnums="y")) == repr(ALL[mode](cubic, "y")) == repr(ALL[mode](cubic, wrt=1))
    with pytest.raises(ArgumentError, match="argnums"):
        ALL[mode](cubic, wrt=0, argnums=0)


@pytest.mark.parametrize("mode", sorted(ALL))
@pytest.mark.parametrize("wrt", ["z", 3, -4, (0, 0), ("x", 0), 1.0, True, (0, None)])
def test_a_wrong_wrt_is_refused(mode: str, wrt: Any) -> None:
    with pytest.raises(ArgumentError):
        ALL[mode](cubic, wrt)


# --- decorators, signatures


@pytest.mark.parametrize("mode", sorted(ALL))
def test_decorators_with_and_without_arguments(mode: str) -> None:
    make = ALL[mode]

    @make
    def plain(x: float, y: float = 2.0) -> Any:
        """Documented."""
        return x * x * y

    @make(wrt="y")
    def chosen(x: float, y: float = 2.0) -> Any:
        return x * x * y

    @make()
    def empty(x: float, y: float = 2.0) -> Any:
        return x * x * y
    for d in (plain, chosen, empty):
        assert isinstance(d, s2sad.Derivative)
    assert (plain.__name__, plain.__doc__) == ("plain", "Documented.")
    assert "with respect to y" in repr(chosen)
    assert "with respect to x" in repr(empty)
    if mode not in ("jvp", "hvp"):
        assert list(inspect.signature(plain).parameters) == ["x", "y"]


@pytest.mark.parametrize("mode", sorted(ALL))
def test_names_and_docstrings_of_the_transformations(mode: str) -> None:
    make = ALL[mode]
    assert make.__name__ == mode
    assert make.__doc__
    assert list(inspect.signature(make).parameters) == [
        "function", "wrt", "argnums", "has_aux", *([] if mode in ("vjp", "jvp") else ["holomorphic"]), "backend"]


def test_what_is_not_a_function() -> None:
    for make in ALL.values():
        with pytest.raises(ArgumentError, match="expected a function"):
            make(3.0)


def test_keyword_arguments_and_defaults() -> None:
    g = s2sad.grad(cubic)
    for found in (g(X), g(X, 2.0), g(x=X), g(X, y=2.0, scale=1.0), g(y=2.0, x=X)):
        np.testing.assert_allclose(found, 6 * X**2)
    np.testing.assert_allclose(g(X, scale=2.0), 12 * X**2)
    np.testing.assert_allclose(s2sad.hessian(cubic)(X, scale=2.0), np.diag(24 * X))
    np.testing.assert_allclose(s2sad.jacobian(vector)(X, y=4.0), 2 * vector_jacobian(X))
    np.testing.assert_allclose(s2sad.jvp(vector)(X, y=4.0, x_dot=V)[1], 2 * vector_jacobian(X) @ V)
    np.testing.assert_allclose(s2sad.jvp(vector)(X, V)[1], vector_jacobian(X) @ V)
    np.testing.assert_allclose(s2sad.elementwise_grad(lambda x, k=3: x**k)(X), 3 * X**2)


def test_partial_functions_and_methods() -> None:
    class Model:
        k = 3.0

        def loss(self, x: Any) -> Any:
            return self.k * np.sum(x * x)

        gradient = s2sad.grad(loss, "x")
    np.testing.assert_allclose(Model().gradient(X), 6 * X)
    np.testing.assert_allclose(s2sad.grad(Model().loss)(X), 6 * X)
    np.testing.assert_allclose(s2sad.hessian(functools.partial(cubic, scale=2.0))(X), np.diag(24 * X))
    np.testing.assert_allclose(s2sad.hvp(functools.partial(cubic, y=1.0))(X, V), 6 * X * V)


# --- has_aux


def with_aux(x: Any) -> Any:
    return np.sum(x**3), {"length": len(x)}


@pytest.mark.parametrize("mode", ["grad", "hessian", "hvp"])
def test_aux_beside_a_derivative(mode: str) -> None:
    d = ALL[mode](with_aux, has_aux=True)
    found, aux = d(X, V) if mode == "hvp" else d(X)
    np.testing.assert_allclose(found, {"grad": 3 * X**2, "hessian": np.diag(6 * X), "hvp": 6 * X * V}[mode])
    assert aux == {"length": 3}


def test_aux_beside_values() -> None:
    (value, aux), gradient = s2sad.value_and_grad(with_aux, has_aux=True)(X)
    assert (value, aux) == (pytest.approx(np.sum(X**3)), {"length": 3})
    np.testing.assert_allclose(gradient, 3 * X**2)
    for mode in ("jacobian", "jacfwd", "jacrev"):
        j, aux = ALL[mode](lambda x: (x * x, "aux"), has_aux=True)(X)
        np.testing.assert_allclose(j, np.diag(2 * X))
        assert aux == "aux"
    _, pull, aux = s2sad.vjp(with_aux, has_aux=True)(X)
    np.testing.assert_allclose(pull(2.0), 6 * X**2)
    assert aux == {"length": 3}
    _, tangent, aux = s2sad.jvp(with_aux, has_aux=True)(X, V)
    assert tangent == pytest.approx(np.sum(3 * X**2 * V))
    _, f_lin, aux = s2sad.linearize(with_aux, has_aux=True)(X)
    assert f_lin(V) == pytest.approx(tangent)
    assert aux == {"length": 3}


# --- structures


class Pair(NamedTuple):
    w: Any
    b: float


def of_structure(p: Any) -> Any:
    return np.sum(p["w"] * X) * p["b"][0] ** 2 * p["b"][1]


def test_structures_in_and_out() -> None:
    p = {"w": V, "b": (2.0, 3.0)}
    g = s2sad.grad(of_structure)(p)
    np.testing.assert_allclose(g["w"], X * 12.0)
    assert g["b"] == (pytest.approx(V @ X * 12), pytest.approx(V @ X * 4))
    product = s2sad.hvp(of_structure)(p, {"w": np.zeros(3), "b": (1.0, 0.0)})
    np.testing.assert_allclose(product["w"], X * 12.0)
    assert product["b"] == (pytest.approx(V @ X * 6), pytest.approx(V @ X * 4))
    assert s2sad.jvp(of_structure)(p, p)[1] == pytest.approx(4 * of_structure(p))
    pair = s2sad.grad(lambda p: np.sum(p.w) * p.b)(Pair(X, 2.0))
    assert type(pair) is Pair
    for mode in ("jacobian", "jacfwd", "jacrev"):
        j = ALL[mode](lambda p: {"u": p["w"] * p["b"], "v": p["b"] ** 2})({"w": X, "b": 2.0})
        np.testing.assert_allclose(j["u"]["w"], 2 * np.eye(3))
        np.testing.assert_allclose(j["u"]["b"], X)
        np.testing.assert_allclose(j["v"]["w"], np.zeros(3))
        assert j["v"]["b"] == 4.0
    h = s2sad.hessian(lambda p: np.sum(p[0] ** 2) * p[1])((X, 2.0))
    np.testing.assert_allclose(h[0][0], 4 * np.eye(3))
    np.testing.assert_allclose(h[0][1], 2 * X)
    np.testing.assert_allclose(h[1][0], 2 * X)


# --- vectors


@pytest.mark.parametrize("make", [s2sad.jvp(vector), s2sad.hvp(cubic), lambda x, *v: s2sad.linearize(vector)(x)[1](*v)])
@pytest.mark.parametrize("v", [1.0, np.ones(2), np.ones((1, 3)), np.ones((3, 1)), "abc", None, {"a": V}, 1j * V])
def test_a_vector_must_be_like_its_argument(make: Any, v: Any) -> None:
    """Nothing is broadcast, also not when the code is there already."""
    make(X, V)
    with pytest.raises(ArgumentError, match="vector for `x`"):
        make(X, v)


@pytest.mark.parametrize("v", [[1, 0, 2], np.array([1, 0, 2]), np.float32([1, 0, 2])])
def test_vectors_of_integers_are_floats(v: Any) -> None:
    exact = vector_jacobian(X) @ np.asarray(v, float)
    for found in (s2sad.jvp(vector)(X, v)[1], s2sad.linearize(vector)(X)[1](v)):
        np.testing.assert_allclose(found, exact)
        assert found.dtype == float
    assert s2sad.jvp(lambda x: x * x)(3.0, 1) == (9.0, 6.0)


@pytest.mark.parametrize("vectors", [(), (V, V), (V, V, V)])
def test_a_wrong_number_of_vectors(vectors: Any) -> None:
    def one(x: Any) -> Any:
        return np.sum(x**3)
    for d in (s2sad.jvp(one), s2sad.hvp(one)):
        if len(vectors) != 1:
            with pytest.raises(TypeError):
                d(X, *vectors)
    with pytest.raises(ArgumentError, match="1 tangent"):
        s2sad.linearize(one)(X)[1](*vectors)


# --- what is refused


@pytest.mark.parametrize("mode", sorted(ALL))
@pytest.mark.parametrize("x", [3, True, np.arange(3), "text", None])
def test_arguments_without_a_derivative(mode: str, x: Any) -> None:
    def f(x: Any) -> Any:
        return 2.0
    d = ALL[mode](f)
    with pytest.raises(ArgumentError):
        d(x, x) if mode in ("jvp", "hvp") else d(x)


@pytest.mark.parametrize("mode", sorted(ALL))
def test_missing_and_surplus_arguments(mode: str) -> None:
    d = ALL[mode](lambda x: x * x)
    for args, kwargs in (((), {}), ((1.0, 1.0, 1.0), {}), ((1.0,), {"z": 1.0})):
        with pytest.raises(TypeError):
            d(*args, **kwargs)


@pytest.mark.parametrize("mode", ["grad", "value_and_grad", "hessian", "hvp"])
def test_a_gradient_needs_one_number(mode: str) -> None:
    args = (X, V) if mode == "hvp" else (X,)
    for f in (lambda x: x * 2, lambda x: (np.sum(x), 1.0), lambda x: None):
        with pytest.raises(ArgumentError):
            ALL[mode](f)(*args)


@pytest.mark.parametrize("mode", ["jacobian", "jacfwd", "jacrev"])
def test_jacobians_of_nothing_and_of_complex_numbers(mode: str) -> None:
    with pytest.raises(ArgumentError, match="None"):
        ALL[mode](lambda x: None)(X)
    with pytest.raises(ArgumentError, match="real"):
        ALL[mode](lambda x: x * x)(X + 1j)
    with pytest.raises(ArgumentError, match="real"):
        ALL[mode](lambda x: x * 1j)(X)


def test_functions_with_varargs_are_refused_where_they_cannot_be_taken() -> None:
    with pytest.raises(ArgumentError, match="named parameters"):
        s2sad.jacobian(lambda *a: a[0], 0)(X)


def test_linearize_inside_a_program_is_refused() -> None:
    with pytest.raises(s2sad.UnsupportedError, match="not supported"):
        s2sad.grad(lambda x: s2sad.linearize(lambda y: y * y)(x)[1](1.0))(2.0)


# --- stop_gradient, and rules of the user's own


def test_stop_gradient() -> None:
    f: Any = lambda x: s2sad.stop_gradient(x) * x  # noqa: E731
    assert s2sad.stop_gradient(X) is X
    assert f(3.0) == 9.0
    assert s2sad.grad(f)(3.0) == 3.0
    assert s2sad.jvp(f)(3.0, 1.0) == (9.0, 3.0)
    assert s2sad.grad(s2sad.grad(f))(3.0) == 0.0
    np.testing.assert_allclose(s2sad.jacobian(f)(X), np.diag(X))
    g = s2sad.grad(lambda x: np.sum(f(x)))(X)
    assert not np.shares_memory(g, X)
    s = s2sad.grad(lambda p: p["a"] * s2sad.stop_gradient(p)["a"] + s2sad.stop_gradient((p["b"], 1.0))[0] * p["b"])
    assert s({"a": 2.0, "b": 5.0}) == {"a": 2.0, "b": 5.0}


def my_cube(x: Any) -> Any:
    return eval("x ** 3", {"x": x})


@s2sad.differential(my_cube)
def my_cube_differential(x: Any, dx: Any) -> Any:
    return 3 * x**2 * dx


def my_square(x: Any) -> Any:
    return eval("x ** 2", {"x": x})


@s2sad.adjoint(my_square)
def my_square_adjoint(g: Any, x: Any) -> Any:
    return (2 * x * g,)


@s2sad.nondifferentiable
def my_round(x: Any) -> Any:
    return eval("round(x)", {"x": x})


def test_rules_for_functions_of_the_users_own() -> None:
    assert s2sad.grad(lambda x: 2 * my_cube(x))(2.0) == 24.0
    assert s2sad.grad(my_cube)(2.0) == 12.0
    assert s2sad.jvp(my_cube)(2.0, 1.0) == (8.0, 12.0)
    assert s2sad.grad(s2sad.grad(my_cube))(2.0) == 12.0
    assert s2sad.grad(lambda x: my_square(x) * x)(2.0) == 12.0
    assert s2sad.grad(lambda x: my_round(x) * x)(2.2) == 2.0


# --- source, pickling, import


def test_source() -> None:
    for d in (s2sad.grad(cubic), s2sad.hvp(vector_sum), s2sad.jacobian(vector), s2sad.jacrev(vector),
              s2sad.hessian(vector_sum)):
        assert "def " in d.source_for(X)
    assert "def cubic_grad(x, y, scale):" in s2sad.grad(cubic).source
    assert "def vector_sum_hvp(x, x_dot):" in s2sad.hvp(vector_sum).source_for(X)
    assert s2sad.hvp(vector_sum).source_for(X) == s2sad.hvp(vector_sum).source_for(X, V)


def vector_sum(x: Any) -> Any:
    return np.sum(x**3)


@pytest.mark.parametrize("mode", sorted(ALL))
def test_derivatives_are_pickled(mode: str) -> None:
    d = ALL[mode](vector_sum if mode in ("grad", "value_and_grad", "hessian", "hvp") else vector)
    copied = pickle.loads(pickle.dumps(d))
    assert repr(copied) == repr(d)
    args = (X, V) if mode in ("jvp", "hvp") else (X,)
    if mode not in ("vjp", "linearize"):
        np.testing.assert_equal(copied(*args), d(*args))


def test_all_that_is_promised_is_there() -> None:
    for name in s2sad.__all__:
        assert getattr(s2sad, name) is not None
        assert name in dir(s2sad)
    with pytest.raises(AttributeError):
        s2sad.nothing  # noqa: B018


def test_import_is_light() -> None:
    """The compiler, the rules, the command line and the export are imported when they are needed."""
    code = ("import sys, numpy, s2sad; print(*[m for m in ('s2sad.pipeline', 's2sad.rules.library', 's2sad.cli', "
            "'s2sad.standalone', 's2sad.display', 's2sad.checking', 'astor', 'argparse', 'pygments') "
            "if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def pair(x):
    return np.sum(x), x


@pytest.mark.parametrize("cotangent, message", [
    (1.0, "not a tuple"), ((1.0,), "not a tuple"), ((1.0, np.ones(2), 3.0), "not a tuple"), (None, "not a tuple"),
    ((1.0, np.ones(3)), r"shape \(3,\)"), ((np.ones(2), np.ones(2)), r"shape \(2,\)"),
    ((1.0, 1j * np.ones(2)), "complex"), ((1j, np.ones(2)), "complex")])
def test_a_cotangent_of_a_pair_has_its_structure_and_shapes_and_is_real(cotangent, message):
    _, pullback = s2sad.vjp(pair)(np.ones(2))
    with pytest.raises(s2sad.ShapeError, match=message):
        pullback(cotangent)
    np.testing.assert_array_equal(pullback((1.0, np.ones(2))), [2.0, 2.0])


@pytest.mark.parametrize("dtype", [np.float16, np.longdouble])
def test_numbers_of_any_precision_may_be_checked(dtype):
    s2sad.check_grads(lambda x: np.sum(np.sin(x)**2), (np.array([0.5, 1.0], dtype=dtype),), order=1,
                      rtol=0.1 if dtype is np.float16 else None, atol=0.1 if dtype is np.float16 else None)
