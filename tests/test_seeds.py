"""The topics that this project grew from, each as a program with the derivative that paper gives.

They are: the derivative of a formula, by hand, by differences and by program, forwards and
backwards; gradients with respect to matrices; multidimensional scaling; gradients without
gradients; Jacobians by shape; feed-forward networks; linear systems; singular values; Hessians
times vectors and the trace of a Hessian; and why none of this is symbolic differentiation.
"""

import ast
import importlib.util
import itertools
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import s2sad

Array = npt.NDArray[np.float64]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def calls(source: str, name: str) -> int:
    """How often the code (not its comments) calls `name`."""
    nodes = ast.walk(ast.parse(source))
    return sum(isinstance(n, ast.Call) and ast.unparse(n.func) == name for n in nodes)


def size(source: str) -> int:
    """The number of names, constants and operations in the code, its docstrings left out."""
    counted = (ast.Name, ast.operator, ast.unaryop, ast.Constant, ast.Call)
    nodes = ast.walk(ast.parse(source))
    return sum(
        isinstance(n, counted) and not isinstance(getattr(n, "value", None), str) for n in nodes
    )


# --- a formula: by hand, by differences, by program


def square(x: float) -> float:
    return x * x


def test_the_derivative_of_a_square() -> None:
    assert s2sad.grad(square)(3.0) == 6.0
    assert s2sad.jvp(square)(3.0, 1.0) == (9.0, 6.0)


def test_a_difference_only_approximates_it() -> None:
    e = 1e-6
    assert (square(3.0 + e) - square(3.0)) / e == pytest.approx(6.0 + e, abs=1e-8)
    assert (square(3.0 + e) - square(3.0)) / e != 6.0


def polynomial(x: float, y: float) -> float:
    return x * x + x * y + 2


def test_a_polynomial_forwards_one_input_at_a_time() -> None:
    push = s2sad.jvp(polynomial, wrt=(0, 1))
    assert push(3.0, 4.0, 1.0, 0.0) == (23.0, 10.0)
    assert push(3.0, 4.0, 0.0, 1.0) == (23.0, 3.0)


def test_a_polynomial_backwards_both_inputs_at_once() -> None:
    assert s2sad.value_and_grad(polynomial, wrt=(0, 1))(3.0, 4.0) == (23.0, (10.0, 3.0))
    value, pull = s2sad.vjp(polynomial, wrt=("x", "y"))(3.0, 4.0)
    assert value == 23.0
    assert pull(2.0) == (20.0, 6.0)


def log_root(w1: float, w2: float) -> Any:
    return w2 * np.log(w1) + np.sqrt(w2 * np.log(w1))


@pytest.mark.parametrize(("w1", "w2"), [(2.0, 3.0), (np.e, 4.0), (10.0, 0.1)])
def test_a_graph_with_a_shared_node(w1: float, w2: float) -> None:
    outer = 1 + 0.5 / np.sqrt(w2 * np.log(w1))
    exact = (outer * w2 / w1, outer * np.log(w1))
    push = s2sad.jvp(log_root, wrt=(0, 1))
    forward = (push(w1, w2, 1.0, 0.0)[1], push(w1, w2, 0.0, 1.0)[1])
    reverse = s2sad.grad(log_root, wrt=(0, 1))(w1, w2)
    assert forward == pytest.approx(exact, rel=4e-16 * 4)
    assert reverse == pytest.approx(exact, rel=4e-16 * 4)


def test_its_logarithm_is_taken_once() -> None:
    """The value is shared with the derivative, and the repeated part is computed once."""
    source = s2sad.value_and_grad(log_root, wrt=(0, 1)).source_for(2.0, 3.0)
    assert calls(source, "np.log") == 1
    assert calls(source, "np.sqrt") == 1


def inner(x: float) -> Any:
    return np.exp(x * x)


def composed(x: float) -> Any:
    return np.sin(inner(x))


def test_the_chain_rule_from_either_end() -> None:
    x = 0.7
    exact = np.cos(np.exp(x * x)) * np.exp(x * x) * 2 * x
    assert s2sad.grad(composed)(x) == pytest.approx(exact, rel=1e-15)
    assert s2sad.jvp(composed)(x, 1.0)[1] == pytest.approx(exact, rel=1e-15)


def newton_root(a: float) -> float:
    """A square root with no formula for it: only a program."""
    x = a
    while abs(x * x - a) > 1e-14 * a:
        x = 0.5 * (x + a / x)
    return x


def test_a_program_needs_no_formula() -> None:
    assert s2sad.grad(newton_root)(5.0) == pytest.approx(0.5 / np.sqrt(5.0), rel=1e-13)


def hinge(x: float) -> float:
    return x * x if x > 1 else 2 * x - 1


