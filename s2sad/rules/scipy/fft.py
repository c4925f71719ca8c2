"""``scipy.fft``: the transforms that NumPy has too, stated by those; and cosine and sine transforms.

The matrix of an orthonormal cosine or sine transform is orthogonal: its transpose is the inverse transform.
The others have twice the weight in the middle that they have at an end.
"""
from __future__ import annotations

import numpy as np
import scipy.fft as fft

from ...runtime import ends_scaled, resized
from ..numpy.fft import last_axes, transformed, transformed_along
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import known_rank, ndim

# -- what NumPy has too --------------------------------------------------------------------


@composition(fft.fft)
def fft_source(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    return transformed(np.fft.fft, x, n, axis, norm)


@composition(fft.ifft)
def ifft_source(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    return transformed(np.fft.ifft, x, n, axis, norm)


@composition(fft.rfft)
def rfft_source(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    return transformed(np.fft.rfft, x, n, axis, norm)


@composition(fft.irfft)
def irfft_source(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    return transformed(np.fft.irfft, x, n, axis, norm)


@composition(fft.hfft)
def hfft_source(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    return transformed(np.fft.hfft, x, n, axis, norm)


@composition(fft.ihfft)
def ihfft_source(x, n=None, axis=-1, norm=None, overwrite_x=False, workers=None):
    return transformed(np.fft.ihfft, x, n, axis, norm)


@composition(fft.fftn)
def fftn_source(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.fftn, x, s, last_axes(s, axes), norm)


@composition(fft.ifftn)
def ifftn_source(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.ifftn, x, s, last_axes(s, axes), norm)


@composition(fft.rfftn)
def rfftn_source(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.rfftn, x, s, last_axes(s, axes), norm)


@composition(fft.irfftn)
def irfftn_source(x, s=None, axes=None, norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.irfftn, x, s, last_axes(s, axes), norm)


@composition(fft.fft2)
def fft2_source(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.fftn, x, s, last_axes(s, axes), norm)


@composition(fft.ifft2)
def ifft2_source(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.ifftn, x, s, last_axes(s, axes), norm)


@composition(fft.rfft2)
def rfft2_source(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.rfftn, x, s, last_axes(s, axes), norm)


@composition(fft.irfft2)
def irfft2_source(x, s=None, axes=(-2, -1), norm=None, overwrite_x=False, workers=None):
    return transformed_along(np.fft.irfftn, x, s, last_axes(s, axes), norm)


@composition(fft.fftshift)
def fftshift_source(x, axes=None):
    return np.fft.fftshift(x, axes)


@composition(fft.ifftshift)
def ifftshift_source(x, axes=None):
    return np.fft.ifftshift(x, axes)


# -- cosine and sine transforms ----------------------------------------------------------------


@differential(fft.dct, kind="like_first_real")
def dct(x, type=2, n=None, axis=-1, norm=None, *, dx):
    return fft.dct(dx, type, n, axis, norm)


@transpose(fft.dct, wrt="x")
def dct_T(g, x, type=2, n=None, axis=-1, norm=None):
    """Types 2 and 3 are each other's transposes, and 1 and 4 their own, but for the weights of the ends."""
    if norm == "ortho":
        return fitted(fft.idct(g, type, None, axis, norm), x, n)
    if type == 1:
        inner = fft.dct(ends_scaled(g, axis, 2.0, 2.0), 1, None, axis, norm)
        return fitted(ends_scaled(inner, axis, 0.5, 0.5), x, n)
    if type == 2:
        return fitted(fft.dct(ends_scaled(g, axis, 2.0, 1.0), 3, None, axis, norm), x, n)
    if type == 3:
        return fitted(ends_scaled(fft.dct(g, 2, None, axis, norm), axis, 0.5, 1.0), x, n)
    return fitted(fft.dct(g, 4, None, axis, norm), x, n)


@differential(fft.idct, kind="like_first_real")
def idct(x, type=2, n=None, axis=-1, norm=None, *, dx):
    return fft.idct(dx, type, n, axis, norm)


@transpose(fft.idct, wrt="x")
def idct_T(g, x, type=2, n=None, axis=-1, norm=None):
    """An inverse is the forward transform of the inverse type with the other norm."""
    return dct_T(g, x, inverse_type(type), n, axis, other_norm(norm))


@differential(fft.dst, kind="like_first_real")
def dst(x, type=2, n=None, axis=-1, norm=None, *, dx):
    return fft.dst(dx, type, n, axis, norm)


@transpose(fft.dst, wrt="x")
def dst_T(g, x, type=2, n=None, axis=-1, norm=None):
    if norm == "ortho":
        return fitted(fft.idst(g, type, None, axis, norm), x, n)
    if type == 2:
        return fitted(fft.dst(ends_scaled(g, axis, 1.0, 2.0), 3, None, axis, norm), x, n)
    if type == 3:
        return fitted(ends_scaled(fft.dst(g, 2, None, axis, norm), axis, 1.0, 0.5), x, n)
    return fitted(fft.dst(g, type, None, axis, norm), x, n)


@differential(fft.idst, kind="like_first_real")
def idst(x, type=2, n=None, axis=-1, norm=None, *, dx):
    return fft.idst(dx, type, n, axis, norm)


@transpose(fft.idst, wrt="x")
def idst_T(g, x, type=2, n=None, axis=-1, norm=None):
    return dst_T(g, x, inverse_type(type), n, axis, other_norm(norm))


def fitted(g, x, n):
    """A cotangent with the length of what was cut off or filled up to ``n``."""
    return g if n is None else resized(g, x)


@nondifferentiable
def inverse_type(type):
    """The type of the inverse of a cosine or sine transform."""
    return {2: 3, 3: 2}.get(type, type)


@nondifferentiable
def other_norm(norm):
    """The norm with which a forward transform is the inverse one."""
    return {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}[norm]


@differential(ends_scaled, kind="first_array")
def scaling_ends(x, axis, first, last, dx):
    return ends_scaled(dx, axis, first, last)


@transpose(ends_scaled, wrt="x")
def scaling_ends_T(g, x, axis, first, last):
    return ends_scaled(g, axis, first, last)


def along_axes(transform, x, type, s, axes, norm):
    """A transform along several axes, one after the other."""
    if s is not None or known_rank(x) is None:
        return NotImplemented
    for axis in range(ndim(x)) if axes is None else (axes,) if known_rank(axes) == 0 else axes:
        x = transform(x, type, axis=axis, norm=norm)
    return x


@composition(fft.dctn)
def dctn_source(x, type=2, s=None, axes=None, norm=None, overwrite_x=False, workers=None, *, orthogonalize=None):
    return NotImplemented if orthogonalize is not None else along_axes(fft.dct, x, type, s, axes, norm)


@composition(fft.idctn)
def idctn_source(x, type=2, s=None, axes=None, norm=None, overwrite_x=False, workers=None, orthogonalize=None):
    return NotImplemented if orthogonalize is not None else along_axes(fft.idct, x, type, s, axes, norm)


@composition(fft.dstn)
def dstn_source(x, type=2, s=None, axes=None, norm=None, overwrite_x=False, workers=None, orthogonalize=None):
    return NotImplemented if orthogonalize is not None else along_axes(fft.dst, x, type, s, axes, norm)


@composition(fft.idstn)
def idstn_source(x, type=2, s=None, axes=None, norm=None, overwrite_x=False, workers=None, orthogonalize=None):
    return NotImplemented if orthogonalize is not None else along_axes(fft.idst, x, type, s, axes, norm)
