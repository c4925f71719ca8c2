"""Indexing, slicing, gathering, sorting, and diagonals."""
from __future__ import annotations

import operator

import numpy as np

from ...runtime import add_at, diagonal_back, scatter, scatter_along
from ..methods import compress_method
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_display, is_python_number, known_number, known_rank


@differential(operator.getitem, kind="item")
def getitem(x, index, dx):
    return dx[index]


# The transpose of ``x[index]`` is the engine's: it accumulates into the cotangent of ``x`` in place.


@differential(add_at, kind="first")
def adding_at(x, index, value, dx, dvalue):
    return add_at(np.zeros_like(x) + dx, index, dvalue)     # an array also where `x` does not vary


@transpose(add_at, wrt="x", jointly=True)
def adding_at_T_x(g, x, index, value):
    return g


@transpose(add_at, wrt="value", jointly=True)
def adding_at_T_value(g, x, index, value):
    return g[index]


# -- choosing ----------------------------------------------------------------------------


@differential(np.where, kind="selection")
def where(condition, a, b, da, db):
    return np.where(condition, da, db)


@transpose(np.where, wrt="a", jointly=True)
def where_T_a(g, condition, a, b):
    return np.where(condition, g, 0.0)


@transpose(np.where, wrt="b", jointly=True)
def where_T_b(g, condition, a, b):
    return np.where(condition, 0.0, g)


@composition(np.select)
def select_source(condlist, choicelist, default=0):
    chosen = default
    for condition, choice in zip(condlist[::-1], choicelist[::-1]):
        chosen = np.where(condition, choice, chosen)
    return chosen


@composition(np.choose)
def choose_source(a, choices, out=None, mode="raise"):
    a = np.asarray(a) if is_display(a) else a
    if mode == "clip":
        a = np.clip(a, 0, len(choices) - 1)
    elif mode == "wrap":
        a = np.mod(a, len(choices))
    chosen = choices[0]
    for k, choice in enumerate(choices[1:], 1):
        chosen = np.where(a == k, choice, chosen)
    return chosen


@composition(np.piecewise)
def piecewise_source(x, condlist, funclist, *args, **kwargs):
    conditions = list(condlist) if is_display(condlist) else [condlist]
    if len(funclist) == len(conditions) + 1:
        met = conditions[0]
        for condition in conditions[1:]:
            met = np.logical_or(met, condition)
        conditions = [*conditions, np.logical_not(met)]
    y = 0.0 if known_rank(x) == 0 else np.zeros_like(x)
    for condition, function in zip(conditions, funclist):
        if known_rank(x) == 0:
            y = (function(x, *args, **kwargs) if callable(function) else function) if condition else y
        elif callable(function):
            y = np.where(condition, add_at(np.zeros_like(x), condition, function(x[condition], *args, **kwargs)), y)
        else:
            y = np.where(condition, function, y)
    return y


@composition(np.compress)
def compress_source(condition, a, axis=None, out=None):
    return np.take(a, np.flatnonzero(condition), axis=axis)


@composition(np.extract)
def extract_source(condition, arr):
    return np.take(arr, np.flatnonzero(condition))


# -- gathering ---------------------------------------------------------------------------


@differential(np.take, kind="taken", raises=True)
def take(a, indices, axis=None, out=None, mode="raise", *, da):
    if mode != "raise":
        n = np.size(a) if axis is None else np.shape(a)[axis]
        indices = np.mod(indices, n) if mode == "wrap" else np.clip(indices, 0, n - 1)
    return np.take(da, indices, axis=axis)


@transpose(np.take, wrt="a")
def take_T(g, a, indices, axis=None):
    return scatter(g, a, indices, axis)


@differential(scatter, kind="as_second", passive=("x",))
def scattering(g, x, indices, axis, dg):
    return scatter(dg, x, indices, axis)


@transpose(scatter, wrt="g")
def scattering_T(c, g, x, indices, axis):
    return np.take(c, indices, axis=axis)


@differential(np.take_along_axis, kind="taken_along", raises=True)
def take_along_axis(arr, indices, axis=-1, *, darr):
    return np.take_along_axis(darr, indices, axis)


@transpose(np.take_along_axis, wrt="arr")
def take_along_axis_T(g, arr, indices, axis=-1):
    return scatter_along(g, arr, indices, axis)


@differential(scatter_along, kind="as_second", passive=("x",))
def scattering_along(g, x, indices, axis, dg):
    return scatter_along(dg, x, indices, axis)


@transpose(scatter_along, wrt="g")
def scattering_along_T(c, g, x, indices, axis):
    return np.take_along_axis(c, indices, axis)


@differential(np.delete, kind="deleted")
def delete(arr, obj, axis=None, *, darr):
    n = np.size(arr) if axis is None else np.shape(arr)[axis]
    return np.take(darr, np.delete(np.arange(n), obj), axis=axis)


@differential(np.insert, kind="inserted")
def insert(arr, obj, values, axis=None, *, darr, dvalues):
    return np.insert(darr + np.zeros_like(arr), obj, dvalues + np.zeros_like(values), axis)     # either may not vary


@transpose(np.insert, wrt="arr", jointly=True)
def insert_T_arr(g, arr, obj, values, axis=None):
    n = np.size(arr) if axis is None else np.shape(arr)[axis]
    old = np.insert(np.ones(n), obj, np.zeros((np.size(g) if axis is None else np.shape(g)[axis]) - n))
    return np.reshape(np.take(g, np.flatnonzero(old), axis=axis), np.shape(arr))


