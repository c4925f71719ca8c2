"""The examples, run at their real size: what they claim is checked, not only that they end."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

Test = TypeVar("Test", bound=Callable[..., None])
EXAMPLES = Path(__file__).parents[1] / "examples"
PNG = b"\x89PNG"


@pytest.fixture
def example(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of the example that the test names by `runs`."""
    name = request.param
    monkeypatch.setenv("MPLBACKEND", "Agg")
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def runs(name: str, *needs: str) -> Callable[[Test], Test]:
    """Give the test the example `name`; skip it where a package that it needs is missing."""

    def mark(test: Test) -> Test:
        for package in needs:
            missing = importlib.util.find_spec(package) is None
            test = pytest.mark.skipif(missing, reason=f"{package} is not installed")(test)
        marked: Test = pytest.mark.parametrize("example", [name], indirect=True)(test)
        return marked

    return mark


@runs("digits", "sklearn", "matplotlib", "tqdm")
def test_digits(example: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "digits.png"
    assert example.main(["--show", "--out", str(out)]) >= 0.95
    assert out.read_bytes().startswith(PNG)
    assert "def " in capsys.readouterr().out


@runs("map", "matplotlib")
def test_the_table_of_distances(example: Any) -> None:
    """It is kept as printed, misprints included, and the example says which they are."""
    cities, road, degrees = example.load()
    assert len(cities) == 21
    assert example.is_distance_table(road)
    assert not example.is_distance_table(road + np.triu(np.ones_like(road), 1))
    assert road[cities.index("Paris"), cities.index("Rome")] == 1476
    assert np.sum(example.detours(road) > 0) == 2 * 94
    short = np.argwhere(np.triu(road < example.great_circle(degrees), 1))
    assert {(cities[i], cities[j]) for i, j in short} == {
        ("Athens", "Rome"),
        ("Copenhagen", "Hook of Holland"),
        ("Lisbon", "Lyons"),
        ("Lyons", "Milan"),
        ("Milan", "Munich"),
    }


@runs("map", "matplotlib")
def test_map(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    result = example.main(["--out", str(out)])
    assert out.read_bytes().startswith(PNG)
    assert result["losses"][-1] == pytest.approx(63.7506, abs=1e-4)
    assert result["stress"] < 0.08
    assert result["rms"] < 0.25 * result["spread"]
    found, true = result["found"], result["true"]
    for points in (found, true):
        assert max(points, key=lambda city: points[city][0]) == "Athens"
        assert min(points, key=lambda city: points[city][0]) == "Lisbon"
        assert max(points, key=lambda city: points[city][1]) == "Stockholm"
        assert min(points, key=lambda city: points[city][1]) == "Gibraltar"


@runs("map", "matplotlib")
def test_every_start_finds_the_same_map(example: Any) -> None:
    _, road, _ = example.load()
    ends = [example.recover(road, seed)[1][-1] for seed in (1, 2)]
    assert ends == pytest.approx([63.7506, 63.7506], abs=1e-4)


@runs("map", "matplotlib")
def test_exact_distances_give_the_exact_map(example: Any) -> None:
    _, _, degrees = example.load()
    true = example.project(degrees, degrees.mean(axis=0))
    raw, _ = example.recover(example.between(true), steps=2000)
    found, scale = example.align(raw, true)
    assert scale == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(found, true, atol=1e-2)  # 10 metres


@runs("forward_and_reverse")
def test_forward_and_reverse(example: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for forward, reverse, exact in example.main():
        assert forward == pytest.approx(exact, rel=1e-15)
        assert reverse == pytest.approx(exact, rel=1e-15)
    assert capsys.readouterr().out.count("\ndef ") >= 4


@runs("solve_gradient")
def test_solve_gradient(example: Any) -> None:
    assert max(example.main().values()) < 1e-12


@runs("hutchinson")
def test_hutchinson(example: Any) -> None:
    result = example.main()
    assert result["product_error"] < 1e-12
    assert abs(result["estimate"] - result["exact"]) < 3 * result["expected_error"]
    assert result["seen_deviation"] == pytest.approx(result["deviation"], rel=0.1)


@runs("jacobians")
def test_jacobians(example: Any) -> None:
    rows = example.main()
    assert all(error == 0 for *_, error in rows)
    (_, forward, reverse, _), *_, (_, tall_forward, tall_reverse, _) = rows
    assert reverse < forward
    assert tall_forward < tall_reverse


@runs("alternatives")
def test_alternatives(example: Any) -> None:
    methods, steps = example.main()
    error = {name: figures[0] for name, figures in methods.items()}
    assert error["generated gradient"] < 1e-14
    assert error["complex step, e = 1e-30"] < 1e-14
    best = min(value for name, value in error.items() if "difference" in name)
    assert 1e-11 < best < 1e-8
    assert error["two-point estimator, mean of 1"] == pytest.approx(np.sqrt(200), rel=0.5)
    assert error["two-point estimator, mean of 200"] == pytest.approx(1, rel=0.5)
    for d, exact, zero_order in steps:
        assert exact < 20
        assert 0.5 < zero_order / (d * exact) < 2
