"""The site: these pages, the docstrings, and the examples with what they print and draw.

    sphinx-build -W docs docs/_build

The code on the pages is run by tests/test_docs.py, not here.  What this file makes before Sphinx reads
is in docs/made: the README as a page, and a page for each example, which is run for that.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MADE = ROOT / "docs" / "made"
sys.path.insert(0, str(ROOT))

from s2sad import __version__  # noqa: E402

project = "s2sad"
author = "s2sad developers"
copyright = "the s2sad developers"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "none"
html_theme = "furo"
html_title = f"s2sad {version}"
html_show_copyright = False
html_copy_source = False

TOPICS = {
    "With SciPy": ["chain", "oscillation", "permeability", "brusselator"],
    "Science": ["epidemic", "heat_source", "gaussian_process", "greeks", "map", "digits"],
    "Questions": [
        "forward_and_reverse", "jacobians", "alternatives", "expression_swell", "solve_gradient", "low_rank",
        "hutchinson",
    ],
}  # fmt: skip


def title_and_text(path: Path) -> tuple[str, str]:
    """The docstring of an example: its first sentence, and all of it."""
    text = path.read_text(encoding="utf-8").split('"""')[1]
    return text.split("\n", 1)[0].rstrip("."), text


def run(name: str) -> str:
    """What an example prints; its plot goes where it is run."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / f"{name}.py")],
        cwd=MADE, env={**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"examples/{name}.py failed:\n{done.stderr}")
    return done.stdout


def example_page(name: str) -> str:
    """An example's plot, what it prints, and its source."""
    path = ROOT / "examples" / f"{name}.py"
    title, text = title_and_text(path)
    printed = run(name)
    plot = f"![{title}]({name}.png)\n\n" if (MADE / f"{name}.png").exists() else ""
    about = text.split("\n", 1)[1].strip()
    source = path.read_text(encoding="utf-8").split('"""', 2)[2].strip()
    return (
        f"# {title}\n\n{about}\n\n{plot}```{{code-block}} text\n:caption: It prints\n\n{printed}```\n\n"
        f"```{{code-block}} python\n:caption: examples/{name}.py\n\n{source}\n```\n"
    )


def gallery_page() -> str:
    """The examples by topic."""
    parts = ["# Examples\n", "Programs that run as they are: `python examples/NAME.py`.\n"]
    for topic, names in TOPICS.items():
        parts.append(f"## {topic}\n")
        parts += [f"- [{title_and_text(ROOT / 'examples' / f'{n}.py')[0]}]({n}.md)" for n in names]
        parts.append("")
    listed = "\n".join(
        f"{name.replace('_', ' ').capitalize()} <{name}>" for names in TOPICS.values() for name in names
    )
    return "\n".join([*parts, f"```{{toctree}}\n:hidden:\n\n{listed}\n```\n"])


def site_links(text: str) -> str:
    """Links between files of the repository as links between pages; diagrams, which GitHub draws, as text."""
    text = text.replace("```mermaid\n", "```text\n")
    text = re.sub(r"\]\((?:\.\./)?examples/(\w+)\.py\)", r"](/made/\1.md)", text)
    text = re.sub(r"\]\((?:\.\./)?examples\)", "](/made/examples.md)", text)
    text = re.sub(r"\]\(\.\./README\.md(#[\w-]*)?\)", r"](/made/readme.md\1)", text)
    return re.sub(r"\]\(docs/([\w-]+)\.md", r"](/\1.md", text)


def with_all_pages(text: str) -> str:
    """The first page, with those pages in its contents that it does not name."""
    contents = "\n".join(re.findall(r"```{toctree}\n(.*?)```", text, re.DOTALL)).split()
    rest = sorted({path.stem for path in (ROOT / "docs").glob("*.md")} - {"index", *contents})
    return text.replace("\napi\n", "\n".join(["", *rest, "api", ""]))


def source_read(app: Any, name: str, source: list[str]) -> None:
    """Sphinx's hook for each page: `source` has its text."""
    if name == "index":
        app.env.note_reread()  # there may be other pages the next time
        source[0] = with_all_pages(source[0])
    source[0] = site_links(source[0])


def write(name: str, text: str) -> None:
    """Write a page, unless it is there as it is."""
    path = MADE / name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def make_pages(app: Any) -> None:
    """What Sphinx is to read besides the pages in the repository."""
    MADE.mkdir(exist_ok=True)
    write("readme.md", (ROOT / "README.md").read_text(encoding="utf-8"))
    write("examples.md", gallery_page())
    examples = {path.stem for path in (ROOT / "examples").glob("*.py")}
    listed = {name for names in TOPICS.values() for name in names}
    if examples != listed:
        raise RuntimeError(f"TOPICS in docs/conf.py and examples/ differ: {sorted(examples ^ listed)}")
    for name in sorted(examples):
        write(f"{name}.md", example_page(name))


def setup(app: Any) -> None:
    """Sphinx's hook."""
    app.connect("builder-inited", make_pages)
    app.connect("source-read", source_read)
