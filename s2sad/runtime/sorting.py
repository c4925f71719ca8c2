"""The order in which Python sorts."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def sorting_order(keys: Sequence[Any], reverse: bool = False) -> list[int]:
    """The indices that would sort ``keys``; equal ones keep their order."""
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)
