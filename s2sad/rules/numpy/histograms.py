"""Histograms: counts are piecewise constant in the items, and linear in their weights; edges move with the extremes."""
from __future__ import annotations

import numpy as np

from ...runtime import bins_of, zeros_like
from ..registry import composition, differential, nondifferentiable
from ..static import is_display, is_floating, known_number, known_rank, refuse


@differential(np.histogram, kind="counts_and_edges")
def histogram(a, bins=10, range=None, density=None, weights=None, *, da, dbins, drange, dweights, y):
    """The edges of equal bins move with the least and the largest item."""
    dedges = moved_edges(a, da, bins, dbins, range, drange, y[1])
    return counts_moved([a], [y[1]], [dedges], density, weights, dweights, y[0]), dedges


@differential(np.histogram_bin_edges, kind="edges_of_bins", passive=("weights",))
def histogram_bin_edges(a, bins=10, range=None, weights=None, *, da, dbins, drange, y):
    return moved_edges(a, da, bins, dbins, range, drange, y)


def moved_edges(a, da, bins, dbins, range, drange, edges):
    """The differential of edges: of those that are given, or from the least item to the largest."""
    if not isinstance(bins, str) and known_rank(bins) != 0:
        return np.zeros_like(edges) if known_number(dbins) == 0 else np.array(dbins) if is_display(dbins) else dbins
    t = np.linspace(0.0, 1.0, np.size(edges))
    if range is not None:
        return np.zeros_like(edges) if known_number(drange) == 0 else (1 - t) * drange[0] + t * drange[1]
    if known_number(da) == 0:
        return np.zeros_like(edges)
    return (1 - t) * np.ravel(da)[np.argmin(a)] + t * np.ravel(da)[np.argmax(a)]


def counts_moved(columns, edges, dedges, density, weights, dweights, counts):
    """The differential of counts, or of densities, which the widths of the bins enter too."""
    if not density and known_number(dweights) == 0:
        return np.zeros_like(counts)
    places, inside = bins_of(columns, edges)
    dcounts = 0.0
    if known_number(dweights) != 0:
        sums = np.bincount(places, np.where(inside, np.ravel(dweights), 0.0), np.size(counts))
        dcounts = np.reshape(sums, np.shape(counts))
    if not density:
        return dcounts
    total = np.sum(inside) if weights is None else np.sum(np.where(inside, np.ravel(weights), 0.0))
    if known_number(dweights) != 0:
        volumes = width(edges, 0)
        for k, _ in enumerate(edges[1:], 1):
            volumes = volumes * width(edges, k)
        dcounts = dcounts / (total * volumes) - counts * (np.sum(dcounts) / total)
    for k, dedge in enumerate(dedges):
        dcounts = dcounts - counts / width(edges, k) * across(np.diff(dedge), k, len(edges))
    return dcounts


def width(edges, axis):
    """The widths of the bins along one axis."""
    return across(np.diff(edges[axis]), axis, len(edges))


def across(x, axis, rank):
    """A vector along one axis of several."""
    return x if rank == 1 else np.reshape(x, (1,) * axis + (-1,) + (1,) * (rank - 1 - axis))


@differential(np.histogramdd, kind="counts_and_all_edges")
def histogramdd(sample, bins=10, range=None, density=None, weights=None, *, dsample, dbins, dweights, y):
    if not is_display(sample) and not is_display(bins):
        if density or known_rank(bins) != 0:
            refuse("np.histogramdd of points in the rows of a matrix has a differential with density=True, or with an "
                   "array of edges, where the dimensions are known: say bins=(10, 10), or give the columns, [x, y]")
        dcounts = counts_moved(np.transpose(sample), y[1], (), density, weights, dweights, y[0])
        if known_number(dsample) == 0 or range is not None:
            return dcounts, zeros_like(y[1])
        low = np.take_along_axis(dsample, np.argmin(sample, axis=0, keepdims=True), 0)
        high = np.take_along_axis(dsample, np.argmax(sample, axis=0, keepdims=True), 0)
        t = np.linspace(0.0, 1.0, bins + 1)
        return dcounts, list(np.transpose(low) * (1 - t) + np.transpose(high) * t)
    columns = sample if is_display(sample) else [sample[:, k] for k, _ in enumerate(bins)]
    dedges = []
    for k, column in enumerate(columns):
        dcolumn = 0.0 if known_number(dsample) == 0 else dsample[k] if is_display(sample) else dsample[:, k]
        dedges.append(moved_edges(
            column, dcolumn, bins[k] if is_display(bins) else bins,
            0.0 if known_number(dbins) == 0 or not is_display(bins) else dbins[k],
            None if range is None else range[k], 0.0, y[1][k]))
    edges = [y[1][k] for k, _ in enumerate(columns)]
    return counts_moved(columns, edges, dedges, density, weights, dweights, y[0]), tuple(dedges)


@composition(np.histogram2d)
def histogram2d_source(x, y, bins=10, range=None, density=None, weights=None):
    if known_rank(bins) == 1 and not is_display(bins):
        if not is_floating(bins):
            refuse("np.histogram2d with an array of integers as `bins` is not followed: give a tuple, or floats")
        bins = [bins, bins]
    counts, edges = np.histogramdd([x, y], bins, range, density, weights)
    return counts, edges[0], edges[1]


nondifferentiable(bins_of, kind="places_and_answers")
