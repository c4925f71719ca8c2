"""Finite differences in space: relaxation, diffusion, waves, and explicit steps on a grid."""

import numpy as np

from .kernel import kernel


@kernel(lambda r: (4, r.normal(size=9), r.normal(size=9)), writes="A B")
def jacobi_1d(steps, A, B):
    for _ in range(steps):
        B[1:-1] = (A[:-2] + A[1:-1] + A[2:]) / 3.0
        A[1:-1] = (B[:-2] + B[1:-1] + B[2:]) / 3.0


@kernel(lambda r: (3, r.normal(size=(6, 5)), r.normal(size=(6, 5))), writes="A B")
def jacobi_2d(steps, A, B):
    for _ in range(1, steps):
        B[1:-1, 1:-1] = 0.2 * (A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] + A[2:, 1:-1] + A[:-2, 1:-1])
        A[1:-1, 1:-1] = 0.2 * (B[1:-1, 1:-1] + B[1:-1, :-2] + B[1:-1, 2:] + B[2:, 1:-1] + B[:-2, 1:-1])


@kernel(lambda r: (2, 5, r.normal(size=(5, 5))), writes="A")
def seidel_2d(steps, n, A):
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i, j] = (A[i - 1, j - 1] + A[i - 1, j] + A[i - 1, j + 1] + A[i, j - 1] + A[i, j]
                           + A[i, j + 1] + A[i + 1, j - 1] + A[i + 1, j] + A[i + 1, j + 1]) / 9.0


@kernel(lambda r: (2, r.normal(size=(5, 6))), writes="A")
def seidel_rows(steps, A):
    """By rows: the part of a sweep that a row needs of itself is a recurrence."""
    for _ in range(steps):
        for i in range(1, A.shape[0] - 1):
            A[i, 1:-1] += (A[i - 1, :-2] + A[i - 1, 1:-1] + A[i - 1, 2:] + A[i, 2:]
                           + A[i + 1, :-2] + A[i + 1, 1:-1] + A[i + 1, 2:])
            for j in range(1, A.shape[1] - 1):
                A[i, j] += A[i, j - 1]
                A[i, j] /= 9.0


@kernel(lambda r: (2, r.normal(size=(4, 4, 5)), r.normal(size=(4, 4, 5))), writes="A B")
def heat_3d(steps, A, B):
    for _ in range(steps):
        B[1:-1, 1:-1, 1:-1] = (0.125 * (A[2:, 1:-1, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[:-2, 1:-1, 1:-1])
                               + 0.125 * (A[1:-1, 2:, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, :-2, 1:-1])
                               + 0.125 * (A[1:-1, 1:-1, 2:] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, 1:-1, :-2])
                               + A[1:-1, 1:-1, 1:-1])
        A[1:-1, 1:-1, 1:-1] = (0.125 * (B[2:, 1:-1, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[:-2, 1:-1, 1:-1])
                               + 0.125 * (B[1:-1, 2:, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, :-2, 1:-1])
                               + 0.125 * (B[1:-1, 1:-1, 2:] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, 1:-1, :-2])
                               + B[1:-1, 1:-1, 1:-1])


@kernel(lambda r: (r.normal(size=8), 0.2, 5))
def heat_in_place(u, k, steps):
    """Overlapping reads and writes: the right side is complete before anything is stored."""
    u = u.copy()
    for _ in range(steps):
        u[1:-1] += k * (u[2:] - 2 * u[1:-1] + u[:-2])
    return u


@kernel(lambda r: (3, r.normal(size=(4, 5)), r.normal(size=(4, 5)), r.normal(size=(4, 5)), r.normal(size=3)),
        writes="ex ey hz")
def fdtd_2d(steps, ex, ey, hz, source):
    for t in range(steps):
        ey[0, :] = source[t]
        ey[1:, :] -= 0.5 * (hz[1:, :] - hz[:-1, :])
        ex[:, 1:] -= 0.5 * (hz[:, 1:] - hz[:, :-1])
        hz[:-1, :-1] -= 0.7 * (ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1])


@kernel(lambda r: (2, 5, r.normal(size=(5, 5))), writes="u")
def adi(steps, n, u):
    """Alternating directions: a tridiagonal solve along the columns, then one along the rows."""
    v = np.empty(u.shape)
    p = np.empty(u.shape)
    q = np.empty(u.shape)
    dx = 1.0 / n
    dt = 1.0 / steps
    mul1 = 2.0 * dt / (dx * dx) * 0.05
    mul2 = 1.0 * dt / (dx * dx) * 0.05
    a = c = -mul1 / 2.0
    b = 1.0 + mul1
    d = f = -mul2 / 2.0
    e = 1.0 + mul2
    for _ in range(steps):
        v[0, 1:n - 1] = 1.0
        p[1:n - 1, 0] = 0.0
        q[1:n - 1, 0] = v[0, 1:n - 1]
        for j in range(1, n - 1):
            p[1:n - 1, j] = -c / (a * p[1:n - 1, j - 1] + b)
            q[1:n - 1, j] = ((-d * u[j, :n - 2] + (1.0 + 2.0 * d) * u[j, 1:n - 1] - f * u[j, 2:]
                              - a * q[1:n - 1, j - 1]) / (a * p[1:n - 1, j - 1] + b))
        v[n - 1, 1:n - 1] = 1.0
        for j in range(n - 2, 0, -1):
            v[j, 1:n - 1] = p[1:n - 1, j] * v[j + 1, 1:n - 1] + q[1:n - 1, j]
        u[1:n - 1, 0] = 1.0
        p[1:n - 1, 0] = 0.0
        q[1:n - 1, 0] = u[1:n - 1, 0]
        for j in range(1, n - 1):
            p[1:n - 1, j] = -f / (d * p[1:n - 1, j - 1] + e)
            q[1:n - 1, j] = ((-a * v[:n - 2, j] + (1.0 + 2.0 * a) * v[1:n - 1, j] - c * v[2:, j]
                              - d * q[1:n - 1, j - 1]) / (d * p[1:n - 1, j - 1] + e))
        u[1:n - 1, n - 1] = 1.0
        for j in range(n - 2, 0, -1):
            u[1:n - 1, j] = p[1:n - 1, j] * u[1:n - 1, j + 1] + q[1:n - 1, j]


