"""Structured SSA: values, operations, blocks, functions.

Control flow is a tree, as in MLIR's ``scf``: an ``If`` or a loop owns blocks, a block ends by yielding
values, and there are no jumps.  ``break`` is a flag that a loop's body yields, an early ``return`` is
an ``If`` whose branches yield what is returned; the backend turns both into natural Python again.

    %z = mul %x, %y                       Call(operator.mul, [x, y])
    %r = if %c { yield %a } else { … }    If([c], blocks=(then, orelse))
    %s = for %i in start, stop, step      For([start, stop, step, *inits], blocks=(body,))
            with %s = init { yield %t }
    %s = while with %s = init { cond } { body }
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .kinds import NEVER, UNKNOWN, Kind, kind_of


class Value:
    """What an operation, or a block's parameter, defines; ``name`` is the user's name for it."""

    __slots__ = ("name", "kind")

    def __init__(self, name: str | None = None, kind: Kind = UNKNOWN):
        self.name, self.kind = name, kind

    def __repr__(self) -> str:
        return f"<{self.name or 'value'}: {self.kind}>"


class Const(Value):
    """A value known at compile time: a number, a string, a slice, a function, a module, …"""

    __slots__ = ("value",)

    def __init__(self, value: Any, kind: Kind | None = None):
        super().__init__(None, kind_of(value) if kind is None else kind)
        self.value = value

    def __repr__(self) -> str:
        return f"<const {self.value!r}>"


class Unbound(Const):
    """The value of a variable on a path where nothing has been assigned to it."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(None, NEVER)

    def __repr__(self) -> str:
        return "<unbound>"


UNBOUND = Unbound()       # reading it raises UnboundLocalError, as in the primal
UNREACHABLE = Unbound()   # a path that raised or left: nobody can read it


@dataclass(frozen=True, slots=True)
class Site:
    """Where an operation comes from: the node, and the statement that holds it, in the user's file."""

    source: Any             # frontend.locate.Source
    node: Any
    statement: Any
    function: str = ""

    @property
    def location(self) -> Any:
        return self.source.location(self.node)

    @property
    def text(self) -> str:
        """The statement's text; of a compound statement, its header."""
        return self.source.statement_text(self.statement)


@dataclass(eq=False, slots=True)
class Block:
    """A straight run of operations that ends by yielding values."""

    params: list[Value] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)


@dataclass(eq=False, slots=True, kw_only=True)
class Op:
    """An operation.  ``sweep`` says which part of a derivative it belongs to, for the reader.

    It is "", "tangent" or "adjoint"; "surgery" in the adjoint sweep, where it is the user's own.
    """

    operands: list[Value]
    results: list[Value]
    site: Site | None = None
    sweep: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return ()

    @property
    def result(self) -> Value:
        return self.results[0]


@dataclass(eq=False, slots=True, kw_only=True)
class Call(Op):
    """A call of a Python function, or of another ``Function`` of this program.

    The last ``len(keywords)`` operands are keyword arguments; ``spelling`` is how the user wrote it
    ('method' for ``x.sum()``), which only the backend reads.
    """

    callee: Any
    keywords: tuple[str, ...] = ()
    spelling: str = ""

    @property
    def args(self) -> list[Value]:
        return self.operands[:len(self.operands) - len(self.keywords)]

    @property
    def kwargs(self) -> dict[str, Value]:
        n = len(self.keywords)
        return dict(zip(self.keywords, self.operands[len(self.operands) - n:])) if n else {}


@dataclass(eq=False, slots=True, kw_only=True)
class If(Op):
    """``results`` are what the branch taken yields; the one operand is the condition."""

    then: Block
    orelse: Block

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.then, self.orelse


@dataclass(eq=False, slots=True, kw_only=True)
class Try(If):
    """``then`` in a ``try``, ``orelse`` where it raised one of ``catches``.

    The operand is a flag, made by ``attempted``, which tells afterwards which it was: the adjoint is that
    of an ``If`` on it.  What is in ``then`` may raise, so it stays there, and all of it.
    """

    catches: tuple[type, ...] = ()


@dataclass(eq=False, slots=True, kw_only=True)
class With(If):
    """``then`` under a context manager, the second operand; ``orelse`` where that swallowed an exception.

    The first operand is a flag as that of ``Try``; of a manager that never swallows any it is True.
    """


@dataclass(eq=False, slots=True, kw_only=True)
class Loop(Op):
    """What ``For`` and ``While`` share: values carried from trip to trip.

    ``stops``: the body's last yield is a flag that leaves the loop (``break``).  Where the trip count
    is not known beforehand, the last result is the number of trips begun and finished.
    """

    body: Block
    stops: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class For(Loop):
    """Operands start, stop, step, then the initial carried values; body parameters index, carried."""

    backwards: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self.body,)

    @property
    def inits(self) -> list[Value]:
        return self.operands[3:]

    @property
    def index(self) -> Value:
        return self.body.params[0]

    @property
    def carried(self) -> list[Value]:
        return self.body.params[1:]

    @property
    def finals(self) -> list[Value]:
        return self.results[:len(self.operands) - 3]

    @property
    def trips(self) -> Value | None:
        return self.results[-1] if self.stops else None


@dataclass(eq=False, slots=True, kw_only=True)
class While(Loop):
    """Operands are the initial carried values; ``condition`` yields whether to go on."""

    condition: Block

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.condition, self.body

    @property
    def inits(self) -> list[Value]:
        return self.operands

    @property
    def carried(self) -> list[Value]:
        return self.body.params

    @property
    def finals(self) -> list[Value]:
        return self.results[:-1]

    @property
    def trips(self) -> Value:
        return self.results[-1]


