"""Run many random programs: `python -m tests.programs --count 2000 --seed 1 --mode mutation`."""

import argparse
import collections
import functools
import itertools
import multiprocessing
import re
from pathlib import Path

from .check import check, check_numba
from .generator import MODES, generate_in
from .shrink import shrink

FAILURES = Path(__file__).parent / "failures"


def run(seed, mode):
    return seed, checked(mode, generate_in(mode, seed))


def checked(mode, program):
    """The outcome of a program, by the check of its mode."""
    return check_numba(program) if mode == "numba" else check(program)


def outcomes(seeds, mode, jobs):
    """The outcome of every seed, as they come."""
    with multiprocessing.Pool(jobs, maxtasksperchild=500) as pool:  # what a process keeps of programs, it frees
        yield from pool.imap_unordered(functools.partial(run, mode=mode), seeds, 4)


def explain(seed, mode, outcome, seconds):
    """Shrink the program of a seed as long as it fares in the same way."""
    small = shrink(generate_in(mode, seed), lambda p: checked(mode, p).what == outcome.what, seconds)
    return small, checked(mode, small)


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.programs", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--mode", choices=MODES, default="functional", help="or programs that write to arrays")
    parser.add_argument("--mutation", action="store_const", const="mutation", dest="mode")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--shrink", type=int, default=5, help="failures to shrink, each of a kind")
    parser.add_argument("--seconds", type=int, default=60, help="for shrinking one failure")
    parser.add_argument("--refused", action="store_true", help="shrink what is refused, too")
    options = parser.parse_args()

    tally, failures = collections.Counter(), collections.defaultdict(list)
    seeds = range(options.seed, options.seed + options.count)
    for seed, outcome in outcomes(seeds, options.mode, options.jobs):
        tally[outcome.kind] += 1
        if outcome.kind in ("wrong", "refused"):
            failures[headline(outcome)].append((seed, outcome))
    print(", ".join(f"{kind} {tally[kind]}" for kind in ("right", "wrong", "refused", "dropped")))
    for line, found in sorted(failures.items(), key=lambda item: -len(item[1])):
        print(f"{len(found):6} {line}   seeds {' '.join(str(seed) for seed, _ in found[:6])}")

    wanted = ("wrong", "refused") if options.refused else ("wrong",)
    chosen = [found[0] for found in failures.values() if found[0][1].kind in wanted]
    for seed, outcome in itertools.islice(chosen, options.shrink):
        small, fate = explain(seed, options.mode, outcome, options.seconds)
        text = small.text(f"{headline(fate)} ({options.mode} program, seed {seed}).")
        print(f"\n{text}\n{fate.detail}")
        if fate.kind == "wrong":
            FAILURES.mkdir(exist_ok=True)
            (FAILURES / f"{options.mode}_{seed}.py").write_text(text)
    return 1 if tally["wrong"] else 0


def headline(outcome):
    """An outcome on one line that may be kept: without paths, which are of one machine, and without names."""
    first = outcome.detail.partition("\n")[0]
    what = first if first.partition(":")[0].endswith("Error") else outcome.what[1]
    what = re.sub("`[^`]*`", "`…`", what)
    what = re.sub(r"\(?(?<!\w)/\S+", "…", what).replace('"', "'")
    return f"{outcome.kind}: {what}"[:80]


if __name__ == "__main__":
    raise SystemExit(main())
