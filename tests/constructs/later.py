"""Variables, keys and functions that get their value later than where they are first named."""

# mypy: ignore-errors
# ruff: noqa: B023, E731, F821 - variables that loops assign

from collections import defaultdict

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])
M = np.arange(6.0).reshape(2, 3) / 5 + 0.1


@case(V)
def assigned_by_the_trip_before(x):
    s = 0.0
    for i in range(len(x)):
        if i > 0:
            y = prev * x[i]
            s = s + y * y
        prev = np.sin(x[i])
    return s


@case(M)
def row_of_the_trip_before(A):
    s = 0.0
    for i, row in enumerate(A):
        if i > 0:
            s = s + np.sum(prev * row)
        prev = np.sin(row)
    return s


@case(0.5, 4)
def first_trip_by_a_flag(x, n):
    first = True
    t = 0.0
    for _ in range(n):
        if first:
            acc = x
            first = False
        else:
            acc = acc * x + 1.0
        t += acc * acc
    return t


@case(M)
def assigned_before_the_inner_loop_ends(A):
    s = 0.0
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            if i > 0:
                s += prev * A[i, j]
        prev = np.sin(A[i, 0])
    return s


class Momentum:
    def __init__(self, lr, beta):
        self.lr, self.beta, self.state = lr, beta, {}

    def step(self, name, p, g):
        m = self.beta * self.state.get(name, 0.0) + g
        self.state[name] = m
        return p - self.lr * m


@case(np.array([1.0, 2.0]), 0.1)
def keys_of_an_optimiser(w, lr):
    opt = Momentum(lr, 0.9)
    b = 0.5
    for _ in range(4):
        g = 2 * w * b
        gb = np.sum(w * w)
        w = opt.step("w", w, g)
        b = opt.step("b", b, gb)
    return np.sum(w * w) * b


@case(np.array([1.0, 2.0]), 5)
def keys_of_an_optimiser_n(w, n):
    opt = Momentum(0.1, 0.9)
    b = 0.5
    for _ in range(n):
        g = 2 * w * b
        gb = np.sum(w * w)
        w = opt.step("w", w, g)
        b = opt.step("b", b, gb)
    return np.sum(w * w) * b


@case(0.7, 5)
def keys_plain(x, n):
    state = {}
    for i in range(n):
        g = np.sin(x) * i
        state["m"] = 0.9 * state.get("m", 0.0) + g
        if "v" not in state:
            state["v"] = 1.0
        state["v"] = 0.5 * state["v"] + g * g
        x = x - 0.1 * state["m"] / (1.0 + state["v"])
    return x * state["m"]


@case(0.7, 5)
def keys_default(x, n):
    d = defaultdict(float)
    for i in range(n):
        d["a"] += x**i
        if i % 2:
            d["b"] += x * i
    return d["a"] * d["b"] + d["c"]


@case(0.7, 5)
def keys_chosen_by_an_if(x, n):
    totals = {}
    for i in range(n):
        key = "even" if i % 2 == 0 else "odd"
        totals[key] = totals.get(key, 0.0) + x * i
    return totals["even"] * totals["odd"]


@case(np.array([0.2, 0.5, 0.9]))
def keys_in_while(w):
    cache = {}
    k = 0
    while k < 3:
        prev = cache.get("h")
        h = np.tanh(w) if prev is None else np.tanh(w + prev)
        cache["h"] = h
        k += 1
    return np.sum(cache["h"])


@case({"w": np.array([1.0, 2.0]), "b": 0.3}, 3)
def keys_adam(params, n):
    m = {}
    v = {}
    for t in range(1, n + 1):
        grads = {k: 2 * p for k, p in params.items()}
        for k in params:
            m[k] = 0.9 * m.get(k, 0.0) + 0.1 * grads[k]
            v[k] = 0.99 * v.get(k, 0.0) + 0.01 * grads[k] ** 2
        params = {k: p - 0.1 * m[k] / (np.sqrt(v[k]) + 1e-3) for k, p in params.items()}
    return np.sum(params["w"]) * params["b"]


@case(0.7, 5)
def keys_len(x, n):
    d = {"z": x}
    for i in range(n):
        if i % 2:
            d["a"] = x * i
        if i > 2:
            d["b"] = d["a"] * x
    return len(d) * x * d["b"]


@case(0.7, 5)
def keys_pop(x, n):
    d = {}
    for i in range(n):
        if "a" in d:
            t = d.pop("a") * x
        else:
            t = x
            d["b"] = t
        d["a"] = t + i
        if i == 3:
            del d["a"]
    return d.get("a", 5.0 * x) + d["b"] + d.pop("c", x)


@case(0.7, 4)
def keys_iter_certain(x, n):
    d = {}
    for i in range(4):
        d["b"] = d.get("b", 1.0) * x
        d["a"] = d.get("a", 0.0) + x * i
    s = 0.0
    for j, (k, v) in enumerate(d.items()):
        s += v * (j + 1) * (2.0 if k == "a" else 1.0)
    return s


