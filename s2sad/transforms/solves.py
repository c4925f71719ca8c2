"""Linear systems with one matrix share its factors, where SciPy is there.

    %x = np.linalg.solve %a, %b             %lu = lu_factor %a
    …                                       %x = lu_solve %lu, %b
    %t = np.transpose %a                    …
    %g = np.linalg.solve %t, %x_bar         %g = lu_solve %lu, %x_bar, 1

The factors round otherwise than NumPy does, so a solution of the primal that can be seen is left as it is: one
that reaches a value that is returned, a branch or an integer.  Systems whose matrix is a factor already, of
Cholesky's or QR, need no others: they are triangular.  Factors stand where the first system is that has the
matrix, but outside loops and pullbacks: making them never raises.
"""
from __future__ import annotations

import operator
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import Block, Call, Const, Define, For, Function, If, Op, Value, While, next_carried, walk
from ..ir.kinds import Array, List, Object, dims
from ..rules import registry
from ..runtime import cho_factor, cho_solve, lu_factor, lu_solve, solve_triangle
from .observed import seen

FLOATS = {"float32", "float64", "complex64", "complex128"}
GENERAL = (None, "gen", "general")
POSITIVE = ("pos", "positive definite")
Path = list[tuple[Block, Op]]


@dataclass(slots=True)
class System:
    """A call that solves: ``form`` of what ``matrix``, transposed or not, for which right-hand side."""

    op: Call
    matrix: Value
    form: tuple[Any, ...]           # ("lu",), ("cholesky", lower) or ("triangle", lower)
    trans: int                      # 0, 1: of the transpose, 2: of the adjoint
    path: Path = field(default_factory=list)


@dataclass(slots=True)
class Tape:
    """A tape of matrices: what is pushed and how it is to be solved, the versions of the list, what is read of it."""

    matrix: Value
    form: tuple[Any, ...]
    push: Call
    lists: list[Value]
    items: list[Value]

    def hold(self, factors: Value) -> None:
        """Record the factors instead."""
        self.push.operands[1] = factors
        for v in self.lists:
            v.name, v.kind = f"{factors.name}_tape", List(factors.kind)
        for v in self.items:
            v.name, v.kind = factors.name, factors.kind


NOBODY = Op(operands=[], results=[])        # who reads what a function returns


def share(function: Function, shown: tuple[int, ...], only_numpy: bool) -> Function:
    """Factor matrices once, in place; ``shown`` are the items of the result that are values, not derivatives.

    ``only_numpy``: not unless the program needs SciPy anyway.
    """
    solving = [op for op in walk(function.body) if isinstance(op, Call) and op.callee in solvers()]
    if solving and "scipy.linalg" in sys.modules and not (only_numpy and not uses_scipy(function)):
        registry.load()
        Sharing(function, seen(function, shown)).run()
    return function


def solvers() -> set[Any]:
    """The functions that solve general systems."""
    linalg = sys.modules.get("scipy.linalg")
    return {np.linalg.solve} if linalg is None else {np.linalg.solve, linalg.solve}


def uses_scipy(function: Function) -> bool:
    """Whether a program calls a function of SciPy's."""
    return any(isinstance(op, Call) and (getattr(op.callee, "__module__", None) or "").startswith("scipy.")
               for op in walk(function.body))


