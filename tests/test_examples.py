"""The examples, run at their real size, or a small one: what they claim is checked, not only that they end."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

import s2sad

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


@runs("hutchinson", "matplotlib")
def test_hutchinson(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "hutchinson.png"
    result = example.main(out=out)
    assert out.read_bytes().startswith(PNG)
    assert result["product_error"] < 1e-12
    assert abs(result["estimate"] - result["exact"]) < 3 * result["expected_error"]
    assert result["seen_deviation"] == pytest.approx(result["deviation"], rel=0.1)


@runs("jacobians", "matplotlib")
def test_jacobians(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "jacobians.png"
    rows = example.main(out=out)
    assert out.read_bytes().startswith(PNG)
    assert all(error == 0 for *_, error in rows)
    (_, forward, reverse, _), *_, (_, tall_forward, tall_reverse, _) = rows
    assert reverse < forward
    assert tall_forward < tall_reverse


@runs("alternatives", "matplotlib")
def test_alternatives(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "alternatives.png"
    methods, steps = example.main(out)
    assert out.read_bytes().startswith(PNG)
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


@runs("chain", "scipy", "matplotlib")
def test_chain(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "chain.png"
    result = example.main(masses=12, out=out)
    assert out.read_bytes().startswith(PNG)
    differences, gradient, newton = result["histories"].values()
    assert len(gradient) < len(differences) / 20
    assert max(list(result["forces"].values())[1:]) < 1e-5
    assert gradient[-1] == pytest.approx(newton[-1], rel=1e-10)
    assert result["depths"]["BFGS, gradient"] == pytest.approx(result["catenary"], rel=0.01)


@runs("oscillation", "scipy", "matplotlib")
def test_oscillation(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "oscillation.png"
    result = example.main(measurements=120, repetitions=60, out=out)
    assert out.read_bytes().startswith(PNG)
    assert np.all(np.abs(result["found"] - example.TRUE) < 4 * result["deviation"])
    np.testing.assert_allclose(result["scatter"], result["deviation"], rtol=0.35)
    np.testing.assert_allclose(result["found"], result["differences"], rtol=1e-5)


@runs("brusselator", "scipy", "matplotlib")
def test_brusselator(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "brusselator.png"
    result = example.main(n=20, until=8.0, sizes=(10, 20), out=out)
    assert out.read_bytes().startswith(PNG)
    assert result["error"] < 1e-14
    assert result["errors"]["generated"] < 1e-3
    assert result["work"]["generated"] < result["work"]["finite differences"]


@runs("epidemic", "scipy", "matplotlib")
def test_epidemic(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "epidemic.png"
    result = example.main(days=50, out=out)
    assert out.read_bytes().startswith(PNG)
    assert result["gradient_error"] < 1e-6
    assert max(map(abs, result["pulls"].values())) < 3
    assert result["fitted"] == pytest.approx(example.TRUE, rel=0.2)


@runs("heat_source", "scipy", "matplotlib")
def test_heat_source(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "heat_source.png"
    result = example.main(n=21, across=6, steps=200, iterations=60, out=out)
    assert out.read_bytes().startswith(PNG)
    assert result["error"] < 1e-6
    assert result["likeness"] > 0.95
    assert result["total"] == pytest.approx(1, abs=0.05)
    assert result["history"][-1] < 2 * result["readings"]


@runs("heat_source", "scipy", "matplotlib")
def test_a_linear_scheme_keeps_no_tape(example: Any) -> None:
    rest = (np.zeros((2, 4)), 0.1, 20, 10, example.thermometers(9, 2))
    source = s2sad.value_and_grad(example.loss).source_for(np.ones((9, 9)), *rest)
    assert "tape" not in source and "u_bar[1:-1, 2:] +=" in source


@runs("gaussian_process", "scipy", "matplotlib")
def test_gaussian_process(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "gaussian_process.png"
    result = example.main(points=25, out=out)
    assert out.read_bytes().startswith(PNG)
    assert result["error"] < 1e-12
    assert result["gradient_left"] < 1e-4
    assert result["parameters"]["noise"] == pytest.approx(0.25, rel=0.5)


@runs("greeks", "scipy", "matplotlib")
def test_greeks(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "greeks.png"
    result = example.main(paths=2000, steps=12, out=out)
    assert out.read_bytes().startswith(PNG)
    assert max(map(abs, result["off"].values())) < 3.5
    assert result["gamma"] == 0
    assert result["asian"] == pytest.approx(result["shifted"], rel=1e-4)


@runs("permeability", "scipy", "matplotlib")
def test_permeability(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "permeability.png"
    result = example.main(n=60, count=15, out=out)
    assert out.read_bytes().startswith(PNG)
    assert result["error"] < 1e-10
    assert result["misfits"][-1] < 1.5 < result["misfits"][0]
    assert result["off"] < 0.5


@runs("permeability", "scipy", "matplotlib")
def test_the_operator_with_smoothing_has_the_right_transpose(example: Any) -> None:
    sensors = np.array([1, 4, 7])
    _, jacobian = example.jacobian_operator(example.truth(10), sensors, np.zeros(3))
    operator = example.with_smoothing(jacobian, 2.0)
    dense = operator @ np.eye(10)
    np.testing.assert_allclose(operator.T @ np.eye(12), dense.T, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(dense[3:], 2.0 * np.diff(np.eye(10), axis=0))


@runs("low_rank", "scipy", "matplotlib")
def test_low_rank(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "low_rank.png"
    result = example.main(rows=24, columns=20, rank=2, share=0.6, out=out)
    assert out.read_bytes().startswith(PNG)
    assert max(result["errors"].values()) < 1e-12
    assert result["off"] < 0.02
    assert result["drop"] < 0.01


@runs("expression_swell", "sympy", "matplotlib")
def test_expression_swell(example: Any, tmp_path: Path) -> None:
    out = tmp_path / "expression_swell.png"
    result = example.main(deepest=7, out=out)
    assert out.read_bytes().startswith(PNG)
    rows = np.array(result["rows"])
    formula, derivative, shared, made, program = rows[:, 1:6].T
    assert np.all(rows[:, -1] < 1e-14)
    assert derivative[-1] > 20 * program[-1] and np.all(derivative[2:] / derivative[1:-1] > 2)
    assert np.ptp(np.diff(program[1:])) <= 1 and np.all(program <= made)
    assert np.all(np.diff(made) == 9)
    assert shared[-1] < derivative[-1] / 10 and formula[-1] > 2 * formula[-2]
    assert result["loop"] == 9
    assert result["chaos"] == pytest.approx(np.log(2), rel=0.05)
