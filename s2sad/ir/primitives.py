"""Operations of the language itself, which no library function stands for.

Each is a Python function that can be called, so that a program in SSA can always be run and a rule that
mentions one can be tested; the frontend produces them, the specialiser resolves most of them away.
"""
from __future__ import annotations

from typing import Any


def load_global(name: str) -> Any:
    """The value that a global name of the function's module has now."""
    raise NotImplementedError(name)


def load_cell(name: str) -> Any:
    """The value that a variable of an enclosing, finished function has now."""
    raise NotImplementedError(name)


def make_tuple(*items: Any) -> tuple[Any, ...]:
    """``(a, b, …)``"""
    return items


def make_list(*items: Any) -> list[Any]:
    """``[a, b, …]``"""
    return list(items)


def make_dict(keys: tuple[Any, ...], *items: Any) -> dict[Any, Any]:
    """``{k: v, …}``, the keys being known."""
    return dict(zip(keys, items))


def make_named(cls: Any, *items: Any) -> Any:
    """A named tuple, or an object, from its items."""
    return cls(*items)


def make_function(template: Any, *captured: Any) -> Any:
    """A ``def`` or ``lambda`` inside a function: default values, then captured variables."""
    raise NotImplementedError


def make_cell(name: str) -> list[Any]:
    """A variable that inner functions share with this one, because it is assigned more than once."""
    return []


def cell_get(cell: list[Any], name: str) -> Any:
    """The variable's value now."""
    return cell[0]


def cell_set(cell: list[Any], value: Any) -> None:
    """Assign the variable."""
    cell[:] = [value]


def call(function: Any, *args: Any, **kwargs: Any) -> Any:
    """``function(*args, **kwargs)`` of a function not yet known."""
    return function(*args, **kwargs)


def check_consumer(function: Any) -> None:
    """Refuse a user's function that is called as one that reads a generator expression at once: it may keep it."""
    raise NotImplementedError


def call_unpacked(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``function(*args, **kwargs)`` where the user wrote stars."""
    return function(*args, **kwargs)


def concatenate_arguments(*parts: Any) -> tuple[Any, ...]:
    """``(*a, *b, …)``"""
    return tuple(item for part in parts for item in part)


def unpack(value: Any, before: int, after: int) -> tuple[Any, ...]:
    """The parts of ``a, b, *rest, z = value``; ``after`` is -1 where no target has a star."""
    items = tuple(value)
    if after < 0:
        if len(items) != before:
            raise ValueError(f"expected {before} values to unpack, got {len(items)}")
        return items
    return (*items[:before], list(items[before:len(items) - after]), *items[len(items) - after:])


def set_item(target: Any, index: Any, value: Any) -> None:
    """``target[index] = value``"""
    target[index] = value


def set_attribute(target: Any, name: str, value: Any) -> None:
    """``target.name = value``"""
    setattr(target, name, value)


def update_dict(target: dict[Any, Any], other: Any) -> None:
    """``{**other}`` into a dict that is being made."""
    target.update(other)


def del_item(target: Any, index: Any) -> None:
    """``del target[index]``"""
    del target[index]


def del_attribute(target: Any, name: str) -> None:
    """``del target.name``"""
    delattr(target, name)


def raise_exception(exception: Any, cause: Any = None) -> None:
    """``raise exception``, or ``raise exception from cause``"""
    raise exception


def attempted(completed: bool) -> bool:
    """The flag of a ``try`` or ``with``: whether its body was completed."""
    return completed


def caught() -> BaseException:
    """The exception that a handler handles."""
    raise NotImplementedError


def entered() -> Any:
    """What the manager of a ``with`` gives on entry."""
    raise NotImplementedError


def call_manager(function: Any, *args: Any, **kwargs: Any) -> Any:
    """The call that makes the manager of a ``with``: it is not looked into."""
    return function(*args, **kwargs)


def uncertain(name: str) -> Any:
    """A variable after an exception, which may have been raised before or after it was assigned."""
    raise NotImplementedError


def check_bound(value: Any, name: str) -> None:
    """Raise UnboundLocalError, as reading the variable would, where nothing was assigned to it."""


def is_not(a: Any, b: Any) -> bool:
    """``a is not b``"""
    return a is not b


def not_in(container: Any, item: Any) -> bool:
    """``item not in container``"""
    return item not in container


def with_adjoint(x: Any, change: Any) -> Any:
    """``x`` itself; the adjoint sweep gives its cotangent to ``change``, and goes on with what that returns."""
    return x


def same(x: Any) -> Any:
    """``x`` itself: a change of its cotangent that has been made."""
    return x


def change_adjoint(manager: Any, x: Any, change: Any) -> Any:
    """``x`` after ``with manager(x) as x_bar: …``, whose body is ``change``."""
    raise NotImplementedError


def watch_adjoint(number: int, x_bar: Any) -> None:
    """Tell who looks on that the adjoint of the value of a number is complete."""


def appended(items: list[Any], item: Any) -> list[Any]:
    """A list with one item more; the backend appends in place, since nobody sees the old one."""
    return [*items, item]


def without_last(items: list[Any]) -> list[Any]:
    """A list without its last item."""
    return items[:-1]


def replaced(target: Any, index: Any, value: Any) -> Any:
    """``target`` with ``target[index]`` replaced; the backend stores in place where it may."""
    new = target.copy()
    new[index] = value
    return new
