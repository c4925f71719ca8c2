"""What an exported function says of itself: the types of its parameters, its docstring, and the tests of its arguments.

    def ridge_grad(w: npt.NDArray[np.float64], penalty: float = 0.1) -> npt.NDArray[np.float64]:
        \"\"\"The gradient of model.ridge with respect to w.

        From model.py, SHA-256 d560ba3ca9feaa9a, by s2sad 0.1.0.
        \"\"\"
        if not (type(w) is np.ndarray and w.dtype == "float64" and w.ndim == 1):
            raise TypeError("`w` must be an array of float64 with 1 dimension")
"""
from __future__ import annotations

import ast
import builtins
import hashlib
import types
from typing import Any

from .api import Derivative
from .errors import ArgumentError, S2SADError
from .frontend.locate import locate
from .ir.kinds import Array, Dict, Fixed, Kind, List, Object, Scalar, Tuple
from .literals import literal
from .version import __version__

# -- types ---------------------------------------------------------------------------------


def annotation(kind: Kind, array: str) -> str:
    """The annotation of what has a kind; ``array``, of an array of ``{}``."""
    match kind:
        case Fixed(None):
            return "None"
        case Scalar(dtype, python):
            plain = {"float64": "float", "int64": "int", "complex128": "complex", "bool": "bool"}.get(dtype)
            exact = python is not False or dtype in ("float64", "complex128")      # whose NumPy types are Python's too
            return plain if plain and exact else f"np.{_scalar(dtype)}"
        case Array(dtype):
            return array.format(_scalar(dtype))
        case Tuple(items, t) if t is tuple:
            return f"tuple[{', '.join(annotation(k, array) for k in items) or '()'}]"
        case List(item):
            return f"list[{annotation(item, array)}]"
        case Dict(keys, items) if all(isinstance(k, str) for k in keys):
            values = {annotation(k, array) for k in items}
            return f"dict[str, {values.pop() if len(values) == 1 else 'Any'}]"
        case Object(t) if t is types.FunctionType:
            return "Callable[..., Any]"
        case Object() if getattr(builtins, kind.type.__name__, None) is kind.type:
            return kind.type.__name__
    return "Any"


def _scalar(dtype: str) -> str:
    return "bool_" if dtype == "bool" else dtype


def annotate(node: ast.FunctionDef, kinds: list[Kind], result: Kind, array: str) -> None:
    """Annotate a function and those in it; parameters without a kind are tangents, cotangents or residuals."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef):
            for arg in inner.args.args:
                arg.annotation = ast.Name("Any", ast.Load())
            inner.returns = ast.Name("Any", ast.Load())
    for arg, kind in zip(node.args.args, kinds):
        arg.annotation = ast.parse(annotation(kind, array), mode="eval").body
    node.returns = ast.parse(annotation(result, array), mode="eval").body


# -- docstrings ----------------------------------------------------------------------------


def documentation(derivative: Derivative[Any], root: Any) -> str:
    """What a derivative is, of what, with respect to what, and from which source."""
    lines = [f"{sentence(derivative)}.", ""]
    file, digest = source_file(root), digest_of(root)
    known = f"From {file}, SHA-256 {digest}, by" if digest else "By"
    return printable_lines([*lines, f"{known} s2sad {__version__}.", ""])


def sentence(derivative: Any) -> str:
    """A derivative, in words."""
    text = phrase(derivative)
    return text[0].upper() + text[1:]


def phrase(d: Any) -> str:
    if not isinstance(d, Derivative):
        return label(d)
    wrt = " and ".join(d._names[i] for i in d._request.wrt)
    target = d._target
    match d._mode:
        case "grad":
            return f"the gradient of {phrase(target)} with respect to {wrt}"
        case "value_and_grad":
            return f"the value of {phrase(target)}, and its gradient with respect to {wrt}"
        case "vjp":
            return f"the value of {phrase(target)}, and its pullback with respect to {wrt}"
        case "jvp":
            return f"the value of {phrase(target)}, and its derivative along {' and '.join(d._dots)}"
        case "hvp":
            inner = target._target if isinstance(target, Derivative) and target._mode == "grad" else target
            return f"the Hessian of {phrase(inner)} with respect to {wrt}, times {' and '.join(d._dots)}"
    return f"{d._mode} of {phrase(target)} with respect to {wrt}"


def label(root: Any) -> str:
    """A function's full name."""
    return f"{getattr(root, '__module__', '?')}.{getattr(root, '__qualname__', getattr(root, '__name__', '?'))}"


def source_file(root: Any) -> str:
    """The file that a function is from, without what only this machine knows of it."""
    code = getattr(root, "__code__", None)
    if code is None:
        return ""
    parts = code.co_filename.replace("\\", "/").split("/")
    depth = str(getattr(root, "__module__", "")).count(".") + (2 if parts[-1] == "__init__.py" else 1)
    return "/".join(parts[-depth:])


