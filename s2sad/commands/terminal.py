"""What terminals show: tables, colours and progress, by rich where it is installed and somebody looks; else plain."""
from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO, TypeVar

from ..display import has_colours
from ..errors import S2SADError

T = TypeVar("T")
RED, GREEN, BOLD, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"


def library(name: str) -> Any:
    """An optional library; None where it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], out: TextIO | None = None) -> None:
    """Print a table; cells that say "ok" are green, those that start with "wrong", "missing" or "failed" red."""
    out = sys.stdout if out is None else out
    rich = library("rich.table") if has_colours(out) else None
    if rich is not None:
        shown = rich.Table(*titles)
        for row in rows:
            shown.add_row(*[library("rich.text").Text(cell, style=_style(cell)) for cell in row])
        library("rich.console").Console(file=out).print(shown)
        return
    widths = [max(map(len, column)) for column in zip(titles, *rows)]
    for row in (titles, *rows):
        cells = [_coloured(cell.ljust(n), cell, out) for cell, n in zip(row, widths)]
        print("  ".join(cells).rstrip(), file=out)


def _style(cell: str) -> str:
    if cell == "ok":
        return "green"
    return "red" if cell.startswith(("wrong", "failed")) else ""


def _coloured(text: str, cell: str, out: TextIO) -> str:
    style = _style(cell) if has_colours(out) else ""
    return {"green": f"{GREEN}{text}{PLAIN}", "red": f"{RED}{text}{PLAIN}"}.get(style, text)


def progress(items: Sequence[T], label: str) -> Iterable[T]:
    """The items, with a bar that shows how far they have come: by rich, or by tqdm."""
    if len(items) < 2 or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return items
    rich = library("rich.progress")
    if rich is not None:
        console = library("rich.console").Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")))
        tracked: Iterable[T] = rich.track(items, label, console=console, transient=True)
        return tracked
    tqdm = library("tqdm")
    return _drawn(tqdm.tqdm(items, desc=label, leave=False, file=sys.stderr)) if tqdm is not None else items


def _drawn(bar: Any) -> Iterator[Any]:
    yield from bar


def print_error(error: BaseException) -> None:
    """An error with its name, as a traceback's last lines show it, without the traceback."""
    name = f"s2sad.{type(error).__name__}" if isinstance(error, S2SADError) else type(error).__name__
    first, *rest = f"{name}: {error}".split("\n")
    if has_colours(sys.stderr):
        first = f"{RED}{BOLD}{name}{PLAIN}{BOLD}{first[len(name):]}{PLAIN}"
        rest = [_with_carets(line) for line in rest]
    print("\n".join([first, *rest]), file=sys.stderr)


def _with_carets(line: str) -> str:
    before, caret, _ = line.partition("^")
    if not caret or "|" not in before or before.split("|", 1)[1].strip():
        return line
    carets = len(line[len(before):]) - len(line[len(before):].lstrip("^"))
    return f"{before}{RED}{'^' * carets}{PLAIN}{line[len(before) + carets:]}"
