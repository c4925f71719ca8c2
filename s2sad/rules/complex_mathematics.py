"""The ``cmath`` module: Python's complex numbers."""
from __future__ import annotations

import cmath

from .registry import composition, differential, nondifferentiable


@differential(cmath.sin, kind="python_complex", raises=True)
def sin(z, dz):
    return cmath.cos(z) * dz


@differential(cmath.cos, kind="python_complex", raises=True)
def cos(z, dz):
    return -cmath.sin(z) * dz


@differential(cmath.tan, kind="python_complex", raises=True)
def tan(z, dz, y):
    return (1 + y * y) * dz


@differential(cmath.asin, kind="python_complex", raises=True)
def asin(z, dz):
    return dz / cmath.sqrt(1 - z * z)


@differential(cmath.acos, kind="python_complex", raises=True)
def acos(z, dz):
    return -dz / cmath.sqrt(1 - z * z)


@differential(cmath.atan, kind="python_complex", raises=True)
def atan(z, dz):
    return dz / (1 + z * z)


@differential(cmath.sinh, kind="python_complex", raises=True)
def sinh(z, dz):
    return cmath.cosh(z) * dz


@differential(cmath.cosh, kind="python_complex", raises=True)
def cosh(z, dz):
    return cmath.sinh(z) * dz


@differential(cmath.tanh, kind="python_complex", raises=True)
def tanh(z, dz, y):
    return (1 - y * y) * dz


@differential(cmath.asinh, kind="python_complex", raises=True)
def asinh(z, dz):
    return dz / cmath.sqrt(1 + z * z)


@differential(cmath.acosh, kind="python_complex", raises=True)
def acosh(z, dz):
    return dz / (cmath.sqrt(z - 1) * cmath.sqrt(z + 1))


@differential(cmath.atanh, kind="python_complex", raises=True)
def atanh(z, dz):
    return dz / (1 - z * z)


@differential(cmath.exp, kind="python_complex", raises=True)
def exp(z, dz, y):
    return y * dz


@differential(cmath.log, kind="python_complex", raises=True)
def log(z, base=None, *, dz, dbase, y):
    if base is None:
        return dz / z
    return dz / (z * cmath.log(base)) - y / (base * cmath.log(base)) * dbase


@differential(cmath.log10, kind="python_complex", raises=True)
def log10(z, dz):
    return dz / (z * cmath.log(10))


@differential(cmath.sqrt, kind="python_complex", raises=True)
def sqrt(z, dz, y):
    return 0.5 / y * dz


@differential(cmath.phase, kind="python_float", raises=True)
def phase(z, dz):
    return (dz / z).imag


@composition(cmath.polar)
def polar_source(z):
    return abs(z), cmath.phase(z)


@composition(cmath.rect)
def rect_source(r, phi):
    return r * cmath.exp(1j * phi)


nondifferentiable(cmath.isnan, cmath.isinf, cmath.isfinite, cmath.isclose, kind="python_bool")
