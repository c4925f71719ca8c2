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
    axes = ["", ", axis=0", ", axis=1", ", axis=1, keepdims=True", ", axis=(0, 1)"]
    return [case(f"{name}(np.where(m, np.nan, x){extra}{a})", x=normal(3, 4), m=np.isnan(holes(3, 4))) for a in axes]


def masked(name, make=normal, extra=""):
    """A reduction of what a mask lets in, over axes, and with a dtype."""
    axes = ["", ", axis=0", ", axis=1, keepdims=True"]
    return [case(f"{name}(x{a}{extra}, where=m)", x=make(3, 4), m=mask(3, 4)) for a in axes]


def mask(*shape):
    """Booleans, some of them False, and some True in each row and column."""
    m = np.ones(shape, bool)
    m.flat[1::3] = False
    return m


def initial(name, make=normal):
    """A reduction that starts from a value."""
    return [
        case(f"{name}(x, axis=0, initial=0.1)", x=make(3, 4)),
        case(f"{name}(x, axis=0, initial=c)", x=make(3, 4), c=0.1),
        case(f"{name}(x, initial=c, where=m)", x=make(3, 4), c=0.3, m=mask(3, 4)),
        case(f"{name}(x, axis=1, initial=c, where=m, keepdims=True)", x=make(3, 4), c=0.1, m=mask(3, 4)),
    ]


def typed(name):
    """A reduction whose dtype is said."""
    return [
        case(f"{name}(x, dtype=np.float64)", x=normal(3, 4)),
        case(f"{name}(x, 0, np.float64)", x=normal(3, 4)),
        case(f"{name}(x, axis=(0, 2), dtype=float, keepdims=True)", x=normal(2, 3, 2)),
    ]


def zeros(*shape):
    """Numbers, of which one is zero."""
    x = positive(*shape)
    x.flat[1] = 0.0
    return x


def since_2_0(name):
    """The arguments of NumPy's later variances."""
    return [
        case(f"{name}(x, axis=0, correction=1)", x=normal(3, 4)),
        case(f"{name}(x, axis=1, mean=np.mean(x, axis=1, keepdims=True))", x=normal(3, 4)),
        case(f"{name}(x, axis=1, mean=c)", x=normal(3, 4), c=normal(3, 1)),
    ]


