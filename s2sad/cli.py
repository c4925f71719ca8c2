"""``python -m s2sad``: show the derivative of a function, or export it as a module of its own.

    python -m s2sad show package.module:function --wrt x
    python -m s2sad export package.module:function -o gradient.py

Exit codes: 0 done, 1 the function cannot be differentiated or exported, 2 wrong usage.
"""
from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

from .api import Derivative
from .errors import S2SADError

MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")


class UsageError(Exception):
    """What the command line names does not exist."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except UsageError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    except (S2SADError, OSError) as error:
        name = f"s2sad.{type(error).__name__}" if isinstance(error, S2SADError) else type(error).__name__
        print(f"{name}: {error}", file=sys.stderr)
        return 1


def make_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m s2sad", description="Derivatives of Python functions, as source.")
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(required=True, metavar="show | export")
    target = argparse.ArgumentParser(add_help=False)
    target.add_argument("target", metavar="package.module:function", help="a function, or a derivative")
    target.add_argument("--wrt", metavar="ARGUMENTS",
                        help="names or indices of arguments: x, or x,y; by default the first")
    target.add_argument("--mode", choices=MODES, help="by default grad")
    show = commands.add_parser("show", parents=[target], help="print a derivative's source")
    show.set_defaults(run=run_show)
    export = commands.add_parser("export", parents=[target], help="write a module that needs NumPy alone")
    export.add_argument("-o", "--output", required=True, metavar="FILE", help="the module to write; it is replaced")
    export.set_defaults(run=run_export)
    return parser


def _version() -> str:
    from . import __version__
    return f"s2sad {__version__}"


def run_show(options: argparse.Namespace) -> int:
    """Print the source of a derivative."""
    from .display import show
    derivative = derivative_of(options)
    try:
        show(derivative)
        sys.stdout.flush()
    except BrokenPipeError:         # as in `… show … | head`
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # what is left in the buffer has nowhere to go
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write a derivative to a file."""
    from .standalone import export
    export(derivative_of(options), options.output)
    return 0


def derivative_of(options: argparse.Namespace) -> Derivative[Any]:
    """The derivative that the command line asks for."""
    function = found(options.target)
    if isinstance(function, Derivative):
        if options.wrt is not None or options.mode is not None:
            raise UsageError(f"{options.target} is a derivative already: --wrt and --mode are for functions")
        return function
    if not callable(function):
        raise UsageError(f"{options.target} is not a function")
    wrt = parsed_wrt(options.wrt)
    if options.mode == "hvp":
        return Derivative(Derivative(function, "grad", wrt), "hvp", wrt)
    return Derivative(function, options.mode or "grad", wrt)


def parsed_wrt(text: str | None) -> Any:
    """``x`` is a name, ``0`` an index, ``x,y`` a tuple, ``x,`` a tuple of one."""
    if text is None:
        return 0
    items = [item.strip() for item in text.split(",")]
    if items[-1] == "" and len(items) > 1:
        items.pop()
    elif len(items) == 1:
        return _index_or_name(items[0])
    return tuple(map(_index_or_name, items))


def _index_or_name(text: str) -> int | str:
    digits = text[1:] if text[:1] == "-" else text
    if digits.isascii() and digits.isdigit():
        return int(text)
    if not text.isidentifier():
        raise UsageError(f"--wrt takes names or indices of arguments, not {text!r}")
    return text


def found(target: str) -> Any:
    """The object that ``package.module:name`` means; the working directory is searched too."""
    module_name, colon, path = target.partition(":")
    if not colon or not module_name or not path:
        raise UsageError(f"{target!r} does not name a function: write package.module:function")
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        value: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is not None and (module_name == error.name or module_name.startswith(f"{error.name}.")):
            raise UsageError(f"there is no module {error.name}") from None
        raise UsageError(f"{module_name} cannot be imported: {error}") from None
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        file, line = last.filename, last.lineno
        if isinstance(error, SyntaxError):
            file, line = error.filename or file, error.lineno
        raise UsageError(f"{module_name} cannot be imported: {type(error).__name__}: {error} ({file}:{line})") from None
    for name in path.split("."):
        if not hasattr(value, name):
            raise UsageError(f"{module_name} has no {path}")
        value = getattr(value, name)
    return value
