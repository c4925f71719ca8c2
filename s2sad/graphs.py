"""The computational graph of a function at a point, with values and adjoints: DOT, SVG and Mermaid.

    graph(f, 2.0, 3.0).dot          x ──▶ z = x * y ──▶ v1 = sin(z) ──▶ …
    graph(f, 2.0, 3.0).svg()        2     6             -0.279
                                    2.88  0.96          1

A node is an operation on floats that was run, so that loops are unrolled and branches are those taken.  The
function and its adjoint are run by an interpreter of the program in SSA, which looks on.
"""
from __future__ import annotations

import ast
import html
import operator
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .api import Derivative
from .backend import syntax
from .errors import ArgumentError, Location
from .ir import primitives
from .ir.core import Call, Const, For, If, Try, Value, While, With
from .ir.interpreter import Interpreter, Tagged
from .pipeline import Watched, watched

MOST_NODES = 200
SUFFIXES = {".dot": "dot", ".gv": "dot", ".svg": "svg", ".mmd": "mermaid"}     # of files, and their formats
KEPT = {primitives.make_tuple, primitives.make_list}        # a part of these has the part's own tag
PASSING = {primitives.with_adjoint, primitives.same}


@dataclass(eq=False, slots=True)
class Node:
    """A value of the graph: an input, or the result of an operation."""

    name: str
    expression: str                         # of an input, nothing
    value: Any
    inputs: tuple[Node, ...] = ()
    adjoint: Any = None                     # None where there is none: no derivative goes this way
    location: Location | None = None        # in the user's source
    loops: tuple[tuple[str, int], ...] = ()     # the loops that it is in, outermost first, each with the trip's number

    def __repr__(self) -> str:
        text = f"{self.name} = {self.expression}" if self.expression else self.name
        return f"<{text}: value {summary(self.value)}, adjoint {summary(self.adjoint)}>"


