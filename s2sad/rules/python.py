"""Python's own operators and builtins."""
from __future__ import annotations

import builtins
import functools
import math
import operator

import numpy as np

from ..runtime import safe_log_times
from .methods import (
    device_of,
    dtype_of,
    flags_of,
    flat_of,
    itemsize_of,
    nbytes_of,
    reshape_method,
    strides_of,
    transpose_method,
)
from .registry import composition, differential, nondifferentiable, transpose
from .static import is_complex, is_python_number, known_number, known_rank

# -- arithmetic --------------------------------------------------------------------------


@differential(operator.add, kind="arithmetic")
@differential(np.add, kind="ufunc")
def add(a, b, da, db):
    return da + db


@differential(operator.sub, kind="arithmetic")
@differential(np.subtract, kind="ufunc")
def sub(a, b, da, db):
    return da - db


@differential(operator.mul, kind="arithmetic")
@differential(np.multiply, kind="ufunc")
def mul(a, b, da, db):
    return da * b + a * db


@differential(operator.truediv, kind="arithmetic", raises=True)
@differential(np.divide, np.true_divide, kind="ufunc_float")
def div(a, b, da, db, y):
    return (da - y * db) / b


@differential(operator.neg, kind="arithmetic")
@differential(np.negative, kind="ufunc")
def neg(x, dx):
    return -dx


@differential(operator.pos, kind="arithmetic")
@differential(np.positive, kind="ufunc")
def pos(x, dx):
    return +dx


