"""Random programs, each determined by its seed."""

import ast
import math
import random
import warnings

import numpy as np

from .check import PLAIN_SECONDS, time_limit
from .mutations import Mutations
from .oracle import load, oracle_gradient
from .program import HEADER, Program
from .statements import Statements

MODES = ("functional", "mutation", "variant", "numba")
LARGEST = 1e3  # larger numbers say that the program is ill-conditioned


def generate(seed, mutation=False):
    """A program with a moderate result and gradient; with `mutation`, one that writes to arrays."""
    for attempt in range(100):
        rng = random.Random(f"{seed}/{attempt}/{bool(mutation)}")
        program = write(Mutations(rng) if mutation else Statements(rng))
        if moderate(program):
            return program
    raise RuntimeError(f"no program from seed {seed}")


def generate_in(mode, seed):
    """A program of a mode: functional, mutation, or a variant of a kernel; under Numba, of the first two in turn."""
    if mode == "numba":
        return generate(seed, seed % 2 == 1)
    if mode != "variant":
        return generate(seed, mode == "mutation")
    from .variants import generate_variant  # the kernels are needed for nothing else

    def sound(program):
        with time_limit(PLAIN_SECONDS), warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            return moderate(program)

    return generate_variant(seed, sound)


def moderate(program):
    """Whether the result and the gradient are finite, not large, and the gradient not zero."""
    f, _ = load(program.source, program.name)
    try:
        with np.errstate(all="ignore"):
            result = float(f(*program.fresh()))
            _, gradients, _ = oracle_gradient(
                program.source, program.name, program.args, program.wrt
            )
    except OverflowError:
        return False
    slopes = np.abs(np.concatenate([np.ravel(g) for g in gradients]))
    return abs(result) < LARGEST and 0.0 < slopes.max() < LARGEST and not np.isnan(slopes).any()


def write(writer):
    """Helpers, and the function `f` with arguments to differentiate it at."""
    rng = writer.rng
    if writer.chance(0.2):
        writer.emit(f"RATE = {writer.literal()}")
        writer.constants.append("RATE")
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        writer.helper()
    params = writer.parameters(rng.randint(1, 3))
    writer.sizes += [size for p in params for size in p.shape]
    writer.function("f", params, (), rng.randint(3, 7))
    source = HEADER + ast.unparse(ast.parse("\n".join(writer.lines)))
    args = tuple(argument(rng, p.shape) for p in params)
    every = list(range(len(args)))
    wrt = every if writer.chance(0.8) else rng.sample(every, rng.randint(1, len(every)))
    return Program(source, args, tuple(sorted(wrt)))


def argument(rng, shape):
    """A float or an array of three decimals, so that the kept programs are short."""
    values = [round(rng.uniform(-2.0, 2.0), 3) for _ in range(math.prod(shape))]
    return np.array(values).reshape(shape) if shape else values[0]
