"""Sets: what differs in an array, or in several.  Each item of a result is an item of an operand."""
from __future__ import annotations

import numpy as np

from ..registry import composition, differential, nondifferentiable

# -- what differs ------------------------------------------------------------------------


@differential(np.unique, kind="differing")
def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True,
           sorted=True, dar, y):
    """Of equal items the first counts."""
    extra = return_index + return_inverse + return_counts
    values = y[0] if extra else y
    places = y[1] if return_index else first_places(ar, values, axis, equal_nan, sorted)
    dvalues = np.take(dar, places, axis=axis)
    return (dvalues, *[np.zeros_like(y[1 + i]) for i in range(extra)]) if extra else dvalues


def first_places(ar, values, axis, equal_nan, sorted):
    """Where each of the values stands first."""
    if axis is None and equal_nan is True:
        places = np.unique(ar, return_index=True)[1]
    else:
        places = np.unique(ar, return_index=True, axis=axis, equal_nan=equal_nan)[1]
    return places if sorted is True else places[np.argsort(np.argsort(values))]


if hasattr(np, "unique_all"):       # NumPy 2.0
    @differential(np.unique_values, kind="differing")
    def unique_values(x, dx, y):
        return np.take(dx, first_places(x, y, None, False, False))

    @differential(np.unique_all, kind="differing")
    def unique_all(x, dx, y):
        return np.take(dx, y[1]), np.zeros_like(y[1]), np.zeros_like(y[2]), np.zeros_like(y[3])

    @differential(np.unique_inverse, np.unique_counts, kind="differing")
    def unique_pair(x, dx, y):
        return np.take(dx, first_places(x, y[0], None, False, True)), np.zeros_like(y[1])


# -- of two arrays -----------------------------------------------------------------------


@differential(np.intersect1d, kind="common", passive=("ar2",))
def intersect1d(ar1, ar2, assume_unique=False, return_indices=False, *, dar1, y):
    """What is in both is the first array's."""
    if return_indices:
        return np.take(dar1, y[1]), np.zeros_like(y[1]), np.zeros_like(y[2])
    return np.take(dar1, np.intersect1d(ar1, ar2, assume_unique, True)[1])


@composition(np.union1d)
def union1d_source(ar1, ar2):
    return np.unique(np.concatenate((np.ravel(ar1), np.ravel(ar2))))


@differential(np.setdiff1d, kind="differing", passive=("ar2",))
def setdiff1d(ar1, ar2, assume_unique=False, *, dar1, y):
    return np.take(dar1, places_in(np.ravel(ar1), y))


@composition(np.setxor1d)
def setxor1d_source(ar1, ar2, assume_unique=False):
    return np.sort(np.concatenate((np.setdiff1d(ar1, ar2, assume_unique), np.setdiff1d(ar2, ar1, assume_unique))))


def places_in(flat, values):
    """Where values stand in a vector."""
    order = np.argsort(flat)
    return order[np.searchsorted(flat, values, sorter=order)]


nondifferentiable(np.isin, kind="membership")