def test_a_branch_has_the_derivative_of_the_side_it_takes() -> None:
    assert [s2sad.grad(hinge)(x) for x in (3.0, 0.5)] == [6.0, 2.0]


# --- gradients with respect to matrices


def bilinear(a: Array, x: Array) -> Any:
    return x @ a @ x


def test_a_quadratic_form() -> None:
    a, x = rng().normal(size=(4, 4)), rng(1).normal(size=4)
    a_bar, x_bar = s2sad.grad(bilinear, wrt=("a", "x"))(a, x)
    np.testing.assert_allclose(a_bar, np.outer(x, x), rtol=1e-14)
    np.testing.assert_allclose(x_bar, (a + a.T) @ x, rtol=1e-13)


def test_a_trace_and_a_squared_norm() -> None:
    a, x = rng().normal(size=(3, 5)), rng(1).normal(size=(5, 3))
    np.testing.assert_array_equal(s2sad.grad(lambda x: np.trace(a @ x))(x), a.T)
    np.testing.assert_array_equal(s2sad.grad(lambda x: np.sum(x**2))(x), 2 * x)


def log_volume(a: Array) -> Any:
    return np.linalg.slogdet(a)[1]


def test_a_log_determinant() -> None:
    a = rng().normal(size=(5, 5))
    np.testing.assert_allclose(s2sad.grad(log_volume)(a), np.linalg.inv(a).T, rtol=1e-11)


def rosenbrock(x: Array) -> Any:
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def test_one_program_for_any_number_of_inputs() -> None:
    """Reverse mode is one sweep however many inputs there are: not even the text depends on it."""
    gradient = s2sad.grad(rosenbrock)
    assert gradient.source_for(np.ones(3)) == gradient.source_for(np.ones(3000))
    np.testing.assert_array_equal(gradient(np.ones(3000)), 0)
    np.testing.assert_array_equal(gradient(np.array([0.0, 1.0])), [-2.0, 200.0])


# --- multidimensional scaling


def scaling_loss(w: Array, squared: Array) -> Any:
    apart = w[:, None, :] - w[None, :, :]
    return np.sum((np.sum(apart**2, axis=2) - squared) ** 2)


def squared_distances(w: Array) -> Array:
    return np.array([[np.sum((a - b) ** 2) for b in w] for a in w])


def test_the_gradient_of_multidimensional_scaling() -> None:
    """dL/dW_i = 8 sum_j (||W_i - W_j||^2 - D_ij) (W_i - W_j), as each pair counts twice."""
    w, squared = rng().normal(size=(7, 2)), squared_distances(rng(1).normal(size=(7, 2)))
    residual = squared_distances(w) - squared
    exact = 8 * np.sum(residual[:, :, None] * (w[:, None] - w[None]), axis=1)
    found = s2sad.grad(scaling_loss)(w, squared)
    np.testing.assert_allclose(found, exact, rtol=1e-12)
    np.testing.assert_allclose(found.sum(axis=0), 0, atol=1e-11)  # moving them all costs nothing


def test_descent_recovers_the_distances() -> None:
    true = rng().normal(size=(8, 2))
    squared = squared_distances(true)
    gradient = s2sad.grad(scaling_loss)
    np.testing.assert_allclose(gradient(true, squared), 0, atol=1e-12)
    w: Array = true + 0.1 * rng(1).normal(size=true.shape)
    for _ in range(2000):
        w = w - 2e-3 * gradient(w, squared)
    assert scaling_loss(w, squared) < 1e-20
    np.testing.assert_allclose(squared_distances(w), squared, atol=1e-9)


# --- the gradient without the gradient


def test_central_differences_along_every_axis() -> None:
    x, e = rng().normal(size=6), 1e-5
    differences = [
        (rosenbrock(x + e * unit) - rosenbrock(x - e * unit)) / (2 * e) for unit in np.eye(6)
    ]
    np.testing.assert_allclose(s2sad.grad(rosenbrock)(x), differences, rtol=1e-6)


def test_the_two_point_estimator_is_right_on_average() -> None:
    """Over an orthonormal basis, which is spherical enough, its mean is the gradient itself."""
    d, e = 5, 1e-3
    a = rng().normal(size=(d, d))
    basis = np.linalg.qr(rng(1).normal(size=(d, d)))[0]
    x = rng(2).normal(size=d)
    estimates = [
        d * (bilinear(a, x + e * v) - bilinear(a, x - e * v)) / (2 * e) * v for v in basis.T
    ]
    exact = s2sad.grad(bilinear, wrt="x")(a, x)
    np.testing.assert_allclose(np.mean(estimates, axis=0), exact, rtol=1e-9)
    assert np.linalg.norm(estimates[0] - exact) > 0.1 * np.linalg.norm(exact)  # one alone is not


