"""Finding the syntax tree of a live function: the right one, or an error."""

import ast
import functools
import importlib.util
import linecache
import subprocess
import sys
import textwrap
import types
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from s2sad.errors import ArgumentError, SourceError, UnsupportedError
from s2sad.frontend.locate import locate, unwrap

Load = Callable[[str], types.ModuleType]

# Each case is a program, and what is found for some of its functions.
FOUND: dict[str, tuple[str, dict[str, str]]] = {
    "two lambdas on a line": (
        "f = lambda x: x + 1; g = lambda x: x + 2\n",
        {"f": "lambda x: x + 1", "g": "lambda x: x + 2"},
    ),
    "lambdas that differ in the kind of a constant": (
        "fs = [lambda: 1, lambda: 1.0, lambda: True, lambda: 0.0, lambda: -0.0, lambda: (1, 0.)]\n",
        {
            "fs[0]": "lambda: 1",
            "fs[1]": "lambda: 1.0",
            "fs[2]": "lambda: True",
            "fs[3]": "lambda: 0.0",
            "fs[4]": "lambda: -0.0",
            "fs[5]": "lambda: (1, 0.)",
        },
    ),
    "lambdas that differ in a name": (
        "f, g = lambda x: x.real, lambda x: x.imag\n",
        {"f": "lambda x: x.real", "g": "lambda x: x.imag"},
    ),
    "a lambda over several lines": (
        "f = (lambda x:\n     x\n     + 1)\n",
        {"f": "lambda x:\n     x\n     + 1"},
    ),
    "a lambda in a decorator": (
        """
        kept = []
        def keep(function):
            kept.append(function)
            return lambda g: g
        @keep(lambda x: x * 2)
        def f(x):
            return x
        """,
        {"kept[0]": "lambda x: x * 2", "f": "def f(x):\n    return x"},
    ),
    "a lambda as a default": (
        "def f(x, g=lambda x: x * 2): return g(x)\n",
        {"f.__defaults__[0]": "lambda x: x * 2", "f": "def f(x, g=lambda x: x * 2): return g(x)"},
    ),
    "a lambda after a triple-quoted string": (
        'f = ("""a\nb""", lambda x: x)[1]\ng = lambda x: -x\n',
        {"f": "lambda x: x", "g": "lambda x: -x"},
    ),
    "a lambda in a lambda": (
        "f = lambda x: lambda y: x if y else -x\n",
        {"f": "lambda x: lambda y: x if y else -x", "f(1)": "lambda y: x if y else -x"},
    ),
    "a lambda in a dictionary in a call": (
        "d = dict({'a': lambda x: x, 'b': lambda x: (x, x)})\n",
        {"d['a']": "lambda x: x", "d['b']": "lambda x: (x, x)"},
    ),
    "a lambda in a comprehension": (
        "fs = [lambda x: x * i for i in range(2)]\n",
        {"fs[1]": "lambda x: x * i"},
    ),
    "a lambda in the header of a class, and one in its body": (
        "class A(dict, metaclass=(lambda *a: type(*a))): f = lambda self: self\n",
        {"A.f": "lambda self: self"},
    ),
    "a lambda that captures": (
        """
        def outer(a, b):
            return lambda x: a * x, lambda x: b * x
        """,
        {"outer(1, 2)[0]": "lambda x: a * x", "outer(1, 2)[1]": "lambda x: b * x"},
    ),
    "definitions under an if": (
        """
        if 1:
            def f(x): return x
        else:
            def f(x): return -x
        """,
        {"f": "def f(x): return x"},
    ),
    "a string at the left margin inside a definition": (
        '''
        def f(x):
            s = """
        def g(x):
            return x
        """
            return s, x
        def g(x):
            return -x
        ''',
        {"f": 'def f(x):\n    s = """\ndef g(x):\n    return x\n"""\n    return s, x', "g": "def g(x):\n    return -x"},
    ),
    "imports over several lines, after the definition, and in a try": (
        """
        from os import (
            path as p,
        )
        def f(
            x,
        ):
            return p.join(x), s.exit(x), t.time(x)
        import sys as s
        try:
            import time as t
        except ImportError:
            pass
        """,
        {"f": "def f(\n    x,\n):\n    return p.join(x), s.exit(x), t.time(x)"},
    ),
    "methods": (
        '''
        class A:
            """Doc."""
            class B:
                k = 1
                @staticmethod
                def f(x):
                    return x
            @property
            def p(self): return __class__
            def __private(self): return self.__q
            @classmethod
            def c(cls): return super().c()
        ''',
        {
            "A.B.f": "def f(x):\n            return x",
            "A.p.fget": "def p(self): return __class__",
            "A._A__private": "def __private(self): return self.__q",
            "A.c.__func__": "def c(cls): return super().c()",
        },
    ),
    "decorators, comments and a docstring": (
        '''
        import functools
        def same(f): return f
        # before
        @same
        # between
        @same
        def f(x):  # after
            """Doc."""
            return x
        ''',
        {"f": 'def f(x):  # after\n    """Doc."""\n    return x'},
    ),
    "a wrapper is itself": (
        """
        import functools
        def twice(h):
            @functools.wraps(h)
            def w(x):
                return 2.0 * h(x)
            return w
        @twice
        def f(x):
            return x * x
        """,
        {
            "f": "def w(x):\n        return 2.0 * h(x)",
            "f.__wrapped__": "def f(x):\n    return x * x",
        },
    ),
    "methods of imported modules compile in a way of their own": (
        """
        try:
            import numpy as np
        except ImportError:
            np = None
        import os.path as path
        def f(x): return np.sin(x), path.join(x), x.sum()
        """,
        {"f": "def f(x): return np.sin(x), path.join(x), x.sum()"},
    ),
    "a future import": (
        "from __future__ import annotations\ndef f(x: unknown) -> None:\n    y: unknown = x\n",
        {"f": "def f(x: unknown) -> None:\n    y: unknown = x"},
    ),
    "a line of two statements": (
        "f = lambda x: x; import os; g = lambda x: os.getcwd()\n",
        {"f": "lambda x: x", "g": "lambda x: os.getcwd()"},
    ),
    "wide characters, tabs and a form feed": (
        "\f\nif 1:\n\tdéjà = '日本'; f = lambda é: é\n",
        {"f": "lambda é: é"},
    ),
    "a deprecated escape in the file": ("s = '\\d'\nf = lambda: '\\d'\n", {"f": "lambda: '\\d'"}),
}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Imports a program from a file of its own."""

    def from_text(text: str) -> types.ModuleType:
        path = tmp_path / "model.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return run(path)

    return from_text


def run(path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore:.*invalid escape sequence")
@pytest.mark.parametrize("case", FOUND)
def test_found(load: Load, case: str) -> None:
    text, expected = FOUND[case]
    module = load(text)
    for expression, segment in expected.items():
        source = locate(eval(expression, vars(module)))
        assert source.segment(source.node) == segment
        assert source.verified


def test_lambdas_that_are_equal_are_told_apart_by_column(load: Load) -> None:
    module = load("f = lambda x: x + x; g = lambda x: x + x; h = lambda x: x if x else -x\n")
    columns = [locate(f).node.col_offset for f in (module.f, module.g, module.h)]
    assert columns == ([4, 4, 46] if sys.version_info < (3, 11) else [4, 25, 46])


def test_locations(load: Load) -> None:
    source = locate(load("x = 1\ndef f(é):\n    é = 1; return é\n").f)
    assert isinstance(source.node, ast.FunctionDef)
    value = source.node.body[1]
    location = source.location(value)
    assert (location.line, location.column, location.function) == (3, 12, "f")
    assert location.filename == source.filename
    assert location.text == "é = 1; return é"
    assert source.segment(value) == "return é"
    assert source.location(source.node.args).line == 2


EDITS = {
    "a line is added above": "\ndef f(x):\n    return x + 1\n",
    "another function took its place": "def g(x):\n    return x + 1\n",
    "its body is another": "def f(x):\n    return x - 1\n",
    "a constant is another": "def f(x):\n    return x + 1.0\n",
    "an argument has another name": "def f(y):\n    return y + 1\n",
    "it cannot be parsed": "def f(x):\n    return x +\n",
    "it is gone": "",
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_file_that_was_edited_after_import_is_refused(load: Load, edit: str) -> None:
    f = load("def f(x):\n    return x + 1\n").f
    Path(f.__code__.co_filename).write_text(EDITS[edit])
    with pytest.raises(SourceError, match="not what was imported|no source"):
        locate(f)


def test_lambdas_that_were_edited_are_refused(load: Load) -> None:
    module = load("f = lambda x: x; g = lambda x: -x\n")
    Path(module.f.__code__.co_filename).write_text("f = lambda x: -x; g = lambda x: -x\n")
    with pytest.raises(SourceError):
        locate(module.f)
    assert locate(module.g).verified


def test_the_message_shows_the_file_as_it_is(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    f = load("def f(x):\n    return x + 1\n").f
    (tmp_path / "model.py").write_text("def f(x):\n    return x + 2\n")
    with pytest.raises(SourceError) as caught:
        locate(f)
    assert str(caught.value) == (
        "the source of `f` is not what was imported [S2SAD102]\n"
        "  model.py:1:1 in f\n"
        "  |\n"
        "1 | def f(x):\n"
        "  | ^^^^^^^^^  this does not compile to the function\n"
        "  = the file was changed, or a tool rewrote it on import: reload it and try again"
    )


def test_a_reloaded_file_is_read_again(load: Load) -> None:
    assert locate(load("def f(x):\n    return x + 1\n").f).verified
    source = locate(load("def g(x): pass\n\ndef f(x):\n    return x + 10\n").f)
    assert source.segment(source.node) == "def f(x):\n    return x + 10"


def test_without_source() -> None:
    names: dict[str, Any] = {}
    exec("def f(x): return x", names)
    with pytest.raises(SourceError, match="made by exec.*define it in a file"):
        locate(names["f"])


def test_source_that_only_linecache_knows() -> None:
    text = "import math\ndef f(x):\n    return math.sin(x)\n"
    name = "<cell 1>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    names: dict[str, Any] = {}
    for statement in ast.parse(text).body:  # as IPython does
        exec(compile(ast.Module([statement], []), name, "exec"), names)
    assert locate(names["f"]).verified


def test_source_in_a_zip_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as archive:
        archive.writestr("zipped_model.py", "def f(x):\n    return x\n")
    monkeypatch.syspath_prepend(tmp_path / "lib.zip")
    assert locate(importlib.import_module("zipped_model").f).verified


@pytest.mark.parametrize("flags", [["-O"], ["-OO"], ["-X", "no_debug_ranges"], ["-W", "error"]])
def test_under_other_options_of_python(tmp_path: Path, flags: list[str]) -> None:
    program = """
        from s2sad.frontend.locate import locate
        def f(x):
            "Doc."
            assert x
            return x
        g, h = lambda x: x, lambda x: -x
        for function in f, g, h:
            source = locate(function)
            print(source.verified, source.segment(source.node).splitlines()[0])
    """
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(program))
    root = Path(__file__).parents[1]
    command = [sys.executable, *flags, "-c", f"import sys; sys.path.insert(0, {str(root)!r}); "]
    command[-1] += f"import runpy; runpy.run_path({str(path)!r})"
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "True def f(x):\nTrue lambda x: x\nTrue lambda x: -x\n"


def test_pytest_rewrites_assert() -> None:
    def f(x: float) -> float:
        assert x > 0
        return x

    assert isinstance(locate(unwrap(f)[0]).node, ast.FunctionDef)


def test_threads_find_the_same(load: Load) -> None:
    f = load("f = lambda x: x; g = lambda x: -x\n").f
    with ThreadPoolExecutor(8) as pool:
        nodes = {source.node for source in pool.map(locate, [f] * 64)}
    assert len(nodes) == 1


def generator(x: float) -> Any:
    yield x


async def coroutine(x: float) -> float:
    return x


def test_coroutines_are_refused_and_generators_found() -> None:
    with pytest.raises(UnsupportedError, match="is asynchronous"):
        locate(coroutine)  # type: ignore[arg-type]
    assert locate(generator).node.name == "generator"  # type: ignore[union-attr,arg-type]


@pytest.mark.parametrize(
    "obj", [np.sin, len, float, 3, "f", np.array(1.0).sum, functools.lru_cache(abs)]
)
def test_what_is_not_python_is_refused(obj: object) -> None:
    with pytest.raises(ArgumentError) as caught:
        unwrap(obj)
    assert caught.value.note


class Model:
    def __call__(self, x: float) -> float:
        return x

    def method(self, a: float, x: float) -> float:
        return a * x

    @classmethod
    def of_class(cls, x: float) -> float:
        return x

    @staticmethod
    def plain(x: float) -> float:
        return x


def test_unwrap() -> None:
    model = Model()
    assert unwrap(Model.method) == (Model.method, (), {})
    assert unwrap(model) == (Model.__call__, (model,), {})
    assert unwrap(model.method) == (Model.method, (model,), {})
    assert unwrap(Model.of_class) == (vars(Model)["of_class"].__func__, (Model,), {})
    assert unwrap(vars(Model)["plain"]) == (Model.plain, (), {})
    bound = functools.partial(functools.partial(model.method, 2.0, x=1.0), x=3.0)
    assert unwrap(bound) == (Model.method, (model, 2.0), {"x": 3.0})


def test_unwrap_does_not_look_inside_wrappers() -> None:
    @functools.wraps(Model.plain)
    def wrapper(x: float) -> float:
        return 2 * Model.plain(x)

    function: object = unwrap(wrapper)[0]
    assert function is wrapper