@kernel(lambda r: (r.uniform(0.5, 1.5, 8), 0.01, 0.1, 0.3, 4))
def burgers(u0, dt, dx, viscosity, steps):
    """Upwind advection of a positive field by itself, with diffusion, on a ring."""
    u = u0.copy()
    for _ in range(steps):
        un = u.copy()
        u[1:-1] = (un[1:-1] - un[1:-1] * dt / dx * (un[1:-1] - un[:-2])
                   + viscosity * dt / dx**2 * (un[2:] - 2 * un[1:-1] + un[:-2]))
        u[0] = un[0] - un[0] * dt / dx * (un[0] - un[-2]) + viscosity * dt / dx**2 * (un[1] - 2 * un[0] + un[-2])
        u[-1] = u[0]
    return u


@kernel(lambda r: (r.normal(size=9), r.normal(size=9), 0.05, 0.1, 3))
def upwind(u, c, dt, dx, steps):
    """Advection by a velocity of either sign: the side that it comes from is chosen by a mask."""
    u = np.array(u)
    flux = np.zeros_like(u)
    wind = c > 0
    for _ in range(steps):
        flux[...] = 0.0
        flux[1:] += np.where(wind[1:], c[1:] * (u[1:] - u[:-1]), 0.0)
        flux[:-1] += np.where(wind[:-1], 0.0, c[:-1] * (u[1:] - u[:-1]))
        u -= dt / dx * flux
    return u


@kernel(lambda r: (r.normal(size=10), r.uniform(0.5, 1.0, 10), 0.05, 0.1, 5), returns=2)
def wave_absorbing(u0, c, dt, dx, steps):
    """Leapfrog of the wave equation with absorbing ends; three levels in time change their names."""
    previous = u0.copy()
    current = u0.copy()
    following = np.zeros_like(u0)
    seismogram = np.zeros(steps)
    r = c * dt / dx
    for n in range(steps):
        following[1:-1] = (2.0 * current[1:-1] - previous[1:-1]
                           + r[1:-1]**2 * (current[2:] - 2.0 * current[1:-1] + current[:-2]))
        following[0] = current[1] + (r[0] - 1.0) / (r[0] + 1.0) * (following[1] - current[0])
        following[-1] = current[-2] + (r[-1] - 1.0) / (r[-1] + 1.0) * (following[-2] - current[-1])
        previous, current, following = current, following, previous
        seismogram[n] = current[3]
    return seismogram, current


@kernel(lambda r: (1.0 + 0.1 * r.random((4, 5)), *0.1 * r.normal(size=(2, 4, 5)), 0.01, 9.81, 3), writes="h hu hv")
def shallow_water(h, hu, hv, dt, g, steps):
    """Lax–Friedrichs steps of the shallow water equations on a torus."""
    for _ in range(steps):
        u = hu / h
        v = hv / h
        pressure = 0.5 * g * h**2
        for field, fx, fy in ((h, hu.copy(), hv.copy()),
                              (hu, hu * u + pressure, hu * v),
                              (hv, hv * u, hv * v + pressure)):
            mean = 0.25 * (np.roll(field, 1, 0) + np.roll(field, -1, 0) + np.roll(field, 1, 1) + np.roll(field, -1, 1))
            field[:] = mean
            field -= 0.5 * dt * (np.roll(fx, -1, 1) - np.roll(fx, 1, 1))
            field -= 0.5 * dt * (np.roll(fy, -1, 0) - np.roll(fy, 1, 0))


@kernel(lambda r: (r.normal(size=(5, 6)), r.normal(size=(3, 2)), 0.3))
def conv2d(image, weights, bias):
    m, n = image.shape
    p, q = weights.shape
    out = np.empty((m - p + 1, n - q + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i:i + p, j:j + q] * weights) + bias
    return np.maximum(out, 0.0)


@kernel(lambda r: (r.normal(size=(5, 5)), r.normal(size=(5, 5)), 1e-3, 6))
def poisson(p, b, tolerance, limit):
    """Relax to a tolerance: a loop that breaks, and boundaries that are copied at each step."""
    p = p.copy()
    pn = np.empty_like(p)
    for _ in range(limit):
        pn[:] = p
        p[1:-1, 1:-1] = (pn[1:-1, 2:] + pn[1:-1, :-2] + pn[2:, 1:-1] + pn[:-2, 1:-1] - b[1:-1, 1:-1]) / 4
        p[:, -1] = p[:, -2]
        p[0, :] = p[1, :]
        if np.max(np.abs(p - pn)) < tolerance:
            break
    return p
