"""Shows generated source: in colour in terminals and notebooks where Pygments is installed, plain elsewhere."""
from __future__ import annotations

import os
import sys
from typing import Any, TextIO

from .api import Derivative
from .errors import ArgumentError


def show(derivative: Derivative[Any], /, *args: Any, file: TextIO | None = None, **kwargs: Any) -> None:
    """Print the generated source of a derivative, for arguments of the kinds of these.

    Without arguments: the source for arguments of which only the annotations are known.
    """
    if not isinstance(derivative, Derivative):
        raise ArgumentError(f"show takes a derivative, not {derivative!r}", note="show(s2sad.grad(f), x)")
    text = derivative.source_for(*args, **kwargs) if args or kwargs else derivative.source
    out = sys.stdout if file is None else file
    print(highlighted(text) if has_colours(out) else text, end="", file=out)


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
