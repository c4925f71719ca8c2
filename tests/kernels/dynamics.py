"""Differential equations in time: states in preallocated arrays, velocities that change in place."""

import numpy as np

from .kernel import kernel


def acceleration(pos, mass, g, softening):
    a = np.zeros_like(pos)
    for i in range(len(pos)):
        for j in range(len(pos)):
            if i != j:
                d = pos[j] - pos[i]
                a[i] += g * mass[j] * d / (d @ d + softening**2)**1.5
    return a


@kernel(lambda r: (r.uniform(0.5, 1.5, 3), r.normal(size=(3, 3)), r.normal(size=(3, 3)), 0.05, 0.7, 0.2, 3), returns=3)
def nbody(mass, pos, vel, dt, g, softening, steps):
    """Leapfrog, kick–drift–kick, with the kinetic energy of each step."""
    pos, vel = pos.copy(), vel.copy()
    vel -= np.mean(mass[:, None] * vel, axis=0) / np.mean(mass)
    acc = acceleration(pos, mass, g, softening)
    energy = np.zeros(steps + 1)
    energy[0] = 0.5 * np.sum(mass[:, None] * vel**2)
    for i in range(steps):
        vel += acc * dt / 2.0
        pos += vel * dt
        acc[:] = acceleration(pos, mass, g, softening)
        vel += acc * dt / 2.0
        energy[i + 1] = 0.5 * np.sum(mass[:, None] * vel**2)
    return pos, vel, energy


@kernel(lambda r: (0.9, 0.1, 0.3, 0.2, 0.1, 12))
def sir(s0, i0, beta, gamma, dt, steps):
    out = np.empty((steps + 1, 3))
    out[0] = s0, i0, 0.0
    for t in range(steps):
        s, i, r = out[t]
        infected = beta * s * i * dt
        recovered = gamma * i * dt
        out[t + 1, 0] = s - infected
        out[t + 1, 1] = i + infected - recovered
        out[t + 1, 2] = r + recovered
    return out


def predation(y, params, dydt):
    """The right side of Lotka–Volterra, into an array of the caller's."""
    a, b, c, d = params
    dydt[0] = a * y[0] - b * y[0] * y[1]
    dydt[1] = d * y[0] * y[1] - c * y[1]


@kernel(lambda r: (r.uniform(0.5, 1.5, 2), r.uniform(0.5, 1.5, 4), 0.05, 4))
def lotka_volterra(y0, params, h, steps):
    """Runge–Kutta of fourth order, whose stages and states are written into arrays."""
    out = np.zeros((steps + 1, 2))
    k = np.zeros((4, 2))
    out[0] = y0
    for i in range(steps):
        predation(out[i], params, k[0])
        predation(out[i] + h / 2 * k[0], params, k[1])
        predation(out[i] + h / 2 * k[1], params, k[2])
        predation(out[i] + h * k[2], params, k[3])
        out[i + 1] = out[i] + h / 6 * (k[0] + 2 * k[1] + 2 * k[2] + k[3])
    return out


@kernel(lambda r: (r.normal(size=5), r.normal(size=5), 4.0, 0.1, 4), writes="x v")
def springs(x, v, stiffness, dt, steps):
    """A chain of masses: a force for each spring, added to both its ends."""
    for _ in range(steps):
        f = np.zeros_like(x)
        for i in range(len(x) - 1):
            pull = stiffness * (x[i + 1] - x[i] - 1.0)
            f[i] += pull
            f[i + 1] -= pull
        v += dt * f
        v[0] = 0.0
        x += dt * v


class Pendulum:
    """A state that a method advances in place."""

    def __init__(self, angle, speed, n):
        self.state = np.zeros(2)
        self.state[0] = angle
        self.state[1] = speed
        self.history = np.zeros(n)

    def step(self, i, length, dt):
        self.state[1] -= dt * 9.81 / length * np.sin(self.state[0])
        self.state[0] += dt * self.state[1]
        self.history[i] = self.state[0]


@kernel(lambda r: (0.4, -0.2, 1.3, 0.05, 5))
def pendulum(angle, speed, length, dt, steps):
    p = Pendulum(angle, speed, steps)
    for i in range(steps):
        p.step(i, length, dt)
    return p.history


@kernel(lambda r: (r.uniform(0.0, 1.0, (4, 4)), r.uniform(0.0, 1.0, (4, 4)), 0.16, 0.08, 0.035, 0.06, 3), returns=2)
def gray_scott(U, V, du, dv, f, k, steps):
    """Reaction and diffusion on the inside of padded arrays, through views of them."""
    n, m = U.shape
    Z = np.zeros((n + 2, m + 2))
    W = np.zeros((n + 2, m + 2))
    u, v = Z[1:-1, 1:-1], W[1:-1, 1:-1]
    u[:] = U
    v[:] = V
    for _ in range(steps):
        lu = Z[:-2, 1:-1] + Z[1:-1, :-2] - 4 * u + Z[1:-1, 2:] + Z[2:, 1:-1]
        lv = W[:-2, 1:-1] + W[1:-1, :-2] - 4 * v + W[1:-1, 2:] + W[2:, 1:-1]
        uvv = u * v * v
        u += du * lu - uvv + f * (1 - u)
        v += dv * lv + uvv - (f + k) * v
        for grid in (Z, W):
            grid[0, :] = grid[-2, :]
            grid[-1, :] = grid[1, :]
            grid[:, 0] = grid[:, -2]
            grid[:, -1] = grid[:, 1]
    return u, v
