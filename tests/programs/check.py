"""One program under s2sad: every promise that holds for any program is asked of it."""

import contextlib
import re
import signal
import struct
import tempfile
import threading
import traceback
from dataclasses import dataclass

import numpy as np

from .oracle import oracle_gradient

NEAR_KINK = 1e-7  # nearer, rounding may take the other branch
SAME = 1e-8  # of a gradient and the oracle's, relative to the largest element
DUAL = 1e-9  # of forward and reverse mode
SAME_COMPILED = 1e-11  # of Numba's and NumPy's results: sums are not taken in the same order
SECONDS = 20  # s2sad may take, or hangs
PLAIN_SECONDS = 1  # the program may take; what a shrinker makes may never end


@dataclass(frozen=True)
class Outcome:
    """How a program fared; `detail` is `what: more`."""

    kind: str  # 'right', 'wrong', 'refused' or 'dropped'
    detail: str = ""

    @property
    def what(self):
        """What shrinking keeps: of a refusal the message too, without the names in it."""
        line = self.detail.partition("\n")[0]
        refusal = re.sub("`[^`]*`", "`…`", line)
        return self.kind, refusal if self.kind == "refused" else line.partition(":")[0]


class Wrong(Exception):
    """A promise that was broken."""


def demand(condition, detail):
    if not condition:
        raise Wrong(detail)


def check(program, ad=None):
    """The outcome of differentiating `program` with the module `ad`: s2sad."""
    if ad is None:
        import s2sad as ad
    with np.errstate(all="ignore"), tempfile.TemporaryDirectory() as folder:
        try:
            with time_limit(PLAIN_SECONDS):
                f = program.function(folder)
                value = f(*program.fresh())
                expected, gradients, margin = oracle_gradient(
                    program.source, program.name, program.args, program.wrt
                )
        except Exception as error:
            return Outcome("dropped", f"{type(error).__name__}: the program itself raises: {error}")
        if np.ndim(value) or np.isnan(value):
            return Outcome("dropped", f"result: {value!r} is no number")
        if margin < NEAR_KINK:
            return Outcome("dropped", f"kink: at a distance of {margin:.1e}")
        if not close([value], [expected], SAME):
            return Outcome("wrong", f"oracle: computes {expected!r}, Python {value!r}")
        try:
            with time_limit(SECONDS):
                promises(program, f, value, gradients, ad)
        except ad.S2SADError as error:
            return Outcome("refused", f"{type(error).__name__}: {error}")
        except Wrong as error:
            return Outcome("wrong", str(error))
        except Exception as error:
            trace = "".join(traceback.format_exception(error, limit=-4))
            return Outcome("wrong", f"{type(error).__name__}: {error}\n{trace}")
    return Outcome("right")


def check_numba(program):
    """The outcome of a program compiled by Numba: what NumPy computes, or refused."""
    import s2sad

    with np.errstate(all="ignore"), tempfile.TemporaryDirectory() as folder:
        f = program.function(folder)
        plain = s2sad.value_and_grad(f, program.wrt)
        try:
            value, gradients = plain(*program.fresh())
        except Exception as error:
            return Outcome("dropped", f"{type(error).__name__}: {error}")
        if np.ndim(value) or not np.isfinite(value):
            return Outcome("dropped", f"result: {value!r}")
        try:
            with time_limit(10 * SECONDS):
                derivative = s2sad.value_and_grad(f, program.wrt, backend="numba")
                for _ in range(2):
                    got_value, got = untouched(program, derivative, "value_and_grad")
                    demand(close([got_value], [value], SAME_COMPILED), f"value: {got_value!r}, NumPy's {value!r}")
                    demand_like_arguments(program, got)
                    demand(close(got, gradients, SAME_COMPILED), f"gradient: {got}, NumPy's {gradients}")
        except s2sad.S2SADError as error:
            return Outcome("refused", f"{type(error).__name__}: {error}")
        except Wrong as error:
            return Outcome("wrong", str(error))
        except ZeroDivisionError as error:
            return Outcome("refused", f"ZeroDivisionError: {error}")
        except Exception as error:
            trace = "".join(traceback.format_exception(error, limit=-4))
            return Outcome("wrong", f"{type(error).__name__}: {error}\n{trace}")
    return Outcome("right")


