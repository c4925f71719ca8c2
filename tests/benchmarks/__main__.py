"""`python -m tests.benchmarks`: run every contender on every problem, print a table and targets.

Only ratios mean anything.  Each measurement runs in a process of its own (see `peers`), on one
thread.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .peers import CONTENDERS
from .problems import PROBLEMS, Problem

Report = dict[str, Any]
Target = tuple[str, float, tuple[float, str]]  # what, at most, (value, in which problem)
Row = dict[str, float | None]  # column -> number, or None where there is none

ROOT = Path(__file__).parents[2]
PEERS = [name for name in CONTENDERS if name != "s2sad"]

# One thread for every BLAS and for XLA; and a heap that glibc does not give back, because page
# faults depend on what was allocated before and can cost five times the arithmetic.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
    "MALLOC_TOP_PAD_": str(2**26),
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
}


# --- measurements in processes of their own --------------------------------------------------


def run(module: str, *arguments: object, timeout: float = 300, **environment: str) -> Report:
    """Run a module of this package in a fresh process; return the JSON of its last line."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        raise RuntimeError(last)
    report: Report = json.loads(done.stdout.splitlines()[-1])
    return report


def measure(problem: str, contender: str, quick: bool) -> Report:
    """Return the report of one contender on one problem, whatever becomes of its process."""
    report = {"problem": problem, "contender": contender}
    seconds, timeout = (0.2, 30) if quick else (2.0, 120)
    try:
        return run("peers", problem, contender, seconds, timeout=timeout)
    except subprocess.TimeoutExpired:
        return {**report, "status": "timeout", "message": f"nothing within {timeout} s"}
    except RuntimeError as error:
        return {**report, "status": "crashed", "message": str(error)}


def compile_seconds(quick: bool) -> float:
    """Return the CPU time of compiling `fifty_lines` with nothing cached: the least of a few."""
    times: list[float] = []
    modules: list[str] = []
    for _ in range(2 if quick else 6):
        with tempfile.TemporaryDirectory() as cache:
            report = run("compile_time", *modules, XDG_CACHE_HOME=cache)
        times.append(report["seconds"])
        modules = modules or report["modules"]
    return min(times[1:])


# --- reading the reports ---------------------------------------------------------------------


def ratio(report: Report, above: str, below: str) -> float | None:
    """Return the ratio of two times (or sizes) in a report, or None."""
    return report[above] / report[below] if above in report and below in report else None


def ours_to_peer(ours: Report, peer: Report) -> float | None:
    """Return our time over the peer's: each is known as a multiple of the hand gradient's."""
    numerator, denominator = ratio(ours, "gradient", "hand"), ratio(peer, "gradient", "hand")
    return numerator / denominator if numerator and denominator else None


def mean(rows: dict[str, Row], column: str) -> float | None:
    """Return the geometric mean of a column's numbers, or None where there are none."""
    values = [value for row in rows.values() if (value := row.get(column))]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def summary(problem: Problem, reports: dict[str, Report]) -> Row:
    """Return one row of the table.

    Memory is compared only where a loop's tape outweighs what a call itself costs.
    """
    ours = reports["s2sad"]
    row: Row = {
        "primal us": ours["primal"] * 1e6 if "primal" in ours else None,
        "hand/primal": ratio(ours, "hand", "primal"),
        "ours/primal": ratio(ours, "gradient", "primal"),
        "ours/hand": ratio(ours, "gradient", "hand"),
    }
    for peer in list(reports)[1:]:
        row[f"ours/{peer}"] = ours_to_peer(ours, reports[peer])
    has_tape = "loop" in problem.kind and ours.get("hand_memory", 0) > 10_000
    row["memory"] = ratio(ours, "memory", "hand_memory") if has_tape else None
    row["error"] = ours.get("error")
    return row


# --- printing --------------------------------------------------------------------------------


def cell(value: float | None) -> str:
    """Print three digits, and never an exponent for a ratio of ordinary size."""
    if value is None:
        return "-"
    if value == 0 or value < 1e-4:
        return f"{value:.0e}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}"


