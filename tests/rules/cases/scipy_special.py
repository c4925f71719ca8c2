"""Cases of ``rules/scipy/special.py`` and ``classical.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, inside, normal, positive

try:
    import scipy.special as sp
except ImportError:  # pragma: no cover
    sp = None
drawing_for(__name__)
Z, V, P, U = complex_normal, normal, positive, inside


def off_axis(*shape):
    """Complex numbers away from the branch cuts on the axes."""
    return positive(*shape) * 0.6 + 1j * (positive(*shape) * 0.5 + 0.3)


def probability(*shape):
    """Numbers between 0.05 and 0.95."""
    return 0.5 * inside(*shape) + 0.5


def flat(*shape):
    """Numbers near 0, and 0 among them."""
    x = 0.08 * inside(*shape)
    return np.where(np.arange(x.size).reshape(shape) % 2, x, 0.0) if shape else 0.0


def one(name, *makes, order=2):
    """A ufunc of one argument."""
    f = f"scipy.special.{name}"
    return [c for make in makes for c in (
        case(f"{f}(x)", x=make(3), order=order), case(f"{f}(x) * x", x=make(2, 3), order=order),
        case(f"{f}(x)", x=make(), order=order),
        case(f"{f}(x * x)", x=make(2), order=order) if make is not probability else case(f"{f}(x / 2)", x=make(2)))]


def two(name, first, second):
    """A ufunc of two arguments, broadcast."""
    f = f"scipy.special.{name}"
    return [case(f"{f}(x, z)", x=first(3), z=second(3)), case(f"{f}(x, z)", x=first(2, 1), z=second(3)),
            case(f"{f}(x, z)", x=first(), z=second()), case(f"{f}(x, z) * z", x=first(), z=second(3))]


def last(name, *fixed, make=P):
    """A ufunc with a derivative in its last argument alone."""
    f = f"scipy.special.{name}({', '.join(map(repr, fixed))}, x)"
    return [case(f, x=make(3)), case(f"{f} * x", x=make(2, 2)), case(f, x=make())]


def cases() -> dict[Any, Any]:
    found: dict[str, Any] = {
        "erf": one("erf", V, Z), "erfc": one("erfc", V), "erfcx": one("erfcx", V), "erfi": one("erfi", V),
        "dawsn": one("dawsn", V, Z), "wofz": one("wofz", Z),
        "erfinv": one("erfinv", U), "erfcinv": one("erfcinv", probability),
        "fresnel": [case("scipy.special.fresnel(x)[0]", x=V(3)), case("scipy.special.fresnel(x)[1] * x", x=V(3))],
        "ndtr": one("ndtr", V), "log_ndtr": [*one("log_ndtr", V), case("scipy.special.log_ndtr(x)",
                                                                        x=np.array([-40.0, -8.0, 9.0]))],
        "ndtri": one("ndtri", probability), "ndtri_exp": [case("scipy.special.ndtri_exp(-x)", x=P(3))],
        "owens_t": two("owens_t", V, V),
        "gamma": [*one("gamma", P), *one("gamma", off_axis, order=1), case("scipy.special.gamma(x)", x=-U(3))],
        "gammaln": one("gammaln", P), "loggamma": one("loggamma", off_axis, order=1),
        "rgamma": [*one("rgamma", V), case("scipy.special.rgamma(x)", x=np.array([0.0, -1.0, -4.0, 3.0]))],
        "psi": one("psi", P), "polygamma": [case("scipy.special.polygamma(1, x)", x=P(3)),
                                            case("scipy.special.polygamma(0, x)", x=P(2, 2)),
                                            case("scipy.special.polygamma(2, x)", x=P())],
        "zeta": last("zeta", 2.5) + last("zeta", 4), "gammasgn": [case("scipy.special.gammasgn(x) * x", x=V(3))],
        "multigammaln": [case("scipy.special.multigammaln(x, 3)", x=np.array([2.5, 3.1])),
                         case("scipy.special.multigammaln(x, 1)", x=2.5)],
        "poch": two("poch", P, P),
        "comb": [case("scipy.special.comb(5 + x, z)", x=P(3), z=P(3))],
        "factorial": [case("scipy.special.factorial(x)", x=P(3)), case("scipy.special.factorial(x) * x", x=P(2, 2))],
        "binom": [case("scipy.special.binom(5 + x, z)", x=P(3), z=P(3))], "beta": two("beta", P, P),
        "betaln": two("betaln", P, P), "expit": [*one("expit", V), case(
            "scipy.special.expit(x)", x=np.array([-40.0, 40.0]))], "log_expit": one("log_expit", V),
        "logit": one("logit", probability), "expm1": one("expm1", V), "exp2": one("exp2", V), "exp10": one("exp10", U),
        "exprel": [*one("exprel", V), case("scipy.special.exprel(x)", x=np.array([0.0, 1e-9]))],
        "log1p": one("log1p", P), "cosm1": one("cosm1", V), "cbrt": one("cbrt", P), "xlogy": [
            *two("xlogy", V, P), case("scipy.special.xlogy(x, z)", x=np.array([0.0, 1.0]), z=P(2))],
        "xlog1py": [*two("xlog1py", V, P), case("scipy.special.xlog1py(x, z)", x=np.array([0.0, 1.0]), z=P(2))],
        "entr": one("entr", P), "rel_entr": two("rel_entr", P, P),
        "kl_div": two("kl_div", P, P), "huber": [case("scipy.special.huber(d, r)", d=1.0, r=np.array([0.3, -2.0, 1.7])),
                                                 case("scipy.special.huber(0.5, r)", r=0.2)],
        "pseudo_huber": two("pseudo_huber", P, V), "boxcox": [*two("boxcox", P, V), case(
            "scipy.special.boxcox(x, 0.0)", x=P(3)), case("scipy.special.boxcox(x, z)", x=P(3), z=0.0)],
        "boxcox1p": two("boxcox1p", P, V),
        "lambertw": [*one("lambertw", P, off_axis), case("scipy.special.lambertw(x, -1)", x=-0.1 * P(3))],
        "sph_harm_y": [
            case("scipy.special.sph_harm_y(3, 2, x, z)", x=P(3), z=V(3)),
            case("scipy.special.sph_harm_y(2, -1, x, z)", x=P(2, 3), z=V(3)),
            case("scipy.special.sph_harm_y(2, 2, x, z)", x=P(2, 1), z=V(3)),
            case("scipy.special.sph_harm_y(4, 0, x, 0.3)", x=P(2, 3)),
            case("scipy.special.sph_harm_y(np.array([1, 2, 3]), 1, x, z)", x=P(3), z=V(3)),
            case("np.real(scipy.special.sph_harm_y(3, 1, x, z))", x=P(3), z=V(2, 1)),
            case("np.abs(scipy.special.sph_harm_y(3, 1, x, z))", x=P(2, 2), z=V(2)),
            case("scipy.special.sph_harm_y(3, 1, x, z)", x=1.1, z=0.4),
        ],
        "wrightomega": one("wrightomega", V), "expi": one("expi", P), "exp1": one("exp1", P), "expn": last("expn", 2),
        "sici": [case("scipy.special.sici(x)[0]", x=V(3)), case("scipy.special.sici(x)[1]", x=P(3))],
        "shichi": [case("scipy.special.shichi(x)[0]", x=np.array([0.0, -1.3, 2.0])),
                   case("scipy.special.shichi(x)[1]", x=P(3))],
        "spence": [*one("spence", P), case("scipy.special.spence(x)", x=np.array([1.0, 1.02, 0.95]))], "logsumexp": [
            case("scipy.special.logsumexp(x)", x=V(4)), case("scipy.special.logsumexp(x, axis=0)", x=V(2, 3)),
            case("scipy.special.logsumexp(x, 1, keepdims=True)", x=V(2, 3)),
            case("scipy.special.logsumexp(x, axis=(0, 2))", x=V(2, 3, 2)),
            case("scipy.special.logsumexp(x, b=b)", x=V(4), b=P(4)),
            case("scipy.special.logsumexp(x, b=b, axis=1)", x=V(2, 3), b=P(3)),
            case("scipy.special.logsumexp(x, b=b, return_sign=True)[0]", x=V(3), b=np.array([1.0, -3.0, 0.5])),
            case("scipy.special.logsumexp(x)", x=np.array([-np.inf, 1.0, 2.0]))],
        "softmax": [case("scipy.special.softmax(x)", x=V(4)), case("scipy.special.softmax(x, axis=0)", x=V(2, 3)),
                    case("scipy.special.softmax(x, 1)", x=V(2, 3)), case("scipy.special.softmax(x)", x=V(2, 2))],
        "log_softmax": [case("scipy.special.log_softmax(x)", x=V(4)),
                        case("scipy.special.log_softmax(x, axis=1)", x=V(2, 3))],
        **{n: one(n, V) for n in ("j0", "j1", "i0", "i1", "i0e", "i1e")},
        **{n: one(n, P) for n in ("y0", "y1", "k0", "k1", "k0e", "k1e")},
        **{n: last(n, 1.5) + last(n, 2, make=off_axis) for n in ("jv", "yv", "iv", "ive", "kv", "kve")},
        **{n: last(n, 2) + last(n, 0) for n in ("yn", "kn")}, "hankel1": last("hankel1", 1.5),
        "hankel2": last("hankel2", 1.0, make=off_axis), "struve": last("struve", 1.5),
        "modstruve": last("modstruve", 1),
        "airy": [*[case(f"scipy.special.airy(x)[{i}]", x=V(3)) for i in range(4)],
                 case("scipy.special.airy(x)[0]", x=Z(2))],
        "ellipk": [*one("ellipk", probability), case("scipy.special.ellipk(x)", x=np.array([-2.0, 0.3])),
                   case("scipy.special.ellipk(x)", x=np.array([0.0, 0.01, -0.05]))],
        "ellipkm1": [*one("ellipkm1", probability), case("scipy.special.ellipkm1(x)", x=np.array([1.0, 0.97, 1.02]))],
        "ellipe": [*one("ellipe", probability), case("scipy.special.ellipe(x)", x=np.array([0.0, 0.01, -0.05]))],
        "ellipkinc": [*two("ellipkinc", P, probability), *two("ellipkinc", V, flat)],
        "ellipeinc": [*two("ellipeinc", P, probability), *two("ellipeinc", V, flat)],
        "ellipj": [case(f"scipy.special.ellipj(x, 0.3)[{i}]", x=V(3)) for i in range(4)],
        "hyp0f1": last("hyp0f1", 1.5), "hyp1f1": last("hyp1f1", 1.5, 2.5, make=V), "hyperu": last("hyperu", 1.5, 0.5),
        "hyp2f1": last("hyp2f1", 1.0, 1.5, 2.5, make=U),
        **{n: last(n, 3, make=U) + last(n, 0, make=U) for n in (
            "eval_legendre", "eval_chebyt", "eval_chebyu", "eval_hermite", "eval_hermitenorm", "eval_laguerre")},
        "eval_jacobi": last("eval_jacobi", 3, 0.5, 1.5, make=U),
        "eval_gegenbauer": last("eval_gegenbauer", 3, 0.5, make=U),
        "eval_genlaguerre": last("eval_genlaguerre", 3, 0.5, make=U),
    }
    return {getattr(sp, name): cs for name, cs in found.items() if hasattr(sp, name)}


CASES = {} if sp is None else cases()
drawing_for("")
