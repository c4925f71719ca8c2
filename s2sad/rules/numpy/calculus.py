"""Differences, integrals, interpolation, convolution."""
from __future__ import annotations

import numpy as np

from ...runtime import convolve_back, diff_back, interp_back, scatter
from ..registry import composition, differential, transpose
from ..static import (
    is_complex,
    is_display,
    is_double,
    is_empty,
    is_floating,
    is_python_number,
    known_number,
    known_rank,
    ndim,
    refuse,
)


@differential(np.diff, kind="running_rank")
def diff(a, n=1, axis=-1, prepend=None, append=None, *, da, dprepend, dappend):
    if known_number(da) == 0:
        da = np.zeros_like(a)               # only its ends vary
    if prepend is not None:
        da = np.concatenate([edge(prepend, dprepend, a, axis), da], axis=axis)
    if append is not None:
        da = np.concatenate([da, edge(append, dappend, a, axis)], axis=axis)
    return np.diff(da, n, axis)


def edge(value, dvalue, a, axis):
    """The differential of what stands before or after ``a``: a number stands for a slice."""
    if known_rank(value) != 0:
        return np.zeros_like(value) if known_number(dvalue) == 0 else dvalue
    one = np.zeros_like(np.take(a, [0], axis=axis))
    return one if known_number(dvalue) == 0 else one + dvalue


@transpose(np.diff, wrt="a")
def diff_T(g, a, n=1, axis=-1):
    return diff_back(g, a, n, axis)


@differential(diff_back, kind="as_second", passive=("x",))
def differing_back(g, x, n, axis, dg):
    return diff_back(dg, x, n, axis)


@transpose(diff_back, wrt="g")
def differing_back_T(c, g, x, n, axis):
    return np.diff(c, n, axis)


@composition(np.ediff1d)
def ediff1d_source(ary, to_end=None, to_begin=None):
    flat = np.ravel(ary)
    y = flat[1:] - flat[:-1]
    if to_begin is not None:
        y = np.concatenate([np.ravel(to_begin), y])
    return y if to_end is None else np.concatenate([y, np.ravel(to_end)])


@composition(np.gradient)
def gradient_source(f, *varargs, axis=None, edge_order=1):
    if is_python_number(axis):
        return slope(f, varargs[0] if len(varargs) > 0 else 1.0, axis, edge_order)
    if axis is None and known_rank(f) == 1:
        return slope(f, varargs[0] if len(varargs) > 0 else 1.0, 0, edge_order)
    axes = [k for k, _ in enumerate(np.shape(f))] if axis is None else [k for _, k in enumerate(axis)]
    slopes = [slope(f, varargs[i] if len(varargs) > 1 else varargs[0] if len(varargs) == 1 else 1.0, k, edge_order)
              for i, k in enumerate(axes)]
    return slopes[0] if len(axes) == 1 else tuple(slopes)


def slope(f, h, axis, edge_order):
    """Central differences inside, one-sided ones at the ends."""
    f = f if axis == 0 else np.moveaxis(f, axis, 0)
    if known_rank(h) == 1:
        left, right = np.diff(h)[:-1], np.diff(h)[1:]
        shape = (-1,) + (1,) * (ndim(f) - 1)
        a = np.reshape(-right / (left * (left + right)), shape)
        b = np.reshape((right - left) / (left * right), shape)
        c = np.reshape(left / (right * (left + right)), shape)
        inside = a * f[:-2] + b * f[1:-1] + c * f[2:]
        if edge_order == 2:
            p, q, r, s = h[1] - h[0], h[2] - h[1], h[-2] - h[-3], h[-1] - h[-2]
            first = of_three(f[:3], -(2.0 * p + q) / (p * (p + q)), (p + q) / (p * q), -p / (q * (p + q)))
            last = of_three(f[-3:], s / (r * (r + s)), -(s + r) / (r * s), (2.0 * s + r) / (s * (r + s)))
        else:
            first, last = (f[1:2] - f[:1]) / (h[1] - h[0]), (f[-1:] - f[-2:-1]) / (h[-1] - h[-2])
    else:
        inside = (f[2:] - f[:-2]) / (2.0 * h)
        if edge_order == 2:
            first = of_three(f[:3], -1.5 / h, 2.0 / h, -0.5 / h)
            last = of_three(f[-3:], 0.5 / h, -2.0 / h, 1.5 / h)
        else:
            first, last = (f[1:2] - f[:1]) / h, (f[-1:] - f[-2:-1]) / h
    y = np.concatenate([first, inside, last])
    return y if axis == 0 else np.moveaxis(y, 0, axis)


