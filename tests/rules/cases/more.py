"""More shapes of functions that have few argument forms."""

import numpy as np

from ..harness import apart, case, normal, positive

SHAPES = [(4,), (2, 3), (3, 1), (1, 2, 3), (2, 3, 2)]
MATRICES = [(3, 3), (2, 3), (2, 3, 3), (1, 2, 2), (2, 2, 3, 4)]
MASK = np.array([True, False, True, True])


def over(expression, shapes=SHAPES, make=normal, **fixed):
    """An expression in ``x``, over shapes."""
    return [case(expression, x=make(*s), **fixed) for s in shapes]


def pairs(expression, shapes, make=normal):
    """An expression in ``x`` and ``z``, over shapes."""
    return [case(expression, x=make(*a), z=make(*b)) for a, b in shapes]


VECTORS = [((3,), (3,)), ((4,), (2,)), ((1,), (3,)), ((5,), (5,)), ((2,), (4,))]
ALIKE = [((3,), (3,)), ((2, 3), (2, 3)), ((2, 1), (2, 3)), ((1, 2, 3), (2, 3)), ((2, 2, 3), (2, 2, 3))]
ROWS = [((3,), (3,)), ((2, 3), (2, 3)), ((2, 1, 3), (2, 3)), ((1, 2, 3), (2, 3)), ((2, 3), (3,))]
CASES = {
    **{
        function: over(f"np.{name}(x)")
        for name, function in {
            "ediff1d": np.ediff1d,
            "asarray": np.asarray,
            "asanyarray": np.asanyarray,
            "ascontiguousarray": np.ascontiguousarray,
            "asfortranarray": np.asfortranarray,
            "copy": np.copy,
            "require": np.require,
            "asarray_chkfinite": np.asarray_chkfinite,
            "float64": np.float64,
            "imag": np.imag,
            "real_if_close": np.real_if_close,
            "i0": np.i0,
            "modf": np.modf,
            "atleast_1d": np.atleast_1d,
            "atleast_2d": np.atleast_2d,
            "atleast_3d": np.atleast_3d,
            "flipud": np.flipud,
            "nancumsum": np.nancumsum,
            "nancumprod": np.nancumprod,
            "amax": np.amax,
            "amin": np.amin,
        }.items()
    },
    np.cumulative_sum: over("np.cumulative_sum(x, axis=-1)"),
    np.cumulative_prod: over("np.cumulative_prod(x, axis=0)"),
    np.frexp: [case("np.frexp(x)", x=np.array(x)) for x in ([0.7, 1.3, -3.1], [[6.1, 0.3]], [-0.9], [[0.55], [10.1]])],
    np.astype: over("np.astype(x, float)"),
    np.ndarray.tolist: over("np.array(x.tolist()) ** 2", [(1,), (2,), (3,), (4,), (5,)]),
    np.ndarray.flatten: over("x.flatten()"),
    np.full_like: over("np.full_like(x, z)", z=1.3),
    np.fromiter: [case("np.fromiter([x, x**2, 1.0], float)", x=x) for x in (0.3, 1.2, -0.7, 2.0)],
    np.angle: over("np.angle(x) * x", make=apart),
    np.heaviside: over("np.heaviside(x, z)", z=0.5),
    np.ldexp: over("np.ldexp(x, -2)"),
    np.divmod: over("np.divmod(x, 0.3)[1]", make=apart),
    np.arccosh: over("np.arccosh(x + 1)", make=positive),
    np.kaiser: [case(f"np.kaiser({n}, z)", z=2.0 + n / 3) for n in (1, 2, 3, 5, 8)],
    np.linalg.eigvals: over(
        "np.sort(np.real(np.linalg.eigvals(x / 9 + np.diag([1.0, 3.0, 6.0]))))", [(3, 3)] * 5
    ),
    np.linalg.trace: over("np.linalg.trace(x)", MATRICES),
    np.linalg.diagonal: over("np.linalg.diagonal(x)", MATRICES),
    np.linalg.matrix_transpose: over("np.linalg.matrix_transpose(x)", MATRICES),
    np.linalg.cross: pairs("np.linalg.cross(x, z)", [((3,), (3,)), ((2, 3), (3,)), ((3,), (1, 3)), ((2, 3), (2, 3))]),
    np.linalg.multi_dot: pairs("np.linalg.multi_dot([x, z])", [((2, 3), (3, 2)), ((3,), (3, 2)), ((2, 3), (3,))]),
    np.linalg.tensorinv: over("np.linalg.tensorinv(x + np.eye(2) * 3, 1)", [(2, 2)] * 3),
    np.outer: pairs("np.outer(x, z)", VECTORS),
    np.matrix_transpose: over("np.matrix_transpose(x)", MATRICES),
    **({np.row_stack: over("np.vstack([x, x])")} if hasattr(np, "row_stack") else {}),
    np.linalg.outer: pairs("np.linalg.outer(x, z)", VECTORS),
    np.linalg.vecdot: pairs("np.linalg.vecdot(x, z)", ROWS),
    np.vecdot: pairs("np.vecdot(x, z)", ROWS),
    np.vdot: pairs("np.vdot(x, z)", [p for p in ALIKE if p[0] == p[1]]),
    np.linalg.matmul: pairs("np.linalg.matmul(x, z)", [((2, 3), (3, 2)), ((3,), (3, 2)), ((2, 2, 3), (3, 1))]),
    np.linalg.tensordot: pairs(
        "np.linalg.tensordot(x, z, axes=1)", [((2, 3), (3, 2)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 2, 3), (3, 2))]
    ),
    np.select: over("np.select([x > 0.4, x > 0], [x**2, 2 * x], 3.0)", make=apart),
    np.extract: over("np.extract(x > 0, x)", make=apart),
    np.sort_complex: over("np.real(np.sort_complex(x))", make=apart),
    np.array_split: over("np.array_split(x, 2)[1]"),
    np.hsplit: over("np.hsplit(x, [1])[1]", [(4,), (2, 3), (3, 2), (1, 2, 3), (2, 4)]),
    np.vsplit: over("np.vsplit(x, [1])[1]", [(2, 3), (3, 2), (4, 1), (2, 3, 2), (3, 1, 2)]),
    np.dsplit: over("np.dsplit(x, [1])[1]", [(2, 3, 2), (1, 2, 3), (3, 1, 4), (2, 2, 2), (1, 1, 3)]),
    np.c_: over("np.c_[x, x]"),
    np.r_: over("np.r_[x, x]"),
    np.histogram: over("np.histogram(x, 4)[1]", make=apart),
    np.apply_along_axis: over("np.apply_along_axis(np.sum, 0, x)"),
    np.apply_over_axes: over("np.apply_over_axes(np.sum, x, [0])"),
    np.fliplr: over("np.fliplr(x)", MATRICES),
    np.broadcast_arrays: pairs("np.broadcast_arrays(x, z)", ALIKE),
    np.resize: over("np.resize(x, (2, 4))"),
    np.lib.stride_tricks.sliding_window_view: over(
        "np.lib.stride_tricks.sliding_window_view(x, 2, axis=-1)", [(4,), (2, 3), (3, 2), (1, 2, 3), (2, 3, 2)]
    ),
    np.trim_zeros: over("np.trim_zeros(x)", [(1,), (2,), (3,), (4,), (5,)], positive),
    np.bincount: over("np.bincount([0, 2, 0, 1], x)", [(4,)] * 3, positive),
    np.polyadd: pairs("np.polyadd(x, z)", VECTORS),
    np.polysub: pairs("np.polysub(x, z)", VECTORS),
    np.polymul: pairs("np.polymul(x, z)", VECTORS),
    np.polyder: [case(f"np.polyder(x, {m})", x=normal(5)) for m in (0, 1, 2, 3, 4)],
    np.polyint: [case(f"np.polyint(x, {m})", x=normal(3)) for m in (0, 1, 2, 3, 4)],
    np.poly: over("np.poly(x)", [(1,), (2,), (3,), (4,), (5,)]),
    np.polyfit: [case(f"np.polyfit(x, z, {n})", x=np.arange(6.0) / 3, z=normal(6)) for n in (0, 1, 2, 3, 4)],
    np.roots: [
        case("np.sort(np.real(np.roots(np.poly(x))))", x=x)
        for x in (apart(1), apart(2), apart(3), np.array([1.0, 2, 4]))
    ],
    np.add.accumulate: over("np.add.accumulate(x)"),
    np.multiply.accumulate: over("np.multiply.accumulate(x)"),
    np.add.reduceat: over("np.add.reduceat(x, [0, 0])"),
    **({np.matvec: over("np.matvec(x, z)", MATRICES[:1], z=normal(3))} if hasattr(np, "matvec") else {}),
    **({np.vecmat: over("np.vecmat(z, x)", MATRICES[:1], z=normal(3))} if hasattr(np, "vecmat") else {}),
    **({np.unstack: over("np.unstack(x)[0]")} if hasattr(np, "unstack") else {}),
}
