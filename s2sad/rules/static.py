"""Questions that a rule may ask at compile time: the specialiser answers them with constants."""
from __future__ import annotations

from typing import Any

import numpy as np


def known_rank(x: Any) -> int | None:
    """The rank of ``x`` where its kind tells it, else None."""
    return np.ndim(x)


def ndim(x: Any) -> Any:
    """The rank of ``x``: at compile time where it can be."""
    if known_rank(x) is not None:
        return known_rank(x)
    return np.ndim(x)


def is_python_number(x: Any) -> bool:
    """Whether ``x`` is certainly a Python number, for which plain arithmetic may raise."""
    return type(x) in (int, float, bool, complex)


def known_number(x: Any) -> Any:
    """The value of a numeric constant in the program, else None."""
    return None


def drops_derivatives(dtype: Any) -> bool:
    """Whether a dtype is certainly that of integers or booleans."""
    return dtype is not None and np.dtype(dtype).kind in "biu"


def known_same_shape(a: Any, b: Any) -> bool:
    """Whether the shapes are equal for certain."""
    return np.shape(a) == np.shape(b)


def shaped_like(x: Any, like: Any) -> Any:
    """``x``, of which the rule knows that it has the shape of ``like``: contracted dimensions are equal."""
    return x


def is_narrower(a: Any, b: Any) -> bool:
    """Whether ``a`` certainly has a dimension of 1 where ``b``, of the same rank, may have another."""
    return any(n == 1 != m for n, m in zip(np.shape(a), np.shape(b)))


def is_none(x: Any) -> bool:
    """Whether ``x`` is certainly None."""
    return x is None


def is_complex(x: Any) -> bool:
    """Whether ``x`` may be complex, as far as its kind tells."""
    return np.iscomplexobj(x)


def is_floating(x: Any) -> bool:
    """Whether ``x`` is certainly made of floating or complex numbers."""
    return np.result_type(x).kind in "fc"


def is_object(x: Any) -> bool:
    """Whether ``x`` is neither a number nor an array, but another object: a sparse matrix, say."""
    return not isinstance(x, (int, float, complex, np.generic, np.ndarray))


def is_display(x: Any) -> bool:
    """Whether ``x`` is a sequence whose items are known one by one: ``[a, b]``."""
    return isinstance(x, (list, tuple))


def refuse(message: str) -> Any:
    """Say that an argument form has no derivative here."""
    raise NotImplementedError(message)
