"""The ``math`` module: Python floats in, Python floats out."""
from __future__ import annotations

import math

import numpy as np

from ..runtime import polygamma, structured_like
from .registry import composition, differential, nondifferentiable, transpose
from .static import is_display, known_rank


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
    root = math.sqrt(1 - x * x)
    return (1 / root if root != 0 else math.inf) * dx


@differential(math.acos, kind="python_float", raises=True)
def acos(x, dx):
    root = math.sqrt(1 - x * x)
    return -(1 / root if root != 0 else math.inf) * dx


@differential(math.atan, kind="python_float")
def atan(x, dx):
    return dx / (1 + x * x)


@differential(math.atan2, kind="python_float")
def atan2(y_, x, dy_, dx):
    r = math.hypot(x, y_)                   # whose square may be too large, or too small
    r = r if r != 0 else 1.0
    return (x / r * dy_ - y_ / r * dx) / r


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
    return dx / math.hypot(1.0, x)


@differential(math.acosh, kind="python_float", raises=True)
def acosh(x, dx):
    root = math.sqrt(x - 1) * math.sqrt(x + 1)
    return (1 / root if root != 0 else math.inf) * dx


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
def log(x, base=None, *, dx, dbase, y):
    if base is None:
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
    return (0.5 / y if y != 0 else math.inf) * dx


@differential(math.pow, kind="python_float", raises=True)
def pow(x, n, dx, dn, y):
    slope = n * math.pow(x, n - 1) if x != 0 or n >= 1 else 0.0 if n == 0 else math.inf
    return slope * dx + (y * math.log(x) if x > 0 else 0.0 if x == 0 else math.nan) * dn


@differential(math.fabs, kind="python_float")
def fabs(x, dx):
    return (1.0 if x > 0 else -1.0 if x < 0 else 0.0) * dx


@differential(math.hypot, kind="python_float")
def hypot(*coordinates, dcoordinates, y):
    total = 0.0
    for x, dx in zip(coordinates, dcoordinates):
        total = total + x * dx
    return total / (y if y != 0 else 1.0)


@composition(math.dist)
def dist_source(p, q, /):
    return math.hypot(*[a - b for a, b in zip(p, q)])


@composition(math.prod)
def prod_source(iterable, /, *, start=1):
    product = start
    for x in iterable:
        product = product * x
    return product


@differential(math.fsum, kind="python_float")
def fsum(seq, dseq):
    return math.fsum(dseq)


@transpose(math.fsum, wrt="seq")
def fsum_T(g, seq):
    if is_display(seq):
        return [g for _ in seq]
    shares = np.full(len(seq), g)
    return shares if known_rank(seq) == 1 else structured_like(shares, seq)


@differential(math.erf, kind="python_float")
def erf(x, dx):
    return 2 / math.sqrt(math.pi) * math.exp(-x * x) * dx


@differential(math.erfc, kind="python_float")
def erfc(x, dx):
    return -2 / math.sqrt(math.pi) * math.exp(-x * x) * dx


@differential(math.lgamma, kind="python_float", raises=True)
def lgamma(x, dx):
    return polygamma(0, x) * dx


@differential(math.gamma, kind="python_float", raises=True)
def gamma(x, dx, y):
    return y * polygamma(0, x) * dx


@differential(polygamma, kind="python_float", passive=("n",))
def polygamma_(n, x, dx):
    return polygamma(n + 1, x) * dx


@differential(math.radians, kind="python_float")
def radians(x, dx):
    return math.pi / 180 * dx


@differential(math.degrees, kind="python_float")
def degrees(x, dx):
    return 180 / math.pi * dx


@differential(math.copysign, kind="python_float", passive=("s",))
def copysign(x, s, dx):
    return math.copysign(1.0, s) * (1.0 if x > 0 else -1.0 if x < 0 else 0.0) * dx


@differential(math.fmod, kind="python_float", raises=True)
def fmod(a, b, da, db):
    return da - math.trunc(a / b) * db


@differential(math.remainder, kind="python_float", raises=True)
def remainder(x, m, dx, dm, y):
    return dx - (x - y) / m * dm


@differential(math.ldexp, kind="python_float", raises=True)
def ldexp(x, n, dx):
    return math.ldexp(1.0, n) * dx


@differential(math.nextafter, kind="python_float", passive=("z",))
def nextafter(x, z, dx):
    """The next number, a rounding error away, moves as ``x`` does."""
    return dx


@differential(math.frexp, kind="python_mantissa")
def frexp(x, dx, y):
    return math.ldexp(1.0, -y[1]) * dx, 0


@differential(math.modf, kind="python_parts")
def modf(x, dx):
    return dx, 0.0


if hasattr(math, "cbrt"):       # since Python 3.11
    @differential(math.cbrt, kind="python_float")
    def cbrt(x, dx, y):
        return (1 / (3 * y * y) if y != 0 else math.inf) * dx

    @differential(math.exp2, kind="python_float", raises=True)
    def exp2(x, dx, y):
        return math.log(2) * y * dx


if hasattr(math, "sumprod"):    # since Python 3.12
    @differential(math.sumprod, kind=None, raises=True)
    def sumprod(p, q, dp, dq):
        return math.sumprod(dp, q) + math.sumprod(p, dq)

    @transpose(math.sumprod, wrt="p")
    def sumprod_p(g, p, q):
        return [g * b for b in q] if is_display(p) else structured_like(g * np.asarray(q), p)

    @transpose(math.sumprod, wrt="q")
    def sumprod_q(g, p, q):
        return [g * a for a in p] if is_display(q) else structured_like(g * np.asarray(p), q)

if hasattr(math, "fma"):        # since Python 3.13
    @differential(math.fma, kind="python_float", raises=True)
    def fma(a, b, c, da, db, dc):
        return da * b + a * db + dc


nondifferentiable(math.ulp, kind="python_float")
nondifferentiable(math.floor, math.ceil, math.trunc, kind="python_int", raises=True)
nondifferentiable(math.isnan, math.isinf, math.isfinite, math.isclose, kind="python_bool")
nondifferentiable(math.factorial, math.gcd, math.lcm, math.comb, math.perm, math.isqrt, kind="python_int", raises=True)
