"""What users call: derivatives of functions, as functions and as decorators."""
from __future__ import annotations

import functools
import inspect
import threading
import types
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, overload

import numpy as np

from .dispatch import MISSING, Vector, fast_call, guards_hold
from .errors import ArgumentError
from .frontend.locate import unwrap
from .ir.kinds import Kind, argument_kind
from .rules import registry
from .vectors import vector_like

if TYPE_CHECKING:
    from .backend.load import Program
    from .errors import Location
    from .graphs import Graph
    from .pipeline import Compiled

P = ParamSpec("P")
R = TypeVar("R")
Wrt = int | str | Sequence[int | str]
KEPT = 3            # specialisations that the generated dispatch tests for


def _pipeline() -> Any:
    """The compiler, imported with the first derivative: ``import s2sad`` does not pay for it."""
    from . import pipeline
    return pipeline


class Derivative(Generic[P]):
    """A derivative of a function: callable, with its generated source.

    It is compiled at its first call for each combination of kinds of arguments (types, dtypes, ranks;
    never sizes) and kept.  It reads the globals and closures of the function as they are at the call.
    """

    def __init__(self, function: Callable[..., Any], mode: str, wrt: Wrt, has_aux: bool = False,
                 holomorphic: bool = False, backend: str = "numpy"):
        registry.load()
        _check_backend(backend, mode)
        self._target, self._bound, kwargs = _callee(function)
        self._mode, self._has_aux, self._holomorphic = mode, has_aux, holomorphic
        self._options = has_aux, holomorphic, backend
        self._names = _pipeline().names_of(self._target)[len(self._bound):]
        self._bound_kwargs = kwargs
        self._defaults = _defaults(self._target, self._names)
        self._variadic = _variadic(self._target)
        self._request = _pipeline().Request(mode, *_indices(function, wrt, self._names), *self._options)
        self._cache: dict[tuple[Kind, ...], list[Compiled]] = {}
        self._recent: list[tuple[list[Kind | Vector], Any, Any]] = []
        self._lock = threading.RLock()
        self._wrt = wrt
        functools.update_wrapper(self, self._target if isinstance(self._target, types.FunctionType) else function,
                                 assigned=("__module__", "__name__", "__qualname__", "__doc__"), updated=())
        self._dots = dot_names(self._names, self._request.wrt) if mode in ("jvp", "hvp") else []
        if not self._dots:
            self.__signature__ = _signature(function)

    @property
    def parameters(self) -> list[str]:
        """The names of the derivative's own parameters."""
        return [*self._names, *self._dots]

    def __repr__(self) -> str:
        wrt = ", ".join(self._names[i] for i in self._request.wrt)
        return f"<{self._mode} of {getattr(self, '__name__', '?')} with respect to {wrt}>"

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    # -- calls -------------------------------------------------------------------------

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        return self._slow(tuple(self._ordered(args, kwargs)))

    def _ordered(self, args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any]:
        """The arguments in the order of the parameters; missing ones are MISSING.

        The last positional ones are the tangents, unless these are named, or left out.
        """
        names = self._names
        dots = [kwargs.get(d, MISSING) for d in self._dots]
        known = {*kwargs, *self._bound_kwargs, *self._defaults}
        split = len(args) - len(dots)
        if all(d is MISSING for d in dots) and all(n in known for n in names[max(split, 0):]) and split >= 0:
            args, dots = args[:split], list(args[split:])
        kwargs = {**self._bound_kwargs, **{k: v for k, v in kwargs.items() if k not in self._dots}}
        if self._variadic:
            bound = inspect.signature(self._target).bind(*self._bound, *args, **kwargs)
            bound.apply_defaults()
            return [*[bound.arguments[n] for n in names], *dots]
        if len(args) > len(names):
            raise ArgumentError(f"{self!r} takes {len(self.parameters)} arguments, "
                                f"and {len(args) + len(dots)} were given", code="S2SAD506")
        values = [*args, *[MISSING] * (len(names) - len(args))]
        for name, value in kwargs.items():
            if name not in names:
                raise ArgumentError(f"{self!r} has no parameter `{name}`", code="S2SAD506")
            i = names.index(name)
            if values[i] is not MISSING and name not in self._bound_kwargs:
                raise ArgumentError(f"{self!r} got `{name}` twice", code="S2SAD506")
            values[i] = value
        return [*values, *dots]

    def _slow(self, args: tuple[Any, ...]) -> Any:
        values = list(args)
        names = self.parameters
        for i, v in enumerate(values):
            if v is MISSING:
                if names[i] in self._bound_kwargs:
                    values[i] = self._bound_kwargs[names[i]]
                elif names[i] in self._defaults:
                    values[i] = self._defaults[names[i]]
                else:
                    raise ArgumentError(f"{self!r} is called without `{names[i]}`", code="S2SAD506")
        for k, (i, _) in enumerate(zip(self._request.wrt, self._dots), len(self._names)):
            values[k] = vector_like(values[k], values[i], self._names[i])
        return self._compiled_for(values).function(*values)

    def _kinds(self, values: Sequence[Any]) -> list[Kind]:
        return [argument_kind(v, n) for v, n in zip(values, self._names)]

    def _compiled_for(self, values: Sequence[Any]) -> Compiled:
        """The code for the kinds of some arguments, compiled if there is none yet."""
        kinds = self._kinds(values)
        with self._lock:
            made = self._cache.setdefault(tuple(kinds), [])
            for found in made:
                if guards_hold(found.guards):
                    self._remember(kinds, found, values)
                    return found
            found = _pipeline().compiled(self._target, self._bound, kinds, self._request)
            made.insert(0, found)
            del made[4:]
            self._remember(kinds, found, values)
            return found

    def _remember(self, kinds: list[Kind], found: Compiled, values: Sequence[Any]) -> None:
        """Make the next calls with such arguments quick."""
        if self._variadic or self._dots and (self._defaults or self._bound_kwargs):
            return
        extra = [Vector(self._names[i], kinds[i]) for i in self._request.wrt] if self._dots else []
        entry: tuple[list[Kind | Vector], Any, Any] = ([*kinds, *extra], found.guards, found.function)
        self._recent = [entry, *[e for e in self._recent if e[2] is not found.function]][:KEPT]
        cls = type(self)
        base = cls.__mro__[1] if cls.__dict__.get("_generated") else cls
        self.__class__ = type(cls.__name__, (base,), {
            "__call__": fast_call(self.parameters, self._recent), "_generated": True, "__module__": cls.__module__})

    # -- source ------------------------------------------------------------------------

    @property
    def source(self) -> str:
        """The generated source for arguments of which nothing is known but their annotations."""
        return self._program((), {}).text

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """The generated source for arguments of the kinds of these."""
        return self._program(args, kwargs).text

    def source_map(self, *args: Any, **kwargs: Any) -> dict[int, list[Location]]:
        """Where the lines of the generated source come from: line number -> places in the user's files.

        The place that a line is mainly of comes first.  Without arguments: of ``source``; else of ``source_for``
        these.  What the compiler added on its own has no entry, but for loops, in which it is the loop's.
        """
        from .backend.load import origins
        found = origins(self._sweep_shown._program(args, kwargs))
        return {n: list(dict.fromkeys(s.location for s in origin.sites)) for n, origin in found.items()
                if origin.sites}

    def graph(self, *args: Any, **kwargs: Any) -> Graph:
        """The computational graph of the function at a point, with values and adjoints: see ``s2sad.graph``."""
        from .graphs import graph
        return graph(self, *args, **kwargs)

    def _repr_html_(self) -> str:
        """What a notebook shows: the source that was generated last."""
        from .display import derivative_html
        return derivative_html(self)

    @property
    def _sweep_shown(self) -> Derivative[Any]:
        """The derivative whose source is shown: of one that runs another one, that."""
        return self

    def _program(self, args: Sequence[Any], kwargs: dict[str, Any]) -> Program:
        """The generated program for arguments; without any, for what the annotations say."""
        if not args and not kwargs:
            return _pipeline().compiled(self._target, self._bound, self._annotated(), self._request).program
        return self._compiled_for(self._arguments(args, kwargs)).program

    def _arguments(self, args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any]:
        """The arguments of the function in order, defaults included."""
        values = self._ordered(args, kwargs)[:len(self._names)]
        for i, v in enumerate(values):
            if v is MISSING:
                if self._names[i] not in self._defaults:
                    raise ArgumentError(f"{self!r} needs `{self._names[i]}` here", code="S2SAD506")
                values[i] = self._defaults[self._names[i]]
        return values

    def _annotated(self) -> list[Kind]:
        from .annotations import kinds_of_annotations
        return kinds_of_annotations(self._target, self._names, self._defaults)

    # -- inside other derivatives --------------------------------------------------------

    def __s2sad_request__(self, specialiser: Any, args: list[Any], kwargs: dict[str, Any], packed: bool = False) -> Any:
        """The derivative's call inside a program; ``packed``: what ``*rest`` and ``**named`` hold comes as one."""
        from .ir.core import Const
        bound = [specialiser.constant(v) for v in self._bound]
        if packed and self._variadic:
            args, kwargs = self._unpacked(specialiser, args)
            return specialiser.differentiate(specialiser, Const(self._target), self._request, [*bound, *args], kwargs,
                                             len(bound))
        given = {*kwargs, *self._names[:len(args) - len(self._dots)]}
        kwargs = {**kwargs, **{k: specialiser.constant(v) for k, v in self._bound_kwargs.items() if k not in given}}
        return specialiser.differentiate(specialiser, Const(self._target), self._request, [*bound, *args], kwargs,
                                         len(bound))

    def _unpacked(self, specialiser: Any, args: list[Any]) -> tuple[list[Any], dict[str, Any]]:
        """Arguments in the order of the parameters, as a call writes them."""
        plain: list[Any] = []
        named: dict[str, Any] = {}
        kinds = {n: p.kind for n, p in inspect.signature(self._target, follow_wrapped=False).parameters.items()}
        ordered = dict(zip(self._names, args))
        for name, kind in kinds.items():        # as they are declared: *rest before what comes by name only
            if name not in ordered:
                continue
            match kind:
                case inspect.Parameter.VAR_POSITIONAL:
                    plain += specialiser.static_items(ordered[name])
                case inspect.Parameter.VAR_KEYWORD:
                    named.update(specialiser.heap[ordered[name]].as_dict())
                case inspect.Parameter.KEYWORD_ONLY:
                    named[name] = ordered[name]
                case _:
                    plain.append(ordered[name])
        return [*plain, *args[len(self._names):]], named

    def __reduce__(self) -> Any:
        return Derivative, (self._original(), self._mode, self._wrt, *self._options)

    def _original(self) -> Any:
        if self._bound or self._bound_kwargs:
            return functools.partial(self._target, *self._bound, **self._bound_kwargs)
        return self._target


