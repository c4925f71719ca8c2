"""A function and its adjoint side by side, line by line, with what happens at a point.

    line  primal                    adjoint                        at this point
       1  def power(x, n):          return x_bar                   x = 2; adjoint 12
       2      y = 1.0
       3      for _ in range(n):    for y in reversed(y_tape):     3 trips
       4          y = y * x             x_bar += y_bar * y         y = 2 → 8; adjoint 4 → 1
                                        y_bar *= x
       5      return y

The program in SSA is run twice by an interpreter that looks on: with its adjoint before any optimisation, for
values and adjoints, and as it is emitted, for what it tapes and how much it computes.
"""
from __future__ import annotations

import ast
import html
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .api import Derivative
from .backend.load import origins
from .display import source_html
from .frontend.scopes import bound_names
from .graphs import is_float, summary
from .ir import primitives
from .ir.core import Call, For, Function, Site, Value, While, count_uses
from .ir.interpreter import Interpreter, Tagged
from .pipeline import Watched, derive, watched
from .rules import registry

REVERSE = ("grad", "value_and_grad", "vjp")
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
class Variable:
    """What a line computes: under a name, or (a result) under none."""

    name: str
    value: Series
    adjoint: Series | None = None

    def __str__(self) -> str:
        text = f"{self.name} = {self.value}" if self.name else str(self.value)
        if self.adjoint is None:
            return text
        bar = str(self.adjoint)
        large = " items" in bar and self.adjoint.low <= self.adjoint.high
        return f"{text}; adjoint {self.adjoint.range if large else bar}"


@dataclass(slots=True)
class Line:
    """A line of the user's source, the generated lines that mirror it, and what it computes at the point."""

    number: int
    text: str
    adjoint: list[str] = field(default_factory=list)
    generated: list[int] = field(default_factory=list)      # the numbers of those lines in the generated source
    variables: list[Variable] = field(default_factory=list)
    trips: int | None = None                                # of a loop's header


@dataclass(slots=True)
class Part:
    """A function of the user's whose lines are differentiated: the one that is explained, or one that it calls."""

    function: str
    filename: str
    lines: list[Line]


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


@dataclass(frozen=True, slots=True)
class Operations:
    """How many operations on floats are done: roughly, an array counting as its items."""

    primal: int
    derivative: int

    @property
    def ratio(self) -> float:
        """How many times the function's the derivative does."""
        return self.derivative / self.primal if self.primal else np.inf


@dataclass(slots=True)
class Explanation:
    """A function and its adjoint at a point: see ``s2sad.explain``.  ``str`` of it is a table."""

    name: str
    value: Any
    parts: list[Part]
    inputs: list[Input]
    taped: list[Taped]
    operations: Operations
    source: str                 # the generated source

    @property
    def irrelevant(self) -> list[str]:
        """The inputs that do not matter."""
        return [i.name for i in self.inputs if not i.matters]

    def __str__(self) -> str:
        return "\n".join([*_table(self.parts), "", *self.facts(), ""])

    __repr__ = __str__

    def facts(self) -> list[str]:
        """What there is to say of the whole."""
        taped = "; ".join(f"{t.name}, {t.items} item{'s' * (t.items != 1)}, {t.bytes} bytes" for t in self.taped)
        ops = self.operations
        found = [f"Taped: {taped or 'nothing'}.",
                 f"Operations on floats: {ops.primal} in {self.name}, {ops.derivative} in its derivative "
                 f"({summary(ops.ratio)} times as many)."]
        if any(i.why for i in self.inputs):
            found.append(f"Does not matter: {'; '.join(f'{i.name} ({i.why})' for i in self.inputs if i.why)}.")
        return found

    def _repr_html_(self) -> str:
        return _html(self)


