"""``scipy.stats``: frozen distributions that the program makes.

    norm(m, s).logpdf(x)    is    norm.logpdf(x, m, s)
"""
from __future__ import annotations

import scipy.stats as stats

from ..registry import composition


@composition(stats.rv_continuous.__call__, stats.rv_discrete.__call__)
def freeze_source(self, *args, **kwds):
    return Frozen(self, args, kwds)


@composition(*[type(d).__call__ for d in (stats.multivariate_normal, stats.dirichlet, stats.multinomial,
                                          stats.multivariate_t, stats.wishart, stats.invwishart)])
def freeze_vectors_source(self, *args, **kwds):
    return FrozenVector(self, args, kwds)


class Frozen:
    """A distribution with its parameters."""

    def __init__(self, dist, args, kwds):
        self.dist, self.args, self.kwds = dist, args, kwds

    def pdf(self, x):
        return self.dist.pdf(x, *self.args, **self.kwds)

    def logpdf(self, x):
        return self.dist.logpdf(x, *self.args, **self.kwds)

    def pmf(self, k):
        return self.dist.pmf(k, *self.args, **self.kwds)

    def logpmf(self, k):
        return self.dist.logpmf(k, *self.args, **self.kwds)

    def cdf(self, x):
        return self.dist.cdf(x, *self.args, **self.kwds)

    def logcdf(self, x):
        return self.dist.logcdf(x, *self.args, **self.kwds)

    def sf(self, x):
        return self.dist.sf(x, *self.args, **self.kwds)

    def logsf(self, x):
        return self.dist.logsf(x, *self.args, **self.kwds)

    def ppf(self, q):
        return self.dist.ppf(q, *self.args, **self.kwds)

    def isf(self, q):
        return self.dist.isf(q, *self.args, **self.kwds)

    def mean(self):
        return self.dist.mean(*self.args, **self.kwds)

    def var(self):
        return self.dist.var(*self.args, **self.kwds)

    def std(self):
        return self.dist.std(*self.args, **self.kwds)

    def median(self):
        return self.dist.median(*self.args, **self.kwds)

    def entropy(self):
        return self.dist.entropy(*self.args, **self.kwds)

    def stats(self, moments="mv"):
        return self.dist.stats(*self.args, moments=moments, **self.kwds)

    def moment(self, order):
        return self.dist.moment(order, *self.args, **self.kwds)

    def interval(self, confidence):
        return self.dist.interval(confidence, *self.args, **self.kwds)

    def support(self):
        return self.dist.support(*self.args, **self.kwds)

    def rvs(self, size=None, random_state=None):
        return self.dist.rvs(*self.args, size=size, random_state=random_state, **self.kwds)


class FrozenVector:
    """A distribution of vectors or matrices with its parameters."""

    def __init__(self, dist, args, kwds):
        self.dist, self.args, self.kwds = dist, args, kwds

    def pdf(self, x):
        return self.dist.pdf(x, *self.args, **self.kwds)

    def logpdf(self, x):
        return self.dist.logpdf(x, *self.args, **self.kwds)

    def pmf(self, x):
        return self.dist.pmf(x, *self.args, **self.kwds)

    def logpmf(self, x):
        return self.dist.logpmf(x, *self.args, **self.kwds)

    def entropy(self):
        return self.dist.entropy(*self.args, **self.kwds)

    def rvs(self, size=1, random_state=None):
        return self.dist.rvs(*self.args, size=size, random_state=random_state, **self.kwds)
