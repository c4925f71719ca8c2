"""Stages of compilation, the map to the user's lines, tracebacks, `pdb`, notebooks."""

import inspect
import io
import os
import pdb
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import s2sad


def power(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def helper(v):
    return np.sin(v) ** 2


def composed(x):
    y = x * x
    z = helper(y)
    return np.sum(z)


def careful(x):
    y = np.exp(x)
    with s2sad.adjoint_of(y) as y_bar:
        if y_bar > 10.0:
            raise FloatingPointError("too steep")
    return y**3


FIRST = power.__code__.co_firstlineno


def shown(derivative: Any, *args: Any, **kwargs: Any) -> str:
    out = io.StringIO()
    s2sad.show(derivative, *args, file=out, **kwargs)
    return out.getvalue()


# -- stages ------------------------------------------------------------------------------


def test_stages() -> None:
    d = s2sad.grad(power)
    assert shown(d, 2.0, 3, stage="source") == inspect.getsource(power)
    assert shown(d, 2.0, 3, stage="python") == shown(d, 2.0, 3) == d.source_for(2.0, 3)
    assert shown(power, 2.0, 3) == d.source_for(2.0, 3)
    assert "ForEach" in shown(d, 2.0, 3, stage="template")
    assert "%y.2: float = mul %y.1, %x" in shown(d, 2.0, 3, stage="specialise")
    assert "_bar" not in shown(d, 2.0, 3, stage="specialise")
    assert "backwards range" in shown(d, 2.0, 3, stage="adjoint")
    assert shown(d, 2.0, 3, stage="dce").count("--- after dce\n") == 2
    assert "float" not in shown(d, stage="specialise").split("1.0")[0]


def test_all_stages_are_in_order() -> None:
    text = shown(s2sad.jvp(power), 2.0, 3, stage="all")
    names = [line[4:] for line in text.splitlines() if line.startswith("--- ")]
    assert names[:3] == ["source", "template", "after specialise"]
    assert names.index("after tangent") < names.index("after dce") < names.index("after sink") < names.index("python")


def test_a_wrong_stage_lists_those_that_there_are() -> None:
    with pytest.raises(s2sad.ArgumentError, match="no stage 'lowering'") as caught:
        shown(s2sad.grad(power), stage="lowering")
    for name in ("source", "template", "specialise", "adjoint", "simplify", "python"):
        assert name in str(caught.value)


def test_debugging_prints_the_same_texts() -> None:
    script = "import s2sad\nfrom tests.test_inspection import power\ns2sad.grad(power)(2.0, 3)"
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "S2SAD_DEBUG": "adjoint,sink"}, capture_output=True,
        text=True, check=True)
    d = s2sad.grad(power)
    assert done.stderr == shown(d, 2.0, 3, stage="adjoint") + shown(d, 2.0, 3, stage="sink")


def test_stages_of_derivatives_made_of_others() -> None:
    assert "after tangent" in shown(s2sad.hessian(power), 2.0, 3, stage="tangent")
    assert "_grad(" in shown(s2sad.grad(s2sad.grad(power)), stage="source")
    assert shown(s2sad.grad(np.sin), 2.0, stage="source") == "<ufunc 'sin'>\n"


# -- the map to the user's lines ---------------------------------------------------------


def test_source_map() -> None:
    d = s2sad.grad(power)
    found = d.source_map(2.0, 3)
    lines = d.source_for(2.0, 3).splitlines()
    at = {text.strip(): n for n, text in enumerate(lines, 1)}
    assert [w.line for w in found[at["x_bar += y_bar * y"]]] == [FIRST + 3]
    assert [w.line for w in found[at["# y = y * x"]]] == [FIRST + 3]
    assert found[at["for y in reversed(y_tape):"]][0].text == "for _ in range(n):"
    assert found[at["y *= x"]][0].filename == __file__
    assert at["return x_bar"] not in found


def test_source_map_of_what_is_inlined_and_folded() -> None:
    d = s2sad.grad(composed)
    everything = {w.text for places in d.source_map(np.ones(3)).values() for w in places}
    assert {"y = x * x", "return np.sin(v) ** 2"} <= everything
    assert {w.function for places in d.source_map(np.ones(3)).values() for w in places} == {"composed", "helper"}
    assert d.source_map().keys() <= set(range(1, d.source.count("\n") + 1))


@pytest.mark.parametrize("make", [s2sad.vjp, s2sad.jvp, s2sad.value_and_grad, s2sad.jacrev, s2sad.hessian])
def test_source_map_of_other_derivatives(make: Any) -> None:
    d = make(power)
    text = d.source_for(2.0, 3).splitlines()
    found = d.source_map(2.0, 3)
    assert any(w.line == FIRST + 3 for places in found.values() for w in places)
    assert all(text[n - 1].strip() for n in found)


# -- tracebacks and pdb --------------------------------------------------------------------


@pytest.fixture
def raised() -> Any:
    with pytest.raises(FloatingPointError) as caught:
        s2sad.grad(careful)(3.0)
    tb = caught.value.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    return tb


def test_tracebacks_show_the_generated_line(raised: Any) -> None:
    frame = inspect.getframeinfo(raised)
    assert frame.code_context is not None
    assert frame.code_context[0].strip() == "raise FloatingPointError('too steep')"
    source = inspect.getsource(raised.tb_frame.f_code)
    assert source.strip().startswith("def careful_grad(x):")
    where = s2sad.grad(careful).source_map(3.0)[raised.tb_lineno]
    assert where[0].text == 'raise FloatingPointError("too steep")'


def test_pdb_lists_the_generated_source(raised: Any) -> None:
    out = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO("l\np y\nq\n"), stdout=out)
    debugger.use_rawinput = False
    debugger.reset()
    debugger.interaction(None, raised)
    text = out.getvalue()
    assert "->" in text and "raise FloatingPointError('too steep')" in text
    assert "# adjoint sweep" in text
    assert str(float(np.exp(3.0)))[:10] in text


# -- notebooks ---------------------------------------------------------------------------


def test_notebooks_show_the_source() -> None:
    pytest.importorskip("pygments")
    d = s2sad.grad(composed)
    assert "composed_grad" in d._repr_html_()
    d(np.ones(3))
    assert "&lt;grad of composed with respect to x&gt;" in d._repr_html_()
    assert "<span" in d._repr_html_() and "class=" not in d._repr_html_().replace('class="highlight"', "")
    assert "composed" in s2sad.hessian(composed)._repr_html_()


def test_notebooks_without_pygments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygments", None)
    html = s2sad.grad(power)._repr_html_()
    assert "<pre>" in html and "y_bar" in html and "<span" not in html


def test_notebooks_show_what_cannot_be_differentiated() -> None:
    def unknown(x):
        return np.asmatrix(x)

    assert "unknown" in s2sad.grad(unknown)._repr_html_()
