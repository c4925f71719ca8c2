"""Functions whose syntax or data flow is deeper than Python's stack: answered, or refused by an error of ours."""

import importlib.util
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import s2sad

FUNCTIONS = {
    "terms": "def f(x):\n    return " + " + ".join(f"x ** 2 * {i}.0" for i in range(600)) + "\n",
    "products": "def f(x):\n" + "".join("    x = x * 1.001\n" for _ in range(1200)) + "    return x * x\n",
    "closures": "def f(x):\n    f0 = lambda t: t * x\n" + "".join(
        f"    f{i} = lambda t: f{i - 1}(t) * 1.01\n" for i in range(1, 200)) + "    return f199(x)\n",
    "branches": "def f(x):\n    k = int(x)\n    if k == 0:\n        y = x\n" + "".join(
        f"    elif k == {i}:\n        y = x * x * {i}\n" for i in range(1, 120)) + "    return y\n",
}


def load(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "model.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("model", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f


@pytest.mark.parametrize("name", FUNCTIONS)
def test_is_answered(name: str, tmp_path: Path) -> None:
    f = load(tmp_path, FUNCTIONS[name])
    limit, size = sys.getrecursionlimit(), threading.stack_size()
    value, slope = s2sad.value_and_grad(f)(1.0001)
    assert value == f(1.0001)
    assert slope == pytest.approx(2.0 * value / 1.0001)         # each is a multiple of x**2 there
    assert s2sad.jvp(f)(1.0001, 1.0)[1] == pytest.approx(slope)
    assert (sys.getrecursionlimit(), threading.stack_size()) == (limit, size)


def test_what_python_cannot_read_is_refused(tmp_path: Path) -> None:
    conditions = " and ".join(f"x > -{i}.0" for i in range(300))
    f = load(tmp_path, f"def f(x):\n    return x if {conditions} else 2 * x\n")
    with pytest.raises(s2sad.UnsupportedError, match="nested too deeply"):
        s2sad.grad(f)(1.0)


def test_errors_come_from_the_deep_stack_too(tmp_path: Path) -> None:
    terms = " + ".join(f"x * {i}.0" for i in range(600))
    f = load(tmp_path, f"import numpy as np\ndef f(x):\n    y = {terms}\n    return np.asmatrix(y)[0]\n")
    with pytest.raises(s2sad.UnsupportedError, match="no differential is known for np.asmatrix"):
        s2sad.grad(f)(1.0)
