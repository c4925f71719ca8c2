"""What rules of functions that call functions share: vectors of parameters, Jacobians."""
from __future__ import annotations

import numpy as np

from ..static import known_rank, pulled


def packed(parts):
    """Numbers and arrays as one vector."""
    return vector(parts[0]) if len(parts) == 1 else np.concatenate([vector(p) for p in parts])


def vector(x):
    """A number or an array as a vector."""
    if known_rank(x) == 1:
        return x
    return np.atleast_1d(x) if known_rank(x) == 0 else np.ravel(x)


def unpacked(flat, likes):
    """Parts of a vector, shaped like numbers and arrays."""
    parts = []
    for x in likes:
        if known_rank(x) == 0:
            parts.append(flat[0])
            flat = flat[1:]
        else:
            part = flat[:np.size(x)]
            parts.append(part if known_rank(x) == 1 else np.reshape(part, np.shape(x)))
            flat = flat[np.size(x):]
    return parts


def jacobian(f, args, n, which):
    """The Jacobian of a vector of length ``n`` in some of the arguments, as one matrix: a row for each pullback."""
    units = np.eye(n)
    return np.stack([packed(pulled(f, args, units[i], which)) for i in range(n)])
