"""What the command line names: functions and derivatives in modules, and examples of their arguments."""
from __future__ import annotations

import ast
import importlib
import linecache
import sys
import sysconfig
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..api import Derivative
from ..errors import Location, ProgramError, S2SADError, UsageError

MODES = ("grad", "value_and_grad", "jvp", "vjp", "hvp")
MAKERS = ("array", "ones", "zeros", "arange", "linspace", "eye", "full")


def found(target: str) -> Any:
    """The object that ``package.module:name`` means; the working directory is searched too."""
    module_name, colon, path = target.partition(":")
    if not colon or not module_name or not path:
        raise UsageError(f"{target!r} does not name a function: write package.module:function")
    value = imported(module_name)
    for name in path.split("."):
        if not hasattr(value, name):
            raise UsageError(f"{module_name} has no {path}", note=_similar(value, name))
        value = getattr(value, name)
    return value


def _similar(value: Any, name: str) -> str | None:
    from difflib import get_close_matches
    names = get_close_matches(name, [n for n in dir(value) if not n.startswith("_")], 3)
    return f"there is {', '.join(names)}" if names else None


def imported(name: str) -> Any:
    """A module, or the error that it raises when it is imported, at its place."""
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise UsageError(f"there is no module {error.name}",
                             note="modules are searched in the working directory, and where Python does") from None
        raise UsageError(f"{name} cannot be imported: {error}", place(error), code="S2SAD812") from None
    except S2SADError as error:
        raise UsageError(f"{name} cannot be imported: {error.message}", error.location or place(error),
                         error.note, error.because, code="S2SAD812") from None
    except (Exception, SystemExit) as error:
        raise UsageError(f"{name} cannot be imported: {said(error)}", place(error), code="S2SAD812") from None