@dataclass(frozen=True, slots=True)
class Graph:
    """A computational graph: ``nodes`` in the order of the run, inputs first; ``result`` is one of them."""

    name: str
    nodes: list[Node]
    result: Node

    @property
    def dot(self) -> str:
        """The graph in Graphviz's language."""
        return _Dot(self).text()

    @property
    def mermaid(self) -> str:
        """The graph in Mermaid's language, which GitHub and notebooks draw."""
        return _Mermaid(self).text()

    def svg(self) -> str:
        """The graph, drawn by Graphviz's ``dot``; ``ArgumentError`` where that is not installed."""
        program = shutil.which("dot")
        if program is None:
            raise ArgumentError("drawing needs Graphviz, whose `dot` is not installed here",
                                note="install it (apt install graphviz, brew install graphviz), or take .dot or "
                                     ".mermaid, which are texts", code="S2SAD815")
        done = subprocess.run([program, "-Tsvg"], input=self.dot, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the graph to a file: ``.dot`` or ``.gv``, ``.svg``, ``.mmd``."""
        suffix = Path(path).suffix
        if suffix not in SUFFIXES:
            raise ArgumentError(f"a graph is not written to {suffix or 'a file without suffix'}",
                                note=f"the suffixes are {', '.join(SUFFIXES)}", code="S2SAD815")
        text = self.svg() if SUFFIXES[suffix] == "svg" else getattr(self, SUFFIXES[suffix])
        Path(path).write_text(text, encoding="utf-8")

    def __repr__(self) -> str:
        return f"<graph of {self.name}: {len(self.nodes)} nodes>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        if shutil.which("dot") is None:
            return {"text/vnd.mermaid": self.mermaid, "text/plain": repr(self)}
        return {"image/svg+xml": self.svg(), "text/plain": repr(self)}


def graph(function: Any, /, *args: Any, limit: int = MOST_NODES, **kwargs: Any) -> Graph:
    """The computational graph of a function, or of what a derivative is of, at some arguments.

    Nodes are the inputs and the operations on floats that were run, each with its value and the adjoint of the
    result with respect to it: of a result that is an array, of the sum of its items.  Loops are unrolled, one
    cluster for each trip.  ``.dot``, ``.mermaid`` and ``.svg()`` draw it.

    ``ArgumentError`` for more than ``limit`` nodes; ``UnsupportedError`` for what cannot be differentiated.
    """
    derivative = function if isinstance(function, Derivative) else Derivative(function, "grad", 0)
    values = derivative._arguments(args, kwargs)
    program = watched(derivative._target, derivative._bound, derivative._kinds(values), derivative._request.has_aux)
    return Drawing(program, limit).draw(values)


class Drawing(Interpreter):
    """Runs a program, and makes a node of each value.

    A tag is the nodes that a value came from; of a tuple or list made here, a list of its parts' tags.
    """

    def __init__(self, program: Watched, limit: int):
        super().__init__()
        self.program, self.limit = program, limit
        self.nodes: list[Node] = []
        self.open: dict[int, list[Node]] = {}           # number -> nodes whose adjoint is still to come
        self.made: dict[Node, tuple[Call, list[Tagged]]] = {}
        self.loops: list[tuple[str, int]] = []
        self.marks: list[int] = []

    def draw(self, arguments: list[Any]) -> Graph:
        """The graph of a run with some arguments."""
        function = self.program.function
        inputs = {p: Node(p.name or "x", "", v) for p, v in zip(function.params, arguments) if is_float(v)}
        self.nodes = list(inputs.values())
        tagged = [(v, (inputs[p],) if p in inputs else ()) for p, v in zip(function.params, arguments)]
        (value, *gradients), tags = self.run(function, tagged)
        for p, g in zip(self.program.inputs, gradients):
            if p in inputs:
                inputs[p].adjoint = g
        result = tags[0][0] if len(tags[0]) == 1 else Node("result", "", value, tags[0], np.ones_like(value))
        needed = ancestors(result)
        nodes = [n for n in [*self.nodes, result] if n in needed or n in inputs.values()]
        name_nodes(nodes := list(dict.fromkeys(nodes)))
        for n, (op, operands) in self.made.items():
            n.expression = written(op, operands)
        return Graph(function.name, nodes, result)

    # -- looking on ----------------------------------------------------------------------

    def called(self, op: Call, operands: list[Tagged], value: Any) -> Any:
        tags = [tag for _, tag in operands]
        if op.callee in KEPT:
            return tags
        if op.callee is primitives.appended:
            return [*tags[0], tags[1]] if isinstance(tags[0], list) else tuple(flat(tags))
        if op.callee is operator.getitem and isinstance(tags[0], list) and isinstance(operands[1][0], int) and len(
                tags[0]) == len(operands[0][0]):
            return tags[0][operands[1][0]]
        sources = tuple(dict.fromkeys(flat(tags)))
        if isinstance(value, (bool, int, str)) or isinstance(value, (np.ndarray, np.generic)) and not is_float(value):
            return ()
        number = self.program.numbers.get(op.result)
        if self.depth or number is None or not is_float(value) or op.callee in PASSING:
            return sources
        if len(self.nodes) >= self.limit:
            raise ArgumentError(f"the graph of {self.program.function.name} has more than {self.limit} nodes here",
                                note="take a smaller problem, or allow more of them: limit=…", code="S2SAD815")
        node = Node(op.result.name or "", "", value, sources, None, op.site.location if op.site is not None else None,
                    tuple(self.loops))
        self.nodes.append(node)
        self.made[node] = op, operands
        self.open.setdefault(number, []).append(node)
        return (node,)

    def effect(self, op: Call, values: list[Any]) -> None:
        if op.callee is not primitives.watch_adjoint:
            return super().effect(op, values)
        number, bar = values
        if not self.depth and self.open.get(number):        # those that are no floats have no node
            self.open[number].pop().adjoint = np.conj(bar) if is_float(bar) and np.iscomplexobj(bar) else bar

    def trip(self, op: For | While, carried: list[Tagged], number: int) -> tuple[list[Tagged], bool]:
        self.loops.append((op.site.text if op.site is not None else "loop", number))
        try:
            return super().trip(op, carried, number)
        finally:
            self.loops.pop()

    def try_(self, op: Try) -> None:
        self.marks.append(len(self.nodes))
        super().try_(op)
        self.marks.pop()

    def with_(self, op: With) -> None:
        self.marks.append(len(self.nodes))
        super().with_(op)
        self.marks.pop()

    def completed(self, op: If, flag: bool) -> None:
        if not flag:                # the adjoint passes by what was run before the exception
            gone = set(self.nodes[self.marks[-1]:])
            self.open = {number: [n for n in nodes if n not in gone] for number, nodes in self.open.items()}
        super().completed(op, flag)


def flat(tags: Any) -> Iterator[Node]:
    """The nodes in tags."""
    for tag in tags:
        if isinstance(tag, Node):
            yield tag
        elif tag is not None:
            yield from flat(tag)


def ancestors(node: Node) -> set[Node]:
    """A node, and all that it came from."""
    found = {node}
    stack = [node]
    while stack:
        for n in stack.pop().inputs:
            if n not in found:
                found.add(n)
                stack.append(n)
    return found


def name_nodes(nodes: list[Node]) -> None:
    """Give each node a name of its own: the user's, numbered where it is not alone; ``v1``, ``v2``, … to others."""
    often: dict[str, int] = {}
    for n in nodes:
        often[n.name] = often.get(n.name, 0) + 1
    taken, count = set(often), dict.fromkeys(often, 0)
    for n in nodes:
        base = n.name or "v"
        if often[n.name] == 1 and n.name:
            continue
        while True:
            count[n.name] += 1
            name = f"{base}{count[n.name]}" if not n.name else f"{base}_{count[n.name]}"
            if name not in taken:
                break
        taken.add(name)
        n.name = name


def is_float(value: Any) -> bool:
    """Whether a value is a float, or an array of floats, complex ones included."""
    return isinstance(value, (float, complex)) or isinstance(
        value, (np.ndarray, np.generic)) and value.dtype.kind in "fc"


# -- texts -------------------------------------------------------------------------------


def written(op: Call, operands: list[Tagged]) -> str:
    """A call as the user might write it, of its operands' nodes."""
    args = [operand(v, tagged) for v, tagged in zip(op.operands, operands)]
    n = len(args) - len(op.keywords)
    plain, keywords = args[:n], [f"{k}={a}" for k, a in zip(op.keywords, args[n:])]
    if op.callee in syntax.BINARY:
        symbol = ast.unparse(ast.BinOp(syntax.name("a"), syntax.BINARY[op.callee](), syntax.name("b")))
        return symbol.replace("a", plain[0], 1)[:-1] + plain[1]
    if op.callee is operator.neg:
        return f"-{plain[0]}"
    if op.callee is operator.getitem:
        return f"{plain[0]}[{plain[1]}]"
    if op.callee is primitives.replaced:
        return f"{plain[0]} with [{plain[1]}] = {plain[2]}"
    path = syntax.path_of(op.callee)
    name = ".".join(path) if path else getattr(op.callee, "__name__", None) or getattr(op.callee, "name", "call")
    return f"{name}({', '.join([*plain, *keywords])})"


def operand(v: Value, tagged: Tagged) -> str:
    """What a node shows of an operand: the name of its node, or the value."""
    value, tag = tagged
    if isinstance(tag, tuple) and len(tag) == 1 and tag[0].value is value:
        return tag[0].name
    if isinstance(tag, list) and isinstance(value, (tuple, list)):
        return f"[{', '.join(operand(v, t) for t in zip(value, tag))}]"
    if isinstance(value, slice):
        step = "" if value.step is None else f":{value.step}"
        return f"{'' if value.start is None else value.start}:{'' if value.stop is None else value.stop}{step}"
    if isinstance(value, tuple):
        return ", ".join(operand(v, (part, None)) for part in value)
    if value is ...:
        return "..."
    if isinstance(v, Const) or isinstance(value, (int, float, str, type(None))):
        return repr(getattr(value, "__name__", None) or value) if not callable(value) else value.__name__
    return v.name or summary(value)


def summary(value: Any) -> str:
    """A value in a few characters: numbers to four digits, of a large array its shape and range."""
    match value:
        case None:
            return "none"
        case bool() | np.bool_() | str() | int() | np.integer():
            return str(value)
        case float() | np.floating():
            return f"{float(value) + 0.0:.4g}".replace("-", "−")
        case complex() | np.complexfloating():
            return f"{complex(value):.4g}".replace("-", "−")
        case list() | tuple():
            return f"[{', '.join(map(summary, value))}]" if len(value) <= 4 else f"{len(value)} items"
        case dict():
            return f"{len(value)} items"
        case np.ndarray(ndim=0):
            return summary(value[()])
        case np.ndarray(ndim=1, size=n) if n <= 4:
            return f"[{', '.join(map(summary, value))}]"
        case np.ndarray():
            shape = "×".join(map(str, value.shape))
            plain = value.size and value.dtype.kind in "fiu"
            return f"{shape} items: {summary(value.min())} … {summary(value.max())}" if plain else f"{shape} items"
    return type(value).__name__


class _Text:
    """What the two languages share: nodes in the clusters of their loops' trips."""

    def __init__(self, graph: Graph):
        self.graph = graph
        self.ids = {node: f"n{i}" for i, node in enumerate(graph.nodes)}
        self.lines: list[str] = []
        self.clusters = 0

    def body(self) -> None:
        open_: tuple[tuple[str, int], ...] = ()
        for node in self.graph.nodes:
            common = 0
            while common < min(len(open_), len(node.loops)) and open_[common] == node.loops[common]:
                common += 1
            for depth in range(len(open_), common, -1):
                self.end(depth)
            for depth in range(common, len(node.loops)):
                self.clusters += 1
                header, trip = node.loops[depth]
                self.begin(depth + 1, f"{header.rstrip(':')}, trip {trip}")
            open_ = node.loops
            self.node(node, len(open_) + 1)
        for depth in range(len(open_), 0, -1):
            self.end(depth)
        for node in self.graph.nodes:
            for source in node.inputs:
                self.edge(source, node)

    def begin(self, depth: int, label: str) -> None:
        raise NotImplementedError

    def end(self, depth: int) -> None:
        raise NotImplementedError

    def node(self, node: Node, depth: int) -> None:
        raise NotImplementedError

    def edge(self, source: Node, node: Node) -> None:
        raise NotImplementedError

    def parts(self, node: Node) -> tuple[str, str, str]:
        """The title, the value and the adjoint of a node."""
        title = f"{node.name} = {node.expression}" if node.expression else node.name
        adjoint = "no adjoint" if node.adjoint is None else f"adjoint {summary(node.adjoint)}"
        return title, summary(node.value), adjoint


class _Dot(_Text):
    def text(self) -> str:
        self.lines = [f"digraph {quoted(self.graph.name)} {{", "    rankdir=LR",
                      '    node [shape=box, style=rounded, fontname="Helvetica", fontsize=11]',
                      '    graph [fontname="Helvetica", fontsize=10, style=dotted]']
        self.body()
        return "\n".join([*self.lines, "}", ""])

    def begin(self, depth: int, label: str) -> None:
        self.lines += [f"{'    ' * depth}subgraph cluster_{self.clusters} {{",
                       f"{'    ' * (depth + 1)}label={quoted(label)}"]

    def end(self, depth: int) -> None:
        self.lines.append(f"{'    ' * depth}}}")

    def node(self, node: Node, depth: int) -> None:
        title, value, adjoint = map(html.escape, self.parts(node))
        label = f'<b>{title}</b><br/>{value}<br/><font color="firebrick">{adjoint}</font>'
        shape = ", shape=ellipse, style=solid" if not node.inputs else ""
        shape += ", penwidth=2" if node is self.graph.result else ""
        tip = f", tooltip={quoted(f'{node.location.text} (line {node.location.line})')}" if node.location else ""
        self.lines.append(f"{'    ' * depth}{self.ids[node]} [label=<{label}>{shape}{tip}]")

    def edge(self, source: Node, node: Node) -> None:
        self.lines.append(f"    {self.ids[source]} -> {self.ids[node]}")


class _Mermaid(_Text):
    def text(self) -> str:
        self.lines = ["flowchart LR"]
        self.body()
        return "\n".join([*self.lines, f"    style {self.ids[self.graph.result]} stroke-width:3px", ""])

    def begin(self, depth: int, label: str) -> None:
        self.lines.append(f'{"    " * depth}subgraph c{self.clusters}["{entities(label)}"]')

    def end(self, depth: int) -> None:
        self.lines.append(f"{'    ' * depth}end")

    def node(self, node: Node, depth: int) -> None:
        label = "<br/>".join(map(entities, self.parts(node)))
        left, right = ("[", "]") if node.inputs else ("([", "])")
        self.lines.append(f'{"    " * depth}{self.ids[node]}{left}"{label}"{right}')

    def edge(self, source: Node, node: Node) -> None:
        self.lines.append(f"    {self.ids[source]} --> {self.ids[node]}")


def quoted(text: str) -> str:
    """A string of DOT."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entities(text: str) -> str:
    """A text within quotes in Mermaid, which has entities of its own."""
    return "".join(f"#{ord(c)};" if c in '#&<>"`*_\\' else c for c in text)
