"""Lists that grow, shrink and change: our own primitives, which are linear."""
from __future__ import annotations

import numpy as np

from ..ir.primitives import appended, replaced, same, with_adjoint, without_last
from ..runtime import conjugate_leaves, copied, last_stored, reciprocal, zeros_like
from ..runtime.outputs import adjoint_like, check_distinct, check_order, check_view, cotangent_for, unit
from .registry import differential, nondifferentiable, transpose
from .static import is_complex


@differential(appended)
def appending(items, item, ditems, ditem):
    return appended(ditems, ditem)


@transpose(appended, wrt="items", jointly=True)
def appending_T_items(g, items, item):
    return without_last(g)


@transpose(appended, wrt="item", jointly=True)
def appending_T_item(g, items, item):
    return g[-1]


@differential(without_last)
def dropping(items, ditems):
    return without_last(ditems)


@transpose(without_last, wrt="items")
def dropping_T(g, items):
    return appended(g, zeros_like(items[-1]))


@differential(replaced)
def replacing(target, index, value, dtarget, dvalue):
    return replaced(dtarget, index, dvalue)


@transpose(replaced, wrt="target", jointly=True)
def replacing_T_target(g, target, index, value):
    return replaced(g, index, zeros_like(target[index]))


@transpose(replaced, wrt="value", jointly=True)
def replacing_T_value(g, target, index, value):
    return g[index]


@differential(last_stored)
def reading_last(g, index, dg):
    return last_stored(dg, index)


@transpose(last_stored, wrt="g")
def reading_last_T(h, g, index):
    return replaced(np.zeros_like(g), index, h)


@differential(copied, kind="first")
def copying(x, dx):
    return copied(dx)


@transpose(copied, wrt="x")
def copying_T(g, x):
    return g


@differential(conjugate_leaves, kind="first")
def conjugating(x, dx):
    return conjugate_leaves(dx)


@transpose(conjugate_leaves, wrt="x")
def conjugating_T(g, x):
    return conjugate_leaves(g)


@differential(reciprocal, kind="absolute")
def inverting(x, dx, y):
    return -y * y * dx


@differential(cotangent_for, kind="first", passive=("value",))
def checking(g, value, dg):
    return cotangent_for(dg, value)


@transpose(cotangent_for, wrt="g")
def checking_T(cotangent, g, value):
    return conjugate_leaves(cotangent) if is_complex(g) else cotangent


@differential(adjoint_like, kind="first", passive=("old",))
def changing(new, old, dnew):
    return dnew


nondifferentiable(unit, kind="python_float", raises=True, pure=False)
nondifferentiable(check_distinct, kind="python_bool", raises=True, pure=False)
nondifferentiable(check_view, kind="python_bool", raises=True, pure=False)
nondifferentiable(check_order, kind="python_bool", raises=True, pure=False)


# -- changes of adjoints, of which forward mode takes no notice ----------------------------


@differential(same, kind="first")
def identity(x, dx):
    return dx


@differential(with_adjoint, kind="first", passive=("change",))
def change_of_adjoint(x, change, dx):
    return dx
