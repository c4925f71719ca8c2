"""``scipy.stats``: means, variances, higher moments and entropies, where they are known in closed form.

As in ``distributions.py``, a class states them for ``loc=0, scale=1``: what it does not state has no derivative.
``std``, ``stats`` and ``moment`` follow.  Where a moment does not exist the number that stands here is of no
meaning, and so is its derivative: SciPy gives inf or nan.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.special as special
import scipy.stats as stats

from ..registry import composition
from ..static import known_number
from .distributions import plain, scaled, with_a, with_a_b, with_b, with_c, with_df, with_s

EULER = 0.5772156649015329
ZETA_3 = 1.2020569031595942


def moments(distribution, parameters):
    """Declare a distribution's moments, by a class that states some of them."""
    def declare(of):
        if hasattr(of, "mean"):
            mean(distribution, parameters, of.mean)
        if hasattr(of, "var"):
            spread(distribution, parameters, of.var)
        if hasattr(of, "entropy"):
            entropy(distribution, parameters, of.entropy)
        if hasattr(of, "mean") and hasattr(of, "var"):
            several(distribution, parameters, of.mean, of.var, getattr(of, "skew", None), getattr(of, "kurt", None))
        return of
    return declare


def mean(distribution, parameters, form):
    @composition(distribution.mean)
    def mean_source(*args, **kwargs):
        shapes, loc, scale = parameters(*args, **kwargs)
        return scaled(form(*shapes), loc, scale)


def spread(distribution, parameters, form):
    @composition(distribution.var)
    def var_source(*args, **kwargs):
        shapes, _, scale = parameters(*args, **kwargs)
        return form(*shapes) if known_number(scale) == 1 else form(*shapes) * scale ** 2

    @composition(distribution.std)
    def std_source(*args, **kwargs):
        shapes, _, scale = parameters(*args, **kwargs)
        return np.sqrt(form(*shapes)) if known_number(scale) == 1 else np.sqrt(form(*shapes)) * scale


def entropy(distribution, parameters, form):
    @composition(distribution.entropy)
    def entropy_source(*args, **kwargs):
        shapes, _, scale = parameters(*args, **kwargs)
        return form(*shapes) if known_number(scale) == 1 else form(*shapes) + np.log(scale)


def several(distribution, parameters, mean, var, skew, kurt):
    """``stats`` and ``moment``, as far as the moments are known."""
    @composition(distribution.stats)
    def stats_source(*args, moments="mv", **kwargs):
        if "s" in moments and skew is None or "k" in moments and kurt is None:
            return NotImplemented
        shapes, loc, scale = parameters(*args, **kwargs)
        found = []
        if "m" in moments:
            found.append(scaled(mean(*shapes), loc, scale))
        if "v" in moments:
            found.append(var(*shapes) * scale ** 2)
        if "s" in moments:
            found.append(skew(*shapes) + 0.0)
        if "k" in moments:
            found.append(kurt(*shapes) + 0.0)
        return found[0] if len(found) == 1 else tuple(found)

    @composition(distribution.moment)
    def moment_source(order, *args, **kwargs):
        """About 0, from those about the mean."""
        shapes, loc, scale = parameters(*args, **kwargs)
        m, v = scaled(mean(*shapes), loc, scale), var(*shapes) * scale ** 2
        if order == 1:
            return m
        if order == 2:
            return m ** 2 + v
        if order == 3 and skew is not None:
            return m ** 3 + 3 * m * v + skew(*shapes) * v ** 1.5
        if order == 4 and skew is not None and kurt is not None:
            return m ** 4 + 6 * m ** 2 * v + 4 * m * skew(*shapes) * v ** 1.5 + (kurt(*shapes) + 3.0) * v ** 2
        return NotImplemented


@moments(stats.norm, plain)
class Norm:
    def mean():
        return 0.0

    def var():
        return 1.0

    def skew():
        return 0.0

    def kurt():
        return 0.0

    def entropy():
        return 0.5 * (math.log(2 * math.pi) + 1)


