"""Each room imports only from the floors under it: who knows what, kept true."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "s2sad"

# What users call, first; errors and the helpers of generated code, last.
FLOORS: dict[int, list[str]] = {
    10: ["__init__", "__main__", "cli", "commands"],
    9: ["api", "assembly", "checking", "dispatch", "display", "explaining", "flattening", "graphs", "higher",
        "measuring", "plain", "signatures", "standalone", "surgery"],
    8: ["pipeline", "literals"],
    7: ["backend"],
    6: ["transforms"],
    5: ["analysis", "annotations"],
    4: ["frontend"],
    3: ["rules"],
    2: ["ir", "vectors"],
    1: ["formatting", "runtime", "stack"],
    0: ["errors", "version"],
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}

# Modules that import what is above them: (module, module that it imports). Empty is the aim.
EXCEPTIONS: set[tuple[str, str]] = set()

MODULES = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(module: str) -> str:
    return module.partition(".")[0]


def imports(module: str, tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The modules of s2sad that a module imports, anywhere in it, with lines; `a.b` for s2sad.a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name.partition(".") for alias in node.names]
            yield from ((rest, node.lineno) for first, _, rest in names if first == "s2sad")
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                parents = ["s2sad", *module.split(".")][: -node.level]
                if module.endswith("__init__"):
                    parents = ["s2sad", *module.split(".")[:-1]][: None if node.level == 1 else -1]
            else:
                parents = []
            path = [*parents, *(node.module or "").split(".")]
            path = [p for p in path if p]
            if path[0] != "s2sad":
                continue
            for alias in node.names:
                yield ".".join([*path[1:], alias.name]), node.lineno


def imported_module(name: str) -> str:
    """The module that an imported name is, or is of; the package itself for its own names."""
    while name and name not in MODULES and f"{name}.__init__" not in MODULES:
        name = name.rpartition(".")[0]
    return name or "__init__"


@pytest.mark.parametrize("module", MODULES)
def test_imports_come_from_below(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    here = FLOOR[room(module)]
    wrong = []
    for name, line in imports(module, tree):
        other = imported_module(name)
        if room(other) == room(module) or (module, other) in EXCEPTIONS:
            continue
        there = FLOOR[room(other)]
        if there > here or there == here < 8:
            wrong.append(f"{module}:{line} (floor {here}) imports {other} (floor {there})")
    assert not wrong, "\n".join(wrong)


def test_exceptions_are_needed() -> None:
    for module, other in EXCEPTIONS:
        tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
        assert other in {imported_module(name) for name, _ in imports(module, tree)}


def test_every_room_has_a_floor() -> None:
    assert {room(module) for module in MODULES} == set(FLOOR)


def test_an_import_from_above_is_seen() -> None:
    text = "def f():\n    from ..pipeline import compiled\n    import s2sad.api\n"
    assert list(imports("ir.core", ast.parse(text))) == [("pipeline.compiled", 2), ("api", 3)]
    assert imported_module("pipeline.compiled") == "pipeline"
    assert imported_module("rules.registry.known") == "rules.registry"
    text = "from . import api\nfrom .rules.registry import known\n"
    assert list(imports("__init__", ast.parse(text))) == [("api", 1), ("rules.registry.known", 2)]
    text = "from .. import errors\nfrom .core import Op\n"
    found = [name for name, _ in imports("ir.__init__", ast.parse(text))]
    assert found == ["errors", "ir.core.Op"]


def test_only_the_printer_knows_astor() -> None:
    knowing = [m for m, path in MODULES.items() if "import astor" in path.read_text("utf-8")]
    assert knowing == ["backend.printing"]