def _check_backend(backend: str, mode: str) -> None:
    """Refuse a backend that there is not, or that has no such derivatives."""
    if backend not in ("numpy", "numba"):
        raise ArgumentError(f"there is no backend {backend!r}", note='there are "numpy" and "numba"', code="S2SAD508")
    if backend == "numba" and mode == "vjp":
        raise ArgumentError("vjp has no Numba backend: its pullback is a function of Python's",
                            note="use grad or value_and_grad of a number, or jvp", code="S2SAD508")


def _callee(function: Any) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """What is called, and the arguments bound to it."""
    if isinstance(function, (Derivative, types.FunctionType)) or registry.known(function):
        return function, (), {}
    target, bound, kwargs = unwrap(function)
    return target, tuple(bound), dict(kwargs)


def _defaults(target: Any, names: list[str]) -> dict[str, Any]:
    if isinstance(target, Derivative):
        return {**target._defaults, **target._bound_kwargs}
    if isinstance(target, types.FunctionType):
        found = {n: p.default for n, p in inspect.signature(target, follow_wrapped=False).parameters.items()
                 if p.default is not p.empty}
        return {n: v for n, v in found.items() if n in names}
    return {}


def dot_names(names: list[str], wrt: tuple[int, ...]) -> list[str]:
    """What the tangents of some parameters are called: ``x_dot``, and ``x_dot2`` where that is a parameter itself."""
    taken = [*names]
    for i in wrt:
        name, n = f"{names[i]}_dot", 1
        while name in taken:
            n += 1
            name = f"{names[i]}_dot{n}"
        taken.append(name)
    return taken[len(names):]


