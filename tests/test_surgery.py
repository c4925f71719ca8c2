"""Changes of adjoints by the user: `with_adjoint`, and `with adjoint_of(x) as x_bar:`.

The expected numbers come from the function cut in two at the change: a pullback of the part after it,
the change, and a pullback of the part before it. The sources stand in golden/surgery.txt.
"""

import functools
import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad import adjoint_of, with_adjoint
from s2sad.graphs import is_float

from . import test_golden as golden

GOLDEN = Path(__file__).parent / "golden" / "surgery.txt"
RULE = "=" * 20
log: list[Any] = []


def clip(y_bar: Any) -> Any:
    return np.clip(y_bar, -1.0, 1.0)


# -- the programs ------------------------------------------------------------------------


def clipped(x):
    y = x * x
    y = with_adjoint(y, clip)
    return np.sum(10.0 * np.sin(y))


def clipped_by_statement(x):
    y = x * x
    with s2sad.adjoint_of(y) as y_bar:
        y_bar = np.clip(y_bar, -1.0, 1.0)
    return np.sum(10.0 * np.sin(y))


def recurrent(x, n):
    h = x
    for _ in range(n):
        h = np.tanh(h * x)
        with adjoint_of(h) as h_bar:
            scale = 1.0 / (1.0 + np.abs(h))
            h_bar = h_bar * scale
    return np.sum(h)


def sometimes(x):
    y = 2.0 * x
    if x > 1.0:
        y = with_adjoint(y, lambda y_bar: 100.0 * y_bar)
    return y * y


def layer(x):
    x = with_adjoint(x, lambda x_bar: 3.0 * x_bar)
    return np.sin(x)


def of_a_callee(x):
    return layer(x) + np.cos(x)


def recursive(x, n):
    if n == 0:
        return x
    x = with_adjoint(x, lambda x_bar: 2.0 * x_bar)
    return recursive(np.sin(x), n - 1)


def stencil(u, n):
    for _ in range(n):
        u[1:-1] += 0.1 * u[2:] ** 2
        u = with_adjoint(u, lambda u_bar: 3.0 * u_bar)
    return np.sum(u**2)


def in_place(u):
    v = np.sin(u)
    with adjoint_of(v) as v_bar:
        v_bar[v_bar > 0.5] = 0.5
    return np.sum(v**2)


def norm_bounded(x):
    y = np.sin(x)
    with adjoint_of(y) as y_bar:
        size = np.sqrt(np.sum(y_bar**2))
        if size > 1.0:
            y_bar = y_bar / size
    return np.sum(3.0 * y)


def stopped(x):
    y = np.exp(x)
    with adjoint_of(y) as y_bar:
        if y_bar > 1e3:
            raise FloatingPointError("the adjoint of y explodes")
    return y**4


def logged(x, n):
    y = x
    for i in range(n):
        y = np.sin(y)
        with adjoint_of(y) as y_bar:
            log.append((i, y_bar))
    return np.sum(y**2)


def printed(x):
    return with_adjoint(np.sin(x), print) ** 2


class Box:
    def __init__(self, w):
        self.w = w


def attribute(x):
    box = Box(x * x)
    with adjoint_of(box.w) as w_bar:
        w_bar = 2.0 * w_bar
    return np.sum(box.w)


def item_of_a_dict(x):
    parameters = {"w": 3.0 * x, "b": x}
    with adjoint_of(parameters["w"]) as w_bar:
        w_bar = 2.0 * w_bar
    return np.sum(parameters["w"] * parameters["b"])


def item_of_an_array(x):
    y = x * x
    with adjoint_of(y[0]) as g:
        g = 5.0 * g
    return np.sum(y)


def while_loop(x):
    t = 1.0
    while t < 5.0:
        t = t * x
        with adjoint_of(t) as t_bar:
            t_bar = t_bar * 0.5
    return t


def reads_a_loop_variable(x):
    s = 0.0
    for w in x:
        y = np.sin(w)
        y = with_adjoint(y, lambda y_bar, w=w: y_bar * w)
        s += y
    return s


