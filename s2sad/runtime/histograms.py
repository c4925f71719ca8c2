"""Helpers of histograms."""
from __future__ import annotations

from typing import Any

import numpy as np


def bins_of(columns: Any, edges: Any) -> Any:
    """The bin of each point, counted along the rows, and whether it is in one: the last bins hold their right edges."""
    places, inside = np.zeros(np.size(columns[0]), int), np.ones(np.size(columns[0]), bool)
    for column, ends in zip(columns, edges):
        x = np.ravel(column)
        n = np.size(ends) - 1
        places = places * n + np.clip(np.searchsorted(ends, x, side="right"), 1, n) - 1
        inside &= (x >= ends[0]) & (x <= ends[-1])
    return places, inside
