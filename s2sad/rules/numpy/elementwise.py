"""Functions that act on each element: ``numpy``'s ufuncs of mathematics."""
from __future__ import annotations

import math

import numpy as np

from ...runtime import bessel_i, sinc_derivative
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, is_double, known_number, known_rank, refuse, shaped_like
from .reductions import nonzero

# -- trigonometry ------------------------------------------------------------------------


@differential(np.sin, kind="ufunc_float")
def sin(x, dx):
    return np.cos(x) * dx


@differential(np.cos, kind="ufunc_float")
def cos(x, dx):
    return -np.sin(x) * dx


@differential(np.tan, kind="ufunc_float")
def tan(x, dx, y):
    return (1 + y * y) * dx


@differential(np.arcsin, kind="ufunc_float")
def arcsin(x, dx):
    return dx / np.sqrt(1 - x * x)


@differential(np.arccos, kind="ufunc_float")
def arccos(x, dx):
    return -dx / np.sqrt(1 - x * x)


@differential(np.arctan, kind="ufunc_float")
def arctan(x, dx):
    return dx / (1 + x * x)


@differential(np.arctan2, kind="ufunc_float")
def arctan2(x1, x2, dx1, dx2):
    r = nonzero(np.hypot(x1, x2))           # whose square may be too large, or too small
    return (x2 / r * dx1 - x1 / r * dx2) / r


@differential(np.i0, kind="ufunc_float")
def i0(x, dx):
    return bessel_i(1, x) * dx


@differential(bessel_i, kind="ufunc_second")
def bessel_i_(n, x, dx):
    return 0.5 * (bessel_i(n - 1 if n > 0 else 1, x) + bessel_i(n + 1, x)) * dx


@differential(np.sinc, kind="ufunc_float")
def sinc(x, dx):
    return sinc_derivative(x, 1) * dx


@differential(sinc_derivative, kind="ufunc_first")
def sinc_derivative_(x, n, dx):
    return sinc_derivative(x, n + 1) * dx


@differential(np.deg2rad, np.radians, kind="ufunc_float")
def deg2rad(x, dx):
    return math.pi / 180 * dx


@differential(np.rad2deg, np.degrees, kind="ufunc_float")
def rad2deg(x, dx):
    return 180 / math.pi * dx


@differential(np.hypot, kind="ufunc_float")
def hypot(x1, x2, dx1, dx2, y):
    return (x1 * dx1 + x2 * dx2) / nonzero(y)


# -- hyperbolic functions ----------------------------------------------------------------


@differential(np.sinh, kind="ufunc_float")
def sinh(x, dx):
    return np.cosh(x) * dx


@differential(np.cosh, kind="ufunc_float")
def cosh(x, dx):
    return np.sinh(x) * dx


@differential(np.tanh, kind="ufunc_float")
def tanh(x, dx, y):
    return (1 - y * y) * dx


@differential(np.arcsinh, kind="ufunc_float")
def arcsinh(x, dx):
    return dx / (np.sqrt(1 + x * x) if is_complex(x) else np.hypot(1.0, x))


@differential(np.arccosh, kind="ufunc_float")
def arccosh(x, dx):
    return dx / (np.sqrt(x - 1) * np.sqrt(x + 1))       # not of their product, which for complex x is another root


@differential(np.arctanh, kind="ufunc_float")
def arctanh(x, dx):
    return dx / (1 - x * x)


# -- exponentials and logarithms ---------------------------------------------------------


@differential(np.exp, kind="ufunc_float")
def exp(x, dx, y):
    return y * dx


@differential(np.exp2, kind="ufunc_float")
def exp2(x, dx, y):
    return math.log(2) * y * dx


@differential(np.expm1, kind="ufunc_float")
def expm1(x, dx, y):
    return (y + 1) * dx


@differential(np.log, kind="ufunc_float")
def log(x, dx):
    return dx / x


@differential(np.log2, kind="ufunc_float")
def log2(x, dx):
    return dx / (math.log(2) * x)


@differential(np.log10, kind="ufunc_float")
def log10(x, dx):
    return dx / (math.log(10) * x)


@differential(np.log1p, kind="ufunc_float")
def log1p(x, dx):
    return dx / (1 + x)


