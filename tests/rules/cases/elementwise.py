"""Cases of ``rules/numpy/elementwise.py``."""

import numpy as np

from ..harness import apart, case, inside, normal, positive


def unary(name, make=normal):
    """A function of one argument, over kinds and ranks."""
    return [case(f"{name}(x)", x=x) for x in (make(), np.float64(make()), make(3), make(2, 3), make(1, 2, 2))]


def spaced(*shape):
    """Numbers no two of which are near each other, nor near those of ``apart``."""
    return apart(*shape) + 0.15


def steps(*shape):
    """Divisors of which no number of ``apart`` is near a multiple."""
    x = np.floor(positive(*shape) * 2) * 0.3
    return x if shape else float(x)


def binary(name, make=normal, second=None):
    """A function of two arguments that broadcast against each other."""
    second = second or make
    shapes = [((), ()), ((3,), ()), ((), (3,)), ((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((2, 3), (2, 3))]
    return [case(f"{name}(x, z)", x=make(*a), z=second(*b)) for a, b in shapes]


CASES = {
    np.sin: unary("np.sin"),
    np.cos: unary("np.cos"),
    np.tan: unary("np.tan", inside),
    np.arcsin: unary("np.arcsin", inside),
    np.arccos: unary("np.acos", inside),
    np.arctan: unary("np.arctan"),
    np.sinh: unary("np.sinh"),
    np.cosh: unary("np.cosh"),
    np.tanh: unary("np.tanh"),
    np.arcsinh: unary("np.asinh"),
    np.arccosh: [case("np.arccosh(x + 1)", x=positive(3)), case("np.acosh(x + 1)", x=positive())],
    np.arctanh: unary("np.arctanh", inside),
    np.arctan2: binary("np.arctan2"),
    np.hypot: binary("np.hypot"),
    np.deg2rad: unary("np.deg2rad"),
    np.rad2deg: unary("np.degrees"),
    np.radians: unary("np.radians"),
    np.degrees: unary("np.rad2deg"),
    np.sinc: unary("np.sinc"),
    np.exp: unary("np.exp"),
    np.exp2: unary("np.exp2"),
    np.expm1: unary("np.expm1"),
    np.log: unary("np.log", positive),
    np.log2: unary("np.log2", positive),
    np.log10: unary("np.log10", positive),
    np.log1p: unary("np.log1p", inside),
    np.logaddexp: binary("np.logaddexp"),
    np.logaddexp2: binary("np.logaddexp2"),
    np.sqrt: unary("np.sqrt", positive),
    np.cbrt: unary("np.cbrt", positive),
    np.square: unary("np.square"),
    np.reciprocal: unary("np.reciprocal", positive),
    np.maximum: binary("np.maximum", apart, spaced),
    np.minimum: binary("np.minimum", apart, spaced),
    np.fmax: binary("np.fmax", apart, spaced),
    np.fmin: binary("np.fmin", apart, spaced),
    np.clip: [
        case("np.clip(x, -0.5, 0.7)", x=normal(5)),
        case("np.clip(x, low, high)", x=apart(5), low=-0.3, high=0.6),
        case("np.clip(x, None, z)", x=normal(2, 3), z=normal(3)),
        case("np.clip(x, z, None)", x=normal(3), z=normal(3)),
        case("np.clip(x, min=-0.1)", x=normal(4)),
        case("np.clip(x, a_min=-0.1, a_max=0.4)", x=normal(4)),
        case("np.clip(x, -0.5, 0.5)", x=0.3),
        case("x.clip(-0.5, 0.5)", x=normal(4)),
    ],
    np.abs: unary("np.abs"),
    np.fabs: unary("np.fabs"),
    np.copysign: binary("np.copysign"),
    np.nextafter: binary("np.nextafter"),
    np.fmod: binary("np.fmod", apart, steps),
    np.mod: binary("np.mod", apart, steps),
    np.heaviside: [case("np.heaviside(x, z)", x=np.array([-1.0, 0.0, 2.0]), z=normal(3), fixed=("x",))],
    np.nan_to_num: unary("np.nan_to_num"),
    np.ldexp: [case("np.ldexp(x, 3)", x=normal(3)), case("np.ldexp(x, k)", x=normal(3), k=np.array([1, 2, 3]))],
    np.divmod: [case("np.divmod(x, z)[1]", x=positive(3), z=positive(3)), case("np.divmod(x, z)", x=7.3, z=2.1)],
    np.modf: [case("np.modf(x)[0]", x=positive(3) + 3)],
    np.real: unary("np.real"),
    np.imag: [case("np.imag(x * (1 + 2j))", x=normal(3))],
    np.conj: unary("np.conj"),
    np.angle: [case("np.angle(x + 1j)", x=normal(3)), case("np.angle(x + 2j)", x=normal())],
    np.real_if_close: [case("np.real_if_close(x)", x=normal(3))],
    np.add: binary("np.add"),
    np.subtract: binary("np.subtract"),
    np.multiply: binary("np.multiply"),
    np.divide: binary("np.divide", normal, positive),
    np.negative: unary("np.negative"),
    np.positive: unary("np.positive"),
    np.power: [
        *binary("np.power", positive, normal),
        case("np.power(x, 3)", x=normal(3)),
        case("np.power(2.0, x)", x=normal(3)),
        case("np.power(x, n)", x=normal(4), n=np.array([0, 1, 2, 3])),
    ],
    np.float_power: binary("np.float_power", positive, normal),
}
