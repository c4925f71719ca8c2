"""More forms of what SciPy computes item by item: each rule's own cases, with their arrays in other shapes.

    f(a, x)  with shapes (3,), (3,)      f(a, x)  with (2, 3), (2, 3);  (1, 3), (1, 3);  (2, 3), (3,);  (2, 1, 3), …

So the arguments stay where the function is defined, and what broadcasts is every argument in turn.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from ..harness import Case, forms

try:
    import scipy.special as sp
    import scipy.stats as st

    from . import scipy_incomplete, scipy_interpolate, scipy_special, scipy_stats
except ImportError:  # pragma: no cover
    sp = None
ENOUGH = 20

SHAPES: list[tuple[Callable[[Any], Any], Callable[[Any], Any]]] = [     # of the first array, and of the others
    (lambda x: np.stack([x, x[::-1]]), lambda x: np.stack([x, x[::-1]])),
    (lambda x: np.stack([x[::-1], x]), lambda x: x),
    (lambda x: x[None, :], lambda x: x[None, :]),
    (lambda x: np.stack([x, x])[:, None], lambda x: x[:2, None]),
    (lambda x: x[:, None], lambda x: x[:, None]),
    (lambda x: np.stack([x[None], x[None, ::-1]]), lambda x: x[::-1]),
]


def others(own: list[Case]) -> Iterator[Case]:
    """Cases with other shapes, as many as are missing."""
    starts = [c for c in own if c.active and all(np.ndim(v) in (0, 1) for v in c.arguments.values())
              and any(np.ndim(c.arguments[k]) == 1 and np.size(c.arguments[k]) > 1 for k in c.active)]
    starts.sort(key=lambda c: -sum(np.ndim(c.arguments[k]) for k in c.active))
    missing = ENOUGH - sum(map(forms, own))
    for c in starts:
        for first, rest in SHAPES:
            if missing <= 0:
                return
            arrays = [k for k, v in c.arguments.items() if np.ndim(v) == 1]
            moved = {k: (first if k == arrays[0] else rest)(c.arguments[k]) for k in arrays}
            new = replace(c, arguments={**c.arguments, **moved})
            missing -= forms(new)
            yield new


def by_item(function: Any) -> bool:
    """Whether a function works item by item, for all that it broadcasts."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, (st.rv_continuous, st.rv_discrete)):
        return True
    return isinstance(function, np.ufunc) or function in (
        sp.polygamma, sp.multigammaln, sp.comb, sp.factorial, sp.zeta) or getattr(
        function, "__name__", "") == "__call__" and "RegularGrid" not in function.__qualname__


def cases() -> dict[Any, Any]:
    known = [m.CASES for m in (scipy_special, scipy_incomplete, scipy_stats, scipy_interpolate)]
    return {f: list(others(own)) for table in known for f, own in table.items() if by_item(f)}


CASES = {} if sp is None else cases()
