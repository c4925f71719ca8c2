"""Functions that write into an array, stated as the stores that they are."""
from __future__ import annotations

import numpy as np

from ..registry import composition
from ..static import known_rank, known_same_shape, refuse


@composition(np.copyto)
def copyto_source(dst, src, casting="same_kind", where=True):
    if where is True:
        dst[...] = src
    else:
        dst[...] = np.where(where, src, dst)


@composition(np.put)
def put_source(a, ind, v, mode="raise"):
    if mode == "wrap":
        ind = np.mod(ind, np.size(a))
    elif mode == "clip":
        ind = np.clip(ind, 0, np.size(a) - 1)
    if known_rank(a) == 1:
        a[ind] = cycled(v, ind)
    else:
        a[places(a, ind)] = cycled(v, ind)


def places(a, flat):
    """Indices of the items with these numbers, counted along the rows; negative ones count from the end."""
    return np.unravel_index(np.arange(np.size(a))[flat], np.shape(a))


def cycled(values, like):
    """Values in the shape of ``like``: from the first again after the last."""
    if known_rank(values) == 0 or known_same_shape(values, like):
        return values
    return np.resize(values, np.shape(like))


@composition(np.place)
def place_source(arr, mask, vals):
    chosen = np.nonzero(mask)
    arr[chosen] = cycled(vals, chosen[0])


@composition(np.putmask)
def putmask_source(a, mask, values):
    a[...] = np.where(mask, cycled(values, a), a)


@composition(np.put_along_axis)
def put_along_axis_source(arr, indices, values, axis=-1):
    if known_rank(arr) == 1:
        arr[indices] = values
    elif axis is None:
        arr[places(arr, indices)] = values
    else:
        arr[along(arr, indices, axis)] = values


def along(arr, indices, axis):
    """The index in which all axes but one go along themselves."""
    rank = known_rank(arr)
    if rank is None:
        refuse("np.put_along_axis of an array of unknown rank is not supported: write the items")
    return tuple([indices if k == axis % rank else np.reshape(np.arange(n), (1,) * k + (-1,) + (1,) * (rank - 1 - k))
                  for k, n in enumerate(np.shape(arr))])


@composition(np.fill_diagonal)
def fill_diagonal_source(a, val, wrap=False):
    if known_rank(a) is None:
        refuse("np.fill_diagonal of an array of unknown rank is not supported: write the items, a[i, i] = v")
    if known_rank(a) == 2 and wrap:
        flat = np.arange(0, np.size(a), np.shape(a)[1] + 1)
        a[flat // np.shape(a)[1], flat % np.shape(a)[1]] = cycled(val, flat)
    elif known_rank(a) == 2:
        rows, columns = np.shape(a)
        diagonal = np.arange(min(rows, columns))
        a[diagonal, diagonal] = cycled(val, diagonal)
    else:
        diagonal = np.arange(len(a))
        a[(diagonal,) * known_rank(a)] = cycled(val, diagonal)


@composition(np.ufunc.at)
def at_source(f, a, indices, *b):
    """Item by item, since one may be named twice."""
    flat = np.ravel(indices)
    if len(b) == 0:
        for i in flat:
            a[i] = f(a[i])
    else:
        rest = np.shape(a)[1:]
        values = np.reshape(np.broadcast_to(b[0], np.shape(indices) + rest), (-1, *rest))
        for i, value in zip(flat, values):
            a[i] = f(a[i], value)
