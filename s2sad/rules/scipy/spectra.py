"""``scipy.signal``: spectra of windowed segments.

    f, p = welch(x)         segments = x[..., starts[:, None] + np.arange(n)];  p = mean(abs(fft(w * segments))²)

What a signal's axis comes to is last in between: ``(…, segments, frequencies)``.
"""
from __future__ import annotations

import numpy as np
import scipy.signal as signal

from ...runtime import overlapped, resized, segments
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, is_given
from .filters import extended


@nondifferentiable
def window_of(window, n):
    """A window by its name."""
    return signal.get_window(window, n)


@nondifferentiable
def both_sides(n):
    """How often the frequencies of a one-sided spectrum of ``n`` samples occur in the two-sided one."""
    return np.where((np.arange(n // 2 + 1) == 0) | (2 * np.arange(n // 2 + 1) == n), 1.0, 2.0)


@differential(segments, passive=("n", "step"))
def segments_(x, n, step, dx):
    return segments(dx, n, step)


@transpose(segments, wrt="x")
def segments_T(g, x, n, step):
    """What is after the last segment is in none."""
    return resized(overlapped(g, step), x)


@differential(overlapped, passive=("step",))
def overlapped_(parts, step, dparts):
    return overlapped(dparts, step)


@transpose(overlapped, wrt="parts")
def overlapped_T(g, parts, step):
    return segments(g, np.shape(parts)[-1], step)


def segments_spectra(x, win, step, nfft, detrend, one_sided):
    """The spectra of a signal's segments; the signal is along the last axis."""
    parts = segments(x, len(win), step)
    if detrend == "constant":
        parts = parts - np.mean(parts, axis=-1, keepdims=True)
    elif detrend == "linear":
        parts = signal.detrend(parts)
    return np.fft.rfft(win * parts, nfft) if one_sided else np.fft.fft(win * parts, nfft)


def frequencies(nfft, fs, one_sided):
    """The frequencies of a spectrum."""
    return np.fft.rfftfreq(nfft, 1 / fs) if one_sided else np.fft.fftfreq(nfft, 1 / fs)


def power(win, fs, scaling):
    """What a power spectrum is divided by."""
    return fs * np.sum(win * win) if scaling == "density" else np.sum(win) ** 2


def averaged(p, average):
    """The mean of the segments, or the median, which is less by a factor."""
    if average == "mean":
        return np.mean(p, axis=-2)
    return np.median(p, axis=-2) / median_bias(np.shape(p)[-2])


@nondifferentiable
def median_bias(n):
    """The median of ``n`` exponentially distributed numbers, relative to their mean."""
    twice = 2 * np.arange(1.0, (n - 1) // 2 + 1)
    return 1 + np.sum(1 / (twice + 1) - 1 / twice)


def windowed(window, nperseg, n):
    """The window's samples: by name, as long as is said, and no longer than the signal."""
    if isinstance(window, (str, tuple)):
        return window_of(window, min(256 if nperseg is None else nperseg, n))
    return np.asarray(window)


@composition(signal.welch)
def welch_source(x, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, detrend="constant",
                 return_onesided=True, scaling="density", axis=-1, average="mean"):
    if not (detrend is False or isinstance(detrend, str)):
        return NotImplemented
    one_sided = return_onesided and not is_complex(x)
    x = np.moveaxis(x, axis, -1)
    win = windowed(window, nperseg, np.shape(x)[-1])
    n = len(win)
    count = n if nfft is None else nfft
    spectra = segments_spectra(x, win, n - (n // 2 if noverlap is None else noverlap), count, detrend, one_sided)
    p = averaged(np.real(spectra) ** 2 + np.imag(spectra) ** 2, average) / power(win, fs, scaling)
    if one_sided:
        p = p * both_sides(count)
    return frequencies(count, fs, one_sided), np.moveaxis(p, -1, axis)


@composition(signal.periodogram)
def periodogram_source(x, fs=1.0, window="boxcar", nfft=None, detrend="constant", return_onesided=True,
                       scaling="density", axis=-1):
    if window is None:
        window = "boxcar"
    x = np.moveaxis(x, axis, -1)
    if nfft is not None:
        x = x[..., :nfft]
    f, p = signal.welch(x, fs, window, np.shape(x)[-1], 0, nfft, detrend, return_onesided, scaling)
    return f, np.moveaxis(p, -1, axis)


@composition(signal.csd)
def csd_source(x, y, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, detrend="constant",
               return_onesided=True, scaling="density", axis=-1, average="mean"):
    if not (detrend is False or isinstance(detrend, str)):
        return NotImplemented
    if is_complex(x) != is_complex(y):
        return NotImplemented
    one_sided = return_onesided and not is_complex(x)
    x, y = np.moveaxis(x, axis, -1), np.moveaxis(y, axis, -1)
    if np.shape(x)[-1] < np.shape(y)[-1]:
        x = lengthened(x, np.shape(y)[-1] - np.shape(x)[-1])
    elif np.shape(y)[-1] < np.shape(x)[-1]:
        y = lengthened(y, np.shape(x)[-1] - np.shape(y)[-1])
    win = windowed(window, nperseg, np.shape(x)[-1])
    n = len(win)
    count, step = n if nfft is None else nfft, n - (n // 2 if noverlap is None else noverlap)
    ours = segments_spectra(x, win, step, count, detrend, one_sided)
    theirs = segments_spectra(y, win, step, count, detrend, one_sided)
    p = np.conj(ours) * theirs
    p = averaged(p, average) if average == "mean" else averaged(np.real(p), average) + 1j * averaged(
        np.imag(p), average)
    p = p / power(win, fs, scaling)
    if one_sided:
        p = p * both_sides(count)
    return frequencies(count, fs, one_sided), np.moveaxis(p, -1, axis)


def lengthened(x, more):
    """A signal with zeros after it."""
    return np.concatenate([x, np.zeros(np.shape(x)[:-1] + (more,))], axis=-1)  # noqa: RUF005 - of any rank


@composition(signal.coherence)
def coherence_source(x, y, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, detrend="constant", axis=-1):
    f, p = signal.welch(x, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)
    q = signal.welch(y, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)[1]
    both = signal.csd(x, y, fs, window, nperseg, noverlap, nfft, detrend, axis=axis)[1]
    return f, (np.real(both) ** 2 + np.imag(both) ** 2) / p / q


@composition(signal.spectrogram)
def spectrogram_source(x, fs=1.0, window=("tukey", 0.25), nperseg=None, noverlap=None, nfft=None, detrend="constant",
                       return_onesided=True, scaling="density", axis=-1, mode="psd"):
    if not (detrend is False or isinstance(detrend, str)) or mode == "angle" or mode == "phase":
        return NotImplemented
    one_sided = return_onesided and not is_complex(x)
    x = np.moveaxis(x, axis, -1)
    win = windowed(window, nperseg, np.shape(x)[-1])
    n = len(win)
    step, count = n - (n // 8 if noverlap is None else noverlap), n if nfft is None else nfft
    spectra = segments_spectra(x, win, step, count, detrend, one_sided)
    if mode == "psd":
        found = (np.real(spectra) ** 2 + np.imag(spectra) ** 2) / power(win, fs, scaling)
        found = found * both_sides(count) if one_sided else found
    else:
        found = spectra / np.sqrt(power(win, fs, scaling))
        found = found if mode == "complex" else np.abs(found)
    times = (n / 2 + step * np.arange(np.shape(spectra)[-2])) / fs
    return frequencies(count, fs, one_sided), times, np.moveaxis(found, -1, axis - 1 if axis < 0 else axis)


@composition(signal.stft)
def stft_source(x, fs=1.0, window="hann", nperseg=256, noverlap=None, nfft=None, detrend=False, return_onesided=True,
                boundary="zeros", padded=True, axis=-1, scaling="spectrum"):
    if not (detrend is False or isinstance(detrend, str)):
        return NotImplemented
    one_sided = return_onesided and not is_complex(x)
    x = np.moveaxis(x, axis, -1)
    win = windowed(window, nperseg, np.shape(x)[-1])
    n = len(win)
    step, count = n - (n // 2 if noverlap is None else noverlap), n if nfft is None else nfft
    if boundary == "zeros":
        ends = np.zeros(np.shape(x)[:-1] + (n // 2,))  # noqa: RUF005 - of any rank
        x = np.concatenate([ends, x, ends], axis=-1)
    elif boundary is not None:
        x = extended(x, n // 2, boundary)
    if padded:
        x = lengthened(x, -(np.shape(x)[-1] - n) % step % n)
    spectra = segments_spectra(x, win, step, count, detrend, one_sided)
    scaled = spectra / np.sqrt(power(win, fs, "density" if scaling == "psd" else scaling))
    start = n / 2 if boundary is None else 0.0
    times = (start + step * np.arange(np.shape(spectra)[-2])) / fs
    return frequencies(count, fs, one_sided), times, np.moveaxis(scaled, -1, axis - 1 if axis < 0 else axis)


@composition(signal.istft)
def istft_source(Zxx, fs=1.0, window="hann", nperseg=None, noverlap=None, nfft=None, input_onesided=True,
                 boundary=True, time_axis=-1, freq_axis=-2, scaling="spectrum"):
    """Of segments' spectra in the last two axes: what overlaps is added, divided by the windows' squares."""
    if time_axis != -1 or freq_axis != -2 or not input_onesided or not is_given(window):
        return NotImplemented
    usual = 2 * (np.shape(Zxx)[-2] - 1)
    n = usual if nperseg is None else nperseg
    win = window_of(window, n) if isinstance(window, (str, tuple)) else np.asarray(window)
    count = nfft if nfft is not None else n if n == usual + 1 else usual
    step = n - (n // 2 if noverlap is None else noverlap)
    parts = np.fft.irfft(Zxx, count, axis=-2)[..., :n, :]
    x = overlapped(np.swapaxes(parts, -1, -2) * win, step) / weights(win, step, np.shape(Zxx)[-1])
    x = x * np.sqrt(power(win, fs, "density" if scaling == "psd" else scaling))
    if boundary:
        x = x[..., n // 2:np.shape(x)[-1] - n // 2]
    return np.arange(np.shape(x)[0]) / fs, x


@nondifferentiable
def weights(win, step, count):
    """The sums of the squares of the windows that overlap at each sample, and 1 where they are next to nothing."""
    total = overlapped(np.tile(win**2, (count, 1)), step)
    return np.where(total > 1e-10, total, 1.0)
