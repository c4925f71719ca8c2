"""Parameters, calls, functions as values, recursion, generators, decorators, derivatives inside."""

# mypy: ignore-errors

import functools
import itertools
import math
import operator

import numpy as np

from s2sad import grad, jvp, value_and_grad, vjp

from . import case

V = np.array([0.5, -0.3, 0.8])
RATE = 0.3


@case(0.4, 0.5, 0.6)
def variadic(x, *rest):
    return x * sum(rest) + rest[0] * len(rest)


@case(0.4, wrt=0)
def variadic_none(x, *rest, k=2.0):
    return x * k + sum(rest)


def collect(*args, scale=1.0, **named):
    total = scale
    for a in args:
        total = total + a
    for k, v in named.items():
        total = total + v * len(k)
    return total


@case(0.4)
def stars_in_calls(x):
    args = [x, x * x]
    named = {"scale": x, "ab": 2.0 * x}
    return collect(*args, **named) + collect(1.0, *args, c=x, **{"d": x}) + collect()


def strict(a, b, /, c, *, d, e=2.0):
    return a * b + c * d * e


@case(0.4)
def positional_only(x):
    return strict(x, x * x, c=3.0, d=x) + strict(1.0, x, x, d=x, e=x)


@case(0.4)
def counters(x):
    n = 0
    total = 0.0

    def add(v):
        nonlocal n, total
        n += 1
        total += v * x

    add(x)
    add(2.0)
    return total * n


@case(0.4)
def generator_expressions(x):
    ok = any(v > 1.0 for v in [x, 2.0]) and all(v > 0 for v in (x, 1.0))
    return sum(x * i for i in range(4)) + max(x * i for i in (1, 2)) + (x if ok else 0.0) + min(v for v in [x, 1.0])


@case(0.4)
def consumed(x):
    return sum([*(x * i for i in range(3))]) + sum(list(x**i for i in range(3)))


@case(0.4)
def walrus_in_comprehension(x):
    z = [(y := x * k) for k in (1.0, 2.0)]
    return y * z[0] + (w := x) * w


@case(0.4, 6)
def walrus_in_while(x, n):
    total = 0.0
    i = 0
    while (k := i * i) < n:
        total += x * k
        i += 1
    return total


@case(0.4)
def walrus_in_condition(x):
    if (y := x * x) > 0.1:
        return y * x
    return y


@case(0.4)
def maps_and_filters(x):
    squares = list(map(lambda v: v * v, [x, 2.0 * x]))
    positive = list(filter(lambda v: v > 0, [x, -x, 3.0]))
    both = sum(map(operator.mul, squares, positive))
    return both + sum(map(math.sin, positive))


@case([0.4, -0.2, 0.9, 0.3])
def sorted_with_key(xs):
    a = sorted(xs)
    b = sorted(xs, key=lambda v: -v, reverse=False)
    c = sorted(xs, key=abs, reverse=True)
    return a[0] * 1.0 + a[1] * 2.0 + b[0] * 3.0 + c[-1] * 5.0


@case(0.4, 0.1)
def sorted_known(x, y):
    low, high = sorted((x, y))
    ranked = sorted([("b", x), ("a", y)], key=lambda p: p[0])
    return low * 2.0 + high + ranked[0][1] * x


@case([0.4, -0.2, 0.9])
def list_sorted_in_place(xs):
    ys = list(xs)
    ys.sort()
    zs = [v * v for v in xs]
    zs.sort(reverse=True)
    return ys[0] * 2.0 + ys[2] * zs[0]


@case([0.4, -0.2, 0.9])
def extremes_with_key(xs):
    best = max(xs, key=abs)
    least = min(xs, key=lambda v: (v - 0.3) ** 2)
    i = max(range(len(xs)), key=lambda k: xs[k])
    return best * 2.0 + least + xs[i] ** 2 + max([], default=0.5)


@case(0.4)
def reduced(x):
    return functools.reduce(lambda a, b: a * b + x, [1.0, x, 2.0]) + functools.reduce(operator.mul, [x, x], 3.0)


@case(0.4)
def partials(x):
    f = functools.partial(collect, x, scale=2.0)
    g = functools.partial(f, x * x)
    return f() + g(1.0, k=x)


def apply_n(f, n, x):
    for _ in range(n):
        x = f(x)
    return x


