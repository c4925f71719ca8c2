"""Names, docstrings, paths, keys and values that would bring code into an exported module stay text, or are refused."""

import ast
import builtins
import importlib.util
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import s2sad
from s2sad.formatting import formatted
from s2sad.ir.kinds import UNKNOWN, Dict
from s2sad.literals import literal
from s2sad.signatures import condition, source_file
from s2sad.standalone import Item, identifier, module_text, text_of

X = np.array([0.3, -1.2, 0.7])
EVIL = "open('evil', 'w')"
TEXTS = [f'x"""\n{EVIL}\n"""', f"x'''\n{EVIL}\n'''", f'"); {EVIL}; ("', f"\\\n{EVIL}", f"a\r\n{EVIL}\r",
         f"a\x0c{EVIL}",
         f"a\x85{EVIL}", f"a\u2028{EVIL}", f"a\u2029{EVIL}", f"a\x00{EVIL}", "\ud800", "\\", '"', '\\"', "{x}", "%s",
         "ﬁ",
         f"# noqa\n{EVIL}", f"\u202e{EVIL}", "é" * 200, "word " * 100, "__import__('os')", "class", "None", "", " "]
MODULES = {"numpy", "numpy.typing", "math", "typing", "collections.abc", "__future__"}


def loaded(text: str) -> ModuleType:
    """The module, in a world where only some modules are there and nothing else is imported or opened."""
    tree = ast.parse(text)
    first, *rest = tree.body
    assert isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)        # the docstring
    for node in rest:
        assert isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign)), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            assert not node.decorator_list
            assert all(literal_node(d) for d in [*node.args.defaults, *filter(None, node.args.kw_defaults)])

    def imported(name: str, *arguments: Any) -> Any:
        assert name in MODULES, name
        return __import__(name, *arguments)

    module = ModuleType("exported")
    allowed = {k: v for k, v in vars(builtins).items() if k not in ("open", "exec", "eval", "compile")}
    module.__dict__["__builtins__"] = {**allowed, "__import__": imported}
    exec(compile(text, "<exported>", "exec"), module.__dict__)
    return module


def literal_node(node: ast.expr) -> bool:
    """Whether evaluating an expression makes a value, and does nothing else."""
    return all(isinstance(n, (ast.Constant, ast.UnaryOp, ast.USub, ast.Tuple, ast.List, ast.Dict, ast.Load, ast.BinOp,
                              ast.Add, ast.Sub, ast.Attribute, ast.Call, ast.keyword)) or isinstance(
                                  n, ast.Name) and n.id in ("np", "float", "complex") for n in ast.walk(node))


def exported(function: Any, like: Any = (X,)) -> Any:
    module = loaded(module_text(s2sad.grad(function), like))
    return next(v for k, v in vars(module).items() if isinstance(v, FunctionType) and k.endswith("_grad"))


@pytest.mark.parametrize("text", TEXTS)
def test_names_and_docstrings(text: str) -> None:
    def f(x: Any) -> Any:
        return np.sum(x * x)
    for attribute in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(f, attribute, text)
    np.testing.assert_allclose(exported(f)(X), 2 * X)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_names(name: str, module: str) -> None:
    def f(x: Any) -> Any:
        return x * x
    f.__name__ = f.__qualname__ = name
    f.__module__ = module
    assert exported(f, (2.0,))(3.0) == 6.0


