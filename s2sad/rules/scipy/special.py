"""``scipy.special``: gamma and beta functions, error functions, exponentials and logarithms.

Derivatives are those of the NIST Digital Library of Mathematical Functions (DLMF), chapters 4 to 8.
"""
from __future__ import annotations

import math

import numpy as np
import scipy.special as special

from ..numpy.reductions import restored, summed
from ..registry import composition, differential, nondifferentiable
from ..static import known_number, known_rank, refuse

# -- error functions (DLMF 7.2, 7.10) ------------------------------------------------------


@differential(special.erf, kind="special")
def erf(x, dx):
    return 2 / math.sqrt(math.pi) * np.exp(-x * x) * dx


@differential(special.erfc, kind="special")
def erfc(x, dx):
    return -2 / math.sqrt(math.pi) * np.exp(-x * x) * dx


@differential(special.erfcx, kind="special")
def erfcx(x, dx, y):
    return (2 * x * y - 2 / math.sqrt(math.pi)) * dx


@differential(special.erfi, kind="special")
def erfi(x, dx):
    return 2 / math.sqrt(math.pi) * np.exp(x * x) * dx


@differential(special.dawsn, kind="special")
def dawsn(x, dx, y):
    return (1 - 2 * x * y) * dx


@differential(special.wofz, kind="special")
def wofz(z, dz, y):
    return (2j / math.sqrt(math.pi) - 2 * z * y) * dz


@differential(special.erfinv, kind="special")
def erfinv(x, dx, y):
    return math.sqrt(math.pi) / 2 * np.exp(y * y) * dx


@differential(special.erfcinv, kind="special")
def erfcinv(x, dx, y):
    return -math.sqrt(math.pi) / 2 * np.exp(y * y) * dx


@differential(special.fresnel, kind="special")
def fresnel(x, dx):
    return np.sin(math.pi / 2 * x * x) * dx, np.cos(math.pi / 2 * x * x) * dx


# -- the normal distribution ---------------------------------------------------------------


@differential(special.ndtr, kind="special")
def ndtr(x, dx):
    return np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi) * dx


@differential(special.log_ndtr, kind="special")
def log_ndtr(x, dx):
    """The ratio of density and distribution, by ``erfcx``: neither underflows."""
    return math.sqrt(2 / math.pi) / special.erfcx(-x / math.sqrt(2)) * dx


@differential(special.ndtri, kind="special")
def ndtri(p, dp, y):
    return math.sqrt(2 * math.pi) * np.exp(0.5 * y * y) * dp


@differential(special.ndtri_exp, kind="special")
def ndtri_exp(x, dx, y):
    return math.sqrt(2 * math.pi) * np.exp(x + 0.5 * y * y) * dx


@differential(special.owens_t, kind="special")
def owens_t(h, a, dh, da):
    along = -np.exp(-0.5 * h * h) * special.erf(a * h / math.sqrt(2)) / (2 * math.sqrt(2 * math.pi))
    return along * dh + np.exp(-0.5 * h * h * (1 + a * a)) / (2 * math.pi * (1 + a * a)) * da


# -- gamma functions (DLMF 5) ----------------------------------------------------------------


@differential(special.gamma, kind="special")
def gamma(x, dx, y):
    return y * special.psi(x) * dx


@differential(special.gammaln, special.loggamma, kind="special")
def gammaln(x, dx):
    return special.psi(x) * dx


@differential(special.rgamma, kind="special")
def rgamma(x, dx, y):
    """On the left, where gamma has poles, that of the reflection ``sin(pi x) gamma(1 - x) / pi``."""
    left = np.real(x) < 0.5
    z = 1 - np.where(left, x, 0.0)
    reflected = np.cos(math.pi * x) * special.gamma(z) - y * special.psi(z)
    return np.where(left, reflected, -y * special.psi(np.where(left, 1.0, x))) * dx


@differential(special.psi, kind="special")
def psi(x, dx):
    return special.polygamma(1, x) * dx


@differential(special.polygamma, kind="special_array", passive=("n",))
def polygamma(n, x, dx):
    return special.polygamma(n + 1, x) * dx


@differential(special.zeta)
def zeta(x, q=None, *, dq):
    return -x * special.zeta(x + 1, q) * dq


@composition(special.multigammaln)
def multigammaln_source(a, d):
    total = 0.25 * d * (d - 1) * math.log(math.pi)
    for j in range(d):
        total = total + special.gammaln(a - 0.5 * j)
    return total


