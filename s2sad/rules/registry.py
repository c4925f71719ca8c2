"""What is known of functions: differentials, transposes, adjoints by hand, and what has no derivative.

A rule is an ordinary Python function.  It is kept as it is here; our own frontend reads it on first use.

    @differential(np.sin)
    def sin(x, dx, y):              # y is the result, d<arg> the differential of <arg>
        return np.cos(x) * dx
"""
from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, TypeVar

from ..errors import RuleError

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(eq=False, slots=True)
class Rule:
    """A differential (``differentials`` names its d-parameters) or an adjoint by hand."""

    function: FunctionType
    params: list[str]                       # the primal's parameters, in the order of a call
    varargs: str | None
    differentials: list[str]                # those parameters that have a differential
    takes_result: bool
    defaults: dict[str, Any] = field(default_factory=dict)
    by_hand: bool = False                   # an @adjoint: gives cotangents, not a differential
    passive: tuple[str, ...] = ()           # parameters of which the result is piecewise constant, as of a shape


@dataclass(frozen=True, slots=True)
class Properties:
    """What is known of a function besides its derivative."""

    kind: str | None = None                 # the family that says what kind its result has
    pure: bool = True
    raises: bool = False                    # may raise for some values, so that it cannot just be dropped


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a call of a function of ours is written: as another function's, on some of the operands.

    Our function has what the derivative needs besides: the matrix beside its factors, say.  A number in
    ``operands`` is a position, a tuple of them a tuple of operands; ``item`` is an index of the result.
    ``function`` is None where the first operand is what is called.
    """

    function: Any
    operands: tuple[int | tuple[int, ...], ...]
    constants: tuple[Any, ...] = ()         # further arguments
    item: int | None = None


differentials: dict[Any, Rule] = {}
adjoints: dict[Any, Rule] = {}
transposes: dict[tuple[Any, str], FunctionType] = {}
linear: dict[Any, tuple[str, ...]] = {}     # parameters, in the order of a call, of functions with transposes
jointly_linear: set[Any] = set()            # linear in several arguments together: sums, not products
constants: set[Any] = set()                 # derivative zero by nature
properties: dict[Any, Properties] = {}
compositions: dict[Any, FunctionType] = {}  # functions stated as NumPy source that is inlined
spellings: dict[Any, Spelling] = {}         # functions of ours that are written as a library's

# Arguments that say how a result is computed, not what it is; those that allow overwriting must not be given.
TECHNICAL = {"check_finite", "lapack_driver", "workers", "driver", "like", "device", "subok", "copy", "casting",
             "permc_spec", "use_umfpack"}
OVERWRITING = {"overwrite_a", "overwrite_b", "overwrite_ab", "overwrite_x", "overwrite_c", "overwrite_a_band"}

UNKNOWN_FUNCTION = Properties(pure=False, raises=True)


def _rule(function: Callable[..., Any], by_hand: bool) -> Rule:
    if not isinstance(function, FunctionType):
        raise RuleError(f"a rule must be a Python function, not {function!r}")
    signature = inspect.signature(function)
    names = [p.name for p in signature.parameters.values()]
    varargs = next((p.name for p in signature.parameters.values() if p.kind is p.VAR_POSITIONAL), None)
    ds = [] if by_hand else [n for n in names if n[0] == "d" and n[1:] in names and n[1:] != "y"]
    if not by_hand and not ds:
        raise RuleError(f"the differential {function.__name__} has no parameter d<arg> for any of its arguments "
                        f"({', '.join(names)})")
    hidden = {*ds, "y", *(["g"] if by_hand else [])}
    params = [n for n in names if n not in hidden]
    defaults = {p.name: p.default for p in signature.parameters.values() if p.default is not p.empty}
    return Rule(function, params, varargs, [n[1:] for n in ds], "y" in names, defaults, by_hand)


def _declare(primitives: tuple[Any, ...], kind: str | None, raises: bool) -> None:
    if not primitives:
        raise RuleError("name at least one function that the rule is for")
    for p in primitives:
        if not callable(p):
            raise RuleError(f"{p!r} is not callable, so it cannot have a rule")
        if kind is not None or p not in properties:
            properties[p] = Properties(kind, True, raises)


def differential(*primitives: Any, kind: str | None = None, raises: bool = False,
                 passive: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Declare the differential of functions.

    The decorated function takes the primal's arguments, ``d<arg>`` for each differentiable one, and
    optionally ``y``, the result; it returns ``dy``, linear in the ``d<arg>``.  Forward mode is its body
    and reverse mode its transpose.  Of an argument without ``d<arg>`` the derivative is not known, unless
    it is one of the ``passive`` ones, which are read for a shape or a sign alone.
    """
    def register(function: F) -> F:
        rule = _rule(function, by_hand=False)
        rule.passive = passive
        _declare(primitives, kind, raises)
        for p in primitives:
            differentials[p] = rule
            adjoints.pop(p, None)
            constants.discard(p)
        return function
    return register


