"""``python -m s2sad graph``: the computational graph of a function at some arguments."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..graphs import SUFFIXES
from .check import arguments
from .targets import called, derivative_of


def run(options: argparse.Namespace) -> int:
    """Write the graph as Graphviz's DOT, as Mermaid, or as SVG."""
    import s2sad
    wanted = options.format
    if wanted is None:
        wanted = "mermaid" if options.output in (None, "-") else SUFFIXES.get(Path(options.output).suffix)
    if wanted is None:
        raise UsageError(f"a graph is not written to {options.output or 'a file without a name'}",
                         note=f"the suffixes are {', '.join(SUFFIXES)}; or say --format", code="S2SAD815")
    derivative = derivative_of(options.target, options.wrt, "grad")
    args = arguments(derivative, options)
    drawing: Any = s2sad.graph
    graph = called(drawing, derivative, *args)
    text = graph.svg() if wanted == "svg" else getattr(graph, wanted)
    if options.output in (None, "-"):
        sys.stdout.write(text.rstrip("\n") + "\n")
        return 0
    from ..standalone import write_atomically
    write_atomically(options.output, text.rstrip("\n") + "\n")
    return 0
