"""Derivatives that Numba compiles: the same numbers as NumPy's, or refused.

S2SAD_ALL_NUMBA=1 asks for every kernel and every problem of the benchmarks, which takes many minutes.
"""

import copy
import importlib.util
import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.cli import main

from .benchmarks.problems import PROBLEMS
from .kernels.test_kernels import KERNELS

FOUND = importlib.util.find_spec("numba") is not None
needs_numba = pytest.mark.skipif(not FOUND, reason="Numba is not installed")
EVERY = bool(os.environ.get("S2SAD_ALL_NUMBA"))
SAME = 1e-12
RATE = 0.5


def numbers(result: Any) -> np.ndarray:
    """All the numbers of a value and its gradients."""
    if isinstance(result, dict):
        result = tuple(result.values())
    if isinstance(result, Weights):
        result = (result.w, result.b)
    return np.concatenate([numbers(r) for r in result]) if isinstance(result, tuple) else np.ravel(result)


def assert_same(function: Any, wrt: Any, arguments: tuple[Any, ...]) -> Any:
    """Compare the two backends, and see that the arguments are left alone."""
    wanted = numbers(s2sad.value_and_grad(function, wrt)(*copy.deepcopy(arguments)))
    derivative = s2sad.value_and_grad(function, wrt, backend="numba")
    given = copy.deepcopy(arguments)
    for _ in range(2):
        result = derivative(*given)
        found = numbers(result)
        assert found.shape == wanted.shape
        assert np.max(np.abs(found - wanted)) <= SAME * (1.0 + np.max(np.abs(wanted)))
    for before, after in zip(arguments, given, strict=True):
        assert repr(before) == repr(after)
    return result


# -- functions -----------------------------------------------------------------------------


def power(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def root(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = x - (x * x - a) / (2.0 * x)
    return x


def first_large(x, limit, n):
    y = x
    for i in range(n):
        if i % 3 == 1:
            continue
        y = y * x + math.sin(i * x)
        if y > limit:
            break
    return y


def cholesky(A):
    n = A.shape[0]
    total = 0.0
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[j, k]
            A[i, j] /= A[j, j]
        for k in range(i):
            A[i, i] -= A[i, k] * A[i, k]
        A[i, i] = np.sqrt(A[i, i])
        total = total + A[i, i] ** 3
    return total


def relaxed(u, steps):
    for _ in range(steps):
        for i in range(1, u.shape[0] - 1):
            for j in range(1, u.shape[1] - 1):
                u[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] * u[i, j + 1])
    return np.sum(u * u)


def overlapping(a, c):
    """Numba itself reads what it has just written, in each of these."""
    a[1:] += a[:-1]
    a[:-1] *= a[1:]
    b = a[::-1]
    a -= b
    M = a.reshape(2, 3) * c
    M[:, 1:] += M[:, :-1]
    return np.sum(M**2)


def dense(x, w, b):
    z = x @ w + b
    z = z - np.max(z, axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(z), axis=-1))) + np.min(b)


def chosen(x, n):
    """A value that only one branch has, on some trips only."""
    total = 0.0
    for i in range(n):
        if x[i] > 0.0:
            d = np.sin(x) * x[i]
            total = total + np.dot(d, d)
    return total


CASES = {
    "power": (power, 0, (1.1, 7)), "no trips": (power, 0, (1.1, -2)), "root": (root, 0, (7.3,)),
    "first_large": (first_large, (0, 1), (1.2, 9.0, 50)),
    "cholesky": (cholesky, 0, (np.eye(4) * 5.0 + np.arange(16.0).reshape(4, 4) / 16.0,)),
    "relaxed": (relaxed, 0, (np.sin(np.arange(20.0)).reshape(4, 5), 3)),
    "overlapping": (overlapping, (0, 1), (np.cos(np.arange(6.0)), 0.7)),
    "dense": (dense, (0, 1, 2), (np.sin(np.arange(12.0)).reshape(4, 3), np.cos(np.arange(6.0)).reshape(3, 2),
                                 np.array([0.1, -0.2]))),
    "chosen": (chosen, 0, (np.array([0.3, -0.2, 0.9]), 3)),
}


@needs_numba
@pytest.mark.parametrize("name", CASES)
def test_numba_and_numpy_agree(name: str) -> None:
    assert_same(*CASES[name])


# -- what the door does --------------------------------------------------------------------


