"""``scipy.stats``: distributions of counts and of several variables, and statistics of samples.

Each is inlined and differentiated as if written out.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.linalg as linalg
import scipy.special as special
import scipy.stats as stats

from ..registry import composition, nondifferentiable
from ..static import known_rank
from .distributions import standard

# -- counts ------------------------------------------------------------------------------------------------


@composition(stats.poisson.logpmf)
def poisson_logpmf(k, mu, loc=0):
    n = standard(k, loc, 1)
    value = special.xlogy(n, mu) - special.gammaln(n + 1) - mu
    return np.where((n >= 0) & (np.floor(n) == n), value, -math.inf)


@composition(stats.poisson.pmf)
def poisson_pmf(k, mu, loc=0):
    return np.exp(stats.poisson.logpmf(k, mu, loc))


@composition(stats.poisson.cdf)
def poisson_cdf(k, mu, loc=0):
    n = np.floor(standard(k, loc, 1))
    return np.where(n >= 0, special.pdtr(np.maximum(n, 0), mu), 0.0)


@composition(stats.poisson.sf)
def poisson_sf(k, mu, loc=0):
    n = np.floor(standard(k, loc, 1))
    return np.where(n >= 0, special.pdtrc(np.maximum(n, 0), mu), 1.0)


@composition(stats.binom.logpmf)
def binom_logpmf(k, n, p, loc=0):
    k = standard(k, loc, 1)
    value = (special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
             + special.xlogy(k, p) + special.xlog1py(n - k, -p))
    return np.where((k >= 0) & (k <= n) & (np.floor(k) == k), value, -math.inf)


@composition(stats.binom.pmf)
def binom_pmf(k, n, p, loc=0):
    return np.exp(stats.binom.logpmf(k, n, p, loc))


@composition(stats.bernoulli.logpmf)
def bernoulli_logpmf(k, p, loc=0):
    k = standard(k, loc, 1)
    return np.where((k == 0) | (k == 1), special.xlogy(k, p) + special.xlog1py(1 - k, -p), -math.inf)


@composition(stats.bernoulli.pmf)
def bernoulli_pmf(k, p, loc=0):
    return np.exp(stats.bernoulli.logpmf(k, p, loc))


@composition(stats.bernoulli.cdf)
def bernoulli_cdf(k, p, loc=0):
    k = standard(k, loc, 1)
    return np.where(k < 0, 0.0, np.where(k < 1, 1 - p, 1.0))


@composition(stats.betabinom.logpmf)
def betabinom_logpmf(k, n, a, b, loc=0):
    k = standard(k, loc, 1)
    value = (special.betaln(k + a, n - k + b) - special.betaln(a, b) - np.log(n + 1)
             - special.betaln(n - k + 1, k + 1))
    return np.where((k >= 0) & (k <= n) & (np.floor(k) == k), value, -math.inf)


@composition(stats.betabinom.pmf)
def betabinom_pmf(k, n, a, b, loc=0):
    return np.exp(stats.betabinom.logpmf(k, n, a, b, loc))


@composition(stats.geom.logpmf)
def geom_logpmf(k, p, loc=0):
    k = standard(k, loc, 1)
    return np.where((k >= 1) & (np.floor(k) == k), special.xlog1py(k - 1, -p) + np.log(p), -math.inf)


@composition(stats.geom.pmf)
def geom_pmf(k, p, loc=0):
    return np.exp(stats.geom.logpmf(k, p, loc))


@composition(stats.nbinom.logpmf)
def nbinom_logpmf(k, n, p, loc=0):
    k = standard(k, loc, 1)
    value = (special.gammaln(n + k) - special.gammaln(k + 1) - special.gammaln(n) + n * np.log(p)
             + special.xlog1py(k, -p))
    return np.where((k >= 0) & (np.floor(k) == k), value, -math.inf)


@composition(stats.nbinom.pmf)
def nbinom_pmf(k, n, p, loc=0):
    return np.exp(stats.nbinom.logpmf(k, n, p, loc))


nondifferentiable(stats.bernoulli.ppf, stats.binom.ppf, stats.poisson.ppf, stats.geom.ppf, stats.nbinom.ppf)

# -- of several variables --------------------------------------------------------------------------------------


@composition(stats.multivariate_normal.logpdf)
def multivariate_normal_logpdf(x, mean=None, cov=1, allow_singular=False):
    """Of a covariance matrix the lower triangle is read, and factored once."""
    if allow_singular or cov is None:
        return NotImplemented
    if known_rank(cov) == 2 and (known_rank(x) == 1 or known_rank(x) == 2):
        factor = linalg.cholesky(cov, True)
        z = linalg.solve_triangular(factor, (x if mean is None else x - mean).T, 0, True)
        n = np.shape(cov)[0]
        logdet = 2 * np.sum(np.log(np.diag(factor)))
        return -0.5 * (n * math.log(2 * math.pi) + logdet + np.sum(z * z, axis=0))
    if known_rank(cov) == 1 and (known_rank(x) == 1 or known_rank(x) == 2):
        d = x if mean is None else x - mean
        return -0.5 * np.sum(math.log(2 * math.pi) + np.log(cov) + d * d / cov, axis=-1)
    if known_rank(cov) == 0 and known_rank(mean) == 1 and mean is not None:
        d = x - mean
        return -0.5 * np.sum(math.log(2 * math.pi) + np.log(cov) + d * d / cov, axis=-1)
    if known_rank(cov) == 0 and (mean is None or known_rank(mean) == 0) and (
            known_rank(x) == 0 or known_rank(x) == 1):
        d = x if mean is None else x - mean
        return -0.5 * (math.log(2 * math.pi) + np.log(cov) + d * d / cov)
    return NotImplemented


@composition(stats.multivariate_normal.pdf)
def multivariate_normal_pdf(x, mean=None, cov=1, allow_singular=False):
    if allow_singular:
        return NotImplemented
    return np.exp(stats.multivariate_normal.logpdf(x, mean, cov))


@composition(stats.multivariate_normal.entropy)
def multivariate_normal_entropy(mean=None, cov=1):
    if known_rank(cov) != 2:
        return NotImplemented
    n = np.shape(cov)[0]
    logdet = 2 * np.sum(np.log(np.diag(linalg.cholesky(cov, True))))
    return 0.5 * (n * (1 + math.log(2 * math.pi)) + logdet)


@composition(stats.dirichlet.logpdf)
def dirichlet_logpdf(x, alpha):
    """The components of ``x`` are down its first axis; the last one may be left out."""
    if np.shape(x)[0] != np.shape(alpha)[0]:
        x = np.concatenate([x, 1 - np.sum(x, axis=0, keepdims=True)])
    constant = special.gammaln(np.sum(alpha)) - np.sum(special.gammaln(alpha))
    if known_rank(x) == 1:
        return constant + np.sum(special.xlogy(alpha - 1, x))
    return constant + np.sum(special.xlogy(alpha - 1, x.T), axis=-1)


@composition(stats.dirichlet.pdf)
def dirichlet_pdf(x, alpha):
    return np.exp(stats.dirichlet.logpdf(x, alpha))


@composition(stats.multinomial.logpmf)
def multinomial_logpmf(x, n, p):
    """The last probability is what the others leave, whatever is given."""
    if known_rank(p) != 1:
        return NotImplemented
    p = np.concatenate([p[:-1], 1 - np.sum(p[:-1], keepdims=True)])
    return special.gammaln(n + 1) + np.sum(special.xlogy(x, p) - special.gammaln(x + 1), axis=-1)


@composition(stats.multinomial.pmf)
def multinomial_pmf(x, n, p):
    return np.exp(stats.multinomial.logpmf(x, n, p))


# -- statistics of samples ---------------------------------------------------------------------------------------


@composition(stats.sem)
def sem_source(a, axis=0, ddof=1):
    if axis is None:
        return np.std(a, ddof=ddof) / math.sqrt(np.size(a))
    return np.std(a, axis=axis, ddof=ddof) / math.sqrt(np.shape(a)[axis])


@composition(stats.zscore)
def zscore_source(a, axis=0, ddof=0):
    return (a - np.mean(a, axis=axis, keepdims=True)) / np.std(a, axis=axis, ddof=ddof, keepdims=True)


@composition(stats.gmean)
def gmean_source(a, axis=0, *, weights=None):
    return np.exp(np.average(np.log(a), axis=axis, weights=weights))


@composition(stats.hmean)
def hmean_source(a, axis=0, *, weights=None):
    return 1.0 / np.average(1.0 / a, axis=axis, weights=weights)


@composition(stats.moment)
def moment_source(a, order=1, axis=0):
    return np.mean((a - np.mean(a, axis=axis, keepdims=True)) ** order, axis=axis)


@composition(stats.skew)
def skew_source(a, axis=0, bias=True):
    if not bias:
        return NotImplemented
    return stats.moment(a, 3, axis) / stats.moment(a, 2, axis) ** 1.5


@composition(stats.kurtosis)
def kurtosis_source(a, axis=0, fisher=True, bias=True):
    if not bias:
        return NotImplemented
    value = stats.moment(a, 4, axis) / stats.moment(a, 2, axis) ** 2
    return value - 3.0 if fisher else value


nondifferentiable(stats.rankdata, stats.mode)
