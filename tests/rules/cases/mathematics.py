"""Cases of ``rules/mathematics.py``."""

import math

from ..harness import case, inside, normal, positive


def one(name, make=normal):
    """A function of a number."""
    return [
        case(f"math.{name}(x)", x=make()),
        case(f"math.{name}(x * x)", x=make()),
        case(f"2.0 * math.{name}(x) * x", x=make()),
    ]


def two(name, make=normal):
    """A function of two numbers."""
    return [
        case(f"math.{name}(x, z)", x=make(), z=make()),
        case(f"math.{name}(x, 1.5)", x=make()),
        case(f"math.{name}(0.7, z)", z=make()),
    ]


CASES = {
    math.sin: one("sin"),
    math.cos: one("cos"),
    math.tan: one("tan", inside),
    math.asin: one("asin", inside),
    math.acos: one("acos", inside),
    math.atan: one("atan"),
    math.sinh: one("sinh"),
    math.cosh: one("cosh"),
    math.tanh: one("tanh"),
    math.asinh: one("asinh"),
    math.acosh: [case("math.acosh(x + 1)", x=positive())],
    math.atanh: one("atanh", inside),
    math.lgamma: [*one("lgamma", positive), case("math.lgamma(x)", x=-2.3), case("math.lgamma(x)", x=-31.7)],
    math.gamma: [*one("gamma", positive), case("math.gamma(x)", x=-1.4)],
    math.frexp: [case("math.frexp(x)[0] * x", x=positive()), case("math.frexp(100 * x)", x=positive())],
    math.modf: [case("math.modf(3 * x)[0] * x", x=positive()), case("math.modf(x * z)", x=1.1, z=2.3)],
    math.nextafter: two("nextafter"),
    math.exp: one("exp"),
    math.expm1: one("expm1"),
    math.log: [*one("log", positive), *two("log", lambda: positive() + 1.5)],
    math.log2: one("log2", positive),
    math.log10: one("log10", positive),
    math.log1p: one("log1p", positive),
    math.sqrt: one("sqrt", positive),
    math.fabs: one("fabs"),
    math.erf: one("erf"),
    math.erfc: one("erfc"),
    math.radians: one("radians"),
    math.degrees: one("degrees"),
    math.atan2: two("atan2"),
    math.pow: two("pow", positive),
    math.hypot: [*two("hypot"), case("math.hypot(x, z, u)", x=normal(), z=normal(), u=normal())],
    math.copysign: [case("math.copysign(x, z)", x=normal(), z=normal())],
    math.fmod: two("fmod", lambda: positive() * 3),
    math.remainder: two("remainder", lambda: positive() * 3),
    math.ldexp: [case("math.ldexp(x, 3)", x=normal())],
    math.dist: [case("math.dist([x, z], [z, u])", x=normal(), z=normal(), u=normal())],
    math.prod: [case("math.prod([x, z, 2.0])", x=normal(), z=normal())],
    math.fsum: [case("math.fsum([x, z * z, 1.0])", x=normal(), z=normal()),
                case("math.fsum(x) * math.fsum(x * x)", x=normal(3)),
                case("math.fsum([t * t for t in x])", x=normal(3))],
}
if hasattr(math, "cbrt"):
    CASES |= {math.cbrt: one("cbrt", positive), math.exp2: one("exp2")}

if hasattr(math, "sumprod"):
    CASES[math.sumprod] = [
        case("math.sumprod(x, [z, 2.0, z])", x=normal(3), z=normal()),
        case("math.sumprod([x, x * x], (z, 3.0))", x=normal(), z=normal()),
        case("math.sumprod(x, x)", x=normal(4)),
    ]
if hasattr(math, "fma"):
    CASES[math.fma] = [case("math.fma(x, z, w)", x=normal(), z=normal(), w=normal()),
                       case("math.fma(x, x, 2.0) * x", x=normal())]
