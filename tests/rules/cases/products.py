"""Cases of ``rules/numpy/products.py``."""

import operator

import numpy as np

from ..harness import case, normal

PAIRS = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((1, 3), (3, 1)),
    ((4, 2, 3), (4, 3, 2)),
    ((4, 2, 3), (3, 2)),
    ((2, 3), (4, 3, 2)),
    ((1, 2, 3), (5, 3, 2)),
    ((3,), (4, 3, 2)),
    ((4, 2, 3), (3,)),
    ((2, 1, 2, 3), (3, 3, 2)),
]
VECTORS_AND_MATRICES = [((4,), (3, 4)), ((4,), (2, 3, 4)), ((5, 4), (3, 4)), ((2, 4), (2, 3, 4))]
NAMES = "xzuvwpq"
EINSUMS = [
    ("ij,jk->ik", (2, 3), (3, 2)),
    ("ij,jk", (2, 3), (3, 4)),
    ("i,i->", (3,), (3,)),
    ("i,j->ij", (2,), (3,)),
    ("ij,ij->", (2, 3), (2, 3)),
    ("ij,ij->i", (2, 3), (2, 3)),
    ("ij,kj->", (2, 3), (4, 3)),
    ("ii", (3, 3)),
    ("ii->i", (3, 3)),
    ("ij->ji", (2, 3)),
    ("ij->", (2, 3)),
    ("ij->j", (2, 3)),
    ("iij->j", (2, 2, 3)),
    ("iij,jk->ik", (2, 2, 3), (3, 2)),
    ("bij,bjk->bik", (2, 3, 2), (2, 2, 3)),
    ("...ij,...jk->...ik", (2, 3, 2), (2, 2, 3)),
    ("...i,i->...", (2, 3), (3,)),
    ("ij,j,i->", (2, 3), (3,), (2,)),
    ("i,ij,jk,k->", (2,), (2, 3), (3, 2), (2,)),
    (" ij , j -> i ", (2, 3), (3,)),
    ("i,->i", (3,), ()),
    ("ijk->k", (2, 3, 2)),
    ("ij,kl->", (2, 2), (2, 2)),
    ("ab,cb,dc->ad", (2, 3), (4, 3), (2, 4)),
    ("ij,jk,kl,lm,mn,no->io", *((2, 2),) * 6),
    ("i,i,i,i,i,i,i->i", *((2,),) * 7),
    ("ij,jj->i", (2, 3), (3, 3)),
    ("ii,ii->i", (2, 2), (2, 2)),
    ("ii,jj->ij", (2, 2), (3, 3)),
    ("iii->i", (2, 2, 2)),
    ("iijj->ij", (2, 2, 2, 2)),
    ("...ii->...i", (3, 2, 2)),
    ("...ii", (3, 2, 2)),
    ("...ij->...ji", (3, 2, 4)),
    ("i...,i...->...", (2, 3), (2, 3)),
    ("...,...->...", (2, 3), (3,)),
    ("i...->...", (2, 3)),
    ("a...b,b->a...", (2, 3, 4), (4,)),
    (",i->i", (), (3,)),
    ("i->i", (3,)),
    ("...ab,...bc->...ac", (2, 1, 2, 3), (3, 3, 2)),
    ("ij,i...->j...", (2, 3), (2, 4, 5)),
    ("ab,ab->", (1, 3), (2, 3)),
    ("ab,ab->ab", (2, 3), (1, 3)),
]


def pairs(form, shapes=PAIRS):
    """A product over ranks."""
    return [case(form, x=normal(*a), z=normal(*b)) for a, b in shapes]


