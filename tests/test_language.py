"""Each construct of the language, differentiated in each mode and compared with differences."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

import s2sad
from s2sad.vectors import is_inexact, leaves, rebuilt

from .golden.differences import along, assert_close, gradient

V = np.array([0.5, -0.3, 0.8, 0.1])
W = np.array([1.5, 0.7, -0.2, 0.4])
M = np.arange(12.0).reshape(3, 4) / 10
RATE = 0.5
CASES: list[Any] = []


def case(*args, wrt=0, xfail=None, also=()):
    """Test the function at these arguments, and at others like them (`also`)."""

    def add(f: Callable[..., Any]) -> Callable[..., Any]:
        marks = [pytest.mark.xfail(strict=True, reason=xfail)] if xfail else []
        for n, given in enumerate([args, *also]):
            name = f.__name__ + (f"-{n + 1}" if n else "")
            CASES.append(pytest.param(f, given, wrt, id=name, marks=marks))
        return f

    return add


# --- assignments


@case(0.4)
def reassigned(x):
    x = x * x
    y = x
    x = np.sin(y)
    return x + y


@case(0.4, 0.7, wrt=(0, 1))
def tuples(x, y):
    a, b = x * y, x + y
    (c, d), e = (a, b), a * b
    a, b = b, a
    [f, g] = c * d, e
    return a / b + c - d * e + f * g


@case((0.4, 0.7, 0.2))
def starred(xs):
    first, *rest = xs
    *_, last = rest
    return first * rest[0] + last**2


@case(0.4)
def chained(x):
    a = b = x * x
    a = a + 1.0
    return a * b


@case(0.4)
def augmented(x):
    y = 2.0
    y += x
    y *= x
    y -= x**2 / 3
    y /= 1.0 + x
    y **= 2
    return y




@case(V)
def augmented_array(x):
    y = np.sin(x)
    y += x
    y *= 2.0
    return np.sum(y * y)


@case(M)
def augmented_by_itself(x):
    y = np.exp(x)
    y /= y.sum(axis=1, keepdims=True)
    return np.sum(y**2)


@case(0.4)
def annotated(x):
    y: float = x * x
    z: float
    z = y + 1.0
    return y * z


@case(0.4)
def walrus(x):
    if (y := x * x) > 0.1:
        return y * (z := y + 1.0) + z
    return y


@case(7.3, 2.0, wrt=(0, 1))
def operators(x, y):
    return x // y + x % y * y - -x * +y + abs(-x) + x**y


# --- branches


@case(-0.4, also=[(0.4,), (1.5,), (9.0,)])
def elifs(x):
    if x < 0:
        y = -x
    elif x < 1:
        y = x**2
    elif x < 2:
        y = np.exp(x)
    else:
        y = 3.0
    return y * x


@case(0.4, also=[(1.4,)])
def one_armed(x):
    y = np.sin(x)
    if x > 1:
        y = y * x
    return y + 1.0


@case(0.4, also=[(1.4,), (-2.0,)])
def ternaries(x):
    return x * x if x > 1 else -x if x < 0 else 2.0 * x


@case(0.4, 0.3, wrt=(0, 1), also=[(-0.4, 0.3), (0.4, -0.3), (2.0, -1.0)])
def logic(x, y):
    if (x > 0 and y > 0) or not x < 1.5:
        return x * y
    return x - y * y


@case(0.0, 0.3, wrt=1, also=[(2.0, 0.3)])
def or_values(x, y):
    z = x or y
    return z * y + (y and x)


@case(0.4, also=[(0.6,), (-1.0,)])
def comparisons(x):
    if 0 < x < 0.5:
        return x**2
    if 0 < x <= 0.8 != 3:
        return x**3
    return x


@case(0.4, None, also=[(0.4, 3.0)])
def is_none(x, scale):
    if scale is None:
        scale = 2.0
    return x * scale


@case(0.4, "sin", also=[(0.4, "cos"), (0.4, "tan")])
def strings(x, name):
    if name == "sin":
        return np.sin(x)
    if name in ("cos", "acos"):
        return np.cos(x)
    return np.tan(x)


@case(0.4, also=[(-0.4,), (1.4,)])
def early_returns(x):
    if x < 0:
        return x * x
    y = np.exp(x)
    if y > 3:
        return y
    return y * x


# --- loops


@case(1.1, 4, also=[(1.1, 0), (1.1, 1)])
def over_range(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


@case(0.3, 9, also=[(0.3, 1), (0.3, 2)])
def stepped(x, n):
    total = x
    for i in range(1, n, 2):
        total = total * np.sin(i * x)
    for j in range(n, -n, -3):
        total += j * x**2
    return total


@case(V, also=[(V[:1],), (V[:0],)])
def over_array(x):
    total = 1.0
    for v in x:
        total = total * v + v
    return total


@case(M)
def over_rows(x):
    y = np.ones(4)
    for row in x:
        y = y * row + 1.0
    return np.sum(y)


@case([0.4, 0.2, 0.9])
def over_list(xs):
    total = 0.0
    for x in xs:
        total = total * x + x
    return total


@case(0.4)
def over_literal(x):
    total = 0.0
    for c in (1.0, 2.0, x):
        total += c * x
    return total


@case(V)
def enumerated(x):
    total = 0.0
    for i, v in enumerate(x, start=1):
        total += i * v**2
    return total


@case(V, W, wrt=(0, 1), also=[(V, W[:2])])
def zipped(x, y):
    total = 0.0
    for a, b in zip(x, y):
        total += a * np.sin(b)
    return total


@case(V, 0.5, wrt=(0, 1))
def reversed_array(c, x):
    y = 0.0
    for v in reversed(c):
        y = y * x + v
    return y


@case(V, W, wrt=(0, 1))
def all_together(x, y):
    total = 1.0
    for i, (a, b) in enumerate(zip(x, reversed(y))):
        total = total * (a + b) + i * a
    return total


@case(5.0, also=[(0.5,)])
def while_loop(a):
    x = a
    while abs(x * x - a) > 1e-14 * a:
        x = 0.5 * (x + a / x)
    return x


@case(1.3, 10, also=[(1.3, 2), (5.0, 3)])
def breaks(x, n):
    y = x
    for _ in range(n):
        if y > 4:
            break
        y = y * x
    return y


@case(1.3)
def while_true(x):
    y = x
    while True:
        y = y * x
        if y > 5:
            break
        y = y + 0.1
    return y


@case(V)
def continues(x):
    total = 1.0
    for v in x:
        if v < 0:
            continue
        total = total * np.sqrt(v)
    return total


@case(1.3, 3, also=[(4.0, 9)])
def for_else(x, n):
    y = x
    for _ in range(n):
        y = y * x
        if y > 100:
            break
    else:
        y = y + x
    return y


@case(1.3)
def while_else(x):
    y = x
    while y < 10:
        y = y * x
    else:
        y = y + x
    return y


@case(V, 0.6, also=[(V, 5.0)])
def returns_from_loop(x, limit):
    for v in x:
        if v > limit:
            return v * v
    return x[0] * x[1]


@case(0.4, 3, 2, also=[(1.6, 3, 3)])
def nested_loops(x, n, m):
    total = x
    for i in range(n):
        for j in range(m):
            if total > 3:
                break
            if i == j:
                continue
            total = total * x + i
        total = total + np.sin(total)
    return total


@case(1.2, 4)
def return_from_two_loops(x, n):
    y = x
    for i in range(n):
        for _ in range(i):
            y = y * x
            if y > 2:
                return y * i
    return y


@case(V)
def loop_variables_after(x):
    for i, v in enumerate(x):  # noqa: B007
        y = v * v
    return y * v + i


# --- functions


def square(x):
    return x * x


def weighted(x, weight=2.0, *, power=2):
    return weight * x**power


@case(0.4)
def helpers(x):
    return square(x) + weighted(x) + weighted(square(x), 3.0) + weighted(x, power=3)


@case(0.4, 0.7, wrt=(0, 1))
def keyword_arguments(x, y):
    return weighted(power=3, x=x * y, weight=y)


@case(1.2, 5, also=[(1.2, 0)])
def recursive(x, n):
    return 1.0 if n == 0 else x * recursive(x, n - 1) + x


@case(0.4, 6)
def fibonacci(x, n):
    if n < 2:
        return x + n
    return fibonacci(x, n - 1) * 0.5 + fibonacci(x, n - 2) * x


def even(x, n):
    return x if n == 0 else odd(np.sin(x), n - 1)


def odd(x, n):
    return 2.0 * x if n == 0 else even(x * x, n - 1)


@case(0.4, 5)
def mutually_recursive(x, n):
    return even(x, n) * x


@case(0.4)
def lambdas(x):
    f = lambda v, k=3.0: k * v * x  # noqa: E731
    return f(x) + f(np.sin(x), 2.0) + (lambda: x)()


@case(0.4)
def closures(x):
    k = 2.0 * x

    def scale(v):
        return k * v

    def twice(f, v):
        return f(f(v))

    return twice(scale, x) + twice(lambda v: v * v + k, x)


@case(0.4)
def returned_closure(x):
    def make(k):
        def f(v):
            return k * v * v

        return f

    return make(x)(x) + make(2.0)(x)


def scaled_by(k):
    def scaled(x):
        return k * x**2

    return scaled


case(0.4)(scaled_by(3.0))


@case(0.4)
def nonlocals(x):
    total = 0.0
    count = 0

    def add(v):
        nonlocal total, count
        total = total * x + v
        count += 1

    for i in range(3):
        add(x**i)
    add(x)
    return total * count


@case(0.4)
def late_binding(x):
    k = 1.0
    f = lambda v: k * v  # noqa: E731
    k = x * 3.0
    return f(x)


@case(0.4)
def inner_recursion(x):
    def power(n):
        return 1.0 if n == 0 else x * power(n - 1)

    return power(3) + x


@case(0.4, 0.3, wrt=(0, 1))
def star_arguments(x, y):
    def total(*values, scale=1.0, **more):
        s = 0.0
        for v in values:
            s = s + v * v * scale
        return s + more["extra"]

    args, options = (x, y), {"power": 3}
    return total(*args, x * y, scale=2.0, extra=x) + weighted(*args) + weighted(x, **options)


@case(0.4, 0.3, 0.1, wrt=0)
def star_parameters(x, *rest):
    s = x
    for v in rest:
        s = s * x + v
    return s


@case(0.4)
def default_arguments(x, rate=0.1, *, power=3):
    return rate * x**power * RATE


# --- containers


@case(0.4, 4, also=[(0.4, 0)])
def comprehensions(x, n):
    ys = [np.sin(i * x) for i in range(n) if i != 1]
    zs = [a * b for a in (x, 2.0) for b in (x, x * x)]
    return sum(ys) + sum(zs) + sum(v * x for v in zs) + x


@case(0.4, 4)
def appends(x, n):
    ys = [x]
    for i in range(n):
        ys.append(ys[-1] * x + i)
    last = ys.pop()
    return last * ys[1] + len(ys) * x


@case(0.4)
def lists(x):
    ys = [x, x * x] + [1.0] * 2
    ys[2] = x + ys[1]
    ys.extend([x**3, 2.0])
    a, b = ys[1:3]
    return a * b + ys[-2] + max(ys)


@case(0.4, 3)
def stack_machine(x, n):
    stack = []
    for i in range(n):
        stack.append(x + i)
    y = 1.0
    while stack:
        y = y * stack.pop()
    return y


@case({"w": np.array([0.3, -0.2]), "b": 0.1})
def dicts(p):
    q = {"w": p["w"] * 2.0}
    q["b"] = p["b"] ** 2
    total = 0.0
    for k, v in q.items():
        total += np.sum(v) * (2.0 if k == "w" else 1.0)
    return total * q.get("c", 3.0) + ("b" in q) * p["b"]


@case([(M, np.ones(3)), (M.T, np.zeros(4))], V)
def layers(weights, x):
    for w, b in weights:
        x = np.tanh(w @ x + b)
    return np.sum(x)


@case([{"w": 0.3, "c": [0.1, 0.2]}, {"w": 0.7, "c": [0.5, 0.9]}])
def deep(items):
    return sum(item["w"] * item["c"][0] + item["c"][1] ** 2 for item in items)


class Point(NamedTuple):
    x: float
    y: float


@case(Point(0.4, 0.7))
def named_tuples(p):
    return p.x * np.sin(p.y) + p[0]


@dataclass
class Model:
    rate: float

    def apply(self, x):
        return self.rate * x * x


MODEL = Model(0.3)


@case(0.4)
def objects(x):
    return MODEL.apply(x) + MODEL.rate * x


# --- statements that are not calculus


@case(0.4)
def asserts(x):
    assert x > 0, f"{x} is not positive"
    if x > 100:
        raise ValueError("too large")
    return math.sqrt(x)


@case(0.4)
def deletes(x):
    y = x * x
    z = y * 2.0
    del y
    return z


@case(0.4)
def formats(x):
    label = f"{x:.2f} is {'small' if x < 1 else 'large'}"
    return x * len(label)


@case(0.4)
def passes(x):
    """A docstring."""
    pass  # noqa: PIE790
    ...  # noqa: PIE790
    "a string"
    return x * x


@case(0.4)
def integers(x):
    n = int(3.7)
    k = round(2.2) + bool(n) + 7 // 2 + (5 & 3) + (1 << 2)
    return x**n * k


@case(V)
def shapes(x):
    n, *_ = x.shape
    return np.sum(x.reshape(2, -1)[0] ** 2) * n * x.size * x.ndim


# --- the tests


def names(f, wrt):
    return wrt if isinstance(wrt, tuple) else (wrt,)


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same, to the bit."""
    pairs = zip(leaves(a), leaves(b), strict=True)
    return all(np.array_equal(u, v) and np.shape(u) == np.shape(v) for u, v in pairs)