def adjoint(*primitives: Any, kind: str | None = None) -> Callable[[F], F]:
    """Declare a vector-Jacobian product by hand, where transposing the differential is poor.

    The decorated function takes the cotangent ``g``, the primal's arguments and optionally ``y``, the
    result; it returns the tuple of the arguments' cotangents (None for those that have none).
    """
    def register(function: F) -> F:
        rule = _rule(function, by_hand=True)
        _declare(primitives, kind, False)
        for p in primitives:
            adjoints[p] = rule
        return function
    return register


def transpose(primitive: Any, wrt: str, jointly: bool = False) -> Callable[[F], F]:
    """Declare the transpose of a linear function with respect to one argument.

    The decorated function takes the cotangent first and then the primal's arguments; of the argument
    ``wrt`` it may read only shape and dtype.  ``jointly``: the function is linear in all such arguments
    together (a sum), and not in each of them apart (a product).
    """
    def register(function: F) -> F:
        assert isinstance(function, FunctionType)
        transposes[primitive, wrt] = function
        linear[primitive] = tuple(inspect.signature(function).parameters)[1:]
        if jointly:
            jointly_linear.add(primitive)
        return function
    return register


def nondifferentiable(*primitives: Any, kind: str | None = None, pure: bool = True, raises: bool = False) -> Any:
    """Declare that the derivative is zero by nature: ``np.argmax``, ``np.sign``, ``len``, …

    Also usable as a decorator of the user's own function.
    """
    for p in primitives:
        _declare((p,), kind, raises)
        if not pure:
            properties[p] = Properties(kind, False, raises)
        constants.add(p)
    return primitives[0] if len(primitives) == 1 else None


def composition(*primitives: Any) -> Callable[[F], F]:
    """Declare a function by NumPy source that has the same value, which is inlined in its stead.

    Of an object like ``np.r_`` it is what is done with its index.  Where kinds make it return
    ``NotImplemented`` the function stays as it is.
    """
    def register(function: F) -> F:
        assert isinstance(function, FunctionType)
        for p in primitives:
            compositions[p] = function
        return function
    return register


def lookup(table: dict[Any, Any], callee: Any) -> Any:
    """The entry for a function, or None (unhashable callables have none)."""
    try:
        return table.get(callee)
    except TypeError:
        return None


def required_names(callee: Any) -> list[str]:
    """The names of the arguments that a function cannot be called without, as far as they come first."""
    rule = lookup(differentials, callee)
    if rule is not None:
        return [n for n in rule.params if n not in rule.defaults and n != rule.varargs]
    try:
        parameters = inspect.signature(callee).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty]


def known(callee: Any) -> bool:
    """Whether anything was declared for a function."""
    return lookup(properties, callee) is not None


def properties_of(callee: Any) -> Properties:
    """What is known of a function; of an unknown one, the worst is assumed."""
    return lookup(properties, callee) or UNKNOWN_FUNCTION


def is_constant(callee: Any) -> bool:
    """Whether a function's derivative is zero by nature."""
    try:
        return callee in constants
    except TypeError:
        return False


def load() -> None:
    """Import the rule files on first use: ``import s2sad`` does not pay for them.

    Those of SciPy follow when the user has imported it, part by part.
    """
    from .library import load_optional
    load_optional()
