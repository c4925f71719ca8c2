"""Every rule, on its cases: both modes against each other and against differences.

The default run samples; ``S2SAD_ALL_RULES=1`` runs every check of every case.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import warnings
from typing import Any

import numpy as np
import pytest

from s2sad.rules import registry

from . import cases as tables
from .harness import Case, check, check_second, check_single

EVERY = bool(os.environ.get("S2SAD_ALL_RULES"))
CASES: dict[Any, list[Case]] = {}
for module in pkgutil.iter_modules(tables.__path__):
    for function, cs in importlib.import_module(f"{tables.__name__}.{module.name}").CASES.items():
        CASES.setdefault(function, []).extend(cs)
registry.load()


def listed(one_in: int = 1) -> list[Any]:
    """Each case, or one in some, as parameters."""
    found = [c for cs in CASES.values() for c in cs]
    chosen = found if EVERY else found[::one_in]
    return [pytest.param(c, id=f"{i * (1 if EVERY else one_in)}-{c.expression}") for i, c in enumerate(chosen)]


@pytest.fixture(autouse=True)
def quiet() -> Any:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        yield


@pytest.mark.parametrize("c", listed())
def test_both_modes_agree_with_differences(c: Case) -> None:
    check(c)


@pytest.mark.parametrize("c", listed(3))
def test_single_precision_stays(c: Case) -> None:
    check_single(c)


@pytest.mark.parametrize("c", listed(3))
def test_second_order(c: Case) -> None:
    check_second(c)


def test_every_rule_has_cases() -> None:
    own = {
        f
        for f in [*registry.differentials, *registry.compositions]
        if not (getattr(f, "__module__", "") or "").startswith(("s2sad", "tests"))
    }
    missing = sorted(f"{getattr(f, '__module__', '')}.{getattr(f, '__name__', f)}" for f in own - set(CASES))
    assert not missing, f"rules without cases: {missing}"
