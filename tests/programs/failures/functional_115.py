"""wrong: KeyError: Ref(name=None) (functional program, seed 115)."""

# ruff: noqa
import numpy as np

def f(x):
    for i in range(1):
        state = {0.5: 0.5}
        bump = lambda q: state
        return 0.5

ARGS = (-0.843,)
WRT = (0,)