def explain(function: Any, /, *args: Any, **kwargs: Any) -> Explanation:
    """A function, or what a derivative is of, and its adjoint side by side at some arguments.

    The text form has a row for each of the user's lines, those of the functions that are called included, with the
    lines of the generated adjoint sweep that mirror it, and the values and adjoints that its variables have: in
    loops, the first and the last, or of arrays the range.  Then come what is taped, how many operations are done,
    and the inputs that do not matter.  The data are attributes.

    Adjoints are of the result, or of the sum of its items.  Of a function, or a derivative in forward mode, ``grad``
    is shown, or ``vjp`` where the result is an array.  The function is run a few times.
    ``UnsupportedError`` for what cannot be differentiated.
    """
    derivative = function if isinstance(function, Derivative) else Derivative(function, "grad", 0)
    values = derivative._arguments(args, kwargs)
    kinds = derivative._kinds(values)
    target, bound, request = derivative._target, derivative._bound, derivative._request
    seen = Measuring(watched(target, bound, kinds, request.has_aux))
    seen.measure(values)
    if derivative._sweep_shown is not derivative or request.mode not in REVERSE or not isinstance(function, Derivative):
        mode = "grad" if np.ndim(seen.value) == 0 and is_float(seen.value) else "vjp"
        derivative = Derivative(derivative._original(), mode, derivative._wrt, request.has_aux)
    made, _ = derive(target, bound, kinds, derivative._request)
    counting = Counting()
    counting.count(made, values, seen.value if derivative._request.mode == "vjp" else None)
    program = derivative._compiled_for(values).program
    name = seen.program.function.name
    return Explanation(repr(target) if isinstance(target, Derivative) else name, seen.value, _parts(program, seen),
                       seen.inputs(), list(counting.taped.values()), Operations(seen.operations, counting.operations),
                       program.text)


# -- runs --------------------------------------------------------------------------------


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


# -- lines -------------------------------------------------------------------------------


class Lines:
    """The lines of the user's functions that are met, which are filled in one after the other."""

    def __init__(self, main: Site):
        self.parts: dict[Any, Part] = {}        # source -> the function
        self.by_number: dict[tuple[str, int], Line] = {}
        self.binders: dict[str, list[Line]] = {}        # name -> the lines that assign it
        self.head = self.part(main).lines[0]

    def part(self, site: Site) -> Part:
        """The function that a place is in."""
        source = site.source
        if source not in self.parts:
            first, last = source.node.lineno, source.node.end_lineno
            text = textwrap.dedent("".join(t.rstrip("\n") + "\n" for t in source.lines[first - 1:last]))
            lines = [Line(first + i, t) for i, t in enumerate(text.splitlines())]
            self.parts[source] = Part(source.code.co_name, source.filename, lines)
            for line in lines:
                self.by_number.setdefault((source.filename, line.number), line)
            for node in ast.walk(source.node):
                if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef):
                    own = [node] if not hasattr(node, "body") else [getattr(node, "target", node)] if isinstance(
                        node, ast.For) else []
                    for name in [*bound_names(own), *written_names(node)]:
                        self.binders.setdefault(name, []).append(self.by_number[source.filename, node.lineno])
        return self.parts[source]

    def at(self, site: Site) -> Line:
        """The line where the statement of a place begins."""
        part = self.part(site)
        node = site.statement if hasattr(site.statement, "lineno") else site.node
        return self.by_number.get((site.source.filename, node.lineno), part.lines[0])

    def assigning(self, name: str, site: Site) -> Line | None:
        """The line that assigns a name to what was computed at a place: there, or where it came back from a call."""
        here, lines = self.at(site), self.binders.get(name, [])
        return here if here in lines else lines[0] if len(lines) == 1 else None


