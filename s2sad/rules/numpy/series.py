"""``numpy.polynomial``: series in the powers, and in the polynomials of Chebyshev, Legendre, Hermite and Laguerre.

    y = chebval(x, c)       c_bar = y_bar @ chebvander(x, len(c) - 1)
                            x_bar = y_bar * chebval(x, chebder(c))

The same is stated for each basis, in the basis's own functions.  What is linear in the coefficients is so by
a matrix, that of the images of the unit vectors.
"""
from __future__ import annotations

import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre, polynomial
from numpy.polynomial._polybase import ABCPolyBase

from ...runtime import linearisation, matrix_of, real_only, significant
from ..registry import composition, differential, nondifferentiable
from ..static import is_display, known_number, known_rank, ndim, operation, refuse, shaped_like
from .polynomials import coefficients, least_squares


def array(x):
    """An array of what is written as a list."""
    return np.array(x) if is_display(x) else x


def along(weights, c, axis):
    """The product of a matrix with what lies along an axis."""
    if known_rank(c) == 1:
        return weights @ c
    product = np.tensordot(weights, c, (1, axis))
    return product if known_number(axis) == 0 else np.moveaxis(product, 0, axis)


def trimmed(c):
    """Coefficients without the last ones that are 0."""
    return c[:significant(c)]


def values(val, der, vander):
    @differential(val, kind="series_value")
    def value(x, c, tensor=True, *, dx, dc):
        slopes = val(x, der(c)) if known_rank(c) == 1 else val(x, der(c), tensor)
        return slopes * dx + in_coefficients(x, c, tensor, dc)

    def in_coefficients(x, c, tensor, dc):
        if known_rank(x) is None and known_number(dc) != 0:
            refuse("series at points of unknown rank have no derivative with respect to the coefficients")
        rows = vander(x, np.shape(c)[0] - 1)
        if known_rank(c) == 1:
            return (rows @ dc)[0] if known_rank(x) == 0 else rows @ dc
        if tensor:
            return np.tensordot(dc, rows[0] if known_rank(x) == 0 else rows, (0, -1))
        if known_rank(c) is None or known_rank(c) <= known_rank(x):
            refuse("tensor=False has a derivative where each series has as many axes as the points, or more")
        rows = rows[0] if known_rank(x) == 0 else np.moveaxis(rows, -1, 0)
        return np.sum(np.expand_dims(rows, tuple(range(1, known_rank(c) - known_rank(x)))) * dc, axis=0)

    @composition(val)
    def value_source(x, c, tensor=True):
        if is_display(x) or is_display(c) or known_rank(c) == 0:
            return operation(val, array(x), coefficients(c), tensor)
        return NotImplemented


def on_several_axes(val, vander, val2d, val3d, grid2d, grid3d, vander2d, vander3d):
    @composition(val2d)
    def val2d_source(x, y, c):
        return val(np.asarray(y), val(np.asarray(x), c), False)

    @composition(val3d)
    def val3d_source(x, y, z, c):
        return val(np.asarray(z), val(np.asarray(y), val(np.asarray(x), c), False), False)

    @composition(grid2d)
    def grid2d_source(x, y, c):
        return val(np.asarray(y), val(np.asarray(x), c))

    @composition(grid3d)
    def grid3d_source(x, y, z, c):
        return val(np.asarray(z), val(np.asarray(y), val(np.asarray(x), c)))

    @composition(vander2d)
    def vander2d_source(x, y, deg):
        v = vander(x, deg[0])[..., :, None] * vander(y, deg[1])[..., None, :]
        return np.reshape(v, (*np.shape(v)[:-2], -1))

    @composition(vander3d)
    def vander3d_source(x, y, z, deg):
        v = (vander(x, deg[0])[..., :, None, None] * vander(y, deg[1])[..., None, :, None]
             * vander(z, deg[2])[..., None, None, :])
        return np.reshape(v, (*np.shape(v)[:-3], -1))


