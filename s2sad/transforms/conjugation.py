"""Complex cotangents, conjugated where they enter and leave a derivative.

    grad of np.abs(z) ** 2          z_bar = 2 * np.conj(z)          return 2 * z

Inside the sweep a cotangent ``g`` pairs with a differential without conjugation: the loss changes by
``Re(sum(g * dz))``.  So the transpose of a product with ``w`` is the product with ``w``, and every rule
serves real and complex numbers as it is.  Users are given the gradient ``dL/dRe z + i dL/dIm z``, which is the
conjugate of that, as in PyTorch.
"""
from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..ir.core import Const, Value
from ..ir.kinds import UNKNOWN, Array, Dict, Kind, List, Scalar, Tuple, is_complex, may_hold_complex
from ..runtime import conjugate_leaves, zeros_like
from .algebra import ZERO, identity
from .build import Builder

ZEROS = {zeros_like, np.zeros_like}
CASTS = {np.ndarray.astype, np.complex64, np.complex128}
LINEAR = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg}


def conjugated(builder: Builder, g: Value, like: Kind) -> Value:
    """A cotangent, as users see it, from the one of the sweep, or the other way round; of what is of kind ``like``.

    One of unknown kind is conjugated where it may be complex: see ``analysis.complexity``.
    """
    kind = g.kind
    if isinstance(like, Scalar) and is_complex(like) and isinstance(kind, Scalar) and (
            not is_complex(kind) or like.python is False and kind.python is not False):
        number = complex if like.python is True else getattr(np, like.dtype)
        value = conjugated(builder, g, kind)
        return builder.call(number, value, kind=Scalar(like.dtype, like.python))
    if kind == UNKNOWN and is_complex(like):
        return builder.call(np.conj, g, kind=like)
    if isinstance(kind, (Tuple, Dict, List)) and may_hold_complex(kind) or kind == UNKNOWN and builder.complex:
        return builder.call(conjugate_leaves, g, kind=kind)
    if not is_complex(kind):
        return g
    if isinstance(g, Const):
        return Const(g.value.conjugate() + 0.0)         # without a negative zero
    if isinstance(kind, Scalar) and kind.python is not False:
        simpler = conjugate_of(builder, g)
        return simpler if simpler is not None else builder.call(np.conj, g, spelling="method")
    return builder.call(np.conj, g)


@identity(np.conj)
def conjugate_inwards(b: Builder, x: Value, **_: Any) -> Value | None:
    """conj(conj(x)) = x, conj(conj(x) y) = x y for real y"""
    return conjugate_of(b, x)


def real_beside(callee: Any) -> Any:
    """(1 + 0j) · z = 1.0 · z: beside what is complex anyway, a constant may be real."""
    def simpler(b: Builder, x: Value, y: Value, **_: Any) -> Value | None:
        for v, other in ((x, y), (y, x)):
            if isinstance(v, Const) and type(v.value) is complex and v.value.imag == 0 and is_complex(other.kind):
                real = Const(v.value.real)
                return b.call(callee, real, y) if v is x else b.call(callee, x, real)
        return None
    return simpler


for _callee in (operator.add, operator.sub, operator.mul, operator.truediv):
    identity(_callee)(real_beside(_callee))


def conjugate_of(b: Builder, x: Value) -> Value | None:
    """The conjugate of a value where it costs nothing: of what is real, or was conjugated itself."""
    if x is ZERO or isinstance(x.kind, (Scalar, Array)) and x.kind.dtype.startswith(("float", "int", "bool")):
        return x
    if isinstance(x, Const):
        return Const(x.value.conjugate()) if type(x.value) is complex else None
    op = b.made.get(x)
    if op is None:
        return None
    if op.callee is np.conj:
        return op.operands[0]
    if op.callee in ZEROS:
        return x
    if op.callee in CASTS and isinstance(op.operands[0].kind, (Scalar, Array)) and op.operands[0].kind.dtype.startswith(
            "float"):
        return x
    if op.callee in LINEAR:
        parts = [conjugate_of(b, v) for v in op.operands]
        if all(p is not None for p in parts):
            return b.call(op.callee, *[p for p in parts if p is not None])
    return None
