"""Which values need no variable: used once, pure, and read where nothing has changed in between.

    %a = np.cos(%z)
    %b = mul %g, %a          →      z_bar = g * np.cos(z)
"""
from __future__ import annotations

import ast
import operator
from bisect import bisect_left, bisect_right

import numpy as np

from ..analysis.indexing import same_index
from ..analysis.memory import shows_first
from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, For, Function, If, Op, Value, While, count_uses, walk
from ..ir.kinds import INT, Array, List, Scalar, Tuple
from ..runtime import add_at, copied
from ..transforms.dce import has_effect, is_harmless, rebinds_nothing
from ..transforms.items import elements
from ..transforms.surgery import appends
from . import syntax

STORES = {add_at, primitives.appended, primitives.replaced, primitives.without_last}
UNFOLDED = {*STORES, primitives.attempted, primitives.caught, primitives.entered}
LONGEST = 88


class Folding:
    """The values of a function that become parts of expressions, with the operations that define them."""

    def __init__(self, function: Function):
        self.function = function
        self.uses = count_uses(function.body)
        self.folded: dict[Value, Op] = {}
        self.width: dict[Value, int] = {}
        self.fits: dict[Op, bool] = {}
        self.expressions: set[Op] = set()           # branches that are conditional expressions
        self.undisturbed = rebinds_nothing(function.body)
        self.logs = appends(function.body)
        self.makers = {r: op for op in walk(function.body) for r in op.results}
        self.elements = {op: self.elements_of(op) for op in walk(function.body) if isinstance(op, For)}
        self.targets = {read.result for reads in self.elements.values() for read in reads}
        for loop in (loop for loop, reads in self.elements.items() if reads):
            if not (loop.trips is not None and self.uses.get(loop.trips)):
                self.uses[loop.operands[1]] -= 1    # the sequence says how many trips there are
        self.stored = {op.operands[0]: op for op in walk(function.body)     # array -> the store that overwrites it
                       if isinstance(op, Call) and op.callee in (add_at, primitives.replaced)}
        self.gradients = {f"{p.name}_bar" for p in function.params}
        self.indices = {op.index for op in walk(function.body) if isinstance(op, For)}
        self.bodies = {op.body for op in walk(function.body) if isinstance(op, (For, While))}
        self.index_displays = self.only_indices(function)
        self.apart: dict[Value, dict[int, Call]] = {}       # tuple -> its parts, all read at once
        self.parts: set[Op] = set()
        for block in [function.body, *(b for op in walk(function.body) for b in op.blocks)]:
            self.take_apart(block)
        self.block(function.body, top=True)

    def elements_of(self, loop: For) -> list[Call]:
        """The items that a loop's own target reads."""
        return elements(loop, self.makers, self.uses)

    def take_apart(self, block: Block) -> None:
        """Find the tuples of which a block reads the parts, once each, and nothing else, where they come from."""
        reads: dict[Value, list[int]] = {}
        for n, op in enumerate(block.ops):
            if isinstance(op, Call) and op.callee is operator.getitem and isinstance(op.operands[1], Const) and type(
                    op.operands[1].value) is int:
                reads.setdefault(op.operands[0], []).append(n)
        for v, places in reads.items():
            maker = self.makers.get(v)
            called = isinstance(maker, Call) and isinstance(maker.callee, Function)
            start = block.ops.index(maker) + 1 if called and maker in block.ops else 0
            if not isinstance(v.kind, Tuple) or v.kind.type is not tuple or not (called or v in self.function.params):
                continue
            parts = {block.ops[n].operands[1].value: block.ops[n] for n in places}  # type: ignore[attr-defined]
            if len(parts) == self.uses[v] > 1 and places == list(range(start, start + len(places))):
                self.apart[v] = parts  # type: ignore[assignment]
                self.parts.update(parts.values())

    def only_indices(self, function: Function) -> set[Op]:
        """Tuples and slices that nothing but subscripts read: they are written there, however often."""
        made = {op.result: op for op in walk(function.body) if isinstance(op, Call) and op.callee in (
            slice, primitives.make_tuple) and op.operands and not any(isinstance(v.kind, Array) for v in op.operands)}
        other: set[Value] = set()
        for op in walk(function.body):
            if op.results and made.get(op.results[0]) is op:
                continue
            subscript = isinstance(op, Call) and op.callee in (operator.getitem, add_at, primitives.replaced)
            other.update(v for i, v in enumerate(op.operands) if not (subscript and i == 1))
            for inner in op.blocks:
                other.update(inner.yields)
        other.update(function.body.yields)
        for v, op in reversed(made.items()):
            if v in other or op.callee is slice and len(op.operands) != 3:
                other.update(op.operands)
        return {op for v, op in made.items() if v not in other}

    def block(self, block: Block, top: bool = False) -> None:
        for op in block.ops:
            for inner in op.blocks:
                self.block(inner, top and op is block.ops[-1] and type(op) is If or isinstance(op, Define))
            if isinstance(op, If) and not self.is_expression(op) and not (
                    top and op is block.ops[-1] and type(op) is If):
                for inner in op.blocks:             # a statement: each result is assigned there
                    for v in inner.yields:
                        self.folded.pop(v, None)
            elif isinstance(op, If) and self.is_expression(op):
                self.expressions.add(op)
        reader: dict[Value, int] = {}
        for position, op in enumerate(block.ops):
            for v in op.operands:
                reader[v] = position
            if isinstance(op, While):
                continue
        for v in block.yields:
            reader[v] = len(block.ops)
        self.writers = [n for n, op in enumerate(block.ops) if self.may_write(op)]
        for op in block.ops:
            if self.is_index_arithmetic(op) or self.is_load(op) or op in self.index_displays:
                self.folded[op.result] = op
                self.width[op.result] = self.estimate(op)
        for position, op in enumerate(block.ops):
            if len(op.results) != 1 or op.result in self.folded or op.result in self.targets or (
                    op.result not in reader or op in self.parts):
                continue
            at = reader[op.result]
            if self.uses.get(op.result, 0) > 1 and not self.is_first_of_two(op.result, block, at):
                continue
            consumer = block.ops[at] if at < len(block.ops) else None
            if self.can_fold(op, consumer, block, position, at, top):
                self.folded[op.result] = op

    def can_fold(self, op: Op, consumer: Op | None, block: Block, position: int, at: int, top: bool) -> bool:
        if isinstance(op, If):
            if op not in self.expressions:
                return False
        elif not isinstance(op, Call) or op.callee in UNFOLDED or has_effect(op) and at != position + 1:
            return False
        if isinstance(consumer, (For, While)) and op.result in consumer.inits or consumer is None and self.is_trip(
            block):
            return False
        if isinstance(consumer, Call) and not consumer.results and consumer.callee is primitives.check_bound:
            return False
        if isinstance(consumer, Call) and consumer.callee in STORES and op.result is consumer.operands[0]:
            return False
        if isinstance(op, Call) and op.callee in (copied, np.copy) and at != position + 1:
            return False                    # the copy is there because of what happens in between
        if self.keeps_name(op, consumer, top):
            return False
        leaves = self.leaves(op.result, op)
        leaves |= {base for v in leaves for base in self.bases(v)}
        between = self.writers[bisect_right(self.writers, position):bisect_left(self.writers, at)]
        if any(self.writes(block.ops[n], leaves) for n in between) or between and self.does_something(op):
            return False
        if self.logs and self.reads_list(op) and appends(Block(ops=block.ops[position + 1:at])):
            return False
        width = self.estimate(op)
        self.width[op.result] = width
        if consumer is None and top and isinstance(op, Call) and op.callee is primitives.make_tuple:
            return True                     # what the function returns; its parts were measured
        if self.is_returned(consumer, block, top):
            return self.fits_in_return(op, consumer, block, position)  # type: ignore[arg-type]
        return width <= LONGEST

    def does_something(self, op: Op) -> bool:
        """Whether an expression has an effect, as a random number drawn in it: such things keep their order."""
        return has_effect(op) or any(self.does_something(self.folded[v]) for v in op.operands if v in self.folded)

    def reads_list(self, op: Op) -> bool:
        """Whether an expression reads a list, which may come from outside."""
        inner = [self.folded[v] for v in op.operands if v in self.folded]
        return any(isinstance(v.kind, List) for v in op.operands) or any(map(self.reads_list, inner))

    def is_returned(self, consumer: Op | None, block: Block, top: bool) -> bool:
        """Whether a consumer is the tuple that the function returns."""
        return top and isinstance(consumer, Call) and consumer.callee is primitives.make_tuple and \
            consumer.results[0] in block.yields

    def fits_in_return(self, op: Op, consumer: Op, block: Block, position: int) -> bool:
        """Whether all parts of a returned tuple fit on one line; if not, each is a statement."""
        if consumer not in self.fits:
            total = 8
            for v in consumer.operands:
                maker = self.makers.get(v)
                total += 2 + (self.estimate(maker) if maker is not None and self.uses.get(v) == 1
                              and v not in self.folded
                              and isinstance(maker, Call) else self.of(v))
            self.fits[consumer] = total <= LONGEST + 6
        return self.fits[consumer] or op.result.name is None and self.width[op.result] < 24

    def keeps_name(self, op: Op, consumer: Op | None, top: bool) -> bool:
        """Whether a reader would miss the variable: the user's own, and their cotangents."""
        name = op.result.name
        if name is None:
            return False
        if op.sweep == "tangent" and top and (consumer is None or self.is_returned(consumer, self.function.body, top)):
            return False
        if op.sweep == "adjoint":
            return name.endswith("_bar") and not (name in self.gradients and top)
        return not (isinstance(consumer, Call) and consumer.callee is primitives.appended and self.is_overwritten(op))

    def is_overwritten(self, op: Op | None) -> bool:
        """Whether a value is what a store overwrites, read only to be recorded."""
        if isinstance(op, Call) and op.callee in (copied, np.copy):
            op = self.makers.get(op.operands[0])
        if not isinstance(op, Call) or op.callee is not operator.getitem:
            return False
        array, following = op.operands[0], self.stored.get(op.operands[0])
        return array.name is not None and following is not None and same_index(following.operands[1], op.operands[1])

    def is_first_of_two(self, v: Value, block: Block, at: int) -> bool:
        """``a`` of ``a and b``, which the branch tests and yields."""
        op = block.ops[at] if at < len(block.ops) else None
        return isinstance(op, If) and op in self.expressions and op.operands[0] is v and self.uses.get(v) == 2 and (
            op.then.yields[0] is v or op.orelse.yields[0] is v)

    def is_load(self, op: Op) -> bool:
        """A global of the user's, which nothing in the program can change: written wherever it is read."""
        return isinstance(op, Call) and op.callee in (primitives.load_global, primitives.load_cell) and self.undisturbed

    def is_index_arithmetic(self, op: Op) -> bool:
        """``i - 1`` of a loop's index: written wherever it is read."""
        if not isinstance(op, Call) or op.callee not in (operator.add, operator.sub) or op.result.name is not None:
            return False
        a, b = op.operands
        return a in self.indices and isinstance(b, Const) and b.kind == INT

    def is_trip(self, block: Block) -> bool:
        """Whether a block is the body of a loop."""
        return block in self.bodies

    def is_expression(self, op: If) -> bool:
        """Whether an ``if`` is a conditional expression: written as one, or small and unnamed."""
        if type(op) is not If or len(op.results) != 1 or not all(self.pure_block(b) for b in op.blocks):
            return False
        node = op.site.node if op.site is not None else None
        return isinstance(node, (ast.IfExp, ast.BoolOp,
                                 ast.Compare)) and op.sweep != "adjoint" or op.result.name is None

    def pure_block(self, block: Block) -> bool:
        return all(len(o.results) == 1 and o.results[0] in self.folded for o in block.ops) and not any(
            isinstance(v, Const) and v.kind.__class__.__name__ == "Never" for v in block.yields)

    def leaves(self, value: Value, op: Op) -> set[Value]:
        """The variables that an expression reads."""
        found: set[Value] = set()
        stack = [*op.operands, *(v for b in op.blocks for v in b.yields)]
        while stack:
            v = stack.pop()
            if v in self.folded:
                inner = self.folded[v]
                stack.extend([*inner.operands, *(w for b in inner.blocks for w in b.yields)])
            elif not isinstance(v, Const):
                found.add(v)
        return found

    def bases(self, v: Value) -> list[Value]:
        """The arrays whose memory a view may show."""
        found = []
        op = self.makers.get(v)
        while shows_first(op):
            v = op.operands[0]  # type: ignore[union-attr]
            found.append(v)
            op = self.makers.get(v)
        return found

    def may_write(self, op: Op) -> bool:
        """Whether an operation may change what some expression reads."""
        if isinstance(op, Call):
            return op.callee in STORES or has_effect(op) and not is_harmless(op)
        return isinstance(op, (For, While)) and bool(op.inits) or any(
            self.may_write(o) for b in op.blocks for o in b.ops)

    def writes(self, op: Op, leaves: set[Value]) -> bool:
        """Whether an operation may change what an expression reads."""
        if isinstance(op, Call):
            if op.callee in STORES and op.operands[0] in leaves:
                return True
            return has_effect(op) and not is_harmless(op) and any(
                v in leaves and not isinstance(v.kind, Scalar) for v in op.operands)
        return any(self.writes(o, leaves) for b in op.blocks for o in b.ops) or isinstance(op, (For, While)) and any(
            v in leaves for v in op.inits)

    def estimate(self, op: Op) -> int:
        """About how many columns an expression takes."""
        if isinstance(op, If):
            return 12 + self.of(op.operands[0]) + sum(self.of(b.yields[0]) for b in op.blocks)
        assert isinstance(op, Call)
        parts = sum(self.of(v) for v in op.operands)
        if op.callee in syntax.BINARY or op.callee in syntax.COMPARE:
            return parts + 4
        if op.callee in (operator.getitem, slice, primitives.make_tuple, operator.neg):
            return parts + 2 * max(1, len(op.operands) - 1)
        name = getattr(op.callee, "__name__", "f")
        return parts + 3 + (len(name) + 4 if not name.startswith("__") else 0)

    def of(self, v: Value) -> int:
        if isinstance(v, Const):
            parts = v.value if isinstance(v.value, tuple) else (v.value,)
            if any(isinstance(p, slice) for p in parts):
                return 4 * len(parts)
            return min(len(repr(v.value)), 40)
        return self.width.get(v, 0) if v in self.folded else len(v.name or "t0")
