"""Generated source, compared with what was reviewed, and its numbers, with differences."""

import copy
import functools
import importlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.vectors import leaves, rebuilt

from .golden import CASES, Case
from .golden.differences import along, assert_close, gradient

FOLDER = Path(__file__).parent / "golden"
TOPICS = ["expressions", "branches", "loops", "functions", "arrays", "inplace", "language"]
if importlib.util.find_spec("scipy"):
    TOPICS.append("systems")
for topic in TOPICS:
    importlib.import_module(f"{__package__}.golden.{topic}")
ALL = [pytest.param(c, id=c.name.replace(", ", "-")) for topic in TOPICS for c in CASES[topic]]
RULE = "=" * 20


@functools.cache
def derivative(case: Case) -> Any:
    if case.mode == "grad_grad":
        return s2sad.grad(s2sad.grad(case.function, case.wrt), case.wrt)
    return getattr(s2sad, case.mode)(case.function, case.wrt)


def page(topic: str) -> str:
    """What the golden file of a topic should hold."""
    return "\n".join(f"{RULE} {c.name}\n{derivative(c).source_for(*c.args)}" for c in CASES[topic])


def sections(text: str) -> dict[str, str]:
    """The sources in a golden file, by the names of their cases."""
    parts = ("\n" + text).split(f"\n{RULE} ")[1:]
    return {name: source for name, _, source in (part.partition("\n") for part in parts)}


@functools.cache
def golden(topic: str) -> dict[str, str]:
    return sections((FOLDER / f"{topic}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ALL)
def test_source(case: Case, regenerate: bool) -> None:
    if regenerate:
        pytest.skip("written by test_pages")
    text = page(case.topic)
    assert sections(text)[case.name] == golden(case.topic).get(case.name)


@pytest.mark.parametrize("topic", TOPICS)
def test_pages(topic: str, regenerate: bool) -> None:
    """There is no section without a case, and no two cases have one name."""
    if regenerate:
        (FOLDER / f"{topic}.txt").write_text(page(topic), encoding="utf-8")
    golden.cache_clear()
    assert list(golden(topic)) == [c.name for c in CASES[topic]]


@pytest.mark.parametrize("case", ALL)
def test_numbers(case: Case) -> None:
    f, args, wrt = case.function, case.args, case.positions
    single = not isinstance(case.wrt, tuple)
    rng = np.random.default_rng(1)
    directions = [rebuilt(args[i], (like(rng, v) for v in leaves(args[i]))) for i in wrt]
    before = [[np.array(v) for v in leaves(a)] for a in args]
    match case.mode:
        case "grad" | "value_and_grad" | "vjp":
            found = derivative(case)(*args)
            if case.mode != "grad":
                value, found = found
                assert value == f(*copy.deepcopy(args))
            if case.mode == "vjp":
                pullback, found = found, found(1.0)
                assert_close(pullback(1.0), found, rtol=0.0)
            expected: Any = tuple(gradient(f, args, i) for i in wrt)
            assert_close(found, expected[0] if single else expected)
        case "jvp":
            value, found = derivative(case)(*args, *directions)
            assert value == f(*copy.deepcopy(args))
            assert_close(found, sum(along(f, args, i, v) for i, v in zip(wrt, directions)))
        case "hvp":
            found = derivative(case)(*args, *directions)
            assert_close(found, along(s2sad.grad(f), args, 0, directions[0]))
        case "grad_grad":
            assert_close(derivative(case)(*args), gradient(s2sad.grad(f, case.wrt), args, wrt[0]))
    for a, was in zip(args, before):
        assert all(np.array_equal(v, w) for v, w in zip(leaves(a), was, strict=True))


def like(rng: np.random.Generator, v: Any) -> Any:
    return rng.normal(size=v.shape) if isinstance(v, np.ndarray) else float(rng.normal())


@pytest.mark.parametrize("seed", ["1", "2"])
def test_hash_seeds(seed: str) -> None:
    """The order of a set, or of memory addresses, shows nowhere."""
    script = f"from {__name__} import *; print(*map(page, TOPICS), sep='')"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": seed, "S2SAD_VERIFY": ""},
        cwd=FOLDER.parents[1],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout == "".join(map(page, TOPICS)) + "\n"


def test_the_designs_examples() -> None:
    """They come out as the design has them."""
    kept = {**golden("expressions"), **golden("loops")}
    body = kept["f, grad"].partition("def ")[2]
    assert "z = x * y\n" in body
    assert "return 1.0 + z_bar * y, z_bar * x\n" in body
    assert "for y in reversed(y_tape):\n" in kept["power, grad"]
    assert "x_bar += y_bar * y\n" in kept["power, grad"]
    assert "y_bar *= x\n" in kept["power, grad"]
