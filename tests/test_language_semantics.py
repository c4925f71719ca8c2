"""What Python says of state, order and identity, where a derivative might get it wrong."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import contextlib
import copy
import io
import math
import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad import UnsupportedError, grad, jvp, value_and_grad, vjp

V = np.array([0.5, -0.3, 0.8])


# --- objects


class Scale:
    def __init__(self, k, power=2):
        self.k = k
        self.power = power

    def __call__(self, x):
        return self.k * x**self.power


def test_a_callable_object_is_read_at_each_call() -> None:
    scale = Scale(2.0)
    slope = grad(scale)
    assert slope(3.0) == 12.0
    scale.k = 5.0
    assert slope(3.0) == 30.0
    scale.power = 3
    assert slope(3.0) == 135.0


SHARED = Scale(2.0)


def test_a_global_object_is_read_at_each_call() -> None:
    slope = grad(lambda x: SHARED(x) + SHARED.k)
    assert slope(3.0) == 12.0
    SHARED.k = np.array([1.0, 2.0])
    with pytest.raises(TypeError):
        slope(3.0)
    SHARED.k = 4.0
    assert slope(3.0) == 24.0


def test_functions_in_attributes_are_told_apart() -> None:
    class Net:
        def __init__(self, activation):
            self.activation = activation

    def loss(net, x):
        return net.activation(x)

    slope = grad(loss, 1)
    assert slope(Net(lambda v: v * v), 3.0) == 6.0
    assert slope(Net(lambda v: v * v * v), 3.0) == 27.0
    assert slope(Net(np.sin), 0.0) == 1.0


def test_an_argument_is_left_alone() -> None:
    def loss(m):
        n = copy.copy(m) if False else Scale(m.k)
        n.k = n.k * 2.0
        return n(3.0) + m.k

    m = Scale(2.0)
    slope = grad(loss)(m)
    assert type(slope) is Scale
    assert (slope.k, slope.power) == (19.0, 0.0)
    assert (m.k, m.power) == (2.0, 2)


def test_attributes_of_arguments_are_not_written() -> None:
    def loss(m):
        m.k = m.k * 2.0
        return m(1.0)

    with pytest.raises(UnsupportedError, match="came from outside"):
        grad(loss)(Scale(2.0))


@dataclass
class Node:
    value: float
    next: Any = None
    log: list[float] = field(default_factory=list)


def test_linked_objects() -> None:
    def total(node):
        return 0.0 if node is None else node.value**2 + total(node.next)

    slope = grad(total)(Node(1.0, Node(2.0)))
    assert (slope.value, slope.next.value, slope.next.next) == (2.0, 4.0, None)


def test_an_object_that_holds_itself_is_read_as_far_as_it_goes() -> None:
    node = Node(3.0)
    node.next = node
    assert grad(lambda x, n: x * n.value)(1.0, node) == 3.0


def test_two_names_of_one_object() -> None:
    def loss(x):
        a = Node(x)
        b = a
        c = Node(x)
        b.value = x * x
        return a.value * c.value + (1.0 if a is b else 0.0) * x + (a == c) * x

    assert grad(loss)(2.0) == 12.0 + 1.0


class Walker:
    def __init__(self, x, steps=1):
        self.x = x
        self.steps = steps

    def moved(self, d):
        return Walker(self.x + d * self.x, self.steps + 1)


def test_objects_that_loops_make_anew() -> None:
    def f(x, n):
        w = Walker(x)
        for i in range(n):
            w = w.moved(x * i)
        while w.x < 10.0:
            w = w.moved(1.0)
        return w.x * w.steps

    for x in (0.7, 1.3):
        slope = (f(x + 1e-6, 3) - f(x - 1e-6, 3)) / 2e-6
        value, found = value_and_grad(f)(x, 3)
        assert value == f(x, 3)
        assert found == pytest.approx(slope, rel=1e-7)
        assert jvp(f)(x, 3, 1.0)[1] == pytest.approx(slope, rel=1e-7)


def test_a_stack_of_objects() -> None:
    def f(x, n):
        stack, total = [Walker(x)], 0.0
        while stack:
            w = stack.pop()
            total += w.x
            if w.steps < n:
                stack.append(Walker(w.x * x, w.steps + 1))
        return total

    assert value_and_grad(f)(0.5, 4) == (0.9375, 1 + 2 * 0.5 + 3 * 0.25 + 4 * 0.125)


def test_no_copy_is_read_for_what_it_was_a_copy_of() -> None:
    def kept(x, n):
        w, walkers = Walker(x), []
        for _ in range(n):
            walkers.append(w)
        w.x = 5.0 * x
        return walkers[0].x

    def rows(x, n):
        row = [x]
        table = [row]
        for i in range(n):
            table.append([x * i])
        row[0] = 7.0 * x
        return table[0][0]

    with pytest.raises(UnsupportedError, match="may be two different ones"):
        grad(kept)(2.0, 3)
    assert value_and_grad(rows)(2.0, 3) == (14.0, 7.0)


def test_default_factories_are_fresh() -> None:
    def loss(x):
        a, b = Node(x), Node(x)
        a.log.append(x)
        a.log.append(x)
        b.log.append(x)
        return len(a.log) * sum(b.log)

    assert grad(loss)(2.0) == 2.0


def test_vjp_and_jvp_of_objects() -> None:
    def double(n):
        return Node(2.0 * n.value, None)

    value, pullback = vjp(double)(Node(3.0))
    assert value.value == 6.0
    assert pullback(Node(1.0)).value == 2.0
    value, dot = jvp(double)(Node(3.0), Node(1.0))
    assert (value.value, dot.value) == (6.0, 2.0)


class Registered:
    """Its attributes are not its parts."""

    def __init__(self, a, b, label):
        self.total, self.difference, self.label = a + b, a - b, label


def test_registered_containers() -> None:
    s2sad.register_container(
        Registered,
        lambda r: (((r.total + r.difference) / 2, (r.total - r.difference) / 2), r.label),
        lambda label, parts: Registered(*parts, label),
    )
    def loss(r):
        return r.total**2 + 3.0 * r.difference

    slope = grad(loss)(Registered(2.0, 1.0, "r"))
    # parts: d/da = 2 * total + 3, d/db = 2 * total - 3
    assert (slope.total, slope.difference, slope.label) == (12.0, 6.0, "r")
    with pytest.raises(TypeError, match="expected a class"):
        s2sad.register_container(3, None, None)  # type: ignore[arg-type]


# --- order and effects


def printed(f, *args) -> list[str]:
    """The lines that a call prints, also where it raises."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(ZeroDivisionError):
        f(*args)
    return out.getvalue().splitlines()


