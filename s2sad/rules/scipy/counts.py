"""``scipy.stats``: distributions of counts, with respect to their parameters.

As in ``distributions.py``, a class states one for ``loc=0``: its parameters, where it is not 0 with a number inside,
the logarithm of a probability, and what else is known.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.special as special
import scipy.stats as stats

from ..registry import composition, nondifferentiable
from .distributions import logarithm, standard
from .moments import moments


def state(distribution):
    """Declare a distribution's methods, by a class that states some of them."""
    def declare(of):
        probability(distribution, of.parameters, of.support, of.logpmf)
        for name in ("cdf", "sf"):
            if hasattr(of, name):
                sums(getattr(distribution, name), of.parameters, of.support, getattr(of, name), float(name == "sf"))
                logarithm(getattr(distribution, f"log{name}"), getattr(distribution, name))
        nondifferentiable(distribution.ppf, distribution.isf, distribution.median, distribution.interval)
        return moments(distribution, of.parameters)(of)
    return declare


def probability(distribution, parameters, support, logpmf):
    @composition(distribution.logpmf)
    def logpmf_source(k, *args, **kwargs):
        shapes, loc, _ = parameters(*args, **kwargs)
        n = standard(k, loc, 1)
        within, inner = support(n, *shapes)
        return np.where(within & (np.floor(n) == n), logpmf(np.where(within, n, inner), *shapes), -math.inf)

    @composition(distribution.pmf)
    def pmf_source(k, *args, **kwargs):
        return np.exp(distribution.logpmf(k, *args, **kwargs))


def sums(method, parameters, support, form, below):
    """The probability up to a count, or beyond it; from the last count on it is 1, or 0."""
    @composition(method)
    def sums_source(k, *args, **kwargs):
        shapes, loc, _ = parameters(*args, **kwargs)
        n = np.floor(standard(k, loc, 1))
        within, inner = support(n, *shapes)
        beyond = np.where(n < inner, below, 1 - below)
        return np.where(within, form(np.where(within, n, inner), *shapes), beyond)


@nondifferentiable
def up_to(most):
    """Counts up to the largest of some numbers."""
    return np.arange(float(np.max(most)) + 1)


def from_0(k, *shapes):
    return k >= 0, 0


def from_1(k, *shapes):
    return k >= 1, 1


def up_to_n(k, n, *shapes):
    return (k >= 0) & (k <= n), 0


def with_mu(mu, loc=0):
    return (mu,), loc, 1


def with_p(p, loc=0):
    return (p,), loc, 1


def with_n_p(n, p, loc=0):
    return (n, p), loc, 1


def with_n_a_b(n, a, b, loc=0):
    return (n, a, b), loc, 1


def with_a(a, loc=0):
    return (a,), loc, 1


@state(stats.poisson)
class Poisson:
    parameters, support = with_mu, from_0

    def logpmf(k, mu):
        return special.xlogy(k, mu) - special.gammaln(k + 1) - mu

    def cdf(k, mu):
        return special.pdtr(k, mu)

    def sf(k, mu):
        return special.pdtrc(k, mu)

    def mean(mu):
        return mu

    def var(mu):
        return mu

    def skew(mu):
        return 1 / np.sqrt(mu)

    def kurt(mu):
        return 1 / mu

    def entropy(mu):
        """The sum over all counts that matter."""
        mu = np.asarray(mu)[..., None]
        logs = stats.poisson.logpmf(up_to(mu + 20 * np.sqrt(mu) + 40), mu)
        return -np.sum(np.exp(logs) * logs, axis=-1)


@state(stats.binom)
class Binom:
    parameters, support = with_n_p, up_to_n

    def logpmf(k, n, p):
        ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
        return ways + special.xlogy(k, p) + special.xlog1py(n - k, -p)

    def cdf(k, n, p):
        return special.bdtr(k, n, p)

    def sf(k, n, p):
        return special.bdtrc(k, n, p)

    def mean(n, p):
        return n * p

    def var(n, p):
        return n * p * (1 - p)

    def skew(n, p):
        return (1 - 2 * p) / np.sqrt(n * p * (1 - p))

    def kurt(n, p):
        return (1 - 6 * p * (1 - p)) / (n * p * (1 - p))

    def entropy(n, p):
        n, p = np.asarray(n)[..., None], np.asarray(p)[..., None]
        k = up_to(n)
        logs = stats.binom.logpmf(np.minimum(k, n), n, p)
        return -np.sum(np.where(k <= n, np.exp(logs) * logs, 0.0), axis=-1)


