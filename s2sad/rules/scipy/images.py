"""``scipy.ndimage``: images between their pixels, by splines; with respect to the image and to the places.

    value(c) = sum over k of coefficients[k] β(c - k)       β of a degree, the same along each axis

The coefficients are those of ``spline_filter``, which is linear in the image.
"""
from __future__ import annotations

import numpy as np
import scipy.ndimage as ndimage

from ...runtime import spline_weights
from ..registry import composition, differential, nondifferentiable, transpose
from ..static import is_floating, known_number, known_rank, ndim


@differential(ndimage.spline_filter1d)
def spline_filter1d(input, order=3, axis=-1, output=np.float64, mode="mirror", *, dinput):
    return ndimage.spline_filter1d(dinput, order, axis, output, mode)


@transpose(ndimage.spline_filter1d, wrt="input")
def spline_filter1d_T(g, input, order=3, axis=-1, output=np.float64, mode="mirror"):
    """By the filter's matrix: run backwards it would need other ends."""
    matrix = ndimage.spline_filter1d(np.eye(np.shape(input)[axis]), order, 0, output, mode)
    return np.moveaxis(np.moveaxis(g, axis, -1) @ matrix, -1, axis)


@composition(ndimage.spline_filter)
def spline_filter_source(input, order=3, output=np.float64, mode="mirror"):
    if known_rank(input) is None or output is not np.float64:
        return NotImplemented
    for axis in range(ndim(input)):
        input = ndimage.spline_filter1d(input, order, axis, np.float64, mode)
    return input


@differential(spline_weights, kind="spline_weights", passive=("order", "nu"))
def spline_weights_(c, order, nu, dc):
    return spline_weights(c, order, nu + 1) * np.expand_dims(dc, -1)


@nondifferentiable
def neighbours(c, n, order, mode):
    """The pixels that a spline at a place depends on; beyond the edge they are those that the mode says."""
    k = np.floor(np.asarray(c) - (order - 1) / 2).astype(int)[..., None] + np.arange(order + 1)
    if mode == "grid-wrap":
        return k % n
    if mode == "nearest":
        return np.clip(k, 0, n - 1)
    if mode == "reflect":
        return np.minimum(k % (2 * n), 2 * n - 1 - k % (2 * n))
    if n == 1:
        return np.zeros_like(k)
    return np.minimum(k % (2 * n - 2), (2 * n - 2 - k) % (2 * n - 2))


def onto(c, n, mode):
    """A place beyond the edge, as one within."""
    if mode == "nearest":
        return np.minimum(np.maximum(c, 0.0), n - 1.0)
    if mode == "grid-wrap":
        return np.mod(c, n)
    if mode == "reflect":
        turned = np.mod(c + 0.5, 2 * n)
        return np.where(turned > n, 2 * n - turned, turned) - 0.5
    if mode == "mirror":
        turned = np.mod(c, 2 * n - 2)
        return np.where(turned > n - 1, 2 * n - 2 - turned, turned)
    return c


@composition(ndimage.map_coordinates)
def map_coordinates_source(input, coordinates, output=None, order=3, mode="constant", cval=0.0, prefilter=True):
    if output is not None or known_number(order) is None or known_rank(input) is None or ndim(input) > 3 or (
            not is_floating(input) or mode not in ("constant", "nearest", "mirror", "reflect", "grid-mirror",
                                                   "grid-wrap")):
        return NotImplemented
    if mode == "grid-mirror":
        mode = "reflect"
    margin = 0
    if order > 1 and prefilter:
        if mode == "nearest":
            input, margin = np.pad(input, 12, "edge"), 12       # as SciPy does
        input = ndimage.spline_filter(input, order, np.float64, mode)
    indices, weights, inside = [], [], 1.0
    for i in range(ndim(input)):
        n = np.shape(input)[i]
        c = onto(np.asarray(coordinates[i]) + margin if margin > 0 else np.asarray(coordinates[i]), n, mode)
        indices.append(neighbours(c, n, order, mode))
        weights.append(spline_weights(c, order, 0))
        if mode == "constant":
            inside = inside * ((c >= 0) & (c <= n - 1))
    found = summed(input, indices, weights)
    return found if mode != "constant" else np.where(inside == 0, cval, found)


