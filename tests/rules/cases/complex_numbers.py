"""Cases of rules on complex numbers: holomorphic functions, those that are not, and mixtures with real ones."""

import cmath
import operator

import numpy as np

from ..harness import apart, case, complex_normal, drawing_for, normal, positive

drawing_for(__name__)
Z, V = complex_normal, normal
EVERYWHERE = [np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh, np.exp, np.exp2, np.expm1, np.square, np.reciprocal]
# Functions with a branch cut, for which the harness's small circle of steps must not cross it.
CUT = [np.log, np.log2, np.log10, np.log1p, np.sqrt, np.arcsin, np.arccos, np.arctan, np.arcsinh, np.arccosh,
       np.arctanh]

CMATH = [cmath.sin, cmath.cos, cmath.tan, cmath.asin, cmath.acos, cmath.atan, cmath.sinh, cmath.cosh, cmath.tanh,
         cmath.asinh, cmath.atanh, cmath.exp, cmath.log10, cmath.sqrt]


def off_axis(*shape):
    """Complex numbers away from both axes and from the unit circle's ±i and ±1."""
    return positive(*shape) * 0.6 + 1j * (positive(*shape) * 0.5 + 0.3)


CASES = {
    **{f: [case(f"np.{f.__name__}(z)", z=Z(3)), case(f"np.{f.__name__}(z)", z=Z())] for f in EVERYWHERE},
    **{f: [case(f"np.{f.__name__}(z)", z=off_axis(2, 3))] for f in CUT},
    np.add: [case("z + x", z=Z(2, 3), x=V(3)), case("x + 2j", x=V(3)), case("z + x", z=Z(), x=V(2))],
    np.subtract: [case("x - z", z=Z(2, 1), x=V(3))],
    np.multiply: [
        case("z * x", z=Z(2, 3), x=V(3)),
        case("z * w", z=Z(3), w=Z(2, 3)),
        case("1j * x", x=V(3)),
        case("1j * x", x=V()),
        case("z * x", z=Z(), x=V()),
        case("np.multiply(z, x)", z=Z(3), x=V()),
    ],
    np.divide: [
        case("z / w", z=Z(3), w=off_axis(3)),
        case("x / w", x=V(3), w=off_axis(3)),
        case("z / x", z=Z(2, 3), x=positive(3)),
        case("1 / z", z=off_axis()),
        case("x / z", x=V(), z=off_axis()),
    ],
    np.power: [
        case("z ** 2", z=Z(3)),
        case("z ** 3", z=Z()),
        case("z ** -1", z=off_axis(3)),
        case("z ** 0.5", z=off_axis(3)),
        case("z ** w", z=off_axis(3), w=Z(3)),
        case("z ** x", z=off_axis(3), x=V(3)),
        case("x ** w", x=positive(3), w=Z(3)),
        case("z ** 2.5", z=off_axis()),
        case("np.power(z, w)", z=off_axis(), w=Z()),
        case("z ** w", z=off_axis(), w=Z()),
        case("x ** w", x=positive(), w=Z()),
        case("z ** n", z=Z(), n=3),
    ],
    operator.neg: [case("-z * z", z=Z(3)), case("+z * z", z=Z())],
    np.abs: [
        case("np.abs(z)", z=Z(3)),
        case("np.abs(z)", z=Z()),
        case("abs(z)", z=Z()),
        case("abs(z)", z=Z(2, 3)),
        case("np.abs(x + 1j)", x=V(3)),
    ],
    np.real: [
        case("np.real(z * z)", z=Z(3)),
        case("(z * z).real", z=Z(2, 3)),
        case("(z * z).real", z=Z()),
        case("np.real(x) * x", x=V(3)),
        case("np.real(1j * x * x * 1j)", x=V()),
    ],
    np.imag: [
        case("np.imag(z * z)", z=Z(3)),
        case("(z * z).imag", z=Z()),
        case("np.imag(np.exp(1j * x))", x=V(3)),
        case("np.imag(x) + x", x=V(3)),
    ],
    np.conj: [
        case("np.conj(z) * z * z", z=Z(3)),
        case("z.conjugate() * z * z", z=Z()),
        case("z.conj() * np.exp(z)", z=Z(2, 3)),
        case("np.conj(x) * 1j * x", x=V(3)),
    ],
    np.angle: [case("np.angle(z)", z=off_axis(3)), case("np.angle(z)", z=off_axis()),
               case("np.angle(z, True)", z=off_axis(3)), case("np.angle(z, deg=True)", z=off_axis(3))],
    np.sign: [case("np.sign(z)", z=off_axis(3)), case("np.sign(z) * z", z=Z()), case("np.sign(x) * x", x=apart(3)),
              case("np.sign(z * z)", z=off_axis(2, 2)), case("np.sign(x) * x", x=apart(2, 3))],
    complex: [case("complex(x, y) ** 2", x=V(), y=V()), case("complex(x) * 1j * x", x=V()),
              case("complex(0.0, y) * z", y=V(), z=Z()), case("complex(z) * z", z=Z())],
    np.where: [
        case("np.where(x > 0, z, x)", z=Z(3), x=apart(3)),
        case("np.where(np.abs(z) > 1, z * z, 1j)", z=Z(4)),
    ],
    np.sum: [case("np.sum(z * z, axis=0)", z=Z(2, 3)), case("np.mean(z * z, axis=1)", z=Z(2, 3)),
             case("np.cumsum(z * x)", z=Z(3), x=V(3))],
    np.prod: [case("np.prod(z)", z=Z(3)), case("np.prod(z * x, axis=0)", z=Z(2, 3), x=V(3)),
              case("np.cumprod(z)", z=Z(3))],
    np.var: [case("np.var(z)", z=Z(4)), case("np.var(z, axis=0, ddof=1)", z=Z(4, 2)), case("np.std(z)", z=Z(4)),
             case("np.std(z, axis=1, keepdims=True)", z=Z(2, 3)), case("np.nanvar(z)", z=Z(4)),
             case("np.nanstd(z, axis=0)", z=Z(4, 2))],
    np.matmul: [
        case("z @ w", z=Z(2, 3), w=Z(3, 2)),
        case("z @ x", z=Z(2, 3), x=V(3)),
        case("x @ w", x=V(3), w=Z(3)),
        case("x @ z", x=V(2, 3), z=Z(4, 3, 2)),
        case("np.conj(z).T @ w", z=Z(2, 3), w=Z(2, 2)),
        case("np.dot(z, w)", z=Z(3), w=Z(3)),
        case("np.dot(x, w)", x=V(2, 3), w=Z(3)),
        case("np.inner(z, w)", z=Z(2, 3), w=Z(2, 3)),
        case("np.outer(z, x)", z=Z(2), x=V(3)),
    ],
    np.vdot: [case("np.vdot(z, w)", z=Z(3), w=Z(3)), case("np.vdot(x, w)", x=V(2, 2), w=Z(2, 2))],
    np.vecdot: [case("np.vecdot(z, w)", z=Z(2, 3), w=Z(2, 3)), case("np.vecdot(z, x)", z=Z(2, 3), x=V(3))],
    np.einsum: [case("np.einsum('ij,jk->ik', z, w)", z=Z(2, 3), w=Z(3, 2)),
                case("np.einsum('ij,ij->i', z, x)", z=Z(2, 3), x=V(2, 3))],
    np.tensordot: [case("np.tensordot(z, x, 1)", z=Z(2, 3), x=V(3, 2))],
    np.kron: [case("np.kron(z, x)", z=Z(2, 2), x=V(2, 1))],
    np.cross: [case("np.cross(z, x)", z=Z(3), x=V(3))],
    np.convolve: [case("np.convolve(z, w)", z=Z(4), w=Z(2)), case("np.convolve(x, w, 'same')", x=V(4), w=Z(3)),
                  case("np.convolve(z, x, 'valid')", z=Z(4), x=V(2))],
    np.correlate: [case("np.correlate(z, w)", z=Z(4), w=Z(2)), case("np.correlate(x, w, 'full')", x=V(4), w=Z(2)),
                   case("np.correlate(z, w, 'same')", z=Z(4), w=Z(3))],
    np.reshape: [case("z.reshape(3, 2).T[1] * x", z=Z(2, 3), x=V(3)), case("z[1:] * z[:-1]", z=Z(4)),
                 case("np.concatenate([z, x]) * np.stack([x, z]).ravel()", z=Z(2), x=V(2))],
    np.polyval: [case("np.polyval(p, z)", p=V(3), z=Z(2))],
    np.trapezoid: [case("np.trapezoid(z * z, x)", z=Z(4), x=V(4))],
    np.cov: [case("np.cov(z)", z=Z(2, 4))],
    np.corrcoef: [case("np.corrcoef(z)", z=Z(2, 4))],
    **{f: [case(f"cmath.{f.__name__}(z)", z=off_axis()), case(f"cmath.{f.__name__}(x)", x=0.4)] for f in CMATH},
    cmath.acosh: [case("cmath.acosh(z)", z=off_axis())],
    cmath.log: [case("cmath.log(z)", z=off_axis()), case("cmath.log(z, w)", z=off_axis(), w=off_axis())],
    cmath.phase: [case("cmath.phase(z)", z=Z())],
    cmath.polar: [case("cmath.polar(z)", z=Z())],
    cmath.rect: [case("cmath.rect(r, x)", r=V(), x=V())],
    np.astype: [case("z.astype(complex) * x", z=Z(3), x=V(3)), case("x.astype(complex) * 1j", x=V(3))],
}
drawing_for("")
