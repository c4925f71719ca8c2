"""Joining arrays and splitting them."""
from __future__ import annotations

import numpy as np

from ...runtime import split_like
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_display, known_rank, ndim, refuse


@differential(np.concatenate, kind="joined")
def concatenate(arrays, axis=0, out=None, *, dtype=None, casting="same_kind", darrays):
    return np.concatenate(darrays, axis=axis)


@transpose(np.concatenate, wrt="arrays")
def concatenate_T(g, arrays, axis=0):
    if known_rank(arrays) is not None:          # an array, whose rows are joined
        return np.stack(split_like(g, arrays, axis))
    if not is_display(arrays) or axis is None:
        return split_like(g, arrays, axis)
    if axis == 0 or axis == -1 or axis == 1:
        parts, start = [], None
        for a in arrays:
            stop = np.shape(a)[axis] if start is None else start + np.shape(a)[axis]
            parts.append(g[start:stop] if axis == 0 else g[:, start:stop] if axis == 1 else g[..., start:stop])
            start = stop
        return tuple(parts)
    return split_like(g, arrays, axis)


@differential(split_like, kind="split_as_second", passive=("arrays",))
def splitting_like(g, arrays, axis, dg):
    return split_like(dg, arrays, axis)


@transpose(split_like, wrt="g")
def splitting_like_T(c, g, arrays, axis):
    return np.concatenate(c, axis=axis)


@differential(np.stack, kind="joined")
def stack(arrays, axis=0, out=None, *, dtype=None, casting="same_kind", darrays):
    return np.stack(darrays, axis=axis)


@transpose(np.stack, wrt="arrays")
def stack_T(g, arrays, axis=0):
    if axis != 0:
        g = np.moveaxis(g, axis, 0)
    if known_rank(arrays) is not None:
        return g
    if not is_display(arrays):
        return list(g)
    return tuple([g[i] for i, _ in enumerate(arrays)])


@composition(np.vstack, *([np.row_stack] if hasattr(np, "row_stack") else []))
def vstack_source(tup, *, dtype=None):
    return joined([np.atleast_2d(a) for a in tup], 0, dtype)


def joined(arrays, axis, dtype):
    """Arrays one after the other, of a dtype if one is said."""
    return np.concatenate(arrays, axis=axis) if dtype is None else np.concatenate(arrays, axis=axis, dtype=dtype)


@composition(np.hstack)
def hstack_source(tup, *, dtype=None):
    if known_rank(tup[0]) == 0 or known_rank(tup[0]) == 1:
        return joined([np.atleast_1d(a) if known_rank(a) == 0 else a for a in tup], 0, dtype)
    if known_rank(tup[0]) is None:
        return joined(tup, 0 if np.ndim(tup[0]) == 1 else 1, dtype)
    return joined(tup, 1, dtype)


@composition(np.dstack)
def dstack_source(tup):
    return np.concatenate([np.atleast_3d(a) for a in tup], axis=2)


@composition(np.column_stack)
def column_stack_source(tup):
    return np.concatenate([columns(a) for a in tup], axis=1)


def columns(a):
    """An array as columns: a vector is one."""
    a = np.array(a) if is_display(a) else a
    if known_rank(a) is None:
        return np.reshape(np.array(a), (len(a), -1) + np.shape(a)[2:])     # noqa: RUF005 - of unknown length
    if known_rank(a) == 0:
        return np.reshape(a, (1, 1))
    return np.expand_dims(a, 1) if known_rank(a) == 1 else a


@composition(np.append)
def append_source(arr, values, axis=None):
    if axis is None:
        return np.concatenate([np.ravel(arr), np.ravel(values)], axis=0)
    return np.concatenate([arr, values], axis=axis)


@composition(np.block)
def block_source(arrays):
    if not is_display(arrays):
        return np.array(arrays)
    if not is_display(arrays[0]):
        return np.concatenate([np.atleast_1d(a) for a in arrays], axis=-1)
    if not is_display(arrays[0][0]):
        return np.concatenate([np.concatenate([np.atleast_2d(a) for a in row], axis=-1) for row in arrays], axis=-2)
    return np.concatenate([np.concatenate([np.concatenate([at_least_3d(a) for a in row], axis=-1) for row in rows],
                                          axis=-2) for rows in arrays], axis=-3)


