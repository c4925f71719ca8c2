"""``scipy.stats``: densities and distribution functions, stated over ``scipy.special``.

Each is inlined and differentiated as if written out.  Parameters of distribution functions that ``scipy.special``
has no derivative for (the degrees of freedom in ``t.cdf``, say) are refused where they vary.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.linalg as linalg
import scipy.special as special
import scipy.stats as stats

from ..registry import composition
from ..static import known_number, known_rank


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


def inside(z, low, high, value, outside):
    """``value`` where ``low <= z <= high``."""
    within = z >= low if high is None else (z >= low) & (z <= high)
    return np.where(within, value, outside)


# -- the normal distribution ---------------------------------------------------------------


@composition(stats.norm.logpdf)
def norm_logpdf(x, loc=0, scale=1):
    z = standard(x, loc, scale)
    return less_log(-0.5 * z ** 2 - 0.5 * math.log(2 * math.pi), scale)


@composition(stats.norm.pdf)
def norm_pdf(x, loc=0, scale=1):
    z = standard(x, loc, scale)
    density = np.exp(-0.5 * z ** 2) / math.sqrt(2 * math.pi)
    return density if known_number(scale) == 1 else density / scale


@composition(stats.norm.cdf)
def norm_cdf(x, loc=0, scale=1):
    return special.ndtr(standard(x, loc, scale))


@composition(stats.norm.logcdf)
def norm_logcdf(x, loc=0, scale=1):
    return special.log_ndtr(standard(x, loc, scale))


@composition(stats.norm.sf)
def norm_sf(x, loc=0, scale=1):
    return special.ndtr(-standard(x, loc, scale))


@composition(stats.norm.logsf)
def norm_logsf(x, loc=0, scale=1):
    return special.log_ndtr(-standard(x, loc, scale))


@composition(stats.norm.ppf)
def norm_ppf(q, loc=0, scale=1):
    return scaled(special.ndtri(q), loc, scale)


@composition(stats.norm.isf)
def norm_isf(q, loc=0, scale=1):
    return scaled(-special.ndtri(q), loc, scale)


# -- Student's t -------------------------------------------------------------------------------


@composition(stats.t.logpdf)
def t_logpdf(x, df, loc=0, scale=1):
    z = standard(x, loc, scale)
    constant = -special.betaln(0.5, 0.5 * df) - 0.5 * np.log(df)
    return less_log(constant - 0.5 * (df + 1) * np.log1p(z * z / df), scale)


@composition(stats.t.pdf)
def t_pdf(x, df, loc=0, scale=1):
    return np.exp(stats.t.logpdf(x, df, loc, scale))


@composition(stats.t.cdf)
def t_cdf(x, df, loc=0, scale=1):
    return special.stdtr(df, standard(x, loc, scale))


@composition(stats.t.logcdf)
def t_logcdf(x, df, loc=0, scale=1):
    return np.log(special.stdtr(df, standard(x, loc, scale)))


@composition(stats.t.sf)
def t_sf(x, df, loc=0, scale=1):
    return special.stdtr(df, -standard(x, loc, scale))


@composition(stats.t.ppf)
def t_ppf(q, df, loc=0, scale=1):
    return scaled(special.stdtrit(df, q), loc, scale)


# -- beta ----------------------------------------------------------------------------------------


@composition(stats.beta.logpdf)
def beta_logpdf(x, a, b, loc=0, scale=1):
    z = standard(x, loc, scale)
    value = special.xlogy(a - 1.0, z) + special.xlog1py(b - 1.0, -z) - special.betaln(a, b)
    return inside(z, 0, 1, less_log(value, scale), -math.inf)


@composition(stats.beta.pdf)
def beta_pdf(x, a, b, loc=0, scale=1):
    return np.exp(stats.beta.logpdf(x, a, b, loc, scale))


@composition(stats.beta.cdf)
def beta_cdf(x, a, b, loc=0, scale=1):
    z = standard(x, loc, scale)
    return special.betainc(a, b, inside(z, 0, 1, z, np.where(z < 0, 0.0, 1.0)))


@composition(stats.beta.ppf)
def beta_ppf(q, a, b, loc=0, scale=1):
    return scaled(special.betaincinv(a, b, q), loc, scale)


# -- gamma, chi squared, exponential -----------------------------------------------------------------


@composition(stats.gamma.logpdf)
def gamma_logpdf(x, a, loc=0, scale=1):
    z = standard(x, loc, scale)
    value = special.xlogy(a - 1.0, z) - z - special.gammaln(a)
    return inside(z, 0, None, less_log(value, scale), -math.inf)


@composition(stats.gamma.pdf)
def gamma_pdf(x, a, loc=0, scale=1):
    return np.exp(stats.gamma.logpdf(x, a, loc, scale))


@composition(stats.gamma.cdf)
def gamma_cdf(x, a, loc=0, scale=1):
    z = standard(x, loc, scale)
    return special.gammainc(a, inside(z, 0, None, z, 0.0))


@composition(stats.gamma.sf)
def gamma_sf(x, a, loc=0, scale=1):
    z = standard(x, loc, scale)
    return special.gammaincc(a, inside(z, 0, None, z, 0.0))


@composition(stats.gamma.ppf)
def gamma_ppf(q, a, loc=0, scale=1):
    return scaled(special.gammaincinv(a, q), loc, scale)


@composition(stats.chi2.logpdf)
def chi2_logpdf(x, df, loc=0, scale=1):
    z = standard(x, loc, scale)
    value = special.xlogy(0.5 * df - 1, z) - 0.5 * z - special.gammaln(0.5 * df) - 0.5 * math.log(2) * df
    return inside(z, 0, None, less_log(value, scale), -math.inf)


@composition(stats.chi2.pdf)
def chi2_pdf(x, df, loc=0, scale=1):
    return np.exp(stats.chi2.logpdf(x, df, loc, scale))


@composition(stats.chi2.cdf)
def chi2_cdf(x, df, loc=0, scale=1):
    z = standard(x, loc, scale)
    return special.gammainc(0.5 * df, inside(z, 0, None, 0.5 * z, 0.0))


@composition(stats.chi2.sf)
def chi2_sf(x, df, loc=0, scale=1):
    z = standard(x, loc, scale)
    return special.gammaincc(0.5 * df, inside(z, 0, None, 0.5 * z, 0.0))


@composition(stats.expon.logpdf)
def expon_logpdf(x, loc=0, scale=1):
    z = standard(x, loc, scale)
    return inside(z, 0, None, less_log(-z, scale), -math.inf)


@composition(stats.expon.pdf)
def expon_pdf(x, loc=0, scale=1):
    return np.exp(stats.expon.logpdf(x, loc, scale))


@composition(stats.expon.cdf)
def expon_cdf(x, loc=0, scale=1):
    z = standard(x, loc, scale)
    return inside(z, 0, None, -np.expm1(-z), 0.0)


# -- others on the line ---------------------------------------------------------------------------------


@composition(stats.uniform.logpdf)
def uniform_logpdf(x, loc=0, scale=1):
    z = standard(x, loc, scale)
    return inside(z, 0, 1, less_log(0.0, scale), -math.inf)


@composition(stats.laplace.logpdf)
def laplace_logpdf(x, loc=0, scale=1):
    return less_log(-math.log(2) - np.abs(standard(x, loc, scale)), scale)


@composition(stats.laplace.pdf)
def laplace_pdf(x, loc=0, scale=1):
    return np.exp(stats.laplace.logpdf(x, loc, scale))


@composition(stats.cauchy.logpdf)
def cauchy_logpdf(x, loc=0, scale=1):
    z = standard(x, loc, scale)
    return less_log(-math.log(math.pi) - np.log1p(z * z), scale)


@composition(stats.cauchy.pdf)
def cauchy_pdf(x, loc=0, scale=1):
    return np.exp(stats.cauchy.logpdf(x, loc, scale))


@composition(stats.cauchy.cdf)
def cauchy_cdf(x, loc=0, scale=1):
    return 0.5 + np.arctan(standard(x, loc, scale)) / math.pi


@composition(stats.logistic.logpdf)
def logistic_logpdf(x, loc=0, scale=1):
    z = standard(x, loc, scale)
    return less_log(special.log_expit(z) + special.log_expit(-z), scale)


@composition(stats.logistic.pdf)
def logistic_pdf(x, loc=0, scale=1):
    return np.exp(stats.logistic.logpdf(x, loc, scale))


@composition(stats.logistic.cdf)
def logistic_cdf(x, loc=0, scale=1):
    return special.expit(standard(x, loc, scale))


@composition(stats.logistic.logcdf)
def logistic_logcdf(x, loc=0, scale=1):
    return special.log_expit(standard(x, loc, scale))


@composition(stats.lognorm.logpdf)
def lognorm_logpdf(x, s, loc=0, scale=1):
    z = standard(x, loc, scale)
    positive = np.where(z > 0, z, 1.0)
    value = -0.5 * (np.log(positive) / s) ** 2 - np.log(s * positive * math.sqrt(2 * math.pi))
    return np.where(z > 0, less_log(value, scale), -math.inf)


@composition(stats.lognorm.pdf)
def lognorm_pdf(x, s, loc=0, scale=1):
    return np.exp(stats.lognorm.logpdf(x, s, loc, scale))


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
    """All components of ``x`` must be given, down its first axis."""
    if np.shape(x)[0] != np.shape(alpha)[0]:
        raise ValueError("the derivative of dirichlet needs all components of x")
    constant = special.gammaln(np.sum(alpha)) - np.sum(special.gammaln(alpha))
    if known_rank(x) == 1:
        return constant + np.sum(special.xlogy(alpha - 1, x))
    return constant + np.sum(special.xlogy(alpha - 1, x.T), axis=-1)


@composition(stats.dirichlet.pdf)
def dirichlet_pdf(x, alpha):
    return np.exp(stats.dirichlet.logpdf(x, alpha))
