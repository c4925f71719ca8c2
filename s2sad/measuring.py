"""What happens when a function and its derivative are run: values, adjoints, tapes, operations.

    Measuring   the function with its adjoint, before any optimisation: for values and adjoints
    Counting    the derivative as it is emitted: for what it tapes and how much it computes

Both are interpreters of programs in SSA, which look on.
"""
from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .graphs import is_float, summary
from .ir import primitives
from .ir.core import Call, For, Function, Site, Value, While, count_uses
from .ir.interpreter import Interpreter, Tagged
from .pipeline import Watched
from .rules import registry

FREE = {"transposition", "reshaped", "raveled", "swapping", "moved", "expanded", "squeezed", "first", "created",
        "like_first", "joined", "shape_tuple"}      # families of functions that compute no floats


@dataclass(slots=True)
class Series:
    """The values that a variable had, in the order of the function: on each trip of a loop, one."""

    first: Any
    last: Any
    count: int = 1
    low: float = np.inf
    high: float = -np.inf

    def add(self, value: Any) -> None:
        """One value more."""
        self.last = value
        self.count += 1
        self.note(value)

    def note(self, value: Any) -> None:
        if is_float(value) and np.size(value) and not np.iscomplexobj(value):
            self.low, self.high = min(self.low, float(np.min(value))), max(self.high, float(np.max(value)))

    def backwards(self) -> Series:
        """The same values, met in the other order."""
        return Series(self.last, self.first, self.count, self.low, self.high)

    def __str__(self) -> str:
        if self.count == 1:
            return summary(self.first)
        if isinstance(self.last, np.ndarray) and self.last.ndim:
            shape = "×".join(map(str, np.shape(self.last)))
            return f"{shape} items, {self.count} times: {self.range}"
        return f"{summary(self.first)} → {summary(self.last)}"

    @property
    def range(self) -> str:
        """The smallest and the largest number."""
        return f"{summary(self.low)} … {summary(self.high)}"


@dataclass(slots=True)
class Input:
    """An argument, the adjoint of the result with respect to it, and, if it does not matter, why."""

    name: str
    value: Any
    adjoint: Any
    matters: bool
    why: str = ""


@dataclass(slots=True)
class Taped:
    """What a loop of the forward sweep keeps for the adjoint sweep."""

    name: str
    items: int
    bytes: int


class Measuring(Interpreter):
    """Runs a function with its adjoint, and notes the values and adjoints that each operation has."""

    def __init__(self, program: Watched):
        super().__init__()
        self.program = program
        self.calls: dict[int, Call] = {}
        self.values: dict[int, Series] = {}
        self.adjoints: dict[int, Series] = {}
        self.trips: dict[Site, int] = {}
        self.operations = 0
        self.value: Any = None
        self.arguments: list[Any] = []
        self.gradients: dict[Value, Any] = {}

    def measure(self, arguments: list[Any]) -> None:
        self.arguments = arguments
        found, _ = self.run(self.program.function, [(v, None) for v in arguments])
        self.value, *gradients = found
        self.gradients = dict(zip(self.program.inputs, gradients))

    def called(self, op: Call, operands: list[Tagged], value: Any) -> Any:
        number = self.program.numbers.get(op.result)
        if not op.sweep:
            self.operations += cost(op, [v for v, _ in operands], value)
        if number is not None and not self.depth:
            self.calls[number] = op
            note(self.values, number, value)
        return None

    def effect(self, op: Call, values: list[Any]) -> None:
        if op.callee is primitives.watch_adjoint:
            if not self.depth:
                bar = values[1]
                note(self.adjoints, values[0], np.conj(bar) if is_float(bar) and np.iscomplexobj(bar) else bar)
        else:
            super().effect(op, values)

    def leave(self, op: For | While, carried: list[Tagged], trips: int) -> None:
        if not op.sweep and op.site is not None:
            self.trips[op.site] = self.trips.get(op.site, 0) + trips
        super().leave(op, carried, trips)

    def inputs(self) -> list[Input]:
        """The arguments, and which of them matter."""
        found = []
        for p, v in zip(self.program.function.params, self.arguments):
            name, bar = p.name or "?", self.gradients.get(p)
            if p not in self.gradients:
                found.append(Input(name, v, None, False, f"{_a(type(v).__name__)} has no derivative"))
            elif p in self.program.inert:
                found.append(Input(name, v, bar, False, "the result does not depend on it"))
            else:
                parts = list(leaves(name, bar))
                zeros = [(n, np.size(g) - np.count_nonzero(g), np.size(g)) for n, g in parts]
                some = [f"{n} has adjoint 0 here" if k == size else f"{k} of {size} items of {n} have adjoint 0 here"
                        for n, k, size in zeros if k]
                found.append(Input(name, v, bar, any(k < size for _, k, size in zeros), ", ".join(some)))
        return found