def of_three(f, a, b, c):
    """The slope of a parabola through three points, at one of them."""
    return a * f[:1] + b * f[1:2] + c * f[2:3]


@composition(np.trapezoid)
def trapezoid_source(y, x=None, dx=1.0, axis=-1):
    y = np.array(y) if is_display(y) else y
    if axis != -1:
        y = np.moveaxis(y, axis, -1)
        if known_rank(x) is not None and known_rank(x) != 1:
            x = np.moveaxis(x, axis, -1)
    step = dx if x is None else np.diff(x)
    return np.sum(step * (y[..., 1:] + y[..., :-1]) / 2.0, axis=-1)


@differential(np.interp, kind="interpolated")
def interp(x, xp, fp, left=None, right=None, period=None, *, dx, dxp, dfp, dleft, dright):
    if period is not None:
        x, order = np.mod(x, period), np.argsort(np.mod(xp, period))
        xp, dxp = np.mod(xp, period)[order], dxp[order]
        xp, dxp = np.concatenate([xp[-1:] - period, xp, xp[:1] + period]), around(dxp, xp)
        fp, dfp = np.concatenate([fp[order][-1:], fp[order], fp[order][:1]]), around(dfp[order], xp)
    place = np.clip(np.searchsorted(xp, x, side="right"), 1, np.size(xp) - 1)
    slopes = np.diff(fp) / np.diff(xp)
    inside = (x >= xp[0]) & (x <= xp[-1])
    dy = np.where(inside, slopes[place - 1], 0.0) * (dx - line(x, xp, dxp)) + line(x, xp, dfp)
    if left is not None:
        dy = np.where(x < xp[0], dleft, dy)
    return dy if right is None else np.where(x > xp[-1], dright, dy)


def line(x, xp, d):
    """The interpolation of differentials, if there are any."""
    return d if known_number(d) == 0 else np.interp(x, xp, d)


def around(d, xp):
    """Differentials at points of a period, and at the next beyond each end."""
    return d if known_number(d) == 0 else np.concatenate([d[-1:], d, d[:1]])


@transpose(np.interp, wrt="fp")
def interp_T(g, x, xp, fp):
    return interp_back(g, x, xp, fp)


@differential(interp_back, kind="as_fourth", passive=("fp",))
def interpolating_back(g, x, xp, fp, dg, dx, dxp):
    place = np.clip(np.searchsorted(xp, x, side="right"), 1, np.size(xp) - 1)
    rates = np.where((x >= xp[0]) & (x <= xp[-1]), g / np.diff(xp)[place - 1], 0.0)
    moved = rates * (dx - line(x, xp, dxp))
    return interp_back(dg, x, xp, fp) + scatter(moved, fp, place, 0) - scatter(moved, fp, place - 1, 0)


@transpose(interp_back, wrt="g")
def interpolating_back_T(c, g, x, xp, fp):
    return np.interp(x, xp, c)


@differential(np.convolve, kind="convolved")
def convolve(a, v, mode="full", *, da, dv):
    return np.convolve(da, v, mode) + np.convolve(a, dv, mode)


@transpose(np.convolve, wrt="a")
def convolve_T_a(g, a, v, mode="full"):
    return convolve_back(g, a, v, mode)


@transpose(np.convolve, wrt="v")
def convolve_T_v(g, a, v, mode="full"):
    return convolve_back(g, v, a, mode)


@differential(convolve_back, kind="as_second", passive=("x",))
def convolving_back(g, x, other, mode, dg, dother):
    return convolve_back(dg, x, other, mode) + convolve_back(g, x, dother, mode)


@transpose(convolve_back, wrt="g")
def convolving_back_T_g(c, g, x, other, mode):
    return np.convolve(c, other, mode)


@transpose(convolve_back, wrt="other")
def convolving_back_T_other(c, g, x, other, mode):
    return convolve_back(g, other, c, mode)


@differential(np.correlate, kind="convolved")
def correlate(a, v, mode="valid", *, da, dv, y):
    if is_complex(v):
        v, dv = np.conj(v), np.conj(dv)
    if mode != "same":
        return np.convolve(da, v[::-1], mode) + np.convolve(a, dv[::-1], mode)
    start = (np.size(v) - 1) // 2 if np.size(a) >= np.size(v) else np.size(a) // 2
    whole = np.convolve(da, v[::-1]) + np.convolve(a, dv[::-1])
    return whole[start:start + np.size(y)]


