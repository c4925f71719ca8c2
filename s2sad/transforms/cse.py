"""Common subexpressions: what was computed before, with the same operands, is read again.

    %a = np.cos(%z)
    %b = np.cos(%z)         (reads of %b become reads of %a)
"""
from __future__ import annotations

import operator
from typing import Any

from ..ir import primitives
from ..ir.core import Block, Call, Const, Function, Value, walk
from ..ir.kinds import List, Object
from ..rules import registry
from ..runtime import copied, zeros_like
from .dce import PURE
from .rollback import is_store, written_versions
from .surgery import appends

FRESH = {zeros_like, copied, primitives.make_list, primitives.make_dict, primitives.appended, primitives.replaced,
         primitives.without_last}


def _key(v: Value) -> Any:
    if isinstance(v, Const):
        try:
            return ("const", type(v.value), repr(v.value) if isinstance(v.value, (float, complex, slice, tuple))
                    else hash(
                v.value) and v.value, id(v.value) if callable(v.value) else 0)
        except TypeError:
            return ("object", id(v.value))
    return v


def merge(function: Function) -> Function:
    """Merge equal pure calls, in place; an inner block sees what outer ones computed before it."""
    replace: dict[Value, Value] = {}
    written = written_versions(function.body)
    logs = appends(function.body)       # a list from outside may have changed between two readings
    written |= {op.operands[0] for op in walk(function.body) if is_store(op)}

    def visit(block: Block, outer: dict[Any, Value]) -> None:
        seen = dict(outer)
        kept: list[Any] = []
        for op in block.ops:
            op.operands = [replace.get(v, v) for v in op.operands]
            if isinstance(op, Call) and op.results and _mergeable(op, written) and not (
                    logs and any(isinstance(v.kind, List) for v in op.operands)):
                key = (op.callee, op.keywords, *map(_key, op.operands))
                try:
                    earlier = seen.get(key)
                except TypeError:
                    kept.append(op)
                    continue
                if earlier is not None and (earlier.name is None or op.result.name is None
                                            or earlier.name == op.result.name
                                            or op.sweep == "adjoint"):
                    replace[op.result] = earlier
                    if earlier.name is None:
                        earlier.name = op.result.name
                    continue
                seen.setdefault(key, op.result)
            for inner in op.blocks:
                visit(inner, seen)
            kept.append(op)
        block.ops[:] = kept
        block.yields = [replace.get(v, v) for v in block.yields]
    visit(function.body, {})
    return function


def _mergeable(op: Call, written: set[Value]) -> bool:
    if isinstance(op.callee, Function) or op.callee in FRESH:
        return False
    if op.callee is getattr and isinstance(op.operands[0].kind, Object):
        return False                    # `rng.normal` is written where it is called
    if op.callee is operator.getitem and op.sweep in ("", "tangent") and op.operands[0] in written:
        return False                    # of an array that is written: read where the user reads it
    if op.callee in PURE or op.callee is operator.getitem:
        return op.callee not in (primitives.load_global, primitives.load_cell)
    p = registry.properties_of(op.callee)
    return p.pure and p.kind not in ("created", "like_first")
