"""``scipy.signal``: linear filters, with their states; what ``filtfilt`` and ``savgol_filter`` make of them."""
from __future__ import annotations

import numpy as np
import scipy.signal as signal

from ...runtime import taps
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import known_number, known_rank, operation

# -- filters: ``a * y = b * x``, and so ``a * dy = db * x + b * dx - da * y`` -----------------------


@differential(signal.lfilter, kind="filtered", raises=True)
def lfilter(b, a, x, axis=-1, *, db, da, dx, y):
    change = signal.lfilter(db, [1.0], x, axis) - signal.lfilter(da, [1.0], y, axis)
    return signal.lfilter(b, a, dx, axis) + signal.lfilter([1.0], a, change, axis)


@transpose(signal.lfilter, wrt="x")
def lfilter_T_x(g, b, a, x, axis=-1):
    """The filter, run backwards."""
    return np.flip(signal.lfilter(b, a, np.flip(g, axis), axis), axis)


@transpose(signal.lfilter, wrt="b")
def lfilter_T_b(g, b, a, x, axis=-1):
    """Of a filter without feedback, which is the only one that the differential has."""
    return taps(x, b, axis, g)


@differential(taps, passive=("like",))
def taps_(x, like, axis, g, dx, dg):
    return taps(dx, like, axis, g) + taps(x, like, axis, dg)


@transpose(taps, wrt="x")
def taps_T_x(c, x, like, axis, g):
    return np.flip(signal.lfilter(c, [1.0], np.flip(g, axis), axis), axis)


@transpose(taps, wrt="g")
def taps_T_g(c, x, like, axis, g):
    return signal.lfilter(c, [1.0], x, axis)


@composition(signal.lfilter)
def lfilter_source(b, a, x, axis=-1, zi=None):
    """With a state, which comes in as further input; the last one is what would still come out."""
    if zi is None:
        return NotImplemented
    b, a, first = np.atleast_1d(b), np.atleast_1d(a), np.atleast_1d(a)[:1]
    x, zi = np.moveaxis(x, axis, -1), np.moveaxis(zi, axis, -1)
    n, order = np.shape(x)[-1], np.shape(zi)[-1]
    state = np.concatenate([zi, np.zeros_like(x)], axis=-1)
    y = plain(b, a, x) + plain(first, a, state[..., :n])
    still = np.zeros_like(zi)
    rest = plain(b / first, [1.0], np.concatenate([x, still], axis=-1)) - plain(
        a / first, [1.0], np.concatenate([y, still], axis=-1))
    return np.moveaxis(y, -1, axis), np.moveaxis((rest + state)[..., n:n + order], -1, axis)


def plain(b, a, x):
    """``lfilter`` without a state, itself."""
    return operation(signal.lfilter, b, a, x)


@composition(signal.lfilter_zi)
def lfilter_zi_source(b, a):
    """The state that answers a step with a constant: its equations, solved from the first on."""
    b, a = of_one_length(np.atleast_1d(b), np.atleast_1d(a))
    b, a = b / a[0], a / a[0]
    jump = b[1:] - a[1:] * b[0]
    sums = np.cumsum(a)
    return sums[:-1] * (np.sum(jump) / sums[-1]) - np.concatenate([np.zeros(1), np.cumsum(jump)[:-1]])


def of_one_length(b, a):
    """Two polynomials, the shorter one with zeros."""
    more = len(a) - len(b)
    return np.concatenate([b, np.zeros(max(more, 0))]), np.concatenate([a, np.zeros(max(-more, 0))])


def extended(x, n, how):
    """A signal, along the last axis, continued on both sides."""
    if how == "constant":
        return np.concatenate([np.repeat(x[..., :1], n, axis=-1), x, np.repeat(x[..., -1:], n, axis=-1)], axis=-1)
    left, right = x[..., 1:n + 1][..., ::-1], x[..., -n - 1:-1][..., ::-1]
    if how == "odd":
        left, right = 2 * x[..., :1] - left, 2 * x[..., -1:] - right
    return np.concatenate([left, x, right], axis=-1)


