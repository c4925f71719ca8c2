"""The cases of what is in ``rules/numpy/writing.py``."""

import numpy as np

from ..harness import case, normal, positive

PAIR = np.array([2, 0])
TWICE = np.array([1, 1, 0])
MASK = np.array([True, False, True, False])
MASKS = np.array([[True, False, True], [False, True, False]])

CASES = {
    np.copyto: [
        case("written(np.copyto, x, z)", x=normal(2, 3), z=normal(2, 3)),
        case("written(np.copyto, x, z)", x=normal(2, 3), z=normal(3)),
        case("written(np.copyto, x, z, where=m)", x=normal(2, 3), z=normal(2, 3), m=MASKS),
        case("written(np.copyto, x, z, where=x > 0)", x=normal(4), z=2.0),
        case("written(np.copyto, x, src=z, casting='no')", x=normal(4), z=normal(4)),
        case("written(np.copyto, x, 1.5, 'same_kind', m)", x=normal(4), m=MASK),
        case("written(np.copyto, x, [z, 2.0])", x=normal(3, 2), z=1.5),
    ],
    np.put: [
        case("written(np.put, x, i, z)", x=normal(4), i=PAIR, z=normal(2)),
        case("written(np.put, x, i, z)", x=normal(2, 3), i=PAIR, z=normal(2)),
        case("written(np.put, x, [5, -6], z)", x=normal(2, 3), z=normal(2)),
        case("written(np.put, x, [0, 7, -9], z, mode='wrap')", x=normal(4), z=normal(3)),
        case("written(np.put, x, [0, 7, 2], z, 'clip')", x=normal(4), z=normal(3)),
        case("written(np.put, x, i, z)", x=normal(5), i=np.array([0, 2, 3]), z=normal(2)),
        case("written(np.put, x, i, z)", x=normal(5), i=TWICE, z=normal(3)),
        case("written(np.put, x, 1, z)", x=normal(2, 2, 2), z=2.0),
    ],
    np.place: [
        case("written(np.place, x, m, z)", x=normal(4), m=MASK, z=normal(2)),
        case("written(np.place, x, x > 0, z)", x=normal(2, 3), z=normal(6)),
        case("written(np.place, x, m, z)", x=normal(2, 3), m=MASKS, z=normal(2)),
        case("written(np.place, x, m, vals=1.5)", x=normal(2, 3), m=MASKS),
        case("written(np.place, x, m, [z, 2.0])", x=normal(2, 3), m=MASKS, z=1.5),
        case("written(np.place, x, m, z)", x=normal(4), m=MASK.astype(int), z=normal(3)),
    ],
    np.putmask: [
        case("written(np.putmask, x, m, z)", x=normal(4), m=MASK, z=normal(4)),
        case("written(np.putmask, x, m, z)", x=normal(4), m=MASK, z=normal(2)),
        case("written(np.putmask, x, m, z)", x=normal(2, 3), m=MASKS, z=normal(2, 3)),
        case("written(np.putmask, x, m, z)", x=normal(2, 3), m=MASKS, z=normal(4)),
        case("written(np.putmask, x, x > 0, 1.5)", x=normal(2, 3)),
        case("written(np.putmask, x, m, z)", x=normal(4), m=MASK, z=2.0),
    ],
    np.put_along_axis: [
        case("written(np.put_along_axis, x, i, z, 0)", x=normal(4), i=PAIR, z=normal(2)),
        case("written(np.put_along_axis, x, np.argmax(x, axis=1)[:, None], z, axis=1)", x=normal(2, 3), z=normal(2, 1)),
        case("written(np.put_along_axis, x, np.argmax(x, axis=0)[None], z, 0)", x=normal(2, 3), z=normal(3)),
        case("written(np.put_along_axis, x, np.argmin(x, axis=-1, keepdims=True), 99.0, -1)", x=normal(2, 3, 2)),
        case("written(np.put_along_axis, x, np.argsort(x, axis=1), z, axis=1)", x=normal(2, 3, 2), z=normal(3, 1)),
        case("written(np.put_along_axis, x, i, z, None)", x=normal(2, 3), i=np.array([5, 1]), z=normal(2)),
    ],
    np.fill_diagonal: [
        case("written(np.fill_diagonal, x, z)", x=normal(3, 3), z=normal(3)),
        case("written(np.fill_diagonal, x, z)", x=normal(3, 3), z=2.0),
        case("written(np.fill_diagonal, x, z)", x=normal(4, 3), z=normal(2)),
        case("written(np.fill_diagonal, x, z)", x=normal(3, 4), z=normal(4)),
        case("written(np.fill_diagonal, x, z, wrap=True)", x=normal(7, 2), z=normal(3)),
        case("written(np.fill_diagonal, x, z, True)", x=normal(4, 3), z=1.5),
        case("written(np.fill_diagonal, x, val=z)", x=normal(2, 2, 2), z=normal(2)),
    ],
    np.ufunc.at: [
        case("written(np.multiply.at, x, i, z)", x=normal(3), i=TWICE, z=normal(3)),
        case("written(np.multiply.at, x, i, z)", x=normal(2, 3), i=TWICE, z=normal(3)),
        case("written(np.maximum.at, x, i, z)", x=normal(3), i=TWICE, z=normal(3)),
        case("written(np.divide.at, x, [0, 2, 0], z)", x=normal(3), z=positive(3)),
        case("written(np.power.at, x, slice(0, 2), z)", x=positive(3), z=normal(2)),
        case("written(np.logaddexp.at, x, i, z)", x=normal(3), i=np.array([[1, 1], [0, 2]]), z=normal(2)),
        case("written(np.negative.at, x, i)", x=normal(3), i=TWICE),
        case("written(np.sin.at, x, x > 0)", x=normal(2, 3)),
        case("written(np.multiply.at, x, i, 2.5)", x=normal(3), i=TWICE),
        case("written(np.subtract.at, x, i, z)", x=normal(3), i=TWICE, z=normal(3)),
    ],
    np.add.reduce: [
        case("np.add.reduce(x, 0, None, np.empty(3))", x=normal(2, 3), single=False),
        case("np.nansum(x, 1, None, np.empty(2))", x=normal(2, 3), single=False),
        case("np.median(x, 0, np.empty(3))", x=normal(5, 3), single=False),
        case("np.concatenate([x, x], 1, np.empty((2, 6)))", x=normal(2, 3), single=False),
        case("np.compress(m, x, 0, np.empty(2))", x=normal(4), m=MASK, single=False),
        case("np.sin(x, out=(np.empty((2, 3)),))", x=normal(2, 3), single=False),
        case("np.sum(np.modf(x, np.empty(3), np.empty(3))[0])", x=normal(3), single=False),
    ],
}
