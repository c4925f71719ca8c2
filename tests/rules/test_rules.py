"""Every rule, on its cases: both modes against each other and against differences, of first and second order.

The default run samples: some cases of each rule. ``S2SAD_ALL_RULES=1`` runs every check of every case.
"""

from __future__ import annotations

import os
import sys
import warnings
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.rules import registry

from .cases import collected
from .harness import Case, Checked, check, check_second, check_single, forms

EVERY = bool(os.environ.get("S2SAD_ALL_RULES"))
CASES: dict[Any, list[Case]] = collected()
registry.load()


def listed(one_in: int) -> list[Any]:
    """Cases as parameters: one in some of each rule's, and at least one."""
    found = []
    for rule, cases in enumerate(CASES.values()):
        first = rule % min(one_in, len(cases)) if cases else 0
        found += cases if EVERY else cases[first::one_in]
    return [pytest.param(c, id=f"{i}-{c.expression}") for i, c in enumerate(found)]


@pytest.fixture(autouse=True)
def quiet() -> Any:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        yield


@pytest.mark.parametrize("c", listed(8))
def test_derivatives(c: Case) -> None:
    checked = Checked(c)
    check(c, checked)
    check_single(c, checked)
    check_second(c, checked)


def rules_of(package: str) -> dict[Any, FunctionType]:
    """The functions of others that a package of ours declares, and what it says of them."""
    said = {f: rule.function for f, rule in registry.differentials.items()} | registry.compositions
    return {f: rule for f, rule in said.items() if f"{rule.__module__}.".startswith(f"{package}.")
            and not (getattr(f, "__module__", "") or "").startswith("s2sad")}


def test_rules_have_twenty_cases() -> None:
    found = {f: sum(map(forms, CASES.get(f, []))) for package in ("numpy", "scipy")
             for f in rules_of(f"s2sad.rules.{package}")}
    for f in NARROW:
        found.pop(f)  # they have a test of their own
    for f in (getattr(sys.modules.get("scipy.integrate"), name, None) for name in ("dblquad", "tplquad")):
        found.pop(f, None)  # calls of quad in calls of quad, which has its cases: here one takes seconds
    few = sorted(f"{getattr(f, '__qualname__', f)}: {n}" for f, n in found.items() if n < 20)
    assert not few, few


NARROW = (np.float32, np.float16, np.complex64)     # whose rounding differences cannot see through


@pytest.mark.parametrize("narrow", NARROW)
@pytest.mark.parametrize("x", [0.75, np.float64(0.75), np.array([0.75, -1.5])])
def test_numbers_of_less_precision(narrow: Any, x: Any) -> None:
    """At numbers that each type has exactly."""
    def f(x: Any) -> Any:
        return np.sum(np.float64(np.real(narrow(x))) * x)
    np.testing.assert_array_equal(s2sad.grad(f)(x), 2 * x)
    assert np.asarray(s2sad.grad(f)(x)).dtype == np.float64
    assert s2sad.jvp(f)(x, np.ones_like(x))[1] == np.sum(2 * x)


def test_every_rule_has_cases() -> None:
    missing = sorted(f"{getattr(f, '__module__', '')}.{getattr(f, '__name__', f)}"
                     for f in set(rules_of("s2sad.rules")) - set(CASES) - set(NARROW))
    assert not missing, f"rules without cases: {missing}"