# --- Jacobians by shape


def linear_map(x: Array, a: Array) -> Array:
    return a @ x


@pytest.mark.parametrize("shape", [(1, 30), (30, 1), (5, 5), (12, 3), (3, 12)])
def test_the_jacobian_of_a_linear_map_is_its_matrix(shape: tuple[int, int]) -> None:
    a, x = rng().normal(size=shape), rng(1).normal(size=shape[1])
    for mode in (s2sad.jacobian, s2sad.jacfwd, s2sad.jacrev):
        np.testing.assert_array_equal(mode(linear_map)(x, a), a)


def swirl(x: Array) -> Array:
    return np.sin(x) * np.sum(x**2)


def test_a_nonlinear_jacobian_in_both_modes() -> None:
    x = rng().normal(size=4)
    exact = np.diag(np.cos(x) * np.sum(x**2)) + np.outer(np.sin(x), 2 * x)
    for mode in (s2sad.jacfwd, s2sad.jacrev):
        np.testing.assert_allclose(mode(swirl)(x), exact, rtol=1e-13)


# --- feed-forward networks


def network_loss(weights: list[Array], x: Array, y: Array) -> Any:
    v = x
    for w in weights:
        v = np.tanh(v @ w)
    return 0.5 * np.sum((v - y) ** 2)


def backward_by_hand(weights: list[Array], x: Array, y: Array) -> list[Array]:
    """The textbook's two sweeps: keep every v_k, then go from the last layer to the first."""
    vs = [x]
    for w in weights:
        vs.append(np.tanh(vs[-1] @ w))
    v_bar, gradients = vs[-1] - y, []
    for w, before, after in zip(weights[::-1], vs[-2::-1], vs[:0:-1]):
        z_bar = v_bar * (1 - after**2)
        gradients.append(before.T @ z_bar)
        v_bar = z_bar @ w.T
    return gradients[::-1]


@pytest.mark.parametrize("batch", [1, 9])
def test_back_propagation(batch: int) -> None:
    sizes = (4, 6, 5, 3)
    weights = [rng(m).normal(size=(m, n)) / 2 for m, n in itertools.pairwise(sizes)]
    x, y = rng(1).normal(size=(batch, 4)), rng(2).normal(size=(batch, 3))
    found = s2sad.grad(network_loss)(weights, x, y)
    assert isinstance(found, list)
    for a, b in zip(found, backward_by_hand(weights, x, y)):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


# --- linear systems


def solution_loss(a: Array, b: Array) -> Any:
    return np.sum(np.sin(np.linalg.solve(a, b)))


@pytest.mark.parametrize("shape", [(6,), (6, 1), (6, 4)])
def test_the_solution_of_a_linear_system(shape: tuple[int, ...]) -> None:
    """dL/db = A^-T g and dL/dA = -(A^-T g) x^T."""
    a, b = rng().normal(size=(6, 6)) + 6 * np.eye(6), rng(1).normal(size=shape)
    x = np.linalg.solve(a, b)
    b_exact = np.linalg.solve(a.T, np.cos(x))
    a_exact = -(b_exact.reshape(6, -1) @ x.reshape(6, -1).T)
    a_bar, b_bar = s2sad.grad(solution_loss, wrt=(0, 1))(a, b)
    np.testing.assert_allclose(a_bar, a_exact, rtol=1e-12)
    np.testing.assert_allclose(b_bar, b_exact, rtol=1e-12)


def test_its_adjoint_is_one_more_solve_and_no_inverse() -> None:
    source = s2sad.grad(solution_loss, wrt=(0, 1)).source_for(np.eye(2), np.ones(2))
    solved, factored = calls(source, "np.linalg.solve"), calls(source, "lu_solve")
    assert (solved, factored) == ((0, 2) if "scipy.linalg" in sys.modules else (2, 0))
    assert calls(source, "np.linalg.inv") == 0


def least_squares(a: Array, b: Array) -> Any:
    x = np.linalg.solve(a.T @ a, a.T @ b)
    return 0.5 * np.sum(x**2)


def test_linear_least_squares() -> None:
    """x = A^+ b, so that dL/db = A^+T x; dL/dA from the differential of the pseudo-inverse."""
    a, b = rng().normal(size=(8, 3)), rng(1).normal(size=8)
    plus = np.linalg.pinv(a)
    x = plus @ b
    gram = np.linalg.inv(a.T @ a)
    a_exact = -np.outer(plus.T @ x, x) + np.outer(b - a @ x, gram @ x)
    a_bar, b_bar = s2sad.grad(least_squares, wrt=(0, 1))(a, b)
    np.testing.assert_allclose(b_bar, plus.T @ x, rtol=1e-10)
    np.testing.assert_allclose(a_bar, a_exact, rtol=1e-10)


