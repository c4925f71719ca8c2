"""Arrays that a list holds whose items are not known one by one: writing to them is refused, never missed."""

from typing import Any

import numpy as np
import pytest

import s2sad

from .golden.differences import assert_close, gradient

V = np.array([0.5, -0.3, 0.8])
M = np.arange(6.0).reshape(2, 3) / 5 + 0.1


class Layer:
    def __init__(self, w, b):
        self.w, self.b = w, b


def popped(w, n):
    xs = [w * i for i in range(n)]
    a = w * 2
    xs.append(a)
    b = xs.pop()
    b[0] = 3.0
    return np.sum(a**2)


def iterated(w, n):
    xs = [w * i for i in range(n)]
    for x in xs:
        x[0] = x[1] * 2
    return np.sum(xs[1] ** 2)


def in_tuples(w, n):
    xs = [(w * i, 1.0) for i in range(n)]
    for x, _ in xs:
        x[0] = x[1] * 2
    return np.sum(xs[1][0] ** 2)


def in_dicts(w, n):
    ds = [{"w": w * i, "b": 1.0} for i in range(n)]
    for d in ds:
        d["w"][0] = 1.0
    return np.sum(ds[1]["w"])


def in_objects(w, n):
    xs = [Layer(w * i, 1.0) for i in range(n)]
    first, *_ = xs
    first.w[0] = 4.0
    return np.sum(xs[0].w ** 2)


def appended_then_written(w, n):
    xs = []
    for i in range(n):
        layer = Layer(w * i, 1.0)
        xs.append(layer)
        layer.w[0] = 5.0
    return np.sum(xs[1].w ** 2)


def written_behind(w, n):
    xs, a = [], w * 2
    for _ in range(n):
        xs.append(Layer(a, 1.0))
    a[0] = 2.0
    return np.sum(xs[1].w ** 2)


def sorted_first(w, n):
    for x in sorted([w * i for i in range(n)], key=lambda a: a[1]):
        x[0] = 3.0
    return np.sum(w)


def list_argument(xs, n):
    for x in xs:
        x.w[1] *= 2
    return np.sum(xs[0].w * xs[n - 2].w)


def rows_in_a_list(A, n):
    B = A * n
    rows = list(B)
    B[1, 1] = 3.0
    return np.sum(rows[1] * rows[0])


def rest_of_rows(A, n):
    B = A * n
    a, *b = B
    b[0][0] = 5.0
    return np.sum(B**2) + np.sum(a * b[0])


@pytest.mark.parametrize("f", [
    popped, iterated, in_tuples, in_dicts, in_objects, appended_then_written, written_behind, sorted_first,
    list_argument, rows_in_a_list, rest_of_rows])
def test_refused(f: Any) -> None:
    x = M if f in (rows_in_a_list, rest_of_rows) else [Layer(V, 0.3), Layer(V * 2, 1.0)] if f is list_argument else V
    with pytest.raises(s2sad.UnsupportedError) as error:
        s2sad.grad(f)(x, 3)
    assert error.value.code == "S2SAD302"


def unpacked_rows(A):
    B = A * 2
    a, b = B
    a[0] = 5.0
    return np.sum(B**2) + np.sum(a * b)


def split_parts(A):
    B = A * 2
    a, _ = np.split(B.copy(), 2)
    a[0, 0] = 5.0
    return np.sum(B**2) + np.sum(a * A[1])


@pytest.mark.parametrize("f", [unpacked_rows, split_parts])
def test_views_of_rows(f: Any) -> None:
    assert_close(s2sad.grad(f)(M), gradient(f, (M,), 0))


def written_part(A):
    B = A * 2
    a, _ = np.split(B, 2)
    a[0, 0] = 5.0
    return np.sum(B**2)


def test_a_part_that_split_made_and_its_array() -> None:
    with pytest.raises(s2sad.UnsupportedError, match="may share its memory"):
        s2sad.grad(written_part)(M)
