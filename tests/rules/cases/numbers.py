"""More of functions whose arguments are numbers, which have no layout, so that there must be more cases of them."""

import numpy as np

from ..harness import apart, case, drawing_for, normal, positive
from .more import VECTORS, over, pairs

drawing_for(__name__)
VALUES = (0.31, 0.7, 1.3, 2.1, -0.4)
COUNTS = (1, 2, 3, 4, 7)
METHODS = ("linear", "hazen", "weibull", "median_unbiased", "normal_unbiased", "interpolated_inverted_cdf", "lower")
CASES = {
    np.geomspace: [
        *[case("np.geomspace(a, b, n)", a=a, b=2.2, n=n) for a, n in zip((0.3, 0.7, 1.3, 2.1, 0.9), COUNTS)],
        *over("np.geomspace(x, 3.0, 4, axis=-1)", make=positive),
    ],
    np.logspace: [
        *[case("np.logspace(a, b, n)", a=a, b=1.2, n=n) for a, n in zip(VALUES, COUNTS)],
        *over("np.logspace(x, 0.5, 3, base=2.0)", make=positive),
    ],
    np.full: [*[case("np.full((2, n), x)", x=x, n=n) for x, n in zip(VALUES, COUNTS)], *over("np.full((2, 3), x)", [
        (3,), (1,), (2, 1), (2, 3)])],
    np.arange: [
        *[case("np.arange(a, a + 3.2)", a=a) for a in VALUES],
        *[case("np.arange(a, 5.0, s)", a=a, s=s) for a, s in zip(VALUES, (0.51, 0.73, 1.1, 2.3, 0.97))],
        *[case("np.arange(0, n) * np.arange(a, 10.0)[:n]", a=a, n=n) for a, n in zip(VALUES, COUNTS)],
    ],
    np.kaiser: [case("np.kaiser(n, b)", b=b, n=n) for n in (2, 4, 6) for b in (0.0, 0.7, 2.3, 5.1, 14.0)],
    np.fromiter: [
        *[case("np.fromiter((x * k for k in range(3)), float)", x=x) for x in VALUES],
        *[case("np.fromiter([x], float, 1)", x=x) for x in VALUES],
        *[case("np.fromiter((v * v for v in x), float)", x=normal(n)) for n in COUNTS],
    ],
    np.fft.fftfreq: [case("np.fft.fftfreq(n, d)", d=d, n=n) for n in (1, 2, 5) for d in VALUES],
    np.fft.rfftfreq: [case("np.fft.rfftfreq(n, d)", d=d, n=n) for n in (1, 2, 5) for d in VALUES],
    np.fft.fftshift: over("np.fft.fftshift(x)"),
    np.fft.ifftshift: over("np.fft.ifftshift(x, 0)"),
    np.ndarray.item: [*over("x.item(0)"), *[case("x.item()", x=np.array([v])) for v in VALUES]],
    np.ndarray.tolist: over("sum(map(abs, x.tolist()))", [(1,), (2,), (3,), (4,), (5,)]),
    np.ndarray.copy: over("x.copy()"),
    np.piecewise: over("np.piecewise(x, [x < 0, x > 1.1], [lambda t: t * t, np.exp, 3.0])", make=apart),
    np.sign: over("np.sign(x) * x", make=apart),
    np.choose: over("np.choose([[0], [1]], [x, 2 * x])", [(3,), (1,), (2, 3), (2, 1), (1, 3)]),
    np.unwrap: over("np.unwrap(x, axis=0)", make=apart),
    np.vander: [case("np.vander(x, n)", x=normal(4), n=n) for n in COUNTS],
    np.polyval: [case("np.polyval(p, x)", p=normal(n), x=normal(*s)) for n, s in zip(COUNTS, [
        (3,), (2, 3), (1,), (2, 1, 2), ()])],
    np.roots: [case("np.sort(np.real(np.roots(x)))", x=np.array(x)) for x in (
        [1.0, -3.1, 2.0], [2.0, 3.0, -7.0, 1.0], [1.0, 0.4], [0.5, -2.0, -1.0, 0.7])],
    np.sinc: over("np.sinc(x)"),
    np.compress: [case("np.compress([True, False, True], x, axis=0)", x=normal(3, 2)),
                  case("np.compress([False, True], x)", x=normal(2, 2)),
                  case("np.compress([False, True], x, axis=-1)", x=normal(3, 1, 2))],
    np.inner: pairs("np.inner(x, z)", [((3,), (2, 3)), ((1, 3), (2, 3)), ((2, 2, 3), (3,))]),
    np.bincount: [case("np.bincount(i, x, 7)", x=normal(n), i=np.arange(n) // 2) for n in COUNTS],
    np.outer: pairs("np.outer(x, z)", [((2, 2), (3,)), ((1, 3), (2, 2)), ((2,), (2, 1))]),
    np.linalg.outer: pairs("np.linalg.outer(x, z)", [((2,), (3,)), ((4,), (1,))]),
    np.polyadd: pairs("np.polyadd(x, z)", VECTORS),
    np.polysub: pairs("np.polysub(x, z)", VECTORS),
    np.polymul: pairs("np.polymul(x, z)", VECTORS),
    np.quantile: [
        *[case(f"np.quantile(x, q, method='{m}')", x=apart(6), q=0.37) for m in METHODS],
        *[case(f"np.quantile(x, q, axis={a}, method='hazen')", x=apart(3, 5), q=0.41) for a in (0, 1)],
        case("np.quantile(x, q, axis=1, keepdims=True)", x=apart(3, 5), q=np.array([0.13, 0.68])),
        case("np.quantile(x, q)", x=apart(6), q=np.array([[0.13], [0.77]])),
    ],
    np.percentile: [case("np.percentile(x, q, axis=0)", x=apart(5, 2), q=31.0),
                    case("np.percentile(x, q)", x=apart(5), q=np.array([31.0, 70.0]))],
    np.nanquantile: [case("np.nanquantile(x, q)", x=np.array([0.3, np.nan, 1.1, 2.0]), q=0.31, fixed=("x",))],
    np.nanpercentile: [case("np.nanpercentile(x, q)", x=apart(5), q=31.0)],
    np.polydiv: [
        *[case("np.polydiv(x, z)", x=normal(5), z=positive(n), single=False) for n in (1, 2, 3, 4, 5)],
        *[case("np.polydiv(x, z)", x=normal(n), z=positive(3), single=False) for n in (3, 6)],
        case("np.polydiv(x, z)[1]", x=normal(2), z=positive(3)),
        case("np.polydiv(x, z)[0]", x=normal(4), z=np.array([2.0, -0.3])),
    ],
    np.insert: [case("np.insert(np.array([1.0, 2.0]), 1, x)", x=normal(3)),
                case("np.insert(x, 1, 2.0)", x=normal(3))],
    np.cov: [case("np.cov(x, [1.0, 2.0, 0.0])", x=normal(3)),
             case("np.cov([x, 1.0, z], [1.0, 2.0, 0.0])", x=1.3, z=0.2)],
    np.nan_to_num: [case("np.nan_to_num([x, z])", x=1.3, z=0.2)],
    np.arctan: [case("np.arctan([x, z])", x=1.3, z=0.2)],
    np.gradient: [case("np.gradient(x, [0.0, 1.0, 3.0])", x=normal(3))],
    np.kron: [case("np.kron(x, [1.0, 2.0])", x=normal(3))],
    np.interp: [case("np.interp([0.1, 1.2], [0.0, 1.0, 2.0], x)", x=normal(3))],
    np.linalg.solve: [case("np.linalg.solve(x, [1.0, 2.0])", x=normal(3, 2, 2) + 3 * np.eye(2))],
    np.multiply.reduce: over("np.multiply.reduce(x, axis=-1)"),
    np.maximum.reduce: over("np.maximum.reduce(x, axis=0)", make=apart),
    np.minimum.reduce: over("np.minimum.reduce(x, axis=-1, keepdims=True)", make=apart),
}
drawing_for("")
