"""Surgery: the user's own code in the adjoint sweep.

    forward                                     adjoint
    %change = define(%g) { … yield %h }
    %y = with_adjoint %x, %change               … (what `change` does to %y_bar, inlined)
    %r = np.sin %y                              %x_bar = %h

What changes an adjoint is run abstractly where it stands, into a function inside the function, so that it
sees the program's variables as they are there.  The adjoint sweep takes a copy of its operations; what they
read of the forward sweep are residuals like any other.  Forward mode passes the tangent on.
"""
from __future__ import annotations

from typing import Any

from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, Function, Value, clone_block, substitute, walk
from ..ir.kinds import UNKNOWN, Array, Object, Scalar, dims, same_shape
from ..runtime.outputs import adjoint_like
from .abstract import Conflict, Ref, TupleOf
from .conjugation import conjugated
from .cotangents import conformed, tangent_kind

LOGGING = (list.append, list.extend)        # as effects: on lists that come from outside


# -- where the program is specialised ------------------------------------------------------


def changed(s: Any, x: Any, change: Any) -> Any:
    """The abstract result of ``with_adjoint(x, change)``."""
    if s.in_adjoint:
        raise s.refuse("the adjoint is changed inside the change of an adjoint", "change it in one place",
                       code="S2SAD214")
    if isinstance(x, (TupleOf, Ref)):
        raise s.refuse("only a number or an array has an adjoint that can be changed, and this is a structure",
                       "name one of its items or attributes", code="S2SAD214")
    if isinstance(change, Value) and (isinstance(change.kind, (Scalar, Array)) or isinstance(
            change, Const) and not callable(change.value)):
        raise s.refuse("with_adjoint takes a function that changes the adjoint, and this is "
                       f"{repr(change.value) if isinstance(change, Const) else _named(change.kind)}",
                       "with_adjoint(x, lambda x_bar: …)", code="S2SAD214")
    value = s.materialise(x)
    if isinstance(value, Const):            # nothing varies here
        return x
    kind = tangent_kind(value)
    if value.kind != UNKNOWN and not (isinstance(value.kind, (Scalar, Array)) and value.kind.dtype.startswith(
            ("float", "complex", "number"))):
        raise s.refuse(f"only floats have an adjoint that can be changed, and this is {_named(value.kind)}",
                       "leave it out", code="S2SAD214")
    result = Value(None, value.kind)
    bar = Value(f"{value.name}_bar" if value.name else None, kind)
    body = Block(params=[bar])
    heap, builder = s.heap, s.builder
    s.heap, s.in_adjoint = dict(heap), True
    try:
        with builder.into(body):
            given = s.apply(change, [bar], {})
            new = bar if isinstance(given, Const) and given.value is None else given
            if isinstance(new, (TupleOf, Ref, Conflict)):
                raise s.refuse("what changes an adjoint returns one number or array, or None to leave it as it is",
                               code="S2SAD214")
            body.yields = [checked(s, s.materialise(new), bar)]
        if any(s.heap[ref] is not contents and not (ref in s.frozen and isinstance(s.heap[ref], Conflict))
               for ref, contents in heap.items()):
            raise s.refuse("what changes an adjoint writes to an array, list, dict or object of the function",
                           "it runs in the adjoint sweep, when the function is done: write to something of its own, "
                           "or append to a list from outside the function", code="S2SAD214")
    finally:
        s.heap, s.in_adjoint = heap, False
    function = Value("change", Object(type(changed)))
    builder.append(Define(operands=[], results=[function], body=body, name="change"))
    builder.append(Call(operands=[value, function], results=[result], callee=primitives.with_adjoint))
    if s.is_array(result):
        s.relate(result, value)
        s.pass_on(value, result)
    return result


def checked(s: Any, new: Value, bar: Value) -> Value:
    """A changed adjoint, which must have the shape of the one before."""
    if s.builder.made_by(new, print) is not None:       # it returns None
        return bar
    if new is bar or new.kind == bar.kind != UNKNOWN:
        return new
    have, wanted = dims(new.kind), dims(bar.kind)
    if new.kind != UNKNOWN and not isinstance(new.kind, (Scalar, Array)) or have is not None and wanted is not None \
            and len(have) != len(wanted):
        raise s.refuse(f"what changes an adjoint returns {_named(new.kind)}, and the adjoint is {_named(bar.kind)}",
                       "return an adjoint of the same shape, or None to leave it as it is", code="S2SAD214")
    if have is not None and wanted is not None and same_shape(new.kind, bar.kind):
        return new
    return s.builder.call(adjoint_like, new, bar, kind=new.kind if have is not None else bar.kind)


def _named(kind: Any) -> str:
    words = str(kind)
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


# -- where it is differentiated ------------------------------------------------------------


def inlined(adjoint: Any, op: Call, bar: Value) -> Value:
    """The cotangent of what was changed, after the change: its operations are appended to the sweep."""
    define = adjoint.producers[op.operands[1]]
    builder, kind = adjoint.builder, op.operands[0].kind
    copy = clone_block(define.body, {})
    substitute(copy, {copy.params[0]: conjugated(builder, bar, kind)})     # as users know adjoints
    for o in walk(Block(ops=copy.ops)):
        o.sweep = "surgery" if isinstance(o, Call) else "adjoint"
    builder.block.ops.extend(copy.ops)
    return conformed(builder, conjugated(builder, copy.yields[0], kind), op.operands[0])


def appends(block: Block) -> bool:
    """Whether changes of adjoints append to lists from outside."""
    return any(isinstance(op, Call) and op.callee in LOGGING for op in walk(block))


def settle(block: Block) -> dict[Value, Value]:
    """Mark, in place, that the changes of adjoints have been made; what each result is the same as."""
    gone: set[Value] = set()
    same: dict[Value, Value] = {}
    for op in walk(block):
        if isinstance(op, Call) and op.callee is primitives.with_adjoint:
            gone.add(op.operands[1])
            op.callee, op.operands = primitives.same, op.operands[:1]
        if isinstance(op, Call) and op.callee is primitives.same:
            x = op.operands[0]
            same[op.result] = x = same.get(x, x)
            x.name = x.name or op.result.name
    if gone:
        _remove(block, lambda op: isinstance(op, Define) and op.result in gone)
    return same


def drop(function: Function) -> Function:
    """Remove, in place, what marks that adjoints were changed, in the functions that are called too."""
    seen: set[Function] = set()
    stack = [function]
    while stack:
        f = stack.pop()
        if f in seen:
            continue
        seen.add(f)
        same = settle(f.body)
        if same:
            _remove(f.body, lambda op: isinstance(op, Call) and op.callee is primitives.same)
            substitute(f.body, same)
        stack.extend(op.callee for op in walk(f.body) if isinstance(op, Call) and isinstance(op.callee, Function))
    return function


def _remove(block: Block, unwanted: Any) -> None:
    block.ops[:] = [op for op in block.ops if not unwanted(op)]
    for op in block.ops:
        for inner in op.blocks:
            _remove(inner, unwanted)