def _variadic(target: Any) -> bool:
    if isinstance(target, Derivative):
        return target._variadic and not target._dots
    return isinstance(target, types.FunctionType) and bool(target.__code__.co_flags & 0x0C)


def _signature(function: Any) -> Any:
    try:
        return inspect.signature(function, follow_wrapped=False)
    except (TypeError, ValueError):
        return inspect.Signature()


def _indices(function: Any, wrt: Wrt, names: list[str]) -> tuple[tuple[int, ...], bool]:
    """The parameters that ``wrt`` means, and whether it is a single one."""
    single = isinstance(wrt, (int, str)) and not isinstance(wrt, bool)
    items = [wrt] if single else wrt
    if isinstance(items, (bool, float)) or not isinstance(items, Sequence):
        raise ArgumentError(f"wrt must be an index, a name, or a tuple of them, not {wrt!r}", code="S2SAD502")
    found = []
    for item in items:
        label = getattr(function, "__name__", repr(function))
        if isinstance(item, str):
            if item not in names:
                raise ArgumentError(f"{label} has no argument `{item}`; it has {', '.join(f'`{n}`' for n in names)}",
                                    code="S2SAD502")
            found.append(names.index(item))
        elif isinstance(item, (int, np.integer)) and not isinstance(item, bool):
            if not -len(names) <= item < len(names):
                raise ArgumentError(f"{label} has {len(names)} argument{'s' if len(names) != 1 else ''}, "
                                    f"so there is none with index {item}", code="S2SAD502")
            found.append(int(item) % len(names))
        else:
            raise ArgumentError(f"wrt must be an index, a name, or a tuple of them, not {wrt!r}", code="S2SAD502")
    if len(set(found)) != len(found):
        raise ArgumentError(f"wrt names an argument twice: {wrt!r}", code="S2SAD502")
    return tuple(found), single