@differential(np.logaddexp, kind="ufunc_float")
def logaddexp(x1, x2, dx1, dx2, y):
    """Of a number and a variable, the logistic function: without an overflow, and not 0 before its time."""
    if known_number(x1) is not None or known_number(x2) is not None:    # so not both are infinite
        if is_double(y):
            return dx1 / (1 + np.exp(np.minimum(x2 - x1, 709.0))) + dx2 / (1 + np.exp(np.minimum(x1 - x2, 709.0)))
        return np.exp(-np.logaddexp(0.0, x2 - x1)) * dx1 + np.exp(-np.logaddexp(0.0, x1 - x2)) * dx2
    top = np.where(np.isfinite(y), y, 0.0)
    return np.exp(x1 - top) * dx1 + np.exp(x2 - top) * dx2


@differential(np.logaddexp2, kind="ufunc_float")
def logaddexp2(x1, x2, dx1, dx2, y):
    if known_number(x1) is not None or known_number(x2) is not None:
        return np.exp2(-np.logaddexp2(0.0, x2 - x1)) * dx1 + np.exp2(-np.logaddexp2(0.0, x1 - x2)) * dx2
    top = np.where(np.isfinite(y), y, 0.0)
    return np.exp2(x1 - top) * dx1 + np.exp2(x2 - top) * dx2


# -- roots and powers --------------------------------------------------------------------


@differential(np.sqrt, kind="ufunc_float")
def sqrt(x, dx, y):
    return dx * (0.5 / y)


@differential(np.cbrt, kind="ufunc_float")
def cbrt(x, dx, y):
    return dx / (3 * y * y)


@differential(np.square, kind="ufunc")
def square(x, dx):
    return 2 * x * dx


@differential(np.reciprocal, kind="ufunc")
def reciprocal(x, dx, y):
    return -y * y * dx


# -- kinks: ties are split evenly --------------------------------------------------------


@differential(np.maximum, kind="ufunc")
def maximum(x1, x2, dx1, dx2):
    if known_rank(x1) == 0 and known_rank(x2) == 0:
        share = 1.0 if x1 > x2 else 0.5 if x1 == x2 else 0.0
        return share * dx1 + (1.0 - share) * dx2
    share = np.where(x1 == x2, 0.5, 1.0)
    return np.where(x1 >= x2, share * dx1, 0.0) + np.where(x1 <= x2, share * dx2, 0.0)


@differential(np.minimum, kind="ufunc")
def minimum(x1, x2, dx1, dx2):
    if known_rank(x1) == 0 and known_rank(x2) == 0:
        share = 1.0 if x1 < x2 else 0.5 if x1 == x2 else 0.0
        return share * dx1 + (1.0 - share) * dx2
    share = np.where(x1 == x2, 0.5, 1.0)
    return np.where(x1 <= x2, share * dx1, 0.0) + np.where(x1 >= x2, share * dx2, 0.0)


@differential(np.fmax, kind="ufunc")
def fmax(x1, x2, dx1, dx2):
    first = x1 > x2 if known_number(x2) is not None else (x1 > x2) | np.isnan(x2)       # numbers go before nan
    share = np.where(x1 == x2, 0.5, np.where(first, 1.0, 0.0))
    return share * dx1 + (1.0 - share) * dx2


@differential(np.fmin, kind="ufunc")
def fmin(x1, x2, dx1, dx2):
    first = x1 < x2 if known_number(x2) is not None else (x1 < x2) | np.isnan(x2)
    share = np.where(x1 == x2, 0.5, np.where(first, 1.0, 0.0))
    return share * dx1 + (1.0 - share) * dx2


@differential(np.clip, kind="clipped")
def clip(a, a_min=None, a_max=None, *, min=None, max=None, da, da_min, da_max, dmin, dmax):
    if is_complex(a):
        refuse("np.clip of complex numbers, which have no order, has no derivative")
    low = a_min if min is None else min
    high = a_max if max is None else max
    dlow = da_min if min is None else dmin
    dhigh = da_max if max is None else dmax
    if high is None:
        return from_below(a, low, da, dlow)
    if low is None:
        return from_above(a, high, da, dhigh)
    if known_rank(low) == 0 and known_rank(high) == 0 and known_number(dlow) == 0 and known_number(dhigh) == 0:
        edge = np.where((a == low) | (a == high), 0.5, 1.0)
        return np.where((a >= low) & (a <= high), edge * da, 0.0)
    return from_below(a, low, from_above(a, high, da, dhigh), dlow)


