"""Derivatives of the incomplete gamma and beta functions in their parameters, which SciPy does not have.

They are integrals of the densities' own derivatives, over the logarithm (the logit) of the variable, where the
densities are smooth, have one hill, and fall off at least exponentially: from the end, away from the hill, 80 nodes
of Gauss's rule give first derivatives to 1e-9 or better, relative, for parameters between 1e-3 and 1e5 (gamma) or
1e3 (beta), compared with mpmath; second ones to 1e-6, and where they vanish, 1e-9 of what cancels there.
"""
from __future__ import annotations

from typing import Any

import numpy as np

_NODES, _WEIGHTS = (0.5 * (v + c) for v, c in zip(np.polynomial.legendre.leggauss(80), (1.0, 0.0)))


def gammainc_da(a: Any, x: Any, order: int) -> Any:
    """The derivative of ``gammainc(a, x)`` in ``a``, of order 1, 2 or 3."""
    dtype = _common(a, x)
    a, x = np.broadcast_arrays(np.asarray(a, float), np.asarray(x, float))
    inside = (x > 0) & (x < np.inf) & (a > 0)
    a_, x_ = np.where(inside, a, 1.0), np.where(inside, x, 1.0)
    shifted = np.where(a_ < 1, a_ + 1, a_)          # P(a, x) = P(a + 1, x) + x**a exp(-x) / gamma(a + 1)
    head = np.where(a_ < 1, np.exp(a_ * np.log(x_) - x_ - _gammaln(a_ + 1)) * _bell(
        np.log(x_), a_ + 1, order), 0.0)
    side = np.where(x_ < shifted, -1.0, 1.0)

    def fall(s: Any, a: Any, x: Any, side: Any) -> Any:
        return x * np.expm1(side * s) - side * a * s
    reach = _reach(fall, shifted, x_, side)[..., None]
    s, a1, x1, side1 = reach * _NODES, shifted[..., None], x_[..., None], side[..., None]
    values = np.exp(-fall(s, a1, x1, side1)) * _bell(np.log(x1) + side1 * s, a1, order)
    tail = -side * _gamma_factor(shifted, x_) * reach[..., 0] * (values @ _WEIGHTS)
    return np.where(inside, head + tail, np.where(a > 0, np.where(np.isnan(x), x, 0.0), np.nan)).astype(dtype)[()]


def _common(*arguments: Any) -> Any:
    """The floating dtype of a ufunc's result."""
    dtype = np.result_type(*arguments)
    return dtype if dtype.kind == "f" else np.dtype(float)


def _bell(log_t: Any, a: Any, order: int) -> Any:
    """What the derivatives of ``t**a / gamma(a)`` in ``a`` are multiples of it by."""
    import scipy.special as special
    first = log_t - special.psi(a)
    if order == 1:
        return first
    if order == 2:
        return first**2 - special.polygamma(1, a)
    return first**3 - 3 * first * special.polygamma(1, a) - special.polygamma(2, a)


def _gammaln(a: Any) -> Any:
    import scipy.special as special
    return special.gammaln(a)


def _gamma_factor(a: Any, x: Any) -> Any:
    """``x**a exp(-x) / gamma(a)``; of a large ``a`` by Stirling's formula, where the exponents would cancel."""
    large = np.where(a > 20, a, 20.0)
    ratio = np.where(a > 20, x / large, 1.0)
    rest = 1 / (12 * large) - 1 / (360 * large**3) + 1 / (1260 * large**5)
    far = np.exp(large * (np.log(ratio) - (ratio - 1)) - rest) * np.sqrt(large / (2 * np.pi))
    return np.where(a > 20, far, np.exp(a * np.log(x) - x - _gammaln(a)))


def _reach(fall: Any, *arguments: Any) -> Any:
    """How far an integrand ``exp(-fall(s))`` matters."""
    s = np.full(arguments[0].shape, 1e-9)
    for _ in range(80):
        short = fall(s, *arguments) < 40
        if not np.any(short):
            break
        s = np.where(short, 1.5 * s, s)
    return s


