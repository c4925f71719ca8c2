"""Questions that a rule may ask at compile time: the specialiser answers them with constants."""
from __future__ import annotations

from typing import Any

import numpy as np


def known_rank(x: Any) -> int | None:
    """The rank of ``x`` where its kind tells it, else None."""
    return np.ndim(x)


def ndim(x: Any) -> Any:
    """The rank of ``x``: at compile time where it can be."""
    if known_rank(x) is not None:
        return known_rank(x)
    return np.ndim(x)


def is_python_number(x: Any) -> bool:
    """Whether ``x`` is certainly a Python number, for which plain arithmetic may raise."""
    return type(x) in (int, float, bool, complex)


def known_number(x: Any) -> Any:
    """The value of a numeric constant in the program, else None."""
    return None


def drops_derivatives(dtype: Any) -> bool:
    """Whether a dtype is certainly that of integers or booleans."""
    return dtype is not None and np.dtype(dtype).kind in "biu"


def known_same_shape(a: Any, b: Any) -> bool:
    """Whether the shapes are equal for certain."""
    return np.shape(a) == np.shape(b)


def shaped_like(x: Any, like: Any) -> Any:
    """``x``, of which the rule knows that it has the shape of ``like``: contracted dimensions are equal."""
    return x


def is_narrower(a: Any, b: Any) -> bool:
    """Whether ``a`` certainly has a dimension of 1 where ``b``, of the same rank, may have another."""
    return any(n == 1 != m for n, m in zip(np.shape(a), np.shape(b)))


def is_none(x: Any) -> bool:
    """Whether ``x`` is certainly None."""
    return x is None


def is_empty(x: Any) -> bool:
    """Whether ``x`` is a constant without items."""
    return len(x) == 0


def is_complex(x: Any) -> bool:
    """Whether ``x`` may be complex, as far as its kind tells."""
    return np.iscomplexobj(x)


def is_floating(x: Any) -> bool:
    """Whether ``x`` is certainly made of floating or complex numbers."""
    return np.result_type(x).kind in "fc"


def is_double(x: Any) -> bool:
    """Whether ``x`` is certainly made of real numbers of double precision."""
    return np.result_type(x) == np.float64


def is_object(x: Any) -> bool:
    """Whether ``x`` is neither a number nor an array, but another object: a sparse matrix, say."""
    return not isinstance(x, (int, float, complex, np.generic, np.ndarray))


def is_given(x: Any) -> bool:
    """Whether ``x`` is a constant, or a global or closure's variable of the user's: it never varies."""
    return True


def is_display(x: Any) -> bool:
    """Whether ``x`` is a sequence whose items are known one by one: ``[a, b]``."""
    return isinstance(x, (list, tuple))


def refuse(message: str) -> Any:
    """Say that an argument form has no derivative here."""
    raise NotImplementedError(message)


# -- functions as arguments (transforms/lifting.py) ----------------------------------------------


def lifted(f: Any, points: tuple[Any, ...], args: Any, name: str = "") -> Any:
    """``(f, given)``: a function of points like these and of values, those it captured and ``args``.

    ``name`` is what it is called where it has no name of its own.
    """
    return f, args


def arity(f: Any) -> int | None:
    """How many arguments a function takes, where it says so."""
    raise NotImplementedError


def operation(f: Any, *args: Any, **kwargs: Any) -> Any:
    """A call of a function that is stated by a composition: the call itself."""
    return f(*args, **kwargs)


def pushed(f: Any, args: tuple[Any, ...], dargs: tuple[Any, ...]) -> Any:
    """The change of ``f(*args)`` along ``dargs``, None for what does not change."""
    raise NotImplementedError


def pulled(f: Any, args: tuple[Any, ...], g: Any, which: tuple[int, ...]) -> Any:
    """The cotangents of some of ``args`` in ``f(*args)``, whose own is ``g``."""
    raise NotImplementedError


def varies(x: Any) -> bool:
    """Whether an operand of the call that a rule is for varies."""
    raise NotImplementedError


def varying(args: tuple[Any, ...]) -> tuple[int, ...]:
    """The numbers of those operands in a tuple that vary, counted from its end."""
    raise NotImplementedError


def picked(items: tuple[Any, ...], which: tuple[int, ...]) -> tuple[Any, ...]:
    """Some items of a tuple."""
    return tuple(items[i] for i in which)


def spread(parts: tuple[Any, ...], which: tuple[int, ...], args: tuple[Any, ...]) -> tuple[Any, ...]:
    """A tuple as long as ``args`` that has these items, and None elsewhere."""
    found: list[Any] = [None] * len(args)
    for i, part in zip(which, parts):
        found[i] = part
    return tuple(found)
