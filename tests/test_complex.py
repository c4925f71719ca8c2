"""Complex numbers: the gradient is ∂L/∂Re + i ∂L/∂Im, in every function of the interface and in structures."""

import numpy as np
import pytest

import s2sad

Z = np.array([1.0 + 2.0j, -0.5 + 0.3j, 0.2 - 1.0j])


def squares(z):
    return np.sum(np.abs(z) ** 2)


def mixed(z, x):
    return np.sum(np.real(np.exp(z) * x) + np.imag(z * z) * x)


def by_parts(f, z, h=1e-6):
    """∂f/∂Re + i ∂f/∂Im by differences, for each item."""
    result = np.zeros_like(z)
    for k in range(z.size):
        for unit in (1.0, 1j):
            step = np.zeros_like(z)
            step[k] = h * unit
            result[k] += unit * (f(z + step) - f(z - step)) / (2 * h)
    return result


def test_the_convention() -> None:
    np.testing.assert_allclose(s2sad.grad(squares)(Z), 2 * Z, rtol=1e-14)
    x = np.array([0.5, 1.0, -2.0])
    z_bar, x_bar = s2sad.grad(mixed, (0, 1))(Z, x)
    np.testing.assert_allclose(z_bar, by_parts(lambda z: mixed(z, x), Z), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(x_bar, np.real(np.exp(Z)) + np.imag(Z * Z), rtol=1e-14)
    assert z_bar.dtype == complex and x_bar.dtype == float


def test_a_step_against_the_gradient_descends() -> None:
    g = s2sad.grad(mixed)(Z, np.ones(3))
    assert mixed(Z - 1e-3 * g, np.ones(3)) < mixed(Z, np.ones(3))


def test_single_precision_stays() -> None:
    assert s2sad.grad(squares)(Z.astype(np.complex64)).dtype == np.complex64


def test_pullbacks_are_adjoint_to_tangents() -> None:
    def f(z):
        return z * z * np.conj(z) + np.sin(z)
    dz, g = Z[::-1] * 1j, Z + 0.3
    value, pullback = s2sad.vjp(f)(Z)
    _, dot = s2sad.jvp(f)(Z, dz)
    np.testing.assert_allclose(value, f(Z))
    np.testing.assert_allclose(np.real(np.vdot(g, dot)), np.real(np.vdot(pullback(g), dz)), rtol=1e-13)
    np.testing.assert_allclose(s2sad.vjp(np.exp)(Z)[1](g), np.conj(np.exp(Z)) * g, rtol=1e-14)


def test_pullbacks_of_pairs_and_of_numbers() -> None:
    def pair(z):
        return z * z, np.exp(z)
    z, g, h = 0.3 + 0.4j, 1.0 - 2.0j, 0.5j
    back = s2sad.vjp(pair)(z)[1]((g, h))
    assert back == pytest.approx(np.conj(2 * z) * g + np.conj(np.exp(z)) * h, rel=1e-14)


@pytest.mark.parametrize("wrap", [
    lambda z: {"a": z, "b": [z * 2.0, z]}, lambda z: (z, (z, 1.5)), lambda z: [z, z * 3.0]])
def test_structures(wrap) -> None:
    def loss(p):
        parts = list(p.values()) if isinstance(p, dict) else p
        first, second = parts[0], parts[1][0] if isinstance(parts[1], (list, tuple)) else parts[1]
        return np.sum(np.abs(first) ** 2) + np.sum(np.abs(second) ** 2)
    p = wrap(Z)
    found = s2sad.grad(loss)(p)
    first = found["a"] if isinstance(p, dict) else found[0]
    np.testing.assert_allclose(first, 2 * Z, rtol=1e-14)


def test_gradients_of_gradients() -> None:
    def inner(z):
        return np.sum(np.abs(z) ** 4)

    def outer(z):
        return np.sum(np.abs(s2sad.grad(inner)(z)) ** 2)       # |4 |z|² z|² = 16 |z|⁶
    np.testing.assert_allclose(s2sad.grad(outer)(Z), 96 * np.abs(Z) ** 4 * Z, rtol=1e-12)


def test_through_branches_and_loops() -> None:
    def f(z, n):
        w = z
        for _ in range(n):
            w = w * w + z if np.abs(w[0]) < 4 else w
        return np.sum(np.abs(w))
    np.testing.assert_allclose(s2sad.grad(f)(0.4 * Z, 3), by_parts(lambda z: f(z, 3), 0.4 * Z), rtol=1e-6)


def test_numbers_of_python() -> None:
    def f(z):
        return (z * z.conjugate()).real + abs(z) + complex(z.imag, 1.0).real
    z = 3.0 + 4.0j
    assert s2sad.grad(f)(z) == pytest.approx(2 * z + z / 5 + 1j)


def test_the_gradient_of_a_complex_number_is_complex() -> None:
    for f in (lambda z: z.real**2, lambda z: 3.0, lambda z: z.imag):
        for z in (1.0 + 2.0j, np.complex128(1.0 + 2.0j), np.complex64(1.0 + 2.0j)):
            assert isinstance(s2sad.grad(f)(z), type(z))


def test_unknown_kinds_that_may_be_complex() -> None:
    def f(z):
        return np.linalg.norm(np.average(z, axis=0, weights=np.array([1.0, 2.0, 3.0])))
    z = np.stack([Z, 2 * Z[::-1], Z * 1j])
    expected = by_parts(lambda w: f(w.reshape(3, 3)), z.ravel()).reshape(3, 3)
    np.testing.assert_allclose(s2sad.grad(f)(z), expected, rtol=1e-7, atol=1e-9)


class Plain(np.ndarray):
    """A subclass that computes as ndarray does."""


class Numbers:
    def __init__(self, z: object) -> None:
        self.z = z


W = np.array([0.5 - 1.0j, 2.0 + 0.3j, -1.0 + 0.7j])
s2sad.nondifferentiable(loaded := lambda: W)           # of what it returns, nothing is known


def product(z, w):
    return np.sum((z * w).real)


def curved(z, w):
    return np.sum((s2sad.grad(lambda q: np.sum((q * q * w).real))(z) * (1 + 2j)).real)


@pytest.mark.parametrize("f, z, expected", [
    (lambda z: product(z, W), Z.view(Plain), np.conj(W)),
    (lambda z: product(z, W.view(Plain)), Z, np.conj(W)),
    (lambda z: curved(z, W), Z.view(Plain), np.conj(2 * W * (1 - 2j))),
    (lambda z: product(z, loaded()), Z, np.conj(W)),
    (lambda z: curved(z, loaded()), Z, np.conj(2 * W * (1 - 2j))),
    (lambda x: np.sum(np.abs(x * loaded()) ** 2), np.ones(3), 2 * np.abs(W) ** 2),
    (lambda x: curved(x * loaded(), loaded()), np.ones(3), np.real(2 * W * W * (1 - 2j))),
    (lambda z: (z * (1 + 2j)).real, np.complex64(1 + 1j), 1 - 2j),
    (lambda z: (z * (1 + 2j)).real, np.array(1 + 1j).view(Plain), 1 - 2j),
    (lambda z: np.sum((z * W).real), Z.astype(np.clongdouble), np.conj(W)),
])
def test_complex_numbers_of_kinds_that_are_not_known(f, z, expected) -> None:
    gradient = s2sad.grad(f)(z)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)
    assert np.asarray(gradient).dtype == np.asarray(z).dtype