class Sharing:
    """Finds the systems of a program that may be solved by factors, and which of them have a matrix in common."""

    def __init__(self, function: Function, seen: set[Value]):
        self.function, self.seen = function, seen
        self.makers: dict[Value, Op] = {}
        self.home: dict[Value, Block] = dict.fromkeys(function.params, function.body)
        self.systems: list[System] = []

    def run(self) -> None:
        self.collect(self.function.body, [])
        groups: dict[Any, list[System]] = {}
        for s in self.systems:
            if s.form[0] == "triangle":
                rewrite(s, s.matrix)
            else:
                groups.setdefault((s.matrix, s.form), []).append(s)
        tapes = self.tapes(groups)
        for matrix, form in {(t.matrix, t.form): None for t in tapes}:
            of_matrix = [t for t in tapes if t.matrix is matrix and t.form == form]
            factors = factor(self.home[matrix], groups.pop((matrix, form)), [t.push for t in of_matrix])
            for tape in of_matrix:
                tape.hold(factors)
                for v in tape.items:
                    for s in groups.pop((v, form)):
                        rewrite(s, v)
        for systems in groups.values():
            for scope, members in by_scope(systems, self.home):
                if len(members) > 1 or any(repeated(s, scope) for s in members):
                    factor(scope, members)

    def tapes(self, groups: dict[Any, list[System]]) -> list[Tape]:
        """The tapes of matrices that are read for systems alone, and whose factors the loop has anyway."""
        readers: dict[Value, list[Op]] = {}
        for op in walk(self.function.body):
            for v in {*op.operands, *(v for b in op.blocks for v in b.yields)}:
                readers.setdefault(v, []).append(op)
        for v in self.function.body.yields:
            readers.setdefault(v, []).append(NOBODY)
        solving = {id(s.op): s for s in self.systems}

        def only_solved(item: Value) -> bool:
            """Whether nothing but systems reads an item of a tape, or its transpose."""
            return all(id(op) in solving and solving[id(op)].matrix is item and op.operands[1] is not item
                       or isinstance(op, Call) and op.callee is np.transpose and all(
                           id(o) in solving and solving[id(o)].matrix is item for o in readers.get(op.result, []))
                       for op in readers[item])
        found: dict[Value, Tape] = {}
        for matrix, form in groups:
            get = self.makers.get(matrix)
            if not isinstance(get, Call) or get.callee is not operator.getitem or get.operands[0] in found:
                continue
            final = get.operands[0]
            loop = self.makers.get(final)
            if not isinstance(loop, (For, While)) or final not in loop.finals:
                continue
            at = loop.finals.index(final)
            push, param = self.makers.get(next_carried(loop)[at]), loop.carried[at]
            reading = readers[final]
            if isinstance(push, Call) and push.callee is primitives.appended and push.operands[0] is param and (
                    push.operands[1], form) in groups and self.home.get(push.operands[1]) is loop.body and all(
                    isinstance(op, Call) and op.callee is operator.getitem and (op.result, form) in groups
                    and only_solved(op.result) for op in reading) and len(readers[param]) == 1:
                lists = [param, push.result, final]
                if isinstance(loop, While):
                    lists.append(loop.condition.params[at])
                found[final] = Tape(push.operands[1], form, push, lists, [op.result for op in reading])
        return list(found.values())

    def collect(self, block: Block, path: Path) -> None:
        self.home.update(dict.fromkeys(block.params, block))
        for op in block.ops:
            self.home.update(dict.fromkeys(op.results, block))
            self.makers.update((r, op) for r in op.results)
            here = [*path, (block, op)]
            if isinstance(op, Call) and (op.sweep or op.result not in self.seen if op.results else False):
                found = self.system(op)
                if found is not None:
                    found.path = here
                    self.systems.append(found)
            for inner in op.blocks:
                self.collect(inner, here)

    def system(self, op: Call) -> System | None:
        """What a call solves, if factors can do that."""
        if op.callee not in solvers() or len(op.args) < 2:
            return None
        a, b = op.operands[:2]
        shape, right = dims(a.kind), dims(b.kind)
        if shape is None or right is None or len(shape) != 2 or not 1 <= len(right) <= 2 or not (
                isinstance(a.kind, Array) and isinstance(b.kind, Array)
                and a.kind.dtype == b.kind.dtype and a.kind.dtype in FLOATS):
            return None
        form: tuple[Any, ...] | None = ("lu",)
        if op.callee is not np.linalg.solve:
            form = form_of(op)
        if form is None:
            return None
        if form[0] == "cholesky":
            return System(op, a, form, 0)
        matrix, trans = self.untransposed(a)
        lower = self.triangle(matrix)
        if lower is not None:
            return System(op, matrix, ("triangle", lower), trans)
        return System(op, matrix, form, trans)

    def untransposed(self, a: Value) -> tuple[Value, int]:
        """A matrix as another one, or its transpose (1), or its adjoint (2)."""
        matrix, transposed, conjugated = a, False, False
        found = (matrix, 0)
        while True:
            op = self.makers.get(matrix)
            if not isinstance(op, Call) or len(op.operands) != 1 or op.callee not in (np.transpose, np.conj):
                return found
            matrix = op.operands[0]
            transposed ^= op.callee is np.transpose
            conjugated ^= op.callee is np.conj
            if transposed or not conjugated:        # no routine solves with the conjugate
                found = (matrix, transposed + conjugated)

    def triangle(self, a: Value) -> bool | None:
        """Whether a matrix is certainly a lower triangle, or an upper one; else None."""
        op = self.makers.get(a)
        if isinstance(op, Call) and op.callee is np.linalg.cholesky and not op.keywords:
            return True
        if isinstance(op, Call) and op.callee is operator.getitem:
            op = self.makers.get(op.operands[0])        # the first columns
        if not isinstance(op, Call):
            return None
        if op.callee is operator.getitem and isinstance(op.operands[1], Const) and op.operands[1].value == 1:
            op = self.makers.get(op.operands[0])
            if isinstance(op, Call) and op.callee in orthogonal() and "mode" not in {*op.keywords} - {
                    k for k, v in op.kwargs.items() if isinstance(v, Const) and v.value in REDUCED}:
                return False
        return None