@differential(special.poch, kind="special")
def poch(z, m, dz, dm, y):
    top = special.psi(z + m)
    return y * ((top - special.psi(z)) * dz + top * dm)


@differential(special.binom, kind="special")
def binom(n, k, dn, dk, y):
    rest = special.psi(n - k + 1)
    return y * ((special.psi(n + 1) - rest) * dn + (rest - special.psi(k + 1)) * dk)


@composition(special.comb)
def comb_source(N, k, *, exact=False, repetition=False):
    if exact or repetition:
        return NotImplemented
    return special.binom(N, k)


@composition(special.factorial)
def factorial_source(n, exact=False, extend="zero"):
    if exact or extend != "zero":
        return NotImplemented
    return np.where(n >= 0, special.gamma(np.where(n >= 0, n, 0) + 1), 0.0)


# -- beta functions (DLMF 5.12, 8.17) --------------------------------------------------------


@differential(special.beta, kind="special")
def beta(a, b, da, db, y):
    both = special.psi(a + b)
    return y * ((special.psi(a) - both) * da + (special.psi(b) - both) * db)


@differential(special.betaln, kind="special")
def betaln(a, b, da, db):
    both = special.psi(a + b)
    return (special.psi(a) - both) * da + (special.psi(b) - both) * db


# -- exponentials and logarithms ------------------------------------------------------------


@differential(special.expit, kind="special")
def expit(x, dx, y):
    return y * special.expit(-x) * dx


@differential(special.log_expit, kind="special")
def log_expit(x, dx):
    return special.expit(-x) * dx


@differential(special.logit, kind="special")
def logit(p, dp):
    return dp / (p * (1 - p))


@differential(special.expm1, kind="special")
def expm1(x, dx, y):
    return (y + 1) * dx


@differential(special.exp2, kind="special")
def exp2(x, dx, y):
    return math.log(2) * y * dx


@differential(special.exp10, kind="special")
def exp10(x, dx, y):
    return math.log(10) * y * dx


@differential(special.exprel, kind="special")
def exprel(x, dx):
    """``(exp(x) - 1) / x`` is 1F1(1, 2, x), and so its derivative 1F1(2, 3, x) / 2."""
    return 0.5 * special.hyp1f1(2.0, 3.0, x) * dx


@differential(special.log1p, kind="special")
def log1p(x, dx):
    return dx / (1 + x)


@differential(special.cosm1, kind="special")
def cosm1(x, dx):
    return -np.sin(x) * dx


@differential(special.cbrt, kind="special")
def cbrt(x, dx, y):
    return dx / (3 * y * y)


@differential(special.xlogy, kind="special")
def xlogy(x, y_, dx, dy_):
    return np.log(y_) * dx + ratio(x, y_) * dy_


@differential(special.xlog1py, kind="special")
def xlog1py(x, y_, dx, dy_):
    return np.log1p(y_) * dx + ratio(x, 1 + y_) * dy_


def ratio(x, y):
    """``x / y``, and 0 where both are 0.  Where only ``x`` is, the quotient has a derivative with respect to it."""
    return x / np.where((x == 0) & (y == 0), 1.0, y)


@differential(special.entr, kind="special")
def entr(x, dx):
    return (-np.log(x) - 1) * dx


@differential(special.rel_entr, kind="special")
def rel_entr(x, y_, dx, dy_):
    return (np.log(x / y_) + 1) * dx - x / y_ * dy_


@differential(special.kl_div, kind="special")
def kl_div(x, y_, dx, dy_):
    return np.log(x / y_) * dx + (1 - x / y_) * dy_


@differential(special.huber, kind="special")
def huber(delta, r, ddelta, dr):
    return np.clip(r, -delta, delta) * dr + np.where(np.abs(r) > delta, np.abs(r) - delta, 0.0) * ddelta


@differential(special.pseudo_huber, kind="special")
def pseudo_huber(delta, r, ddelta, dr):
    root = np.sqrt(1 + (r / delta) ** 2)
    return r / root * dr + (2 * delta * (root - 1) - r * r / (delta * root)) * ddelta


@differential(special.boxcox, kind="special")
def boxcox(x, lmbda, dx, dlmbda):
    return x ** (lmbda - 1) * dx + boxcox_slope(np.log(x), lmbda) * dlmbda


@differential(special.boxcox1p, kind="special")
def boxcox1p(x, lmbda, dx, dlmbda):
    return (1 + x) ** (lmbda - 1) * dx + boxcox_slope(np.log1p(x), lmbda) * dlmbda


