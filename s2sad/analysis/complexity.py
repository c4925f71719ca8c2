"""Whether something in a program may be complex, so that what is of unknown kind must be taken to be.

    t = load(path)          load is opaque: t may be complex
    y = np.abs(x * t)       and so may be x * t, though x is real
"""
from __future__ import annotations

from typing import Any

from ..ir import primitives
from ..ir.core import Call, Function, walk
from ..ir.kinds import UNKNOWN, is_complex
from ..rules import registry


def may_be_complex(function: Function) -> bool:
    """Whether a value of a function is complex, or comes out of a call of which nothing is known."""
    functions, seen = [function], {function}
    for f in functions:
        if any(is_complex(p.kind) for p in f.params):
            return True
        for op in walk(f.body):
            callee = op.callee if isinstance(op, Call) else None
            if any(is_complex(r.kind) or r.kind == UNKNOWN and callee is not None and is_opaque(callee)
                   for r in op.results):
                return True
            if isinstance(callee, Function) and callee not in seen:
                seen.add(callee)
                functions.append(callee)
    return False


def is_opaque(callee: Any) -> bool:
    """Whether a call may make complex numbers of real ones, for all that is known of it."""
    if isinstance(callee, Function) or callee in vars(primitives).values() and callee is not primitives.call:
        return False
    name = getattr(callee, "__module__", None) or ""
    if registry.is_constant(callee):        # a user's own, of which nothing else is said
        return name.partition(".")[0] not in ("numpy", "builtins", "_operator", "math", "s2sad")
    return not registry.known(callee)
