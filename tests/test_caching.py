"""What is compiled when, what is read live, and what is kept alive."""

import copy
import functools
import gc
import importlib.util
import linecache
import pickle
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad
import s2sad.pipeline
from s2sad.transforms.templates import LATEST

RATE = 2.0


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The kinds of each compilation that the test causes."""
    seen: list[Any] = []
    original = s2sad.pipeline.compiled

    def counted(f: Any, bound: Any, kinds: Any, request: Any) -> Any:
        seen.append(tuple(kinds))
        return original(f, bound, kinds, request)

    monkeypatch.setattr(s2sad.pipeline, "compiled", counted)
    return seen


def cube(x: Any) -> Any:
    return np.sum(x * x * x)


def scaled(x: float) -> float:
    return RATE * x * x


def helper(x: float) -> float:
    return x * x


def helped(x: float) -> float:
    return helper(x) + x


def failing(x: float, n: int) -> float:
    for i in range(n):
        if i == 2:
            raise ValueError(f"at {i}")
        x = x * x
    return x


derivative_of_cube = s2sad.grad(cube)


# --- specialisation


def test_one_compilation_for_each_combination_of_kinds(compilations: list[Any]) -> None:
    derivative = s2sad.grad(cube)
    for x in (1.5, 2.5, np.ones(3), np.ones(5), np.ones((2, 3)), np.ones((4, 2)), 3.5):
        np.testing.assert_array_equal(derivative(x), 3 * np.square(x))
    assert len(compilations) == 3
    derivative(np.ones(3, np.float32))
    derivative(np.float64(2.0))
    derivative(np.float32(2.0))
    assert len(compilations) == len(set(compilations)) == 6


def test_kinds_keep_their_types() -> None:
    derivative = s2sad.grad(cube)
    assert derivative(np.ones(3, np.float32)).dtype == np.float32
    assert type(derivative(2.0)) is float
    assert isinstance(derivative(np.float32(2.0)), np.float32)


def test_sizes_and_strides_do_not_matter(compilations: list[Any]) -> None:
    derivative = s2sad.grad(cube)
    x = np.arange(24.0).reshape(4, 6)
    for view in (x, x.T, x[::2], np.asfortranarray(x), x[:0]):
        np.testing.assert_array_equal(derivative(view), 3 * view**2)
    assert len(compilations) == 1


def test_structures_are_kinds(compilations: list[Any]) -> None:
    def f(p: Any) -> Any:
        return sum(v * v for v in p)

    derivative = s2sad.grad(f)
    assert derivative((1.0, 2.0)) == (2.0, 4.0)
    assert derivative((1.0, 2.0, 3.0)) == (2.0, 4.0, 6.0)
    assert derivative([1.0, 2.0, 3.0]) == [2.0, 4.0, 6.0]
    count = len(compilations)
    assert derivative([1.0, 2.0, 3.0, 4.0]) == [2.0, 4.0, 6.0, 8.0]
    assert derivative((5.0, 2.0)) == (10.0, 4.0)
    assert len(compilations) == count


def test_many_kinds_in_turn() -> None:
    """More kinds than the dispatch keeps at hand."""
    derivative = s2sad.grad(cube)
    for _ in range(3):
        for rank in range(6):
            x = np.full((2,) * rank, 2.0)
            np.testing.assert_array_equal(derivative(x), 3 * x**2)


# --- what is read live


def test_globals_are_read_at_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = s2sad.grad(scaled)
    assert derivative(3.0) == 12.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", 5.0)
    assert derivative(3.0) == 30.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", np.float64(1.0))
    assert derivative(3.0) == 6.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", 1)
    assert derivative(3.0) == 6.0


def test_redefined_helpers_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = s2sad.grad(helped)
    assert derivative(3.0) == 7.0
    original = helper

    def other(x: float) -> float:
        return x * x * x

    monkeypatch.setattr(sys.modules[__name__], "helper", other)
    assert derivative(3.0) == 28.0
    monkeypatch.setattr(sys.modules[__name__], "helper", original)
    assert derivative(3.0) == 7.0


def test_redefined_helpers_are_seen_in_second_derivatives(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = s2sad.grad(s2sad.grad(helped))
    assert derivative(3.0) == 2.0
    monkeypatch.setattr(sys.modules[__name__], "helper", lambda x: x * x * x)
    assert derivative(3.0) == 18.0


def test_closures_are_read_at_the_call() -> None:
    k = 2.0

    def f(x: float) -> float:
        return k * x * x

    derivative = s2sad.grad(f)
    assert derivative(3.0) == 12.0
    k = 5.0
    assert derivative(3.0) == 30.0
    k = 1
    assert derivative(3.0) == 6.0
    k = np.float64(2.0)
    assert derivative(3.0) == 12.0


def test_a_function_in_a_closure_is_read_at_the_call() -> None:
    inner: Callable[[float], float] = lambda x: x * x  # noqa: E731

    def f(x: float) -> float:
        return inner(x) + x

    derivative = s2sad.grad(f)
    assert derivative(3.0) == 7.0
    inner = lambda x: x * x * x  # noqa: E731
    assert derivative(3.0) == 28.0


def power_of(n: int, k: Any) -> Callable[[float], Any]:
    def power(x: float) -> Any:
        return k * x**n

    return power


def test_two_closures_of_one_code_object() -> None:
    square, cubic = s2sad.grad(power_of(2, 1.0)), s2sad.grad(power_of(3, 2.0))
    assert (square(3.0), cubic(3.0)) == (6.0, 54.0)
    array = s2sad.grad(lambda x: np.sum(power_of(2, np.ones(3))(x)))
    assert (square(2.0), cubic(1.0), array(1.0)) == (4.0, 6.0, 6.0)


def test_defaults_of_two_functions_of_one_code_object() -> None:
    functions = [lambda x, k=k: k * x * x for k in (1.0, 2.0, 3)]
    assert [s2sad.grad(f)(2.0) for f in functions] == [4.0, 8.0, 12.0]


def test_equal_functions_of_two_modules(tmp_path: Path) -> None:
    """The same text at the same lines, and globals of their own."""
    found = []
    for name, rate in (("one", 2.0), ("two", 5.0)):
        path = tmp_path / f"{name}.py"
        text = f"rate = {rate}\ndef g(x):\n    return rate * x\ndef f(x):\n    return rate * g(x)\n"
        path.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.append(s2sad.grad(module.f)(1.0))
    assert found == [4.0, 25.0]


def test_a_global_of_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def f(x: Any) -> Any:
        return np.sum(RATE * x)

    derivative = s2sad.grad(f)
    assert derivative(3.0) == 2.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", np.array([1.0, 2.0, 4.0]))
    assert derivative(3.0) == 7.0


# --- threads and exceptions


def test_threads_compile_once(compilations: list[Any]) -> None:
    derivative = s2sad.grad(cube)
    barrier = threading.Barrier(8)

    def work(k: int) -> Any:
        barrier.wait()
        return [derivative(x) for x in (float(k), np.full(3, float(k)))]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    for k, (number, array) in enumerate(results):
        assert number == 3 * k**2
        np.testing.assert_array_equal(array, np.full(3, 3.0 * k**2))
    assert len(compilations) == 2


def test_threads_with_different_functions() -> None:
    def work(n: int) -> Any:
        return s2sad.grad(power_of(n, 1.0))(2.0), s2sad.value_and_grad(failing)(1.5, n % 3)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(1, 17)))
    for n, (slope, (value, _)) in enumerate(results, 1):
        assert slope == pytest.approx(n * 2.0 ** (n - 1), rel=1e-15)
        assert value == failing(1.5, n % 3)


def test_a_derivative_works_after_an_exception() -> None:
    derivative = s2sad.value_and_grad(failing)
    for _ in range(2):
        assert derivative(1.5, 2) == (1.5**4, 4 * 1.5**3)
        with pytest.raises(ValueError, match="at 2"):
            derivative(1.5, 5)


def test_a_derivative_works_after_a_refusal() -> None:
    derivative = s2sad.grad(cube)
    with pytest.raises(s2sad.ArgumentError):
        derivative(3)
    assert derivative(3.0) == 27.0
    with pytest.raises(s2sad.ArgumentError):
        derivative("text")
    assert derivative(2.0) == 12.0


# --- what is kept alive


def collected(reference: Callable[[], Any]) -> bool:
    gc.collect()
    return reference() is None


def test_a_dead_function_is_not_kept() -> None:
    def local(x: float) -> float:
        return x * x * 1.5

    reference = weakref.ref(local)
    derivative = s2sad.grad(local)
    assert derivative(2.0) == 6.0
    del local, derivative
    assert collected(reference)


def test_what_a_dead_closure_held_is_not_kept() -> None:
    def made() -> tuple[Any, Any]:
        data = np.ones(1000)

        def local(x: float) -> Any:
            return np.sum(data * x)

        assert s2sad.grad(local)(2.0) == 1000.0
        assert s2sad.vjp(local)(2.0)[1](1.0) == 1000.0
        return weakref.ref(data), weakref.ref(local)

    assert all(map(collected, made()))


def test_the_code_of_dead_functions_is_not_kept(tmp_path: Path) -> None:
    """A template is dropped with the last function that has it, once others have been asked for."""
    references = []
    for n in range(LATEST + 5):
        path = tmp_path / f"one_of_many_{n}.py"
        path.write_text(f"def f(x):\n    return {n}.0 * x\n")
        scope: dict[str, Any] = {}
        exec(compile(path.read_text(), str(path), "exec"), scope)
        assert s2sad.grad(scope["f"])(1.0) == n
        references.append(weakref.ref(scope.pop("f").__code__))
    gc.collect()
    assert [r() for r in references[:5]] == [None] * 5


def test_arguments_are_not_kept() -> None:
    x = np.ones(1000)
    s2sad.grad(cube)(x)
    derivative_of_cube(x)
    reference = weakref.ref(x)
    del x
    assert collected(reference)


@pytest.mark.xfail(strict=True, reason="cached errors hold their traceback, and so its frames")
def test_a_refused_function_is_not_kept() -> None:
    def local(x: float) -> float:
        with open("file"):
            return x

    reference = weakref.ref(local)
    with pytest.raises(s2sad.UnsupportedError):
        s2sad.grad(local)(2.0)
    del local
    assert collected(reference)


def test_memory_does_not_grow_with_closures() -> None:
    references = []
    for n in range(20):
        f = power_of(2, float(n))
        assert s2sad.grad(f)(1.0) == 2.0 * n
        references.append(weakref.ref(f))
    del f
    gc.collect()
    assert sum(r() is not None for r in references) <= 1


def test_the_source_of_a_dead_derivative_leaves_linecache() -> None:
    def names() -> set[str]:
        return {name for name in linecache.cache if name.startswith("<s2sad ")}

    gc.collect()
    before = names()
    derivative = s2sad.grad(power_of(2, 1.0))
    derivative(1.0)
    assert len(names() - before) == 1
    del derivative
    gc.collect()
    assert names() <= before


# --- derivatives as objects


def test_pickle() -> None:
    restored = pickle.loads(pickle.dumps(derivative_of_cube))
    assert restored(2.0) == 12.0
    assert restored.source_for(2.0) == derivative_of_cube.source_for(2.0)
    both = s2sad.value_and_grad(failing, wrt="x")
    assert pickle.loads(pickle.dumps(both))(1.5, 1) == both(1.5, 1)
    second = s2sad.grad(s2sad.grad(cube))
    assert pickle.loads(pickle.dumps(second))(2.0) == 12.0


def test_pickle_after_calls() -> None:
    derivative = s2sad.grad(cube)
    derivative(2.0)
    derivative(np.ones(3))
    assert pickle.loads(pickle.dumps(derivative))(2.0) == 12.0


def test_copies() -> None:
    derivative = s2sad.grad(cube)
    derivative(2.0)
    for made in (copy.copy(derivative), copy.deepcopy(derivative)):
        assert made(3.0) == 27.0
        assert made(np.ones(2)).tolist() == [3.0, 3.0]


@s2sad.grad
def decorated(x: float) -> float:
    """The slope of a square."""
    return x * x


class Model:
    """A model with derivatives as methods."""

    def __init__(self, rate: float):
        self.rate = rate

    @s2sad.grad(wrt="x")
    def slope(self, x: float, scale: float = 1.0) -> float:
        """The derivative of a square."""
        return scale * self.rate * x * x

    @s2sad.value_and_grad(wrt=1)  # type: ignore[untyped-decorator]
    def both(self, x: float) -> float:
        return self.rate * x

    def loss(self, x: float) -> float:
        return self.rate * x**3

    @staticmethod
    @s2sad.grad
    def static(x: float) -> float:
        return x * x


def test_decorators() -> None:
    assert decorated(3.0) == 6.0
    assert decorated.__name__ == "decorated"  # type: ignore[attr-defined]
    assert decorated.__doc__ == "The slope of a square."


def test_methods() -> None:
    one, two = Model(2.0), Model(5.0)
    assert (one.slope(3.0), two.slope(3.0), one.slope(3.0, scale=2.0)) == (12.0, 30.0, 24.0)
    assert one.both(3.0) == (6.0, 2.0)
    one.rate = 3.0
    assert one.slope(3.0) == 18.0
    assert Model.slope(two, 3.0) == 30.0
    assert one.static(3.0) == 6.0
    assert Model.slope.__doc__ == "The derivative of a square."


def test_bound_methods() -> None:
    model = Model(2.0)
    derivative = s2sad.grad(model.loss)
    assert derivative(3.0) == 54.0
    model.rate = 1.0
    assert derivative(3.0) == 27.0


def test_partials() -> None:
    assert s2sad.grad(functools.partial(failing, n=1))(1.5) == 3.0
    assert s2sad.grad(functools.partial(failing, n=2))(1.5) == 4 * 1.5**3


def test_recursion_through_a_derivative() -> None:
    """A function may call derivatives of others, made outside it or inside."""

    def outside(x: float) -> Any:
        return derivative_of_cube(x) * x

    def inside(x: float) -> Any:
        return s2sad.grad(cube)(x) * x

    assert s2sad.grad(outside)(2.0) == s2sad.grad(inside)(2.0) == 36.0


# --- arguments and results


def frozen(x: Any) -> Any:
    x.flags.writeable = False
    return x


@pytest.mark.parametrize("mode", ["grad", "value_and_grad", "vjp"])
def test_arguments_are_left_as_they_are(mode: str) -> None:
    def f(x: Any, w: Any) -> Any:
        for _ in range(3):
            x = np.tanh(w @ x) + x
        return np.sum(x[1:] * x[:-1])

    x, w = frozen(np.ones(3) * 0.3), frozen(np.eye(3) * 0.5)
    found = getattr(s2sad, mode)(f, (0, 1))(x, w)
    bars = found if mode == "grad" else found[1] if mode == "value_and_grad" else found[1](1.0)
    for bar in bars:
        assert bar.flags.writeable and bar.flags.owndata
        assert not np.shares_memory(bar, x) and not np.shares_memory(bar, w)
    assert not np.shares_memory(*bars)


def test_results_may_be_written_to() -> None:
    """What a derivative returned is the caller's own."""

    def f(x: Any, y: Any) -> Any:
        return np.sum(x + y)

    gradients = s2sad.grad(f, (0, 1))
    x_bar, y_bar = gradients(np.zeros(3), np.zeros(3))
    x_bar += 1.0
    assert y_bar.tolist() == [1.0, 1.0, 1.0]
    assert gradients(np.zeros(3), np.zeros(3))[0].tolist() == [1.0, 1.0, 1.0]

    _, pullback = s2sad.vjp(f, (0, 1))(np.zeros(3), np.zeros(3))
    pullback(1.0)[0][:] = 7.0
    assert pullback(1.0)[0].tolist() == [1.0, 1.0, 1.0]


def test_a_pullback_sees_the_arguments_of_its_call() -> None:
    _, first = s2sad.vjp(cube)(np.ones(2))
    _, second = s2sad.vjp(cube)(np.full(2, 2.0))
    assert (first(1.0).tolist(), second(1.0).tolist()) == ([3.0, 3.0], [12.0, 12.0])


def test_the_cotangent_is_left_as_it_is() -> None:
    def f(x: Any) -> Any:
        return x[1:] + x[:-1] * 2.0

    cotangent = frozen(np.ones(2))
    _, pullback = s2sad.vjp(f)(np.ones(3))
    bar = pullback(cotangent)
    assert bar.tolist() == [2.0, 3.0, 1.0]

    _, pullback = s2sad.vjp(lambda x: x)(np.ones(2))
    assert not np.shares_memory(pullback(cotangent), cotangent)
