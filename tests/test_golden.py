"""Generated source, compared with what was reviewed, and its numbers, with finite differences."""

import functools
import importlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import s2sad
from s2sad.vectors import basis, leaves, rebuilt

from .golden import CASES, Case

FOLDER = Path(__file__).parent / "golden"
TOPICS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
for topic in TOPICS:
    importlib.import_module(f"tests.golden.{topic}")
ALL = [c for topic in TOPICS for c in CASES[topic]]
STEPS = {"grad": (1, 1e-3), "jvp": (1, 1e-3), "grad_grad": (2, 1e-2)}


@functools.cache
def derivative(case: Case) -> Any:
    if case.mode == "grad_grad":
        return s2sad.grad(s2sad.grad(scalar(case), case.wrt), case.wrt)
    return getattr(s2sad, case.mode)(case.function, case.wrt)


def scalar(case: Case) -> Any:
    return summed_gradients[case.function.__name__] if isinstance(case.args[0], np.ndarray) and (
        case.mode == "grad_grad"
    ) else case.function


def generated(case: Case) -> str:
    return derivative(case).source_for(*case.args)
