"""Small functions, one for each construct of the language, by topic: cases for ``tests/test_constructs.py``."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Case(NamedTuple):
    """A function, arguments, and the arguments that the derivative is with respect to."""

    topic: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    wrt: int | tuple[int, ...]


CASES: dict[str, list[Case]] = {}


def case(*args: Any, wrt: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """Test the function at these arguments, in every mode."""

    def add(f: Callable[..., Any]) -> Callable[..., Any]:
        topic = f.__module__.rpartition(".")[2]
        CASES.setdefault(topic, []).append(Case(topic, f, args, wrt))
        return f

    return add
