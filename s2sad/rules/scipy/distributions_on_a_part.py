"""``scipy.stats``: distributions whose support is a part of the line, as in ``distributions.py``."""
from __future__ import annotations

import math

import numpy as np
import scipy.special as special
import scipy.stats as stats

from .distributions import (
    between_0_and_1,
    plain,
    positive,
    state,
    with_a,
    with_a_b,
    with_b,
    with_c,
    with_df,
    with_s,
)


@state(stats.beta)
class Beta:
    parameters, support = with_a_b, between_0_and_1

    def logpdf(z, a, b):
        return special.xlogy(a - 1.0, z) + special.xlog1py(b - 1.0, -z) - special.betaln(a, b)

    def cdf(z, a, b):
        return special.betainc(a, b, z)

    def sf(z, a, b):
        return special.betainc(b, a, 1 - z)

    def ppf(q, a, b):
        return special.betaincinv(a, b, q)

    def isf(q, a, b):
        return 1 - special.betaincinv(b, a, q)


@state(stats.uniform)
class Uniform:
    parameters, support = plain, between_0_and_1

    def logpdf(z):
        return np.zeros_like(z)

    def cdf(z):
        return z

    def sf(z):
        return 1 - z

    def ppf(q):
        return q

    def isf(q):
        return 1 - q


@state(stats.gamma)
class Gamma:
    parameters, support = with_a, positive

    def logpdf(z, a):
        return special.xlogy(a - 1.0, z) - z - special.gammaln(a)

    def cdf(z, a):
        return special.gammainc(a, z)

    def sf(z, a):
        return special.gammaincc(a, z)

    def ppf(q, a):
        return special.gammaincinv(a, q)

    def isf(q, a):
        return special.gammainccinv(a, q)


@state(stats.chi2)
class Chi2:
    parameters, support = with_df, positive

    def logpdf(z, df):
        return special.xlogy(0.5 * df - 1, z) - 0.5 * z - special.gammaln(0.5 * df) - 0.5 * math.log(2) * df

    def cdf(z, df):
        return special.gammainc(0.5 * df, 0.5 * z)

    def sf(z, df):
        return special.gammaincc(0.5 * df, 0.5 * z)

    def ppf(q, df):
        return 2 * special.gammaincinv(0.5 * df, q)

    def isf(q, df):
        return 2 * special.gammainccinv(0.5 * df, q)


@state(stats.invgamma)
class InvGamma:
    parameters = with_a

    def support(z, a):
        return z > 0, 1.0

    def logpdf(z, a):
        return -(a + 1) * np.log(z) - special.gammaln(a) - 1.0 / z

    def cdf(z, a):
        return special.gammaincc(a, 1.0 / z)

    def sf(z, a):
        return special.gammainc(a, 1.0 / z)

    def ppf(q, a):
        return 1.0 / special.gammainccinv(a, q)

    def isf(q, a):
        return 1.0 / special.gammaincinv(a, q)


@state(stats.f)
class Fisher:
    support = positive

    def parameters(dfn, dfd, loc=0, scale=1):
        return (dfn, dfd), loc, scale

    def logpdf(z, m, n):
        logs = 0.5 * m * np.log(m) + 0.5 * n * np.log(n) - 0.5 * (m + n) * np.log(n + m * z)
        return logs + special.xlogy(0.5 * m - 1, z) - special.betaln(0.5 * m, 0.5 * n)

    def cdf(z, m, n):
        return special.fdtr(m, n, z)

    def sf(z, m, n):
        return special.fdtrc(m, n, z)


@state(stats.expon)
class Expon:
    parameters, support = plain, positive

    def logpdf(z):
        return -z

    def cdf(z):
        return -np.expm1(-z)

    def sf(z):
        return np.exp(-z)

    def logsf(z):
        return -z

    def ppf(q):
        return -np.log1p(-q)

    def isf(q):
        return -np.log(q)


@state(stats.weibull_min)
class WeibullMin:
    parameters = with_c

    def support(z, c):
        return z > 0, 1.0

    def logpdf(z, c):
        return np.log(c) + special.xlogy(c - 1, z) - z ** c

    def cdf(z, c):
        return -np.expm1(-z ** c)

    def sf(z, c):
        return np.exp(-z ** c)

    def logsf(z, c):
        return -z ** c

    def ppf(q, c):
        return (-np.log1p(-q)) ** (1.0 / c)

    def isf(q, c):
        return (-np.log(q)) ** (1.0 / c)


@state(stats.rayleigh)
class Rayleigh:
    parameters = plain

    def support(z):
        return z > 0, 1.0

    def logpdf(z):
        return np.log(z) - 0.5 * z * z

    def cdf(z):
        return -np.expm1(-0.5 * z * z)

    def sf(z):
        return np.exp(-0.5 * z * z)

    def logsf(z):
        return -0.5 * z * z

    def ppf(q):
        return np.sqrt(-2 * np.log1p(-q))

    def isf(q):
        return np.sqrt(-2 * np.log(q))


@state(stats.halfnorm)
class HalfNorm:
    parameters, support = plain, positive

    def logpdf(z):
        return 0.5 * math.log(2 / math.pi) - 0.5 * z * z

    def cdf(z):
        return special.erf(z / math.sqrt(2))

    def sf(z):
        return special.erfc(z / math.sqrt(2))

    def ppf(q):
        return special.ndtri(0.5 * (1 + q))

    def isf(q):
        return -special.ndtri(0.5 * q)


@state(stats.halfcauchy)
class HalfCauchy:
    parameters, support = plain, positive

    def logpdf(z):
        return math.log(2 / math.pi) - np.log1p(z * z)

    def cdf(z):
        return 2 / math.pi * np.arctan(z)

    def sf(z):
        return 2 / math.pi * np.arctan2(1, z)

    def ppf(q):
        return np.tan(0.5 * math.pi * q)

    def isf(q):
        return np.tan(0.5 * math.pi * (1 - q))


@state(stats.lognorm)
class LogNorm:
    parameters = with_s

    def support(z, s):
        return z > 0, 1.0

    def logpdf(z, s):
        return -0.5 * (np.log(z) / s) ** 2 - np.log(s * z * math.sqrt(2 * math.pi))

    def cdf(z, s):
        return special.ndtr(np.log(z) / s)

    def sf(z, s):
        return special.ndtr(-np.log(z) / s)

    def logcdf(z, s):
        return special.log_ndtr(np.log(z) / s)

    def logsf(z, s):
        return special.log_ndtr(-np.log(z) / s)

    def ppf(q, s):
        return np.exp(s * special.ndtri(q))

    def isf(q, s):
        return np.exp(-s * special.ndtri(q))


@state(stats.pareto)
class Pareto:
    parameters = with_b

    def support(z, b):
        return z >= 1, 2.0

    def logpdf(z, b):
        return np.log(b) - (b + 1) * np.log(z)

    def cdf(z, b):
        return -np.expm1(-b * np.log(z))

    def sf(z, b):
        return z ** -b

    def logsf(z, b):
        return -b * np.log(z)

    def ppf(q, b):
        return (1 - q) ** (-1.0 / b)

    def isf(q, b):
        return q ** (-1.0 / b)
