"""The cases of what is in ``rules/numpy/sets.py``."""

import numpy as np

from ..harness import apart, case

SHAPES: list[tuple[int, ...]] = [(4,), (5,), (2, 3), (3, 2)]


def over(expression: str, shapes: list[tuple[int, ...]] = SHAPES) -> list:
    return [case(expression, x=apart(*shape)) for shape in shapes]


def both(expression: str) -> list:
    return [case(expression, x=apart(*m), z=1.05 * apart(*n) + 5.0) for m, n in zip(SHAPES, SHAPES[::-1])] + [
        case(expression, x=apart(6), z=np.array([20.0, 21.0])), case(expression, x=apart(1), z=10.0 + apart(3))]


CASES = {
    np.unique: [
        *over("np.unique(x)"),
        *over("np.unique(x, return_index=True)[0]"),
        *over("np.unique(x, axis=0)"),
        *over("np.unique(x, axis=-1, return_counts=True)[0]", [(2, 3), (2, 3, 2)]),
        *over("np.unique(x, False, True, True)[0] * np.unique(x, False, True, True)[2]", [(4,)]),
        *over("np.unique(x, return_inverse=True)[0][np.unique(x, return_inverse=True)[1]]", [(4,)]),
        *over("np.unique(ar=x, equal_nan=False)", [(2, 3)]),
        case("np.unique([x, z, 3.0])", x=1.0, z=-2.0),
        case("np.unique(x)", x=1.5),
        case("np.unique(x)", x=apart(4) + 1j * apart(4)),
        case("np.unique(np.concatenate([x, x[:2]])) * np.arange(4)", x=apart(4), order=1),
    ],
    np.intersect1d: [
        *over("np.intersect1d(x, x.ravel()[1:])"),
        *over("np.intersect1d(x, x.ravel()[1:], return_indices=True)[0]"),
        *over("np.intersect1d(x.ravel()[1:], x, assume_unique=True)"),
        case("np.intersect1d(x, [x[0], x[2]])", x=apart(4)),
    ],
    np.union1d: [
        *both("np.union1d(x, z)"), *over("np.union1d(x, 7)", [(4,)]), *over("np.union1d([20.0, 30.0], x)", [(4,)])],
    np.setdiff1d: [
        *both("np.setdiff1d(x, z)"),
        *over("np.setdiff1d(x, x.ravel()[:2])"),
        *over("np.setdiff1d(x, x.ravel()[2:], assume_unique=True)"),
    ],
    np.setxor1d: [
        *both("np.setxor1d(x, z)"),
        *over("np.setxor1d(x, x.ravel()[:2])"),
        case("np.setxor1d(x, z, assume_unique=True)", x=apart(3), z=20.0 + apart(2)),
    ],
    np.unique_values: [*over("np.sort(np.unique_values(x))"), *over("np.sort(np.unique_values(2.0 * x) ** 2)"),
                       case("np.sort(np.unique_values(x))", x=2.0)],
    np.unique_all: [*over("np.unique_all(x).values"), *over("np.unique_all(x)[0] * np.unique_all(x).counts"),
                    *over("np.unique_all(x).values * np.unique_all(x).indices", [(4,)])],
    np.unique_inverse: [*over("np.unique_inverse(x).values"), *over("np.unique_inverse(x)[0] ** 2"),
                        *over("np.unique_inverse(x).values[np.unique_inverse(x).inverse_indices]")],
    np.unique_counts: [
        *over("np.unique_counts(x).values"), *over("np.unique_counts(x)[0] * np.unique_counts(x).counts")],
}
