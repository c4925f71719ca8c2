"""Arrays of which only the run knows which one a name means: chosen by a branch, exchanged, found in a list."""

import numpy as np

from .kernel import kernel


@kernel(lambda r: (r.normal(size=5), r.normal(size=5), 4), returns=3)
def sorted_pair(u, v, n):
    """Names that change places in some trips, and arrays that are written through them."""
    small, large = u, v
    for i in range(n):
        if np.sum(small) > np.sum(large):
            small, large = large, small
        small[i] += 0.5 * large[i - 1] ** 2
        large *= 0.9
    return u, np.sin(v), small * large


@kernel(lambda r: (r.normal(size=(3, 4)), r.normal(size=4)))
def tallest_row(A, x):
    """A row that is taken in one of two ways, and written."""
    for step in range(3):
        row = A[0] if A[0, 0] ** 2 > A[1, 1] ** 2 else A[step, ::-1]
        row -= 0.3 * row * x
        row[step] = np.cos(A[2, step])
        A[2] += row
    return A


@kernel(lambda r: (r.normal(size=6), 5), returns=2)
def first_trip_writes(u, n):
    """The first trip writes into the argument, the others into what trips have made."""
    start = u
    for i in range(n):
        u[i] = u[i - 1] * u[i]
        u = np.tanh(u + start)
    u[0] = 0.0
    return u, start ** 2


@kernel(lambda r: (r.normal(size=5), r.normal(size=5), r.normal(size=5), 7), returns=2)
def red_black(a, b, c, n):
    """Three fields in a list, swept in turn."""
    fields = [a, b, c]
    for i in range(n):
        fields[i % 3][1:] += 0.25 * fields[i % 2][:-1] * fields[-1 - i % 3][1:]
        fields[i % 2][0] *= 0.5
    return a, b * c


class State:
    def __init__(self, position, velocity):
        self.position, self.velocity = position, velocity


@kernel(lambda r: (r.normal(size=3), r.normal(size=3), 4))
def objects_made_anew(x, v, n):
    """An object made anew on each trip, which holds the arrays of the one before."""
    state = State(x, v)
    for _ in range(n):
        state.position[0] += 0.2 * state.velocity[1]
        state = State(state.position, np.sin(state.velocity))
    state.position[1] *= state.velocity[2]
    return x
