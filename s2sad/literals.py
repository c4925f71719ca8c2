"""Values as the literals that make them: what may become a constant of an exported module."""
from __future__ import annotations

import ast
from typing import Any

import numpy as np

LARGEST = 1000      # numbers in an array that is written out
DTYPES = {"bool", "float16", "float32", "float64", "complex64", "complex128",
          *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))}


def literal(value: Any) -> ast.expr | None:
    """An expression that makes an equal value of the same type; None where there is none."""
    from .backend.syntax import constant
    if value is None or type(value) in (bool, int, float, complex, str, bytes):
        return constant(value)
    if isinstance(value, np.generic) and value.dtype.name in DTYPES:
        return constant(value)
    if type(value) in (tuple, list):
        parts = [literal(v) for v in value]
        items = [v for v in parts if v is not None]
        if len(items) < len(parts):
            return None
        return (ast.Tuple if type(value) is tuple else ast.List)(items, ast.Load())
    if type(value) is dict:
        pairs = [(literal(k), literal(v)) for k, v in value.items()]
        if any(k is None or v is None for k, v in pairs):
            return None
        return ast.Dict([k for k, _ in pairs], [v for _, v in pairs])  # type: ignore[misc]
    if type(value) is np.ndarray and value.dtype.name in DTYPES and value.size <= LARGEST:
        return _array(value)
    return None


def _array(value: Any) -> ast.expr | None:
    from .backend.syntax import constant, dotted
    dtype = ast.keyword("dtype", dotted(("np", "bool_" if value.dtype.kind == "b" else value.dtype.name)))
    if value.size == 0:
        shape = constant(value.shape)
        assert shape is not None
        return ast.Call(dotted(("np", "zeros")), [shape], [dtype])
    items = constant(value.tolist())
    return None if items is None else ast.Call(dotted(("np", "array")), [items], [dtype])