def test_complex_numbers_in_things_whose_kinds_are_not_known() -> None:
    assert s2sad.grad(lambda v: (v[0] * (1 + 2j)).real + v[1])([1 + 1j, 2.0]) == [1 - 2j, 1.0]
    holder = s2sad.grad(lambda p: product(p.z, W))(Numbers(Z.view(Plain)))
    np.testing.assert_allclose(holder.z, np.conj(W))
    seed = np.array([1 + 1j, 2.0, 3j])
    np.testing.assert_allclose(s2sad.vjp(lambda x: x * loaded())(Z.view(Plain))[1](seed), np.conj(W) * seed)


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("made", [np.ma.array, np.matrix, lambda z: z.astype(object)])
def test_arrays_that_compute_otherwise_are_refused(made) -> None:
    with pytest.raises(s2sad.ArgumentError):
        s2sad.grad(lambda z: product(z, W))(made(Z))


def test_a_complex_result_is_refused() -> None:
    def f(z):
        return np.sum(z * z)

    def g(z):
        return np.average(z)
    with pytest.raises(s2sad.ArgumentError, match="complex"):
        s2sad.grad(f)(Z)
    with pytest.raises((s2sad.ArgumentError, TypeError), match="complex"):
        s2sad.grad(g)(Z)


def test_checking() -> None:
    s2sad.check_grads(lambda z: np.exp(z) * np.conj(z), (Z,))
    s2sad.check_grads(lambda z, x: np.abs(z * x), (Z, np.array([0.5, 1.0, 2.0])))


def test_exported_code_that_knows_no_kinds_refuses_complex_arguments(tmp_path) -> None:
    path = tmp_path / "exported.py"
    s2sad.export(s2sad.grad(squares), path)
    scope: dict = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    np.testing.assert_allclose(scope["squares_grad"](np.ones(2)), [2.0, 2.0])
    with pytest.raises(TypeError, match="complex"):
        scope["squares_grad"](Z)


# -- arrays written in place ---------------------------------------------------------------


def stored_items(z):
    a = np.zeros(3, complex)
    a[0] = z[0] * z[1]
    a[1:] = np.conj(z[:2]) * 2j
    a[2] *= z[2]
    return np.sum(np.abs(a) ** 2) + a[1].imag


def updated_items(z):
    a = z.copy()
    for k in range(1, 3):
        a[k] += 1j * a[k - 1] * z[k]
        a[0] -= np.conj(a[k])
    return np.real(a[2] * a[0])


def only_a_real_part_is_read_at_last(z):
    a = z * z
    a[1] = a[0] * 1j
    b = np.real(a).copy()
    a[0] = z[2] * a[1]
    return np.sum(b) + np.real(a[0])


