"""The kinds that Fourier transforms give, and padding."""
from __future__ import annotations

from typing import Any

from ..ir.core import Value
from ..ir.kinds import UNKNOWN, Array, Dim, Kind, Scalar, dims
from .families import Args, Kwargs, all_numeric, argument, family, first_dtype, promote, real_of

SINGLE = {"float16", "float32", "complex64"}
DOUBLE = {"float64", "complex128", "int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "uint64", "bool"}


def complex_of(name: str | None) -> str | None:
    """The dtype of the spectrum of an array of a dtype."""
    return "complex64" if name in SINGLE else "complex128" if name in DOUBLE else None


def size(value: Any, known: Any) -> Dim | int:
    """The dimension that an argument asks for."""
    return known if isinstance(known, int) else Dim(("size", value))


def along_axis(args: Args, kwargs: Kwargs, how: Any, name: str | None) -> Kind:
    """The shape of the first argument, but for its size along ``axis``: ``how(dim, n)``."""
    shape, axis = dims(args[0].kind), argument(args, kwargs, 2, "axis", -1)
    if shape is None or name is None or not isinstance(axis, int) or not -len(shape) <= axis < len(shape) or set(
            kwargs) - {"n", "axis", "norm"}:
        return UNKNOWN
    n = argument(args, kwargs, 1, "n")
    value = kwargs.get("n", args[1] if len(args) > 1 else None)
    new = list(shape)
    new[axis] = how(shape[axis], None if n is None else size(value, n))
    return Array(name, tuple(new))


def along_axes(args: Args, kwargs: Kwargs, how: Any, name: str | None) -> Kind:
    """The same along ``axes``; ``how`` is for the last of them."""
    shape = dims(args[0].kind)
    s, axes = argument(args, kwargs, 1, "s"), argument(args, kwargs, 2, "axes")
    if shape is None or name is None or s is ... or axes is ... or set(kwargs) - {"s", "axes", "norm"}:
        return UNKNOWN
    if s is not None and not (isinstance(s, (tuple, list)) and all(isinstance(n, int) for n in s)):
        return UNKNOWN
    if axes is None:
        axes = range(len(shape)) if s is None else range(-len(s), 0)
    if len(axes) == 0 or not all(isinstance(a, int) and -len(shape) <= a < len(shape) for a in axes):
        return UNKNOWN                          # along no axes it is the array itself
    new = list(shape)
    for i, axis in enumerate(axes):
        n = None if s is None else s[i]
        new[axis] = how(new[axis], n) if i == len(axes) - 1 else new[axis] if n is None else n
    return Array(name, tuple(new))


def whole(dim: Dim | int, n: Dim | int | None) -> Dim | int:
    return dim if n is None else n


def half(dim: Dim | int, n: Dim | int | None) -> Dim | int:
    """The non-negative frequencies of ``n`` real numbers."""
    length = dim if n is None else n
    return length // 2 + 1 if isinstance(length, int) else Dim(("half", length))


def signal(dim: Dim | int, n: Dim | int | None) -> Dim | int:
    """The real numbers that half a spectrum is of."""
    if n is not None:
        return n
    return 2 * (dim - 1) if isinstance(dim, int) else Dim(("signal", dim), dim.many)


def _family(name: str, kind_of: Any, how: Any, of: Any) -> None:
    def found(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
        return kind_of(args, kwargs, how, of(complex_of(first_dtype(args))))
    found.__name__ = name
    family(found)


for _along, _names in ((along_axis, ("spectrum", "half_spectrum", "real_signal")),
                       (along_axes, ("spectra", "half_spectra", "real_signals"))):
    _family(_names[0], _along, whole, lambda name: name)
    _family(_names[1], _along, half, lambda name: name)
    _family(_names[2], _along, signal, real_of)


@family
def padded(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.pad``: an array of the same dtype and rank."""
    kind = args[0].kind
    if not isinstance(kind, Array) or kind.dims is None:
        return UNKNOWN
    key = ("pad", *args, *kwargs.values())
    return Array(kind.dtype, tuple(Dim((*key, i)) for i in range(len(kind.dims))))


@family
def frequencies(callee: Any, args: Args, kwargs: Kwargs) -> Kind:
    """``np.fft.fftfreq``: a vector of as many numbers as it is asked for."""
    n: Value | None = kwargs.get("n", args[0] if args else None)
    spacing = [*args[1:2], *(v for k, v in kwargs.items() if k == "d")]
    name = promote([Scalar("float64", False), *(v.kind for v in spacing)])
    return Array(name, (Dim(("frequencies", callee, n)),)) if name and all_numeric(spacing) else UNKNOWN
