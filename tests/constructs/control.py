"""Loops with else, match, try, with, del, strings, types, and what runs once."""

# mypy: ignore-errors

import contextlib
import math
import warnings

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])


@case(0.4, 4)
def for_else(x, n):
    for i in range(n):
        x = x * 1.5
        if x > 10.0:
            break
    else:
        x = x * x
    return x


@case(0.4, 4)
def while_else(x, n):
    while n > 0:
        x = x * 1.5
        n -= 1
        if x > 1.0:
            break
    else:
        x = x * x
    return x


@case(0.4, ("pow", 3), wrt=0)
def match_sequences(x, p):
    match p:
        case ("pow", n):
            return x**n
        case ("scale", k, *rest):
            return x * k
        case _:
            return x


@case(0.4, 2, wrt=0)
def match_values(x, n):
    match n:
        case 0:
            y = x
        case 1 | 2:
            y = x * x
        case k if k > 5:
            y = x * k
        case _:
            y = 0.0
    match x:
        case float(v) if v > 0:
            return y * v
    return y


@case(0.4)
def match_mappings(x):
    config = {"kind": "square", "scale": x}
    match config:
        case {"kind": "cube"}:
            return x**3
        case {"kind": "square", "scale": s, **rest}:
            return x * x * s + len(rest)


class Circle:
    __match_args__ = ("r",)

    def __init__(self, r):
        self.r = r


@case(0.4)
def match_classes(x):
    total = 0.0
    for shape in (Circle(x), [x, 2.0], None, "s"):
        match shape:
            case Circle(r):
                total += math.pi * r**2
            case [a, b]:
                total += a * b
            case None:
                total += x
            case str() as s:
                total += len(s) * x
    return total


@case(0.4)
def try_body(x):
    try:
        y = math.log(x)
    except ValueError:
        y = -10.0 * x
    return y * x


@case(-0.4)
def try_handler(x):
    try:
        y = math.log(x)
    except ValueError:
        y = -10.0 * x * x
    return y * x


@case(0.4)
def try_return(x):
    try:
        return math.sqrt(x - 1.0)
    except ValueError as e:
        n = len(str(e)) * 0 + 2
        return x**n
    finally:
        x = 3.0


@case(0.4, 3)
def try_in_loop(x, n):
    total = 0.0
    for i in range(n):
        try:
            total += math.sqrt(x - 0.3 * i)
        except ValueError:
            total += x * i
    return total


@case(0.4)
def try_else_finally(x):
    n = 0
    try:
        y = 1.0 / x
    except ZeroDivisionError:
        y = 0.0
    else:
        y = y * x * x
    finally:
        n += 1
    return y * n


@case(0.4)
def try_several(x):
    try:
        k = [1.0, 2.0][int(x * 10)]
        y = k * x
    except (ValueError, IndexError):
        y = x**3
    except Exception:
        y = 0.0
    return y


@case(0.4)
def try_raise(x):
    try:
        if x < 1.0:
            raise ValueError("small")
        y = x
    except ValueError:
        y = x * x
    return y


def inverse(m):
    try:
        return np.linalg.inv(m)
    except np.linalg.LinAlgError:
        return np.linalg.pinv(m + np.eye(2))


@case(np.array([[2.0, 0.5], [0.1, 1.0]]))
def try_linear_algebra(m):
    return np.sum(inverse(m))


@case(V)
def try_key_error(v):
    table = {"a": 1.0}
    try:
        k = table["b"]
    except KeyError:
        k = 2.0
    return np.sum(v * v) * k


@case(0.4)
def with_errstate(x):
    with np.errstate(all="ignore"):
        y = x * x
    return y * x


@case(V)
def with_two(v):
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y = np.where(v > 0, np.log(v), 0.0)
    return np.sum(y * v)


@case(0.4)
def with_suppress(x):
    y = x * x
    with contextlib.suppress(ValueError):
        y = math.sqrt(x - 1.0)
    return y * x


class Scope:
    def __enter__(self):
        return 2.0

    def __exit__(self, *details):
        return None


@contextlib.contextmanager
def scope(k):
    yield k * 2.0


@case(0.4)
def with_own_manager(x):
    with Scope() as k:
        y = x * k
    with scope(3.0) as m:
        return y * m * x


@case(0.4)
def deleted(x):
    y = x * x
    z = y
    del y
    return z * x


@case(0.4)
def strings(x):
    name = f"{x:.2f}" + "a" * 2 + "%d" % 3 + "{}".format(1)
    width = 6
    padded = f"{x!r:>{width}}{name=}"
    return x * len(name) + 0.0 * len(padded) + ("a" in name) * x


@case(0.4)
def types_of_numbers(x):
    n = isinstance(x, float) + isinstance(x, (int, float)) + (type(x) is float) + isinstance(x, np.ndarray)
    return x**n if not isinstance(x, int) else 0.0


@case(V)
def types_of_arrays(v):
    if not isinstance(v, np.ndarray) or np.isscalar(v) or callable(v):
        return 0.0
    return np.sum(v**2) * np.ndim(v)


@case(0.4)
def annotations(x: float) -> float:
    y: float = x * x
    z: "list[float]"
    z = [y]
    return z[0] * x


@case(0.4)
def constants_and_docstrings(x):
    """A docstring."""
    ...
    assert x > 0, f"{x} must be positive"
    return x * 1_000 + 0x10 * x + (1j * 1j).real * x


@case(0.4, None)
def optional(x, y=None):
    if y is None:
        y = x * 2.0
    return x * y if y is not None and y else x


@case(0.4)
def chained_comparison(x):
    return x * x if 0.0 < x < 1.0 != 2.0 else x


@case(0.3, 1000)
def many_steps(x, n):
    for _ in range(n):
        x = 0.999 * x + 0.001 * math.sin(x)
    return x


@case(0.4)
def unpacked_loop_targets(x):
    total = 0.0
    for i, (a, *b) in enumerate([(x, 1.0, 2.0), (2.0, x, x)]):
        total += i + a * b[0] * b[1]
    return total


@case(0.4, 7)
def nested_breaks(x, n):
    for i in range(n):
        for j in range(n):
            if i * j > 6:
                break
            x = x + 0.01 * j * x
        else:
            continue
        break
    return x


@case(0.4)
def draws_keep_their_order(x):
    rng = np.random.default_rng(3)
    return x * rng.normal() + x * x * rng.uniform(size=3).sum()