def reals_and_complex_numbers(z):
    a, r = np.zeros(3, complex), np.zeros(3)
    a[:] = np.abs(z)
    a[0] += z[1].real
    r[1:] = np.imag(a * z)[1:]
    r[0] += np.abs(a[0] * 1j + z[2])
    return np.sum(r * np.real(z) + np.imag(a * z))


def added_at_places(z):
    a = z * 1j
    np.add.at(a, np.array([0, 0, 2]), z * z)
    np.subtract.at(a, np.array([1, 1]), np.abs(z[:2]))
    a *= 2 - 1j
    return np.sum(np.abs(a) ** 2 * np.array([1.0, 2.0, 3.0]))


def given_places(z):
    out = np.empty(3, complex)
    np.multiply(z, np.conj(z[::-1]), out=out)
    w = out[1:]
    w += 1j * z[:2]
    np.copyto(out[:1], z[2:])
    return np.sum(np.real(out * out * np.array([1.0, 2j, 3.0])))


def masked(z):
    a = z * z
    a[a.real > 0] = 1j
    a[np.array([0, 2])] *= z[:2]
    return np.sum(np.real(a * np.array([1.0 - 2j, 1j, 3.0])))


def parts_written(z):
    a = z * z
    a.real[1:] *= 2.0
    a.imag = np.sin(a.real)
    a.imag[0] = a[2].real
    a[1] *= 1j
    return np.sum(np.abs(a * np.array([1.0, 2j, 3.0])) ** 2)


def made_of_parts(z):
    a = np.empty(3, complex)
    real = a.real
    real[:] = np.abs(z)
    a.imag = z.real[::-1]
    a.real += a.imag
    row = np.stack([a, a * z])[1]
    row.real[0] = 2.0
    return np.sum(np.real(a * a * z)) + np.sum(real * row.imag)


def parts_written_in_a_loop(z):
    a = z.copy()
    for k in range(3):
        a.imag[k] *= a.real[k - 1]
        a.real = a.real * 0.5 + k
    return np.sum(np.real(a**3))


IN_PLACE = [stored_items, updated_items, only_a_real_part_is_read_at_last, reals_and_complex_numbers, added_at_places,
            given_places, masked, parts_written, made_of_parts, parts_written_in_a_loop]


@pytest.mark.parametrize("f", IN_PLACE)
def test_complex_arrays_written_in_place(f) -> None:
    expected = by_parts(f, Z)
    np.testing.assert_allclose(s2sad.grad(f)(Z), expected, rtol=1e-7, atol=1e-8)
    direction = np.array([0.3 - 0.2j, 1j, -0.7])
    value, slope = s2sad.jvp(f)(Z, direction)
    np.testing.assert_allclose(value, f(Z), rtol=1e-14)
    np.testing.assert_allclose(slope, np.sum(np.real(np.conj(expected) * direction)), rtol=1e-7, atol=1e-8)


def test_an_argument_written_in_place() -> None:
    def f(z, w):
        z[0] = z[1] * w
        z[1:] *= np.conj(z[0])
        return np.sum(np.abs(z) ** 2)
    z_bar, w_bar = s2sad.grad(f, (0, 1))(Z.copy(), 0.5 - 1j)
    np.testing.assert_allclose(z_bar, by_parts(lambda z: f(z.copy(), 0.5 - 1j), Z), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose([w_bar], by_parts(lambda w: f(Z.copy(), w[0]), np.array([0.5 - 1j])), rtol=1e-7)


def test_the_conjugate_of_a_real_array_is_the_array_by_its_method_alone() -> None:
    def method(x):
        y = x * 1.0
        b = y.conj()
        b[0] = 5.0
        return np.sum(b * y)

    def function(x):
        y = x * 1.0
        b = np.conj(y)
        b[0] = 5.0
        return np.sum(b * y)
    x = np.array([0.5, 2.0, 3.0])
    np.testing.assert_allclose(s2sad.grad(method)(x), [0.0, 4.0, 6.0])
    np.testing.assert_allclose(s2sad.grad(function)(x), [5.0, 4.0, 6.0])


def test_spectra_written_in_place() -> None:
    def f(z):
        b = np.fft.fft(z)
        b[1:] *= np.conj(z[1:])
        b[0] = 1j
        return np.sum(np.real(b * z))
    np.testing.assert_allclose(s2sad.grad(f)(Z), by_parts(f, Z), rtol=1e-7, atol=1e-8)


@s2sad.nondifferentiable
def unknown_kind(n):
    """Of which nothing is known: what is made of it is of unknown kind."""
    return np.ones(n)


def imaginary_of_unknown(x):
    return np.sum(np.imag(np.fft.rfft(unknown_kind(4) * x)) ** 2 * np.arange(3))


def test_a_transform_of_what_is_of_unknown_kind_is_complex():
    from s2sad.analysis.complexity import is_opaque
    assert is_opaque(np.fft.rfft) and is_opaque(np.linalg.eig) and not is_opaque(np.sin)
    s2sad.check_grads(imaginary_of_unknown, (np.array([1.0, 3.0, -2.0, 0.5]),), order=1)
