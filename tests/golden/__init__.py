"""Programs with the source that is generated for them, reviewed like code.

A module here is a topic: its functions, each with `@case(...)` that gives example arguments. What is
generated for them stands in the text file of the same name, and `pytest tests/test_golden.py
--regenerate` writes these anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Case:
    """A derivative of a program, with arguments that choose its kinds."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    mode: str
    wrt: Any

    @property
    def name(self) -> str:
        return f"{self.function.__name__}, {self.mode}"


CASES: dict[str, list[Case]] = {}


def case(*args: Any, modes: str = "grad", wrt: Any = 0) -> Callable[[F], F]:
    """Add a function, at some arguments, in each of the modes.

    The modes are grad, value_and_grad, vjp, jvp, and grad_grad for the gradient of the gradient.
    """

    def add(function: F) -> F:
        topic = CASES.setdefault(function.__module__.rpartition(".")[2], [])
        topic.extend(Case(function, args, mode, wrt) for mode in modes.split())
        return function

    return add