@composition(signal.filtfilt)
def filtfilt_source(b, a, x, axis=-1, padtype="odd", padlen=None, method="pad", irlen=None):
    if method != "pad":
        return NotImplemented
    b, a, x = np.atleast_1d(b), np.atleast_1d(a), np.moveaxis(x, axis, -1)
    n = 3 * max(len(a), len(b)) if padlen is None else padlen
    if padtype is None:
        n = 0
    longer = x if padtype is None else extended(x, n, padtype)
    state = signal.lfilter_zi(b, a)
    y = signal.lfilter(b, a, longer, zi=state * longer[..., :1])[0][..., ::-1]
    y = signal.lfilter(b, a, y, zi=state * y[..., :1])[0][..., ::-1]
    return np.moveaxis(y[..., n:np.shape(y)[-1] - n], -1, axis)


@composition(signal.sosfilt)
def sosfilt_source(sos, x, axis=-1, zi=None):
    if zi is None:
        for i in range(np.shape(sos)[0]):
            x = signal.lfilter(sos[i, :3], sos[i, 3:], x, axis)
        return x
    last = []
    for i in range(np.shape(sos)[0]):
        x, state = signal.lfilter(sos[i, :3], sos[i, 3:], x, axis, zi[i])
        last.append(state)
    return x, np.stack(last)


# -- trends and polynomials ----------------------------------------------------------------------------------


@composition(signal.detrend)
def detrend_source(data, axis=-1, type="linear", bp=0, overwrite_data=False):
    if not (type == "constant" or type == "c") or overwrite_data:
        return NotImplemented
    return data - np.mean(data) if known_rank(data) == 1 else data - np.mean(data, axis=axis, keepdims=True)


@differential(signal.detrend, kind="like_first_real")
def detrend(data, axis=-1, type="linear", bp=0, *, ddata):
    return signal.detrend(ddata, axis, type, bp)


@transpose(signal.detrend, wrt="data")
def detrend_T(g, data, axis=-1, type="linear", bp=0):
    """A projection, which is orthogonal."""
    return signal.detrend(g, axis, type, bp)


@composition(signal.savgol_filter)
def savgol_filter_source(x, window_length, polyorder, deriv=0, delta=1.0, axis=-1, mode="interp", cval=0.0):
    """Within, a correlation; half a window at either end, the polynomial through the window there."""
    if window_length % 2 == 0:
        return NotImplemented
    x = np.moveaxis(x, axis, -1)
    inner, left, right = savgol_weights(window_length, polyorder, deriv)
    lines = np.reshape(x, (-1, np.shape(x)[-1]))
    if mode == "interp":
        ends = [lines[:, :window_length] @ left.T, signal.correlate(lines, inner[None, :], "valid"),
                lines[:, -window_length:] @ right.T]
        found = np.concatenate(ends, axis=1)
    else:
        found = signal.correlate(on_either_side(lines, window_length // 2, mode, cval), inner[None, :], "valid")
    found = found if known_number(deriv) == 0 else found / delta ** deriv
    return np.moveaxis(np.reshape(found, np.shape(x)), -1, axis)


def on_either_side(lines, n, mode, cval):
    """Signals in rows, continued."""
    if mode == "constant":
        return np.pad(lines, ((0, 0), (n, n)), constant_values=cval)
    return np.pad(lines, ((0, 0), (n, n)), "reflect" if mode == "mirror" else "edge" if mode == "nearest" else "wrap")


@nondifferentiable
def savgol_weights(window_length, polyorder, deriv):
    """What ``savgol_filter`` weights a window by: for the sample in its middle, and for those before and after."""
    every = signal.savgol_filter(np.eye(window_length), window_length, polyorder, deriv, axis=0)
    half = window_length // 2
    return every[half], every[:half], every[half + 1:]
