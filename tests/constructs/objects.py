"""Instances of classes: made inside the function, given as arguments, read from globals."""

# mypy: ignore-errors

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])


class Model:
    rate = 0.5

    def __init__(self, w, b=0.1):
        self.w = w
        self.b = b
        self.calls = 0

    def predict(self, x):
        return np.tanh(self.w * x + self.b)

    def __call__(self, x):
        self.calls += 1
        return self.predict(x) * self.rate

    @property
    def size(self):
        return self.w * self.w

    @classmethod
    def double(cls, w):
        return cls(2.0 * w, b=w)

    @staticmethod
    def square(x):
        return x * x


class Scaled(Model):
    rate = 2.0

    def __init__(self, w, scale):
        super().__init__(w)
        self.scale = scale

    def predict(self, x):
        return self.scale * super().predict(x)


@dataclass
class Point:
    x: float
    y: float = 1.0

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Point(self.x * k, self.y * k)

    __rmul__ = __mul__


@dataclass(frozen=True)
class Layer:
    w: np.ndarray
    b: float
    name: str = "layer"

    def __call__(self, x):
        return np.tanh(self.w * x + self.b)


@dataclass
class Net:
    layers: list
    gain: float = 2.0


@dataclass
class Padded:
    x: float
    n: int = 3
    twice: float = field(init=False)

    def __post_init__(self):
        self.twice = 2.0 * self.x


NET = Model(0.7)
LAYER = Layer(V, 0.2)


@case(0.4, 0.3, wrt=(0, 1))
def made_and_called(w, x):
    m = Model(w)
    return m(x) + m(1.0) * m.calls + m.predict(x)


@case(0.4)
def property_and_static(w):
    m = Model.double(w)
    return m.size * m.square(w) + Model.square(m.b)


@case(0.4, 0.3, wrt=(0, 1))
def inherited(w, s):
    m = Scaled(w, s)
    return m(0.5) + m.size


@case(0.4)
def attributes_written(w):
    m = Model(w)
    m.w = m.w * 3.0
    m.b += w
    m.new = w * w
    return m.w * m.b + m.new


@case(0.4, 4)
def attributes_written_in_loop(w, n):
    m = Model(w)
    for _ in range(n):
        m.w = m.w * 1.1 + m.b
        m.calls += 1
    return m.w * m.calls


@case(0.4, True)
def attributes_written_in_branch(w, flag):
    m = Model(w)
    if w > 0.1:
        m.w = w**2
    else:
        m.b = w
    return m.w + m.b


@case(0.4)
def aliases(w):
    m = Model(w)
    k = m
    k.w = w * w
    return m.w


@case(0.4)
def dataclass_made(x):
    p = Point(x)
    q = Point(y=x, x=2.0)
    return (p + q * 3.0).norm() + (2.0 * p).x


@case(Point(0.4, 0.3))
def dataclass_argument(p):
    return p.norm() * p.x


@case(Point(0.4, 0.3), 0.5, wrt=(0, 1))
def dataclass_and_number(p, k):
    q = dataclasses.replace(p, x=p.x * k)
    return q.x * q.y


@case(Padded(0.3))
def dataclass_with_int(p):
    return p.x**p.n * p.twice


@case(0.4)
def dataclass_post_init(x):
    p = Padded(x)
    return p.twice * p.x * p.n


@case(Net([Layer(V, 0.3), Layer(2 * V, -0.1)]))
def dataclass_nested(net):
    h = 0.7
    for layer in net.layers:
        h = layer(h)
    return np.sum(h) * net.gain


@case([Point(0.1, 0.2), Point(0.5, 0.6)])
def list_of_dataclasses(points):
    return sum(p.norm() for p in points) * points[0].x


@case({"p": Point(0.1, 0.2)})
def dict_of_dataclasses(d):
    return d["p"].norm()


@case(Model(0.4))
def instance_argument(m):
    return m.predict(0.3) * m.size


@case(0.4, Model(0.3), wrt=0)
def instance_as_data(x, m):
    return m.predict(x) * m.w


@case(0.4)
def global_instance(x):
    return NET.predict(x) * NET.w + NET.size


@case(0.4)
def global_callable(x):
    return np.sum(LAYER(x))


@case(0.4)
def method_as_value(x):
    f = Model(x).predict
    return f(0.3) + sum(map(Model(x).predict, [0.1, 0.2]))


class Vector:
    def __init__(self, items):
        self.items = list(items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    def __neg__(self):
        return Vector([-v for v in self.items])

    def __sub__(self, other):
        return Vector(a - b for a, b in zip(self.items, other.items))

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other))

    def __eq__(self, other):
        return self.items == other.items

    def __lt__(self, other):
        return self @ self < other @ other

    def __contains__(self, v):
        return False

    def __bool__(self):
        return True


@case(0.4, 0.3, wrt=(0, 1))
def operators(x, y):
    v = Vector([x, y])
    v[0] = v[1] * 2.0
    u = -v - Vector((y, x))
    s = u @ v if v else 0.0
    return s + v[0] * len(v) + (1.0 if v < u else x) + (5.0 in v)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a
        self.b = a * 2.0


@case(0.4)
def slots(x):
    s = Slotted(x)
    return s.a * s.b


@case(0.4, 3)
def made_in_loop(x, n):
    total = 0.0
    for i in range(n):
        p = Point(x * i, x)
        total += p.norm()
    return total


@case(0.4)
def kept_in_list(x):
    points = [Point(x * (i + 1)) for i in range(3)]
    points.append(Point(x * x, x))
    return points[-1].norm() + sum(p.x * p.y for p in points)


@case(0.4)
def types_answered(x):
    p = Point(x)
    m = Scaled(x, 1.0)
    n = isinstance(p, Point) + isinstance(m, Model) + (type(m) is Scaled) + hasattr(p, "y") + hasattr(p, "z")
    return p.x**n + getattr(p, "x") * getattr(p, "q", 3.0)


class Base:
    def energy(self, x):
        return self.potential(x) * 2.0

    def potential(self, x):
        raise NotImplementedError


class Spring(Base):
    def __init__(self, k):
        self._k = k

    @property
    def k(self):
        return self._k

    @k.setter
    def k(self, value):
        self._k = value * 2.0

    def potential(self, x):
        return 0.5 * self.k * x**2


@case(0.4)
def abstract_base(x):
    s = Spring(x)
    s.k = x * x
    return s.energy(x) + s.k


@case(0.4)
def fluent(x):
    class_of = Point
    return class_of(x, x).__add__(Point(1.0, x)).norm()
