"""Complex derivatives ``f'(z)`` of holomorphic functions, and the refusal of others."""

import cmath
import pickle

import numpy as np
import pytest

import s2sad
from s2sad import ArgumentError, UnsupportedError, elementwise_grad, grad, hessian, hvp, jacfwd, jacobian, jacrev


def newton(z):
    for _ in range(4):
        z = z - (z**3 - 1) / (3 * z**2)
    return z


def escape(z):
    s = z * 0
    for _ in range(5):
        if abs(s) > 2.0:
            break
        s = s * s + z
    return s


def exponential(z):
    return cmath.exp(z) * z**2 / (1 + z)


def in_place(z):
    w = np.zeros(3, complex)
    for i in range(3):
        w[i] = z ** (i + 1)
    return np.sum(w * w)


NUMBERS = [newton, escape, exponential, in_place, lambda z: z, lambda z: 2j * z, lambda z: np.log(z) * np.sqrt(z)]
MATRICES = [lambda a: np.linalg.det(a), lambda a: np.linalg.inv(a)[0, 1], lambda a: np.sum(a @ a),
            lambda a: np.linalg.solve(a, a[:, 0] ** 2)[1], lambda a: np.fft.fft(a[0] * a[1])[2],
            lambda a: np.linalg.eigvals(a)[0], lambda a: np.einsum("ij,jk,ki->", a, a, a)]


def slopes(f, z):
    """Differences along the real direction, extrapolated (Richardson)."""
    flat = np.ravel(z)

    def slope(k, h):
        moved = [flat.copy(), flat.copy()]
        moved[0][k] += h
        moved[1][k] -= h
        return (f(moved[0].reshape(np.shape(z))[()]) - f(moved[1].reshape(np.shape(z))[()])) / (2 * h)
    return np.array([(4 * slope(k, 5e-4) - slope(k, 1e-3)) / 3 for k in range(flat.size)]).reshape(np.shape(z))


@pytest.mark.parametrize("f", NUMBERS)
@pytest.mark.parametrize("z", [0.8 + 0.6j, np.complex128(-0.3 + 0.4j)])
def test_of_a_number(f, z) -> None:
    value, slope = s2sad.value_and_grad(f, holomorphic=True)(z)
    assert value == f(z)
    assert isinstance(slope, complex)
    np.testing.assert_allclose(slope, slopes(f, z), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("f", MATRICES)
def test_of_a_matrix(f) -> None:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3))
    np.testing.assert_allclose(grad(f, holomorphic=True)(a), slopes(f, a), rtol=1e-9, atol=1e-9)


def test_in_one_precision_and_in_structures() -> None:
    assert grad(lambda z: z**3, holomorphic=True)(np.complex64(2 + 1j)).dtype == np.complex64
    p = {"a": 1j, "b": np.array([1j, 2.0])}
    found = grad(lambda p: p["a"] * np.sum(p["b"] ** 2), holomorphic=True)(p)
    assert found["a"] == 3.0
    np.testing.assert_allclose(found["b"], [-2.0, 4j])


def test_jacobians_and_second_derivatives() -> None:
    z = np.array([1 + 1j, 2j])
    expected = np.array([[1, 1], [1, -1]]) * (2 * z)
    for make in (jacobian, jacfwd, jacrev):
        np.testing.assert_allclose(make(lambda z: np.fft.fft(z * z), holomorphic=True)(z), expected)
    cubes = hessian(lambda z: np.sum(z**3), holomorphic=True)(z)
    np.testing.assert_allclose(cubes, np.diag(6 * z))
    np.testing.assert_allclose(hvp(lambda z: np.sum(z**3), holomorphic=True)(z, np.array([1j, 2.0])), 6 * z * [1j, 2])
    np.testing.assert_allclose(elementwise_grad(np.exp, holomorphic=True)(z), np.exp(z))
    assert grad(grad(lambda z: z**3, holomorphic=True), holomorphic=True)(1 + 2j) == 6 + 12j


def test_inside_a_function() -> None:
    def steepness(z):
        return abs(grad(exponential, holomorphic=True)(z)) ** 2
    z = 0.4 + 0.3j
    step = 1e-6
    towards = [(steepness(z + d) - steepness(z - d)) / (2 * step) for d in (step, 1j * step)]
    np.testing.assert_allclose(grad(steepness)(z), complex(*towards), rtol=1e-7)
    with pytest.raises(ArgumentError, match="a real number, not complex"):
        grad(lambda z: abs(grad(exponential)(z)))(z)


def mean_modulus(z):
    return z + np.mean(abs(z))


NOT = [lambda z: z * np.conj(z), lambda z: z.real + 0j, mean_modulus, lambda z: np.vdot(z, z), lambda z: z + z.imag,
       lambda z: np.angle(z) * z, lambda z: 1j * abs(z)]
NOT_OF_MATRICES = [lambda a: np.linalg.pinv(a)[0, 0], lambda a: np.linalg.cholesky(a)[1, 0],
                   lambda a: np.linalg.eigh(a)[1][0, 0], lambda a: np.linalg.qr(a)[0][0, 0],
                   lambda a: np.linalg.svd(a)[0][0, 0], lambda a: np.linalg.norm(a) * a[0, 0]]


@pytest.mark.parametrize("f", NOT)
def test_what_is_not_holomorphic_is_refused(f) -> None:
    for make in (grad, jacobian, elementwise_grad):
        with pytest.raises(UnsupportedError, match="not holomorphic"):
            make(f, holomorphic=True)(1 + 2j)


@pytest.mark.parametrize("f", NOT_OF_MATRICES)
def test_matrices_by_adjoints_of_their_own_are_refused(f) -> None:
    with pytest.raises(UnsupportedError, match="not holomorphic"):
        grad(f, holomorphic=True)(np.array([[2.0 + 0j, 1j], [-1j, 3.0]]))


def test_real_numbers_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"`x` is float"):
        grad(lambda x: x * 1j, holomorphic=True)(2.0)
    with pytest.raises(ArgumentError, match="returns float"):
        grad(lambda z: z.real, holomorphic=True)(2j)
    with pytest.raises(ArgumentError, match="holomorphic=True if the function is"):
        jacobian(lambda z: z * z)(np.array([1j]))
    with pytest.raises(ArgumentError, match="holomorphic=True if this one is"):
        elementwise_grad(np.abs)(np.array([1j]))


def test_a_derivative_may_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(grad(newton, holomorphic=True)))
    assert again(1 + 1j) == grad(newton, holomorphic=True)(1 + 1j)