# --- singular values


def nuclear_norm(w: Array) -> Any:
    return np.sum(np.linalg.svd(w, compute_uv=False))


def soft_rank(w: Array) -> Any:
    _, s, _ = np.linalg.svd(w, full_matrices=False)
    return np.sum(s / (1 + s))


@pytest.mark.parametrize("shape", [(4, 4), (6, 3), (3, 6)])
def test_a_function_of_the_singular_values(shape: tuple[int, int]) -> None:
    """dL/dW = U diag(dL/dsigma) V^T."""
    w = rng().normal(size=shape)
    u, s, vt = np.linalg.svd(w, full_matrices=False)
    np.testing.assert_allclose(s2sad.grad(nuclear_norm)(w), u @ vt, atol=1e-12)
    exact = u @ np.diag(1 / (1 + s) ** 2) @ vt
    np.testing.assert_allclose(s2sad.grad(soft_rank)(w), exact, atol=1e-12)


# --- Hessians, without and with


def rosenbrock_hessian(x: Array) -> Array:
    middle = np.zeros(len(x))
    middle[:-1] += 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
    middle[1:] += 200
    side = -400 * x[:-1]
    return np.diag(middle) + np.diag(side, 1) + np.diag(side, -1)


def test_the_hessian_and_its_product_with_a_vector() -> None:
    x, v = rng().normal(size=5), rng(1).normal(size=5)
    exact = rosenbrock_hessian(x)
    np.testing.assert_allclose(s2sad.hessian(rosenbrock)(x), exact, rtol=1e-12, atol=1e-10)
    np.testing.assert_allclose(s2sad.hvp(rosenbrock)(x, v), exact @ v, rtol=1e-12)


rosenbrock_gradient = s2sad.grad(rosenbrock)


def slope(x: Array, v: Array) -> Any:
    return np.vdot(rosenbrock_gradient(x), v)


def test_the_product_is_the_gradient_of_the_slope() -> None:
    """H v = grad (x -> grad f(x) . v): a derivative is a program like any other."""
    x, v = rng().normal(size=5), rng(1).normal(size=5)
    np.testing.assert_allclose(s2sad.grad(slope)(x, v), rosenbrock_hessian(x) @ v, rtol=1e-12)


def two_blocks(p: dict[str, Array]) -> Any:
    return np.sum(p["a"] ** 3) + np.sum(p["a"]) * np.sum(p["b"] ** 2)


def test_a_product_over_a_structure_of_parameters() -> None:
    p = {"a": np.array([1.0, 2.0]), "b": np.array([3.0])}
    v = {"a": np.array([1.0, -0.5]), "b": np.array([0.5])}
    found = s2sad.hvp(two_blocks)(p, v)
    assert found.keys() == p.keys()
    np.testing.assert_allclose(found["a"], 6 * p["a"] * v["a"] + 2 * 3.0 * 0.5)
    np.testing.assert_allclose(found["b"], 2 * 0.5 * 3.0 + 2 * 3.0 * 0.5)


def test_the_mean_over_all_signs_is_the_trace() -> None:
    """Hutchinson: E[v v^T] = I makes E[v^T H v] = tr H; over all 2^d signs the mean is exact."""
    x = rng().normal(size=5)
    times = s2sad.hvp(rosenbrock)
    signs = np.array(list(itertools.product([-1.0, 1.0], repeat=5)))
    estimate = np.mean([v @ times(x, v) for v in signs])
    assert estimate == pytest.approx(np.trace(rosenbrock_hessian(x)), rel=1e-12)


# --- not symbolic differentiation


def module_of(source: str, path: Path) -> ModuleType:
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def nested(times: int) -> str:
    """y = sin(y) * y, `times` times: a formula of 2^times terms, but a program of `times` lines."""
    body = "    y = np.sin(y) * y\n" * times
    return f"import numpy as np\n\n\ndef f(y):\n{body}    return y\n"


def test_the_derivative_program_grows_with_the_program_not_with_the_formula(tmp_path: Path) -> None:
    sizes, x = {}, 0.9
    for times in (10, 20, 40):
        program = nested(times)
        gradient = s2sad.grad(module_of(program, tmp_path / f"nested{times}.py").f)
        y, exact = x, 1.0
        for _ in range(times):
            y, exact = np.sin(y) * y, exact * (np.cos(y) * y + np.sin(y))
        assert gradient(x) == pytest.approx(exact, rel=1e-12)
        sizes[times] = size(gradient.source_for(x))
        assert sizes[times] < 4 * size(program)
    assert sizes[40] - sizes[20] == pytest.approx(2 * (sizes[20] - sizes[10]), rel=0.1)
