"""How each function is written in Python: operators, ``np.…`` paths, methods, attributes.

Constants are written so that the printer cannot get them wrong: negative numbers as a unary minus,
infinities and NaN by name, no NumPy scalars.
"""
from __future__ import annotations

import ast
import builtins
import cmath
import math
import operator
import sys
from types import ModuleType
from typing import Any

import numpy as np

from .. import runtime
from ..errors import InternalError
from ..ir import primitives
from ..rules.methods import device_of, dtype_of, flags_of, itemsize_of, nbytes_of, strides_of
from ..runtime import compiled, outputs

BINARY: dict[Any, type[ast.operator]] = {
    operator.add: ast.Add, operator.sub: ast.Sub, operator.mul: ast.Mult, operator.truediv: ast.Div,
    operator.floordiv: ast.FloorDiv, operator.mod: ast.Mod, operator.pow: ast.Pow, operator.matmul: ast.MatMult,
    operator.lshift: ast.LShift, operator.rshift: ast.RShift, operator.or_: ast.BitOr, operator.xor: ast.BitXor,
    operator.and_: ast.BitAnd}
COMPARE: dict[Any, type[ast.cmpop]] = {
    operator.eq: ast.Eq, operator.ne: ast.NotEq, operator.lt: ast.Lt, operator.le: ast.LtE, operator.gt: ast.Gt,
    operator.ge: ast.GtE, operator.is_: ast.Is, primitives.is_not: ast.IsNot}
UNARY: dict[Any, type[ast.unaryop]] = {operator.neg: ast.USub, operator.pos: ast.UAdd, operator.not_: ast.Not,
                                       operator.invert: ast.Invert}
ATTRIBUTES: dict[Any, str] = {dtype_of: "dtype", np.shape: "shape", np.ndim: "ndim", np.size: "size", np.transpose: "T",
                              np.real: "real", np.imag: "imag", nbytes_of: "nbytes", itemsize_of: "itemsize",
                              strides_of: "strides", flags_of: "flags", device_of: "device"}
ALWAYS_METHODS: dict[Any, str] = {np.ndarray.astype: "astype", np.ndarray.item: "item", np.ndarray.tolist: "tolist",
                                  np.ndarray.flatten: "flatten", str.format: "format", np.ndarray.copy: "copy"}

# Modules that generated code may import, by the names that they have there.
IMPORTS = {"cmath": "import cmath", "math": "import math", "numba": "import numba", "np": "import numpy as np",
           "scipy": "import scipy"}
SCIPY = ("special", "linalg", "fft", "signal", "stats", "integrate", "interpolate", "ndimage", "sparse",
         "sparse.linalg", "optimize")

_paths: dict[int, tuple[str, ...]] = {}
_scanned: set[str] = set()


def _scan(module: ModuleType, path: tuple[str, ...], preferred: bool) -> None:
    for name in sorted(vars(module)):
        value = getattr(module, name)
        if name.startswith("_") or not callable(value):
            continue
        same_name = getattr(value, "__name__", None) == name
        if id(value) not in _paths or same_name and _paths[id(value)][-1] != name and preferred:
            _paths[id(value)] = (*path, name)


def module_of(name: str) -> ModuleType:
    """The module that a name of ``IMPORTS`` stands for; SciPy and Numba are there if their names are."""
    return {"cmath": cmath, "math": math, "np": np}.get(name) or sys.modules[name]


def _scan_scipy() -> None:
    """Learn the functions of the parts of SciPy that the user has imported meanwhile."""
    for part in SCIPY:
        module = sys.modules.get(f"scipy.{part}")
        if module is not None and part not in _scanned:
            _scanned.add(part)
            _scan(module, ("scipy", *part.split(".")), True)


def path_of(callee: Any) -> tuple[str, ...] | None:
    """How a function of NumPy, SciPy, ``math`` or the runtime is reached: ('np', 'linalg', 'solve')."""
    if not _paths:
        _scan(np, ("np",), True)
        _scan(np.linalg, ("np", "linalg"), True)
        _scan(np.fft, ("np", "fft"), True)
        _scan(np.random, ("np", "random"), True)
        _scan(math, ("math",), True)
        _scan(cmath, ("cmath",), True)
    if getattr(builtins, getattr(callee, "__name__", ""), None) is callee:
        return (callee.__name__,)  # type: ignore[union-attr]
    if is_helper(callee):
        return (callee.__name__,)
    owner = getattr(callee, "__self__", None)
    if isinstance(owner, np.ufunc) and id(owner) in _paths:         # np.logaddexp.reduce
        return (*_paths[id(owner)], callee.__name__)
    if callee is np.lib.stride_tricks.sliding_window_view:
        return ("np", "lib", "stride_tricks", "sliding_window_view")
    if id(callee) not in _paths:
        _scan_scipy()
    return _paths.get(id(callee))


