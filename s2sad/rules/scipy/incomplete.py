"""``scipy.special``: incomplete gamma and beta functions, and the distribution functions that are made of them.

Of the argument the derivative is the density (DLMF 8.8, 8.17); in the parameters it is an integral of the density's
own derivative, to 1e-9 (``runtime/incomplete.py``), and so are second ones, less precisely. Third ones are refused.
"""
from __future__ import annotations

import numpy as np
import scipy.special as special

from ...runtime import betainc_dab, gammainc_da
from ..registry import differential
from ..static import known_number, refuse

# -- gamma -----------------------------------------------------------------------------------


@differential(special.gammainc, kind="special")
def gammainc(a, x, da, dx):
    return gammainc_da(a, x, 1) * da + gamma_density(a, x) * dx


@differential(special.gammaincc, kind="special")
def gammaincc(a, x, da, dx):
    return -gammainc_da(a, x, 1) * da - gamma_density(a, x) * dx


@differential(gammainc_da, kind="ufunc_float", passive=("order",))
def gammainc_da_(a, x, order, da, dx):
    density = gamma_density(a, x)
    first = special.xlogy(density, x) - density * special.psi(a)
    if known_number(order) == 1:
        return gammainc_da(a, x, 2) * da + first * dx
    if known_number(order) == 2:
        bend = special.xlogy(first, x) - first * special.psi(a) - density * special.polygamma(1, a)
        return gammainc_da(a, x, 3) * da + bend * dx
    return refuse("third derivatives of incomplete gamma functions in their parameter are not known")


@differential(special.gammaincinv, kind="special")
def gammaincinv(a, p, da, dp, y):
    return (dp - gammainc_da(a, y, 1) * da) / gamma_density(a, y)


@differential(special.gammainccinv, kind="special")
def gammainccinv(a, p, da, dp, y):
    return -(dp + gammainc_da(a, y, 1) * da) / gamma_density(a, y)


def gamma_density(a, x):
    """``x**(a - 1) exp(-x) / gamma(a)``"""
    return np.exp(special.xlogy(a - 1, x) - x - special.gammaln(a))


@differential(special.chdtr, kind="special")
def chdtr(v, x, dv, dx):
    return 0.5 * gammainc_da(0.5 * v, 0.5 * x, 1) * dv + 0.5 * gamma_density(0.5 * v, 0.5 * x) * dx


@differential(special.chdtrc, kind="special")
def chdtrc(v, x, dv, dx):
    return -0.5 * gammainc_da(0.5 * v, 0.5 * x, 1) * dv - 0.5 * gamma_density(0.5 * v, 0.5 * x) * dx


@differential(special.chdtri, kind="special")
def chdtri(v, p, dv, dp, y):
    return -(2 * dp + gammainc_da(0.5 * v, 0.5 * y, 1) * dv) / gamma_density(0.5 * v, 0.5 * y)


@differential(special.gdtr, kind="special")
def gdtr(a, b, x, da, db, dx):
    return gammainc_da(b, a * x, 1) * db + gamma_density(b, a * x) * (x * da + a * dx)


@differential(special.gdtrc, kind="special")
def gdtrc(a, b, x, da, db, dx):
    return -gammainc_da(b, a * x, 1) * db - gamma_density(b, a * x) * (x * da + a * dx)


@differential(special.pdtr, kind="special")
def pdtr(k, m, dm):
    return -gamma_density(np.floor(k) + 1, m) * dm


@differential(special.pdtrc, kind="special")
def pdtrc(k, m, dm):
    return gamma_density(np.floor(k) + 1, m) * dm


# -- beta ------------------------------------------------------------------------------------


@differential(special.betainc, kind="special")
def betainc(a, b, x, da, db, dx):
    return betainc_dab(a, b, x, 1, 0) * da + betainc_dab(a, b, x, 0, 1) * db + beta_density(a, b, x) * dx


if hasattr(special, "betaincc"):        # since SciPy 1.11
    @differential(special.betaincc, kind="special")
    def betaincc(a, b, x, da, db, dx):
        return -betainc_dab(a, b, x, 1, 0) * da - betainc_dab(a, b, x, 0, 1) * db - beta_density(a, b, x) * dx

    @differential(special.betainccinv, kind="special")
    def betainccinv(a, b, p, da, db, dp, y):
        change = betainc_dab(a, b, y, 1, 0) * da + betainc_dab(a, b, y, 0, 1) * db
        return -(dp + change) / beta_density(a, b, y)


