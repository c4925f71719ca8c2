"""Cases of ``rules/numpy/reductions.py``."""

import numpy as np

from ..harness import apart, case, normal, positive

AXES = [
    "",
    ", axis=0",
    ", axis=1",
    ", axis=-1",
    ", axis=(0, 2)",
    ", axis=(-1, 0)",
    ", axis=0, keepdims=True",
    ", axis=(0, 1), keepdims=True",
    ", keepdims=True",
    ", axis=2, keepdims=False",
    ", axis=None",
]


def reduction(name, make=normal, tuples=True, keepdims=True, extra=""):
    """A reduction over axes and ranks."""
    axes = [a for a in AXES if (tuples or "(" not in a) and (keepdims or "keep" not in a)]
    return [
        *[case(f"{name}(x{extra}{a})", x=make(2, 3, 2)) for a in axes],
        *[case(f"{name}(x{extra}{a})", x=make(3, 4)) for a in ["", ", axis=0", ", axis=1"]],
        case(f"{name}(x{extra})", x=make(4)),
        case(f"{name}(x{extra}, axis=0)", x=make(4)),
        case(f"{name}(x{extra}, axis=a)", x=make(3, 4), a=1),
    ]


def holes(*shape):
    """Numbers, of which some are NaN."""
    x = normal(*shape)
    x.flat[::5] = np.nan
    return x


def nan_cases(name, extra=""):
    """A reduction that skips NaNs: the arguments hold some, which are constants."""
    axes = ["", ", axis=0", ", axis=1", ", axis=1, keepdims=True"]
    return [case(f"{name}(np.where(m, np.nan, x){extra}{a})", x=normal(3, 4), m=np.isnan(holes(3, 4))) for a in axes]


def zeros(*shape):
    """Numbers, of which one is zero."""
    x = positive(*shape)
    x.flat[1] = 0.0
    return x


CASES = {
    np.sum: [
        *reduction("np.sum"),
        case("x.sum()", x=normal(3)),
        case("x.sum(0)", x=normal(2, 3)),
        case("x.sum(axis=1, keepdims=True)", x=normal(2, 3)),
        case("np.sum(x)", x=normal()),
        case("np.sum(a=x, axis=0)", x=normal(2, 3)),
    ],
    np.mean: [*reduction("np.mean"), case("x.mean(1)", x=normal(2, 3)), case("np.mean(x)", x=normal(1))],
    np.prod: [
        *reduction("np.prod"),
        *[case(f"np.prod(x{a})", x=zeros(3, 2)) for a in ("", ", axis=0", ", axis=1")],
        case("np.prod(x)", x=np.array([0.0, 2.0, 0.0])),
        case("x.prod()", x=normal(3)),
    ],
    np.var: [*reduction("np.var"), *reduction("np.var", extra=", ddof=1")[:4], case("x.var(0)", x=normal(3, 2))],
    np.std: [*reduction("np.std"), case("x.std(axis=0, ddof=1)", x=normal(3, 2))],
    np.max: [*reduction("np.max", apart), case("x.max(1)", x=normal(3, 2))],
    np.min: [*reduction("np.min", apart), case("x.min()", x=normal(3, 2))],
    np.amax: reduction("np.amax", apart)[:3],
    np.amin: reduction("np.amin", apart)[:3],
    np.ptp: [
        *reduction("np.ptp", apart),
    ],
    np.median: [
        *reduction("np.median", apart, tuples=False),
        case("np.median(x)", x=apart(5)),
        case("np.median(x, axis=0)", x=apart(5, 2)),
    ],
    np.quantile: [
        *reduction("np.quantile", apart, tuples=False, extra=", 0.3"),
        case("np.quantile(x, q)", x=apart(5), q=0.9, fixed=("q",)),
    ],
    np.percentile: [case("np.percentile(x, 40)", x=apart(5)), case("np.percentile(x, 25.0, axis=1)", x=apart(2, 5))],
    np.average: [
        case("np.average(x)", x=normal(3)),
        case("np.average(x, axis=0)", x=normal(3, 2)),
        case("np.average(x, weights=w)", x=normal(3), w=positive(3)),
        case("np.average(x, axis=1, weights=w)", x=normal(2, 3), w=positive(3)),
        case("np.average(x, axis=0, weights=w)", x=normal(2, 3), w=positive(2)),
        case("np.average(x, 0, w)", x=normal(2, 3), w=positive(2, 3)),
        case("np.average(x, weights=w)", x=normal(2, 3), w=positive(2, 3)),
        case("np.average(x, axis=1, weights=w, keepdims=True)", x=normal(2, 3), w=positive(2, 3)),
    ],
    np.nansum: nan_cases("np.nansum"),
    np.nanmean: nan_cases("np.nanmean"),
    np.nanvar: nan_cases("np.nanvar"),
    np.nanstd: nan_cases("np.nanstd"),
    np.nanmax: nan_cases("np.nanmax"),
    np.nanmin: nan_cases("np.nanmin"),
    np.nanprod: nan_cases("np.nanprod"),
    np.nancumsum: [case("np.nancumsum(x)", x=normal(3)), case("np.nancumsum(x, axis=1)", x=normal(2, 3))],
    np.nancumprod: [case("np.nancumprod(x, axis=0)", x=normal(3, 2))],
    np.cumsum: [
        case("np.cumsum(x)", x=normal(4)),
        case("np.cumsum(x)", x=normal(2, 3)),
        case("np.cumsum(x, axis=0)", x=normal(2, 3)),
        case("np.cumsum(x, axis=-1)", x=normal(2, 3, 2)),
        case("x.cumsum(1)", x=normal(2, 3)),
        case("np.cumsum(x, 0)", x=normal(3)),
    ],
    np.cumprod: [
        case("np.cumprod(x)", x=normal(4)),
        case("np.cumprod(x)", x=normal(2, 3)),
        case("np.cumprod(x, axis=1)", x=normal(2, 3)),
        case("np.cumprod(x, axis=0)", x=zeros(3, 2)),
        case("np.cumprod(x)", x=np.array([2.0, 0.0, 3.0, 0.0])),
        case("x.cumprod(axis=-1)", x=normal(2, 3)),
    ],
    np.cumulative_sum: [
        case("np.cumulative_sum(x)", x=normal(3)),
        case("np.cumulative_sum(x, axis=0, include_initial=True)", x=normal(3, 2)),
    ],
    np.cumulative_prod: [
        case("np.cumulative_prod(x)", x=normal(3)),
        case("np.cumulative_prod(x, include_initial=True)", x=normal(3)),
    ],
}