def digest_of(root: Any) -> str:
    """The digest of a function's source; empty where there is none."""
    if not isinstance(root, types.FunctionType):
        return ""
    try:
        source = locate(root)
    except S2SADError:
        return ""
    return hashlib.sha256(source.segment(source.node).encode()).hexdigest()[:16]


def printable(text: str) -> str:
    """A text on one line, whatever is in it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def printable_lines(lines: list[str]) -> str:
    return "\n".join(map(printable, lines))


# -- tests of the arguments ------------------------------------------------------------------


def written(value: Any) -> str:
    """The literal of a key: nothing that a key's own ``__repr__`` says reaches the module."""
    node = literal(value)
    if node is None:
        raise ArgumentError(f"the key {printable(object.__repr__(value))} of a dict cannot be written in a module",
                            code="S2SAD801")
    return ast.unparse(node)


def condition(kind: Kind, x: str) -> str:
    """An expression that is true of values that the code is right for; empty where it is right for all."""
    match kind:
        case Fixed(None):
            return f"{x} is None"
        case Scalar("float64", _):
            return f"isinstance({x}, (float, int))"
        case Scalar("int64", True):
            return f"isinstance({x}, (int, np.integer))"
        case Scalar("bool", True):
            return f"isinstance({x}, (bool, np.bool_))"
        case Scalar("complex128", _):
            return f"isinstance({x}, (complex, float, int))"
        case Scalar(dtype, _):
            return f"isinstance({x}, np.{dtype})"
        case Array(dtype, dims) if dims is not None:
            return f"type({x}) is np.ndarray and {x}.dtype == {dtype!r} and {x}.ndim == {len(dims)}"
        case Array(dtype):
            return f"type({x}) is np.ndarray and {x}.dtype == {dtype!r}"
        case Tuple(items):
            parts = [f"isinstance({x}, tuple) and len({x}) == {len(items)}",
                     *[condition(k, f"{x}[{i}]") for i, k in enumerate(items)]]
            return " and ".join(filter(None, parts))
        case Dict(keys, items):
            parts = [f"isinstance({x}, dict) and list({x}) == {written(list(keys))}",
                     *[condition(k, f"{x}[{written(n)}]") for n, k in zip(keys, items)]]
            return " and ".join(filter(None, parts))
        case List(item):
            inner = condition(item, f"{x}_item")
            every = f" and all({inner} for {x}_item in {x})" if inner else ""
            return f"isinstance({x}, list){every}"
    t: type = getattr(kind, "type", object)
    return f"isinstance({x}, {t.__name__})" if t is not object and getattr(builtins, t.__name__, None) is t else ""


def described(kind: Kind) -> str:
    """What values of a kind are, in words."""
    match kind:
        case Fixed(None):
            return "None"
        case Scalar(dtype):
            name = {"float64": "float", "int64": "int", "complex128": "complex"}.get(dtype, dtype)
            return f"a number of type {name}"
        case Array(dtype, dims):
            rank = "" if dims is None else f" with {len(dims)} dimension{'s' if len(dims) != 1 else ''}"
            return f"an array of {dtype}{rank}"
        case Tuple(items):
            return f"a tuple of {', '.join(map(described, items)) or 'nothing'}"
        case List(item):
            return f"a list, each item {described(item)}"
        case Dict(keys, items):
            return f"a dict of {', '.join(f'{k!r}: {described(v)}' for k, v in zip(keys, items))}"
    return f"of type {kind}"


def guard(parameter: str, kind: Kind) -> ast.stmt | None:
    """The statement that refuses an argument of another kind."""
    test = condition(kind, parameter)
    if not test:
        return None
    message = f"`{parameter}` must be {described(kind)}"
    node = ast.parse(f"if not ({test}):\n    raise TypeError({message!r})").body[0]
    assert isinstance(node, ast.If)
    return node


def real_guard(parameter: str) -> ast.stmt:
    """The statement that refuses a complex argument where the code knows nothing of its kind: it would conjugate."""
    message = f"`{parameter}` is complex: export the derivative for an example of it"
    return ast.parse(f"if not isinstance({parameter}, (dict, list, tuple)) and np.iscomplexobj({parameter}):\n"
                     f"    raise TypeError({message!r})").body[0]


def tangent_guard(dot: str, x: str) -> ast.stmt:
    """The statement that refuses a tangent that is not of the shape of its argument."""
    return ast.parse(f"if np.shape({dot}) != np.shape({x}):\n"
                     f"    raise ValueError('{dot} must have the shape of {x}')").body[0]
