"""The cases of what is in ``rules/numpy/histograms.py``."""

import numpy as np

from ..harness import apart, case, positive

P, Q = np.array([0.1, 0.2, 0.8, 0.4, 0.35, 0.77]), np.array([0.3, 0.1, 0.2, 0.9, 0.5, 0.7])
POINTS = np.stack([P, Q], axis=1)

CASES = {
    np.histogram: [
        case("np.histogram(p, 3, weights=w)[0]", p=P, w=positive(6), fixed=("p",)),
        case("np.histogram(p, 3, weights=w, density=True)[0]", p=P, w=positive(6), fixed=("p",)),
        case("np.histogram(x, 4, density=True)[0]", x=apart(6), single=False),
        case("np.histogram(x, 4, weights=w, density=True)", x=apart(6), w=positive(6), single=False),
        case("np.histogram(x, [-2.0, 0.0, 0.7, 2.0], density=True)[0] * x[0]", x=apart(6)),
        case("np.histogram(p, 3, (0.15, z), density=True)", p=P, z=0.7, fixed=("p",)),
        case("np.histogram(p, b, weights=w)", p=P, b=np.array([0.0, 0.3, 0.6, 0.9]), w=positive(6), fixed=("p",)),
        case("np.histogram(x, weights=w, range=(-1.0, 1.0))[0]", x=apart(2, 3), w=positive(2, 3), single=False),
        case("np.histogram(x, 'auto')[1]", x=apart(5)),
    ],
    np.histogram_bin_edges: [
        case("np.histogram_bin_edges(x)", x=apart(5)),
        case("np.histogram_bin_edges(x, 4)", x=apart(2, 3)),
        case("np.histogram_bin_edges(x, 'sturges')", x=apart(7)),
        case("np.histogram_bin_edges(x, 3, (z, 4.0))", x=apart(5), z=-2.0),
        case("np.histogram_bin_edges(x, bins=z, weights=w)", x=apart(5), z=np.array([0.0, 1.0, 1.5]), w=positive(5)),
        case("np.histogram_bin_edges(a=x, bins=2)", x=apart(3, 2)),
        case("np.histogram_bin_edges(x, 3)", x=apart(2, 3, 2)),
    ],
    np.histogramdd: [
        case("np.histogramdd([p, q], 3, weights=w)[0]", p=P, q=Q, w=positive(6), fixed=("p", "q")),
        case("np.histogramdd(p, 2, weights=w)[0]", p=POINTS, w=positive(6), fixed=("p",)),
        case("np.histogramdd(x, (2, 3))[1][1]", x=apart(5, 2)),
        case("np.histogramdd(x, 4)[1][0]", x=apart(5, 2)),
        case("np.histogramdd(x, 4)[0] * x[0, 0]", x=apart(5, 2), single=False),
        case("np.histogramdd(x, (2, 2), density=True)[0]", x=apart(6, 2), single=False),
        case("np.histogramdd([x, z], 2, density=True, weights=w)[0]", x=apart(6), z=apart(6), w=positive(6),
             single=False),
        case("np.histogramdd([p, q], [[0.0, z, 1.0], 2], [None, (0.0, 1.0)], weights=w, density=True)[0]", p=P, q=Q,
             z=0.45, w=positive(6), fixed=("p", "q")),
    ],
    np.histogram2d: [
        case("np.histogram2d(p, q, 3, weights=w)[0]", p=P, q=Q, w=positive(6), fixed=("p", "q")),
        case("np.histogram2d(x, z, (2, 3), density=True)", x=apart(6), z=apart(6), single=False),
        case("np.histogram2d(x, z, 2)[2]", x=apart(6), z=apart(6)),
        case("np.histogram2d(x, z)[1]", x=apart(6), z=apart(6)),
        case("np.histogram2d(x, q, b, weights=w, density=True)[0]", x=apart(6), q=Q, w=positive(6),
             b=np.array([-1.0, 0.3, 0.6, 2.0]), fixed=("q", "b")),
        case("np.histogram2d(p, q, [2, 2], [[0.0, 1.0], [0.15, 0.8]], weights=w)[0]", p=P, q=Q, w=positive(6),
             fixed=("p", "q")),
        case("np.histogram2d(x, z, density=True, bins=2)[0]", x=apart(5), z=apart(5), single=False),
        case("np.histogram2d(p, q, 2, weights=w)[0] ** 2", p=P, q=Q, w=positive(6), fixed=("p", "q")),
    ],
}
