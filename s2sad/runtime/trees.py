"""Helpers on structures: tuples, lists and dicts of numbers and arrays, nested."""
from __future__ import annotations

from typing import Any

import numpy as np


def zeros_like(x: Any) -> Any:
    """Zeros with the structure, shapes and dtypes of ``x`` (floats for what is not a float)."""
    if isinstance(x, np.ndarray):
        return np.zeros_like(x) if x.dtype.kind in "fc" else np.zeros(x.shape)
    if isinstance(x, np.generic):
        return x.dtype.type(0) if x.dtype.kind in "fc" else 0.0
    if isinstance(x, dict):
        return {k: zeros_like(v) for k, v in x.items()}
    if isinstance(x, (tuple, list)):
        items = [zeros_like(v) for v in x]
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    return 0j if isinstance(x, complex) else 0.0


def accumulate(a: Any, b: Any) -> Any:
    """The sum of two cotangents of one structure."""
    if isinstance(a, dict):
        return {k: accumulate(v, b[k]) for k, v in a.items()}
    if isinstance(a, (tuple, list)):
        items = [accumulate(v, w) for v, w in zip(a, b)]
        return type(a)(*items) if hasattr(a, "_fields") else type(a)(items)
    return a + b


def conjugate_leaves(x: Any) -> Any:
    """The complex conjugate of each number and array in a structure."""
    if isinstance(x, dict):
        return {k: conjugate_leaves(v) for k, v in x.items()}
    if isinstance(x, (tuple, list)):
        items = [conjugate_leaves(v) for v in x]
        return type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
    return x.conjugate() if np.iscomplexobj(x) else x
