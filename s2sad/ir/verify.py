"""The verifier: what must hold of every program, checked after each pass in tests."""
from __future__ import annotations

from ..errors import InternalError
from .core import Block, Call, Const, Define, For, Function, If, Op, Value, While


def verify(function: Function, after: str = "") -> None:
    """Raise InternalError where a value is read before it is defined, or an operation is malformed."""
    _Verifier(function, after).run()


class _Verifier:
    def __init__(self, function: Function, after: str):
        self.function, self.after = function, after
        self.defined: set[Value] = set()

    def fail(self, message: str) -> None:
        raise InternalError(f"{self.function.name}, after {self.after or 'a pass'}: {message}")

    def run(self) -> None:
        if len(self.function.body.yields) != 1:
            self.fail("a function yields exactly one value")
        self.block(self.function.body, set(), self.function.params)

    def define(self, values: list[Value], scope: set[Value]) -> None:
        for v in values:
            if v in self.defined:
                self.fail(f"{v!r} is defined twice")
            self.defined.add(v)
            scope.add(v)

    def block(self, block: Block, outer: set[Value], params: list[Value] | None = None) -> None:
        scope = set(outer)
        self.define(params if params is not None else block.params, scope)
        for op in block.ops:
            self.read(op.operands, scope, op)
            self.shape(op)
            for inner in op.blocks:
                self.block(inner, scope)
            self.define(op.results, scope)
        self.read(block.yields, scope, None)

    def read(self, values: list[Value], scope: set[Value], op: Op | None) -> None:
        for v in values:
            if not isinstance(v, Const) and v not in scope:
                where = getattr(op, "callee", op.__class__.__name__) if op is not None else "a yield"
                self.fail(f"{v!r} is read by {where} where it is not defined")

    def shape(self, op: Op) -> None:
        match op:
            case Call():
                if len(op.keywords) > len(op.operands) or len(op.results) > 1:
                    self.fail(f"malformed call of {op.callee}")
            case If():
                if not len(op.then.yields) == len(op.orelse.yields) == len(op.results):
                    self.fail("the branches of an if yield different numbers of values")
            case For() | While():
                n = len(op.inits)
                extra = 1 if op.trips is not None else 0
                if len(op.carried) != n or len(op.finals) != n or len(op.results) != n + extra:
                    self.fail("a loop carries different numbers of values in and out")
                if len(op.body.yields) != n + (1 if op.stops else 0):
                    self.fail("a loop's body yields another number of values than it carries")
                if isinstance(op, While) and (len(op.condition.params) != n or len(op.condition.yields) != 1):
                    self.fail("a while's condition is malformed")
            case Define():
                if len(op.body.yields) != 1:
                    self.fail("an inner function yields exactly one value")