def written_names(node: ast.stmt) -> list[str]:
    """The arrays of which a statement writes items."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return [t.value.id for t in targets if isinstance(t, ast.Subscript) and isinstance(t.value, ast.Name)]


def _parts(program: Any, seen: Measuring) -> list[Part]:
    """The user's functions, line by line."""
    main = seen.program.function.site or next((op.site for _, op in sorted(seen.calls.items()) if op.site), None)
    if main is None:            # a function that has a rule is explained: there is no source
        return []
    lines = Lines(main)
    generated = program.text.splitlines()
    start, depth = _sweep(generated)
    for n, origin in origins(program).items():
        text = generated[n - 1]
        if origin.sweep in ("adjoint", "surgery") and not text.lstrip().startswith("#") and n > start and (
                text.startswith(" " * depth)):
            line = lines.at(origin.sites[0]) if origin.sites else lines.head
            line.adjoint.append(text[depth:])
            line.generated.append(n)
    for p, v in zip(seen.program.function.params, seen.arguments):
        bars = dict(leaves(p.name or "?", seen.gradients.get(p)))
        parts = dict(leaves(p.name or "?", v)) or {p.name or "?": v}
        lines.head.variables += [Variable(n, Series(x, x), Series(bars[n], bars[n]) if n in bars else None)
                                 for n, x in parts.items()]
    returned: dict[int, tuple[Line, Variable]] = {}
    for number, op in sorted(seen.calls.items()):
        if op.site is None:
            continue
        here, name, bar = lines.at(op.site), op.result.name, seen.adjoints.get(number)
        variable = Variable(name or "", seen.values[number], bar.backwards() if bar is not None else None)
        binder = lines.assigning(name, op.site) if name else None
        if binder is not None:
            binder.variables = [*[v for v in binder.variables if v.name != name], variable]
        if here.text.lstrip().startswith("return") or lines.part(op.site).function == "<lambda>":
            returned[id(here)] = here, Variable("", variable.value, variable.adjoint)
    for line, variable in returned.values():
        line.variables.append(variable)
    for site, trips in seen.trips.items():
        line = lines.at(site)
        line.trips = trips if line.trips is None else line.trips + trips
    return list(lines.parts.values())


def _sweep(generated: list[str]) -> tuple[int, int]:
    """The line after which the adjoint sweep may stand, and how far it is indented: of ``vjp``, in the pullback."""
    start = next((n for n, text in enumerate(generated, 1) if text.startswith("    def pullback(")), None)
    return (0, 4) if start is None else (start, 8)


# -- texts -------------------------------------------------------------------------------


def _remarks(line: Line) -> list[str]:
    """What a line computes, as text."""
    found = [str(v) for v in line.variables]
    return found if line.trips is None else [f"{line.trips} trip{'s' * (line.trips != 1)}", *found]


def _table(parts: list[Part]) -> list[str]:
    rows: list[tuple[str, str, str, str]] = [("line", "primal", "adjoint", "at this point")]
    for k, part in enumerate(parts):
        if k:
            rows.append(("", "", "", ""))
        for line in part.lines:
            remarks = _remarks(line)
            for i in range(max(1, len(line.adjoint), len(remarks))):
                rows.append((str(line.number) if i == 0 else "", line.text if i == 0 else "",
                             line.adjoint[i] if i < len(line.adjoint) else "",
                             remarks[i] if i < len(remarks) else ""))
    a, b, c = (max(len(r[i]) for r in rows) for i in range(3))
    return [f"{r[0]:>{a}}  {r[1]:<{b}}  {r[2]:<{c}}  {r[3]}".rstrip() for r in rows]


def _html(found: Explanation) -> str:
    rows = []
    for part in found.parts:
        for line in part.lines:
            remarks = "<br>".join(map(html.escape, _remarks(line)))
            rows.append(f"<tr><td>{line.number}</td><td>{_code(line.text)}</td><td>{_code(*line.adjoint)}</td>"
                        f"<td>{remarks}</td></tr>")
    style = "text-align: left; vertical-align: top"
    table = "\n".join(rows).replace("<td>", f'<td style="{style}">')
    heads = "".join(f'<th style="{style}">{t}</th>' for t in ("line", "primal", "adjoint", "at this point"))
    facts = "".join(f"<p>{html.escape(fact)}</p>" for fact in found.facts())
    return f"<table><thead><tr>{heads}</tr></thead><tbody>\n{table}\n</tbody></table>{facts}"


def _code(*lines: str) -> str:
    return source_html("\n".join(lines)) if any(lines) else ""