@differential(np.unwrap, kind="first_array")
def unwrap(p, discont=None, axis=-1, *, period=6.283185307179586, dp):
    return +dp


# -- functions of rows -----------------------------------------------------------------------


@composition(np.apply_along_axis)
def apply_along_axis_source(func1d, axis, arr, *args, **kwargs):
    if known_rank(arr) == 1:
        return func1d(arr, *args, **kwargs)
    last = np.moveaxis(arr, axis, -1)
    rows = np.reshape(last, (-1, np.shape(last)[-1]))
    parts = np.stack([func1d(row, *args, **kwargs) for row in rows])
    y = np.reshape(parts, np.shape(last)[:-1] + np.shape(parts)[1:])
    if ndim(parts) == 1:
        return y
    if ndim(parts) == 2:
        return np.moveaxis(y, -1, axis)
    own, more = known_rank(arr) - 1, ndim(parts) - 1
    at = axis % (own + 1)
    return np.moveaxis(y, range(own, own + more), range(at, at + more))


@composition(np.apply_over_axes)
def apply_over_axes_source(func, a, axes):
    y = a
    for _, axis in enumerate((axes,) if is_python_number(axes) else axes):
        axis = axis + ndim(a) if axis < 0 else axis
        part = func(y, axis)
        y = part if ndim(part) == ndim(y) else np.expand_dims(part, axis)
    return y


@composition(np.vectorize)
def vectorize_source(pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None):
    """The function that calls a Python function for each item; its loop is followed."""
    if excluded is not None or signature is not None:
        refuse("np.vectorize with `excluded` or `signature` is not followed: write the loop")

    def elementwise(*args):
        return each_item(pyfunc, otypes, args)
    return elementwise


@composition(np.frompyfunc)
def frompyfunc_source(func, nin, nout, *, identity=None):
    """The same with an array of objects as its result, of which ours are the numbers."""
    if nout != 1:
        refuse("np.frompyfunc with several results is not followed: write the loop")

    def elementwise(*args):
        return each_item(func, [float], args)
    return elementwise


@composition(np.vectorize.__call__)
def vectorized_call(self, *args, **named):
    if self.signature is not None:
        refuse("np.vectorize with `signature` is not followed: write the loop")
    if not is_empty(self.excluded):
        refuse("np.vectorize with `excluded` is not followed: write the loop")
    if len(named) > 0:
        refuse("give the arguments of what np.vectorize makes by position")
    return each_item(self.pyfunc, self.otypes, args)


def each_item(f, otypes, args):
    """An array of ``f`` of each item of the arguments, broadcast together."""
    args = [np.array(a) if is_display(a) else a for a in args]
    if len(args) == 1 and known_rank(args[0]) == 0:
        return number_of(f(args[0]), otypes)
    if len(args) == 1 and known_rank(args[0]) == 1:
        return of_items(f, otypes, args[0])
    if len(args) == 1:
        return np.reshape(np.copy(of_items(f, otypes, np.ravel(args[0]))), np.shape(args[0]))
    arrays = np.broadcast_arrays(*args)
    return np.reshape(np.copy(of_items(f, otypes, *[np.ravel(a) for a in arrays])), np.shape(arrays[0]))


def of_items(f, otypes, *vectors):
    doubles = [a for a in vectors if is_double(a)]
    if len(doubles) < len(vectors):
        y = np.array([number_of(f(*items), otypes) for items in zip(*vectors)])
        return y if otypes is None else y.astype(otypes[0])
    y = np.zeros(np.size(vectors[0]))
    for i in range(np.size(y)):
        y[i] = number_of(f(*[a[i] for a in vectors]), otypes)
    return y


def number_of(y, otypes):
    """What the function gave for one item, if that is sure to go into an array of floats as it is."""
    if known_rank(y) != 0:
        refuse("np.vectorize of a function that does not give one number is not followed: write the loop")
    if otypes is None and not is_floating(y):
        refuse("np.vectorize takes the dtype of its first result, which may be an integer's: "
               "let every result be a float, or say otypes=[float]")
    if is_complex(y):
        refuse("np.vectorize of a function with complex results is not followed: write the loop")
    return y
