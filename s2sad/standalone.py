"""Writes derivatives as a Python module that needs nothing but NumPy.

    s2sad.export(s2sad.grad(loss), "loss_grad.py", like=(w, x, y))

The module's source says from what it was made.  It is the same, byte for byte, whenever that is the same.
What the code was specialised on (types, dtypes, ranks) is tested when it is called: other arguments are
refused, never computed with wrongly.  Sizes are not specialised on.
"""
from __future__ import annotations

import ast
import contextlib
import difflib
import keyword
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .api import Derivative
from .dispatch import MISSING
from .errors import ArgumentError, StaleError
from .ir.kinds import Array, Dict, Dim, Fixed, Kind, List, Tuple, argument_kind
from .literals import literal
from .runtime.records import Layout

Like = Sequence[Any] | Mapping[str, Any] | None
Exported = Derivative[Any] | Sequence[Derivative[Any]] | Mapping[str, Derivative[Any]]


@dataclass(frozen=True)
class Item:
    """A derivative to export: under a name, if it is to have another than its own, for arguments like some examples."""

    derivative: Any
    name: str | None = None
    like: Like = None


def export(derivatives: Exported, path: str | os.PathLike[str], *, like: Like = None, xp: str = "numpy",
           check: bool = False) -> None:
    """Write derivatives as a module at ``path`` that imports NumPy alone, and SciPy if the function does.

    ``derivatives``: one, or several, or a dict of them by the name that each gets.  ``like``: example
    arguments, or a dict of them by the names of parameters, which say the types, dtypes and ranks; without
    them annotations do, and what is not annotated is left open.  Globals and variables of closures become
    constants of the module as they are now.  The file is replaced at once, or not at all.

    ``xp``: another array module with NumPy's functions, such as ``"cupy"``, which the module imports instead.
    ``check``: write nothing, and raise ``StaleError`` if the file is not what would be written.

    Raises ``ArgumentError`` for what has no literal: objects, functions, large arrays.
    """
    text = module_text(derivatives, like, xp)
    if check:
        compare(os.fspath(path), text)
    else:
        write_atomically(os.fspath(path), text)


def module_text(derivatives: Exported, like: Like = None, xp: str = "numpy") -> str:
    """The source of the module that ``export`` writes."""
    if isinstance(derivatives, Mapping):
        items = [Item(d, name, like) for name, d in derivatives.items()]
    elif isinstance(derivatives, (list, tuple)):
        items = [Item(d, None, like) for d in derivatives]
    else:
        items = [Item(derivatives, None, like)]
    return text_of(items, xp)


def text_of(items: Iterable[Item], xp: str = "numpy") -> str:
    """The source of a module with some derivatives."""
    from .assembly import Assembly
    assembly = Assembly(xp)
    for item in items:
        if not isinstance(item.derivative, Derivative):
            raise ArgumentError(f"export takes derivatives, not {item.derivative!r}",
                                note="export(s2sad.grad(f), path)")
        name = item.name
        if name is not None and (not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name)):
            raise ArgumentError(f"{name!r} is not a name for a function", code="S2SAD803")
        _add(assembly, item.derivative, name, item.like)
    return assembly.text()


def _add(assembly: Any, derivative: Derivative[Any], name: str | None, like: Like) -> None:
    from .pipeline import derive
    if hasattr(derivative, "_sweep"):
        raise ArgumentError(f"{derivative!r} has no source of its own",
                            note="export grad, value_and_grad, jvp, vjp or hvp", code="S2SAD802")
    if derivative._variadic:
        raise ArgumentError(f"{derivative!r}: a function with *args or **kwargs cannot be exported",
                            note="wrap it in one with named parameters", code="S2SAD802")
    kinds = derivative._annotated() if like is None else kinds_like(derivative, like)
    for parameter, kind in zip(derivative._names, kinds):
        if isinstance(kind, Fixed) and kind.value is not None:
            raise ArgumentError(f"the argument `{parameter}` is a function, which cannot be written in a module",
                                note="bind it first: functools.partial", code="S2SAD802")
    function, _ = derive(derivative._target, derivative._bound, kinds, derivative._request, only_numpy=True)
    function.name = name or identifier(function.name)
    assembly.add(derivative, function, kinds, defaults(derivative))