def called(f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The result of a user's function; what it raises becomes an error with a place."""
    try:
        return f(*args, **kwargs)
    except S2SADError:
        raise
    except Exception as error:
        raise ProgramError(f"{getattr(f, '__name__', 'the function')} raised {said(error)}", place(error)) from None


def said(error: BaseException) -> str:
    """An exception's type and message."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def place(error: BaseException) -> Location | None:
    """Where an exception was raised, as near to the user's own code as there is."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        line = linecache.getline(error.filename, error.lineno)
        start = len(line[:max(0, (error.offset or 1) - 1)].encode())
        end = len(line[:max(0, (error.end_offset or 0) - 1)].encode()) if error.end_lineno == error.lineno else start
        return Location(error.filename, error.lineno, start, error.lineno, max(end, start + 1), "<module>")
    libraries = tuple(str(Path(sysconfig.get_path(n))) for n in ("stdlib", "platstdlib", "purelib", "platlib"))
    here = str(Path(__file__).parents[1])
    frames = [f for f in traceback.extract_tb(error.__traceback__)
              if not f.filename.startswith(("<frozen", *libraries, here)) and f.lineno is not None]
    if not frames:
        return None
    frame = frames[-1]
    line = linecache.getline(frame.filename, frame.lineno or 0).rstrip()
    number, start, end = frame.lineno or 0, len(line) - len(line.lstrip()), len(line.encode())
    known: Any = frame                      # columns are known from Python 3.11 on
    if getattr(frame, "colno", None) is not None and getattr(frame, "end_colno", None) is not None:
        return Location(frame.filename, number, known.colno, known.end_lineno or number, known.end_colno, frame.name)
    return Location(frame.filename, number, start, number, end, frame.name)


# -- derivatives -----------------------------------------------------------------------------


def derivative_of(target: str, wrt: str | None = None, mode: str | None = None,
                  backend: str | None = None) -> Derivative[Any]:
    """The derivative that a target, ``--wrt``, ``--mode`` and ``--backend`` ask for."""
    function = found(target)
    if isinstance(function, Derivative):
        if wrt is not None or mode is not None or backend is not None:
            raise UsageError(f"{target} is a derivative already: --wrt, --mode and --backend are for functions")
        return function
    if not callable(function):
        raise UsageError(f"{target} is not a function")
    return derived(function, parsed_wrt(wrt), mode or "grad", backend or "numpy")


def derived(function: Any, wrt: Any, mode: str, backend: str = "numpy") -> Derivative[Any]:
    """A derivative of a function by the name of its mode."""
    if mode == "hvp":
        return Derivative(Derivative(function, "grad", wrt), "hvp", wrt, backend=backend)
    return Derivative(function, mode, wrt, backend=backend)


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


# -- examples --------------------------------------------------------------------------------


def examples(text: str) -> tuple[Any, ...] | dict[str, Any]:
    """Example arguments: ``package.module:name``, where they are or are returned, or literals.

    Literals are those of Python, and arrays: ``np.ones((3, 2)), 1.0``.  A dict has them by the names of parameters.
    """
    module, _, path = text.partition(":")
    if path and all(part.isidentifier() for part in [*module.split("."), *path.split(".")]):
        value = found(text)
        if callable(value):
            value = called(value)
        where = text
    else:
        value, where = evaluated(text), "--like"
    if isinstance(value, Mapping):
        if not all(isinstance(k, str) for k in value):
            raise UsageError(f"{where} has a key that is not the name of a parameter")
        return dict(value)
    return tuple(value) if isinstance(value, (tuple, list)) and _is_arguments(text, value) else (value,)


def _is_arguments(text: str, value: Any) -> bool:
    """Whether a sequence holds the arguments, or is the only one: a list that is written out is an argument."""
    return isinstance(value, tuple) or not text.lstrip().startswith("[")


def evaluated(text: str) -> Any:
    """The value of literals, and of calls of the few functions that make arrays."""
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise UsageError(f"{text!r} is neither package.module:name nor literals: {reason}",
                         note="such as: --like \"1.0, np.ones((3, 2)), {'a': 2}\"") from None


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Tuple(elts):
            return tuple(map(_value, elts))
        case ast.List(elts):
            return [_value(e) for e in elts]
        case ast.Dict(keys, values) if None not in keys:
            return {_value(k): _value(v) for k, v in zip(keys, values) if k is not None}
        case ast.Call(ast.Attribute(ast.Name("np" | "numpy"), name), args, keywords) if name in MAKERS:
            return getattr(np, name)(*map(_value, args), **{k.arg: _value(k.value) for k in keywords if k.arg})
        case ast.Call(ast.Attribute(ast.Name("np" | "numpy"), name), [number], []) if name in np.sctypeDict:
            return getattr(np, name)(_value(number))
        case ast.Attribute(ast.Name("np" | "numpy"), name) if name in np.sctypeDict:
            return getattr(np, name)
    if any(isinstance(n, (ast.Call, ast.Attribute, ast.Name)) for n in ast.walk(node)):
        raise UsageError(f"--like takes literals, and {ast.unparse(node)} is none",
                         note=f"there are {', '.join(f'np.{n}' for n in MAKERS)}, NumPy's scalars; or name what "
                              "a module has: package.module:name")
    return ast.literal_eval(node)


def random_arguments(derivative: Derivative[Any], seed: int) -> list[Any]:
    """Arguments of the kinds that annotations say, with defaults where there are any."""
    from ..ir.kinds import Array, Fixed, Kind, List, Scalar, Tuple
    rng = np.random.default_rng(seed)

    def made(kind: Kind, name: str) -> Any:
        match kind:
            case Scalar("float64"):
                return float(rng.uniform(0.5, 1.5))
            case Scalar("complex128"):
                return complex(rng.uniform(0.5, 1.5), rng.uniform(0.5, 1.5))
            case Scalar("int64"):
                return int(rng.integers(2, 5))
            case Scalar("bool"):
                return True
            case Array(dtype, dims):
                return rng.uniform(0.5, 1.5, (3,) * (1 if dims is None else len(dims))).astype(dtype)
            case Tuple(items):
                return tuple(made(k, name) for k in items)
            case List(item):
                return [made(item, name) for _ in range(3)]
        raise UsageError(f"nothing is known of the argument `{name}`", note="annotate it, or give examples: --like")

    known = {**derivative._defaults, **derivative._bound_kwargs}
    values = []
    for name, kind in zip(derivative._names, derivative._annotated()):
        if name in known and (isinstance(kind, Fixed) or not isinstance(known[name], float)):
            values.append(known[name])
        else:
            values.append(made(kind, name))
    return values