def directions(args, wrt):
    rng = np.random.default_rng(3)

    def random(leaf):
        if isinstance(leaf, np.ndarray):
            return rng.normal(size=leaf.shape)
        return float(rng.normal()) if is_inexact(leaf) else 0.0

    return [rebuilt(args[i], map(random, leaves(args[i]))) for i in wrt]


@pytest.mark.parametrize(("f", "args", "wrt"), CASES)
def test_reverse(f, args, wrt) -> None:
    value = f(*args)
    expected = tuple(gradient(f, args, i) for i in names(f, wrt))
    expected = expected if isinstance(wrt, tuple) else expected[0]
    assert_close(s2sad.grad(f, wrt)(*args), expected)
    found, slope = s2sad.value_and_grad(f, wrt)(*args)
    assert same(found, value)
    assert_close(slope, expected)


@pytest.mark.parametrize(("f", "args", "wrt"), CASES)
def test_pullback(f, args, wrt) -> None:
    value, pullback = s2sad.vjp(f, wrt)(*args)
    assert same(value, f(*args))
    first = pullback(1.0)
    expected = tuple(gradient(f, args, i) for i in names(f, wrt))
    assert_close(first, expected if isinstance(wrt, tuple) else expected[0])
    kept = [np.array(v) for v in leaves(first)]
    twice = pullback(2.0)
    assert same(pullback(1.0), first)
    assert same(kept, list(leaves(first)))
    assert_close(list(leaves(twice)), [2.0 * v for v in kept], rtol=1e-14)


