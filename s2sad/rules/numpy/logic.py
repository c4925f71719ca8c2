"""Comparisons and logic: the derivative is zero wherever it exists."""
from __future__ import annotations

import numpy as np

from ..registry import nondifferentiable

nondifferentiable(np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal, np.logical_and,
                  np.logical_or, np.logical_not, np.logical_xor, np.isnan, np.isinf, np.isfinite, kind="comparison")
nondifferentiable(np.isclose, np.isneginf, np.isposinf, np.isreal, np.iscomplex)
nondifferentiable(np.allclose, np.array_equal, np.array_equiv, np.iscomplexobj, np.isrealobj, kind="python_bool")
nondifferentiable(np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.left_shift, np.right_shift, kind="ufunc")
