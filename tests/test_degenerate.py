"""Linear algebra where it is delicate: repeated and zero values, deficient ranks, zero norms, empty matrices, stacks.

Derivatives are compared with differences along directions in which the function is smooth.
"""

import warnings
from typing import Any

import numpy as np
import pytest

import s2sad

L = np.linalg
RNG = np.random.default_rng(0)
I3 = np.eye(3)
REPEATED = np.diag([2.0, 2.0, 5.0])
WEIGHTS = np.arange(9.0).reshape(3, 3)
STACK = RNG.normal(size=(2, 3, 3)) + 3 * I3
SPD = STACK[0] @ STACK[0].T + 3 * I3
TALL, WIDE, SQUARE = RNG.normal(size=(4, 2)), RNG.normal(size=(2, 4)), RNG.normal(size=(3, 3))
B4 = RNG.normal(size=4)
DEFICIENT = RNG.normal(size=(4, 2)) @ RNG.normal(size=(2, 3))
LEFT, RIGHT = RNG.normal(size=(4, 4)), RNG.normal(size=(3, 3))


def symmetric(e):
    return (e + np.swapaxes(e, -1, -2)) / 2


def agrees(f: Any, a: Any, project: Any = None, second: bool = True, tolerance: float = 1e-6) -> None:
    """First derivatives, and second ones, are those of differences; no warning is given."""
    rng = np.random.default_rng(1)
    e = (project or (lambda x: x))(rng.normal(size=a.shape))
    if np.iscomplexobj(a):
        e = e + 1j * rng.normal(size=a.shape)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        g = s2sad.grad(f)(a)
        assert g.dtype == a.dtype and g.shape == a.shape
        h = 1e-2 if a.dtype.itemsize // (2 if np.iscomplexobj(a) else 1) == 4 else 1e-4
        coarse, fine = ((f(a + k * e) - f(a - k * e)) / (2 * k) for k in (h, h / 2))
        slope = (4 * fine - coarse) / 3
        np.testing.assert_allclose(np.sum(np.real(np.conj(g) * e)), slope, rtol=tolerance, atol=tolerance)
        if second:
            along = np.sum(np.real(np.conj(s2sad.hvp(f)(a, e)) * e))
            h = 1e-3
            bend = (f(a + h * e) - 2 * f(a) + f(a - h * e)) / h**2
            np.testing.assert_allclose(along, bend, rtol=1e-3, atol=1e-3)


# -- eigenvalues and singular values that coincide ---------------------------------------------


@pytest.mark.parametrize("f", [
    lambda a: np.sum(L.eigvalsh(a)), lambda a: np.sum(L.eigvalsh(a) ** 2), lambda a: np.sum(np.exp(L.eigh(a)[0]))])
@pytest.mark.parametrize("a", [REPEATED, I3, np.zeros((3, 3))])
def test_sums_of_repeated_eigenvalues(f: Any, a: Any) -> None:
    agrees(f, a, symmetric, second=False)


def test_the_space_that_repeated_vectors_span() -> None:
    def projector(a):
        v = L.eigh(a)[1][:, :2]
        return np.sum(v @ v.T * WEIGHTS)
    agrees(projector, REPEATED, symmetric, second=False)


@pytest.mark.parametrize("a", [np.diag([2.0, 2.0, 3.0]), 2 * I3])
def test_repeated_singular_values(a: Any) -> None:
    agrees(lambda a: np.sum(L.svd(a, compute_uv=False) ** 2), a, second=False)
    agrees(lambda a: L.norm(a, "nuc"), a, second=False)

    def nearest_rotation(a):
        u, _, vt = L.svd(a)
        return np.sum(np.sin(u @ vt * WEIGHTS))
    agrees(nearest_rotation, a, second=False)


@pytest.mark.parametrize("a", [np.zeros((3, 2)), np.outer([1.0, 2.0, 3.0], [1.0, 2.0])])
def test_singular_values_of_zero(a: Any) -> None:
    agrees(lambda a: np.sum(np.cos(L.svd(a, compute_uv=False))), a, second=False)


# -- ranks ---------------------------------------------------------------------------------------


def by_scipy(name: str) -> Any:
    return getattr(pytest.importorskip("scipy.linalg"), name)


