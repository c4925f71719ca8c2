"""The cases of each rule, in files that mirror the rules' own."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


def collected() -> dict[Any, list[Any]]:
    """The cases of all files, by the function that they are of."""
    found: dict[Any, list[Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        for primitive, cases in importlib.import_module(f"{__name__}.{module.name}").CASES.items():
            found.setdefault(primitive, []).extend(cases)
    return found
