"""Series in each basis of ``numpy.polynomial``, in the forms that its functions take."""

from typing import Any

import numpy as np
from numpy.polynomial import Polynomial, chebyshev, hermite, hermite_e, laguerre, legendre, polynomial

from ..harness import Case, case, inside, normal, positive

BASES = ((polynomial, "poly"), (chebyshev, "cheb"), (legendre, "leg"), (hermite, "herm"), (hermite_e, "herme"),
         (laguerre, "lag"))
CASES: dict[Any, list[Case]] = {}


def points(n: int) -> np.ndarray:
    """Points in (-1, 1) of which no two are near each other."""
    return np.linspace(-0.9, 0.8, n) + 0.1 * inside(n)


for module, prefix in BASES:
    m = f"np.polynomial.{module.__name__.rpartition('.')[2]}"
    of_basis: dict[str, list[Case]] = {
        "val": [
            case(f"{m}.{prefix}val(x, c)", x=inside(5), c=normal(4)),
            case(f"{m}.{prefix}val(x, c)", x=inside(2, 3), c=normal(3)),
            case(f"{m}.{prefix}val(x, c)", x=inside(2, 3), c=normal(4, 2)),
            case(f"{m}.{prefix}val(x, c)", x=0.3, c=normal(3)),
            case(f"{m}.{prefix}val(x, c)", x=0.3, c=normal(3, 2)),
            case(f"{m}.{prefix}val(x, c)", x=np.array(0.3), c=normal(3)),
            case(f"{m}.{prefix}val(x, c)", x=inside(3), c=normal(1)),
            case(f"{m}.{prefix}val(x, c, tensor=False)", x=inside(3), c=normal(4, 3)),
            case(f"{m}.{prefix}val(x, c, tensor=False)", x=inside(3), c=normal(4, 2, 3)),
            case(f"{m}.{prefix}val(x, [1.0, a, a * a])", x=inside(3), a=0.7),
        ],
        "val2d": [
            case(f"{m}.{prefix}val2d(x, y, c)", x=inside(4), y=inside(4), c=normal(3, 2)),
            case(f"{m}.{prefix}val2d(x, y, c)", x=inside(2, 2), y=inside(2, 2), c=normal(2, 3)),
            case(f"{m}.{prefix}val2d(x, y, c)", x=0.3, y=0.2, c=normal(2, 3)),
            case(f"{m}.{prefix}val2d(x, y, c)", x=inside(1), y=inside(1), c=normal(2, 1)),
            case(f"{m}.{prefix}val2d(x, y, c)", x=inside(3), y=inside(3), c=normal(2, 2, 3)),
        ],
        "val3d": [
            case(f"{m}.{prefix}val3d(x, y, z, c)", x=inside(4), y=inside(4), z=inside(4), c=normal(3, 2, 2)),
            case(f"{m}.{prefix}val3d(x, y, z, c)", x=inside(2, 2), y=inside(2, 2), z=inside(2, 2), c=normal(2, 1, 3)),
            case(f"{m}.{prefix}val3d(x, y, x * y, c)", x=inside(3), y=inside(3), c=normal(2, 2, 2)),
            case(f"{m}.{prefix}val3d(x, x, x, c)", x=inside(3), c=normal(1, 2, 3)),
            case(f"{m}.{prefix}val3d(x, x, x, c)", x=0.3, c=normal(2, 2, 2)),
        ],
        "grid2d": [
            case(f"{m}.{prefix}grid2d(x, y, c)", x=inside(4), y=inside(2), c=normal(3, 2)),
            case(f"{m}.{prefix}grid2d(x, y, c)", x=inside(2, 2), y=inside(3), c=normal(2, 3)),
            case(f"{m}.{prefix}grid2d(x, x, c)", x=inside(3), c=normal(2, 3)),
            case(f"{m}.{prefix}grid2d(x, y, c)", x=0.3, y=inside(2), c=normal(2, 3)),
            case(f"{m}.{prefix}grid2d(x, y, c)", x=inside(1), y=inside(2), c=normal(1, 2)),
        ],
        "grid3d": [
            case(f"{m}.{prefix}grid3d(x, y, z, c)", x=inside(2), y=inside(3), z=inside(2), c=normal(3, 2, 2)),
            case(f"{m}.{prefix}grid3d(x, y, x, c)", x=inside(2), y=inside(3), c=normal(2, 2, 2)),
            case(f"{m}.{prefix}grid3d(x, x, x, c)", x=inside(2), c=normal(1, 2, 3)),
            case(f"{m}.{prefix}grid3d(x, y, 0.5, c)", x=inside(2), y=inside(1), c=normal(2, 2, 2)),
            case(f"{m}.{prefix}grid3d(x, y, z, c)", x=inside(1), y=inside(2), z=inside(2), c=normal(2, 1, 2)),
        ],
        "vander": [
            case(f"{m}.{prefix}vander(x, 3)", x=inside(4)),
            case(f"{m}.{prefix}vander(x, 0)", x=inside(4)),
            case(f"{m}.{prefix}vander(x, 1)", x=inside(4)),
            case(f"{m}.{prefix}vander(x, 5)", x=inside(2, 3)),
            case(f"{m}.{prefix}vander(x, 2)", x=0.3),
            case(f"{m}.{prefix}vander(x, 2)", x=np.array(0.3)),
            case(f"{m}.{prefix}vander(x, 2) @ c", x=inside(3), c=normal(3)),
            case(f"{m}.{prefix}vander([x, 0.5], 2)", x=0.4),
            case(f"{m}.{prefix}vander(x, len(x))", x=inside(3)),
        ],
        "vander2d": [
            case(f"{m}.{prefix}vander2d(x, y, [2, 3])", x=inside(4), y=inside(4)),
            case(f"{m}.{prefix}vander2d(x, y, (1, 0))", x=inside(4), y=inside(4)),
            case(f"{m}.{prefix}vander2d(x, x, [2, 1])", x=inside(3)),
            case(f"{m}.{prefix}vander2d(x, y, [2, 1])", x=inside(2, 2), y=inside(2, 2)),
            case(f"{m}.{prefix}vander2d(x, y, [1, 1]) @ c", x=inside(3), y=inside(3), c=normal(4)),
            case(f"{m}.{prefix}vander2d(x, 2 * x, [0, 2])", x=inside(3)),
            case(f"{m}.{prefix}vander2d(x, 2 * x, [2, 2])", x=inside(3, 1)),
        ],
        "vander3d": [
            case(f"{m}.{prefix}vander3d(x, y, z, [2, 1, 2])", x=inside(3), y=inside(3), z=inside(3)),
            case(f"{m}.{prefix}vander3d(x, y, x, (1, 0, 2))", x=inside(4), y=inside(4)),
            case(f"{m}.{prefix}vander3d(x, x, x, [2, 1, 1])", x=inside(3)),
            case(f"{m}.{prefix}vander3d(x, y, x, [1, 1, 1])", x=inside(2, 2), y=inside(2, 2)),
            case(f"{m}.{prefix}vander3d(x, y, x, [1, 1, 0]) @ c", x=inside(3), y=inside(3), c=normal(4)),
            case(f"{m}.{prefix}vander3d(x, 2 * x, x, [1, 0, 2])", x=inside(3)),
            case(f"{m}.{prefix}vander3d(x, 2 * x, x, [1, 0, 2])", x=inside(3, 1)),
        ],
        "der": [
            case(f"{m}.{prefix}der(c)", c=normal(4)),
            case(f"{m}.{prefix}der(c, 2)", c=normal(5)),
            case(f"{m}.{prefix}der(c, m=2, scl=1.5) ** 2", c=normal(4)),
            case(f"{m}.{prefix}der(c, 7)", c=normal(3)),
            case(f"{m}.{prefix}der(c, 0)", c=normal(3)),
            case(f"{m}.{prefix}der(c)", c=normal(1)),
            case(f"{m}.{prefix}der(c)", c=normal(4, 2)),
            case(f"{m}.{prefix}der(c, axis=1)", c=normal(2, 4)),
            case(f"{m}.{prefix}der(c, 1, 2.0, -1)", c=normal(2, 4)),
            case(f"{m}.{prefix}der([c, 1.0, c * c])", c=0.7),
        ],
        "int": [
            case(f"{m}.{prefix}int(c)", c=normal(4)),
            case(f"{m}.{prefix}int(c, 2)", c=normal(3)),
            case(f"{m}.{prefix}int(c, 2, [k, 1.0], lbnd=0.5, scl=1.5)", c=normal(3), k=0.7),
            case(f"{m}.{prefix}int(c, k=k)", c=normal(3), k=0.7),
            case(f"{m}.{prefix}int(c, 2, k)", c=normal(3), k=normal(2)),
            case(f"{m}.{prefix}int(c, 3, [k])", c=normal(2), k=0.7),
            case(f"{m}.{prefix}int(c, 0)", c=normal(2)),
            case(f"{m}.{prefix}int(c, lbnd=-1)", c=normal(4, 2)),
            case(f"{m}.{prefix}int(c, axis=1)", c=normal(2, 4)),
            case(f"{m}.{prefix}int([c, 1.0, c * c])", c=0.7),
        ],
        "fit": [
            case(f"{m}.{prefix}fit(x, y, 2)", x=points(6), y=normal(6), tolerance=1e-8),
            case(f"{m}.{prefix}fit(x, y, 1)", x=points(5), y=normal(5, 2), tolerance=1e-8),
            case(f"{m}.{prefix}fit(x, y, 2, w=w)", x=points(6), y=normal(6), w=positive(6), tolerance=1e-8),
            case(f"{m}.{prefix}fit(x, y, 1, None, False, w)", x=points(6), y=normal(6, 2), w=positive(6),
                 tolerance=1e-8),
            case(f"{m}.{prefix}fit(x, y, 0)", x=points(4), y=normal(4)),
            case(f"{m}.{prefix}fit(x, y, 2, rcond=1e-12)", x=points(6), y=normal(6), tolerance=1e-8),
            case(f"{m}.{prefix}fit(x, x ** 3, 2)", x=points(6), tolerance=1e-8),
        ],
        "add": [
            case(f"{m}.{prefix}add(a, b) ** 2", a=normal(4), b=normal(2)),
            case(f"{m}.{prefix}add(a, b)", a=normal(2), b=normal(4)),
            case(f"{m}.{prefix}add(a, b)", a=normal(3), b=normal(3)),
            case(f"{m}.{prefix}add(a, [1.0, b])", a=normal(3), b=0.7),
            case(f"{m}.{prefix}add(a, b)", a=0.3, b=normal(3)),
            case(f"{m}.{prefix}add(a, a)", a=normal(3)),
            case(f"{m}.{prefix}add((a, 2.0), [1.0, a, a])", a=0.4),
            case(f"{m}.{prefix}add(a, [1.0, 2.0])", a=normal(1)),
        ],
        "sub": [
            case(f"{m}.{prefix}sub(a, b) ** 2", a=normal(4), b=normal(2)),
            case(f"{m}.{prefix}sub(a, b)", a=normal(2), b=normal(4)),
            case(f"{m}.{prefix}sub(a, b)", a=normal(3), b=normal(3)),
            case(f"{m}.{prefix}sub(a, [1.0, b])", a=normal(3), b=0.7),
            case(f"{m}.{prefix}sub(a, b)", a=0.3, b=normal(3)),
            case(f"{m}.{prefix}sub(2 * a, a)", a=normal(3)),
            case(f"{m}.{prefix}sub((a, 2.0), [1.0, a, a])", a=0.4),
            case(f"{m}.{prefix}sub(a, [1.0, 2.0])", a=normal(1)),
        ],
        "mul": [
            case(f"{m}.{prefix}mul(a, b)", a=normal(4), b=normal(2)),
            case(f"{m}.{prefix}mul(a, b)", a=normal(2), b=normal(3)),
            case(f"{m}.{prefix}mul(a, b)", a=normal(1), b=normal(3)),
            case(f"{m}.{prefix}mul(a, a)", a=normal(3)),
            case(f"{m}.{prefix}mul(a, [1.0, b])", a=normal(3), b=0.7),
            case(f"{m}.{prefix}mul(b, a)", a=normal(3), b=0.7),
            case(f"{m}.{prefix}mul([1.0, a, a], [a, 2.0])", a=0.7),
            case(f"{m}.{prefix}mul(a, b) ** 2", a=normal(3), b=normal(2)),
        ],
        "mulx": [
            case(f"{m}.{prefix}mulx(c) ** 2", c=normal(4)),
            case(f"{m}.{prefix}mulx(c)", c=normal(1)),
            case(f"{m}.{prefix}mulx(c)", c=normal(2)),
            case(f"{m}.{prefix}mulx({m}.{prefix}mulx(c))", c=normal(3)),
            case(f"{m}.{prefix}mulx([1.0, c])", c=0.5),
            case(f"{m}.{prefix}mulx(np.sin(c))", c=normal(6)),
            case(f"{m}.{prefix}mulx(c[::2])", c=normal(6)),
            case(f"{m}.{prefix}mulx(c)", c=normal(5)),
        ],
        "pow": [
            case(f"{m}.{prefix}pow(c, 3)", c=normal(3)),
            case(f"{m}.{prefix}pow(c, 2)", c=normal(2)),
            case(f"{m}.{prefix}pow(c, 1) ** 2", c=normal(3)),
            case(f"{m}.{prefix}pow(c, 0) * c", c=normal(3)),
            case(f"{m}.{prefix}pow(c, 4)", c=normal(1)),
            case(f"{m}.{prefix}pow([1.0, c], 3)", c=0.5),
            case(f"{m}.{prefix}pow(c, 2, maxpower=8)", c=normal(4)),
            case(f"{m}.{prefix}pow(np.sin(c), 2)", c=normal(4)),
        ],
        "roots": [
            case(f"np.sort({m}.{prefix}roots({m}.{prefix}fromroots(r)))", r=np.array([-2.0, 0.5, 3.0]), tolerance=1e-8,
                 single=False),
            case(f"{m}.{prefix}roots(c)", c=np.array([0.7, 1.3])),
            case(f"{m}.{prefix}roots([c, 1.3])", c=0.7),
            case(f"{m}.{prefix}roots([-3.0, c, 2.0])", c=0.4),
            case(f"{m}.{prefix}roots(c) ** 2", c=np.array([-9.0, 1.0, 2.0])),
            case(f"{m}.{prefix}roots(c)[0]", c=np.array([-9.0, 0.5, 1.0])),
            case(f"{m}.{prefix}roots(2 * c)", c=np.array([-8.0, 0.5, 1.0])),
            case(f"{m}.{prefix}roots(c)[1]", c=np.array([-9.0, 0.3, 1.0])),
            case(f"{m}.{prefix}roots(c)", c=np.array([0.2, -2.0])),
        ],
        "fromroots": [
            case(f"{m}.{prefix}fromroots(r)", r=normal(4)),
            case(f"{m}.{prefix}fromroots(r)", r=normal(2)),
            case(f"{m}.{prefix}fromroots(r)", r=normal(1)),
            case(f"{m}.{prefix}fromroots([r, 2.0])", r=0.4),
            case(f"{m}.{prefix}fromroots(r) ** 2", r=normal(3)),
            case(f"{m}.{prefix}fromroots(r[::2])", r=normal(5)),
            case(f"{m}.{prefix}val(0.5, {m}.{prefix}fromroots(r))", r=normal(3)),
            case(f"{m}.{prefix}fromroots(np.sin(r))", r=normal(3)),
        ],
        "2poly": [
            case(f"{m}.{prefix}2poly(c) ** 2", c=normal(n)) for n in (1, 2, 3, 4, 5, 6)
        ] + [case(f"{m}.{prefix}2poly([1.0, c, c])", c=0.5), case(f"{m}.{prefix}2poly(np.sin(c))", c=normal(4))],
        "weight": [case(f"{m}.{prefix}weight(x)", x=inside(*shape)) for shape in ((), (3,), (2, 3), (1,), (2, 2, 2))]
        + [case(f"{m}.{prefix}weight(x) * x", x=inside(3)), case(f"{m}.{prefix}weight(np.sin(x))", x=inside(4))],
    }
    for name, cases in of_basis.items():
        if hasattr(module, prefix + name):
            CASES[getattr(module, prefix + name)] = cases
    if hasattr(module, f"poly2{prefix}"):
        CASES[getattr(module, f"poly2{prefix}")] = [
            case(f"{m}.poly2{prefix}(c) ** 2", c=normal(n)) for n in (1, 2, 3, 4, 5, 6)
        ] + [case(f"{m}.poly2{prefix}([1.0, c, c])", c=0.5), case(f"{m}.poly2{prefix}(np.sin(c))", c=normal(4))]

