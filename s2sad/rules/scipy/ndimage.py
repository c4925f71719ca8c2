"""``scipy.ndimage``: filters, stated as a correlation of the image, continued beyond its edges, with weights."""
from __future__ import annotations

import math

import numpy as np
import scipy.ndimage as ndimage

from ...runtime import grid_value, valid_correlate
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, is_floating, known_rank, ndim


@nondifferentiable
def pad_mode(mode):
    """What ``np.pad`` calls a way to continue an image."""
    return {"reflect": "symmetric", "grid-mirror": "symmetric", "mirror": "reflect", "nearest": "edge",
            "wrap": "wrap", "grid-wrap": "wrap", "constant": "constant", "grid-constant": "constant"}[mode]


@nondifferentiable
def widths(shape, flipped):
    """How far an image is continued before and after each axis, for weights of a shape."""
    before = [(n - 1) // 2 if flipped else n // 2 for n in shape]
    return [(m, n - 1 - m) for m, n in zip(before, shape)]


def continued(image, shape, mode, cval, flipped):
    """An image, continued for weights of a shape."""
    if pad_mode(mode) == "constant" and cval != 0:
        return np.pad(image, widths(shape, flipped), constant_values=cval)
    return np.pad(image, widths(shape, flipped), pad_mode(mode))


@composition(ndimage.correlate)
def correlate_source(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    if not is_floating(input) or output is not None or origin != 0:
        return NotImplemented
    kernel = np.conj(weights) if is_complex(weights) else weights
    return valid_correlate(continued(input, np.shape(weights), mode, cval, False), kernel)


@composition(ndimage.convolve)
def convolve_source(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    if not is_floating(input) or output is not None or origin != 0:
        return NotImplemented
    return valid_correlate(continued(input, np.shape(weights), mode, cval, True), np.flip(weights))


@nondifferentiable
def along(axis, rank, n):
    """The shape of ``n`` weights along one of several axes."""
    return tuple([n if i == axis % rank else 1 for i in range(rank)])


@composition(ndimage.correlate1d)
def correlate1d_source(input, weights, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
    line = np.reshape(weights, along(axis, ndim(input), np.size(weights)))
    return ndimage.correlate(input, line, output, mode, cval, origin)


@composition(ndimage.convolve1d)
def convolve1d_source(input, weights, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
    line = np.reshape(weights, along(axis, ndim(input), np.size(weights)))
    return ndimage.convolve(input, line, output, mode, cval, origin)


@composition(ndimage.gaussian_filter1d)
def gaussian_filter1d_source(input, sigma, axis=-1, order=0, output=None, mode="reflect", cval=0.0, truncate=4.0, *,
                             radius=None):
    if order != 0:
        return NotImplemented
    reach = int(truncate * sigma + 0.5) if radius is None else radius
    weights = np.exp(-0.5 / (sigma * sigma) * np.arange(-reach, reach + 1) ** 2)
    return ndimage.correlate1d(input, weights / np.sum(weights), axis, output, mode, cval)


@composition(ndimage.gaussian_filter)
def gaussian_filter_source(input, sigma, order=0, output=None, mode="reflect", cval=0.0, truncate=4.0):
    if order != 0 or output is not None or known_rank(input) is None:
        return NotImplemented
    for axis in range(ndim(input)):
        width = sigma if known_rank(sigma) == 0 else sigma[axis]
        input = ndimage.gaussian_filter1d(input, width, axis, 0, None, mode, cval, truncate)
    return input


@composition(ndimage.uniform_filter)
def uniform_filter_source(input, size=3, output=None, mode="reflect", cval=0.0, origin=0):
    if known_rank(size) != 0:
        return NotImplemented
    weights = np.full((size,) * ndim(input), 1.0 / math.pow(size, ndim(input)))
    return ndimage.correlate(input, weights, output, mode, cval, origin)


def along_others(input, axis, weights, output, mode, cval):
    """A filter along every axis but one."""
    for other in range(ndim(input)):
        if other != axis % ndim(input):
            input = ndimage.correlate1d(input, weights, other, output, mode, cval)
    return input


@composition(ndimage.sobel)
def sobel_source(input, axis=-1, output=None, mode="reflect", cval=0.0):
    if known_rank(input) is None:
        return NotImplemented
    slope = ndimage.correlate1d(input, np.array([-1.0, 0.0, 1.0]), axis, output, mode, cval)
    return along_others(slope, axis, np.array([1.0, 2.0, 1.0]), output, mode, cval)


@composition(ndimage.prewitt)
def prewitt_source(input, axis=-1, output=None, mode="reflect", cval=0.0):
    if known_rank(input) is None:
        return NotImplemented
    slope = ndimage.correlate1d(input, np.array([-1.0, 0.0, 1.0]), axis, output, mode, cval)
    return along_others(slope, axis, np.array([1.0, 1.0, 1.0]), output, mode, cval)


@composition(ndimage.laplace)
def laplace_source(input, output=None, mode="reflect", cval=0.0):
    if known_rank(input) is None:
        return NotImplemented
    total = ndimage.correlate1d(input, np.array([1.0, -2.0, 1.0]), 0, output, mode, cval)
    for axis in range(1, ndim(input)):
        total = total + ndimage.correlate1d(input, np.array([1.0, -2.0, 1.0]), axis, output, mode, cval)
    return total


@composition(ndimage.uniform_filter1d)
def uniform_filter1d_source(input, size, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
    if origin != 0:
        return NotImplemented
    return ndimage.correlate1d(input, np.full(size, 1.0 / size), axis, output, mode, cval)


@composition(ndimage.map_coordinates)
def map_coordinates_source(input, coordinates, output=None, order=3, mode="constant", cval=0.0, prefilter=True):
    """Of order 1, linear between the items; beyond the image its nearest item, or 0 and so a jump at the edge."""
    if order != 1 or output is not None or not (mode == "nearest" or mode == "constant" and cval == 0) or (
            known_rank(input) is None or not is_floating(input)):
        return NotImplemented
    places, grid, inside = [], [], 1.0
    for i in range(ndim(input)):
        top = np.shape(input)[i] - 1
        places.append(np.clip(coordinates[i], 0, top))
        grid.append(np.arange(top + 1))
        inside = inside * ((coordinates[i] >= 0) & (coordinates[i] <= top))
    values = grid_value(tuple(grid), input, np.stack(places, axis=-1))
    return values if mode == "nearest" else values * inside


# -- the correlation itself: it is its own transpose in the weights ------------------------------------


@differential(valid_correlate, kind="valid_correlated")
def correlating(x, w, dx, dw):
    return valid_correlate(dx, w) + valid_correlate(x, dw)


@nondifferentiable
def margins(shape):
    """What is lost before and after each axis where weights of a shape are applied."""
    return [(n - 1, n - 1) for n in shape]


@transpose(valid_correlate, wrt="x")
def correlating_T_x(g, x, w):
    return valid_correlate(np.pad(g, margins(np.shape(w))), np.flip(w))


@transpose(valid_correlate, wrt="w")
def correlating_T_w(g, x, w):
    return valid_correlate(x, g)
