"""Straight-line programs: chains, several arguments, what is not needed."""

# mypy: ignore-errors

import math

import numpy as np

from . import case

RATE = 0.5
TABLE = np.array([1.0, 2.0, 3.0])


@case(0.6, 1.3, wrt=(0, 1), modes="grad value_and_grad vjp jvp")
def f(x, y):
    z = x * y
    return np.sin(z) + x


@case(0.7, modes="grad value_and_grad grad_grad")
def chain(x):
    y = np.sin(x)
    z = np.exp(y)
    return np.log(z + 1.0)


@case(0.7, 0.3, 1.9, wrt=("x", "z"))
def several(x, y, z):
    u = x / y
    v = u - z**2
    return u * v / (1.0 + z)


@case(1.2, 0.4)
def unused(x, y):
    return 3.0 * x


@case(1.2, 0.4, wrt=(0, 1))
def no_dependence(x, y):
    return y * y


@case(0.9)
def dead_code(x):
    a = np.cos(x)
    b = a * 2.0
    c = np.tanh(b)
    d = c + a
    d = x * x
    return d


@case(0.9)
def constants(x):
    a = 2.0 * math.pi
    return RATE * a * x**3 + TABLE[1]


@case(0.9)
def shared(x):
    return np.exp(x) / (1.0 + np.exp(x))


@case(2.0, 3.0, wrt=(0, 1), modes="value_and_grad")
def log_root(w1, w2):
    return w2 * np.log(w1) + np.sqrt(w2 * np.log(w1))


@case(0.4)
def renamed(x):
    x = x * x
    x = np.sin(x)
    x += 1.0
    x *= x
    return x


@case(0.4, 2.0, wrt=(0, 1))
def swapped(a, b):
    a, b = b * a, a + b
    return a / b


@case(1.5)
def checked(x):
    assert x > 0, "x must be positive"
    if x > 100:
        raise ValueError(f"{x} is too large")
    print(f"x is {x:.1f}")
    return math.sqrt(x)


@case(0.7, 1.3, modes="grad value_and_grad", wrt=(0, 1))
def gated(x, y):
    """Python floats where every use gives the same bits; NumPy's number divides, as it may be 0."""
    s = np.sin(x)
    e = np.exp(s * y)
    g = e / (1.0 + e * e)
    t = np.tanh(g * x + s)
    return np.log(s * y) * t + g * t * y
