"""Linear systems: values and exceptions are the primal's, and matrices are factored once."""

import warnings

import numpy as np
import pytest

import s2sad

linalg = pytest.importorskip("scipy.linalg")
RNG = np.random.default_rng(0)
A, B = RNG.normal(size=(5, 5)) + 5 * np.eye(5), RNG.normal(size=5)
DIAGONALS = np.triu(np.tril(A, 1), -1)


def by_numpy(a, b):
    return np.sum(np.sin(np.linalg.solve(a, b)))


def by_scipy(a, b):
    return np.sum(np.sin(linalg.solve(a, b)))


def positive(a, b):
    return np.sum(np.sin(linalg.solve(a, b, assume_a="pos")))


def lower_positive(a, b):
    return np.sum(np.sin(linalg.solve(a, b, lower=True, assume_a="pos")))


def twice(a, b):
    return np.sum(np.linalg.solve(a, b) * np.linalg.solve(a, np.sin(b)))


def with_cholesky(a, b):
    factor = np.linalg.cholesky(a)
    z = np.linalg.solve(factor, b)
    return np.linalg.solve(factor.T, z) @ np.sin(b)


def steps(a, u):
    for _ in range(4):
        u = np.linalg.solve(a, np.sin(u))
    return u @ u


def different_steps(a, u):
    k = 0
    while k < 4:
        m = np.eye(5) + k * a
        u = np.linalg.solve(m, np.sin(u))
        k += 1
    return u @ u


def branching(a, b, again):
    x = np.linalg.solve(a, b)
    if again:
        x = np.linalg.solve(a, x) + np.linalg.solve(a.T, x)
    return x @ x


def guarded(a, b):
    try:
        x = np.linalg.solve(a, b)
    except np.linalg.LinAlgError:
        x = 2.0 * b
    return x @ x


def several(a, b):
    x = np.linalg.solve(a, np.outer(b, b))
    return np.sum(x * np.linalg.solve(a.T, x.T))


ALL = [by_numpy, by_scipy, twice, steps, different_steps, guarded, several]
SPD = [positive, lower_positive, with_cholesky]


@pytest.mark.parametrize("f", ALL + SPD)
@pytest.mark.parametrize("dtype", ["float64", "complex128", "float32"])
def test_both_ways_of_solving_agree(f, dtype) -> None:
    a = A @ A.T + 0.1 * (A - A.T) if f in ALL else A @ A.T
    a, b = a.astype(dtype), B.astype(dtype)
    if dtype == "complex128":
        a, b = a + 0.1j * (A - A.T), b + 1j * B[::-1]

        def loss(a, b, f=f):
            return np.real(f(a, b))
    else:
        loss = f
    tolerance = 2e-4 if dtype == "float32" else 1e-11
    factored = s2sad.grad(loss, (0, 1))(a, b)
    value, plain = s2sad.value_and_grad(loss, (0, 1))(a, b)
    assert value == loss(a, b)
    for x, y, given in zip(factored, plain, (a, b)):
        assert x.dtype == given.dtype and x.shape == given.shape
        np.testing.assert_allclose(x, y, rtol=tolerance, atol=tolerance)
    if dtype != "float32":
        s2sad.check_grads(loss, (a, b))


def raises(f, a) -> bool:
    try:
        with np.errstate(all="ignore"):
            f(a, B)
    except np.linalg.LinAlgError:
        return True
    return False


@pytest.mark.parametrize("f", [by_numpy, by_scipy, positive, twice, steps])
@pytest.mark.parametrize("mode", [s2sad.grad, s2sad.value_and_grad])
def test_a_singular_matrix_raises(f, mode) -> None:
    for a in (np.zeros((5, 5)), np.ones((5, 5)), np.diag([1.0, 2.0, 0.0, 1.0, 1.0])):
        if mode is s2sad.value_and_grad and not raises(f, a):
            continue        # SciPy 1.15 divides by the zeros of a diagonal, and so the value's function does
        with pytest.raises(np.linalg.LinAlgError):
            mode(f)(a, B)
        with pytest.raises(np.linalg.LinAlgError):
            mode(f, 1)(a, B)


def test_a_handler_of_the_error_is_used() -> None:
    a_bar, b_bar = s2sad.grad(guarded, (0, 1))(np.zeros((5, 5)), B)
    np.testing.assert_array_equal(a_bar, 0.0)
    np.testing.assert_allclose(b_bar, 8.0 * B)


def test_no_trip_no_error() -> None:
    def none(a, u, n):
        for _ in range(n):
            u = np.linalg.solve(a, np.sin(u))
        return u @ u
    np.testing.assert_allclose(s2sad.grad(none, 1)(np.zeros((5, 5)), B, 0), 2 * B)


def test_wrong_shapes_raise_as_in_the_primal() -> None:
    for a, b, error in ((np.eye(3), B, ValueError), (np.ones((5, 4)), B, np.linalg.LinAlgError)):
        for call in (by_numpy, s2sad.grad(by_numpy)):
            with pytest.raises(error):
                call(a, b)


def test_the_warning_comes_with_the_value() -> None:
    a = np.diag([1.0, 1e-18, 1.0, 1.0, 1.0])
    for call in (by_scipy, s2sad.value_and_grad(by_scipy)):
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            call(a, B)
        assert [w.category for w in found] == [linalg.LinAlgWarning], call


