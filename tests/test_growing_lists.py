"""Lists that grow, shrink and change in loops cost as much in a derivative as in the function: nothing copies them."""

import ast
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import s2sad

from .golden.differences import assert_close, gradient

# mypy: disable-error-code="no-untyped-def,no-untyped-call"


def states(x, n):
    found = [x]
    for _ in range(n):
        x = np.sin(x)
        found.append(x)
    s = 0.0
    for i in range(n):
        s += np.sum(found[i] * found[i + 1])
    return s


def accepted(x, n):
    found = []
    for i in range(n):
        x = x * 0.99
        if i % 3 != 1:
            found.append(x)
    s = 0.0
    for v in found:
        s += np.sum(v * v)
    return s


def from_the_last(x, n):
    found = [x]
    for _ in range(n):
        found.append(np.sin(found[-1]) * found[0])
    return np.sum(found[-1])


def stacked(x, n):
    found = [x]
    for _ in range(n):
        found.append(np.sin(found[-1]))
    return np.sum(np.array(found) ** 2)


def stack_machine(x, n):
    stack = [x, 2.0 * x]
    for i in range(n):
        if i % 2 == 0:
            stack.append(np.sin(stack[-1]))
        else:
            last = stack.pop()
            stack[-1] = stack[-1] + last
    return np.sum(stack[-1])


def written(x, n):
    found = [x] * (n + 1)
    for i in range(n):
        found[i + 1] = np.sin(found[i]) * found[i + 1]
    return np.sum(found[n])


FUNCTIONS = [states, accepted, from_the_last, stacked, stack_machine, written]
functions = pytest.mark.parametrize("f", FUNCTIONS)
arguments = pytest.mark.parametrize("x", [0.7, np.array([0.7, -0.4])], ids=["number", "array"])


def second(f: Callable[..., Any]) -> Callable[..., Any]:
    def of_gradient(x, n):
        return np.sum(s2sad.grad(f)(x, n))
    return of_gradient


def copies_in_loops(source: str) -> list[str]:
    loops = [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.For, ast.While))]
    return [ast.unparse(node) for loop in loops for node in ast.walk(loop)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("list", "copied", "accumulate")]


@functions
@arguments
def test_no_list_is_copied_in_a_loop(f, x):
    for source in (s2sad.grad(f).source_for(x, 5), s2sad.vjp(f).source_for(x, 5), s2sad.jvp(f).source_for(x, 5, x),
                   s2sad.grad(second(f)).source_for(x, 5)):
        assert copies_in_loops(source) == []


@functions
@arguments
def test_derivatives_are_right(f, x):
    assert_close(s2sad.grad(f)(x, 7), gradient(f, (x, 7), 0))
    of_gradient = second(f)
    assert_close(s2sad.grad(of_gradient)(x, 7), gradient(of_gradient, (x, 7), 0))
    value, tangent = s2sad.jvp(f)(x, 7, x)
    assert value == f(x, 7)
    assert_close(tangent, np.sum(gradient(f, (x, 7), 0) * x))


@functions
def test_memory_is_linear(f):
    """What is kept of a list for each trip is an item, and not the list."""

    def peak(n: int) -> int:
        derivative(0.7, 3)
        tracemalloc.start()
        try:
            derivative(0.7, n)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    derivative = s2sad.grad(second(f))
    assert peak(800) < 2.6 * peak(400)
