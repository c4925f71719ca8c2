"""``python -m s2sad check``: derivatives against finite differences, at example or random arguments."""
from __future__ import annotations

import argparse
import copy
from typing import Any

from ..api import Derivative
from ..errors import S2SADError, UsageError
from ..transforms.inlining import as_called
from .targets import called, derivative_of, examples, random_arguments
from .terminal import print_error, progress, table


def run(options: argparse.Namespace) -> int:
    """Print a table with a row for each function, argument and mode; 1 if something is wrong."""
    rows, errors = [], []
    checks = [c for target in options.targets for c in checks_of(target, options)]
    for target, derivative, args, name, mode in progress(checks, "checking"):
        found = verdict(derivative, args, name, mode, options)
        rows.append([target, name, mode, str(options.order), found if isinstance(found, str) else "wrong"])
        if not isinstance(found, str):
            errors.append(found)
    table(["function", "argument", "mode", "order", "derivative"], rows)
    for error in errors:
        print_error(error)
    return 1 if errors else 0


def checks_of(target: str, options: argparse.Namespace) -> list[tuple[str, Derivative[Any], list[Any], str, str]]:
    """What there is to check of a function: the target, its derivative, arguments, the one to vary, and the mode."""
    from ..checking import _all_float
    derivative = derivative_of(target, options.wrt, "grad")
    args = arguments(derivative, options)
    names = derivative._names
    if options.wrt is not None:
        wrt = [names[i] for i in derivative._request.wrt]
    else:
        wrt = [n for n, v in zip(names, args) if _all_float(v)]
    if not wrt:
        raise UsageError(f"{target} has no argument of floats to differentiate with respect to")
    plain, named = as_called(derivative._original(), copy.deepcopy(args))
    called(derivative._original(), *plain, **named)     # what the function itself raises is no wrong derivative
    modes = ("forward", "reverse") if options.modes == "both" else (options.modes,)
    return [(target, derivative, args, name, mode) for name in wrt for mode in modes]


def arguments(derivative: Derivative[Any], options: argparse.Namespace) -> list[Any]:
    """Example arguments, or random ones, in the order of the parameters."""
    from ..dispatch import MISSING
    if options.like is None:
        return random_arguments(derivative, options.seed)
    like = examples(options.like)
    values = derivative._ordered((), like) if isinstance(like, dict) else derivative._ordered(like, {})
    for i, name in enumerate(derivative._names):
        if values[i] is MISSING:
            if name not in derivative._defaults:
                raise UsageError(f"--like has no example for `{name}`")
            values[i] = derivative._defaults[name]
    return values


def verdict(derivative: Derivative[Any], args: list[Any], name: str, mode: str,
            options: argparse.Namespace) -> str | S2SADError:
    """``ok``, or what is wrong."""
    from ..checking import CheckError, check_grads
    try:
        called(check_grads, derivative._original(), tuple(args), wrt=derivative._names.index(name), order=options.order,
               modes=(mode,), rtol=options.rtol, atol=options.atol, seed=options.seed)
    except CheckError as error:
        return error
    return "ok"

