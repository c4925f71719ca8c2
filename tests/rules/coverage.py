"""``docs/coverage.md``, made of the tables of rules and of cases.

    python -m tests.rules.coverage                    write the page anew
    python -m tests.rules.coverage autograd jax       measure these on our cases first
    python -m tests.rules.coverage jax scipy.special  of these only, as one of them may take minutes

A peer covers a case if its gradient of the same expression is ours.  What was measured is kept in
``peers.json``, so that the page can be made without the peers.  A peer has ``LIMIT`` seconds for a case.
"""

from __future__ import annotations

import csv
import importlib
import json
import signal
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from s2sad.rules import registry

from .cases import collected
from .harness import Case, Checked

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "coverage.md"
PEERS = HERE / "peers.json"
NAMESPACES = ("numpy", "numpy.linalg")
SERIES = tuple(f"numpy.polynomial.{m}" for m in (
    "polynomial", "chebyshev", "legendre", "hermite", "hermite_e", "laguerre"))
PARTS = ("special", "linalg", "fft", "signal", "ndimage", "integrate", "interpolate", "optimize", "stats",
         "sparse.linalg", "spatial", "spatial.distance", "cluster.vq")
SCIPY_PAGE, SCIPY_PEERS = HERE.parents[1] / "docs" / "coverage-scipy.md", HERE / "peers-scipy.json"
RELEASE = f"NumPy {np.lib.NumpyVersion(np.__version__).major}.{np.lib.NumpyVersion(np.__version__).minor}"
SAMPLE = 6  # cases of each function that a peer is measured on
LIMIT = 20  # seconds that a peer has for a case


def public_names(namespace: str) -> Iterator[tuple[str, Any]]:
    """The public names of a module that something is declared of, and what they stand for."""
    module = importlib.import_module(namespace)
    for name in sorted(dir(module), key=str.lower):
        found = getattr(module, name)
        if name.startswith("_") or isinstance(found, type) and not issubclass(found, np.floating):
            continue
        if status(found):
            yield name, found


def scipy_names(part: str) -> Iterator[tuple[str, Any]]:
    """The same of a part of SciPy: of a class whose objects are functions, those; of a distribution, its methods."""
    module = importlib.import_module(f"scipy.{part}")
    registry.load()  # the rules of what is imported by now
    for name in sorted(dir(module), key=str.lower):
        found = getattr(module, name)
        if name.startswith("_"):
            continue
        if status(found):
            yield name, found
        elif isinstance(found, type) and status(found.__dict__.get("__call__")):
            yield f"{name}.__call__", found.__call__  # type: ignore[operator]
        elif part == "stats" and not isinstance(found, ModuleType):
            yield from ((f"{name}.{m}", getattr(found, m)) for m in METHODS if status(getattr(found, m, None)))


METHODS = ("pdf", "logpdf", "pmf", "logpmf", "cdf", "logcdf", "sf", "logsf", "ppf", "isf", "mean", "var", "std",
           "median", "entropy", "stats", "moment", "interval")


def status(found: Any) -> str:
    """What is declared of a function: a derivative, that it is zero, or nothing."""
    if registry.lookup(registry.differentials, found) or registry.lookup(registry.compositions, found):
        return "both modes"
    return "zero" if registry.is_constant(found) else ""


def scope(namespaces: tuple[str, ...] = NAMESPACES) -> list[tuple[str, str, str]]:
    """The names that a user may expect: namespace, name, and whether they have a derivative."""
    with open(HERE / "scope.csv") as lines:
        rows = [(r["namespace"], r["name"], r["kind"]) for r in csv.DictReader(lines)]
    return [r for r in rows if r[0] in namespaces and hasattr(importlib.import_module(r[0]), r[1])]


# -- peers -----------------------------------------------------------------------------------


def gradient_of(peer: str) -> tuple[Any, Any, str]:
    """A peer's gradient, its NumPy, and its version."""
    if peer == "autograd":
        import autograd
        import autograd.numpy as anp

        return autograd.grad, anp, "1.8" if not hasattr(autograd, "__version__") else autograd.__version__
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax.grad, jax.numpy, jax.__version__


