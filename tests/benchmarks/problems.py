"""The programs that are measured, each with the gradient that a careful human would write.

`hand` is the bar, so it is as fast as NumPy and plain Python allow *for the program as written*:
it keeps only what its reverse sweep reads, accumulates in place, works on Python floats in scalar
code, and leaves out forward values that the gradient does not need.  It may use calculus on one
line at a time (softmax, sigmoid, `f f'' / f'^2`), but not replace the algorithm: Newton's method
is not replaced by the implicit function theorem, nor 50 small matmuls by one large one.

A matrix product is spelled `a.dot(b)`, the fastest spelling for small arrays.

A primal is one self-contained function whose only global is `np`, so that a peer can run it on its
own `np`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Problem:
    """A scalar function, what to differentiate it by, and its gradient by hand."""

    name: str
    kind: str  # "scalar" or "array", and "loop" where there is one: which targets apply
    primal: Callable[..., Any]
    wrt: int | tuple[int, ...]
    arguments: Callable[[], tuple[Any, ...]]
    hand: Callable[..., Any]


PROBLEMS: dict[str, Problem] = {}


def problem(kind, primal, wrt, arguments):
    """Register the decorated function as the hand-written gradient of `primal`."""

    def register(hand):
        name = primal.__name__
        PROBLEMS[name] = Problem(name, kind, primal, wrt, arguments, hand)
        return hand

    return register


def random(*shape: int, seed: int = 0, scale: float = 1.0) -> np.ndarray:
    """Return the same normally distributed numbers at every call."""
    return scale * np.random.default_rng([seed, *shape]).standard_normal(shape)


# --- scalar code: Python floats --------------------------------------------------------------


def scalar_arithmetic(x, y, z):
    a = x * y - z
    b = a * a + x
    c = (b - y) / (1.0 + a * z)
    d = c * b - x * z
    e = d / (2.0 + c * c)
    f = e * d - a * c
    g = f * f + e * y
    h = (g - b) / (1.0 + e * e)
    i = h * c + g * x
    j = (i * i - h * a) / (3.0 + i * i)
    return j * g + i * z - h


@problem("scalar", scalar_arithmetic, (0, 1, 2), lambda: (0.7, 1.3, 0.4))
def scalar_arithmetic_hand(x, y, z):
    a = x * y - z
    b = a * a + x
    p = 1.0 + a * z
    c = (b - y) / p
    d = c * b - x * z
    q = 2.0 + c * c
    e = d / q
    f = e * d - a * c
    g = f * f + e * y
    r = 1.0 + e * e
    h = (g - b) / r
    i = h * c + g * x
    s = i * i
    t = 3.0 + s
    j = (s - h * a) / t
    # j = (i * i - h * a) / t
    n_bar = g / t
    i_bar = z + 2.0 * i * n_bar * (1.0 - j)
    # i = h * c + g * x
    h_bar = i_bar * c - n_bar * a - 1.0
    # h = (g - b) / r
    m_bar = h_bar / r
    g_bar = j + i_bar * x + m_bar
    # g = f * f + e * y
    f_bar = 2.0 * g_bar * f
    # f = e * d - a * c
    e_bar = g_bar * y + f_bar * d - 2.0 * m_bar * h * e
    # e = d / q
    q_bar = e_bar / q
    d_bar = f_bar * e + q_bar
    # d = c * b - x * z
    c_bar = i_bar * h - f_bar * a - 2.0 * q_bar * e * c + d_bar * b
    # c = (b - y) / p
    k_bar = c_bar / p
    p_bar = -k_bar * c
    b_bar = d_bar * c - m_bar + k_bar
    # b = a * a + x
    a_bar = p_bar * z - n_bar * h - f_bar * c + 2.0 * b_bar * a
    # a = x * y - z
    x_bar = i_bar * g - d_bar * z + b_bar + a_bar * y
    y_bar = g_bar * e - k_bar + a_bar * x
    z_bar = i - d_bar * x + p_bar * a - a_bar
    return x_bar, y_bar, z_bar


def scalar_functions(x, y):
    a = np.sin(x) * y
    b = np.exp(-a * a)
    c = np.log(1.0 + b * x)
    d = np.tanh(c + y)
    e = np.sqrt(d * d + a * a)
    f = np.cos(e * x)
    g = np.exp(f * c) / (1.0 + b)
    h = np.sin(np.log(1.0 + g * g) - e)
    return h * g + np.sqrt(1.0 + f * f) * y


@problem("scalar", scalar_functions, (0, 1), lambda: (0.7, 1.3))
def scalar_functions_hand(x, y):
    s = float(np.sin(x))
    a = s * y
    b = float(np.exp(-a * a))
    p = 1.0 + b * x
    c = float(np.log(p))
    d = float(np.tanh(c + y))
    e = float(np.sqrt(d * d + a * a))
    u = e * x
    f = float(np.cos(u))
    q = 1.0 + b
    g = float(np.exp(f * c)) / q
    t = 1.0 + g * g
    v = float(np.log(t)) - e
    r = float(np.sqrt(1.0 + f * f))
    # h = np.sin(v), v = np.log(t) - e
    v_bar = g * float(np.cos(v))
    g_bar = float(np.sin(v)) + 2.0 * v_bar * g / t
    # g = np.exp(f * c) / q
    w_bar = g_bar * g
    # f = np.cos(u), u = e * x
    u_bar = -(y * f / r + w_bar * c) * float(np.sin(u))
    # e = np.sqrt(d * d + a * a)
    k_bar = (u_bar * x - v_bar) / e
    # d = np.tanh(c + y)
    d_bar = k_bar * d * (1.0 - d * d)
    # c = np.log(p), p = 1.0 + b * x
    p_bar = (w_bar * f + d_bar) / p
    # b = np.exp(-a * a)
    b_bar = p_bar * x - w_bar / q
    # a = np.sin(x) * y
    a_bar = a * (k_bar - 2.0 * b_bar * b)
    x_bar = u_bar * e + p_bar * b + a_bar * y * float(np.cos(x))
    return x_bar, r + d_bar + a_bar * s


def scalar_loop(x, k, n):
    v = 0.0
    for _ in range(n):
        v = v - 0.01 * (x * x * x + k * v)
        x = x + 0.01 * v
    return x * x + v


@problem("scalar loop", scalar_loop, (0, 1), lambda: (1.2, 0.1, 1000))
def scalar_loop_hand(x, k, n):
    v = 0.0
    x_tape = []
    v_tape = []
    for _ in range(n):
        x_tape.append(x)
        v_tape.append(v)
        v = v - 0.01 * (x * x * x + k * v)
        x = x + 0.01 * v
    x_bar = 2.0 * x
    v_bar = 1.0
    k_bar = 0.0
    for x, v in zip(reversed(x_tape), reversed(v_tape)):
        v_bar += 0.01 * x_bar
        g = 0.01 * v_bar
        x_bar -= 3.0 * g * x * x
        k_bar -= g * v
        v_bar -= g * k
    return x_bar, k_bar


def indexed_loop(x, a):
    y = 0.0
    loss = 0.0
    for i in range(len(x)):
        e = x[i] - y
        y = y + a * e
        loss = loss + e * e
    return loss


@problem("scalar loop", indexed_loop, (0, 1), lambda: (random(1000), 0.3))
def indexed_loop_hand(x, a):
    x = x.tolist()
    y = 0.0
    tape = []
    for x_i in x:
        e = x_i - y
        tape.append(e)
        y = y + a * e
    x_bar = []
    a_bar = 0.0
    y_bar = 0.0
    for e in reversed(tape):
        a_bar += y_bar * e
        e_bar = a * y_bar + 2.0 * e
        x_bar.append(e_bar)
        y_bar -= e_bar
    x_bar.reverse()
    return np.array(x_bar), a_bar


def newton(a):
    x = a
    while abs(x * x * x - a) > 1e-12 * a:
        x = x - (x * x * x - a) / (3.0 * x * x)
    return x


@problem("scalar loop", newton, 0, lambda: (1000.0,))
def newton_hand(a):
    x = a
    tape = []
    while abs(x * x * x - a) > 1e-12 * a:
        tape.append(x)
        x = x - (x * x * x - a) / (3.0 * x * x)
    x_bar = 1.0
    a_bar = 0.0
    for x in reversed(tape):
        d = 3.0 * x * x
        g = x_bar / d
        a_bar += g
        x_bar = 6.0 * g * x * (x * x * x - a) / d
    return a_bar + x_bar


# --- loops over arrays -----------------------------------------------------------------------


def tiny_orbit(r, v, n):
    for _ in range(n):
        v = v - 0.01 * r / np.dot(r, r) ** 1.5
        r = r + 0.01 * v
    return np.dot(r, v)


@problem(
    "array loop",
    tiny_orbit,
    (0, 1),
    lambda: (np.array([1.0, 0.2, 0.1]), np.array([0.1, 0.9, 0.2]), 100),
)
def tiny_orbit_hand(r, v, n):
    tape = []
    for _ in range(n):
        s = float(r.dot(r))
        c = -0.01 * s**-1.5
        tape.append((r, s, c))
        v = v + c * r
        r = r + 0.01 * v
    r_bar = v.copy()
    v_bar = r.copy()
    for r, s, c in reversed(tape):
        v_bar += 0.01 * r_bar
        r_bar += c * v_bar
        r_bar += (-3.0 * c / s * float(v_bar.dot(r))) * r
    return r_bar, v_bar


def tiny_power(a, x, n):
    for _ in range(n):
        x = np.tanh(a @ x)
        x = x / np.sqrt(np.dot(x, x))
    return np.dot(x, a @ x)


def tiny_power_arguments():
    """Return a matrix that turns, so that neither states nor cotangents die out in the loop."""
    return 0.3 * np.linalg.qr(random(3, 3))[0], random(3), 100


@problem("array loop", tiny_power, (0, 1), tiny_power_arguments)
def tiny_power_hand(a, x, n):
    tape = []
    for _ in range(n):
        t = np.tanh(a.dot(x))
        s = float(t.dot(t)) ** -0.5
        tape.append((x, t, s))
        x = s * t
    y = x
    a_bar = y[:, None].dot(y[None])
    y_bar = a.dot(y) + y.dot(a)
    for x, t, s in reversed(tape):
        y_bar -= y_bar.dot(y) * y
        y_bar *= s
        y_bar -= y_bar * t * t
        a_bar += y_bar[:, None].dot(x[None])
        y_bar = y_bar.dot(a)
        y = x
    return a_bar, y_bar


def rnn(w, u, b, v, h, xs, ys):
    loss = 0.0
    for t in range(len(xs)):
        h = np.tanh(xs[t] @ w + h @ u + b)
        e = h @ v - ys[t]
        loss = loss + np.sum(e * e)
    return loss


def rnn_arguments():
    w, u, b = random(8, 32, scale=0.3), random(32, 32, scale=0.1), random(32, scale=0.1)
    v, h = random(32, 4, scale=0.3), np.zeros((16, 32))
    return w, u, b, v, h, random(50, 16, 8), random(50, 16, 4)


@problem("array loop", rnn, (0, 1, 2, 3), rnn_arguments)
def rnn_hand(w, u, b, v, h, xs, ys):
    tape = []
    for x, y in zip(xs, ys):
        h_old = h
        h = x.dot(w)
        h += h_old.dot(u)
        h += b
        np.tanh(h, out=h)
        e = h.dot(v)
        e -= y
        tape.append((x, h_old, h, e))
    w_bar, u_bar, b_bar, v_bar = (np.zeros_like(p) for p in (w, u, b, v))
    h_bar = np.zeros_like(h)
    ones = np.ones(len(h))
    for x, h_old, h, e in reversed(tape):
        e *= 2.0
        v_bar += h.T.dot(e)
        h_bar += e.dot(v.T)
        g = h * h
        np.subtract(1.0, g, out=g)
        g *= h_bar
        b_bar += ones.dot(g)
        w_bar += x.T.dot(g)
        u_bar += h_old.T.dot(g)
        h_bar = g.dot(u.T)
    return w_bar, u_bar, b_bar, v_bar


# --- array expressions -----------------------------------------------------------------------


def mlp(w1, b1, w2, b2, w3, b3, x, y):
    h = np.tanh(x @ w1 + b1)
    h = np.maximum(h @ w2 + b2, 0.0)
    z = h @ w3 + b3
    z = z - np.max(z, axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    return -np.sum(y * log_p) / len(x)


def mlp_arguments():
    weights = [random(64, 64, scale=0.1), random(64, scale=0.1), random(64, 64, seed=1, scale=0.1)]
    weights += [random(64, seed=1, scale=0.1), random(64, 10, scale=0.1), random(10, scale=0.1)]
    return *weights, random(128, 64), np.eye(10)[np.arange(128) % 10]


@problem("array", mlp, (0, 1, 2, 3, 4, 5), mlp_arguments)
def mlp_hand(w1, b1, w2, b2, w3, b3, x, y):
    h1 = x.dot(w1)
    h1 += b1
    np.tanh(h1, out=h1)
    h2 = h1.dot(w2)
    h2 += b2
    np.maximum(h2, 0.0, out=h2)
    g = h2.dot(w3)
    g += b3
    g -= g.max(axis=1, keepdims=True)
    np.exp(g, out=g)
    g /= g.sum(axis=1, keepdims=True)
    g -= y
    g /= len(x)
    ones = np.ones(len(x))
    w3_bar, b3_bar = h2.T.dot(g), ones.dot(g)
    g = g.dot(w3.T)
    g *= h2 > 0.0
    w2_bar, b2_bar = h1.T.dot(g), ones.dot(g)
    g = g.dot(w2.T)
    h1 *= h1
    np.subtract(1.0, h1, out=h1)
    g *= h1
    return x.T.dot(g), ones.dot(g), w2_bar, b2_bar, w3_bar, b3_bar


def logistic(w, x, y):
    return np.mean(np.logaddexp(0.0, -y * (x @ w))) + 0.01 * np.dot(w, w)


@problem("array", logistic, 0, lambda: (random(20), random(1000, 20), np.sign(random(1000))))
def logistic_hand(w, x, y):
    g = x.dot(w)
    g *= y
    np.exp(g, out=g)
    g += 1.0
    np.divide(y, g, out=g)
    w_bar = g.dot(x)
    w_bar /= -len(y)
    w_bar += 0.02 * w
    return w_bar


def log_sum_exp(x):
    m = np.max(x)
    return m + np.log(np.sum(np.exp(x - m)))


@problem("array", log_sum_exp, 0, lambda: (random(40_000),))
def log_sum_exp_hand(x):
    e = x - x.max()
    np.exp(e, out=e)
    e *= 1.0 / e.sum()
    return e


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def rosenbrock_large(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


@problem("array", rosenbrock, 0, lambda: (random(10),))
@problem("array", rosenbrock_large, 0, lambda: (random(100_000),))
def rosenbrock_hand(x):
    head = x[:-1]
    x_bar = np.empty_like(x)
    x_bar[-1] = 0.0
    head_bar = x_bar[:-1]
    g = head * head
    np.subtract(x[1:], g, out=g)
    g *= 200.0
    np.subtract(1.0, g, out=head_bar)
    head_bar *= head
    head_bar -= 1.0
    head_bar *= 2.0
    x_bar[1:] += g
    return x_bar


def solve(a, b):
    x = np.linalg.solve(a, b)
    return np.dot(x, x)


@problem("array", solve, (0, 1), lambda: (random(50, 50) + 10.0 * np.eye(50), random(50)))
def solve_hand(a, b):
    x = np.linalg.solve(a, b)
    b_bar = np.linalg.solve(a.T, 2.0 * x)
    return b_bar[:, None].dot(-x[None]), b_bar
