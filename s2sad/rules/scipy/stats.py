"""``scipy.stats``: statistics of samples.

Each is inlined and differentiated as if written out.  What a test gives that a program may read is a tuple with names.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.special as special
import scipy.stats as stats

from ...runtime import Line, TestResult
from ..registry import composition, nondifferentiable
from ..static import known_rank

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


@composition(stats.pmean)
def pmean_source(a, p, *, axis=0, weights=None):
    if p == 0:
        return stats.gmean(a, axis, weights=weights)
    return np.average(a ** p, axis=axis, weights=weights) ** (1.0 / p)


@composition(stats.gstd)
def gstd_source(a, axis=0, ddof=1):
    return np.exp(np.std(np.log(a), axis=axis, ddof=ddof))


@composition(stats.gzscore)
def gzscore_source(a, *, axis=0, ddof=0):
    return stats.zscore(np.log(a), axis, ddof)


@composition(stats.zmap)
def zmap_source(scores, compare, axis=0, ddof=0):
    return (scores - np.mean(compare, axis=axis, keepdims=True)) / np.std(compare, axis=axis, ddof=ddof, keepdims=True)


@composition(stats.variation)
def variation_source(a, axis=0, ddof=0):
    return np.std(a, axis=axis, ddof=ddof) / np.mean(a, axis=axis)


@composition(stats.tmean)
def tmean_source(a, limits=None, inclusive=(True, True), axis=None):
    return np.mean(a, axis=axis) if limits is None else NotImplemented


@composition(stats.tvar)
def tvar_source(a, limits=None, inclusive=(True, True), axis=0, ddof=1):
    return np.var(a, axis=axis, ddof=ddof) if limits is None else NotImplemented


@composition(stats.tstd)
def tstd_source(a, limits=None, inclusive=(True, True), axis=0, ddof=1):
    return np.std(a, axis=axis, ddof=ddof) if limits is None else NotImplemented


@composition(stats.trim_mean)
def trim_mean_source(a, proportiontocut, axis=0):
    a = np.ravel(a) if axis is None else np.moveaxis(a, axis, 0)
    cut = int(proportiontocut * len(a))
    return np.mean(np.sort(a, axis=0)[cut:len(a) - cut], axis=0)


@composition(stats.iqr)
def iqr_source(x, axis=None, rng=(25, 75), scale=1.0, nan_policy="propagate", interpolation="linear", keepdims=False):
    if isinstance(scale, str) or nan_policy != "propagate":
        return NotImplemented
    low = np.percentile(x, rng[0], axis=axis, method=interpolation, keepdims=keepdims)
    return (np.percentile(x, rng[1], axis=axis, method=interpolation, keepdims=keepdims) - low) / scale


@composition(stats.median_abs_deviation)
def median_abs_deviation_source(x, axis=0, *, scale=1.0):
    found = np.median(np.abs(x - np.median(x, axis=axis, keepdims=True)), axis=axis)
    return found / (0.6744897501960817 if isinstance(scale, str) else scale)


@composition(stats.entropy)
def entropy_source(pk, qk=None, base=None, axis=0):
    """Of numbers that are made to sum to 1."""
    p = pk / np.sum(pk, axis=axis, keepdims=True)
    if qk is None:
        found = np.sum(special.entr(p), axis=axis)
    else:
        found = np.sum(special.rel_entr(p, qk / np.sum(qk, axis=axis, keepdims=True)), axis=axis)
    return found if base is None else found / math.log(base)


def about_mean(a, order, axis):
    """The mean power of the differences from the mean."""
    return np.mean((a - np.mean(a, axis=axis, keepdims=True)) ** order, axis=axis)


@composition(stats.moment)
def moment_source(a, order=1, axis=0, *, center=None):
    if known_rank(order) != 0:
        return NotImplemented
    return about_mean(a, order, axis) if center is None else np.mean((a - center) ** order, axis=axis)


@composition(stats.skew)
def skew_source(a, axis=0, bias=True):
    value = about_mean(a, 3, axis) / about_mean(a, 2, axis) ** 1.5
    if bias:
        return value
    n = np.size(a) if axis is None else np.shape(a)[axis]
    return value * math.sqrt(n * (n - 1)) / (n - 2)


@composition(stats.kurtosis)
def kurtosis_source(a, axis=0, fisher=True, bias=True):
    value = about_mean(a, 4, axis) / about_mean(a, 2, axis) ** 2
    if not bias:
        n = np.size(a) if axis is None else np.shape(a)[axis]
        value = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * value - 3.0 * (n - 1)) + 3.0
    return value - 3.0 if fisher else value


@composition(stats.boxcox)
def boxcox_source(x, lmbda=None):
    """With a given exponent; the one that is fitted has none."""
    return NotImplemented if lmbda is None else special.boxcox(x, lmbda)


@composition(stats.boxcox_llf)
def boxcox_llf_source(lmb, data):
    data = np.asarray(data)
    return (lmb - 1) * np.sum(np.log(data), axis=0) - 0.5 * len(data) * np.log(np.var(
        special.boxcox(data, lmb), axis=0))


@composition(stats.circmean)
def circmean_source(samples, high=2 * math.pi, low=0, axis=None):
    angles = (samples - low) * (2 * math.pi / (high - low))
    found = np.arctan2(np.mean(np.sin(angles), axis=axis), np.mean(np.cos(angles), axis=axis))
    return np.mod(found, 2 * math.pi) * ((high - low) / (2 * math.pi)) + low


def resultant(samples, high, low, axis):
    """The length of the mean of unit vectors."""
    angles = samples * (2 * math.pi / (high - low))
    return np.hypot(np.mean(np.sin(angles), axis=axis), np.mean(np.cos(angles), axis=axis))


@composition(stats.circvar)
def circvar_source(samples, high=2 * math.pi, low=0, axis=None):
    return 1.0 - resultant(samples, high, low, axis)


@composition(stats.circstd)
def circstd_source(samples, high=2 * math.pi, low=0, axis=None, *, normalize=False):
    found = np.sqrt(-2 * np.log(resultant(samples, high, low, axis)))
    return found if normalize else found * ((high - low) / (2 * math.pi))


@nondifferentiable
def cdf_apart(u, v, places):
    """The difference of two samples' distribution functions after each place but the last."""
    below = np.searchsorted(np.sort(u), places[:-1], "right") / len(u)
    return below - np.searchsorted(np.sort(v), places[:-1], "right") / len(v)


