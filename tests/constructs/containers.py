"""Tuples, lists, dicts, sets, named tuples: made, read, written, unpacked."""

# mypy: ignore-errors

import math
from collections import OrderedDict, defaultdict, deque
from typing import NamedTuple

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])
M = np.arange(6.0).reshape(2, 3) / 5


@case(0.4)
def list_append_pop(x):
    xs = [x]
    xs.append(x * x)
    xs.append(3.0)
    xs.pop()
    last = xs.pop()
    return last * xs[0]


@case(0.4)
def list_insert_remove(x):
    xs = [x, 2.0 * x]
    xs.insert(0, x**2)
    xs.insert(-1, 5.0)
    del xs[0]
    xs.reverse()
    return xs[0] * 3 + xs[1] * xs[2]


@case(0.4)
def list_extend(x):
    xs = [x]
    xs.extend([x**2, x**3])
    xs += [x**4]
    xs = xs + [1.0, x**5]
    return sum(xs) + len(xs) * x


@case(0.4, 5)
def list_grows_in_loop(x, n):
    xs = []
    for i in range(n):
        xs.append(x**i)
    ys = [2.0]
    ys.extend(xs)
    zs = ys + xs
    return sum(zs)


@case(0.4, 5)
def list_of_unknown_length_sliced(x, n):
    xs = [x * i for i in range(n)]
    head, tail = xs[0], xs[1:]
    return sum(tail) * xs[-1] + head + sum(xs[::2])


@case(0.4, 4)
def list_pop_front(x, n):
    xs = [x**i for i in range(n)]
    total = 0.0
    while xs:
        total = total * x + xs.pop(0)
    return total


@case(0.4)
def list_slices(x):
    xs = [x, x**2, x**3, x**4]
    ys = xs[1:3]
    ys[0] = 1.0
    return sum(xs[::-1][:2]) + sum(ys)


@case(0.4)
def list_slice_assigned(x):
    xs = [x, x**2, x**3, x**4]
    xs[1:3] = [2.0 * x]
    return xs[0] + 2 * xs[1] + 3 * xs[2]


@case(0.4)
def list_item_augmented(x):
    xs = [x, 2.0]
    xs[0] *= 3
    xs[1] += x
    return xs[0] * xs[1]


@case(0.4)
def list_repeat(x):
    xs = [x] * 3
    xs[1] = x * x
    return xs[0] * xs[1] * xs[2]


@case(0.4)
def list_aliases(x):
    a = [x]
    b = a
    b.append(x**2)
    c = list(a)
    c[0] = 1.0
    return a[1] * a[0] + c[0]


@case(0.4)
def list_index_count(x):
    names = ["a", "b", "c"]
    i = names.index("b")
    return x ** (i + 1) * names.count("c")


@case(0.4)
def list_star_display(x):
    xs = [x, x * x]
    ys = [1.0, *xs, *(2.0, x)]
    a, *rest, b = ys
    return a * rest[0] * rest[1] + b * rest[-1]


@case(0.3, 4)
def list_nested_in_loop(x, n):
    rows = []
    for i in range(n):
        row = []
        for j in range(i):
            row.append(x * j)
        rows.append(sum(row))
    return sum(rows)


@case([0.3, 0.2, 0.5])
def list_argument(xs):
    total = 0.0
    for i, x in enumerate(xs):
        total += x**i
    return total * xs[-1]


@case([V, 2.0 * V])
def list_of_arrays(ws):
    h = ws[0]
    for w in ws:
        h = np.tanh(h * w)
    return np.sum(h)


@case([{"w": M, "b": 0.3}, {"w": 2 * M, "b": 0.1}])
def list_of_dicts(layers):
    x = 1.0
    for layer in layers:
        x = np.tanh(np.sum(layer["w"]) * x + layer["b"])
    return x


@case([(M, V), (M * 2, V + 1)])
def list_of_pairs(layers):
    total = 0.0
    for w, b in layers:
        total += np.sum(np.tanh(w + b))
    return total


@case({"w": V, "b": 0.3})
def dict_argument(p):
    return np.sum(p["w"] ** 2) * p["b"]


@case({"layer": {"w": V, "b": [0.3, 0.4]}, "scale": (0.2, 0.1)})
def nested_argument(p):
    return np.sum(p["layer"]["w"]) * p["layer"]["b"][1] + p["scale"][0] * p["scale"][1]


@case(0.4)
def dict_methods(x):
    d = {"a": x, "b": 2.0 * x}
    d["c"] = x**2
    d.update(a=x**3)
    d.update({"e": 5.0})
    e = d.pop("e")
    total = d.get("a", 0.0) + d.get("zzz", 1.0) + e
    for k, v in d.items():
        total += v * len(k)
    for v in d.values():
        total *= v
    for k in d:
        total += d[k]
    return total + d.setdefault("q", x) + len(d)


@case(0.4)
def dict_display(x):
    key = "k"
    base = {"a": x}
    d = {**base, key: x * x, ("t", 1): 3.0, "a" + "b": x**3}
    return d["a"] * d["k"] + d["t", 1] * d["ab"]


@case(0.4)
def dict_comprehension(x):
    d = {k: x**i for i, k in enumerate(["a", "b", "c"])}
    e = {k: v for k, v in d.items() if k != "a"}
    return d["a"] + e["b"] * e["c"]


