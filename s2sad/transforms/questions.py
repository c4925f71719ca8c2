"""The questions that rules ask at compile time (``rules.static``), answered from kinds."""
from __future__ import annotations

import operator
from typing import Any

from ..ir import kinds, primitives
from ..ir.core import Const, Value
from ..ir.kinds import UNKNOWN, Array, Object, Scalar, dims, rank, same_shape
from ..rules import static
from .abstract import ListOf, Ref, TupleOf


def known_rank(s: Any, x: Any) -> Const:
    return Const(rank(s.kind(x) or UNKNOWN))


def known_number(s: Any, x: Any) -> Const:
    return Const(x.value if isinstance(x, Const) and isinstance(x.kind, Scalar) else None)


def drops_derivatives(s: Any, x: Any) -> Const:
    try:
        return Const(isinstance(x, Const) and static.drops_derivatives(x.value))
    except TypeError:
        return Const(False)


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


def is_double(s: Any, x: Any) -> Const:
    kind = s.kind(x) or UNKNOWN
    return Const(isinstance(kind, (Scalar, Array)) and kind.dtype == "float64")


def is_object(s: Any, x: Any) -> Const:
    return Const(isinstance(s.kind(x), Object))


def is_display(s: Any, x: Any) -> Const:
    return Const(s.static_items(x) is not None and not (isinstance(x, Const) and isinstance(x.value, str)))


def is_given(s: Any, x: Any) -> Const:
    if isinstance(x, Ref):
        x = s.heap[x]
    if isinstance(x, (TupleOf, ListOf)):
        return Const(all(is_given(s, v).value for v in x.items))
    op = s.builder.made.get(x) if isinstance(x, Value) else None
    if op is not None and op.callee is operator.getitem:
        return is_given(s, op.operands[0])
    return Const(isinstance(x, Const) or op is not None and op.callee in (primitives.load_global, primitives.load_cell))


def shaped_like(s: Any, x: Any, like: Any) -> Any:
    have, wanted = s.kind(x), s.kind(like)
    if isinstance(have, Array) and isinstance(wanted, Array) and not isinstance(x, Const) and rank(have) is not None \
            and rank(have) == rank(wanted):
        x.kind = Array(have.dtype, wanted.dims)
    return x


def is_narrower(s: Any, a: Any, b: Any) -> Const:
    have, wanted = (dims(s.kind(x) or UNKNOWN) for x in (a, b))
    return Const(have is not None and wanted is not None and any(n == 1 != m for n, m in zip(have, wanted)))


def is_none(s: Any, x: Any) -> Const:
    return Const(isinstance(x, Const) and x.value is None)


def is_empty(s: Any, x: Any) -> Const:
    return Const(isinstance(x, Const) and len(x.value) == 0)


def refuse(s: Any, message: Any) -> Const:
    raise s.refuse(message.value, code="S2SAD403")


def of_functions(name: str) -> Any:
    """An answer of ``lifting.py``, which knows how to differentiate, and so cannot be imported here."""
    def answer(s: Any, *args: Any, **kwargs: Any) -> Any:
        from . import lifting
        return getattr(lifting, name)(s, *args, **kwargs)
    return answer


ANSWERS: dict[Any, Any] = {
    static.known_rank: known_rank, static.known_number: known_number, static.is_python_number: is_python_number,
    static.known_same_shape: known_same_shape, static.is_complex: is_complex, static.is_floating: is_floating,
    static.is_object: is_object, static.is_given: is_given, static.shaped_like: shaped_like,
    static.drops_derivatives: drops_derivatives, static.is_display: is_display, static.is_none: is_none,
    static.is_narrower: is_narrower, static.is_empty: is_empty, static.is_double: is_double,
    static.refuse: refuse,
    **{getattr(static, name): of_functions(name)
       for name in (
        "lifted", "arity", "operation", "pushed", "pulled", "varies", "varying", "picked", "spread")},
}
