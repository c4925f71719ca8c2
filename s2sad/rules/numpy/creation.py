"""Making arrays."""
from __future__ import annotations

import numpy as np

from ...runtime import zeros_like
from ..registry import nondifferentiable

nondifferentiable(np.zeros, np.ones, np.empty, kind="created")
nondifferentiable(np.zeros_like, np.ones_like, np.empty_like, kind="like_first")
nondifferentiable(zeros_like, kind="first")
