"""What statistics of samples give besides numbers, as tuples."""
from __future__ import annotations

from typing import Any, NamedTuple


class TestResult(NamedTuple):
    """What a test gives that a program may read."""

    statistic: Any
    pvalue: Any


class Line(NamedTuple):
    """What ``linregress`` gives."""

    slope: Any
    intercept: Any
    rvalue: Any
    pvalue: Any
    stderr: Any
    intercept_stderr: Any