def is_helper(callee: Any) -> bool:
    """Whether a function is one of the runtime's helpers."""
    name = "" if isinstance(callee, type) else getattr(callee, "__name__", "")     # errors are there too
    return any(getattr(module, name, None) is callee for module in (runtime, outputs, compiled))


def name(identifier: str) -> ast.Name:
    return ast.Name(identifier, ast.Load())


def dotted(path: tuple[str, ...]) -> ast.expr:
    """``a.b.c``"""
    node: ast.expr = name(path[0])
    for part in path[1:]:
        node = ast.Attribute(node, part, ast.Load())
    return node


def constant(value: Any) -> ast.expr | None:
    """A literal, or None where the value has none."""
    match value:
        case None | True | False:
            return ast.Constant(value)
        case int() if type(value) is int:
            return ast.Constant(value) if value >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))
        case float():
            value = float(value)
            if math.isnan(value):
                return dotted(("np", "nan"))
            if math.copysign(1.0, value) < 0:
                positive = constant(-value)
                assert positive is not None
                return ast.UnaryOp(ast.USub(), positive)
            return dotted(("np", "inf")) if math.isinf(value) else ast.Constant(value)
        case complex():
            if value.real == 0 and math.copysign(1.0, value.real) > 0 and math.copysign(1.0, value.imag) > 0 \
                    and math.isfinite(value.imag):
                return ast.Constant(value)
            if value.real == 0 and math.copysign(1.0, value.real) < 0 and value.imag < 0:       # -(1j) is -0.0-1j
                return ast.UnaryOp(ast.USub(), ast.Constant(-value))
            parts = [constant(value.real), constant(value.imag)]
            if value.real and math.isfinite(abs(value)) and (value.imag or math.copysign(1.0, value.imag) > 0):
                sign = ast.Add() if value.imag >= 0 else ast.Sub()
                return ast.BinOp(parts[0], sign, ast.Constant(complex(0.0, abs(value.imag))))  # type: ignore[arg-type]
            return ast.Call(name("complex"), parts, [])  # type: ignore[arg-type]
        case str() | bytes():
            return ast.Constant(value) if type(value) in (str, bytes) else None
        case slice():
            parts = [constant(v) for v in (value.start, value.stop, value.step)]
            return None if None in parts else ast.Call(name("slice"), parts, [])  # type: ignore[arg-type]
        case tuple() | list():
            items = [constant(v) for v in value]
            if None in items:
                return None
            display = ast.Tuple if isinstance(value, tuple) else ast.List
            return display(items, ast.Load())  # type: ignore[arg-type]
        case np.generic() if value.dtype.kind in "biufc":
            inner = constant(value.item())
            return None if inner is None else ast.Call(dotted(("np", value.dtype.name)), [inner], [])
    if value is ...:
        return ast.Constant(...)
    if isinstance(value, range):
        return ast.Call(name("range"), [constant(v) for v in (value.start, value.stop, value.step)], [])  # type: ignore[misc]
    path = path_of(value)
    return dotted(path) if path is not None else None


def index(value: Any) -> ast.expr | None:
    """A constant as it is written between brackets."""
    if isinstance(value, slice):
        parts = [None if v is None else constant(v) for v in (value.start, value.stop, value.step)]
        return ast.Slice(*parts)
    if isinstance(value, tuple) and value:
        items = [index(v) for v in value]
        return None if None in items else ast.Tuple(items, ast.Load())  # type: ignore[arg-type]
    return constant(value)


def negated(test: ast.expr) -> ast.expr:
    """``not test``, without the word where it can be done without."""
    opposite = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn,
                ast.NotIn: ast.In}
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in opposite:
        return ast.Compare(test.left, [opposite[type(test.ops[0])]()], test.comparators)
    return ast.UnaryOp(ast.Not(), test)


def unknown(callee: Any) -> InternalError:
    return InternalError(f"no way to write {callee!r} in Python")


def column(vector: ast.expr) -> ast.expr:
    """``vector[:, None]``"""
    return ast.Subscript(vector, ast.Tuple([ast.Slice(None, None, None), ast.Constant(None)], ast.Load()), ast.Load())


def opposite(node: ast.expr) -> ast.expr | None:
    """``2.0 * x`` for ``-2.0 * x``: the same without the sign of the number that it begins with."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return node.operand
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        left = opposite(node.left)
        return None if left is None else ast.BinOp(left, node.op, node.right)
    return None


def scaled(number: ast.expr, value: ast.expr) -> ast.expr:
    """``c * a * b`` for ``c * (a * b)``, which reads better and takes as long."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return ast.BinOp(scaled(number, value.left), value.op, value.right)
    return ast.BinOp(number, ast.Mult(), value)
