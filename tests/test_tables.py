"""Lists of lists of which something else holds a row: writing to them is refused, never missed."""

from typing import Any

import pytest

import s2sad


def row_stored_elsewhere(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    best = g[0]
    for i in range(1, n):
        g[i][1] = g[i - 1][0] * x
        if g[i][1] > best[1]:
            best = g[i]
    return best[0] * best[1]


def stored_then_written(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    keep = [g[1]]
    for i in range(n):
        keep.append(g[i])
    g[2][0] = x * x
    return keep[3][0] + keep[0][1]


def sliced_then_written(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    h = g[1:]
    g[2][0] = x * x
    return h[1][0]


def repeated_rows(x, n):
    g = [[0.0] * 2] * n
    g[1][0] = x
    return g[0][0]


def same_row_appended(x, n):
    r = [x, 1.0]
    g = []
    for _ in range(n):
        g.append(r)
    g[1][0] = x * x
    return g[2][0]


def swapped(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    g[0], g[2] = g[2], g[0]
    g[0][0] += x
    return g[0][0] * g[2][0]


def popped_row(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    a = g[n - 1]
    r = g.pop()
    r[0] = x * x
    return a[0] + g[1][0]


def three_deep(x, n):
    g = [[[x * i, 1.0] for i in range(2)] for _ in range(n)]
    g[1][1][0] = x * x
    return g[1][1][0] * g[0][1][0]


def if_rows(x, n):
    g = [[x * i, 1.0] for i in range(n)]
    r = g[1] if n > 2 else g[0]
    g[1][0] = x * x
    return r[0]


@pytest.mark.parametrize(
    "f",
    [
        row_stored_elsewhere,
        stored_then_written,
        sliced_then_written,
        repeated_rows,
        same_row_appended,
        swapped,
        popped_row,
        three_deep,
        if_rows,
    ],
)
def test_refused(f: Any) -> None:
    with pytest.raises(s2sad.UnsupportedError) as error:
        s2sad.grad(f)(0.5, 4)
    assert error.value.code in ("S2SAD207", "S2SAD303")


def printed(x, n):
    t = (1.0, *[x * i for i in range(n)])
    print(t)
    return t[1]


def typed(x, n):
    t = (1.0, *[x * i for i in range(n)])
    return t[1] if isinstance(t, tuple) else x


def returned(x, n):
    return (1.0, *[x * i for i in range(n)])


def test_tuples_of_lengths_that_only_the_run_knows() -> None:
    for f in (printed, typed):
        with pytest.raises(s2sad.UnsupportedError, match="whose length only the run knows"):
            s2sad.grad(f)(1.0, 3)
    with pytest.raises(s2sad.UnsupportedError, match="whose length only the run knows"):
        s2sad.vjp(returned)(1.0, 3)
