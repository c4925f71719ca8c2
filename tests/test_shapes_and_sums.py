"""What is read for its shape alone is not computed; additions to the same items are one."""

import numpy as np
import pytest

import s2sad


def linear_stencil(u, w, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1] = 0.5 * (u[2:] + u[:-2])
    return np.sum(w * u)


def product(x, y):
    return np.sum(np.tanh(x @ y) @ y)


def sums_of_product(x, y):
    return np.sum(x @ y)


def one_row(x, y):
    return np.sum(x[1] @ y) + np.sum(np.outer(x[0], x[0]))


def seidel(a, w):
    a = a.copy()
    for i in range(1, a.shape[0] - 1):
        a[i] += a[i - 1] + a[i + 1]
    return np.sum(w * a)


def longer_than_it_says(a, w, n):
    a = a.copy()
    for i in range(1, n):
        a[i] = a[i - 1] + a[i + 1]
    return np.sum(w * a)


def same_items(x, n):
    a = np.zeros(4)
    y = x.copy()
    for i in range(n):
        a[1] = x[i] * y[0] - 2.0 * y[0] + np.sin(y[1]) * y[0]
        y[1:3] = y[1:3] - 0.25 * y[1:3] + y[0:2] - 3.0 * y[1:3] + a[1]
        for j in range(2):
            y[j] = y[j] + y[j] * x[j]
    return np.sum(y) + a[1]


VECTOR, MATRIX = np.array([0.3, -0.7, 0.5, 1.1]), np.random.default_rng(0).standard_normal((4, 4))


@pytest.mark.parametrize(("f", "arguments", "absent"), [
    (linear_stencil, (VECTOR, VECTOR[::-1].copy(), 3), "0.5 * (u["),
    (sums_of_product, (MATRIX, MATRIX.T), "x @ y"),
    (product, (MATRIX, MATRIX.T.copy()), ") @ y"),
    (one_row, (MATRIX, MATRIX), "outer"),
    (seidel, (VECTOR, VECTOR * 2.0), "a[i] +="),
    (same_items, (VECTOR, 3), "broadcast_like"),
], ids=lambda v: getattr(v, "__name__", None))
def test_is_not_computed(f, arguments, absent):
    """The source lacks what its shape alone is read of, and is right."""
    gradient = s2sad.grad(f)
    code = [line for line in gradient.source_for(*arguments).splitlines() if not line.strip().startswith("#")]
    assert absent not in "\n".join(code)
    s2sad.check_grads(f, arguments)


def test_an_index_that_does_not_fit_still_raises():
    with pytest.raises(IndexError):
        longer_than_it_says(VECTOR, VECTOR, 4)
    with pytest.raises(IndexError):
        s2sad.grad(longer_than_it_says)(VECTOR, VECTOR, 4)
    s2sad.check_grads(longer_than_it_says, (VECTOR, VECTOR, 3))


def test_a_shape_is_asked_of_what_is_not_written():
    """Asking for shapes does not make a copy of what is written, nor keep the forward loop."""
    source = s2sad.grad(linear_stencil).source_for(VECTOR, VECTOR, 3)
    assert "u = u.copy()" not in source


def differences(u):
    return np.sum((u[1:] - u[:-1]) ** 3)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_ends_of_differences(n):
    """Only the end that nothing is stored into is made zero; vectors of any length have one."""
    u = np.arange(1.0, n + 1.0) ** 2
    assert "zeros" not in s2sad.grad(differences).source_for(u)
    s2sad.check_grads(differences, (u,))
    for short in (np.ones(0), np.ones(1)):
        np.testing.assert_array_equal(s2sad.grad(differences)(short), np.zeros_like(short))


def chosen_among(x, a, b):
    """A mean of one array or of another, of another length."""
    m = x * a
    for i in range(3):
        m = m if i == 1 else x * b
    return np.mean(m * m)


LONG, SHORT = np.arange(1.0, 4.0), np.arange(2.0)


def among_defaults(x, a=LONG, b=SHORT):
    return chosen_among(x, a, b)


def of_defaults(x):
    return among_defaults(x)


def of_items(x, arrays):
    return chosen_among(x, arrays[0], arrays[1])


def test_constants_of_different_lengths_have_different_shapes():
    s2sad.check_grads(of_defaults, (2.0,))


def test_items_of_a_list_may_have_different_lengths():
    arrays = [LONG, SHORT]
    s2sad.check_grads(of_items, (2.0, arrays), wrt=(0, 1))
    s2sad.check_grads(of_items, (2.0, tuple(arrays)), wrt=(0, 1))


def tripled(x):
    return 3.0 * np.asarray(x)


@s2sad.differential(tripled)
def tripled_rule(x, dx):
    """What shape a differential has, is that of the argument: no product of differentials."""
    return 3.0 * np.reshape(np.ravel(dx) * np.ones(dx.size), dx.shape) + np.zeros_like(dx) * len(dx)


@pytest.mark.parametrize("x", [np.arange(3.0), np.ones((2, 3))])
def test_a_rule_may_ask_the_shape_of_a_differential(x):
    s2sad.check_grads(lambda x: np.sum(tripled(x) ** 2), (x,))