@case(0.4)
def dict_deleted(x):
    d = {"a": x, "b": x * x}
    del d["a"]
    return d["b"] * len(d) + ("a" in d)


@case(0.4)
def dict_merged(x):
    d = {"a": x, "b": 1.0} | {"b": x * x}
    d |= {"c": 2.0}
    return d["a"] * d["b"] * d["c"]


@case({"a": 0.2, "b": 0.4})
def dict_items_argument(p):
    total = 1.0
    for name, v in p.items():
        total *= v + len(name)
    new = {k: v * v for k, v in p.items()}
    return total + new["b"] + sum(p.values())


@case(0.4)
def set_membership(x):
    allowed = {"a", "b"}
    return x * x if "a" in allowed else x


@case(0.4)
def set_comprehension(x):
    lengths = {len(s) for s in ["a", "bb", "cc"]}
    return x ** len(lengths)


class Pair(NamedTuple):
    a: float
    b: float = 2.0


@case(Pair(0.4, 0.7))
def named_tuple_argument(p):
    q = p._replace(a=p.a * p.b)
    return q.a * p[1] + q.b


@case(0.4)
def named_tuple_made(x):
    p = Pair(x)
    a, b = p
    return p.a * b + Pair(b=x, a=a).b


@case((0.4, (0.2, [0.1, 0.5])))
def tuple_nested_argument(t):
    a, (b, (c, d)) = t
    return a * b + c * d


@case(0.4)
def tuple_methods(x):
    t = (x, 2.0) + (x * x,)
    u = t * 2
    return t[0] * u[5] + t.index(2.0) + (1, 1, 2).count(1) * x


@case((0.4, 0.2, 0.1))
def tuple_slices(t):
    return sum(t[1:]) * t[0] + max(t) + len(t)


@case(0.4)
def comprehension_conditions(x):
    xs = [x * i * j for i in range(3) if i for j in range(4) if j != 2]
    return sum(xs)


@case(0.4)
def comprehension_nested(x):
    table = [[x ** (i + j) for j in range(3)] for i in range(2)]
    return sum(sum(row) for row in table) + sum(v for row in table for v in row)


@case(0.4)
def zipped_dict(x):
    d = dict(zip(["a", "b"], [x, x * x]))
    return d["a"] * d["b"]


@case(0.3, 0.5, wrt=(0, 1))
def unzipped(x, y):
    pairs = [(x, y), (y, x * x)]
    a, b = zip(*pairs)
    return a[0] * a[1] + b[0] * b[1]


@case(V)
def array_of_list(v):
    xs = [v[0], v[1] * v[2], 1.0]
    a = np.array(xs)
    return np.sum(a * a)


@case(0.4)
def sum_with_start(x):
    return sum([x, x * x], 1.0) + sum((x,), start=2.0)


@case(0.4)
def truth_of_containers(x):
    empty: list[float] = []
    full = [x]
    return (x if not empty else 0.0) + (x * x if full and {"a": 1} else 0.0)


@case(1.3)
def dict_written_in_a_loop(x):
    state = {"mean": 0.0, "log": [], "inner": {"best": x}}
    for k in range(3):
        state["mean"] = 0.9 * state["mean"] + x * k
        state["log"].append(state["mean"] ** 2)
        state["inner"]["best"] *= 1.1
    return sum(state["log"]) * state["inner"]["best"]


@case(V)
def dict_written_in_a_branch_of_a_loop(v):
    running = {"mean": np.zeros(2), "scale": np.ones(2)}
    for k, part in enumerate([v[:2], v[1:]]):
        if k:
            running["mean"] = 0.9 * running["mean"] + 0.1 * part
        else:
            running["scale"][1:] *= part[0]
    return np.sum(running["mean"] * running["scale"])


@case(1.3)
def dict_written_in_a_while(x):
    state = {"total": 0.0, "steps": 0}
    while state["total"] < 5.0:
        state["total"] += x * state["steps"]
        state["steps"] += 1
    return state["total"]


@case(0.4)
def lists_given_to_numpy(x):
    powers, rows = [x**k for k in range(9)], [[x * k, x] for k in range(7)]
    total = np.sum([x * k for k in np.linspace(0.0, 1.0, 4)]) ** 2 + np.linalg.norm(powers) + np.var(powers)
    total += np.vstack(rows).sum() ** 2 + np.column_stack([powers, powers]).sum() ** 2 + np.sum(np.sin(rows))
    return total + np.stack([np.array([x, x**k]) for k in range(1, 6)]).prod() + math.fsum(powers) ** 2


@case(0.4)
def queues(x):
    q = deque([(x, 0)])
    total = 0.0
    while q:
        v, depth = q.popleft()
        total += v * v
        if depth < 3:
            q.append((v * 0.5, depth + 1))
            q.append((v * x, depth + 1))
    ring = deque([x, 2.0])
    ring.appendleft(x * x)
    return total * ring.popleft() + ring[0] * len(ring)


@case(0.4)
def dicts_that_make_what_is_missing(x):
    groups, counts = defaultdict(list), defaultdict(float)
    for key, v in (("a", x), ("b", 2.0 * x), ("a", x * x)):
        groups[key].append(v)
        counts[key] += x * len(counts)
    ordered = OrderedDict(a=x)
    ordered["b"] = x * x
    return sum(groups["a"]) * groups["b"][0] + counts["a"] * counts["b"] + sum(ordered.values())