def identifier(name: str) -> str:
    """A name made of what may be in one."""
    name = re.sub(r"\W", "_", name, flags=re.ASCII) if not name.isidentifier() else name
    name = unicodedata.normalize("NFKC", name)          # as Python reads it
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"_{name}"


def defaults(derivative: Derivative[Any]) -> dict[str, ast.expr]:
    """The parameters that may be left out: those with defaults that have a literal, at the end."""
    found: dict[str, ast.expr] = {}
    known = {**derivative._defaults, **derivative._bound_kwargs}
    for parameter in reversed(derivative.parameters):
        value = literal(known[parameter]) if parameter in known else None
        if value is None:
            break
        found[parameter] = value
    return found


def kinds_like(derivative: Derivative[Any], like: Sequence[Any] | Mapping[str, Any]) -> list[Kind]:
    """The kinds of example arguments, all of whose sizes are forgotten."""
    args, kwargs = ((), dict(like)) if isinstance(like, Mapping) else (tuple(like), {})
    values = derivative._ordered(args, kwargs)[:len(derivative._names)]
    known = {**derivative._defaults, **derivative._bound_kwargs}
    for i, name in enumerate(derivative._names):
        if values[i] is MISSING:
            if name not in known:
                raise ArgumentError(f"like has no example for `{name}`", code="S2SAD506")
            values[i] = known[name]
    return [weakened(argument_kind(v, n), (n,)) for v, n in zip(values, derivative._names)]


def weakened(kind: Kind, key: tuple[Any, ...]) -> Kind:
    """A kind without what it says of sizes: each dimension may be 1 or not, and is like no other."""
    match kind:
        case Array(dtype, dims) if dims is not None:
            return Array(dtype, tuple(Dim((*key, i)) for i in range(len(dims))))
        case Tuple(_, Layout() as layout):
            raise ArgumentError(f"`{key[0]}` is a {layout.__name__}, and an exported module knows no classes",
                                note="export a function of its attributes", code="S2SAD802")
        case Tuple(items, t):
            return Tuple(tuple(weakened(k, (*key, i)) for i, k in enumerate(items)), t)
        case List(item):
            return List(weakened(item, (*key, "item")))
        case Dict(keys, items):
            return Dict(keys, tuple(weakened(k, (*key, n)) for n, k in zip(keys, items)))
    return kind


MOST_LINES = 20         # of a difference that are shown

# -- files -------------------------------------------------------------------------------


def compare(path: str, text: str) -> None:
    """Raise an error that shows how a file differs from a text, if it does."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            found = file.read()
    except FileNotFoundError:
        raise StaleError(f"{path} is not there", note="write it: export without --check") from None
    except UnicodeDecodeError:
        raise StaleError(f"{path} is not a text", note="export it again") from None
    if found == text:
        return
    lines = list(difflib.unified_diff(found.splitlines(), text.splitlines(), lineterm="", n=1))[2:]
    added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    shown = lines[:MOST_LINES] + ([f"… and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else [])
    raise StaleError(f"{path} is stale: of its lines {removed} would go, and {added} would come",
                     because="\n".join(shown) or "line endings differ", note="export it again, and commit it")


def write_atomically(path: str, text: str) -> None:
    """Replace a file by a text, so that whoever reads it finds all of the old or all of the new one."""
    path = os.path.realpath(path)
    if os.path.isdir(path):
        raise IsADirectoryError(f"{path} is a directory")
    if not os.path.isdir(os.path.dirname(path)):
        raise FileNotFoundError(f"there is no directory {os.path.dirname(path)}")
    mask = os.umask(0)
    os.umask(mask)
    mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~mask
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".s2sad-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


__all__ = ["Item", "export", "module_text", "text_of"]
