"""What is done to tuples, lists, dicts and cells: items, methods, concatenation, writing in place."""
from __future__ import annotations

import operator
from typing import Any

from ..analysis.sharing import Sharing
from ..ir import primitives
from ..ir.core import UNBOUND, Const, Value
from ..ir.kinds import NEVER, UNKNOWN, Array, Kind, List, Object, Scalar, Tuple, join
from ..rules import registry
from .abstract import (
    Cell,
    Closure,
    DictOf,
    ListOf,
    Ref,
    TupleOf,
)
from .structures import Structures
from .templates import template_of

INPLACE_OF = {getattr(operator, f"i{name}"): getattr(operator, python) for name, python in (
    ("add", "add"), ("sub", "sub"), ("mul", "mul"), ("truediv", "truediv"), ("floordiv", "floordiv"), ("mod", "mod"),
    ("pow", "pow"), ("matmul", "matmul"), ("lshift", "lshift"), ("rshift", "rshift"), ("or", "or_"), ("xor", "xor"),
    ("and", "and_"))}


class Containers(Structures):
    """Tuples, lists, dicts and cells, read and written."""

    # -- items ---------------------------------------------------------------------------

    def item(self, target: Any, index: Any) -> Any:
        if isinstance(index, Const):
            i = index.value
            contents = self.heap[target] if isinstance(target, Ref) else target
            match contents:
                case TupleOf(items) | ListOf(items) if type(i) is int and -len(items) <= i < len(items):
                    return items[i]
                case TupleOf(items) if isinstance(i, slice):
                    return TupleOf(items[i])
                case ListOf(items) if isinstance(i, slice):
                    return self.new_ref(ListOf(items[i]))
                case DictOf() if i in contents.as_dict():
                    return contents.as_dict()[i]
        if isinstance(target, Const) and isinstance(target.kind, Object):
            composed = registry.lookup(registry.compositions, target.value)     # np.r_[…]
            if composed is not None:
                with self.hidden():
                    return self.apply(Closure(template_of(composed), (), composed), [index], {})
        return self.primitive(operator.getitem, [target, index], {})

    def unpack(self, value: Any, before: Const, after: Const) -> Any:
        n, m = before.value, after.value
        items = self.static_items(value)
        if items is None:
            v = self.materialise(value)
            self.builder.effect(primitives.unpack, v, before, after)
            if m >= 0:
                rest = self.builder.call(operator.getitem, v, Const(slice(n, -m if m else None)))
                if not isinstance(v.kind, List):
                    rest = self.builder.call(list, rest)
                ends = [self.wrap(self.builder.call(operator.getitem, v, Const(i))) for i in [*range(n), *range(-m, 0)]]
                return TupleOf((*ends[:n], self.wrap(rest), *ends[n:]))
            return TupleOf(tuple(self.wrap(self.builder.call(operator.getitem, v, Const(i))) for i in range(n)))
        if m < 0 and len(items) != n or len(items) < n + max(m, 0):
            raise self.refuse(f"cannot unpack {len(items)} values into {n + max(m, 0)} targets")
        if m < 0:
            return TupleOf(tuple(items))
        middle = self.new_ref(ListOf(tuple(items[n:len(items) - m])))
        return TupleOf((*items[:n], middle, *items[len(items) - m:]))

    def concatenated(self, *parts: Any) -> Any:
        items: list[Any] = []
        for part in parts:
            found = self.static_items(part)
            if found is None:
                raise self.refuse("`*` needs a sequence whose length is known here")
            items.extend(found)
        return TupleOf(tuple(items))

    def set_item(self, target: Any, index: Any, value: Any) -> None:
        if not isinstance(target, Ref):
            raise self.refuse("writing into an array or object in place is not supported yet",
                              "build a new one: np.where, np.concatenate, np.stack, …")
        self.writable(target)
        contents = self.heap[target]
        if isinstance(contents, ListOf) and isinstance(index, Const) and type(index.value) is int:
            items = list(contents.items)
            if not -len(items) <= index.value < len(items):
                raise self.refuse("list assignment index out of range")
            items[index.value] = value
            self.heap[target] = ListOf(tuple(items))
        elif isinstance(contents, DictOf) and isinstance(index, Const):
            self.heap[target] = DictOf(tuple({**contents.as_dict(), index.value: value}.items()))
        elif isinstance(index, Value) and not isinstance(contents, DictOf) and isinstance(index.kind, Scalar):
            new = self.builder.call(primitives.replaced, self.content_value(contents), index, self.materialise(value))
            new.kind = join(new.kind, List(self.kind(value) or UNKNOWN), ("set", self.fresh()))
            if isinstance(new.kind, Tuple):
                item: Kind = NEVER
                for k in new.kind.items:
                    item = join(item, k, 0)
                new.kind = List(item)
            self.heap[target] = new
        else:
            raise self.refuse("this kind of assignment into a list or dict is not supported")

    def writable(self, ref: Ref) -> None:
        if ref in self.frozen:
            raise self.refuse("a list or dict that came from outside, or that may be two different ones, is written to",
                              "make a copy of it first: list(x), dict(x)")

    # -- in place ------------------------------------------------------------------------

    def inplace(self, callee: Any, target: Any, value: Any) -> Any:
        """``name += value``: rebinds numbers and tuples; lists are extended; arrays are written."""
        if isinstance(target, Ref):
            if callee is not operator.iadd:
                raise self.refuse("this in-place operation on a list is not supported")
            return self.list_method(target, "extend", [value], {}, result=target)
        kind = self.kind(target)
        rebinds = isinstance(kind, (Scalar, Object, Tuple)) or isinstance(kind, Array) and kind.dims == ()
        if not rebinds and not self.dies_here():
            raise self.refuse("writing into an array in place is not supported yet, "
                              "where the old value is still in use",
                              "write `y = y + e`")
        return self.primitive(INPLACE_OF[callee], [target, value], {})

    def dies_here(self) -> bool:
        """Whether the array written by the current `+=` is the program's own and not seen by anyone else."""
        template = self.stack[-1][0]
        if template not in self.sharing:
            self.sharing[template] = Sharing(template.function)
        return self.sharing[template].alone(self.current.operands[0])

    # -- methods of lists and dicts ------------------------------------------------------

    def list_method(self, ref: Ref, name: str, args: list[Any], kwargs: dict[str, Any], result: Any = None) -> Any:
        contents = self.heap[ref]
        args = [*args, *kwargs.values()]
        if name not in ("index", "count", "copy"):
            self.writable(ref)
        known = isinstance(contents, ListOf)
        items = list(contents.items) if known else []
        match name, args:
            case "append", [v]:
                if isinstance(v, Closure) and v.template.fragile:
                    raise self.refuse("a function that reads a loop's variable is kept for later",
                                      "bind the variable as a default value: lambda t, i=i: …")
                if known:
                    self.heap[ref] = ListOf((*items, v))
                else:
                    self.heap[ref] = self.builder.call(primitives.appended, contents, self.materialise(v))
            case "pop", [] | [Const()]:
                position = args[0].value if args else -1
                if known:
                    if not -len(items) <= position < len(items):
                        raise self.refuse("pop from an empty list")
                    v = items.pop(position)
                    self.heap[ref] = ListOf(tuple(items))
                    return v
                if position != -1:
                    raise self.refuse("pop from the middle of a list of unknown length is not supported")
                v = self.builder.call(operator.getitem, contents, Const(-1))
                self.heap[ref] = self.builder.call(primitives.without_last, contents)
                return self.wrap(v)
            case "extend", [v]:
                found = self.static_items(v)
                if found is None or not known:
                    raise self.refuse("extending a list by one of unknown length is not supported")
                self.heap[ref] = ListOf((*items, *found))
            case "insert", [Const(value=int() as i), v] if known:
                items.insert(i, v)
                self.heap[ref] = ListOf(tuple(items))
            case "reverse", [] if known:
                self.heap[ref] = ListOf(tuple(reversed(items)))
            case "clear", []:
                self.heap[ref] = ListOf(())
            case "copy", []:
                return self.new_ref(contents)
            case _:
                raise self.refuse(f"the list method `{name}` is not supported here")
        return Const(None) if result is None else result

    def dict_method(self, ref: Ref, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        contents = self.heap[ref]
        assert isinstance(contents, DictOf)
        d = contents.as_dict()
        match name, args:
            case "get", [Const(value=k)]:
                return d.get(k, Const(None))
            case "get", [Const(value=k), default]:
                return d.get(k, default)
            case "items", []:
                return TupleOf(tuple(TupleOf((self.constant(k), v)) for k, v in d.items()))
            case "keys", []:
                return TupleOf(tuple(self.constant(k) for k in d))
            case "values", []:
                return TupleOf(tuple(d.values()))
            case "copy", []:
                return self.new_ref(contents)
            case "update", [] | [Ref()]:
                self.writable(ref)
                other = self.heap[args[0]].as_dict() if args else {}
                self.heap[ref] = DictOf(tuple({**d, **other, **kwargs}.items()))
                return Const(None)
            case "pop", [Const(value=k)] if k in d:
                self.writable(ref)
                self.heap[ref] = DictOf(tuple((n, v) for n, v in d.items() if n != k))
                return d[k]
        raise self.refuse(f"the dict method `{name}` is not supported here")

    # -- cells ---------------------------------------------------------------------------

    def make_cell(self, name: Const) -> Ref:
        cell = self.new_ref(TupleOf((UNBOUND,), Cell))
        cell.name = name.value
        return cell

    def cell_get(self, cell: Ref, name: Const) -> Any:
        value = self.heap[cell].items[0]
        self.check_bound(value, name)
        return value

    def cell_set(self, cell: Ref, value: Any) -> None:
        if isinstance(value, Value) and not isinstance(value, Const) and value.name is None:
            value.name = cell.name
        self.heap[cell] = TupleOf((value,), Cell)

    # -- operators -----------------------------------------------------------------------

    def contains(self, container: Any, element: Any, wanted: bool = True) -> Any:
        contents = self.heap[container] if isinstance(container, Ref) else container
        if isinstance(element, Const):
            if isinstance(contents, DictOf):
                return Const((element.value in contents.as_dict()) == wanted)
            items = self.static_items(container)
            if items is not None and all(isinstance(v, Const) for v in items):
                return Const((element.value in [v.value for v in items]) == wanted)
        return self.primitive(operator.contains if wanted else primitives.not_in, [container, element], {})

    def addition(self, a: Any, b: Any) -> Any:
        if isinstance(a, TupleOf) and isinstance(b, TupleOf):
            return TupleOf((*a.items, *b.items))
        if isinstance(a, Ref) and isinstance(b, Ref):
            x, y = self.heap[a], self.heap[b]
            if isinstance(x, ListOf) and isinstance(y, ListOf):
                return self.new_ref(ListOf((*x.items, *y.items)))
            raise self.refuse("adding lists of unknown length is not supported")
        return self.primitive(operator.add, [a, b], {})

    def multiplication(self, a: Any, b: Any) -> Any:
        for x, n in ((a, b), (b, a)):
            if isinstance(x, (Ref, TupleOf)):
                contents = self.heap[x] if isinstance(x, Ref) else x
                if isinstance(n, Const) and isinstance(contents, (ListOf, TupleOf)) and isinstance(n.value, int):
                    if isinstance(x, TupleOf):
                        return TupleOf(x.items * n.value)
                    return self.new_ref(ListOf(contents.items * n.value))
                if isinstance(contents, ListOf) and all(isinstance(v, Value) for v in contents.items):
                    return self.new_ref(self.builder.call(
                        operator.mul, self.content_value(contents), self.materialise(n),
                                                          kind=self.content_kind(contents)))
                raise self.refuse("repeating this sequence is not supported")
        return self.primitive(operator.mul, [a, b], {})
