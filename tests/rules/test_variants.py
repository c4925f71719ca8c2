"""The cases of NumPy's rules with other arguments than they were written for: one that varies alone, complex ones
beside real ones, ones of unknown kind, NumPy's scalars, arrays that may not be written to.

The default run takes a few of each; ``S2SAD_ALL_RULES=1`` takes all.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.errors import S2SADError

from . import harness
from .harness import Case, Checked, check, check_second, dot, stream
from .test_rules import CASES, EVERY, quiet, rules_of

_ = quiet
# What a complex number is not for, or where the result is a matter of choice: phases of eigenvectors, which roots.
NOT_COMPLEX = re.compile(r"linalg|roots|poly|dtype=|float|, 0, np|frexp|ldexp|np\.f(max|min)\(x, |emath|kaiser"
                         r"|histogram|i0\(")


def unknown(x: Any) -> Any:
    """What it is given; to the compiler it might be anything."""
    return x


s2sad.differential(unknown)(lambda x, dx: dx)


class Unfit(Exception):
    """The function itself does not take such arguments."""


def accepted(c: Case, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, if the function takes them."""
    try:
        harness.function(f"def f({', '.join(arguments)}):\n    return {c.expression}\n")(*arguments.values())
    except Exception as e:
        raise Unfit from e
    return arguments


def alone(c: Case) -> None:
    """With respect to each argument alone: the same gradient, in both modes."""
    if len(c.active) < 2:
        raise Unfit
    whole = Checked(c)
    for name, g in zip(c.active, whole.gradient()):
        one = Checked(dataclasses.replace(c, fixed=tuple(k for k in c.arguments if k != name)))
        np.testing.assert_allclose(one.gradient()[0], g, 1e-8, 1e-8, err_msg=f"{c}: {name} alone")
        v = one.directions("first")
        assert abs(dot(one.gradient(), v) - one.tangent(v)) <= 1e-8 * (1 + abs(one.tangent(v))), f"{c}: {name} alone"


def made_complex(value: Any, key: str) -> Any:
    """A number or array with an imaginary part."""
    z = value + 0.5j * stream(key).normal(size=np.shape(value))
    return z if isinstance(value, np.ndarray) else complex(z)


def complex_beside_real(c: Case) -> None:
    """All arguments complex, and each beside real ones: gradients of real ones are real."""
    names = [k for k in c.active if not np.iscomplexobj(c.arguments[k])]
    if not names or NOT_COMPLEX.search(c.expression):
        raise Unfit
    for chosen in [names, *([[k] for k in names] if len(names) > 1 else [])]:
        arguments = accepted(c, {k: made_complex(v, c.expression + k) if k in chosen else v
                                 for k, v in c.arguments.items()})
        other = dataclasses.replace(c, arguments=arguments, tolerance=max(c.tolerance, 1e-7))
        checked = Checked(other)
        check(other, checked)
        check_second(other, checked)


def of_unknown_kind(c: Case) -> None:
    """The same gradient where nothing is known of the arguments: run-time helpers answer what kinds do else."""
    hidden = c.expression
    for k in c.active:
        hidden = re.sub(rf"(?<![\w.'\"]){k}(?![\w'\"]|\s*=[^=])", f"unknown({k})", hidden)
    base, other = Checked(c), dataclasses.replace(c, expression=hidden)
    try:
        accepted(other, c.arguments)
    except Unfit:
        return              # a name that means something else too
    checked = Checked(other)
    checked.inputs = base.inputs
    for g, true in zip(checked.gradient(), base.gradient()):
        np.testing.assert_allclose(g, true, 1e-9, 1e-9, err_msg=f"{c}: of unknown kind")
    v = base.directions("first")
    assert abs(checked.tangent(v) - base.tangent(v)) <= 1e-9 * (1 + abs(base.tangent(v))), f"{c}: of unknown kind"


def numpy_scalars(c: Case) -> None:
    """NumPy's numbers and arrays of rank 0 in place of Python's."""
    numbers = [k for k in c.active if not isinstance(c.arguments[k], np.ndarray)]
    if not numbers:
        raise Unfit
    true = Checked(c).gradient()
    for wrap in (lambda v: np.asarray(v)[()], np.asarray):
        arguments = accepted(c, {k: wrap(v) if k in numbers else v for k, v in c.arguments.items()})
        for g, expected in zip(Checked(c, arguments).gradient(), true):
            assert np.shape(g) == np.shape(expected)
            np.testing.assert_allclose(g, expected, 1e-9, 1e-9, err_msg=str(c))


def read_only(x: np.ndarray) -> np.ndarray:
    """A copy that may not be written to, backwards in memory."""
    x = np.flip(np.flip(x).copy()) if x.ndim else x.copy()
    x.flags.writeable = False
    return x


def not_to_be_written(c: Case) -> None:
    """Arrays that are read-only and run backwards."""
    if not any(isinstance(v, np.ndarray) for v in c.arguments.values()):
        raise Unfit
    checked = Checked(c)
    for g, true in zip(checked.gradient(read_only), checked.gradient()):
        np.testing.assert_allclose(g, true, 1e-9, 1e-9, err_msg=str(c))


VARIANTS: dict[Callable[[Case], None], int] = {        # one case in how many, if not all
    alone: 25, complex_beside_real: 40, of_unknown_kind: 60, numpy_scalars: 40, not_to_be_written: 80}
NUMPY = [c for f in rules_of("s2sad.rules.numpy") for c in CASES.get(f, [])]


@pytest.fixture(autouse=True)
def functions_know_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = harness.function

    def function(source: str, name: str = "f") -> Any:
        f = plain(source, name)
        f.__globals__["unknown"] = unknown
        return f
    monkeypatch.setattr(harness, "function", function)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v.__name__)
def test_variants(variant: Callable[[Case], None]) -> None:
    wrong, tried = [], 0
    for c in NUMPY[:: 1 if EVERY else VARIANTS[variant]]:
        try:
            variant(c)
            tried += 1
        except (Unfit, S2SADError):        # an argument form that is refused
            pass
        except Exception as e:
            wrong.append(f"{c}: {type(e).__name__} {str(e)[:300]}")
    assert tried > 5 and not wrong, f"{len(wrong)} of {tried + len(wrong)}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("variant, broken", [
    (complex_beside_real, "def rule(x, dx):\n    return np.cos(np.conj(x)) * dx\n"),
    (complex_beside_real, "def rule(x, dx):\n    return np.cos(x) * np.conj(dx)\n"),
    (complex_beside_real, "def rule(x, dx):\n    return np.cos(x) * np.real(dx)\n")])
def test_a_wrong_conjugate_is_caught(variant: Callable[[Case], None], broken: str) -> None:
    from .test_planted import planted

    c = harness.case("np.sin(x) + 0.0", x=np.array([0.3, -1.2]))
    variant(c)
    with planted(np.sin, broken), pytest.raises(AssertionError):
        variant(dataclasses.replace(c, expression="np.sin(x) + 1.0"))


