"""Dicts: their keys are known, and of some of them only the run knows whether they are there.

    for g in gs:                            %m, %has_m = for … with %m = unbound, %has_m = False:
        m = state.get("m", 0.0)                 %m.1 = if %has_m { yield %m } else { yield 0.0 }
        state["m"] = 0.9 * m + g                yield %m.2, True
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from ..ir import primitives
from ..ir.core import UNBOUND, Block, Const, If, Try, Unbound, Value, With, substitute, walk
from ..ir.kinds import BOOL, FLOAT, INT, Scalar, join
from .abstract import DictOf, Keys, Ref, TupleOf
from .choices import Choices
from .structures import Premature


class Dicts(Choices):
    """Dicts, read and written."""

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.defaulted: list[tuple[If, Value]] = []     # where items that may not be there are read, or given a value
        self.begins: dict[Value, Const] = {}            # what such an item is where it is not there
        self.options: dict[Value, list[Const]] = {}     # strings of which a value is one
        self.keys_go = False                            # whether keys are removed anywhere

    def fork(self, new_if: If, runs: list[Any], names: list[str | None]) -> list[Any]:
        raise NotImplementedError

    def writable(self, ref: Ref) -> None:
        raise NotImplementedError

    # -- keys ----------------------------------------------------------------------------

    def key(self, index: Any) -> Any:
        """A key of a dict, which must be known here."""
        value = self.python_constant(index)
        if value is UNBOUND:
            raise self.refuse("the key of a dict must be known when the derivative is compiled",
                              "use a list, or an array, for what is computed", code="S2SAD212")
        return value

    def python_constant(self, v: Any) -> Any:
        """The Python value of a constant, or of a tuple of them; UNBOUND of anything else."""
        if isinstance(v, TupleOf) and v.type is tuple:
            parts = [self.python_constant(p) for p in v.items]
            return UNBOUND if any(p is UNBOUND for p in parts) else tuple(parts)
        return v.value if isinstance(v, Const) and v is not UNBOUND else UNBOUND

    def options_of(self, index: Any) -> list[Const]:
        """The constants of which an index is one, as an ``if`` chose it."""
        return self.options.get(index, []) if isinstance(index, Value) else []

    def by_key(self, index: Value, act: Callable[[Const], Any], options: list[Const] | None = None) -> Any:
        """What is done with a key that is one of a few constants."""
        first, *rest = options or self.options_of(index)
        if not rest:
            return act(first)
        flag = self.builder.call(operator.eq, index, first, kind=BOOL)
        return self.fork(If(operands=[flag], results=[], then=Block(), orelse=Block(), site=self.builder.site),
                         [lambda: [act(first)], lambda: [self.by_key(index, act, rest)]], [None])[0]

    def has_key(self, contents: DictOf, key: Any, wanted: bool = True) -> Any:
        flag = self.truth_value(contents.flag(key))
        if isinstance(flag, Const):
            return Const(flag.value == wanted)
        return flag if wanted else self.builder.call(operator.not_, flag)

    def certain(self, contents: DictOf) -> DictOf:
        """Contents whose keys are all there, in a known order."""
        there = [(k, self.truth(contents.flag(k))) for k, _ in contents.items]
        if not contents.ordered or any(known is None for _, known in there):
            raise self.refuse("which keys this dict has, and in which order, only the run knows",
                              "give it its keys before the loop or the `if`: dict.fromkeys(names, 0.0)",
                              code="S2SAD212")
        items = contents.as_dict()
        return DictOf(tuple((k, items[k]) for k, known in there if known))

    def where(self, ref: Ref, key: Any, missing: Any) -> Any:
        """The item of a key, or where it is not there what ``missing`` gives."""
        contents = self.heap[ref]
        flag = self.truth_value(contents.flag(key))
        if isinstance(flag, Const):
            return contents.as_dict()[key] if flag.value else missing()
        item = contents.as_dict()[key]
        new_if = If(operands=[flag], results=[], then=Block(), orelse=Block(), site=self.builder.site)
        found = self.fork(new_if, [lambda: [item], lambda: [missing()]],
                          [key if isinstance(key, str) and key.isidentifier() else None])
        if isinstance(item, Value):
            self.defaulted.append((new_if, item))
            for b, i in self.readings(new_if, item):
                if item in self.begins and same_constant(self.begins[item], b.yields[i]):
                    b.yields[i] = item
            if not new_if.orelse.ops and all(v is item for b in new_if.blocks for v in b.yields):
                return self.read_alike(ref, new_if, item)
        return found[0]

    def read_alike(self, ref: Ref, new_if: If, item: Value) -> Value:
        """The item where it is the same value whether it is there or not."""
        self.builder.block.ops.remove(new_if)
        contents = self.heap[ref]
        self.heap[ref] = DictOf(tuple((k, item if v in new_if.results else v) for k, v in contents.items),
                                contents.flags, contents.ordered)
        return item

    def dict_item(self, ref: Ref, index: Any) -> Any:
        """``d[key]``"""
        contents, key = self.heap[ref], self.python_constant(index)
        if self.truth(contents.flag(key)) is False and ref not in self.factories:
            if self.loops:
                raise Premature(self.refuse(f"this dict has no key {key!r} here", "give it the key before",
                                            code="S2SAD210"))
            return self.primitive(operator.getitem, [ref, index], {})

        def missing() -> Any:
            if ref in self.factories:
                made = self.apply(self.factories[ref], [], {})
                self.writable(ref)
                self.set_key(ref, key, made)
                return made
            error = self.builder.call(primitives.call, Const(KeyError), Const(key))
            self.builder.effect(primitives.raise_exception, error)
            return UNBOUND
        return self.where(ref, key, missing)

    def set_key(self, ref: Ref, key: Any, value: Any) -> None:
        """``d[key] = value``"""
        contents = self.heap[ref]
        known = self.truth(contents.flag(key))
        items = {k: v for k, v in contents.items if k != key or known is not False}
        behind = list(items)[list(items).index(key) + 1:] if known is None else []
        ordered = contents.ordered and all(contents.flag(k) is contents.flag(key) for k in behind)
        self.heap[ref] = DictOf(tuple({**items, key: value}.items()),
                                tuple((k, f) for k, f in contents.flags if k != key), ordered)

    def without(self, contents: DictOf, key: Any) -> DictOf:
        self.keys_go = True
        return DictOf(tuple((k, v) for k, v in contents.items if k != key),
                      tuple((k, f) for k, f in contents.flags if k != key), contents.ordered)

    # -- methods -------------------------------------------------------------------------

    def dict_method(self, ref: Ref, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        contents = self.heap[ref]
        assert isinstance(contents, DictOf)
        if name in ("get", "setdefault", "pop") and args and self.options_of(args[0]):
            return self.by_key(args[0], lambda k: self.dict_method(ref, name, [k, *args[1:]], kwargs))
        match name, args:
            case "get", [k, *default]:
                return self.where(ref, self.key(k), lambda: default[0] if default else Const(None))
            case "setdefault", [k, *default]:
                def missing() -> Any:
                    made = default[0] if default else Const(None)
                    self.writable(ref)
                    self.set_key(ref, self.key(k), made)
                    return made
                return self.where(ref, self.key(k), missing)
            case "items", []:
                return TupleOf(tuple(TupleOf((self.constant(k), v)) for k, v in self.certain(contents).items))
            case "keys", []:
                return TupleOf(tuple(self.constant(k) for k, _ in self.certain(contents).items))
            case "values", []:
                return TupleOf(tuple(v for _, v in self.certain(contents).items))
            case "copy", []:
                return self.new_ref(contents)
            case "clear", []:
                self.writable(ref)
                self.heap[ref], self.keys_go = DictOf(()), True
                return Const(None)
            case "update", [] | [_]:
                self.writable(ref)
                other = self.certain(self.heap[self.apply(Const(dict), args, {})]).as_dict() if args else {}
                for k, v in {**other, **kwargs}.items():
                    self.set_key(ref, k, v)
                return Const(None)
            case "pop", [k, *default] if self.key(k) in contents.as_dict() or default:
                self.writable(ref)
                found = self.dict_item(ref, k) if not default else self.where(ref, self.key(k), lambda: default[0])
                self.heap[ref] = self.without(contents, self.key(k))
                return found
            case "popitem", [] if self.certain(contents).items:
                self.writable(ref)
                *rest, (key, value) = self.certain(contents).items
                self.heap[ref] = DictOf(tuple(rest))
                return TupleOf((self.constant(key), value))
        raise self.refuse(f"the dict method `{name}` is not supported here", code="S2SAD208")

    def dict_length(self, contents: DictOf) -> Any:
        known = [self.truth_value(contents.flag(k)) for k, _ in contents.items]
        total: Any = Const(sum(f.value for f in known if isinstance(f, Const)))
        for f in dict.fromkeys(f for f in known if not isinstance(f, Const)):
            n = self.builder.call(operator.mul, f, Const(known.count(f)), kind=INT)
            total = self.builder.call(operator.add, total, n, kind=INT)
        return total

    def union(self, a: Any, b: Any) -> Any:
        if all(isinstance(v, Ref) and isinstance(self.heap[v], DictOf) for v in (a, b)):
            x, y = (self.certain(self.heap[v]).as_dict() for v in (a, b))
            return self.new_ref(DictOf(tuple({**x, **y}.items())))
        return self.primitive(operator.or_, [a, b], {})

    # -- what branches and loops leave ---------------------------------------------------

    def settled(self, contents: DictOf, facts: dict[Value, bool]) -> DictOf:
        """Contents whose flags are what a branch says of them."""
        outer, self.facts = self.facts, {**self.facts, **facts}
        flags = tuple((k, self.truth_value(f)) for k, f in contents.flags if self.truth(f) is not True)
        self.facts = outer
        return DictOf(contents.items, flags, contents.ordered)

    def facts_of(self, op: If, taken: bool) -> dict[Value, bool]:
        """What the branch of an ``if`` that is taken says of its condition."""
        if isinstance(op, (Try, With)):
            return {}
        made = self.builder.made_by(op.operands[0], operator.not_)
        return {op.operands[0]: taken} if made is None else {op.operands[0]: taken, made.operands[0]: not taken}

    def there(self, left: Any, out: Any) -> Any:
        """What a loop leaves that has certainly made a trip: keys that each trip gives a dict are there."""
        if not (isinstance(left, TupleOf) and isinstance(left.type, Keys)):
            return left
        n = len(left.type.keys)
        return TupleOf((*left.items[:n], *(o if isinstance(o, Const) and o.value is True else f
                                           for f, o in zip(left.items[n:], out.items[n:]))), left.type)

    def readings(self, op: If, item: Value) -> list[tuple[Block, int]]:
        """Where an ``if`` yields an item, or else what a branch without operations yields in its place."""
        return [(other, i) for b, other in ((op.then, op.orelse), (op.orelse, op.then)) if not other.ops
                for i, v in enumerate(b.yields) if v is item]

    def begun(self, inits: list[Value], params: list[Value], results: list[Value], yields: list[Value],
              body: Block, items: set[Value]) -> None:
        """Let an item that is not there when a loop begins be what it is read as then, where that is one constant."""
        alike: dict[Value, Value] = {}
        for j, (init, p) in enumerate(zip(inits, params)):
            found = [(op, b, i) for op, item in self.defaulted if item is p for b, i in self.readings(op, p)]
            value = found[0][1].yields[found[0][2]] if found and isinstance(init, Unbound) else None
            if isinstance(init, Unbound) and p in items and isinstance(p.kind, Scalar) and p.kind.dtype == "float64":
                inits[j] = Const(0.0)           # which nobody reads
                p.kind = results[j].kind = join(p.kind, FLOAT, None)
            if not isinstance(value, Const) or self.keys_go or not isinstance(p.kind, Scalar) or not all(
                    same_constant(value, b.yields[i]) for _, b, i in found):
                continue
            kind = join(p.kind, value.kind, None)
            if isinstance(kind, Scalar) and kind.dtype == p.kind.dtype:
                inits[j] = self.begins[results[j]] = value
                p.kind = results[j].kind = kind
                for op, b, i in found:
                    b.yields[i] = p
                    if not any(b.ops or any(v is not p for v in b.yields) for b in op.blocks):
                        alike.update(dict.fromkeys(op.results, p))
        if alike:
            for block in [body, *(b for op in walk(body) for b in op.blocks)]:
                block.ops[:] = [op for op in block.ops if not (op.results and all(r in alike for r in op.results))]
            substitute(body, alike)
            yields[:] = [alike.get(v, v) for v in yields]


def same_constant(a: Value, b: Value) -> bool:
    return isinstance(a, Const) and isinstance(b, Const) and not isinstance(b, Unbound) and (
        type(a.value) is type(b.value) and repr(a.value) == repr(b.value))


__all__ = ["Dicts"]
