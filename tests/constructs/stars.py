"""Stars before arrays, and what the last statement of a `try` writes."""

# mypy: ignore-errors

import math

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])
W4 = np.array([0.3, -0.2, 0.7, 1.1])
M = np.arange(6.0).reshape(2, 3) / 5


class Acc:
    def __init__(self):
        self.t = 0.0
        self.n = 0

    def add(self, v):
        self.t += math.log(v)


@case(V)
def star_tuple(w):
    t = (0.0, *w)
    return sum(a * b for a, b in zip(t, t[1:])) * len(t)


@case(V)
def star_tuple_only(w):
    t = (*w,)
    return t[0] * t[-1] + sum(t)


@case(V, W4)
def star_two(w, v):
    t = (*w, *v, 1.0)
    return np.sum(np.array(t) ** 2) + t[3]


@case(V)
def star_call(w):
    def f(a, b, c, *, k=2.0):
        return a * b + c**k

    return f(*w) + f(*w[::-1], k=3.0)


@case(V)
def star_call2(w):
    def f(s, a, b, c):
        return s * a * b + c

    return f(2.0, *w)


@case(M)
def star_rows(A):
    def f(a, b):
        return np.sum(a * b * b)

    return f(*A)


@case([0.3, 0.4, 0.5])
def match_seq(xs):
    match xs:
        case [a]:
            return a
        case [a, b, *rest]:
            return a * b + sum(rest) ** 2


@case(V)
def try_append(w):
    xs = []
    for v in w:
        try:
            xs.append(math.log(v))
        except ValueError:
            pass
    return sum(xs) * w[1]


@case(V)
def try_append_else(w):
    xs = [1.0]
    for v in w:
        try:
            y = math.log(v)
            xs.append(y)
        except ValueError:
            xs.append(v * v)
    return sum(a * (i + 1) for i, a in enumerate(xs))


@case(V)
def try_item(w):
    a = w * 2
    for i in range(len(w)):
        try:
            a[i] = math.sqrt(w[i])
        except ValueError:
            a[i] = -1.0 * a[0]
    return np.sum(a * a)


@case(V)
def try_item_aug(w):
    a = w * 2
    for i in range(len(w)):
        try:
            a[i] += math.sqrt(w[i])
        except ValueError:
            pass
    return np.sum(a * a)


@case(0.5)
def try_dict(x):
    d = {}
    for k, v in (("a", x), ("b", -x), ("c", x * x)):
        try:
            d[k] = math.log(v)
        except ValueError:
            d[k] = v
    return d["a"] * d["b"] + d["c"]


@case(V)
def try_method(w):
    acc = Acc()
    for v in w:
        try:
            acc.add(v)
        except ValueError:
            acc.n += 1
    return acc.t * acc.n


@case(W4)
def try_index_error(w):
    out = np.zeros(3)
    for i in range(len(w)):
        try:
            out[i] = w[i] ** 2
        except IndexError:
            out[0] += w[i]
    return np.sum(out * out)