@moments(stats.expon, plain)
class Expon:
    def mean():
        return 1.0

    def var():
        return 1.0

    def skew():
        return 2.0

    def kurt():
        return 6.0

    def entropy():
        return 1.0


@moments(stats.uniform, plain)
class Uniform:
    def mean():
        return 0.5

    def var():
        return 1.0 / 12

    def skew():
        return 0.0

    def kurt():
        return -1.2

    def entropy():
        return 0.0


@moments(stats.laplace, plain)
class Laplace:
    def mean():
        return 0.0

    def var():
        return 2.0

    def skew():
        return 0.0

    def kurt():
        return 3.0

    def entropy():
        return math.log(2) + 1


@moments(stats.cauchy, plain)
class Cauchy:
    def entropy():
        return math.log(4 * math.pi)


@moments(stats.logistic, plain)
class Logistic:
    def mean():
        return 0.0

    def var():
        return math.pi ** 2 / 3

    def skew():
        return 0.0

    def kurt():
        return 1.2

    def entropy():
        return 2.0


@moments(stats.gumbel_r, plain)
class GumbelR:
    def mean():
        return EULER

    def var():
        return math.pi ** 2 / 6

    def skew():
        return 12 * math.sqrt(6) / math.pi ** 3 * ZETA_3

    def kurt():
        return 2.4

    def entropy():
        return EULER + 1


@moments(stats.gumbel_l, plain)
class GumbelL:
    def mean():
        return -EULER

    def var():
        return math.pi ** 2 / 6

    def skew():
        return -12 * math.sqrt(6) / math.pi ** 3 * ZETA_3

    def kurt():
        return 2.4

    def entropy():
        return EULER + 1


@moments(stats.rayleigh, plain)
class Rayleigh:
    def mean():
        return math.sqrt(math.pi / 2)

    def var():
        return 2 - math.pi / 2

    def skew():
        return 2 * (math.pi - 3) * math.sqrt(math.pi) / (4 - math.pi) ** 1.5

    def kurt():
        return 6 * math.pi * (4 - math.pi) / (4 - math.pi) ** 2 - 16 / (4 - math.pi) ** 2

    def entropy():
        return EULER / 2 + 1 - 0.5 * math.log(2)


@moments(stats.halfnorm, plain)
class HalfNorm:
    def mean():
        return math.sqrt(2 / math.pi)

    def var():
        return 1 - 2 / math.pi

    def entropy():
        return 0.5 * math.log(math.pi / 2) + 0.5


@moments(stats.gamma, with_a)
class Gamma:
    def mean(a):
        return a

    def var(a):
        return a

    def skew(a):
        return 2 / np.sqrt(a)

    def kurt(a):
        return 6 / a

    def entropy(a):
        return a + special.gammaln(a) + (1 - a) * special.psi(a)


@moments(stats.chi2, with_df)
class Chi2:
    def mean(df):
        return df

    def var(df):
        return 2 * df

    def skew(df):
        return np.sqrt(8 / df)

    def kurt(df):
        return 12 / df

    def entropy(df):
        return 0.5 * df + math.log(2) + special.gammaln(0.5 * df) + (1 - 0.5 * df) * special.psi(0.5 * df)


@moments(stats.beta, with_a_b)
class Beta:
    def mean(a, b):
        return a / (a + b)

    def var(a, b):
        return a * b / ((a + b) ** 2 * (a + b + 1))

    def skew(a, b):
        return 2 * (b - a) * np.sqrt(a + b + 1) / ((a + b + 2) * np.sqrt(a * b))

    def kurt(a, b):
        top = (a - b) ** 2 * (a + b + 1) - a * b * (a + b + 2)
        return 6 * top / (a * b * (a + b + 2) * (a + b + 3))

    def entropy(a, b):
        return (special.betaln(a, b) - (a - 1) * special.psi(a) - (b - 1) * special.psi(b)
                + (a + b - 2) * special.psi(a + b))