@dataclass(eq=False, slots=True, kw_only=True)
class Define(Op):
    """A function inside the function, which may be called any number of times: a vjp's pullback."""

    body: Block
    name: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self.body,)


def next_carried(loop: For | While) -> list[Value]:
    """What the body yields to the next trip, without the stop flag."""
    return loop.body.yields[:-1] if loop.stops else loop.body.yields


@dataclass(eq=False, slots=True)
class Function:
    """A function of the program; its body yields exactly one value, the result.

    ``jit`` holds Numba's options for it, if Numba compiles it.
    """

    name: str
    params: list[Value]
    body: Block
    site: Site | None = None
    docstring: str = ""
    jit: dict[str, Any] | None = None

    @property
    def result(self) -> Value:
        return self.body.yields[0]


class Handed:
    """A function that a library is given, to call it: a constant operand, as in ``quad(f, 0.0, 1.0)``.

    ``function`` is what it does; where ``original`` is one of the user's own, the text names that.
    """

    __slots__ = ("function", "original")

    def __init__(self, function: Function, original: Any = None):
        self.function, self.original = function, original


def functions_in(op: Op) -> list[Function]:
    """The functions of the program that an operation calls, or hands to a library."""
    if not isinstance(op, Call):
        return []
    handed = [v.value.function for v in op.operands if isinstance(v, Const) and isinstance(v.value, Handed)
              and v.value.original is None]
    return [op.callee, *handed] if isinstance(op.callee, Function) else handed


def originals_in(op: Op) -> list[Any]:
    """The user's own functions that an operation hands to a library."""
    return [v.value.original for v in op.operands if isinstance(v, Const) and isinstance(v.value, Handed)
            and v.value.original is not None]


def walk(block: Block) -> Iterator[Op]:
    """Every operation in a block and in the blocks inside it, in order of execution."""
    for op in block.ops:
        yield op
        for inner in op.blocks:
            yield from walk(inner)


def count_uses(block: Block, counts: dict[Value, int] | None = None) -> dict[Value, int]:
    """How often each value is read, as an operand or a yield, in a block and the blocks inside it."""
    counts = {} if counts is None else counts
    for op in block.ops:
        for v in op.operands:
            counts[v] = counts.get(v, 0) + 1
        for inner in op.blocks:
            count_uses(inner, counts)
    for v in block.yields:
        counts[v] = counts.get(v, 0) + 1
    return counts


def defined_in(block: Block, into: set[Value] | None = None) -> set[Value]:
    """Every value that a block, or a block inside it, defines."""
    into = set() if into is None else into
    into.update(block.params)
    for op in block.ops:
        into.update(op.results)
        for inner in op.blocks:
            defined_in(inner, into)
    return into


def free_values(block: Block) -> list[Value]:
    """The values that a block reads and does not define, in order of first reading."""
    defined = defined_in(block)
    found: dict[Value, None] = {}

    def visit(b: Block) -> None:
        for op in b.ops:
            for v in op.operands:
                if v not in defined and not isinstance(v, Const):
                    found[v] = None
            for inner in op.blocks:
                visit(inner)
        for v in b.yields:
            if v not in defined and not isinstance(v, Const):
                found[v] = None
    visit(block)
    return list(found)


def substitute(block: Block, replace: dict[Value, Value]) -> None:
    """Replace values by others, everywhere in a block, in place."""
    def new(values: Sequence[Value]) -> list[Value]:
        return [replace.get(v, v) for v in values]
    for op in walk(block):
        op.operands = new(op.operands)
        for inner in op.blocks:
            inner.yields = new(inner.yields)
    block.yields = new(block.yields)


def clone_block(block: Block, env: dict[Value, Value]) -> Block:
    """A copy of a block with new values; ``env`` maps old to new and is extended."""
    def new(v: Value) -> Value:
        if v not in env and not isinstance(v, Const):
            return v
        return env.get(v, v)

    def fresh(v: Value) -> Value:
        env[v] = Value(v.name, v.kind)
        return env[v]

    def clone(op: Op) -> Op:
        common: dict[str, Any] = {"operands": [new(v) for v in op.operands], "site": op.site, "sweep": op.sweep}
        match op:
            case Call():
                return Call(**common, results=[fresh(v) for v in op.results], callee=op.callee,
                            keywords=op.keywords, spelling=op.spelling)
            case If():
                then, orelse = clone_block(op.then, env), clone_block(op.orelse, env)
                made = type(op)(**common, results=[fresh(v) for v in op.results], then=then, orelse=orelse)
                if isinstance(op, Try) and isinstance(made, Try):
                    made.catches = op.catches
                return made
            case For():
                body = clone_block(op.body, env)
                return For(**common, results=[fresh(v) for v in op.results], body=body, stops=op.stops,
                           backwards=op.backwards)
            case While():
                condition, body = clone_block(op.condition, env), clone_block(op.body, env)
                return While(**common, results=[fresh(v) for v in op.results], condition=condition, body=body,
                             stops=op.stops)
            case Define():
                body = clone_block(op.body, env)
                return Define(**common, results=[fresh(v) for v in op.results], body=body, name=op.name)
        raise TypeError(op)

    params = [fresh(v) for v in block.params]
    ops = [clone(op) for op in block.ops]
    return Block(params, ops, [new(v) for v in block.yields])


def clone_function(function: Function, name: str | None = None) -> Function:
    """An independent copy of a function."""
    env: dict[Value, Value] = {}
    params = [env.setdefault(p, Value(p.name, p.kind)) for p in function.params]
    body = clone_block(function.body, env)
    return Function(name or function.name, params, body, function.site, function.docstring, function.jit)


Pass = Callable[[Function], Function]