@pytest.mark.parametrize(("f", "args", "wrt"), CASES)
def test_forward(f, args, wrt) -> None:
    dots = directions(args, names(f, wrt))
    if f.__name__ == "star_parameters":
        value, dot = s2sad.jvp(f, wrt)(*args, x_dot=dots[0])
    else:
        value, dot = s2sad.jvp(f, wrt)(*args, *dots)
    assert same(value, f(*args))
    assert_close(dot, sum(along(f, args, i, v) for i, v in zip(names(f, wrt), dots)))


SECOND_ORDER: dict[str, str] = {}


def of_numbers():
    """The cases of one number, from which second derivatives are taken."""
    for c in CASES:
        f, args, wrt = c.values
        if wrt == 0 and isinstance(args[0], float):
            known = SECOND_ORDER.get(f.__name__)
            unless = args == (1.2, 0) or args == (1.3, 10)
            marks = [pytest.mark.xfail(strict=True, reason=known)] if known and not unless else []
            yield pytest.param(f, args, id=c.id, marks=marks)


@pytest.mark.parametrize(("f", "args"), [*of_numbers()])
def test_second_derivative(f, args) -> None:
    slope = s2sad.grad(f)
    expected = gradient(slope, args, 0)
    assert_close(s2sad.grad(slope)(*args), expected)
    name = slope.parameters[0]
    value, dot = s2sad.jvp(slope)(*args, **{f"{name}_dot": 1.0})
    assert value == pytest.approx(slope(*args), rel=1e-14)
    assert_close(dot, expected)


