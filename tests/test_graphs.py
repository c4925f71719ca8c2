"""The computational graph at a point: its nodes, values and adjoints; DOT, SVG and Mermaid."""

import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.graphs import is_float

from . import test_golden as golden


def seed(w1, w2):
    """The example of the slides on reverse mode."""
    v = w2 * np.log(w1)
    return v + np.sqrt(v)


def power(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def network(p, x, unused):
    h = np.tanh(p["w"] @ x + p["b"])
    ignored = np.sin(unused)  # noqa: F841
    return np.sum(h**2)


def piecewise(x):
    if x > 1.0:
        y = x * x
    else:
        y = np.exp(x)
    return 3.0 * y


def attempt(x):
    try:
        y = x * x
        y = np.float64(1.0) / y if x > 0 else 1 / 0
    except ZeroDivisionError:
        y = 2.0 * x
    return y * 5.0


def named(graph: s2sad.Graph) -> dict[str, Any]:
    return {n.name: n for n in graph.nodes}


def test_the_seeds_example() -> None:
    g = s2sad.graph(seed, 2.0, 3.0)
    nodes = named(g)
    v = 3.0 * np.log(2.0)
    v_bar = 1.0 + 0.5 / np.sqrt(v)
    assert [f"{n.name} = {n.expression}" if n.expression else n.name for n in g.nodes] == [
        "w1", "w2", "v1 = np.log(w1)", "v = w2 * v1", "v2 = np.sqrt(v)", "v3 = v + v2"]
    assert nodes["v"].value == pytest.approx(v)
    assert nodes["v"].adjoint == pytest.approx(v_bar)
    assert nodes["v1"].adjoint == pytest.approx(3.0 * v_bar)
    assert nodes["w1"].adjoint == pytest.approx(3.0 * v_bar / 2.0)
    assert nodes["w2"].adjoint == pytest.approx(v_bar * np.log(2.0))
    assert g.result is nodes["v3"] and g.result.adjoint == 1.0
    assert [n.name for n in nodes["v3"].inputs] == ["v", "v2"]
    assert nodes["v"].location.line == seed.__code__.co_firstlineno + 2


def test_of_a_derivative_it_is_that_of_its_function() -> None:
    assert s2sad.grad(seed, "w2").graph(2.0, 3.0).dot == s2sad.graph(seed, 2.0, 3.0).dot
    assert s2sad.hessian(seed).graph(2.0, w2=3.0).dot == s2sad.graph(seed, 2.0, 3.0).dot


def test_loops_are_unrolled() -> None:
    g = s2sad.graph(power, 2.0, 3)
    assert [(n.expression, n.adjoint, n.loops) for n in g.nodes[1:]] == [
        ("1.0 * x", 4.0, (("for _ in range(n):", 1),)),
        ("y_1 * x", 2.0, (("for _ in range(n):", 2),)),
        ("y_2 * x", 1.0, (("for _ in range(n):", 3),))]
    assert g.nodes[0].adjoint == 12.0
    assert g.dot.count("subgraph cluster_") == g.mermaid.count("subgraph ") == 3


def test_structures_and_inputs_that_do_not_matter() -> None:
    p = {"w": np.full((2, 3), 0.5), "b": np.zeros(2)}
    x = np.array([0.1, 0.2, 0.3])
    nodes = named(s2sad.graph(network, p, x, 1.0))
    gradient = s2sad.grad(network)(p, x, 1.0)
    np.testing.assert_allclose(nodes["w"].adjoint, gradient["w"])
    np.testing.assert_allclose(nodes["b"].adjoint, gradient["b"])
    assert nodes["w"].expression == "p['w']"
    assert nodes["unused"].adjoint == 0.0
    assert not any("sin" in n.expression for n in nodes.values())


@pytest.mark.parametrize("x, expression", [(2.0, "x * x"), (0.5, "np.exp(x)")])
def test_the_branch_that_is_taken(x: float, expression: str) -> None:
    nodes = named(s2sad.graph(piecewise, x))
    assert nodes["y"].expression == expression
    assert nodes["y"].adjoint == 3.0


@pytest.mark.parametrize("x", [2.0, -2.0])
def test_what_an_exception_leaves_is_not_there(x: float) -> None:
    g = s2sad.graph(attempt, x)
    assert g.nodes[0].adjoint == pytest.approx(s2sad.grad(attempt)(x))
    assert any(n.expression == "2.0 * x" for n in g.nodes) == (x < 0)


def test_arrays_as_results() -> None:
    g = s2sad.graph(lambda x: np.sin(x) * 2.0, np.array([0.1, 0.2]))
    np.testing.assert_allclose(g.nodes[0].adjoint, 2.0 * np.cos([0.1, 0.2]))
    np.testing.assert_array_equal(g.result.adjoint, [1.0, 1.0])


WHOLE = [c for cases in golden.CASES.values() for c in cases if c.mode == "grad"]


@pytest.mark.parametrize("case", WHOLE, ids=lambda c: c.name)
def test_adjoints_of_inputs_are_gradients(case: Any) -> None:
    """On every program of the golden files."""
    g = s2sad.graph(case.function, *case.args, limit=3000)
    inputs = [n for n in g.nodes if not n.inputs and not n.expression]
    floats = [i for i, a in enumerate(case.args) if is_float(a)]
    assert len(inputs) >= len(floats)      # defaults have nodes too
    for node, i in zip(inputs, floats):
        golden.assert_close(node.adjoint, s2sad.grad(case.function, i)(*case.args), rtol=1e-12)
    assert g.dot.count(" -> ") == g.mermaid.count(" --> ") == sum(len(n.inputs) for n in g.nodes)


# -- texts ---------------------------------------------------------------------------------


def test_mermaid() -> None:
    assert s2sad.graph(power, 2.0, 1).mermaid == """flowchart LR
    n0(["x<br/>2<br/>adjoint 1"])
    subgraph c1["for #95; in range(n), trip 1"]
        n1["y = 1.0 #42; x<br/>2<br/>adjoint 1"]
    end
    n0 --> n1
    style n1 stroke-width:3px
"""


def test_hostile_names_stay_texts() -> None:
    def f(p):
        return p['<i>&"\\'] * 2.0

    g = s2sad.graph(f, {'<i>&"\\': 3.0})
    labels = re.findall(r"label=<(.*?)>(?:, |\])", g.dot)
    assert len(labels) == 2
    texts = ["".join(ElementTree.fromstring(f"<r>{label}</r>").itertext()) for label in labels]
    assert texts[0] == """v1 = p['<i>&"\\\\']3adjoint 2"""
    assert "<i>" not in g.mermaid


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_it(tmp_path: Path) -> None:
    for g in (s2sad.graph(seed, 2.0, 3.0), s2sad.graph(power, 2.0, 3)):
        root = ElementTree.fromstring(g.svg())
        texts = {t.text for t in root.iter("{http://www.w3.org/2000/svg}text")}
        assert {n.name for n in g.nodes if not n.expression} <= texts
        assert "image/svg+xml" in g._repr_mimebundle_()
        g.save(tmp_path / "graph.svg")
        assert (tmp_path / "graph.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    g = s2sad.graph(seed, 2.0, 3.0)
    with pytest.raises(s2sad.ArgumentError, match="Graphviz"):
        g.svg()
    assert g._repr_mimebundle_()["text/vnd.mermaid"] == g.mermaid
    g.save(tmp_path / "graph.mmd")
    g.save(tmp_path / "graph.dot")
    assert (tmp_path / "graph.dot").read_text(encoding="utf-8") == g.dot


# -- misuse --------------------------------------------------------------------------------


def test_too_large_a_graph_is_refused() -> None:
    with pytest.raises(s2sad.ArgumentError, match="more than 200 nodes"):
        s2sad.graph(power, 1.0, 1000)
    assert len(s2sad.graph(power, 1.0, 1000, limit=2000).nodes) == 1001


def test_misuse() -> None:
    with pytest.raises(s2sad.ArgumentError, match="returns"):
        s2sad.graph(lambda x: (x, x), 1.0)
    with pytest.raises(s2sad.ArgumentError, match=r"\.png"):
        s2sad.graph(power, 2.0, 1).save("graph.png")
    with pytest.raises(TypeError):
        s2sad.graph(power, 2.0)
    with pytest.raises(s2sad.UnsupportedError):
        s2sad.graph(lambda x: np.sum(np.asmatrix(x)), np.ones(3))
