"""The questions that rules ask at compile time (``rules.static``), answered from kinds."""
from __future__ import annotations

from typing import Any

from ..ir import kinds
from ..ir.core import Const
from ..ir.kinds import UNKNOWN, Array, Object, Scalar, rank, same_shape
from ..rules import static


def known_rank(s: Any, x: Any) -> Const:
    return Const(rank(s.kind(x) or UNKNOWN))


def known_number(s: Any, x: Any) -> Const:
    return Const(x.value if isinstance(x, Const) and isinstance(x.kind, Scalar) else None)


def is_python_number(s: Any, x: Any) -> Const:
    kind = s.kind(x)
    return Const(isinstance(kind, Scalar) and kind.python is True)


def known_same_shape(s: Any, a: Any, b: Any) -> Const:
    return Const(same_shape(s.kind(a) or UNKNOWN, s.kind(b) or UNKNOWN))


def is_complex(s: Any, x: Any) -> Const:
    kind = s.kind(x) or UNKNOWN
    return Const(s.builder.complex if kind == UNKNOWN else kinds.is_complex(kind))


def is_floating(s: Any, x: Any) -> Const:
    kind = s.kind(x) or UNKNOWN
    return Const(isinstance(kind, (Scalar, Array)) and kind.dtype.startswith(("float", "complex")))


def is_object(s: Any, x: Any) -> Const:
    return Const(isinstance(s.kind(x), Object))


def is_display(s: Any, x: Any) -> Const:
    return Const(s.static_items(x) is not None)


def is_none(s: Any, x: Any) -> Const:
    return Const(isinstance(x, Const) and x.value is None)


ANSWERS: dict[Any, Any] = {
    static.known_rank: known_rank, static.known_number: known_number, static.is_python_number: is_python_number,
    static.known_same_shape: known_same_shape, static.is_complex: is_complex, static.is_floating: is_floating,
    static.is_object: is_object,
    static.is_display: is_display, static.is_none: is_none,
}