@state(stats.bernoulli)
class Bernoulli:
    parameters = with_p

    def support(k, p):
        return (k >= 0) & (k <= 1), 0

    def logpmf(k, p):
        return special.xlogy(k, p) + special.xlog1py(1 - k, -p)

    def cdf(k, p):
        return np.where(k < 1, 1 - p, 1.0)

    def sf(k, p):
        return np.where(k < 1, p, 0.0)

    def mean(p):
        return p

    def var(p):
        return p * (1 - p)

    def skew(p):
        return (1 - 2 * p) / np.sqrt(p * (1 - p))

    def kurt(p):
        return (1 - 6 * p * (1 - p)) / (p * (1 - p))

    def entropy(p):
        return special.entr(p) + special.entr(1 - p)


@state(stats.betabinom)
class BetaBinom:
    parameters, support = with_n_a_b, up_to_n

    def logpmf(k, n, a, b):
        return (special.betaln(k + a, n - k + b) - special.betaln(a, b) - np.log(n + 1)
                - special.betaln(n - k + 1, k + 1))

    def mean(n, a, b):
        return n * a / (a + b)

    def var(n, a, b):
        return n * a * b * (a + b + n) / ((a + b) ** 2 * (a + b + 1))


@state(stats.geom)
class Geom:
    parameters, support = with_p, from_1

    def logpmf(k, p):
        return special.xlog1py(k - 1, -p) + np.log(p)

    def cdf(k, p):
        return -np.expm1(k * np.log1p(-p))

    def sf(k, p):
        return np.exp(k * np.log1p(-p))

    def mean(p):
        return 1 / p

    def var(p):
        return (1 - p) / p ** 2

    def skew(p):
        return (2 - p) / np.sqrt(1 - p)

    def kurt(p):
        return 6 + p ** 2 / (1 - p)

    def entropy(p):
        return (special.entr(p) + special.entr(1 - p)) / p


@state(stats.nbinom)
class NBinom:
    parameters, support = with_n_p, from_0

    def logpmf(k, n, p):
        ways = special.gammaln(n + k) - special.gammaln(k + 1) - special.gammaln(n)
        return ways + n * np.log(p) + special.xlog1py(k, -p)

    def cdf(k, n, p):
        return special.betainc(n, k + 1, p)

    def sf(k, n, p):
        return special.betainc(k + 1, n, 1 - p)

    def mean(n, p):
        return n * (1 - p) / p

    def var(n, p):
        return n * (1 - p) / p ** 2

    def skew(n, p):
        return (2 - p) / np.sqrt(n * (1 - p))

    def kurt(n, p):
        return 6 / n + p ** 2 / (n * (1 - p))


@state(stats.betanbinom)
class BetaNBinom:
    parameters, support = with_n_a_b, from_0

    def logpmf(k, n, a, b):
        ways = -np.log(n + k) - special.betaln(n, k + 1)
        return ways + special.betaln(a + n, b + k) - special.betaln(a, b)


@state(stats.logser)
class LogSer:
    parameters, support = with_p, from_1

    def logpmf(k, p):
        return k * np.log(p) - np.log(k) - np.log(-np.log1p(-p))

    def mean(p):
        return p / (p - 1) / np.log1p(-p)

    def var(p):
        log = np.log1p(-p)
        return -p / (p - 1) ** 2 / log - (p / (p - 1) / log) ** 2


@state(stats.planck)
class Planck:
    support = from_0

    def parameters(lambda_, loc=0):
        return (lambda_,), loc, 1

    def logpmf(k, rate):
        return np.log(-np.expm1(-rate)) - rate * k

    def cdf(k, rate):
        return -np.expm1(-rate * (k + 1))

    def sf(k, rate):
        return np.exp(-rate * (k + 1))

    def mean(rate):
        return 1 / np.expm1(rate)

    def var(rate):
        return np.exp(-rate) / np.expm1(-rate) ** 2


@state(stats.dlaplace)
class DLaplace:
    parameters = with_a

    def support(k, a):
        return k == k, 0

    def logpmf(k, a):
        return np.log(np.tanh(a / 2.0)) - a * np.abs(k)

    def mean(a):
        return np.zeros_like(a)

    def var(a):
        return 2 * np.exp(a) / np.expm1(a) ** 2


@state(stats.yulesimon)
class YuleSimon:
    support = from_1

    def parameters(alpha, loc=0):
        return (alpha,), loc, 1

    def logpmf(k, alpha):
        return np.log(alpha) + special.betaln(k, alpha + 1)

    def cdf(k, alpha):
        return 1 - k * special.beta(k, alpha + 1)

    def sf(k, alpha):
        return k * special.beta(k, alpha + 1)
