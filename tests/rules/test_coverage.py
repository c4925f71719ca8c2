"""The page on coverage says what the tables say; nothing in scope is missing."""

from __future__ import annotations

import importlib

import pytest

from s2sad.rules import registry

from . import coverage

registry.load()


@pytest.mark.skipif(f"of {coverage.RELEASE} " not in coverage.PAGE.read_text(), reason="the page is of another NumPy")
def test_the_page_is_up_to_date() -> None:
    assert coverage.PAGE.read_text() == coverage.page(), "run python -m tests.rules.coverage"


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