CASES = {
    np.sum: [
        *reduction("np.sum"),
        case("x.sum()", x=normal(3)),
        case("x.sum(0)", x=normal(2, 3)),
        case("x.sum(axis=1, keepdims=True)", x=normal(2, 3)),
        case("np.sum(x)", x=normal()),
        case("np.sum(a=x, axis=0)", x=normal(2, 3)),
        case("np.sum(x, axis=())", x=normal(2, 3)),
        case("np.sum(x, 0, None, None, True)", x=normal(2, 3)),
        case("np.sum([x, z, 3.0])", x=2.0, z=1.0),
        case("np.sum((x, z), axis=0)", x=normal(3), z=normal(3)),
        case("np.sum(x)", x=np.zeros(0)),
        case("np.sum(x, axis=0)", x=np.zeros((0, 3))),
        case("np.sum(x)", x=np.array(2.0)),
        *masked("np.sum"),
        *initial("np.sum"),
        *typed("np.sum"),
    ],
    np.mean: [
        *reduction("np.mean"),
        case("x.mean(1)", x=normal(2, 3)),
        case("np.mean(x)", x=normal(1)),
        case("np.mean(x, axis=())", x=normal(2, 3)),
        case("np.mean([x, z])", x=2.0, z=1.0),
        case("x.mean(axis=0, where=m)", x=normal(3, 4), m=mask(3, 4)),
        *masked("np.mean"),
        *typed("np.mean"),
    ],
    np.prod: [
        *reduction("np.prod"),
        *[case(f"np.prod(x{a})", x=zeros(3, 2)) for a in ("", ", axis=0", ", axis=1")],
        case("np.prod(x)", x=np.array([0.0, 2.0, 0.0])),
        case("x.prod()", x=normal(3)),
        case("np.prod([x, z])", x=2.0, z=1.0),
        case("np.prod(x, axis=0)", x=np.zeros((0, 3))),
        case("np.prod(x, axis=())", x=normal(2, 3)),
        *masked("np.prod"),
        *initial("np.prod"),
        *typed("np.prod"),
    ],
    np.var: [
        *reduction("np.var"),
        *reduction("np.var", extra=", ddof=1")[:4],
        case("x.var(0)", x=normal(3, 2)),
        case("np.var(x, axis=(0, 1), ddof=2)", x=normal(3, 4)),
        case("np.var(x, 0, None, None, 1, True)", x=normal(3, 4)),
        *masked("np.var"),
        *typed("np.var"),
        *since_2_0("np.var"),
    ],
    np.std: [
        *reduction("np.std", apart),
        case("x.std(axis=0, ddof=1)", x=normal(3, 2)),
        case("np.std(x, 0, None, None, 1)", x=normal(3, 4)),
        case("np.std([x, z])", x=2.0, z=1.0),
        *masked("np.std"),
        *typed("np.std"),
        *since_2_0("np.std"),
    ],
    np.max: [
        *reduction("np.max", apart),
        case("x.max(1)", x=normal(3, 2)),
        case("np.max([x, z])", x=2.0, z=1.0),
        case("np.max(x, 0, None, True)", x=apart(3, 4)),
        case("x.max(initial=c)", x=apart(3, 4), c=9.0),
        case("np.max(x, axis=())", x=apart(3, 4)),
        *initial("np.max"),
    ],
    np.min: [*reduction("np.min", apart), case("x.min()", x=normal(3, 2)), *initial("np.min")],
    np.amax: reduction("np.amax", apart)[:3],
    np.amin: reduction("np.amin", apart)[:3],
    np.ptp: [
        *reduction("np.ptp", apart),
    ],
    np.nansum: [*nan_cases("np.nansum"), *masked("np.nansum"), *typed("np.nansum")],
    np.nanmean: [*nan_cases("np.nanmean"), *masked("np.nanmean"), *typed("np.nanmean")],
    np.nanvar: [
        *nan_cases("np.nanvar"),
        *masked("np.nanvar"),
        *masked("np.nanvar", extra=", ddof=1"),
        *typed("np.nanvar"),
    ],
    np.nanstd: [*nan_cases("np.nanstd"), *masked("np.nanstd"), *typed("np.nanstd")],
    np.nanmax: [*nan_cases("np.nanmax"), *initial("np.nanmax")],
    np.nanmin: [*nan_cases("np.nanmin"), *initial("np.nanmin")],
    np.nanprod: [*nan_cases("np.nanprod"), *masked("np.nanprod"), *typed("np.nanprod")],
    np.nancumsum: [
        case("np.nancumsum(x)", x=normal(3)), case("np.nancumsum(x, axis=1)", x=normal(2, 3)),
        case("np.nancumsum(np.where(m, x, np.nan), axis=1)", x=normal(3, 4), m=mask(3, 4)),
        case("np.nancumsum(np.where(m, x, np.nan), 0, float)", x=normal(3, 4), m=mask(3, 4)),
    ],
    np.nancumprod: [
        case("np.nancumprod(x, axis=0)", x=normal(3, 2)),
        case("np.nancumprod(np.where(m, x, np.nan))", x=normal(3, 4), m=mask(3, 4)),
        case("np.nancumprod(x, 1, float)", x=normal(3, 2)),
    ],
    np.cumsum: [
        case("np.cumsum(x)", x=normal(4)),
        case("np.cumsum(x)", x=normal(2, 3)),
        case("np.cumsum(x, axis=0)", x=normal(2, 3)),
        case("np.cumsum(x, axis=-1)", x=normal(2, 3, 2)),
        case("x.cumsum(1)", x=normal(2, 3)),
        case("np.cumsum(x, 0)", x=normal(3)),
        case("np.cumsum([x, z, 2.0])", x=1.0, z=2.0),
        case("np.cumsum(x, axis=0, dtype=float)", x=normal(3, 2)),
        case("np.cumsum(x)", x=np.zeros(0)),
    ],
    np.cumprod: [
        case("np.cumprod(x)", x=normal(4)),
        case("np.cumprod(x)", x=normal(2, 3)),
        case("np.cumprod(x, axis=1)", x=normal(2, 3)),
        case("np.cumprod(x, axis=0)", x=zeros(3, 2)),
        case("np.cumprod(x)", x=np.array([2.0, 0.0, 3.0, 0.0])),
        case("x.cumprod(axis=-1)", x=normal(2, 3)),
        case("np.cumprod(x, 1, float)", x=normal(2, 3)),
    ],
    np.cumulative_sum: [
        case("np.cumulative_sum(x)", x=normal(3)),
        case("np.cumulative_sum(x, axis=1, dtype=float)", x=normal(3, 2)),
        case("np.cumulative_sum(x, axis=0, include_initial=True)", x=normal(3, 2)),
    ],
    np.cumulative_prod: [
        case("np.cumulative_prod(x)", x=normal(3)),
        case("np.cumulative_prod(x, include_initial=True)", x=normal(3)),
    ],
}
