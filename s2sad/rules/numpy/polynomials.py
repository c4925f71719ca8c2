"""Polynomials as arrays of coefficients, the highest power first."""
from __future__ import annotations

import numpy as np

from ...runtime import real_only, vanishing
from ..registry import composition, differential, nondifferentiable
from ..static import is_display, known_rank, refuse


@composition(np.polyval)
def polyval_source(p, x):
    y = 0.0 if known_rank(x) == 0 else np.zeros_like(x)
    for k in range(len(p)):
        y = y * x + p[k]
    return y


def coefficients(p):
    return np.array(p) if is_display(p) else np.atleast_1d(p)


@composition(np.polyadd)
def polyadd_source(a1, a2):
    a1, a2 = coefficients(a1), coefficients(a2)
    longer = np.maximum(np.size(a1), np.size(a2))
    return (np.concatenate([np.zeros(longer - np.size(a1)), a1])
            + np.concatenate([np.zeros(longer - np.size(a2)), a2]))


@composition(np.polysub)
def polysub_source(a1, a2):
    return np.polyadd(a1, -coefficients(a2))


@composition(np.polymul)
def polymul_source(a1, a2):
    return np.convolve(np.trim_zeros(coefficients(a1), "f"), np.trim_zeros(coefficients(a2), "f"))


@composition(np.polydiv)
def polydiv_source(u, v):
    """The quotient solves a triangular system: its columns are the divisor, shifted."""
    u, v = coefficients(u) + 0.0, coefficients(v) + 0.0
    steps = np.size(u) - np.size(v) + 1
    if steps < 1:
        return np.zeros(1), u
    beside = np.zeros(steps - 1)
    shifted = np.concatenate([beside, v, beside])[np.arange(steps)[:, None] - np.arange(steps) + steps - 1]
    quotient = np.linalg.solve(shifted, u[:steps])
    rest = u - np.convolve(quotient, v)
    return quotient, rest[vanishing(rest):]


@composition(np.polyder)
def polyder_source(p, m=1):
    p = coefficients(p)
    for _ in range(m):
        p = p[:-1] * np.arange(np.size(p) - 1, 0, -1)
    return p


@composition(np.polyint)
def polyint_source(p, m=1, k=None):
    p = coefficients(p)
    for i in range(m):
        start = 0.0 if k is None else k if known_rank(k) == 0 else k[i]
        p = np.concatenate([p / np.arange(np.size(p), 0, -1), np.atleast_1d(start)])
    return p


@composition(np.poly)
def poly_source(seq_of_zeros):
    zeros = coefficients(seq_of_zeros)
    if known_rank(zeros) == 2:
        zeros = real_only(np.linalg.eigvals(zeros), zeros)
    p = np.ones(1)
    for zero in zeros:
        p = np.convolve(p, np.array([1.0, -zero]))
    return p


@composition(np.polyfit)
def polyfit_source(x, y, deg, rcond=None, full=False, w=None, cov=False):
    if full or cov:
        refuse("np.polyfit has a differential for the coefficients alone")
    return least_squares(np.vander(x, deg + 1), x, y, rcond, w)


def least_squares(powers, x, y, rcond, w):
    """The coefficients with which the columns fit ``y`` best; the columns are made of one length first."""
    if w is not None:
        powers = powers * w[:, None]
        y = y * w if known_rank(y) == 1 else np.transpose(np.transpose(y) * w)
    scale = np.sqrt(np.sum(powers * powers, axis=0))
    rcond = np.size(x) * np.finfo(float).eps if rcond is None else rcond
    c = np.linalg.lstsq(powers / scale, y, rcond)[0]
    return c / scale if known_rank(y) == 1 else np.transpose(np.transpose(c) / scale)


@differential(np.roots)
def roots(p, dp, y):
    """By the implicit function theorem, of real roots that differ."""
    y = real_only(y, p)
    powers = np.vander(y, np.size(p))
    slopes = powers[:, 1:] @ (p[:-1] * np.arange(np.size(p) - 1, 0, -1))
    return -(powers @ dp) / slopes


@differential(real_only, kind="reals", passive=("p",))
def real_only_(x, p, dx):
    return +dx


nondifferentiable(vanishing, kind="python_int")
