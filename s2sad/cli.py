"""``python -m s2sad``: derivatives of functions as source, from a shell.

    python -m s2sad show package.module:function --wrt x
    python -m s2sad export package.module:function -o gradient.py

Exit codes: 0 done; 1 the answer is no (a function that cannot be differentiated or exported, a wrong derivative,
a stale file); 2 wrong usage, a module that cannot be imported, or a file that cannot be written.
"""
from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from .commands.targets import MODES
from .commands.terminal import print_error
from .errors import S2SADError, UsageError

ASKED_WRONGLY = {"S2SAD502", "S2SAD506", "S2SAD508"}        # --wrt, --like, --stage
EXIT_CODES = """\
exit codes:
  0  done
  1  the answer is no: a function that cannot be differentiated or exported, a wrong derivative, a stale file
  2  wrong usage, a module that cannot be imported, or a file that cannot be written
"""
EXAMPLES = {
    "": """\
examples:
  python -m s2sad show model:loss --wrt w,b
  python -m s2sad check model:loss --like "np.ones(3), 2.0"
  python -m s2sad export model:loss -o loss_grad.py
  python -m s2sad export --check            # in CI: is what pyproject.toml lists up to date?
""",
    "show": """\
examples:
  python -m s2sad show model:loss
  python -m s2sad show model:loss --wrt w,b --mode value_and_grad
  python -m s2sad show model:loss --like "np.ones((4, 3)), 1.0"
""",
    "export": """\
examples:
  python -m s2sad export model:loss -o loss_grad.py
  python -m s2sad export model:f model:g --mode value_and_grad --like model:examples -o derivatives.py
  python -m s2sad export model:loss -o loss_grad.py --check
  python -m s2sad export                    # what [tool.s2sad] in pyproject.toml lists
""",
    "check": """\
examples:
  python -m s2sad check model:loss                          # at random arguments, by annotations
  python -m s2sad check model:loss --like "np.ones(3), 2.0" --wrt w --order 1
""",
    "graph": """\
examples:
  python -m s2sad graph model:loss --like "2.0, 3.0" -o loss.svg
  python -m s2sad graph model:loss --like "2.0, 3.0" --format mermaid
""",
    "doctor": "",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        return int(import_module(f".commands.{options.command}", __package__).run(options))
    except (S2SADError, OSError) as error:
        print_error(error)
        return 2 if isinstance(error, (UsageError, OSError)) or error.code in ASKED_WRONGLY else 1
    except KeyboardInterrupt:
        return 130


def make_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m s2sad", description="Derivatives of Python functions, as source.",
        epilog=f"{EXAMPLES['']}\n{EXIT_CODES}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(required=True, dest="command", metavar="show | export | check | graph | doctor")

    def command(name: str, help: str) -> Any:
        return commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.",
                                   epilog=f"{EXAMPLES[name]}\n{EXIT_CODES}".lstrip(),
                                   formatter_class=argparse.RawDescriptionHelpFormatter)

    show = command("show", "print a derivative's source")
    add_target(show)
    add_derivative(show)
    add_like(show, "the kinds of the arguments")
    show.add_argument("--stage", help="something on the way to the source: source, template, a pass, python, all")

    export = command("export", "write derivatives as a module that needs NumPy alone")
    export.add_argument("targets", nargs="*", metavar="package.module:function",
                        help="functions, or derivatives; without any, what [tool.s2sad] in pyproject.toml lists")
    export.add_argument("-o", "--output", metavar="FILE", help="the module to write; it is replaced. - is the terminal")
    add_derivative(export)
    add_like(export, "the kinds of the arguments, instead of annotations")
    export.add_argument("--xp", metavar="MODULE", help="an array module to import instead of NumPy, such as cupy")
    export.add_argument("--check", action="store_true", help="write nothing; 1 if a file is not what would be written")
    export.add_argument("--project", metavar="PATH", help="the pyproject.toml to read, or its directory")

    check = command("check", "compare derivatives with finite differences")
    check.add_argument("targets", nargs="+", metavar="package.module:function", help="functions")
    add_wrt(check, "by default all that are floats")
    add_like(check, "the arguments; without it they are random, of the kinds that annotations say")
    check.add_argument("--order", type=int, default=2, choices=(1, 2, 3), help="of the derivatives, by default 2")
    check.add_argument("--modes", choices=("both", "forward", "reverse"), default="both",
                       help="by default both, and each is compared with the other")
    check.add_argument("--rtol", type=positive, help="relative tolerance, by default by the precision of the arguments")
    check.add_argument("--atol", type=positive, help="absolute tolerance")
    check.add_argument("--seed", type=int, default=0, help="of random arguments and directions")

    graph = command("graph", "draw the computational graph, with values and adjoints")
    add_target(graph)
    add_wrt(graph, "by default the first")
    add_like(graph, "the arguments; without it they are random, of the kinds that annotations say")
    graph.add_argument("-o", "--output", metavar="FILE", help=".dot, .mmd or .svg; by default the terminal")
    graph.add_argument("--format", choices=("dot", "mermaid", "svg"), help="by default what the file's name says")
    graph.add_argument("--seed", type=int, default=0, help="of random arguments")

    command("doctor", "print versions, what is optional, and a self-test")
    return parser


def positive(text: str) -> float:
    """A tolerance."""
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return number


def add_target(parser: Any) -> None:
    parser.add_argument("target", metavar="package.module:function", help="a function, or a derivative")


def add_derivative(parser: Any) -> None:
    add_wrt(parser, "by default the first")
    parser.add_argument("--mode", choices=MODES, help="by default grad")
    parser.add_argument("--backend", choices=("numpy", "numba"), help="what runs it, by default numpy")


def add_wrt(parser: Any, default: str) -> None:
    parser.add_argument("--wrt", metavar="ARGUMENTS", help=f"names or indices of arguments: x, or x,y; {default}")


def add_like(parser: Any, what: str) -> None:
    parser.add_argument("--like", metavar="EXAMPLES",
                        help=f"{what}: package.module:name of a tuple or dict of them, or of a function that returns "
                             "one; or literals: \"1.0, np.ones((3, 2))\"")


def _version() -> str:
    from . import __version__
    return f"s2sad {__version__}"