def promises(program, f, value, gradients, ad):
    """Raise `Wrong` for the first promise that is broken."""
    wrt = program.wrt
    got_value, got = untouched(program, ad.value_and_grad(f, wrt), "value_and_grad")
    demand(bits(got_value) == bits(value), f"value: {got_value!r} where f returns {value!r}")
    demand_like_arguments(program, got)
    demand(close(got, gradients, SAME), f"gradient: {got}, the oracle says {gradients}")
    derivative = ad.grad(f, wrt)
    first = untouched(program, derivative, "grad")
    demand(close(first, got, 1e-12), f"grad: {first}, value_and_grad gives {got}")
    second = untouched(program, derivative, "grad")
    demand(list(map(bits, first)) == list(map(bits, second)), f"second call: {second}, {first}")
    forward_agrees(program, f, value, got, ad)
    with unoptimised(ad):
        plain = untouched(program, ad.grad(f, wrt), "grad, not optimised,")
    demand(close(plain, got, 1e-12), f"optimised: {got}, before the optimiser {plain}")


@contextlib.contextmanager
def unoptimised(ad):
    """Derivatives made here are emitted as differentiation leaves them, but for what is dead."""
    pipeline = getattr(ad, "pipeline", None)
    if pipeline is None:
        yield
        return
    optimise, pipeline.optimise = pipeline.optimise, lambda function, *_: pipeline.dce.eliminate(function)
    try:
        yield
    finally:
        pipeline.optimise = optimise


def forward_agrees(program, f, value, gradients, ad):
    """The tangent along a direction is the product of the gradient with that direction."""
    random = np.random.default_rng(len(program.source))
    directions = [random.uniform(-1.0, 1.0, np.shape(g)) for g in gradients]
    directions = [d if d.shape else float(d) for d in directions]
    got_value, tangent = untouched(program, ad.jvp(f, program.wrt), "jvp", directions)
    demand(bits(got_value) == bits(value), f"jvp value: {got_value!r} where f returns {value!r}")
    products = [np.sum(g * d) for g, d in zip(gradients, directions, strict=True)]
    scale = 1.0 + sum(np.sum(np.abs(g * d)) for g, d in zip(gradients, directions, strict=True))
    demand(
        abs(tangent - sum(products)) <= DUAL * scale,
        f"jvp: {tangent!r}, the gradient gives {sum(products)!r}",
    )


def untouched(program, derivative, what, extra=()):
    """Call a derivative, which must leave its arguments as they are."""
    args = program.fresh()
    result = derivative(*args, *extra)
    for number, (before, after) in enumerate(zip(program.args, args, strict=True)):
        demand(bits(before) == bits(after), f"arguments: {what} has changed number {number}")
    return result


def demand_like_arguments(program, gradients):
    demand(isinstance(gradients, tuple), f"structure: {gradients!r} is no tuple")
    demand(len(gradients) == len(program.wrt), f"structure: {len(gradients)} gradients")
    for number, gradient in zip(program.wrt, gradients, strict=True):
        argument = program.args[number]
        demand(
            isinstance(gradient, type(argument)) and np.shape(gradient) == np.shape(argument),
            f"structure: the gradient of argument {number} is {gradient!r}",
        )
        demand(np.asarray(gradient).dtype == np.float64, f"structure: dtype of {gradient!r}")


def close(got, wanted, tolerance):
    """Whether all numbers agree, relative to the largest of them."""
    got = np.concatenate([np.ravel(g) for g in got])
    wanted = np.concatenate([np.ravel(w) for w in wanted])
    return bool(np.all(np.abs(got - wanted) <= tolerance * (1.0 + np.max(np.abs(wanted)))))


def bits(x):
    """A float or float array, exactly: signed zeros differ, as they do to the program."""
    return x.tobytes() if isinstance(x, np.ndarray) else struct.pack("d", x)


@contextlib.contextmanager
def time_limit(seconds):
    """Turn a hang into an error, where signals can: in the main thread of Unix."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def expire(*_):
        raise TimeoutError(f"more than {seconds} s")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
