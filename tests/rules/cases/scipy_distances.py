"""Cases of ``rules/scipy/spatial.py`` and ``cluster.py``; none where SciPy is missing."""

from typing import Any

from ..harness import Case, case, drawing_for, positive

try:
    import scipy.cluster.vq as vq
    import scipy.spatial as sp
    import scipy.spatial.distance as sd
except ImportError:  # pragma: no cover
    sd = None
drawing_for(__name__)
P = positive
D = "scipy.spatial.distance"
METRICS = ("euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "correlation", "canberra", "braycurtis",
           "minkowski", "jensenshannon")
WEIGHED = METRICS[:-1]


def two_points(form: str, sizes: Any = (3, 4, 5, 4), **more: Any) -> list[Case]:
    return [case(f"{D}.{form}", a=P(n), b=P(n), **more) for n in sizes]


def clouds(form: str) -> list[Case]:
    """Points in rows, of two clouds."""
    return [case(form, a=P(*s), b=P(*t)) for s, t in (
        ((4, 3), (2, 3)), ((3, 2), (3, 2)), ((5, 1), (2, 1)), ((2, 4), (3, 4)), ((4, 2), (3, 2)))]


def cases() -> dict[Any, Any]:
    of_two: dict[Any, list[Case]] = {
        getattr(sd, f): [*two_points(f"{f}(a, b)"), *[case(f"{D}.{f}(a, b, w=w)", a=P(n), b=P(n), w=P(n))
                                                     for n in (3, 4, 5)]] for f in WEIGHED}
    of_two[sd.minkowski] += two_points("minkowski(a, b, 3)")
    of_two[sd.correlation] += two_points("correlation(a, b, centered=False)")
    return {
        **of_two,
        sd.seuclidean: [case(f"{D}.seuclidean(a, b, v)", a=P(n), b=P(n), v=P(n)) for n in (2, 3, 4, 5, 6, 3, 2)],
        sd.mahalanobis: [case(f"{D}.mahalanobis(a, b, v @ v.T)", a=P(n), b=P(n), v=P(n, n)) for n in (2, 3, 4, 3, 2)],
        sd.jensenshannon: [*two_points("jensenshannon(a, b)"), *two_points("jensenshannon(a, b, 2.0)"),
                           *[case(f"{D}.jensenshannon(a, b, axis=1, keepdims=True)", a=P(2, n), b=P(2, n))
                             for n in (3, 4)]],
        sd.directed_hausdorff: clouds(f"{D}.directed_hausdorff(a, b)[0]"),
        sd.cdist: [*[case(f"{D}.cdist(a, b, {f!r}, w=w)", a=P(3, 2), b=P(2, 2), w=P(2)) for f in WEIGHED],
                   *[case(f"{D}.cdist(a, b, {f!r})", a=P(3, 2), b=P(4, 2))
                     for f in ("jensenshannon", "seuclidean", "mahalanobis")]],
        sd.pdist: [case(f"{D}.pdist(a, {f!r})", a=P(5, 2)) for f in ("jensenshannon", "seuclidean", "mahalanobis")],
        sd.squareform: [case(f"{D}.squareform({D}.squareform(x))", x=P(6))],
        sp.minkowski_distance: clouds("scipy.spatial.minkowski_distance(a, b[:1], 3)"),
        sp.minkowski_distance_p: clouds("scipy.spatial.minkowski_distance_p(a, b[:1], 2.5)"),
        sp.distance_matrix: [*clouds("scipy.spatial.distance_matrix(a, b)"),
                             *clouds("scipy.spatial.distance_matrix(a, b, np.inf)")],
        vq.vq: [*clouds("scipy.cluster.vq.vq(a, b)[1]"), *clouds("scipy.cluster.vq.vq(a, b)[0] * a[:, 0]")],
        vq.whiten: [case("scipy.cluster.vq.whiten(a)", a=P(*s)) for s in ((4, 3), (3, 2), (5, 1), (2, 4), (6, 2))],
    }


CASES = {} if sd is None else cases()
drawing_for("")