V = np.array([0.3, -0.2, 1.1])
CASES: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (clipped, (V,)),
    (clipped_by_statement, (V,)),
    (recurrent, (V, 3)),
    (sometimes, (2.0,)),
    (of_a_callee, (0.5,)),
    (recursive, (0.5, 2)),
    (stencil, (np.arange(5.0) / 3, 3)),
    (in_place, (V,)),
    (norm_bounded, (V,)),
    (stopped, (1.0,)),
    (logged, (V, 2)),
    (printed, (0.5,)),
    (item_of_a_dict, (V,)),
    (while_loop, (2.0,)),
    (reads_a_loop_variable, (V,)),
]


def test_sources(regenerate: bool) -> None:
    text = "\n".join(f"{RULE} {f.__name__}\n{s2sad.grad(f).source_for(*args)}" for f, args in CASES)
    if regenerate:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


# -- numbers -----------------------------------------------------------------------------


def through(before: Any, change: Any, after: Any, x: Any) -> Any:
    """The gradient of `after(before(x))` with the adjoint changed in between."""
    y, pull = s2sad.vjp(before)(x)
    return pull(change(s2sad.grad(after)(y)))


def test_a_change_is_made_where_it_stands() -> None:
    expected = through(lambda x: x * x, clip, lambda y: np.sum(10.0 * np.sin(y)), V)
    assert np.any(np.abs(10.0 * np.cos(V * V)) > 1.0), "nothing would be clipped"
    np.testing.assert_allclose(s2sad.grad(clipped)(V), expected)
    np.testing.assert_allclose(s2sad.grad(clipped_by_statement)(V), expected)
    value, gradient = s2sad.value_and_grad(clipped)(V)
    assert value == clipped(V)
    np.testing.assert_allclose(gradient, expected)


PLAIN = [c for cases in golden.CASES.values() for c in cases if c.mode == "grad" and is_float(c.args[0])]


@pytest.mark.parametrize("case", PLAIN, ids=lambda c: c.name)
def test_around_every_program(case: Any) -> None:
    """Three times the adjoint of the argument, or of the result, gives three times the gradient."""
    f = case.function

    def before(x, *rest):
        return f(with_adjoint(x, lambda x_bar: 3.0 * x_bar), *rest)

    def by_statement(x, *rest):
        with adjoint_of(x) as x_bar:
            x_bar *= 3.0
        return f(x, *rest)

    def after(x, *rest):
        return with_adjoint(f(x, *rest), lambda y_bar: 3.0 * y_bar)

    args = case.args
    expected = 3.0 * s2sad.grad(f)(*args)
    for g in (before, by_statement, after):
        found = s2sad.grad(g)(*args)
        golden.assert_close(found, expected, rtol=1e-12)
        assert np.asarray(found).dtype == np.asarray(expected).dtype
        x_dot = np.ones_like(args[0]) if isinstance(args[0], np.ndarray) else 1.0
        tangents = [d(*args, **{d.parameters[-1]: x_dot})[1] for d in (s2sad.jvp(g), s2sad.jvp(f))]
        golden.assert_close(*tangents, rtol=1e-12)


def test_complex_adjoints_are_those_that_users_know() -> None:
    z = np.array([0.3 + 0.2j, -1.0 + 0.5j])

    def change(y_bar):
        return y_bar * (2.0 - 1.0j)

    def f(x):
        y = np.exp(x)
        y = with_adjoint(y, change)
        return np.sum(np.abs(y) ** 2 * np.real(y))

    expected = through(np.exp, change, lambda y: np.sum(np.abs(y) ** 2 * np.real(y)), z)
    np.testing.assert_allclose(s2sad.grad(f)(z), expected)


def test_single_precision_stays_so() -> None:
    x = np.array([0.5, 2.0], np.float32)
    found = s2sad.grad(lambda x: np.sum(with_adjoint(x, lambda x_bar: np.float64(0.1) * np.ones(2)) ** 2))(x)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [0.1, 0.1], rtol=1e-6)