def calculus(vander, der, integral):
    @differential(vander, kind="series_vander")
    def vandermonde(x, deg, dx, y):
        slopes = der(np.eye(deg + 1))
        dy = y[..., :np.shape(slopes)[0]] @ slopes
        return dy * dx if known_rank(x) == 0 else dy * np.expand_dims(dx, -1)

    @composition(vander)
    def vander_source(x, deg):
        return operation(vander, np.array(x), deg) if is_display(x) else NotImplemented

    @differential(der, kind="series")
    def derivative(c, m=1, scl=1, axis=0, *, dc, y):
        units = np.eye(np.shape(c)[axis])
        usual = known_number(m) == 1 and known_number(scl) == 1
        return shaped_like(along(der(units) if usual else der(units, m, scl), dc, axis), y)

    @composition(der)
    def derivative_source(c, m=1, scl=1, axis=0):
        if is_display(c) or known_rank(c) == 0:
            return operation(der, coefficients(c), m, scl, axis)
        return NotImplemented

    @differential(integral, kind="integrated_series")
    def integrated(c, m=1, k=(), lbnd=0, scl=1, axis=0, *, dc, y):
        units = np.eye(np.shape(c)[axis])
        usual = known_number(m) == 1 and known_number(scl) == 1 and known_number(lbnd) == 0
        return shaped_like(along(integral(units) if usual else integral(units, m, [], lbnd, scl), dc, axis), y)

    @composition(integral)
    def integral_source(c, m=1, k=None, lbnd=0, scl=1, axis=0):
        if is_display(c) or known_rank(c) == 0:
            c = coefficients(c)
        elif k is None or is_display(k) and len(k) == 0:
            return NotImplemented
        if k is None or is_display(k) and len(k) == 0:
            return operation(integral, c, m, [], lbnd, scl, axis)
        if axis != 0:
            refuse("constants of integration have a derivative with axis=0 alone")
        for i in range(m):
            c = operation(integral, c, 1, [], lbnd, scl)
            constant = k if known_rank(k) == 0 else k[i] if not is_display(k) or i < len(k) else 0.0
            c = np.concatenate([c[:1] + constant, c[1:]])
        return c


def fit(fitted, vander):
    @composition(fitted)
    def fit_source(x, y, deg, rcond=None, full=False, w=None):
        if full:
            refuse("a fit has a derivative for the coefficients alone: leave out full=True")
        if known_rank(deg) != 0:
            refuse("a fit of chosen degrees has no derivative here: give the highest degree")
        return least_squares(vander(x, deg), x, y, rcond, w)


def algebra(add, sub, mul, mulx, power):
    @composition(add)
    def add_source(c1, c2):
        return trimmed(padded_sum(coefficients(c1), coefficients(c2)))

    @composition(sub)
    def sub_source(c1, c2):
        return trimmed(padded_sum(coefficients(c1), -coefficients(c2)))

    @differential(mul, kind="product_series")
    def product(c1, c2, dc1, dc2, y):
        table = linearisation(mul, np.size(c1), np.size(c2))[:np.size(y)]
        return np.einsum("kij,i,j->k", table, dc1, c2) + np.einsum("kij,i,j->k", table, c1, dc2)

    @composition(mul)
    def mul_source(c1, c2):
        if known_rank(c1) == 1 and known_rank(c2) == 1:
            return NotImplemented
        return operation(mul, coefficients(c1), coefficients(c2))

    @composition(mulx)
    def mulx_source(c):
        c = coefficients(c)
        return trimmed(matrix_of(mulx, np.size(c)) @ c)

    @composition(power)
    def power_source(c, pow, maxpower=16):
        c = coefficients(c)
        y = np.ones(1) if pow == 0 else trimmed(c)
        for _ in range(2, pow + 1):
            y = mul(y, c)
        return y