def summed(coefficients, indices, weights):
    """The sums of coefficients with the products of the weights along each axis."""
    if len(indices) == 1:
        return np.sum(coefficients[indices[0]] * weights[0], axis=-1)
    if len(indices) == 2:
        around = coefficients[indices[0][..., :, None], indices[1][..., None, :]]
        return np.einsum("...ij,...i,...j->...", around, weights[0], weights[1])
    around = coefficients[indices[0][..., :, None, None], indices[1][..., None, :, None],
                          indices[2][..., None, None, :]]
    return np.einsum("...ijk,...i,...j,...k->...", around, weights[0], weights[1], weights[2])


# -- maps of the plane ---------------------------------------------------------------------------------------


@composition(ndimage.shift)
def shift_source(input, shift, output=None, order=3, mode="constant", cval=0.0, prefilter=True):
    if known_rank(input) is None:
        return NotImplemented
    pixels = np.indices(np.shape(input)).astype(float)
    by = shift if known_rank(shift) == 0 else np.reshape(shift, (-1,) + (1,) * ndim(input))
    return ndimage.map_coordinates(input, pixels - by, output, order, mode, cval, prefilter)


@composition(ndimage.zoom)
def zoom_source(input, zoom, output=None, order=3, mode="constant", cval=0.0, prefilter=True, *, grid_mode=False):
    """The corners stay; by how much the image is larger depends on how many pixels it has then."""
    if grid_mode or known_rank(input) is None:
        return NotImplemented
    places = zoomed(np.shape(input), zoom)
    return ndimage.map_coordinates(input, places, output, order, mode, cval, prefilter)


@nondifferentiable
def zoomed(shape, zoom):
    """Where the pixels of a zoomed image are in the image."""
    factors = [zoom] * len(shape) if np.ndim(zoom) == 0 else zoom
    sizes = [round(n * f) for n, f in zip(shape, factors)]
    axes = [np.arange(m) * ((n - 1) / (m - 1) if m > 1 else 1.0) for n, m in zip(shape, sizes)]
    return np.stack(np.meshgrid(*axes, indexing="ij"))


@composition(ndimage.affine_transform)
def affine_transform_source(input, matrix, offset=0.0, output_shape=None, output=None, order=3, mode="constant",
                            cval=0.0, prefilter=True):
    if known_rank(input) is None:
        return NotImplemented
    shape = np.shape(input) if output_shape is None else output_shape
    pixels, matrix = np.indices(shape).astype(float), np.asarray(matrix)
    ones = (1,) * ndim(input)
    places = np.reshape(matrix, (-1, *ones)) * pixels if known_rank(matrix) == 1 else np.tensordot(
        matrix, pixels, 1)
    by = offset if known_rank(offset) == 0 else np.reshape(offset, (-1, *ones))
    return ndimage.map_coordinates(input, places + by, output, order, mode, cval, prefilter)


@composition(ndimage.rotate)
def rotate_source(input, angle, axes=(1, 0), reshape=True, output=None, order=3, mode="constant", cval=0.0,
                  prefilter=True):
    if known_rank(input) != 2 or axes[0] + axes[1] != 1:
        return NotImplemented
    turn = np.deg2rad(angle)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    shape = turned_shape(np.shape(input), matrix) if reshape else np.shape(input)
    m, n = shape
    p, q = np.shape(input)
    offset = np.array([(p - 1) / 2, (q - 1) / 2]) - matrix @ np.array([(m - 1) / 2, (n - 1) / 2])
    return ndimage.affine_transform(input, matrix, offset, shape, output, order, mode, cval, prefilter)


@nondifferentiable
def turned_shape(shape, matrix):
    """The shape of an image that holds all of one that was turned."""
    corners = matrix @ np.array([[0, 0, shape[0], shape[0]], [0, shape[1], 0, shape[1]]])
    return tuple([int(n) for n in np.ptp(corners, axis=1) + 0.5])