def test_in_a_loop_on_each_trip() -> None:
    def by_hand(x: Any, n: int) -> Any:
        hs = [x]
        for _ in range(n):
            hs.append(np.tanh(hs[-1] * x))
        h_bar, x_bar = np.ones_like(x), np.zeros_like(x)
        for h, old in zip(hs[:0:-1], hs[-2::-1]):
            g = h_bar / (1.0 + np.abs(h)) * (1.0 - h * h)
            h_bar, x_bar = g * x, x_bar + g * old
        return x_bar + h_bar

    np.testing.assert_allclose(s2sad.grad(recurrent)(V, 3), by_hand(V, 3))


@pytest.mark.parametrize("x, expected", [(2.0, 100.0 * 16.0), (0.5, 4.0)])
def test_in_a_branch(x: float, expected: float) -> None:
    assert s2sad.grad(sometimes)(x) == expected


def test_in_callees_it_is_their_own_value() -> None:
    """What else the caller does with its argument is not changed."""
    assert s2sad.grad(of_a_callee)(0.5) == pytest.approx(3.0 * np.cos(0.5) - np.sin(0.5))
    slope = np.cos(0.5) * np.cos(np.sin(0.5))
    assert s2sad.grad(recursive)(0.5, 2) == pytest.approx(4.0 * slope)


def test_with_arrays_written_in_place() -> None:
    u = np.arange(5.0) / 3

    def without(u: Any, n: int) -> Any:
        for _ in range(n):
            u[1:-1] += 0.1 * u[2:] ** 2
        return np.sum(u**2)

    np.testing.assert_allclose(s2sad.grad(stencil)(u.copy(), 3), 27.0 * s2sad.grad(without)(u, 3))
    np.testing.assert_allclose(
        s2sad.grad(in_place)(V), np.cos(V) * np.minimum(2.0 * np.sin(V), 0.5))


def test_items_and_attributes() -> None:
    np.testing.assert_allclose(s2sad.grad(attribute)(V), 4.0 * V)
    np.testing.assert_allclose(s2sad.grad(item_of_a_dict)(V), 2.0 * 3.0 * V + 3.0 * V)
    np.testing.assert_allclose(s2sad.grad(item_of_an_array)(V), 2.0 * V * np.array([5.0, 1.0, 1.0]))


def test_more_loops() -> None:
    assert s2sad.grad(while_loop)(2.0) == 0.5 * 4.0 + 0.25 * 4.0 + 0.125 * 4.0
    np.testing.assert_allclose(s2sad.grad(reads_a_loop_variable)(V), V * np.cos(V))


def test_bounded_norm() -> None:
    y_bar = np.full(3, 3.0)
    np.testing.assert_allclose(s2sad.grad(norm_bounded)(V), np.cos(V) * y_bar / np.linalg.norm(y_bar))


def test_inner_functions_see_the_changed_value() -> None:
    def f(x):
        y = x * x

        def later():
            return np.sin(y)

        with adjoint_of(y) as y_bar:
            y_bar = y_bar * 2.0
        return later()

    assert s2sad.grad(f)(2.0) == pytest.approx(2.0 * np.cos(4.0) * 4.0)


def test_functions_with_rules_as_changes() -> None:
    bounded = functools.partial(np.clip, a_min=-1.0, a_max=1.0)
    assert s2sad.grad(lambda x: with_adjoint(3.0 * x, np.tanh))(2.0) == pytest.approx(3.0 * np.tanh(1.0))
    np.testing.assert_allclose(s2sad.grad(lambda x: np.sum(5.0 * with_adjoint(x, bounded)))(V), np.ones(3))


def test_in_comprehensions() -> None:
    def f(x):
        return sum([with_adjoint(np.sin(v), lambda y_bar: 2.0 * y_bar) for v in (x, 3.0 * x)])

    assert s2sad.grad(f)(0.5) == pytest.approx(2.0 * np.cos(0.5) + 6.0 * np.cos(1.5))


