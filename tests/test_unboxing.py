"""NumPy's numbers become Python floats only where nobody can tell, the type of a derivative apart."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad


def busy(x, y):
    """Much is done with `e`; in the end it divides."""
    e = np.sin(x) + 1.0
    r = np.sqrt(e * e)
    s = r * x + r * y + r * r + r * x * y + r
    return s + y / r


def test_value_keeps_its_type_and_bits() -> None:
    value, _ = s2sad.value_and_grad(busy)(0.3, 0.4)
    assert type(value) is np.float64 and value == busy(0.3, 0.4)


def test_numbers_that_may_be_zero_divide_as_numpy_does() -> None:
    at = float(np.arcsin(-1.0))  # where e and r are 0
    assert np.sin(at) + 1.0 == 0.0
    with np.errstate(all="ignore"):
        value, gradient = s2sad.value_and_grad(busy, (0, 1))(at, 0.4)
        assert value == busy(at, 0.4) == np.inf
        assert np.isinf(gradient[1])


def test_float32_stays_float32() -> None:
    def f(x):
        e = np.exp(x)
        return e * e + e * x + e + e * e * e + x * e

    gradient = s2sad.grad(f)(np.float32(0.5))
    assert gradient.dtype == np.float32
    assert "float(" not in s2sad.grad(f).source_for(np.float32(0.5))


def test_what_the_primal_asks_of_a_number_stays_numpys() -> None:
    def f(x):
        e = np.exp(x)
        if isinstance(e, np.float64):
            return e * e + e * x + e + e * e * e + x * e
        return 0.0 * e

    assert s2sad.grad(f)(0.5) == pytest.approx(s2sad.grad(lambda x: f(x))(0.5))
    assert s2sad.grad(f)(0.5) > 1.0


def test_a_long_function_is_no_deep_recursion(tmp_path: Path) -> None:
    lines = [f"    y = y * x + y / (x + {i + 1})" for i in range(350)]
    file = tmp_path / "long_model.py"
    file.write_text("\n".join(["import numpy as np", "def f(x):", "    y = np.sin(x)", *lines, "    return y\n"]))
    spec = importlib.util.spec_from_file_location("long_model", file)
    assert spec is not None and spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    h = 1e-6
    expected = (module.f(1.0 + h) - module.f(1.0 - h)) / (2 * h)
    assert s2sad.grad(module.f)(1.0) == pytest.approx(expected, rel=1e-5)