def run_once(f, *args) -> list[str]:
    """What a function prints, which its gradient, taken in any way, prints as well."""
    expected = printed(f, *args)
    for derivative in (grad(f), value_and_grad(f), vjp(f)):
        assert printed(derivative, *args) == expected
    assert printed(jvp(f), *args, 1.0) == expected or len(args) > 1
    return expected


class Tracing:
    def __enter__(self):
        print("enter")
        return self

    def __exit__(self, kind, error, trace):
        print(f"exit {kind.__name__ if kind else None}")
        return kind is ValueError


def test_with_runs_its_exit_once() -> None:
    def f(x):
        print("before")
        with Tracing():
            print("inside")
            y = x * x
        print("after")
        return y

    assert run_once(f, 3.0) == ["before", "enter", "inside", "exit None", "after"]
    assert grad(f)(3.0) == 6.0


def test_with_runs_its_exit_when_the_body_raises() -> None:
    def f(x):
        y = x
        with Tracing():
            y = math.sqrt(x)
        with Tracing():
            y = math.sqrt(-x)
        return y * 3.0

    assert run_once(f, 4.0) == ["enter", "exit None", "enter", "exit ValueError"]
    assert value_and_grad(f)(4.0) == (6.0, 0.75)

    def g(x):
        with Tracing():
            return 1.0 / (x - x)

    assert run_once(g, 2.0) == ["enter", "exit ZeroDivisionError"]
    with pytest.raises(ZeroDivisionError):
        value_and_grad(g)(2.0)


def test_finally_runs_once() -> None:
    def f(x):
        try:
            print("try")
            if x > 1.0:
                return math.sqrt(x)
            y = 1.0 / x
        except ZeroDivisionError:
            print("handler")
            y = x
        else:
            print("else")
        finally:
            print("finally")
        return y * x

    assert run_once(f, 0.5) == ["try", "else", "finally"]
    assert run_once(f, 0.0) == ["try", "handler", "finally"]
    assert run_once(f, 4.0) == ["try", "finally"]
    assert grad(f)(4.0) == 0.25


def test_what_a_body_computes_is_kept_though_nothing_reads_it() -> None:
    def f(x):
        try:
            1.0 / x
            math.log(x)
        except (ZeroDivisionError, ValueError):
            return 7.0 * x
        return x * x

    for x, slope in ((0.0, 7.0), (-1.0, 7.0), (3.0, 6.0)):
        assert grad(f)(x) == slope
        assert jvp(f)(x, 1.0) == (f(x), slope)
        assert vjp(f)(x)[1](1.0) == slope


