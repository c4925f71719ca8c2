"""Dicts that loops and branches give keys: errors are the primal's, and what only the run knows is refused."""

from collections import defaultdict
from typing import Any

import pytest

import s2sad


def accumulated(x, n):
    d = {}
    for _ in range(n):
        d["a"] = d.get("a", 0.0) + x
    return d["a"]


def test_a_key_that_no_trip_has_given() -> None:
    assert s2sad.value_and_grad(accumulated)(1.0, 2) == (2.0, 2.0)
    with pytest.raises(KeyError, match="a"):
        s2sad.grad(accumulated)(1.0, 0)


def order_by_trips(x, n):
    d = {}
    for i in range(n):
        if i % 2:
            d["a"] = x
        else:
            d["b"] = x * i
    return sum(v * (j + 1) for j, v in enumerate(d.values()))


def order_by_branch(x, n):
    d = {}
    if n > 2:
        d["b"] = x
        d["a"] = 1.0
    else:
        d["a"] = x
        d["b"] = 2.0
    return sum(v * (j + 1) for j, v in enumerate(d.values()))


def computed_keys(x, n):
    d = {}
    for i in range(n):
        d[i] = x * i
    return d[2]


@pytest.mark.parametrize("f", [order_by_trips, order_by_branch, computed_keys])
def test_keys_that_only_the_run_knows(f: Any) -> None:
    with pytest.raises(s2sad.UnsupportedError) as error:
        s2sad.grad(f)(1.0, 3)
    assert error.value.code == "S2SAD212"


def missing_key(x, n):
    d = {}
    for i in range(n):
        if i > 1:
            x = d["missing"]
        d["a"] = x
    return d["a"]


def lists_by_key(x, n):
    d = defaultdict(list)
    for i in range(n):
        d["a"].append(x * i)
    return sum(d["a"])


@pytest.mark.parametrize("f", [missing_key, lists_by_key])
def test_refused(f: Any) -> None:
    with pytest.raises(s2sad.UnsupportedError):
        s2sad.grad(f)(1.0, 3)
