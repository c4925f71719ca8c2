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
NOISE = ("Failed in", "During:", "File ", "There are", "<source elided>", "This error", "def ", "@", "scipy")


def missing() -> Callable[..., Any] | None:
    """Without Numba, a function that says so: the source can be looked at all the same."""
    try:
        import numba  # noqa: F401
    except ImportError as error:
        said = str(error)

        def call(*args: Any) -> Any:
            raise ArgumentError("Numba is not installed, or does not work here",
                                note=f"pip install s2sad[numba]\n{said}", code="S2SAD508")
        return call
    return None


def jitted(function: types.FunctionType, options: dict[str, Any]) -> Any:
    """A function, to be compiled when it is called first."""
    import numba
    return numba.njit(**options)(function)


@functools.cache
def helper(name: str) -> Any:
    """A helper of the runtime, in its form for Numba."""
    from ...runtime import compiled
    return jitted(getattr(compiled, name), {})


def guarded(function: Callable[..., Any], place: Callable[[int], Site | None], name: str) -> Callable[..., Any]:
    """A function that tells as an error of ours what Numba does not take; ``place``: where a line comes from."""
    from numba.core import errors
    refusals, performance = errors.NumbaError, errors.NumbaPerformanceWarning
    compiled: list[bool] = []

    def call(*args: Any) -> Any:
        try:
            if compiled:
                return function(*args)
            with warnings.catch_warnings():         # that BLAS copies what does not lie in one piece
                warnings.simplefilter("ignore", performance)
                result = function(*args)
        except Exception as error:
            if not isinstance(error, refusals) and not while_compiling(error):
                raise
            raise told(error, place, name) from None
        compiled.append(True)
        return result
    return functools.wraps(function)(call)


def while_compiling(error: Exception) -> bool:
    """Whether Numba's compiler raised an error, rather than what it compiled."""
    at = error.__traceback__
    while at is not None:
        if at.tb_frame.f_globals.get("__name__") == "numba.core.compiler":
            return True
        at = at.tb_next
    return False


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
