"""Loops, over whatever, left in every way."""

# mypy: ignore-errors

import numpy as np

from . import case

X = np.array([0.5, -0.3, 0.8, 0.1])
Y = np.array([1.5, 0.7, -0.2, 0.4])


@case(1.1, 4, modes="grad value_and_grad vjp jvp grad_grad")
def power(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


@case(0.3, 9)
def steps(x, n):
    total = 0.0
    for i in range(1, n, 2):
        total += np.sin(i * x)
    return total


@case(0.3, 5, wrt=(0,), modes="grad")
def linear(x, n):
    y = x
    for i in range(n, 0, -1):
        y = y + i * x
    return y


@case(X, modes="grad jvp")
def over_array(x):
    total = 0.0
    for v in x:
        total += v * v
    return total


@case(X, modes="grad")
def enumerated(x):
    total = 0.0
    for i, v in enumerate(x):
        total += i * np.exp(v)
    return total


@case(X, Y, wrt=(0, 1))
def zipped(x, y):
    total = 0.0
    for a, b in zip(x, y):
        total += a * np.sin(b)
    return total


@case(X, 0.5, wrt=(0, 1))
def horner(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


@case(X, 3, modes="grad vjp")
def indexed(x, n):
    total = 0.0
    for i in range(n):
        total += x[i] * x[i + 1]
    return total


@case(5.0, modes="grad value_and_grad")
def newton(a):
    x = a
    while abs(x * x - a) > 1e-14 * a:
        x = 0.5 * (x + a / x)
    return x


@case(1.3, 10)
def with_break(x, n):
    y = x
    for _ in range(n):
        if y > 4:
            break
        y = y * x
    return y


@case(X)
def with_continue(x):
    total = 0.0
    for v in x:
        if v < 0:
            continue
        total += np.sqrt(v)
    return total


@case(1.3, 3)
def for_else(x, n):
    y = x
    for _ in range(n):
        y = y * x
        if y > 100:
            break
    else:
        y = y + x
    return y


@case(X, 0.6)
def first_large(x, limit):
    for v in x:
        if v > limit:
            return v * v
    return x[0]


@case(0.4, 3, 2)
def nested(x, n, m):
    total = 0.0
    for i in range(n):
        y = x
        for _ in range(m):
            y = np.sin(y) * (i + 1)
        total += y
    return total


@case(0.4, 6)
def branch_in_loop(x, n):
    y = x
    for i in range(n):
        if i % 2 == 0:
            y = y * y + x
        else:
            y = np.cos(y)
    return y


@case(0.4, 6, modes="grad jvp")
def fibonacci(x, n):
    a, b = x, 1.0
    for _ in range(n):
        a, b = b, a * b
    return b


@case(0.1, 8, 0.05)
def pendulum(theta, n, h):
    omega = 0.0
    for _ in range(n):
        omega = omega - h * np.sin(theta)
        theta = theta + h * omega
    return theta


@case(0.3, 4)
def listed(x, n):
    ys = []
    for i in range(n):
        ys.append(x**i)
    return sum(ys)


@case(0.3, 4)
def comprehended(x, n):
    return sum([np.sin(i * x) for i in range(n)])


@case(np.array([1.0, 0.2, 0.1]), np.array([0.1, 0.9, 0.2]), 5, wrt=(0, 1))
def orbit(r, v, n):
    """The quotient is read by an inner product alone: it need not be recorded."""
    for _ in range(n):
        v = v - 0.01 * r / np.dot(r, r) ** 1.5
        r = r + 0.01 * v
    return np.dot(r, v)


@case(np.array([[0.3, -0.2], [0.5, 0.1]]), np.array([1.0, 0.4]), 4, modes="grad vjp")
def direction(a, x, n):
    """The value after a trip is the one before the next: one tape, not two."""
    for _ in range(n):
        x = a @ x
        x = x / np.sqrt(np.dot(x, x))
    return np.sum(x * x * x)


@case(0.7, 5)
def cubic(x, n):
    """Like terms are collected."""
    for _ in range(n):
        x = x - 0.1 * (x * x * x - x)
    return x


@case(1.5, np.array([2.0, 3.0]), 2)
def ratios(x, ys, n):
    """What may raise is computed, although nothing reads it; the division by n is the adjoint's, too."""
    total = 0.0
    for i in range(n):
        total += x / n + ys[i]
    return total
