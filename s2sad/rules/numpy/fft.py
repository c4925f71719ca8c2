"""``numpy.fft``: discrete Fourier transforms, which are linear, and whose transposes are such transforms again.

The matrix of ``fft`` is symmetric, so it is its own transpose (not its conjugate one).  Those of real numbers
keep half of a spectrum, in which all frequencies but 0 and the highest even one stand for two:

    rfft is the transpose of hfft, and irfft that of ihfft, but for a factor 2 at those
"""
from __future__ import annotations

import numpy as np

from ...runtime import resized, weighted_pairs
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import ndim


def transformed(f, x, n, axis, norm):
    """``f(x, n, axis, norm)`` without the arguments that need not be said."""
    if norm is not None:
        return f(x, n, axis, norm)
    if n is not None:
        return f(x, n) if axis == -1 else f(x, n, axis)
    return f(x) if axis == -1 else f(x, axis=axis)


def transformed_along(f, x, s, axes, norm):
    """``f(x, s, axes, norm)`` without the arguments that need not be said."""
    if norm is not None:
        return f(x, s, axes, norm)
    if s is not None:
        return f(x, s, axes)
    return f(x) if axes is None else f(x, axes=axes)


def fit(g, a, n):
    """A cotangent with the length of what was cut off or filled up to ``n``."""
    return g if n is None else resized(g, a)


# -- one axis ----------------------------------------------------------------------------


@differential(np.fft.fft, kind="spectrum")
def fft(a, n=None, axis=-1, norm=None, *, da):
    return transformed(np.fft.fft, da, n, axis, norm)


@transpose(np.fft.fft, wrt="a")
def fft_T(g, a, n=None, axis=-1, norm=None):
    return fit(transformed(np.fft.fft, g, None, axis, norm), a, n)


@differential(np.fft.ifft, kind="spectrum")
def ifft(a, n=None, axis=-1, norm=None, *, da):
    return transformed(np.fft.ifft, da, n, axis, norm)


@transpose(np.fft.ifft, wrt="a")
def ifft_T(g, a, n=None, axis=-1, norm=None):
    return fit(transformed(np.fft.ifft, g, None, axis, norm), a, n)


@differential(np.fft.rfft, kind="half_spectrum")
def rfft(a, n=None, axis=-1, norm=None, *, da):
    return transformed(np.fft.rfft, da, n, axis, norm)


@transpose(np.fft.rfft, wrt="a")
def rfft_T(g, a, n=None, axis=-1, norm=None):
    length = np.shape(a)[axis] if n is None else n
    return fit(transformed(np.fft.hfft, weighted_pairs(g, length, axis, 0.5), length, axis, norm), a, n)


@differential(np.fft.ihfft, kind="half_spectrum")
def ihfft(a, n=None, axis=-1, norm=None, *, da):
    return transformed(np.fft.ihfft, da, n, axis, norm)


@transpose(np.fft.ihfft, wrt="a")
def ihfft_T(g, a, n=None, axis=-1, norm=None):
    length = np.shape(a)[axis] if n is None else n
    return fit(transformed(np.fft.irfft, weighted_pairs(g, length, axis, 0.5), length, axis, norm), a, n)


@differential(np.fft.irfft, kind="real_signal")
def irfft(a, n=None, axis=-1, norm=None, *, da):
    return transformed(np.fft.irfft, da, n, axis, norm)


@transpose(np.fft.irfft, wrt="a")
def irfft_T(g, a, n=None, axis=-1, norm=None):
    half = transformed(np.fft.ihfft, g, None, axis, norm)
    return fit(weighted_pairs(half, np.shape(g)[axis], axis, 2.0), a, n)


@differential(np.fft.hfft, kind="real_signal")
def hfft(a, n=None, axis=-1, norm=None, *, da):
    return transformed(np.fft.hfft, da, n, axis, norm)


@transpose(np.fft.hfft, wrt="a")
def hfft_T(g, a, n=None, axis=-1, norm=None):
    half = transformed(np.fft.rfft, g, None, axis, norm)
    return fit(weighted_pairs(half, np.shape(g)[axis], axis, 2.0), a, n)


# -- several axes ------------------------------------------------------------------------


@differential(np.fft.fftn, kind="spectra")
def fftn(a, s=None, axes=None, norm=None, *, da):
    return transformed_along(np.fft.fftn, da, s, last_axes(s, axes), norm)


@transpose(np.fft.fftn, wrt="a")
def fftn_T(g, a, s=None, axes=None, norm=None):
    return fit(transformed_along(np.fft.fftn, g, None, last_axes(s, axes), norm), a, s)