def test_breakpoints_stop_in_the_generated_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def f(x):
        y = x * x
        with adjoint_of(y) as y_bar:
            breakpoint()
            y_bar = 2.0 * y_bar
        return np.sin(y)

    seen: list[Any] = []

    def hook() -> None:
        frame = inspect.getframeinfo(sys._getframe(1))
        seen.append((frame.code_context, dict(sys._getframe(1).f_locals)))

    monkeypatch.setattr(sys, "breakpointhook", hook)
    s2sad.grad(f)(2.0)
    ((line, variables),) = seen
    assert [t.strip() for t in line] == ["breakpoint()"]
    assert variables["y"] == 4.0


# -- effects -----------------------------------------------------------------------------


def test_logging_in_the_order_of_the_sweep() -> None:
    log.clear()
    s2sad.grad(logged)(V, 2)
    once = np.sin(V)
    assert [i for i, _ in log] == [1, 0]
    np.testing.assert_allclose(log[0][1], 2.0 * np.sin(once))
    np.testing.assert_allclose(log[1][1], 2.0 * np.sin(once) * np.cos(once))


def test_logs_that_the_program_reads() -> None:
    """What it reads of them, it reads in the forward sweep; a body reads them as they are by then."""
    kept = [1.0, 2.0]

    def f(x):
        y = np.sin(x) * len(kept) * kept[0]
        with adjoint_of(y) as y_bar:
            if len(kept) < 4:
                kept.append(y_bar)
        with adjoint_of(y) as y_bar:
            if len(kept) < 4:
                kept.append(y_bar)
        return y * len(kept)

    assert s2sad.grad(f)(2.0) == pytest.approx(4.0 * np.cos(2.0))
    assert kept == [1.0, 2.0, 2.0, 2.0]
    assert s2sad.grad(f)(2.0) == pytest.approx(16.0 * np.cos(2.0))
    assert kept == [1.0, 2.0, 2.0, 2.0]


def test_a_log_may_be_an_argument() -> None:
    def f(x, n, history):
        y = x
        for _ in range(n):
            y = np.sin(y) * history[-1] * len(history)
            with adjoint_of(y) as y_bar:
                history.append(10.0 + 0.0 * y_bar)
        return y

    history = [1.0]
    once = s2sad.grad(lambda x: np.sin(np.sin(x)))(2.0)
    assert s2sad.grad(f)(2.0, 2, history) == pytest.approx(once)
    assert history == [1.0, 10.0, 10.0]


def test_in_place_arrays_are_rolled_back_around_a_body_that_prints(capsys: pytest.CaptureFixture[str]) -> None:
    def f(u, n):
        for i in range(n):
            u[1:-1] += 0.1 * u[2:] ** 2
            with adjoint_of(u) as u_bar:
                print(i, np.max(u), u_bar.shape)
        return np.sum(u**2)

    def without(u, n):
        for _ in range(n):
            u[1:-1] += 0.1 * u[2:] ** 2
        return np.sum(u**2)

    u = np.ones(4)
    np.testing.assert_array_equal(s2sad.grad(f)(u, 3), s2sad.grad(without)(u, 3))
    u[1:-1] += 0.1 * u[2:] ** 2
    assert capsys.readouterr().out.splitlines()[-1] == f"0 {np.max(u)} (4,)"


def test_what_was_logged_is_not_overwritten() -> None:
    kept: list[Any] = []

    def f(x):
        y = 2.0 * x
        y = with_adjoint(y, lambda y_bar: kept.append(y_bar))
        for _ in range(3):
            y = y * 2.0
        return np.sum(y) + np.sum(y * y)

    s2sad.grad(f)(V)
    expected = kept[0].copy()
    np.testing.assert_allclose(expected, 8.0 + 2.0 * 8.0 * 16.0 * V)
    np.testing.assert_array_equal(kept[0], expected)


