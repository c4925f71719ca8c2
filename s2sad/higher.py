"""Derivatives made of others: Jacobians, Hessians, products with them, linear maps, elementwise derivatives.

Each is a ``Derivative`` that runs another of the same function: ``jvp`` for columns, ``vjp`` for rows.  It
takes the arguments that the function takes, and may itself be differentiated (but for ``linearize``).
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, Protocol, cast, overload

import numpy as np

from .api import Derivative, Wrt, _indices
from .dispatch import MISSING
from .errors import ArgumentError
from .rules.registry import nondifferentiable
from .rules.static import known_rank
from .runtime import copied, zeros_like
from .runtime.trees import is_number, parts_of
from .vectors import basis, is_inexact, leaves, rebuilt, vector_like

P = ParamSpec("P")


class Transform(Protocol):
    """What makes a derivative of a function: called with the function, or as a decorator."""

    @overload
    def __call__(self, function: Callable[P, Any], /, wrt: Wrt | None = ..., *, argnums: Wrt | None = ...,
                 has_aux: bool = ..., holomorphic: bool = ..., backend: str = ...) -> Derivative[P]: ...
    @overload
    def __call__(self, function: None = ..., /, wrt: Wrt | None = ..., *, argnums: Wrt | None = ...,
                 has_aux: bool = ..., holomorphic: bool = ..., backend: str = ...
                 ) -> Callable[[Callable[P, Any]], Derivative[P]]: ...


class Composed(Derivative[P]):
    """A derivative that runs another one, its sweep, whose source is its own."""

    label = ""
    mode = "jvp"

    def __init__(self, function: Callable[..., Any], wrt: Wrt, has_aux: bool = False, holomorphic: bool = False,
                 backend: str = "numpy"):
        super().__init__(function, "vjp", wrt, has_aux, holomorphic)
        self._options = has_aux, holomorphic, backend
        self._single, self._where = self._request.single, self._request.wrt
        self._sweep = self._derivative(function, wrt)

    def _derivative(self, function: Any, wrt: Wrt) -> Derivative[Any]:
        return Derivative(function, self.mode, wrt, *self._options)

    def __repr__(self) -> str:
        wrt = ", ".join(self._names[i] for i in self._where)
        return f"<{self.label} of {getattr(self, '__name__', '?')} with respect to {wrt}>"

    def __reduce__(self) -> Any:
        return type(self), (self._original(), self._wrt, *self._options)

    @property
    def source(self) -> str:
        """The generated source of one sweep, for arguments of which nothing is known but their annotations."""
        return self._sweep_shown.source

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """The generated source of one sweep, for arguments of the kinds of these."""
        return self._sweep_shown.source_for(*args, **kwargs)

    @property
    def _sweep_shown(self) -> Derivative[Any]:
        return self._sweep

    def _filled(self, args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any]:
        """The arguments in order, defaults included."""
        if self._variadic:
            raise ArgumentError(f"{self!r}: a function with *args or **kwargs is not supported here",
                                note="wrap it in one with named parameters", code="S2SAD505")
        values = self._ordered(args, kwargs)
        for i, name in enumerate(self._names):
            if values[i] is MISSING:
                if name not in self._defaults:
                    raise ArgumentError(f"{self!r} is called without `{name}`", code="S2SAD506")
                values[i] = self._defaults[name]
        return values

    def __s2sad_request__(self, specialiser: Any, args: list[Any], kwargs: dict[str, Any], packed: bool = False) -> Any:
        """Inside another derivative: a program of this module, which is differentiated in turn."""
        from .ir.core import Const
        program = getattr(type(self), "program", None)
        if program is None or not self._single or self._has_aux:
            what = self.label if program is None else f"{self.label} with a tuple of arguments, or with aux,"
            raise specialiser.refuse(f"{what} inside a differentiated function is not supported",
                                     "use grad, value_and_grad or jvp there", code="S2SAD213")
        values = [*args, *[MISSING] * (len(self._names) - len(args))]
        constants = {**self._defaults, **self._bound_kwargs}
        for i, name in enumerate(self._names):
            if name in kwargs:
                values[i] = kwargs[name]
            elif values[i] is MISSING:
                if name not in constants:
                    raise specialiser.refuse(f"{self!r} is called without `{name}`", code="S2SAD506")
                values[i] = specialiser.constant(constants[name])
        return specialiser.apply(Const(program), [Const(self._sweep), Const(self._where[0]), *values], {})


def _check_real(label: str, structure: Any, holomorphic: bool = False) -> None:
    if not is_number(structure) and parts_of(structure) is None:
        raise ArgumentError(
            f"the {label} needs a function that returns numbers or arrays, not {type(structure).__name__}",
            note="is a `return` missing?" if structure is None else None, code="S2SAD504")
    if not holomorphic and any(np.iscomplexobj(v) for v in leaves(structure)):
        raise ArgumentError(f"the {label} is defined for functions of real numbers that return real numbers",
                            note="give it holomorphic=True if the function is, or use jvp or vjp", code="S2SAD504")


# -- Jacobians ---------------------------------------------------------------------------


def _columns(push, at, *args):  # type: ignore[no-untyped-def]
    """A Jacobian by columns, as a program."""
    x = args[at]
    if known_rank(x) == 0:
        return push(*args, 1.0)[1]
    n = np.size(x)
    eye = np.eye(n)
    columns = []
    for k in range(n):
        columns.append(push(*args, eye[k].reshape(np.shape(x)))[1])
    return np.stack(columns, -1).reshape(np.shape(columns[0]) + np.shape(x))


class ForwardJacobian(Composed[P]):
    """The Jacobian by forward mode: one sweep for each number in the arguments."""

    label = "jacfwd"
    program = staticmethod(_columns)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        return self._by_columns(self._filled(args, kwargs))

    def _by_columns(self, values: list[Any]) -> Any:
        inputs = tuple(values[i] for i in self._where)
        _check_real(self.label, inputs, self._holomorphic)
        found: Any = None
        blocks: list[list[Any]] = []
        for position, leaf in enumerate(leaves(inputs)):
            columns: list[Any] = []
            for k, dots in enumerate(basis(inputs, position) if is_inexact(leaf) else ()):
                found = self._sweep(*values, *dots)
                _check_real(self.label, found[0], self._holomorphic)
                for j, dot in enumerate(leaves(found[1])):
                    if k == 0:
                        columns.append(np.empty((*np.shape(dot), np.size(leaf)), np.asarray(dot).dtype))
                    columns[j][..., k] = dot
            blocks.append([c.reshape(c.shape[:-1] + np.shape(leaf)) for c in columns])
        if found is None:       # no number to differentiate with respect to: only the shapes are asked for
            found = self._sweep(*values, *map(zeros_like, inputs))
        blocks = [b or [np.zeros(np.shape(v) + np.shape(leaf)) for v in leaves(found[0])]
                  for b, leaf in zip(blocks, leaves(inputs))]
        return self._assembled(found, inputs, list(zip(*blocks)))

    def _by_rows(self, values: list[Any], found: Any) -> Any:
        inputs = tuple(values[i] for i in self._where)
        _check_real(self.label, (inputs, found[0]), self._holomorphic)
        blocks = []
        for position, leaf in enumerate(leaves(found[0])):
            rows = [np.zeros((np.size(leaf), *np.shape(v)), np.asarray(v).dtype if is_inexact(v) else float)
                    for v in leaves(inputs)]
            for k, bar in enumerate(basis(found[0], position) if is_inexact(leaf) else ()):
                for row, part in zip(rows, leaves(found[1](bar))):
                    row[k] = part
            blocks.append([r.reshape(np.shape(leaf) + r.shape[1:]) for r in rows])
        return self._assembled(found, inputs, blocks)

    def _assembled(self, found: Any, inputs: tuple[Any, ...], blocks: Sequence[Sequence[Any]]) -> Any:
        """Blocks in the structure of the result, and within it that of the arguments."""
        rows = [rebuilt(inputs, iter([b[()] for b in block])) for block in blocks]
        whole = rebuilt(found[0], iter([r[0] for r in rows] if self._single else rows))
        return (whole, found[2]) if self._has_aux else whole


class Jacobian(ForwardJacobian[P]):
    """The Jacobian by the mode that takes fewer sweeps."""

    label = "jacobian"

    def __init__(self, function: Callable[..., Any], wrt: Wrt, has_aux: bool = False, holomorphic: bool = False,
                 backend: str = "numpy"):
        super().__init__(function, wrt, has_aux, holomorphic, backend)
        self._pull: Derivative[Any] = Derivative(function, "vjp", wrt, *self._options)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        values = self._filled(args, kwargs)
        found = self._pull(*values)
        inputs = sum(np.size(v) for i in self._where for v in leaves(values[i]))
        if inputs <= sum(np.size(v) for v in leaves(found[0])):
            return self._by_columns(values)
        return self._by_rows(values, found)


class ReverseJacobian(Jacobian[P]):
    """The Jacobian by reverse mode: one evaluation, and one pullback for each number in the result."""

    label = "jacrev"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        values = self._filled(args, kwargs)
        return self._by_rows(values, self._pull(*values))

    @property
    def _sweep_shown(self) -> Derivative[Any]:
        return self._pull


class Hessian(ForwardJacobian[P]):
    """The Jacobian of the gradient, by forward mode."""

    label = "hessian"

    def _derivative(self, function: Any, wrt: Wrt) -> Derivative[Any]:
        inner: Derivative[Any] = Derivative(function, "grad", wrt, self._has_aux, self._holomorphic)
        return Derivative(inner, "jvp", wrt, *self._options)


# -- linear maps and elementwise functions -------------------------------------------------


class Linearized(Composed[P]):
    """The value, and the linear map that approximates the function there."""

    label = "linearize"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        # Copies: the caller may write to the arguments before the map is used.
        values = [rebuilt(v, map(copied, leaves(v))) for v in self._filled(args, kwargs)]
        sweep, inputs = self._sweep, [values[i] for i in self._where]
        found = sweep(*values, *map(zeros_like, inputs))

        def f_lin(*tangents: Any) -> Any:
            """The tangent of the result for a tangent of each argument."""
            if len(tangents) != len(inputs):
                raise ArgumentError(f"the linear map takes {len(inputs)} tangent{'s' if len(inputs) != 1 else ''}, "
                                    f"and {len(tangents)} were given", code="S2SAD506")
            return sweep(*values, *tangents)[1]
        return (found[0], f_lin, *found[2:])


def _elementwise(push, at, *args):  # type: ignore[no-untyped-def]
    """An elementwise derivative, as a program."""
    if known_rank(args[at]) == 0:
        return push(*args, 1.0)[1]
    return push(*args, np.ones_like(args[at]))[1]


class Elementwise(Composed[P]):
    """The derivative of each element of the result with respect to the element that it comes from."""

    label = "elementwise_grad"
    program = staticmethod(_elementwise)

    def __init__(self, function: Callable[..., Any], wrt: Wrt, has_aux: bool = False, holomorphic: bool = False,
                 backend: str = "numpy"):
        super().__init__(function, wrt, has_aux, holomorphic, backend)
        self._pushes = [self._sweep] if self._single else [self._derivative(function, i) for i in self._where]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        values = self._filled(args, kwargs)
        parts: list[Any] = []
        found: Any = ()
        for push, i in zip(self._pushes, self._where):
            x, name = values[i], self._names[i]
            if isinstance(x, (dict, tuple, list)):
                raise ArgumentError(f"elementwise_grad needs a number or an array for `{name}`, "
                                    f"not a {type(x).__name__}", code="S2SAD503")
            if np.iscomplexobj(x) and not self._holomorphic:
                raise ArgumentError(f"elementwise_grad of complex numbers, like `{name}`, needs a holomorphic function",
                                    note="give it holomorphic=True if this one is, or use jvp or vjp", code="S2SAD503")
            found = push(*values, vector_like(np.ones(np.shape(x)), x, name))
            self._check(x, found[0], name)
            parts.append(found[1])
        whole = parts[0] if self._single else tuple(parts)
        return (whole, found[2]) if self._has_aux else whole

    def _check(self, x: Any, value: Any, name: str) -> None:
        structure = isinstance(value, (dict, tuple, list))
        if structure or _broadcast(np.shape(x), np.shape(value)) != np.shape(value):
            what = f"a {type(value).__name__}" if structure else f"shape {np.shape(value)}"
            raise ArgumentError(f"elementwise_grad needs a function that acts on each element of `{name}` apart, and "
                                f"this one takes shape {np.shape(x)} to {what}", note="use jacobian, or vjp",
                                code="S2SAD504")


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


# -- what users call ---------------------------------------------------------------------


def _transform(make: Callable[..., Any]) -> Callable[[Callable[..., Any]], Transform]:
    """Completes a public function: its arguments, and its use as a decorator with or without arguments."""
    def complete(public: Callable[..., Any]) -> Transform:
        def transform(function: Any = None, /, wrt: Any = None, *, argnums: Any = None, has_aux: bool = False,
                      holomorphic: bool = False, backend: str = "numpy") -> Any:
            if wrt is not None and argnums is not None:
                raise ArgumentError("give wrt or argnums, not both: they mean the same", code="S2SAD502")
            chosen = wrt if wrt is not None else argnums if argnums is not None else 0
            if function is None:
                return lambda f: make(f, chosen, has_aux, holomorphic, backend)
            if not callable(function):
                raise ArgumentError(f"expected a function, not {function!r}", note="the arguments of the derivative "
                                    f"come in a call of its own: {public.__name__}(f)(x)")
            return make(function, chosen, has_aux, holomorphic, backend)
        transform.__name__ = transform.__qualname__ = public.__name__
        transform.__doc__ = public.__doc__
        transform.__s2sad_request__ = _inside(make)  # type: ignore[attr-defined]
        return cast(Transform, transform)
    return complete


def _inside(make: Any) -> Callable[..., Any]:
    """How a specialiser treats a call of ``jacobian`` itself inside a program."""
    def request(specialiser: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        from .ir.core import Const
        from .pipeline import Request
        from .transforms.abstract import Derivative as Inner
        from .transforms.abstract import Partial
        program = getattr(make, "program", None)
        given = {k: specialiser.python_value(v) for k, v in kwargs.items()}
        complex_too = bool(given.get("holomorphic"))
        wrt = specialiser.python_value(args[1]) if len(args) > 1 else given.get("wrt", given.get("argnums"))
        where, single = _indices(None, 0 if wrt is None else wrt, specialiser.parameters_of(args[0]))
        if make is _product and not given.get("has_aux"):
            return Inner(Inner(args[0], Request("grad", where, single, False, complex_too)),
                         Request("hvp", where, single, False, complex_too))
        if program is None or not single or given.get("has_aux"):
            raise specialiser.refuse("this derivative inside a differentiated function is not supported",
                                     "give it one argument, without aux, or use grad or jvp there", code="S2SAD213")
        inner = Inner(args[0], Request("grad", where, single, False, complex_too)) if make is Hessian else args[0]
        return Partial(Const(program), (Inner(inner, Request("jvp", where, single, False, complex_too)),
                                        Const(where[0])))
    return request


def _product(function: Any, wrt: Wrt, has_aux: bool = False, holomorphic: bool = False,
             backend: str = "numpy") -> Derivative[Any]:
    inner: Derivative[Any] = Derivative(function, "grad", wrt, has_aux, holomorphic)
    return Derivative(inner, "hvp", wrt, has_aux, holomorphic, backend)


@_transform(Jacobian)
def jacobian() -> None:
    """``jacobian(f, wrt)(*args)`` holds all partial derivatives: its shape is that of the result, then the argument's.

    Forward mode where the arguments hold no more numbers than the result, else reverse mode.  A tuple in
    ``wrt`` gives a tuple; a structure in the arguments or the result gives structures of arrays.
    ``ArgumentError`` where an argument is not a float, or the result is complex; with ``holomorphic`` both are, the
    parts are those of ``f'(z)``, and ``UnsupportedError`` says where the function has none.
    """


@_transform(ForwardJacobian)
def jacfwd() -> None:
    """``jacobian`` by forward mode: one sweep for each number in the arguments."""


@_transform(ReverseJacobian)
def jacrev() -> None:
    """``jacobian`` by reverse mode: one sweep for each number in the result."""


@_transform(Hessian)
def hessian() -> None:
    """``hessian(f, wrt)(*args)`` holds the second derivatives of a number: its shape is the argument's, twice.

    A tuple in ``wrt`` gives a tuple of tuples: all the blocks.
    """


@_transform(_product)
def hvp() -> None:
    """``hvp(f, wrt)(*args, *vectors)`` is the Hessian times vectors, at the cost of a few evaluations of ``f``.

    There is one vector for each argument in ``wrt``, with its structure and shape, also by name
    (``x_dot=``); a tuple in ``wrt`` gives a tuple of products.
    """


@_transform(Linearized)
def linearize() -> None:
    """``linearize(f, wrt)(*args)`` is ``(value, f_lin)``: ``f_lin(*tangents)`` is the tangent of the result.

    There is one tangent for each argument in ``wrt``.  What is done to the arguments later does not matter.
    """


@_transform(Elementwise)
def elementwise_grad() -> None:
    """``elementwise_grad(f, wrt)(*args)``: the derivative of each element of the result with respect to its own.

    For functions that act on each element apart (``np.tanh``, and what is made of such); an argument may
    be broadcast.  ``ArgumentError`` where the shapes show that the function is none.
    """


def stop_gradient(x: Any) -> Any:
    """``x`` itself, with derivative zero: a constant for every derivative.  Also of structures."""
    return x


nondifferentiable(stop_gradient, kind="first")
