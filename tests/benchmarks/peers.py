"""Measure one contender on one problem, in this process, beside the primal and the hand gradient.

`python -m tests.benchmarks.peers PROBLEM CONTENDER SECONDS` prints JSON.  Every contender is timed
against the hand gradient of its own process, so ratios between contenders are ratios of ratios,
and a machine that slows down between two processes does not matter.
"""

import gc
import json
import os
import sys
import time
import tracemalloc
import types
from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np

from .problems import PROBLEMS, Problem

Call = tuple[Callable[..., Any], tuple[Any, ...]]  # a function and its arguments

# --- contenders: each gives its gradient, and its own form of the arguments ------------------


def s2sad_gradient(problem: Problem) -> Call:
    import s2sad

    return s2sad.grad(problem.primal, problem.wrt), problem.arguments()


def autograd_gradient(problem: Problem) -> Call:
    import autograd
    import autograd.numpy

    return autograd.grad(on(problem.primal, autograd.numpy), problem.wrt), problem.arguments()


def tangent_gradient(problem: Problem) -> Call:
    import tangent

    return tangent.grad(problem.primal, wrt=as_tuple(problem.wrt)), problem.arguments()


def jax_gradient(problem: Problem) -> Call:
    """Compile with `jit` in double precision; a trip count is static, data are on the device."""
    import jax

    jax.config.update("jax_enable_x64", True)
    arguments = problem.arguments()
    static = tuple(i for i, a in enumerate(arguments) if isinstance(a, int))
    gradient = jax.jit(jax.grad(on(problem.primal, jax.numpy), problem.wrt), static_argnums=static)
    on_device = (a if i in static else jax.numpy.asarray(a) for i, a in enumerate(arguments))
    return lambda *args: jax.block_until_ready(gradient(*args)), tuple(on_device)


CONTENDERS = {
    "s2sad": s2sad_gradient,
    "autograd": autograd_gradient,
    "tangent": tangent_gradient,
    "jax": jax_gradient,
}


def on(function: Callable[..., Any], numpy: types.ModuleType) -> Callable[..., Any]:
    """Return the same function with another `np`."""
    return types.FunctionType(
        function.__code__, {**function.__globals__, "np": numpy}, function.__name__
    )


# --- correctness -----------------------------------------------------------------------------


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Return the tuple that stands for one gradient or several."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def largest_error(gradient: Any, reference: Any) -> float:
    """Return the largest error, relative to the largest entry; infinite if a shape differs."""
    gradient, reference = as_tuple(gradient), as_tuple(reference)
    if [np.shape(g) for g in gradient] != [np.shape(r) for r in reference]:
        return np.inf
    pairs = zip(gradient, reference)
    errors = [np.max(np.abs(np.asarray(g) - r)) / np.max(np.abs(r)) for g, r in pairs]
    return float(np.nan_to_num(max(errors), nan=np.inf))


# --- time and memory -------------------------------------------------------------------------


def cpu_time(call: Call, count: int) -> float:
    """Return the CPU seconds, of all threads, that `count` calls take."""
    function, arguments = call
    start = time.process_time()
    for _ in repeat(None, count):
        function(*arguments)
    return time.process_time() - start


def minimum_times(calls: list[Call], seconds: float) -> list[float]:
    """Return the CPU seconds of each call: the minimum of interleaved samples of a millisecond.

    Noise only adds, so the minimum is what the code costs; interleaved, because the clock rate
    drifts.
    """
    counts = []
    for call in calls:
        count = 1
        while cpu_time(call, count) < 1e-3:
            count *= 2
        counts.append(count)
    best = [np.inf] * len(calls)
    gc.collect()
    gc.freeze()
    gc.disable()
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < 5 or time.perf_counter() < end:
        for k, (call, count) in enumerate(zip(calls, counts)):
            best[k] = min(best[k], cpu_time(call, count) / count)
        rounds += 1
    gc.enable()
    return best


def peak_memory(call: Call) -> int:
    """Return the bytes that a call holds at its peak: the tape, mostly.

    Python keeps freed tuples and floats for reuse, and tracemalloc does not see that; a full
    collection gives them back, so that each call pays for all that it holds.
    """
    function, arguments = call
    function(*arguments)
    gc.collect()
    tracemalloc.start()
    function(*arguments)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def measure(problem: Problem, contender: str, seconds: float) -> dict[str, Any]:
    """Return what happened: a status, and times in seconds."""
    arguments = problem.arguments()
    calls = [(problem.primal, arguments), (problem.hand, arguments)]
    report: dict[str, Any] = {"problem": problem.name, "contender": contender}
    report.update(status="ok", message="")
    try:
        theirs = CONTENDERS[contender](problem)
        gradient = theirs[0](*theirs[1])
        report["error"] = largest_error(gradient, problem.hand(*arguments))
        if report["error"] > 1e-6:
            report["status"] = "wrong"
        else:
            calls.append(theirs)
    except ModuleNotFoundError as error:
        report.update(status="absent", message=str(error))
    except Exception as error:  # whatever a contender raises is its way to refuse
        lines = str(error).strip().splitlines() or [""]
        report.update(status="refused", message=f"{type(error).__name__}: {lines[0]}")
    times = minimum_times(calls, seconds)
    report.update(zip(("primal", "hand", "gradient"), times))
    if len(calls) == 3:
        report["memory"] = peak_memory(calls[2])
        report["hand_memory"] = peak_memory(calls[1])
    return report


def main() -> None:
    name, contender, seconds = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):  # thread counts are only a hint to some libraries
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(json.dumps(measure(PROBLEMS[name], contender, float(seconds))))


if __name__ == "__main__":
    main()
