"""What an index selects: the kind of ``x[index]``, the index's parts, and whether it may hold an item twice."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import NEVER, UNKNOWN, Array, Dict, Dim, Kind, List, Object, Scalar, Tuple, join, kind_of, one_of
from .families import Args, Kwargs, broadcast, family, stacked


@family
def item(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``x[index]``."""
    kind, index = args[0].kind, args[1]
    if isinstance(kind, Tuple):
        if isinstance(index, Const) and isinstance(index.value, int) and -len(kind.items) <= index.value < len(
            kind.items):
            return kind.items[index.value]
        result: Kind = NEVER
        for k in kind.items:
            result = join(result, k, ("item", args[0], index))
        return result if isinstance(index.kind, Scalar) else UNKNOWN
    if isinstance(kind, List):
        if isinstance(index.kind, Scalar):
            return one_of(kind.item, ("item", args[0], index.value if isinstance(index, Const) else index))
        return kind if index.kind == Object(slice) else UNKNOWN
    if isinstance(kind, Dict):
        return kind.items[kind.keys.index(index.value)] if isinstance(
            index, Const) and index.value in kind.keys else UNKNOWN
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    shape = indexed(kind.dims, index)
    if shape is None:
        return UNKNOWN
    return Scalar(kind.dtype, False) if shape == () and not _has_ellipsis(index) else Array(kind.dtype, shape)


def _has_ellipsis(index: Value) -> bool:
    return isinstance(index, Const) and (index.value is ... or isinstance(index.value, tuple) and ... in index.value)


def index_parts(index: Value) -> list[Any] | None:
    """The parts of an index: constants as they are, values as ``Value``s; None where they are not known."""
    if isinstance(index, Const):
        parts = index.value if isinstance(index.value, tuple) else (index.value,)
        return [list(p) if isinstance(p, range) else p for p in parts]
    if isinstance(index.kind, Tuple) and index.kind.type is list:
        return [stacked(list(index.kind.items), len(index.kind.items))]
    if isinstance(index.kind, Tuple):
        return [stacked(list(k.items), len(k.items)) if isinstance(k, Tuple) and k.type is list
                else sequence_index(k, (index, i)) for i, k in enumerate(index.kind.items)]
    return [sequence_index(index.kind, index)]


def sequence_index(kind: Kind, key: Any) -> Kind:
    """A list or range of numbers as the array of indices that NumPy makes of it."""
    match kind:
        case List(Scalar(name, _)) if name in ("int64", "bool"):
            return Array(name, (Dim(("list", key)),))
        case Object(t) if t is range:
            return Array("int64", (Dim(("list", key)),))
    return kind


def same_index(a: Value, b: Value) -> bool:
    """Whether two indices are certainly equal."""
    return a is b or isinstance(a, Const) and isinstance(b, Const) and type(a.value) is type(b.value) and repr(
        a.value) == repr(b.value)


def gathers(index: Value) -> bool:
    """Whether an index may hold an item twice, so that ``+=`` would lose one."""
    parts = index_parts(index)
    for p in parts or [None]:
        if isinstance(p, (list, np.ndarray)):
            return True
        if isinstance(p, Array) and p.dtype != "bool" or isinstance(p, (List, Tuple)):
            return True
        if not (p is None or p is ... or isinstance(p, (int, slice, Scalar, Array, Object))):
            return True
    return False


