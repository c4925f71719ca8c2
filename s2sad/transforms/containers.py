"""What is done to tuples, lists, dicts and cells: items, methods, concatenation, writing in place."""
from __future__ import annotations

import inspect
import operator
import types
from typing import Any

from ..analysis.sharing import Sharing
from ..ir import primitives
from ..ir.core import UNBOUND, Call, Const, Value
from ..ir.kinds import INT, NEVER, UNKNOWN, Array, Kind, List, Object, Scalar, Tuple, join
from ..rules import registry
from ..rules.sequences import extended, joined, repeated, with_item, with_slice, without_item
from .abstract import (
    LEFT,
    Backwards,
    Cell,
    Closure,
    Conflict,
    DictOf,
    ListOf,
    Ref,
    TupleOf,
)
from .dicts import Dicts
from .templates import template_of

INPLACE_OF = {getattr(operator, f"i{name}"): getattr(operator, python) for name, python in (
    ("add", "add"), ("sub", "sub"), ("mul", "mul"), ("truediv", "truediv"), ("floordiv", "floordiv"), ("mod", "mod"),
    ("pow", "pow"), ("matmul", "matmul"), ("lshift", "lshift"), ("rshift", "rshift"), ("or", "or_"), ("xor", "xor"),
    ("and", "and_"))}
SYMBOLS = {operator.iadd: "+=", operator.isub: "-=", operator.imul: "*=", operator.itruediv: "/=",
           operator.ifloordiv: "//=", operator.imod: "%=", operator.ipow: "**=", operator.imatmul: "@=",
           operator.ilshift: "<<=", operator.irshift: ">>=", operator.ior: "|=", operator.ixor: "^=",
           operator.iand: "&="}