def boxcox_slope(logarithm, lmbda):
    """The derivative of ``(x**lmbda - 1) / lmbda = log(x) exprel(lmbda log(x))`` in ``lmbda``."""
    return 0.5 * logarithm * logarithm * special.hyp1f1(2.0, 3.0, lmbda * logarithm)


@differential(special.lambertw, kind="lambertw", passive=("k", "tol"))
def lambertw(z, k=0, tol=1e-8, *, dz, y):
    return np.exp(-y) / (1 + y) * dz


@differential(special.wrightomega, kind="special")
def wrightomega(z, dz, y):
    return y / (1 + y) * dz


if hasattr(special, "sph_harm_y"):      # since SciPy 1.15
    @differential(special.sph_harm_y, kind="spherical", passive=("n", "m"))
    def sph_harm_y(n, m, theta, phi, *, diff_n=0, dtheta, dphi, y):
        """By the ladder operators, which hold at the poles too (Edmonds, *Angular Momentum*, section 2.3)."""
        if known_number(diff_n) != 0:
            refuse("sph_harm_y with diff_n has no derivative: take that of sph_harm_y")
        raising = np.sqrt(np.maximum((n - m) * (n + m + 1), 0)) * np.exp(-1j * phi)
        lowering = np.sqrt(np.maximum((n + m) * (n - m + 1), 0)) * np.exp(1j * phi)
        slope = raising * special.sph_harm_y(n, m + 1, theta, phi) - lowering * special.sph_harm_y(n, m - 1, theta, phi)
        return 0.5 * slope * dtheta + 1j * m * y * dphi


@differential(special.expi, kind="special")
def expi(x, dx):
    return np.exp(x) / x * dx


@differential(special.exp1, kind="special")
def exp1(x, dx):
    return -np.exp(-x) / x * dx


@differential(special.expn, kind="special")
def expn(n, x, dx):
    return -np.where(n == 0, (1 + 1 / x) * np.exp(-x) / x, special.expn(np.maximum(n - 1, 0), x)) * dx


@differential(special.sici, kind="special")
def sici(x, dx):
    return np.sinc(x / math.pi) * dx, np.cos(x) / x * dx


@differential(special.shichi, kind="special")
def shichi(x, dx):
    """``sinh(x) / x`` is 0F1(3/2, x²/4), at 0 too."""
    return special.hyp0f1(1.5, 0.25 * x * x) * dx, np.cosh(x) / x * dx


@differential(special.spence, kind="special")
def spence(z, dz):
    """Near 1, where ``log(z) / (1 - z)`` cancels, it is -2F1(1, 1; 2; 1 - z)."""
    near = np.abs(1 - z) < 0.1
    away = np.where(near, 0.5, z)
    return np.where(near, -special.hyp2f1(1.0, 1.0, 2.0, np.where(near, 1 - z, 0.0)), np.log(away) / (1 - away)) * dz


# -- sums of exponentials --------------------------------------------------------------------


@differential(special.logsumexp, kind="logsumexp")
def logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False, *, da, db, y):
    """The weights are those of ``softmax``; where the sum is 0 they are 0."""
    if return_sign:
        dlog = logsumexp_change(a, axis, b, keepdims, da, db, y[0], y[1])
        return dlog, np.zeros_like(y[1])
    return logsumexp_change(a, axis, b, keepdims, da, db, y, 1.0)


def logsumexp_change(a, axis, b, keepdims, da, db, y, sign):
    top = restored(np.where(np.isfinite(y), y, 0.0), axis, keepdims)
    weights = np.exp(a - top)
    if b is None:
        return summed(weights * da, axis, keepdims)
    return sign * summed(weights * (b * da + db), axis, keepdims)


@differential(special.softmax, kind="like_first")
def softmax(x, axis=None, *, dx, y):
    return y * (dx - kept_sum(y * dx, axis))


@differential(special.log_softmax, kind="like_first")
def log_softmax(x, axis=None, *, dx, y):
    return dx - kept_sum(np.exp(y) * dx, axis)


def kept_sum(x, axis):
    """A sum that broadcasts against what is summed."""
    if axis is None or known_rank(x) == 1:
        return np.sum(x)
    return np.sum(x, axis=axis, keepdims=True)


nondifferentiable(special.bernoulli)
nondifferentiable(special.gammasgn, kind="special")
nondifferentiable(special.round, kind="special")
