"""What is inferred of each value in the cases, and in their gradients, is true of the value that comes."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest

from s2sad.errors import S2SADError
from s2sad.ir import primitives
from s2sad.ir.core import Block, Call, Const, Handed, Value
from s2sad.ir.kinds import UNKNOWN, Array, Dict, Dim, Kind, List, Scalar, Tuple, argument_kind
from s2sad.pipeline import Request, derive

from .harness import Case, Checked, narrowed
from .test_rules import EVERY, listed, quiet
from .test_variants import NOT_COMPLEX, Unfit, accepted, made_complex

_ = quiet
DISPLAYS = {
    primitives.make_tuple: lambda *v: v,
    primitives.make_list: lambda *v: list(v),
    primitives.make_dict: lambda keys, *v: dict(zip(keys, v)),
    primitives.make_named: lambda t, *v: t(*v),
    # it is written as a method, and NumPy's numbers have it too
    np.ndarray.astype: lambda x, *options, **named: x.astype(*options, **named),
}


class Stop(Exception):
    """The program has something that this small interpreter does not run."""


def run(block: Block, values: dict[Value, Any], sizes: dict[Any, int], where: str) -> None:
    """Run straight-line operations, and compare each result with its kind."""
    for op in block.ops:
        if not isinstance(op, Call) or not op.results:
            raise Stop
        operands = [v.value if isinstance(v, Const) else values[v] for v in op.operands]
        if any(isinstance(v, Handed) for v in operands):  # a function of the program, for a library to call
            raise Stop
        n = len(operands) - len(op.keywords)
        callee = DISPLAYS.get(op.callee, op.callee)
        if callee in vars(primitives).values():
            raise Stop
        values[op.result] = callee(*operands[:n], **dict(zip(op.keywords, operands[n:])))
        agree(op.result.kind, values[op.result], sizes, f"{where}: {getattr(op.callee, '__name__', op.callee)}")


def agree(kind: Kind, value: Any, sizes: dict[Any, int], where: str) -> None:
    """A kind says nothing false of a value."""
    shape = np.shape(value) if not isinstance(value, (list, tuple)) else ""
    said = f"{where} is said to be {kind}, and is {type(value).__name__} {getattr(value, 'dtype', '')} {shape}"
    match kind:
        case Scalar(dtype, python):
            assert np.ndim(value) == 0, said
            assert np.asarray(value).dtype.name == dtype or python is None, said
            assert python is None or python == (not isinstance(value, (np.generic, np.ndarray))), said
        case Array(dtype, dims):
            assert np.asarray(value).dtype.name == dtype, said
            if dims is not None:
                assert np.ndim(value) == len(dims), said
                for d, n in zip(dims, np.shape(value)):
                    if isinstance(d, Dim):
                        assert sizes.setdefault(d, n) == n, f"{said}: one dimension, two sizes"
                        assert not d.many or n != 1, f"{said}: many"
                    else:
                        assert d == n, said
        case Tuple(items):
            assert isinstance(value, (tuple, list)) and len(value) == len(items), said
            for k, v in zip(items, value):
                agree(k, v, sizes, where)
        case List(item):
            for v in value:
                agree(item, v, {}, where)
        case Dict(keys, items):
            assert list(value) == list(keys), said


@pytest.mark.parametrize("c", listed(12))
@pytest.mark.parametrize("single", [False, True], ids=["double", "single"])
def test_kinds_are_true(c: Case, single: bool) -> None:
    single = single and c.single
    kinds_are_true(
        c, {k: narrowed(v) if single and k in c.active and np.ndim(v) else v for k, v in c.arguments.items()})


@pytest.mark.parametrize("c", listed(12) if EVERY else listed(12)[::5])
def test_kinds_of_complex_numbers_and_of_other_precision_are_true(c: Case) -> None:
    """Each argument of NumPy's functions complex beside the others, and all in extended precision."""
    if "scipy" in c.expression or NOT_COMPLEX.search(c.expression):
        pytest.skip("not for such numbers")
    others = [{k: made_complex(v, k) if k == name else v for k, v in c.arguments.items()} for name in c.active]
    wide = {k: np.asarray(v) + np.longdouble(0) if k in c.active else v for k, v in c.arguments.items()}
    for given in [*others, wide]:
        with contextlib.suppress(Unfit, S2SADError, TypeError, pytest.skip.Exception):
            kinds_are_true(c, accepted(c, given))


def kinds_are_true(c: Case, given: dict[str, Any]) -> None:
    """The kinds of all values of the gradient's program are true of the values."""
    checked = Checked(c, given)
    names = checked.f.__code__.co_varnames
    kinds = [argument_kind(v, n) for v, n in zip(checked.inputs, names)]
    function, _ = derive(checked.f, (), kinds, Request("grad", tuple(checked.wrt), False, False))
    values = dict(zip(function.params, checked.inputs))
    sizes: dict[Any, int] = {}
    for k, v in zip(kinds, checked.inputs):
        agree(k, v, sizes, str(c))
    try:
        run(function.body, values, sizes, str(c))
    except Stop:
        pytest.skip("not straight-line")
    assert UNKNOWN == UNKNOWN
