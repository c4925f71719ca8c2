"""wrong: SyntaxError: invalid decimal literal (calls.py, line 26) (mutation program, seed 912000)."""

# ruff: noqa
import numpy as np

def f(x):
    return 0.5

ARGS = (-1.679,)
WRT = (0,)