@case(0.4)
def functions_as_arguments(x):
    table = {"sin": np.sin, "square": lambda v: v * v}
    fs = [np.cos, math.exp]
    y = apply_n(table["square"], 3, x + 0.5)
    for f in fs:
        y = f(y)
    return y + table["sin"](x)


@case(1.1, 5)
def recursion(x, n):
    if n == 0:
        return 1.0
    return x * recursion(x, n - 1)


def total(tree):
    if isinstance(tree, float):
        return tree * tree
    return sum(total(t) for t in tree)


@case((0.4, (0.3, (0.1, 0.2))))
def recursion_over_structure(tree):
    return total(tree)


def even_part(x, n):
    return x if n == 0 else odd_part(x * 1.1, n - 1)


def odd_part(x, n):
    return x * x if n == 0 else even_part(x + 0.1, n - 1)


@case(0.4, 5)
def mutual_recursion(x, n):
    return even_part(x, n)


def powers(x, n):
    p = 1.0
    for _ in range(n):
        yield p
        p = p * x


@case(0.4, 5)
def generator_function(x, n):
    return sum(powers(x, n)) + sum(v * v for v in powers(x, 3))


@case(0.4)
def generator_inside(x):
    def parts():
        yield x
        yield x * x
        for i in range(3):
            if i != 1:
                yield x * i

    a, b, *_ = parts()
    return sum(parts()) + a * b + list(parts())[2]


def chained(x):
    yield from powers(x, 3)
    yield x


@case(0.4)
def generator_from(x):
    total = 0.0
    for i, v in enumerate(chained(x)):
        total += v * i
    return total


def logged(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs) * 2.0

    return wrapper


@logged
def decorated_helper(x, k=1.0):
    return x * x * k


@case(0.4)
def decorators(x):
    @logged
    def inner(v):
        return v * x

    return decorated_helper(x, k=3.0) + inner(x)


@functools.lru_cache(maxsize=None)
def coefficient(n):
    return 1.0 / (n + 1)


@functools.cache
def cached_square(x):
    return x * x


@case(0.4)
def cached(x):
    return x * coefficient(3) + cached_square(x)


@case(0.4)
def derivative_inside(x):
    def g(y):
        return np.sin(y) * x

    value, slope = value_and_grad(g)(x * x)
    _, dot = jvp(g)(x, 1.0)
    return grad(g)(x) * x + value * slope + dot


@case(0.4)
def vjp_inside(x):
    def g(y):
        return y * y * x

    value, pullback = vjp(g)(x * 2.0)
    return value + pullback(x) + pullback(1.0)


@case(V)
def vjp_of_arrays_inside(v):
    _, pullback = vjp(lambda u: np.sin(u) * v)(v * v)
    return np.sum(pullback(v) * v)


@case(0.4)
def derivative_of_derivative_inside(x):
    return grad(grad(lambda y: y**3 * x))(x) + grad(lambda a: a * grad(lambda b: a * b * x)(2.0))(x)


@case(0.4)
def globals_read(x):
    return x * RATE + math.pi * x + V[0] * x


@case(0.4)
def accumulate_and_chain(x):
    running = list(itertools.accumulate([x, x * x, 2.0]))
    joined = sum(itertools.chain([x], (x * x,), [3.0]))
    pairs = sum(a * b for a, b in itertools.product([x, 1.0], [x, 2.0]))
    return running[-1] + running[1] + joined + pairs


@case(0.4)
def immediately_called(x):
    return (lambda a, *rest, k=2.0, **kw: a * k + sum(rest) + kw["z"])(x, x, 1.0, z=x * x)


@case(0.4)
def returned_functions(x):
    def scaled(k):
        def inner(v):
            return k * v

        return inner

    fs = [scaled(x), scaled(2.0)]
    return fs[0](x) + fs[1](x)


@case(0.4)
def generators_unpacked(x):
    q, k, v = (x * w for w in (1.0, 2.0, 3.0))
    first, *rest = (x**i for i in range(1, 6))
    (a, b), c = (v + x * i for i in (1, 2)), x * x
    return q * k * v + first * sum(rest) + a * b * c


@case(0.4)
def generators_as_arguments(x):
    return math.hypot(*(x * k for k in (1.0, 2.0))) * max(*(x * k for k in range(9))) + math.fsum(
        x**k for k in range(9))


