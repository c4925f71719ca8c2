"""What a random generator draws has a kind: it is an index, a size, a factor, and is drawn once for both sweeps."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import numpy as np
import pytest

import s2sad

from .golden.differences import assert_close, gradient

V = np.array([0.5, -0.3, 0.8])


def drawn_index(x):
    rng = np.random.default_rng(3)
    s = 0.0
    for _ in range(6):
        x[rng.integers(3)] *= 1.5
        s += x[rng.integers(0, 3)] ** 2
    return s


def drawn_indices(x):
    idx = np.random.default_rng(1).integers(0, 3, size=4)
    x[idx] = x[idx] ** 2
    return np.sum(x * np.array([1.0, 2.0, 3.0]))


def drawn_swap(x):
    rng = np.random.RandomState(0)
    i, j = rng.randint(0, 3, 2)
    x[i], x[j] = x[j], 2.0 * x[i]
    return np.sum(x**3)


def noise_that_is_written(x):
    rng = np.random.default_rng(2)
    z = rng.normal(0.0, 1.0, (2, 3))
    z[0] = x
    return np.sum(np.sin(z * x) * rng.uniform())


def one_draw_for_each_mean(x):
    rng = np.random.default_rng(2)
    return np.sum(rng.normal(np.zeros(3), 1.0) * x)


@pytest.mark.parametrize("f", [drawn_index, drawn_indices, drawn_swap, noise_that_is_written, one_draw_for_each_mean])
def test_gradient(f):
    value, found = s2sad.value_and_grad(f)(V)
    assert value == f(V.copy())
    assert_close(found, gradient(f, (V,), 0))
    value, tangent = s2sad.jvp(f)(V, np.ones(3))
    assert value == f(V.copy())
    assert_close(tangent, np.sum(found))


def test_a_generator_that_is_given():
    def f(x, rng):
        x[rng.integers(3)] *= 2.0
        return np.sum(x * rng.standard_normal(3))

    def seeded(x):
        return f(x, np.random.default_rng(5))
    assert_close(s2sad.grad(f)(V, np.random.default_rng(5)), gradient(seeded, (V,), 0))


def test_kinds_are_known():
    """Nothing in the source asks what the run has drawn."""
    for f in (drawn_index, drawn_indices, drawn_swap):
        assert "conform" not in s2sad.grad(f).source_for(V)


def test_the_global_generator_keeps_its_name():
    def f(x):
        return x * np.random.normal() + np.random.randint(2)
    assert "np.random.normal()" in s2sad.grad(f).source_for(0.4)
