"""Every rule, on its cases: both modes against each other and against differences.

The default run samples; ``S2SAD_ALL_RULES=1`` runs every check of every case.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

import numpy as np
import pytest

from s2sad.rules import registry

from .cases import collected
from .harness import Case, check, check_second, check_single

EVERY = bool(os.environ.get("S2SAD_ALL_RULES"))
CASES: dict[Any, list[Case]] = collected()
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


@pytest.mark.parametrize("c", listed(3))
def test_both_modes_agree_with_differences(c: Case) -> None:
    check(c)


@pytest.mark.parametrize("c", listed(3))
def test_single_precision_stays(c: Case) -> None:
    check_single(c)


@pytest.mark.parametrize("c", listed(3))
def test_second_order(c: Case) -> None:
    check_second(c)


LAYOUTS_AND_DTYPES = 4  # each case is checked as it is, in two other memory layouts, and in single precision


def test_rules_of_numpy_have_twenty_cases() -> None:
    found = {f: len(cs) for f, cs in CASES.items() if (getattr(f, "__module__", "") or "").startswith("numpy")}
    found.pop(np.float32)  # which differences cannot measure: one case compares the modes
    few = sorted(f"{f.__name__}: {n}" for f, n in found.items() if LAYOUTS_AND_DTYPES * n < 20)
    assert not few, few


def test_every_rule_has_cases() -> None:
    own = {
        f
        for f in [*registry.differentials, *registry.compositions]
        if not (getattr(f, "__module__", "") or "").startswith(("s2sad", "tests"))
    }
    missing = sorted(f"{getattr(f, '__module__', '')}.{getattr(f, '__name__', f)}" for f in own - set(CASES))
    assert not missing, f"rules without cases: {missing}"
