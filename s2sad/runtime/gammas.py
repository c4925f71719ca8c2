"""The derivatives of the logarithm of the gamma function, which Python's ``math`` does not have."""
from __future__ import annotations

import math

# The Bernoulli numbers B2, B4, … of the asymptotic series.
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330)


def polygamma(n: int, x: float) -> float:
    """The derivative of order ``n + 1`` of ``math.lgamma`` at ``x``; for order 1 the digamma function.

    By recurrence to where the asymptotic series holds, and left of 0 by reflection for the first two orders
    (Abramowitz & Stegun, *Handbook of Mathematical Functions*, sections 6.3 and 6.4).  At the poles it is nan.
    """
    if x <= 0 and x == math.floor(x):
        return math.nan
    if x == math.inf:
        return math.inf if n == 0 else 0.0
    if x < -10 and n < 2:
        turn = math.pi * math.remainder(x, 1.0)
        if n == 0:
            return polygamma(0, 1 - x) - math.pi / math.tan(turn)
        return (math.pi / math.sin(turn)) ** 2 - polygamma(1, 1 - x)
    sign = 1.0 if n % 2 else -1.0
    terms = []
    while x < 15 + n:
        terms.append(sign * math.factorial(n) / x ** (n + 1))
        x += 1.0
    if n == 0:
        terms += [math.log(x), -0.5 / x]
        terms += [-b / (2 * k * x ** (2 * k)) for k, b in enumerate(BERNOULLI, 1)]
    else:
        terms += [sign * math.factorial(n - 1) / x**n, sign * 0.5 * math.factorial(n) / x ** (n + 1)]
        terms += [sign * b * math.factorial(2 * k + n - 1) / (math.factorial(2 * k) * x ** (2 * k + n))
                  for k, b in enumerate(BERNOULLI, 1)]
    return math.fsum(terms)