def betainc_dab(a: Any, b: Any, x: Any, in_a: int, in_b: int) -> Any:
    """The derivative of ``betainc(a, b, x)``, as often in ``a`` and in ``b`` as is said: together once or twice."""
    dtype = _common(a, b, x)
    a, b, x = np.broadcast_arrays(*[np.asarray(v, float) for v in (a, b, x)])
    inside = (x > 0) & (x < 1) & (a > 0) & (b > 0)
    a_, b_, x_ = (np.where(inside, v, w) for v, w in ((a, 1.0), (b, 1.0), (x, 0.5)))
    low = x_ < a_ / (a_ + b_)
    y = 1 - x_
    p, q = np.where(low, a_, b_), np.where(low, b_, a_)
    value = _beta_side(p, q, np.where(low, x_, y), np.where(low, y, x_), np.where(low, in_a, in_b),
                       np.where(low, in_b, in_a))
    return np.where(inside, np.where(low, value, -value), np.where((a > 0) & (b > 0), np.where(
        np.isnan(x), x, 0.0), np.nan)).astype(dtype)[()]


def _beta_side(a: Any, b: Any, x: Any, y: Any, in_a: Any, in_b: Any) -> Any:
    """The same for an end ``x = 1 - y`` on the left of the hill."""
    import scipy.special as special
    shifted = np.where(a < 1, a + 1, a)     # I(a, b) = I(a + 1, b) + x**a (1 - x)**b / (a beta(a, b))
    log_x, log_y = np.log(x), np.where(x < 0.5, np.log1p(-x), np.log(y))
    factor = np.exp(a * log_x + b * log_y - special.betaln(a, b))
    head = np.where(a < 1, factor / a * _beta_bell(log_x, log_y, a, b, in_a, in_b, 1 / a), 0.0)

    def left(s: Any, x: Any, y: Any) -> Any:
        return np.log1p(y * np.expm1(s)), np.log1p(x * np.expm1(-s))

    def fall(s: Any, a: Any, b: Any, x: Any, y: Any) -> Any:
        of_a, of_b = left(s, x, y)
        return a * of_a + b * of_b
    with np.errstate(over="ignore"):
        reach = np.minimum(_reach(fall, shifted, b, x, y), 600.0)[..., None]
    a1, b1, x1, y1, m, n = (v[..., None] for v in (shifted, b, x, y, in_a, in_b))
    of_a, of_b = left(reach * _NODES, x1, y1)
    values = np.exp(-a1 * of_a - b1 * of_b) * _beta_bell(np.log(x1) - of_a, log_y[..., None] - of_b, a1, b1, m, n, 0.0)
    factor = np.exp(shifted * log_x + b * log_y - special.betaln(shifted, b))
    return head + factor * reach[..., 0] * (values @ _WEIGHTS)


def _beta_bell(log_t: Any, log_u: Any, a: Any, b: Any, in_a: Any, in_b: Any, inverse: Any) -> Any:
    """What the derivatives of ``t**a u**b / beta(a, b)`` are multiples of it by; divided by ``1 / inverse`` too."""
    import scipy.special as special
    both, bend = special.psi(a + b), special.polygamma(1, a + b)
    of_a, of_b = log_t - special.psi(a) + both - inverse, log_u - special.psi(b) + both
    twice = np.where(in_a == 2, of_a**2 - special.polygamma(1, a) + bend + inverse**2, np.where(
        in_b == 2, of_b**2 - special.polygamma(1, b) + bend, of_a * of_b + bend))
    return np.where(in_a + in_b == 2, twice, np.where(in_a == 1, of_a, of_b))


def elliptic_moment(phi: Any, m: Any, p: int, q: int) -> Any:
    """The integral of ``sin(t)**(2 p) / (1 - m sin(t)**2)**(q / 2)`` from 0 to ``phi``, for ``m`` near 0."""
    dtype = _common(phi, m)
    phi, m = np.broadcast_arrays(np.asarray(phi, float), np.asarray(m, float))
    turns = np.round(phi / np.pi)

    def integral(end: Any) -> Any:
        squares = np.sin(end[..., None] * _NODES)**2
        return end * ((squares**p / (1 - m[..., None] * squares)**(0.5 * q)) @ _WEIGHTS)
    return (integral(phi - turns * np.pi) + turns * integral(np.full(phi.shape, np.pi))).astype(dtype)[()]