def agrees(c: Case, gradient: Any, their_numpy: Any, their_scipy: Any = None) -> bool:
    """Whether a peer has the gradient of a case that we have."""
    checked = Checked(c)
    theirs = type(checked.f)(checked.f.__code__, {**checked.f.__globals__, "np": their_numpy, "scipy": their_scipy})
    try:
        signal.setitimer(signal.ITIMER_REAL, LIMIT)
        found = gradient(theirs, tuple(checked.wrt))(*checked.inputs)
    except Exception:  # whatever it is, the peer does not have it
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return all(np.allclose(a, b, rtol=1e-6, atol=1e-8) for a, b in zip(found, checked.gradient()))


def out_of_time(*_: Any) -> None:
    raise TimeoutError


def measure(peer: str, wanted: list[str]) -> dict[str, Any]:
    """On how many of some cases of each function a peer agrees with us."""
    gradient, their_numpy, version = gradient_of(peer)
    functions: dict[str, tuple[int, int]] = {}
    cases = collected()
    for namespace in chosen_of(NAMESPACES, wanted):
        for name, found in public_names(namespace):
            own = [c for c in cases.get(found, []) if c.active]
            chosen = own[:: -(-len(own) // SAMPLE)] if own else []
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                functions[f"{namespace}.{name}"] = sum(agrees(c, gradient, their_numpy) for c in chosen), len(chosen)
    return {"version": version, "functions": functions}


def chosen_of(names: tuple[str, ...], wanted: list[str], package: str = "") -> list[str]:
    """Those of some modules that are asked for; all, where nothing is said."""
    return [n for n in names if not wanted or f"{package}{n}" in wanted]


def measure_scipy(peer: str, wanted: list[str]) -> dict[str, Any]:
    """The same of SciPy's functions, of which a peer has versions of its own."""
    gradient, their_numpy, version = gradient_of(peer)
    theirs = importlib.import_module(f"{peer}.scipy")
    functions: dict[str, tuple[int, int]] = {}
    cases = collected()
    for part in chosen_of(PARTS, wanted, "scipy."):
        try:
            of_peer = importlib.import_module(f"{peer}.scipy.{part}")
        except ImportError:
            continue
        for name, found in scipy_names(part):
            if not hasattr(of_peer, name.partition(".")[0]):
                continue
            own = [c for c in cases.get(found, []) if c.active]
            chosen = own[:: -(-len(own) // 3)] if own else []
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                agreed = sum(agrees(c, gradient, their_numpy, theirs) for c in chosen)
            functions[f"scipy.{part}.{name}"] = agreed, len(chosen)
    return {"version": version, "functions": functions}


# -- the page --------------------------------------------------------------------------------


def page() -> str:
    """The text of the page."""
    peers, cases = json.loads(PEERS.read_text()), collected()
    wanted = [r for r in scope() if r[2] == "differentiable"]
    lines = [
        "# Coverage",
        "",
        f"What functions of {RELEASE} have derivatives. This page is made from the tables of rules and of test cases,",
        "by `python -m tests.rules.coverage`; a test says whether it is up to date.",
        "",
        "*Both modes*: forward and reverse, and derivatives of any order, from one declaration. *Zero*: the",
        "derivative is zero by nature. *Cases*: expressions on which both modes are compared with differences, in",
        "three memory layouts, as are second derivatives and float32. Where others are measured, the numbers say on",
        f"how many, of up to {SAMPLE} of these cases of each function, their gradient is ours. The cases are ours,",
        "and so favour us.",
        "",
        f"Of the {len(wanted)} differentiable names of `numpy` and `numpy.linalg` that we set out to cover:",
        "",
        "| | names with a derivative | measured with |",
        "|---|---|---|",
    ]
    ours = [status(getattr(importlib.import_module(m), n)) for m, n, _ in wanted]
    zero = f"and {ours.count('zero')} that are zero by nature"
    lines.append(f"| s2sad | {ours.count('both modes')}, {zero} | all cases |")
    for peer, found in peers.items():
        some = sum(found["functions"].get(f"{m}.{n}", (0, 0))[0] > 0 for m, n, _ in wanted)
        lines.append(f"| {peer} | {some} | {found['version']}, a case at least |")
    for namespace in NAMESPACES + SERIES:
        lines += ["", f"## {namespace}", "", "| function | derivative | cases | " + " | ".join(peers) + " | notes |"]
        lines.append("|---|---|---|" + "---|" * len(peers) + "---|")
        for name, function in public_names(namespace):
            n = len(cases.get(function, []))
            measured = [found["functions"].get(f"{namespace}.{name}", (0, 0)) for found in peers.values()]
            shown = [f"{a}/{b}" if b else "" for a, b in measured]
            lines.append(
                f"| `{name}` | {status(function)} | {n or ''} | {' | '.join(shown)} | {notes(function, name)} |"
            )
    lines += ["", "## Methods of ufuncs", "", "| method | of | derivative | cases |", "|---|---|---|---|"]
    for found in [*registry.differentials, *registry.compositions]:
        owner = getattr(found, "__self__", None)
        if isinstance(owner, np.ufunc):
            lines.append(f"| `{found.__name__}` | `np.{owner.__name__}` | both modes | {len(cases[found])} |")
        elif getattr(found, "__objclass__", None) is np.ufunc:
            lines.append(f"| `{found.__name__}` | any with a derivative | both modes | {len(cases[found])} |")
    return "\n".join(lines) + "\n"


def scipy_release() -> str:
    """The SciPy that the page is of."""
    import scipy

    return "SciPy " + ".".join(scipy.__version__.split(".")[:2])


def scipy_page() -> str:
    """The text of the page on SciPy."""
    peers, cases = json.loads(SCIPY_PEERS.read_text()), collected()
    found = {part: list(scipy_names(part)) for part in PARTS}
    total = sum(status(f) == "both modes" for names in found.values() for _, f in names)
    lines = [
        "# Coverage of SciPy",
        "",
        f"What functions of {scipy_release()} have derivatives, by the same tables as [those of NumPy](coverage.md).",
        "Classes are there where what they make is a function, distributions by their methods. Where others have a",
        "version of a function, the numbers say on how many of up to 3 of our cases their gradient is ours.",
        "",
        "| | names with a derivative | measured with |",
        "|---|---|---|",
        f"| s2sad | {total} | all cases |",
    ]
    for peer, measured in peers.items():
        some = sum(n > 0 for n, _ in measured["functions"].values())
        lines.append(f"| {peer} | {some} | {measured['version']}, a case at least |")
    for part in PARTS:
        lines += ["", f"## scipy.{part}", "", "| function | derivative | cases | " + " | ".join(peers) + " | notes |"]
        lines.append("|---|---|---|" + "---|" * len(peers) + "---|")
        for name, function in found[part]:
            n = len(cases.get(function, []))
            counts = [measured["functions"].get(f"scipy.{part}.{name}", (0, 0)) for measured in peers.values()]
            shown = " | ".join(f"{a}/{b}" if b else "" for a, b in counts)
            said = notes(function, name) if "." not in name else ""
            lines.append(f"| `{name}` | {status(function)} | {n or ''} | {shown} | {said} |")
    return "\n".join(lines) + "\n"


def notes(function: Any, name: str) -> str:
    """What is to be said of a function: that it is another name, and what its rule says of itself."""
    said = []
    own = getattr(function, "__name__", name)
    if own != name and own not in ("amax", "amin"):
        said.append(f"`{own}`")
    rule = registry.lookup(registry.differentials, function)
    text = rule.function.__doc__ if rule else None
    if text:
        said.append(" ".join(text.split()))
    return "; ".join(said)


if __name__ == "__main__":
    registry.load()
    signal.signal(signal.SIGALRM, out_of_time)
    asked = [a for a in sys.argv[1:] if "." in a or a in NAMESPACES]
    for file, measured, where, text in ((PEERS, measure, PAGE, page),
                                        (SCIPY_PEERS, measure_scipy, SCIPY_PAGE, scipy_page)):
        kept = json.loads(file.read_text()) if file.exists() else {}
        for peer in sys.argv[1:]:
            if peer not in asked:
                before = kept.get(peer, {}).get("functions", {}) if asked else {}
                kept[peer] = measured(peer, asked)
                kept[peer]["functions"] = {**before, **kept[peer]["functions"]}
        file.write_text(json.dumps(kept, indent=1) + "\n")
        where.write_text(text())