def indexed(shape: tuple[Dim | int, ...], index: Value) -> tuple[Dim | int, ...] | None:
    """The dimensions of ``x[index]``; None where the rank cannot be told."""
    parts = index_parts(index)
    if parts is None:
        return None
    result: list[Dim | int] = []
    consumed = sum(1 for p in parts if p is not None and p is not ...
                   and p not in (Object(type(None)), Object(type(...))))
    axis = 0
    if sum(1 for p in parts if isinstance(p, (Array, list, np.ndarray))) and len(parts) > 1:
        return gathered(shape, parts, consumed, index)
    for n, p in enumerate(parts):
        if p is None or p == Object(type(None)):
            result.append(1)
        elif p is ... or p == Object(type(...)):
            skip = len(shape) - consumed
            result.extend(shape[axis:axis + skip])
            axis += skip
        elif axis >= len(shape):
            return None
        elif isinstance(p, slice):
            result.append(sliced(shape[axis], p))
            axis += 1
        elif p == Object(slice):
            bounds = getattr(p, "bounds", None)
            if bounds is not None and not any(isinstance(b, Value) for b in bounds):
                result.append(sliced(shape[axis], slice(*bounds)))
            else:
                result.append(Dim(("slice", shape[axis], *((index, n) if bounds is None else bounds))))
            axis += 1
        elif isinstance(p, bool):
            return None
        elif isinstance(p, int) or isinstance(p, Scalar) and p.dtype.startswith(("int", "uint")):
            axis += 1
        elif isinstance(p, (Array, list, np.ndarray)) and len(parts) == 1:
            k = kind_of(np.array(p), index) if not isinstance(p, Array) else p
            assert isinstance(k, Array)
            if k.dims is None:
                return None
            if k.dtype == "bool":
                result.append(Dim(("mask", index)))
                axis += len(k.dims)
            else:
                result.extend(np.shape(p) if not isinstance(p, Array) else k.dims)
                axis += 1
        else:
            return None
    return (*result, *shape[axis:])


def gathered(shape: tuple[Dim | int, ...], parts: list[Any], consumed: int,
             index: Value) -> tuple[Dim | int, ...] | None:
    """The dimensions of ``x[:, i, j]`` with arrays among the parts: theirs together, where they stand side by side.

    NumPy manual, "Combining advanced and basic indexing": apart from each other, they come first.
    """
    advanced = [n for n, p in enumerate(parts) if isinstance(p, (Array, list, np.ndarray, int, Scalar))
                and not isinstance(p, bool)]
    together = advanced == list(range(advanced[0], advanced[-1] + 1))
    shapes = []
    for n in advanced:
        p = parts[n]
        k = p if isinstance(p, (Array, Scalar)) else kind_of(np.array(p), (index, n))
        if isinstance(k, Scalar) and k.dtype.startswith(("int", "uint")):
            continue
        if not isinstance(k, Array) or k.dims is None or not k.dtype.startswith(("int", "uint")):
            return None                         # a mask takes as many dimensions as it has
        shapes.append(np.shape(p) if isinstance(p, (list, np.ndarray)) else k.dims)
    common = broadcast(shapes, (index, "gathered"))
    if common is None:
        return None
    result: list[Dim | int] = [] if together else list(common)
    axis = 0
    for n, p in enumerate(parts):
        if n in advanced:
            if together and n == advanced[0]:
                result.extend(common)
            axis += 1
        elif p is None or p == Object(type(None)):
            result.append(1)
        elif p is ... or p == Object(type(...)):
            skip = len(shape) - consumed
            result.extend(shape[axis:axis + skip])
            axis += skip
        elif axis < len(shape) and (isinstance(p, slice) or p == Object(slice)):
            bounds = (p.start, p.stop, p.step) if isinstance(p, slice) else getattr(p, "bounds", None)
            if bounds is not None and not any(isinstance(b, Value) for b in bounds):
                result.append(sliced(shape[axis], slice(*bounds)))
            else:
                result.append(Dim(("slice", shape[axis], index, n)))
            axis += 1
        else:
            return None
    return (*result, *shape[axis:])


def sliced(dim: Dim | int, s: slice) -> Dim | int:
    """The dimension of ``x[s]``: slices that drop as many items have the same one."""
    parts = (s.start, s.stop, s.step)
    if not all(p is None or isinstance(p, int) for p in parts):
        return Dim(("slice", dim, str(parts)))
    if isinstance(dim, int):
        return len(range(*s.indices(dim)))
    start, stop = s.start or 0, s.stop
    if s.step in (None, 1) and start >= 0 and (stop is None or stop < 0):
        dropped = start - (stop or 0)
        return Dim(("drop", dim, dropped)) if dropped else dim
    if parts == (None, None, -1):
        return dim
    return Dim(("slice", dim, parts))
