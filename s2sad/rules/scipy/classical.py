"""``scipy.special``: Bessel, Airy and Struve functions, elliptic integrals, hypergeometric functions, polynomials.

Derivatives are those of the NIST Digital Library of Mathematical Functions (DLMF), chapters 9 to 19, with
respect to the argument; orders have none, nor have the parameters of hypergeometric functions.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.special as special

from ...runtime import elliptic_moment
from ..registry import differential
from ..static import is_complex

# -- Bessel functions (DLMF 10.6, 10.29): half the difference of the neighbours in the order ----


@differential(special.j0, kind="special")
def j0(x, dx):
    return -special.j1(x) * dx


@differential(special.j1, kind="special")
def j1(x, dx):
    return 0.5 * (special.j0(x) - special.jv(2, x)) * dx


@differential(special.y0, kind="special")
def y0(x, dx):
    return -special.y1(x) * dx


@differential(special.y1, kind="special")
def y1(x, dx):
    return 0.5 * (special.y0(x) - special.yn(2, x)) * dx


@differential(special.jv, kind="special")
def jv(v, z, dz):
    return 0.5 * (special.jv(v - 1, z) - special.jv(v + 1, z)) * dz


@differential(special.yn, kind="special")
def yn(n, x, dx):
    return 0.5 * (special.yn(n - 1, x) - special.yn(n + 1, x)) * dx


@differential(special.yv, kind="special")
def yv(v, z, dz):
    return 0.5 * (special.yv(v - 1, z) - special.yv(v + 1, z)) * dz


@differential(special.hankel1, kind="special")
def hankel1(v, z, dz):
    return 0.5 * (special.hankel1(v - 1, z) - special.hankel1(v + 1, z)) * dz


@differential(special.hankel2, kind="special")
def hankel2(v, z, dz):
    return 0.5 * (special.hankel2(v - 1, z) - special.hankel2(v + 1, z)) * dz


# -- modified ones, and with their exponential growth divided out -----------------------------


@differential(special.i0, kind="special")
def i0(x, dx):
    return special.i1(x) * dx


@differential(special.i1, kind="special")
def i1(x, dx):
    return 0.5 * (special.i0(x) + special.iv(2, x)) * dx


@differential(special.i0e, kind="special")
def i0e(x, dx, y):
    return (special.i1e(x) - np.sign(x) * y) * dx


@differential(special.i1e, kind="special")
def i1e(x, dx, y):
    return (0.5 * (special.i0e(x) + special.ive(2, x)) - np.sign(x) * y) * dx


@differential(special.iv, kind="special")
def iv(v, z, dz):
    return 0.5 * (special.iv(v - 1, z) + special.iv(v + 1, z)) * dz


@differential(special.ive, kind="special")
def ive(v, z, dz, y):
    """``iv(v, z) * exp(-abs(z.real))``"""
    change = 0.5 * (special.ive(v - 1, z) + special.ive(v + 1, z)) * dz
    return change - np.sign(np.real(z)) * y * (np.real(dz) if is_complex(z) else dz)


@differential(special.k0, kind="special")
def k0(x, dx):
    return -special.k1(x) * dx


@differential(special.k1, kind="special")
def k1(x, dx):
    return -0.5 * (special.k0(x) + special.kn(2, x)) * dx


@differential(special.k0e, kind="special")
def k0e(x, dx, y):
    return (y - special.k1e(x)) * dx


@differential(special.k1e, kind="special")
def k1e(x, dx, y):
    return (y - 0.5 * (special.k0e(x) + special.kve(2, x))) * dx


@differential(special.kn, kind="special")
def kn(n, x, dx):
    return -0.5 * (special.kv(n - 1, x) + special.kv(n + 1, x)) * dx


@differential(special.kv, kind="special")
def kv(v, z, dz):
    return -0.5 * (special.kv(v - 1, z) + special.kv(v + 1, z)) * dz


@differential(special.kve, kind="special")
def kve(v, z, dz, y):
    return (y - 0.5 * (special.kve(v - 1, z) + special.kve(v + 1, z))) * dz


# -- Struve and Airy functions (DLMF 11.4, 9.2) ---------------------------------------------------


@differential(special.struve, kind="special")
def struve(v, x, dx):
    power = special.rgamma(v + 1.5) * (0.5 * x) ** v / math.sqrt(math.pi)
    return 0.5 * (special.struve(v - 1, x) - special.struve(v + 1, x) + power) * dx


@differential(special.modstruve, kind="special")
def modstruve(v, x, dx):
    power = special.rgamma(v + 1.5) * (0.5 * x) ** v / math.sqrt(math.pi)
    return 0.5 * (special.modstruve(v - 1, x) + special.modstruve(v + 1, x) + power) * dx


@differential(special.airy, kind="special")
def airy(z, dz, y):
    return y[1] * dz, z * y[0] * dz, y[3] * dz, z * y[2] * dz


# -- elliptic integrals (DLMF 19.4), Jacobi's functions (22.13) ------------------------------------


@differential(special.ellipk, kind="special")
def ellipk(m, dm, y):
    """Near 0, where the difference cancels, K is π/2 times 2F1(1/2, 1/2; 1; m)."""
    small = np.abs(m) < 0.1
    away = np.where(small, 0.5, m)
    near = math.pi / 8 * special.hyp2f1(1.5, 1.5, 2.0, np.where(small, m, 0.0))
    return np.where(small, near, (special.ellipe(away) - (1 - away) * y) / (2 * away * (1 - away))) * dm


@differential(special.ellipkm1, kind="special")
def ellipkm1(p, dp, y):
    small = np.abs(1 - p) < 0.1
    away = np.where(small, 0.5, p)
    near = math.pi / 8 * special.hyp2f1(1.5, 1.5, 2.0, np.where(small, 1 - p, 0.0))
    return -np.where(small, near, (special.ellipe(1 - away) - away * y) / (2 * away * (1 - away))) * dp


@differential(special.ellipe, kind="special")
def ellipe(m, dm, y):
    """Near 0, where the difference cancels, E is π/2 times 2F1(-1/2, 1/2; 1; m)."""
    small = np.abs(m) < 0.1
    away = np.where(small, 0.5, m)
    near = -math.pi / 8 * special.hyp2f1(0.5, 1.5, 2.0, np.where(small, m, 0.0))
    return np.where(small, near, (y - special.ellipk(away)) / (2 * away)) * dm


@differential(special.ellipkinc, kind="special")
def ellipkinc(phi, m, dphi, dm, y):
    """Near 0, where the difference cancels, the integral of the integrand's derivative."""
    root = np.sqrt(1 - m * np.sin(phi) ** 2)
    small = np.abs(m) < 0.1
    n = np.where(small, 0.5, m)
    n_root = np.sqrt(1 - n * np.sin(phi) ** 2)
    away = (special.ellipeinc(phi, n) / (1 - n) - special.ellipkinc(phi, n)) / (2 * n)
    away = away - np.sin(2 * phi) / (4 * (1 - n) * n_root)
    near = 0.5 * elliptic_moment(phi, np.where(small, m, 0.0), 1, 3)
    return dphi / root + np.where(small, near, away) * dm