def test_nan_is_an_error_of_scipy_and_not_of_numpy() -> None:
    a = np.full((5, 5), np.nan)
    assert np.isnan(s2sad.grad(by_numpy)(a, B)).all()
    with pytest.raises(ValueError, match="infs or NaNs"):
        s2sad.value_and_grad(by_scipy)(a, B)


def test_empty_and_single() -> None:
    a_bar, b_bar = s2sad.grad(by_numpy, (0, 1))(np.zeros((0, 0)), np.zeros(0))
    assert a_bar.shape == (0, 0) and b_bar.shape == (0,)
    a_bar, b_bar = s2sad.grad(by_numpy, (0, 1))(np.array([[2.0]]), np.array([3.0]))
    np.testing.assert_allclose([a_bar.item(), b_bar.item()], [-0.75 * np.cos(1.5), 0.5 * np.cos(1.5)])


def counted(derivative, *args) -> tuple[int, int, int]:
    """How often a source factors, solves with factors, and solves otherwise."""
    source = derivative.source_for(*args)
    return (source.count("lu_factor("), source.count("lu_solve("),
            sum(line.count("linalg.solve(") for line in source.splitlines() if "#" not in line))


def test_matrices_are_factored_once() -> None:
    both = (0, 1)
    assert counted(s2sad.grad(by_numpy, both), A, B) == (1, 2, 0)
    assert counted(s2sad.value_and_grad(by_numpy, both), A, B) == (0, 0, 2)
    assert counted(s2sad.grad(twice, both), A, B) == (1, 4, 0)
    assert counted(s2sad.value_and_grad(twice, both), A, B) == (1, 2, 2)
    assert counted(s2sad.hvp(by_numpy), A, B, A) == (1, 4, 0)
    assert counted(s2sad.vjp(by_numpy), A, B) == (1, 1, 1)
    assert counted(s2sad.grad(steps), A, B) == (1, 2, 0)
    assert counted(s2sad.value_and_grad(different_steps), A, B) == (0, 0, 2)
    assert counted(s2sad.grad(branching), A, B, True)[0] == 1


def test_a_factor_in_a_loop_is_made_outside() -> None:
    lines = s2sad.grad(steps, (0, 1)).source_for(A, B).splitlines()
    assert "    lu = lu_factor(a)" in lines


def test_what_is_not_run_is_not_factored() -> None:
    def sometimes(a, b, wanted):
        x = b
        if wanted:
            x = np.linalg.solve(a, b) + np.linalg.solve(a, np.sin(x))
        return x @ x
    source = s2sad.grad(sometimes, 1).source_for(A, B, True)
    assert "        lu = lu_factor(a)" in source and "\n    lu = lu_factor(a)" not in source
    np.testing.assert_allclose(s2sad.grad(sometimes, 1)(np.zeros((5, 5)), B, False), 2 * B)
    s2sad.check_grads(sometimes, (A, B, True))


def test_triangles_need_no_factors() -> None:
    source = s2sad.grad(with_cholesky, (0, 1)).source_for(A @ A.T, B)
    assert "linalg.solve(" not in "".join(line for line in source.splitlines() if "#" not in line)


@pytest.mark.parametrize("form", ["gen", "sym", "pos", "diagonal", "tridiagonal", "banded", "upper triangular",
                                  "lower triangular"])
def test_what_is_assumed_says_what_is_read(form: str) -> None:
    """Of what is not read the derivative is zero."""
    def f(a, b):
        return np.sum(np.sin(linalg.solve(a, b, assume_a=form)))
    a = {"sym": A + A.T, "pos": A @ A.T, "diagonal": np.diag(np.diag(A)), "tridiagonal": DIAGONALS,
         "upper triangular": np.triu(A), "lower triangular": np.tril(A)}.get(form, A)
    read = {"sym": np.triu(A), "pos": np.triu(A), "diagonal": np.eye(5), "tridiagonal": DIAGONALS,
            "upper triangular": np.triu(A), "lower triangular": np.tril(A)}.get(form, A)
    a_bar = s2sad.grad(f)(a, B)
    np.testing.assert_array_equal(a_bar[read == 0], 0.0)
    moved = a + 1e-6 * (read != 0) * B[:, None], a - 1e-6 * (read != 0) * B[:, None]
    difference = (f(moved[0], B) - f(moved[1], B)) / 2e-6
    np.testing.assert_allclose(np.sum(a_bar * (read != 0) * B[:, None]), difference, rtol=1e-6, atol=1e-9)
    b_bar = s2sad.grad(f, 1)(a, B)
    np.testing.assert_allclose(b_bar @ A[0], (f(a, B + 1e-6 * A[0]) - f(a, B - 1e-6 * A[0])) / 2e-6, rtol=1e-6)


def test_exported_modules_need_scipy_only_if_the_function_does(tmp_path) -> None:
    for f, needed in ((by_numpy, False), (by_scipy, True)):
        path = tmp_path / f"{f.__name__}.py"
        s2sad.export(s2sad.grad(f, (0, 1)), path, like=(A, B))
        assert ("Needs SciPy" in path.read_text()) == needed
        scope: dict = {}
        exec(compile(path.read_text(), str(path), "exec"), scope)
        for found, expected in zip(scope[f"{f.__name__}_grad"](A, B), s2sad.grad(f, (0, 1))(A, B)):
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