@case(0.4)
def generators_kept(x):
    terms = (x**i / (i + 1) for i in range(8))
    large = (t * t for t in terms if t > 0.01)
    again = (y * x for y in map(np.sin, (x, 2.0)))
    return sum(large) + math.fsum(again)


@case(0.4)
def generators_given_away(x):
    def mean(items, n):
        total = sum(items) / n
        return total + sum(items)

    def halves(items):
        return (item / 2.0 for item in items)

    return mean(halves(x * i for i in range(5)), 5.0)


@case(0.4)
def generators_in_loops(x):
    total = 0.0
    for i, v in enumerate(x * k for k in range(6)):
        total += v * i
    found = x in (w for w in (x, 2.0))
    return total * x if found and any(v > 1.0 for v in (x * k for k in range(5))) else total


@case(0.4)
def first_of_generators(x):
    xs = [x * k for k in range(9)]
    late = (v * v for v in xs if v > 1.0)
    return next(v for v in xs if v > 1.0) + next((v for v in xs if v > 99.0), x * x) * next(late) * next(late)


@case(0.4)
def combinations_and_pairs(x):
    few, many = [x, x * x, 2.0], [x * k for k in range(7)]
    total = sum(a * b for a, b in itertools.combinations(few, 2))
    total += sum(a * b for a, b in itertools.combinations(many, 2))
    total += sum(a * b * c for a, b, c in itertools.combinations(many, 3))
    total += sum(a * b**2 for a, b in itertools.permutations(few, 2))
    total += sum(a * b for a, b in itertools.combinations_with_replacement(few, 2))
    total += sum(a * b for a, b in itertools.product(few, repeat=2))
    return total + sum(a * b for a, b in itertools.zip_longest(few, [x, x], fillvalue=x * x))


@case(0.4)
def parts_of_iterables(x):
    many = [x * k for k in range(9)]
    total = sum(itertools.islice((x**k for k in range(9)), 3)) * sum(itertools.islice(many, 1, 7, 2))
    total += sum(itertools.takewhile(lambda v: v < 1.5, many)) * sum(itertools.dropwhile(lambda v: v < 1.5, many))
    return total + sum(v**2 for v in itertools.filterfalse(lambda v: v < 1.5, many))


@case(0.4, 5, wrt=0)
def counting_and_repeating(x, n):
    total = sum(v * i for i, v in zip(itertools.count(1), [x * k for k in range(n)])) + sum(itertools.repeat(x, n))
    total += sum(v * w for v, w in zip([x, x * x], itertools.repeat(x)))
    total += sum(map(pow, [x, x * x], itertools.repeat(2)))
    total += sum(x**i for i in itertools.islice(itertools.count(), n)) + sum(itertools.repeat(x, 3))
    for i in itertools.count():
        if total * i > 4.0:
            return total * i
        total = total * 1.25


def smoothed(u, f, h, sweeps):
    for _ in range(sweeps):
        u = u.copy()
        u[1:-1] = 0.5 * (u[:-2] + u[2:] + h * h * f[1:-1])
    return u


def v_cycle(u, f, h, level):
    u = smoothed(u, f, h, 2)
    if level == 0:
        return u
    residual = np.zeros_like(u)
    residual[1:-1] = f[1:-1] + (u[:-2] - 2 * u[1:-1] + u[2:]) / h**2
    coarse = residual[::2].copy()
    correction = v_cycle(np.zeros_like(coarse), coarse, 2 * h, level - 1)
    fine = np.zeros_like(u)
    fine[::2] = correction
    fine[1::2] = 0.5 * (correction[:-1] + correction[1:])
    return smoothed(u + fine, f, h, 2)


@case(np.sin(np.arange(9.0)))
def multigrid(f):
    return np.sum(v_cycle(np.zeros(9), f, 0.125, 2) ** 2)


@case(np.array([1.0, 1.3, 0.9, 1.1]), np.array([0.3, -0.2, 0.1, 0.4]))
def arrays_of_arrays_written(density, momentum):
    for _ in range(2):
        state = np.array([density, momentum])
        state[:, 1:-1] -= 0.1 * (state[:, 2:] - state[:, :-2]) * state[0, 1:-1]
        density, momentum = state
    return np.sum(density**2 * momentum)
