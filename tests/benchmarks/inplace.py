"""`python -m tests.benchmarks.inplace`: kernels that write in place, our gradient beside the primal and the hand's.

Each kernel is measured in this process, on one thread, interleaved; only ratios mean anything.
"""

import argparse
import sys

from .__main__ import cell, line
from .inplace_problems import PROBLEMS
from .peers import largest_error, minimum_times, peak_memory

TARGETS = {"stencil": 3.5, "loops": 5.0}  # of the gradient over its primal, at most


def measure(problem, seconds):
    """Return a row of the table: ratios, and the largest error against the hand-written gradient."""
    import s2sad

    arguments = problem.arguments()
    gradient = s2sad.grad(problem.primal, problem.wrt)
    error = largest_error(gradient(*arguments), problem.hand(*arguments))
    calls = [(problem.primal, arguments), (problem.hand, arguments), (gradient, arguments)]
    primal, hand, ours = minimum_times(calls, seconds)
    memory = peak_memory(calls[2]) / peak_memory(calls[1])
    return {"primal us": primal * 1e6, "hand/primal": hand / primal, "ours/primal": ours / primal,
            "ours/hand": ours / hand, "memory": memory, "error": error}


def main(arguments=None):
    """Measure and print; return 1 if a gradient of ours is refused, wrong or above its target."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.inplace", description=__doc__)
    parser.add_argument("--only", action="append", choices=PROBLEMS, metavar="NAME")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each kernel")
    options = parser.parse_args(arguments)
    failed = titled = False
    for name in options.only or PROBLEMS:
        problem = PROBLEMS[name]
        try:
            row = measure(problem, options.seconds)
        except Exception as error:  # whatever is raised is a refusal here
            print(f"{name:18}{type(error).__name__}: {str(error).splitlines()[0][:90]}", flush=True)
            failed = True
            continue
        limit = TARGETS[problem.kind]
        good = row["ours/primal"] <= limit and row["error"] < 1e-9
        if not titled:
            print(line("", dict.fromkeys(row, "") | {column: column for column in row}))
            titled = True
        print(line(name, {column: cell(value) for column, value in row.items()}),
              f"  (at most {limit})", "" if good else "MISSED", flush=True)
        failed = failed or not good
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