REDUCED = ("reduced", "economic")


def orthogonal() -> set[Any]:
    """The functions that give Q and R."""
    return {np.linalg.qr, sys.modules["scipy.linalg"].qr}


def form_of(op: Call) -> tuple[Any, ...] | None:
    """How ``scipy.linalg.solve`` is asked to solve."""
    given = dict(zip(("a", "b", "lower"), op.args)) | op.kwargs
    said = {k: v.value for k, v in given.items() if isinstance(v, Const)}
    if len(op.args) > 3 or set(given) - {"a", "b", "lower", "assume_a", "check_finite"} or set(given) - set(said) - {
            "a", "b"}:
        return None
    if said.get("assume_a") in GENERAL:
        return ("lu",)
    return ("cholesky", bool(said.get("lower", False))) if said.get("assume_a") in POSITIVE else None


def by_scope(systems: list[System], home: dict[Value, Block]) -> Iterator[tuple[Block, list[System]]]:
    """The systems with one matrix, by the block in which its factors are made for them.

    That is the block where the matrix is made, or the branch in which all of them are.
    """
    found: dict[int, tuple[Block, list[System]]] = {}
    scopes = {id(s): scopes_of(s, home) for s in systems}
    own = {id(scopes[id(s)][-1]) for s in systems}
    for s in systems:
        scope = next(b for b in scopes[id(s)] if id(b) in own)
        found.setdefault(id(scope), (scope, []))[1].append(s)
    yield from found.values()


def scopes_of(s: System, home: dict[Value, Block]) -> list[Block]:
    """The block of a system's matrix, and the branches in it that the system is in, from the outermost."""
    blocks = [b for b, _ in s.path]
    start = next((i for i, b in enumerate(blocks) if b is home.get(s.matrix)), len(blocks) - 1)
    return [blocks[start], *[b for b, (_, outer) in zip(blocks[start + 1:], s.path[start:]) if isinstance(outer, If)]]


def anchor(s: System, scope: Block) -> Op:
    """The operation of a block in which a system is."""
    return next(op for b, op in s.path if b is scope)


def repeated(s: System, scope: Block) -> bool:
    """Whether a system is solved, perhaps, several times while the block runs once."""
    at = next(i for i, (b, _) in enumerate(s.path) if b is scope)
    return any(isinstance(op, (For, While, Define)) for _, op in s.path[at:])


def factor(scope: Block, systems: list[System], pushes: Iterable[Op] = ()) -> Value:
    """Factor the matrix of some systems before the first of them, and ``pushes``, and solve them so."""
    first = min(systems, key=lambda s: scope.ops.index(anchor(s, scope)))
    lower = first.form[1:]
    factors = Value("c" if lower else "lu", Object(tuple))
    operands = [first.matrix, *([Const(True)] if lower == (True,) else [])]
    made = Call(operands=operands, results=[factors], callee=cho_factor if lower else lu_factor,
                site=first.op.site, sweep=first.op.sweep)
    for s in systems:
        rewrite(s, factors)
    scope.ops.insert(min(scope.ops.index(op) for op in (anchor(first, scope), *pushes)), made)
    return factors


def rewrite(s: System, factors: Value) -> None:
    """Solve a system by factors, in place."""
    right, trans = s.op.operands[1], Const(s.trans)
    s.op.keywords = ()
    if s.form[0] == "triangle":
        s.op.callee, s.op.operands = solve_triangle, [factors, right, trans, Const(s.form[1])]
    elif s.form[0] == "cholesky":
        s.op.callee, s.op.operands = cho_solve, [factors, right]
    else:
        s.op.callee, s.op.operands = lu_solve, [factors, right, *([trans] if s.trans else [])]
