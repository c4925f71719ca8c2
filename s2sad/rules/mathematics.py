"""The ``math`` module: Python floats in, Python floats out."""
from __future__ import annotations

import math

from ..runtime import reciprocal
from .registry import differential, nondifferentiable


@differential(math.sin, kind="python_float")
def sin(x, dx):
    return math.cos(x) * dx


@differential(math.cos, kind="python_float")
def cos(x, dx):
    return -math.sin(x) * dx


@differential(math.tan, kind="python_float")
def tan(x, dx, y):
    return (1 + y * y) * dx


@differential(math.asin, kind="python_float", raises=True)
def asin(x, dx):
    return dx * reciprocal(math.sqrt(1 - x * x))


@differential(math.acos, kind="python_float", raises=True)
def acos(x, dx):
    return -(dx * reciprocal(math.sqrt(1 - x * x)))


@differential(math.atan, kind="python_float")
def atan(x, dx):
    return dx / (1 + x * x)


@differential(math.atan2, kind="python_float")
def atan2(y_, x, dy_, dx):
    return (x * dy_ - y_ * dx) / (x * x + y_ * y_)


@differential(math.sinh, kind="python_float")
def sinh(x, dx):
    return math.cosh(x) * dx


@differential(math.cosh, kind="python_float")
def cosh(x, dx):
    return math.sinh(x) * dx


@differential(math.tanh, kind="python_float")
def tanh(x, dx, y):
    return (1 - y * y) * dx


@differential(math.asinh, kind="python_float")
def asinh(x, dx):
    return dx / math.sqrt(1 + x * x)


@differential(math.acosh, kind="python_float", raises=True)
def acosh(x, dx):
    return dx * reciprocal(math.sqrt(x * x - 1))


@differential(math.atanh, kind="python_float", raises=True)
def atanh(x, dx):
    return dx / (1 - x * x)


@differential(math.exp, kind="python_float", raises=True)
def exp(x, dx, y):
    return y * dx


@differential(math.expm1, kind="python_float", raises=True)
def expm1(x, dx, y):
    return (y + 1) * dx


@differential(math.log, kind="python_float", raises=True)
def log(x, base=math.e, *, dx, dbase, y):
    if base is math.e:
        return dx / x
    return dx / (x * math.log(base)) - y / (base * math.log(base)) * dbase


@differential(math.log1p, kind="python_float", raises=True)
def log1p(x, dx):
    return dx / (1 + x)


@differential(math.log2, kind="python_float", raises=True)
def log2(x, dx):
    return dx / (x * math.log(2))


@differential(math.log10, kind="python_float", raises=True)
def log10(x, dx):
    return dx / (x * math.log(10))


@differential(math.sqrt, kind="python_float", raises=True)
def sqrt(x, dx, y):
    return dx * (0.5 * reciprocal(y))


@differential(math.pow, kind="python_float", raises=True)
def pow(x, n, dx, dn, y):
    return (n * math.pow(x, n - 1) if n != 0 else 0.0) * dx + (y * math.log(x) if x > 0 else 0.0) * dn


@differential(math.fabs, kind="python_float")
def fabs(x, dx):
    return (math.copysign(1.0, x) if x != 0 else 0.0) * dx


@differential(math.hypot, kind="python_float")
def hypot(a, b, da, db, y):
    return a * reciprocal(y) * da + b * reciprocal(y) * db


@differential(math.erf, kind="python_float")
def erf(x, dx):
    return 2 / math.sqrt(math.pi) * math.exp(-x * x) * dx


@differential(math.erfc, kind="python_float")
def erfc(x, dx):
    return -2 / math.sqrt(math.pi) * math.exp(-x * x) * dx


@differential(math.radians, kind="python_float")
def radians(x, dx):
    return math.pi / 180 * dx


@differential(math.degrees, kind="python_float")
def degrees(x, dx):
    return 180 / math.pi * dx


@differential(math.copysign, kind="python_float")
def copysign(x, s, dx):
    return math.copysign(1.0, x) * math.copysign(1.0, s) * dx


@differential(math.fmod, kind="python_float", raises=True)
def fmod(a, b, da, db):
    return da - math.trunc(a / b) * db


nondifferentiable(math.floor, math.ceil, math.trunc, kind="python_int", raises=True)
nondifferentiable(math.isnan, math.isinf, math.isfinite, math.isclose, kind="python_bool")
nondifferentiable(math.factorial, math.gcd, math.comb, kind="python_int", raises=True)
