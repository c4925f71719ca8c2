"""Cases of ``rules/scipy/incomplete.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, drawing_for, inside, normal, positive

try:
    import scipy.special as sp
except ImportError:  # pragma: no cover
    sp = None
drawing_for(__name__)
V, P = normal, positive


def probability(*shape):
    """Numbers between 0.05 and 0.95."""
    return 0.5 * inside(*shape) + 0.5


def large(*shape):
    """Numbers between 6 and 20."""
    return 7 * positive(*shape) + 6.0


def shaped(name, last, n=1, order=2):
    """A function of parameters and of a last argument: together, broadcast, and with the parameters fixed."""
    a = ", ".join("ab"[:n])
    f = f"scipy.special.{name}({a}, x)"

    def given(make, *shape):
        return {k: make(*shape) for k in "ab"[:n]}
    return [case(f, x=last(3), order=order, **given(P, 3)), case(f"{f} * x", x=last(2, 3), order=order, **given(P, 3)),
            case(f, x=last(), order=order, **given(P)), case(f, x=last(3), order=order, **given(large)),
            case(f, x=last(2, 1), order=order, **given(lambda *s: 0.3 * P(*s), 2)),
            case(f, x=last(4), order=order, fixed=("a", "b"), **given(P))]


def cases() -> dict[Any, Any]:
    found: dict[str, Any] = {
        "gammainc": shaped("gammainc", P) + shaped("gammainc", large), "gammaincc": shaped("gammaincc", P),
        "gammaincinv": shaped("gammaincinv", probability)[:4], "gammainccinv": shaped("gammainccinv", probability)[:4],
        "betainc": shaped("betainc", probability, 2), "betaincc": shaped("betaincc", probability, 2),
        "betaincinv": shaped("betaincinv", probability, 2)[:4],
        "betainccinv": shaped("betainccinv", probability, 2)[:4],
        "stdtr": shaped("stdtr", V), "stdtrit": shaped("stdtrit", probability)[:4],
        "chdtr": shaped("chdtr", P), "chdtrc": shaped("chdtrc", P), "chdtri": shaped("chdtri", probability)[:4],
        "gdtr": shaped("gdtr", P, 2), "gdtrc": shaped("gdtrc", P, 2),
        "fdtr": shaped("fdtr", P, 2), "fdtrc": shaped("fdtrc", P, 2),
        **{f: [case(f"scipy.special.{f}(2, x)", x=P(3)), case(f"scipy.special.{f}(k, x) * x", k=np.array([0.0, 3.0]),
                                                              x=P(2), fixed=("k",))] for f in ("pdtr", "pdtrc")},
        **{f: [case(f"scipy.special.{f}(2.0, np.int64(5), x)", x=probability(3)),
               case(f"scipy.special.{f}(1, np.int64(4), x) * x", x=probability())] for f in ("bdtr", "bdtrc")},
        **{f: [case(f"scipy.special.{f}(2, 3, x)", x=probability(3))] for f in ("nbdtr", "nbdtrc")},
    }
    return {getattr(sp, f): cs for f, cs in found.items() if hasattr(sp, f)}


CASES = {} if sp is None else cases()
drawing_for("")