@dataclass
class Weights:
    w: np.ndarray
    b: float


def structured(p, m, xs, scale=2.0):
    y = np.tanh(p["x"] * m.w + m.b) * RATE
    s = 0.0
    for i in range(len(xs)):
        s = s + xs[i] * scale
    return np.sum(y) * s * p["k"]


@needs_numba
def test_structures_and_globals(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ({"x": np.arange(3.0), "k": 0.3}, Weights(np.ones(3), 0.1), [1.0, 2.0], 2.0)
    _, (p_bar, m_bar) = assert_same(structured, (0, 1), arguments)
    assert set(p_bar) == {"x", "k"} and isinstance(m_bar, Weights)
    derivative = s2sad.value_and_grad(structured, 0, backend="numba")
    before, _ = derivative(*arguments)
    monkeypatch.setattr(sys.modules[__name__], "RATE", 0.25)
    after, _ = derivative(*arguments)
    assert after == pytest.approx(before / 2)       # it is read at each call, and not compiled in


@needs_numba
def test_single_precision_stays() -> None:
    x = np.arange(3, dtype=np.float32)
    gradient = s2sad.grad(lambda x: np.sum(0.1 * x * x), backend="numba")(x)
    assert gradient.dtype == np.float32
    assert gradient == pytest.approx(0.2 * x)


@needs_numba
def test_arguments_that_share_memory_are_refused() -> None:
    def f(a, b):
        a[0] = b[1]
        return np.sum(a * b)
    x = np.ones(3)
    with pytest.raises(s2sad.SharedMemoryError):
        s2sad.grad(f, backend="numba")(x, x[:])


@needs_numba
def test_other_modes() -> None:
    x = np.array([0.5, 1.5])
    value, tangent = s2sad.jvp(lambda x: np.sin(x) * x, backend="numba")(x, np.ones(2))
    assert value == pytest.approx(np.sin(x) * x) and tangent == pytest.approx(np.cos(x) * x + np.sin(x))
    assert s2sad.hvp(lambda x: np.sum(x**3), backend="numba")(x, np.ones(2)) == pytest.approx(6 * x)
    assert s2sad.hessian(lambda x: np.sum(x**3), backend="numba")(x) == pytest.approx(np.diag(6 * x))


# -- errors --------------------------------------------------------------------------------


@needs_numba
def test_an_index_out_of_range_raises() -> None:
    def f(x, n):
        s = 0.0
        for i in range(n):
            s = s + x[i] ** 2
        return s
    derivative = s2sad.grad(f, backend="numba")
    assert derivative(np.ones(3), 3) == pytest.approx(2 * np.ones(3))
    with pytest.raises(IndexError):
        derivative(np.ones(3), 4)


@needs_numba
def test_divisions_by_zero_are_pythons_or_numpys() -> None:
    with pytest.raises(ZeroDivisionError):
        s2sad.grad(lambda x, y: x / y, backend="numba")(1.0, 0.0)
    with np.errstate(divide="ignore"):
        assert s2sad.grad(lambda x: x[0] / x[1], backend="numba")(np.array([1.0, 0.0]))[0] == np.inf


@needs_numba
def test_what_numba_says_is_told_at_the_users_line() -> None:
    def unknown_to_numba(x):
        y = x * 2.0
        return np.sum(np.roll(y, 1, axis=0) * x)
    with pytest.raises(s2sad.UnsupportedError, match="Numba says") as caught:
        s2sad.grad(unknown_to_numba, backend="numba")(np.arange(4.0))
    assert caught.value.code == "S2SAD405" and 'backend="numpy" takes it' in str(caught.value)
    assert caught.value.location is not None and "np.roll(y, 1, axis=0)" in caught.value.location.text


def growing(x, n):
    k = 1
    for i in range(1, n):
        k = k * i
    return x * k


def recursive(x, n):
    return x if n == 0 else x * recursive(np.sin(x), n - 1)


@pytest.mark.parametrize("function, arguments, message", [
    (growing, (1.0, 30), "may exceed the 64 bits"),
    (recursive, (1.0, 3), "recursion"),
    (lambda x, n: x * 2**n, (1.0, 3), "power of Python's integers"),
    (lambda a: np.sum(a @ a), (np.ones((2, 2, 2)),), "more than two dimensions"),
    (lambda a: np.sum(np.sort(a, axis=0) * a), (np.ones((2, 2)),), "form of the helper"),
])
def test_refused(function: Any, arguments: Any, message: str) -> None:
    with pytest.raises(s2sad.UnsupportedError, match=message) as caught:
        s2sad.grad(function, backend="numba")(*arguments)
    assert caught.value.code == "S2SAD405" and caught.value.location is not None


def test_backends_that_there_are_not() -> None:
    with pytest.raises(s2sad.ArgumentError, match="no backend 'torch'"):
        s2sad.grad(power, backend="torch")
    for make in (s2sad.vjp, s2sad.jacrev):
        with pytest.raises(s2sad.ArgumentError, match="vjp has no Numba backend"):
            make(power, backend="numba")


def test_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(s2sad.ArgumentError, match="Numba is not installed"):
        s2sad.grad(power, backend="numba")(1.1, 3)


# -- source and export ---------------------------------------------------------------------

POWER = '''\
import numba
import numpy as np


@numba.njit
def power_grad(x, n):
    # forward sweep
    y_tape = np.empty(max(n, 0))
    y = 1.0
    for i in range(n):
        y_tape[i] = y
        y *= x
    # adjoint sweep
    y_bar = 1.0
    x_bar = 0.0
    for i in range(n - 1, -1, -1):
        # y = y * x
        x_bar += y_bar * y_tape[i]
        y_bar *= x
    return x_bar
'''


def test_the_source_is_what_a_person_writes() -> None:
    assert s2sad.grad(power, backend="numba").source_for(1.1, 3) == POWER
    source = s2sad.grad(cholesky, backend="numba").source_for(np.eye(3))
    assert "A_tape = np.empty(n)" in source and "reversed" not in source and "tolist" not in source
    source = s2sad.grad(relaxed, backend="numba").source_for(np.eye(3), 2)
    assert ".copy()" not in source.partition("# adjoint sweep")[2]


@needs_numba
def test_a_module_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.py").write_text(
        "import numpy as np\n\nRATE = 0.3\n\n\n"
        "def loss(w, b, x):\n    e = x @ w * RATE + b\n    return np.sum(np.mean(e * e, axis=0))\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert main(["export", "model:loss", "--wrt", "w,b", "--backend", "numba", "-o", "loss_grad.py",
                 "--like", "np.ones((3, 2)), np.ones(2), np.ones((5, 3))"]) == 0
    text = (tmp_path / "loss_grad.py").read_text(encoding="utf-8")
    assert "@numba.njit(cache=True)\ndef loss_grad_compiled(" in text and "s2sad." not in text.partition('"""\n\n')[2]
    module = importlib.import_module("loss_grad")
    w, b, x = np.arange(6.0).reshape(3, 2), np.ones(1), np.sin(np.arange(15.0)).reshape(5, 3)
    for b in (np.ones(2), np.ones(1)):
        wanted = s2sad.grad(importlib.import_module("model").loss, (0, 1))(w, b, x)
        for found, expected in zip(module.loss_grad(w, b, x), wanted, strict=True):
            assert found == pytest.approx(expected, rel=SAME)
    with pytest.raises(TypeError, match="`b` must be an array"):
        module.loss_grad(w, 1.0, x)
    assert list((tmp_path / "__pycache__").glob("loss_grad.loss_grad_compiled*.nbi"))       # kept on disk
    sys.modules.pop("loss_grad")
    sys.modules.pop("model")


# -- the long comparison -------------------------------------------------------------------

# Kernels that Numba has no way to compute.
REFUSED = {"fills", "triangles", "assembled", "appended", "order_statistics"}


@needs_numba
@pytest.mark.skipif(not EVERY, reason="S2SAD_ALL_NUMBA is not set")
@pytest.mark.parametrize("name", KERNELS)
def test_kernels(name: str, tmp_path: Path) -> None:
    kernel = KERNELS[name]
    if name in REFUSED:
        with pytest.raises(s2sad.UnsupportedError):
            assert_same(kernel.loss(tmp_path), kernel.wrt(), kernel.example())
    else:
        assert_same(kernel.loss(tmp_path), kernel.wrt(), kernel.example())


@needs_numba
@pytest.mark.skipif(not EVERY, reason="S2SAD_ALL_NUMBA is not set")
@pytest.mark.parametrize("name", PROBLEMS)
def test_problems(name: str) -> None:
    problem = PROBLEMS[name]
    assert_same(problem.primal, problem.wrt, problem.arguments())
