"""Programs as text that a newcomer can read.

    func f(%x: float, %n: int):
      %y.1: float = for %i in range(0, %n, 1) with %y: float = 1.0:
        %y.2: float = mul %y, %x
        yield %y.2
      return %y.1
"""
from __future__ import annotations

from typing import Any

from .core import Block, Call, Const, Define, For, Function, If, Op, Try, Unbound, Value, While, With


class _Printer:
    def __init__(self) -> None:
        self.names: dict[Value, str] = {}
        self.used: dict[str, int] = {}
        self.lines: list[str] = []

    def name(self, v: Value) -> str:
        if isinstance(v, Unbound):
            return "unbound"
        if isinstance(v, Const):
            return repr(getattr(v.value, "__name__", v.value))if callable(v.value) else repr(v.value)
        if v not in self.names:
            base = v.name or ""
            n = self.used.get(base, 0)
            self.used[base] = n + 1
            self.names[v] = f"%{base}.{n}" if n or not base else f"%{base}"
        return self.names[v]

    def define(self, v: Value) -> str:
        return f"{self.name(v)}: {v.kind}"

    def list(self, values: Any, define: bool = False) -> str:
        return ", ".join(self.define(v) if define else self.name(v) for v in values)

    def block(self, block: Block, depth: int, end: str = "yield") -> None:
        for op in block.ops:
            self.op(op, depth)
        self.line(depth, f"{end} {self.list(block.yields)}".rstrip())

    def line(self, depth: int, text: str) -> None:
        self.lines.append("  " * depth + text)

    def carried(self, op: Any) -> str:
        return ", ".join(f"{self.define(p)} = {self.name(i)}" for p, i in zip(op.carried, op.inits))

    def op(self, op: Op, depth: int) -> None:
        left = f"{self.list(op.results, True)} = " if op.results else ""
        match op:
            case Call():
                callee = getattr(op.callee, "__name__", None) or getattr(op.callee, "name", repr(op.callee))
                parts = [self.name(v) for v in op.args] + [f"{k}={self.name(v)}" for k, v in op.kwargs.items()]
                self.line(depth, f"{left}{callee} {', '.join(parts)}".rstrip())
            case Try():
                self.line(depth, f"{left}try {self.name(op.operands[0])}:")
                self.block(op.then, depth + 1)
                self.line(depth, f"except {', '.join(c.__name__ for c in op.catches)}:")
                self.block(op.orelse, depth + 1)
            case With():
                self.line(depth, f"{left}with {self.list(op.operands)}:")
                self.block(op.then, depth + 1)
                self.line(depth, "if it swallowed an exception:")
                self.block(op.orelse, depth + 1)
            case If():
                self.line(depth, f"{left}if {self.name(op.operands[0])}:")
                self.block(op.then, depth + 1)
                self.line(depth, "else:")
                self.block(op.orelse, depth + 1)
            case For():
                way = "backwards " if op.backwards else ""
                self.line(
                    depth,
                    f"{left}for {self.name(op.index)} in {way}range({self.list(op.operands[:3])})"
                    f" with {self.carried(op)}:")
                self.block(op.body, depth + 1, "yield (stop last)" if op.stops else "yield")
            case While():
                self.line(depth, f"{left}while with {self.carried(op)}:")
                self.block(op.condition, depth + 1, "condition")
                self.line(depth, "do:")
                self.block(op.body, depth + 1, "yield (stop last)" if op.stops else "yield")
            case Define():
                self.line(depth, f"{left}define {op.name}({self.list(op.body.params, True)}):")
                self.block(op.body, depth + 1)
            case _:
                self.line(depth, f"{left}{type(op).__name__} {self.list(op.operands)}")
                for b in op.blocks:
                    self.line(depth + 1, f"block({self.list(b.params)}):")
                    self.block(b, depth + 2)


def text(function: Function) -> str:
    """The text of a function."""
    p = _Printer()
    p.line(0, f"func {function.name}({p.list(function.params, True)}):")
    p.block(function.body, 1, "return")
    return "\n".join(p.lines)
