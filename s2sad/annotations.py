"""Kinds from a function's annotations, for source that is generated without arguments."""
from __future__ import annotations

import types
import typing
from typing import Any

from .ir.kinds import PYTHON_SCALARS, STR, UNKNOWN, Fixed, Kind


def kinds_of_annotations(function: Any, names: list[str], defaults: dict[str, Any]) -> list[Kind]:
    """The kind that each parameter is annotated with; unknown where it is not."""
    if not isinstance(function, types.FunctionType):
        return [UNKNOWN] * len(names)
    try:
        hints = typing.get_type_hints(function)
    except Exception:       # names that only a type checker knows
        hints = dict(function.__annotations__)
    return [Fixed(None) if n in defaults and defaults[n] is None else kind_of_annotation(hints.get(n)) for n in names]


def kind_of_annotation(annotation: Any) -> Kind:
    """``float``, ``int``, ``bool``, ``str``; anything else is unknown."""
    if annotation in PYTHON_SCALARS or isinstance(annotation, str) and annotation in (
        "float", "int", "bool", "complex"):
        key = {"float": float, "int": int, "bool": bool, "complex": complex}.get(annotation, annotation)
        return PYTHON_SCALARS[key]
    return STR if annotation in (str, "str") else UNKNOWN
