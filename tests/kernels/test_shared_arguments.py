"""Arguments that share memory: refused where a write makes it matter, else answered as for copies."""

import numpy as np
import pytest

import s2sad


def write_then_read(a, b):
    a[0] = 2.0 * a[1]
    return np.sum(a * b)


def write_view_then_read(a, b):
    part = a[1:]
    part *= 3.0
    return np.sum(b * b) + a[1]


def write_in_branch(a, b, x):
    if x > 0:
        b[:] = np.sin(b) * x
    return np.sum(a * a * b)


def write_to_copy(a, b):
    c = a.copy()
    c[0] = b[1]
    c[1:] += b[:-1]
    return np.sum(c * a * b)


def read_only(a, b):
    return np.sum(np.sin(a) * b * b)


def write_to_the_other(a, b, c):
    c[0] += a[0] * b[0]
    return np.sum(a * b * c)


U = np.array([0.5, -1.2, 0.7])
V = np.array([1.5, 0.2, -0.7])
LONG = np.array([0.5, -1.2, 0.7, 0.4])
MODES = {
    "grad": lambda f, wrt, args: s2sad.grad(f, wrt)(*args),
    "value_and_grad": lambda f, wrt, args: s2sad.value_and_grad(f, wrt)(*args)[1],
    "vjp": lambda f, wrt, args: s2sad.vjp(f, wrt)(*args)[1](1.0),
}
modes = pytest.mark.parametrize("mode", MODES)


@modes
@pytest.mark.parametrize("f, rest", [(write_then_read, ()), (write_view_then_read, ()), (write_in_branch, (0.5,))],
                         ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("pair", [(U, U), (LONG[1:], LONG[:-1]), (LONG[:3], LONG[2::-1])],
                         ids=["same", "overlapping", "reversed"])
def test_a_write_through_shared_memory_is_refused(f, rest, pair, mode):
    before = [a.copy() for a in pair]
    with pytest.raises(s2sad.S2SADError, match="memory"):
        MODES[mode](f, (0, 1), (*pair, *rest))
    assert all(map(np.array_equal, pair, before))


@modes
@pytest.mark.parametrize("f, rest", [(write_to_copy, ()), (read_only, ()), (write_to_the_other, (V,))],
                         ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("pair", [(U, U), (LONG[1:], LONG[:-1])], ids=["same", "overlapping"])
def test_shared_memory_that_is_only_read_does_not_matter(f, rest, pair, mode):
    got = MODES[mode](f, (0, 1), (*pair, *rest))
    wanted = MODES[mode](f, (0, 1), (*(a.copy() for a in pair), *rest))
    for ours, apart in zip(got, wanted, strict=True):
        np.testing.assert_array_equal(ours, apart)


@modes
def test_interleaved_columns_share_no_memory(mode):
    """Views of one array that have no element in common are as good as two arrays."""
    both = np.array([[0.5, 1.5], [-1.2, 0.2], [0.7, -0.7]])
    got = MODES[mode](write_then_read, (0, 1), (both[:, 0], both[:, 1]))
    wanted = MODES[mode](write_then_read, (0, 1), (U.copy(), V.copy()))
    for ours, apart in zip(got, wanted, strict=True):
        np.testing.assert_array_equal(ours, apart)


def test_gradients_do_not_share_memory_with_each_other_or_the_arguments():
    u, v = U.copy(), V.copy()
    first, second = s2sad.grad(write_then_read, (0, 1))(u, v)
    for one, other in [(first, second), (first, u), (first, v), (second, u), (second, v)]:
        assert not np.shares_memory(one, other)
