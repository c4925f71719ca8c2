"""``scipy.stats``: densities, distribution functions and quantiles of one variable, stated over ``scipy.special``.

A class states a distribution for ``loc=0, scale=1``: its parameters, its support with a number inside, and what is
known in closed form.  The methods of SciPy's object follow: ``pdf`` from ``logpdf``, ``logcdf`` from ``cdf``, ….
"""
from __future__ import annotations

import math

import numpy as np
import scipy.special as special
import scipy.stats as stats

from ..registry import composition
from ..static import is_none, known_number


def standard(x, loc, scale):
    """``(x - loc) / scale``, without what need not be said."""
    if known_number(loc) != 0:
        x = x - loc
    return x if known_number(scale) == 1 else x / scale


def less_log(y, scale):
    """``y - log(scale)``: the logarithm of a density that was scaled."""
    return y if known_number(scale) == 1 else y - np.log(scale)


def scaled(z, loc, scale):
    """``loc + scale * z``"""
    if known_number(scale) != 1:
        z = scale * z
    return z if known_number(loc) == 0 else loc + z


def everywhere(z, *shapes):
    return None, 0.0


def positive(z, *shapes):
    return z >= 0, 1.0


def between_0_and_1(z, *shapes):
    return (z >= 0) & (z <= 1), 0.5


def plain(loc=0, scale=1):
    return (), loc, scale


def with_a(a, loc=0, scale=1):
    return (a,), loc, scale


def with_b(b, loc=0, scale=1):
    return (b,), loc, scale


def with_c(c, loc=0, scale=1):
    return (c,), loc, scale


def with_s(s, loc=0, scale=1):
    return (s,), loc, scale


def with_df(df, loc=0, scale=1):
    return (df,), loc, scale


def with_a_b(a, b, loc=0, scale=1):
    return (a, b), loc, scale


# -- what follows ----------------------------------------------------------------------------------


def state(distribution):
    """Declare a distribution's methods, by a class that states some of them."""
    def declare(of):
        parameters, support = of.parameters, getattr(of, "support", everywhere)
        if hasattr(of, "logpdf"):
            density(distribution, parameters, support, of.logpdf)
        for name in ("cdf", "sf"):
            if hasattr(of, name):
                probability(getattr(distribution, name), parameters, support, getattr(of, name), below(name))
                known = getattr(of, f"log{name}", None)
                method = getattr(distribution, f"log{name}")
                if known is not None:
                    log_probability(method, parameters, support, known, below(name))
                else:
                    logarithm(method, getattr(distribution, name))
        for name in ("ppf", "isf"):
            if hasattr(of, name):
                quantile(getattr(distribution, name), parameters, getattr(of, name))
        if hasattr(of, "ppf"):
            between(distribution)
        return of
    return declare


def below(name):
    """The probability on either side of the support."""
    return nothing_below if name == "cdf" else all_below


def nothing_below(z, inner):
    return np.where(z < inner, 0.0, 1.0)


def all_below(z, inner):
    return np.where(z < inner, 1.0, 0.0)


def density(distribution, parameters, support, logpdf):
    @composition(distribution.logpdf)
    def logpdf_source(x, *args, **kwargs):
        shapes, loc, scale = parameters(*args, **kwargs)
        z = standard(x, loc, scale)
        within, inner = support(z, *shapes)
        if is_none(within):
            return less_log(logpdf(z, *shapes), scale)
        return np.where(within, less_log(logpdf(np.where(within, z, inner), *shapes), scale), -math.inf)

    @composition(distribution.pdf)
    def pdf_source(x, *args, **kwargs):
        return np.exp(distribution.logpdf(x, *args, **kwargs))


def probability(method, parameters, support, form, outside):
    @composition(method)
    def probability_source(x, *args, **kwargs):
        shapes, loc, scale = parameters(*args, **kwargs)
        z = standard(x, loc, scale)
        within, inner = support(z, *shapes)
        if is_none(within):
            return form(z, *shapes)
        return np.where(within, form(np.where(within, z, inner), *shapes), outside(z, inner))


def log_probability(method, parameters, support, form, outside):
    @composition(method)
    def log_probability_source(x, *args, **kwargs):
        shapes, loc, scale = parameters(*args, **kwargs)
        z = standard(x, loc, scale)
        within, inner = support(z, *shapes)
        if is_none(within):
            return form(z, *shapes)
        beyond = np.where(outside(z, inner) > 0, 0.0, -math.inf)
        return np.where(within, form(np.where(within, z, inner), *shapes), beyond)


def logarithm(method, plain_method):
    @composition(method)
    def logarithm_source(x, *args, **kwargs):
        return np.log(plain_method(x, *args, **kwargs))


def quantile(method, parameters, form):
    @composition(method)
    def quantile_source(q, *args, **kwargs):
        shapes, loc, scale = parameters(*args, **kwargs)
        return scaled(form(q, *shapes), loc, scale)


def between(distribution):
    """What follows from quantiles."""
    @composition(distribution.median)
    def median_source(*args, **kwargs):
        return distribution.ppf(0.5, *args, **kwargs)

    @composition(distribution.interval)
    def interval_source(confidence, *args, **kwargs):
        tail = (1.0 - confidence) / 2
        return distribution.ppf(tail, *args, **kwargs), distribution.ppf(1.0 - tail, *args, **kwargs)


# -- on the whole line -----------------------------------------------------------------------------


@state(stats.norm)
class Norm:
    parameters = plain

    def logpdf(z):
        return -0.5 * z ** 2 - 0.5 * math.log(2 * math.pi)

    def cdf(z):
        return special.ndtr(z)

    def sf(z):
        return special.ndtr(-z)

    def logcdf(z):
        return special.log_ndtr(z)

    def logsf(z):
        return special.log_ndtr(-z)

    def ppf(q):
        return special.ndtri(q)

    def isf(q):
        return -special.ndtri(q)