@composition(stats.wasserstein_distance)
def wasserstein_distance_source(u_values, v_values, u_weights=None, v_weights=None):
    """Between the samples, in order, the distribution functions are constant."""
    if u_weights is not None or v_weights is not None:
        return NotImplemented
    places = np.sort(np.concatenate([u_values, v_values]))
    return np.sum(np.abs(cdf_apart(u_values, v_values, places)) * np.diff(places))


@composition(stats.energy_distance)
def energy_distance_source(u_values, v_values, u_weights=None, v_weights=None):
    if u_weights is not None or v_weights is not None:
        return NotImplemented
    places = np.sort(np.concatenate([u_values, v_values]))
    return math.sqrt(2) * np.sqrt(np.sum(cdf_apart(u_values, v_values, places) ** 2 * np.diff(places)))


# -- tests and fits: what they give, and how likely it is by chance ------------------------------------------------


@composition(stats.pearsonr)
def pearsonr_source(x, y, *, axis=0):
    if known_rank(x) != 1 or known_rank(y) != 1:
        return NotImplemented
    dx, dy = x - np.mean(x), y - np.mean(y)
    r = np.sum(dx * dy) / (np.sqrt(np.sum(dx * dx)) * np.sqrt(np.sum(dy * dy)))
    half = 0.5 * len(x) - 1
    return TestResult(r, 2 * stats.beta.sf(np.abs(r), half, half, -1, 2))


@composition(stats.linregress)
def linregress_source(x, y):
    n, mean_x, mean_y = len(x), np.mean(x), np.mean(y)
    dx, dy = x - mean_x, y - mean_y
    xx, xy, yy = np.mean(dx * dx), np.mean(dx * dy), np.mean(dy * dy)
    r, slope = xy / np.sqrt(xx * yy), xy / xx
    t = r * np.sqrt((n - 2) / ((1 - r) * (1 + r)))
    error = np.sqrt((1 - r * r) * yy / xx / (n - 2))
    return Line(slope, mean_y - slope * mean_x, r, two_sided(n - 2, t), error, error * np.sqrt(xx + mean_x * mean_x))


def two_sided(df, t):
    """How likely a value of Student's t is that is farther from 0."""
    return 2 * special.stdtr(df, -np.abs(t))


@composition(stats.ttest_1samp)
def ttest_1samp_source(a, popmean, axis=0):
    n = np.shape(a)[axis]
    t = (np.mean(a, axis=axis) - popmean) / np.sqrt(np.var(a, axis=axis, ddof=1) / n)
    return TestResult(t, two_sided(n - 1, t))


@composition(stats.ttest_rel)
def ttest_rel_source(a, b, axis=0):
    return stats.ttest_1samp(a - b, 0.0, axis)


@composition(stats.ttest_ind)
def ttest_ind_source(a, b, *, axis=0, equal_var=True):
    m, n = np.shape(a)[axis], np.shape(b)[axis]
    of_a, of_b = np.var(a, axis=axis, ddof=1), np.var(b, axis=axis, ddof=1)
    if equal_var:
        df = m + n - 2.0
        square = ((m - 1) * of_a + (n - 1) * of_b) / df * (1.0 / m + 1.0 / n)
    else:
        df = (of_a / m + of_b / n) ** 2 / ((of_a / m) ** 2 / (m - 1) + (of_b / n) ** 2 / (n - 1))
        square = of_a / m + of_b / n
    t = (np.mean(a, axis=axis) - np.mean(b, axis=axis)) / np.sqrt(square)
    return TestResult(t, two_sided(df, t))


@composition(stats.chisquare)
def chisquare_source(f_obs, f_exp=None, ddof=0, axis=0):
    expected = np.mean(f_obs, axis=axis, keepdims=True) if f_exp is None else f_exp
    found = np.sum((f_obs - expected) ** 2 / expected, axis=axis)
    return TestResult(found, special.chdtrc(np.shape(f_obs)[axis] - 1 - ddof, found))


@composition(stats.f_oneway)
def f_oneway_source(*samples, axis=0):
    every = np.concatenate(samples, axis=axis)
    mean, n, k = np.mean(every, axis=axis), np.shape(every)[axis], len(samples)
    between, within = 0.0, 0.0
    for x in samples:
        between = between + np.shape(x)[axis] * (np.mean(x, axis=axis) - mean) ** 2
        within = within + np.shape(x)[axis] * np.var(x, axis=axis)
    found = between / (k - 1) / (within / (n - k))
    return TestResult(found, special.fdtrc(k - 1, n - k, found))


nondifferentiable(stats.rankdata, stats.mode)
