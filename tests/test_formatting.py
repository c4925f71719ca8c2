"""What is exported is laid out as `ruff format` would, and `ruff check` has nothing to say."""

import ast
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad import runtime
from s2sad.formatting import formatted
from s2sad.plain import plain_source
from s2sad.standalone import module_text

from .golden import CASES
from .kernels.kernel import KERNELS
from .test_golden import TOPICS, page, sections

# Of these, what is not promised stands in the header of each module: zips of what is of one length by
# construction, and names and branches as the source has them.
RULES = "E,F,I,UP,B,W,SIM,N,C4,PIE"


def ruff(*arguments: str) -> str:
    """What ruff prints."""
    found = Path(sys.executable).with_name("ruff")
    command = str(found) if found.exists() else shutil.which("ruff")
    if command is None:
        pytest.skip("ruff is not installed")
    done = subprocess.run([command, *arguments], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def diff(folder: Path, texts: dict[str, str], width: int) -> str:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return ruff("format", "--isolated", "--diff", "--line-length", str(width), str(folder))


@pytest.mark.parametrize("width", [60, 88, 120])
def test_generated_sources(width: int, tmp_path: Path) -> None:
    texts = {f"{topic}_{i}": text for topic in TOPICS for i, text in enumerate(sections(page(topic)).values())}
    assert len(texts) > 100
    assert diff(tmp_path, {name: formatted(text, width) for name, text in texts.items()}, width) == ""


@pytest.mark.parametrize("width", [60, 88, 120])
def test_helpers(width: int, tmp_path: Path) -> None:
    texts = {name: formatted(plain_source(getattr(runtime, name)), width) for name in runtime.__all__}
    assert diff(tmp_path, texts, width) == ""


def exported() -> dict[str, str]:
    """Every golden program as a module, for its arguments and for any."""
    found = {}
    for topic in TOPICS:
        importlib.import_module(f"tests.golden.{topic}")
        for i, case in enumerate(CASES[topic]):
            if case.mode == "grad_grad":
                d: Any = s2sad.grad(s2sad.grad(case.function, case.wrt), case.wrt)
            else:
                d = getattr(s2sad, case.mode)(case.function, case.wrt)
            for like in (case.args, None):
                try:
                    found[f"{topic}_{i}_{'any' if like is None else 'like'}"] = module_text(d, like)
                except (s2sad.UnsupportedError, s2sad.ArgumentError):
                    continue        # objects, say
    return found


def test_modules(tmp_path: Path) -> None:
    texts = exported()
    assert len(texts) > 200
    texts.pop("loops_19_any", None)     # reads a variable that may have no value: not this file's matter
    assert diff(tmp_path, texts, 88) == ""
    found = ruff("check", "--isolated", "--select", RULES, "--output-format", "concise", str(tmp_path))
    assert found.strip() == "All checks passed!", found


def test_kernels(tmp_path: Path) -> None:
    """Longer functions; and the exported gradient is the gradient."""
    importlib.import_module("tests.kernels.test_kernels")
    texts = {}
    for name, kernel in [*KERNELS.items()][::5]:
        derivative, args = s2sad.grad(kernel.loss(tmp_path), kernel.wrt()), kernel.example()
        texts[name] = module_text({name: derivative}, args)
        scope: dict[str, Any] = {}
        exec(texts[name], scope)
        for found, expected in zip(scope[name](*args), derivative(*args), strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    out = tmp_path / "out"
    out.mkdir()
    assert diff(out, texts, 88) == ""
    found = ruff("check", "--isolated", "--select", RULES, "--output-format", "concise", str(out))
    assert found.strip() == "All checks passed!", found


def test_modules_are_the_same_whatever_the_hash_seed() -> None:
    script = (f"import hashlib; from {__name__} import exported; "
              "print(hashlib.sha256(repr(exported()).encode()).hexdigest())")
    found = {subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                            cwd=Path(__file__).parents[1], env={**os.environ, "PYTHONHASHSEED": seed}).stdout
             for seed in ("1", "2")}
    assert len(found) == 1


def test_ruff_would_complain(tmp_path: Path) -> None:
    """The checks of this file can fail."""
    assert "would be" not in diff(tmp_path, {"a": "x = [1, 2]\n"}, 88)
    assert diff(tmp_path, {"a": "x = [1,2]\n"}, 88)
    (tmp_path / "b.py").write_text("import os\n\nx = [y]\n")
    found = ruff("check", "--isolated", "--select", RULES, "--output-format", "concise", str(tmp_path / "b.py"))
    assert "F821" in found and "F401" in found


STRINGS = ["a'b", 'a"b', "a'\"b", "\n\t\\", "\x00\x1b\u2028", "é日本", "{x}", "", "\\'", '"""', "'" * 3, "\ud800"]


@pytest.mark.parametrize("text", STRINGS)
def test_strings_keep_their_value(text: str) -> None:
    tree = ast.Module([ast.Assign([ast.Name("x", ast.Store())], ast.Constant(text))], [])
    source = ast.unparse(ast.fix_missing_locations(tree))
    assert ast.literal_eval(formatted(source, 88).partition(" = ")[2]) == text


@pytest.mark.parametrize("text", STRINGS)
def test_docstrings_end_where_they_should(text: str) -> None:
    source = f"def f():\n    {text + ' of something'!r}\n    return 1\n"
    tree = ast.parse(formatted(source, 30))
    assert (ast.get_docstring(tree.body[0]) or "").split() == f"{text} of something".split()  # type: ignore[arg-type]
    assert len(tree.body[0].body) == 2                                                        # type: ignore[attr-defined]


EXPRESSIONS = [
    "-x**2", "(-x)**2", "(-2) ** 2", "x ** -y", "(a ** b) ** c", "a - (b - c)", "(a - b) - c", "not (a and b) or c",
    "(a if b else c) if d else e", "a if b else (c if d else e)", "(lambda x: x + 1)(2)", "[*a, *b]", "{**a, 'b': 1}",
    "x[1:n, ..., None, ::-1]", "x[a + 1 : f(b)]", "x[(1,)]", "(1).real",
    "x[*a]" if sys.version_info >= (3, 11) else "x[a]", "1.0.real", "f(*a, k=1, **b)",
    "f(x for x in y if x if not y)", "f((x for x in y), 1)",
    "{x: y for x, y in z}",
    "(a, b)", "(a,)", "()", "a < b <= c != d", "a @ b @ (c @ d)", "a or (b and c)", "~a & (b | c) ^ d << 1", "-(a + b)",
    "f'{a!r:>{w}} {{}} {b}'", "b'\\x00'", "1e-05", "-1j", "a is not None and b not in c",
]


@pytest.mark.parametrize("text", EXPRESSIONS)
@pytest.mark.parametrize("width", [8, 20, 88])
def test_expressions_keep_their_meaning(text: str, width: int) -> None:
    """However little room there is."""
    for source in (f"y = {text}\n", f"def f():\n    return g({text}, {text})\n", f"if {text}:\n    pass\n"):
        formatted(source, width)        # compares the syntax trees


def test_comments_stay() -> None:
    source = ("# first\nx = 1  # behind\n\n\ndef f(a):\n    # above\n    y = g(a,  # inside\n          2)\n    if a:\n"
              "        # deep\n        return y\n    # last but one\n    return a  # end\n")
    text = formatted(source, 88)
    for comment in ("# first", "# behind", "# above", "# inside", "# deep", "# last but one", "# end"):
        assert text.count(comment) == 1
    assert text.index("# deep") < text.index("return y") < text.index("# last but one") < text.index("# end")


def test_long_comments_go_on_in_the_next_line() -> None:
    text = formatted("# " + "word " * 30 + "\nx = 1\n", 40)
    assert all(len(line) <= 40 for line in text.splitlines())
    assert text.count("word") == 30


def test_a_big_constant() -> None:
    values = np.arange(200.0).tolist()
    text = formatted(f"TABLE = np.array({values}, dtype=np.float64)\n", 88)
    assert eval(text.partition(" = ")[2].replace("np.array", "list").replace(", dtype=np.float64", "").replace(
        "    dtype=np.float64,\n", "")) == values
