"""Cases that were wrong once: complex numbers beside real ones, one argument that varies alone, numbers at the edge."""

import cmath
import math

import numpy as np
import scipy.interpolate
import scipy.linalg
import scipy.ndimage

from ..harness import case, complex_normal, drawing_for, normal, positive

drawing_for(__name__)
Z, V = complex_normal, normal
LEFT = np.array([-2.0 + 0.3j, -1.5 - 0.7j, -0.3 - 0.9j])
GRID = np.linspace(0.0, 1.0, 5)
MIXED = (("z", "x"), ("x", "z"))

CASES = {
    np.arccosh: [case("np.arccosh(z)", z=LEFT), case("np.arccosh(z)", z=-1.2 + 0.4j),
                 case("np.arccosh(x)", x=np.array([1e5, 1.5]), tolerance=1e-8)],
    cmath.acosh: [case("cmath.acosh(z)", z=-1.2 + 0.4j)],
    np.arcsinh: [case("np.arcsinh(z)", z=LEFT), case("np.arcsinh(z) * x", z=Z(), x=V(3))],
    math.asinh: [case("math.asinh(x)", x=-40.0)],
    np.sinc: [case("np.sinc(z)", z=Z(3)), case("np.sinc(z)", z=0.2 - 1.3j), case("np.sinc(z * x)", z=LEFT, x=V(3))],
    np.power: [case("z ** (1 + 2j)", z=0.7 + 0.4j), case("z ** (1 + 2j)", z=LEFT + 4), case("x ** 1j", x=positive(3))],
    np.inner: [case(f"np.inner({a}, {b})", z=Z(2, 3), x=V(4, 3)) for a, b in MIXED]
    + [case("np.inner(z, x)", z=Z(3), x=V(2, 3))],
    np.tensordot: [case(f"np.tensordot({a}, {b}, axes=n)", z=Z(2, 3), x=V(3, 2), n=1) for a, b in MIXED]
    + [case("np.tensordot(z, x, axes=n)", z=Z(2), x=V(3), n=0)],
    np.correlate: [case("np.correlate(z, x, 'full')", z=Z(1), x=V(3)), case("np.correlate(x, z)", z=Z(2), x=V(4))],
    np.linspace: [case("np.linspace(z, x, 4)", z=Z(), x=V()),
                  case("np.linspace(x, z, 5, endpoint=False)", z=Z(), x=V()),
                  case("np.linspace(x, y, 4)", x=np.float32(0.3), y=np.float32(1.2), fixed=("x", "y"))],
    np.interp: [case("np.interp(x, p, z)", x=np.array([0.3, 1.7, 2.2]), p=np.arange(4.0), z=Z(4)),
                case("np.interp(x, p, z, left=w)", x=np.array([-0.3, 1.7]), p=np.arange(4.0), z=Z(4), w=Z())],
    np.geomspace: [case("np.geomspace(z, x, 3)", z=0.4 + 0.7j, x=1.3)],
    np.logspace: [case("np.logspace(x, z, 3)", z=Z(), x=V()),
                  case("np.logspace(x, 1.0, 3, base=z)", z=1.4 + 0.7j, x=V())],
    np.fft.fftfreq: [case("np.fft.fftfreq(4, z)", z=0.4 + 0.7j)],
    np.real_if_close: [case("np.real_if_close(z) * z", z=Z(3)), case("np.real_if_close(z + x)", z=Z(2, 3), x=V(3))],
    np.complex128: [case("np.complex128(x) * z", x=V(), z=Z()), case("np.complex128(z) ** 2", z=Z(3)),
                    case("np.dstack([z, x])", z=Z(), x=V()), case("np.column_stack([x, z])", z=Z(), x=V())],
    np.prod: [case("np.prod(z, dtype=complex, axis=0)", z=Z(2, 3)), case("np.cumprod(z, dtype=complex)", z=Z(3))],
    np.cumsum: [case("np.cumsum(x, dtype=int) * x", x=positive(3) + 2, single=False)],
    np.diff: [case("np.diff(x, append=z)", x=V(3), z=V(), fixed=("x",)),
              case("np.diff(x, prepend=z)", x=V(2, 3), z=V(2, 1), fixed=("x",)),
              case("np.diff(x, 3)", x=V(3)), case("np.diff(x, axis=0) * x", x=V(1, 3), fixed=("x",))],
    np.insert: [case("np.insert(n, 1, x) * x", n=np.array([1, 2, 3]), x=1.3),
                case("np.insert(n, [0, 2], x, axis=1) * 1.5", n=np.ones((2, 3), int), x=V(2, 2) + 0.5)],
    np.fmax: [case("np.fmax(x, z)", x=np.array([np.nan, 1.0, -2.0]), z=np.array([1.0, np.nan, 3.0]), fixed=("x",)),
              case("np.fmax(x, 0.5)", x=V(4)), case("np.fmax(n, x)", n=np.array([1, 2, 3]), x=V(3))],
    np.fmin: [case("np.fmin(x, z)", x=np.array([np.nan, 1.0, -2.0]), z=np.array([1.0, np.nan, 3.0]), fixed=("z",)),
              case("np.fmin(0.5, x)", x=V(4))],
    np.logaddexp: [case("np.logaddexp(x, 0.0) / np.exp(x)", x=np.array([-30.0, -5.0, 3.0])),
                   case("np.logaddexp2(0.0, x) / np.exp2(x)", x=np.array([-45.0, 5.0]))],
    scipy.linalg.solve_toeplitz: [
        case("scipy.linalg.solve_toeplitz((c, r), b)", c=Z(3) + 4, r=V(3), b=V(3, 2)),
        *[case("scipy.linalg.solve_toeplitz((c, r), b)", c=V(3) + 4, r=V(3), b=V(3), fixed=tuple("crb".replace(k, "")))
          for k in "crb"]],
    scipy.linalg.eigh_tridiagonal: [
        case("scipy.linalg.eigh_tridiagonal(d, e)[1] ** 2", d=np.array([1.0, 3.0, 4.5]), e=V(2), fixed=(k,))
        for k in "de"],
    scipy.interpolate.CubicSpline: [
        case("scipy.interpolate.CubicSpline(g, z)(t)", g=GRID, z=Z(5), t=np.array([0.13, 0.71]), fixed=("g",))],
    scipy.interpolate.interpn: [
        case("scipy.interpolate.interpn((g,), z, t)", g=GRID, z=Z(5), t=np.array([[0.13], [0.71]]), fixed=("g",),
             order=1)],
    scipy.ndimage.correlate: [case("scipy.ndimage.correlate(x, z)", x=V(5), z=Z(3)),
                              case("scipy.ndimage.correlate(z, w)", z=Z(4, 3), w=Z(2, 2))],
}
drawing_for("")
