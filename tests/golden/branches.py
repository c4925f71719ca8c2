"""Branches: as statements and expressions, with early returns."""

# mypy: ignore-errors

import numpy as np

from . import case


@case(0.7, modes="grad value_and_grad jvp")
def if_else(x):
    if x > 1:
        y = x * x
    else:
        y = 2 * x - 1
    return np.sin(y)


@case(0.3)
def elif_chain(x):
    if x < 0:
        y = -x
    elif x < 1:
        y = x**2 / 2
    elif x < 2:
        y = np.exp(x)
    else:
        y = 0.0
    return y * x


@case(0.7)
def ternary(x):
    return x * x if x > 1 else 2 * x - 1


@case(0.7, 2, modes="grad vjp")
def guards(x, kind):
    if kind == 0:
        return 0.0
    if x < 0:
        return -x
    y = np.log(x)
    if kind == 1:
        return y
    return y * y


@case(0.7, 0.2, wrt=(0, 1))
def and_or(x, y):
    if x > 0 and y > 0 or x > 2:
        return x * y
    return x - y


@case(0.7, True)
def conditional_update(x, squared):
    y = np.sin(x)
    if squared:
        y = y**2
    return y * x


@case(0.7, -0.4, wrt=(0, 1))
def clamped(x, y):
    low = min(x, y)
    high = max(x, y, 0.1)
    return high**2 - abs(low)
