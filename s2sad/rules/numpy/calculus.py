"""Differences, integrals, interpolation, convolution, polynomials, statistics."""
from __future__ import annotations

import numpy as np

from ...runtime import convolve_back, diff_back, interp_back, scatter
from ..registry import composition, differential, transpose
from ..static import is_complex, known_rank, ndim


@differential(np.diff, kind="running_rank")
def diff(a, n=1, axis=-1, *, da):
    return np.diff(da, n, axis)


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
def ediff1d_source(ary):
    flat = np.ravel(ary)
    return flat[1:] - flat[:-1]


@composition(np.gradient)
def gradient_source(f, *varargs, axis=None):
    h = 1.0 if len(varargs) == 0 else varargs[0]
    if axis is not None:
        return slope(f, h, axis)
    if known_rank(f) == 1:
        return slope(f, h, 0)
    return tuple([slope(f, varargs[k] if len(varargs) > 1 else h, k) for k, _ in enumerate(np.shape(f))])


def slope(f, h, axis):
    """Central differences inside, one-sided ones at the ends."""
    f = np.moveaxis(f, axis, 0)
    if known_rank(h) == 1:
        left, right = np.diff(h)[:-1], np.diff(h)[1:]
        shape = (-1,) + (1,) * (ndim(f) - 1)
        a = np.reshape(-right / (left * (left + right)), shape)
        b = np.reshape((right - left) / (left * right), shape)
        c = np.reshape(left / (right * (left + right)), shape)
        inside = a * f[:-2] + b * f[1:-1] + c * f[2:]
        first, last = (f[1:2] - f[:1]) / (h[1] - h[0]), (f[-1:] - f[-2:-1]) / (h[-1] - h[-2])
    else:
        inside = (f[2:] - f[:-2]) / (2.0 * h)
        first, last = (f[1:2] - f[:1]) / h, (f[-1:] - f[-2:-1]) / h
    return np.moveaxis(np.concatenate([first, inside, last]), 0, axis)


@composition(np.trapezoid)
def trapezoid_source(y, x=None, dx=1.0, axis=-1):
    if axis != -1:
        y = np.moveaxis(y, axis, -1)
        if known_rank(x) is not None and known_rank(x) != 1:
            x = np.moveaxis(x, axis, -1)
    step = dx if x is None else np.diff(x)
    return np.sum(step * (y[..., 1:] + y[..., :-1]) / 2.0, axis=-1)


@differential(np.interp, kind="double_first")
def interp(x, xp, fp, dx, dfp):
    right = np.clip(np.searchsorted(xp, x, side="right"), 1, np.size(xp) - 1)
    slopes = np.diff(fp) / np.diff(xp)
    inside = (x >= xp[0]) & (x <= xp[-1])
    return np.where(inside, slopes[right - 1], 0.0) * dx + np.interp(x, xp, dfp)


@transpose(np.interp, wrt="fp")
def interp_T(g, x, xp, fp):
    return interp_back(g, x, xp, fp)


@differential(interp_back, kind="as_fourth", passive=("fp",))
def interpolating_back(g, x, xp, fp, dg, dx):
    right = np.clip(np.searchsorted(xp, x, side="right"), 1, np.size(xp) - 1)
    moved = np.where((x >= xp[0]) & (x <= xp[-1]), g / np.diff(xp)[right - 1], 0.0) * dx
    return interp_back(dg, x, xp, fp) + scatter(moved, fp, right, 0) - scatter(moved, fp, right - 1, 0)


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
def correlate(a, v, mode="valid", *, da, dv):
    if is_complex(v):
        v, dv = np.conj(v), np.conj(dv)
    return np.convolve(da, v[::-1], mode) + np.convolve(a, dv[::-1], mode)


@composition(np.polyval)
def polyval_source(p, x):
    y = 0.0 if known_rank(x) == 0 else np.zeros_like(x)
    for k in range(len(p)):
        y = y * x + p[k]
    return y


@composition(np.cov)
def cov_source(m, y=None, rowvar=True, bias=False, ddof=None):
    if y is not None:
        m = np.stack([m, y])
    if known_rank(m) == 1:
        m = np.expand_dims(m, 0)
    elif not rowvar:
        m = m.T
    divisor = np.shape(m)[1] - (ddof if ddof is not None else 0 if bias else 1)
    centred = m - np.mean(m, axis=1, keepdims=True)
    other = np.conj(centred.T) if is_complex(m) else centred.T
    return np.squeeze(centred @ other / divisor)


@composition(np.corrcoef)
def corrcoef_source(x, y=None, rowvar=True):
    c = np.cov(x, y, rowvar)
    d = np.sqrt(np.real(np.diag(c)) if is_complex(c) else np.diag(c))
    return c / d[:, None] / d[None, :]


@differential(np.bincount)
def bincount(x, weights=None, minlength=0, *, dweights):
    return np.bincount(x, dweights, minlength)


@transpose(np.bincount, wrt="weights")
def bincount_T(g, x, weights=None, minlength=0):
    return g[x]


@differential(np.unwrap, kind="first_array")
def unwrap(p, dp):
    return +dp