@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_determinants_of_any_rank(rank: int) -> None:
    a = SQUARE[:, :rank] @ SQUARE[:rank]
    agrees(lambda a: L.det(a), a)
    agrees(lambda a: L.det(a) ** 2 + L.det(a), a)
    agrees(lambda a: np.real(L.det(a)), a * (1 + 1j))
    agrees(lambda a: np.sum(L.det(a)), np.stack([a, 2 * a]))


@pytest.mark.parametrize("library", ["numpy", "scipy"])
def test_least_squares_of_a_rank_that_stays(library: str) -> None:
    expm = by_scipy("expm")
    lstsq, pinv = (by_scipy("lstsq"), by_scipy("pinv")) if library == "scipy" else (L.lstsq, L.pinv)

    def moved(t):
        return expm(0.3 * t[0] * LEFT) @ DEFICIENT @ expm(0.3 * t[1] * RIGHT)

    def solution(t):
        return np.sum(np.sin(lstsq(moved(t), B4, 1e-8)[0]))

    def inverse(t):
        return np.sum(np.sin(pinv(moved(t), rtol=1e-8)))
    agrees(solution, np.zeros(2))
    agrees(inverse, np.zeros(2))
    for a in (TALL, WIDE.T @ SQUARE[:2, :2], RNG.normal(size=(4, 6)), LEFT):
        agrees(lambda a: np.sum(np.sin(lstsq(a, B4)[0])), a)
        agrees(lambda a: np.sum(np.sin(lstsq(a, np.outer(B4, B4))[0])), a)


def test_least_squares_takes_for_zero_what_numpy_does() -> None:
    a = np.float32(DEFICIENT)
    found = s2sad.grad(lambda a, b: np.sum(L.lstsq(a, b, rcond=None)[0]), 1)(a, np.float32(B4))
    np.testing.assert_allclose(found, L.pinv(DEFICIENT, 1e-6).sum(axis=0), rtol=1e-3)


# -- norms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("norm", [lambda x: L.norm(x), lambda x: L.norm(x, 1), lambda x: L.norm(x, 3),
                                  lambda x: L.norm(x, np.inf), lambda x: L.norm(x, 0.5), lambda x: L.norm(x, 0)])
