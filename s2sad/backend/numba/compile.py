"""Numba itself: functions compiled by it, and its errors told as ours, at the user's line."""
from __future__ import annotations

import functools
import re
import types
import warnings
from collections.abc import Callable
from typing import Any

from ...errors import ArgumentError, S2SADError, UnsupportedError
from ...ir.core import Site

WAY_OUT = 'backend="numpy" takes it'
NOISE = ("Failed in", "During:", "File ", "There are", "<source elided>", "This error", "Use of", "scipy")


def numba() -> Any:
    """The module, or an error that says how to get it."""
    try:
        import numba
    except ImportError as error:
        raise ArgumentError("Numba is not installed, or does not work here", note=f"pip install s2sad[numba]\n{error}",
                            code="S2SAD508") from None
    return numba


def jitted(function: types.FunctionType, options: dict[str, Any]) -> Any:
    """A function, to be compiled when it is called first."""
    return numba().njit(**options)(function)


@functools.cache
def helper(name: str) -> Any:
    """A helper of the runtime, in its form for Numba."""
    from ...runtime import compiled
    return jitted(getattr(compiled, name), {})


def guarded(function: Callable[..., Any], place: Callable[[int], Site | None], name: str) -> Callable[..., Any]:
    """A function that tells as an error of ours what Numba does not take; ``place``: where a line comes from."""
    module = numba()
    refusals, performance = module.core.errors.NumbaError, module.core.errors.NumbaPerformanceWarning
    compiled: list[bool] = []

    def call(*args: Any) -> Any:
        try:
            if compiled:
                return function(*args)
            with warnings.catch_warnings():         # that BLAS copies what does not lie in one piece
                warnings.simplefilter("ignore", performance)
                result = function(*args)
        except refusals as error:
            raise told(error, place, name) from None
        compiled.append(True)
        return result
    return functools.wraps(function)(call)


def told(error: Exception, place: Callable[[int], Site | None], name: str) -> S2SADError:
    """Numba's error as one of ours."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    lines = [line.strip() for line in text.splitlines()]
    said = next((line for line in lines if line and not line.startswith(NOISE)), type(error).__name__)
    signature = next((line[4:] for line in lines if line.startswith(">>> ")), None)
    if signature is not None and said.startswith("No implementation"):
        said = f"there is no {signature}"
    numbers = [int(n) for n in re.findall(r'File "<s2sad [^"]*", line (\d+)', text)]
    sites = [site for site in map(place, reversed(numbers)) if site is not None]
    return UnsupportedError(f"Numba does not compile the derivative `{name}`", sites[0].location if sites else None,
                            f"Numba says: {said}\n{WAY_OUT}", code="S2SAD405")
