"""Arrays, lists and dicts whose sizes differ from trip to trip, in variables that a loop leaves to what follows."""

# mypy: ignore-errors

import numpy as np

from . import case

V = np.array([0.5, -0.3, 0.8])
M = np.array([[0.5, -0.3, 0.8], [0.1, 0.7, -0.4]])
LAYERS = [(np.linspace(-1.0, 1.0, 12).reshape(3, 4), np.full(4, 0.1)), (np.linspace(-0.5, 0.8, 8).reshape(4, 2), V[:2])]


@case(LAYERS, M, wrt=(0, 1))
def layers(params, inputs):
    """The last layer's outputs are read, its activations are not."""
    for w, b in params:
        outputs = np.dot(inputs, w) + b
        inputs = np.tanh(outputs)
    return np.sum(outputs**2)


@case([(M[:, :1].T.copy(), V[:1]), (M[:1], V)], M[:, :1], wrt=(0, 1))
def layers_through_one_unit(params, inputs):
    """Where one layer has a single unit, NumPy broadcasts and nothing fails."""
    for w, b in params:
        if w.shape[0] == 1 and inputs.shape[1] == 2:
            inputs = inputs[:, :1]
        outputs = inputs[:, :1] @ w[:1] + b
        inputs = np.tanh(outputs)
    return np.sum(outputs**2)


@case([M, M[:1]], V, wrt=(0, 1))
def products_of_several_sizes(matrices, x):
    for m in matrices:
        y = m @ x
    return np.sum(y**2)


@case([M, M[:1]], V, wrt=(0, 1))
def a_dict_of_several_sizes(matrices, x):
    for m in matrices:
        d = {"product": m @ x, "sum": x.sum(), "pair": (m, x)}
    return np.sum(d["product"]**2) * d["sum"] + np.sum(d["pair"][0])


@case([M, M[:1]], V, wrt=(0, 1))
def a_list_of_several_lengths(matrices, x):
    for m in matrices:
        rows = [row * x for row in m]
    return np.sum(rows[0]**2) + np.sum(rows[-1])


@case([M[:, :1], M], V[:1], wrt=(0, 1))
def items_of_several_sizes(matrices, x):
    """What a loop appends may differ in size, although one line made it."""
    found = []
    for m in matrices:
        found.append(np.sin(m) * x)
    return np.sum((found[0] + found[1])**2)


@case(M)
def parts_that_grow(a):
    for i in range(1, 4):
        part = 2.0 * a[:, :i]
    return np.sum(part**2)


@case([M, M[:1]], M[0, :2], wrt=(0, 1))
def given_before_the_loop(matrices, y):
    for m in matrices:
        y = np.tanh(m) @ V
    return np.sum(y**2)


@case(V, wrt=0)
def samples(mean):
    """Where the rank of a sum is not known, its tangent has its shape all the same."""
    noise = unknown(3)
    return np.sum((noise + mean)[:, 0]**2) + np.sum((mean - noise)[:, 1]**3)


def unknown(n):
    return np.random.RandomState(n).standard_t(3, size=(4, 3))


@case(M, V, wrt=(0, 1))
def repeated_states(cells, x):
    """What is repeated has the rank that it had, and so has what is made of it."""
    cells = np.repeat(cells, 3, axis=0)
    for k in range(len(x)):
        cells = np.tanh(np.hstack((cells, np.tile(x, (6, 1)))) @ np.eye(6, 3) * x[k])
    return np.sum(np.lib.stride_tricks.sliding_window_view(cells, (2, 2))**2) + np.inner(x, x)


def heads_of(x, attention, n_head):
    w, b = attention["w"], attention["b"]
    x = x @ w + b
    heads = list(map(lambda part: np.split(part, n_head, axis=-1), np.split(x, 3, axis=-1)))
    mask = (1 - np.tri(x.shape[0], dtype=x.dtype)) * -2.0
    return np.hstack([np.exp(q @ k.T + mask) @ v for q, k, v in zip(*heads)])


BLOCKS = [{"w": np.linspace(-0.5, 0.5, 24).reshape(2, 12), "b": np.linspace(0.1, 0.2, 12)} for _ in range(2)]


@case(M.T.copy(), BLOCKS, [2, 0, 2], wrt=(0, 1))
def transformer(embedding, blocks, tokens):
    """Lists and ranges index as the arrays that NumPy makes of them; np.tri has a rank of its own."""
    x = embedding[tokens] + embedding[range(len(tokens))]
    for block in blocks:
        x = x + heads_of(x, block, n_head=2)[:, 1:3]
    return np.sum(x**2)