def test_norms_of_zero_have_no_slope(norm: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(s2sad.grad(norm)(np.zeros(3)), 0.0)


@pytest.mark.parametrize("order", [0.5, 1.0, 3.0])
def test_an_item_of_zero_has_no_slope(order: float) -> None:
    x = np.array([0.0, 3.0, 4.0])
    g = s2sad.grad(lambda x: L.norm(x, order))(x)
    assert g[0] == 0.0
    agrees(lambda y: L.norm(np.concatenate([np.zeros(1), y]), order), x[1:])


def test_the_norm_of_a_zero_matrix() -> None:
    np.testing.assert_array_equal(s2sad.grad(lambda a: L.norm(a))(np.zeros((2, 2))), 0.0)


# -- forms: one triangle, stacks, empty matrices, dtypes ----------------------------------------------


@pytest.mark.parametrize(("f", "read"), [
    (lambda a: np.sum(np.sin(L.cholesky(a))), np.tril), (lambda a: np.sum(L.eigvalsh(a) * np.arange(3)), np.tril),
    (lambda a: np.sum(L.eigvalsh(a, "U") * np.arange(3)), np.triu),
    (lambda a: np.sum(L.eigh(a, UPLO="U")[1][:, 0] ** 2 * np.arange(3)), np.triu)])
def test_one_triangle_is_read(f: Any, read: Any) -> None:
    a = SPD + np.triu(WEIGHTS, 1) if read is np.tril else SPD + np.tril(WEIGHTS, -1)
    g = s2sad.grad(f)(a)
    np.testing.assert_array_equal(g, read(g))
    agrees(f, a)


@pytest.mark.parametrize("f", [
    lambda a: np.sum(np.sin(L.solve(a, np.arange(3.0)))), lambda a: np.sum(np.sin(L.solve(a, np.ones((2, 3, 2))))),
    lambda a: np.sum(np.sin(L.solve(a[:1], np.arange(12.0).reshape(2, 3, 2)))),
    lambda a: np.sum(np.sin(L.solve(a[0], np.arange(12.0).reshape(2, 3, 2)))),
    lambda a: np.sum(np.sin(L.solve(STACK, a[0]))), lambda a: np.sum(np.sin(L.solve(STACK, a[0, 0]))),
    lambda a: np.sum(np.sin(L.inv(a))), lambda a: np.sum(np.sin(L.pinv(a[..., :2]))),
    lambda a: np.sum(L.slogdet(a)[1]), lambda a: np.sum(L.cond(a)), lambda a: np.sum(np.sin(L.svd(a)[1])),
    lambda a: np.sum(np.sin(L.qr(a[:, :2])[0])), lambda a: np.sum(np.sin(L.qr(a[..., :2])[1])),
    lambda a: np.sum(np.sin(L.cholesky(a @ np.swapaxes(a, -1, -2)))), lambda a: np.sum(L.matrix_power(a, -2)),
    lambda a: np.sum(np.sin(L.eigh(a)[0])), lambda a: np.sum(L.norm(a, "nuc", axis=(-2, -1)))])
def test_stacks(f: Any) -> None:
    agrees(f, STACK)


@pytest.mark.parametrize("f", [
    lambda a: np.sum(L.inv(a)), lambda a: L.det(a) * 1.0, lambda a: L.slogdet(a)[1], lambda a: np.sum(L.eigvalsh(a)),
    lambda a: np.sum(L.cholesky(a)), lambda a: np.sum(L.solve(a, a[0:0, 0] if a.size else np.zeros(0, a.dtype))),
    lambda a: np.sum(L.qr(a)[1]), lambda a: np.sum(L.svd(a, full_matrices=False)[0]), lambda a: np.sum(L.pinv(a)),
    lambda a: np.sum(L.matrix_power(a, 3)), lambda a: np.sum(L.matrix_power(a, 0)), lambda a: L.norm(a)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_empty_matrices(f: Any, dtype: Any) -> None:
    g = s2sad.grad(f)(np.zeros((0, 0), dtype))
    assert g.shape == (0, 0) and g.dtype == dtype


@pytest.mark.parametrize("n", [-3, -1, 0, 1, 2, 3, 5, 12, 33, 70])
def test_powers_are_numpys_to_the_last_bit(n: int) -> None:
    for a in (STACK[0] / 3, STACK / 3, (STACK[0] / 3).astype(np.float32), STACK[0] * (0.2 + 0.2j)):
        def power(a):
            return np.sum(np.real(L.matrix_power(a, n)))

        def variable(a, k):
            return np.sum(np.real(L.matrix_power(a, k)))
        value, g = s2sad.value_and_grad(power)(a)
        assert value == power(a) and type(value) is type(power(a)) and g.dtype == a.dtype
        value, other = s2sad.value_and_grad(variable)(a, n)
        assert value == power(a)
        np.testing.assert_allclose(g, other, rtol=2e-4, atol=1e-9)
        if a.dtype != np.float32 and n < 70:
            agrees(power, a)


@pytest.mark.parametrize("f", [
    lambda a: np.sum(np.abs(L.inv(a))), lambda a: np.abs(L.det(a)), lambda a: L.slogdet(a)[1],
    lambda a: np.sum(np.abs(L.cholesky(a))), lambda a: np.sum(L.svd(a, compute_uv=False) ** 3),
    lambda a: np.sum(np.abs(L.svd(a)[0]) ** 4), lambda a: np.sum(np.abs(L.qr(a)[1])), lambda a: L.norm(a, "nuc"),
    lambda a: np.sum(np.abs(L.pinv(a))), lambda a: np.sum(np.abs(L.solve(a, np.ones(3, a.dtype))))])
@pytest.mark.parametrize("dtype", [np.float32, np.complex64, np.complex128])
def test_dtypes(f: Any, dtype: Any) -> None:
    a = SPD.astype(dtype)
    if np.iscomplexobj(a):
        a = a + dtype(1j) * (SQUARE - SQUARE.T).astype(dtype)
    if dtype == np.complex128:
        agrees(lambda a: f((a + np.conj(a.T)) / 2), a)
    else:
        wide = s2sad.grad(f)(a.astype(np.complex128 if dtype == np.complex64 else np.float64))
        g = s2sad.grad(f)(a)
        assert g.dtype == dtype
        np.testing.assert_allclose(g, wide, rtol=1e-3, atol=1e-3 * np.max(np.abs(wide)))
