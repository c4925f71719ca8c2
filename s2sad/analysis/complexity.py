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

# What is said of the results of functions that make complex numbers of real ones.
COMPLEX = {"spectrum", "half_spectrum", "spectra", "half_spectra", "lambertw", "complex_eigenvalues", "complex_eigen",
           "eigen_any", None}


def may_be_complex(function: Function) -> bool:
    """Whether a value of a function is complex, or comes out of a call of which nothing is known."""
    functions, seen = [function], {function}
    for f in functions:
        if any(is_complex(p.kind) for p in f.params):
            return True
        for op in walk(f.body):
            callee = op.callee if isinstance(op, Call) else None
            if any(is_complex(v.kind) for v in (*op.operands, *op.results)) or callee is not None and is_opaque(
                    callee) and any(r.kind == UNKNOWN for r in op.results):
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
    return not registry.known(callee) or makes_complex(callee)



def makes_complex(callee: Any) -> bool:
    """Whether a function that has a rule makes complex numbers of real ones: a transform, eigenvalues, a root."""
    return registry.properties_of(callee).kind in COMPLEX