def _make(mode: str, function: Any, wrt: Any, argnums: Any, *options: Any) -> Any:
    if argnums is not None:
        if wrt is not None:
            raise ArgumentError("give wrt or argnums, not both: they mean the same", code="S2SAD502")
        wrt = argnums
    wrt = 0 if wrt is None else wrt
    if function is None:
        return lambda f: Derivative(f, mode, wrt, *options)
    if not callable(function):
        raise ArgumentError(f"expected a function, not {function!r}",
                            note="the arguments of the derivative come in a call "
                            "of its own: grad(f)(x)")
    return Derivative(function, mode, wrt, *options)


@overload
def grad(function: Callable[P, Any], /, wrt: Wrt | None = ..., *, argnums: Wrt | None = ...,
         has_aux: bool = ..., holomorphic: bool = ..., backend: str = ...) -> Derivative[P]: ...
@overload
def grad(function: None = None, /, wrt: Wrt | None = ..., *, argnums: Wrt | None = ...,
         has_aux: bool = ..., holomorphic: bool = ...,
         backend: str = ...) -> Callable[[Callable[P, Any]], Derivative[P]]: ...
def grad(function: Any = None, /, wrt: Any = None, *, argnums: Any = None, has_aux: bool = False,
         holomorphic: bool = False, backend: str = "numpy") -> Any:
    """The gradient of a function that returns one number.

    ``grad(f, wrt)(*args)`` has the shape, dtype and structure of the argument that ``wrt`` names (an
    index or a name; a tuple of them gives a tuple).  ``has_aux``: the function returns a pair, of which
    the first is differentiated, and the derivative returns ``(gradient, aux)``.  ``holomorphic``: the
    function takes and returns complex numbers, and its derivative is ``f'(z)``.  ``backend="numba"``:
    what is generated is compiled by Numba, at the first call.  Usable as a decorator.

    Raises ``ArgumentError`` for an argument that is not a float, or a result that is not one number;
    ``UnsupportedError`` for what cannot be differentiated, and for what is not holomorphic and should be;
    ``SourceError`` where there is no source.
    """
    return _make("grad", function, wrt, argnums, has_aux, holomorphic, backend)


def _inside(mode: str) -> Callable[..., Any]:
    """How a specialiser treats a call of ``grad`` itself inside a program."""
    def request(specialiser: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        from .transforms.abstract import Derivative as Inner
        given = {k: specialiser.python_value(v) for k, v in kwargs.items()}
        wrt = given.get("wrt", given.get("argnums"))
        if len(args) > 1:
            wrt = specialiser.python_value(args[1])
        wrt = 0 if wrt is None else wrt
        names = specialiser.parameters_of(args[0])
        indices, single = _indices(None, wrt, names)
        return Inner(args[0], _pipeline().Request(mode, indices, single, bool(given.get("has_aux", False)),
                                                  bool(given.get("holomorphic", False))))
    return request


def value_and_grad(function: Any = None, /, wrt: Any = None, *, argnums: Any = None, has_aux: bool = False,
                   holomorphic: bool = False, backend: str = "numpy") -> Any:
    """``value_and_grad(f, wrt)(*args)`` is ``(value, gradient)``; with ``has_aux`` ``((value, aux), gradient)``."""
    return _make("value_and_grad", function, wrt, argnums, has_aux, holomorphic, backend)


def vjp(function: Any = None, /, wrt: Any = None, *, argnums: Any = None, has_aux: bool = False,
        backend: str = "numpy") -> Any:
    """``vjp(f, wrt)(*args)`` is ``(value, pullback)``; ``pullback(cotangent)`` is the gradient(s) of
    ``<cotangent, f>``, and may be called any number of times."""
    return _make("vjp", function, wrt, argnums, has_aux, False, backend)


def jvp(function: Any = None, /, wrt: Any = None, *, argnums: Any = None, has_aux: bool = False,
        backend: str = "numpy") -> Any:
    """``jvp(f, wrt)(*args, *tangents)`` is ``(value, tangent)``: the directional derivative.

    There is one tangent for each argument in ``wrt``, also by name (``x_dot=``).
    """
    return _make("jvp", function, wrt, argnums, has_aux, False, backend)


for _mode, _function in (("grad", grad), ("value_and_grad", value_and_grad), ("vjp", vjp), ("jvp", jvp)):
    _function.__s2sad_request__ = _inside(_mode)  # type: ignore[union-attr]
