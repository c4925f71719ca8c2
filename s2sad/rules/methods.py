"""Array methods and attributes, as the functions that they stand for."""
from __future__ import annotations

from typing import Any

import numpy as np


def dtype_of(x: Any) -> Any:
    """``x.dtype``"""
    return x.dtype


def nbytes_of(x: Any) -> Any:
    """``x.nbytes``"""
    return x.nbytes


def itemsize_of(x: Any) -> Any:
    """``x.itemsize``"""
    return x.itemsize


def strides_of(x: Any) -> Any:
    """``x.strides``"""
    return x.strides


def flags_of(x: Any) -> Any:
    """``x.flags``"""
    return x.flags


def device_of(x: Any) -> Any:
    """``x.device``"""
    return x.device


def reshape_method(x: Any, *shape: Any, **keywords: Any) -> Any:
    """``x.reshape(2, 3)`` and ``x.reshape((2, 3))``"""
    return x.reshape(*shape, **keywords)


def transpose_method(x: Any, *axes: Any) -> Any:
    """``x.transpose()``, ``x.transpose(1, 0)`` and ``x.transpose((1, 0))``"""
    if len(axes) == 0:
        return np.transpose(x)
    if len(axes) == 1:
        return np.transpose(x, axes[0])
    return np.transpose(x, axes)


def compress_method(x: Any, *arguments: Any, **keywords: Any) -> Any:
    """``x.compress(condition, axis)``"""
    return x.compress(*arguments, **keywords)


def flat_of(x: Any) -> Any:
    """``x.flat``, read"""
    return np.ravel(x)


METHODS: dict[str, Any] = {
    "sum": np.sum, "mean": np.mean, "prod": np.prod, "max": np.max, "min": np.min, "std": np.std, "var": np.var,
    "cumsum": np.cumsum, "cumprod": np.cumprod, "argmax": np.argmax, "argmin": np.argmin, "argsort": np.argsort,
    "any": np.any, "all": np.all, "nonzero": np.nonzero, "dot": np.dot, "clip": np.clip, "round": np.round,
    "ravel": np.ravel, "flatten": np.ndarray.flatten, "copy": np.copy, "squeeze": np.squeeze, "swapaxes": np.swapaxes,
    "take": np.take, "repeat": np.repeat, "trace": np.trace, "diagonal": np.diagonal, "ptp": np.ptp,
    "conj": np.conj, "conjugate": np.conjugate, "searchsorted": np.searchsorted, "compress": compress_method,
    "reshape": reshape_method, "transpose": transpose_method, "astype": np.ndarray.astype, "item": np.ndarray.item,
    "tolist": np.ndarray.tolist, "choose": np.choose, "argpartition": np.argpartition,
}
ATTRIBUTES: dict[str, Any] = {
    "T": np.transpose, "mT": np.matrix_transpose, "shape": np.shape, "ndim": np.ndim, "size": np.size,
    "dtype": dtype_of, "flat": flat_of,
    "real": np.real, "imag": np.imag, "nbytes": nbytes_of, "itemsize": itemsize_of, "strides": strides_of,
    "flags": flags_of, "device": device_of,
}
