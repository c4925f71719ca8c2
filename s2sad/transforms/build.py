"""Building programs, one operation at a time: kinds are inferred and constants folded on the way."""
from __future__ import annotations

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..analysis.complexity import is_opaque
from ..analysis.infer import infer
from ..ir import primitives
from ..ir.core import Block, Call, Const, Function, Op, Site, Value
from ..ir.kinds import PYTHON_SCALARS, UNKNOWN, Array, Kind, Scalar, is_complex
from ..rules import registry
from ..runtime import reciprocal
from . import layouts, terms  # noqa: F401 - their identities register themselves
from .algebra import ZERO, identities

FIELD = {operator.add, operator.sub, operator.mul, operator.truediv}
FOLDABLE = (*PYTHON_SCALARS, str, tuple, slice, type(None), type(...), range)


def _number(v: Value) -> Any:
    return (type(v.value), repr(v.value), id(v.value) if callable(v.value) else 0) if isinstance(v, Const) else v


def may_raise(a: Value, b: Value) -> bool:
    """Whether a quotient may be of Python's numbers, of which a zero divisor raises."""
    return not isinstance(b, Const) and isinstance(b.kind, Scalar) and b.kind.dtype == "float64" and all(
        isinstance(v.kind, Scalar) and v.kind.python is not False for v in (a, b))


class Builder:
    """Appends operations to ``block``; ``site`` and ``sweep`` mark where they come from.

    ``simplifying`` applies algebraic identities.  It is on for derivatives alone: the primal's
    arithmetic is never touched, so that its values stay bit-identical.
    """

    def __init__(self, block: Block | None = None, sweep: str = "", simplifying: bool = False):
        self.block = Block() if block is None else block
        self.site: Site | None = None
        self.sweep, self.simplifying = sweep, simplifying
        self.made: dict[Value, Call] = {}           # what this builder built
        self.complex = False                        # something is complex, so what is of unknown kind may be
        self.uses: dict[Value, int] = {}            # how often values are read, where that is known
        self.safe_division = False                  # in a rule of a function that does not raise
        self.blocks: list[Block] = []               # keeps their ids from being reused
        self.numbers: dict[Any, Value] = {}         # (block, call) -> the value that it already has there

    def call(self, callee: Any, *operands: Value, keywords: tuple[str, ...] = (), name: str | None = None,
             spelling: str = "", kind: Kind | None = None) -> Value:
        """The value of a call: an operation's result, or a constant, or an operand that it equals."""
        if self.safe_division and callee is operator.truediv and may_raise(*operands):
            return self.call(operator.mul, operands[0], self.call(reciprocal, operands[1]))
        if self.simplifying and callee in FIELD and len(operands) == 2:
            operands = self.as_floats(*operands)
        folded = None
        if self.simplifying and callee is operator.sub and all(isinstance(v, Const) for v in operands):
            folded = identities(self, callee, operands, keywords)
        if folded is None:
            folded = self.folded(callee, operands, keywords)
        if folded is None and self.simplifying:
            folded = identities(self, callee, operands, keywords)
        if folded is not None:
            return folded
        number = (id(self.block), callee, keywords, *(_number(v) for v in operands)) if self.simplifying else None
        try:
            if number in self.numbers:
                return self.numbers[number]
        except TypeError:
            number = None
        n = len(operands) - len(keywords)
        if kind is None:
            kind = infer(callee, operands[:n], dict(zip(keywords, operands[n:])))
        result = Value(name, kind)
        self.complex = self.complex or is_complex(kind) or kind == UNKNOWN and is_opaque(callee)
        op = Call(operands=list(operands), results=[result], callee=callee, keywords=keywords, site=self.site,
                  sweep=self.sweep, spelling=spelling)
        self.block.ops.append(op)
        self.made[result] = op
        if number is not None and registry.properties_of(callee).pure and registry.properties_of(callee).kind not in (
                None, "created", "like_first", "first"):
            self.numbers[number] = result
            self.blocks.append(self.block)
        return result

    def as_floats(self, a: Value, b: Value) -> tuple[Value, Value]:
        """Two operands; an integer of the program that meets a float becomes one: ``2.0 * x`` is quicker."""
        for number, other in ((a, b), (b, a)):
            if isinstance(number, Const) and type(number.value) is int and abs(number.value) < 2**53 and isinstance(
                    other.kind, (Scalar, Array)) and other.kind.dtype.startswith("float"):
                number = Const(float(number.value))
                return (number, b) if other is b else (a, number)
        return a, b

    def made_by(self, value: Value, callee: Any) -> Call | None:
        """The call that built a value, if it is one of ``callee``."""
        op = self.made.get(value)
        return op if op is not None and op.callee is callee else None

    def may_raise(self, a: Value, b: Value) -> bool:
        return may_raise(a, b)

    def once(self, value: Value) -> bool:
        """Whether a value is known to be read at most once."""
        return self.uses.get(value, 2) < 2

    def effect(self, callee: Any, *operands: Value) -> None:
        """An operation that is there for what it does."""
        self.block.ops.append(Call(operands=list(operands), results=[], callee=callee, site=self.site,
                                   sweep=self.sweep))

    def append(self, op: Op) -> Op:
        """Append an operation built elsewhere."""
        op.site, op.sweep = op.site or self.site, op.sweep or self.sweep
        self.block.ops.append(op)
        return op

    @contextmanager
    def into(self, block: Block) -> Iterator[Block]:
        """Append to another block for a while."""
        saved, self.block = self.block, block
        try:
            yield block
        finally:
            self.block = saved

    @contextmanager
    def at(self, site: Site | None) -> Iterator[None]:
        """Mark what is built as coming from a place in the user's file."""
        saved, self.site = self.site, site or self.site
        try:
            yield
        finally:
            self.site = saved

    def folded(self, callee: Any, operands: tuple[Value, ...], keywords: tuple[str, ...]) -> Value | None:
        """The constant that a call of constants has, if that is certain and small."""
        if not all(isinstance(v, Const) for v in operands) or isinstance(callee, Function):
            return None
        if any(v is ZERO for v in operands):
            return None
        values = [v.value for v in operands]  # type: ignore[attr-defined]
        if callee is not primitives.make_tuple and not (registry.properties_of(callee).pure and registry.known(callee)):
            return None
        if not all(type(v) in FOLDABLE for v in values):
            return None
        try:
            n = len(values) - len(keywords)
            result = callee(*values[:n], **dict(zip(keywords, values[n:])))
        except Exception:      # it will be raised when, and if, the user's program gets there
            return None
        if type(result) not in FOLDABLE or isinstance(result, tuple) and not all(
                type(v) in FOLDABLE for v in result) or isinstance(result, str) and len(result) > 200:
            return None
        if isinstance(result, int) and abs(result) > 2**63 or isinstance(result, tuple) and len(result) > 32:
            return None
        return Const(result)
