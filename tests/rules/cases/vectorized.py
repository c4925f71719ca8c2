"""``np.vectorize``: made where it is called, and made before."""

import numpy as np

from ..harness import apart, case, normal

CASES = {
    np.vectorize: [
        case("np.vectorize(lambda t: t * np.sin(t))(x)", x=normal(4)),
        case("np.vectorize(lambda t: t * t if t > 0 else -3.0 * t)(x)", x=apart(2, 3)),
        case("np.vectorize(lambda t: np.exp(t))(x)", x=0.4),
        case("np.vectorize(lambda t: np.exp(t))(x)", x=np.array(0.4)),
        case("np.vectorize(lambda a, b: a * b)(x, y)", x=normal(2, 3), y=normal(3)),
        case("np.vectorize(lambda a, b: a * b)(x, 2.0)", x=normal(2, 3)),
        case("np.vectorize(lambda a, b, c: a * b + c)(x, y, x)", x=normal(2, 1), y=normal(3)),
        case("np.vectorize(lambda t: t * t if t > 0 else 0, otypes=[float])(x)", x=apart(5), single=False),
        case("np.vectorize(lambda t: t * t)([x, 1.0])", x=0.4),
        case("np.vectorize(lambda t: t * z)(x)", x=normal(3), z=0.7, single=False),
    ],
    np.vectorize.__call__: [
        case("product_with_sine(x, y)", x=normal(3), y=normal(3)),
        case("product_with_sine(x, y)", x=normal(2, 3), y=normal(3)),
        case("product_with_sine(x, y)", x=normal(2, 3), y=0.5),
        case("product_with_sine(x, y)", x=0.3, y=0.5),
        case("product_with_sine(x, x)", x=normal(2, 2)),
        case("product_with_sine(x[::2], [1.0, 2.0])", x=normal(4)),
        case("product_with_sine(x, y) ** 2", x=normal(2, 1), y=normal(1, 3)),
    ],
    np.frompyfunc: [
        case("np.frompyfunc(lambda t: t * np.sin(t), 1, 1)(x)", x=normal(4)),
        case("np.frompyfunc(lambda t: t * t if t > 0 else -3.0 * t, 1, 1)(x)", x=apart(2, 3)),
        case("np.frompyfunc(lambda a, b: a * b, 2, 1)(x, y)", x=normal(2, 3), y=normal(3), single=False),
        case("np.frompyfunc(lambda a, b: a * b, nin=2, nout=1)(x, 2.0)", x=normal(2, 3), single=False),
        case("np.frompyfunc(lambda a, b, c: a * b + c, 3, 1)(x, y, x)", x=normal(2, 1), y=normal(3), single=False),
        case("np.frompyfunc(lambda t: t * t, 1, 1)(x)", x=0.4),
        case("np.frompyfunc(lambda t: t * z, 1, 1)(x)", x=normal(2, 2), z=0.7, single=False),
    ],
}
