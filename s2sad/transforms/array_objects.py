"""Arrays as objects: what a write changes, and who else sees it.

    b = a[1:]           b is a view: of the object `a`, by one step
    b *= 3.0            %a.1 = replaced %a, 1:, (mul (getitem %a, 1:), 3.0)
    return a.sum()      %s = np.sum %a.1

SSA values never change, so an array that is written becomes a new value at each write: a *version* of
the object.  An object is named by its first version, and the specialiser's heap says which version is
the present one.  A view is looked at again wherever it is read after its base has changed.  Where two
objects may share memory and nobody can tell, writing one makes reading the other an error.
"""
from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..analysis.memory import COPYING, FRESH
from ..ir import primitives
from ..ir.core import Block, Call, Const, Op, Unbound, Value
from ..ir.kinds import Array, List, Scalar, Tuple, dims, is_complex, is_many
from ..rules import registry
from ..runtime import copied
from ..runtime.outputs import check_view
from .abstract import Conflict, DictOf, ListOf, Ref, TupleOf, leaves
from .structures import Structures
from .views import (
    MAYBE_VIEWING,
    VIEWING,
    Step,
    View,
    casts_to_copy,
    is_basic,
    is_whole,
    name_of,
    same_dims,
    turning,
)

IN_ORDER = {np.zeros, np.ones, np.empty, np.full, np.arange, np.linspace}       # made in C order
HELD = "it is held in a list whose items are not known one by one"


@dataclass(frozen=True, slots=True)
class Same:
    """The state of a loop's variable that holds one object on every trip."""

    object: Value