@differential(operator.mod, kind="arithmetic", raises=True)
@differential(np.mod, np.remainder, kind="ufunc")
def mod(a, b, da, db):
    return da - db * (a // b)


@differential(operator.pow, kind="arithmetic", raises=True)
@differential(np.power, kind="ufunc")
@differential(np.float_power, kind="ufunc_double")
def power(x, n, dx, dn, y):
    k = known_number(n)
    if k == 0:
        return 0 * dx
    if k == 1:
        return 1 * dx
    if k == 2:
        return 2 * x * dx
    if k == -1:
        return -y * y * dx
    if k is not None and not is_complex(n) and (k > 1 or k < 0):
        return n * x ** (n - 1) * dx
    if k is not None and is_python_number(x):
        return (n * x ** (n - 1) if x != 0 else math.inf) * dx
    if is_python_number(x) and is_python_number(n) and not is_complex(y):
        return slope_of_power(x, n) * dx + (y * math.log(x) if x > 0 else 0.0 if x == 0 else math.nan) * dn
    if k == 0.5:
        return 0.5 / y * dx
    if k is not None:
        return n * x ** (n - 1) * dx
    if is_python_number(n):
        return (n * x ** (n - 1) if n != 0 else n / nonzero(x)) * dx + safe_log_times(x, y) * dn
    return n * x ** np.where((n == 0) & (x == 0), 1, n - 1) * dx + safe_log_times(x, y) * dn


def slope_of_power(x, n):
    """``n * x ** (n - 1)``, where ``x`` may be 0."""
    return n * x ** (n - 1) if x != 0 or n >= 1 else 0.0 if n == 0 else math.inf


@differential(safe_log_times, kind="ufunc_float")
def log_times(x, power, dx, dpower):
    slope = np.where(power == 0, 0.0, power / np.where(x == 0, 1.0, x))
    return safe_log_times(x, dpower) + slope * dx


@transpose(safe_log_times, wrt="power")
def log_times_T(g, x, power):
    return safe_log_times(x, g)


@differential(builtins.abs, kind="absolute")
def absolute(x, dx, y):
    if is_python_number(x) and not is_complex(x):
        return (1.0 if x > 0 else -1.0 if x < 0 else 0.0) * dx
    if is_complex(x):
        return np.real(np.conj(x / nonzero(y)) * dx)
    return np.sign(x) * dx


def nonzero(y):
    """``y``, and 1 where it is 0: what is divided by it is zero there too."""
    if known_rank(y) == 0:
        return y if y != 0 else 1.0
    return np.where(y == 0, 1.0, y)


@differential(complex, kind="python_complex", raises=True)
def to_complex(real, imag=0.0, *, dreal, dimag):
    return complex(dreal, dimag)


@transpose(complex, wrt="real", jointly=True)
def to_complex_T_real(g, real, imag=0.0):
    return g


@transpose(complex, wrt="imag", jointly=True)
def to_complex_T_imag(g, real, imag=0.0):
    return 1j * g


@differential(float, kind="python_float", raises=True)
def to_float(x, dx):
    return dx


@differential(list, kind="list_of_items")
def to_list(iterable, diterable):
    return list(diterable)


@transpose(list, wrt="iterable")
def to_list_T(g, iterable):
    if known_rank(iterable) is not None:
        return np.array(g)
    return g


@transpose(operator.add, wrt="a", jointly=True)
def add_T_a(g, a, b):
    return g


@transpose(operator.add, wrt="b", jointly=True)
def add_T_b(g, a, b):
    return g


@transpose(operator.sub, wrt="a", jointly=True)
def sub_T_a(g, a, b):
    return g


@transpose(operator.sub, wrt="b", jointly=True)
def sub_T_b(g, a, b):
    return -g


@transpose(operator.neg, wrt="x")
def neg_T(g, x):
    return -g


@transpose(operator.pos, wrt="x")
def pos_T(g, x):
    return g


@transpose(operator.mul, wrt="a")
def mul_T_a(g, a, b):
    return g * b


@transpose(operator.mul, wrt="b")
def mul_T_b(g, a, b):
    return g * a


@transpose(operator.truediv, wrt="a")
def div_T_a(g, a, b):
    return g / b


@transpose(float, wrt="x")
def to_float_T(g, x):
    return g


# -- without a derivative ------------------------------------------------------------------

nondifferentiable(operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge, kind="comparison")
nondifferentiable(operator.floordiv, kind="arithmetic", raises=True)
nondifferentiable(operator.lshift, operator.rshift, operator.or_, operator.and_, operator.xor, operator.invert,
                  kind="arithmetic")
nondifferentiable(operator.not_, operator.is_, operator.contains, bool, isinstance, callable, kind="python_bool")
nondifferentiable(int, kind="python_int", raises=True)
nondifferentiable(len, kind="python_int")
nondifferentiable(str, repr, str.format, format, kind="python_str")
nondifferentiable(range, kind="python_range")
nondifferentiable(type, id, slice, hash)
nondifferentiable(dtype_of, kind="dtype_object")
nondifferentiable(nbytes_of, itemsize_of, kind="python_int")
nondifferentiable(strides_of, device_of)
nondifferentiable(flags_of, kind="flags_object")
nondifferentiable(builtins.round, raises=True)
nondifferentiable(print, pure=False)


# -- builtins, stated in Python ------------------------------------------------------------


@composition(reshape_method)
def reshape_source(x, *shape, order="C", copy=None):
    if copy is not None:
        return np.reshape(x, shape[0] if len(shape) == 1 else shape, order=order, copy=copy)
    if order != "C":
        return np.reshape(x, shape[0] if len(shape) == 1 else shape, order=order)
    if len(shape) == 1:
        return np.reshape(x, shape[0])
    return np.reshape(x, shape)


@composition(flat_of)
def flat_source(x):
    return np.ravel(x)


@composition(transpose_method)
def transpose_source(x, *axes):
    if len(axes) == 0:
        return np.transpose(x)
    if len(axes) == 1:
        return np.transpose(x, axes[0])
    return np.transpose(x, axes)


@composition(builtins.pow)
def pow_source(base, exp):
    return base ** exp


@composition(builtins.divmod)
def divmod_source(a, b):
    return a // b, a % b


@composition(builtins.sum)
def sum_source(iterable, /, start=0):
    total = start
    for item in iterable:
        total = total + item
    return total


@composition(builtins.max)
def max_source(first, *rest, key=None, default=None):
    if len(rest) == 0 and key is None and known_rank(first) == 1:
        return first[np.argmax(first)]
    if len(rest) == 0:
        items = list(first)
    else:
        items = [first, *rest]
    if default is not None and len(items) == 0:
        return default
    best = items[0]
    if key is None:
        for item in items[1:]:
            best = item if item > best else best
        return best
    best_key = key(best)
    for item in items[1:]:
        item_key = key(item)
        if item_key > best_key:
            best, best_key = item, item_key
    return best


@composition(builtins.min)
def min_source(first, *rest, key=None, default=None):
    if len(rest) == 0 and key is None and known_rank(first) == 1:
        return first[np.argmin(first)]
    if len(rest) == 0:
        items = list(first)
    else:
        items = [first, *rest]
    if default is not None and len(items) == 0:
        return default
    best = items[0]
    if key is None:
        for item in items[1:]:
            best = item if item < best else best
        return best
    best_key = key(best)
    for item in items[1:]:
        item_key = key(item)
        if item_key < best_key:
            best, best_key = item, item_key
    return best


@composition(builtins.any)
def any_source(iterable):
    found = False
    for item in iterable:
        found = found or bool(item)
    return found


@composition(builtins.all)
def all_source(iterable):
    found = True
    for item in iterable:
        found = found and bool(item)
    return found


@composition(builtins.filter)
def filter_source(function, iterable):
    return [item for item in iterable if (item if function is None else function(item))]


@composition(builtins.map)
def map_source(function, rows):
    return [function(*row) for row in rows]


@composition(builtins.list)
def list_source(iterable):
    return [item for item in iterable]  # noqa: C416 - what list() itself is read as


@composition(functools.reduce)
def reduce_source(function, iterable, *initial):
    items = list(iterable)
    if len(initial) == 1:
        total = initial[0]
    else:
        total = items[0]
        items = items[1:]
    for item in items:
        total = function(total, item)
    return total


