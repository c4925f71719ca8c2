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
    math.fsum: [case("math.fsum([x, z * z, 1.0])", x=normal(), z=normal())],
}
if hasattr(math, "cbrt"):
    CASES |= {math.cbrt: one("cbrt", positive), math.exp2: one("exp2")}