@differential(betainc_dab, kind="ufunc_float", passive=("in_a", "in_b"))
def betainc_dab_(a, b, x, in_a, in_b, da, db, dx):
    density, both = beta_density(a, b, x), special.psi(a + b)
    if known_number(in_a) == 1 and known_number(in_b) == 0:
        change = special.xlogy(density, x) + density * (both - special.psi(a))
        return betainc_dab(a, b, x, 2, 0) * da + betainc_dab(a, b, x, 1, 1) * db + change * dx
    if known_number(in_a) == 0 and known_number(in_b) == 1:
        change = special.xlog1py(density, -x) + density * (both - special.psi(b))
        return betainc_dab(a, b, x, 1, 1) * da + betainc_dab(a, b, x, 0, 2) * db + change * dx
    return refuse("third derivatives of incomplete beta functions in their parameters are not known")


@differential(special.betaincinv, kind="special")
def betaincinv(a, b, p, da, db, dp, y):
    change = betainc_dab(a, b, y, 1, 0) * da + betainc_dab(a, b, y, 0, 1) * db
    return (dp - change) / beta_density(a, b, y)


def beta_density(a, b, x):
    """``x**(a - 1) (1 - x)**(b - 1) / beta(a, b)``"""
    return np.exp(special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - special.betaln(a, b))


@differential(special.stdtr, kind="special")
def stdtr(df, t, ddf, dt):
    return t_slope(df, t) * ddf + t_density(df, t) * dt


@differential(special.stdtrit, kind="special")
def stdtrit(df, p, ddf, dp, y):
    return (dp - t_slope(df, y) * ddf) / t_density(df, y)


def t_density(df, t):
    """Student's density."""
    return np.exp(-0.5 * (df + 1) * np.log1p(t * t / df) - special.betaln(0.5, 0.5 * df)) / np.sqrt(df)


def t_slope(df, t):
    """The derivative of Student's distribution in ``df``: its tail is half of I(df / 2, 1 / 2) at df / (df + t²).

    Near 0, where that has infinite derivatives that cancel, it is that of the density, times t.
    """
    near = np.abs(t) < 1e-5
    far = np.where(near, 1.0, t)
    inner = 0.5 * betainc_dab(0.5 * df, 0.5, df / (df + far * far), 1, 0)
    rise = 0.5 * (special.psi(0.5 * df + 0.5) - special.psi(0.5 * df) - 1 / df)
    return np.where(near, t * t_density(df, t) * rise,
                    -0.5 * np.sign(far) * inner - 0.5 * far * t_density(df, far) / df)


@differential(special.fdtr, kind="special")
def fdtr(dfn, dfd, x, ddfn, ddfd, dx):
    return f_change(dfn, dfd, x, ddfn, ddfd, dx)


@differential(special.fdtrc, kind="special")
def fdtrc(dfn, dfd, x, ddfn, ddfd, dx):
    return -f_change(dfn, dfd, x, ddfn, ddfd, dx)


def f_change(m, n, x, dm, dn, dx):
    """The differential of Fisher's distribution, I(m / 2, n / 2) at m x / (n + m x)."""
    both = n + m * x
    t = m * x / both
    dt = (x * n * dm - x * m * dn + m * n * dx) / (both * both)
    a, b = 0.5 * m, 0.5 * n
    return beta_density(a, b, t) * dt + 0.5 * (betainc_dab(a, b, t, 1, 0) * dm + betainc_dab(a, b, t, 0, 1) * dn)


@differential(special.bdtr, kind="special")
def bdtr(k, n, p, dp):
    return -beta_density(np.floor(k) + 1, n - np.floor(k), p) * dp


@differential(special.bdtrc, kind="special")
def bdtrc(k, n, p, dp):
    return beta_density(np.floor(k) + 1, n - np.floor(k), p) * dp


@differential(special.nbdtr, kind="special")
def nbdtr(k, n, p, dp):
    return beta_density(n, np.floor(k) + 1, p) * dp


@differential(special.nbdtrc, kind="special")
def nbdtrc(k, n, p, dp):
    return -beta_density(n, np.floor(k) + 1, p) * dp