def padded_sum(a, b):
    """The sum of two vectors, of which the shorter one is lengthened by zeros."""
    longer = np.maximum(np.size(a), np.size(b))
    return (np.concatenate([a, np.zeros(longer - np.size(a))])
            + np.concatenate([b, np.zeros(longer - np.size(b))]))


def zeros(roots, fromroots, val, der, vander):
    @differential(roots)
    def zeros_of(c, dc, y):
        """By the implicit function theorem, of real roots that differ."""
        y = real_only(y, c)
        return -(vander(y, np.size(c) - 1) @ dc) / val(y, der(c))

    @composition(roots)
    def roots_source(c):
        return NotImplemented if known_rank(c) == 1 else operation(roots, coefficients(c))

    @differential(fromroots, kind="product_series")
    def of_zeros(roots, droots):
        """A zero's change changes the product by that of the other factors."""
        n = np.size(roots)
        others = np.reshape([-fromroots(np.delete(roots, i)) for i in range(n)], (n, n))
        return np.concatenate([droots @ others, np.zeros(1)])

    @composition(fromroots)
    def fromroots_source(roots):
        return NotImplemented if known_rank(roots) == 1 else operation(fromroots, coefficients(roots))


def change_of_basis(to_powers, from_powers):
    @composition(to_powers)
    def to_powers_source(c):
        c = coefficients(c)
        return matrix_of(to_powers, np.size(c)) @ c

    @composition(from_powers)
    def from_powers_source(pol):
        pol = coefficients(pol)
        return trimmed(matrix_of(from_powers, np.size(pol)) @ pol)


for module, prefix in ((polynomial, "poly"), (chebyshev, "cheb"), (legendre, "leg"), (hermite, "herm"),
                       (hermite_e, "herme"), (laguerre, "lag")):
    def of(*names, module=module, prefix=prefix):
        return [getattr(module, prefix + name) for name in names]

    values(*of("val", "der", "vander"))
    on_several_axes(*of("val", "vander", "val2d", "val3d", "grid2d", "grid3d", "vander2d", "vander3d"))
    calculus(*of("vander", "der", "int"))
    fit(*of("fit", "vander"))
    algebra(*of("add", "sub", "mul", "mulx", "pow"))
    zeros(*of("roots", "fromroots", "val", "der", "vander"))
    if module is not polynomial:
        change_of_basis(getattr(module, f"{prefix}2poly"), getattr(module, f"poly2{prefix}"))
        nondifferentiable(getattr(module, f"{prefix}gauss"))

nondifferentiable(chebyshev.chebpts1, chebyshev.chebpts2, kind="created")
nondifferentiable(linearisation, matrix_of)
nondifferentiable(significant, kind="python_int")


@composition(polynomial.polyvalfromroots)
def polyvalfromroots_source(x, r, tensor=True):
    x, r = array(x), coefficients(r)
    if tensor and known_rank(x) != 0:
        r = np.reshape(r, (*np.shape(r), *(1,) * ndim(x)))
    return np.prod(x - r, axis=0)


# -- weights with respect to which a basis is orthogonal ---------------------------------------


@composition(chebyshev.chebweight)
def chebweight_source(x):
    return 1.0 / (np.sqrt(1.0 + x) * np.sqrt(1.0 - x))


@composition(legendre.legweight)
def legweight_source(x):
    return x * 0.0 + 1.0


@composition(hermite.hermweight)
def hermweight_source(x):
    return np.exp(-x**2)


@composition(hermite_e.hermeweight)
def hermeweight_source(x):
    return np.exp(-0.5 * x**2)


@composition(laguerre.lagweight)
def lagweight_source(x):
    return np.exp(-x)


# -- objects with constant coefficients, called -------------------------------------------------


@composition(np.poly1d.__call__)
def poly1d_called(self, val):
    return np.polyval(self.coeffs, val)


@composition(ABCPolyBase.__call__)
def called(self, arg):
    offset, scale = self.mapparms()
    return self._val(offset + scale * arg, self.coef)
