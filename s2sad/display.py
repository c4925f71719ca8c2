"""Shows generated source, and what leads to it: in colour in terminals and notebooks where Pygments is installed."""
from __future__ import annotations

import html
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from .api import Derivative
from .errors import ArgumentError, S2SADError


def show(derivative: Any, /, *args: Any, stage: str | None = None, file: TextIO | None = None,
         **kwargs: Any) -> None:
    """Print the generated source of a derivative, or of a function's gradient, for arguments of the kinds of these.

    Without arguments: the source for arguments of which only the annotations are known.

    ``stage`` names something on the way there: ``"source"``, the user's function; ``"template"``, the function as
    it was read, in SSA; a pass, for the program after it (``"specialise"``, ``"adjoint"``, ``"simplify"``, …), as
    ``S2SAD_DEBUG`` prints it; ``"python"``, the generated source; ``"all"`` of them.  ``ArgumentError`` for
    another name lists those that there are.
    """
    if not isinstance(derivative, Derivative):
        derivative = Derivative(derivative, "grad", 0)
    shown = derivative._sweep_shown
    if stage is None or stage == "python":
        text, is_python = shown._program(args, kwargs).text, True
    elif stage == "source":
        text, is_python = source_of(shown._target), True
    else:
        text, is_python = "".join(t for _, t in chosen(stages(shown, args, kwargs), stage)), False
    out = sys.stdout if file is None else file
    print(highlighted(text) if is_python and has_colours(out) else text, end="", file=out)


def stages(derivative: Derivative[Any], args: Sequence[Any], kwargs: dict[str, Any]) -> list[tuple[str, str]]:
    """The names and texts of all stages, in order; a pass that is run twice is there twice."""
    from . import pipeline
    kinds = derivative._kinds(derivative._arguments(args, kwargs)) if args or kwargs else derivative._annotated()
    target = derivative._target
    found = [("source", heading("source", source_of(target)))]
    if not isinstance(target, Derivative) and hasattr(target, "__code__"):
        from .ir.printer import text
        from .transforms.templates import template_of
        found.append(("template", heading("template", text(template_of(target).function) + "\n")))
    found += pipeline.stages(target, derivative._bound, kinds, derivative._request)
    return [*found, ("python", heading("python", derivative._program(args, kwargs).text))]


def chosen(found: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """The stages of a name."""
    some = [s for s in found if name in (s[0], "all")]
    if not some:
        names = ", ".join(dict.fromkeys(n for n, _ in found))
        raise ArgumentError(f"there is no stage {name!r}", note=f"the stages here are {names}, and all",
                            code="S2SAD508")
    return some


def heading(name: str, text: str) -> str:
    """A stage's text under its name."""
    return f"--- {name}\n{text}"


def source_of(target: Any) -> str:
    """What the user wrote; of a derivative, its generated source."""
    if isinstance(target, Derivative):
        return target.source
    if not hasattr(target, "__code__"):
        return f"{target!r}\n"
    from .frontend.locate import locate
    source = locate(target)
    first = min([source.node.lineno, *(d.lineno for d in getattr(source.node, "decorator_list", []))])
    lines = "".join(line.rstrip("\n") + "\n" for line in source.lines[first - 1:source.node.end_lineno])
    import textwrap
    return textwrap.dedent(lines)


# -- colours -----------------------------------------------------------------------------


def has_colours(out: TextIO) -> bool:
    """Whether escape sequences are shown as colours there."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return out.isatty() or out is sys.stdout and "ipykernel" in sys.modules


def highlighted(text: str) -> str:
    """Python source with colours for a terminal; as it is where Pygments is missing."""
    try:
        from pygments import highlight  # type: ignore[import-untyped]
        from pygments.formatters import TerminalFormatter  # type: ignore[import-untyped]
        from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
    except ImportError:
        return text
    coloured: str = highlight(text, PythonLexer(), TerminalFormatter())
    return coloured


def source_html(text: str) -> str:
    """Python source as HTML, with colours where Pygments is installed."""
    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return f"<pre>{html.escape(text)}</pre>"
    coloured: str = highlight(text, PythonLexer(), HtmlFormatter(noclasses=True, nobackground=True))
    return coloured


def derivative_html(derivative: Derivative[Any]) -> str:
    """What a notebook shows of a derivative: its source for the arguments that were met last."""
    title = f"<p><code>{html.escape(repr(derivative))}</code></p>"
    shown = derivative._sweep_shown
    made = [found for kept in shown._cache.values() for found in kept]
    try:
        return title + source_html(made[-1].program.text if made else shown.source)
    except S2SADError:          # it is compiled when it is called, and the error is raised there
        return title
