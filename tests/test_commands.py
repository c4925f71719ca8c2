"""The commands that ship derivatives: export of projects, check, graph, doctor; what they print, and how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad import UnsupportedError
from s2sad.cli import main
from s2sad.commands import targets, terminal
from s2sad.errors import UsageError

MODEL = '''\
import numpy as np
from numpy.typing import NDArray

import s2sad

EXAMPLES = {"w": np.ones(3), "x": np.ones((4, 3)), "y": np.zeros(4)}
WRONG = {1: 2.0}


def examples():
    return 2.0, 3


def energy(q: float, n: int = 2) -> float:
    return 0.5 * q**n


def ridge(w, x, y):
    return np.sum((x @ w - y) ** 2)


def norm(v: NDArray[np.float64]) -> float:
    return np.sqrt(np.sum(v * v))


def doubled(x):
    return 2.0 * x


@s2sad.differential(doubled)
def wrong_rule(x, dx):
    return 3.0 * dx


def uses_wrong(x: float) -> float:
    return doubled(x)


def unknown(x: float):
    return np.ma.array(x).sum()


def fails(x: float) -> float:
    raise ValueError("not today")


def solved(a: float, b: float) -> float:
    return np.linalg.solve(np.array([[a, 0.0], [0.0, b]]), np.ones(2)).sum()


slope = s2sad.grad(energy)
'''


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shipped.py").write_text(MODEL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("shipped", "half", "raising", "leaving", "array_module"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def run(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as stop:
        assert isinstance(stop.code, int)
        return stop.code


def load(path: Path) -> ModuleType:
    module = ModuleType(path.stem)
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    return module


# --- export


def test_several_functions_of_one_module(model: Path) -> None:
    assert run("export", "shipped:energy", "shipped:norm", "shipped:slope", "-o", "out.py") == 0
    module = load(model / "out.py")
    assert module.energy_grad(3.0) == module.energy_grad_q(3.0) == 3.0
    np.testing.assert_allclose(module.norm_grad(np.array([3.0, 4.0])), [0.6, 0.8])


@pytest.mark.parametrize("like", ["shipped:EXAMPLES", "np.ones(3), np.ones((4, 3)), np.zeros(4)",
                                  "{'y': np.zeros(4), 'x': np.eye(4, 3), 'w': np.array([1.0, 2.0, 3.0])}"])
def test_kinds_from_examples(like: str, model: Path) -> None:
    assert run("export", "shipped:ridge", "-o", "out.py", "--like", like) == 0
    text = (model / "out.py").read_text()
    assert "x: npt.NDArray[np.float64]" in text and "y.ndim == 1" in text
    with pytest.raises(TypeError, match="`y`"):
        load(model / "out.py").ridge_grad(np.ones(3), np.ones((4, 3)), 1.0)


def test_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "shipped:energy", "-o", "-") == 0
    assert "def energy_grad(q: float, n: int = 2) -> float:" in capsys.readouterr().out
    assert not Path("-").exists()


def test_check_fails_when_a_file_is_stale(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("export", "shipped:energy", "-o", "out.py")
    assert run(*command, "--check") == 1
    assert "out.py is not there [S2SAD805]" in capsys.readouterr().err
    assert run(*command) == 0
    assert run(*command, "--check") == 0
    assert capsys.readouterr() == ("", "")
    path = model / "out.py"
    written = path.read_text()
    for stale in (written.replace("0.5", "0.25"), written + "\n", "", written.replace("\n", "\r\n"), "\xff"):
        path.write_bytes(stale.encode("latin-1"))
        assert run(*command, "--check") == 1
        assert "out.py is" in capsys.readouterr().err
        assert path.read_bytes() == stale.encode("latin-1")
    path.write_text(written.replace("0.5", "0.25"))
    with pytest.raises(s2sad.StaleError) as caught:
        s2sad.export(s2sad.grad(sys.modules["shipped"].energy), path, check=True)
    assert "-" in str(caught.value) and "+" in str(caught.value) and "0.25" in str(caught.value)


PROJECT = """\
[tool.s2sad]
mode = "value_and_grad"

[[tool.s2sad.export]]
output = "made/first.py"
functions = ["shipped:energy", { target = "shipped:norm", mode = "grad", name = "direction" }]

