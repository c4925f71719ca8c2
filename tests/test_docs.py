"""The documentation runs: every Python block of README.md and docs/*.md, and what they claim.

Blocks of one page share a namespace.  A page becomes a real module (s2sad reads source), on whose
lines the blocks stand where they stand in the page.  Around the blocks:

    ```python no-run                     is not executed
    expression  # → value                the value's repr, numbers to six digits
    <!-- source: grad(f).source_for(1.0) -->     the next block is that generated source
    <!-- error: grad(f)("a") -->                 the next block is the message of that error
    <!-- text: printed -->                       the next block is that text
    <!-- needs: numba -->                        the page is run where that module is installed

``pytest tests/test_docs.py --regenerate`` writes today's sources and messages into the pages: review them.
"""

import importlib.util
import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import s2sad

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```[ ]*$", re.MULTILINE | re.DOTALL)
CLAIM = re.compile(r"<!-- (source|error|text): (.+?) -->\s*$")
VALUE = re.compile(r"^(?P<expression>\S.*?)  # → (?P<value>.*)$", re.MULTILINE)
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
NEEDS = re.compile(r"^<!-- needs: (\w+) -->$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")


@dataclass
class Block:
    """A fenced block: its language, its text, its first line, and what is claimed of it."""

    language: str
    text: str
    line: int
    claim: tuple[str, str] | None


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        claim = CLAIM.search(text[: match.start()])
        found.append(
            Block(
                match[2].strip(),
                textwrap.dedent(match[3]),
                text.count("\n", 0, match.start(3)) + 1,
                (claim[1], claim[2]) if claim else None,
            )
        )
    return found


def module_text(page: Path) -> str:
    """The page's Python, each block on its own lines; values claimed in comments are checked."""
    lines: list[str] = []
    for block in blocks(page):
        if block.language == "python" and block.claim is None:
            code = VALUE.sub(lambda m: f"_claimed({m['expression']}, {m['value']!r})", block.text)
            lines += [""] * (block.line - 1 - len(lines)) + code.splitlines()
    return "\n".join(lines) + "\n"


def same(found: str, text: str) -> bool:
    """Whether two texts are equal, but for white space and the last digits of numbers."""
    skeletons = [re.sub(r"\s+", "", NUMBER.sub("#", t)) for t in (found, text)]
    numbers = [[float(n) for n in NUMBER.findall(t)] for t in (found, text)]
    return skeletons[0] == skeletons[1] and numbers[0] == pytest.approx(numbers[1], rel=1e-5)


def claimed(value: Any, text: str) -> None:
    """Compare a value's repr with what the page says it is."""
    assert same(repr(value), text), f"the page says {text}, and it is {value!r}"


def without_places(message: str) -> str:
    """An error's message without the file's name, the line's number, and the margin they need."""
    message = re.sub(r"\S+\.py:\d+:", "FILE:LINE:", message)
    return re.sub(r"^ *\d* *(?=[|=])", "", message, flags=re.MULTILINE).strip()


def message_of(expression: str, scope: dict[str, Any]) -> str:
    """What a user reads whose program asks for a derivative that is refused."""
    with pytest.raises(s2sad.S2SADError) as caught:
        eval(expression, scope)
    return f"s2sad.{type(caught.value).__name__}: {caught.value}"


def rewritten(page: Path, scope: dict[str, Any]) -> str:
    """A page with today's sources and messages where it shows others."""
    text = page.read_text(encoding="utf-8")
    for block in blocks(page):
        if block.claim is None:
            continue
        kind, expression = block.claim
        if kind in ("source", "text"):
            shown = eval(expression, scope)
            if shown.strip() == block.text.strip():
                continue
        else:
            shown = message_of(expression, scope)
            if same(without_places(shown), without_places(block.text)):
                continue
            shown = re.sub(r"^( *)(\S+\.py):\d+:", r"\1\2:12:", shown, flags=re.MULTILINE)
            shown = re.sub(r"^\d+ \|", "12 |", re.sub(r"^ +(?=[|=])", "   ", shown, flags=re.MULTILINE),
                           flags=re.MULTILINE)
        claim = f"<!-- {kind}: {expression} -->\n"
        at = text.index(claim) + len(claim)
        start = text.index("\n", at) + 1
        text = text[:start] + shown.strip() + text[text.index("\n```", start - 1) :]
    return text


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a page as a module, in a directory of its own."""
    monkeypatch.chdir(tmp_path)

    def load(page: Path) -> ModuleType:
        path = tmp_path / "model.py"
        path.write_text(module_text(page), encoding="utf-8")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        module.__dict__["_claimed"] = claimed
        monkeypatch.setitem(sys.modules, path.stem, module)
        monkeypatch.syspath_prepend(str(tmp_path))
        spec.loader.exec_module(module)
        return module

    return load


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page(page: Path, imported: Any, regenerate: bool) -> None:
    """The page's code runs, and the sources and errors that it shows are today's."""
    for needed in NEEDS.findall(page.read_text(encoding="utf-8")):
        pytest.importorskip(needed)
    module = imported(page)
    if regenerate:
        page.write_text(rewritten(page, module.__dict__), encoding="utf-8")
    for block in blocks(page):
        if block.claim is None:
            continue
        kind, expression = block.claim
        where = f"{page.name}:{block.line}"
        if kind != "error":
            found = eval(expression, module.__dict__)
            assert found.strip() == block.text.strip(), f"{where}: the {kind} is now\n{found}"
        else:
            shown = message_of(expression, module.__dict__)
            assert same(without_places(shown), without_places(block.text)), (
                f"{where}: it is now\n{shown}"
            )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    """What a page links to exists; the site makes what is under `made`."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert target.startswith("made/") or (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_api_page_has_every_public_name() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\.\. auto\w+:: (\w+)", page, re.MULTILINE)) == sorted(s2sad.__all__)


def test_the_design_has_every_file() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## The files\n")[2]
    listed = re.findall(r"^(\S+) +\w", text.split("```")[1], re.MULTILINE)
    patterns = [name.replace("…", "**/*.py") for name in listed]
    package = ROOT / "s2sad"
    found = {path for pattern in patterns for path in package.glob(pattern)}
    missing = {p for p in package.rglob("*.py") if p.stem not in ("__init__", "__main__")} - found
    assert not missing, "docs/architecture.md gives each file a line"
    assert all(any(package.glob(pattern)) for pattern in patterns)


def test_a_wrong_claim_is_caught() -> None:
    """The checks of this file can fail."""
    claimed({"a": 1.5}, "{'a': 1.500001}")
    for wrong in ("{'a': 1.6}", "{'b': 1.5}", "1.5"):
        with pytest.raises(AssertionError, match="the page says"):
            claimed({"a": 1.5}, wrong)
    text = "s2sad.UnsupportedError: no\n  a.py:12:9 in f\n   |\n12 |     x\n   |     ^\n   = do"
    other = "s2sad.UnsupportedError: no\n  b.py:3:9 in f\n  |\n3 |     x\n  |     ^\n  = do"
    assert same(without_places(text), without_places(other))
    assert not same(without_places(text), without_places(other.replace(":9", ":8")))


def test_the_commands_of_the_readme() -> None:
    """Two commands of one line, each of which makes an environment of its own."""
    commands = [b.text.strip() for b in blocks(ROOT / "README.md") if b.language == "sh"]
    assert [c.count("\n") for c in commands[:2]] == [0, 0]
    assert all(c.startswith("python -m venv .venv && ") for c in commands[:2])
    assert commands[0].endswith("examples/digits.py") and commands[1].endswith("-m pytest")