def at_least_3d(a):
    """An array with axes added in front, as ``np.block`` adds them."""
    return np.reshape(a, (1,) * (3 - ndim(a)) + np.shape(a)) if ndim(a) < 3 else a


# -- the index tricks --------------------------------------------------------------------


@composition(np.c_)
def c_source(key):
    items = key if is_display(key) else (key,)
    return np.concatenate([columns(a) for a in items], axis=-1)


@composition(np.r_)
def r_source(key):
    items = key if is_display(key) else (key,)
    if not isinstance(items[0], str):
        return np.concatenate([index_trick(a) for a in items], axis=0)
    axis, rank, first = directions(items[0])
    return np.concatenate([of_rank(index_trick(a), rank, first) for a in items[1:]], axis=axis)


def directions(text):
    """What a text at the front of ``np.r_[…]`` says: the axis to join along, the least rank, where axes come first."""
    numbers = [int(part) for part in text.split(",")]
    return (*numbers, *(0, 1, -1)[len(numbers):])


def of_rank(a, rank, first):
    """An array of at least this rank: its own axes come last, or from ``first`` on."""
    more = rank - ndim(a)
    if more <= 0:
        return a
    before = more if first == -1 else first if first >= 0 else first + more + 1
    return np.reshape(a, (1,) * before + np.shape(a) + (1,) * (more - before))


def index_trick(item):
    """What stands for an item of ``np.r_[…]``."""
    if isinstance(item, str):
        refuse("np.r_ with directions that are not numbers, or not at the front, makes a matrix: use np.concatenate")
    if not isinstance(item, slice):
        return np.atleast_1d(item)
    start, step = 0 if item.start is None else item.start, 1 if item.step is None else item.step
    if isinstance(step, complex):
        return np.linspace(start, item.stop, int(abs(step)))
    return np.arange(start, item.stop, step)


# -- splitting ---------------------------------------------------------------------------


@differential(np.split, kind="splitted", raises=True)
def split(ary, indices_or_sections, axis=0, *, dary):
    return np.split(dary, indices_or_sections, axis)


@transpose(np.split, wrt="ary")
def split_T(g, ary, indices_or_sections, axis=0):
    return np.concatenate(g, axis=axis)


@differential(np.array_split, kind="splitted", raises=True)
def array_split(ary, indices_or_sections, axis=0, *, dary):
    return np.array_split(dary, indices_or_sections, axis)


@transpose(np.array_split, wrt="ary")
def array_split_T(g, ary, indices_or_sections, axis=0):
    return np.concatenate(g, axis=axis)


@composition(np.hsplit)
def hsplit_source(ary, indices_or_sections):
    return np.split(ary, indices_or_sections, 0 if known_rank(ary) == 1 else 1)


@composition(np.vsplit)
def vsplit_source(ary, indices_or_sections):
    return np.split(ary, indices_or_sections, 0)


@composition(np.dsplit)
def dsplit_source(ary, indices_or_sections):
    return np.split(ary, indices_or_sections, 2)


if hasattr(np, "unstack"):      # NumPy 2.1
    @composition(np.unstack)
    def unstack_source(x, /, *, axis=0):
        return list(np.moveaxis(x, axis, 0))


@composition(np.meshgrid)
def meshgrid_source(*xi, copy=True, sparse=False, indexing="xy"):
    shape, spread = (), ()
    for k, x in enumerate(xi):
        place = 1 - k if indexing == "xy" and k < 2 and len(xi) > 1 else k
        spread = (*spread, np.reshape(x, (1,) * place + (-1,) + (1,) * (len(xi) - 1 - place)))
    if sparse:
        return tuple([np.copy(x) if copy else x for x in spread])
    for k, _ in enumerate(xi):
        source = 1 - k if indexing == "xy" and k < 2 and len(xi) > 1 else k
        shape = (*shape, np.size(xi[source]))
    return tuple([np.copy(np.broadcast_to(x, shape)) if copy else np.broadcast_to(x, shape) for x in spread])


nondifferentiable(directions)
