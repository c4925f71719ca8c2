"""``scipy.signal``: convolutions of any rank, and what is done to frequencies."""
from __future__ import annotations

import math

import numpy as np
import scipy.signal as signal

from ...runtime import convolution_back
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, known_number, known_rank

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
    if axes is None:
        return signal.convolve(in1, in2, mode, "fft")
    axes = (axes,) if known_rank(axes) == 0 else tuple(axes)
    shape = [np.shape(in1)[i] + np.shape(in2)[i] - 1 for i in axes]
    if is_complex(in1) or is_complex(in2):
        full = np.fft.ifftn(np.fft.fftn(in1, shape, axes) * np.fft.fftn(in2, shape, axes), shape, axes)
    else:
        full = np.fft.irfftn(np.fft.rfftn(in1, shape, axes) * np.fft.rfftn(in2, shape, axes), shape, axes)
    return full if mode == "full" else full[middle(np.shape(in1), np.shape(in2), mode, axes)]


@nondifferentiable
def middle(first, second, mode, axes):
    """The part of a convolution along some axes that a mode asks for."""
    chosen = [slice(None)] * len(first)
    for i in axes:
        n = first[i] if mode == "same" else abs(first[i] - second[i]) + 1
        start = (first[i] + second[i] - 1 - n) // 2
        chosen[i] = slice(start, start + n)
    return tuple(chosen)


@composition(signal.convolve2d)
def convolve2d_source(in1, in2, mode="full", boundary="fill", fillvalue=0):
    if boundary == "fill" and known_number(fillvalue) == 0 or mode == "valid":
        return signal.convolve(in1, in2, mode, "direct")
    full = signal.convolve(beyond(in1, np.shape(in2), boundary, fillvalue), in2, "valid", "direct")
    return full if mode == "full" else full[centre(np.shape(full), np.shape(in1))]


@composition(signal.correlate2d)
def correlate2d_source(in1, in2, mode="full", boundary="fill", fillvalue=0):
    """Its middle (``mode="same"``) is another one than that of ``correlate``."""
    if boundary == "fill" and known_number(fillvalue) == 0 and mode == "full" or mode == "valid":
        return signal.correlate(in1, in2, mode, "direct")
    full = signal.correlate(beyond(in1, np.shape(in2), boundary, fillvalue), in2, "valid", "direct")
    return full if mode == "full" else full[after_centre(np.shape(full), np.shape(in1))]


def beyond(image, shape, boundary, fillvalue):
    """An image, continued on all sides as far as weights of a shape reach."""
    if boundary == "fill":
        return np.pad(image, reach(shape), constant_values=fillvalue)
    return np.pad(image, reach(shape), "wrap" if boundary == "wrap" else "symmetric")


@nondifferentiable
def reach(shape):
    """How far weights reach beyond an image."""
    return [(n - 1, n - 1) for n in shape]


@nondifferentiable
def after_centre(whole, part):
    """The slices of the middle, the later one of two."""
    return tuple([slice((m - n + 1) // 2, (m - n + 1) // 2 + n) for m, n in zip(whole, part)])


# -- by frequencies ---------------------------------------------------------------------------------


@composition(signal.hilbert)
def hilbert_source(x, N=None, axis=-1):
    """The negative frequencies left out, and the positive ones twice; but for those that are both."""
    if is_complex(x):
        return NotImplemented
    spectrum = np.moveaxis(np.fft.fft(x, N, axis=axis), axis, -1)
    return np.moveaxis(np.fft.ifft(spectrum * one_sided(np.shape(spectrum)[-1])), -1, axis)


@nondifferentiable
def one_sided(n):
    """The weights of the frequencies of an analytic signal."""
    k = np.arange(n)
    return np.where((k == 0) | (2 * k == n), 1.0, np.where(2 * k < n, 2.0, 0.0))


@composition(signal.resample)
def resample_source(x, num, t=None, axis=0, window=None, domain="time"):
    """The frequencies that both lengths have; that in the middle of the shorter one stands for two."""
    if t is not None or window is not None or domain != "time" or is_complex(x):
        return NotImplemented
    x = np.moveaxis(x, axis, -1)
    n = np.shape(x)[-1]
    kept = np.fft.rfft(x)[..., :min(n, num) // 2 + 1] * middle_twice(n, num)
    return np.moveaxis(np.fft.irfft(kept, num) * (num / n), -1, axis)


@nondifferentiable
def middle_twice(n, num):
    """How often ``resample`` counts each frequency."""
    few = min(n, num)
    weights = np.ones(few // 2 + 1)
    if few % 2 == 0 and n != num:
        weights[-1] = 2.0 if num < n else 0.5
    return weights


@composition(signal.freqz)
def freqz_source(b, a=1, worN=512, whole=False, plot=None, fs=2 * math.pi, include_nyquist=False):
    """At so many frequencies or at those that are given, as a quotient of polynomials."""
    if plot is not None or include_nyquist or known_rank(b) != 1:
        return NotImplemented
    end = 2 * math.pi if whole else math.pi
    w = np.linspace(0.0, end, worN, endpoint=False) if known_rank(worN) == 0 else 2 * math.pi * np.asarray(worN) / fs
    z, a = np.exp(-1j * w), np.atleast_1d(a)
    top = np.sum(b * z[:, None] ** np.arange(len(b)), axis=1)
    return w * (fs / (2 * math.pi)), top / np.sum(a * z[:, None] ** np.arange(len(a)), axis=1)