CASES = {
    operator.matmul: pairs("x @ z"),
    np.matmul: pairs("np.matmul(x, z)"),
    np.linalg.matmul: pairs("np.linalg.matmul(x, z)")[3:6],
    np.dot: [
        *pairs(
            "np.dot(x, z)",
            [
                *PAIRS[:5],
                ((), (3,)),
                ((2, 3), ()),
                ((), ()),
                ((4, 2, 3), (3,)),
                ((2, 3), (4, 3, 2)),
                ((2, 2, 3), (2, 3, 2)),
                ((3,), (4, 3, 2)),
            ],
        ),
        case("x.dot(z)", x=normal(2, 3), z=normal(3)),
    ],
    np.inner: pairs(
        "np.inner(x, z)", [((3,), (3,)), ((2, 3), (3,)), ((2, 3), (4, 3)), ((), (3,)), ((2, 2, 3), (4, 3))]
    ),
    np.vdot: pairs("np.vdot(x, z)", [((3,), (3,)), ((2, 3), (2, 3)), ((6,), (2, 3))]),
    np.vecdot: pairs("np.vecdot(x, z)", [((3,), (3,)), ((2, 3), (3,)), ((2, 3), (2, 3))]),
    np.linalg.vecdot: pairs("np.linalg.vecdot(x, z)", [((2, 3), (2, 3))]),
    np.outer: pairs("np.outer(x, z)", [((3,), (2,)), ((2, 2), (3,)), ((), (3,)), ((1,), (3,))]),
    np.linalg.outer: pairs("np.linalg.outer(x, z)", [((3,), (2,))]),
    np.kron: pairs(
        "np.kron(x, z)", [((2,), (3,)), ((2, 2), (2, 3)), ((2,), (2, 3)), ((2, 3), (2,)), ((), (3,)), ((2, 3), ())]
    ),
    np.cross: [
        *pairs("np.cross(x, z)", [((3,), (3,)), ((2, 3), (3,)), ((2, 3), (2, 3)), ((3,), (2, 3))]),
        *pairs("np.cross(x, z, axis=0)", [((3, 2), (3, 2)), ((3,), (3,))]),
        *[
            case(f"np.cross(x, z, {a})", x=normal(3, 3), z=normal(3, 3))
            for a in ("axisa=0, axisb=1", "axisa=0, axisb=0, axisc=0", "axisc=0", "-1, 0", "0, -1, 0")
        ],
        case("np.cross(x, z, -1, -1, 0)", x=normal(2, 3), z=normal(3)),
    ],
    **(
        {
            np.matvec: pairs("np.matvec(x, z)", [(m, v) for v, m in VECTORS_AND_MATRICES]),
            np.vecmat: pairs("np.vecmat(x, z)", [(v, (*m[:-2], m[-1], m[-2])) for v, m in VECTORS_AND_MATRICES]),
        }
        if hasattr(np, "matvec")
        else {}
    ),
    np.tensordot: [
        *[
            case("np.tensordot(x, z, axes=n)", x=normal(2, 3, 2), z=normal(*s), n=n)
            for n, s in ((1, (2, 3)), (2, (3, 2, 2)), (0, (2,)))
        ],
        case("np.tensordot(x, z)", x=normal(2, 3, 2), z=normal(3, 2)),
        case("np.tensordot(x, z, axes=1)", x=normal(2, 3), z=normal(3, 2)),
        case("np.tensordot(x, z, ((0, 1), (1, 0)))", x=normal(2, 3, 2), z=normal(3, 2, 4)),
        case("np.tensordot(x, z, axes=([1, 2], [2, 0]))", x=normal(2, 3, 4), z=normal(4, 2, 3)),
        case("np.tensordot(x, z, (0, 0))", x=normal(2, 3), z=normal(2, 2)),
    ],
    np.linalg.tensordot: [case("np.linalg.tensordot(x, z, axes=1)", x=normal(2, 3), z=normal(3, 2))],
    np.einsum: [
        *[
            case(
                f"np.einsum({s!r}, {', '.join(NAMES[: len(shapes)])})",
                **dict(zip(NAMES, [normal(*n) for n in shapes])),
            )
            for s, *shapes in EINSUMS
        ],
        case("np.einsum('ij,jk->ik', x, z, optimize=True)", x=normal(2, 3), z=normal(3, 2)),
        *[
            case(f"np.einsum('ij,jk->ik', x, z, {a})", x=normal(2, 3), z=normal(3, 2))
            for a in (
                "optimize='greedy'",
                "optimize=['einsum_path', (0, 1)]",
                "dtype=float",
                "order='F', casting='safe'",
            )
        ],
        case("np.einsum(x, [0, 1], z, [1, 2], [0, 2])", x=normal(2, 3), z=normal(3, 2)),
        case("np.einsum(x, [0, 1], z, [1, 2])", x=normal(2, 3), z=normal(3, 2)),
        case("np.einsum(x, [0, 0])", x=normal(2, 2)),
        case("np.einsum(x, [..., 0], z, [0], [...])", x=normal(2, 3), z=normal(3)),
        case("np.einsum(x, (0, 1), (1, 0))", x=normal(2, 3)),
        case("np.einsum('ij,jk->ik', x, [[1.0, 2.0], [3.0, w], [0.0, 1.0]])", x=normal(2, 3), w=2.0),
        case("np.einsum('ii', x) + np.einsum('ij,kj->', x, x)", x=normal(2, 2)),
    ],
}