@transpose(np.insert, wrt="values", jointly=True)
def insert_T_values(g, arr, obj, values, axis=None):
    n = np.size(arr) if axis is None else np.shape(arr)[axis]
    new = np.insert(np.zeros(n), obj, np.ones((np.size(g) if axis is None else np.shape(g)[axis]) - n))
    part = np.take(g, np.flatnonzero(new), axis=axis)
    return np.moveaxis(part, axis, 0) if axis is not None and is_python_number(obj) else part


# -- sorting -----------------------------------------------------------------------------


@differential(np.sort, kind="running")
def sort(a, axis=-1, kind=None, order=None, *, stable=None, da):
    if axis is None:
        return np.take(da, np.argsort(a, axis=None))
    return np.take_along_axis(da, np.argsort(a, axis=axis), axis)


@composition(np.sort_complex)
def sort_complex_source(a):
    return np.sort(a) + 0j


@differential(np.partition, kind="partitioned")
def partition(a, kth, axis=-1, kind="introselect", *, da):
    if axis is None:
        return np.take(da, np.argpartition(a, kth, axis=None))
    return np.take_along_axis(da, np.argpartition(a, kth, axis=axis), axis)


# -- diagonals and triangles ---------------------------------------------------------------


@differential(np.diagonal, kind="diagonal")
def diagonal(a, offset=0, axis1=0, axis2=1, *, da):
    return np.diagonal(da, offset, axis1, axis2)


@transpose(np.diagonal, wrt="a")
def diagonal_T(g, a, offset=0, axis1=0, axis2=1):
    return diagonal_back(g, a, offset, axis1, axis2)


@differential(diagonal_back, kind="as_second", passive=("x",))
def diagonal_back_(g, x, offset=0, axis1=0, axis2=1, *, dg):
    return diagonal_back(dg, x, offset, axis1, axis2)


@transpose(diagonal_back, wrt="g")
def diagonal_back_T(c, g, x, offset=0, axis1=0, axis2=1):
    return np.diagonal(c, offset, axis1, axis2)


@composition(np.linalg.diagonal)
def linalg_diagonal_source(x, /, *, offset=0):
    return np.diagonal(x, offset, -2, -1)


@differential(np.diag, kind="diag")
def diag(v, k=0, *, dv):
    if known_number(k) == 0:
        return np.diag(dv)
    return np.diag(dv, k)


@transpose(np.diag, wrt="v")
def diag_T(g, v, k=0):
    if known_rank(v) == 1:
        return np.diag(g) if known_number(k) == 0 else np.diag(g, k)
    return diagonal_back(g, v, k)


@composition(np.diagflat)
def diagflat_source(v, k=0):
    return np.diag(np.ravel(v), k)


@differential(np.trace, kind="traced")
def trace(a, offset=0, axis1=0, axis2=1, dtype=None, out=None, *, da):
    if known_rank(a) == 2 and axis1 == 0 and axis2 == 1:
        return np.trace(da, offset)
    return np.sum(np.diagonal(da, offset, axis1, axis2), axis=-1)


@transpose(np.trace, wrt="a")
def trace_T(g, a, offset=0):
    rows, columns = np.shape(a)
    return g * (np.eye(rows, columns) if known_number(offset) == 0 else np.eye(rows, columns, offset))


@composition(np.linalg.trace)
def linalg_trace_source(x, /, *, offset=0):
    return np.trace(x, offset, -2, -1)


@differential(np.tril, kind="triangle")
def tril(m, k=0, *, dm):
    return np.tril(dm, k)


@transpose(np.tril, wrt="m")
def tril_T(g, m, k=0):
    return np.tril(g, k)


@differential(np.triu, kind="triangle")
def triu(m, k=0, *, dm):
    return np.triu(dm, k)


@transpose(np.triu, wrt="m")
def triu_T(g, m, k=0):
    return np.triu(g, k)


@composition(np.ndindex)
def ndindex_source(*shape):
    sizes = shape[0] if len(shape) == 1 and known_rank(shape[0]) != 0 else shape
    n = 1
    for _, size in enumerate(sizes):
        n = n * size
    return zip(*[part.tolist() for part in np.unravel_index(np.arange(n), sizes)])


@composition(np.ndenumerate)
def ndenumerate_source(arr):
    return zip(np.ndindex(np.shape(arr)), np.ravel(arr))


@composition(compress_method)
def compress_method_source(x, condition, axis=None, out=None):
    return np.compress(condition, x, axis)


nondifferentiable(np.argsort, kind="sorted_indices")
nondifferentiable(np.nonzero, np.tril_indices, np.triu_indices, np.diag_indices, np.tril_indices_from,
                  np.triu_indices_from, np.diag_indices_from, kind="index_vectors")
nondifferentiable(np.ix_, kind="open_mesh")
nondifferentiable(np.argwhere, np.flatnonzero, kind="places_found")
nondifferentiable(np.searchsorted, np.digitize, kind="place_among")
nondifferentiable(np.lexsort, kind="order_of_keys")
nondifferentiable(np.argpartition, np.ravel_multi_index, np.mask_indices)
nondifferentiable(np.unravel_index, kind="unraveled")
