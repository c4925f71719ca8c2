"""Cases of ``rules/numpy/shaping.py`` and ``joining.py``."""

import numpy as np

from ..harness import case, normal


def cases(*expressions, make=normal, **shapes):
    """Expressions in arguments of one shape each."""
    return [case(e, **{k: make(*s) for k, s in shapes.items()}) for e in expressions]


X23, X234 = {"x": (2, 3)}, {"x": (2, 3, 4)}
CASES = {
    np.reshape: [
        *cases(
            "np.reshape(x, (3, 2))",
            "np.reshape(x, -1)",
            "x.reshape(3, 2)",
            "x.reshape((6,))",
            "x.reshape(-1, 2)",
            "x.reshape(-1)",
            "np.reshape(x, (3, -1))",
            "np.reshape(x, (1, 2, 3))",
            "np.reshape(x, (3, 2), order='F')",
            "np.reshape(x, [6])",
            **X23,
        ),
        case("np.reshape(x, (1, 1))", x=normal()),
        case("np.reshape(x, ())", x=normal(1)),
    ],
    np.ravel: cases("np.ravel(x)", "x.ravel()", "np.ravel(x, 'F')", **X23),
    np.ndarray.flatten: cases("x.flatten()", "x.flatten('F')", **X23),
    np.expand_dims: cases(
        "np.expand_dims(x, 0)", "np.expand_dims(x, -1)", "np.expand_dims(x, (0, 2))", "x[:, None]", "x[None]", **X23
    ),
    np.squeeze: cases(
        "np.squeeze(x)", "np.squeeze(x, 0)", "np.squeeze(x, axis=(0, 2))", "x.squeeze()", "x.squeeze(-1)", x=(1, 3, 1)
    ),
    np.atleast_1d: [case("np.atleast_1d(x)", x=normal()), case("np.atleast_1d(x)", x=normal(3))],
    np.atleast_2d: [case("np.atleast_2d(x)", x=normal()), case("np.atleast_2d(x)", x=normal(3))],
    np.atleast_3d: [case("np.atleast_3d(x)", x=normal(3)), case("np.atleast_3d(x)", x=normal(2, 3))],
    np.transpose: [
        *cases("np.transpose(x)", "x.T", "x.transpose()", "x.transpose(1, 0)", **X23),
        *cases(
            "np.transpose(x, (2, 0, 1))",
            "x.transpose(1, 2, 0)",
            "x.transpose((0, 2, 1))",
            "np.permute_dims(x, (1, 0, 2))",
            "x.T",
            **X234,
        ),
    ],
    np.swapaxes: cases("np.swapaxes(x, 0, 1)", "np.swapaxes(x, -1, -2)", "x.swapaxes(0, 2)", **X234),
    np.matrix_transpose: cases("np.matrix_transpose(x)", "x.mT", **X234),
    np.moveaxis: cases(
        "np.moveaxis(x, 0, -1)",
        "np.moveaxis(x, 2, 0)",
        "np.moveaxis(x, (0, 1), (2, 0))",
        "np.moveaxis(x, [0, 1], [1, 2])",
        **X234,
    ),
    np.rollaxis: cases(
        "np.rollaxis(x, 2)", "np.rollaxis(x, 0, 3)", "np.rollaxis(x, 1, 0)", "np.rollaxis(x, -1, 1)", **X234
    ),
    np.flip: cases("np.flip(x)", "np.flip(x, 0)", "np.flip(x, axis=(0, 1))", "x[::-1]", "x[:, ::-1]", **X23),
    np.fliplr: cases("np.fliplr(x)", **X23),
    np.flipud: cases("np.flipud(x)", **X23),
    np.roll: cases(
        "np.roll(x, 1)", "np.roll(x, -2, axis=1)", "np.roll(x, (1, 2), axis=(0, 1))", "np.roll(x, 3, 0)", **X23
    ),
    np.rot90: cases("np.rot90(x)", "np.rot90(x, 2)", "np.rot90(x, k=-1)", "np.rot90(x, 1, (1, 0))", **X23),
    np.broadcast_to: [
        *cases("np.broadcast_to(x, (4, 2, 3))", "np.broadcast_to(x, (2, 3))", **X23),
        case("np.broadcast_to(x, (4, 3))", x=normal(1, 3)),
        case("np.broadcast_to(x, (2, 3))", x=normal(3)),
        case("np.broadcast_to(x, 3)", x=normal()),
    ],
    np.broadcast_arrays: cases("np.broadcast_arrays(x, z)[0] * np.broadcast_arrays(x, z)[1]", x=(3,), z=(2, 1)),
    np.tile: [
        *cases("np.tile(x, 2)", "np.tile(x, (2, 1))", "np.tile(x, (2, 1, 3))", **X23),
        case("np.tile(x, (2, 2))", x=normal(3)),
    ],
    np.repeat: [
        *cases("np.repeat(x, 2)", "np.repeat(x, 2, axis=0)", "np.repeat(x, 3, -1)", "x.repeat(2, axis=1)", **X23),
        case("np.repeat(x, n)", x=normal(3), n=np.array([1, 0, 2])),
        case("np.repeat(x, [1, 2], axis=0)", x=normal(2, 2)),
    ],
    np.pad: cases(
        "np.pad(x, 1)",
        "np.pad(x, (1, 2))",
        "np.pad(x, ((0, 1), (2, 0)))",
        "np.pad(x, 1, constant_values=3.0)",
        "np.pad(x, 1, 'edge')",
        "np.pad(x, 1, mode='reflect')",
        "np.pad(x, 2, mode='wrap')",
        "np.pad(x, 1, 'symmetric')",
        "np.pad(x, ((1, 0), (0, 1)), mode='constant')",
        **X23,
    ),
    np.concatenate: [
        *cases(
            "np.concatenate([x, z])",
            "np.concatenate((x, z), axis=0)",
            "np.concatenate([x, x * 2, z], 0)",
            x=(2, 3),
            z=(1, 3),
        ),
        *cases(
            "np.concatenate([x, z], axis=1)",
            "np.concatenate([x, z], axis=-1)",
            "np.concat([x, z], axis=1)",
            "np.concatenate([x, z], axis=None)",
            x=(2, 3),
            z=(2, 1),
        ),
        *cases(
            "np.concatenate([x, z])",
            "np.concatenate([x, np.ones(2), z])",
            "np.concatenate([x, z], axis=-1)",
            x=(3,),
            z=(2,),
        ),
        *cases("np.concatenate([x, z], axis=2)", "np.concatenate([x, z], axis=-2)", x=(2, 2, 2), z=(2, 2, 2)),
        *cases("np.concatenate([x[i:i + 1] * i for i in range(3)])", x=(3,)),
    ],
    np.stack: [
        *cases(
            "np.stack([x, z])",
            "np.stack((x, z), axis=1)",
            "np.stack([x, z], axis=-1)",
            "np.stack([x, z, x * z], 0)",
            x=(2, 3),
            z=(2, 3),
        ),
        *cases("np.stack([x, z])", "np.stack([x[0], z[1], x[2]])", x=(3,), z=(3,)),
        *cases("np.stack([x * i for i in range(3)])", x=(2,)),
    ],
    getattr(np, "row_stack", np.vstack): cases("np.vstack((x, z))", x=(3,), z=(3,)),
    np.vstack: [*cases("np.vstack([x, z])", x=(3,), z=(2, 3)), *cases("np.vstack((x, z))", x=(3,), z=(3,))],
    np.hstack: [
        *cases("np.hstack([x, z])", x=(3,), z=(2,)),
        *cases("np.hstack((x, z))", x=(2, 3), z=(2, 1)),
        *cases("np.hstack([x, z])", x=(), z=()),
    ],
    np.dstack: cases("np.dstack([x, z])", x=(2, 3), z=(2, 3)),
    np.column_stack: [
        *cases("np.column_stack([x, z])", x=(3,), z=(3,)),
        *cases("np.column_stack((x, z))", x=(3, 2), z=(3,)),
    ],
    np.append: [
        *cases("np.append(x, z)", x=(2, 3), z=(2,)),
        *cases("np.append(x, z, axis=0)", x=(2, 3), z=(1, 3)),
        *cases("np.append(x, z)", x=(2,), z=()),
    ],
    np.block: [*cases("np.block([[x, z], [z, x]])", x=(2, 2), z=(2, 2)), *cases("np.block([x, z])", x=(2,), z=(3,))],
    np.split: [
        *cases("np.split(x, 2)[0]", "np.split(x, 2)", "np.split(x, [1, 3])", "np.split(x, (1,), axis=0)[1]", x=(4,)),
        *cases("np.split(x, 2, axis=1)", "np.split(x, 2, axis=-1)[1]", x=(3, 4)),
    ],
    np.array_split: cases("np.array_split(x, 3)", "np.array_split(x, 3)[1]", x=(4,)),
    np.hsplit: [*cases("np.hsplit(x, 2)", x=(4,)), *cases("np.hsplit(x, 2)[0]", x=(2, 4))],
    np.vsplit: cases("np.vsplit(x, 2)", x=(4, 2)),
    np.dsplit: cases("np.dsplit(x, 2)[1]", x=(2, 2, 4)),
    np.meshgrid: [
        *cases("np.meshgrid(x, z)[0] * np.meshgrid(x, z)[1]", x=(2,), z=(3,)),
        *cases("np.meshgrid(x, z, indexing='ij')", x=(2,), z=(3,)),
        *cases("np.meshgrid(x, z, u)[2]", x=(2,), z=(3,), u=(2,)),
    ],
}
