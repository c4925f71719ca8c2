"""``python -m s2sad export``: modules of derivatives, for targets or for what pyproject.toml lists."""
from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import StaleError, UsageError
from .targets import derivative_of, examples
from .terminal import print_error, progress


@dataclass(frozen=True)
class Entry:
    """A function of a module to write, as it is asked for."""

    target: str
    wrt: str | None = None
    mode: str | None = None
    like: str | None = None
    name: str | None = None
    backend: str | None = None


@dataclass(frozen=True)
class Output:
    """A module to write."""

    path: str
    entries: tuple[Entry, ...]
    xp: str = "numpy"


def run(options: argparse.Namespace) -> int:
    """Write modules, or check that they are what would be written."""
    from ..standalone import compare, text_of, write_atomically
    outputs = asked(options)
    several = len(outputs) > 1
    stale = 0
    for output in outputs:
        text = text_of(items(output), output.xp)
        try:
            if options.check:
                compare(output.path, text)
            elif output.path == "-":
                sys.stdout.write(text)
            else:
                write_atomically(output.path, text)
        except StaleError as error:
            print_error(error)
            stale += 1
        if several and not options.check:
            print(f"{output.path}: {len(output.entries)} derivative{'s' if len(output.entries) > 1 else ''}",
                  file=sys.stderr)
    return 1 if stale else 0


def items(output: Output) -> Iterator[Any]:
    """The derivatives of a module, with progress."""
    from ..standalone import Item
    for entry in progress(output.entries, os.path.basename(output.path)):
        like = None if entry.like is None else examples(entry.like)
        yield Item(derivative_of(entry.target, entry.wrt, entry.mode, entry.backend), entry.name, like)


def asked(options: argparse.Namespace) -> list[Output]:
    """What the command line asks for, or else the project's table."""
    if options.targets:
        if options.output is None:
            raise UsageError("say where to: -o FILE, or -o - for the terminal")
        if options.output == "-" and options.check:
            raise UsageError("--check compares with a file: -o FILE")
        entries = tuple(Entry(t, options.wrt, options.mode, options.like, backend=options.backend)
                        for t in dict.fromkeys(options.targets))
        return [Output(options.output, entries, options.xp or "numpy")]
    if options.output is not None or options.like or options.wrt or options.mode or options.xp or options.backend:
        raise UsageError("name the functions to export; without any, pyproject.toml says everything")
    from .project import outputs_of
    return outputs_of(options.project)