def test_the_adjoint_is_not_in_the_try() -> None:
    def f(x):
        try:
            y = math.sqrt(x)        # at 0 its derivative raises nothing here: it is infinite
        except ZeroDivisionError:
            y = 5.0 * x
        return y

    assert grad(f)(0.0) == math.inf
    assert jvp(f)(0.0, 1.0)[1] == math.inf


def test_errors_pass_through_handlers_of_others() -> None:
    def f(x):
        try:
            return math.log(x)
        except ZeroDivisionError:
            return x

    with pytest.raises(ValueError, match=r"math domain error|positive"):
        value_and_grad(f)(-1.0)


def test_raising_from_a_handler(capsys: pytest.CaptureFixture[str]) -> None:
    def f(x):
        try:
            return math.log(x)
        except ValueError as error:
            raise KeyError("no") from error

    with pytest.raises(KeyError) as caught:
        value_and_grad(f)(-1.0)
    assert isinstance(caught.value.__cause__, ValueError)

    def g(x):
        try:
            return math.log(x)
        except ValueError:
            print("again")
            raise

    with pytest.raises(ValueError, match=r"math domain error|positive"):
        value_and_grad(g)(-1.0)
    assert capsys.readouterr().out == "again\n"


def test_a_variable_named_as_the_exception() -> None:
    def f(x):
        e = x * x
        try:
            y = math.log(-x)
        except ValueError as error:
            y = len(str(error)) * 0.0 + x
        return y * e

    assert grad(f)(2.0) == 12.0


def test_handlers_in_handlers() -> None:
    def f(x):
        try:
            y = math.log(-x)
        except ValueError:
            try:
                y = 1.0 / (x - x)
            except ZeroDivisionError:
                y = x**3
        return y

    assert grad(f)(2.0) == 12.0
    assert jvp(f)(2.0, 1.0) == (8.0, 12.0)
    assert grad(grad(f))(2.0) == 12.0


def test_breaking_out_of_a_try() -> None:
    def f(x, n):
        total = 0.0
        for i in range(n):
            try:
                if i == 3:
                    break
                if i == 1:
                    continue
                total += math.sqrt(x - i)
            except ValueError:
                total += x * 100.0
            finally:
                print(str(i))
        return total

    assert run_once(f, 4.5, 6) == ["0", "1", "2", "3"]
    assert grad(f)(4.5, 6) == pytest.approx(0.5 / math.sqrt(4.5) + 0.5 / math.sqrt(2.5))
    assert grad(f)(0.5, 6) == pytest.approx(0.5 / math.sqrt(0.5) + 100.0)


def test_a_swallowing_manager_in_a_loop() -> None:
    def f(x, n):
        total = 0.0
        for i in range(n):
            with contextlib.suppress(ValueError):
                total = total + math.sqrt(x - i)
        return total

    assert grad(f)(1.5, 5) == pytest.approx(0.5 / math.sqrt(1.5) + 0.5 / math.sqrt(0.5))


# --- generators


def test_a_generator_is_empty_after_its_consumption() -> None:
    def f(x):
        def parts():
            yield x
            yield x * x

        g = parts()
        first = next(g)
        return sum(g) * 10.0 + sum(g) + first

    assert value_and_grad(f)(2.0) == (42.0, 41.0)


@pytest.mark.parametrize(
    ("made", "slope"),
    [
        (lambda x: zip([x, 2 * x]), 3.0),
        (lambda x: map(lambda v: (v,), [x, 2 * x]), 3.0),  # noqa: C417
        (lambda x: filter(None, [(x,), (2 * x,)]), 3.0),
        (lambda x: reversed([(x,), (2 * x,)]), 3.0),
        (lambda x: iter([(x,), (2 * x,)]), 3.0),
    ],
)
def test_iterators_are_empty_after_their_consumption(made, slope) -> None:
    def f(x):
        items = made(x)
        total = sum(v for v, in items)
        return total + 100.0 * sum(v for v, in items)

    assert value_and_grad(f)(2.0) == (f(2.0), slope)


def test_iterators_of_effects_are_refused() -> None:
    def noisy(v):
        print(v)
        return v * v

    with pytest.raises(UnsupportedError, match="more than give values"):
        grad(lambda x: sum(map(noisy, [x, x])))(2.0)


