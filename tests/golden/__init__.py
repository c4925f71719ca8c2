"""Programs with the source that is generated for them, reviewed like code.

A module here is a topic: functions, each with `@case(...)` that gives example arguments. What is
generated for them stands in the text file of the same name, and `pytest tests/test_golden.py
--regenerate` writes these anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, eq=False)
class Case:
    """A derivative of a program, with arguments that choose its kinds."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    mode: str
    wrt: Any

    @property
    def name(self) -> str:
        return f"{self.function.__name__}, {self.mode}"

    @property
    def topic(self) -> str:
        return self.function.__module__.rpartition(".")[2]

    @property
    def positions(self) -> list[int]:
        """The indices of the arguments that the derivative is with respect to."""
        names = self.function.__code__.co_varnames
        items = self.wrt if isinstance(self.wrt, tuple) else (self.wrt,)
        return [names.index(item) if isinstance(item, str) else item for item in items]


CASES: dict[str, list[Case]] = {}


def case(*args: Any, modes: str = "grad", wrt: Any = 0) -> Callable[[F], F]:
    """Add a function, at some arguments, in each of the modes.

    The modes are grad, value_and_grad, vjp, jvp, hvp, and grad_grad: the gradient of the gradient.
    """

    def add(function: F) -> F:
        cases = [Case(function, args, mode, wrt) for mode in modes.split()]
        CASES.setdefault(cases[0].topic, []).extend(cases)
        return function

    return add