@differential(np.fft.ifftn, kind="spectra")
def ifftn(a, s=None, axes=None, norm=None, *, da):
    return transformed_along(np.fft.ifftn, da, s, last_axes(s, axes), norm)


@transpose(np.fft.ifftn, wrt="a")
def ifftn_T(g, a, s=None, axes=None, norm=None):
    return fit(transformed_along(np.fft.ifftn, g, None, last_axes(s, axes), norm), a, s)


def last_axes(s, axes):
    """The axes that are transformed, where they are not all: with sizes for some alone, the last ones."""
    return final(len(s)) if axes is None and s is not None else axes


def all_axes(a, s, axes):
    """The axes that are transformed, one by one."""
    if axes is not None:
        return axes
    return final(ndim(a)) if s is None else final(len(s))


@nondifferentiable
def final(n):
    """The last ``n`` axes."""
    return tuple(range(-n, 0))


@differential(np.fft.rfftn, kind="half_spectra")
def rfftn(a, s=None, axes=None, norm=None, *, da):
    return transformed_along(np.fft.rfftn, da, s, last_axes(s, axes), norm)


@transpose(np.fft.rfftn, wrt="a")
def rfftn_T(g, a, s=None, axes=None, norm=None):
    axes = all_axes(a, s, axes)
    last = axes[-1]
    n = np.shape(a)[last] if s is None else s[-1]
    if len(axes) > 1:
        g = transformed_along(np.fft.fftn, g, None, axes[:-1], norm)
    return fit(transformed(np.fft.hfft, weighted_pairs(g, n, last, 0.5), n, last, norm), a, s)


@differential(np.fft.irfftn, kind="real_signals")
def irfftn(a, s=None, axes=None, norm=None, *, da):
    return transformed_along(np.fft.irfftn, da, s, last_axes(s, axes), norm)


@transpose(np.fft.irfftn, wrt="a")
def irfftn_T(g, a, s=None, axes=None, norm=None):
    axes = all_axes(a, s, axes)
    last = axes[-1]
    half = weighted_pairs(transformed(np.fft.ihfft, g, None, last, norm), np.shape(g)[last], last, 2.0)
    if len(axes) > 1:
        half = transformed_along(np.fft.ifftn, half, None, axes[:-1], norm)
    return fit(half, a, s)


@composition(np.fft.fft2)
def fft2_source(a, s=None, axes=(-2, -1), norm=None):
    return transformed_along(np.fft.fftn, a, s, axes, norm)


@composition(np.fft.ifft2)
def ifft2_source(a, s=None, axes=(-2, -1), norm=None):
    return transformed_along(np.fft.ifftn, a, s, axes, norm)


@composition(np.fft.rfft2)
def rfft2_source(a, s=None, axes=(-2, -1), norm=None):
    return transformed_along(np.fft.rfftn, a, s, axes, norm)


@composition(np.fft.irfft2)
def irfft2_source(a, s=None, axes=(-2, -1), norm=None):
    return transformed_along(np.fft.irfftn, a, s, axes, norm)


# -- shifts and frequencies ----------------------------------------------------------------


@differential(np.fft.fftshift, kind="first_array")
def fftshift(x, axes=None, *, dx):
    return np.fft.fftshift(dx) if axes is None else np.fft.fftshift(dx, axes)


@transpose(np.fft.fftshift, wrt="x")
def fftshift_T(g, x, axes=None):
    return np.fft.ifftshift(g) if axes is None else np.fft.ifftshift(g, axes)


@differential(np.fft.ifftshift, kind="first_array")
def ifftshift(x, axes=None, *, dx):
    return np.fft.ifftshift(dx) if axes is None else np.fft.ifftshift(dx, axes)


@transpose(np.fft.ifftshift, wrt="x")
def ifftshift_T(g, x, axes=None):
    return np.fft.fftshift(g) if axes is None else np.fft.fftshift(g, axes)


@differential(np.fft.fftfreq, np.fft.rfftfreq, kind="frequencies", passive=("n",))
def fftfreq(n, d=1.0, *, dd, y):
    return -y / d * dd


# -- what the transposes use -----------------------------------------------------------------


@differential(resized, kind="as_second", passive=("like",))
def resizing(x, like, dx):
    return resized(dx, like)


@transpose(resized, wrt="x")
def resizing_T(g, x, like):
    return resized(g, x)


@differential(weighted_pairs, kind="first_array")
def weighted(x, n, axis, weight, dx):
    return weighted_pairs(dx, n, axis, weight)


@transpose(weighted_pairs, wrt="x")
def weighted_T(g, x, n, axis, weight):
    return weighted_pairs(g, n, axis, weight)
