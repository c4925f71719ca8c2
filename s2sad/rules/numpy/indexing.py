"""Indexing, slicing and gathering."""
from __future__ import annotations

import operator

import numpy as np

from ...runtime import add_at
from ..registry import differential, nondifferentiable, transpose


@differential(operator.getitem, kind="item")
def getitem(x, index, dx):
    return dx[index]


# The transpose of ``x[index]`` is the engine's: it accumulates into the cotangent of ``x`` in place.


@differential(add_at, kind="first")
def adding_at(x, index, value, dx, dvalue):
    return add_at(dx, index, dvalue)


@transpose(add_at, wrt="x", jointly=True)
def adding_at_T_x(g, x, index, value):
    return g


@transpose(add_at, wrt="value", jointly=True)
def adding_at_T_value(g, x, index, value):
    return g[index]


@differential(np.where, kind="selection")
def where(condition, a, b, da, db):
    return np.where(condition, da, db)


@transpose(np.where, wrt="a", jointly=True)
def where_T_a(g, condition, a, b):
    return np.where(condition, g, 0.0)


@transpose(np.where, wrt="b", jointly=True)
def where_T_b(g, condition, a, b):
    return np.where(condition, 0.0, g)


nondifferentiable(np.nonzero, np.argwhere, np.flatnonzero, np.argsort, np.searchsorted, np.argpartition)