def test_a_generator_reads_what_is_there_when_it_is_made() -> None:
    def items(xs):
        for v in xs:  # noqa: UP028
            yield v

    def f(x):
        xs = [x]
        g = items(xs)
        xs.append(x * x)
        return sum(g)

    with pytest.raises(UnsupportedError, match="before it is consumed"):
        grad(f)(2.0)


def test_generators_of_effects_are_refused() -> None:
    def parts(x):
        print("part")
        yield x

    with pytest.raises(UnsupportedError, match="more than yield"):
        grad(lambda x: sum(parts(x)))(2.0)


def test_keys_are_printed_as_often(capsys: pytest.CaptureFixture[str]) -> None:
    def f(x):
        def key(v):
            print("key", v)
            return -v

        return sorted([x, 3.0 * x], key=key)[0] + min([x, 3.0 * x], key=key) * 0.0 + max(x, 1.0, key=key)

    f(2.0)
    expected = capsys.readouterr().out
    assert grad(f)(2.0) == 3.0
    assert capsys.readouterr().out == expected


# --- containers


def test_comprehensions_keep_their_names_to_themselves() -> None:
    def f(x):
        i = x
        ys = [i * x for i in range(3)]
        d = {k: i for k in "ab"}  # noqa: C420
        return sum(ys) * i + d["a"]

    assert grad(f)(2.0) == 13.0


def test_slices_and_copies_are_new_lists() -> None:
    def f(x, n):
        xs = [x * i for i in range(n)]
        ys = xs[:]
        ys.append(x)
        zs = xs[1:] + ys
        zs.pop(0)
        return sum(xs) * len(xs) + len(ys) + sum(zs)

    assert value_and_grad(f)(2.0, 4) == (12.0 * 4 + 5 + 24.0, 24.0 + 12.0)


def test_deep_structures_as_results() -> None:
    def f(p):
        return {"a": [p["w"] * 2.0, (p["b"], 1.0)], "n": 3}

    args = {"w": V, "b": 0.5}
    value, pullback = vjp(f)(args)
    assert value["n"] == 3
    slope = pullback({"a": [np.ones(3), (2.0, 0.0)], "n": 0.0})
    np.testing.assert_array_equal(slope["w"], [2.0, 2.0, 2.0])
    assert slope["b"] == 2.0
    _, dot = jvp(f)(args, {"w": np.ones(3), "b": 1.0})
    np.testing.assert_array_equal(dot["a"][0], [2.0, 2.0, 2.0])
    assert dot["a"][1][0] == 1.0


def test_strings_in_structures_stay() -> None:
    slope = grad(lambda p: p["w"] ** 2)({"w": 3.0, "name": "net", "n": 2})
    assert slope == {"w": 6.0, "name": "net", "n": 0.0}


# --- random numbers, long loops, recursion


def test_a_random_number_is_drawn_once() -> None:
    def f(x, rng):
        z = rng.normal()
        y = x * z
        for _ in range(3):
            y = y * x + rng.uniform()
        return y * z

    a, b = np.random.default_rng(1), np.random.default_rng(1)
    value, slope = value_and_grad(f)(1.5, a)
    assert value == f(1.5, b)
    assert a.normal() == b.normal()

    def at(x):
        return f(x, np.random.default_rng(1))
    assert slope == pytest.approx((at(1.5 + 1e-6) - at(1.5 - 1e-6)) / 2e-6, rel=1e-6)


def test_a_million_steps() -> None:
    def f(x, n):
        for _ in range(n):
            x = x - 1e-6 * x * x
        return x

    value, slope = value_and_grad(f)(1.0, 10**6)
    assert value == pytest.approx(0.5, rel=1e-5)
    assert slope == pytest.approx(0.25, rel=1e-5)
    assert sys.getrecursionlimit() <= 10_000


def test_perturbations_are_not_confused() -> None:
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(2.0) == 1.0
    assert grad(lambda x: x * vjp(lambda y: x * y)(1.0)[1](1.0))(3.0) == 6.0


def test_a_pullback_may_be_kept_and_called_twice() -> None:
    def f(x):
        scale = [x]
        _, pullback = vjp(lambda y: y * y * scale[0])(x)
        scale[0] = 100.0
        return pullback(1.0) + pullback(x)

    # pullback(g) = 2 * x * x * g
    assert grad(f)(2.0) == 4 * 2.0 + 6 * 4.0


def test_wrong_calls_of_helpers_are_named() -> None:
    def helper(a, b):
        return a * b

    with pytest.raises(UnsupportedError, match="no parameter `c`"):
        grad(lambda w: helper(w, c=w))(1.0)
    with pytest.raises(UnsupportedError, match="without b"):
        grad(lambda w: helper(w))(1.0)
