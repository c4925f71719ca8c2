"""Programs as users write them, each in the style of its field: the gradient against differences, the value to the bit.

Networks from dicts and lists of layers, a recurrent one; sequences and filters; elements, waves and optics; control,
geometry, finance.
"""

# mypy: ignore-errors

import copy
import os
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np
import pytest

import s2sad
from s2sad.vectors import leaves

logsumexp = pytest.importorskip("scipy.special").logsumexp
RNG = np.random.default_rng(7)
PROGRAMS = []


def normal(*shape):
    return RNG.normal(size=shape)


def program(*args, wrt):
    """Register a program with its arguments, in the order of which these are drawn."""

    def register(f):
        PROGRAMS.append(pytest.param(f, args, wrt, id=f.__name__))
        return f
    return register


# -- networks ----------------------------------------------------------------------------


@program([(normal(4, 6), normal(6)), (normal(6, 5), normal(5)), (normal(5, 3), normal(3))], normal(8, 4),
         np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 1]], wrt=(0, 1))
def classifier(layers, x, labels):
    """Widths differ from layer to layer; what the last activation gives is not read."""
    for weights, bias in layers:
        scores = x @ weights + bias
        x = np.tanh(scores)
    penalty = sum(np.sum(p**2) for layer in layers for p in layer)
    return 0.1 * penalty - np.sum((scores - logsumexp(scores, axis=1, keepdims=True)) * labels)


@program({"state": normal(1, 3), "gates": {name: normal(6, 3) for name in ("forget", "input", "output", "cell")}},
         normal(5, 4, 2), wrt=(0, 1))
def long_memory(p, sequence):
    """A batch of sequences, whose state begins as one row that is repeated."""
    batch = sequence.shape[1]
    hidden, cell = np.repeat(p["state"], batch, axis=0), np.zeros((batch, 3))
    kept = []
    for x in sequence:
        joined = np.hstack((x, hidden, np.ones((batch, 1))))
        gate = {name: 1.0 / (1.0 + np.exp(-joined @ w)) for name, w in p["gates"].items()}
        cell = gate["forget"] * cell + gate["input"] * np.tanh(gate["cell"])
        hidden = gate["output"] * np.tanh(cell)
        kept.append(hidden)
    return np.mean(np.stack(kept)**2)


@program({name: normal(3, 3) for name in "cab"}, normal(3), wrt=(0, 1))
def weights_by_name(weights, x):
    for _, w in sorted(weights.items()):
        x = np.tanh(w @ x)
    return np.sum(x) + 0.1 * sum(np.sum(w**2) for w in weights.values())


@program([(normal(3), normal(3), normal(1)) for _ in range(3)], normal(10, 3), wrt=(0, 1))
def flow(layers, z):
    """The logarithm of a density, through maps whose determinants are known."""
    logdet = np.zeros(len(z))
    for u, w, b in layers:
        bend = np.tanh(z @ w + b)
        logdet = logdet + np.log(np.abs(1 + ((1 - bend**2)[:, None] * w) @ u))
        z = z + np.outer(bend, u)
    return np.mean(0.5 * np.sum(z**2, 1) - logdet)


# -- sequences -----------------------------------------------------------------------------


class Dynamics(NamedTuple):
    step: np.ndarray
    look: np.ndarray
    noise: np.ndarray
    error: np.ndarray


@program(Dynamics(np.eye(2) * 0.9 + 0.05, normal(1, 2), np.eye(2) * 0.3, np.eye(1) * 0.5), normal(6, 1), np.zeros(2),
         np.eye(2), wrt=(0, 1, 2, 3))
def kalman(model, observed, mean, covariance):
    def update(state, y):
        m, p, total = state
        m, p = model.step @ m, model.step @ p @ model.step.T + model.noise
        s = model.look @ p @ model.look.T + model.error
        v = y - model.look @ m
        gain = np.linalg.solve(s, model.look @ p).T
        total -= 0.5 * (v @ np.linalg.solve(s, v) + np.linalg.slogdet(2 * np.pi * s)[1])
        return m + gain @ v, p - gain @ s @ gain.T, total
    return reduce(update, observed, (mean, covariance, 0.0))[2]


@program(normal(6, 4), [1, 2, 1], wrt=0)
def alignments(scores, labels):
    """The sum over all alignments, by a table of logarithms that begins at minus infinity."""
    logp = scores - logsumexp(scores, axis=-1, keepdims=True)
    symbols = np.zeros(2 * len(labels) + 1, dtype=int)
    symbols[1::2] = labels
    table = np.full((len(logp), len(symbols)), -np.inf)
    table[0, :2] = logp[0, symbols[:2]]
    for t in range(1, len(logp)):
        for s in range(len(symbols)):
            best = table[t - 1, s]
            if s >= 1:
                best = np.logaddexp(best, table[t - 1, s - 1])
            if s >= 2 and symbols[s] != 0 and symbols[s] != symbols[s - 2]:
                best = np.logaddexp(best, table[t - 1, s - 2])
            table[t, s] = best + logp[t, symbols[s]]
    return -np.logaddexp(table[-1, -1], table[-1, -2])


