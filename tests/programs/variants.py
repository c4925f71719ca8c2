"""Variants of the kernels of `tests/kernels`: a few random edits each, so that programs look like those of scientists.

    x[i] = b[i]                              if np.sum(L) > 0.3:
    for j in range(i):              ──▶          x[i] = b[i]
        x[i] -= L[i, j] * x[j]               for j in range(i):
                                                 x[i] += L[i, j] * b[j]

Many variants raise, or compute nothing of interest: these are left out.
"""

import ast
import copy
import inspect
import random
import sys

import numpy as np

from ..kernels import choices, dynamics, factorisations, idioms, products, sequences, statistics, stencils  # noqa: F401
from ..kernels.kernel import KERNELS
from .program import HEADER, Program

ATTEMPTS = 200


def variant(rng):
    """A program that is a kernel, its helpers and its loss, after up to four edits."""
    kernel = KERNELS[rng.choice(sorted(KERNELS))]
    tree = definitions(sys.modules[kernel.function.__module__], kernel.name)
    for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4])):
        edit(tree, rng)
    loss = kernel.loss_source().partition("def loss")[2]
    source = f"{HEADER}{ast.unparse(ast.fix_missing_locations(tree))}\n\n\ndef f{loss}"
    args = [np.round(a, 3) if isinstance(a, np.ndarray) else a for a in kernel.example()]
    return Program(source, tuple(args), kernel.wrt())


def definitions(module, name):
    """The definition of a kernel, without its decorator, and those that it reads of its module."""
    found = {node.name: node for node in ast.parse(inspect.getsource(module)).body
             if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    read = {node.id for node in ast.walk(found[name]) if isinstance(node, ast.Name)} | {name}
    body = [node for node in found.values() if node.name in read]
    found[name].decorator_list.clear()
    return ast.Module(body, type_ignores=[])


def edit(tree, rng):
    """Change the tree in one place."""
    rng.choice(EDITS)(tree, rng)


def blocks(tree):
    """Every list of statements inside a function."""
    return [getattr(node, field) for node in ast.walk(tree) for field in ("body", "orelse")
            if isinstance(getattr(node, field, None), list) and getattr(node, field)
            and not isinstance(node, ast.Module | ast.ClassDef)]


def some(nodes, rng):
    nodes = list(nodes)
    return rng.choice(nodes) if nodes else None


def found(tree, kind):
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


def twice(tree, rng):
    """Do a statement again, there or a little later."""
    block = some(blocks(tree), rng)
    k = rng.randrange(len(block))
    block.insert(rng.randint(k, len(block)), copy.deepcopy(block[k]))


def exchange(tree, rng):
    """Do two statements in the other order."""
    block = some(blocks(tree), rng)
    k = rng.randrange(len(block))
    block[k : k + 2] = block[k : k + 2][::-1]


def sometimes(tree, rng):
    """Do a statement on a condition."""
    block = some(blocks(tree), rng)
    k = rng.randrange(len(block))
    names = [n.id for n in found(tree, ast.Name) if isinstance(n.ctx, ast.Load) and n.id not in ("np", "math", "range")]
    test = f"np.sum({rng.choice(names)}) {rng.choice('<>')} {rng.choice(['0.3', '1.0', '-0.5'])}"
    block[k] = ast.If(ast.parse(test, mode="eval").body, [block[k]], [])


def no_copy(tree, rng):
    """Drop a copy, so that two names share their memory."""
    copies = [n for n in found(tree, ast.Call) if isinstance(n.func, ast.Attribute) and not n.keywords
              and (n.func.attr == "copy" or n.func.attr == "array") and n is not None]
    if call := some(copies, rng):
        inner = call.args[0] if call.args else call.func.value
        for node in ast.walk(tree):
            for field, value in ast.iter_fields(node):
                if value is call:
                    setattr(node, field, inner)


def a_copy(tree, rng):
    """Read a copy instead of a view."""
    reads = [n for n in found(tree, ast.Assign) if isinstance(n.value, ast.Subscript | ast.Name)]
    if assign := some(reads, rng):
        assign.value = ast.Call(ast.Attribute(assign.value, "copy", ast.Load()), [], [])


def update(tree, rng):
    """`a = e` becomes `a += e` or the other way round, or another update."""
    stores = [(b, k) for b in blocks(tree) for k, s in enumerate(b)
              if isinstance(s, ast.AugAssign) or isinstance(s, ast.Assign) and not isinstance(s.targets[0], ast.Tuple)]
    if place := some(stores, rng):
        block, k = place
        target = block[k].target if isinstance(block[k], ast.AugAssign) else block[k].targets[0]
        operator = rng.choice([None, ast.Add(), ast.Sub(), ast.Mult()])
        value = block[k].value
        block[k] = ast.AugAssign(target, operator, value) if operator else ast.Assign([target], value)


def operator(tree, rng):
    if node := some(found(tree, ast.BinOp), rng):
        node.op = rng.choice([ast.Add(), ast.Sub(), ast.Mult()])


def constant(tree, rng):
    numbers = [n for n in found(tree, ast.Constant) if type(n.value) in (int, float)]
    if node := some(numbers, rng):
        node.value = node.value + rng.choice([-1, 1]) if isinstance(node.value, int) else round(node.value * 0.7, 3)


def name(tree, rng):
    """Read another variable."""
    names = [n for n in found(tree, ast.Name) if isinstance(n.ctx, ast.Load) and n.id not in ("np", "math")]
    if len(names) > 1:
        node, other = rng.sample(names, 2)
        node.id = other.id


def target(tree, rng):
    """Write to another variable."""
    stored = [n for n in found(tree, ast.Subscript) if isinstance(n.ctx, ast.Store) and isinstance(n.value, ast.Name)]
    if len(stored) > 1:
        node, other = rng.sample(stored, 2)
        node.value = copy.deepcopy(other.value)


EDITS = [twice, exchange, sometimes, sometimes, no_copy, no_copy, a_copy, update, update]
EDITS += [operator, constant, name, target]


def generate_variant(seed, sound):
    """The first variant of a seed that is `sound`."""
    for attempt in range(ATTEMPTS):
        program = variant(random.Random(f"{seed}/{attempt}/variant"))
        try:
            if sound(program):
                return program
        except Exception:  # whatever the edits have broken
            continue
    raise RuntimeError(f"no variant from seed {seed}")
