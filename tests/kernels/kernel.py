"""What a kernel is: a function, arguments for it, and which of its arguments it leaves its results in.

    @kernel(lambda r: (2, r.normal(size=7)), writes="A")          def jacobi_loss(steps, A, w0):
    def jacobi(steps, A):                                ──▶          jacobi(steps, A)
        ...                                                           return np.sum(w0 * A)

A kernel that writes nothing for its caller returns what it computes: `returns` says how many results.  The loss
weights each of them at random, since unit weights hide errors of sign and of transposition.
"""

import importlib.util
import inspect
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

COUNTER = itertools.count()


@dataclass(frozen=True)
class Kernel:
    """A kernel with an example of its arguments, drawn from a random generator."""

    function: Callable[..., Any]
    arguments: Callable[[np.random.Generator], tuple[Any, ...]]
    writes: tuple[str, ...]  # the parameters that hold the results, or none
    returns: int  # how many results it returns

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def parameters(self) -> list[str]:
        return list(inspect.signature(self.function).parameters)

    def example(self) -> tuple[Any, ...]:
        """Return the arguments of the kernel, and after them the weights of its results; the same at each call."""
        rng = np.random.default_rng(sum(map(ord, self.name)))
        arguments = self.arguments(rng)
        results = self.results(*(a.copy() if isinstance(a, np.ndarray) else a for a in arguments))
        return arguments + tuple(rng.uniform(0.5, 1.5, np.shape(r)) * rng.choice([-1, 1], np.shape(r)) for r in results)

    def results(self, *arguments: Any) -> tuple[Any, ...]:
        """Run the kernel, which may write to the arguments, and return what it computes."""
        value = self.function(*arguments)
        if self.writes:
            assert value is None
            return tuple(arguments[self.parameters.index(name)] for name in self.writes)
        return value if self.returns > 1 else (value,)

    def wrt(self) -> tuple[int, ...]:
        """Return which arguments are floats, or arrays of them: not the weights."""
        return tuple(i for i, a in enumerate(self.example()[: len(self.parameters)])
                     if isinstance(a, float) or isinstance(a, np.ndarray) and a.dtype.kind == "f")

    def loss_source(self) -> str:
        """Return the function `loss`, as a user would write it around the kernel."""
        count = len(self.writes) or self.returns
        results = self.writes or [f"out{k}" for k in range(count)]
        weights = [f"w{k}" for k in range(count)]
        call = f"{self.name}({', '.join(self.parameters)})"
        terms = " + ".join(f"np.sum({w} * {r})" for w, r in zip(weights, results))
        return (f"import numpy as np\n\nfrom {self.function.__module__} import {self.name}\n\n\n"
                f"def loss({', '.join([*self.parameters, *weights])}):\n"
                f"    {'' if self.writes else ', '.join(results) + ' = '}{call}\n"
                f"    return {terms}\n")

    def loss(self, folder: Path) -> Callable[..., Any]:
        """Return the loss, imported from a file: the compiler reads its source there."""
        path = folder / f"loss_{self.name}_{next(COUNTER)}.py"
        path.write_text(self.loss_source())
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.loss


KERNELS: dict[str, Kernel] = {}


def kernel(arguments, writes="", returns=1):
    """Register the decorated kernel; the function itself stays as it is."""

    def register(function):
        KERNELS[function.__name__] = Kernel(function, arguments, tuple(writes.split()), returns)
        return function

    return register


def spd(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return a symmetric positive definite matrix, well conditioned."""
    a = rng.normal(size=(n, n))
    return a @ a.T + n * np.eye(n)


def dominant(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return a matrix that may be factorised without pivoting."""
    return rng.normal(size=(n, n)) + 2.0 * n * np.eye(n)
