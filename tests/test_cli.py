"""``python -m s2sad``, and ``show``: what they print, and how they end."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad import display
from s2sad.cli import main

MODEL = '''\
import numpy as np
import s2sad

OBJECT = object()
NUMBER = 3


def loss(x: float, y: float) -> float:
    """A loss."""
    return x * np.sin(y)


def unknown(x):
    return np.asmatrix(x)[0]


def reads_object(x):
    return x * OBJECT


class Model:
    @staticmethod
    def energy(x: float) -> float:
        return x * x


slope = s2sad.grad(loss)
'''


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "model.py").write_text(MODEL)
    (tmp_path / "broken.py").write_text("x = 1\ny = 1 / 0\n")
    (tmp_path / "unparsable.py").write_text("def f(:\n")
    (tmp_path / "needs.py").write_text("import package.nothing_of_that_name\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("package", "package.model", "broken", "unparsable", "needs"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as stop:
        assert isinstance(stop.code, int)
        return stop.code


# --- show


@pytest.mark.parametrize(("options", "expected"), [
    ((), "def loss_grad(x, y):"),
    (("--mode", "grad"), "def loss_grad(x, y):"),
    (("--mode", "value_and_grad"), "def loss_value_and_grad(x, y):"),
    (("--mode", "jvp", "--wrt", "x,y"), "def loss_jvp(x, y, x_dot, y_dot):"),
    (("--mode", "vjp", "--wrt", "1"), "def loss_vjp(x, y):"),
    (("--mode", "hvp", "--wrt", "y"), "def loss_hvp(x, y, y_dot):"),
])
def test_show(options: Any, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "package.model:loss", *options) == 0
    out, err = capsys.readouterr()
    assert expected in out
    assert err == ""
    compile(out, "<shown>", "exec")


@pytest.mark.parametrize(("wrt", "value"), [("x", "x"), ("1", 1), ("-1", -1), ("x,y", ("x", "y")), ("y,", ("y",)),
                                            (" 0 , y ", (0, "y")), (None, 0)])
def test_wrt(wrt: Any, value: Any) -> None:
    from s2sad.commands.targets import parsed_wrt
    assert parsed_wrt(wrt) == value


def test_derivatives_and_attributes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "package.model:slope") == 0
    assert "def loss_grad(x, y):" in capsys.readouterr().out
    assert run("show", "package.model:Model.energy") == 0
    assert "def energy_grad(x):" in capsys.readouterr().out
    assert run("show", "package.model:slope", "--wrt", "y") == 2
    assert "derivative already" in capsys.readouterr().err


# --- export


def test_export(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("export", "package.model:loss", "-o", "out.py", "--wrt", "x,y", "--mode", "value_and_grad") == 0
    assert capsys.readouterr() == ("", "")
    scope: dict[str, Any] = {}
    exec((tmp_path / "out.py").read_text(), scope)
    value, gradient = scope["loss_value_and_grad"](2.0, 0.5)
    assert value == pytest.approx(2 * np.sin(0.5))
    assert gradient == (pytest.approx(np.sin(0.5)), pytest.approx(2 * np.cos(0.5)))


# --- errors: carets, exit codes, no traceback


def test_an_unsupported_function_is_shown_with_carets(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "package.model:unknown") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("s2sad.UnsupportedError: no differential is known for np.asmatrix [S2SAD401]\n")
    assert "14 |     return np.asmatrix(x)[0]\n   |            ^^^^^^^^^^^^^^" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (("show", "package.model:loss", "--wrt", "z"), 2, "has no argument `z`"),
    (("show", "package.model:loss", "--wrt", "5"), 2, "index 5"),
    (("export", "package.model:reads_object", "-o", "out.py"), 1, "global `OBJECT`"),
    (("export", "package.model:loss", "-o", "nowhere/out.py"), 2, "no directory"),
    (("export", "package.model:loss"), 2, "-o"),
    (("show", "package.model"), 2, "package.module:function"),
    (("show", "package.model:"), 2, "package.module:function"),
    (("show", "nowhere:f"), 2, "no module nowhere"),
    (("show", "package.nowhere:f"), 2, "no module package.nowhere"),
    (("show", "needs:f"), 2, "needs cannot be imported"),
    (("show", "broken:f"), 2, "ZeroDivisionError: division by zero"),
    (("show", "broken:f"), 2, "broken.py:2"),
    (("show", "unparsable:f"), 2, "SyntaxError"),
    (("show", "package.model:nothing"), 2, "has no nothing"),
    (("show", "package.model:NUMBER"), 2, "not a function"),
    (("show", "package.model:loss", "--wrt", "x y"), 2, "--wrt"),
    (("show", "package.model:loss", "--wrt", ""), 2, "--wrt"),
    (("show", "package.model:loss", "--mode", "sideways"), 2, "sideways"),
    (("show", "package.model:loss", "--stage", "sideways"), 2, "sideways"),
    (("show", "package.model:loss", "--like", "1.0, 2.0, 3.0"), 2, "3 were given"),
    (("show", "package.model:loss", "--like", "open('x')"), 2, "takes literals, and open('x') is none"),
    (("graph", "package.model:loss", "--like", "1.0, 2.0", "-o", "out.png"), 2, ".svg"),
    (("check", "package.model:loss", "--rtol", "-1"), 2, "not positive"),
    (("dance",), 2, "dance"),
    ((), 2, "show | export"),
])
def test_errors(arguments: Any, code: int, message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(*arguments) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert "Traceback" not in err
    assert not (tmp_path / "out.py").exists()


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    assert run("show", "--help") == 0
    assert run("--version") == 0
    assert capsys.readouterr().out.endswith(f"s2sad {s2sad.__version__}\n")


def test_the_module_is_run(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "s2sad", "show", "package.model:loss"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "def loss_grad(x, y):" in done.stdout
    done = subprocess.run([sys.executable, "-m", "s2sad", "show", "package.model:unknown"],
                          capture_output=True, text=True)
    assert done.returncode == 1
    assert "^^^^" in done.stderr


# --- show, from Python


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def square(x: Any) -> Any:
    return np.sum(x * x)


def test_show_prints_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    d = s2sad.grad(square)
    s2sad.show(d)
    assert capsys.readouterr().out == d.source
    s2sad.show(d, np.ones(3))
    assert capsys.readouterr().out == d.source_for(np.ones(3))
    s2sad.show(d, x=2.0)
    assert capsys.readouterr().out == d.source_for(2.0)
    s2sad.show(square, 2.0)
    assert capsys.readouterr().out == d.source_for(2.0)
    with pytest.raises(s2sad.ArgumentError):
        s2sad.show(2.0)


def test_show_has_colours_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pygments")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    d, out = s2sad.grad(square), Terminal()
    s2sad.show(d, 2.0, file=out)
    assert "\x1b[" in out.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    s2sad.show(d, 2.0, file=out)
    assert out.getvalue() == d.source_for(2.0)


def test_show_is_plain_without_pygments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygments", None)
    assert display.highlighted("x = 1\n") == "x = 1\n"
