"""``scipy.ndimage``: filters, stated as a correlation of the image, continued beyond its edges, with weights."""
from __future__ import annotations

import math

import numpy as np
import scipy.ndimage as ndimage

from ...runtime import valid_correlate
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_complex, is_floating, known_number, known_rank, ndim


@nondifferentiable
def pad_mode(mode):
    """What ``np.pad`` calls a way to continue an image."""
    return {"reflect": "symmetric", "grid-mirror": "symmetric", "mirror": "reflect", "nearest": "edge",
            "wrap": "wrap", "grid-wrap": "wrap", "constant": "constant", "grid-constant": "constant"}[mode]


@nondifferentiable
def widths(shape, flipped, origin):
    """How far an image is continued before and after each axis, for weights of a shape."""
    origins = [origin] * len(shape) if np.ndim(origin) == 0 else origin
    before = [(n - 1) // 2 - o if flipped else n // 2 + o for n, o in zip(shape, origins)]
    return [(m, n - 1 - m) for m, n in zip(before, shape)]


def continued(image, shape, mode, cval, flipped, origin):
    """An image, continued for weights of a shape."""
    if pad_mode(mode) == "constant" and cval != 0:
        return np.pad(image, widths(shape, flipped, origin), constant_values=cval)
    return np.pad(image, widths(shape, flipped, origin), pad_mode(mode))


@composition(ndimage.correlate)
def correlate_source(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    if not is_floating(input) or output is not None or not isinstance(mode, str):
        return NotImplemented
    kernel = np.conj(weights) if is_complex(weights) else weights
    return valid_correlate(continued(input, np.shape(weights), mode, cval, False, origin), kernel)


@composition(ndimage.convolve)
def convolve_source(input, weights, output=None, mode="reflect", cval=0.0, origin=0):
    if not is_floating(input) or output is not None or not isinstance(mode, str):
        return NotImplemented
    return valid_correlate(continued(input, np.shape(weights), mode, cval, True, origin), np.flip(weights))


@nondifferentiable
def along(axis, rank, n):
    """The shape of ``n`` weights along one of several axes."""
    return tuple([n if i == axis % rank else 1 for i in range(rank)])


@nondifferentiable
def origins(axis, rank, origin):
    """The origin of weights along one of several axes."""
    return [origin if i == axis % rank else 0 for i in range(rank)]


@composition(ndimage.correlate1d)
def correlate1d_source(input, weights, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
    line = np.reshape(weights, along(axis, ndim(input), np.size(weights)))
    return ndimage.correlate(input, line, output, mode, cval, origins(axis, ndim(input), origin))


@composition(ndimage.convolve1d)
def convolve1d_source(input, weights, axis=-1, output=None, mode="reflect", cval=0.0, origin=0):
    line = np.reshape(weights, along(axis, ndim(input), np.size(weights)))
    return ndimage.convolve(input, line, output, mode, cval, origins(axis, ndim(input), origin))


@composition(ndimage.gaussian_filter1d)
def gaussian_filter1d_source(input, sigma, axis=-1, order=0, output=None, mode="reflect", cval=0.0, truncate=4.0, *,
                             radius=None):
    """Of order 1, 2 or 3 the weights are a derivative of the Gaussian."""
    if known_number(order) is None or order > 3:
        return NotImplemented
    reach = int(truncate * sigma + 0.5) if radius is None else radius
    x, square = np.arange(-reach, reach + 1), sigma * sigma
    weights = np.exp(-0.5 / square * x ** 2)
    weights = weights / np.sum(weights)
    if order == 1:
        weights = weights * x / square
    elif order == 2:
        weights = weights * (x ** 2 / square - 1) / square
    elif order == 3:
        weights = weights * (x ** 2 / square - 3) * x / square ** 2
    return ndimage.correlate1d(input, weights, axis, output, mode, cval)


@composition(ndimage.gaussian_filter)
def gaussian_filter_source(input, sigma, order=0, output=None, mode="reflect", cval=0.0, truncate=4.0):
    if output is not None or known_rank(input) is None:
        return NotImplemented
    if known_rank(order) == 0:
        for axis in range(ndim(input)):
            width = sigma if known_rank(sigma) == 0 else sigma[axis]
            input = ndimage.gaussian_filter1d(input, width, axis, order, None, mode, cval, truncate)
        return input
    for axis, degree in enumerate(order):
        width = sigma if known_rank(sigma) == 0 else sigma[axis]
        input = ndimage.gaussian_filter1d(input, width, axis, degree, None, mode, cval, truncate)
    return input


def derivatives(input, sigma, n, mode, cval, options):
    """The derivatives of an order along each axis of a smoothed image."""
    rank = ndim(input)
    orders = [(n,)] if rank == 1 else [(n, 0), (0, n)] if rank == 2 else [(n, 0, 0), (0, n, 0), (0, 0, n)]
    return [ndimage.gaussian_filter(input, sigma, order, None, mode, cval, **options) for order in orders]


@composition(ndimage.gaussian_laplace)
def gaussian_laplace_source(input, sigma, output=None, mode="reflect", cval=0.0, **options):
    if output is not None or known_rank(input) is None or ndim(input) > 3:
        return NotImplemented
    return sum(derivatives(input, sigma, 2, mode, cval, options))


@composition(ndimage.gaussian_gradient_magnitude)
def gaussian_gradient_magnitude_source(input, sigma, output=None, mode="reflect", cval=0.0, **options):
    if output is not None or known_rank(input) is None or ndim(input) > 3:
        return NotImplemented
    return np.sqrt(sum([d * d for d in derivatives(input, sigma, 1, mode, cval, options)]))


@composition(ndimage.uniform_filter)
def uniform_filter_source(input, size=3, output=None, mode="reflect", cval=0.0, origin=0):
    sizes = (size,) * ndim(input) if known_rank(size) == 0 else tuple(size)
    return ndimage.correlate(input, np.full(sizes, 1.0 / math.prod(sizes)), output, mode, cval, origin)


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
    return ndimage.correlate1d(input, np.full(size, 1.0 / size), axis, output, mode, cval, origin)


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