P = "np.polynomial.polynomial.polyvalfromroots"
CASES[polynomial.polyvalfromroots] = [
    case(f"{P}(x, r)", x=normal(4), r=normal(3)),
    case(f"{P}(x, r)", x=normal(2, 2), r=normal(3)),
    case(f"{P}(x, r)", x=0.5, r=normal(3)),
    case(f"{P}(x, r)", x=normal(2), r=normal(3, 2)),
    case(f"{P}(x, r, tensor=False)", x=normal(2), r=normal(3, 2)),
    case(f"{P}(x, [r, 1.0])", x=normal(2), r=0.4),
    case(f"{P}(x, r)", x=normal(3), r=0.4),
    case(f"{P}([x, 2.0], r)", x=0.5, r=normal(3)),
]
OBJECTS = "np.polynomial"
CASES[Polynomial.__call__] = [
    case(f"{OBJECTS}.Polynomial([1.0, 2.0, 3.0])(x)", x=normal(3)),
    case(f"{OBJECTS}.Polynomial([1.0, 2.0, 3.0], domain=[0, 2])(x)", x=normal(2, 3)),
    case(f"{OBJECTS}.Chebyshev([1.0, 2.0, 3.0], [0, 2])(x)", x=normal(3)),
    case(f"{OBJECTS}.Legendre([1.0, 2.0, 3.0])(x)", x=normal(3)),
    case(f"{OBJECTS}.Hermite([1.0, 2.0, 3.0])(x)", x=normal(3)),
    case(f"{OBJECTS}.HermiteE([1.0, 2.0, 3.0])(x)", x=0.5),
    case(f"{OBJECTS}.Laguerre([1.0, 2.0, 3.0], domain=[0, 1])(x)", x=normal(3)),
]
CASES[np.poly1d.__call__] = [
    case("np.poly1d([1.0, 2.0, 3.0])(x)", x=normal(3)),
    case("np.poly1d([1.0, 2.0, 3.0])(x)", x=normal(2, 3)),
    case("np.poly1d([1.0, 2.0, 3.0])(x)", x=0.4),
    case("np.poly1d([1.0])(x) * x", x=normal(3)),
    case("np.poly1d([1.0, 2.0])(x) ** 2", x=normal(3)),
    case("np.poly1d([1.0, 2.0], True)(np.sin(x))", x=normal(3)),
    case("np.poly1d([1.0, 2.0])(x)", x=np.array(0.5)),
    case("np.poly1d([1.0, 2.0, 0.0])(x)", x=normal(4)),
]
