"""``python -m s2sad doctor``: versions, what is optional, and whether some derivatives are right here."""
from __future__ import annotations

import argparse
import math
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InternalError
from ..version import __version__
from .terminal import print_error, table

NEEDED = ("numpy", "astor")
OPTIONAL = {"scipy": "functions of SciPy", "numba": "compiled derivatives", "pygments": "coloured source",
            "rich": "tables and progress", "tqdm": "progress", "matplotlib": "plots of the examples"}


def run(options: argparse.Namespace) -> int:
    """Print what is installed, and the self-test; 1 if something fails."""
    rows = [["s2sad", __version__, "ok"], ["Python", platform.python_version(), _python()]]
    rows += [[name, installed(name) or "-", "ok" if installed(name) else "failed: it is needed"] for name in NEEDED]
    rows += [[name, installed(name) or "-", "ok" if installed(name) else f"optional: {use}"]
             for name, use in OPTIONAL.items()]
    dot = shutil.which("dot")
    rows.append(["graphviz", "dot" if dot else "-", "ok" if dot else "optional: graphs as SVG"])
    table(["", "version", ""], rows)
    print()
    tests, errors = [], []
    for name, test in TESTS.items():
        try:
            test()
            tests.append([name, "ok"])
        except Exception as error:
            tests.append([name, f"failed: {type(error).__name__}"])
            errors.append(error)
    table(["self-test", ""], tests)
    for failure in errors:
        print_error(failure)
    return 1 if any(row[-1].startswith("failed") for row in [*rows, *tests]) else 0


def installed(name: str) -> str | None:
    """The version of a distribution; None where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _python() -> str:
    return "ok" if sys.version_info >= (3, 10) else "failed: 3.10 is needed"


# -- the functions of the self-test ------------------------------------------------------------


def root(a: float) -> float:
    x = 1.0
    while abs(x * x - a) > 1e-12:
        x = 0.5 * (x + a / x)
    return x


def ridge(w: Any, x: Any, y: Any) -> Any:
    return np.sum((x @ w - y) ** 2) + 0.1 * np.sum(w**2)


def heat(u: Any, k: float) -> Any:
    u = u.copy()
    for _ in range(3):
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def branches(x: float) -> float:
    def scaled(t: float) -> float:
        return x * t
    return scaled(math.sin(x)) if x > 0 else scaled(2.0)


def _checked(f: Callable[..., Any], *args: Any) -> Callable[[], None]:
    def test() -> None:
        from ..checking import check_grads
        check_grads(f, args)
    return test


def exported() -> None:
    """A module is written, imported, and gives what the derivative gives."""
    from ..api import grad
    from ..standalone import export
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "root_grad.py"
        export(grad(root), path)
        scope: dict[str, Any] = {}
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
    if not math.isclose(scope["root_grad"](4.0), 0.25):
        raise InternalError(f"the exported gradient of root at 4 is {scope['root_grad'](4.0)}, not 0.25")


TESTS: dict[str, Callable[[], None]] = {
    "loops": _checked(root, 4.0),
    "arrays": _checked(ridge, np.linspace(-1.0, 1.0, 3), np.arange(12.0).reshape(4, 3) / 10, np.ones(4)),
    "writing in place": _checked(heat, np.linspace(0.0, 1.0, 6) ** 2, 0.2),
    "branches and closures": _checked(branches, 0.7),
    "export": exported,
}