@pytest.mark.skipif(sys.platform == "win32", reason="such files are POSIX's")
@pytest.mark.parametrize("text", [t for t in TEXTS if t and "\x00" not in t and t != "\ud800" and len(t) < 50])
def test_paths(text: str, tmp_path: Path) -> None:
    folder = tmp_path / text.replace("/", "_")
    folder.mkdir(exist_ok=True)
    path = folder / f"{text.replace('/', '_')}.py"
    path.write_text("def f(x):\n    return x * x\n")
    spec = importlib.util.spec_from_file_location("hostile.module", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = module_text(s2sad.grad(module.f), (2.0,))
    assert str(tmp_path) not in text
    assert loaded(text).f_grad(3.0) == 6.0


def test_the_name_of_a_source_is_relative() -> None:
    def f(x: Any) -> Any:
        return x
    for module, file, expected in [
        ("pkg.sub.mod", "/home/someone/src/pkg/sub/mod.py", "pkg/sub/mod.py"),
        ("pkg", "/home/someone/src/pkg/__init__.py", "pkg/__init__.py"),
        ("__main__", "/home/someone/script.py", "script.py"), ("mod", "C:\\Users\\someone\\mod.py", "mod.py"),
        ("cell", "<ipython-input-3>", "<ipython-input-3>"),
    ]:
        g = FunctionType(f.__code__.replace(co_filename=file), globals())
        g.__module__ = module
        assert source_file(g) == expected


class Text(str):
    """A text whose representation is code."""

    def __repr__(self) -> str:
        return EVIL


class Number(float):
    def __repr__(self) -> str:
        return EVIL


def test_keys_and_defaults_with_representations_of_their_own() -> None:
    def of_dict(p: Any) -> Any:
        return p["w"] ** 2
    with pytest.raises(s2sad.ArgumentError, match="Text"):
        module_text(s2sad.grad(of_dict), ({Text("w"): 2.0},))
    with pytest.raises(s2sad.ArgumentError, match="key"):
        condition(Dict((Text("w"),), (UNKNOWN,)), "p")
    assert s2sad.grad(of_dict)({Text("w"): 2.0}) == {"w": 4.0}      # as members of enumerations are

    def with_default(x: Any, k: Any = Number(2.0)) -> Any:      # noqa: B008
        return x * k
    text = module_text(s2sad.grad(with_default))
    assert EVIL not in text
    assert loaded(text).with_default_grad(3.0, 2.0) == 2.0
    assert literal(Text("w")) is None and literal(Number(1.0)) is None and literal([Number(1.0)]) is None


@pytest.mark.parametrize("text", TEXTS)
def test_keys_and_constants_stay_text(text: str) -> None:
    def of_dict(p: Any) -> Any:
        return p[text] ** 2
    module = loaded(module_text(s2sad.grad(of_dict), ({text: 2.0},)))
    assert module.of_dict_grad({text: 3.0}) == {text: 6.0}
    with pytest.raises(TypeError, match="must be a dict"):
        module.of_dict_grad({text + "?": 3.0})


def test_globals_with_representations_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "RATE", Number(2.0))
    with pytest.raises(s2sad.ArgumentError, match="RATE"):
        module_text(s2sad.grad(reads_rate), (2.0,))


RATE = 1.0


def reads_rate(x: Any) -> Any:
    return x * RATE


@pytest.mark.parametrize("name", [t for t in TEXTS if not t.isidentifier() or t in ("class", "None")])
def test_names_that_are_asked_for(name: str) -> None:
    with pytest.raises(s2sad.ArgumentError, match="not a name"):
        module_text({name: s2sad.grad(reads_rate)})


@given(st.text(max_size=20))
def test_identifiers(name: str) -> None:
    found = identifier(name)
    tree = ast.parse(f"def {found}(): pass\n").body
    assert len(tree) == 1 and isinstance(tree[0], ast.FunctionDef) and tree[0].name == found


def test_names_that_python_reads_as_one() -> None:
    """``ﬁ`` is ``fi`` to Python."""
    def f(x: float) -> float:
        return x * x

    def g(x: float) -> float:
        return x + x
    f.__name__, g.__name__ = "ﬁ", "fi"
    module = loaded(text_of([Item(s2sad.grad(f)), Item(s2sad.grad(g))]))
    assert sorted(v(3.0) for k, v in vars(module).items() if k.startswith("fi_grad")) == [2.0, 6.0]


SOURCE = '''\
import numpy as np


def f(x):
    y = x * 2.0  # """ \\
    z = (y \x0c+ 1.0
         + 0 * len("""
%s
"""))
    return z * y
'''


@pytest.mark.parametrize("text", [t for t in TEXTS if '"""' not in t and t.isprintable() and "\\" not in t])
def test_lines_of_the_source(text: str, tmp_path: Path) -> None:
    """They stand in comments."""
    path = tmp_path / "lines.py"
    path.write_text(SOURCE % text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("lines", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert loaded(module_text(s2sad.grad(module.f), (2.0,))).f_grad(3.0) == 4.0 * 2 * 3 + 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.integers(20, 100))
def test_layout_changes_no_text(text: str, width: int) -> None:
    tree = ast.fix_missing_locations(ast.Module([
        ast.Assign([ast.Name("x", ast.Store())], ast.Constant(text)),
        ast.FunctionDef("f", ast.arguments([], [], None, [], [], None, []), [
            ast.Expr(ast.Constant(text)), ast.Return(ast.Constant(text))], [], **(
                {"type_params": []} if sys.version_info >= (3, 12) else {}))], []))
    again = ast.parse(formatted(ast.unparse(tree), width))
    assert ast.literal_eval(again.body[0].value) == text                    # type: ignore[attr-defined]
    documented, returned = again.body[1].body                               # type: ignore[attr-defined]
    assert documented.value.value.split() == text.split() and returned.value.value == text
