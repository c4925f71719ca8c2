"""A function and its adjoint side by side, line by line, with what happens at a point.

    line  primal                    adjoint                        at this point
       1  def power(x, n):          return x_bar                   x = 2; adjoint 12
       2      y = 1.0
       3      for _ in range(n):    for y in reversed(y_tape):     3 trips
       4          y = y * x             x_bar += y_bar * y         y = 2 → 8; adjoint 4 → 1
                                        y_bar *= x
       5      return y
"""
from __future__ import annotations

import ast
import html
import textwrap
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .api import Derivative
from .backend.load import origins
from .display import source_html
from .frontend.scopes import bound_names
from .graphs import is_float, summary
from .ir.core import Function, Site
from .measuring import Counting, Input, Measuring, Series, Taped, leaves
from .pipeline import derive, watched

REVERSE = ("grad", "value_and_grad", "vjp")


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


# -- lines -------------------------------------------------------------------------------


class Lines:
    """The lines of the user's functions that are met, which are filled in one after the other."""

    def __init__(self, main: Site | None, function: Function):
        self.parts: dict[Any, Part] = {}        # source -> the function
        self.by_number: dict[tuple[str, int], Line] = {}
        self.binders: dict[str, list[Line]] = {}        # name -> the lines that assign it
        if main is not None:
            self.head = self.part(main).lines[0]
        else:                                   # a function that has a rule, and no source: the call of it
            self.head = Line(1, f"{function.name}({', '.join(p.name or '?' for p in function.params)})")
            self.parts[None] = Part(function.name, "", [self.head])

    def part(self, site: Site) -> Part:
        """The function that a place is in."""
        if None in self.parts:                  # the lines of a rule are none of the user's
            return self.parts[None]
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
    lines = Lines(main, seen.program.function)
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
    if main is None:
        lines.head.variables.append(Variable("", Series(seen.value, seen.value)))
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


