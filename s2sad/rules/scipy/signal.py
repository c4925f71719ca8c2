"""``scipy.signal``: convolutions of any rank, and linear filters."""
from __future__ import annotations

import numpy as np
import scipy.signal as signal

from ...runtime import convolution_back, taps
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, known_rank

# -- convolutions ------------------------------------------------------------------------


@differential(signal.convolve, kind="convolved_nd")
def convolve(in1, in2, mode="full", method="auto", *, din1, din2):
    return convolved(din1, in2, mode, method) + convolved(in1, din2, mode, method)


def convolved(a, b, mode, method):
    """``convolve`` without the arguments that need not be said."""
    if method != "auto":
        return signal.convolve(a, b, mode, method)
    return signal.convolve(a, b) if mode == "full" else signal.convolve(a, b, mode)


@transpose(signal.convolve, wrt="in1")
def convolve_T_in1(g, in1, in2, mode="full", method="auto"):
    return convolution_back(g, in1, in2, method) if method != "auto" else convolution_back(g, in1, in2)


@transpose(signal.convolve, wrt="in2")
def convolve_T_in2(g, in1, in2, mode="full", method="auto"):
    return convolution_back(g, in2, in1, method) if method != "auto" else convolution_back(g, in2, in1)


@differential(convolution_back, kind="as_second", passive=("x",))
def convolving_back(g, x, other, method="auto", *, dg, dother):
    return convolution_back(dg, x, other, method) + convolution_back(g, x, dother, method)


@transpose(convolution_back, wrt="g")
def convolving_back_T_g(c, g, x, other, method="auto"):
    return part_like(signal.convolve(c, other, "full", method), g)


@transpose(convolution_back, wrt="other")
def convolving_back_T_other(c, g, x, other, method="auto"):
    return convolution_back(g, other, c, method)


@nondifferentiable
def centre(whole, part):
    """The slices of the middle of one shape that have another one."""
    return tuple([slice((m - n) // 2, (m - n) // 2 + n) for m, n in zip(whole, part)])


def part_like(whole, part):
    """The middle of an array, of the shape of another."""
    return whole[centre(np.shape(whole), np.shape(part))]


@composition(signal.correlate)
def correlate_source(in1, in2, mode="full", method="auto"):
    flipped = np.flip(in2)
    return convolved(in1, np.conj(flipped) if is_complex(in2) else flipped, mode, method)


@composition(signal.fftconvolve, signal.oaconvolve)
def fftconvolve_source(in1, in2, mode="full", axes=None):
    return signal.convolve(in1, in2, mode, "fft") if axes is None else NotImplemented


@composition(signal.convolve2d)
def convolve2d_source(in1, in2, mode="full", boundary="fill", fillvalue=0):
    if boundary != "fill" or fillvalue != 0:
        return NotImplemented
    return signal.convolve(in1, in2, mode, "direct")


@composition(signal.correlate2d)
def correlate2d_source(in1, in2, mode="full", boundary="fill", fillvalue=0):
    """Its middle (``mode="same"``) is another one than that of ``correlate``."""
    if boundary != "fill" or fillvalue != 0 or mode == "same":
        return NotImplemented
    return signal.correlate(in1, in2, mode, "direct")


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


@composition(signal.detrend)
def detrend_source(data, axis=-1, type="linear", bp=0, overwrite_data=False):
    if not (type == "constant" or type == "c") or overwrite_data:
        return NotImplemented
    if known_rank(data) == 1:
        return data - np.mean(data)
    return data - np.mean(data, axis=axis, keepdims=True)


@composition(signal.sosfilt)
def sosfilt_source(sos, x, axis=-1, zi=None):
    if zi is not None:
        return NotImplemented
    for i in range(np.shape(sos)[0]):
        x = signal.lfilter(sos[i, :3], sos[i, 3:], x, axis)
    return x


@composition(signal.hilbert)
def hilbert_source(x, N=None, axis=-1):
    """The negative frequencies left out, and the positive ones twice; but for those that are both."""
    if N is not None or is_complex(x):
        return NotImplemented
    spectrum = np.moveaxis(np.fft.fft(x, axis=axis), axis, -1)
    return np.moveaxis(np.fft.ifft(spectrum * one_sided(np.shape(spectrum)[-1])), -1, axis)


@nondifferentiable
def one_sided(n):
    """The weights of the frequencies of an analytic signal."""
    k = np.arange(n)
    return np.where((k == 0) | (2 * k == n), 1.0, np.where(2 * k < n, 2.0, 0.0))


@composition(signal.savgol_filter)
def savgol_filter_source(x, window_length, polyorder, deriv=0, delta=1.0, axis=-1, mode="interp", cval=0.0):
    """Within, a correlation; half a window at either end, the polynomial through the window there."""
    if mode != "interp":
        return NotImplemented
    x = np.moveaxis(x, axis, -1)
    inner, left, right = savgol_weights(window_length, polyorder, deriv, delta)
    lines = np.reshape(x, (-1, np.shape(x)[-1]))
    middle = signal.correlate(lines, inner[None, :], "valid")
    ends = lines[:, :window_length] @ left.T, middle, lines[:, -window_length:] @ right.T
    return np.moveaxis(np.reshape(np.concatenate(ends, axis=1), np.shape(x)), -1, axis)


@nondifferentiable
def savgol_weights(window_length, polyorder, deriv, delta):
    """What ``savgol_filter`` weights a window by: for the sample in its middle, and for those before and after."""
    every = signal.savgol_filter(np.eye(window_length), window_length, polyorder, deriv, delta, axis=0)
    half = window_length // 2
    return every[half], every[:half], every[half + 1:]
