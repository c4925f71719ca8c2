"""Runs a program in SSA as it stands, operation by operation, for those who want to see it run.

    %y: float = mul %x, %x          called(op, operands, value) is told 4.0, and may tag the value
    %r: float = if %c: …            a value keeps its tag through branches and loops

Derivatives are compiled to Python and do not go this way: it is for drawing graphs and counting.
"""
from __future__ import annotations

import operator
import sys
from typing import Any

from .. import runtime
from ..runtime.records import Layout, record_of
from . import primitives
from .core import Block, Call, Const, Define, For, Function, If, Op, Try, Unbound, Value, While, With, next_carried
from .kinds import Tuple

Tagged = tuple[Any, Any]        # a value, and what ``called`` said of it


class _Unbound:
    """The value of a variable that nothing was assigned to."""


UNBOUND = _Unbound()


class Interpreter:
    """Runs functions; subclasses look on by overriding ``called`` and ``effect``."""

    def __init__(self) -> None:
        self.env: dict[Value, Tagged] = {}
        self.handled: list[BaseException] = []
        self.entered: list[Any] = []
        self.depth = 0                      # how many functions of the program are being run, the main one apart

    # -- for those who look on -----------------------------------------------------------

    def called(self, op: Call, operands: list[Tagged], value: Any) -> Any:
        """The tag of a call's value."""
        return None

    def effect(self, op: Call, values: list[Any]) -> None:
        """Run a call that gives nothing."""
        self.callee(op)(*values)

    # -- running -------------------------------------------------------------------------

    def run(self, function: Function, arguments: list[Tagged]) -> Tagged:
        """The result of a function for arguments with their tags."""
        saved, self.env = self.env, dict(zip(function.params, arguments))
        try:
            self.block(function.body)
            return self.read(function.result)
        finally:
            self.env = saved

    def read(self, v: Value) -> Tagged:
        if isinstance(v, Unbound):
            return UNBOUND, None
        if isinstance(v, Const):
            return v.value, None
        return self.env[v]

    def block(self, block: Block) -> None:
        for op in block.ops:
            self.operation(op)

    def operation(self, op: Op) -> None:
        match op:
            case Call():
                self.call(op)
            case Try():
                self.try_(op)
            case With():
                self.with_(op)
            case If():
                self.give(op, op.then if self.read(op.operands[0])[0] else op.orelse)
            case For():
                self.for_(op)
            case While():
                self.while_(op)
            case Define():
                self.env[op.result] = self.inner(op), None

    def give(self, op: If, taken: Block) -> None:
        """Run a branch; what it yields are the results."""
        self.block(taken)
        self.env.update(zip(op.results, map(self.read, taken.yields)))

    # -- calls ---------------------------------------------------------------------------

    def call(self, op: Call) -> None:
        operands = [self.read(v) for v in op.operands]
        values = [value for value, _ in operands]
        if not op.results:
            if op.callee is primitives.check_bound:
                if values[0] is UNBOUND:
                    raise UnboundLocalError(
                        f"cannot access local variable '{values[1]}' where it is not associated with a value")
                return
            return self.effect(op, values)
        if isinstance(op.callee, Function):
            self.depth += 1
            value = self.run(op.callee, operands)[0]
            self.depth -= 1
        else:
            n = len(values) - len(op.keywords)
            value = self.callee(op)(*values[:n], **dict(zip(op.keywords, values[n:])))
        self.env[op.result] = value, self.called(op, operands, value)

    def callee(self, op: Call) -> Any:
        """What is called: of the primitives that read the program's surroundings, their meaning here."""
        match op.callee:
            case primitives.load_global:
                return lambda name, function: function.__globals__[name]
            case primitives.load_cell:
                return lambda name, function: function.__closure__[function.__code__.co_freevars.index(
                    name)].cell_contents
            case primitives.caught:
                return lambda: self.handled[-1]
            case primitives.entered:
                return lambda: self.entered[-1]
            case runtime.add_at:                # which writes in place
                return lambda x, index, value: runtime.add_at(runtime.copied(x), index, value)
            case operator.getitem if _is_object(op.operands[0]):
                return self.part
        return op.callee

    def part(self, value: Any, i: int) -> Any:
        """A part of an object of the user's class."""
        record = record_of(value)
        assert record is not None
        return record[1][i]

    def inner(self, op: Define) -> Any:
        """A function inside the function: it sees the variables as they are here."""
        around = dict(self.env)

        def function(*values: Any) -> Any:
            saved, self.env = self.env, {**around, **{p: (v, None) for p, v in zip(op.body.params, values)}}
            try:
                self.block(op.body)
                return self.read(op.body.yields[0])[0]
            finally:
                self.env = saved
        return function

    # -- exceptions ----------------------------------------------------------------------

    def try_(self, op: Try) -> None:
        try:
            self.give(op, op.then)
        except BaseException as error:
            if not isinstance(error, op.catches):
                raise
            self.completed(op, False)
            self.handled.append(error)
            try:
                self.give(op, op.orelse)
            finally:
                self.handled.pop()

    def with_(self, op: With) -> None:
        manager = self.read(op.operands[1])[0]
        self.entered.append(type(manager).__enter__(manager))
        try:
            self.give(op, op.then)
        except BaseException:
            if not type(manager).__exit__(manager, *sys.exc_info()):
                raise
            self.completed(op, False)
            self.give(op, op.orelse)
        else:
            type(manager).__exit__(manager, None, None, None)
            self.completed(op, True)
        finally:
            self.entered.pop()

    def completed(self, op: If, flag: bool) -> None:
        if not isinstance(op.operands[0], Const):
            self.env[op.operands[0]] = flag, None

    # -- loops ---------------------------------------------------------------------------

    def for_(self, op: For) -> None:
        indices: Any = range(*(self.read(v)[0] for v in op.operands[:3]))
        carried = [self.read(v) for v in op.inits]
        trips = 0
        for i in reversed(indices) if op.backwards else indices:
            trips += 1
            self.env[op.index] = i, None
            carried, stop = self.trip(op, carried, trips)
            if stop:
                break
        self.leave(op, carried, trips)

    def while_(self, op: While) -> None:
        carried = [self.read(v) for v in op.inits]
        trips = 0
        while True:
            self.env.update(zip(op.condition.params, carried))
            self.block(op.condition)
            if not self.read(op.condition.yields[0])[0]:
                break
            trips += 1
            carried, stop = self.trip(op, carried, trips)
            if stop:
                break
        self.leave(op, carried, trips)

    def trip(self, op: For | While, carried: list[Tagged], number: int) -> tuple[list[Tagged], bool]:
        """Run a loop's body once: what is carried on, and whether the loop is left."""
        self.env.update(zip(op.carried, carried))
        self.block(op.body)
        stop = op.stops and bool(self.read(op.body.yields[-1])[0])
        return [self.read(v) for v in next_carried(op)], stop

    def leave(self, op: For | While, carried: list[Tagged], trips: int) -> None:
        self.env.update(zip(op.finals, carried))
        if op.trips is not None:
            self.env[op.trips] = trips, None


def _is_object(v: Value) -> bool:
    return isinstance(v.kind, Tuple) and isinstance(v.kind.type, Layout)
