"""Of a matrix that is decomposed anyway, eigenvalues and singular values are not computed once more.

    %w = np.linalg.eigvalsh %a          %e = np.linalg.eigh %a
    …                               →   %w = getitem %e, 0
    %e = np.linalg.eigh %a              …

They round otherwise, so those that are seen to the last bit stay what they are.
"""
from __future__ import annotations

import operator
import sys
from typing import Any

import numpy as np

from ..ir.core import Block, Call, Const, Function, Value
from .cse import merge
from .observed import seen

Key = tuple[Any, ...]


def decompose_once(function: Function, shown: tuple[int, ...]) -> Function:
    """Take values from decompositions, in place; ``shown`` are the items of the result that are values."""
    found: list[tuple[Call, list[Block]]] = []
    _collect(function.body, [], found)
    wholes: dict[Key, list[tuple[Call, list[Block]]]] = {}
    for op, chain in found:
        wholes.setdefault(key(op.callee, op.operands, op.keywords), []).append((op, chain))
    wanted = [(op, chain, whole) for op, chain in found for whole in [whole_of(op)]
              if whole is not None and key(*whole[:3]) in wholes]
    if not wanted:
        return function
    visible = seen(function, shown)
    for op, chain, (callee, operands, keywords, item) in wanted:
        near = [o for o, c in wholes[key(callee, operands, keywords)] if chain[-1] in c or c[-1] in chain]
        if near and (op.sweep or op.result not in visible):
            both = Value(None, near[0].result.kind)
            chain[-1].ops.insert(chain[-1].ops.index(op), Call(
                operands=operands, results=[both], callee=callee, keywords=keywords, site=op.site, sweep=op.sweep))
            op.callee, op.operands, op.keywords = operator.getitem, [both, Const(item)], ()
    return merge(function)


def _collect(block: Block, chain: list[Block], found: list[tuple[Call, list[Block]]]) -> None:
    linalg = sys.modules.get("scipy.linalg")
    of_scipy = set() if linalg is None else {linalg.eigh, linalg.svd}
    callees = {np.linalg.eigh, np.linalg.eigvalsh, np.linalg.svd, *of_scipy}
    for op in block.ops:
        if isinstance(op, Call) and op.callee in callees:
            found.append((op, [*chain, block]))
        for inner in op.blocks:
            _collect(inner, [*chain, block], found)


def key(callee: Any, operands: list[Value], keywords: tuple[str, ...]) -> Key:
    """What calls have in common that are equal."""
    n = len(operands) - len(keywords)
    said = [("const", v.value) if isinstance(v, Const) else id(v) for v in operands]
    return (callee, *said[:n], frozenset(zip(keywords, said[n:])))


def whole_of(op: Call) -> tuple[Any, list[Value], tuple[str, ...], int] | None:
    """The decomposition that a call gives the values of, and where in its result they stand."""
    if op.callee is np.linalg.eigvalsh:
        return np.linalg.eigh, op.operands, op.keywords, 0
    given = op.kwargs
    if op.callee is not np.linalg.eigh and is_false(given.get("compute_uv")) and len(op.args) == 1:
        return op.callee, [op.args[0], Const(False)], ("full_matrices",), 1
    only = given.pop("eigvals_only", None)
    if isinstance(only, Const) and only.value is True:
        return op.callee, [*op.args, *given.values()], tuple(given), 0
    return None


def is_false(v: Value | None) -> bool:
    """Whether a keyword argument is certainly False."""
    return isinstance(v, Const) and v.value is False
