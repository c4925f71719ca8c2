"""The table of pyproject.toml that lists what a project exports.

    [tool.s2sad]
    xp = "numpy"                            # what is said here holds for each output that does not say it

    [[tool.s2sad.export]]
    output = "package/derivatives.py"       # beside pyproject.toml
    mode = "value_and_grad"
    functions = [
        "package.model:loss",
        { target = "package.model:energy", wrt = "q,p", mode = "grad", like = "1.0, 2.0", name = "force" },
    ]
"""
from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .export import Entry, Output
from .targets import MODES

FUNCTION = {"target", "wrt", "mode", "like", "name", "backend"}
COMMON = {"wrt", "mode", "like", "xp", "backend"}
OUTPUT = COMMON | {"output", "functions"}


def outputs_of(project: str | None) -> list[Output]:
    """What the pyproject.toml of a directory, or of one above the working directory, asks for."""
    path = project_file(project)
    try:
        table = read(path).get("tool", {}).get("s2sad")
    except (ValueError, UnicodeDecodeError) as error:
        raise wrong(path, f"it is not TOML: {error}") from None
    if not isinstance(table, dict):
        raise wrong(path, "it has no table [tool.s2sad]")
    known(path, "[tool.s2sad]", table, COMMON | {"export"})
    exports = table.get("export")
    if not isinstance(exports, list) or not exports:
        raise wrong(path, "it lists no outputs: [[tool.s2sad.export]]")
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    common = {k: v for k, v in table.items() if k in COMMON}
    outputs = [output(path, {**common, **entry} if isinstance(entry, dict) else entry, i)
               for i, entry in enumerate(exports, 1)]
    paths = [o.path for o in outputs]
    for p in paths:
        if paths.count(p) > 1:
            raise wrong(path, f"two outputs are {p}")
    return outputs


def output(path: Path, entry: Any, number: int) -> Output:
    """One output of the table."""
    where = f"output {number}"
    if not isinstance(entry, dict):
        raise wrong(path, f"{where} is not a table")
    known(path, where, entry, OUTPUT)
    text(path, where, entry, "output", required=True)
    where = entry["output"]
    functions = entry.get("functions")
    if not isinstance(functions, list) or not functions:
        raise wrong(path, f"{where} has no list of functions")
    entries = []
    for f in functions:
        f = {"target": f} if isinstance(f, str) else f
        if not isinstance(f, dict):
            raise wrong(path, f"{where} has a function that is neither a string nor a table")
        known(path, f"a function of {where}", f, FUNCTION)
        merged = {**{k: v for k, v in entry.items() if k in FUNCTION & COMMON}, **f}
        for key in FUNCTION:
            text(path, f"a function of {where}", merged, key, required=key == "target")
        if merged.get("mode", "grad") not in MODES:
            raise wrong(path, f"{where} has the mode {merged['mode']!r}; there are {', '.join(MODES)}")
        entries.append(Entry(**merged))
    text(path, where, entry, "xp")
    return Output(os.path.relpath(path.parent / entry["output"]), tuple(entries), entry.get("xp", "numpy"))


def project_file(project: str | None) -> Path:
    """The pyproject.toml that is meant."""
    if project is not None:
        path = Path(project)
        path = path / "pyproject.toml" if path.is_dir() else path
        if not path.is_file():
            raise UsageError(f"there is no {path}")
        return path.absolute()
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "pyproject.toml").is_file():
            return folder / "pyproject.toml"
    raise UsageError("there is nothing to export: no function is named, and no pyproject.toml is here or above")


def read(path: Path) -> dict[str, Any]:
    """A TOML file."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        try:
            import tomli as tomllib
        except ImportError:
            raise UsageError("reading pyproject.toml needs tomli on Python 3.10", note="pip install tomli") from None
    with open(path, "rb") as file:
        return tomllib.load(file)


def known(path: Path, where: str, table: dict[str, Any], keys: set[str]) -> None:
    unknown = sorted(map(str, table.keys() - keys))
    if unknown:
        raise wrong(path, f"{where} has {', '.join(unknown)}; there are {', '.join(sorted(keys))}")


def text(path: Path, where: str, table: dict[str, Any], key: str, required: bool = False) -> None:
    value = table.get(key)
    if value is None and not required:
        return
    if not isinstance(value, str) or not value:
        raise wrong(path, f"{where}: {key} must be a text")


def wrong(path: Path, message: str) -> UsageError:
    return UsageError(f"{path.name}: {message}", code="S2SAD813")