@differential(special.ellipeinc, kind="special")
def ellipeinc(phi, m, dphi, dm):
    """Near 0, where the difference cancels, the integral of the integrand's derivative."""
    small = np.abs(m) < 0.1
    n = np.where(small, 0.5, m)
    away = (special.ellipeinc(phi, n) - special.ellipkinc(phi, n)) / (2 * n)
    near = -0.5 * elliptic_moment(phi, np.where(small, m, 0.0), 1, 1)
    return np.sqrt(1 - m * np.sin(phi) ** 2) * dphi + np.where(small, near, away) * dm


@differential(elliptic_moment, kind="ufunc_float", passive=("p", "q"))
def elliptic_moment_(phi, m, p, q, dphi, dm):
    square = np.sin(phi) ** 2
    along = square ** p / (1 - m * square) ** (0.5 * q)
    return along * dphi + 0.5 * q * elliptic_moment(phi, m, p + 1, q + 2) * dm


@differential(special.ellipj, kind="special")
def ellipj(u, m, du, y):
    sn, cn, dn = y[0], y[1], y[2]
    return cn * dn * du, -sn * dn * du, -m * sn * cn * du, dn * du


# -- hypergeometric functions (DLMF 13.3, 15.5) -----------------------------------------------------


@differential(special.hyp0f1, kind="special")
def hyp0f1(v, z, dz):
    return special.hyp0f1(v + 1, z) / v * dz


@differential(special.hyp1f1, kind="special")
def hyp1f1(a, b, x, dx):
    return a / b * special.hyp1f1(a + 1, b + 1, x) * dx


@differential(special.hyperu, kind="special")
def hyperu(a, b, x, dx):
    return -a * special.hyperu(a + 1, b + 1, x) * dx


@differential(special.hyp2f1, kind="special")
def hyp2f1(a, b, c, z, dz):
    return a * b / c * special.hyp2f1(a + 1, b + 1, c + 1, z) * dz


# -- orthogonal polynomials (DLMF 18.9): those of one degree less ---------------------------------------


def lower(n):
    """The degree of the derivative; of a constant, whose factor ``n`` is 0, anything."""
    return np.where(n == 0, 0, n - 1)


@differential(special.eval_legendre, kind="special")
def eval_legendre(n, x, dx):
    return np.where(n == 0, 0.0, 0.5 * (n + 1) * special.eval_jacobi(lower(n), 1.0, 1.0, x)) * dx


@differential(special.eval_jacobi, kind="special")
def eval_jacobi(n, alpha, beta, x, dx):
    inner = special.eval_jacobi(lower(n), alpha + 1, beta + 1, x)
    return np.where(n == 0, 0.0, 0.5 * (n + alpha + beta + 1) * inner) * dx


@differential(special.eval_chebyt, kind="special")
def eval_chebyt(n, x, dx):
    return n * special.eval_chebyu(lower(n), x) * dx


@differential(special.eval_chebyu, kind="special")
def eval_chebyu(n, x, dx):
    return np.where(n == 0, 0.0, 2.0 * special.eval_gegenbauer(lower(n), 2.0, x)) * dx


@differential(special.eval_gegenbauer, kind="special")
def eval_gegenbauer(n, alpha, x, dx):
    return np.where(n == 0, 0.0, 2 * alpha * special.eval_gegenbauer(lower(n), alpha + 1, x)) * dx


@differential(special.eval_hermite, kind="special")
def eval_hermite(n, x, dx):
    return 2 * n * special.eval_hermite(lower(n), x) * dx


@differential(special.eval_hermitenorm, kind="special")
def eval_hermitenorm(n, x, dx):
    return n * special.eval_hermitenorm(lower(n), x) * dx


@differential(special.eval_laguerre, kind="special")
def eval_laguerre(n, x, dx):
    return -np.where(n == 0, 0.0, special.eval_genlaguerre(lower(n), 1.0, x)) * dx


@differential(special.eval_genlaguerre, kind="special")
def eval_genlaguerre(n, alpha, x, dx):
    return -np.where(n == 0, 0.0, special.eval_genlaguerre(lower(n), alpha + 1, x)) * dx
