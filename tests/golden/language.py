"""Objects, containers, exceptions, generators, patterns: what they become."""

# mypy: ignore-errors

import contextlib
import math
from dataclasses import dataclass

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])


class Layer:
    def __init__(self, w, b):
        self.w = w
        self.b = b

    def __call__(self, x):
        return np.tanh(self.w * x + self.b)


@dataclass
class Spring:
    k: float
    length: float = 1.0

    @property
    def half(self):
        return 0.5 * self.k

    def energy(self, x):
        return self.half * (x - self.length) ** 2


@case(0.4)
def instance_made(w):
    first, second = Layer(w, 0.1), Layer(2.0, w)
    return second(first(1.0))


@case(Spring(2.0), 1.5, wrt=(0, 1))
def dataclass_argument(spring, x):
    return spring.energy(x) + spring.energy(2.0 * x)


@case(0.5, 4)
def state_in_an_object(x, n):
    layer = Layer(x, 0.0)
    for _ in range(n):
        layer.b = np.sin(layer.b + layer.w)
    return layer.b


@case({"w": V, "b": 0.1})
def dict_rebuilt(params):
    scaled = {name: 2.0 * p for name, p in params.items()}
    return np.sum(scaled["w"] ** 2) * scaled["b"]


@case([0.3, 0.1, 0.9])
def sorted_list(xs):
    low, *rest = sorted(xs)
    return low * sum(rest)


@case(-0.4)
def handled(x):
    try:
        y = math.log(x)
    except ValueError:
        y = -2.0 * x
    return y * x


@case(0.35, 5)
def handled_in_a_loop(x, n):
    total = 0.0
    for i in range(n):
        try:
            total += math.sqrt(x - 0.1 * i)
        except ValueError:
            break
    return total


@case(V)
def under_a_manager(v):
    with np.errstate(invalid="ignore"):
        y = np.sqrt(v)
    return np.sum(np.where(v > 0, y, v))


@case(0.4)
def suppressed(x):
    y = x * x
    with contextlib.suppress(ValueError):
        y = math.sqrt(x - 1.0)
    return y * x


def powers(x, n):
    p = 1.0
    for _ in range(n):
        yield p
        p = p * x


@case(0.4, 5)
def generated(x, n):
    return sum(c * p for c, p in zip([1.0, 2.0, 3.0], powers(x, n)))


@case(0.4, ("scale", 3.0))
def matched(x, action):
    match action:
        case ("power", n):
            return x**n
        case ("scale", k):
            return x * k
        case _:
            return x
