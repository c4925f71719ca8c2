"""Refuses what is not holomorphic, where a complex derivative ``f'(z)`` is asked for.

    return z * np.conj(z)           z_bar = g * np.conj(z) + np.conj(g * z)     refused: conjugates g

A function is holomorphic where its differential is linear over the complex numbers (the Cauchy-Riemann
equations; Ahlfors, *Complex Analysis*, 3rd ed., section 2.1.2).  A sweep is linear over the real numbers as it is
made; it is over the complex ones if nothing that depends on its seed is conjugated, or is real.
"""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..analysis.activity import varied
from ..errors import UnsupportedError
from ..ir.core import Block, Call, Function, Value, substitute, walk
from ..ir.kinds import Array, Scalar
from ..runtime import conjugate_leaves
from .adjoint import Reversed

# What is linear over the real numbers alone.
REAL = {np.conj, np.real, np.imag, np.vdot, conjugate_leaves}


def refuse_others(sweep: Block, seeds: Iterable[Value], seen: set[Function] | None = None) -> None:
    """Raise ``UnsupportedError`` where a sweep is not linear over the complex numbers in its seeds."""
    seen = set() if seen is None else seen
    active = varied(Function("", [], sweep), seeds)
    for op in walk(sweep):
        if not isinstance(op, Call) or active.isdisjoint(op.operands):
            continue
        if op.callee in REAL or any(is_real(v) for v in op.results if v in active):
            raise UnsupportedError(
                "this is not holomorphic, so it has no complex derivative", op.site.location if op.site else None,
                "it depends on a conjugate, a modulus, or a real or imaginary part; take the gradient of a real number "
                "without holomorphic=True, or use jvp or vjp", code="S2SAD404")
        if isinstance(op.callee, Function) and op.callee not in seen:
            seen.add(op.callee)
            refuse_others(op.callee.body, op.callee.params, seen)


def plant(swept: Reversed, seed: Value, one: Value) -> None:
    """Let the sweep of a holomorphic function start from ``one``; others are refused."""
    refuse_others(swept.sweep, [seed])
    substitute(swept.sweep, {seed: one})
    swept.cotangents = {v: one if g is seed else g for v, g in swept.cotangents.items()}


def is_real(v: Any) -> bool:
    return isinstance(v.kind, (Scalar, Array)) and v.kind.dtype.startswith("float")
