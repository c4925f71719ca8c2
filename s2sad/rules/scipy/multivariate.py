"""``scipy.stats``: distributions of vectors and of matrices.

A matrix of covariances is read in its lower triangle, and factored once.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.linalg as linalg
import scipy.special as special
import scipy.stats as stats

from ..registry import composition
from ..static import known_rank


def whitened(factor, d):
    """Differences of points, in the last axis, in coordinates in which a covariance is the unit matrix: columns."""
    if known_rank(d) == 1:
        return linalg.solve_triangular(factor, d, 0, True)
    return linalg.solve_triangular(factor, np.reshape(d, (-1, np.shape(factor)[0])).T, 0, True)


def squares(factor, d):
    """The squares of the lengths of these."""
    z = whitened(factor, d)
    found = np.sum(z * z, axis=0)
    return found if known_rank(d) == 1 or known_rank(d) == 2 else np.reshape(found, np.shape(d)[:-1])


def log_det(factor):
    """The logarithm of a determinant, of the Cholesky factor of the matrix."""
    return 2 * np.sum(np.log(np.diag(factor)))


@composition(stats.multivariate_normal.logpdf)
def multivariate_normal_logpdf(x, mean=None, cov=1, allow_singular=False):
    if allow_singular or cov is None or known_rank(x) is None:
        return NotImplemented
    if known_rank(cov) == 2 and known_rank(x) != 0:
        factor = linalg.cholesky(cov, True)
        n = np.shape(cov)[0]
        square = squares(factor, x if mean is None else x - mean)
        return -0.5 * (n * math.log(2 * math.pi) + log_det(factor) + square)
    if known_rank(cov) == 1 and known_rank(x) != 0:
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
    unit = 1 + math.log(2 * math.pi)
    if known_rank(cov) == 2:
        return 0.5 * (np.shape(cov)[0] * unit + log_det(linalg.cholesky(cov, True)))
    if known_rank(cov) == 1:
        return 0.5 * (np.shape(cov)[0] * unit + np.sum(np.log(cov)))
    if known_rank(cov) == 0:
        n = 1 if mean is None or known_rank(mean) == 0 else len(mean)
        return 0.5 * n * (unit + np.log(cov))
    return NotImplemented


@composition(stats.multivariate_t.logpdf)
def multivariate_t_logpdf(x, loc=None, shape=1, df=1):
    if known_rank(shape) != 2 or known_rank(x) is None or known_rank(x) == 0:
        return NotImplemented
    factor = linalg.cholesky(shape, True)
    n, half = np.shape(shape)[0], 0.5 * (df + np.shape(shape)[0])
    square = squares(factor, x if loc is None else x - loc)
    constant = special.gammaln(half) - special.gammaln(0.5 * df) - 0.5 * n * np.log(df * math.pi)
    return constant - 0.5 * log_det(factor) - half * np.log1p(square / df)


@composition(stats.multivariate_t.pdf)
def multivariate_t_pdf(x, loc=None, shape=1, df=1, allow_singular=False):
    if allow_singular:
        return NotImplemented
    return np.exp(stats.multivariate_t.logpdf(x, loc, shape, df))


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


@composition(stats.dirichlet.entropy)
def dirichlet_entropy(alpha):
    total = np.sum(alpha)
    constant = np.sum(special.gammaln(alpha)) - special.gammaln(total)
    return constant + (total - np.size(alpha)) * special.psi(total) - np.sum((alpha - 1) * special.psi(alpha))


@composition(stats.dirichlet.mean)
def dirichlet_mean(alpha):
    return alpha / np.sum(alpha)


@composition(stats.dirichlet.var)
def dirichlet_var(alpha):
    total = np.sum(alpha)
    return alpha * (total - alpha) / (total * total * (total + 1))


@composition(stats.multinomial.logpmf)
def multinomial_logpmf(x, n, p):
    """The last probability is what the others leave, whatever is given."""
    if known_rank(p) is None or known_rank(p) == 0:
        return NotImplemented
    p = np.concatenate([p[..., :-1], 1 - np.sum(p[..., :-1], axis=-1, keepdims=True)], axis=-1)
    return special.gammaln(n + 1) + np.sum(special.xlogy(x, p) - special.gammaln(x + 1), axis=-1)


@composition(stats.multinomial.pmf)
def multinomial_pmf(x, n, p):
    return np.exp(stats.multinomial.logpmf(x, n, p))


@composition(stats.dirichlet_multinomial.logpmf)
def dirichlet_multinomial_logpmf(x, alpha, n):
    total = np.sum(alpha, axis=-1)
    constant = special.gammaln(total) + special.gammaln(n + 1) - special.gammaln(n + total)
    return constant + np.sum(special.gammaln(x + alpha) - special.gammaln(alpha) - special.gammaln(x + 1), axis=-1)


@composition(stats.dirichlet_multinomial.pmf)
def dirichlet_multinomial_pmf(x, alpha, n):
    return np.exp(stats.dirichlet_multinomial.logpmf(x, alpha, n))


# -- of matrices ---------------------------------------------------------------------------------------


@composition(stats.matrix_normal.logpdf)
def matrix_normal_logpdf(X, mean=None, rowcov=1, colcov=1):
    if known_rank(X) != 2 or known_rank(rowcov) != 2 or known_rank(colcov) != 2:
        return NotImplemented
    rows, columns = linalg.cholesky(rowcov, True), linalg.cholesky(colcov, True)
    m, n = np.shape(X)
    z = whitened(columns, whitened(rows, (X if mean is None else X - mean).T))
    return -0.5 * (m * n * math.log(2 * math.pi) + n * log_det(rows) + m * log_det(columns) + np.sum(z * z))


@composition(stats.matrix_normal.pdf)
def matrix_normal_pdf(X, mean=None, rowcov=1, colcov=1):
    return np.exp(stats.matrix_normal.logpdf(X, mean, rowcov, colcov))


@composition(stats.wishart.logpdf)
def wishart_logpdf(x, df, scale):
    if known_rank(x) != 2 or known_rank(scale) != 2:
        return NotImplemented
    factor, n = linalg.cholesky(scale, True), np.shape(scale)[0]
    inner = np.trace(linalg.cho_solve((factor, True), x))
    constant = 0.5 * n * math.log(2) * df + special.multigammaln(0.5 * df, n) + 0.5 * df * log_det(factor)
    return 0.5 * (df - n - 1) * log_det(linalg.cholesky(x, True)) - 0.5 * inner - constant


@composition(stats.wishart.pdf)
def wishart_pdf(x, df, scale):
    return np.exp(stats.wishart.logpdf(x, df, scale))


@composition(stats.invwishart.logpdf)
def invwishart_logpdf(x, df, scale):
    if known_rank(x) != 2 or known_rank(scale) != 2:
        return NotImplemented
    factor, other, n = linalg.cholesky(x, True), linalg.cholesky(scale, True), np.shape(scale)[0]
    inner = linalg.solve_triangular(factor, other, 0, True)
    constant = 0.5 * n * math.log(2) * df + special.multigammaln(0.5 * df, n)
    return 0.5 * (df * log_det(other) - (df + n + 1) * log_det(factor) - np.sum(inner * inner)) - constant


@composition(stats.invwishart.pdf)
def invwishart_pdf(x, df, scale):
    return np.exp(stats.invwishart.logpdf(x, df, scale))