@state(stats.t)
class T:
    parameters = with_df

    def logpdf(z, df):
        constant = -special.betaln(0.5, 0.5 * df) - 0.5 * np.log(df)
        return constant - 0.5 * (df + 1) * np.log1p(z * z / df)

    def cdf(z, df):
        return special.stdtr(df, z)

    def sf(z, df):
        return special.stdtr(df, -z)

    def ppf(q, df):
        return special.stdtrit(df, q)

    def isf(q, df):
        return -special.stdtrit(df, q)


@state(stats.laplace)
class Laplace:
    parameters = plain

    def logpdf(z):
        return -math.log(2) - np.abs(z)

    def cdf(z):
        tail = 0.5 * np.exp(-np.abs(z))
        return np.where(z < 0, tail, 1 - tail)

    def sf(z):
        tail = 0.5 * np.exp(-np.abs(z))
        return np.where(z < 0, 1 - tail, tail)

    def ppf(q):
        return -np.sign(q - 0.5) * np.log1p(-np.abs(2 * q - 1))

    def isf(q):
        return np.sign(q - 0.5) * np.log1p(-np.abs(2 * q - 1))


@state(stats.cauchy)
class Cauchy:
    parameters = plain

    def logpdf(z):
        return -math.log(math.pi) - np.log1p(z * z)

    def cdf(z):
        return np.arctan2(1, -z) / math.pi

    def sf(z):
        return np.arctan2(1, z) / math.pi

    def ppf(q):
        return np.tan(math.pi * (q - 0.5))

    def isf(q):
        return np.tan(math.pi * (0.5 - q))


@state(stats.logistic)
class Logistic:
    parameters = plain

    def logpdf(z):
        return special.log_expit(z) + special.log_expit(-z)

    def cdf(z):
        return special.expit(z)

    def sf(z):
        return special.expit(-z)

    def logcdf(z):
        return special.log_expit(z)

    def logsf(z):
        return special.log_expit(-z)

    def ppf(q):
        return special.logit(q)

    def isf(q):
        return -special.logit(q)


@state(stats.gumbel_r)
class GumbelR:
    parameters = plain

    def logpdf(z):
        return -z - np.exp(-z)

    def cdf(z):
        return np.exp(-np.exp(-z))

    def sf(z):
        return -np.expm1(-np.exp(-z))

    def logcdf(z):
        return -np.exp(-z)

    def ppf(q):
        return -np.log(-np.log(q))

    def isf(q):
        return -np.log(-np.log1p(-q))


@state(stats.gumbel_l)
class GumbelL:
    parameters = plain

    def logpdf(z):
        return z - np.exp(z)

    def cdf(z):
        return -np.expm1(-np.exp(z))

    def sf(z):
        return np.exp(-np.exp(z))

    def logsf(z):
        return -np.exp(z)

    def ppf(q):
        return np.log(-np.log1p(-q))

    def isf(q):
        return np.log(-np.log(q))


@state(stats.gennorm)
class GenNorm:
    def parameters(beta, loc=0, scale=1):
        return (beta,), loc, scale

    def logpdf(z, beta):
        return np.log(0.5 * beta) - special.gammaln(1.0 / beta) - np.abs(z) ** beta

    def cdf(z, beta):
        tail = 0.5 * special.gammaincc(1.0 / beta, np.abs(z) ** beta)
        return np.where(z < 0, tail, 1 - tail)

    def sf(z, beta):
        tail = 0.5 * special.gammaincc(1.0 / beta, np.abs(z) ** beta)
        return np.where(z < 0, 1 - tail, tail)


@state(stats.skewnorm)
class SkewNorm:
    parameters = with_a

    def logpdf(z, a):
        return math.log(2) - 0.5 * z ** 2 - 0.5 * math.log(2 * math.pi) + special.log_ndtr(a * z)


@state(stats.vonmises)
class VonMises:
    def parameters(kappa, loc=0, scale=1):
        return (kappa,), loc, scale

    def logpdf(z, kappa):
        return kappa * special.cosm1(z) - np.log(2 * math.pi * special.i0e(kappa))


@state(stats.wrapcauchy)
class WrapCauchy:
    parameters = with_c

    def support(z, c):
        return (z >= 0) & (z <= 2 * math.pi), 1.0

    def logpdf(z, c):
        return np.log((1 - c * c) / (2 * math.pi * (1 + c * c - 2 * c * np.cos(z))))


@state(stats.truncnorm)
class TruncNorm:
    parameters = with_a_b

    def support(z, a, b):
        return (z >= a) & (z <= b), np.where(a > 0, a, np.minimum(b, 0.0))

    def logpdf(z, a, b):
        return -0.5 * z ** 2 - 0.5 * math.log(2 * math.pi) - log_mass(a, b)

    def cdf(z, a, b):
        return np.exp(log_mass(a, z) - log_mass(a, b))

    def sf(z, a, b):
        return np.exp(log_mass(z, b) - log_mass(a, b))

    def logcdf(z, a, b):
        return log_mass(a, z) - log_mass(a, b)

    def logsf(z, a, b):
        return log_mass(z, b) - log_mass(a, b)


def log_mass(a, b):
    """The logarithm of the normal probability of an interval; one in the right tail is turned to the left."""
    right = a > 0
    top = special.log_ndtr(np.where(right, -a, b))
    return top + np.log1p(-np.exp(special.log_ndtr(np.where(right, -b, a)) - top))