def test_every_call_of_a_pullback(capsys: pytest.CaptureFixture[str]) -> None:
    _, pull = s2sad.vjp(printed)(0.5)
    assert capsys.readouterr().out == ""
    pull(1.0), pull(2.0)
    first, second = map(float, capsys.readouterr().out.split())
    assert first == pytest.approx(2.0 * np.sin(0.5))
    assert second == 2.0 * first


def test_stopping_and_its_traceback() -> None:
    assert s2sad.grad(stopped)(1.0) == pytest.approx(4.0 * np.exp(4.0))
    with pytest.raises(FloatingPointError, match="explodes") as caught:
        s2sad.grad(stopped)(3.0)
    assert str(caught.traceback[-1].statement).strip().startswith("raise FloatingPointError(")


def test_not_run_where_the_derivative_does_not_go() -> None:
    def f(x, c):
        c = with_adjoint(c * 2.0, print)
        return x * c

    assert "print" not in s2sad.grad(f, 0).source_for(1.0, 2.0)
    assert "print" in s2sad.grad(f, 1).source_for(1.0, 2.0)


# -- plain runs, forward mode, derivatives of derivatives ---------------------------------


def test_plain_runs(capsys: pytest.CaptureFixture[str]) -> None:
    y = np.ones(2)
    assert with_adjoint(y, print) is y
    assert capsys.readouterr().out == ""
    with adjoint_of(y) as y_bar:
        np.testing.assert_array_equal(y_bar, np.zeros(2))
    assert clipped_by_statement(V) == np.sum(10.0 * np.sin(V * V))
    with pytest.raises(ZeroDivisionError), adjoint_of(1.0):
        raise ZeroDivisionError


def test_forward_mode_passes_by() -> None:
    value, tangent = s2sad.jvp(clipped)(V, np.ones(3))
    assert value == clipped(V)
    assert tangent == pytest.approx(np.sum(20.0 * V * np.cos(V * V)))
    for f in (clipped, clipped_by_statement):
        assert "np.clip" not in s2sad.jvp(f).source_for(V)


def test_derivatives_of_derivatives_take_the_program_as_it_is() -> None:
    """`grad(f)` is x -> 2 x * (cos(x * x) * x): that is what is differentiated, in each mode."""

    def f(x):
        y = x * x
        y = with_adjoint(y, lambda y_bar: y_bar * x)
        return np.sin(y)

    x = 0.7
    expected = 4.0 * x * np.cos(x * x) - 4.0 * x**3 * np.sin(x * x)
    assert s2sad.grad(f)(x) == pytest.approx(2.0 * x * x * np.cos(x * x))
    assert s2sad.grad(s2sad.grad(f))(x) == pytest.approx(expected)
    assert s2sad.hvp(f)(x, 1.0) == pytest.approx(expected)
    forward = s2sad.grad(lambda x: s2sad.jvp(f)(x, 1.0)[1])(x)
    assert forward == pytest.approx(2.0 * np.cos(x * x) - 4.0 * x * x * np.sin(x * x))


def test_exported_sources_need_numpy_alone(tmp_path: Path) -> None:
    path = tmp_path / "derivatives.py"
    s2sad.export(s2sad.grad(recurrent), path, like=(V, 3))
    script = ("import sys; sys.modules['s2sad'] = None; import numpy as np; from derivatives import *; "
              "print(*recurrent_grad(np.array([0.3, -0.2, 1.1]), 3))")
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    np.testing.assert_allclose([float(v) for v in done.stdout.split()], s2sad.grad(recurrent)(V, 3))


# -- misuse ------------------------------------------------------------------------------


def scalar_for_an_array(x):
    return np.sum(with_adjoint(x, lambda x_bar: np.sum(x_bar)))


def no_adjoint(x):
    return np.sum(with_adjoint(x, lambda x_bar: "x"))


def of_an_integer(x, n):
    n = with_adjoint(n, clip)
    return x * n


def of_a_structure(x):
    a, b = with_adjoint((x, x), clip)
    return a * b