[[tool.s2sad.export]]
output = "second.py"
wrt = "w,x"
like = "shipped:EXAMPLES"
functions = ["shipped:ridge"]
"""


def test_a_project(model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (model / "pyproject.toml").write_text(PROJECT)
    (model / "made").mkdir()
    (model / "deeper").mkdir()
    monkeypatch.chdir(model / "deeper")         # found above, as other tools find it
    assert run("export") == 0
    assert "first.py: 2 derivatives" in capsys.readouterr().err
    module = load(model / "made" / "first.py")
    assert module.energy_value_and_grad(3.0) == (4.5, 3.0)
    np.testing.assert_allclose(module.direction(np.array([3.0, 4.0])), [0.6, 0.8])
    value, (w, x) = load(model / "second.py").ridge_value_and_grad(np.ones(3), np.ones((4, 3)), np.zeros(4))
    assert (value, w.shape, x.shape) == (36.0, (3,), (4, 3))
    assert run("export", "--check") == 0
    (model / "second.py").unlink()
    assert run("export", "--check", "--project", str(model)) == 1
    assert "second.py is not there" in capsys.readouterr().err


@pytest.mark.parametrize(("toml", "message"), [
    ("[tool.other]\n", "no table [tool.s2sad]"),
    ("[tool.s2sad]\n", "no outputs"),
    ("[tool.s2sad]\nmood = 1\n", "mood"),
    ("[tool.s2sad\n", "not TOML"),
    ("[[tool.s2sad.export]]\nfunctions = ['shipped:energy']\n", "output must be a text"),
    ("[[tool.s2sad.export]]\noutput = 'o.py'\n", "no list of functions"),
    ("[[tool.s2sad.export]]\noutput = 'o.py'\nfunctions = [1]\n", "neither a string nor a table"),
    ("[[tool.s2sad.export]]\noutput = 'o.py'\nfunctions = [{name = 'f'}]\n", "target must be a text"),
    ("[[tool.s2sad.export]]\noutput = 'o.py'\nmode = 'up'\nfunctions = ['shipped:energy']\n", "the mode 'up'"),
    ("[[tool.s2sad.export]]\noutput = 'o.py'\nwrt = 1\nfunctions = ['shipped:energy']\n", "wrt must be a text"),
    ("[[tool.s2sad.export]]\noutput = 'o.py'\nfunctions = ['shipped:energy']\n" * 2, "two outputs are"),
    ("[tool.s2sad]\nexport = 'x'\n", "no outputs"),
    ("[tool.s2sad]\nexport = ['x']\n", "output 1 is not a table"),
])
def test_tables_that_are_wrong(toml: str, message: str, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (model / "pyproject.toml").write_text(toml)
    assert run("export") == 2
    err = capsys.readouterr().err
    assert message in err and "S2SAD813" in err and "Traceback" not in err
    assert not (model / "o.py").exists()


@pytest.mark.parametrize("arguments", [
    ("export",), ("export", "--wrt", "x"), ("export", "shipped:energy"),
    ("export", "shipped:energy", "-o", "-", "--check"),
    ("export", "--project", "nowhere"), ("export", "shipped:ridge", "-o", "o.py", "--like", "1 +"),
    ("export", "shipped:ridge", "-o", "o.py", "--like", "open('x')"),
    ("export", "shipped:ridge", "-o", "o.py", "--like", "np.fromfile('x')"),
    ("export", "shipped:ridge", "-o", "o.py", "--like", "shipped:NOTHING"),
    ("export", "shipped:ridge", "-o", "o.py", "--like", "shipped:WRONG"),
    ("check", "shipped:ridge"), ("check", "shipped:energy", "--order", "9"),
])
def test_wrong_usage(arguments: Any, capsys: pytest.CaptureFixture[str], model: Path) -> None:
    assert run(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert not (model / "o.py").exists()


# --- another array module


def write_array_module(folder: Path, missing: str = "") -> None:
    """NumPy under another name, without some of its functions."""
    (folder / "array_module.py").write_text(
        f"import numpy\nfrom numpy import *\nndarray = numpy.ndarray\nlinalg = numpy.linalg\n"
        f"for _name in {missing.split()!r}:\n    del globals()[_name]\n")


def test_another_array_module(model: Path) -> None:
    write_array_module(model)
    assert run("export", "shipped:norm", "shipped:solved", "-o", "out.py", "--xp", "array_module") == 0
    text = (model / "out.py").read_text()
    assert "import array_module as np\n" in text and "import numpy" not in text
    assert "def norm_grad(v: np.ndarray) -> np.ndarray:" in text
    module = load(model / "out.py")
    np.testing.assert_allclose(module.norm_grad(np.array([3.0, 4.0])), [0.6, 0.8])
    assert module.solved_grad(2.0, 3.0) == pytest.approx(-0.25)


def test_what_the_array_module_has_not_is_named(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_array_module(model, "linalg")
    assert run("export", "shipped:solved", "-o", "out.py", "--xp", "array_module") == 1
    err = capsys.readouterr().err
    assert "array_module.linalg.solve" in err and "S2SAD804" in err
    assert run("export", "shipped:norm", "-o", "out.py", "--xp", "nowhere_to_be_found") == 1
    assert run("export", "shipped:norm", "-o", "out.py", "--xp", "os; import sys") == 1
    assert not (model / "out.py").exists()


def test_scipy_has_one_array_module(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    special = pytest.importorskip("scipy.special")
    write_array_module(model)
    monkeypatch.syspath_prepend(str(model))
    with pytest.raises(s2sad.ArgumentError, match="SciPy"):
        s2sad.export(s2sad.grad(lambda x: special.gammaln(x)), model / "out.py", like=(1.0,), xp="array_module")


# --- check


def rows(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()]


def test_check_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "shipped:energy", "shipped:norm") == 0
    head, *found = rows(capsys.readouterr().out)
    assert head == ["function", "argument", "mode", "order", "derivative"]
    assert found == [["shipped:energy", "q", "forward", "2", "ok"], ["shipped:energy", "q", "reverse", "2", "ok"],
                     ["shipped:norm", "v", "forward", "2", "ok"], ["shipped:norm", "v", "reverse", "2", "ok"]]


def test_check_at_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "shipped:ridge", "--like", "shipped:EXAMPLES", "--modes", "reverse", "--order", "1") == 0
    assert [row[1] for row in rows(capsys.readouterr().out)[1:]] == ["w", "x", "y"]
    assert run("check", "shipped:energy", "--like", "shipped:examples", "--wrt", "q") == 0
    assert run("check", "shipped:energy", "--like", "3.0") == 0


def test_check_names_what_must_be_named(model: Path) -> None:
    (model / "springs.py").write_text("def spring(x: float, *, k: float = 2.0) -> float:\n    return k * x * x\n")
    assert run("check", "springs:spring") == 0


def test_a_wrong_derivative_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "shipped:energy", "shipped:uses_wrong", "--order", "1") == 1
    out, err = capsys.readouterr()
    assert [row[-1] for row in rows(out)[1:]] == ["ok", "ok", "wrong", "wrong"]
    assert err.count("S2SAD701") == 2 and "Traceback" not in err


def test_errors_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "shipped:fails") == 1
    err = capsys.readouterr().err
    assert err.startswith("s2sad.ProgramError: fails raised ValueError: not today [S2SAD814]\n  shipped.py:")
    assert '    raise ValueError("not today")' in err and "^^^^" in err and "Traceback" not in err
    assert run("check", "shipped:unknown") == 1
    assert "S2SAD401" in capsys.readouterr().err


# --- graph and doctor


def test_graph(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("graph", "shipped:energy", "--like", "3.0") == 0
    assert "flowchart" in capsys.readouterr().out
    assert run("graph", "shipped:energy", "--format", "dot") == 0
    assert "digraph" in capsys.readouterr().out
    for suffix in ("dot", "mmd"):
        assert run("graph", "shipped:energy", "-o", f"g.{suffix}") == 0
    assert "digraph" in (model / "g.dot").read_text() and "flowchart" in (model / "g.mmd").read_text()


def test_doctor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from s2sad.commands import doctor
    assert run("doctor") == 0
    out = capsys.readouterr().out
    assert s2sad.__version__ in out and np.__version__ in out and "failed" not in out

    def ill() -> None:
        raise UnsupportedError("no")
    monkeypatch.setitem(doctor.TESTS, "loops", ill)
    assert run("doctor") == 1
    out, err = capsys.readouterr()
    assert "failed: UnsupportedError" in out and "no [S2SAD201]" in err


# --- modules that cannot be imported


@pytest.mark.parametrize(("name", "text", "message", "line"), [
    ("raising", "x = 1\nraise RuntimeError('bad\\x1bdata')\n", "RuntimeError: bad", "2 | raise RuntimeError"),
    ("leaving", "import sys\nsys.exit(7)\n", "SystemExit: 7", "2 | sys.exit(7)"),
    ("half", "def f(:\n", "SyntaxError: invalid syntax", "1 | def f(:"),
    ("raising", "import s2sad\ns2sad.grad(3.0)\n", "expected a function, not 3.0", "2 | s2sad.grad(3.0)"),
    ("raising", "import json\njson.loads('{')\n", "JSONDecodeError", "2 | json.loads('{')"),
])
def test_errors_of_an_import_have_carets(name: str, text: str, message: str, line: str, model: Path,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    (model / f"{name}.py").write_text(text)
    assert run("show", f"{name}:f") == 2
    err = capsys.readouterr().err
    assert message in err and line in err and "^" in err and "S2SAD812" in err
    assert "Traceback" not in err and json.__file__ not in err


def test_a_similar_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "shipped:enrgy") == 2
    assert "there is energy" in capsys.readouterr().err


# --- literals, and nothing else, are evaluated


@pytest.mark.parametrize(("text", "value"), [
    ("1.0", (1.0,)), ("1.0, 2", (1.0, 2)), ("(1.0, 2)", (1.0, 2)), ("[1.0, 2.0]", ([1.0, 2.0],)), ("-1e3", (-1000.0,)),
    ("{'x': 1.0}", {"x": 1.0}), ("((1.0, 2.0),)", ((1.0, 2.0),)), ("None, 'a', True", (None, "a", True)),
    ("np.float32(1.5)", (np.float32(1.5),)), ("1+2j", (1 + 2j,)), ("{'x': (1, [2])}", {"x": (1, [2])}),
])
def test_literals(text: str, value: Any) -> None:
    found = targets.examples(text)
    assert found == value and repr(found) == repr(value)


def test_arrays() -> None:
    a, b = targets.examples("np.array([[1, 2]], dtype=np.float32), numpy.linspace(0, 1, 3)")
    assert (a.dtype, a.shape, b.tolist()) == (np.float32, (1, 2), [0.0, 0.5, 1.0])


@pytest.mark.parametrize("text", ["__import__('os').system('true')", "np.load('x')", "np.array.__class__", "x", "f()",
                                  "[i for i in (1,)]", "lambda: 1", "np.ones", "f'{1}'", "1 .__class__", "",
                                  "np.save('a', 1)"])
def test_code_is_not_evaluated(text: str) -> None:
    with pytest.raises(UsageError, match="literals"):
        targets.evaluated(text)


# --- terminals


class Screen:
    """A stream that says that somebody looks."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("rich", [True, False])
