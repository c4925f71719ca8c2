"""`explain`: the primal and its adjoint side by side, with what happens at a point."""

import copy
import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.graphs import is_float

from . import test_golden as golden


def power(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


POWER = """\
line  primal                  adjoint                     at this point
  20  def power(x, n):        y_bar = 1.0                 x = 2; adjoint 12
                              x_bar = 0.0                 n = 3
                              return x_bar
  21      y = 1.0
  22      for _ in range(n):  for y in reversed(y_tape):  3 trips
  23          y = y * x           x_bar += y_bar * y      y = 2 → 8; adjoint 4 → 1
                                  y_bar *= x
  24      return y

Taped: y_tape, 3 items, 72 bytes.
Operations on floats: 3 in power, 12 in its derivative (4 times as many).
Does not matter: n (an int has no derivative).
"""


def activation(v):
    return np.tanh(v) ** 2


def loss(p, x, target, unused=1.0):
    h = activation(p["w"] @ x + p["b"])
    error = h - target
    if np.sum(error) > 100.0:
        error = 2.0 * error
    return np.sum(error * error)


P = {"w": np.arange(6.0).reshape(2, 3) / 5, "b": np.zeros(2)}
X = np.array([0.1, 0.0, 0.3])
TARGET = np.array([0.1, 0.2])


def stencil(u, steps):
    for _ in range(steps):
        u[1:-1] += 0.1 * u[2:] ** 2
    return u.sum()


def test_the_table() -> None:
    start = 20 - power.__code__.co_firstlineno
    shift = [f"{int(t[:4]) - start:4}{t[4:]}" if t[:4].strip().isdigit() else t for t in POWER.splitlines()]
    assert str(s2sad.explain(power, 2.0, 3)).splitlines() == shift
    assert str(s2sad.explain(s2sad.grad(power), 2.0, n=3)).splitlines() == shift


def lines_of(e: s2sad.Explanation) -> dict[str, Any]:
    return {line.text.strip(): line for part in e.parts for line in part.lines}


def variable(line: Any, name: str) -> Any:
    (found,) = [v for v in line.variables if v.name == name]
    return found


def test_values_and_adjoints_by_line() -> None:
    e = s2sad.explain(loss, P, X, TARGET)
    lines = lines_of(e)
    assert [p.function for p in e.parts] == ["loss", "activation"]
    h = activation(P["w"] @ X)
    shown = variable(lines['h = activation(p["w"] @ x + p["b"])'], "h")
    np.testing.assert_allclose(shown.value.first, h)
    np.testing.assert_allclose(shown.adjoint.first, 2.0 * (h - TARGET))
    head = lines["def loss(p, x, target, unused=1.0):"]
    gradient = s2sad.grad(loss)(P, X, TARGET)
    np.testing.assert_allclose(variable(head, "p['w']").adjoint.first, gradient["w"])
    np.testing.assert_allclose(variable(head, "target").adjoint.first, s2sad.grad(loss, "target")(P, X, TARGET))
    assert variable(lines["return np.sum(error * error)"], "").value.first == e.value == loss(P, X, TARGET)
    assert lines["error = 2.0 * error"].variables == []         # it is not run


def test_what_does_not_matter() -> None:
    e = s2sad.explain(loss, P, X, TARGET)
    inputs = {i.name: i for i in e.inputs}
    assert e.irrelevant == ["unused"]
    assert "does not depend" in inputs["unused"].why
    assert inputs["p"].matters and "2 of 6 items of p['w'] have adjoint 0 here" in inputs["p"].why
    assert inputs["x"].matters and inputs["x"].why == ""
    assert s2sad.explain(power, 2.0, 3).irrelevant == ["n"]
    assert s2sad.explain(lambda x, y: x * y, 1.0, 0.0).irrelevant == ["x"]      # here


def test_tapes() -> None:
    (tape,) = s2sad.explain(stencil, np.arange(10.0), 4).taped
    assert (tape.items, tape.bytes) == (4, 4 * 8 * 8)
    assert s2sad.explain(loss, P, X, TARGET).taped == []


def test_operations() -> None:
    ops = s2sad.explain(lambda x: np.sum(np.sin(x)), np.ones(100)).operations
    assert (ops.primal, ops.derivative) == (200, 100)           # the derivative is np.cos(x)
    product = s2sad.explain(lambda a, b: np.sum(a @ b), np.ones((3, 4)), np.ones((4, 5))).operations
    assert product.primal == 2 * 3 * 4 * 5 + 15
    assert product.ratio == product.derivative / product.primal


def test_loops_go_from_the_first_trip_to_the_last() -> None:
    line = lines_of(s2sad.explain(power, 2.0, 3))["y = y * x"]
    y = variable(line, "y")
    assert (y.value.first, y.value.last, y.value.count) == (2.0, 8.0, 3)
    assert (y.adjoint.first, y.adjoint.last) == (4.0, 1.0)
    assert (y.value.low, y.value.high) == (2.0, 8.0)
    written = variable(lines_of(s2sad.explain(stencil, np.ones(5), 2))["u[1:-1] += 0.1 * u[2:] ** 2"], "u")
    assert written.value.count == 2
    assert str(written).startswith("u = 5 items, 2 times: 1 … 1.221; adjoint 1 … ")


@pytest.mark.parametrize("case", [c for cases in golden.CASES.values() for c in cases], ids=lambda c: c.name)
def test_each_line_of_the_sweep_stands_once(case: Any) -> None:
    """On every program of the golden files, of which the values and gradients are right too."""
    d = golden.derivative(case)
    e = s2sad.explain(d, *copy.deepcopy(case.args))
    shown = sorted(n for part in e.parts for line in part.lines for n in line.generated)
    source = e.source.splitlines()
    assert len(set(shown)) == len(shown)
    header = next((i for i, t in enumerate(source, 1) if t.strip() == "# adjoint sweep"), None)
    if header is not None and e.source.count("\ndef ") == 1 and "pullback" not in e.source:
        after = [i for i, t in enumerate(source, 1) if i > header and t.strip() and not t.lstrip().startswith("#")]
        assert shown == after
    for part in e.parts:
        for line in part.lines:
            assert [source[n - 1].strip() for n in line.generated] == [t.strip() for t in line.adjoint]
    f = d._target
    for i, a in enumerate(case.args):
        if is_float(a) and case.mode in ("grad", "value_and_grad", "vjp"):
            golden.assert_close(e.inputs[i].adjoint, s2sad.grad(f, i)(*copy.deepcopy(case.args)), rtol=1e-12)


def test_other_derivatives() -> None:
    for make in (s2sad.value_and_grad, s2sad.vjp, s2sad.jvp, s2sad.jacrev, s2sad.hessian):
        e = s2sad.explain(make(power), 2.0, 3)
        assert e.value == 8.0 and e.inputs[0].adjoint == 12.0
    e = s2sad.explain(lambda x: np.sin(x) * 2.0, np.ones(3))
    np.testing.assert_allclose(e.inputs[0].adjoint, 2.0 * np.cos(np.ones(3)))
    assert "pullback" in e.source
    (adjoint,) = [text for part in e.parts for line in part.lines for text in line.adjoint]
    assert adjoint.startswith("return ") and "cos(x)" in adjoint        # of the pullback, and no line but of it
    assert "pullback" not in s2sad.explain(s2sad.jvp(power), 2.0, 3).source
    assert "<grad of power" in str(s2sad.explain(s2sad.grad(s2sad.grad(power)), 2.0, 3))


def test_aux_and_surgery() -> None:
    def f(x):
        y = x * x
        with s2sad.adjoint_of(y) as y_bar:
            y_bar = np.clip(y_bar, -1.0, 1.0)
        return 5.0 * y, y

    e = s2sad.explain(s2sad.grad(f, has_aux=True), 3.0)
    lines = lines_of(e)
    assert lines["y_bar = np.clip(y_bar, -1.0, 1.0)"].adjoint == ["y_bar = np.clip(5.0, -1.0, 1.0)"]
    assert e.inputs[0].adjoint == 6.0


def test_effects_happen_once(capsys: pytest.CaptureFixture[str]) -> None:
    def f(x):
        print("run")
        return x * x

    s2sad.explain(f, 2.0)
    assert capsys.readouterr().out == "run\n"


def test_html() -> None:
    e = s2sad.explain(loss, P, X, TARGET)
    root = ElementTree.fromstring(f"<html>{e._repr_html_()}</html>".replace("<br>", "<br/>"))
    text = "".join(root.itertext())
    for part in e.parts:
        for line in part.lines:
            assert line.text.strip() in text
            assert all(t.strip() in text for t in line.adjoint)
    assert all(fact in text for fact in e.facts())


def test_a_function_without_source() -> None:
    """Of a function that has a rule, its call stands for the source."""
    (part,) = s2sad.explain(np.sin, 1.0).parts
    (line,) = part.lines
    assert (part.function, line.text, line.adjoint) == ("sin", "sin(x)", ["return np.cos(x)"])
    assert [str(v) for v in line.variables] == ["x = 1; adjoint 0.5403", "0.8415"]


def test_errors() -> None:
    with pytest.raises(TypeError):
        s2sad.explain(power, 2.0)
    with pytest.raises(s2sad.ArgumentError, match="returns"):
        s2sad.explain(lambda x: None, 1.0)