class Containers(Dicts):
    """Tuples, lists and cells, read and written."""

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.tuples: set[Ref] = set()           # lists that stand for tuples of lengths that only the run knows

    # -- items ---------------------------------------------------------------------------

    def item(self, target: Any, index: Any) -> Any:
        if isinstance(target, Ref) and isinstance(self.heap[target], DictOf) and (
                self.python_constant(index) is not UNBOUND):
            return self.dict_item(target, index)
        if isinstance(target, Ref) and isinstance(self.heap[target], DictOf) and self.options_of(index):
            return self.by_key(index, lambda k: self.item(target, k))
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
        if isinstance(target, Const) and isinstance(target.kind, Object):
            composed = registry.lookup(registry.compositions, target.value)     # np.r_[…]
            if composed is not None:
                with self.hidden():
                    return self.apply(Closure(template_of(composed), (), composed), [index], {})
        row = self.row_of(target) if self.is_array(target) else None
        joined = self.joined_index(row[1], self.materialise(index)) if row is not None else None
        if row is not None and joined is not None:
            return self.primitive(operator.getitem, [row[0], joined], {})
        among = self.few_arrays(target, index)
        if among is not None:
            return self.chosen_item(among, index)
        found = self.primitive(operator.getitem, [target, index], {})
        if isinstance(found, Ref) and (isinstance(index, Value) and index.kind == Object(slice)):
            self.frozen.discard(found)          # a slice of a list is a new list
            self.tuples.update([found] if target in self.tuples else ())
        return found

    def unpack(self, value: Any, before: Const, after: Const) -> Any:
        n, m = before.value, after.value
        value = self.iterable(value)
        items = self.static_items(value)
        if items is None:
            v = self.materialise(value)
            self.builder.effect(primitives.unpack, v, before, after)
            whole = value if self.is_array(value) else v            # whose rows are views
            if m >= 0:
                rest = self.builder.call(operator.getitem, v, Const(slice(n, -m if m else None)))
                if not isinstance(v.kind, List):
                    rest = self.primitive(list, [rest], {})
                ends = [self.item(whole, Const(i)) for i in [*range(n), *range(-m, 0)]]
                return TupleOf((*ends[:n], rest if isinstance(rest, Ref) else self.wrap(rest), *ends[n:]))
            return TupleOf(tuple(self.item(whole, Const(i)) for i in range(n)))
        if m < 0 and len(items) != n or len(items) < n + max(m, 0):
            raise self.refuse(f"cannot unpack {len(items)} values into {n + max(m, 0)} targets", code="S2SAD210")
        if m < 0:
            return TupleOf(tuple(items))
        middle = self.new_ref(ListOf(tuple(items[n:len(items) - m])))
        return TupleOf((*items[:n], middle, *items[len(items) - m:]))

    def concatenated(self, *parts: Any) -> Any:
        """The tuple of what several sequences hold; of lengths that only the run knows, a list in its place."""
        found = [self.static_items(self.iterable(part)) for part in parts]
        if None not in found:
            return TupleOf(tuple(item for items in found for item in items))  # type: ignore[union-attr]
        made = self.new_ref(ListOf(())) if found[0] is not None else self.apply(Const(list), [parts[0]], {})
        if not isinstance(made, Ref):
            raise self.refuse("`*` needs a sequence whose kind is known here", "make a list of it: list(…)",
                              code="S2SAD212")
        for part, items in list(zip(parts, found))[found[0] is None:]:
            self.list_method(made, "extend", [part if items is None else TupleOf(tuple(items))], {})
        self.freeze(TupleOf((made,)))
        self.tuples.add(made)
        return made

    def check_no_tuple(self, value: Any) -> None:
        """Refuse what would tell a tuple from the list that stands for it."""
        if any(r in self.tuples for r in self.reachable([value])):
            raise self.refuse("a tuple whose length only the run knows is returned, printed, added to another, or "
                              "asked for its type", "use a list: [*x, …]", code="S2SAD212")

    def follow(self, function: Any, *args: Any) -> Any:
        """The operations of a function of ours, stated in Python, as if they were the user's call's."""
        with self.hidden():
            return self.apply(Closure(template_of(function), (), function), list(args), {})

    def set_item(self, target: Any, index: Any, value: Any) -> None:
        if self.is_array(target):
            return self.write_item(target, index, value)
        if not isinstance(target, Ref):
            raise self.refuse("an item is written of something that is not known to be an array, a list or a dict",
                              "say what it is: give the argument a type annotation, or call it with an example",
                              code="S2SAD301")
        contents = self.heap[target]
        if isinstance(contents, DictOf) and self.options_of(index):
            def store(k: Const) -> Const:
                self.set_item(target, k, value)
                return Const(None)
            return self.by_key(index, store)
        if self.holds(contents, index, value):      # the second half of `a[i] += e`, where a[i] is an array
            return None
        self.writable(target)
        if isinstance(contents, ListOf) and isinstance(index, Const) and type(index.value) is int:
            items = list(contents.items)
            if not -len(items) <= index.value < len(items):
                raise self.refuse("list assignment index out of range", code="S2SAD210")
            items[index.value] = value
            self.heap[target] = ListOf(tuple(items))
        elif isinstance(contents, DictOf):
            self.set_key(target, self.key(index), value)
        elif isinstance(contents, ListOf) and isinstance(index, Const) and isinstance(index.value, slice) and (
                self.static_items(value) is not None):
            items = list(contents.items)
            items[index.value] = self.static_items(value) or []
            self.heap[target] = ListOf(tuple(items))
        elif isinstance(index, Const) and isinstance(index.value, slice) and index.value.step in (None, 1):
            start, stop = (Const(v) for v in (index.value.start or 0, index.value.stop))
            end = self.builder.call(len, self.content_value(contents)) if stop.value is None else stop
            if any(isinstance(v, Const) and v.value < 0 for v in (start, end)):
                raise self.refuse("a slice of a list, counted from its end, is written to", "make a new list",
                                  code="S2SAD208")
            self.refill(target, self.follow(with_slice, target, start, end, value))
        elif isinstance(index, Value) and not isinstance(contents, DictOf) and isinstance(index.kind, Scalar):
            new = self.builder.call(primitives.replaced, self.content_value(contents), index, self.stored(value))
            new.kind = join(new.kind, List(self.kind(value) or UNKNOWN), ("set", self.fresh()))
            if isinstance(new.kind, Tuple):
                item: Kind = NEVER
                for k in new.kind.items:
                    item = join(item, k, 0)
                new.kind = List(item)
            self.heap[target] = new
        else:
            raise self.refuse("this kind of assignment into a list or dict is not supported", code="S2SAD208")

    def holds(self, contents: Any, index: Any, value: Any) -> bool:
        """Whether an item is this very array already."""
        if not self.is_array(value):
            return False
        old = None
        if isinstance(contents, ListOf) and isinstance(index, Const) and type(index.value) is int and (
                -len(contents.items) <= index.value < len(contents.items)):
            old = contents.items[index.value]
        elif isinstance(contents, DictOf):
            old = contents.as_dict().get(self.python_constant(index))
        elif isinstance(contents, ListOf) and isinstance(index, Value):
            items, at = self.items_of.get(self.object_of(value), ((), index))
            return len(items) > 0 and items == contents.items and self.same_index(at, index)
        return isinstance(old, Value) and self.object_of(old) is self.object_of(value)

    def write_item(self, target: Value, index: Any, value: Any) -> None:
        """``a[index] = value``; the second half of ``a[index] += e`` finds its work done."""
        if self.is_array(value):
            view = self.view_of.get(self.object_of(value))
            mine = self.view_of.get(self.object_of(target))
            if view is not None and view.root is self.root(target):
                *before, last = view.steps
                if tuple(before) == (mine.steps if mine is not None else ()) and last.callee is operator.getitem and (
                        self.same_index(last.operands[0], self.materialise(index))):
                    return
        self.write(target, index, value)

    def same_index(self, a: Value, b: Value) -> bool:
        """Whether two indices are certainly equal."""
        if isinstance(a, Const) and isinstance(b, Const):
            return type(a.value) is type(b.value) and repr(a.value) == repr(b.value)
        x, y = self.builder.made.get(a), self.builder.made.get(b)
        return a is b or x is not None and y is not None and x.callee is y.callee and x.callee in (
            slice, primitives.make_tuple) and len(x.operands) == len(y.operands) and all(
                map(self.same_index, x.operands, y.operands))

    def del_item(self, target: Any, index: Any) -> None:
        contents = self.heap[target] if isinstance(target, Ref) else None
        if isinstance(contents, DictOf):
            self.dict_method(target, "pop", [index], {})
        elif isinstance(contents, ListOf) and isinstance(index, Const):
            self.writable(target)
            items = list(contents.items)
            del items[index.value]
            self.heap[target] = ListOf(tuple(items))
        elif isinstance(contents, Value) and isinstance(index, Value) and isinstance(index.kind, Scalar):
            self.list_method(target, "pop", [index], {})
        else:
            raise self.refuse("`del` of this is not supported", "build a new list, or dict, without it",
                              code="S2SAD208")

    def refill(self, ref: Ref, made: Any) -> None:
        """Give a list the contents of another, which nobody else has."""
        self.heap[ref] = self.heap[made] if isinstance(made, Ref) else self.materialise(made)

    def writable(self, ref: Ref) -> None:
        if ref in self.frozen:
            contents = self.heap[ref]
            made = self.builder.made.get(contents) if isinstance(contents, Value) else None
            if made is not None and made.callee is operator.getitem and isinstance(made.operands[0].kind, List):
                raise self.refuse("a list that is an item of another list is written to, and nobody can tell which",
                                  "use an array of two dimensions, np.zeros((rows, columns)), and write x[i, j] = …",
                                  code="S2SAD303")
            raise self.refuse("a list or dict that came from outside, or that may be two different ones, is written to",
                              "make a copy of it first: list(x), dict(x)", code="S2SAD303")

    # -- in place ------------------------------------------------------------------------

    def inplace(self, callee: Any, target: Any, value: Any) -> Any:
        """``name += value``: rebinds numbers and tuples; lists are extended; arrays are written."""
        if isinstance(target, Ref):
            if callee is operator.ior and isinstance(self.heap[target], DictOf):
                self.dict_method(target, "update", [value], {})
                return target
            if callee is operator.imul and isinstance(self.heap[target], ListOf):
                self.writable(target)
                self.heap[target] = self.heap[self.multiplication(target, value)]
                return target
            if callee is not operator.iadd:
                raise self.refuse("this in-place operation on a list is not supported", code="S2SAD208")
            return self.list_method(target, "extend", [value], {}, result=target)
        if isinstance(target, Conflict):
            self.materialise(target)
        kind = self.kind(target)
        if not isinstance(kind, (Scalar, Object, Tuple, Array)) and not self.dies_here():
            raise self.refuse("`+=` on something that is not known to be a number or an array: they differ in what "
                              "else they change", "say what it is, or write `y = y + e`", code="S2SAD301")
        result = self.primitive(INPLACE_OF[callee], [target, value], {})
        if not isinstance(kind, Array):
            return result
        return self.write_whole(target, self.materialise(result), SYMBOLS[callee])

    def dies_here(self) -> bool:
        """Whether the value that the current ``+=`` may write is the program's own and not seen by anyone else."""
        template = self.stack[-1][0]
        if template not in self.sharing:
            self.sharing[template] = Sharing(template.function)
        return self.sharing[template].alone(self.operation.operands[0])

    # -- methods of lists and dicts ------------------------------------------------------

    def list_method(self, ref: Ref, name: str, args: list[Any], kwargs: dict[str, Any], result: Any = None) -> Any:
        contents = self.heap[ref]
        if self.in_adjoint and ref in self.frozen and name in ("append", "extend") and not kwargs:
            self.builder.append(Call(operands=[self.materialise(ref), *map(self.materialise, args)], results=[],
                                     callee=getattr(list, name), spelling="method"))
            self.heap[ref] = Conflict("the adjoint sweep has written to this list")
            return Const(None)
        if name in ("popleft", "appendleft") and not kwargs:        # a deque's
            name, args = ("pop", [Const(0)]) if name == "popleft" else ("insert", [Const(0), *args])
        if name == "sort":
            self.writable(ref)
            self.refill(ref, self.apply(Const(sorted), [ref, *args], kwargs))
            return Const(None)
        args = [*args, *kwargs.values()]
        if name not in ("index", "count", "copy"):
            self.writable(ref)
        known = isinstance(contents, ListOf)
        items = list(contents.items) if known else []
        match name, args:
            case "append", [v]:
                if isinstance(v, Closure) and v.template.fragile:
                    raise self.refuse("a function that reads a loop's variable is kept for later",
                                      "bind the variable as a default value: lambda t, i=i: …", code="S2SAD206")
                if known:
                    self.heap[ref] = ListOf((*items, v))
                else:
                    for array in self.arrays_in(v):
                        self.keep(array, "a list holds it whose items are not known one by one")
                    self.heap[ref] = self.builder.call(primitives.appended, contents, self.stored(v))
            case "pop", [] | [Const()]:
                position = args[0].value if args else -1
                if known:
                    if not -len(items) <= position < len(items):
                        raise self.refuse("pop from an empty list", code="S2SAD210")
                    v = items.pop(position)
                    self.heap[ref] = ListOf(tuple(items))
                    return v
                if position != -1:
                    return self.pop_from_middle(ref, args[0])
                v = self.builder.call(operator.getitem, contents, Const(-1))
                self.heap[ref] = self.builder.call(primitives.without_last, contents)
                return self.wrap(v)
            case "pop", [Value(kind=Scalar())]:
                return self.pop_from_middle(ref, args[0])
            case "extend", [v]:
                v = self.iterable(v)
                found = self.static_items(v)
                if found is not None and known:
                    self.heap[ref] = ListOf((*items, *found))
                else:
                    self.follow(extended, ref, v)
            case "insert", [Const(value=int() as i), v] if known:
                items.insert(i, v)
                self.heap[ref] = ListOf(tuple(items))
            case "insert", [Value(kind=Scalar()) as i, v]:
                self.refill(ref, self.follow(with_item, ref, i, v))
            case "reverse", []:
                self.refill(ref, self.apply(Const(list), [Backwards(ref)], {}))
            case "index" | "count" | "remove", [v] if known and self.python_constant(v) is not UNBOUND and all(
                    self.python_constant(w) is not UNBOUND for w in items):
                values = [self.python_constant(w) for w in items]
                if name == "count":
                    return Const(values.count(self.python_constant(v)))
                if self.python_constant(v) not in values:
                    raise self.refuse(f"list.{name}(x): x is not in the list", code="S2SAD210")
                at = values.index(self.python_constant(v))
                if name == "index":
                    return Const(at)
                self.heap[ref] = ListOf((*items[:at], *items[at + 1:]))
            case "index" | "count", [v]:
                if known:
                    contents = self.content_value(contents)
                bound = self.builder.call(getattr, contents, Const(name))
                return self.builder.call(primitives.call, bound, self.materialise(v), kind=INT)
            case "clear", []:
                self.heap[ref] = ListOf(())
            case "copy", []:
                return self.new_ref(contents)
            case _:
                raise self.refuse(f"the list method `{name}` is not supported here", code="S2SAD208")
        return Const(None) if result is None else result

    def pop_from_middle(self, ref: Ref, index: Value) -> Any:
        v = self.item(ref, index)
        self.refill(ref, self.follow(without_item, ref, index))
        return v

    def tuple_method(self, target: TupleOf, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        names = getattr(target.type, "_fields", ())
        match name, args:
            case "_replace", []:
                given = dict(zip(names, target.items))
                return TupleOf(tuple({**given, **kwargs}.values()), target.type)
            case "_asdict", []:
                return self.new_ref(DictOf(tuple(zip(names, target.items))))
            case "index" | "count", [_]:
                return self.list_method(self.new_ref(ListOf(target.items)), name, args, kwargs)
        found = inspect.getattr_static(target.type, name, None)
        if isinstance(found, types.FunctionType):
            return self.apply(Const(found), [target, *args], kwargs)
        if isinstance(found, classmethod):
            return self.apply(Const(found.__func__), [Const(target.type), *args], kwargs)
        raise self.refuse(f"the method `{name}` of a tuple is not supported", "take its items apart", code="S2SAD208")

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
        container = self.iterable(container, LEFT) if self.is_generator(container) else container
        contents = self.heap[container] if isinstance(container, Ref) else container
        if isinstance(contents, DictOf) and self.options_of(element):
            return self.by_key(element, lambda k: self.contains(container, k, wanted))
        if isinstance(element, Const):
            if isinstance(contents, DictOf):
                return self.has_key(contents, element.value, wanted)
            if isinstance(contents, Const) and isinstance(contents.value, (set, frozenset)):
                return Const((element.value in contents.value) == wanted)
            items = self.static_items(container)
            if items is not None and all(isinstance(v, Const) for v in items):
                return Const((element.value in [v.value for v in items]) == wanted)
        return self.primitive(operator.contains if wanted else primitives.not_in, [container, element], {})

    def addition(self, a: Any, b: Any) -> Any:
        if isinstance(a, TupleOf) and isinstance(b, TupleOf):
            return TupleOf((*a.items, *b.items))
        for v in (a, b):
            self.check_no_tuple(v)
        if isinstance(a, Ref) and isinstance(b, Ref):
            x, y = self.heap[a], self.heap[b]
            if isinstance(x, ListOf) and isinstance(y, ListOf):
                return self.new_ref(ListOf((*x.items, *y.items)))
            if not isinstance(x, DictOf) and not isinstance(y, DictOf):
                return self.follow(joined, a, b)
        return self.primitive(operator.add, [a, b], {})

    def multiplication(self, a: Any, b: Any) -> Any:
        for x, n in ((a, b), (b, a)):
            if isinstance(x, (Ref, TupleOf)):
                contents = self.heap[x] if isinstance(x, Ref) else x
                if isinstance(n, Const) and isinstance(contents, (ListOf, TupleOf)) and isinstance(n.value, int):
                    if isinstance(x, TupleOf):
                        return TupleOf(x.items * n.value)
                    return self.new_ref(ListOf(contents.items * n.value))
                if isinstance(contents, ListOf) and not all(isinstance(v, Const) for v in contents.items):
                    return self.follow(repeated, x, n)
                if isinstance(contents, ListOf):
                    return self.new_ref(self.builder.call(
                        operator.mul, self.content_value(contents), self.materialise(n),
                                                          kind=self.content_kind(contents)))
                raise self.refuse("repeating this sequence is not supported", code="S2SAD208")
        return self.primitive(operator.mul, [a, b], {})