def writes_outside(x):
    t = [0.0]
    with adjoint_of(x) as x_bar:
        t[0] = x_bar
    return x * t[0]


def assigns_outside(x):
    n = 1.0
    with adjoint_of(x) as x_bar:
        n = x_bar
    return x * n


def reads_the_adjoint_outside(x):
    with adjoint_of(x) as x_bar:
        pass
    return x * x_bar


def leaves(x):
    with adjoint_of(x) as x_bar:
        return x_bar
    return x


def without_a_name(x):
    with adjoint_of(x):
        pass
    return x


def of_an_expression(x):
    with adjoint_of(2.0 * x) as x_bar:
        x_bar = x_bar * 2.0
    return x


renamed = adjoint_of


def by_another_name(x):
    with renamed(x) as x_bar:
        x_bar = x_bar * 2.0
    return x


def of_a_global(x):
    with adjoint_of(WEIGHT) as w_bar:
        w_bar = 2.0 * w_bar
    return x * WEIGHT


WEIGHT = 2.0


def change_in_a_change(x):
    return with_adjoint(x, lambda x_bar: with_adjoint(x_bar, clip))


def changed_by_a_number(x):
    return with_adjoint(x, 3) * x


def changed_by_itself(x):
    return with_adjoint(x, x) * x


def without_a_change(x):
    return with_adjoint(x)


MISUSE = [
    (scalar_for_an_array, (V,), "returns a np.float64, and the adjoint is a float64"),
    (no_adjoint, (V,), "returns a str"),
    (of_an_integer, (1.0, 2), "only floats have an adjoint"),
    (of_a_structure, (1.0,), "only a number or an array has an adjoint"),
    (writes_outside, (1.0,), "writes to an array, list, dict or object"),
    (assigns_outside, (1.0,), "`n` is assigned in the body of adjoint_of"),
    (reads_the_adjoint_outside, (1.0,), "`x_bar` is assigned in the body of adjoint_of"),
    (leaves, (1.0,), "left early"),
    (without_a_name, (1.0,), "used in a way that is not supported"),
    (of_an_expression, (1.0,), "used in a way that is not supported"),
    (of_a_global, (1.0,), "`WEIGHT` is not a variable of this function"),
    (by_another_name, (1.0,), "used in a way that is not supported"),
    (change_in_a_change, (1.0,), "inside the change of an adjoint"),
    (without_a_change, (1.0,), "takes a value and a function"),
    (changed_by_a_number, (1.0,), "takes a function that changes the adjoint, and this is 3"),
    (changed_by_itself, (1.0,), "takes a function that changes the adjoint, and this is a float"),
]


@pytest.mark.parametrize("f, args, message", MISUSE, ids=lambda v: getattr(v, "__name__", ""))
def test_misuse_is_refused(f: Any, args: Any, message: str) -> None:
    with pytest.raises(s2sad.UnsupportedError, match=message) as caught:
        s2sad.grad(f)(*args)
    assert "test_surgery.py" in str(caught.value) and "^" in str(caught.value)


def test_another_manager_of_that_name() -> None:
    import contextlib

    def f(x):
        with mine.adjoint_of(x) as x_bar:
            x_bar = 2.0 * x_bar
        return x

    mine = SimpleNamespace(adjoint_of=contextlib.nullcontext)
    with pytest.raises(s2sad.UnsupportedError, match="not s2sad's"):
        s2sad.grad(f)(1.0)


def test_a_wrong_shape_is_found_when_it_runs() -> None:
    def f(x):
        return np.sum(with_adjoint(x, lambda x_bar: x_bar[:2]) ** 2)

    with pytest.raises(ValueError, match=r"from shape \(3,\) to shape \(2,\)"):
        s2sad.grad(f)(V)


def test_none_leaves_it_as_it_is() -> None:
    def f(x):
        def change(x_bar):
            if x_bar > 1.0:
                return 1.0
        return with_adjoint(x, change) ** 2

    assert s2sad.grad(f)(2.0) == 1.0
    assert s2sad.grad(f)(0.25) == 0.5