@program(np.array([0.1, 0.2, 0.6]), normal(15), wrt=(0, 1))
def volatility(parameters, returns):
    omega, alpha, beta = parameters
    variance = np.empty_like(returns)
    variance[0] = np.var(returns)
    for t in range(1, len(returns)):
        variance[t] = omega + alpha * returns[t - 1]**2 + beta * variance[t - 1]
    return 0.5 * np.sum(np.log(2 * np.pi * variance) + returns**2 / variance)


# -- physics ---------------------------------------------------------------------------------


@program(np.abs(normal(6)) + 1, normal(5), wrt=(0, 1))
def rod(stiffness, load):
    """Elements are assembled by additions to items that occur twice."""
    ends = np.stack([np.arange(6), np.arange(1, 7)], axis=1)
    parts = stiffness[:, None, None] * np.array([[1.0, -1.0], [-1.0, 1.0]])
    whole = np.zeros((7, 7))
    np.add.at(whole, (ends[:, :, None], ends[:, None, :]), parts)
    free = range(1, 6)
    moved = np.zeros(7)
    moved[free] = np.linalg.solve(whole[np.ix_(free, free)], load)
    return load @ moved[free]


@program(normal(3), wrt=0)
def circuit(angle):
    x, z = np.array([[0, 1], [1, 0]], dtype=complex), np.diag([1.0, -1.0])

    def turned(t):
        return np.cos(t / 2) * np.eye(2) - 1j * np.sin(t / 2) * x

    def phase(t):
        return np.array([[np.exp(-0.5j * t), 0], [0, np.exp(0.5j * t)]])
    state = np.zeros(4, dtype=complex)
    state[0] = 1
    state = np.kron(turned(angle[0]), phase(angle[1])) @ state
    state = np.eye(4)[[0, 1, 3, 2]] @ state
    state = np.kron(np.eye(2), turned(angle[2])) @ state
    return np.real(np.vdot(state, np.kron(z, z) @ state))


@program(0.3 * normal(6, 6), 0.4, wrt=(0, 1))
def lens(phase, distance):
    f = np.fft.fftfreq(len(phase))
    fx, fy = np.meshgrid(f, f)
    spread = np.exp(-1j * np.pi * distance * (fx**2 + fy**2))
    light = np.abs(np.fft.ifft2(np.fft.fft2(np.exp(1j * phase)) * spread))**2
    return np.sum(light[2:4, 2:4]) / light.sum()


@program(1.0 + 0.1 * normal(12), 0.1 * normal(9), wrt=(0, 1))
def wave(speed, source):
    before, now, heard = np.zeros(12), np.zeros(12), []
    for s in source:
        bend = np.zeros_like(now)
        bend[1:-1] = now[2:] - 2 * now[1:-1] + now[:-2]
        after = 2 * now - before + (0.3 * speed)**2 * bend
        after[6] += 0.09 * s
        heard.append(after[4])
        before, now = now, after
    return 0.5 * np.sum(np.array(heard)**2)


# -- control, geometry ---------------------------------------------------------------------------


@dataclass
class Pole:
    length: float = 0.5
    mass: float = 0.1
    cart: float = 1.0

    def rates(self, state, force):
        _, speed, angle, turn = state
        c, s = np.cos(angle), np.sin(angle)
        push = (force + self.mass * self.length * turn**2 * s) / (self.mass + self.cart)
        bend = (9.8 * s - c * push) / (self.length * (4 / 3 - self.mass * c**2 / (self.mass + self.cart)))
        return np.array([speed, push - self.mass * self.length * bend * c / (self.mass + self.cart), turn, bend])


@program(normal(6), np.array([0.0, 0.0, 0.1, 0.0]), 0.5, wrt=(0, 1, 2))
def balance(forces, state, length):
    pole = Pole(length=length)
    cost = 0.0
    for u in forces:
        state = state + 0.05 * pole.rates(state, u)
        cost += state @ state + 0.01 * u**2
    return cost


def rotation(w):
    angle = np.linalg.norm(w)
    k = w / angle
    cross = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


@program([0.3 * normal(6) + 0.1 for _ in range(2)], normal(4, 3), 5.0, normal(2, 4, 2), wrt=(0, 1, 2))
def cameras(poses, points, focus, seen):
    cost = 0.0
    for pose, image in zip(poses, seen):
        placed = points @ rotation(pose[:3]).T + pose[3:] + np.array([0, 0, 6.0])
        off = focus * placed[:, :2] / placed[:, 2:] - image
        cost += np.sum(np.where(np.abs(off) < 1.0, 0.5 * off**2, np.abs(off) - 0.5))
    return cost


@pytest.mark.parametrize("f, args, wrt", PROGRAMS)
def test_program(f, args, wrt):
    before = copy.deepcopy(args)
    value, gradients = s2sad.value_and_grad(f, wrt)(*args)
    assert np.asarray(value).tobytes() == np.asarray(f(*copy.deepcopy(args))).tobytes()
    for a, b in zip(leaves(args), leaves(before), strict=True):
        np.testing.assert_array_equal(a, b)
    for one, both in zip(leaves(s2sad.grad(f, wrt)(*args)), leaves(gradients), strict=True):
        np.testing.assert_allclose(one, both, rtol=1e-9, atol=1e-12)
    every = bool(os.environ.get("S2SAD_ALL_RULES"))
    s2sad.check_grads(f, args, wrt=wrt, order=2 if every or len(f.__name__) % 2 else 1)
