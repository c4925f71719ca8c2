"""The page on coverage says what the tables say; nothing in scope is missing."""

from __future__ import annotations

import csv
import importlib
from typing import Any

import pytest

from s2sad.rules import registry

from . import coverage

registry.load()


@pytest.mark.skipif(f"of {coverage.RELEASE} " not in coverage.PAGE.read_text(), reason="the page is of another NumPy")
def test_the_page_is_up_to_date() -> None:
    assert coverage.PAGE.read_text() == coverage.page(), "run python -m tests.rules.coverage"


def test_the_page_on_scipy_is_up_to_date() -> None:
    pytest.importorskip("scipy")
    if f"of {coverage.scipy_release()} " not in coverage.SCIPY_PAGE.read_text():
        pytest.skip("the page is of another SciPy")
    assert coverage.SCIPY_PAGE.read_text() == coverage.scipy_page(), "run python -m tests.rules.coverage"


def owner_of(namespace: str) -> Any:
    """A module, or a distribution of one."""
    module, _, name = namespace.rpartition(".") if namespace.startswith("scipy.stats.") else (namespace, "", "")
    found = importlib.import_module(module)
    return getattr(found, name) if name else found


def test_nothing_of_scipy_in_scope_is_missing() -> None:
    pytest.importorskip("scipy")
    with open(coverage.HERE / "scope.csv") as lines:
        wanted = [(r["namespace"], r["name"]) for r in csv.DictReader(lines)
                  if r["namespace"].startswith("scipy") and r["kind"] == "differentiable"]
    found = {f"{m}.{n}": getattr(owner_of(m), n) for m, n in wanted if hasattr(owner_of(m), n)}
    missing = [name for name, function in found.items() if not coverage.status(function)]
    assert not missing, f"without a declaration: {missing}"


@pytest.mark.parametrize("namespace", coverage.NAMESPACES)
def test_nothing_in_scope_is_missing(namespace: str) -> None:
    from s2sad.transforms.calls import BUILTINS

    module = importlib.import_module(namespace)
    missing = [
        name
        for _, name, kind in coverage.scope((namespace,))
        if not coverage.status(getattr(module, name))
        and getattr(module, name) not in BUILTINS
        and kind == "differentiable"
    ]
    assert not missing, f"without a declaration: {missing}"
