"""The argument forms of what is in ``rules/numpy/joining.py``."""

import numpy as np

from ..harness import case, normal

CASES = {
    np.concatenate: [
        case("np.concatenate([x, z])", x=normal(3), z=normal(3)),
        case("np.concatenate((x, z))", x=normal(2, 3), z=normal(2, 3)),
        case("np.concatenate([x, z])", x=normal(2, 3, 1), z=normal(2, 3, 1)),
        case("np.concatenate([x, [1.0, 2.0, 3.0]])", x=normal(3)),
        case("np.concatenate(x)", x=normal(2, 3, 2)),
        case("np.concatenate([x, z], axis=0)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.concatenate([x, z], axis=1)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.concatenate([x, z], axis=-1)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.concatenate([x, z], axis=2)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.concatenate([x, z], axis=None)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.concatenate([x, z], 1)", x=normal(2, 3), z=normal(2, 2)),
        case("np.concatenate([x,z], dtype=np.float64)", x=normal(2, 3), z=normal(2, 3) + 1),
        case("np.concatenate([x for _ in range(3)])", x=normal(2, 3)),
        case("np.concatenate([x*k for k in range(n)], axis=1)", x=normal(2, 3), n=3),
    ],
    np.stack: [
        case("np.stack([x, z])", x=normal(3), z=normal(3)),
        case("np.stack((x, z))", x=normal(2, 3), z=normal(2, 3)),
        case("np.stack([x, z])", x=normal(2, 3, 1), z=normal(2, 3, 1)),
        case("np.stack([x, [1.0, 2.0, 3.0]])", x=normal(3)),
        case("np.stack([x, z])", x=1.0, z=2.0),
        case("np.stack(x)", x=normal(2, 3, 2)),
        case("np.stack([x, z], axis=0)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.stack([x, z], axis=1)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.stack([x, z], axis=-1)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.stack([x, z], axis=2)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.stack([x, z], axis=3)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.stack([x, z], axis=-2)", x=normal(2, 3, 4), z=normal(2, 3, 4) + 1),
        case("np.stack([x*k for k in range(n)])", x=normal(2, 3), n=3),
    ],
    np.vstack: [
        case("np.vstack([x, z])", x=normal(3), z=normal(3)),
        case("np.vstack((x, z))", x=normal(2, 3), z=normal(2, 3)),
        case("np.vstack([x, z])", x=normal(2, 3, 1), z=normal(2, 3, 1)),
        case("np.vstack([x, [1.0, 2.0, 3.0]])", x=normal(3)),
        case("np.vstack([x, z])", x=1.0, z=2.0),
        case("np.vstack(x)", x=normal(2, 3, 2)),
        case("np.vstack([x*k for k in range(n)])", x=normal(2, 3), n=3),
        case("np.vstack((x, z))", x=normal(3), z=normal(2, 3)),
    ],
    np.hstack: [
        case("np.hstack([x, z])", x=normal(3), z=normal(3)),
        case("np.hstack((x, z))", x=normal(2, 3), z=normal(2, 3)),
        case("np.hstack([x, z])", x=normal(2, 3, 1), z=normal(2, 3, 1)),
        case("np.hstack([x, [1.0, 2.0, 3.0]])", x=normal(3)),
        case("np.hstack([x, z])", x=1.0, z=2.0),
        case("np.hstack(x)", x=normal(2, 3, 2)),
        case("np.hstack([x*k for k in range(n)])", x=normal(2, 3), n=3),
        case("np.hstack([x, z])", x=1.0, z=normal(3)),
        case("np.hstack([x, 1.0, x[0], [2.0, x[1]]])", x=normal(3)),
    ],
    np.dstack: [
        case("np.dstack([x, z])", x=normal(3), z=normal(3)),
        case("np.dstack((x, z))", x=normal(2, 3), z=normal(2, 3)),
        case("np.dstack([x, z])", x=normal(2, 3, 1), z=normal(2, 3, 1)),
        case("np.dstack([x, [1.0, 2.0, 3.0]])", x=normal(3)),
        case("np.dstack([x, z])", x=1.0, z=2.0),
        case("np.dstack(x)", x=normal(2, 3, 2)),
    ],
    np.column_stack: [
        case("np.column_stack([x, z])", x=normal(3), z=normal(3)),
        case("np.column_stack((x, z))", x=normal(2, 3), z=normal(2, 3)),
        case("np.column_stack([x, z])", x=normal(2, 3, 1), z=normal(2, 3, 1)),
        case("np.column_stack([x, [1.0, 2.0, 3.0]])", x=normal(3)),
        case("np.column_stack([x, z])", x=1.0, z=2.0),
        case("np.column_stack(x)", x=normal(2, 3, 2)),
        case("np.column_stack([x,z])", x=normal(2), z=normal(2, 3)),
    ],
    np.concat: [
        case("np.concat([x,z])", x=normal(2, 3), z=normal(2, 3) + 1),
    ],
    np.append: [
        case("np.append(x, z)", x=normal(2, 3), z=2.0),
        case("np.append(x, [1.0, 2.0])", x=normal(2, 3)),
        case("np.append(x, z, axis=0)", x=normal(2, 3), z=normal(1, 3)),
        case("np.append(x, values=z, axis=1)", x=normal(2, 3), z=normal(2, 1)),
    ],
    np.block: [
        case("np.block([[x, z],[z, x]])", x=normal(2, 2), z=normal(2, 2)),
        case("np.block([x, z])", x=normal(3), z=1.0),
        case("np.block([[x, np.zeros((2,1))],[np.ones((1,3))]])", x=normal(2, 2)),
        case("np.block(x)", x=normal(2, 2)),
        case("np.block([[[x]],[[z]]])", x=normal(2, 2), z=normal(2, 2)),
        case("np.block([[x],[z]])", x=normal(3), z=normal(3)),
    ],
    np.split: [
        case("np.split(x, 2)", x=normal(4, 2)),
        case("np.split(x, [1,3], axis=0)[1]", x=normal(4, 2)),
        case("np.split(x, [2], -1)", x=normal(2, 3, 4)),
        case("np.split(x, n)[0]", x=normal(4), n=2),
        case("np.split(x, np.array([1,2]))[0]", x=normal(4)),
    ],
    np.array_split: [
        case("np.array_split(x, 3)", x=normal(5, 2)),
        case("np.array_split(x, 2, axis=1)[0]", x=normal(2, 5)),
    ],
    np.hsplit: [
        case("np.hsplit(x, 2)", x=normal(3, 4)),
        case("np.hsplit(x, [1])", x=normal(4)),
    ],
    np.vsplit: [
        case("np.vsplit(x, 2)", x=normal(4, 3)),
    ],
    np.dsplit: [
        case("np.dsplit(x, 2)", x=normal(2, 3, 4)),
    ],
    **(
        {
            np.unstack: [
                case("np.unstack(x)", x=normal(2, 3, 4)),
                case("np.unstack(x, axis=1)[2]", x=normal(2, 3, 4)),
            ]
        }
        if hasattr(np, "unstack")
        else {}
    ),
    np.meshgrid: [
        case("np.meshgrid(x, z)", x=normal(2), z=normal(3)),
        case("np.meshgrid(x, z, indexing='ij')", x=normal(2), z=normal(3)),
        case("np.meshgrid(x, z, sparse=True)", x=normal(2), z=normal(3)),
        case("np.meshgrid(x, z, x, copy=False)", x=normal(2), z=normal(3)),
        case("np.meshgrid(x)", x=normal(2)),
    ],
    np.r_: [
        case("np.r_[x, z]", x=normal(3), z=2.0),
        case("np.r_[x, 1.0, z]", x=normal(3), z=normal(2)),
        case("np.r_[0.0, x]", x=normal(3)),
        case("np.r_[1:4, x]", x=normal(3)),
        case("np.r_[x, x]", x=normal(2, 3)),
        case("np.r_[0:1:3j, x]", x=normal(3)),
    ],
    np.c_: [
        case("np.c_[x, z]", x=normal(3), z=normal(3)),
        case("np.c_[x, z]", x=normal(3, 2), z=normal(3)),
        case("np.c_[x]", x=normal(3)),
    ],
}