def test_colours_are_for_terminals(rich: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if rich:
        pytest.importorskip("rich")
    else:
        monkeypatch.setattr(terminal, "library", lambda name: None)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen: Any = Screen()
    terminal.table(["a", "b"], [["x", "ok"], ["y", "wrong"]], screen)
    assert "\x1b[" in screen.text and "wrong" in screen.text
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    terminal.table(["a", "b"], [["x", "ok"]], screen)
    assert screen.text == "a  b\nx  ok\n"


def test_errors_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen: Any = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert run("show", "shipped:unknown") == 1
    assert "\x1b[31m^^^^" in screen.text
    assert "\x1b[31m\x1b[1ms2sad.UnsupportedError\x1b[0m" in screen.text


@pytest.mark.parametrize("name", ["rich.progress", "tqdm", None])
def test_progress(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if name is not None:
        pytest.importorskip(name)
    library = terminal.library
    monkeypatch.setattr(terminal, "library", lambda n: library(n) if name and n.partition(".")[0] == name.partition(
        ".")[0] else None)
    screen: Any = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    assert list(terminal.progress([1, 2, 3], "derivatives")) == [1, 2, 3]
    assert ("derivatives" in screen.text) == (name is not None)
    monkeypatch.setenv("TERM", "dumb")
    assert terminal.progress([1, 2], "derivatives") == [1, 2]


def test_help_shows_examples_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ((), ("show",), ("export",), ("check",), ("graph",), ("doctor",)):
        assert run(*command, "--help") == 0
        out = capsys.readouterr().out
        assert "exit codes:" in out
        assert "examples:" in out or command == ("doctor",)


def test_a_pipe_has_no_colours(model: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "s2sad", "check", "shipped:energy", "--order", "1"], cwd=model,
                          capture_output=True, text=True, env={**os.environ, "TERM": "xterm"})
    assert done.returncode == 0 and "\x1b" not in done.stdout + done.stderr
