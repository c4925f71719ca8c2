"""Recursive functions that write into the arrays that they are given: V-cycles, quicksort, Fourier's transform."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import numpy as np
import pytest

import s2sad

from .golden.differences import assert_close, gradient

RNG = np.random.default_rng(0)


def smooth(u, f):
    for _ in range(2):
        u[1:-1] = 0.5 * (u[:-2] + u[2:] + f[1:-1])


def v_cycle(u, f):
    n = len(u)
    smooth(u, f)
    if n <= 3:
        return
    r = np.zeros(n)
    r[1:-1] = f[1:-1] + u[:-2] - 2.0 * u[1:-1] + u[2:]
    coarse = r[::2].copy()
    correction = np.zeros(len(coarse))
    v_cycle(correction, 4.0 * coarse)
    u[::2] += correction
    u[1::2] += 0.5 * (correction[:-1] + correction[1:])
    smooth(u, f)


def multigrid(u, f):
    v_cycle(u, f)
    return np.sum(u**2)


def butterflies(re, im):
    n = len(re)
    if n == 1:
        return
    a, b = re[::2].copy(), im[::2].copy()
    c, d = re[1::2].copy(), im[1::2].copy()
    butterflies(a, b)
    butterflies(c, d)
    angle = 2 * np.pi * np.arange(n // 2) / n
    cos, sin = np.cos(angle), -np.sin(angle)
    re[: n // 2] = a + cos * c - sin * d
    im[: n // 2] = b + cos * d + sin * c
    re[n // 2 :] = a - cos * c + sin * d
    im[n // 2 :] = b - cos * d - sin * c


def power_spectrum(x, w):
    re, im = x * 1.0, np.zeros(len(x))
    butterflies(re, im)
    return np.sum(w * (re**2 + im**2))


def quicksort(a, low, high):
    if low < high:
        pivot, i = a[high], low
        for j in range(low, high):
            if a[j] < pivot:
                a[i], a[j] = a[j], a[i]
                i += 1
        a[i], a[high] = a[high], a[i]
        quicksort(a, low, i - 1)
        quicksort(a, i + 1, high)


def sorted_sum(a, w):
    quicksort(a, 0, len(a) - 1)
    return np.sum(w * a)


def products(x, n):
    if n > 1:
        x[1:n] *= x[: n - 1]
        products(x[1:], n - 1)


def through_views(x, w):
    products(x, len(x))
    return np.sum(w * x**2)


def corner(x, n):
    y = x.reshape(-1)
    y[n] = y[0] * y[1]
    if n > 2:
        corner(x, n - 1)
    return x[0, 0] * n


def reshaped(x, w):
    last = corner(x, 3)
    return np.sum(w * x**2) + last


CASES = [(multigrid, 9), (power_spectrum, 8), (sorted_sum, 7), (through_views, 5), (reshaped, (2, 2))]


@pytest.mark.parametrize("f, shape", CASES, ids=[f.__name__ for f, _ in CASES])
def test_gradient(f, shape):
    x, w = RNG.normal(size=shape), RNG.normal(size=shape)
    before = x.copy(), w.copy()
    value, found = s2sad.value_and_grad(f, (0, 1))(x, w)
    assert np.array_equal(x, before[0]) and np.array_equal(w, before[1])
    assert value == f(x.copy(), w.copy())
    for i in (0, 1):
        assert_close(found[i], gradient(f, (x, w), i))
    s2sad.check_grads(f, (x, w), wrt=(0, 1))


def given_back(x, n):
    x[n] *= x[0]
    return x if n == 1 else given_back(x, n - 1)


def untouched(x, n):
    return x if n == 0 else untouched(x, n - 1)


def test_the_array_that_comes_back_may_be_read():
    def f(x):
        y = given_back(x, 2)
        return np.sum(y**2)
    x = RNG.normal(size=3)
    assert_close(s2sad.grad(f)(x), gradient(f, (x,), 0))


@pytest.mark.parametrize("helper", [given_back, untouched])
def test_the_array_that_comes_back_may_be_the_one_that_was_given(helper):
    def f(x):
        y = helper(x, 2)
        y[0] = 7.0 * y[1]
        return np.sum(x**2)
    with pytest.raises(s2sad.UnsupportedError, match="may share its memory"):
        s2sad.grad(f)(RNG.normal(size=3))


def test_two_arguments_that_are_one_array_are_refused():
    def added(x, y, n):
        x[n] += y[0]
        if n > 0:
            added(x, y, n - 1)

    def f(x):
        added(x, x, 2)
        return np.sum(x)
    with pytest.raises(s2sad.UnsupportedError, match="shares its memory with another argument"):
        s2sad.grad(f)(RNG.normal(size=3))
