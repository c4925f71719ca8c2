"""A second way to differentiate a program: run its own source on dual numbers.

A `Dual` is a float and the gradient of that float.  Duals live inside `dtype=object` arrays, so
NumPy itself supplies indexing, views, aliasing, broadcasting and in-place updates: this module
knows the calculus of scalars only, and shares nothing with the compiler under test.

    u, v = np.array([1.0, 2.0]), ...        the program's own source, with `np` and `math`
    u[0] *= 3.0                             replaced by namespaces that accept duals

Every comparison records how far it was from the other outcome.  Near such a kink neither finite
differences nor a choice of convention can be judged, so callers drop those programs.
"""

import builtins
import math
import types

import numpy as np

NUMBERS = (int, float, np.number, np.bool_)


class Oracle:
    """The least distance to a kink that the running program has met."""

    def __init__(self):
        self.margin = math.inf

    def note(self, difference, gradient):
        """A decision was taken on the sign of `difference`.

        Dividing by a steep gradient turns the difference into a distance between arguments; an
        exact tie of two values that do not move at all is no kink.  A program that compares nan has
        read what it never wrote, and cannot be judged.
        """
        if math.isnan(difference):
            self.margin = 0.0
        slope = float(np.max(np.abs(gradient), initial=0.0))
        if difference or slope:
            self.margin = min(self.margin, abs(difference) / max(1.0, slope))


class Dual:
    """A float `value`, its `gradient` by all inputs, and the `run` that it is part of."""

    __slots__ = ("value", "gradient", "run")

    def __init__(self, value, gradient, run):
        self.value, self.gradient, self.run = float(value), gradient, run

    def __repr__(self):
        return f"Dual({self.value!r})"

    def lift(self, other):
        """`other` as a dual of this run, or None where it is an array and NumPy must decide."""
        if isinstance(other, Dual):
            return other
        if isinstance(other, NUMBERS):
            return Dual(other, np.zeros_like(self.gradient), self.run)
        return None

    def new(self, value, gradient):
        return Dual(value, gradient, self.run)

    def decide(self, other, answer):
        self.run.note(self.value - other.value, self.gradient - other.gradient)
        return answer

    def __neg__(self):
        return self.new(-self.value, -self.gradient)

    def __pos__(self):
        return self

    def __abs__(self):
        return -self if self < 0.0 else self

    def __bool__(self):
        return self != 0.0

    def __int__(self):
        """What a store into an array of integers asks for, too."""
        self.run.note(self.value - round(self.value), self.gradient)
        return int(self.value)

    def conjugate(self):
        return self

    __hash__ = None


def _binary(name, value, gradient):
    """Give Dual the operators `name` and reflected `name`, from plain functions of two duals."""

    def forward(self, other):
        other = self.lift(other)
        if other is None:
            return NotImplemented
        result = value(self.value, other.value)
        return self.new(result, gradient(self, other, result))

    def reflected(self, other):
        other = self.lift(other)
        return NotImplemented if other is None else forward(other, self)

    setattr(Dual, f"__{name}__", forward)
    setattr(Dual, f"__r{name}__", reflected)


def _power_gradient(a, b, y):
    """Only the terms that exist: x**2 at a negative x has no logarithm, and needs none."""
    gradient = 0.0 if b.value == 0.0 else b.value * a.value ** (b.value - 1.0) * a.gradient
    if np.any(b.gradient):
        gradient = gradient + y * math.log(a.value) * b.gradient
    return gradient + np.zeros_like(a.gradient)


def _floor_division(a, b):
    a.run.note(a.value / b.value - round(a.value / b.value), a.gradient)
    return a.value // b.value


