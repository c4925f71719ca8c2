"""SciPy is optional: its rules are read when it is there, and generated code imports it where functions use it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import s2sad

scipy = pytest.importorskip("scipy")
linalg = pytest.importorskip("scipy.linalg")
special = pytest.importorskip("scipy.special")


def solved(a, b):
    return np.sum(linalg.solve(a, b) ** 2)


def solved_pos(a, b):
    return np.sum(linalg.solve(a, b, assume_a="pos") ** 2)


def activation(x):
    return np.sum(special.expit(x) * x)


def run(program: str) -> str:
    """What a program prints in a new interpreter."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parents[1])
    return done.stdout.strip()


def test_the_package_does_not_import_scipy() -> None:
    program = ("import sys, linecache\nimport s2sad\n"
               "source = 'def f(x):\\n    return x * x\\n'\n"
               "linecache.cache['<f>'] = (len(source), None, source.splitlines(True), '<f>')\n"
               "exec(compile(source, '<f>', 'exec'))\n"
               "assert s2sad.grad(f)(3.0) == 6.0\n"
               "print(any(m.startswith('scipy') for m in sys.modules))")
    assert run(program) == "False"


def test_parts_that_are_imported_as_they_are_read_have_rules() -> None:
    program = ("import linecache\nimport numpy as np\nimport s2sad\nimport scipy\n"
               "source = 'def f(x):\\n    return np.sum(scipy.special.expit(x))\\n'\n"
               "linecache.cache['<f>'] = (len(source), None, source.splitlines(True), '<f>')\n"
               "exec(compile(source, '<f>', 'exec'))\n"
               "print(s2sad.grad(f)(np.zeros(2)))")
    assert run(program) == "[0.25 0.25]"


def test_the_adjoint_uses_the_factors_of_the_matrix() -> None:
    a, b = np.array([[4.0, 1.0], [1.0, 3.0]]), np.array([1.0, 2.0])
    for f, factor, solve in ((solved, "lu_factor", "lu_solve"), (solved_pos, "cho_factor", "cho_solve")):
        source = s2sad.grad(f, (0, 1)).source_for(a, b)
        assert source.count(f"{factor}(") == 1 and source.count(f"{solve}(") == 2, source
        s2sad.check_grads(f, (a, b))


def test_exported_modules_say_that_they_need_scipy(tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    x = np.array([0.3, -1.0])
    s2sad.export(s2sad.grad(activation), path, like=(x,))
    text = path.read_text()
    assert "import scipy\n" in text and "Needs SciPy" in text
    scope: dict = {}
    exec(compile(text, str(path), "exec"), scope)
    np.testing.assert_array_equal(scope["activation_grad"](x), s2sad.grad(activation)(x))


def test_exported_helpers_that_use_scipy(tmp_path: Path) -> None:
    from scipy import signal

    def smooth(x, w):
        return np.sum(signal.convolve(x, w) ** 2)
    path, x, w = tmp_path / "exported.py", np.arange(5.0), np.ones(2)
    s2sad.export(s2sad.grad(smooth, (0, 1)), path, like=(x, w))
    scope: dict = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    for a, b in zip(scope["smooth_grad"](x, w), s2sad.grad(smooth, (0, 1))(x, w)):
        np.testing.assert_array_equal(a, b)


def test_a_parameter_without_a_derivative_is_refused() -> None:
    def f(v):
        return special.jv(v, 2.0)
    with pytest.raises(s2sad.UnsupportedError, match="jv has no differential with respect to `v`"):
        s2sad.grad(f)(1.5)


def test_overwriting_is_refused() -> None:
    def f(a):
        return np.sum(linalg.inv(a, overwrite_a=True))
    with pytest.raises(s2sad.UnsupportedError, match="overwrite_a"):
        s2sad.grad(f)(np.eye(2) + 1.0)
