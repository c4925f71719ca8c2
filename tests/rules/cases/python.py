"""Cases of ``rules/python.py``."""

import builtins
import functools
import itertools
import operator

import numpy as np

from ..harness import apart, case, normal, positive
from .elementwise import binary, steps, unary
from .shaping import cases


def operators(symbol, make=normal, second=None):
    """A binary operator."""
    return [case(c.expression.replace("op(x, z)", f"x {symbol} z"), **c.arguments) for c in binary("op", make, second)]


CASES = {
    operator.add: operators("+"),
    operator.sub: operators("-"),
    operator.mul: operators("*"),
    operator.truediv: operators("/", normal, positive),
    operator.mod: operators("%", apart, steps),
    operator.neg: cases("-x", x=(3,)) + cases("-x", x=()),
    operator.pos: cases("+x", x=(3,)),
    operator.pow: [
        *operators("**", positive, normal),
        *[case(f"x ** {n}", x=v) for n in (0, 1, 2, 3, -1, -2, 2.0) for v in (normal(3), normal())],
        *[case(f"x ** {n}", x=v) for n in (0.5, 1.5, -0.5) for v in (positive(3), positive())],
        case("2.0 ** x", x=normal(3)),
        case("2 ** x", x=normal()),
        case("x ** n", x=normal(), n=3),
        case("x ** n", x=normal(3), n=3),
        case("x ** n", x=normal(4), n=np.array([0, 1, 2, 3])),
        case("x ** n", x=normal(), n=0),
        case("x ** z", x=positive(3), z=0.0),
        case("x ** z", x=positive(3), z=np.array([0.0, 1.0, 2.0])),
        case("x ** z", x=2.0, z=np.array([0.0, 1.0])),
        case("sum([x ** i for i in range(4)])", x=normal()),
    ],
    builtins.abs: unary("abs"),
    builtins.pow: [case("pow(x, 3)", x=normal()), case("pow(x, z)", x=positive(), z=normal())],
    builtins.float: [
        case("float(x) * 2", x=normal()),
        case("float(np.sum(x))", x=normal(3)),
        case("float(x)", x=np.float64(1.5)),
    ],
    builtins.divmod: [case("divmod(x, z)[1]", x=7.5, z=2.0)],
    builtins.sum: [
        case("sum([x, z, x * z])", x=normal(), z=normal()),
        case("sum(x)", x=normal(4)),
        case("sum([x, z], 1.0)", x=normal(2), z=normal(2)),
    ],
    builtins.max: [
        case("max(x, z)", x=normal(), z=normal()),
        case("max([x, z, 0.1])", x=0.3, z=-0.2),
        case("max(x)", x=normal(4)),
        case("max(x, z, key=abs)", x=-2.0, z=1.0),
    ],
    builtins.min: [case("min(x, z)", x=normal(), z=normal()), case("min([x, z])", x=normal(), z=normal())],
    builtins.any: [case("x if any([x > 0, x < -5]) else x * x", x=normal())],
    builtins.all: [case("x if all([x > 0, x < 5]) else x * x", x=normal())],
    builtins.map: [case("sum(map(lambda v: v * v, [x, z]))", x=normal(), z=normal())],
    builtins.filter: [case("sum(filter(lambda v: v > 0, [x, z, 1.0]))", x=normal(), z=normal())],
    builtins.list: [case("sum(list(x))", x=normal(3))],
    builtins.sorted: [
        case("sum(v * i for i, v in enumerate(sorted([x, z, 0.1])))", x=normal(), z=normal()),
        case("sorted(list(x), key=abs, reverse=True)[1]", x=normal(4)),
    ],
    itertools.chain: [case("sum(itertools.chain([x], (z, x * z)))", x=normal(), z=normal())],
    itertools.chain.from_iterable: [case("sum(itertools.chain.from_iterable([[x], [z]]))", x=normal(), z=normal())],
    itertools.accumulate: [
        case("list(itertools.accumulate([x, z, x]))[1]", x=normal(), z=normal()),
        case("list(itertools.accumulate(list(x), operator.mul, initial=2.0))[-1]", x=normal(3)),
    ],
    itertools.combinations: [
        case("sum(a * b * b for a, b in itertools.combinations([x, z, x * z], 2))", x=normal(), z=normal())],
    itertools.pairwise: [case("sum(a * b * b for a, b in itertools.pairwise([x, z, x * z]))", x=normal(), z=normal())],
    itertools.islice: [case("sum(itertools.islice([x, z, x * z, z * z], 1, 4, 2))", x=normal(), z=normal())],
    itertools.repeat: [case("math.prod(itertools.repeat(x, 3))", x=normal())],
    itertools.takewhile: [
        case("sum(itertools.takewhile(lambda v: v > 0.0, [x, x * x, -x, z]))", x=positive(), z=normal())],
    itertools.dropwhile: [
        case("sum(itertools.dropwhile(lambda v: v > 0.0, [x, x * x, -x, z]))", x=positive(), z=normal())],
    itertools.filterfalse: [
        case("sum(itertools.filterfalse(lambda v: v > 0.0, [x, -x * x, z]))", x=positive(), z=positive())],
    itertools.product: [case("sum(a * b for a, b in itertools.product([x, 1.0], [z, x]))", x=normal(), z=normal())],
    itertools.starmap: [case("sum(itertools.starmap(pow, [(x, 2), (z, 3)]))", x=normal(), z=normal())],
    functools.reduce: [case("functools.reduce(lambda a, b: a * b, [x, z])", x=normal(), z=normal())],
}
