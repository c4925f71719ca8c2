"""The kinds of what random generators draw, which makes an index of `rng.integers(n)`.

    i = rng.integers(n)                 an integer
    z = rng.normal(0.0, 1.0, (n, 3))    an array of floats, of two dimensions
"""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import INT, UNKNOWN, Array, Kind, Object, Scalar
from .families import shape_of_argument

GENERATORS = (np.random.Generator, np.random.RandomState)
MAKERS = {np.random.default_rng: np.random.Generator, np.random.RandomState: np.random.RandomState}
# methods -> the position of `size` among the arguments
FLOATS = {"normal": 2, "uniform": 2, "standard_normal": 0, "random": 0, "exponential": 1, "random_sample": 0,
          "beta": 2, "gamma": 2, "gumbel": 2, "laplace": 2, "logistic": 2, "lognormal": 2}
INTEGERS = {"integers": 2, "randint": 2}
SIZES_ALONE = {"rand", "randn"}         # methods whose arguments are the sizes


def drawn(generator: type, name: str, args: list[Value], kwargs: dict[str, Value]) -> Kind:
    """The kind of ``generator.name(*args, **kwargs)``."""
    if name == "permutation":
        kind = args[0].kind if len(args) == 1 and not kwargs else UNKNOWN
        if kind == INT:
            return Array("int64", shape_of_argument(args[0]))
        return kind if isinstance(kind, Array) else UNKNOWN
    if name in SIZES_ALONE:
        sizes = [shape_of_argument(v) for v in args]
        if any(n is None or len(n) != 1 for n in sizes) or kwargs:
            return UNKNOWN
        return Array("float64", tuple(n[0] for n in sizes if n)) if sizes else Scalar("float64", True)
    position = FLOATS[name] if name in FLOATS else INTEGERS[name]
    if not set(kwargs) <= {"size", "low", "high", "loc", "scale"} or len(args) > position + 1:
        return UNKNOWN
    size = kwargs.get("size", args[position] if len(args) > position else Const(None))
    if any(not isinstance(v.kind, Scalar) and not (isinstance(v, Const) and v.value is None)
           for v in [*args, *kwargs.values()] if v is not size):
        return UNKNOWN                          # it draws one for each item of what it is given
    if isinstance(size, Const) and size.value is None:
        if name in FLOATS:
            return Scalar("float64", True)
        return INT if generator is np.random.RandomState else Scalar("int64", False)
    shape = shape_of_argument(size)
    return Array("float64" if name in FLOATS else "int64", shape) if shape is not None else UNKNOWN


def draw(f: Any, bound: Any) -> tuple[type, str] | None:
    """The generator and method, where a function, or a method that the program has looked up, draws numbers."""
    owner = getattr(f, "__self__", None)
    if isinstance(owner, GENERATORS):
        found = type(owner), f.__name__
    elif bound is not None and isinstance(bound.operands[0].kind, Object) and isinstance(bound.operands[1], Const):
        found = bound.operands[0].kind.type, bound.operands[1].value
    else:
        return None
    return found if found[0] in GENERATORS and found[1] in {*FLOATS, *INTEGERS, *SIZES_ALONE, "permutation"} else None