@case(0.75, 4)     # whose sums are exact: from Python 3.12 on, `sum` compensates
def keys_if_only(x, n):
    d = {"k": x}
    if n > 2:
        d["e"] = x * x
    if n > 3:
        d["f"] = d["e"] * 2
    return sum(d.get(k, 0.5 * x) for k in ("k", "e", "f", "g")) * (2.0 if "e" in d else 1.0)


@case(V, 3)
def keys_arrays(w, n):
    c = {}
    for i in range(n):
        c["h"] = np.tanh(w * c["h"]) if "h" in c else np.tanh(w)
    return np.sum(c["h"])


@case(0.7, 4)
def keys_get_diff(x, n):
    d = {}
    for i in range(n):
        y = d.get("a", 1.0) + d.get("a", 2.0) * x
        d["a"] = y * x
    return d["a"]


@case(0.7, 4)
def keys_default_var(x, n):
    d = {}
    for i in range(n):
        y = d.get("a", x) * x
        if i > 0:
            d["a"] = y
    return d["a"] + d.get("q", 2 * x)


@case(0.7, 4)
def keys_while(x, n):
    d = {}
    i = 0
    while i < n and d.get("s", 0.0) < 5:
        d["s"] = d.get("s", 0.0) + x
        i += 1
    return d["s"] * x


@case(0.7, 4)
def keys_inner(x, n):
    d = {}
    for i in range(n):
        for k in ("p", "q"):
            d[k] = d.get(k, 0.0) + x**i
            for _ in range(i):
                d["r"] = d.get("r", 1.0) * x
    return d["p"] * d["q"] * d["r"]


@case(0.7, 4)
def keys_break(x, n):
    d = {}
    for i in range(n):
        d["s"] = d.get("s", 0.0) + x * i
        if d["s"] > 1.5:
            break
        d["t"] = d["s"] * x
    return d["s"] * d["t"]


@case(0.7, 4)
def keys_update(x, n):
    d = {}
    for i in range(n):
        d.update(a=x * i, b=x)
        d |= {"c": d["a"] + d.get("c", 0.0)}
    return d["c"] * d["b"]


@case(0.5)
def functions_read_later(x):
    def f(t):
        return t * k

    k = x * 2
    return f(x)


@case(0.5)
def functions_mutual(x):
    def even(n):
        return x if n == 0 else x * odd(n - 1)

    def odd(n):
        return 1.0 if n == 0 else np.sin(x) * even(n - 1)

    return even(5)


@case(0.5, 5)
def functions_mutual_n(x, n):
    def even(n):
        return x if n == 0 else x * odd(n - 1)

    def odd(n):
        return 1.0 if n == 0 else np.sin(x) * even(n - 1)

    return even(n) * odd(n)


@case(0.5)
def rec_rebound(x):
    k = 1.0
    k = k * x

    def f(n):
        return k if n == 0 else k * f(n - 1) + x

    return f(4)


@case(0.5, 4)
def rec_between(x, n):
    k = x

    def f(n):
        return k if n == 0 else k * f(n - 1) + x

    a = f(n)
    k = a * x
    return f(n) * a


@case(0.5, 4)
def helper_later(x, n):
    def main(t):
        for i in range(n):
            t = step(t, i)
        return t

    def step(t, i):
        return np.sin(t) * scale + i

    scale = x * x
    return main(x)


@case(0.5, 4)
def late_in_loop(x, n):
    total = 0.0
    def f(t):
        return t * (i + 1) + x

    for i in range(n):
        total += f(total)
    return total


@case(0.5, 4)
def counter_closure(x, n):
    calls = 0

    def g(t):
        nonlocal calls
        calls += 1
        return t * calls

    s = 0.0
    for i in range(n):
        s += g(x) * g(s)
    return s * calls


@case(0.5)
def factory(x):
    def make(k):
        def inner(t):
            return t * k + off

        off = k * x
        return inner

    fs = [make(j) for j in range(3)]
    return fs[0](x) + fs[2](x) * fs[1](x)


@case((0.5, ((0.2, 0.3), 0.7)))
def tree_mutual(tree):
    def node(t):
        return leaf(t) if isinstance(t, float) else sum(node(c) for c in t) * scale

    def leaf(v):
        return v * v

    scale = 2.0
    return node(tree)


@case(0.7)
def function_made_by_each_trip(x):
    total = 0.0
    for i in range(3):
        state = {"a": x * i}
        bump = lambda q: state["a"] * q
        total = total + bump(x)
    return total + bump(2.0)


@case(0.7, 4)
def dict_of_a_function_rebound_by_a_loop(x, n):
    total = 0.0
    state = {"a": x}
    bump = lambda q: state["a"] * q
    for i in range(n):
        total = total + bump(x)
        state = {"a": x * i}
    return total + bump(2.0)