class ArrayObjects(Structures):
    """Arrays that are written: objects, their versions, their views, and who may share memory."""

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.owner: dict[Value, Value] = {}             # version -> object
        self.view_of: dict[Value, View] = {}
        self.overlaps: dict[Value, set[Value]] = {}     # objects that may share memory
        self.kept: dict[Value, str] = {}                # objects that may not be written, and why
        self.outside: set[Value] = set()                # arrays that are arguments
        self.must_be_views: dict[Value, Value] = {}     # view -> of what, to be checked when the program runs
        self.must_be_in_order: dict[Value, None] = {}
        self.taken_for_copies: dict[Value, Value] = {}  # result of reshaping -> of what
        self.written: set[Value] = set()                # objects that were written at all
        self.parameters_made: set[Value] = set()        # parameters of the present run of a loop's body
        self.could_follow = False                       # whether ``Choices`` may tell what is not known here

    def object_of(self, v: Value) -> Value:
        return self.owner.get(v, v)

    def current(self, v: Value) -> Value:
        """The present version of an array, or of anything else the value itself."""
        v = self.owner.get(v, v)
        contents = self.heap.get(v)
        if isinstance(contents, Conflict):
            raise self.refuse(contents.reason, "make a copy where the second name is given: `b = a.copy()`",
                              code="S2SAD302")
        if contents is not None:
            return contents
        view = self.view_of.get(v)
        if view is None:
            return v
        base = self.current(view.root)
        if base is view.version:
            return v
        self.rely_on(v, view)
        again = self.look(base, view.steps)
        again.name = again.name or v.name
        self.owner[again] = v
        return again

    def poisoned(self, v: Any) -> Conflict | None:
        """Why an array cannot be read any more, if so."""
        if not isinstance(v, Value) or isinstance(v, Const):
            return None
        for w in (self.object_of(v), self.root(v)):
            contents = self.heap.get(w)
            if isinstance(contents, Conflict):
                return contents
        return None

    def look(self, base: Value, steps: Iterable[Step]) -> Value:
        """What a view of ``base`` shows."""
        for step in steps:
            base = self.builder.call(step.callee, base, *step.operands, keywords=step.keywords)
        return base

    def materialise(self, value: Any) -> Value:
        return self.current(value) if isinstance(value, Value) else super().materialise(value)

    # -- new objects ---------------------------------------------------------------------

    def primitive(self, callee: Any, args: list[Any], kwargs: dict[str, Any], spelling: str = "") -> Any:
        result = super().primitive(callee, args, kwargs, spelling)
        self.note(callee, args, kwargs, result)
        return result

    def note(self, callee: Any, args: list[Any], kwargs: dict[str, Any], result: Any) -> None:
        """Remember what a new array may share memory with."""
        if not isinstance(result, Value) and callee is not operator.getitem:
            self.note_several(callee, args, result)
        if not isinstance(result, Value) or isinstance(result, Const) or isinstance(
                result.kind, Scalar) or result in self.owner or result in self.view_of:
            return
        kind = registry.properties_of(callee).kind
        arrays = [v for v in args if isinstance(v, Value) and isinstance(v.kind, Array) and not isinstance(v, Const)]
        first = args[0] if args else None
        if callee is operator.getitem:
            if isinstance(first, Ref) or isinstance(first, Value) and not isinstance(first.kind, Array):
                self.keep(result, HELD)
                return
            index = args[1] if isinstance(args[1], Value) else self.materialise(args[1])
            basic = is_basic(index)
            if basic is False:
                return
            if basic and isinstance(first, Value):
                return self.note_view(first, Step(callee, (index,)), result)
        elif kind in FRESH and callee is not operator.pos or callee in COPYING or casts_to_copy(callee, kwargs):
            return
        elif kind in MAYBE_VIEWING and isinstance(first, Value) and self.flattens_turned(first, result):
            self.taken_for_copies[result] = self.root(first)
            return
        elif kind == "part_of" and isinstance(first, Value) and isinstance(first.kind, Array) and is_complex(
                first.kind):
            return self.note_view(first, Step(callee, ()), result)
        elif kind in VIEWING or kind in MAYBE_VIEWING and isinstance(first, Value) and isinstance(first.kind, Array):
            rest = tuple(self.materialise(v) for v in [*args[1:], *kwargs.values()])
            return self.note_view(args[0], Step(callee, rest, tuple(kwargs)), result)
        for v in arrays:
            self.relate(result, v)

    def note_several(self, callee: Any, args: list[Any], result: Any) -> None:
        """Remember what the arrays of a list or tuple may share memory with: ``np.split`` makes views."""
        given = [v for a in args for v in self.arrays_in(a) if isinstance(v.kind, Array) and not isinstance(v, Const)]
        for v in self.arrays_in(result):
            for array in given:
                if isinstance(v.kind, Array):
                    self.relate(v, array)
                elif isinstance(v.kind, List) and isinstance(v.kind.item, Array):
                    self.keep(array, HELD)

    def wrap(self, value: Value) -> Any:
        found = super().wrap(value)
        if found is value and isinstance(value.kind, Array) and self.from_list(value):
            self.keep(value, HELD)
        return found

    def from_list(self, v: Value) -> bool:
        """Whether a value is read from a list of which nobody knows what else holds its items."""
        op = self.builder.made.get(v)
        while op is not None and op.callee is operator.getitem and not isinstance(op.operands[0].kind, Array):
            if isinstance(op.operands[0].kind, List) or not isinstance(op.operands[1], Const):
                return True
            op = self.builder.made.get(op.operands[0])
        return False

    def note_view(self, base: Value, step: Step, result: Value) -> None:
        base = self.object_of(base)
        view = self.view_of.get(base)
        root, steps = (view.root, view.steps) if view is not None else (base, ())
        self.view_of[result] = View(root, (*steps, step), self.current(root))
        if root in self.kept:
            self.kept[result] = self.kept[root]

    def flattens_turned(self, base: Value, result: Value) -> bool:
        """Whether a transposed array is made a vector: a copy, if the array is in C order."""
        view = self.view_of.get(self.object_of(base))
        if view is None or len(view.steps) != 1 or len(dims(result.kind) or ()) != 1:
            return False
        axes, shape = turning(view.steps[0], view.root), dims(view.root.kind)
        op = self.builder.made.get(view.root)
        in_order = view.root in self.outside or op is not None and op.callee in {*IN_ORDER, copied, np.copy} and (
            "order" not in op.keywords)
        return in_order and axes is not None and list(axes) != sorted(axes) and shape is not None and all(
            is_many(d) or type(d) is int and d > 1 for d in shape)

    def rely_on(self, v: Value, view: View) -> None:
        """Reshaping may copy: where it matters, that is found out when the program runs."""
        maybe = [i for i, step in enumerate(view.steps) if registry.properties_of(step.callee).kind in MAYBE_VIEWING]
        if not maybe:
            return
        op = self.builder.made.get(view.root)
        if op is not None and op.callee in IN_ORDER and "order" not in op.keywords and maybe == list(range(len(maybe))):
            return                                  # whole, in order, and only reshaped: a view
        if view.root in self.outside and view.version is not view.root:
            self.must_be_in_order[view.root] = None     # what is reshaped is our copy of it, which is
        self.must_be_views[v] = view.version

    def relate(self, a: Value, b: Value) -> None:
        """Note that two arrays may share memory."""
        a, b = self.root(a), self.root(b)
        for other in [b, *self.overlaps.get(b, ())]:
            if other is not a:
                self.overlaps.setdefault(a, set()).add(other)
                self.overlaps.setdefault(other, set()).add(a)

    def relations(self) -> dict[Value, set[Value]]:
        """What is known now of who may share memory."""
        return {v: set(others) for v, others in self.overlaps.items()}

    def forget(self, relations: dict[Value, set[Value]]) -> None:
        """Go back to what was known before: what was made since is gone."""
        self.overlaps = {v: set(others) for v, others in relations.items()}

    def unrelate(self, a: Value, b: Value) -> None:
        """Two arrays are known not to share memory, whatever each may share it with."""
        self.overlaps.get(a, set()).discard(b)
        self.overlaps.get(b, set()).discard(a)

    def root(self, v: Value) -> Value:
        """The object whose memory an array's is."""
        v = self.object_of(v)
        view = self.view_of.get(v)
        return view.root if view is not None else v

    def related(self, a: Value, b: Value) -> bool:
        a, b = self.root(a), self.root(b)
        return a is b or b in self.overlaps.get(a, ())

    def pass_on(self, v: Value, to: Value) -> None:
        """What may not be written may not be written under another name either."""
        root = self.root(v)
        if root in self.kept:
            self.kept.setdefault(to, self.kept[root])

    # -- items of items ------------------------------------------------------------------

    def row_of(self, v: Value) -> tuple[Value, list[Value]] | None:
        """The array and whole-number index of which an array is an item: ``a[i]``, a row."""
        view = self.view_of.get(self.object_of(v))
        if view is None or len(view.steps) != 1 or view.steps[0].callee is not operator.getitem:
            return None
        parts = self.parts_of_index(view.steps[0].operands[0])
        return (view.root, parts) if all(isinstance(p.kind, Scalar) for p in parts) else None

    def parts_of_index(self, index: Value) -> list[Value]:
        if isinstance(index, Const):
            return [Const(p) for p in index.value] if isinstance(index.value, tuple) else [index]
        made = self.builder.made_by(index, primitives.make_tuple)
        return list(made.operands) if made is not None else [index]

    def joined_index(self, row: list[Value], index: Value) -> Value | None:
        """The index of ``a[i][j]`` in ``a``: ``a[i, j]``."""
        if not is_basic(index) or isinstance(index.kind, Tuple) and not isinstance(index, Const) and \
                self.builder.made_by(index, primitives.make_tuple) is None:
            return None
        return self.builder.call(primitives.make_tuple, *row, *self.parts_of_index(index))

    # -- writing -------------------------------------------------------------------------

    def write(self, target: Value, index: Any, value: Any) -> None:
        """``target[index] = value``"""
        index = self.materialise(index)
        v = self.stored_value(value)
        target = self.object_of(target)
        view = self.view_of.get(target)
        turned = view is not None and any(registry.properties_of(s.callee).kind in VIEWING for s in view.steps)
        if is_whole(index) and not turned and same_dims(v, target) and self.dtype(v) == self.dtype(target):
            return self.replace(target, self.builder.call(copied, v))
        self.write_items(target, index, v)

    def write_items(self, target: Value, index: Value, v: Value) -> None:
        """A store into an array, or through a view into what it is a view of."""
        view = self.view_of.get(target)
        root, steps = (view.root, view.steps) if view is not None else (target, ())
        if view is not None:
            self.rely_on(target, view)
        self.check_writable(root)
        while steps:
            shorter = self.shortened(self.look(self.current(root), steps[:-1]), steps[-1], index, v)
            if shorter is None:
                break
            index, v = shorter
            steps = steps[:-1]
        old = self.look(self.current(root), steps)
        self.commit(root, steps, self.builder.call(primitives.replaced, old, index, v, kind=old.kind), target)

    def shortened(self, base: Value, step: Step, index: Value, v: Value) -> tuple[Value, Value] | None:
        """``step(base)[index] = v`` as ``base[index'] = v'``, where that is known: rows, transposed arrays."""
        if step.callee is operator.getitem:
            if is_whole(index):
                return step.operands[0], v
            row = self.parts_of_index(step.operands[0])
            joined = self.joined_index(row, index) if all(isinstance(p.kind, Scalar) for p in row) else None
            return None if joined is None else (joined, v)
        axes = turning(step, base)
        parts = self.parts_of_index(index)
        shape = dims(v.kind)
        if axes is None or shape is None or len(parts) > len(axes) or not is_basic(index) or any(
                isinstance(p, Const) and p.value is None for p in parts):
            return None
        dots = [i for i, p in enumerate(parts) if isinstance(p, Const) and p.value is ...]
        full = len(axes) - (len(parts) - len(dots))
        at = dots[0] if dots else len(parts)
        parts = [*parts[:at], *[Const(slice(None))] * full, *parts[at + len(dots):]]
        if len(parts) != len(axes):
            return None
        placed: list[Any] = [None] * len(axes)
        for part, axis in zip(parts, axes):
            placed[axis] = part
        left = [axis for part, axis in zip(parts, axes) if not isinstance(part.kind, Scalar)]    # in the view's order
        if shape and left != sorted(left):
            if len(shape) > len(left):
                return None
            if len(shape) < len(left):
                v = self.builder.call(operator.getitem, v, Const((*(None,) * (len(left) - len(shape)), ...)))
            v = self.builder.call(np.transpose, v, Const(tuple(left.index(axis) for axis in sorted(left))))
        return self.builder.call(primitives.make_tuple, *placed), v

    def write_whole(self, target: Any, value: Value, what: str) -> Any:
        """All of an array's items become those of a value that nothing else holds."""
        if not isinstance(target, Value) or not isinstance(target.kind, Array) or target.kind.dims is None:
            raise self.refuse(f"`{what}` writes into something that is not known to be an array",
                              "assign the result instead", code="S2SAD301")
        target = self.object_of(target)
        have, wanted = self.dtype(value), target.kind.dtype
        shape, room = dims(value.kind), dims(target.kind)
        if have is None or shape is None or room is None:
            self.write_items(target, Const(...), value)         # NumPy knows whether it fits
            return target
        if have != wanted:
            weak = isinstance(value.kind, Scalar) and value.kind.python is not False
            if not weak and not np.can_cast(have, wanted, "same_kind") or weak and have.startswith(
                    ("float", "complex")) and not wanted.startswith(("float", "complex")):
                raise self.refuse(f"`{what}` cannot write {have} into an array of {wanted} (NumPy raises an error)",
                                  "make the array with dtype=float", code="S2SAD305")
        if len(shape) > len(room) or any(w == 1 and is_many(d) for w, d in zip(room[::-1], shape[::-1])):
            raise self.refuse(f"`{what}` writes into an array that is smaller than the result (NumPy raises an error)",
                              code="S2SAD305")
        if have == wanted and len(shape) == len(room) and shape != () and all(
                d == w or d != 1 for d, w in zip(shape, room)):
            value.kind = target.kind
            if target in self.view_of:
                self.write_items(target, Const(...), value)
            else:
                self.replace(target, value)
        else:
            self.write_items(target, Const(...) if room else Const(()), value)
        return target

    def check_writable(self, root: Value) -> None:
        why = "it is a constant: a default value, say" if isinstance(root, Const) else self.kept.get(root)
        if why is not None:
            raise self.refuse(f"this array is written in place, and {why}", "make a copy of it first: `a = a.copy()`",
                              code="S2SAD302")

    def replace(self, target: Value, new: Value) -> None:
        """``new`` is the next version of an array; of a view, what it shows of the next version of its base."""
        view = self.view_of.get(target)
        root, steps = (view.root, view.steps) if view is not None else (target, ())
        if view is not None:
            self.rely_on(target, view)
        self.check_writable(root)
        self.commit(root, steps, new, target)

    def commit(self, root: Value, steps: tuple[Step, ...], new: Value, target: Value) -> None:
        """Make an array, or what steps show of it, ``new``."""
        base = self.current(root)
        bases = [base]
        for step in steps[:-1]:
            bases.append(self.look(bases[-1], (step,)))
        for step, outer in zip(reversed(steps), reversed(bases)):
            new = self.put_back(outer, step, new)
        for v in (root, target):
            if new.name is None and v.name is not None:
                new.name = v.name
        self.owner[new] = root
        self.written.add(root)
        self.heap[root] = new
        for other in self.overlaps.get(root, ()):
            self.heap[other] = Conflict(
                f"{name_of(other)} may share its memory with {name_of(root)}, which was written in place")

    def put_back(self, base: Value, step: Step, part: Value) -> Value:
        """``base`` with what a step shows of it replaced."""
        b = self.builder
        if step.callee is operator.getitem:
            return b.call(primitives.replaced, base, step.operands[0], part, kind=base.kind)
        kind = registry.properties_of(step.callee).kind
        if kind == "part_of":           # the other part stays
            real = part if step.callee is np.real else b.call(np.real, base)
            imaginary = b.call(np.imag, base) if step.callee is np.real else part
            return b.call(operator.add, real, b.call(operator.mul, Const(1j), imaginary), kind=base.kind)
        if kind == "swapping":
            return b.call(step.callee, part, *step.operands, keywords=step.keywords, kind=base.kind)
        if kind == "transposition":
            axes = step.operands[0] if step.operands else None
            if axes is None or isinstance(axes, Const) and axes.value is None:
                return b.call(np.transpose, part, kind=base.kind)
            if isinstance(axes, Const):
                return b.call(np.transpose, part, Const(tuple(int(i) for i in np.argsort(axes.value))), kind=base.kind)
        if kind in MAYBE_VIEWING or kind in ("expanded", "squeezed"):
            return b.call(np.reshape, part, b.call(np.shape, base), kind=base.kind)
        raise self.refuse("an array is written through a view that is not followed",
                          "write to the array itself", code="S2SAD304")

    def stored_value(self, value: Any) -> Value:
        """What is stored: sequences become arrays, as they do in NumPy."""
        v = self.materialise(value)
        if isinstance(v, Unbound):
            raise self.refuse("a variable is used before anything is assigned to it", code="S2SAD203")
        if isinstance(v.kind, (List, Tuple)):
            return self.builder.call(np.array, v)
        return v

    def dtype(self, v: Value) -> str | None:
        return v.kind.dtype if isinstance(v.kind, (Array, Scalar)) else None

    def is_array(self, value: Any) -> bool:
        return isinstance(value, Value) and isinstance(value.kind, Array)

    def arrays_in(self, value: Any) -> Iterator[Value]:
        """The arrays that an abstract value holds, in lists, dicts and objects too."""
        seen: set[Ref] = set()

        def found(v: Any) -> Iterator[Value]:
            for leaf in leaves(v):
                if isinstance(leaf, Ref) and leaf not in seen:
                    seen.add(leaf)
                    contents = self.heap.get(leaf)
                    items = [i for _, i in contents.items] if isinstance(contents, DictOf) else contents.items if (
                        isinstance(contents, (ListOf, TupleOf))) else [contents]
                    for item in items:
                        yield from found(item)
                elif isinstance(leaf, Value):
                    yield leaf
        return found(value)

    def freeze(self, value: Any) -> None:
        super().freeze(value)
        for v in self.arrays_in(value) if isinstance(value, (Ref, TupleOf)) else ():
            self.keep(v, "a list, tuple or object holds it whose items are not known one by one")

    def argument_checks(self, arguments: list[Any]) -> list[tuple[Value, ...]]:
        """The arguments that are written, each with the others that it must not share memory with."""
        for copy, base in self.taken_for_copies.items():
            if base in self.outside and (base in self.written or self.object_of(copy) in self.written):
                self.must_be_in_order[base] = None
        parts = [v for a in arguments for v in self.arrays_in(a) if not isinstance(v.kind, Scalar)
                 and not isinstance(v, Const)]
        return [(w, *others) for w in parts if w in self.written for others in [[v for v in parts if v is not w]]
                if others]

    def check_views(self, block: Block) -> None:
        """Put the checks that reshaping gave views behind it, and behind what it is a view of, in place."""
        made = {r: n for n, op in enumerate(block.ops) for r in op.results}
        checks: dict[int, list[Op]] = {}
        for r, n in made.items():
            if r in self.must_be_views:
                base = self.must_be_views[r]
                checks.setdefault(max(n, made.get(base, n)), []).append(
                    Call(operands=[r, base], results=[], callee=check_view, site=block.ops[n].site))
        ops: list[Op] = []
        for n, op in enumerate(block.ops):
            for inner in op.blocks:
                self.check_views(inner)
            ops += [op, *checks.get(n, ())]
        block.ops[:] = ops

    def keep(self, value: Any, why: str) -> None:
        """From here on an array may not be written: something that is not followed holds it."""
        if isinstance(value, Value) and isinstance(value.kind, Array) and not isinstance(value, Const):
            self.kept.setdefault(self.root(value), why)

__all__ = ["ArrayObjects", "Same", "Step", "View"]