def from_below(a, low, da, dlow):
    share = np.where(a == low, 0.5, 1.0)
    return np.where(a >= low, share * da, 0.0) + np.where(a <= low, share * dlow, 0.0)


def from_above(a, high, da, dhigh):
    share = np.where(a == high, 0.5, 1.0)
    return np.where(a <= high, share * da, 0.0) + np.where(a >= high, share * dhigh, 0.0)


@differential(np.abs, kind="ufunc_real")
def absolute(x, dx, y):
    if is_complex(x):
        return np.real(np.conj(x / nonzero(y)) * dx)
    return np.sign(x) * dx


@differential(np.fabs, kind="ufunc_float")
def fabs(x, dx):
    return np.sign(x) * dx


@differential(np.copysign, kind="ufunc_float", passive=("x2",))
def copysign(x1, x2, dx1):
    return np.copysign(1.0, x2) * np.sign(x1) * dx1


@differential(np.nextafter, kind="ufunc_float", passive=("x2",))
def nextafter(x1, x2, dx1, y):
    """The next number, a rounding error away, moves as ``x1`` does."""
    return shaped_like(dx1, y)


@differential(np.fmod, kind="ufunc")
def fmod(x1, x2, dx1, dx2):
    return dx1 - np.trunc(x1 / x2) * dx2


@differential(np.heaviside, kind="ufunc_float", passive=("x1",))
def heaviside(x1, x2, dx2):
    return np.where(x1 == 0, dx2, 0.0)


@differential(np.nan_to_num, kind="first")
def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None, *, dx):
    return np.where(np.isfinite(x), dx, 0.0)


@differential(np.ldexp, kind="ufunc_first")
def ldexp(x1, x2, dx1):
    return np.ldexp(dx1, x2)


@transpose(np.ldexp, wrt="x1")
def ldexp_T(g, x1, x2):
    return np.ldexp(g, x2)


@differential(np.frexp, kind="mantissa_and_exponent")
def frexp(x, dx, y):
    return np.ldexp(dx, -y[1]), np.zeros_like(y[1])


@differential(np.divmod, kind="two")
def divmod_(x1, x2, dx1, dx2, y):
    return np.zeros_like(y[0]), dx1 - y[0] * dx2


@differential(np.modf, kind="two")
def modf(x, dx):
    return dx, np.zeros_like(x)


# -- complex numbers ---------------------------------------------------------------------


@differential(np.real, kind="part_of")
def real(val, dval):
    return np.real(dval)


@transpose(np.real, wrt="val")
def real_T(g, val):
    return np.real(g) if is_complex(g) else g


@differential(np.imag, kind="part_of")
def imag(val, dval):
    return np.imag(dval)


@transpose(np.imag, wrt="val")
def imag_T(g, val):
    if not is_complex(val):
        return 0.0 * g
    return -1j * (np.real(g) if is_complex(g) else g)


@differential(np.conj, kind="conjugation")
def conj(x, dx):
    return np.conj(dx)


@transpose(np.conj, wrt="x")
def conj_T(g, x):
    return np.conj(g)


@differential(np.angle, kind="angle")
def angle(z, deg=False, *, dz):
    if not is_complex(z):
        return 0.0 * dz
    r = nonzero(np.abs(z))
    turned = np.imag(np.conj(z / r) * dz) / r
    return 180 / math.pi * turned if deg else turned


@composition(np.sign)
def sign_source(x):
    """Of complex numbers ``x / |x|``; of real ones without a derivative."""
    if not is_complex(x):
        return NotImplemented
    size = np.abs(x)
    return x / np.where(size == 0, 1.0, size)


@differential(np.real_if_close, kind=None)
def real_if_close(a, tol=100, *, da, y):
    return np.where(np.iscomplexobj(y), da, np.real(da))


nondifferentiable(np.sign, np.floor, np.ceil, np.rint, np.trunc, np.floor_divide, kind="ufunc")
nondifferentiable(np.fix, kind="ufunc")
nondifferentiable(np.round, np.around, kind="rounded")
nondifferentiable(np.spacing, kind="ufunc_float")
nondifferentiable(np.gcd, np.lcm, kind="ufunc")
nondifferentiable(np.signbit, kind="comparison")
