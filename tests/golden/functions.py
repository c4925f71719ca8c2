"""Functions that call functions, and what they are given."""

# mypy: ignore-errors

import numpy as np

from . import case


def square(x):
    return x * x


def softplus(x, sharpness=1.0):
    return np.log1p(np.exp(sharpness * x)) / sharpness


@case(0.4)
def helpers(x):
    y = square(x) + square(x + 1.0)
    return softplus(y, sharpness=2.0)


@case(0.4)
def closure(x):
    k = 2.0 * x

    def scale(v):
        return k * v

    return scale(x) + scale(np.sin(x))


def scaled_by(k):
    def scaled(x):
        return k * x**2

    return scaled


scaled = case(0.4)(scaled_by(3.0))


@case(1.2, 5, modes="grad value_and_grad")
def recursive(x, n):
    if n == 0:
        return 1.0
    return x * recursive(x, n - 1)


@case(0.4)
def applied(x):
    def twice(f, v):
        return f(f(v))

    return twice(lambda v: np.sin(v) + x, x)


@case(0.4)
def defaults(x, rate=0.1, *, power=3):
    return rate * x**power


@case({"w": np.array([0.3, -0.2]), "b": 0.1}, np.array([1.0, 2.0]))
def dictionary(params, x):
    return np.tanh(params["w"] @ x + params["b"])


@case((0.3, np.array([1.0, 2.0])))
def pair(p):
    a, b = p
    return a * np.sum(b)


@case([(np.eye(2) * 0.5, np.ones(2)), (np.eye(2), np.zeros(2))], np.array([0.3, -0.4]))
def layers(weights, x):
    for w, b in weights:
        x = np.tanh(w @ x + b)
    return np.sum(x)


@case(0.4, modes="grad vjp")
def two_results(x):
    def sincos(v):
        return np.sin(v), np.cos(v)

    s, c = sincos(x)
    return s * c


@case(0.4, 0.3, wrt=(0, 1))
def star_arguments(x, y):
    def total(*values):
        s = 0.0
        for v in values:
            s = s + v * v
        return s

    return total(x, y, x * y)


@case(0.4)
def counter(x):
    total = 0.0

    def add(v):
        nonlocal total
        total = total + v

    add(x)
    add(x * x)
    return total
