"""Cases of ``rules/numpy/statistics.py``."""

import numpy as np

from ..harness import apart, case, normal, positive
from .reductions import mask, reduction

METHODS = [
    "linear",
    "lower",
    "higher",
    "midpoint",
    "nearest",
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "median_unbiased",
    "normal_unbiased",
]
AXES = ["", ", axis=0", ", axis=(0, 1)", ", axis=1, keepdims=True", ", axis=-2"]


def with_holes(name, q=""):
    """A function that skips NaNs, over axes."""
    return [case(f"{name}(np.where(m, x, np.nan){q}{a})", x=apart(3, 4), m=mask(3, 4)) for a in AXES]


def weighted(axis, shape, weights, more=""):
    """An average with weights."""
    return case(f"np.average(x, axis={axis}, weights=w{more})", x=normal(*shape), w=positive(*weights))


FREQUENCIES = np.array([1, 2, 1, 3])
CASES = {
    np.median: [
        *reduction("np.median", apart),
        case("np.median(x)", x=apart(5)),
        case("np.median(x, axis=0)", x=apart(5, 2)),
        case("np.median([x, z, w])", x=1.0, z=2.0, w=3.0),
        case("np.median(x, overwrite_input=False)", x=apart(5)),
    ],
    np.quantile: [
        *reduction("np.quantile", apart, extra=", 0.3"),
        case("np.quantile(x, q)", x=apart(5), q=0.9),
        case("np.quantile(x, q, axis=0)", x=apart(7, 2), q=0.31),
        case("np.quantile(x, [0.1, 0.5, 0.9])", x=apart(7)),
        case("np.quantile(x, q, axis=0)", x=apart(7, 2), q=np.array([0.1, 0.5, 0.9]), fixed=("q",)),
        case("np.quantile(x, q, axis=(0, 1), keepdims=True)", x=apart(7, 2), q=np.array([0.13, 0.5])),
        *[case(f"np.quantile(x, 0.3, axis=1, method='{m}')", x=apart(3, 5)) for m in METHODS],
        *[case(f"np.quantile(x, [0.3, 0.55], method='{m}')", x=apart(7)) for m in METHODS],
    ],
    np.percentile: [
        case("np.percentile(x, 40)", x=apart(5)),
        case("np.percentile(x, 25.0, axis=1)", x=apart(2, 5)),
        case("np.percentile(x, (10, 50), axis=-1)", x=apart(3, 5)),
        case("np.percentile(x, q)", x=apart(5), q=np.array([[10.0, 50], [3, 99]]), fixed=("q",)),
        case("np.percentile(x, 100)", x=apart(5)),
        case("np.percentile(x, 0, axis=0)", x=apart(5, 2)),
        case("np.percentile(x, 30, method='higher', keepdims=True)", x=apart(5, 2)),
    ],
    np.nanmedian: [*with_holes("np.nanmedian"), *reduction("np.nanmedian", apart)],
    np.nanquantile: [
        *with_holes("np.nanquantile", ", 0.3"),
        *with_holes("np.nanquantile", ", [0.3, 0.55]"),
        *[case(f"np.nanquantile(x, 0.3, axis=1, method='{m}')", x=apart(3, 5)) for m in METHODS],
    ],
    np.nanpercentile: [
        *with_holes("np.nanpercentile", ", 30"),
        *with_holes("np.nanpercentile", ", [30, 55]"),
        case("np.nanpercentile(x, 30, axis=1, method='lower')", x=apart(3, 5)),
    ],
    np.average: [
        case("np.average(x)", x=normal(3)),
        case("np.average(x, axis=0)", x=normal(3, 2)),
        case("np.average(x, weights=w)", x=normal(3), w=positive(3)),
        case("np.average(x, 0, w)", x=normal(2, 3), w=positive(2, 3)),
        case("np.average(x, weights=w)", x=normal(2, 3), w=positive(2, 3)),
        case("np.average(x, axis=0, keepdims=True)", x=normal(3, 2)),
        weighted(1, (2, 3), (3,)),
        weighted(0, (2, 3), (2,)),
        weighted(-1, (2, 3), (3,)),
        weighted(1, (2, 3), (2, 3), ", keepdims=True"),
        weighted((0, 1), (3, 4), (3, 4)),
        weighted((0, 2), (2, 3, 2), (2, 2)),
        weighted((2, 0), (2, 3, 4), (4, 2)),
        weighted(None, (3, 4), (3, 4), ", returned=True"),
        weighted(-1, (3, 4), (4,), ", returned=True"),
    ],
    np.cov: [
        case("np.cov(x)", x=normal(3, 5)),
        case("np.cov(x)", x=normal(5)),
        case("np.cov(x, bias=True)", x=normal(2, 4)),
        case("np.cov(x, rowvar=False)", x=normal(5, 2)),
        case("np.cov(x, z)", x=normal(5), z=normal(5)),
        case("np.cov(x, z)", x=normal(2, 5), z=normal(3, 5)),
        case("np.cov(x, z, rowvar=False)", x=normal(5, 2), z=normal(5, 3)),
        case("np.cov(x, ddof=0)", x=normal(2, 4)),
        case("np.cov(x, fweights=f)", x=normal(3, 4), f=FREQUENCIES),
        case("np.cov(x, aweights=w)", x=normal(3, 4), w=positive(4)),
        case("np.cov(x, aweights=w, fweights=f, ddof=0)", x=normal(3, 4), w=positive(4), f=FREQUENCIES),
        case("np.cov(x, aweights=w, ddof=1)", x=normal(3, 4), w=positive(4)),
    ],
    np.corrcoef: [
        case("np.corrcoef(x)", x=normal(3, 5)),
        case("np.corrcoef(x, z)", x=normal(5), z=normal(5)),
        case("np.corrcoef(x, rowvar=False)", x=normal(5, 2)),
        case("np.corrcoef(x, z)", x=normal(2, 5), z=normal(1, 5)),
        case("np.corrcoef(x)", x=normal(5)),
    ],
    np.bincount: [
        case("np.bincount(i, x)", x=normal(4), i=np.array([0, 2, 0, 1])),
        case("np.bincount(i, weights=x, minlength=5)", x=normal(4), i=np.array([0, 2, 0, 1])),
        case("np.bincount(i, weights=x)", x=positive(3), i=np.array([4, 4, 4])),
    ],
}