def line(name: str, cells: dict[str, str]) -> str:
    """Align each cell under its column's title."""
    return f"{name:18}" + "".join(f"{text:>{len(title) + 2}}" for title, text in cells.items())


def row_cells(row: Row, reports: dict[str, Report]) -> dict[str, str]:
    """Print a row; where a contender has no time, print why."""
    cells = {column: cell(value) for column, value in row.items()}
    for contender, report in reports.items():
        if report["status"] != "ok":
            cells["ours/hand" if contender == "s2sad" else f"ours/{contender}"] = report["status"]
    return cells


def worst(rows: dict[str, Row], column: str) -> tuple[float, str]:
    """Return the largest value of a column and its row's name."""
    return max(((row.get(column) or 0.0, name) for name, row in rows.items()), default=(0.0, ""))


def targets(rows: dict[str, Row], seconds: float) -> list[Target]:
    """Return the targets of the project, and where they stand: 0 where nothing was measured."""
    scalar = {name: row for name, row in rows.items() if "scalar" in PROBLEMS[name].kind}
    return [
        ("ours/hand, geometric mean", 1.2, (mean(rows, "ours/hand") or 0.0, "")),
        ("ours/hand, worst", 1.6, worst(rows, "ours/hand")),
        ("ours/primal, worst", 4.0, worst(rows, "ours/primal")),
        ("ours/autograd, scalar code, worst", 0.01, worst(scalar, "ours/autograd")),
        ("memory ours/hand, loops, worst", 1.05, worst(rows, "memory")),
        ("compiling fifty lines, ms", 100, (seconds * 1e3, "")),
    ]


def print_summary(
    rows: dict[str, Row], reports: dict[str, dict[str, Report]], seconds: float
) -> None:
    """Print the last line of the table, why contenders have no time, and the targets."""
    columns = next(iter(rows.values()))
    means = {column: mean(rows, column) for column in columns}
    means["primal us"] = means["error"] = None
    print(line("geometric mean", {column: cell(value) for column, value in means.items()}))
    for report in (r for by_contender in reports.values() for r in by_contender.values()):
        if report["message"]:
            print(f"{report['contender']} on {report['problem']}: {report['message'][:120]}")
    print()
    for what, limit, (value, place) in targets(rows, seconds):
        verdict = ("met" if value <= limit else "MISSED") if value else "not measured"
        where = f"  {place}" if value and place else ""
        print(f"{what:36}{cell(value or None):>8}  (at most {limit})  {verdict}{where}")


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 if a gradient of ours is refused or wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=PROBLEMS, metavar="NAME")
    parser.add_argument("--peers", default=",".join(PEERS), help="comma-separated; may be empty")
    parser.add_argument("--quick", action="store_true", help="a tenth of the time, more noise")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the raw numbers there")
    options = parser.parse_args(arguments)
    peers = [name for name in options.peers.split(",") if name]
    if unknown := set(peers) - set(PEERS):
        parser.error(f"unknown peers: {', '.join(sorted(unknown))}")

    rows: dict[str, Row] = {}
    reports: dict[str, dict[str, Report]] = {}
    for name in options.only or PROBLEMS:
        reports[name] = {c: measure(name, c, options.quick) for c in ["s2sad", *peers]}
        rows[name] = summary(PROBLEMS[name], reports[name])
        if len(rows) == 1:
            print(line("", {column: column for column in rows[name]}))
        print(line(name, row_cells(rows[name], reports[name])), flush=True)
    try:
        seconds = compile_seconds(options.quick)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        seconds = 0.0
        print(f"fifty_lines does not compile: {error}")
    print_summary(rows, reports, seconds)
    if options.json:
        options.json.write_text(json.dumps({"reports": reports, "compile": seconds}, indent=1))
    return int(any(r["s2sad"]["status"] != "ok" for r in reports.values()))


if __name__ == "__main__":
    sys.exit(main())