def test_printing_is_done_once(capsys: pytest.CaptureFixture[str]) -> None:
    def noisy(x, n):
        for i in range(n):
            print(f"{i}: {x:.3f}", x > 1)
            x = x * x
        print("done", x, sep="|", end="!")
        return x

    noisy(1.1, 3)
    expected = capsys.readouterr().out
    for mode in ("grad", "value_and_grad", "vjp"):
        getattr(s2sad, mode)(noisy)(1.1, 3)
        assert capsys.readouterr().out == expected
    s2sad.jvp(noisy)(1.1, 3, 1.0)
    assert capsys.readouterr().out == expected
    _, pullback = s2sad.vjp(noisy)(1.1, 3)
    capsys.readouterr()
    pullback(1.0)
    assert capsys.readouterr().out == ""


def test_lists_of_any_length_that_numpy_makes_arrays_of() -> None:
    weights = np.array([1.0, 2.0, 3.0])
    for f, expected in ((lambda x: np.sum(np.arctan(x) * weights), weights / (1 + np.array([0.5, 1.0, 2.0]) ** 2)),
                        (lambda x: np.sum(np.nan_to_num(x) * weights), weights),
                        (lambda x: np.sum(np.interp([0.5, 1.5], [0.0, 1.0, 2.0], x)), [0.5, 1.0, 0.5])):
        np.testing.assert_allclose(s2sad.grad(f)([0.5, 1.0, 2.0]), expected)


def test_cross_products_of_vectors_with_two_components_are_refused() -> None:
    """NumPy deprecates them, and raises an error itself in newer versions."""
    with warnings.catch_warnings(), pytest.raises((s2sad.ArgumentError, ValueError), match="two components|dimension"):
        warnings.simplefilter("ignore", DeprecationWarning)
        s2sad.grad(lambda x, y: np.sum(np.cross(x, y)))(np.ones((2, 2)), np.ones((2, 2)))


def test_a_recursive_function_and_a_variable_assigned_twice() -> None:
    def f(x):
        y = x
        y = y * 2

        def power(n):
            return y if n == 0 else y * power(n - 1)
        return power(3)

    assert s2sad.grad(f)(1.1) == pytest.approx(64 * 1.1**3)

    def counted(x, n):
        total = 0.0

        def add(n):
            nonlocal total
            total += x * n
            if n > 0:
                add(n - 1)
        add(n)
        return total

    with pytest.raises(s2sad.UnsupportedError, match="writes to a list, dict or variable of its caller"):
        s2sad.grad(counted)(1.1, 3)