class Counting(Interpreter):
    """Runs a derivative as it is emitted, for what it tapes and how much it computes; it prints nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.operations = 0
        self.taped: dict[Value, Taped] = {}
        self.kept: set[int] = set()
        self.alive: list[Any] = []
        self.uses: dict[Value, int] = {}

    def count(self, function: Function, arguments: list[Any], value: Any) -> None:
        self.uses = count_uses(function.body)
        found, _ = self.run(function, [(v, None) for v in arguments])
        if value is not None:
            found[1](np.ones_like(value) if np.ndim(value) else 1.0)

    def effect(self, op: Call, values: list[Any]) -> None:
        if op.callee in (primitives.raise_exception, primitives.unpack):
            super().effect(op, values)

    def callee(self, op: Call) -> Any:
        if op.results and op.result not in self.uses and not self.depth and not registry.properties_of(op.callee).pure:
            return lambda *_, **__: None        # it is there for its effect, and that has happened
        return super().callee(op)

    def called(self, op: Call, operands: list[Tagged], value: Any) -> Any:
        values = [v for v, _ in operands]
        self.operations += cost(op, values, value)
        name = op.result.name or ""
        if op.callee is primitives.appended and name.endswith("tape"):
            tape = self.taped.setdefault(op.result, Taped(name, 0, 0))
            tape.items += 1
            if id(values[1]) not in self.kept:
                self.kept.add(id(values[1]))
                self.alive.append(values[1])        # so that its id stays its own
                tape.bytes += values[1].nbytes if isinstance(values[1], np.ndarray) else sys.getsizeof(values[1])
        return None


def note(series: dict[int, Series], number: int, value: Any) -> None:
    if number in series:
        series[number].add(value)
    else:
        series[number] = Series(value, value)
        series[number].note(value)


def cost(op: Call, values: list[Any], value: Any) -> int:
    """Roughly how many operations on floats a call does."""
    module = getattr(op.callee, "__module__", None) or ""
    kind = registry.properties_of(op.callee).kind
    if not is_float(value) or kind in FREE or module == primitives.__name__ or getattr(
            op.callee, "__name__", "") in ("getitem", "copied", "zeros_like", "broadcast_like"):
        return 0
    floats = [np.size(v) for v in values if is_float(v)]
    if kind == "matrix_product":
        return 2 * max(np.size(value), 1) * (np.shape(values[0])[-1] if floats and np.ndim(values[0]) else 1)
    if module.startswith(("numpy.linalg", "scipy.linalg")) and is_float(values[0]) and np.ndim(values[0]) >= 2:
        return int(np.size(values[0]) * np.shape(values[0])[-1])
    return int(max([np.size(value), *floats]))


def leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The numbers and arrays in a structure, under the names that the user has for them."""
    if isinstance(value, dict):
        for k, v in value.items():
            yield from leaves(f"{name}[{k!r}]", v)
    elif isinstance(value, (list, tuple)):
        for i, v in enumerate(value):
            yield from leaves(f"{name}[{i}]", v)
    elif is_float(value):
        yield name, value


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