@moments(stats.t, with_df)
class T:
    def mean(df):
        return np.where(df > 1, 0.0, math.inf)

    def var(df):
        return np.where(df > 2, df / np.where(df > 2, df - 2, 1.0), math.inf)

    def entropy(df):
        half, more = 0.5 * df, 0.5 * (df + 1)
        return more * (special.psi(more) - special.psi(half)) + np.log(np.sqrt(df)) + special.betaln(half, 0.5)


@moments(stats.invgamma, with_a)
class InvGamma:
    def mean(a):
        return np.where(a > 1, 1 / np.where(a > 1, a - 1, 1.0), math.inf)

    def var(a):
        safe = np.where(a > 2, a, 3.0)
        return np.where(a > 2, 1 / ((safe - 1) ** 2 * (safe - 2)), math.inf)

    def entropy(a):
        return a - (a + 1) * special.psi(a) + special.gammaln(a)


@moments(stats.weibull_min, with_c)
class WeibullMin:
    def mean(c):
        return special.gamma(1 + 1 / c)

    def var(c):
        return special.gamma(1 + 2 / c) - special.gamma(1 + 1 / c) ** 2

    def entropy(c):
        return -EULER / c - np.log(c) + EULER + 1


@moments(stats.lognorm, with_s)
class LogNorm:
    def mean(s):
        return np.exp(0.5 * s * s)

    def var(s):
        return np.expm1(s * s) * np.exp(s * s)

    def skew(s):
        return np.sqrt(np.expm1(s * s)) * (2 + np.exp(s * s))

    def entropy(s):
        return 0.5 * (1 + math.log(2 * math.pi)) + np.log(s)


@moments(stats.pareto, with_b)
class Pareto:
    def mean(b):
        return np.where(b > 1, b / np.where(b > 1, b - 1, 1.0), math.inf)

    def var(b):
        safe = np.where(b > 2, b, 3.0)
        return np.where(b > 2, safe / ((safe - 2) * (safe - 1) ** 2), math.inf)

    def entropy(b):
        return 1 + 1 / b - np.log(b)


def two_degrees(dfn, dfd, loc=0, scale=1):
    return (dfn, dfd), loc, scale


@moments(stats.f, two_degrees)
class Fisher:
    def mean(m, n):
        return np.where(n > 2, n / np.where(n > 2, n - 2, 1.0), math.inf)

    def var(m, n):
        safe = np.where(n > 4, n, 5.0)
        return np.where(n > 4, 2 * safe ** 2 * (m + safe - 2) / (m * (safe - 2) ** 2 * (safe - 4)), math.inf)


def with_beta(beta, loc=0, scale=1):
    return (beta,), loc, scale


@moments(stats.gennorm, with_beta)
class GenNorm:
    def mean(beta):
        return 0.0

    def var(beta):
        return np.exp(special.gammaln(3 / beta) - special.gammaln(1 / beta))

    def entropy(beta):
        return 1 / beta - np.log(0.5 * beta) + special.gammaln(1 / beta)


@moments(stats.skewnorm, with_a)
class SkewNorm:
    def mean(a):
        return math.sqrt(2 / math.pi) * a / np.sqrt(1 + a * a)

    def var(a):
        return 1 - 2 / math.pi * a * a / (1 + a * a)


@moments(stats.truncnorm, with_a_b)
class TruncNorm:
    """By the densities at the ends, relative to the mass between."""

    def mean(a, b):
        p, q = np.exp(stats.truncnorm.logpdf(a, a, b)), np.exp(stats.truncnorm.logpdf(b, a, b))
        return p - q

    def var(a, b):
        p, q = np.exp(stats.truncnorm.logpdf(a, a, b)), np.exp(stats.truncnorm.logpdf(b, a, b))
        return 1 + a * p - b * q - (p - q) ** 2
