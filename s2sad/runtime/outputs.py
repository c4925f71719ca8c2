"""Checks of a primal's result that its kind could not answer."""
from __future__ import annotations

from typing import Any

import numpy as np


def unit(value: Any) -> float:
    """The cotangent of a result that must be one number: 1, or TypeError where it is an array."""
    if np.shape(value) != ():
        raise TypeError(
            f"the gradient needs a function that returns one number, not an array of shape {np.shape(value)}; "
                        "use vjp or jacobian")
    if np.iscomplexobj(value):
        raise TypeError("the gradient needs a real number, and this one is complex: take its real part, or its modulus")
    return 1.0


def cotangent_for(g: Any, value: Any) -> Any:
    """A cotangent that a pullback is given, if it has the shape of the value that it belongs to.

    A complex one is conjugated: the sweep computes with ``g`` where the loss changes by ``Re(sum(g * dy))``.
    """
    if np.shape(g) != np.shape(value):
        raise ValueError(f"the cotangent has shape {np.shape(g)}, and the value has {np.shape(value)}")
    return np.conj(g) if np.iscomplexobj(g) else g
