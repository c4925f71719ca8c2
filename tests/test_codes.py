"""Every error of s2sad has a code, every code is used, and docs/errors.md has a section for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from s2sad.errors import CODES, S2SADError

from .test_docs import ROOT

MODULES = sorted((ROOT / "s2sad").rglob("*.py"))
PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

# What is raised as Python or NumPy would raise it, at the program's own place, and what no user sees.
AS_PYTHON_DOES = {
    "s2sad/__init__.py": {"AttributeError"},            # of a module
    "s2sad/ir/primitives.py": {"ValueError", "NotImplementedError"},   # unpacking; what only the compiler reads
    "s2sad/ir/interpreter.py": {"UnboundLocalError"},   # as the function would
    "s2sad/transforms/lifting.py": {"TypeError"},       # a marker that nobody calls
    "s2sad/ir/core.py": {"TypeError"},                  # no such operation: a branch that nothing reaches
    "s2sad/errors.py": {"ValueError"},                  # no errors to combine
    "s2sad/rules/scipy/interpolate.py": {"ValueError"},  # as SciPy, beyond the data
    "s2sad/rules/scipy/splines.py": {"ValueError"},     # the same
    "s2sad/rules/static.py": {"NotImplementedError"},   # a question that the compiler answers
    "s2sad/runtime/factors.py": {"ValueError"},         # as the function whose factors are kept
    "s2sad/standalone.py": {"IsADirectoryError", "FileNotFoundError"},
}


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The codes that a module's raise sites, and classes, name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
            yield node.value.value
        elif isinstance(node, ast.ClassDef):
            for s in node.body:
                if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "code":
                    yield ast.literal_eval(s.value)


def builtins_raised(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The builtin errors that a module raises, with lines; abstract methods apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
            name = node.exc.func.id
            cls = getattr(__builtins__, name, None) if not isinstance(__builtins__, dict) else __builtins__.get(name)
            if isinstance(cls, type) and issubclass(cls, Exception):
                yield name, node.lineno


def test_the_codes_that_are_raised_are_those_of_the_table() -> None:
    used = {code for path in MODULES for code in codes_in(ast.parse(path.read_text(encoding="utf-8")))}
    assert used == set(CODES)


def subclasses(cls: type) -> Iterator[type]:
    for c in cls.__subclasses__():
        yield c
        yield from subclasses(c)


def test_every_class_has_a_code() -> None:
    for cls in [S2SADError, *subclasses(S2SADError)]:
        assert cls.code in CODES, cls          # type: ignore[attr-defined]
        assert str(cls("no")).startswith(f"no [{cls.code}]")        # type: ignore[attr-defined]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_errors_of_ours_are_not_builtin_ones(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    allowed = AS_PYTHON_DOES.get(name, set())
    wrong = [(e, line) for e, line in builtins_raised(ast.parse(path.read_text(encoding="utf-8"))) if e not in allowed]
    assert not wrong, f"{name} raises {wrong}: raise an error of s2sad.errors, with a code"


def test_the_page_has_a_section_for_each_code_in_order() -> None:
    assert re.findall(r"^### (S2SAD\d+): (.+)$", PAGE, re.MULTILINE) == list(CODES.items())


@pytest.mark.parametrize("code", CODES)
def test_a_section_shows_the_error(code: str) -> None:
    """The blocks are run by test_docs.py."""
    section = PAGE[PAGE.index(f"### {code}:"):].split("\n## ")[0].split("\n### ")[0]
    shown = re.findall(r"<!-- error: .+? -->\n```text\n(.*?)```", section, re.DOTALL)
    if code == "S2SAD901":
        assert not shown        # a mistake that we know how to provoke would be corrected
    else:
        assert any(f"[{code}]" in message for message in shown)


def test_a_code_that_nobody_knows_is_seen() -> None:
    text = 'class E(S2SADError):\n    code = "S2SAD1"\n\nraise refuse("x", code="S2SAD2")\nraise ValueError("no")\n'
    assert sorted(codes_in(ast.parse(text))) == ["S2SAD1", "S2SAD2"]
    assert list(builtins_raised(ast.parse(text))) == [("ValueError", 5)]