_binary("add", lambda a, b: a + b, lambda a, b, y: a.gradient + b.gradient)
_binary("sub", lambda a, b: a - b, lambda a, b, y: a.gradient - b.gradient)
_binary("mul", lambda a, b: a * b, lambda a, b, y: a.gradient * b.value + a.value * b.gradient)
_binary("truediv", lambda a, b: a / b, lambda a, b, y: (a.gradient - y * b.gradient) / b.value)
_binary("pow", lambda a, b: a**b, _power_gradient)
_binary("floordiv", lambda a, b: a // b, lambda a, b, y: 0.0 * a.gradient * _floor_division(a, b))
_binary("mod", lambda a, b: a % b, lambda a, b, y: a.gradient - _floor_division(a, b) * b.gradient)


def _comparison(name, compare):
    def method(self, other):
        other = self.lift(other)
        if other is None:
            return NotImplemented
        return self.decide(other, compare(self.value, other.value))

    setattr(Dual, f"__{name}__", method)


_comparison("lt", lambda a, b: a < b)
_comparison("le", lambda a, b: a <= b)
_comparison("gt", lambda a, b: a > b)
_comparison("ge", lambda a, b: a >= b)
_comparison("eq", lambda a, b: a == b)
_comparison("ne", lambda a, b: a != b)

# name: (value, derivative from x and y = f(x))
SMOOTH = {
    "sin": (np.sin, lambda x, y: np.cos(x)),
    "cos": (np.cos, lambda x, y: -np.sin(x)),
    "tan": (np.tan, lambda x, y: 1.0 + y * y),
    "sinh": (np.sinh, lambda x, y: np.cosh(x)),
    "cosh": (np.cosh, lambda x, y: np.sinh(x)),
    "tanh": (np.tanh, lambda x, y: 1.0 - y * y),
    "arctan": (np.arctan, lambda x, y: 1.0 / (1.0 + x * x)),
    "exp": (np.exp, lambda x, y: y),
    "expm1": (np.expm1, lambda x, y: y + 1.0),
    "log": (np.log, lambda x, y: 1.0 / x),
    "log1p": (np.log1p, lambda x, y: 1.0 / (1.0 + x)),
    "sqrt": (np.sqrt, lambda x, y: 0.5 / y),
    "square": (np.square, lambda x, y: 2.0 * x),
}


def _smooth(name):
    value, derivative = SMOOTH[name]

    def apply(x):
        if not isinstance(x, Dual):
            return float(value(x))
        y = float(value(x.value))
        return x.new(y, derivative(x.value, y) * x.gradient)

    return apply


def _step(value, distance):
    """A piecewise constant function; `distance` to its nearest jump is the margin."""

    def apply(x):
        if not isinstance(x, Dual):
            return float(value(x))
        x.run.note(distance(x.value), x.gradient)
        return x.new(value(x.value), np.zeros_like(x.gradient))

    return apply


STEPS = {
    "sign": _step(np.sign, lambda x: x),
    "floor": _step(np.floor, lambda x: x - round(x)),
    "ceil": _step(np.ceil, lambda x: x - round(x)),
}
SCALAR = {name: _smooth(name) for name in SMOOTH} | STEPS


def as_objects(x):
    """A float array as an array that can hold duals; anything else unchanged."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return x.astype(object)
    return x


def _norm(x, axis=None, keepdims=False):
    return namespace.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


class Float:
    """`float` for a program on duals: it keeps them, and as a dtype it is that of objects."""

    dtype = np.dtype(object)

    def __new__(cls, x=0.0):
        return x if isinstance(x, Dual) else builtins.float(x)


class Unwritten:
    """What an empty array holds: whoever computes with it raises, and is no program to judge."""


UNWRITTEN = Unwritten()
REAL = (Float, float, np.float64)  # dtypes


def _like(fill):
    def make(x, *args, **kwargs):
        x = np.asarray(x)
        if x.dtype.kind not in "Of" or args or kwargs:
            return as_objects(np.full_like(x, fill, *args, **kwargs))
        return np.full(x.shape, fill, dtype=object)

    return make


class Namespace(types.SimpleNamespace):
    """`np` for a program on duals: NumPy, with float arrays turned into arrays of objects."""

    def __getattr__(self, name):
        found = getattr(np, name)
        # a ufunc keeps its methods (`np.add.at`), and works on objects by Dual's operators
        if isinstance(found, (type, np.ufunc)) or not callable(found):
            return found
        return lambda *args, **kwargs: as_objects(found(*args, **kwargs))


namespace = Namespace(
    **{name: np.frompyfunc(apply, 1, 1) for name, apply in SCALAR.items()},
    empty=lambda shape, dtype=float: np.full(shape, UNWRITTEN) if dtype in REAL else np.empty(shape, dtype),
    zeros_like=_like(0.0),
    ones_like=_like(1.0),
    empty_like=_like(UNWRITTEN),
    # the sum of no objects is an int, and a float here
    sum=lambda x, **options: np.sum(x, **options) if np.size(x) else np.sum(x, **options) + 0.0,
    linalg=types.SimpleNamespace(norm=_norm),
)
math_namespace = types.SimpleNamespace(
    **{name: getattr(math, name) for name in dir(math) if not name.startswith("_")}
)
vars(math_namespace).update(
    {name: SCALAR[name] for name in SMOOTH if hasattr(math, name)}, atan=SCALAR["arctan"], fabs=abs
)


def on_duals(f):
    """The function `f`, in a copy of its module whose `np`, `math` and `float` take duals."""
    names = f.__globals__
    copied = {**names}
    for name, value in names.items():
        if getattr(value, "__module__", None) != names["__name__"]:
            continue
        if isinstance(value, types.FunctionType):
            copied[name] = _in_module(value, copied)
        elif isinstance(value, type):
            members = {n: _in_module(m, copied) if isinstance(m, types.FunctionType) else m
                       for n, m in vars(value).items() if n not in ("__dict__", "__weakref__")}
            copied[name] = type(value)(name, value.__bases__, members)
    copied.update(np=namespace, math=math_namespace, float=Float)
    return copied[f.__name__]


def _in_module(f, names):
    copied = types.FunctionType(f.__code__, names, f.__name__, f.__defaults__, f.__closure__)
    copied.__kwdefaults__ = f.__kwdefaults__
    return copied


def load(source, name):
    """The function `name` of a program's source, and its module namespace, as Python runs it."""
    module = {"__name__": "program"}
    exec(compile(source, "<program>", "exec"), module)
    return module[name], module


def seeded(args, wrt, run):
    """The arguments as duals: each float of the arguments in `wrt` is one input."""
    size = sum(np.size(args[i]) for i in wrt)
    columns = iter(np.eye(size))
    duals = []
    for i, arg in enumerate(args):
        if i not in wrt:
            duals.append(as_objects(np.array(arg)) if isinstance(arg, np.ndarray) else arg)
        elif isinstance(arg, np.ndarray):
            lifted = np.empty(arg.shape, dtype=object)
            for where in np.ndindex(arg.shape):
                lifted[where] = Dual(arg[where], next(columns), run)
            duals.append(lifted)
        else:
            duals.append(Dual(arg, next(columns), run))
    return duals


def unflatten(flat, args, wrt):
    """A flat gradient in the shapes of the arguments that it is with respect to."""
    parts, start = [], 0
    for i in wrt:
        stop = start + np.size(args[i])
        part = flat[start:stop]
        parts.append(part.reshape(args[i].shape) if np.ndim(args[i]) else float(part[0]))
        start = stop
    return tuple(parts)


def oracle_gradient(source, name, args, wrt):
    """The value, the gradients and the distance to the nearest kink of a program at `args`."""
    run = Oracle()
    f, module = load(source, name)
    module.update(np=namespace, math=math_namespace, float=Float)
    duals = seeded(args, wrt, run)
    result = f(*duals)
    if not isinstance(result, Dual):
        flat = np.zeros(sum(np.size(args[i]) for i in wrt))
        return float(result), unflatten(flat, args, wrt), run.margin
    return result.value, unflatten(result.gradient, args, wrt), run.margin
