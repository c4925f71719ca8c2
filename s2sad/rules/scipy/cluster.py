"""``scipy.cluster.vq``: which of some points each observation is nearest to, and how near."""
from __future__ import annotations

import numpy as np
import scipy.cluster.vq as clusters

from ..registry import composition
from ..static import known_rank
from .spatial import apart


@composition(clusters.vq)
def vq_source(obs, code_book, check_finite=True):
    if known_rank(obs) == 1:
        obs, code_book = obs[:, None], code_book[:, None]
    distances = apart(obs[:, None, :], code_book, "euclidean")
    nearest = np.argmin(distances, axis=1)
    return nearest.astype(np.int32), distances[np.arange(len(nearest)), nearest]


@composition(clusters.whiten)
def whiten_source(obs, check_finite=True):
    spread = np.std(obs, axis=0)
    return obs / np.where(spread == 0, 1.0, spread)
